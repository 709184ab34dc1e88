"""What the board decided."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from commissioner.actions import decisions as actions
from commissioner.api.fields import ForThoseWhoMay, MeetingDay, RecordNumber
from commissioner.filters import DecisionFilter
from commissioner.known_decisions import decisions_seen
from commissioner.models import Decision
from improvement.api.fields import Line, Prose, Reason, RecordId


class DecisionSerializer(ForThoseWhoMay, serializers.ModelSerializer):
    """A decision; who decided it, who dissented and what was on the agenda are for those who see the board."""

    needs = dict.fromkeys(["decided_by", "dissent", "item", "withdrawn_on", "withdrawn_reason"], "board.view")

    meeting = serializers.DateField(source="meeting.meets_on")
    item = serializers.IntegerField(source="item_id", allow_null=True, required=False, help_text="Its id on the agenda")
    replaces = serializers.IntegerField(source="replaces.number", default=None, allow_null=True)
    replaced_by = serializers.IntegerField(
        source="replaced_then", allow_null=True, help_text="The number of the decision that replaces it"
    )
    withdrawn_on = serializers.DateField(allow_null=True, required=False)
    withdrawn_reason = serializers.CharField(allow_null=True, required=False)
    decided_by = serializers.CharField(required=False)
    dissent = serializers.CharField(required=False)

    class Meta:
        model = Decision
        fields = [
            "number",
            "meeting",
            "text",
            "basis",
            "decided_by",
            "dissent",
            "item",
            "replaces",
            "replaced_by",
            "withdrawn_on",
            "withdrawn_reason",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields


class NewDecision(serializers.Serializer):
    meeting = MeetingDay()
    text = Prose()
    basis = Prose()
    decided_by = Line()
    dissent = Prose(required=False, allow_blank=True)
    item = RecordId(among="agenda_items", required=False, allow_null=True)
    replaces = RecordNumber(among="decisions", required=False, allow_null=True)


class ChangedDecision(NewestVersion):
    """What is left out stays as it was."""

    text = Prose(required=False)
    basis = Prose(required=False)
    decided_by = Line(required=False)
    dissent = Prose(required=False, allow_blank=True)
    item = RecordId(among="agenda_items", required=False, allow_null=True)
    replaces = RecordNumber(among="decisions", required=False, allow_null=True)


class DecisionViewSet(ProgrammeViewSet):
    """The decisions of the board, by their numbers."""

    queryset = Decision.objects.none()
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    ordering_fields = ["number"]
    ordering = ["-number"]
    reads = "decision.view"
    writes = dict.fromkeys(["create", "change_words", "withdraw"], "board.manage")
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def rows(self):
        return decisions_seen(self.page).select_related("meeting", "replaces")

    def get_serializer_context(self):
        return super().get_serializer_context() | ({"can": self.page.can} if self.page else {})

    @extend_schema(request=NewDecision, responses={201: DecisionSerializer})
    def create(self, request, *args, **kwargs):
        """Record a decision of a meeting that was held with a quorum."""
        made = self.carry_out(actions.record_decision, **self.typed(NewDecision))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=ChangedDecision, responses=DecisionSerializer)
    @action(detail=True, methods=["post"], url_path="change", url_name="change")
    def change_words(self, request, *args, **kwargs):
        """Word a decision better, until the minutes of its meeting are agreed."""
        return self.change(actions.change_decision, ChangedDecision, subject="decision")

    @extend_schema(request=Reason, responses=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, *args, **kwargs):
        """Take back a decision recorded by mistake, until the minutes of its meeting are agreed."""
        return self.change(actions.withdraw_decision, Reason, subject="decision")
