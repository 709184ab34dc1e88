"""What a series says: whether anything changed, whether that is good, and whether its target can be relied on.

Words come first: each judgement is a sentence, and the icon beside it only repeats the sentence.

Source: NHS England, "Making Data Count", for variation judged on the latest point and assurance on the limits.
"""

import datetime
import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise

from django.db import models

from improvement.models.comparator import Basis, Unit
from improvement.models.indicator import Polarity
from improvement.periods import YEARLY, PeriodKind
from improvement.spc import FIRM_POINTS, LEAST_POINTS, LEAST_RANGES, NEAR_WINDOW, Rebase, Rule, Way, Xmr, xmr
from improvement.wording import counted, day, number_word

NOUNS = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter"}


class Variation(models.TextChoices):
    IMPROVING = "improving", "Improving"
    WORSENING = "worsening", "Worsening"
    CHANGED = "changed", "Changed"
    COMMON_CAUSE = "common_cause", "No real change"
    TOO_FEW = "too_few", "Too few points"
    YEARLY = "yearly", "Yearly figures, no limits"


class Assurance(models.TextChoices):
    PASSES = "passes", "Passes"
    FAILS = "fails", "Fails"
    HIT_AND_MISS = "hit_and_miss", "Hit and miss"
    NONE = "none", "Not judged"


@dataclass(frozen=True)
class Target:
    """What the figure should be, in its own unit. A figure that falls short by the tolerance or less still meets it."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    applies_from: datetime.date | None = None
    """No earlier year is held against it."""

    def bar(self, polarity):
        """The least good figure that meets the target."""
        return self.value - self.tolerance if polarity == Polarity.HIGHER else self.value + self.tolerance

    def is_met_by(self, value, polarity):
        bar = self.bar(polarity)
        return value >= bar if polarity == Polarity.HIGHER else value <= bar


@dataclass(frozen=True)
class Measure:
    """How an indicator's figures are to be read."""

    unit: Unit
    polarity: Polarity = Polarity.NONE
    basis: str = ""
    """A Basis where it is known: only a flow is said to be so many "a month"."""
    decimals: int | None = None
    """To how many a figure is shown; None for as it is. Limits and averages have their own."""

    def shown(self, value):
        """A figure as everybody sees it, half up: what a sentence compares is what it shows."""
        if self.decimals is None:
            return value
        return Decimal(value).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    @property
    def floor(self):
        return Decimal(0)

    @property
    def ceiling(self):
        return Decimal(100) if self.unit == Unit.PERCENTAGE else None


@dataclass(frozen=True)
class Signal:
    """The two judgements of a series and their sentences. `chart` is None where there can be no limits by kind."""

    variation: Variation
    sentence: str
    assurance: Assurance
    assurance_sentence: str
    way: Way | None = None
    """Which way the figure went, where that is what the judgement is about."""
    chart: Xmr | None = None

    @property
    def is_trial(self):
        return bool(self.chart and self.chart.latest and self.chart.latest.segment.is_trial)


@dataclass(frozen=True)
class _Series:
    periods: tuple
    values: tuple
    measure: Measure
    target: Target | None

    @property
    def noun(self):
        return NOUNS[self.periods[0].kind]


def signal_for(periods, values, *, measure, target=None, rebases=()):
    """The Signal of a series in order of time; values are whole numbers or Decimals, None where one is missing.

    `target` is the one it is held against: the caller chooses. `rebases` are (date, reason): limits are computed anew
    from the first period that starts on that day or later. Yearly figures get no limits.
    """
    return _signal_for(tuple(periods), tuple(values), measure, target, tuple(rebases))


# The same series is asked for by one page after the other, and always says the same.
@lru_cache(maxsize=512)
def _signal_for(periods, values, measure, target, rebases):
    series = _Series(periods, values, measure, target)
    if all(value is None for value in values):
        return Signal(Variation.TOO_FEW, "No figures yet.", Assurance.NONE, _unjudged(series))
    if is_yearly(periods):
        return _yearly(series)
    chart = chart_of(periods, values, measure=measure, rebases=rebases)
    variation, way, sentence = _variation(series, chart)
    assurance, assurance_sentence = _assurance(series, chart.latest.segment)
    return Signal(variation, sentence, assurance, assurance_sentence, way, chart)


def chart_of(periods, values, *, measure, rebases=()):
    """The limits and triggers of a monthly or quarterly series: Xmr. For what is said of it, see signal_for()."""
    return xmr(
        values,
        floor=measure.floor,
        ceiling=measure.ceiling,
        rebases=_placed(rebases, periods),
        gaps={i + 1 for i, (before, after) in enumerate(pairwise(periods)) if _is_gap(before, after)},
    )


def variation_of(point, polarity):
    """What one point of a chart says by itself."""
    return _judged(polarity, point.triggers)[0] if point.triggers else Variation.COMMON_CAUSE


def is_yearly(periods):
    """Whether figures come once a year, so that limits would rest on too few points to mean anything."""
    return periods[0].kind in YEARLY


def figure(value, unit):
    """A figure as a reader sees it, at most two places: 25,100; 14.6%; 115.5 per 10,000."""
    return number(value) + {Unit.COUNT: "", Unit.PERCENTAGE: "%", Unit.RATE_PER_10000: " per 10,000"}[unit]


def difference(value, unit):
    """How far apart two figures are: percentages differ by percentage points."""
    if unit != Unit.PERCENTAGE:
        return number(value)
    return f"{number(value)} percentage point{'' if value == 1 else 's'}"


def number(value):
    """A figure without its unit."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def rounded(value, places="0.1"):
    """Limits and averages are estimates: one place is all they bear."""
    return Decimal(value).quantize(Decimal(places), ROUND_HALF_UP)


def _beside(limit, value, unit):
    """A limit in words that compare it with a value: a second place where one would make the two look equal."""
    places = "0.01" if rounded(limit) == value else "0.1"
    return figure(rounded(limit, places), unit)


def _placed(rebases, periods):
    """Dated re-bases as Rebase; one after the last period waits for its first figure."""
    found = ((next((i for i, p in enumerate(periods) if p.start >= date), None), why) for date, why in rebases)
    return [Rebase(index, why) for index, why in found if index is not None]


def _is_gap(before, after):
    """Whether a month or quarter is missing between two."""
    return (after.start - before.end).days > 1


def _variation(series, chart):
    """(variation, way, sentence), judged on the latest point."""
    latest = chart.latest
    if not latest.segment.has_limits:
        return Variation.TOO_FEW, None, _too_few(series, latest.segment)
    trial = _on_trial(series, latest.segment)
    if not latest.triggers:
        return Variation.COMMON_CAUSE, None, f"No real change: {_usual(series, latest.segment)}.{trial}"
    variation, way = _judged(series.measure.polarity, latest.triggers)
    said = _phrases(series, chart, latest.triggers, way)
    unpolarised = "; this measure has no good or bad direction" if variation == Variation.CHANGED else ""
    return variation, way, f"{variation.label}: {said}{unpolarised}.{trial}"


def _judged(polarity, triggers):
    """(variation, way). Where rules disagree, as when a high figure falls, it is improving; the sentence says both.

    Source: the single chart tool of Making Data Count (NHSRplotthedots, issue 194).
    """
    if polarity == Polarity.NONE:
        return Variation.CHANGED, triggers[0].way
    good = Way.UP if polarity == Polarity.HIGHER else Way.DOWN
    if any(trigger.way == good for trigger in triggers):
        return Variation.IMPROVING, good
    return Variation.WORSENING, triggers[0].way


def _phrases(series, chart, triggers, way):
    """The first trigger that way in words and, after a "but", the first of the other way."""
    first = next(trigger for trigger in triggers if trigger.way == way)
    other = next((trigger for trigger in triggers if trigger.way != way), None)
    said = _phrase(series, chart, first)
    return f"{said}, but {_phrase(series, chart, other)}" if other else said


def _phrase(series, chart, trigger):
    latest, noun = chart.latest, series.noun
    above = trigger.way == Way.UP
    length = latest.index - trigger.first + 1
    since = series.periods[trigger.first]
    if trigger.rule == Rule.OUTSIDE:
        limit = latest.segment.upper if above else latest.segment.lower
        shown = _beside(limit, latest.value, series.measure.unit)
        name = "above the upper" if above else "below the lower"
        return (
            f"{since}, at {figure(series.measure.shown(latest.value), series.measure.unit)}, is {name} limit of {shown}"
        )
    if trigger.rule == Rule.RUN:
        return f"{counted(length, noun)} {'above' if above else 'below'} the average since {since}"
    if trigger.rule == Rule.TREND:
        return f"{'rising' if above else 'falling'} for {counted(length, noun)} since {since}"
    return f"{_near_count(chart, trigger)} {noun}s are close to the {'upper' if above else 'lower'} limit"


def _near_count(chart, trigger):
    at = chart.latest.index
    group = chart.points[at - NEAR_WINDOW + 1 : at + 1]
    near = sum(any(t.rule == Rule.NEAR and t.way == trigger.way for t in point.triggers) for point in group)
    return f"{'all' if near == NEAR_WINDOW else number_word(near)} of the last {number_word(NEAR_WINDOW)}"


def _usual(series, segment):
    """It is within the usual range of 12 to 19 a month. Counts are whole, so the range is of whole counts."""
    unit = series.measure.unit
    each = f" a {series.noun}" if unit == Unit.COUNT and series.measure.basis == Basis.FLOW else ""
    if segment.lower == segment.upper:
        return f"{figure(rounded(segment.mean), unit)}{each} throughout"
    low, high = rounded(segment.lower), rounded(segment.upper)
    if unit == Unit.COUNT and math.ceil(segment.lower) < math.floor(segment.upper):
        low, high = math.ceil(segment.lower), math.floor(segment.upper)
    return f"within the usual range of {_span(low, high, unit)}{each}"


def _span(low, high, unit):
    if unit == Unit.RATE_PER_10000:
        return f"{number(low)} to {figure(high, unit)}"
    return f"{figure(low, unit)} to {figure(high, unit)}"


def _too_few(series, segment):
    noun = series.noun
    if segment.count < LEAST_POINTS:
        return f"Too few {noun}s for limits: {number_word(segment.count)} of the {number_word(LEAST_POINTS)} needed."
    steps = f"{counted(segment.range_count, 'step')} from one {noun} to the next"
    return f"Too many gaps for limits: {steps}, of the {number_word(LEAST_RANGES)} needed."


def _on_trial(series, segment):
    if not segment.is_trial:
        return ""
    return f" The limits are trial limits: {number_word(segment.count)} of {FIRM_POINTS} {series.noun}s."


def _unjudged(series):
    if series.target is None:
        return "No target is set."
    shown = figure(series.target.value, series.measure.unit)
    if series.measure.polarity == Polarity.NONE:
        return f"Not judged against {shown}: this measure has no good or bad direction."
    return f"Not judged against the target of {shown} until there are limits."


def _assurance(series, segment):
    """(assurance, sentence): on which side of the target all usual figures lie."""
    target, polarity, unit = series.target, series.measure.polarity, series.measure.unit
    if target is None or polarity == Polarity.NONE or not segment.has_limits:
        return Assurance.NONE, _unjudged(series)
    low, high = ("low", segment.lower), ("high", segment.upper)
    worst, best = (low, high) if polarity == Polarity.HIGHER else (high, low)
    if target.is_met_by(worst[1], polarity):
        return Assurance.PASSES, f"Passes: {_even(series, *worst)} meets {_against(target, unit)}."
    if not target.is_met_by(best[1], polarity):
        return Assurance.FAILS, f"Fails: {_even(series, *best)} misses {_against(target, unit)}."
    limits = " and ".join(_beside(limit, target.bar(polarity), unit) for limit in (segment.lower, segment.upper))
    return Assurance.HIT_AND_MISS, f"Hit and miss: the limits, {limits}, lie on both sides of {_against(target, unit)}."


def _even(series, word, limit):
    shown = _beside(limit, series.target.bar(series.measure.polarity), series.measure.unit)
    return f"even a usual {word} {series.noun}, at {shown},"


def _against(target, unit):
    within = f", with its tolerance of {difference(target.tolerance, unit)}" if target.tolerance else ""
    return f"the target of {figure(target.value, unit)}{within}"


def _yearly(series):
    """Two years are compared in words, and nothing is claimed about a trend."""
    known = [(period, value) for period, value in zip(series.periods, series.values, strict=True) if value is not None]
    (period, value), *before = [(period, series.measure.shown(value)) for period, value in known[::-1]]
    way, sentence = _year_on_year(series, period, value, before)
    return Signal(Variation.YEARLY, sentence, Assurance.NONE, _yearly_target(series, period, value), way)


def _year_on_year(series, period, value, before):
    unit, now = series.measure.unit, f"{figure(value, series.measure.unit)} {_when(period)}"
    if not before:
        return None, f"{now}; there is no earlier year to compare."
    earlier, was = before[0]
    if value == was:
        return None, f"{now}, the same as {_when(earlier)}; two points are not a trend."
    way = Way.UP if value > was else Way.DOWN
    step = f"{way} {difference(abs(value - was), unit)} from {figure(was, unit)} {_when(earlier)}"
    return way, f"{now}, {step}; two points are not a trend."


def _when(period):
    return f"{'on' if period.kind == PeriodKind.SNAPSHOT else 'in'} {period}"


def _yearly_target(series, period, value):
    """Whether the one figure meets the target. It is a fact about that year, not an assurance of the next."""
    if series.target is None or series.measure.polarity == Polarity.NONE:
        return _unjudged(series)
    target = series.target
    if target.applies_from and period.end < target.applies_from:
        shown = figure(target.value, series.measure.unit)
        return f"Not judged: the target of {shown} applies from {day(target.applies_from)}."
    verb = "meets" if series.target.is_met_by(value, series.measure.polarity) else "misses"
    return (
        f"{figure(value, series.measure.unit)} {_when(period)} {verb} {_against(series.target, series.measure.unit)}."
    )
