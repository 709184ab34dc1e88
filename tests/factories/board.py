"""The least valid record of each kind of the board. Traits take a meeting through its states: issued, held, agreed."""

import datetime
import hashlib

import factory

from commissioner import models
from commissioner.documents.document import Document, Paragraph, Section
from commissioner.documents.files import made_files
from tests.factories.accounts import UserFactory
from tests.factories.improvement import EARLY, START, ProgrammeFactory, RecordedFactory

JULY = datetime.date(2016, 7, 1)


class BoardTermsFactory(RecordedFactory):
    class Meta:
        model = models.BoardTerms

    board = factory.SubFactory("tests.factories.board.BoardFactory", terms=None)
    programme = factory.SelfAttribute("board.programme")
    recorded_on = START
    purpose = "To see that services for children get better."
    cadence = "Every six weeks"
    quorum = 1
    standing = "decides"
    escalation = "To the Minister."
    reason = "As first agreed."


class BoardFactory(RecordedFactory):
    """A board with its first terms; facts of the terms are given as terms__quorum=3."""

    class Meta:
        model = models.Board
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    recorded_on = START
    name = "Children’s Improvement Board"

    terms = factory.RelatedFactory(BoardTermsFactory, factory_related_name="board")


class OfBoardFactory(RecordedFactory):
    """A record of a board, in the board's programme."""

    class Meta:
        abstract = True

    board = factory.SubFactory(BoardFactory)
    programme = factory.SelfAttribute("board.programme")


class BoardMembershipFactory(OfBoardFactory):
    class Meta:
        model = models.BoardMembership

    class Params:
        signs_in = factory.Trait(name="", user=factory.SubFactory(UserFactory))
        chair = factory.Trait(role="chair", post="Commissioner")

    name = factory.Sequence(lambda n: f"Member {n}")
    organisation = "Sample Council"
    post = "Lead member"
    role = "member"
    starts_on = START


class MeetingFactory(OfBoardFactory):
    """A planned meeting, one a day from July 2016."""

    class Meta:
        model = models.Meeting

    class Params:
        issued = factory.Trait(papers_issued_on=EARLY, papers_issued_by=factory.SubFactory(UserFactory))
        held = factory.Trait(
            issued=True,
            held_recorded_on=factory.SelfAttribute("meets_on"),
            held_recorded_by=factory.SubFactory(UserFactory),
            quorum=1,
        )
        agreed = factory.Trait(
            held=True,
            minutes_agreed_on=factory.SelfAttribute("meets_on"),
            minutes_agreed_by=factory.SubFactory(UserFactory),
        )
        called_off = factory.Trait(
            called_off_on=EARLY, called_off_by=factory.SubFactory(UserFactory), called_off_reason="Snow."
        )

    meets_on = factory.Sequence(lambda n: JULY + datetime.timedelta(days=n % 200))
    place = "Town Hall"


class OfMeetingFactory(RecordedFactory):
    """A record of a meeting, in the meeting's programme."""

    class Meta:
        abstract = True

    meeting = factory.SubFactory(MeetingFactory, held=True)
    programme = factory.SelfAttribute("meeting.programme")


class AgendaItemFactory(OfMeetingFactory):
    class Meta:
        model = models.AgendaItem

    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Item {n}")
    minutes_long = 10
    owner_post = "Director"
    purpose = "note"


class PaperFactory(RecordedFactory):
    class Meta:
        model = models.Paper

    item = factory.SubFactory(AgendaItemFactory)
    programme = factory.SelfAttribute("item.programme")
    title = factory.Sequence(lambda n: f"Paper {n}")
    link = "https://council.example/paper"


class AttendanceFactory(OfMeetingFactory):
    class Meta:
        model = models.Attendance

    membership = factory.SubFactory(BoardMembershipFactory, board=factory.SelfAttribute("..meeting.board"))
    presence = "present"


class CorrectionFactory(OfMeetingFactory):
    class Meta:
        model = models.Correction

    meeting = factory.SubFactory(MeetingFactory, agreed=True)
    made_at = factory.SubFactory(MeetingFactory, held=True, board=factory.SelfAttribute("..meeting.board"))
    text = "It was Tuesday."


class DecisionFactory(OfMeetingFactory):
    class Meta:
        model = models.Decision

    number = factory.Sequence(lambda n: n + 1)
    text = "To open a second duty team."
    basis = "The audit of January."
    decided_by = "The board"


class DecisionWithdrawalFactory(RecordedFactory):
    class Meta:
        model = models.DecisionWithdrawal

    decision = factory.SubFactory(DecisionFactory)
    programme = factory.SelfAttribute("decision.programme")
    reason = "It was another meeting that decided it."


class MeetingActionFactory(OfMeetingFactory):
    """An action with the owner and due date it was recorded with."""

    class Meta:
        model = models.MeetingAction
        rename = {name: f"original_{name}" for name in ("owner", "owner_name", "due_on")}

    number = factory.Sequence(lambda n: n + 1)
    text = "Write to all schools."
    owner_name = "Head of Service"
    due_on = datetime.date(2017, 3, 31)


class ActionChangeFactory(RecordedFactory):
    class Meta:
        model = models.ActionChange

    action = factory.SubFactory(MeetingActionFactory)
    programme = factory.SelfAttribute("action.programme")
    step = "redated"
    due_on = datetime.date(2017, 4, 30)
    reason = "It takes longer."


class ChallengeFactory(RecordedFactory):
    class Meta:
        model = models.Challenge

    programme = factory.SubFactory(ProgrammeFactory)
    recorded_by = factory.SubFactory(UserFactory)
    number = factory.Sequence(lambda n: n + 1)
    question = "Why do children wait?"


class ChallengeStepFactory(RecordedFactory):
    class Meta:
        model = models.ChallengeStep

    challenge = factory.SubFactory(ChallengeFactory)
    programme = factory.SelfAttribute("challenge.programme")
    move = "answered"
    text = "Because two posts are vacant."


class PackFactory(OfMeetingFactory):
    class Meta:
        model = models.Pack

    number = 1
    since = START
    written_by = "Edition 0"


class PackFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PackFile

    pack = factory.SubFactory(PackFactory)
    programme = factory.SelfAttribute("pack.programme")
    is_reduced = False
    name = factory.Sequence(lambda n: f"file-{n}")
    content = b"{}"
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())


def frozen_pack(meeting):
    """A pack with the files of a document of one sentence, whole and reduced."""
    pack = PackFactory(meeting=meeting)
    sections = (Section("standing", "Where it stands", (Paragraph("All is well."),)),)
    document = Document("Pack", "Pack 1", "Sample Council", pack.recorded_on, (), (), sections)
    for is_reduced in (False, True):
        for made in made_files(document, {}, address_of=None):
            PackFileFactory(pack=pack, is_reduced=is_reduced, name=made.name, content=made.content)
    return pack


def agree(meeting):
    """Agree the minutes of a meeting past its action, when everything that belongs to it is there."""
    agreed = {"minutes_agreed_on": meeting.meets_on, "minutes_agreed_by": UserFactory()}
    models.Meeting.objects.filter(pk=meeting.pk).update(**agreed)
    meeting.refresh_from_db()
    return meeting


def board_of_everything(programme):
    """A board with one record of each kind and a decision of agreed minutes, which is the first.

    It met on 1 June and on 1 July 2016, and meets on 15 March 2017.
    """
    board = BoardFactory(programme=programme)
    seat = BoardMembershipFactory(board=board, chair=True, name="Chair")
    agreed = MeetingFactory(board=board, held=True, meets_on=datetime.date(2016, 6, 1))
    DecisionFactory(meeting=agreed, number=1)
    agree(agreed)
    held = MeetingFactory(board=board, held=True, meets_on=JULY)
    AttendanceFactory(meeting=held, membership=seat)
    item = AgendaItemFactory(meeting=held, title="Duty team")
    paper = PaperFactory(item=item, title="Audit")
    DecisionFactory(meeting=held, item=item, number=2)
    ActionChangeFactory(action=MeetingActionFactory(meeting=held, item=item, number=1))
    ChallengeStepFactory(challenge=ChallengeFactory(programme=programme, paper=paper, number=1))
    frozen_pack(held)
    planned = MeetingFactory(board=board, meets_on=datetime.date(2017, 3, 15))
    AgendaItemFactory(meeting=planned, title="Recruitment")
    models.Board.objects.filter(pk=board.pk).update(decisions_numbered=2, actions_numbered=1, challenges_numbered=1)
    return board
