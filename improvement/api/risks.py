"""Risks and their scores."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from improvement import filters
from improvement.actions import risks
from improvement.api.fields import Line, Prose, Reason, WorkstreamNumber
from improvement.as_known import risks_on
from improvement.models import Risk
from improvement.models.risk import RiskKind


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


class NewResponse(Reason):
    """What is done about a risk from now on, and by whom; the workstream stays where it is left out."""

    mitigation = Prose()
    owner_post = Line()
    workstream = WorkstreamNumber(required=False, allow_null=True)


class RiskViewSet(ProgrammeViewSet):
    queryset = Risk.objects.none()
    serializer_class = RiskSerializer
    filterset_class = filters.RiskFilter
    ordering_fields = ["number", "residual", "target", "title"]
    ordering = ["number"]
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,4}"
    reads = "risk.view"
    writes = dict.fromkeys(["create", "respond", "score", "close"], "risk.update")

    def rows(self):
        return risks_on(self.programme, self.page.on)

    @extend_schema(request=NewRisk, responses={201: RiskSerializer})
    def create(self, request, *args, **kwargs):
        facts = self.typed(NewRisk)
        for kind in RiskKind.values:
            facts[kind] = (facts[kind]["likelihood"], facts[kind]["impact"])
        made = self.carry_out(risks.add_risk, programme=self.programme, **facts)
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewResponse, responses=RiskSerializer)
    @action(detail=True, methods=["post"])
    def respond(self, request, *args, **kwargs):
        def change_response(*, risk, **facts):
            # What is left out stays: the action itself takes no workstream to mean none.
            return risks.change_risk(risk=risk, **{"workstream": risk.workstream, **facts})

        return self.change(change_response, NewResponse, subject="risk")

    @extend_schema(request=NewScore, responses=RiskSerializer)
    @action(detail=True, methods=["post"])
    def score(self, request, *args, **kwargs):
        return self.change(risks.score_risk, NewScore, subject="risk")

    @extend_schema(request=Reason, responses=RiskSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, *args, **kwargs):
        return self.change(risks.close_risk, Reason, subject="risk")
