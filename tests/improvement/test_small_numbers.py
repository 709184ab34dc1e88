"""Figures behind which so few children stand that one might be known."""

import datetime
from collections import defaultdict
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.figure_words import HIDDEN, observation_text
from improvement.models import Authority
from improvement.readings import Figure
from improvement.small_numbers import hide_small, hide_small_among, is_small
from tests.factories.improvement import IndicatorFactory

MAY = datetime.date(2016, 5, 31)
JUNE = datetime.date(2016, 6, 30)
COUNT = IndicatorFactory.build(programme=None)
SHARE = IndicatorFactory.build(programme=None, percentage=True)


def decimal(number):
    return None if number is None else Decimal(str(number))


def figure(value, numerator=None, denominator=None, *, end=MAY, indicator=COUNT, missing=""):
    return Figure(
        indicator=indicator,
        pk=1,
        period_end=end,
        value=decimal(value),
        missing=missing,
        numerator=decimal(numerator),
        numerator_missing="",
        denominator=decimal(denominator),
        denominator_missing="",
        status="final",
        recorded_on=MAY,
    )


def council(key, region="E12000009", level="authority"):
    return Authority(pk=key, name=f"Council {key}", region_code=region, level=level)


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


def shown(pairs, unit="count", **options):
    """Per authority in their order: the value, or the reason why there is none."""
    hidden = hide_small_among(pairs, unit, **options)
    return [found.missing if found.value is None else int(found.value) for _, found in hidden]


def test_one_hidden_council_takes_the_next_smallest_with_it():
    pairs = [(council(key), figure(number)) for key, number in enumerate((3, 90, 20, 40))]

    assert shown(pairs) == [HIDDEN, 90, HIDDEN, 40]


def test_the_next_smallest_is_the_one_with_the_fewest_children():
    pairs = [
        (council(1), figure(15, 3, 20)),
        (council(2), figure(10, 10, 100)),
        (council(3), figure(90, 9, 20)),
    ]

    assert shown(pairs, "percentage") == [HIDDEN, 10, HIDDEN]


def test_two_hidden_councils_hide_one_another():
    assert shown([(council(key), figure(number)) for key, number in enumerate((3, 4, 20))]) == [HIDDEN, HIDDEN, 20]


def test_a_council_that_stands_alone_hides_nobody():
    assert shown([(council(1), figure(3)), (council(2), figure(None, missing="c"))]) == [HIDDEN, "c"]


def test_the_own_council_is_hidden_as_the_second_only_where_there_is_no_other():
    small, own, other = (council(1), figure(3)), (council(2), figure(20)), (council(3), figure(40))

    assert shown([small, own, other], own=2) == [HIDDEN, 20, HIDDEN]
    assert shown([small, own], own=2) == [HIDDEN, HIDDEN]


def test_each_region_and_period_is_looked_at_by_itself_and_totals_are_not_among_them():
    pairs = [
        (council(1), figure(3)),
        (council(1), figure(30, end=JUNE)),
        (council(2, "E12000001"), figure(20)),
        (council(3, "", "regional"), figure(10)),
        (council(4, "", "national"), figure(1)),
    ]

    assert shown(pairs) == [HIDDEN, 30, 20, 10, HIDDEN]


numbers = st.one_of(st.none(), st.integers(0, 8), st.integers(0, 500))


@st.composite
def tables(draw):
    """(authority, Figure) pairs of two regions of councils, their totals and two periods, and the unit."""
    unit = draw(st.sampled_from(["count", "percentage"]))
    places = [
        *(council(key, region) for key, region in zip(range(8), ["A"] * 5 + ["B"] * 3, strict=True)),
        council(8, "", "regional"),
        council(9, "", "national"),
    ]
    pairs = []
    for place, end in product(places, (MAY, JUNE)):
        count = draw(numbers)
        if count is None:
            pairs.append((place, figure(None, end=end, missing="x")))
        elif unit == "count":
            pairs.append((place, figure(count, end=end)))
        else:
            whole = count + draw(st.integers(0, 500))
            pairs.append((place, figure(round(100 * count / whole, 1) if whole else 0, count, whole, end=end)))
    return pairs, unit


@given(tables())
def test_no_council_is_hidden_alone_and_nothing_small_is_shown(table):
    pairs, unit = table

    found = hide_small_among(pairs, unit)

    groups = defaultdict(list)
    for place, cell in found:
        if place.level == "authority":
            groups[place.region_code, cell.period_end].append(cell)
    for cells in groups.values():
        hidden = sum(cell.missing == HIDDEN for cell in cells)
        assert hidden != 1 or not any(cell.value is not None for cell in cells)
    counts = [(cell.value,) if unit == "count" else (cell.numerator, cell.denominator) for _, cell in found]
    remainders = [cell.denominator - cell.numerator for _, cell in found if cell.numerator is not None]
    assert {number for row in [*counts, remainders] for number in row} & {Decimal(n) for n in range(1, 5)} == set()
    assert [place for place, _ in found] == [place for place, _ in pairs]
    assert [after for (_, before), (_, after) in zip(pairs, found, strict=True) if after != before] == [
        cell for _, cell in found if cell.missing == HIDDEN
    ]
