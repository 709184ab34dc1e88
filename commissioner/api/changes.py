"""What changed between two days, over the API: the same words as the page."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from accounts.api import ProgrammeViewSet
from commissioner.changes.change import ChangeKind, Subject, Tone
from commissioner.changes.telling import changes_sentence
from commissioner.compared_days import ComparedDays, changes_seen, linked
from improvement.models import Programme


class ChangeSerializer(serializers.Serializer):
    subject = serializers.ChoiceField(Subject.choices)
    kind = serializers.ChoiceField(ChangeKind.choices)
    tone = serializers.ChoiceField(Tone.choices, help_text="For the worse, for the better, or for neither")
    record = serializers.CharField(source="whose.noun", help_text="What kind of record changed")
    name = serializers.CharField(source="whose.name")
    of = serializers.CharField(source="whose.of", help_text="What it belongs to, where its name does not say so")
    sentence = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="The page of the record, on the later day")

    def get_url(self, change) -> str:
        return self.context["urls"][change]


class ChangesSerializer(serializers.Serializer):
    """The changes that the caller may see, in the order of the page: by subject, worse first."""

    programme = serializers.SlugField(source="programme.slug")
    since = serializers.DateField()
    until = serializers.DateField()
    sentence = serializers.SerializerMethodField()
    worse = serializers.SerializerMethodField(help_text="How many are for the worse")
    better = serializers.SerializerMethodField(help_text="How many are for the better")
    changes = serializers.SerializerMethodField()

    def get_sentence(self, found) -> str:
        return changes_sentence(found)

    def get_worse(self, found) -> int:
        return found.count(Tone.WORSE)

    def get_better(self, found) -> int:
        return found.count(Tone.BETTER)

    @extend_schema_field(ChangeSerializer(many=True))
    def get_changes(self, found):
        urls = {change: url for _, group in linked(self.context["page"], found) for change, url in group}
        return ChangeSerializer(list(urls), many=True, context={"urls": urls}).data


class ChangesViewSet(ProgrammeViewSet):
    """What changed in a programme from the end of one day to the end of another."""

    queryset = Programme.objects.none()
    serializer_class = ChangesSerializer
    filter_backends = []
    pagination_class = None

    @extend_schema(
        parameters=[
            OpenApiParameter("since", str, description="The first day, like 2017-01-30; the last board if left out"),
            OpenApiParameter("until", str, description="The second day; the day looked at if left out"),
            OpenApiParameter("on", str, description="The day looked at, like 2017-02-28; today if left out"),
        ],
        responses=ChangesSerializer,
    )
    def retrieve(self, request, *args, **kwargs):
        form = ComparedDays(request.query_params, page=self.page)
        if not form.is_valid():
            raise exceptions.ValidationError(form.errors)
        found = changes_seen(self.page, **form.cleaned_data)
        return Response(ChangesSerializer(found, context={"page": self.page}).data)
