"""Files of figures over the API: sent, looked at figure by figure, and then saved all at once or let go."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from config.constraints import LINE
from config.parsers import ShallowJSON
from improvement.actions import statistics as actions
from improvement.api.fields import Line
from improvement.models import StatisticsImport
from improvement.models.observation import FigureStatus
from improvement.statistics_files.fates import Fate, judged
from improvement.statistics_words import held_text

MOST_FIGURES = 1000
"""Shown of a preview: first what is refused, restated or new."""


class JudgedSerializer(serializers.Serializer):
    """A figure of the file, and what becomes of it."""

    line = serializers.IntegerField(help_text="Its line in the file")
    fate = serializers.ChoiceField(Fate.choices)
    why = serializers.CharField(help_text="Why it is not saved, where it is not")
    what = serializers.SerializerMethodField(help_text="The measure, the place and the period")
    before = serializers.SerializerMethodField(help_text="What is held now")
    after = serializers.SerializerMethodField(help_text="What the file says")

    def get_what(self, figure) -> str:
        return str(figure.record) if figure.record else ""

    def get_before(self, figure) -> str:
        return held_text(figure.before)

    def get_after(self, figure) -> str:
        return held_text(figure.record)


class StatisticsImportSerializer(serializers.ModelSerializer):
    class Meta:
        model = StatisticsImport
        fields = [
            "id",
            "file_name",
            "sha256",
            "layout",
            "publication",
            "published_on",
            "status",
            "state",
            "recorded_on",
        ]
        read_only_fields = fields


class StatisticsPreviewSerializer(StatisticsImportSerializer):
    """A file with its figures, while it waits for an answer: once it is decided there are none to look at."""

    seen = serializers.SerializerMethodField(help_text="What confirming it names")
    counts = serializers.SerializerMethodField(help_text="How many figures there are of each fate")
    passed_over = serializers.SerializerMethodField(help_text="Rows that no measure takes")
    figures = serializers.SerializerMethodField(help_text=f"At most {MOST_FIGURES:,}, refused and restated ones first")

    class Meta(StatisticsImportSerializer.Meta):
        fields = [*StatisticsImportSerializer.Meta.fields, "seen", "counts", "passed_over", "figures"]
        read_only_fields = fields

    @property
    def _judgement(self):
        return self.context["judgement"]

    def get_seen(self, found) -> str:
        return self._judgement.digest if self._judgement else ""

    def get_counts(self, found) -> dict[str, int]:
        return {fate.value: count for fate, count in self._judgement.counts.items()} if self._judgement else {}

    def get_passed_over(self, found) -> int:
        return self._judgement.passed_over if self._judgement else 0

    @extend_schema_field(JudgedSerializer(many=True))
    def get_figures(self, found):
        first = self._judgement.most_urgent_first[:MOST_FIGURES] if self._judgement else ()
        return JudgedSerializer(first, many=True).data


class NewStatistics(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, max_length=LINE, help_text="CSV, XLSX or ODS")
    publication = Line()
    status = serializers.ChoiceField(FigureStatus.choices, default=FigureStatus.FINAL)
    published_on = serializers.DateField(required=False, allow_null=True)
    model_year = serializers.IntegerField(min_value=2000, max_value=2100, required=False, allow_null=True)


class SeenStatistics(serializers.Serializer):
    seen = serializers.CharField(max_length=64, help_text="As the answer to looking at it gave it")


class StatisticsImportViewSet(ProgrammeViewSet):
    """Files of figures that were brought in, or wait for an answer."""

    queryset = StatisticsImport.objects.none()
    serializer_class = StatisticsImportSerializer
    filter_backends = []
    reads = "indicator.manage"
    lookup_value_regex = "[0-9]{1,18}"
    parser_classes = [ShallowJSON, MultiPartParser]

    def rows(self):
        kept = StatisticsImport.objects.filter(programme=self.programme).select_related("programme__supported")
        return (kept.defer("rows") if self.action == "list" else kept).order_by("-pk")

    def _looked_at(self, found, status=200):
        judgement = judged(found, self.page.today) if found.is_open else None
        return Response(StatisticsPreviewSerializer(found, context={"judgement": judgement}).data, status=status)

    @extend_schema(request=NewStatistics, responses={201: StatisticsPreviewSerializer})
    def create(self, request, *args, **kwargs):
        """Send a file in a multipart body. Nothing is saved of it: the answer says what becomes of each figure."""
        made = self.carry_out(actions.read_statistics, programme=self.programme, **self.typed(NewStatistics))
        return self._looked_at(made, status=201)

    @extend_schema(responses=StatisticsPreviewSerializer)
    def retrieve(self, request, *args, **kwargs):
        return self._looked_at(self.get_object())

    @extend_schema(request=SeenStatistics, responses=StatisticsPreviewSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, *args, **kwargs):
        """Save every new and restated figure of it: all of them, or none where anything changed since."""
        facts = self.typed(SeenStatistics)
        self.carry_out(actions.confirm_statistics, statistics_import=self.get_object(), **facts)
        return self._looked_at(self.get_object())

    @extend_schema(request=None, responses=StatisticsPreviewSerializer)
    @action(detail=True, methods=["post"])
    def abandon(self, request, *args, **kwargs):
        """Let it go. Nothing of it was saved."""
        self.carry_out(actions.abandon_statistics, statistics_import=self.get_object())
        return self._looked_at(self.get_object())
