"""The pictures of indicators: a series with its limits, a small line beside its words, and many places side by side.

Places along the time axis are days since the first period, and both scales are set here, so that labels at the end of a
line can be moved apart before anything is drawn. Shapes differ as well as colours: they are read in black and white.
"""

import json
import math
from dataclasses import dataclass
from itertools import pairwise

from config.charts import Chart
from improvement.models.comparator import Unit
from improvement.signals import Measure, Variation, figure, rounded, variation_of
from improvement.spc import Xmr

INK, GREY, PALE, BAND = "#0b0c0c", "#6b7276", "#a1a7ab", "#f1f3f5"
TARGET_COLOUR = "#107c50"

POINTS = {
    Variation.IMPROVING: ("circle", "#1d5fa8", 120),
    Variation.WORSENING: ("diamond", "#a84300", 150),
    Variation.CHANGED: ("square", "#54319f", 110),
    Variation.COMMON_CAUSE: ("circle", GREY, 36),
}
"""Shape, colour and area in square pixels: the shapes of the icons in templates/improvement/signal_icon.html."""

WIDTH, HEIGHT = 1060, 400
LEFT, RIGHT, TOP, BOTTOM = 62, 216, 58, 34
"""Pixels around the plot: figures on the left, names of lines on the right, key and numbers of events above."""

LABEL_STEP = 17
LABEL_WIDTH = RIGHT - 12
EVENT_STEP = 22
TICKS = 10


@dataclass(frozen=True)
class Mark:
    """A vertical line of a chart and its sign: a number for an event, a letter where limits are computed anew."""

    sign: str
    date: object
    text: str


def chart_marks(periods, chart, events):
    """The Marks of a chart, for the list below it. `events` are (date, text), `chart` an Xmr or None."""
    placed = [Mark(str(i), date, text) for i, (date, text) in enumerate(sorted(events), start=1)]
    anew = [segment for segment in chart.segments if segment.reason] if chart else []
    letters = (chr(ord("A") + i) for i in range(26))
    return placed + [Mark(sign, periods[s.start].start, s.reason) for sign, s in zip(letters, anew, strict=False)]


@dataclass(frozen=True)
class _Series:
    """What is drawn: the arguments of indicator_chart()."""

    periods: list
    values: list
    measure: Measure
    chart: Xmr | None
    targets: tuple
    others: dict
    own: str

    @property
    def lines(self):
        """Average and limits of each segment that has them, in no order."""
        limited = (segment for segment in (self.chart.segments if self.chart else ()) if segment.has_limits)
        return [line for segment in limited for line in (segment.lower, segment.mean, segment.upper)]

    @property
    def variations(self):
        """What each point says by itself. Without limits none says anything."""
        if not self.chart:
            return [Variation.COMMON_CAUSE for _ in self.values]
        return [variation_of(point, self.measure.polarity) for point in self.chart.points]


@dataclass(frozen=True)
class _Frame:
    """The two scales: days and figures at the edges of the plot, and its size in pixels."""

    origin: object
    days: tuple[float, float]
    figures: tuple[float, float]
    steps: tuple[float, ...]
    width: int
    height: int

    def x(self, date):
        return (date - self.origin).days

    def across(self, date):
        """Pixels from the left edge."""
        first, last = self.days
        return (self.x(date) - first) / (last - first) * self.width

    def up(self, pixels):
        """The figure so many pixels above the bottom."""
        low, high = self.figures
        return low + (high - low) * pixels / self.height

    def pixels(self, value):
        low, high = self.figures
        return (float(value) - low) / (high - low) * self.height


def indicator_chart(periods, values, *, name, measure, signal, targets=(), events=(), others=None, own=""):
    """A series as a line of points, with the average and limits that `signal` holds for it.

    `targets` are (first day, figure), in order; `events` (day, text), told below the picture by chart_marks(); `others`
    the values of other authorities in the same periods, by name; `own` names this line where it stands beside others.
    """
    series = _Series(periods, values, measure, signal.chart, tuple(targets), others or {}, own)
    frame = _frame(series)
    layers = [
        *_limit_layers(frame, series),
        *_mark_layers(frame, chart_marks(periods, signal.chart, events)),
        *_target_layers(frame, targets),
        _line_layer(frame, series),
        _point_layer(frame, series),
        *_end_layers(frame, series),
        *_key_layers(series),
    ]
    return Chart(
        specification=_framed(frame, series, layers),
        width=WIDTH,
        height=HEIGHT,
        alt=f"{name}. {signal.sentence} The table below holds the same figures.",
    )


def _frame(series):
    rows = [series.values, *series.others.values(), [value for _, value in series.targets], series.lines]
    known = [float(value) for row in rows for value in row if value is not None]
    figures, steps = _figures(known or [0], series.measure)
    origin, last = series.periods[0].start, (series.periods[-1].start - series.periods[0].start).days
    margin = max(last / max(len(series.periods) - 1, 1) / 2, 1)
    return _Frame(origin, (-margin, last + margin), figures, steps, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)


def _figures(known, measure):
    """The edges of the scale and its steps, in round figures. It starts at zero where that costs less than half."""
    low, high = min(known), max(known)
    low = 0 if low < high / 2 else low
    spread = (high - low) or max(abs(high), 1)
    rough = spread / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    if measure.unit == Unit.COUNT:
        step = max(step, 1)
    bottom = max(math.floor((low - spread / 50) / step), 0) if low else 0
    top = math.ceil((high + spread / 50) / step)
    if measure.ceiling is not None:
        top = min(top, math.ceil(float(measure.ceiling) / step))
    steps = tuple(round(step * i, 6) for i in range(bottom, max(top, bottom + 1) + 1))
    return (steps[0], steps[-1]), steps


def _framed(frame, series, layers):
    """The specification: layers on the two scales, with their axes. Nothing is sized by what is drawn."""
    labels = {frame.x(period.start): _short(period) for period in _ticked(series.periods)}
    ink = {"labelColor": INK, "labelFontSize": 13, "title": None}
    suffix = "%" if series.measure.unit == Unit.PERCENTAGE else ""
    return {
        "width": frame.width,
        "height": frame.height,
        "autosize": {"type": "none"},
        "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"domain": list(frame.days), "nice": False, "zero": False},
                "axis": {
                    **ink,
                    "values": list(labels),
                    "labelExpr": f"({json.dumps(labels)})[datum.value]",
                    "grid": False,
                    "labelFlush": False,
                    "labelOverlap": False,
                },
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "scale": {"domain": list(frame.figures), "nice": False, "zero": False},
                "axis": {
                    **ink,
                    "values": list(frame.steps),
                    "labelExpr": f"format(datum.value, ',~f') + '{suffix}'",
                    "domain": False,
                    "ticks": False,
                    "labelPadding": 8,
                    "labelLimit": LEFT - 10,
                },
            },
        },
        "layer": layers,
    }


def _ticked(periods):
    """Periods that get a label: the last, and before it one in so many."""
    every = math.ceil(len(periods) / TICKS)
    return periods[::-1][::every]


def _short(period):
    return f"{period.start:%b %Y}" if period.kind in ("month", "snapshot") else str(period)


def _limit_layers(frame, series):
    """The usual range as a pale band between its limits: dashed, or dotted while they are trial limits."""
    if not series.lines:
        return []
    bands, lines = [], []
    edges = [frame.x(period.start) for period in series.periods]
    for segment in series.chart.segments:
        left = _between(edges, segment.start, frame.days[0])
        right = _between(edges, segment.end, frame.days[1])
        if segment.has_limits:
            bands.append({"x": left, "x2": right, "y": segment.lower, "y2": segment.upper})
            dash = [2, 4] if segment.is_trial else [7, 4]
            lines += [{"x": left, "x2": right, "y": y, "dash": dash} for y in (segment.lower, segment.upper)]
            lines.append({"x": left, "x2": right, "y": segment.mean, "dash": [1, 0]})
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    dashes = {"x2": {"field": "x2"}, "strokeDash": {"field": "dash", "type": "nominal", "scale": None}}
    return [
        _layer(bands, {"type": "rect", "color": BAND}, ends),
        _layer(lines, {"type": "rule", "color": GREY, "strokeWidth": 1.2}, dashes),
    ]


def _between(edges, index, outer):
    """Half way between a point and the one before it; at either end the edge of the plot."""
    return (edges[index - 1] + edges[index]) / 2 if 0 < index < len(edges) else outer


def _mark_layers(frame, marks):
    """Events and re-bases as thin vertical lines with their signs above; signs that would touch stand in two rows."""
    first, last = frame.days
    marks = sorted((mark for mark in marks if first <= frame.x(mark.date) <= last), key=lambda mark: mark.date)
    rows, taken = [], {}
    for mark in marks:
        at = frame.across(mark.date)
        row = next((row for row in (0, 1) if at - taken.get(row, -EVENT_STEP) >= EVENT_STEP), 0)
        taken[row] = at
        rows.append({"x": frame.x(mark.date), "sign": mark.sign, "top": -10 - 17 * row})
    if not rows:
        return []
    top = {"y": {"field": "top", "type": "quantitative", "scale": None, "axis": None}}
    return [
        _layer(
            rows,
            {"type": "rule", "color": INK, "strokeWidth": 1, "strokeDash": [1, 2]},
            {"y": {"value": 0}, "y2": {"value": frame.height}},
        ),
        _layer(
            rows,
            {"type": "text", "color": INK, "fontSize": 12, "fontWeight": "bold", "baseline": "middle"},
            {**top, "text": {"field": "sign"}},
        ),
    ]


def _target_layers(frame, targets):
    """The target as steps: each holds from its first day to the next one's."""
    first, last = frame.days
    starts = [max(frame.x(date), first) for date, _ in targets]
    rows = [
        {"x": left, "x2": right, "y": value}
        for (left, right), (_, value) in zip(pairwise([*starts, last]), targets, strict=True)
        if first <= right and left < last and left < right
    ]
    mark = {"type": "rule", "color": TARGET_COLOUR, "strokeWidth": 2, "strokeDash": [12, 3, 2, 3]}
    return [_layer(rows, mark, {"x2": {"field": "x2"}})] if rows else []


def _line_layer(frame, series):
    """All lines, thin and pale for others. A line ends where a value is missing and starts anew after it."""
    rows = []
    for order, (row, colour, width) in enumerate(
        [*((row, PALE, 1.2) for row in series.others.values()), (series.values, "#383f43", 1.8)]
    ):
        stretch = 0
        for period, value in zip(series.periods, row, strict=True):
            stretch += value is None
            if value is not None:
                at = {"x": frame.x(period.start), "y": value}
                rows.append({**at, "line": f"{order:03}-{stretch}", "colour": colour, "width": width})
    return _layer(
        rows,
        {"type": "line", "strokeJoin": "round"},
        {
            "detail": {"field": "line"},
            "stroke": {"field": "colour", "type": "nominal", "scale": None},
            "strokeWidth": {"field": "width", "type": "quantitative", "scale": None},
        },
    )


def _point_layer(frame, series):
    rows = [
        {"x": frame.x(period.start), "y": value, **_look(variation)}
        for period, value, variation in zip(series.periods, series.values, series.variations, strict=True)
        if value is not None
    ]
    return _layer(rows, _POINT, _LOOKS)


_POINT = {"type": "point", "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 1}
_LOOKS = {
    "shape": {"field": "shape", "type": "nominal", "scale": None},
    "fill": {"field": "colour", "type": "nominal", "scale": None},
    "size": {"field": "size", "type": "quantitative", "scale": None},
}


def _look(variation):
    shape, colour, size = POINTS[variation]
    return {"shape": shape, "colour": colour, "size": size}


def _end_layers(frame, series):
    """The names of the lines at their right end, moved apart where they would touch."""
    unit, latest = series.measure.unit, _last(series.values)
    labels = [
        *_limit_labels(series),
        *((value, f"Target {figure(value, unit)}", TARGET_COLOUR, "normal") for _, value in series.targets[-1:]),
        *((_last(row), other, GREY, "normal") for other, row in series.others.items() if _last(row) is not None),
    ]
    if latest is not None:
        labels.append((latest, f"{series.own or 'Latest'} {figure(latest, unit)}", INK, "bold"))
    labels.sort(key=lambda label: label[0])
    places = _apart([frame.pixels(label[0]) for label in labels], LABEL_STEP, frame.height + LABEL_STEP)
    rows = [
        {"y": frame.up(place), "text": text, "colour": colour, "weight": weight}
        for place, (_, text, colour, weight) in zip(places, labels, strict=True)
    ]
    mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 13, "limit": LABEL_WIDTH, "clip": False}
    look = {
        "x": {"value": frame.width + 8},
        "text": {"field": "text"},
        "fill": {"field": "colour", "type": "nominal", "scale": None},
    }
    return [
        _layer([row for row in rows if row["weight"] == weight], {**mark, "fontWeight": weight}, look)
        for weight in sorted({row["weight"] for row in rows})
    ]


def _limit_labels(series):
    segment = series.chart.segments[-1] if series.chart else None
    if not segment or not segment.has_limits:
        return []
    trial = "trial " if segment.is_trial else ""
    named = ((segment.upper, f"Upper {trial}limit"), (segment.mean, "Average"), (segment.lower, f"Lower {trial}limit"))
    return [(line, f"{words} {figure(rounded(line), series.measure.unit)}", GREY, "normal") for line, words in named]


def _last(values):
    return next((value for value in reversed(values) if value is not None), None)


def _apart(places, step, limit):
    """Ascending places moved so that neighbours are a step apart, as near to where they were as two passes give."""
    moved = []
    for place in places:
        moved.append(max(place, moved[-1] + step) if moved else place)
    for index in range(len(moved) - 1, -1, -1):
        above = moved[index + 1] - step if index + 1 < len(moved) else limit
        moved[index] = min(moved[index], above)
    return moved


def _key_layers(series):
    """What the shapes mean, above the plot: those that the picture holds."""
    held = set(series.variations) - {Variation.COMMON_CAUSE}
    rows = [
        {"at": 8 + 110 * i, "text": variation.label, **_look(variation)}
        for i, variation in enumerate(v for v in POINTS if v in held)
    ]
    if not rows:
        return []
    above = {"x": {"field": "at", "type": "quantitative", "scale": None, "axis": None}, "y": {"value": 14 - TOP}}
    return [
        _layer(rows, _POINT, {**above, **_LOOKS}),
        _layer(
            rows,
            {"type": "text", "align": "left", "baseline": "middle", "dx": 12, "fontSize": 13, "color": INK},
            {**above, "text": {"field": "text"}},
        ),
    ]


def _layer(rows, mark, encoding):
    """A layer with its own rows; figures leave as floats, which is all a picture can show."""
    floats = [
        {key: value if isinstance(value, str | list | int) else float(value) for key, value in row.items()}
        for row in rows
    ]
    return {"data": {"values": floats}, "mark": mark, "encoding": encoding}


def sparkline(values):
    return ""


def small_multiples_chart(periods, rows, *, name, measure, own):
    return Chart(specification={"data": {"values": []}, "mark": "point"}, width=10, height=10, alt="x")
