"""Days from a spreadsheet over the API: sent, looked at row by row, and then saved all at once or let go."""

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from claims.actions import imports as actions
from claims.fates import Fate, digest_of, judged, tally
from claims.models import DayImport
from config.constraints import LINE
from config.parsers import ShallowJSON


class ImportRowSerializer(serializers.Serializer):
    """A row of the file, and what becomes of it. What is refused has no day."""

    line = serializers.IntegerField(help_text="Its row in the file")
    fate = serializers.ChoiceField(Fate.choices)
    why = serializers.CharField(help_text="Why it is not saved, where it is not")
    worked_on = serializers.DateField(source="entry.worked_on", default=None, allow_null=True)
    days = serializers.DecimalField(max_digits=2, decimal_places=1, source="entry.days", default=None, allow_null=True)
    workstream = serializers.IntegerField(source="entry.workstream.number", default=None, allow_null=True)


class DayImportSerializer(serializers.ModelSerializer):
    """A file that was sent."""

    class Meta:
        model = DayImport
        fields = ["id", "file_name", "sha256", "state", "recorded_on"]
        read_only_fields = fields


class LookedAtSerializer(DayImportSerializer):
    """A file with its rows, while it waits for an answer: once it is decided there are none to look at."""

    seen = serializers.SerializerMethodField(help_text="What confirming it names")
    counts = serializers.SerializerMethodField(help_text="How many rows there are of each fate")
    rows = serializers.SerializerMethodField()

    class Meta(DayImportSerializer.Meta):
        fields = [*DayImportSerializer.Meta.fields, "seen", "counts", "rows"]
        read_only_fields = fields

    def get_seen(self, found) -> str:
        return digest_of(self.context["rows"])

    def get_counts(self, found) -> dict[str, int]:
        return {fate.value: count for fate, count in tally(self.context["rows"]).items()}

    @extend_schema_field(ImportRowSerializer(many=True))
    def get_rows(self, found):
        return ImportRowSerializer(self.context["rows"], many=True).data


class NewImport(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, max_length=LINE, help_text="CSV, XLSX or ODS")


class Confirmed(serializers.Serializer):
    seen = serializers.CharField(max_length=64, help_text="As the answer to looking at it gave it")


class DayImportViewSet(ProgrammeViewSet):
    """Files of the caller's own days. Nobody sees those of others."""

    queryset = DayImport.objects.none()
    serializer_class = DayImportSerializer
    filter_backends = []
    reads = "day.log"
    lookup_value_regex = "[0-9]{1,18}"
    parser_classes = [ShallowJSON, MultiPartParser]

    def rows(self):
        own = DayImport.objects.filter(programme=self.programme, officer=self.request.user)
        return own.select_related("programme", "officer").order_by("-pk")

    def _looked_at(self, found, status=200):
        try:
            rows = judged(found, self.page.today) if found.is_open else []
        except ValidationError as error:
            raise exceptions.ValidationError({"non_field_errors": error.messages}) from None
        return Response(LookedAtSerializer(found, context={"rows": rows}).data, status=status)

    @extend_schema(request=NewImport, responses={201: LookedAtSerializer})
    def create(self, request, *args, **kwargs):
        """Send a spreadsheet in a multipart body. Nothing is saved of it: the answer says what becomes of each row."""
        made = self.carry_out(actions.read_import, programme=self.programme, **self.typed(NewImport))
        return self._looked_at(made, status=201)

    @extend_schema(responses=LookedAtSerializer)
    def retrieve(self, request, *args, **kwargs):
        return self._looked_at(self.get_object())

    @extend_schema(request=Confirmed, responses=LookedAtSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request, *args, **kwargs):
        """Save every new day of it: all of them, or none where anything changed since it was looked at."""
        found = self.get_object()
        self.carry_out(actions.confirm_import, day_import=found, **self.typed(Confirmed))
        return self._looked_at(self.get_object())

    @extend_schema(request=None, responses=LookedAtSerializer)
    @action(detail=True, methods=["post"])
    def abandon(self, request, *args, **kwargs):
        """Let it go. Nothing of it was saved."""
        self.carry_out(actions.abandon_import, day_import=self.get_object())
        return self._looked_at(self.get_object())
