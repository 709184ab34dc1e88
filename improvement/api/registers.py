"""Entries of the registers, with what is known of each."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from improvement import filters
from improvement.actions import registers as actions
from improvement.api.fields import Line, PersonEmail, Prose, WorkstreamNumber
from improvement.models import RegisterEntry
from improvement.models.register_kinds import (
    FACTS,
    PEER_GRADE_CHOICES,
    EntryStatus,
    Fitness,
    RegisterKind,
)
from improvement.register_forms import LARGEST
from improvement.registers import entries_on


def day_known(name):
    return serializers.DateField(source=f"known.{name}", allow_null=True)


def number_known(name):
    return serializers.IntegerField(source=f"known.{name}", allow_null=True)


def text_known(name):
    return serializers.CharField(source=f"known.{name}")


class EntrySerializer(serializers.ModelSerializer):
    """An entry as known on the day asked about. What its register does not keep is null or empty."""

    workstream = WorkstreamNumber()
    status = serializers.ChoiceField(EntryStatus.choices)
    post = text_known("post")
    holder = serializers.CharField(source="known.holder", allow_null=True, help_text="Who holds the post here")
    focus = text_known("focus")
    started_on = day_known("started_on")
    sessions = number_known("sessions")
    held_on = day_known("held_on")
    places = number_known("places")
    attended = number_known("attended")
    attended_posts = text_known("attended_posts")
    feedback = text_known("feedback")
    agreed_on = day_known("agreed_on")
    introduced_on = day_known("introduced_on")
    fitness = serializers.CharField(source="known.fitness", help_text="fit, in_part, not_fit or empty")
    action = text_known("action")
    action_due_on = day_known("action_due_on")
    baseline_on = day_known("baseline_on")
    baseline_grade = serializers.CharField(source="known.baseline_grade", help_text="Provisional")
    baseline_evidence = text_known("baseline_evidence")
    review_due_on = day_known("review_due_on")
    reviewed_on = day_known("reviewed_on")
    review_grade = serializers.CharField(source="known.review_grade", help_text="Provisional")
    review_evidence = text_known("review_evidence")

    class Meta:
        model = RegisterEntry
        fields = ["id", "kind", "workstream", "title", "status", *FACTS, "recorded_on", "invented", "version"]
        read_only_fields = fields


def line():
    return Line(required=False, allow_blank=True)


def prose():
    return Prose(required=False, allow_blank=True)


def day():
    return serializers.DateField(required=False, allow_null=True)


def number():
    return serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=LARGEST)


def one_of(choices):
    return serializers.ChoiceField(choices, required=False, allow_blank=True)


class Facts(serializers.Serializer):
    """The facts that some register keeps; the action refuses those of another register."""

    post = line()
    holder_email = PersonEmail(source="holder", required=False, allow_null=True)
    focus = prose()
    started_on = day()
    sessions = number()
    held_on = day()
    places = number()
    attended = number()
    attended_posts = prose()
    feedback = prose()
    agreed_on = day()
    introduced_on = day()
    fitness = one_of(Fitness.choices)
    action = prose()
    action_due_on = day()
    baseline_on = day()
    baseline_grade = one_of(PEER_GRADE_CHOICES)
    baseline_evidence = prose()
    review_due_on = day()
    reviewed_on = day()
    review_grade = one_of(PEER_GRADE_CHOICES)
    review_evidence = prose()


class NewEntry(Facts):
    kind = serializers.ChoiceField(RegisterKind.choices)
    workstream = WorkstreamNumber()
    title = Line()


class EntryChange(NewestVersion, Facts):
    """What is left out stays as it was."""

    is_withdrawn = serializers.BooleanField(required=False)
    reason = prose()


class RegisterViewSet(ProgrammeViewSet):
    """Mentoring pairs, training sessions, policies, IT systems and the areas of the peer review."""

    queryset = RegisterEntry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = filters.RegisterFilter
    ordering_fields = ["kind", "title", "recorded_on"]
    ordering = ["kind", "title", "pk"]
    lookup_value_regex = "[0-9]{1,18}"
    reads = "plan.view"
    writes = dict.fromkeys(["create", "change_facts"], "plan.update")

    def rows(self):
        return entries_on(self.programme, self.page.on)

    @extend_schema(request=NewEntry, responses={201: EntrySerializer})
    def create(self, request, *args, **kwargs):
        """Put an entry on a register, with what is true of it now."""
        made = self.carry_out(actions.add_entry, programme=self.programme, **self.typed(NewEntry))
        return self.answer(self.rows().get(pk=made.pk), status=201)

    @extend_schema(request=EntryChange, responses=EntrySerializer)
    @action(detail=True, methods=["post"], url_path="change", url_name="change")
    def change_facts(self, request, *args, **kwargs):
        """Say what is true of it from now on, or that it is withdrawn."""
        return self.change(actions.change_entry, EntryChange, subject="entry")
