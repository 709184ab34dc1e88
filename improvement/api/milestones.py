"""Milestones and their steps."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from improvement import filters
from improvement.actions import plan
from improvement.api.fields import Line, Prose, Reason, WorkstreamNumber
from improvement.as_known import milestones_on
from improvement.models import Milestone


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
