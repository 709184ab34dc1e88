"""Evidence and its review."""

from rest_framework import serializers

from accounts.api import ProgrammeViewSet
from improvement import filters
from improvement.api.fields import WorkstreamNumber
from improvement.models import Evidence


class EvidenceSerializer(serializers.ModelSerializer):
    workstream = WorkstreamNumber()
    review = serializers.SerializerMethodField(help_text="accepted, returned, or empty while it is awaited")

    class Meta:
        model = Evidence
        fields = [
            "id",
            "workstream",
            "milestone",
            "title",
            "link",
            "file_name",
            "content_type",
            "size_bytes",
            "sha256",
            "review",
            "said_by",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_review(self, evidence) -> str:
        return evidence.review_on(self.context["view"].page.on)


class EvidenceViewSet(ProgrammeViewSet):
    """What evidence there is. Files are attached and opened on the pages."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = filters.EvidenceFilter
    ordering_fields = ["recorded_on", "title"]
    ordering = ["-recorded_on", "-pk"]
    reads = "evidence.view"
    lookup_value_regex = "[0-9]{1,18}"

    def rows(self):
        return self.programme.evidence.known_on(self.page.on).select_related("workstream", "recorded_by")
