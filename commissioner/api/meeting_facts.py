"""What the API says of a meeting, and what it is told."""

import datetime

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import NewestVersion
from claims.api.fields import RealDate
from commissioner.actions.meetings import MINUTED
from commissioner.api.actions import ActionSerializer
from commissioner.api.decisions import DecisionSerializer
from commissioner.api.fields import Hour, MeetingDay
from commissioner.known_actions import actions_as_known
from commissioner.known_decisions import decisions_as_known
from commissioner.meetings import roll
from commissioner.models import AgendaItem, Correction, Meeting, Paper
from commissioner.models.board import BoardRole
from commissioner.models.meeting import LONGEST_ITEM, MeetingState, Notice, Presence, Purpose
from config.constraints import LINE
from improvement.api.fields import Line, Prose, RecordId


class MeetingSerializer(serializers.ModelSerializer):
    """A meeting as it stood on the day: what was not known then is null."""

    starts_at = Hour()
    state = serializers.ChoiceField(MeetingState.choices, source="state_then")
    agreed_at = serializers.DateField(
        source="agreed_at.meets_on", default=None, allow_null=True, help_text="The meeting that agreed its minutes"
    )
    quorum = serializers.IntegerField(allow_null=True, help_text="How many were needed, once it was held")

    class Meta:
        model = Meeting
        fields = [
            "meets_on",
            "starts_at",
            "place",
            "state",
            "papers_issued_on",
            "held_recorded_on",
            "quorum",
            "minutes_agreed_on",
            "agreed_at",
            "called_off_on",
            "called_off_reason",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def to_representation(self, meeting):
        found, on = super().to_representation(meeting), self.context["view"].page.on
        for day, told in TOLD_WITH.items():
            if getattr(meeting, day) and getattr(meeting, day) > on:
                found |= dict.fromkeys([day, *told]) | ({"called_off_reason": ""} if day == "called_off_on" else {})
        return found


# What is known of a meeting from each of its days on.
TOLD_WITH = {
    "papers_issued_on": (),
    "held_recorded_on": ("quorum",),
    "minutes_agreed_on": ("agreed_at",),
    "called_off_on": (),
}


class PaperSerializer(serializers.ModelSerializer):
    class Meta:
        model = Paper
        fields = ["id", "title", "link", "file_name", "content_type", "size_bytes", "sha256", "recorded_on", "invented"]
        read_only_fields = fields


class ItemSerializer(serializers.ModelSerializer):
    """An item with its papers; what was said on it is known once the meeting was held."""

    discussion = serializers.SerializerMethodField()
    papers = serializers.SerializerMethodField()

    class Meta:
        model = AgendaItem
        fields = [
            "id",
            "title",
            "minutes_long",
            "owner_post",
            "purpose",
            "decision_sought",
            "discussion",
            "papers",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_discussion(self, item) -> str:
        return item.discussion if self.context["was_held"] else ""

    @extend_schema_field(PaperSerializer(many=True))
    def get_papers(self, item):
        return PaperSerializer([p for p in self.context["papers"] if p.item_id == item.pk], many=True).data


class RollSeatSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="membership.pk", help_text="Of the seat")
    name = serializers.CharField(source="membership")
    organisation = serializers.CharField(source="membership.organisation")
    post = serializers.CharField(source="membership.post")
    role = serializers.ChoiceField(BoardRole.choices, source="membership.role")
    notice = serializers.CharField(source="attendance.notice", default="")
    presence = serializers.CharField(source="attendance.presence", default="")
    deputy = serializers.CharField(source="attendance.deputy", default="")


class RollSerializer(serializers.Serializer):
    there = serializers.IntegerField(help_text="How many of those who count towards the quorum were there")
    quorum = serializers.IntegerField()
    is_quorate = serializers.BooleanField()
    seats = RollSeatSerializer(many=True)


class CorrectionSerializer(serializers.ModelSerializer):
    made_at = serializers.DateField(source="made_at.meets_on", help_text="The meeting that found it")

    class Meta:
        model = Correction
        fields = ["made_at", "text", "said_by", "recorded_on", "invented"]
        read_only_fields = fields


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its agenda, papers, attendance, decisions, actions and corrections."""

    agenda = serializers.SerializerMethodField()
    attendance = serializers.SerializerMethodField()
    decisions = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "agenda", "attendance", "decisions", "actions", "corrections"]
        read_only_fields = fields

    @property
    def on(self) -> datetime.date:
        return self.context["view"].page.on

    @extend_schema_field(ItemSerializer(many=True))
    def get_agenda(self, meeting):
        standing = meeting.items.standing_on(self.on)
        papers = Paper.objects.standing_on(self.on).filter(item__meeting=meeting)
        context = {"papers": list(papers.order_by("pk")), "was_held": meeting.state_then in MINUTED}
        return ItemSerializer(standing.order_by("position"), many=True, context=context).data

    @extend_schema_field(RollSerializer)
    def get_attendance(self, meeting):
        return RollSerializer(roll(meeting, self.on)).data

    @extend_schema_field(DecisionSerializer(many=True))
    def get_decisions(self, meeting):
        taken = decisions_as_known(meeting.decisions.all(), self.on).select_related("meeting", "replaces")
        taken = taken.order_by("number")
        return DecisionSerializer(taken, many=True, context={"can": self.context["view"].page.can}).data

    @extend_schema_field(ActionSerializer(many=True))
    def get_actions(self, meeting):
        return ActionSerializer(actions_as_known(meeting.actions.all(), self.on).order_by("number"), many=True).data

    @extend_schema_field(CorrectionSerializer(many=True))
    def get_corrections(self, meeting):
        known = meeting.corrections.known_on(self.on).select_related("made_at", "recorded_by")
        return CorrectionSerializer(known.order_by("recorded_on", "pk"), many=True).data


class NewMeeting(serializers.Serializer):
    meets_on = RealDate()
    starts_at = Hour(default=datetime.time(10))
    place = Line(help_text="Where it is, or how to join it")


class ChangedPlace(NewestVersion):
    """What is left out stays as it was."""

    starts_at = Hour(required=False)
    place = Line(required=False)


class NewItem(serializers.Serializer):
    title = Line()
    minutes_long = serializers.IntegerField(min_value=1, max_value=LONGEST_ITEM)
    owner_post = Line(help_text="The post that brings it")
    purpose = serializers.ChoiceField(Purpose.choices)
    decision_sought = Prose(required=False, allow_blank=True)


def _item():
    return serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="The id of an item on the agenda")


class ChangedItem(NewestVersion):
    """What is left out stays as it was."""

    item = _item()
    title = Line(required=False)
    minutes_long = serializers.IntegerField(min_value=1, max_value=LONGEST_ITEM, required=False)
    owner_post = Line(required=False)
    purpose = serializers.ChoiceField(Purpose.choices, required=False)
    decision_sought = Prose(required=False, allow_blank=True)


class OneItem(NewestVersion):
    item = _item()


class OnePaper(serializers.Serializer):
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="Of a paper of this meeting")


class NewPaper(serializers.Serializer):
    item = _item()
    title = Line()
    link = serializers.URLField(required=False, allow_blank=True, max_length=1000)
    file = serializers.FileField(
        required=False,
        allow_empty_file=True,
        max_length=LINE,
        help_text="Instead of a link, in a multipart body",
    )


class Seat(serializers.Serializer):
    membership = RecordId(among="board_memberships", help_text="The id of the seat")
    deputy = Line(required=False, allow_blank=True, default="", help_text="Who comes instead")


class IssuedPack(NewestVersion):
    note = Prose(required=False, allow_blank=True, help_text="What a new version of the pack puts right")


class NewNotice(Seat):
    notice = serializers.ChoiceField(Notice.choices, allow_blank=True, help_text="Empty for who comes after all")


class Attended(Seat):
    presence = serializers.ChoiceField(Presence.choices)


class HeldMeeting(NewestVersion):
    attendance = Attended(many=True, max_length=200)

    def validate(self, facts):
        attendance = facts.pop("attendance")
        facts["presences"] = {said["membership"]: (said["presence"], said["deputy"]) for said in attendance}
        return facts


class Discussion(serializers.Serializer):
    item = RecordId(among="agenda_items", help_text="The id of an item on the agenda")
    discussion = Prose(allow_blank=True)


class WrittenMinutes(NewestVersion):
    """Items that are left out stay as they were."""

    items = Discussion(many=True, max_length=200)

    def validate(self, facts):
        facts["discussions"] = {said["item"]: said["discussion"] for said in facts.pop("items")}
        return facts


class Agreement(NewestVersion):
    agreed_at = MeetingDay(required=False, allow_null=True, help_text="A later meeting; else by correspondence")


class NewCorrection(serializers.Serializer):
    made_at = MeetingDay(help_text="The later meeting that found it")
    text = Prose()
