"""Income less cost, for those of the council who may see it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from claims.api.fields import number_of_days, pounds
from claims.cost import cost_and_income, period_of, periods_on
from claims.cost_words import cost_sentence, covers_cost
from claims.models import CostRate


class MarginSerializer(serializers.Serializer):
    """Days, and pounds before VAT."""

    days = number_of_days()
    income = pounds()
    cost = pounds()
    left = pounds(help_text="Income less cost")
    without_cost = number_of_days(help_text="Days whose cost is not known")
    without_income = number_of_days(help_text="Days that count, on dates without a day rate")


class LineSerializer(MarginSerializer):
    label = serializers.CharField()


class CostSerializer(serializers.Serializer):
    year = serializers.CharField(source="period.code")
    starts_on = serializers.DateField(source="period.starts_on")
    ends_on = serializers.DateField(source="period.ends_on")
    on = serializers.DateField()
    total = MarginSerializer()
    covers_cost = serializers.SerializerMethodField(help_text="Null while it cannot be said")
    sentence = serializers.SerializerMethodField()
    months = serializers.SerializerMethodField()
    workstreams = serializers.SerializerMethodField()
    officers = serializers.SerializerMethodField()

    @extend_schema_field(serializers.BooleanField(allow_null=True))
    def get_covers_cost(self, found):
        return covers_cost(found.total)

    def get_sentence(self, found) -> str:
        return cost_sentence(found.total)

    @extend_schema_field(LineSerializer(many=True))
    def get_months(self, found):
        return _lines(found.months)

    @extend_schema_field(LineSerializer(many=True))
    def get_workstreams(self, found):
        return _lines(found.workstreams)

    @extend_schema_field(LineSerializer(many=True))
    def get_officers(self, found):
        return _lines(found.officers)


def _lines(lines):
    return [{"label": label, **MarginSerializer(margin).data} for label, margin in lines]


class CostViewSet(ProgrammeViewSet):
    """Cost and income of a programme in one period."""

    queryset = CostRate.objects.none()
    serializer_class = CostSerializer
    pagination_class = None
    reads = "cost.view"

    @extend_schema(
        responses=CostSerializer,
        parameters=[
            OpenApiParameter(
                "year", str, description="A financial year like 2016/17, or the first day of an allowance; now without"
            )
        ],
    )
    def retrieve(self, request, *args, **kwargs):
        on = self.page.on
        try:
            period = period_of(periods_on(self.programme, on), on, request.query_params.get("year", ""))
        except ValueError:
            words = "Write the year like 2016/17, or as the first day of an allowance."
            raise exceptions.ValidationError({"year": [words]}) from None
        return Response(CostSerializer(cost_and_income(self.programme, on, period)).data)
