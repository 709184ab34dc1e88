"""Inspections and their judgements."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.api import ProgrammeViewSet
from improvement import filters
from improvement.actions import inspections as actions
from improvement.api.fields import Line, Prose, RecordId
from improvement.models import Authority, Inspection, Judgement
from improvement.models.inspection import Framework, Grade


class InspectionSerializer(serializers.ModelSerializer):
    authority = serializers.CharField(source="authority.name")
    ons_code = serializers.CharField(source="authority.ons_code")

    class Meta:
        model = Inspection
        fields = [
            "id",
            "authority",
            "ons_code",
            "framework",
            "started_on",
            "ended_on",
            "published_on",
            "date_note",
            "quoted",
            "source",
            "recorded_on",
            "invented",
        ]
        read_only_fields = fields


class NewInspection(serializers.Serializer):
    ons_code = serializers.SlugRelatedField(
        source="authority",
        slug_field="ons_code",
        queryset=Authority.objects.all(),
        help_text="The official code of the authority inspected, like E06000027",
        error_messages={"does_not_exist": "No authority here has the ONS code {value}."},
    )
    framework = serializers.ChoiceField(Framework.choices)
    started_on = serializers.DateField()
    ended_on = serializers.DateField(required=False, allow_null=True)
    published_on = serializers.DateField(required=False, allow_null=True)
    quoted = Prose(required=False, allow_blank=True)


class InspectionViewSet(ProgrammeViewSet):
    queryset = Inspection.objects.none()
    serializer_class = InspectionSerializer
    ordering_fields = ["started_on", "published_on"]
    ordering = ["-started_on", "-pk"]
    lookup_value_regex = "[0-9]{1,18}"
    writes = {"create": "inspection.update"}

    def rows(self):
        return self.programme.inspections.known_on(self.page.on).select_related("authority")

    @extend_schema(request=NewInspection, responses={201: InspectionSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_inspection, programme=self.programme, **self.typed(NewInspection))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)


class JudgementSerializer(serializers.ModelSerializer):
    authority = serializers.CharField(source="inspection.authority.name")
    framework = serializers.CharField(source="inspection.framework")
    started_on = serializers.DateField(source="inspection.started_on")

    class Meta:
        model = Judgement
        fields = [
            "id",
            "inspection",
            "authority",
            "framework",
            "started_on",
            "area",
            "grade",
            "part_of",
            "is_overall",
            "source",
            "recorded_on",
        ]
        read_only_fields = fields


class NewJudgement(serializers.Serializer):
    inspection = RecordId(among="inspections")
    area = Line()
    grade = serializers.ChoiceField(Grade.choices)
    part_of = RecordId(among="judgements", required=False, allow_null=True)
    is_overall = serializers.BooleanField(required=False)


class JudgementViewSet(ProgrammeViewSet):
    queryset = Judgement.objects.none()
    serializer_class = JudgementSerializer
    filterset_class = filters.JudgementFilter
    ordering_fields = ["inspection__started_on", "area"]
    ordering = ["-inspection__started_on", "position", "pk"]
    lookup_value_regex = "[0-9]{1,18}"
    writes = {"create": "inspection.update"}

    def rows(self):
        return self.programme.judgements.known_on(self.page.on).select_related("inspection__authority")

    @extend_schema(request=NewJudgement, responses={201: JudgementSerializer})
    def create(self, request, *args, **kwargs):
        made = self.carry_out(actions.add_judgement, **self.typed(NewJudgement))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)
