"""Programmes and their position over the API, and the schema as a page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api import ProgrammeViewSet
from claims.api.allowances import LedgerSerializer
from claims.api.fields import number_of_days
from commissioner.position import position
from commissioner.verdict import verdict
from config import dates
from improvement.api.programme import ProgrammeSerializer
from improvement.as_known import programmes_as_known
from improvement.models import Programme


class ProgrammesViewSet(ReadOnlyModelViewSet):
    """The programmes in which the caller holds a role today."""

    queryset = Programme.objects.none()
    serializer_class = ProgrammeSerializer
    lookup_field = "slug"
    filter_backends = []

    def get_queryset(self):
        if not self.request or not self.request.user.is_authenticated:
            return self.queryset
        visible = Programme.objects.visible_to(self.request.user)
        return programmes_as_known(visible, dates.today()).order_by("name")


class ForThoseWhoMay(serializers.Serializer):
    """Leaves out the fields whose permission, in `needs`, the reader does not hold."""

    needs = {}

    def get_fields(self):
        fields = super().get_fields()
        # The schema is drawn for nobody, and shows all.
        can = self.context.get("can", self.needs.values())
        for name, permission in self.needs.items():
            if permission not in can:
                del fields[name]
        return fields


class WorkstreamLine(ForThoseWhoMay):
    needs = {"days": "allowance.view"}

    number = serializers.IntegerField()
    title = serializers.CharField(source="workstream.title")
    delivery = serializers.CharField(source="workstream.delivery")
    evidence = serializers.CharField(source="evidence.value")
    impact = serializers.CharField()
    colour = serializers.CharField(source="colour.value")
    direction = serializers.CharField(source="travel.value")
    overdue = serializers.SerializerMethodField(help_text="How many of its milestones are overdue")
    days = number_of_days(required=False, help_text="Logged on it, of those that count against the allowance")

    def get_overdue(self, line) -> int:
        return len(line.overdue)


class HeadlineSerializer(ForThoseWhoMay):
    """The position as whoever may see the programme may see it."""

    needs = {
        "allowance": "allowance.view",
        "indicators_worse": "indicator.view",
        "indicators_better": "indicator.view",
        "indicators_changed": "indicator.view",
    }

    programme = serializers.SlugField(source="programme.slug")
    on = serializers.DateField()
    state = serializers.CharField(source="state.value")
    ends_on = serializers.DateField()
    months_completed = serializers.IntegerField()
    months_in_all = serializers.IntegerField()
    verdict = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField(help_text="How many there are")
    findings_without_workstream = serializers.SerializerMethodField(help_text="Their references")
    requirements_overdue = serializers.SerializerMethodField()
    indicators_worse = serializers.SerializerMethodField(help_text="Codes: getting worse, or sure to miss the target")
    indicators_better = serializers.SerializerMethodField(help_text="Codes")
    indicators_changed = serializers.SerializerMethodField(help_text="Codes, of those where neither way is better")
    allowance = LedgerSerializer(required=False, allow_null=True)

    def get_indicators_worse(self, now) -> list[str]:
        return [reading.indicator.code for reading in now.worse_indicators]

    def get_indicators_better(self, now) -> list[str]:
        return [reading.indicator.code for reading in now.better_indicators]

    def get_indicators_changed(self, now) -> list[str]:
        return [reading.indicator.code for reading in now.changed_indicators]

    def get_verdict(self, now) -> list[str]:
        return verdict(now, can=self.context["can"])

    def get_findings(self, now) -> int:
        return len(now.findings)

    def get_findings_without_workstream(self, now) -> list[str]:
        return [finding.reference for finding in now.unanswered]

    def get_requirements_overdue(self, now) -> list[str]:
        return [requirement.reference for requirement in now.overdue_requirements]


class PositionSerializer(HeadlineSerializer):
    """The position with the plan, for those who may see the plan."""

    workstreams = WorkstreamLine(many=True, required=False)
    milestones_overdue = serializers.SerializerMethodField()
    milestones_achieved = serializers.SerializerMethodField()
    risks_open = serializers.SerializerMethodField()
    risks_risen = serializers.SerializerMethodField(help_text="Their numbers")

    def get_milestones_overdue(self, now) -> int:
        return len(now.overdue_milestones)

    def get_milestones_achieved(self, now) -> int:
        return len(now.achieved_milestones)

    def get_risks_open(self, now) -> int:
        return len(now.risks)

    def get_risks_risen(self, now) -> list[int]:
        return [risk.number for risk in now.risen_risks]


class PositionViewSet(ProgrammeViewSet):
    """Everything true of a programme on a day, in one answer."""

    queryset = Programme.objects.none()
    serializer_class = PositionSerializer
    filter_backends = []
    pagination_class = None

    @extend_schema(
        parameters=[OpenApiParameter("on", str, description="The day asked about, like 2016-11-30; today if left out")],
        responses=PositionSerializer,
    )
    def retrieve(self, request, *args, **kwargs):
        serializer = PositionSerializer if "plan.view" in self.page.can else HeadlineSerializer
        now = position(self.programme, self.page.on, small_numbers="small_numbers.view" in self.page.can)
        return Response(serializer(now, context={"can": self.page.can}).data)


@require_safe
def api_docs(request):
    """The schema as a page that needs no script."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        {"method": method.upper(), "path": path, **_operation(operation, schema)}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(
        request,
        "commissioner/api_docs.html",
        {"operations": operations, "breadcrumbs": [("Programmes", "/"), ("API", "")]},
    )


def _operation(operation, schema):
    return {
        "id": operation["operationId"],
        "description": operation.get("description", "").strip(),
        "parameters": [(p["name"], p["in"], p.get("description", "")) for p in operation.get("parameters", [])],
        "body": _fields(operation.get("requestBody", {}), schema),
        "answers": [(code, _fields(answer, schema)) for code, answer in operation.get("responses", {}).items()],
    }


def _fields(holder, schema):
    """The fields of a body, as (name, type, what it means)."""
    found = holder.get("content", {}).get("application/json", {}).get("schema", {})
    reference = found.get("$ref") or found.get("items", {}).get("$ref")
    if not reference:
        return []
    component = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    if "results" in component.get("properties", {}):
        reference = component["properties"]["results"]["items"]["$ref"]
        component = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    required = component.get("required", [])
    return [
        (
            name,
            facts.get("type", "one of the values listed in the schema"),
            facts.get("description", ""),
            name in required,
        )
        for name, facts in component.get("properties", {}).items()
    ]
