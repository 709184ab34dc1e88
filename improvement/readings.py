"""What measures say on a day: their figures as they were known then, the target, and the signal in them.

The grid, a measure's page, the position, workstreams and findings, the API and files all read these, so they cannot
disagree. Each part takes a fixed number of queries, whatever the number of measures and figures.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When

from audit.unchanged import while_unchanged
from config.records import on_each
from improvement import signals
from improvement.figure_words import figure_text, parts_text
from improvement.models import Indicator, Observation, Target
from improvement.models.indicator import EventKind
from improvement.periods import YEARLY, Period
from improvement.signals import Assurance, Signal, Variation
from improvement.small_numbers import hide_small, newest_of

FIELDS = (
    "pk",
    "period_end",
    "value",
    "missing",
    "numerator",
    "numerator_missing",
    "denominator",
    "denominator_missing",
    "status",
    "recorded_on",
)


class Figure(NamedTuple):
    """One observation as it was known on a day. `missing` says why there is no value, or that it is hidden."""

    indicator: Indicator
    pk: int
    period_end: datetime.date
    value: Decimal | None
    missing: str
    numerator: Decimal | None
    numerator_missing: str
    denominator: Decimal | None
    denominator_missing: str
    status: str
    recorded_on: datetime.date

    @property
    def period(self):
        return Period(self.indicator.frequency, self.period_end)

    @property
    def text(self):
        return figure_text(self.indicator, self.value, self.missing)

    @property
    def parts(self):
        return parts_text(self)


@dataclass(frozen=True)
class Reading:
    """A measure on a day: its figures, oldest first, of the supported authority."""

    indicator: Indicator
    figures: tuple[Figure, ...]
    rebases: tuple
    """(date, reason): where limits begin anew."""
    versions: tuple = field(default=(), repr=False, compare=False)
    """Every figure that was recorded, restated ones too; none where small numbers are hidden."""

    def with_small_hidden(self):
        """The same for readers who may not see small numbers: no signal rests on what is hidden."""
        return Reading(
            self.indicator, tuple(hide_small(self.versions or self.figures, self.indicator.unit)), self.rebases
        )

    @cached_property
    def known(self):
        return [figure for figure in self.figures if figure.value is not None]

    @property
    def latest(self):
        return self.known[-1] if self.known else None

    @property
    def before(self):
        return self.known[-2] if len(self.known) > 1 else None

    @property
    def target(self):
        """The target its newest figure is held against, or none."""
        measure = self.indicator
        if measure.judged_value is None:
            return None
        return signals.Target(measure.judged_value, measure.judged_tolerance, measure.judged_from)

    @cached_property
    def signal(self) -> Signal:
        return signals.signal_for(
            [figure.period for figure in self.figures],
            [figure.value for figure in self.figures],
            measure=measure_of(self.indicator),
            target=self.target,
            rebases=self.rebases,
        )

    @property
    def target_text(self):
        return figure_text(self.indicator, self.target.value) if self.target else ""

    @property
    def change_text(self):
        """The latest figure against the one before: up 3, down 2.1 percentage points, no change."""
        if self.before is None:
            return ""
        shown = measure_of(self.indicator).shown
        step = shown(self.latest.value) - shown(self.before.value)
        if not step:
            return "No change"
        return f"{'Up' if step > 0 else 'Down'} {signals.difference(abs(step), self.indicator.unit)}"

    @property
    def is_exception(self):
        """What a board should look at first."""
        return self.signal.variation == Variation.WORSENING or self.signal.assurance == Assurance.FAILS


def measure_of(indicator):
    return signals.Measure(indicator.unit, indicator.polarity, indicator.basis, indicator.decimals)


def indicators_on(programme, on, *, retired=False):
    """Measures in use on a day, each with target_value and target_tolerance of the target in force, if any.

    judged_value, judged_tolerance and judged_from are of the target its newest figure is held against: a yearly
    figure is held against what was in force at the end of its year, where something was. With `retired` also those
    that were retired by then.
    """
    known = programme.indicators.known_on(on) if retired else programme.indicators.in_use_on(on)
    targets = Target.objects.known_on(on).filter(indicator=OuterRef("pk"), applies_from__lte=on)
    newest = targets.order_by(*_NEWEST_TARGET)
    judged = _judged_first(targets, programme, on)
    return known.annotate(
        target_value=Subquery(newest.values("value")[:1]),
        target_tolerance=Subquery(newest.values("tolerance")[:1]),
        judged_value=Subquery(judged.values("value")[:1]),
        judged_tolerance=Subquery(judged.values("tolerance")[:1]),
        judged_from=Subquery(judged.values("applies_from")[:1]),
    )


_NEWEST_TARGET = ("-applies_from", "-recorded_on", "-pk")


def _judged_first(targets, programme, on):
    """The targets of a measure, first the one in force when its newest year with a figure ended; else the newest."""
    figures = Observation.objects.known_on(on).filter(
        programme=programme, authority=programme.supported_id, indicator=OuterRef("indicator"), value__isnull=False
    )
    newest = figures.order_by("-period_end").values("period_end")[:1]
    is_later = When(indicator__frequency__in=YEARLY, applies_from__gt=Subquery(newest), then=Value(1))
    return targets.annotate(is_later=Case(is_later, default=Value(0))).order_by("is_later", *_NEWEST_TARGET)


def tied(indicators, ties, on):
    """Those of the measures that the ties standing on a day name; `ties` are FindingTies or WorkstreamTies."""
    return indicators.filter(pk__in=ties.standing_on(on).values("indicator"))


def readings(programme, on, *, small_numbers):
    """The Reading of each measure in use on a day, by area and title. Two queries; one while nothing happens.

    Without `small_numbers` those figures are hidden, and no signal rests on them.
    """

    def work_out():
        in_use = indicators_on(programme, on).order_by("area", "title")
        return tuple(readings_of(in_use, programme, on, small_numbers=small_numbers))

    return while_unchanged(programme, ("readings", on, small_numbers), work_out)


def among(found, indicators):
    """Those of some Readings whose measures a queryset leaves."""
    chosen = set(indicators.order_by().values_list("pk", flat=True))
    return [reading for reading in found if reading.indicator.pk in chosen]


def readings_of(indicators, programme, on, *, small_numbers, rebases=None):
    """The Readings of some measures, retired ones too, in their order. `rebases` are (date, title) of the one measure
    asked for, where they are known already.
    """
    if rebases is None:
        chosen, anew = _gathered(_with_rebases(indicators, on))
    else:
        chosen = list(indicators)
        anew = {chosen[0].pk: rebases}
    series = series_of(programme, programme.supported, on, chosen)
    return [
        _reading(indicator, series[indicator.pk], anew[indicator.pk], small_numbers=small_numbers)
        for indicator in chosen
    ]


def readings_on_each(programme, days, *, small_numbers):
    """{day: the Readings of that day}, as readings() gives them of one, in as many queries."""
    rows = on_each(days, lambda day: _with_rebases(indicators_on(programme, day), day), "area", "title")
    gathered = {day: _gathered(rows[day]) for day in days}
    in_use = {indicator.pk: indicator for chosen, _ in gathered.values() for indicator in chosen}
    series = series_of(programme, programme.supported, max(days), in_use.values())
    found = {}
    for day, (chosen, anew) in gathered.items():
        known = {key: [figure for figure in versions if figure.recorded_on <= day] for key, versions in series.items()}
        found[day] = [
            _reading(indicator, known.get(indicator.pk, []), anew[indicator.pk], small_numbers=small_numbers)
            for indicator in chosen
        ]
    return found


def _reading(indicator, versions, rebases, *, small_numbers):
    whole = Reading(indicator, tuple(newest_of(versions)), tuple(sorted(rebases)), tuple(versions))
    return whole if small_numbers else whole.with_small_hidden()


def series_of(programme, authority, on, indicators):
    """{indicator's key: the Figures of an authority as known on a day, in order of period and then as recorded}.

    Restated ones stand in it with what they said before: newest_of() leaves the newest of each period.
    """
    by_key = {indicator.pk: indicator for indicator in indicators}
    rows = Observation.objects.known_on(on).filter(programme=programme, authority=authority, indicator__in=by_key)
    in_order = rows.order_by("indicator", "period_end", "recorded_on", "pk").values_list("indicator_id", *FIELDS)
    found = defaultdict(list)
    for key, *fields in in_order:
        found[key].append(Figure(by_key[key], *fields))
    return found


def _with_rebases(indicators, on):
    """A row for each measure and each of its breaks and new limits, so that these need no query of their own."""
    known = Q(events__recorded_on__lte=on, events__kind__in=(EventKind.BREAK, EventKind.REBASE))
    return indicators.annotate(rebase=FilteredRelation("events", condition=known)).annotate(
        rebased_on=F("rebase__happened_on"), rebased_for=F("rebase__title")
    )


def _gathered(rows):
    """(the measures, {measure's key: [(date, title)] of its breaks and new limits}), of rows of _with_rebases()."""
    chosen, rebases = {}, defaultdict(list)
    for indicator in rows:
        chosen[indicator.pk] = indicator
        if indicator.rebased_on:
            rebases[indicator.pk].append((indicator.rebased_on, indicator.rebased_for))
    return list(chosen.values()), rebases


_WORST_FIRST = {
    Variation.WORSENING: 0,
    Variation.CHANGED: 2,
    Variation.IMPROVING: 3,
    Variation.COMMON_CAUSE: 4,
    Variation.YEARLY: 5,
    Variation.TOO_FEW: 6,
}


def worst_first(found):
    """Readings as a board reads them: worsening, then failing its target, changed, improving, and the rest."""
    return sorted(found, key=lambda reading: (_place(reading), reading.indicator.area, reading.indicator.title))


def _place(reading):
    place = _WORST_FIRST[reading.signal.variation]
    return 1 if place > 1 and reading.signal.assurance == Assurance.FAILS else place
