"""Days worked: logged, changed, removed, submitted and taken back by their officer; approved and returned by others."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.actions import approval, days
from claims.allowance import entries_on
from claims.api.fields import HalfOrWhole, RealDate
from claims.filters import EntryFilter
from claims.models import DayEntry
from claims.models.agreement import DayKind
from claims.models.day import NOTE, DayState
from config.personal_data import refuse_personal_identifiers
from improvement.api.fields import Prose, Reason, WorkstreamNumber

SEVERAL = 500
OF_ONES_OWN = {"partial_update", "destroy", "take_back"}
WITH_SEVERAL = {"detail": False, "methods": ["post"], "pagination_class": None, "filter_backends": []}


class DayEntrySerializer(serializers.Serializer):
    """A day as it stands; on an earlier day, as its newest step then left it. Notes are those of today alone."""

    id = serializers.IntegerField(source="key")
    officer = serializers.IntegerField(source="officer_id", help_text="The id of who worked it")
    officer_name = serializers.CharField(source="officer.name")
    worked_on = serializers.DateField()
    days = serializers.DecimalField(max_digits=2, decimal_places=1, help_text="0.5 or 1.0")
    workstream = WorkstreamNumber()
    kind = serializers.ChoiceField(DayKind.choices)
    note = serializers.SerializerMethodField()
    state = serializers.ChoiceField(DayState.choices)
    counts = serializers.BooleanField(help_text="Whether it counts against the allowance and can be claimed")
    recorded_on = serializers.DateField(source="logged_on", help_text="The day it was first logged")
    invented = serializers.BooleanField()
    version = serializers.IntegerField()

    def get_note(self, day) -> str:
        return getattr(day, "note", "")


def note():
    return serializers.CharField(
        max_length=NOTE, required=False, allow_blank=True, validators=[refuse_personal_identifiers]
    )


class NewDay(serializers.Serializer):
    officer = serializers.IntegerField(required=False, help_text="Your own id, if any: others log their own days")
    worked_on = RealDate()
    days = HalfOrWhole()
    workstream = WorkstreamNumber()
    kind = serializers.ChoiceField(DayKind.choices)
    note = note()

    def validate_officer(self, officer):
        if officer != self.context["officer"].pk:
            raise serializers.ValidationError("You can log your own days only.")
        return officer

    def validate(self, facts):
        facts.pop("officer", None)
        return facts


class ChangedDay(NewestVersion):
    """What is left out stays as it was."""

    worked_on = RealDate(required=False)
    days = HalfOrWhole(required=False)
    workstream = WorkstreamNumber(required=False)
    kind = serializers.ChoiceField(DayKind.choices, required=False)
    note = note()

    def validate_worked_on(self, worked_on):
        if worked_on != self.context["entry"].worked_on:
            raise serializers.ValidationError("A day keeps its date. Remove it, and log the other date instead.")
        return worked_on

    def validate(self, facts):
        facts.pop("worked_on", None)
        return facts


class ChosenDay(serializers.Serializer):
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ChosenDays(serializers.Serializer):
    entries = ChosenDay(many=True, max_length=SEVERAL)


class ReturnedDays(ChosenDays):
    reason = Prose()


class DayEntryViewSet(ProgrammeViewSet):
    """Everybody's days for those who may see them; for others their own."""

    queryset = DayEntry.objects.none()
    serializer_class = DayEntrySerializer
    filterset_class = EntryFilter
    ordering_fields = ["worked_on", "recorded_on", "days"]
    ordering = ["-worked_on", "-pk"]
    reads = "own_days.view"
    writes = {
        **dict.fromkeys(["create", "partial_update", "destroy", "submit", "take_back"], "day.log"),
        **dict.fromkeys(["approve", "return_days", "undo"], "day.approve"),
    }
    lookup_url_kwarg = "pk"
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if self.page.is_past:
            # As known then it is a step, and named by its entry.
            self.lookup_field = "entry"

    def rows(self):
        entry = ["entry"] if self.page.is_past else []
        known = entries_on(self.programme, self.page.on).select_related("officer", "workstream", *entry)
        if "day.view" not in self.page.can or self.action in OF_ONES_OWN:
            known = known.filter(officer=self.request.user)
        return known

    @extend_schema(request=NewDay, responses={201: DayEntrySerializer})
    def create(self, request, *args, **kwargs):
        """Log a day of your own, not yet submitted. The same day sent again is answered by the entry that is there."""
        facts = self.typed(NewDay, officer=request.user)
        made = self.carry_out(days.log_day, programme=self.programme, **facts)
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=ChangedDay, responses=DayEntrySerializer)
    def partial_update(self, request, *args, **kwargs):
        """Change an own day that is not submitted, or was returned."""
        return self.change(days.change_day, ChangedDay, subject="entry", otherwise=_as_it_stands)

    @extend_schema(
        request=None,
        responses={204: None},
        parameters=[OpenApiParameter("version", int, description="The version seen, unless If-Match gives it")],
    )
    def destroy(self, request, *args, **kwargs):
        """Take an own day off the record before it is approved. Its steps stay."""
        asked = NewestVersion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        version = self.version_seen(asked.validated_data.get("version"))
        self.carry_out(days.remove_day, entry=self.get_object(), version=version)
        return Response(status=204)

    def _decide(self, step, serializer_class):
        """Take a step with several days at once, all or none; the answer is those days as they are then."""
        facts = self.typed(serializer_class)
        pairs = [(day["id"], day["version"]) for day in facts.pop("entries")]
        entries = self.carry_out(step, programme=self.programme, entries=pairs, **facts)
        found = self.get_queryset().filter(pk__in=[entry.pk for entry in entries])
        return Response(self.get_serializer(found.order_by("worked_on", "pk"), many=True).data)

    @extend_schema(request=ChosenDays, responses=DayEntrySerializer(many=True))
    @action(**WITH_SEVERAL)
    def submit(self, request, *args, **kwargs):
        """Submit own days for approval: all of them or none."""
        return self._decide(days.submit_days, ChosenDays)

    @extend_schema(request=ChosenDays, responses=DayEntrySerializer(many=True))
    @action(**WITH_SEVERAL)
    def approve(self, request, *args, **kwargs):
        """Approve days that others submitted, which spends the allowance: all of them or none."""
        return self._decide(approval.approve_days, ChosenDays)

    @extend_schema(request=ReturnedDays, responses=DayEntrySerializer(many=True))
    @action(**WITH_SEVERAL, url_path="return", url_name="return")
    def return_days(self, request, *args, **kwargs):
        """Return submitted days to their officers with a reason: all of them or none."""
        return self._decide(approval.return_days, ReturnedDays)

    @extend_schema(request=NewestVersion, responses=DayEntrySerializer)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request, *args, **kwargs):
        """Make an own submitted day a draft again."""
        return self.change(days.take_back, NewestVersion, subject="entry")

    @extend_schema(request=Reason, responses=DayEntrySerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request, *args, **kwargs):
        """Undo the approval of somebody else's day, which gives its days back to the allowance."""
        return self.change(approval.undo_approval, Reason, subject="entry")


def _as_it_stands(entry):
    return {"days": entry.days, "workstream": entry.workstream, "kind": entry.kind, "note": entry.note}
