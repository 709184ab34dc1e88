"""The programme itself: its state and its end."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.api import NewestVersion, ProgrammeViewSet
from improvement.actions.programme import change_programme
from improvement.api.fields import Prose
from improvement.as_known import programmes_as_known
from improvement.models import Programme
from improvement.models.programme import ProgrammeState


class ProgrammeSerializer(serializers.ModelSerializer):
    supported = serializers.CharField(source="supported.name")
    supporting = serializers.CharField(source="supporting.name")
    state = serializers.ChoiceField(ProgrammeState.choices)
    ends_on = serializers.DateField()

    class Meta:
        model = Programme
        fields = [
            "slug",
            "name",
            "summary",
            "supported",
            "supporting",
            "starts_on",
            "state",
            "ends_on",
            "source",
            "invented",
            "version",
        ]
        read_only_fields = fields


class NewState(NewestVersion):
    state = serializers.ChoiceField(ProgrammeState.choices)
    ends_on = serializers.DateField()
    reason = Prose()


class ProgrammeChangeViewSet(ProgrammeViewSet):
    queryset = Programme.objects.none()
    serializer_class = ProgrammeSerializer
    lookup_field = "slug"
    writes = {"change_state": "programme.manage"}

    def rows(self):
        return programmes_as_known(Programme.objects.filter(pk=self.programme.pk), self.page.on)

    @extend_schema(request=NewState, responses=ProgrammeSerializer)
    def change_state(self, request, *args, **kwargs):
        """Extend or shorten the programme, or move it to step-down or closed."""
        return self.change(change_programme, NewState, subject="programme")
