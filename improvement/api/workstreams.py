"""Workstreams, their highlight reports and their impact."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from improvement import filters
from improvement.actions import plan, ratings
from improvement.api.fields import Line, PersonEmail, Prose, WorkstreamNumber
from improvement.as_known import workstreams_on
from improvement.brag import workstream_colour, workstream_evidence
from improvement.models import HighlightReport, Workstream
from improvement.models.ratings import Confidence, Delivery, Impact
from improvement.models.workstream import WorkstreamKind


class WorkstreamSerializer(serializers.ModelSerializer):
    delivery = serializers.CharField(help_text="As the newest highlight report says; empty before the first")
    evidence = serializers.SerializerMethodField(help_text="none, awaited, some or accepted")
    impact = serializers.CharField(help_text="As the newest rating says; empty before the first")
    colour = serializers.SerializerMethodField(help_text="blue, amber-e, green, amber, red or grey")
    lead = serializers.CharField(source="lead_post")
    counterpart = serializers.CharField(source="counterpart_post")
    reported_on = serializers.DateField(allow_null=True)
    is_closed = serializers.BooleanField()

    class Meta:
        model = Workstream
        fields = [
            "number",
            "title",
            "aim",
            "kind",
            "delivery",
            "evidence",
            "impact",
            "colour",
            "lead",
            "counterpart",
            "reported_on",
            "is_closed",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_evidence(self, workstream) -> str:
        return workstream_evidence(workstream).value

    def get_colour(self, workstream) -> str:
        return workstream_colour(workstream).value


class NewWorkstream(serializers.Serializer):
    number = serializers.IntegerField(min_value=1, max_value=99)
    title = Line()
    aim = Prose()
    kind = serializers.ChoiceField(WorkstreamKind.choices)
    lead_post = Line(required=False, allow_blank=True)
    counterpart_post = Line(required=False, allow_blank=True)


class NewLead(NewestVersion):
    """What is left out stays as it was; an address that is null says that nobody holds the post here."""

    lead_post = Line(required=False, allow_blank=True)
    lead_email = PersonEmail(source="lead", required=False, allow_null=True)
    counterpart_post = Line(required=False, allow_blank=True)
    counterpart_email = PersonEmail(source="counterpart", required=False, allow_null=True)
    is_closed = serializers.BooleanField(required=False)
    reason = Prose()


class NewReport(NewestVersion):
    period_end = serializers.DateField()
    delivery = serializers.ChoiceField(Delivery.choices)
    confidence = serializers.ChoiceField(Confidence.choices)
    summary = Prose()
    next_steps = Prose()
    path_to_green = Prose(required=False, allow_blank=True)


class NewImpact(NewestVersion):
    impact = serializers.ChoiceField(Impact.choices)
    basis = Prose()


class WorkstreamViewSet(ProgrammeViewSet):
    queryset = Workstream.objects.none()
    serializer_class = WorkstreamSerializer
    filterset_class = filters.WorkstreamFilter
    ordering_fields = ["number", "title", "reported_on"]
    ordering = ["number"]
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,4}"
    reads = "plan.view"
    writes = {
        "create": "plan.manage",
        "change_lead": "plan.manage",
        "report": "report.write",
        "impact": "impact.rate",
    }

    def rows(self):
        return workstreams_on(self.programme, self.page.on)

    @extend_schema(request=NewWorkstream, responses={201: WorkstreamSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(plan.add_workstream, programme=self.programme, **self.typed(NewWorkstream))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewLead, responses=WorkstreamSerializer)
    @action(detail=True, methods=["post"], url_path="change", url_name="change")
    def change_lead(self, request, *args, **kwargs):
        """Say who leads it from now on, or that it is closed or open again."""
        return self.change(plan.change_workstream, NewLead, subject="workstream")

    @extend_schema(request=NewReport, responses=WorkstreamSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request, *args, **kwargs):
        return self.change(ratings.write_highlight_report, NewReport, subject="workstream")

    @extend_schema(request=NewImpact, responses=WorkstreamSerializer)
    @action(detail=True, methods=["post"])
    def impact(self, request, *args, **kwargs):
        return self.change(ratings.rate_impact, NewImpact, subject="workstream")


class ReportSerializer(serializers.ModelSerializer):
    workstream = WorkstreamNumber()

    class Meta:
        model = HighlightReport
        fields = [
            "id",
            "workstream",
            "period_end",
            "delivery",
            "confidence",
            "summary",
            "next_steps",
            "path_to_green",
            "said_by",
            "recorded_on",
            "invented",
        ]
        read_only_fields = fields


class ReportViewSet(ProgrammeViewSet):
    """Highlight reports; a new one is a step of its workstream."""

    queryset = HighlightReport.objects.none()
    serializer_class = ReportSerializer
    filterset_class = filters.HighlightReportFilter
    ordering_fields = ["recorded_on", "period_end"]
    ordering = ["-recorded_on", "-pk"]
    reads = "plan.view"
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        return self.programme.highlight_reports.known_on(self.page.on).select_related("workstream", "recorded_by")
