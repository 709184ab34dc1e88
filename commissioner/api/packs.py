"""Board packs as they were issued."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import ProgrammeViewSet
from commissioner.api.fields import ForThoseWhoMay
from commissioner.documents.files import FACTS, PAGE, PRINTED, SHEETS
from commissioner.filters import PackFilter
from commissioner.models import Pack, PackFile


class PackFileSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="html is the page of the pack; the others can be downloaded")
    sha256 = serializers.CharField()
    url = serializers.CharField()


class PackSerializer(ForThoseWhoMay, serializers.ModelSerializer):
    """A version of a meeting's pack, with its files in the form that the caller may see."""

    needs = {"note": "board.view"}

    meeting = serializers.DateField(source="meeting.meets_on")
    version = serializers.IntegerField(source="number")
    note = serializers.CharField(required=False, help_text="What it puts right, for those who see the board")
    files = serializers.SerializerMethodField()

    class Meta:
        model = Pack
        fields = ["id", "meeting", "version", "since", "note", "files", "recorded_on", "invented"]
        read_only_fields = fields

    @extend_schema_field(PackFileSerializer(many=True))
    def get_files(self, pack):
        start = "pack-reduced" if self.context["is_reduced"] else "pack"
        page = start if self.context["is_reduced"] else "pack-detail"
        return [
            {
                "name": file.name,
                "sha256": file.sha256,
                "url": pack.address(page) if file.name == PAGE else pack.address(f"{start}-file", file.name),
            }
            for file in pack.files_seen
        ]


class PackViewSet(ProgrammeViewSet):
    """The packs of the board: frozen when they were issued. Their facts are in the file called json."""

    queryset = Pack.objects.none()
    serializer_class = PackSerializer
    filterset_class = PackFilter
    ordering_fields = ["meeting__meets_on", "number"]
    ordering = ["-meeting__meets_on", "-number"]
    reads = "decision.view"

    def rows(self):
        files = PackFile.objects.filter(is_reduced=self._is_reduced, name__in=(PAGE, PRINTED, SHEETS, FACTS))
        listed = files.defer("content").order_by("name")
        known = self.programme.packs.known_on(self.page.on).select_related("programme", "meeting")
        return known.prefetch_related(Prefetch("files", queryset=listed, to_attr="files_seen"))

    @property
    def _is_reduced(self):
        return "board.view" not in self.page.can

    def get_serializer_context(self):
        context = super().get_serializer_context()
        return context | ({"is_reduced": self._is_reduced, "can": self.page.can} if self.page else {})
