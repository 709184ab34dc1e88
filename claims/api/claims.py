"""Claims: started, previewed, prepared, certified, submitted, and what the funder says of them."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.actions import claims as actions
from claims.api.days import SEVERAL, ChosenDay
from claims.api.fields import RealDate, pounds
from claims.claim_states import SENT, ClaimState
from claims.eligibility import preview
from claims.filters import ClaimFilter
from claims.known_claims import claims_on, waits_for
from claims.models import Claim, ClaimLine
from claims.models.agreement import Vat
from improvement.api.fields import Prose, Reason


def claim_days(**kwargs):
    return serializers.DecimalField(max_digits=8, decimal_places=1, **kwargs)


UNTIL_SENT = (
    "net",
    "vat",
    "vat_decision",
    "reference",
    "declaration",
    "prepared_on",
    "certified_on",
    "submitted_on",
    "retain_until",
)
"""What still moves until a claim is submitted."""


class ClaimSerializer(serializers.ModelSerializer):
    """A claim as it stood on the day. What was not known then, or may have been another, is null."""

    state = serializers.ChoiceField(ClaimState.choices, source="stood")
    waits_for = serializers.SerializerMethodField(help_text="What moves it on; empty when nothing does")
    total_days = claim_days(source="days_then")
    net = pounds(allow_null=True)
    vat = pounds(allow_null=True)
    gross = pounds(source="gross_then")
    vat_decision = serializers.ChoiceField(Vat.choices, allow_null=True)
    reference = serializers.CharField(allow_null=True)
    declaration = serializers.CharField(allow_null=True)

    class Meta:
        model = Claim
        fields = [
            "number",
            "period_start",
            "period_end",
            "state",
            "waits_for",
            "total_days",
            "net",
            "vat",
            "gross",
            "vat_decision",
            "reference",
            "declaration",
            "prepared_on",
            "certified_on",
            "submitted_on",
            "paid_on",
            "retain_until",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def to_representation(self, claim):
        found = super().to_representation(claim)
        if self.context["view"].page.is_past:
            found |= dict.fromkeys(() if claim.stood in SENT else UNTIL_SENT)
            found |= {} if claim.stood == ClaimState.PAID else {"paid_on": None}
        return found

    def get_waits_for(self, claim) -> str:
        view = self.context["view"]
        return str(waits_for(claim, view.terms_of(claim), view.page.on))


class ClaimLineSerializer(serializers.ModelSerializer):
    """One day on a claim, with names and rate as they were; or an adjustment, which reverses a line of another."""

    reverses = serializers.CharField(source="reverses.claim.number", default="", help_text="The claim it reverses")
    reverses_line = serializers.IntegerField(source="reverses.number", default=None, allow_null=True)

    class Meta:
        model = ClaimLine
        fields = [
            "number",
            "entry",
            "worked_on",
            "days",
            "officer_name",
            "officer_role",
            "workstream_number",
            "workstream_title",
            "kind",
            "rate",
            "vat_percent",
            "net",
            "vat",
            "gross",
            "reverses",
            "reverses_line",
            "reason",
        ]
        read_only_fields = fields


class EligibleSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="entry.pk")
    version = serializers.IntegerField(source="entry.version")
    worked_on = serializers.DateField(source="entry.worked_on")
    officer_name = serializers.CharField(source="entry.officer.name")
    days = claim_days(source="amount.days")
    rate = pounds()
    net = pounds(source="amount.net")
    vat = pounds(source="amount.vat")
    gross = pounds(source="amount.gross")


class LeftOutSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="entry.pk")
    worked_on = serializers.DateField(source="entry.worked_on")
    officer_name = serializers.CharField(source="entry.officer.name")
    reason = serializers.CharField()
    claim = serializers.CharField(source="number", help_text="The claim that has the day, where one has")


class WithoutRateSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    worked_on = serializers.DateField()


class PreviewSerializer(serializers.Serializer):
    """What a draft would hold, and every other day of its period with its reason."""

    total_days = claim_days(source="total.days")
    net = pounds(source="total.net")
    vat = pounds(source="total.vat")
    gross = pounds(source="total.gross")
    eligible = EligibleSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
    without_rate = WithoutRateSerializer(many=True, help_text="Days that could be claimed, had their date a rate")


class NewClaim(serializers.Serializer):
    period_start = RealDate()
    period_end = RealDate()


class Prepared(NewestVersion):
    seen = ChosenDay(
        many=True,
        required=False,
        max_length=SEVERAL,
        help_text="The days of the preview that was looked at: refused when they are others by now",
    )

    gross = pounds(required=False, help_text="What they came to there: refused when it is another by now")

    def validate_seen(self, seen):
        return [(day["id"], day["version"]) for day in seen]


class Certified(NewestVersion):
    declared = serializers.BooleanField(help_text="True: the declaration of the agreement is made")
    declaration = Prose(required=False, help_text="The declaration that was read: refused when it is another by now")

    def validate(self, facts):
        if (read := facts.pop("declaration", None)) is not None:
            facts["read"] = actions.digest_of_declaration(read)
        return facts


class Query(NewestVersion):
    query = Prose()


class Answer(NewestVersion):
    answer = Prose()


class Adjustment(NewestVersion):
    """A line of an earlier claim, by the number of the claim and its own."""

    of = serializers.CharField(max_length=20, help_text="The claim with the line, like TOR-0001")
    line = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    reason = Prose()

    def validate(self, facts):
        line = _line(self.context["page"].programme, facts.pop("of"), facts["line"])
        if line is None:
            raise serializers.ValidationError({"line": ["No claim of this programme has this line."]})
        return facts | {"line": line}


class RemovedAdjustment(NewestVersion):
    line = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="Its number on this claim")

    def validate_line(self, number):
        claim = self.context["claim"]
        line = _line(claim.programme, claim.number, number)
        if line is None or not line.is_adjustment:
            raise serializers.ValidationError("This claim has no adjustment of this number.")
        return line


def _line(programme, number, line):
    lines = ClaimLine.objects.filter(programme=programme, claim__number=number, number=line)
    return lines.select_related("claim", "reverses__claim").first()


class ClaimViewSet(ProgrammeViewSet):
    """The claims of a programme, by their numbers."""

    queryset = Claim.objects.none()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter
    ordering_fields = ["number", "period_start", "submitted_on"]
    ordering = ["-pk"]
    reads = "claim.view"
    writes = {
        **dict.fromkeys(["create", "prepare", "cancel", "adjust", "remove_adjustment"], "claim.prepare"),
        **dict.fromkeys(["certify", "submit"], "claim.certify"),
        "reopen": "claim.reopen",
        **dict.fromkeys(["query", "answer_query"], "claim.follow"),
    }
    lookup_field = "number"
    lookup_value_regex = "[A-Z]{1,3}-[0-9]{4,12}"
    known_terms = None

    def rows(self):
        return claims_on(self.programme, self.page.on)

    def terms_of(self, claim):
        """The terms in force on the day: of the one agreement, so read once for a list."""
        if self.known_terms is None:
            self.known_terms = claim.agreement.terms.in_force(self.page.on)
        return self.known_terms

    @extend_schema(request=NewClaim, responses={201: ClaimSerializer})
    def create(self, request, *args, **kwargs):
        """Start a draft for a period. It has the next number of the programme, and no lines yet."""
        made = self.carry_out(actions.start_claim, programme=self.programme, **self.typed(NewClaim))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(responses=ClaimLineSerializer(many=True))
    @action(detail=True, filter_backends=[])
    def lines(self, request, *args, **kwargs):
        """The lines of a claim; of an earlier day only where they were submitted by then."""
        claim = self.get_object()
        lines = claim.lines.select_related("reverses__claim").order_by("number")
        if self.page.is_past and claim.stood not in SENT:
            lines = lines.none()
        page = self.paginate_queryset(lines)
        return self.get_paginated_response(ClaimLineSerializer(page, many=True).data)

    @extend_schema(responses=PreviewSerializer)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def preview(self, request, *args, **kwargs):
        """What a draft would hold if it were prepared now."""
        claim = self.get_object()
        if self.page.is_past or claim.stood != ClaimState.DRAFT:
            raise Http404
        found = preview(claim.agreement, self.terms_of(claim), since=claim.period_start, until=claim.period_end)
        return Response(PreviewSerializer(found).data)

    @extend_schema(request=Prepared, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def prepare(self, request, *args, **kwargs):
        """Write a line for each day that can be claimed, and hold those days."""
        return self.change(actions.prepare_claim, Prepared, subject="claim")

    @extend_schema(request=Certified, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def certify(self, request, *args, **kwargs):
        """Certify a claim that somebody else prepared."""
        return self.change(actions.certify_claim, Certified, subject="claim")

    @extend_schema(request=NewestVersion, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request, *args, **kwargs):
        """Freeze a certified claim as it goes to the funder."""
        return self.change(actions.submit_claim, NewestVersion, subject="claim")

    @extend_schema(request=Reason, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, *args, **kwargs):
        """Send a claim that was not submitted back to draft: its days are free again."""
        return self.change(actions.reopen_claim, Reason, subject="claim")

    @extend_schema(request=Reason, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, *args, **kwargs):
        """Cancel a claim that was not submitted. Its number stays used."""
        return self.change(actions.cancel_claim, Reason, subject="claim")

    @extend_schema(request=Query, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def query(self, request, *args, **kwargs):
        """Record what the funder asks about a submitted claim."""
        return self.change(actions.query_claim, Query, subject="claim")

    @extend_schema(request=Answer, responses=ClaimSerializer)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def answer_query(self, request, *args, **kwargs):
        """Record the answer to the funder's query."""
        return self.change(actions.answer_query, Answer, subject="claim")

    @extend_schema(request=Adjustment, responses=ClaimSerializer)
    @action(detail=True, methods=["post"])
    def adjust(self, request, *args, **kwargs):
        """Reverse a line of an earlier claim on this draft."""
        return self.change(actions.add_adjustment, Adjustment, subject="claim")

    @extend_schema(request=RemovedAdjustment, responses=ClaimSerializer)
    @action(detail=True, methods=["post"], url_path="remove-adjustment", url_name="remove-adjustment")
    def remove_adjustment(self, request, *args, **kwargs):
        """Take a reversal off a draft again."""
        return self.change(actions.remove_adjustment, RemovedAdjustment, subject="claim")
