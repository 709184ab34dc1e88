import datetime

import pytest

from commissioner.actions.decisions import change_decision, record_decision, withdraw_decision
from commissioner.actions.meetings import record_attendance
from commissioner.meetings import roll
from commissioner.models import Attendance, Decision, DecisionWithdrawal
from config.records import Stale
from tests.factories.board import AgendaItemFactory, DecisionFactory, MeetingFactory, agree

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DECISION = {"text": "To open a second team.", "basis": "The audit.", "decided_by": "The board"}
ELSEWHERE = {"item": ["This item is on the agenda of another meeting."]}
EARLIER = {"replaces": ["Choose a decision of an earlier meeting."]}


@pytest.fixture
def earlier(board):
    """A decision of a meeting before."""
    return DecisionFactory(meeting__board=board, meeting__meets_on=datetime.date(2016, 9, 1), number=900)


def test_record_decision_takes_the_next_number(held, by, events):
    item = AgendaItemFactory(meeting=held)

    first = record_decision(meeting=held, item=item, by=by, **DECISION)
    second = record_decision(meeting=held, dissent="The union: too soon.", by=by, **DECISION)

    assert (first.number, first.item, first.recorded_on, first.recorded_by) == (1, item, TODAY, by)
    assert (second.number, second.dissent) == (2, "The union: too soon.")
    after = DECISION | {"number": 1, "dissent": "", "replaces": ""}
    assert events()[0] == ("decision.recorded", {}, after, "")


def test_a_decision_replaces_one_of_an_earlier_meeting(held, by, earlier, refused):
    made = record_decision(meeting=held, replaces=earlier, by=by, **DECISION)
    again = refused(record_decision, meeting=held, replaces=earlier, by=by, **DECISION)

    assert made.replaces == earlier
    assert again == {"__all__": ["Another decision replaces this one already."]}


def test_a_meeting_without_a_quorum_decides_nothing(held, by, refused):
    Attendance.objects.filter(meeting=held, membership__role="member").update(presence="absent")

    errors = refused(record_decision, meeting=held, by=by, **DECISION)

    sentence = (
        "This meeting had no quorum: 1 were there of the 2 that are needed. "
        "Bring the matter to the next meeting, or record an action."
    )
    assert errors == {"__all__": [sentence]}


def test_a_deputy_counts_towards_the_quorum(held, by):
    Attendance.objects.filter(meeting=held, membership__role="member").update(presence="deputy", deputy="Deputy")

    assert record_decision(meeting=held, by=by, **DECISION).number == 1


@pytest.mark.parametrize(
    ("state", "label"),
    [({}, "planned"), ({"issued": True}, "papers issued"), ({"called_off": True}, "called off")],
)
def test_a_meeting_that_was_not_held_decides_nothing(board, by, refused, state, label):
    meeting = MeetingFactory(board=board, **state)

    errors = refused(record_decision, meeting=meeting, by=by, **DECISION)

    sentence = f"The state of this meeting is: {label}. "
    assert errors == {"__all__": [sentence + "Decisions are recorded after a meeting, until its minutes are agreed."]}


def test_once_minutes_are_agreed_a_decision_is_neither_recorded_nor_changed(held, by, refused):
    decision = DecisionFactory(meeting=held)
    stale = type(held).objects.get(pk=held.pk)
    agree(held)

    recorded = refused(record_decision, meeting=stale, by=by, **DECISION)
    changed = refused(change_decision, decision=decision, version=1, by=by, text="Another.")

    sentence = "The state of this meeting is: minutes agreed. "
    assert recorded == {"__all__": [sentence + "Decisions are recorded after a meeting, until its minutes are agreed."]}
    assert changed == {
        "__all__": [sentence + "Its decisions stay as they are: a later meeting may take one that replaces this."]
    }


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"text": ""}, {"text": ["This field cannot be blank."]}),
        ({"basis": ""}, {"basis": ["This field cannot be blank."]}),
        ({"decided_by": ""}, {"decided_by": ["This field cannot be blank."]}),
        (
            {"dissent": "A call to 9434765919"},
            {"dissent": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused(held, by, refused, facts, errors):
    assert refused(record_decision, meeting=held, by=by, **(DECISION | facts)) == errors


def test_a_decision_names_items_and_decisions_of_its_own_board(held, by, refused):
    item, stranger = AgendaItemFactory(), DecisionFactory(meeting__meets_on=datetime.date(2016, 9, 1))
    same = DecisionFactory(meeting=held)

    assert refused(record_decision, meeting=held, item=item, by=by, **DECISION) == ELSEWHERE
    assert refused(change_decision, decision=same, version=1, item=item, by=by) == ELSEWHERE
    for other in (stranger, same):
        assert refused(record_decision, meeting=held, replaces=other, by=by, **DECISION) == EARLIER
        assert refused(change_decision, decision=same, version=1, replaces=other, by=by) == EARLIER


def test_change_decision_words_it_better(held, by, earlier, events):
    decision = DecisionFactory(meeting=held)

    change_decision(decision=decision, version=1, by=by, text="To open it in May.", replaces=earlier)

    kept = Decision.objects.get(pk=decision.pk)
    ((action, before, after, _),) = events()
    assert (kept.text, kept.replaces, kept.version) == ("To open it in May.", earlier, 2)
    assert (action, before["text"], after) == (
        "decision.changed",
        "To open a second duty team.",
        {"text": "To open it in May.", "replaces": "D900"},
    )


def test_decisions_of_a_closed_programme_stay_as_they_are(held, by, refused, closed):
    decision = DecisionFactory(meeting=held)
    closed(held.programme)
    sentence = {"__all__": ["The programme is closed. Ask the director to open it again first."]}

    assert refused(record_decision, meeting=held, by=by, **DECISION) == sentence
    assert refused(change_decision, decision=decision, version=1, by=by, text="Another.") == sentence


def test_a_change_of_a_decision_from_an_older_page_is_stale(held, by, left_alone):
    decision = DecisionFactory(meeting=held, version=2)

    with left_alone(), pytest.raises(Stale):
        change_decision(decision=decision, version=1, by=by, text="Another.")


def test_withdraw_decision_keeps_its_number_and_words_and_frees_what_it_replaced(held, by, earlier, events):
    wrong = record_decision(meeting=held, replaces=earlier, by=by, **DECISION)

    made = withdraw_decision(decision=wrong, reason="Typed for another board.", version=1, by=by)
    again = record_decision(meeting=held, replaces=earlier, by=by, **DECISION)

    wrong.refresh_from_db()
    assert (wrong.withdrawal, made.reason, made.recorded_on) == (made, "Typed for another board.", TODAY)
    assert (wrong.number, wrong.text, wrong.replaces, again.number) == (1, DECISION["text"], None, 2)
    assert events()[1] == ("decision.withdrawn", {"replaces": "D900"}, {}, "Typed for another board.")


def test_a_decision_that_was_withdrawn_takes_no_further_step_and_is_not_replaced(held, by, earlier, refused):
    DecisionWithdrawal.objects.create(programme=earlier.programme, decision=earlier, reason="Wrong.", recorded_by=by)
    wrong = record_decision(meeting=held, by=by, **DECISION)
    withdraw_decision(decision=wrong, reason="Wrong.", version=1, by=by)

    gone = {"__all__": ["This decision was withdrawn. Record another."]}
    assert refused(withdraw_decision, decision=wrong, reason="Again.", version=2, by=by) == gone
    assert refused(change_decision, decision=wrong, text="Another.", version=2, by=by) == gone
    assert refused(record_decision, meeting=held, replaces=earlier, by=by, **DECISION) == {
        "replaces": ["D900 was withdrawn, so there is nothing to replace."]
    }


def test_a_decision_is_withdrawn_with_a_reason_and_before_its_minutes_are_agreed(held, by, refused):
    wrong = record_decision(meeting=held, by=by, **DECISION)
    without = refused(withdraw_decision, decision=wrong, reason="", version=1, by=by)
    agree(held)

    late = refused(withdraw_decision, decision=Decision.objects.get(), reason="Wrong.", version=1, by=by)

    assert without == {"reason": ["This field cannot be blank."]}
    assert late["__all__"][0].startswith("The state of this meeting is: minutes agreed. Its decisions stay as they are")


def test_a_meeting_whose_decisions_were_all_withdrawn_may_have_had_no_quorum(held, seats, by):
    wrong = record_decision(meeting=held, by=by, **DECISION)
    withdraw_decision(decision=wrong, reason="There was no quorum.", version=1, by=by)

    nobody = dict.fromkeys(seats, ("absent", ""))
    held.refresh_from_db()
    record_attendance(meeting=held, presences=nobody, version=held.version, by=by)

    assert roll(held, TODAY).is_quorate is False


def test_a_withdrawal_from_an_older_page_is_stale(held, by, left_alone):
    wrong = record_decision(meeting=held, by=by, **DECISION)

    with left_alone(), pytest.raises(Stale, match="^D1 was changed by somebody else"):
        withdraw_decision(decision=wrong, reason="Wrong.", version=2, by=by)
