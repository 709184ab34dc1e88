"""The database itself refuses to change minutes once they are agreed, and steps and questions from the first."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from commissioner.models import (
    ActionChange,
    AgendaItem,
    Attendance,
    BoardTerms,
    Challenge,
    ChallengeStep,
    Correction,
    Decision,
    DecisionWithdrawal,
    Meeting,
    MeetingAction,
    Pack,
    PackFile,
    Paper,
)
from tests.factories.accounts import UserFactory
from tests.factories.board import (
    ActionChangeFactory,
    AgendaItemFactory,
    AttendanceFactory,
    BoardTermsFactory,
    ChallengeFactory,
    ChallengeStepFactory,
    CorrectionFactory,
    DecisionFactory,
    DecisionWithdrawalFactory,
    MeetingActionFactory,
    MeetingFactory,
    PackFactory,
    PackFileFactory,
    PaperFactory,
    agree,
)
from tests.frozen import WAYS, hold_frozen, sql

pytestmark = pytest.mark.django_db

MINUTES = "agreed minutes are never changed or deleted"
OF_MINUTES = [Meeting, AgendaItem, Paper, Attendance, Decision, MeetingAction, DecisionWithdrawal]
FROM_THE_FIRST = {
    BoardTerms: (BoardTermsFactory, "terms of a board are never changed"),
    Correction: (CorrectionFactory, "a correction of minutes is never changed"),
    ActionChange: (ActionChangeFactory, "a step of an action is never changed"),
    Challenge: (ChallengeFactory, "a question to the board is never changed or deleted"),
    ChallengeStep: (ChallengeStepFactory, "a step of a question is never changed"),
    Pack: (PackFactory, "an issued pack is never changed or deleted"),
    PackFile: (PackFileFactory, "the files of an issued pack are never changed or deleted"),
}
# But for their key, two steps may be the same: under another key it is another.
FROM_THE_FIRST_WAYS = [way for way in WAYS if way.__name__ != "replace_under_another_key"]
# A column that means something, and what to write into it.
CHANGED = {
    Meeting: ("place", "Elsewhere"),
    AgendaItem: ("discussion", "Another."),
    Paper: ("title", "Another."),
    Attendance: ("presence", "absent"),
    Decision: ("text", "Another."),
    MeetingAction: ("text", "Another."),
    DecisionWithdrawal: ("reason", "Another."),
    BoardTerms: ("purpose", "Another."),
    Correction: ("text", "Another."),
    ActionChange: ("reason", "Another."),
    Challenge: ("question", "Another."),
    ChallengeStep: ("text", "Another."),
    Pack: ("written_by", "Another."),
    PackFile: ("sha256", "1" * 64),
}


@pytest.fixture
def held():
    """A meeting that was held, with one record of each kind."""
    meeting = MeetingFactory(held=True)
    item = AgendaItemFactory(meeting=meeting)
    PaperFactory(item=item)
    AttendanceFactory(meeting=meeting)
    DecisionWithdrawalFactory(
        decision=DecisionFactory(meeting=meeting, item=item, replaces=DecisionFactory(meeting__board=meeting.board))
    )
    MeetingActionFactory(meeting=meeting)
    return meeting


def record_of(meeting, model):
    if model is Meeting:
        return meeting
    through = {Paper: "item__meeting", DecisionWithdrawal: "decision__meeting"}
    return model.objects.get(**{through.get(model, "meeting"): meeting})


@pytest.mark.parametrize("model", OF_MINUTES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_agreed_minutes_are_never_changed(held, model, way):
    agree(held)

    hold_frozen(record_of(held, model), way, *CHANGED[model], MINUTES)


@pytest.mark.parametrize("model", FROM_THE_FIRST, ids=lambda model: model.__name__)
@pytest.mark.parametrize("way", FROM_THE_FIRST_WAYS, ids=lambda way: way.__name__)
def test_steps_and_questions_are_never_changed(model, way):
    factory, sentence = FROM_THE_FIRST[model]

    hold_frozen(factory(), way, *CHANGED[model], sentence)


@pytest.mark.parametrize("model", OF_MINUTES, ids=lambda model: model.__name__)
def test_until_minutes_are_agreed_they_can_be_put_right(held, model):
    field, value = CHANGED[model]

    record_of(held, model).__class__.objects.filter(pk=record_of(held, model).pk).update(**{field: value})

    assert (
        getattr(record_of(held, model), field) == value
        if model is not Meeting
        else Meeting.objects.filter(place=value).exists()
    )


@pytest.mark.parametrize("model", OF_MINUTES[1:], ids=lambda model: model.__name__)
def test_nothing_is_added_to_agreed_minutes_nor_moved_into_them(held, model):
    facts = {"meeting": held}
    if model is Paper:
        facts = {"item": AgendaItemFactory(meeting=held)}
    if model is DecisionWithdrawal:
        facts = {"decision": DecisionFactory(meeting=held)}
    factory = {
        AgendaItem: AgendaItemFactory,
        Paper: PaperFactory,
        Attendance: AttendanceFactory,
        Decision: DecisionFactory,
        MeetingAction: MeetingActionFactory,
        DecisionWithdrawal: DecisionWithdrawalFactory,
    }[model]
    elsewhere = factory()
    agree(held)

    with pytest.raises(IntegrityError, match=MINUTES), transaction.atomic():
        factory(**facts)
    with pytest.raises(IntegrityError, match=MINUTES), transaction.atomic():
        model.objects.filter(pk=elsewhere.pk).update(**facts)


def test_the_version_of_an_agreed_meeting_of_its_actions_and_of_a_question_still_moves(held):
    agree(held)
    challenge = ChallengeFactory()

    for record in (held, held.actions.get(), challenge):
        type(record).objects.filter(pk=record.pk).update(version=F("version") + 1)

    assert (held.actions.get().version, Challenge.objects.get(pk=challenge.pk).version) == (2, 2)


def test_an_action_of_agreed_minutes_goes_on(held):
    agree(held)

    ActionChangeFactory(action=held.actions.get())

    assert held.actions.get().changes.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces rows on an update.")
def test_an_update_that_replaces_does_not_take_an_agreed_meeting_away(held):
    agree(held)
    other = MeetingFactory(board=held.board, called_off=True, called_off_by=UserFactory())

    with pytest.raises(IntegrityError, match=MINUTES), transaction.atomic():
        sql(f"UPDATE OR REPLACE commissioner_meeting SET id = {held.pk} WHERE id = {other.pk}")
    with pytest.raises(IntegrityError, match=MINUTES), transaction.atomic():
        sql(f"UPDATE OR REPLACE commissioner_meeting SET meets_on = '{held.meets_on}' WHERE id = {other.pk}")

    assert Meeting.objects.filter(pk__in=[held.pk, other.pk]).count() == 2
