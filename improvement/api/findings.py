"""Findings, and which workstreams answer them."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from improvement import filters
from improvement.actions import inspections as actions
from improvement.actions import plan
from improvement.api.fields import Line, Prose, RecordId, WorkstreamNumber
from improvement.as_known import findings_on
from improvement.models import Finding
from improvement.models.finding import REFERENCE, FindingKind


class FindingSerializer(serializers.ModelSerializer):
    workstreams = serializers.SerializerMethodField(help_text="Numbers of the workstreams that answer it")

    class Meta:
        model = Finding
        fields = [
            "reference",
            "kind",
            "title",
            "text",
            "correction",
            "inspection",
            "workstreams",
            "source",
            "recorded_on",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_workstreams(self, finding):
        return [coverage.workstream.number for coverage in finding.standing]


class NewFinding(serializers.Serializer):
    reference = serializers.CharField(max_length=6, validators=[REFERENCE])
    kind = serializers.ChoiceField(FindingKind.choices)
    title = Line()
    text = Prose()
    inspection = RecordId(among="inspections", required=False, allow_null=True)


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
        made = self.carry_out(actions.add_finding, programme=self.programme, **self.typed(NewFinding))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewCoverage, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def coverage(self, request, *args, **kwargs):
        return self.change(plan.set_coverage, NewCoverage, subject="finding")
