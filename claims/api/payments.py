"""Payments of the funder: each remittance with the claims it pays, and what is outstanding."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from claims.actions import payments as actions
from claims.api.fields import RealDate, pounds
from claims.models import Claim, Payment, Remittance
from claims.models.claim import NOTHING, NUMBER
from claims.paying import Paid, aged_debt
from claims.payment_tables import RemittanceFilter
from improvement.api.fields import Line, Prose


class PaymentSerializer(serializers.ModelSerializer):
    claim = serializers.CharField(source="claim.number", help_text="The claim's number")

    class Meta:
        model = Payment
        fields = ["claim", "number", "amount", "difference", "explanation", "outstanding"]
        read_only_fields = fields


class RemittanceSerializer(serializers.ModelSerializer):
    payments = PaymentSerializer(many=True, read_only=True, help_text="What it pays, claim by claim")
    standing = serializers.SerializerMethodField(help_text="Yes, Reversed or Reversal, as known on the day")
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True, help_text="The id of what it reverses")

    class Meta:
        model = Remittance
        fields = [
            "id",
            "received_on",
            "reference",
            "amount",
            "note",
            "payments",
            "standing",
            "reverses",
            "reason",
            "said_by",
            "recorded_on",
            "invented",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(["Yes", "Reversed", "Reversal"]))
    def get_standing(self, remittance):
        return remittance.standing_on(self.context["view"].page.on)


class NewPayment(serializers.Serializer):
    claim = serializers.CharField(max_length=NUMBER, help_text="The claim's number")
    amount = pounds()
    difference = pounds(default=NOTHING, help_text="Agreed not to be paid any more; it needs an explanation")
    explanation = Prose(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="The claim's, as it was seen"
    )

    def validate_claim(self, number):
        """The claim of the number, as the action wants it."""
        claim = Claim.objects.filter(programme=self.context["page"].programme, number=number).first()
        if claim is None:
            raise serializers.ValidationError("There is no claim of this number in this programme.")
        return claim


class NewRemittance(serializers.Serializer):
    received_on = RealDate()
    reference = Line(help_text="Of the funder, as the bank has it")
    amount = pounds(help_text="What its payments add up to")
    note = Prose(required=False, allow_blank=True)
    payments = NewPayment(many=True, max_length=200)


class WhyReversed(serializers.Serializer):
    reason = Prose()


class OwedSerializer(serializers.Serializer):
    claim = serializers.CharField(source="claim.number")
    submitted_on = serializers.DateField(source="claim.submitted_on")
    days_since = serializers.IntegerField(help_text="Days since it was submitted")
    gross = pounds(source="claim.gross")
    paid = pounds()
    written_off = pounds(help_text="Agreed not to be paid any more")
    outstanding = pounds()


class BucketSerializer(serializers.Serializer):
    label = serializers.CharField(help_text="Days since submission, in words")
    total = pounds(help_text="Outstanding on its claims")
    claims = OwedSerializer(source="owed", many=True)


class PaymentViewSet(ProgrammeViewSet):
    """Remittances of the funder. Rows are never changed: a mistake is reversed."""

    queryset = Remittance.objects.none()
    serializer_class = RemittanceSerializer
    filterset_class = RemittanceFilter
    ordering_fields = ["received_on", "recorded_on", "amount"]
    ordering = ["-received_on", "-pk"]
    reads = "claim.view"
    writes = dict.fromkeys(["create", "reverse"], "claim.follow")
    lookup_url_kwarg = "pk"
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        known = Remittance.objects.known_on(self.page.on).filter(programme=self.programme)
        return known.select_related("recorded_by", "reversed_by").prefetch_related("payments__claim")

    @extend_schema(request=NewRemittance, responses={201: RemittanceSerializer})
    def create(self, request, *args, **kwargs):
        """Record what the funder paid, in full or in part, of one or several claims."""
        facts = self.typed(NewRemittance)
        facts["payments"] = [Paid(**paid) for paid in facts["payments"]]
        made = self.carry_out(actions.record_remittance, programme=self.programme, **facts)
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=WhyReversed, responses={201: RemittanceSerializer})
    @action(detail=True, methods=["post"])
    def reverse(self, request, *args, **kwargs):
        """Take back a remittance recorded by mistake; the answer is the reversal."""
        found = self.get_object()
        made = self.carry_out(actions.reverse_remittance, remittance=found, **self.typed(WhyReversed))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)


class DebtViewSet(ProgrammeViewSet):
    """What is outstanding, by days since the claim was submitted."""

    queryset = Claim.objects.none()
    serializer_class = BucketSerializer
    pagination_class = None
    reads = "claim.view"
    # Every bucket, always: nothing to narrow or to sort.
    filter_backends = []

    @extend_schema(responses=BucketSerializer(many=True))
    def retrieve(self, request, *args, **kwargs):
        return Response(BucketSerializer(aged_debt(self.programme, self.page.on), many=True).data)
