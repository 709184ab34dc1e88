"""The pictures of an indicator: its series with limits, events and targets, and a small line to stand beside its words.

Shapes differ as well as colours, and lines have their names at their end: pictures are read in black and white too.
"""

import datetime
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html

from config.charts import Chart
from improvement.chart_frame import (
    BAND,
    GREY,
    INK,
    LINE_COLOUR,
    POINT_LOOKS,
    POINT_MARK,
    POINTS,
    TARGET_COLOUR,
    apart,
    as_is,
    frame_of,
    framed,
    layer,
    look,
    pieces,
)
from improvement.models.comparator import Unit
from improvement.signals import Measure, Variation, figure, number, rounded, variation_of
from improvement.spc import Xmr

WIDTH, HEIGHT = 1060, 400
LEFT, RIGHT, TOP, BOTTOM = 62, 246, 58, 34
"""Pixels around the plot: figures on the left, names of lines on the right, key and signs of events above."""

LABEL_STEP = 17
LABEL_WIDTH = RIGHT - 38
"""Where a reader's machine has another typeface than Arial, names are up to a seventh wider."""

SIGN_STEP = 20
KEY_STEP = 110
YEAR_SIZE = 70
"""The area in square pixels of a point that no limit judges: a few of them make the whole picture."""

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 132, 28, 5


@dataclass(frozen=True)
class Mark:
    """A vertical line of a chart and its sign: a number for an event, a letter where limits are computed anew."""

    sign: str
    date: datetime.date
    text: str


@dataclass(frozen=True)
class _Series:
    """What indicator_chart() draws."""

    periods: list
    values: list
    measure: Measure
    chart: Xmr | None
    targets: list

    @property
    def limited(self):
        """The segments that have limits."""
        return [segment for segment in (self.chart.segments if self.chart else ()) if segment.has_limits]

    @property
    def variations(self):
        """What each point says by itself. Without limits none says anything."""
        if not self.chart:
            return [Variation.COMMON_CAUSE for _ in self.values]
        return [variation_of(point, self.measure.polarity) for point in self.chart.points]


def chart_marks(periods, *, signal, events=()):
    """The Marks of indicator_chart(), for the list below it. `events` are (day, text)."""
    numbered = [Mark(str(i), date, text) for i, (date, text) in enumerate(sorted(events), start=1)]
    anew = [segment for segment in (signal.chart.segments if signal.chart else ()) if segment.reason]
    return numbered + [Mark(chr(ord("A") + i), periods[s.start].start, s.reason) for i, s in enumerate(anew)]


def indicator_chart(periods, values, *, name, measure, signal, targets=(), events=()):
    """A series as a line of points, with the average and limits of its `signal`; yearly ones have neither.

    `targets` are (first day, figure) in order of time; `events` are (day, text), told below the picture by
    chart_marks().
    """
    series = _Series(list(periods), list(values), measure, signal.chart, list(targets))
    lines = [(segment.lower, segment.upper) for segment in series.limited]
    rows = [values, *lines, [value for _, value in targets]]
    frame = frame_of(series.periods, rows, measure=measure, size=(WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM))
    layers = [
        *_limit_layers(frame, series),
        *_mark_layers(frame, chart_marks(series.periods, signal=signal, events=events)),
        *_target_layers(frame, series.targets),
        _line_layer(frame, series),
        _point_layer(frame, series),
        *_end_layers(frame, series),
        *_key_layers(series),
    ]
    padding = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
    return Chart(
        specification=framed(frame, layers, periods=series.periods, measure=measure, padding=padding),
        width=WIDTH,
        height=HEIGHT,
        alt=f"{name}. {signal.sentence} The table below holds the same figures.",
    )


def _limit_layers(frame, series):
    """The usual range as a pale band between its limits: dashed, or dotted while they are trial limits."""
    bands, lines = [], []
    days = [frame.day(period.start) for period in series.periods]
    for segment in series.limited:
        ends = {
            "x": _between(days, segment.start, frame.days[0]),
            "x2": _between(days, segment.end, frame.days[1]),
        }
        bands.append({**ends, "y": segment.lower, "y2": segment.upper})
        dash = [2, 4] if segment.is_trial else [7, 4]
        lines += [{**ends, "y": line, "dash": dash} for line in (segment.lower, segment.upper)]
        lines.append({**ends, "y": segment.mean, "dash": [1, 0]})
    if not lines:
        return []
    x2, y2 = {"x2": {"field": "x2"}}, {"y2": {"field": "y2"}}
    rule = {"type": "rule", "color": GREY, "strokeWidth": 1.2}
    return [
        layer(bands, {"type": "rect", "color": BAND}, {**x2, **y2}),
        layer(lines, rule, {**x2, "strokeDash": as_is("dash", "nominal")}),
    ]


def _between(days, index, outer):
    """Half way between a point and the one before it; at either end the edge of the plot."""
    return (days[index - 1] + days[index]) / 2 if 0 < index < len(days) else outer


def _mark_layers(frame, marks):
    """Events and re-bases as thin vertical lines, their signs above; signs that would touch stand in two rows."""
    first, last = frame.days
    shown = sorted((mark for mark in marks if first <= frame.day(mark.date) <= last), key=lambda mark: mark.date)
    rows, taken = [], [-SIGN_STEP, -SIGN_STEP]
    for mark in shown:
        at = frame.across(mark.date)
        row = 0 if at - taken[0] >= SIGN_STEP else 1
        taken[row] = at
        rows.append({"x": frame.day(mark.date), "sign": mark.sign, "at": -10 - 17 * row})
    if not rows:
        return []
    rule = {"type": "rule", "color": INK, "strokeWidth": 1, "strokeDash": [1, 2]}
    text = {"type": "text", "color": INK, "fontSize": 12, "fontWeight": "bold", "baseline": "middle"}
    return [
        layer(rows, rule, {"y": {"value": 0}, "y2": {"value": frame.height}}),
        layer(rows, text, {"y": {**as_is("at"), "axis": None}, "text": {"field": "sign"}}),
    ]


def _target_layers(frame, targets):
    """The target as steps: each holds from its first day to the next one's."""
    first, last = frame.days
    starts = [min(max(frame.day(date), first), last) for date, _ in targets]
    spans = zip(pairwise([*starts, last]), targets, strict=True)
    rows = [{"x": start, "x2": end, "y": value} for (start, end), (_, value) in spans if start < end]
    rule = {"type": "rule", "color": TARGET_COLOUR, "strokeWidth": 2, "strokeDash": [12, 3, 2, 3]}
    return [layer(rows, rule, {"x2": {"field": "x2"}})] if rows else []


def _line_layer(frame, series):
    """The line ends where a value is missing and starts anew after it."""
    rows = [
        {"x": frame.day(series.periods[i].start), "y": value, "line": f"{piece:03}"}
        for piece, points in enumerate(pieces(series.values))
        for i, value in points
    ]
    line = {"type": "line", "strokeJoin": "round", "stroke": LINE_COLOUR, "strokeWidth": 1.8}
    return layer(rows, line, {"detail": {"field": "line"}})


def _point_layer(frame, series):
    plain = {} if series.chart else {"size": YEAR_SIZE}
    rows = [
        {"x": frame.day(period.start), "y": value, **look(variation), **plain}
        for period, value, variation in zip(series.periods, series.values, series.variations, strict=True)
        if value is not None
    ]
    return layer(rows, POINT_MARK, POINT_LOOKS)


def _end_layers(frame, series):
    """The names of the lines at their right end, moved apart where they would touch."""
    labels = sorted(_end_labels(series), key=lambda label: label[0])
    places = apart([frame.up(value) for value, *_ in labels], step=LABEL_STEP, limit=frame.height + LABEL_STEP)
    rows = [
        {"y": frame.figure_at(place), "text": text, "colour": colour, "weight": weight}
        for place, (_, text, colour, weight) in zip(places, labels, strict=True)
    ]
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12, "limit": LABEL_WIDTH}
    place = {"x": {"value": frame.width + 8}, "text": {"field": "text"}, "fill": as_is("colour", "nominal")}
    return [
        layer([row for row in rows if row["weight"] == weight], {**mark, "fontWeight": weight}, place)
        for weight in sorted({row["weight"] for row in rows})
    ]


def _end_labels(series):
    """(figure, words, colour, weight) of each line. The unit stands at the axis."""
    latest = _last(series.values)
    labels = [(value, f"Target {_short(value, series)}", TARGET_COLOUR, "normal") for _, value in series.targets[-1:]]
    if latest is not None:
        labels.append((latest, f"Latest {_short(series.measure.shown(latest), series)}", INK, "bold"))
    if series.chart and series.chart.segments[-1].has_limits:
        segment = series.chart.segments[-1]
        limit = "trial limit" if segment.is_trial else "limit"
        named = ((segment.upper, f"Upper {limit}"), (segment.mean, "Average"), (segment.lower, f"Lower {limit}"))
        labels += [(line, f"{words} {_short(rounded(line), series)}", GREY, "normal") for line, words in named]
    return labels


def _short(value, series):
    unit = series.measure.unit
    return figure(value, unit) if unit == Unit.PERCENTAGE else number(value)


def _last(values):
    return next((value for value in reversed(values) if value is not None), None)


def _key_layers(series):
    """Above the plot: the unit where the axis cannot say it, and what the shapes mean that the picture holds."""
    held = set(series.variations) - {Variation.COMMON_CAUSE}
    unit = Unit.RATE_PER_10000.label if series.measure.unit == Unit.RATE_PER_10000 else ""
    start = 200 if unit else 8
    rows = [
        {"at": start + KEY_STEP * i, "text": variation.label, **look(variation)}
        for i, variation in enumerate(variation for variation in POINTS if variation in held)
    ]
    words = [{"at": row["at"] + 12, "text": row["text"]} for row in rows]
    if unit:
        words.append({"at": 10 - LEFT, "text": unit})
    above = {"x": {**as_is("at"), "axis": None}, "y": {"value": 14 - TOP}}
    text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 13, "color": INK}
    layers = [layer(rows, POINT_MARK, {**above, **POINT_LOOKS})] if rows else []
    return [*layers, layer(words, text, {**above, "text": {"field": "text"}})] if words else []


def sparkline(values, *, signal):
    """The series as a small line of SVG to stand beside its words: usual range pale behind it, last point marked.

    Nothing in it is announced or needs a script. It is drawn in the ink of the text around it.
    """
    segment = signal.chart.segments[-1] if signal.chart else None
    band = [segment.lower, segment.upper] if segment and segment.has_limits else []
    known = [float(value) for value in [*values, *band] if value is not None]
    if not known:
        return ""
    low, spread = min(known), (max(known) - min(known)) or 1
    inner, step = SPARK_HEIGHT - 2 * SPARK_MARGIN, (SPARK_WIDTH - 2 * SPARK_MARGIN) / max(len(values) - 1, 1)

    def y(value):
        return SPARK_MARGIN + inner * (1 - (float(value) - low) / spread)

    def spot(index, value):
        return f"{SPARK_MARGIN + index * step:.1f} {y(value):.1f}"

    line = "".join(f"M{'L'.join(spot(i, value) for i, value in points)}h0" for points in pieces(values))
    left = SPARK_MARGIN + (segment.start - 0.5) * step if segment and segment.start else 0
    usual = f"M{left:.1f} {y(band[1]):.1f}H{SPARK_WIDTH}V{y(band[0]):.1f}H{left:.1f}z" if band else ""
    last = [spot(i, value) for points in pieces(values)[-1:] for i, value in points[-1:]]
    return format_html(
        '<svg class="app-spark app-signal--{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true"'
        ' focusable="false"><path class="app-spark__usual" d="{}"/><path class="app-spark__line" d="{}"/>'
        '<path class="app-spark__last" d="M{}h0"/></svg>',
        *(signal.variation.value, SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT, usual, line, last[0]),
    )
