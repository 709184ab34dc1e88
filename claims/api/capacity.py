"""Capacity: each officer's share of their working days, by month, over all programmes."""

from decimal import ROUND_HALF_UP

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from claims.api.fields import number_of_days
from claims.capacity import capacity
from claims.models import AgreementTerms


class CapacityMonthSerializer(serializers.Serializer):
    month = serializers.SerializerMethodField(help_text="Like 2017-02")
    days = number_of_days(help_text="Logged over all programmes")
    here = number_of_days(help_text="Of those, on this programme")
    working_days = serializers.IntegerField(help_text="In the month looked at, those up to the day")
    share = serializers.DecimalField(
        max_digits=6, decimal_places=1, rounding=ROUND_HALF_UP, allow_null=True, help_text="Per cent of working days"
    )
    is_over = serializers.BooleanField()

    def get_month(self, cell) -> str:
        return f"{cell.month.first:%Y-%m}"


class CapacityLineSerializer(serializers.Serializer):
    officer = serializers.IntegerField(source="officer.pk")
    officer_name = serializers.CharField(source="officer.name")
    months = CapacityMonthSerializer(source="cells", many=True)


class CapacitySerializer(serializers.Serializer):
    threshold = serializers.IntegerField(help_text="Per cent of working days above which an officer is over")
    officers = CapacityLineSerializer(source="lines", many=True)


class CapacityViewSet(ProgrammeViewSet):
    """The capacity of everybody who works on the programme, the month looked at last."""

    queryset = AgreementTerms.objects.none()
    serializer_class = CapacitySerializer
    pagination_class = None
    filter_backends = []
    reads = "capacity.view"

    @extend_schema(responses=CapacitySerializer)
    def retrieve(self, request, *args, **kwargs):
        return Response(CapacitySerializer(capacity(self.programme, self.page.on)).data)
