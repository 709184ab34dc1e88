"""Who is reminded of the board's actions and questions, when, and once each; and what needs them on the first page."""

import datetime

import pytest
from django.core import mail

from accounts.models import Letter
from commissioner.reminders import remind, write_reminders
from jobs.actions import sweep
from tests.factories.accounts import MembershipFactory, member
from tests.factories.board import (
    ActionChangeFactory,
    ChallengeFactory,
    ChallengeStepFactory,
    MeetingActionFactory,
)
from tests.factories.improvement import ProgrammeChangeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def lead(board):
    return MembershipFactory(programme=board.programme, role="action_lead", user__name="Pat Lee").user


@pytest.fixture
def action(held, lead):
    return MeetingActionFactory(
        meeting=held, number=1, text="Write.", owner=lead, owner_name="Pat Lee", due_on=day("2017-03-10")
    )


@pytest.fixture
def question(board, lead):
    asked = ChallengeFactory(programme=board.programme, number=1, question="Why?")
    ChallengeStepFactory(
        challenge=asked, move="assigned", assignee=lead, due_on=day("2017-03-10"), text="", recorded_on=TODAY
    )
    return asked


def written():
    return list(Letter.objects.order_by("pk").values_list("kind", "user__name"))


def test_an_owner_is_reminded_a_week_before_and_once_after_the_day(action):
    nights = ["2017-03-02", "2017-03-03", "2017-03-04", "2017-03-10", "2017-03-11", "2017-04-30"]

    counts = [write_reminders(day(night)) for night in nights]

    assert counts == [0, 1, 0, 0, 1, 0]
    assert written() == [("action-due", "Pat Lee"), ("action-overdue", "Pat Lee")]
    due, overdue = Letter.objects.order_by("pk")
    assert "is due on 10 March 2017:\n\nWrite." in due.text
    assert "was due on 10 March 2017 and is still open:" in overdue.text
    assert f"/own/board/actions/{action.number}/" in due.text


def test_a_new_date_and_a_new_owner_bring_letters_of_their_own(board, action):
    write_reminders(day("2017-03-05"))
    ActionChangeFactory(action=action, due_on=day("2017-03-20"), recorded_on=day("2017-03-06"))
    other = member(board.programme, "officer")

    again = [write_reminders(day("2017-03-07")), write_reminders(day("2017-03-14"))]
    ActionChangeFactory(
        action=action, step="reassigned", due_on=None, owner=other, owner_name=str(other), recorded_on=day("2017-03-15")
    )
    given = write_reminders(day("2017-03-15"))

    assert (again, given) == ([0, 1], 1)
    assert [name for _, name in written()] == ["Pat Lee", "Pat Lee", other.name]


@pytest.mark.parametrize("step", ["done", "closed"])
def test_an_action_that_is_settled_reminds_nobody(held, action, step):
    facts = {"meeting": held} if step == "closed" else {}
    ActionChangeFactory(action=action, step=step, due_on=None, recorded_on=TODAY, **facts)

    assert write_reminders(day("2017-03-20")) == 0


def test_an_action_of_a_post_reminds_nobody(held):
    MeetingActionFactory(meeting=held, due_on=TODAY)

    assert write_reminders(TODAY) == 0


def test_who_answers_is_told_at_once_and_again_when_the_day_is_over(question):
    counts = [write_reminders(day(night)) for night in ("2017-02-28", "2017-03-10", "2017-03-11", "2017-03-12")]

    assert counts == [1, 0, 1, 0]
    assert written() == [("question-to-answer", "Pat Lee"), ("question-overdue", "Pat Lee")]
    first, second = Letter.objects.order_by("pk")
    assert "waits for your answer, by 10 March 2017:\n\nWhy?" in first.text
    assert "was to be answered by 10 March 2017 and has no answer yet:" in second.text


@pytest.mark.parametrize("move", ["answered", "closed"])
def test_a_question_that_is_answered_or_closed_reminds_nobody(question, move):
    ChallengeStepFactory(challenge=question, move=move, recorded_on=TODAY)

    assert write_reminders(day("2017-03-20")) == 0


def test_an_answer_that_was_returned_reminds_again_when_the_day_is_over(question):
    ChallengeStepFactory(challenge=question, recorded_on=TODAY)
    ChallengeStepFactory(challenge=question, move="returned", text="By when?", recorded_on=TODAY)

    assert [write_reminders(day("2017-03-10")), write_reminders(day("2017-03-11"))] == [0, 1]


@pytest.mark.parametrize("why", ["wants none", "shut out", "left"])
def test_whoever_is_out_or_wants_none_is_not_reminded(action, question, lead, why):
    if why == "left":
        lead.memberships.update(until_on=day("2017-02-27"))
    else:
        setattr(lead, "wants_reminders" if why == "wants none" else "is_active", False)
        lead.save()

    assert (write_reminders(day("2017-03-20")), written()) == (0, [])


def test_a_closed_programme_reminds_nobody(board, action, question):
    ProgrammeChangeFactory(programme=board.programme, state="closed", recorded_on=day("2017-03-01"))

    assert write_reminders(day("2017-03-20")) == 0


def test_a_letter_is_sent_once(action, settings):
    settings.PROGRAMME_TODAY = day("2017-03-10")

    results = [remind(), remind()]
    sweep()
    sweep()

    assert results == [(True, "1 written."), (True, "0 written.")]
    assert [letter.subject for letter in mail.outbox] == [
        f"Action A1 of the board is due soon: {action.programme.name}"
    ]


def needs(client, user):
    client.force_login(user)
    return [(need.what, need.why) for need in client.get("/").context["needs"]]


def test_the_first_page_tells_an_owner_of_their_actions_overdue_first(client, held, action, lead):
    MeetingActionFactory(meeting=held, number=2, text="Count.", owner=lead, owner_name="Pat Lee", due_on="2017-02-20")
    MeetingActionFactory(meeting=held, number=3, due_on="2017-02-20")

    assert needs(client, lead) == [
        ("Count.", "A2 of the board was due on 20 February 2017."),
        ("Write.", "A1 of the board is due on 10 March 2017."),
    ]


def test_the_first_page_tells_long_texts_in_short(client, board, held, lead):
    words = "word " * 200
    MeetingActionFactory(meeting=held, number=1, text=words, owner=lead, owner_name="Pat Lee")
    ChallengeFactory(programme=board.programme, number=1, question=words)

    (action, _), (_, question) = needs(client, lead) + needs(client, member(board.programme, "secretary"))

    assert action == question == "word " * 29 + "word…"


def test_the_first_page_tells_who_assigns_who_answers_and_who_closes(client, board, question, lead):
    secretary = member(board.programme, "secretary")
    asker = question.recorded_by
    MembershipFactory(programme=board.programme, user=asker, role="board_member")
    fresh = ChallengeFactory(programme=board.programme, number=2, question="And why?", recorded_by=asker)

    before = [needs(client, person) for person in (secretary, lead, asker)]
    ChallengeStepFactory(challenge=question, recorded_on=TODAY)
    after = [needs(client, person) for person in (secretary, lead, asker)]
    ChallengeStepFactory(challenge=question, move="closed", recorded_on=TODAY)

    assert before == [
        [("Say who answers Q2", "And why?")], [("Answer Q1 of the board", "By 10 March 2017: Why?")], [],
    ]  # fmt: skip
    assert after[1:] == [[], [("Read the answer to Q1", "Close it, or say what is missing.")]]
    assert needs(client, asker) == []
    assert fresh.number == 2
