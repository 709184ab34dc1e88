"""The plan, findings and risks over the API: the same actions and permissions as the pages."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from config.constraints import CODE, LINE, PROSE
from config.personal_data import refuse_personal_identifiers
from improvement import filters
from improvement.actions import plan, ratings, risks
from improvement.actions import programme as programme_actions
from improvement.as_known import findings_on, milestones_on, risks_on, workstreams_on
from improvement.brag import workstream_colour, workstream_evidence
from improvement.models import (
    Comparator,
    Evidence,
    Finding,
    HighlightReport,
    Judgement,
    Milestone,
    Requirement,
    Risk,
    Workstream,
)
from improvement.models.finding import REFERENCE, FindingKind
from improvement.models.ratings import Confidence, Delivery, Impact
from improvement.models.risk import RiskKind
from improvement.models.workstream import WorkstreamKind


class Line(serializers.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", LINE)
        super().__init__(validators=[refuse_personal_identifiers], **kwargs)


class Prose(serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=PROSE, validators=[refuse_personal_identifiers], **kwargs)


class WorkstreamNumber(serializers.IntegerField):
    """A workstream by its number in the programme, given to the action as the record."""

    def to_internal_value(self, data):
        number = super().to_internal_value(data)
        page = self.context["page"]
        known = workstreams_on(page.programme, page.on)
        workstream = known.filter(number=number).first() if 1 <= number <= 99 else None
        if workstream is None:
            raise serializers.ValidationError(f"There is no workstream {number} in this programme.")
        return workstream

    def to_representation(self, value):
        return value.number


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
    writes = {"create": "plan.manage", "report": "report.write", "impact": "impact.rate"}

    def rows(self):
        return workstreams_on(self.programme, self.page.on)

    @extend_schema(request=NewWorkstream, responses={201: WorkstreamSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(plan.add_workstream, programme=self.programme, **self.typed(NewWorkstream))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewReport, responses=WorkstreamSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request, *args, **kwargs):
        return self.change(ratings.write_highlight_report, NewReport, subject="workstream")

    @extend_schema(request=NewImpact, responses=WorkstreamSerializer)
    @action(detail=True, methods=["post"])
    def impact(self, request, *args, **kwargs):
        return self.change(ratings.rate_impact, NewImpact, subject="workstream")


class FindingSerializer(serializers.ModelSerializer):
    workstreams = serializers.SerializerMethodField(help_text="Numbers of the workstreams that answer it")

    class Meta:
        model = Finding
        fields = ["reference", "kind", "title", "text", "correction", "workstreams", "source", "recorded_on", "version"]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_workstreams(self, finding):
        return [coverage.workstream.number for coverage in finding.standing]


class NewFinding(serializers.Serializer):
    reference = serializers.CharField(max_length=6, validators=[REFERENCE])
    kind = serializers.ChoiceField(FindingKind.choices)
    title = Line()
    text = Prose()


class NewCoverage(NewestVersion):
    workstreams = serializers.ListField(child=WorkstreamNumber(), max_length=99, allow_empty=True)


class FindingViewSet(ProgrammeViewSet):
    queryset = Finding.objects.none()
    serializer_class = FindingSerializer
    filterset_class = filters.FindingFilter
    ordering_fields = ["reference", "kind", "position"]
    ordering = ["position", "reference"]
    lookup_field = "reference"
    lookup_value_regex = "[A-Z]{1,3}[0-9]{1,3}"
    writes = {"create": "inspection.update", "coverage": "plan.manage"}

    def rows(self):
        return findings_on(self.programme, self.page.on)

    @extend_schema(request=NewFinding, responses={201: FindingSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(programme_actions.add_finding, programme=self.programme, **self.typed(NewFinding))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewCoverage, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def coverage(self, request, *args, **kwargs):
        return self.change(plan.set_coverage, NewCoverage, subject="finding")


class MilestoneSerializer(serializers.ModelSerializer):
    workstream = WorkstreamNumber()
    due_on = serializers.DateField()
    status = serializers.ChoiceField(filters.MILESTONE_STATUSES)
    achieved_on = serializers.DateField(allow_null=True)
    times_redated = serializers.IntegerField()

    class Meta:
        model = Milestone
        fields = [
            "id",
            "workstream",
            "title",
            "original_due_on",
            "due_on",
            "times_redated",
            "status",
            "achieved_on",
            "invented",
            "version",
        ]
        read_only_fields = fields


class NewMilestone(serializers.Serializer):
    workstream = WorkstreamNumber()
    title = Line()
    due_on = serializers.DateField()


class Redate(NewestVersion):
    due_on = serializers.DateField()
    reason = Prose()


class Achieve(NewestVersion):
    achieved_on = serializers.DateField()
    reason = Prose(required=False, allow_blank=True)


class Reason(NewestVersion):
    reason = Prose()


class MilestoneViewSet(ProgrammeViewSet):
    queryset = Milestone.objects.none()
    serializer_class = MilestoneSerializer
    filterset_class = filters.MilestoneFilter
    ordering_fields = ["due_on", "original_due_on", "times_redated", "title"]
    ordering = ["due_on", "pk"]
    lookup_value_regex = "[0-9]{1,18}"
    reads = "plan.view"
    writes = dict.fromkeys(["create", "redate", "achieve", "reopen", "withdraw"], "plan.update")

    def rows(self):
        return milestones_on(self.programme, self.page.on)

    @extend_schema(request=NewMilestone, responses={201: MilestoneSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(plan.add_milestone, **self.typed(NewMilestone))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=Redate, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def redate(self, request, *args, **kwargs):
        return self.change(plan.redate_milestone, Redate, subject="milestone")

    @extend_schema(request=Achieve, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def achieve(self, request, *args, **kwargs):
        return self.change(plan.achieve_milestone, Achieve, subject="milestone")

    @extend_schema(request=Reason, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, *args, **kwargs):
        return self.change(plan.reopen_milestone, Reason, subject="milestone")

    @extend_schema(request=Reason, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, *args, **kwargs):
        return self.change(plan.withdraw_milestone, Reason, subject="milestone")


class RiskSerializer(serializers.ModelSerializer):
    workstream = WorkstreamNumber(allow_null=True)
    owner = serializers.CharField(source="owner_post")
    inherent = serializers.IntegerField(allow_null=True)
    residual = serializers.IntegerField(allow_null=True)
    residual_before = serializers.IntegerField(allow_null=True)
    target = serializers.IntegerField(allow_null=True)
    band = serializers.SerializerMethodField(help_text="low, medium, high or very_high, of the residual score")
    state = serializers.ChoiceField(["open", "closed"], source="standing")

    class Meta:
        model = Risk
        fields = [
            "number",
            "title",
            "cause",
            "effect",
            "mitigation",
            "owner",
            "workstream",
            "inherent",
            "residual",
            "residual_before",
            "target",
            "band",
            "state",
            "invented",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_band(self, risk):
        return None if risk.residual is None else risk.programme.risk_band(risk.residual).value


class Place(serializers.Serializer):
    likelihood = serializers.IntegerField(min_value=1, max_value=6)
    impact = serializers.IntegerField(min_value=1, max_value=6)


class NewRisk(serializers.Serializer):
    title = Line()
    cause = Prose()
    effect = Prose()
    mitigation = Prose()
    owner_post = Line()
    workstream = WorkstreamNumber(required=False, allow_null=True)
    inherent = Place()
    residual = Place()
    target = Place()


class NewScore(NewestVersion):
    kind = serializers.ChoiceField(RiskKind.choices)
    likelihood = serializers.IntegerField(min_value=1, max_value=6)
    impact = serializers.IntegerField(min_value=1, max_value=6)
    reason = Prose()


class RiskViewSet(ProgrammeViewSet):
    queryset = Risk.objects.none()
    serializer_class = RiskSerializer
    filterset_class = filters.RiskFilter
    ordering_fields = ["number", "residual", "target", "title"]
    ordering = ["number"]
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,4}"
    reads = "risk.view"
    writes = dict.fromkeys(["create", "score", "close"], "risk.update")

    def rows(self):
        return risks_on(self.programme, self.page.on)

    @extend_schema(request=NewRisk, responses={201: RiskSerializer})
    def create(self, request, *args, **kwargs):
        facts = self.typed(NewRisk)
        for kind in RiskKind.values:
            facts[kind] = (facts[kind]["likelihood"], facts[kind]["impact"])
        made = self.carry_out(risks.add_risk, programme=self.programme, **facts)
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewScore, responses=RiskSerializer)
    @action(detail=True, methods=["post"])
    def score(self, request, *args, **kwargs):
        return self.change(risks.score_risk, NewScore, subject="risk")

    @extend_schema(request=Reason, responses=RiskSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, *args, **kwargs):
        return self.change(risks.close_risk, Reason, subject="risk")


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


class EvidenceSerializer(serializers.ModelSerializer):
    workstream = WorkstreamNumber()
    review = serializers.SerializerMethodField(help_text="accepted, returned, or empty while it is awaited")

    class Meta:
        model = Evidence
        fields = [
            "id",
            "workstream",
            "milestone",
            "title",
            "link",
            "file_name",
            "content_type",
            "size_bytes",
            "sha256",
            "review",
            "said_by",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_review(self, evidence) -> str:
        return evidence.review_on(self.context["view"].page.on)


class EvidenceViewSet(ProgrammeViewSet):
    """What evidence there is. Files are attached and opened on the pages."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = filters.EvidenceFilter
    ordering_fields = ["recorded_on", "title"]
    ordering = ["-recorded_on", "-pk"]
    reads = "evidence.view"
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        return self.programme.evidence.known_on(self.page.on).select_related("workstream", "recorded_by")


class RequirementSerializer(serializers.ModelSerializer):
    direction = serializers.CharField(source="intervention.title")
    status = serializers.SerializerMethodField(help_text="met, overdue, due or no_date")

    class Meta:
        model = Requirement
        fields = ["reference", "direction", "text", "due_on", "status", "source", "recorded_on", "version"]
        read_only_fields = fields

    def get_status(self, requirement) -> str:
        return requirement.status_on(self.context["view"].page.on)


class Meet(NewestVersion):
    met_on = serializers.DateField()


class RequirementViewSet(ProgrammeViewSet):
    queryset = Requirement.objects.none()
    serializer_class = RequirementSerializer
    filterset_class = filters.RequirementFilter
    ordering_fields = ["due_on", "reference"]
    ordering = ["due_on", "pk"]
    lookup_field = "reference"
    lookup_value_regex = f"[^/]{{1,{CODE}}}"
    writes = {"meet": "direction.update"}

    def rows(self):
        return self.programme.requirements.known_on(self.page.on).select_related("intervention")

    @extend_schema(request=Meet, responses=RequirementSerializer)
    @action(detail=True, methods=["post"])
    def meet(self, request, *args, **kwargs):
        return self.change(programme_actions.meet_requirement, Meet, subject="requirement")


class JudgementSerializer(serializers.ModelSerializer):
    authority = serializers.CharField(source="inspection.authority.name")
    framework = serializers.CharField(source="inspection.framework")
    started_on = serializers.DateField(source="inspection.started_on")

    class Meta:
        model = Judgement
        fields = ["id", "authority", "framework", "started_on", "area", "grade", "is_overall", "source", "recorded_on"]
        read_only_fields = fields


class JudgementViewSet(ProgrammeViewSet):
    queryset = Judgement.objects.none()
    serializer_class = JudgementSerializer
    filterset_class = filters.JudgementFilter
    ordering_fields = ["inspection__started_on", "area"]
    ordering = ["-inspection__started_on", "position", "pk"]
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        return self.programme.judgements.known_on(self.page.on).select_related("inspection__authority")


class ComparatorSerializer(serializers.ModelSerializer):
    authority = serializers.CharField(source="authority.name")

    class Meta:
        model = Comparator
        fields = [
            "id",
            "measure",
            "unit",
            "basis",
            "authority",
            "value",
            "numerator",
            "denominator",
            "as_at",
            "quoted",
            "correction",
            "source",
        ]
        read_only_fields = fields


class ComparatorViewSet(ProgrammeViewSet):
    queryset = Comparator.objects.none()
    serializer_class = ComparatorSerializer
    filterset_class = filters.ComparatorFilter
    ordering_fields = ["measure", "value"]
    ordering = ["position", "authority__name", "pk"]
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        return self.programme.comparators.known_on(self.page.on).select_related("authority")
