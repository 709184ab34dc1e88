"""Evidence and its review."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from accounts.api import NewestVersion, ProgrammeViewSet
from config.constraints import LINE
from config.parsers import ShallowJSON
from improvement import filters
from improvement.actions import evidence as actions
from improvement.api.fields import Line, Prose, RecordId, WorkstreamNumber
from improvement.models import Evidence
from improvement.models.evidence import Review


class EvidenceSerializer(serializers.ModelSerializer):
    workstream = WorkstreamNumber()
    review = serializers.SerializerMethodField(help_text="accepted, returned, or empty while it is awaited")
    review_note = serializers.SerializerMethodField()

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
            "review_note",
            "said_by",
            "recorded_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_review(self, evidence) -> str:
        return evidence.review_on(self.context["view"].page.on)

    def get_review_note(self, evidence) -> str:
        return evidence.review_note if self.get_review(evidence) else ""


class NewEvidence(serializers.Serializer):
    workstream = WorkstreamNumber()
    milestone = RecordId(among="milestones", required=False, allow_null=True)
    title = Line()
    link = serializers.URLField(required=False, allow_blank=True, max_length=1000)
    file = serializers.FileField(
        required=False,
        allow_empty_file=True,
        max_length=LINE,
        help_text="Instead of a link, in a multipart body",
    )


class NewReview(NewestVersion):
    review = serializers.ChoiceField(Review.choices)
    review_note = Prose(required=False, allow_blank=True)


class EvidenceViewSet(ProgrammeViewSet):
    """What evidence there is. Files are opened on the pages."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = filters.EvidenceFilter
    ordering_fields = ["recorded_on", "title"]
    ordering = ["-recorded_on", "-pk"]
    reads = "evidence.view"
    writes = {"create": "evidence.add", "review": "evidence.review"}
    lookup_value_regex = "[0-9]{1,18}"
    parser_classes = [ShallowJSON, MultiPartParser]

    def rows(self):
        return self.programme.evidence.known_on(self.page.on).select_related("workstream", "recorded_by")

    @extend_schema(request=NewEvidence, responses={201: EvidenceSerializer})
    def create(self, request, *args, **kwargs):
        """Attach a link, or a file in a multipart body."""
        made = self.carry_out(actions.add_evidence, **self.typed(NewEvidence))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=NewReview, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"], parser_classes=[ShallowJSON])
    def review(self, request, *args, **kwargs):
        """Accept or return what somebody else attached."""
        return self.change(actions.review_evidence, NewReview, subject="evidence")
