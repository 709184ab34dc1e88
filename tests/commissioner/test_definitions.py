"""The definitions page: its words are those of the code, and its worked examples come out of the code."""

import datetime as dt
from decimal import Decimal

import pytest

from claims.allowance import Ledger, Spent
from claims.capacity import Cell, Month
from claims.eligibility import amount_of
from claims.models import Allowance
from claims.vat import STANDARD_PERCENT
from commissioner.glossary import ALLOWANCE, BOARD, CAPACITY, CLAIMS, REGISTERS
from config.money import pounds
from improvement.models.register_kinds import RegisterKind

ON = dt.date(2017, 2, 28)
EXAMPLES = {word: example for word, _, example in ALLOWANCE}


def month(number):
    return dt.date(2017 if number < 5 else 2016, number, 1)


@pytest.fixture
def ledger():
    """The example of the page: 200 days entitled, 138 approved, 9 awaiting approval, 3 not submitted."""
    cells = {
        (month(11), 1): Spent(approved=Decimal(108)),
        (month(12), 1): Spent(approved=Decimal(12)),
        (month(1), 1): Spent(approved=Decimal(14)),
        (month(2), 1): Spent(approved=Decimal(4), awaiting=Decimal(9), drafts=Decimal(3)),
    }
    allowance = Allowance(starts_on=dt.date(2016, 5, 25), ends_on=dt.date(2017, 5, 24))
    return Ledger(allowance=allowance, on=ON, entitled=Decimal(200), cells=cells)


def test_the_example_of_the_figures_is_what_the_ledger_says(ledger):
    assert (ledger.logged, ledger.drafts, ledger.awaiting, ledger.approved, ledger.left) == (150, 3, 9, 138, 62)
    assert (ledger.beyond, round(ledger.share_approved)) == (0, 69)
    assert (ledger.days_gone, ledger.period_days, round(ledger.share_of_time)) == (280, 365, 77)


def test_the_example_of_the_forecast_is_what_it_says(ledger):
    coming = ledger.forecast

    assert (coming.expected, coming.low, coming.high) == (Decimal("189.5"), 183, Decimal("198.5"))
    assert EXAMPLES["Forecast and its range"].endswith(
        "it is 183; at that of the fastest, 16 days in the 28 of February, 198.5."
    )


def test_the_example_of_capacity_is_what_it_says():
    december = Month(dt.date(2016, 12, 1), dt.date(2016, 12, 31))

    cell = Cell(december, december.working_days, days=Decimal("8.5"), here=Decimal(6), threshold=40)

    assert (cell.working_days, cell.share, cell.is_over) == (20, Decimal("42.5"), True)
    assert "8.5 of 20, which is 42.5%" in CAPACITY[1]


def test_the_example_of_a_claim_is_what_its_lines_come_to():
    line = amount_of(Decimal("0.5"), Decimal("333.33"), STANDARD_PERCENT)

    assert (line.net, line.vat) == (Decimal("166.67"), Decimal("33.33"))
    both = line + line
    assert f"{pounds(both.net)} net and {pounds(both.vat)} VAT: {pounds(both.gross)}." in CLAIMS[0][2]


def test_the_page_defines_each_figure_of_the_allowance(client, db):
    text = client.get("/definitions/").content.decode()

    words = ["Entitled", "Logged", "Not submitted", "Awaiting approval", "Approved", "Claimed", "Paid", "Left"]
    assert list(EXAMPLES) == [*words, "Beyond the allowance", "Forecast and its range", "Share of time"]
    assert [word for word in EXAMPLES if f'key">{word}</dt>' not in text] == []
    assert ('id="allowance"' in text, 'id="capacity"' in text) == (True, True)


def test_the_page_defines_every_register_in_its_own_words(client, db):
    text = client.get("/definitions/").content.decode()

    assert [name for name, *_ in REGISTERS] == RegisterKind.labels
    assert 'id="registers"' in text


def test_the_page_defines_the_words_of_the_board(client, db):
    text = client.get("/definitions/").content.decode()

    words = ["Quorum", "In attendance", "Decision", "Action", "Times moved", "Question", "Forward plan"]
    assert [word for word, *_ in BOARD] == words
    assert [word for word in words if f'key">{word}</dt>' not in text] == []
    assert ('id="board"' in text, 'id="changes"' in text) == (True, True)
