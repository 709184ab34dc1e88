from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config.money import PENNY, pounds, round_to_pence

steady = examples(derandomize=True, deadline=None)
amounts = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=4)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "0.00"),
        ("1.004", "1.00"),
        ("1.005", "1.01"),
        ("1.0049999", "1.00"),
        ("2.675", "2.68"),
        ("2.665", "2.67"),
        ("-1.005", "-1.01"),
        ("-1.004", "-1.00"),
        ("650", "650.00"),
    ],
)
def test_round_to_pence_rounds_half_away_from_zero(amount, expected):
    rounded = round_to_pence(Decimal(amount))

    assert str(rounded) == expected


@steady
@given(amount=amounts)
def test_round_to_pence_is_within_half_a_penny(amount):
    assert abs(round_to_pence(amount) - amount) <= PENNY / 2


@steady
@given(pence=st.integers(-1_000_000, 1_000_000))
def test_round_to_pence_takes_an_exact_half_up(pence):
    half = (Decimal(pence) + Decimal("0.5")) * PENNY

    expected = pence + 1 if pence >= 0 else pence
    assert round_to_pence(half) == expected * PENNY


@steady
@given(amount=amounts)
def test_round_to_pence_changes_nothing_the_second_time(amount):
    once = round_to_pence(amount)

    assert round_to_pence(once) == once


@steady
@given(amount=amounts)
def test_round_to_pence_treats_a_reversal_as_the_line_it_reverses(amount):
    assert round_to_pence(amount) + round_to_pence(-amount) == 0


@steady
@given(lines=st.lists(amounts, max_size=50))
def test_sum_of_rounded_lines_is_whole_pence(lines):
    total = sum((round_to_pence(line) for line in lines), Decimal(0))

    assert round_to_pence(total) == total


def test_lines_are_rounded_before_they_are_added():
    lines = [Decimal("0.005")] * 3

    by_line = sum(round_to_pence(line) for line in lines)

    assert (by_line, round_to_pence(sum(lines))) == (Decimal("0.03"), Decimal("0.02"))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "£0.00"),
        ("1234.5", "£1,234.50"),
        ("1234567.895", "£1,234,567.90"),
        ("-1234.5", "−£1,234.50"),
        ("0.004", "£0.00"),
        ("-0.004", "£0.00"),
    ],
)
def test_pounds_writes_an_amount_for_reading(amount, expected):
    assert pounds(Decimal(amount)) == expected
