"""Statistical process control of one series: an XmR chart (individual values and moving ranges) and its four rules.

The limits say how far a figure usually moves from one period to the next; the rules say when it moved further, or for
longer, than that. All comparisons are made in whole numbers, so a point on a line is on the line.

Source: NHS England, "Making Data Count" (the guides and the single chart tool), which takes the chart from Donald
Wheeler, "Understanding Variation" (2nd edition, 2000), page 60.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db import models

LIMIT_PERCENT = 266
"""Limits lie 2.66 mean moving ranges from the mean: three standard deviations, which are the range over 1.128.

Source: Wheeler, as above; NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, with 3 / 1.128.
"""

RUN_LENGTH = 7
"""Points in a row on one side of the mean. A point on the mean is on neither side, and ends the run.

Source: Making Data Count, "shift"; the single chart tool and NHSRplotthedots (ptd_calculate_point_type) read a point on
the mean so. Run charts, which pass over such points, are another method.
"""

TREND_LENGTH = 6
"""Points in a row, the first counted, each above the one before (or each below). An equal value ends the trend.

Source: Making Data Count, "trend", where the single chart tool may be set to 6 or 7 (NHSRplotthedots, issues 195 and
202); also test 3 of Lloyd Nelson, "The Shewhart control chart: tests for special causes" (1984).
"""

NEAR_WINDOW = 3
NEAR_COUNT = 2
"""Two of three points in a row beyond two thirds of the way from the mean to one limit, all three on that side of it.

Source: Making Data Count, "two out of three"; since its change of November 2023 a point outside the limit counts too,
and only the points that far out are marked (NHSRplotthedots, issue 194).
"""

LEAST_POINTS = 6
"""Under this many points there are no limits: useful ones take "as few as five or six values". The safer of the two.

Source: Wheeler, as above.
"""

LEAST_RANGES = LEAST_POINTS - 1
"""The moving ranges that so many points have when none is missing. The width of the limits rests on these alone."""

FIRM_POINTS = 12
"""Under this many points limits are trial limits: each new point still moves them.

Source: NHSRplotthedots, "Number of points required", for Making Data Count.
"""


class Rule(models.TextChoices):
    OUTSIDE = "outside", "Outside the limits"
    RUN = "run", f"{RUN_LENGTH} or more in a row on one side of the average"
    TREND = "trend", f"{TREND_LENGTH} or more in a row rising or falling"
    NEAR = "near", f"{NEAR_COUNT} of {NEAR_WINDOW} close to one limit"


class Way(models.TextChoices):
    """Which way the figure went: above or rising, below or falling. Neither is good or bad by itself."""

    UP = "up", "Up"
    DOWN = "down", "Down"


@dataclass(frozen=True)
class Trigger:
    """A rule that a point helps to trigger, which way, and the index of the first point of the pattern."""

    rule: Rule
    way: Way
    first: int


@dataclass(frozen=True)
class Rebase:
    """Limits are computed anew from the point at `index`, because the process or what is counted changed."""

    index: int
    reason: str


@dataclass(frozen=True)
class Segment:
    """Points that share their limits: those at indexes `start` to before `end`. Figures are in the series' own unit."""

    start: int
    end: int
    reason: str
    """Why limits were computed anew here; empty for the first."""
    count: int
    """The points that have a value."""
    range_count: int
    """The moving ranges: steps between neighbours that both have a value."""
    mean: Decimal | None
    lower: Decimal | None
    upper: Decimal | None

    @property
    def has_limits(self):
        return self.lower is not None

    @property
    def is_trial(self):
        return self.has_limits and self.count < FIRM_POINTS


@dataclass(frozen=True)
class Point:
    """A value, or None where it is missing, with what it helps to trigger: the clearest first, in the order of Rule."""

    index: int
    value: Decimal | None
    segment: Segment
    triggers: tuple[Trigger, ...] = ()


@dataclass(frozen=True)
class Xmr:
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]

    @property
    def latest(self):
        """The last point with a value, or None."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


@dataclass(frozen=True)
class _Stretch:
    """Neighbours without a gap, all in one segment: the index of the first, and values as whole numbers of a scale."""

    first: int
    values: list[int]


def xmr(values, *, floor=None, ceiling=None, rebases=(), gaps=()):
    """The chart of `values`: whole numbers or Decimals in order of time, None where one is missing.

    `floor` and `ceiling` are the least and the greatest value there can be, if any; limits are cut off there. `rebases`
    are Rebase. `gaps` are indexes before which a period is missing altogether. No moving range, run, trend or group of
    three reaches across a missing value, a gap or a re-base: what lies between is not known.

    Source: SAS/QC User's Guide, IRCHART Statement, averages only the moving ranges whose values are both there.
    """
    scale = _scale(values)
    whole = [None if value is None else int(value * scale) for value in values]
    segments, points = [], []
    for start, end, reason in _borders(len(values), rebases):
        stretches = _stretches(whole, start, end, gaps)
        segment, triggers = _judged(stretches, (start, end, reason), scale, (floor, ceiling))
        segments.append(segment)
        points += [Point(i, values[i], segment, tuple(triggers.get(i, ()))) for i in range(start, end)]
    return Xmr(tuple(points), tuple(segments))


def _scale(values):
    """The power of ten that makes all values whole numbers."""
    exponents = {value.as_tuple().exponent for value in values if isinstance(value, Decimal)}
    return 10 ** max(0, -min(exponents, default=0))


def _borders(length, rebases):
    """(start, end, reason) of each segment. A re-base at the first point gives the first segment its reason."""
    reasons = {0: "", **{rebase.index: rebase.reason for rebase in sorted(rebases, key=lambda rebase: rebase.index)}}
    starts = [index for index in reasons if index < max(length, 1)]
    return [(start, end, reasons[start]) for start, end in pairwise([*starts, length])]


def _stretches(whole, start, end, gaps):
    stretches, before = [], None
    for index in range(start, end):
        if whole[index] is not None:
            if before is None or index in gaps:
                stretches.append(_Stretch(index, []))
            stretches[-1].values.append(whole[index])
        before = whole[index]
    return stretches


def _judged(stretches, border, scale, possible):
    """A segment, and its triggers by the index of the point.

    With n values of sum S, and m moving ranges of sum R, a value v is outside where |v - S/n| > 2.66 R/m. Here both
    sides are multiplied by 100nm, so that they are whole.
    """
    values = [value for stretch in stretches for value in stretch.values]
    ranges = [abs(after - before) for stretch in stretches for before, after in pairwise(stretch.values)]
    n, m = len(values), len(ranges)
    if n < LEAST_POINTS or m < LEAST_RANGES:
        mean = Decimal(sum(values)) / (n * scale) if n else None
        return Segment(*border, n, m, mean, None, None), {}
    total, limit = sum(values), LIMIT_PERCENT * n * sum(ranges)
    triggers = {}
    for stretch in stretches:
        distances = [100 * m * (n * value - total) for value in stretch.values]
        for index, trigger in _triggers(stretch, distances, limit):
            triggers.setdefault(index, []).append(trigger)
    return Segment(*border, n, m, *_lines(values, ranges, scale, possible)), triggers


def _lines(values, ranges, scale, possible):
    """The mean and the two limits, cut off at what is possible."""
    floor, ceiling = possible
    mean = Decimal(sum(values)) / (len(values) * scale)
    width = Decimal(LIMIT_PERCENT * sum(ranges)) / (100 * len(ranges) * scale)
    lower, upper = mean - width, mean + width
    return (
        mean,
        lower if floor is None else max(lower, Decimal(floor)),
        upper if ceiling is None else min(upper, Decimal(ceiling)),
    )


def _triggers(stretch, distances, limit):
    """(index, trigger) of each point that triggers a rule. `distances` from the mean are on the scale of `limit`."""
    found = [
        *_outside(distances, limit),
        *_alike(Rule.RUN, RUN_LENGTH, [_sign(distance) for distance in distances]),
        *_trends(distances),
        *_near(distances, limit),
    ]
    return [(stretch.first + at, Trigger(rule, way, stretch.first + first)) for at, rule, way, first in found]


def _outside(distances, limit):
    return [(at, Rule.OUTSIDE, _way(distance), at) for at, distance in enumerate(distances) if abs(distance) > limit]


def _trends(distances):
    """A trend of points is a run of steps, one fewer; the first step's earlier end belongs to it."""
    steps = [_sign(after - before) for before, after in pairwise(distances)]
    found = _alike(Rule.TREND, TREND_LENGTH - 1, steps)
    starts = {(first, Rule.TREND, way, first) for _, _, way, first in found}
    return [*starts, *((at + 1, rule, way, first) for at, rule, way, first in found)]


def _alike(rule, length, signs):
    """The members of each unbroken row of one sign, neither zero, that is at least so long."""
    found, first = [], 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at] != signs[first]:
            if signs[first] and at - first >= length:
                found += [(member, rule, _way(signs[first]), first) for member in range(first, at)]
            first = at
    return found


def _near(distances, limit):
    """Points beyond two thirds of the limit that share a group of three with another one. See NEAR_COUNT."""
    far = {at for at, distance in enumerate(distances) if 3 * abs(distance) > 2 * limit}
    first_of = {}
    for start in sorted({at - back for at in far for back in range(NEAR_WINDOW)}):
        group = range(start, start + NEAR_WINDOW)
        if 0 <= start <= len(distances) - NEAR_WINDOW and len({_sign(distances[at]) for at in group}) == 1:
            members = [at for at in group if at in far]
            for at in members if len(members) >= NEAR_COUNT else ():
                first_of.setdefault(at, members[0])
    return [(at, Rule.NEAR, _way(distances[at]), first) for at, first in first_of.items()]


def _sign(number):
    return (number > 0) - (number < 0)


def _way(number):
    return Way.UP if number > 0 else Way.DOWN
