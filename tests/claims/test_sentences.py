"""The allowance in sentences: each figure in words, and the grammar of half a day and one."""

import datetime
from decimal import Decimal

import pytest

from claims.allowance import Ledger, Spent
from claims.models import Allowance
from claims.sentences import allowance_sentences, forecast_sentences, used_sentence, waiting_sentence
from tests.factories.improvement import END, START

D = Decimal
DAY = datetime.timedelta(days=1)
JUNE = datetime.date(2016, 6, 1)
EARLY = datetime.date(2016, 6, 15)


def ledger_on(on=EARLY, *, entitled=200, drafts=0, awaiting=0, approved=0, month=JUNE):
    spent = Spent(D(str(drafts)), D(str(awaiting)), D(str(approved)))
    return Ledger(Allowance(starts_on=START, ends_on=END), on, D(str(entitled)), {(month, 1): spent})


@pytest.mark.parametrize(
    ("approved", "entitled", "sentence"),
    [
        (0, 200, "0 of 200 days are used."),
        (0.5, 200, "0.5 of 200 days is used."),
        (1, 200, "1 of 200 days is used."),
        (1.5, 200, "1.5 of 200 days are used."),
        (62, 1200, "62 of 1,200 days are used."),
        (0, 1, "0 of 1 day are used."),
    ],
)
def test_used_sentence_says_what_approval_has_spent(approved, entitled, sentence):
    assert used_sentence(ledger_on(approved=approved, entitled=entitled)) == sentence


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"awaiting": 0.5}, "Half a day awaits approval."),
        ({"awaiting": 1}, "1 day awaits approval."),
        ({"awaiting": 1.5}, "1.5 days await approval."),
        ({"drafts": 0.5}, "Half a day is not submitted."),
        ({"drafts": 1}, "1 day is not submitted."),
        ({"drafts": 12}, "12 days are not submitted."),
        ({"awaiting": 3, "drafts": 0.5}, "3 days await approval and half a day is not submitted."),
    ],
)
def test_allowance_sentences_say_what_is_still_coming(facts, sentence):
    assert allowance_sentences(ledger_on(**facts))[1] == sentence


def test_allowance_sentences_of_nothing_speak_of_use_and_time_alone():
    assert allowance_sentences(ledger_on()) == [
        "0 of 200 days are used.",
        "That is 0% of the days with 6% of the time gone, to 24 May 2017.",
    ]


def test_allowance_sentences_say_what_cannot_be_paid():
    found = allowance_sentences(ledger_on(entitled=10, approved=10, awaiting=0.5))

    assert found[2] == "Half a day worked beyond the allowance: not payable without a variation."


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (START - DAY, "The period starts on 25 May 2016."),
        (START, "That is 13% of the days with 0% of the time gone, to 24 May 2017."),
        (END, "That is 13% of the days with 100% of the time gone, to 24 May 2017."),
        (END + DAY, "The period ended on 24 May 2017."),
    ],
)
def test_allowance_sentences_set_use_against_time(on, sentence):
    # 25 of 200 days are 12.5%, which is rounded up, as figures beside it are.
    assert allowance_sentences(ledger_on(on, approved=25))[1] == sentence


def test_forecast_sentences_give_the_pace_and_its_range():
    now = ledger_on(datetime.date(2016, 6, 30), approved=3)

    assert forecast_sentences(now) == [
        "At the pace of the last one whole month, 36 days will have been worked by the end: "
        "36 at the slowest month's pace, 36 at the fastest."
    ]


@pytest.mark.parametrize(
    ("entitled", "sentence"),
    [
        (20, "The allowance is used up by the days logged already."),
        (40, "At that pace the allowance runs out on 11 July 2016."),
    ],
)
def test_forecast_sentences_say_when_the_days_run_out(entitled, sentence):
    now = ledger_on(datetime.date(2016, 6, 30), approved=20, awaiting=10, entitled=entitled)

    assert forecast_sentences(now)[1] == sentence
    assert allowance_sentences(now)[-1] == sentence


def test_there_is_no_forecast_sentence_before_the_first_whole_month():
    assert forecast_sentences(ledger_on(approved=3)) == []


class Waits:
    """As much of a Group as the sentence reads."""

    def __init__(self, officer, total):
        self.officer, self.total = type("Person", (), {"pk": officer}), D(str(total))


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([], "No day waits for approval."),
        ([(1, 0.5)], "Half a day of one officer waits for approval."),
        ([(1, 1)], "1 day of one officer waits for approval."),
        ([(1, 1), (1, 0.5)], "1.5 days of one officer wait for approval."),
        ([(1, 1), (2, 2)], "3 days of two officers wait for approval."),
        ([(number, 1) for number in range(11)], "11 days of 11 officers wait for approval."),
    ],
)
def test_waiting_sentence_says_how_much_of_how_many_people(groups, sentence):
    assert waiting_sentence([Waits(*group) for group in groups]) == sentence
