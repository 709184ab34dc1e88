"""What a measure's page shows beside its signal: facts, quality of the data, history, files, and its pictures."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from config.components import Fact, KeyFigure
from improvement.figure_words import figure_text, number_text
from improvement.models import FindingTie, IndicatorEvent, Intervention, StatisticsImport, Target, WorkstreamTie
from improvement.models.indicator import EventKind
from improvement.models.observation import FigureStatus, Missing
from improvement.readings import Figure
from improvement.spc import Rule, Way
from improvement.wording import capital, counted, listed


def facts_of(reading, programme, on):
    """What the page of a measure shows beside its charts, as known on a day."""
    indicator = reading.indicator
    findings, workstreams = ties_on(indicator, on)
    brought = {"observations__indicator": indicator, "observations__recorded_on__lte": on}
    files = StatisticsImport.objects.defer("rows").filter(**brought)
    last = files.select_related("recorded_by").order_by("-recorded_on", "-pk").first()
    return {
        "indicator": indicator,
        "is_retired": indicator.is_retired_on(on),
        "key_figures": key_figures(reading),
        "rows": _rows(reading),
        "targets": [(target, target_text(indicator, target)) for target in targets_on(indicator, on)],
        "facts": definition_facts(indicator),
        "quality": quality_sentences(reading, restated_count(indicator, programme.supported, on)),
        "last_file": last,
        "findings": findings,
        "workstreams": workstreams,
    }


@dataclass(frozen=True)
class Row:
    """A line of the table: a figure, the usual range it is held against, and what it signals."""

    figure: Figure
    range: str
    signal: str
    status: str


def _rows(reading):
    """A Row for each period, newest first."""
    chart = reading.signal.chart
    points = chart.points if chart else [None] * len(reading.figures)
    return [_row(reading.indicator, *pair) for pair in zip(reading.figures, points, strict=True)][::-1]


def _row(indicator, figure, point):
    range_, signal = "", ""
    if point and point.segment.has_limits:
        low, high = (number_text(limit, 1) for limit in (point.segment.lower, point.segment.upper))
        range_ = f"{low} to {high}"
    if point and point.triggers:
        signal = capital(listed(list(dict.fromkeys(_TOLD[trigger.rule, trigger.way] for trigger in point.triggers))))
    return Row(figure, range_, signal, FigureStatus(figure.status).label)


_TOLD = {
    (Rule.OUTSIDE, Way.UP): "above the upper limit",
    (Rule.OUTSIDE, Way.DOWN): "below the lower limit",
    (Rule.RUN, Way.UP): "long above the average",
    (Rule.RUN, Way.DOWN): "long below the average",
    (Rule.TREND, Way.UP): "rising",
    (Rule.TREND, Way.DOWN): "falling",
    (Rule.NEAR, Way.UP): "close to the upper limit",
    (Rule.NEAR, Way.DOWN): "close to the lower limit",
}


def key_figures(reading):
    """Latest, the one before and the target, each with when and what it rests on."""
    latest, before = reading.latest, reading.before
    if latest is None:
        return [KeyFigure("Latest", "No figure yet")]
    told = [KeyFigure("Latest", latest.text, notes=_notes(latest))]
    if before:
        told.append(KeyFigure("The one before", before.text, notes=(*_notes(before), reading.change_text)))
    if reading.target:
        told.append(KeyFigure("Target", reading.target_text, notes=(reading.signal.assurance_sentence,)))
    return told


def _notes(figure):
    status = () if figure.status == FigureStatus.FINAL else (f"{FigureStatus(figure.status).label} figure",)
    return (str(figure.period), *((figure.parts,) if figure.parts else ()), *status)


def definition_facts(indicator):
    parts = []
    if indicator.numerator_label:
        parts = [Fact("Numerator", indicator.numerator_label), Fact("Denominator", indicator.denominator_label)]
    return [
        Fact("Definition", indicator.definition),
        *parts,
        Fact("Unit", indicator.get_unit_display()),
        Fact("Stock or flow", "At the end of a period" if indicator.basis == "stock" else "Over a period"),
        Fact("Which way is better", indicator.get_polarity_display()),
        Fact("Period", indicator.get_frequency_display()),
        Fact("Source", indicator.publisher),
        Fact("Owner", indicator.owner_post),
        Fact("Code", indicator.code),
    ]


def quality_sentences(reading, restated):
    """What a reader should know before relying on the figures."""
    told = []
    missing = Counter(figure.missing for figure in reading.figures if figure.value is None)
    for symbol, count in sorted(missing.items()):
        if symbol in Missing.values:
            told.append(f"{capital(counted(count, 'period'))} without a figure: {Missing(symbol).label.lower()}.")
        else:
            told.append(f"{capital(counted(count, 'figure'))} hidden: too few children stand behind them.")
    provisional = sum(1 for figure in reading.figures if figure.status == FigureStatus.PROVISIONAL)
    if provisional:
        told.append(f"{capital(counted(provisional, 'figure'))} provisional: they may be restated.")
    if restated:
        told.append(f"{capital(counted(restated, 'figure'))} restated since first recorded; both stay on record.")
    if reading.signal.is_trial:
        told.append("Fewer than 12 points: the limits are trial limits.")
    return told


def restated_count(indicator, authority, on):
    """How many figures of an authority hold another value now than when first recorded, as known on a day."""
    known = indicator.observations.known_on(on).filter(authority=authority).order_by("recorded_on", "pk")
    first, newest = {}, {}
    for end, *figure in known.values_list("period_end", "value", "missing"):
        first.setdefault(end, figure)
        newest[end] = figure
    return sum(1 for end, figure in newest.items() if figure != first[end])


@dataclass(frozen=True)
class Marked:
    """What a chart marks: an event, a Direction or notice, a break or new limits. An event is of no further kind."""

    on: datetime.date
    kind: str
    title: str
    reason: str = ""
    is_rebase: bool = False


def events_on(programme, indicator, on):
    """What a measure's chart marks, oldest first, as known on a day."""
    return events_of(indicator, all_events_on(programme, on))


def all_events_on(programme, on):
    """{measure's key: what its chart marks}, and under None what every chart marks, as known on a day. Two queries."""
    found = defaultdict(list)
    for event in IndicatorEvent.objects.known_on(on).filter(programme=programme):
        kind = "" if event.kind == EventKind.EVENT else event.get_kind_display()
        marked = Marked(event.happened_on, kind, event.title, event.reason, event.kind != EventKind.EVENT)
        found[event.indicator_id].append(marked)
    for issued in Intervention.objects.known_on(on).filter(programme=programme):
        found[None].append(Marked(issued.issued_on, issued.get_kind_display(), issued.title))
    return found


def events_of(indicator, found):
    """Those of all_events_on() that one measure's chart marks, oldest first."""
    return sorted([*found[None], *found[indicator.pk]], key=lambda marked: (marked.on, marked.title))


def rebases_of(events):
    """(date, title) of those where limits begin anew."""
    return [(event.on, event.title) for event in events if event.is_rebase]


def targets_on(indicator, on):
    """Targets of a measure as known on a day, by the day they apply from; of one day the newest."""
    return all_targets_on(Target.objects.filter(indicator=indicator), on)[indicator.pk]


def all_targets_on(targets, on):
    """{measure's key: its targets, as targets_on() gives them}, of a queryset of them. One query."""
    found = defaultdict(dict)
    known = targets.known_on(on).select_related("recorded_by")
    for target in known.order_by("applies_from", "recorded_on", "pk"):
        found[target.indicator_id][target.applies_from] = target
    return defaultdict(list, {key: list(newest.values()) for key, newest in found.items()})


def ties_on(indicator, on):
    """(findings, workstreams) that a measure speaks for, as known on a day."""
    findings = FindingTie.objects.standing_on(on).filter(indicator=indicator).select_related("finding")
    workstreams = WorkstreamTie.objects.standing_on(on).filter(indicator=indicator).select_related("workstream")
    return (
        [tie.finding for tie in findings.order_by("finding__position", "finding__reference")],
        [tie.workstream for tie in workstreams.order_by("workstream__number")],
    )


def all_ties_on(programme, on):
    """{measure's key: ([references of findings], [numbers of workstreams])} as known on a day. Two queries."""
    found = defaultdict(lambda: ([], []))
    findings = FindingTie.objects.standing_on(on).filter(programme=programme).order_by("finding__position")
    for key, reference in findings.values_list("indicator", "finding__reference"):
        found[key][0].append(reference)
    workstreams = WorkstreamTie.objects.standing_on(on).filter(programme=programme).order_by("workstream__number")
    for key, number in workstreams.values_list("indicator", "workstream__number"):
        found[key][1].append(number)
    return found


def target_text(indicator, target):
    within = f", within {figure_text(indicator, target.tolerance)}" if target.tolerance else ""
    return f"{figure_text(indicator, target.value)}{within}"
