"""The limits and the four rules, against worked examples that others published and by properties that must hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.spc import (
    FIRM_POINTS,
    LEAST_POINTS,
    RUN_LENGTH,
    TREND_LENGTH,
    Rebase,
    Rule,
    Trigger,
    Way,
    xmr,
)
from tests.factories.signals import STEADY, decimals


def segment_of(text, **facts):
    (segment,) = xmr(decimals(text), **facts).segments
    return segment


def mean_range(segment):
    return (segment.upper - segment.mean) / Decimal("2.66")


def triggered(values, rule, **facts):
    """The indexes that trigger a rule, and which way."""
    points = xmr(values, **facts).points
    return [(p.index, t.way.value) for p in points for t in p.triggers if t.rule == rule]


PUBLISHED = [
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, ten batches. Its limits use 3 / 1.128, ours 2.66.
    pytest.param(
        "49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1",
        ("50.81", "1.8778", "45.815", "55.805"),
        id="NIST 6.3.2.2",
    ),
    # Donald Wheeler, Making Sense of Data (2003), page 382: data to verify software with.
    pytest.param(
        "5045 4350 4350 3975 4290 4430 4485 4285 3980 3925 3645 3760 3300 3685 3463 5200",
        ("4135.50", "355.93", "3188.72", "5082.28"),
        id="Wheeler, verifying software",
    ),
    # The same, page 130, peak flow rates; the book's own limits, 43.7 and 322.5, are from rounded averages.
    pytest.param(
        "120 140 100 150 260 150 100 120 300 300 275 300 140 170 150 150 190 180",
        ("183.1", "52.4", "43.8", "322.3"),
        id="Wheeler, peak flow",
    ),
    # The same, table 9.1, accident rates of two groups.
    pytest.param(
        "43 40 37 33 30 33 34 35 29 33 31 39", ("34.75", "3.455", "25.6", "43.9"), id="Wheeler, accidents, group A"
    ),
    pytest.param(
        "35 37 33 32 27 29 31 22 25 30 24 19", ("28.67", "4.000", "18.0", "39.3"), id="Wheeler, accidents, group B"
    ),
]


@pytest.mark.parametrize(("text", "expected"), PUBLISHED)
def test_mean_and_limits_are_those_published(text, expected):
    segment = segment_of(text)

    got = (segment.mean, mean_range(segment), segment.lower, segment.upper)
    assert tuple(f"{value:.{len(said.split('.')[1])}f}" for value, said in zip(got, expected, strict=True)) == expected


def test_limits_of_the_nist_example_with_its_own_factor():
    segment = segment_of("49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1")

    width = mean_range(segment) * 3 / Decimal("1.128")

    assert (round(segment.mean - width, 4), round(segment.mean + width, 4)) == (Decimal("45.8159"), Decimal("55.8041"))


# Wheeler, Making Sense of Data, table 8.1, seniors who smoke daily: the last eight run below the average.
def test_the_run_of_smokers_is_the_one_published():
    values = decimals("21.3 20.2 20.9 21.0 18.8 19.6 18.7 18.6 18.1 18.9 19.2 18.2 17.3 19.0")

    assert triggered(values, Rule.RUN) == [(i, "down") for i in range(6, 14)]


# NHSRplotthedots, "Deviations from Excel defaults", as the tools of Making Data Count have it: all points are counted.
def test_one_outlying_point_is_outside_and_widens_its_own_limits():
    values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]

    segment = xmr(values).segments[0]

    assert (round(segment.lower, 2), round(segment.mean, 2), round(segment.upper, 2)) == (
        Decimal("-3.06"),
        Decimal("1.94"),
        Decimal("6.95"),
    )
    assert triggered(values, Rule.OUTSIDE) == [(4, "up")]


def test_limits_are_cut_off_at_what_is_possible():
    uncut = segment_of("1 3 1 3 1 3 1 3 1 3 1 3")
    cut = segment_of("1 3 1 3 1 3 1 3 1 3 1 3", floor=0, ceiling=4)

    assert (uncut.lower, uncut.upper) == (Decimal("-3.32"), Decimal("7.32"))
    assert (cut.lower, cut.mean, cut.upper) == (0, 2, 4)


def test_a_point_exactly_on_a_limit_is_not_outside():
    swings = [0, 223] * 7

    assert xmr([*swings, 824]).segments[0].upper == 824
    assert triggered([*swings, 824], Rule.OUTSIDE) == []
    assert triggered([*swings, Decimal("824.00000001")], Rule.OUTSIDE) == [(14, "up")]


def test_steady_figures_trigger_nothing():
    assert [point.triggers for point in xmr(STEADY).points] == [()] * len(STEADY)


@pytest.mark.parametrize(("length", "is_run"), [(RUN_LENGTH - 1, False), (RUN_LENGTH, True), (RUN_LENGTH + 2, True)])
def test_a_run_is_seven_on_one_side_of_the_mean(length, is_run):
    high = [12, 11] * 5
    values = [9, 8, *high[:length], 9, 8, 9, 8, 11, 8, 11, 8, 11, 8]

    expected = [(i, "up") for i in range(2, 2 + length)] if is_run else []

    assert triggered(values, Rule.RUN) == expected


def test_a_point_on_the_mean_ends_a_run():
    # Four above, one on the mean of 10, four above: nine in a row that are not below it.
    values = [11, 12, 11, 12, 10, 11, 12, 11, 12, 8, 9, 8, 10, 8, 9, 8, 10, 8]

    assert xmr(values).segments[0].mean == 10
    assert triggered(values, Rule.RUN) == []


@pytest.mark.parametrize(
    ("values", "rising"),
    [
        ([14, 15, 16, 17, 18, 14], []),
        ([13, 14, 15, 16, 17, 18, 14], [0, 1, 2, 3, 4, 5]),
        ([13, 14, 15, 15, 16, 17, 18, 14], []),
        ([15, 13, 14, 15, 16, 17, 18, 19, 14], [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_a_trend_is_six_in_a_row_and_an_equal_value_ends_it(values, rising):
    steady = [18, 14, 17, 15, 16, 14, 18]

    assert triggered([*values, *steady], Rule.TREND) == [(i, "up") for i in rising]


def test_two_trends_that_follow_each_other_are_told_apart():
    points = xmr([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]).points

    firsts = {p.index: t.first for p in points for t in p.triggers if t.rule == Rule.TREND}

    assert firsts == {i: 0 if i < 6 else 6 for i in range(12)}


def test_the_top_of_a_rise_and_fall_belongs_to_both_trends():
    triggers = xmr([10, 11, 12, 13, 14, 15, 14, 13, 12, 11, 10]).points[5].triggers

    assert {(t.way, t.first) for t in triggers if t.rule == Rule.TREND} == {(Way.UP, 0), (Way.DOWN, 5)}


# Whether a point is that far out (1), and the points marked: the cases of test-ptd_calculate_point_type.R in
# NHSRplotthedots, without those that rest on points outside the limits not being counted.
NEAR = [
    ("1010000", "02"),
    ("0110000", "12"),
    ("1100000", "01"),
    ("0010100", "24"),
    ("0011000", "23"),
    ("1001000", ""),
    ("1001100", "34"),
]


@pytest.mark.parametrize(("far", "marked"), NEAR)
def test_near_is_two_of_three_that_far_out(far, marked):
    # The others swing evenly about 100: 140 is more than two thirds of the way to the limit, and within it.
    values = [*(140 if one == "1" else 104 for one in far), *[92, 108] * 14]
    segment = xmr(values).segments[0]

    assert segment.mean + (segment.upper - segment.mean) * 2 / 3 < 140 < segment.upper
    assert triggered(values, Rule.NEAR) == [(int(i), "up") for i in marked]


def test_near_counts_a_point_outside_the_limits_and_marks_it_too():
    values = [*STEADY, *STEADY, 20, 24]

    assert triggered(values, Rule.OUTSIDE) == [(35, "up")]
    assert triggered(values, Rule.NEAR) == [(34, "up"), (35, "up")]


def test_near_needs_all_three_on_one_side_of_the_mean():
    swings = [92, 108] * 14

    assert triggered([140, 104, 140, *swings], Rule.NEAR) == [(0, "up"), (2, "up")]
    assert triggered([140, 96, 140, *swings], Rule.NEAR) == []
    assert triggered([140, 60, 140, *swings], Rule.NEAR) == []


def test_near_below_is_the_other_way_and_knows_its_first_point():
    points = xmr([*[108, 92] * 14, 60, 96, 60]).points

    assert points[30].triggers == (Trigger(Rule.NEAR, Way.DOWN, 28),)


@pytest.mark.parametrize(("count", "has_limits", "is_trial"), [(5, False, False), (6, True, True), (11, True, True)])
def test_few_points_have_no_limits_or_trial_limits(count, has_limits, is_trial):
    segment = xmr(STEADY[:count]).segments[0]

    assert (segment.has_limits, segment.is_trial) == (has_limits, is_trial)
    assert segment.mean == Decimal(sum(STEADY[:count])) / count


def test_twelve_points_have_firm_limits():
    assert (LEAST_POINTS, FIRM_POINTS, TREND_LENGTH) == (6, 12, 6)
    assert not xmr(STEADY[:12]).segments[0].is_trial


def test_an_empty_series_has_one_empty_segment_and_no_latest_point():
    chart = xmr([])

    assert [(s.start, s.end, s.count, s.mean, s.lower) for s in chart.segments] == [(0, 0, 0, None, None)]
    assert chart.latest is None


def test_latest_is_the_last_point_with_a_value():
    assert xmr([3, 4, None]).latest.index == 1


def test_figures_that_never_move_have_limits_without_width():
    segment = xmr([4] * 12).segments[0]

    assert (segment.lower, segment.mean, segment.upper) == (4, 4, 4)
    assert all(point.triggers == () for point in xmr([4] * 12).points)


def test_a_moving_range_does_not_cross_a_missing_value():
    with_gap = xmr([*STEADY[:6], None, *[value + 100 for value in STEADY[:6]]]).segments[0]

    assert (with_gap.count, with_gap.range_count) == (12, 10)
    assert mean_range(with_gap) == mean_range(xmr(STEADY[:6]).segments[0])


def test_a_moving_range_does_not_cross_a_missing_period():
    values = [*STEADY[:6], *[value + 100 for value in STEADY[:6]]]

    assert xmr(values).segments[0].range_count == 11
    assert mean_range(xmr(values, gaps={6}).segments[0]) == mean_range(xmr(STEADY[:6]).segments[0])


def test_gaps_can_leave_too_few_moving_ranges_for_limits():
    segment = xmr([5, None, 6, None, 5, 7, None, 4, 5, None, 6, 6]).segments[0]

    assert (segment.count, segment.range_count, segment.has_limits) == (8, 3, False)


def test_a_missing_value_ends_a_run_and_a_trend():
    run = [11, 12, 11, 12, 11, 12, 11]
    assert len(triggered([*run, 8, 7] * 2, Rule.RUN)) == 14
    assert triggered([*run[:4], None, *run[4:], 8, 7] * 2, Rule.RUN) == []

    trend = [13, 14, 15, 16, 17, 18]
    assert triggered([*trend[:3], None, *trend[3:], *STEADY], Rule.TREND) == []


def test_limits_are_computed_anew_from_a_rebase_with_its_reason():
    chart = xmr([*STEADY, *[value + 30 for value in STEADY]], rebases=[Rebase(17, "New recording system")])

    assert [(s.start, s.end, s.reason, s.count) for s in chart.segments] == [
        (0, 17, "", 17),
        (17, 34, "New recording system", 17),
    ]
    assert chart.segments[1].mean - chart.segments[0].mean == 30
    assert chart.segments[1].upper - chart.segments[0].upper == 30
    assert chart.points[16].segment is chart.segments[0]
    assert chart.points[17].segment is chart.segments[1]


def test_a_trend_ends_at_a_rebase():
    values = [10, 12, 9, 11, 13, 14, 15, 16, 17, 18, 13, 18, 14, 17, 15]

    assert len(triggered(values, Rule.TREND)) == 8
    assert triggered(values, Rule.TREND, rebases=[Rebase(6, "")]) == []


def test_rebases_may_come_in_any_order_and_at_the_ends():
    chart = xmr(STEADY, rebases=[Rebase(10, "b"), Rebase(0, "a"), Rebase(17, "after the last point")])

    assert [(s.start, s.end, s.reason) for s in chart.segments] == [(0, 10, "a"), (10, 17, "b")]


FIGURES = st.lists(st.integers(0, 300), min_size=LEAST_POINTS, max_size=40)
WITH_GAPS = st.lists(st.one_of(st.none(), st.integers(0, 300)), max_size=40)


def lines(chart):
    return [(s.mean, s.lower, s.upper) for s in chart.segments if s.has_limits]


def near(one, other):
    return all(
        abs(a - b) < Decimal("1e-20") for x, y in zip(one, other, strict=True) for a, b in zip(x, y, strict=True)
    )


def turned(chart, index=lambda i: i, way=lambda w: w):
    """What is triggered where, after a change of places and ways."""
    return {(index(p.index), t.rule, way(t.way)) for p in chart.points for t in p.triggers}


def opposite(way):
    return Way.DOWN if way == Way.UP else Way.UP


@given(WITH_GAPS, st.integers(-500, 500))
def test_shifting_all_figures_shifts_mean_and_limits(values, shift):
    before, after = xmr(values), xmr([None if value is None else value + shift for value in values])

    assert near([[line + shift for line in segment] for segment in lines(before)], lines(after))
    assert turned(before) == turned(after)


@given(WITH_GAPS, st.sampled_from([Decimal("0.01"), Decimal("0.5"), 3, 10]))
def test_scaling_all_figures_scales_mean_and_limits(values, factor):
    before, after = xmr(values), xmr([None if value is None else value * factor for value in values])

    assert near([[line * factor for line in segment] for segment in lines(before)], lines(after))
    assert turned(before) == turned(after)


@given(WITH_GAPS)
def test_time_reversed_keeps_mean_and_limits_and_turns_trends(values):
    last = len(values) - 1
    before, after = xmr(values), xmr(values[::-1])

    assert lines(before) == lines(after)
    expected = {(last - i, rule, opposite(way) if rule == Rule.TREND else way) for i, rule, way in turned(before)}
    assert expected == turned(after)


@given(WITH_GAPS)
def test_figures_mirrored_turn_every_trigger(values):
    before, after = xmr(values), xmr([None if value is None else 300 - value for value in values])

    assert turned(before, way=opposite) == turned(after)
    assert near([[300 - mean, 300 - upper, 300 - lower] for mean, lower, upper in lines(before)], lines(after))


@given(FIGURES)
def test_cutting_off_never_widens_the_limits_and_triggers_the_same(values):
    uncut, cut = xmr(values), xmr(values, floor=0, ceiling=300)
    (mean, lower, upper), (mean_cut, lower_cut, upper_cut) = lines(uncut)[0], lines(cut)[0]

    assert lower <= lower_cut <= mean_cut == mean <= upper_cut <= upper
    assert turned(uncut) == turned(cut)


@given(FIGURES, st.integers(1, 40))
def test_each_segment_is_as_if_it_were_alone(values, index):
    chart = xmr(values, rebases=[Rebase(index, "anew")])

    alone = [xmr(values[s.start : s.end]) for s in chart.segments]
    assert lines(chart) == [line for one in alone for line in lines(one)]
    assert turned(chart) == turned(alone[0]) | {
        key for one in alone[1:] for key in turned(one, index=lambda i: i + index)
    }


@given(FIGURES)
def test_points_are_outside_exactly_where_they_are_beyond_the_limits(values):
    chart = xmr(values)
    segment = chart.segments[0]

    outside = [p.index for p in chart.points for t in p.triggers if t.rule == Rule.OUTSIDE]

    beyond = [i for i, value in enumerate(values) if not segment.lower <= value <= segment.upper]
    assert outside == beyond
