"""The year end: earned, claimed and paid by financial year of the work."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from claims.api.fields import number_of_days, pounds
from claims.models import Claim
from claims.sentences import year_end_sentences
from claims.year_end import year_end


class AmountSerializer(serializers.Serializer):
    """Days, and pounds before and with VAT."""

    days = number_of_days()
    net = pounds()
    vat = pounds()
    gross = pounds()


class FiguresSerializer(serializers.Serializer):
    earned = AmountSerializer(help_text="Approved days that count, at the rate of their date")
    claimed = AmountSerializer(help_text="On claims sent to the funder, less what they gave back")
    earned_not_claimed = AmountSerializer()
    claimed_not_paid = AmountSerializer()


class YearSerializer(FiguresSerializer):
    name = serializers.CharField(help_text="Like 2016/17")


class UnvaluedSerializer(serializers.Serializer):
    worked_on = serializers.DateField()
    days = number_of_days()


class YearEndSerializer(serializers.Serializer):
    on = serializers.DateField()
    vat = serializers.CharField(help_text="The VAT decision of the agreement on the day")
    years = YearSerializer(many=True)
    total = FiguresSerializer()
    ledger_days = number_of_days(help_text="Approved days that count, as the allowance has them")
    agrees = serializers.SerializerMethodField(help_text="Whether it agrees with the ledger")
    sentences = serializers.SerializerMethodField()
    without_rate = serializers.SerializerMethodField(help_text="Days earned that have no day rate, and so no amount")

    def get_agrees(self, found) -> bool:
        return not found.days_apart

    def get_sentences(self, found) -> list[str]:
        return year_end_sentences(found)

    @extend_schema_field(UnvaluedSerializer(many=True))
    def get_without_rate(self, found):
        rows = [{"worked_on": day, "days": days} for day, days in found.without_rate]
        return UnvaluedSerializer(rows, many=True).data


class YearEndViewSet(ProgrammeViewSet):
    """The year end of a programme, as known on the day."""

    queryset = Claim.objects.none()
    serializer_class = YearEndSerializer
    pagination_class = None
    reads = "claim.view"

    @extend_schema(responses=YearEndSerializer)
    def retrieve(self, request, *args, **kwargs):
        return Response(YearEndSerializer(year_end(self.programme, self.page.on)).data)
