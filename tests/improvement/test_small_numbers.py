"""Figures behind which so few children stand that one might be known."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.figure_words import HIDDEN, observation_text
from improvement.models import Authority
from improvement.readings import Figure
from improvement.small_numbers import COUNTRY, hide_small, is_small, never_shown
from tests.factories.improvement import IndicatorFactory

MAY = datetime.date(2016, 5, 31)
JUNE = datetime.date(2016, 6, 30)
REGION = "E12000009"
COUNT = IndicatorFactory.build(programme=None)
SHARE = IndicatorFactory.build(programme=None, percentage=True)


def decimal(number):
    return None if number is None else Decimal(str(number))


def figure(
    value, numerator=None, denominator=None, *, end=MAY, indicator=COUNT, missing="", symbols=("", ""), recorded_on=MAY
):
    return Figure(
        indicator=indicator,
        pk=1,
        period_end=end,
        value=decimal(value),
        missing=missing,
        numerator=decimal(numerator),
        numerator_missing=symbols[0],
        denominator=decimal(denominator),
        denominator_missing=symbols[1],
        status="final",
        recorded_on=recorded_on,
    )


def code(key):
    return key if isinstance(key, str) else f"E0600000{key}"


def council(key, region=REGION, level="authority"):
    return Authority(ons_code=code(key), name=f"Council {key}", region_code=region, level=level)


@pytest.mark.parametrize(
    ("unit", "figures", "small"),
    [
        ("count", (0,), False),
        ("count", (1,), True),
        ("count", (4,), True),
        ("count", (5,), False),
        ("count", (None,), False),
        ("count", (12, 3, 0.25), True),
        ("count", (12, 12, 1), False),
        ("percentage", (50, 10, 20), False),
        ("percentage", (20, 4, 20), True),
        ("percentage", (80, 16, 20), True),
        ("percentage", (100, 20, 20), False),
        ("percentage", (0, 0, 20), False),
        ("percentage", (50, 2, 4), True),
        ("percentage", (20, None, 20), True),
        ("percentage", (50, None, 20), False),
        ("percentage", (80, None, 20), True),
        ("percentage", (80, 16, None), True),
        ("percentage", (50, 16, None), False),
        ("percentage", (0, 0, None), False),
        ("percentage", (None, 16, None), False),
        ("percentage", (None, 3, None), True),
        ("percentage", (None, None, 3), True),
        ("percentage", (2, None, None), False),
        ("rate_per_10000", (1.2, None, 25000), True),
        ("rate_per_10000", (114, 289, 25310), False),
        ("rate_per_10000", (1.2, 3, 25000), True),
    ],
)
def test_a_figure_is_small_where_any_count_behind_it_is(unit, figures, small):
    assert is_small(figure(*figures), unit) is small


@pytest.mark.parametrize(("symbols", "small"), [(("c", ""), True), (("", "low"), True), (("x", "z"), False)])
def test_a_figure_whose_counts_the_publisher_withheld_is_small(symbols, small):
    assert is_small(figure(33.3, symbols=symbols, indicator=SHARE), "percentage") is small


def test_the_limit_is_a_setting(settings):
    settings.SMALL_NUMBERS_UP_TO = 9

    assert [is_small(figure(number), "count") for number in (9, 10)] == [True, False]


def test_a_small_figure_is_hidden_with_its_parts_and_the_others_stand():
    shown, small = figure(50, 10, 20, indicator=SHARE), figure(20, 4, 20, end=JUNE, indicator=SHARE)

    first, second = hide_small([shown, small], "percentage")

    assert first == shown
    assert (second.value, second.numerator, second.denominator, second.period_end) == (None, None, None, JUNE)
    assert (second.missing, second.numerator_missing, second.denominator_missing) == (HIDDEN, HIDDEN, HIDDEN)
    assert observation_text(second) == "hidden: too few children"


def test_a_figure_stays_hidden_where_it_was_small_once():
    counted, told_again = figure(30, 3, 10, indicator=SHARE), figure(31, indicator=SHARE)

    (found,) = hide_small([counted, told_again], "percentage")

    assert (found.value, found.missing) == (None, HIDDEN)


def shown(pairs, unit="count", own=""):
    """Per authority in their order: the value, or the reason why there is none."""
    lost = never_shown(pairs, unit, own=own)
    return [
        HIDDEN if (place.ons_code, cell.period_end) in lost else cell.missing or int(cell.value)
        for place, cell in pairs
    ]


def councils(*values, region=REGION, **facts):
    return [(council(key, region), figure(value, **facts)) for key, value in enumerate(values)]


def total(value, **facts):
    return (council(REGION, "", "regional"), figure(value, **facts))


def test_one_hidden_council_takes_the_next_smallest_with_it():
    assert shown([*councils(3, 90, 20, 40), total(153)]) == [HIDDEN, 90, HIDDEN, 40, 153]


def test_the_next_smallest_is_the_one_with_the_fewest_children():
    pairs = [(council(1), figure(15, 3, 20)), (council(2), figure(10, 10, 100)), (council(3), figure(90, 9, 20))]

    assert shown(pairs, "percentage") == [HIDDEN, 10, HIDDEN]


def test_two_hidden_councils_hide_one_another():
    assert shown([*councils(3, 4, 20), total(27)]) == [HIDDEN, HIDDEN, 20, 27]


def test_two_that_make_up_no_more_than_the_limit_take_a_third_with_them():
    assert shown([*councils(1, 1, 50), total(52)]) == [HIDDEN, HIDDEN, HIDDEN, 52]


def test_nought_hides_nobody():
    assert shown([*councils(3, 0, 40), total(43)]) == [HIDDEN, 0, HIDDEN, 43]


def test_where_no_council_is_left_to_hide_the_total_is():
    assert shown([*councils(3, 0), total(3)]) == [HIDDEN, 0, HIDDEN]
    assert shown([*councils(3, 60), total(63)], own=code(1)) == [HIDDEN, 60, HIDDEN]


def test_a_hidden_region_takes_another_with_it_and_at_last_the_country():
    others = [(council("E12000002", "", "regional"), figure(700)), (council("E12000003", "", "regional"), figure(90))]
    country = (council(COUNTRY, "", "national"), figure(853))

    assert shown([*councils(3, 0), total(3), *others, country]) == [HIDDEN, 0, HIDDEN, 700, HIDDEN, 853]
    assert shown([*councils(3, 0), total(3), country]) == [HIDDEN, 0, HIDDEN, HIDDEN]


def test_the_own_council_is_hidden_for_its_own_figure_alone():
    assert shown(councils(3, 20, 40), own=code(1)) == [HIDDEN, 20, HIDDEN]
    assert shown(councils(3, 20, 40), own=code(0)) == [HIDDEN, HIDDEN, 40]


def test_each_region_and_period_is_looked_at_by_itself():
    pairs = [
        (council(1), figure(3)),
        (council(1), figure(30, end=JUNE)),
        (council(2, "E12000001"), figure(20)),
        (council(3, "", "regional"), figure(10)),
        (council(4, "", "national"), figure(1)),
    ]

    assert shown(pairs) == [HIDDEN, 30, 20, 10, HIDDEN]


def test_what_a_later_day_hides_is_hidden_on_earlier_days_too():
    early = [(council(2), figure(20)), (council(3), figure(50)), total(73)]
    late = [(council(1), figure(3, recorded_on=JUNE))]

    assert never_shown([*early, *late], "count", own="") == {(code(1), MAY), (code(2), MAY)}


def test_what_was_hidden_once_stays_hidden_when_another_is_the_smallest():
    restated = (council(1), figure(60, recorded_on=JUNE))

    assert never_shown([*councils(3, 20, 40), restated], "count", own="") == {(code(0), MAY), (code(1), MAY)}


numbers = st.one_of(st.none(), st.integers(0, 8), st.integers(0, 500))


@st.composite
def tables(draw):
    """(authority, Figure) pairs of a region's councils on one or two days, and its total."""
    pairs = []
    for recorded_on in (MAY, JUNE)[: draw(st.integers(1, 2))]:
        for key in range(draw(st.integers(1, 5))):
            count = draw(numbers)
            facts = {"missing": "x"} if count is None else {}
            pairs.append((council(key), figure(count, recorded_on=recorded_on, **facts)))
    return pairs


@given(tables(), st.sampled_from(["", code(0)]))
def test_nothing_small_is_shown_or_can_be_taken_from_the_total(pairs, own):
    lost = never_shown([*pairs, total(1000)], "count", own=own)

    newest = {place.ons_code: cell for place, cell in pairs}
    seen = [cell.value for key, cell in newest.items() if (key, MAY) not in lost and cell.value is not None]
    gone = [cell.value or 0 for key, cell in newest.items() if (key, MAY) in lost]
    assert [value for value in seen if 0 < value < 5] == []
    # Where something was small at any time, the rest of the total is of several councils, or there is no total.
    was_small = any(cell.value and cell.value < 5 for _, cell in pairs)
    assert not was_small or (REGION, MAY) in lost or len(gone) > 1
