"""What the Direction requires, and when it was met."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from config.constraints import CODE
from improvement import filters
from improvement.actions import programme as programme_actions
from improvement.models import Requirement


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
