"""Questions of members, and how they were answered."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.decorators import action

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.api.fields import RealDate
from commissioner.actions import challenges as actions
from commissioner.api.fields import IndicatorCode, MeetingDay, RecordNumber
from commissioner.filters import CHALLENGE_STANDINGS, ChallengeFilter
from commissioner.known_challenges import challenges_on
from commissioner.models import Board, Challenge, ChallengeStep
from commissioner.permissions import may_answer, may_close_challenge
from improvement.api.fields import PersonEmail, Prose, RecordId, WorkstreamNumber


class ChallengeSerializer(serializers.ModelSerializer):
    asked_by = serializers.CharField(source="recorded_by", help_text="Their name")
    meeting = serializers.DateField(source="meeting.meets_on", default=None, allow_null=True)
    workstream = serializers.IntegerField(source="workstream.number", default=None, allow_null=True)
    milestone = serializers.IntegerField(source="milestone_id", allow_null=True, help_text="Its id")
    risk = serializers.IntegerField(source="risk.number", default=None, allow_null=True)
    indicator = serializers.CharField(source="indicator.code", default=None, allow_null=True)
    paper = serializers.IntegerField(source="paper_id", allow_null=True, help_text="Its id")
    standing = serializers.ChoiceField(CHALLENGE_STANDINGS)
    assignee = serializers.SerializerMethodField(help_text="The name of who answers it")
    due_on = serializers.DateField(allow_null=True)

    class Meta:
        model = Challenge
        fields = [
            "number",
            "question",
            "asked_by",
            "recorded_on",
            "meeting",
            "workstream",
            "milestone",
            "risk",
            "indicator",
            "paper",
            "standing",
            "assignee",
            "due_on",
            "invented",
            "version",
        ]
        read_only_fields = fields

    def get_assignee(self, challenge) -> str:
        return str(challenge.assigned_step.assignee) if challenge.assignee_id else ""


class StepSerializer(serializers.ModelSerializer):
    assignee = serializers.SerializerMethodField()

    class Meta:
        model = ChallengeStep
        fields = ["move", "text", "assignee", "due_on", "said_by", "recorded_on"]
        read_only_fields = fields

    def get_assignee(self, step) -> str:
        return str(step.assignee) if step.assignee_id else ""


class ChallengeDetailSerializer(ChallengeSerializer):
    """A question with every step on the way to its answer, oldest first."""

    steps = serializers.SerializerMethodField()

    class Meta(ChallengeSerializer.Meta):
        fields = [*ChallengeSerializer.Meta.fields, "steps"]
        read_only_fields = fields

    @extend_schema_field(StepSerializer(many=True))
    def get_steps(self, challenge):
        known = challenge.steps.known_on(self.context["view"].page.on).select_related("assignee", "recorded_by")
        return StepSerializer(known.order_by("recorded_on", "pk"), many=True).data


class NewQuestion(serializers.Serializer):
    """About one of workstream, milestone, risk, indicator and paper, or about the programme as a whole."""

    question = Prose()
    meeting = MeetingDay(required=False, allow_null=True)
    workstream = WorkstreamNumber(required=False, allow_null=True)
    milestone = RecordId(among="milestones", required=False, allow_null=True)
    risk = RecordNumber(among="risks", required=False, allow_null=True)
    indicator = IndicatorCode(required=False, allow_null=True, help_text="Its code")
    paper = RecordId(among="papers", required=False, allow_null=True)


class Assignment(NewestVersion):
    assignee = PersonEmail(help_text="Their email address")
    due_on = RealDate()


class Words(NewestVersion):
    text = Prose()


class Closing(NewestVersion):
    text = Prose(required=False, allow_blank=True, help_text="Why, where there is no answer")


class ChallengeViewSet(ProgrammeViewSet):
    """Questions of members, by their numbers. Whoever asked closes them, or the chair."""

    queryset = Challenge.objects.none()
    serializer_class = ChallengeDetailSerializer
    filterset_class = ChallengeFilter
    ordering_fields = ["number", "recorded_on", "due_on"]
    ordering = ["-number"]
    reads = "board.view"
    writes = {
        "create": "challenge.ask",
        "assign": "board.manage",
        "answer_question": "challenge.answer",
        **dict.fromkeys(["return_answer", "close"], "challenge.ask"),
    }
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def rows(self):
        return challenges_on(self.programme, self.page.on)

    def get_serializer_class(self):
        return ChallengeSerializer if self.action == "list" else ChallengeDetailSerializer

    def get_object(self):
        found = super().get_object()
        asked = (self.request.user, found, self.page.can)
        if self.action == "answer_question" and not may_answer(*asked):
            self.refuse_access("A question is answered by whom it is assigned to, or who serves the board.")
        if self.action in {"return_answer", "close"} and not may_close_challenge(*asked):
            self.refuse_access("Only whoever asked, or the chair, says whether a question is answered.")
        return found

    @extend_schema(request=NewQuestion, responses={201: ChallengeDetailSerializer})
    def create(self, request, *args, **kwargs):
        """Ask a question."""
        facts = self.typed(NewQuestion)
        board = Board.objects.filter(programme=self.programme).first()
        if board is None:
            raise exceptions.ValidationError({"non_field_errors": ["This programme has no board yet."]})
        made = self.carry_out(actions.ask, board=board, **facts)
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=Assignment, responses=ChallengeDetailSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request, *args, **kwargs):
        """Say who answers a question, and by when."""
        return self.change(actions.assign, Assignment, subject="challenge")

    @extend_schema(request=Words, responses=ChallengeDetailSerializer)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def answer_question(self, request, *args, **kwargs):
        """Answer a question of somebody else."""
        return self.change(actions.answer, Words, subject="challenge")

    @extend_schema(request=Words, responses=ChallengeDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_answer(self, request, *args, **kwargs):
        """Say what is missing from an answer: the question is open again."""
        return self.change(actions.return_answer, Words, subject="challenge")

    @extend_schema(request=Closing, responses=ChallengeDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, *args, **kwargs):
        """Close a question."""
        return self.change(actions.close, Closing, subject="challenge")
