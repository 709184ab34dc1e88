"""The agreement with the funder, its terms and its day rates."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.actions import agreement as actions
from claims.actions.agreement import TERMS
from claims.api.fields import RealDate
from claims.models import AgreementTerms, DayRate, FundingAgreement
from claims.models.agreement import LAST_SUBMIT_DAY, Payment, Vat, YearBasis
from improvement.api.fields import Line, Prose


class TermsSerializer(serializers.ModelSerializer):
    class Meta:
        model = AgreementTerms
        fields = [*TERMS, "reason", "said_by", "recorded_on", "invented"]
        read_only_fields = fields


class AgreementSerializer(serializers.ModelSerializer):
    terms = serializers.SerializerMethodField(help_text="As known on the day, newest first: the first are in force")

    class Meta:
        model = FundingAgreement
        fields = ["funder", "payment", "eligible_from", "terms", "said_by", "recorded_on", "invented", "version"]
        read_only_fields = fields

    @extend_schema_field(TermsSerializer(many=True))
    def get_terms(self, agreement):
        known = agreement.terms.known_on(self.context["view"].page.on)
        return TermsSerializer(known.select_related("recorded_by").order_by("-recorded_on", "-pk"), many=True).data


class Terms(serializers.Serializer):
    reference = Line(required=False, allow_blank=True)
    vat = serializers.ChoiceField(Vat.choices, required=False)
    year_basis = serializers.ChoiceField(YearBasis.choices)
    ends_on = RealDate(required=False, allow_null=True)
    carry_over = serializers.BooleanField(required=False)
    commissioner_counts = serializers.BooleanField(required=False)
    on_site_counts = serializers.BooleanField(required=False)
    remote_counts = serializers.BooleanField(required=False)
    preparation_counts = serializers.BooleanField(required=False)
    travel_counts = serializers.BooleanField(required=False)
    submit_by_day = serializers.IntegerField(min_value=1, max_value=LAST_SUBMIT_DAY, required=False)
    capacity_percent = serializers.IntegerField(min_value=1, max_value=100, required=False)
    declaration = Prose(required=False, help_text="What the certifier of a claim declares")
    reason = Prose(help_text="Who decided this, and why")


class NewAgreement(Terms):
    funder = Line()
    payment = serializers.ChoiceField(Payment.choices)
    eligible_from = RealDate()


class NewTerms(NewestVersion, Terms):
    """What is left out stays as it was."""

    year_basis = serializers.ChoiceField(YearBasis.choices, required=False)


class AgreementViewSet(ProgrammeViewSet):
    """The one agreement of a programme."""

    queryset = FundingAgreement.objects.none()
    serializer_class = AgreementSerializer
    pagination_class = None
    reads = "agreement.view"
    writes = dict.fromkeys(["create", "change_terms"], "agreement.manage")

    def rows(self):
        known = FundingAgreement.objects.known_on(self.page.on).filter(programme=self.programme)
        return known.select_related("programme", "recorded_by")

    def get_object(self):
        return get_object_or_404(self.get_queryset())

    @extend_schema(request=NewAgreement, responses={201: AgreementSerializer})
    def create(self, request, *args, **kwargs):
        """Record the agreement with its first terms; kinds of day left out count, but travel."""
        self.carry_out(actions.add_agreement, programme=self.programme, **self.typed(NewAgreement))
        return self.answer(self.get_object(), status=201)

    @extend_schema(request=NewTerms, responses=AgreementSerializer)
    def change_terms(self, request, *args, **kwargs):
        """Set new terms, in force from today. Days not yet approved are counted anew under them."""
        return self.change(actions.change_terms, NewTerms, subject="agreement", otherwise=self._in_force)

    def _in_force(self, agreement):
        terms = agreement.terms.in_force(self.page.today)
        return {name: getattr(terms, name) for name in TERMS}


class RateSerializer(serializers.ModelSerializer):
    class Meta:
        model = DayRate
        fields = ["from_on", "amount_pounds", "basis", "said_by", "recorded_on", "invented"]
        read_only_fields = fields


class NewRate(serializers.Serializer):
    from_on = RealDate()
    amount_pounds = serializers.DecimalField(max_digits=8, decimal_places=2)
    basis = Line(help_text="Where it is written: the letter or page that says so")


class RateViewSet(ProgrammeViewSet):
    """What a whole day worked on or after a date is paid, before VAT."""

    queryset = DayRate.objects.none()
    serializer_class = RateSerializer
    ordering_fields = ["from_on", "amount_pounds"]
    ordering = ["-from_on"]
    reads = "agreement.view"
    writes = {"create": "agreement.manage"}
    lookup_field = "from_on"
    lookup_value_regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def rows(self):
        return self.programme.day_rates.known_on(self.page.on).select_related("recorded_by")

    @extend_schema(request=NewRate, responses={201: RateSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_rate, programme=self.programme, **self.typed(NewRate))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)
