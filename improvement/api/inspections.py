"""Judgements of inspections."""

from rest_framework import serializers

from accounts.api import ProgrammeViewSet
from improvement import filters
from improvement.models import Judgement


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
