"""Programmes and their position."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api import ProgrammeViewSet
from claims.api.allowances import LedgerSerializer
from claims.api.fields import number_of_days
from commissioner.api.fields import ForThoseWhoMay
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
