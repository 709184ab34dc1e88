"""What the board asked somebody to do, until it closes it."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.api.fields import RealDate
from commissioner.actions import action_log
from commissioner.api.fields import MeetingDay
from commissioner.filters import ACTION_STATUSES, ActionFilter
from commissioner.known_actions import actions_on
from commissioner.models import MeetingAction
from commissioner.permissions import may_report_action
from improvement.api.fields import Line, PersonEmail, Prose, Reason, RecordId, WorkstreamNumber


class ActionSerializer(serializers.ModelSerializer):
    meeting = serializers.DateField(source="meeting.meets_on")
    item = serializers.IntegerField(source="item_id", allow_null=True, help_text="Its id on the agenda")
    workstream = WorkstreamNumber(allow_null=True)
    owner = serializers.IntegerField(source="known_owner_id", allow_null=True, help_text="The id of who signs in here")
    owner_name = serializers.CharField()
    due_on = serializers.DateField()
    times_redated = serializers.IntegerField()
    status = serializers.ChoiceField(ACTION_STATUSES)
    settled_on = serializers.DateField(allow_null=True, help_text="When it was reported done, or closed")

    class Meta:
        model = MeetingAction
        fields = [
            "number",
            "meeting",
            "item",
            "workstream",
            "text",
            "owner",
            "owner_name",
            "original_due_on",
            "due_on",
            "times_redated",
            "status",
            "settled_on",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields


class Owner(serializers.Serializer):
    """Give a person, or the post of somebody who does not sign in here."""

    owner = PersonEmail(required=False, allow_null=True, help_text="Their email address")
    owner_name = Line(required=False, allow_blank=True)


class NewAction(Owner):
    meeting = MeetingDay()
    text = Prose()
    due_on = RealDate()
    workstream = WorkstreamNumber(required=False, allow_null=True)
    item = RecordId(among="agenda_items", required=False, allow_null=True)


class NewDueDate(Reason):
    due_on = RealDate()


class Reassign(Owner, Reason):
    pass


class Done(NewestVersion):
    reason = Prose(help_text="What was done")


class ClosedAtMeeting(Reason):
    meeting = MeetingDay(help_text="The meeting at which the board closed it")


class ActionViewSet(ProgrammeViewSet):
    """The actions of the board, by their numbers. Their owners report on them; the board closes them."""

    queryset = MeetingAction.objects.none()
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    ordering_fields = ["number", "due_on", "original_due_on", "times_redated"]
    ordering = ["due_on", "number"]
    reads = "board.view"
    writes = {
        **dict.fromkeys(["create", "reassign", "close", "reopen"], "board.manage"),
        **dict.fromkeys(["redate", "done"], "action.report"),
    }
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def rows(self):
        return actions_on(self.programme, self.page.on)

    def get_object(self):
        found = super().get_object()
        if self.action in {"redate", "done"} and not may_report_action(self.request.user, found, self.page.can):
            self.refuse_access("Only its owner, or who serves the board, reports on an action.")
        return found

    @extend_schema(request=NewAction, responses={201: ActionSerializer})
    def create(self, request, *args, **kwargs):
        """Record an action of a meeting that was held."""
        made = self.carry_out(action_log.record_action, **self.typed(NewAction))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewDueDate, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def redate(self, request, *args, **kwargs):
        """Give an action another due date. The dates before stay on record."""
        return self.change(action_log.redate_action, NewDueDate, subject="action")

    @extend_schema(request=Reassign, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def reassign(self, request, *args, **kwargs):
        """Give an action to somebody else."""
        return self.change(action_log.reassign_action, Reassign, subject="action")

    @extend_schema(request=Done, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request, *args, **kwargs):
        """Say what was done. The board closes the action at a meeting."""
        return self.change(action_log.report_done, Done, subject="action")

    @extend_schema(request=ClosedAtMeeting, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, *args, **kwargs):
        """Close an action at a meeting that was held."""
        return self.change(action_log.close_action, ClosedAtMeeting, subject="action")

    @extend_schema(request=Reason, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, *args, **kwargs):
        """Open an action again that was reported done or closed."""
        return self.change(action_log.reopen_action, Reason, subject="action")
