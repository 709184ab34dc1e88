"""The board: its terms of reference, and who sits on it."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.api import NewestVersion, ProgrammeViewSet
from claims.api.fields import RealDate
from commissioner.actions import board as actions
from commissioner.models import Board, BoardMembership, BoardTerms
from commissioner.models.board import BoardRole, Standing
from improvement.api.fields import Line, PersonEmail, Prose, RecordId


class BoardTermsSerializer(serializers.ModelSerializer):
    class Meta:
        model = BoardTerms
        fields = ["purpose", "cadence", "quorum", "standing", "escalation", "reason", "recorded_on", "invented"]
        read_only_fields = fields


class SeatSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")
    user = serializers.IntegerField(source="user_id", allow_null=True, help_text="The id of who signs in here")

    class Meta:
        model = BoardMembership
        fields = ["id", "name", "user", "organisation", "post", "role", "starts_on", "ends_on", "invented", "version"]
        read_only_fields = fields


class BoardSerializer(serializers.ModelSerializer):
    """The board with the terms in force on the day, and every seat known then."""

    terms = serializers.SerializerMethodField()
    seats = serializers.SerializerMethodField()

    class Meta:
        model = Board
        fields = ["name", "terms", "seats", "invented", "version"]
        read_only_fields = fields

    @extend_schema_field(BoardTermsSerializer)
    def get_terms(self, board):
        return BoardTermsSerializer(board.terms.in_force(self.context["view"].page.on)).data

    @extend_schema_field(SeatSerializer(many=True))
    def get_seats(self, board):
        known = board.memberships.known_on(self.context["view"].page.on).select_related("user")
        return SeatSerializer(known.order_by("starts_on", "pk"), many=True).data


class Terms(serializers.Serializer):
    purpose = Prose()
    cadence = Line()
    quorum = serializers.IntegerField(min_value=1, max_value=50)
    standing = serializers.ChoiceField(Standing.choices)
    escalation = Prose()


class NewBoard(Terms):
    name = Line()


class ChangedTerms(NewestVersion):
    """What is left out stays as it was. The version is the board's."""

    purpose = Prose(required=False)
    cadence = Line(required=False)
    quorum = serializers.IntegerField(min_value=1, max_value=50, required=False)
    standing = serializers.ChoiceField(Standing.choices, required=False)
    escalation = Prose(required=False)
    reason = Prose()


class NewSeat(serializers.Serializer):
    """Give a person, or the name of somebody who does not sign in here."""

    user = PersonEmail(required=False, allow_null=True, default=None, help_text="Their email address")
    name = Line(required=False, allow_blank=True, default="")
    organisation = Line()
    post = Line()
    role = serializers.ChoiceField(BoardRole.choices)
    starts_on = RealDate()


class EndedTerm(NewestVersion):
    """The version is the seat's."""

    membership = RecordId(among="board_memberships", help_text="The id of the seat")
    ends_on = RealDate()


class BoardViewSet(ProgrammeViewSet):
    """The one board of a programme."""

    queryset = Board.objects.none()
    serializer_class = BoardSerializer
    pagination_class = None
    reads = "board.view"
    writes = dict.fromkeys(["create", "change_terms", "add_member", "end_term"], "board.manage")

    def rows(self):
        return Board.objects.known_on(self.page.on).filter(programme=self.programme).select_related("programme")

    def get_object(self):
        return get_object_or_404(self.get_queryset())

    @extend_schema(request=NewBoard, responses={201: BoardSerializer})
    def create(self, request, *args, **kwargs):
        """Set the board up with its first terms of reference."""
        self.carry_out(actions.set_up_board, programme=self.programme, **self.typed(NewBoard))
        return self.answer(self.get_object(), status=201)

    @extend_schema(request=ChangedTerms, responses=BoardSerializer)
    def change_terms(self, request, *args, **kwargs):
        """Set other terms of reference, in force from today."""
        return self.change(actions.change_terms, ChangedTerms, subject="board", otherwise=self._in_force)

    def _in_force(self, board):
        terms = board.terms.in_force(self.page.today)
        return {name: getattr(terms, name) for name in actions.TERMS}

    @extend_schema(request=NewSeat, responses={201: BoardSerializer})
    def add_member(self, request, *args, **kwargs):
        """Give somebody a seat."""
        board = self.get_object()
        self.carry_out(actions.add_member, board=board, **self.typed(NewSeat))
        return self.answer(board, status=201)

    @extend_schema(request=EndedTerm, responses=BoardSerializer)
    def end_term(self, request, *args, **kwargs):
        """End the term of a seat on a day, which may be one to come."""
        facts = self.typed(EndedTerm)
        facts["version"] = self.version_seen(facts.pop("version", None))
        self.carry_out(actions.end_membership, **facts)
        return self.answer(self.get_object())
