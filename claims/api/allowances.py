"""Allowances, and the ledger of each: the figures of claims.allowance, under the names they have there."""

from decimal import ROUND_HALF_UP

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.actions import allowances as actions
from claims.allowance import allowances_on, current_ledger, ledger
from claims.api.fields import RealDate, number_of_days
from claims.models import Allowance
from improvement.api.fields import Line, Prose

MAY_SEE_CLAIMS = "For those who may see claims"
FIGURES = ("logged", "drafts", "awaiting", "approved")
OF_CLAIMS = ("claimed", "paid")


class MonthSerializer(serializers.Serializer):
    """The days of a month that count, by where they stand."""

    month = serializers.CharField(help_text="Like 2017-02")
    logged = number_of_days()
    drafts = number_of_days()
    awaiting = number_of_days()
    approved = number_of_days()
    claimed = number_of_days(required=False, help_text=MAY_SEE_CLAIMS)
    paid = number_of_days(required=False, help_text=MAY_SEE_CLAIMS)


class ForecastSerializer(serializers.Serializer):
    """Days worked by the end, at the usual pace of recent months, the slowest and the fastest."""

    expected = number_of_days()
    low = number_of_days()
    high = number_of_days()
    months = serializers.IntegerField(help_text="How many whole months it goes by")
    runs_out_on = serializers.DateField(allow_null=True)


def per_cent(**kwargs):
    return serializers.DecimalField(max_digits=5, decimal_places=1, rounding=ROUND_HALF_UP, **kwargs)


class LedgerSerializer(serializers.Serializer):
    """One allowance on a day. Only days that count are in its figures."""

    starts_on = serializers.DateField(source="allowance.starts_on")
    ends_on = serializers.DateField(source="allowance.ends_on")
    on = serializers.DateField()
    entitled = number_of_days(help_text="First days and every variation")
    logged = number_of_days(help_text="Every day worked in the period, whatever its state")
    drafts = number_of_days(help_text="Of those, not submitted, or returned")
    awaiting = number_of_days(help_text="Of those, submitted and not yet approved")
    approved = number_of_days(help_text="Of those, approved: what the allowance has spent")
    claimed = number_of_days(required=False, help_text=f"Of those, on a claim that was submitted. {MAY_SEE_CLAIMS}")
    paid = number_of_days(
        required=False, help_text=f"Of those, on a claim paid in full or for nothing. {MAY_SEE_CLAIMS}"
    )
    left = number_of_days(help_text="Entitled less approved")
    beyond = number_of_days(help_text="Logged beyond what is entitled")
    share_approved = per_cent(help_text="Approved, per cent of what is entitled")
    share_of_time = per_cent(help_text="Per cent of the period gone, today included")
    forecast = ForecastSerializer(allow_null=True, help_text="Null before the first whole month, and after the end")
    months = serializers.SerializerMethodField(help_text="Every month of the period")
    version = serializers.IntegerField(source="allowance.version")

    def get_fields(self):
        """Without what is of claims, for those who may not see them: `can` of the context says what they may."""
        fields = super().get_fields()
        if "can" in self.context and "claim.view" not in self.context["can"]:
            for name in OF_CLAIMS:
                fields.pop(name)
        return fields

    @extend_schema_field(MonthSerializer(many=True))
    def get_months(self, now):
        names = [name for name in (*FIGURES, *OF_CLAIMS) if name in self.fields]
        rows = [
            {"month": f"{first:%Y-%m}"} | {name: getattr(spent, name) for name in names} for first, spent in now.months
        ]
        return MonthSerializer(rows, many=True).data


class AllowanceSerializer(serializers.ModelSerializer):
    entitled = number_of_days(help_text="First days and every variation known on the day")

    class Meta:
        model = Allowance
        fields = [
            "starts_on",
            "ends_on",
            "first_days",
            "entitled",
            "reference",
            "source",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields


class NewAllowance(serializers.Serializer):
    starts_on = RealDate()
    ends_on = RealDate()
    days = number_of_days()
    reference = Line(required=False, allow_blank=True)


class Variation(NewestVersion):
    days = number_of_days(help_text="Days added; with a minus sign, days taken away")
    reference = Line()
    reason = Prose()


class AllowanceViewSet(ProgrammeViewSet):
    """The allowances of a programme; each alone is answered as its ledger."""

    queryset = Allowance.objects.none()
    serializer_class = AllowanceSerializer
    ordering_fields = ["starts_on"]
    ordering = ["starts_on"]
    lookup_field = "starts_on"
    lookup_value_regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    reads = "allowance.view"
    writes = dict.fromkeys(["create", "vary", "carry_over"], "agreement.manage")

    def rows(self):
        return allowances_on(self.programme, self.page.on)

    @extend_schema(responses=LedgerSerializer)
    def retrieve(self, request, *args, **kwargs):
        return self._ledger(ledger(self.get_object(), self.page.on))

    @extend_schema(responses=LedgerSerializer)
    def current(self, request, *args, **kwargs):
        """The allowance in force on the day; else the last before it, else the first."""
        now = current_ledger(self.programme, self.page.on)
        if now is None:
            raise Http404
        return self._ledger(now)

    def _ledger(self, now):
        return Response(
            LedgerSerializer(now, context={"can": self.page.can}).data,
            headers={"ETag": f'"{now.allowance.version}"'},
        )

    @extend_schema(request=NewAllowance, responses={201: AllowanceSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_allowance, programme=self.programme, **self.typed(NewAllowance))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=Variation, responses=AllowanceSerializer)
    @action(detail=True, methods=["post"])
    def vary(self, request, *args, **kwargs):
        """Add days, or take away days that are not yet approved."""
        return self.change(actions.vary_allowance, Variation, subject="allowance")

    @extend_schema(request=Variation, responses=AllowanceSerializer)
    @action(detail=True, methods=["post"], url_path="carry-over", url_name="carry-over")
    def carry_over(self, request, *args, **kwargs):
        """Move days left over into the allowance that follows, where the agreement allows it."""
        return self.change(actions.carry_over, Variation, subject="allowance")
