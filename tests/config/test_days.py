from decimal import Decimal

import pytest

from config.days import figure, in_days


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("0", "0"),
        ("0.0", "0"),
        ("-0.0", "0"),
        ("0.5", "0.5"),
        ("1", "1"),
        ("1.0", "1"),
        ("10", "10"),
        ("62", "62"),
        ("62.00", "62"),
        ("5.5", "5.5"),
        ("1200", "1,200"),
        ("999999.5", "999,999.5"),
        ("-0.5", "−0.5"),
        ("-10", "−10"),
    ],
)
def test_figure_has_no_needless_nought_and_a_true_minus_sign(days, expected):
    assert figure(Decimal(days)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("0", "0 days"),
        ("0.5", "half a day"),
        ("1.0", "1 day"),
        ("1.5", "1.5 days"),
        ("2", "2 days"),
        ("200.0", "200 days"),
        ("1200", "1,200 days"),
        ("-0.5", "−0.5 days"),
        ("-1", "−1 day"),
        ("-2", "−2 days"),
    ],
)
def test_in_days_says_half_a_day_one_day_or_so_many(days, expected):
    assert in_days(Decimal(days)) == expected
