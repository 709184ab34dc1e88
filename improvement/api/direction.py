"""The Direction and notices, what they require, and when it was met."""

import datetime

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from config.constraints import CODE
from improvement import filters
from improvement.actions import direction as actions
from improvement.api.fields import Line, Prose, RecordId
from improvement.models import Intervention, Requirement
from improvement.models.intervention import InterventionKind


class InterventionSerializer(serializers.ModelSerializer):
    closed_on = serializers.SerializerMethodField()
    replaced_by = serializers.SerializerMethodField(help_text="The id of the one that replaced it")

    class Meta:
        model = Intervention
        fields = [
            "id",
            "kind",
            "title",
            "issued_on",
            "closed_on",
            "replaced_by",
            "summary",
            "source",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_closed_on(self, intervention) -> datetime.date | None:
        return intervention.closed_on if self._is_closed(intervention) else None

    def get_replaced_by(self, intervention) -> int | None:
        return intervention.replaced_by_id if self._is_closed(intervention) else None

    def _is_closed(self, intervention):
        return intervention.is_closed_on(self.context["view"].page.on)


class NewIntervention(serializers.Serializer):
    kind = serializers.ChoiceField(InterventionKind.choices)
    title = Line()
    issued_on = serializers.DateField()
    summary = Prose(required=False, allow_blank=True)


class Close(NewestVersion):
    closed_on = serializers.DateField()
    replaced_by = RecordId(among="interventions", required=False, allow_null=True)


class InterventionViewSet(ProgrammeViewSet):
    queryset = Intervention.objects.none()
    serializer_class = InterventionSerializer
    ordering_fields = ["issued_on", "title"]
    ordering = ["-issued_on", "-pk"]
    lookup_value_regex = "[0-9]{1,18}"
    writes = dict.fromkeys(["create", "close"], "direction.update")

    def rows(self):
        return self.programme.interventions.known_on(self.page.on)

    @extend_schema(request=NewIntervention, responses={201: InterventionSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_intervention, programme=self.programme, **self.typed(NewIntervention))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=Close, responses=InterventionSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, *args, **kwargs):
        return self.change(actions.close_intervention, Close, subject="intervention")


class RequirementSerializer(serializers.ModelSerializer):
    direction = serializers.CharField(source="intervention.title")
    status = serializers.SerializerMethodField(help_text="met, overdue, due or no_date")

    class Meta:
        model = Requirement
        fields = [
            "reference",
            "intervention",
            "direction",
            "text",
            "due_on",
            "status",
            "source",
            "recorded_on",
            "version",
        ]
        read_only_fields = fields

    def get_status(self, requirement) -> str:
        return requirement.status_on(self.context["view"].page.on)


class NewRequirement(serializers.Serializer):
    intervention = RecordId(among="interventions")
    reference = Line(max_length=CODE)
    text = Prose()
    due_on = serializers.DateField(required=False, allow_null=True)


class Meet(NewestVersion):
    met_on = serializers.DateField()
    evidence = RecordId(among="evidence", required=False, allow_null=True)


class RequirementViewSet(ProgrammeViewSet):
    queryset = Requirement.objects.none()
    serializer_class = RequirementSerializer
    filterset_class = filters.RequirementFilter
    ordering_fields = ["due_on", "reference"]
    ordering = ["due_on", "pk"]
    lookup_field = "reference"
    lookup_value_regex = f"[^/]{{1,{CODE}}}"
    writes = dict.fromkeys(["create", "meet"], "direction.update")

    def rows(self):
        return self.programme.requirements.known_on(self.page.on).select_related("intervention")

    @extend_schema(request=NewRequirement, responses={201: RequirementSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_requirement, **self.typed(NewRequirement))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=Meet, responses=RequirementSerializer)
    @action(detail=True, methods=["post"])
    def meet(self, request, *args, **kwargs):
        return self.change(actions.meet_requirement, Meet, subject="requirement")
