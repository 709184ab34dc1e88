"""Meetings of the board, from their plan to their agreed minutes."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from accounts.api import ProgrammeViewSet
from commissioner.actions import agenda, packs
from commissioner.actions import meetings as actions
from commissioner.api.meeting_facts import (
    Agreement,
    ChangedItem,
    ChangedPlace,
    HeldMeeting,
    IssuedPack,
    MeetingDetailSerializer,
    MeetingSerializer,
    NewCorrection,
    NewItem,
    NewMeeting,
    NewNotice,
    NewPaper,
    OneItem,
    OnePaper,
    WrittenMinutes,
)
from commissioner.filters import MeetingFilter
from commissioner.models import Board, Meeting, Paper
from config.parsers import ShallowJSON
from improvement.api.fields import Reason


class MeetingViewSet(ProgrammeViewSet):
    """The meetings of the board, by their days."""

    queryset = Meeting.objects.none()
    serializer_class = MeetingDetailSerializer
    filterset_class = MeetingFilter
    ordering_fields = ["meets_on"]
    ordering = ["-meets_on"]
    reads = "board.view"
    writes = dict.fromkeys(
        [
            "create",
            "change_place",
            "add_item",
            "change_item",
            "move_item",
            "withdraw_item",
            "add_paper",
            "withdraw_paper",
            "issue_papers",
            "notice",
            "hold",
            "minutes",
            "agree",
            "correct",
            "call_off",
        ],
        "board.manage",
    )
    lookup_field = "meets_on"
    lookup_value_regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def rows(self):
        known = self.programme.meetings.as_known(self.page.on)
        return known.select_related("programme", "board", "agreed_at")

    def get_serializer_class(self):
        return MeetingSerializer if self.action == "list" else MeetingDetailSerializer

    def _on_it(self, act, serializer_class):
        """Run an action that adds something to a meeting, and answer the meeting with it."""
        meeting = self.get_object()
        self.carry_out(act, meeting=meeting, **self.typed(serializer_class, meeting=meeting))
        return self.answer(self.get_object(), status=201)

    @extend_schema(request=NewMeeting, responses={201: MeetingDetailSerializer})
    def create(self, request, *args, **kwargs):
        """Plan a meeting."""
        facts = self.typed(NewMeeting)
        board = Board.objects.filter(programme=self.programme).first()
        if board is None:
            raise exceptions.ValidationError({"non_field_errors": ["This programme has no board yet."]})
        made = self.carry_out(actions.plan_meeting, board=board, **facts)
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=ChangedPlace, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="change", url_name="change")
    def change_place(self, request, *args, **kwargs):
        """Move a meeting to another hour or place. To move it to another day, call it off and plan another."""
        return self.change(
            actions.change_meeting,
            ChangedPlace,
            subject="meeting",
            otherwise=lambda meeting: {"starts_at": meeting.starts_at, "place": meeting.place},
        )

    @extend_schema(request=NewItem, responses={201: MeetingDetailSerializer})
    @action(detail=True, methods=["post"], url_path="items", url_name="items")
    def add_item(self, request, *args, **kwargs):
        """Put an item at the end of the agenda."""
        return self._on_it(agenda.add_item, NewItem)

    @extend_schema(request=ChangedItem, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="change-item", url_name="change-item")
    def change_item(self, request, *args, **kwargs):
        """Change an item, until the papers are issued. The version is the item's."""
        return self._of_item(agenda.change_item, ChangedItem)

    def _of_item(self, act, serializer_class):
        """Run an action on an item of the agenda from the version of the item, and answer the meeting with it."""
        facts = self.typed(serializer_class)
        version = self.version_seen(facts.pop("version", None))
        self.carry_out(act, item=self._item(facts.pop("item")), version=version, **facts)
        return self.answer(self.get_object())

    def _item(self, pk):
        return get_object_or_404(self.get_object().items.standing_on(self.page.on), pk=pk)

    @extend_schema(request=OneItem, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="move-item", url_name="move-item")
    def move_item(self, request, *args, **kwargs):
        """Move an item up by one place, until the papers are issued. The version is the item's."""
        return self._of_item(agenda.move_item, OneItem)

    @extend_schema(request=OneItem, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="withdraw-item", url_name="withdraw-item")
    def withdraw_item(self, request, *args, **kwargs):
        """Take an item off the agenda, until the papers are issued. The version is the item's."""
        return self._of_item(agenda.withdraw_item, OneItem)

    @extend_schema(request=NewPaper, responses={201: MeetingDetailSerializer})
    @action(
        detail=True,
        methods=["post"],
        url_path="papers",
        url_name="papers",
        parser_classes=[ShallowJSON, MultiPartParser],
    )
    def add_paper(self, request, *args, **kwargs):
        """Put a link with an item, or a file in a multipart body."""
        facts = self.typed(NewPaper)
        self.carry_out(agenda.add_paper, item=self._item(facts.pop("item")), **facts)
        return self.answer(self.get_object(), status=201)

    @extend_schema(request=OnePaper, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="withdraw-paper", url_name="withdraw-paper")
    def withdraw_paper(self, request, *args, **kwargs):
        """Take a paper away, until the papers are issued."""
        papers = Paper.objects.standing_on(self.page.on).filter(item__meeting=self.get_object())
        paper = get_object_or_404(papers.select_related("item__meeting", "item__programme"), **self.typed(OnePaper))
        self.carry_out(agenda.withdraw_paper, paper=paper)
        return self.answer(self.get_object())

    @extend_schema(request=IssuedPack, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="issue-papers", url_name="issue-papers")
    def issue_papers(self, request, *args, **kwargs):
        """Send the agenda and papers out with the pack, which is frozen; once more, with a note, to put it right."""
        return self.change(packs.issue_pack, IssuedPack, subject="meeting")

    @extend_schema(request=NewNotice, responses={201: MeetingDetailSerializer})
    @action(detail=True, methods=["post"])
    def notice(self, request, *args, **kwargs):
        """Say beforehand that a member cannot come, or sends a deputy."""
        return self._on_it(actions.give_notice, NewNotice)

    @extend_schema(request=HeldMeeting, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request, *args, **kwargs):
        """Record that a meeting was held, with who was there: of every seat."""
        return self.change(actions.record_attendance, HeldMeeting, subject="meeting")

    @extend_schema(request=WrittenMinutes, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def minutes(self, request, *args, **kwargs):
        """Write what was said on items of the agenda."""
        return self.change(actions.write_minutes, WrittenMinutes, subject="meeting")

    @extend_schema(request=Agreement, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request, *args, **kwargs):
        """Agree the minutes, which are never changed from then on."""
        return self.change(actions.agree_minutes, Agreement, subject="meeting")

    @extend_schema(request=NewCorrection, responses={201: MeetingDetailSerializer})
    @action(detail=True, methods=["post"])
    def correct(self, request, *args, **kwargs):
        """Record what a later meeting found wrong in agreed minutes, which stay as they are."""
        return self._on_it(actions.correct_minutes, NewCorrection)

    @extend_schema(request=Reason, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"], url_path="call-off", url_name="call-off")
    def call_off(self, request, *args, **kwargs):
        """Call a meeting off, with the reason."""
        return self.change(actions.call_off_meeting, Reason, subject="meeting")
