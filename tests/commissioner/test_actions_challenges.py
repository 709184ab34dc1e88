import datetime

import pytest

from commissioner.actions.challenges import answer, ask, assign, close, return_answer
from commissioner.known_challenges import challenges_on
from commissioner.permissions import may_answer, may_close_challenge
from config.records import Stale
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.board import (
    ChallengeFactory,
    ChallengeStepFactory,
    MeetingFactory,
    PaperFactory,
)
from tests.factories.improvement import (
    IndicatorFactory,
    MilestoneFactory,
    RiskFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
ONE_THING = {"__all__": ["A question is about one thing. Ask another for the other."]}
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}


@pytest.fixture
def asker(board):
    return member(board.programme, "board_member")


@pytest.fixture
def officer(board):
    return member(board.programme, "officer")


@pytest.fixture
def challenge(board, asker):
    return ChallengeFactory(programme=board.programme, recorded_by=asker, number=5)


def known(challenge, on=TODAY):
    return challenges_on(challenge.programme, on).get(pk=challenge.pk)


SUBJECTS = {
    "workstream": WorkstreamFactory,
    "milestone": MilestoneFactory,
    "risk": RiskFactory,
    "indicator": IndicatorFactory,
    "paper": PaperFactory,
}


def subject(kind, board):
    """A record of the board's programme that a question may be about."""
    facts = {
        "milestone": {"workstream__programme": board.programme},
        "paper": {"item__meeting__board": board},
    }
    return SUBJECTS[kind](**facts.get(kind, {"programme": board.programme}))


def test_ask_takes_the_next_number(board, planned, asker, events):
    first = ask(board=board, question="Why do children wait?", meeting=planned, by=asker)
    second = ask(board=board, question="And now?", by=asker)

    now = known(first)
    assert (now.number, second.number, now.question, now.recorded_by) == (1, 2, "Why do children wait?", asker)
    assert (now.meeting, now.standing, now.subject, now.due_on) == (planned, "asked", None, None)
    after = {"number": 1, "question": "Why do children wait?", "about": ""}
    assert events()[0] == ("challenge.asked", {}, after, "")


@pytest.mark.parametrize("kind", SUBJECTS)
def test_ask_of_one_record_of_the_programme(board, asker, refused, kind):
    about = subject(kind, board)

    made = ask(board=board, question="Why?", by=asker, **{kind: about})
    errors = refused(ask, board=board, question="Why?", by=asker, **{kind: SUBJECTS[kind]()})

    assert known(made).subject == about
    assert errors == {kind: [f"This {about._meta.verbose_name} belongs to another programme."]}


def test_a_question_is_of_one_thing_and_has_words(board, asker, refused):
    two = {"risk": subject("risk", board), "workstream": subject("workstream", board)}

    assert refused(ask, board=board, question="Why?", by=asker, **two) == ONE_THING
    assert refused(ask, board=board, question="", by=asker) == {"question": ["This field cannot be blank."]}
    assert refused(ask, board=board, question="Why?", meeting=MeetingFactory(), by=asker) == {
        "meeting": ["This meeting belongs to another programme."]
    }


def test_assign_says_who_answers_and_by_when(challenge, officer, by, events):
    assign(challenge=challenge, assignee=officer, due_on=TODAY, version=1, by=by)

    now = known(challenge)
    assert (now.standing, now.assigned_step.assignee, now.due_on, now.version) == ("assigned", officer, TODAY, 2)
    assert (known(challenge, TODAY - DAY).standing, known(challenge, TODAY + DAY).standing) == ("asked", "overdue")
    assert events() == [("challenge.assigned", {}, {"assignee": str(officer), "due_on": "2017-02-28"}, "")]


def test_assign_again_gives_it_to_somebody_else(challenge, officer, by):
    other = member(challenge.programme, "action_lead")
    assign(challenge=challenge, assignee=officer, due_on=TODAY, version=1, by=by)

    assign(challenge=challenge, assignee=other, due_on=TODAY + DAY, version=2, by=by)

    assert (known(challenge).assigned_step.assignee, known(challenge).due_on) == (other, TODAY + DAY)


def test_a_question_is_not_assigned_to_its_asker_to_who_has_left_or_for_a_day_that_is_over(
    challenge, asker, officer, by, refused
):
    left = MembershipFactory(programme=challenge.programme, until_on=TODAY).user
    facts = {"challenge": challenge, "version": 1, "by": by}

    assert refused(assign, assignee=asker, due_on=TODAY, **facts) == {
        "assignee": [f"{asker} asked this question. Choose somebody else to answer it."]
    }
    assert refused(assign, assignee=left, due_on=TODAY, **facts) == {
        "assignee": [f"{left} holds no role in this programme any more. Choose somebody else."]
    }
    assert refused(assign, assignee=officer, due_on=TODAY - DAY, **facts) == {
        "due_on": ["This day is over. Choose today or a later day."]
    }


def test_answer_return_answer_and_close(challenge, asker, officer, events):
    seen = []
    for version, (step, text, who) in enumerate(
        [
            (answer, "Two posts are vacant.", officer),
            (return_answer, "Since when?", asker),
            (answer, "Since May.", officer),
            (close, "", asker),
        ],
        start=1,
    ):
        step(challenge=challenge, text=text, version=version, by=who)
        seen.append(known(challenge).standing)

    assert seen == ["answered", "returned", "answered", "closed"]
    assert events()[0] == ("challenge.answered", {}, {"text": "Two posts are vacant."}, "")
    assert [event[0] for event in events()[1:]] == ["challenge.returned", "challenge.answered", "challenge.closed"]


def test_a_question_returned_past_its_day_is_overdue(challenge, officer):
    ChallengeStepFactory(challenge=challenge, move="assigned", assignee=officer, due_on=TODAY - DAY, text="")
    ChallengeStepFactory(challenge=challenge)

    answered = known(challenge).standing
    ChallengeStepFactory(challenge=challenge, move="returned")

    assert (answered, known(challenge).standing) == ("answered", "overdue")


def test_nobody_answers_their_own_question(challenge, asker, refused):
    errors = refused(answer, challenge=challenge, text="Because.", version=1, by=asker)

    assert errors == {"__all__": ["You asked this question, so somebody else answers it."]}


def test_steps_follow_each_other(challenge, officer, asker, by, refused):
    facts = {"challenge": challenge, "by": by}
    waits = refused(return_answer, text="Since when?", version=1, **facts)
    bare = refused(close, version=1, **facts)
    answer(challenge=challenge, text="Vacant.", version=1, by=officer)
    again = refused(answer, text="Still.", version=2, **facts)
    late = refused(assign, assignee=officer, due_on=TODAY, version=2, **facts)

    assert waits == {"__all__": ["There is no answer yet."]}
    assert bare == {"text": ["It has no answer. Say why it is closed all the same."]}
    assert again == {"__all__": ["This question is answered already."]}
    assert late == {"__all__": ["This question is answered. Whoever asked it closes it, or says what is missing."]}


def test_an_answer_has_words(challenge, by, refused):
    errors = refused(answer, challenge=challenge, text="", version=1, by=by)

    assert errors == {"__all__": ["Write the answer, or what is missing from it."]}


def test_a_question_without_answer_is_closed_with_the_reason(challenge, asker):
    close(challenge=challenge, text="Asked twice.", version=1, by=asker)

    assert known(challenge).standing == "closed"


STEPS = [
    (assign, {"due_on": TODAY}),
    (answer, {"text": "Vacant."}),
    (return_answer, {"text": "Since when?"}),
    (close, {"text": "Asked twice."}),
]


@pytest.mark.parametrize(("step", "facts"), STEPS)
def test_a_closed_question_an_older_page_and_a_closed_programme_take_no_step(
    challenge, officer, by, refused, left_alone, closed, step, facts
):
    if step is assign:
        facts = facts | {"assignee": officer}
    ChallengeStepFactory(challenge=challenge, move="closed", text="")

    with left_alone(), pytest.raises(Stale, match="^Q5 was changed by somebody else"):
        step(challenge=challenge, version=2, by=by, **facts)
    over = refused(step, challenge=challenge, version=1, by=by, **facts)
    closed(challenge.programme)

    assert over == {"__all__": ["This question is closed. Ask another."]}
    assert refused(step, challenge=challenge, version=1, by=by, **facts) == CLOSED


def test_a_closed_programme_takes_no_question(board, asker, refused, closed):
    closed(board.programme)

    assert refused(ask, board=board, question="Why?", by=asker) == CLOSED


ANSWERS = [
    # What they can do, who they are, whether they may answer, whether they may close.
    ({"board.manage"}, "somebody", True, False),
    ({"challenge.answer"}, "assignee", True, False),
    ({"challenge.answer"}, "somebody", False, False),
    (set(), "assignee", False, False),
    ({"board.manage", "challenge.answer"}, "asker", False, False),
    ({"challenge.ask"}, "asker", False, True),
    ({"challenge.ask"}, "somebody", False, False),
    ({"board.chair"}, "somebody", False, True),
    (set(), "asker", False, False),
]


@pytest.mark.parametrize(("can", "who", "answers", "closes"), ANSWERS)
def test_who_may_answer_and_close_a_question(challenge, asker, officer, can, who, answers, closes):
    ChallengeStepFactory(challenge=challenge, move="assigned", assignee=officer, due_on=TODAY, text="")
    user = {"asker": asker, "assignee": officer}.get(who) or UserFactory()

    found = known(challenge)

    assert (may_answer(user, found, can), may_close_challenge(user, found, can)) == (answers, closes)
