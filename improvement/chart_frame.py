"""The scales of an indicator's picture, set before it is drawn so that nothing overflows and labels can be moved apart.

Places along the time axis are days since the first period: a picture then does not depend on anybody's time zone.
"""

import datetime
import json
import math
from dataclasses import dataclass
from itertools import groupby

from improvement.models.comparator import Unit
from improvement.signals import Variation

INK, GREY, PALE, BAND, GRID = "#0b0c0c", "#5f666b", "#a1a7ab", "#f1f3f5", "#e3e6e8"
LINE_COLOUR, TARGET_COLOUR = "#383f43", "#107c50"
OWN_COLOUR, OWN_PALE = "#1d5fa8", "#9dbfe0"

POINTS = {
    Variation.IMPROVING: ("circle", "#1d5fa8", 120),
    Variation.WORSENING: ("diamond", "#a84300", 150),
    Variation.CHANGED: ("square", "#54319f", 110),
    Variation.COMMON_CAUSE: ("circle", GREY, 36),
}
"""Shape, colour and area in square pixels: the shapes of the icons in templates/improvement/signal_icon.html."""

POINT_MARK = {"type": "point", "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 1}
POINT_LOOKS = {
    "shape": {"field": "shape", "type": "nominal", "scale": None},
    "fill": {"field": "colour", "type": "nominal", "scale": None},
    "size": {"field": "size", "type": "quantitative", "scale": None},
}

TICKS = 10
"""The most periods that are named below the axis."""


@dataclass(frozen=True)
class Frame:
    """The days and figures at the edges of a plot, the figures named beside it, and its size in pixels."""

    origin: datetime.date
    days: tuple[float, float]
    figures: tuple[float, ...]
    width: int
    height: int

    def day(self, date):
        return (date - self.origin).days

    def across(self, date):
        """Pixels from the left edge."""
        first, last = self.days
        return (self.day(date) - first) / (last - first) * self.width

    def up(self, value):
        """Pixels above the bottom."""
        low, high = self.figures[0], self.figures[-1]
        return (float(value) - low) / (high - low) * self.height

    def figure_at(self, pixels):
        """The figure so many pixels above the bottom."""
        low, high = self.figures[0], self.figures[-1]
        return low + (high - low) * pixels / self.height


def frame_of(periods, rows, *, measure, size):
    """The Frame that holds `rows` of figures (None where one is missing). `size` is width and height in pixels."""
    known = [float(value) for row in rows for value in row if value is not None]
    last = (periods[-1].start - periods[0].start).days
    margin = max(last / max(len(periods) - 1, 1) / 2, 1)
    return Frame(periods[0].start, (-margin, last + margin), round_figures(known or [0], measure), *size)


def round_figures(known, measure):
    """Round figures around `known` ones, from zero where that costs less than half of the height."""
    low, high = min(known), max(known)
    low = 0 if low < high / 2 else low
    step = _step((high - low) or high or 1, whole=measure.unit == Unit.COUNT)
    air = (high - low) / 50
    bottom = max(math.floor((low - air) / step), 0)
    top = max(math.ceil((high + air) / step), bottom + 1)
    if measure.ceiling is not None:
        top = min(top, math.ceil(float(measure.ceiling) / step))
        bottom = min(bottom, top - 1)
    return tuple(round(step * i, 6) for i in range(bottom, top + 1))


def _step(spread, *, whole):
    """A quarter of the spread or a little more: 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(spread / 4))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= spread / 4)
    return max(step, 1) if whole else step


def framed(frame, layers, *, periods, measure, padding):
    """The specification of layers that share the frame's scales, with their axes."""
    labels = {frame.day(period.start): period.short for period in periods[::-1][:: -(-len(periods) // TICKS)]}
    sign = "%" if measure.unit == Unit.PERCENTAGE else ""
    style = {"labelColor": INK, "labelFontSize": 13, "title": None}
    x_axis = {
        **style,
        "values": list(labels),
        "labelExpr": f"({json.dumps(labels)})[datum.value]",
        "grid": False,
        "labelFlush": False,
        "labelOverlap": False,
    }
    y_axis = {
        **style,
        "values": list(frame.figures),
        "labelExpr": f"format(datum.value, ',~f') + '{sign}'",
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
    }
    edges = {"nice": False, "zero": False}
    figures = [frame.figures[0], frame.figures[-1]]
    x_scale, y_scale = {"domain": list(frame.days), **edges}, {"domain": figures, **edges}
    return {
        **unsized(frame.width, frame.height, padding),
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "scale": x_scale, "axis": x_axis},
            "y": {"field": "y", "type": "quantitative", "scale": y_scale, "axis": y_axis},
        },
        "layer": layers,
    }


def unsized(width, height, padding):
    """A plot of this size whatever is drawn; `padding` is the room around it, by side, in pixels."""
    return {"width": width, "height": height, "autosize": {"type": "none"}, "padding": padding}


def look(variation):
    shape, colour, size = POINTS[variation]
    return {"shape": shape, "colour": colour, "size": size}


def as_is(field, kind="quantitative"):
    """An encoding whose values are pixels, colours or dashes as they stand."""
    return {"field": field, "type": kind, "scale": None}


def layer(rows, mark, encoding):
    """A layer with its own rows; figures leave as floats, which is all a picture can show."""
    return {
        "data": {"values": [{key: _plain(value) for key, value in row.items()} for row in rows]},
        "mark": mark,
        "encoding": encoding,
    }


def _plain(value):
    return value if isinstance(value, str | list | int) else float(value)


def apart(places, *, step, limit):
    """Ascending places moved so that neighbours are `step` apart and none is past `limit`."""
    moved = []
    for place in places:
        moved.append(max(place, moved[-1] + step) if moved else place)
    highest = limit
    for index in reversed(range(len(moved))):
        moved[index] = min(moved[index], highest)
        highest = moved[index] - step
    return moved


def pieces(values):
    """The rows of neighbours that have values, each point with its index."""
    runs = groupby(enumerate(values), key=lambda point: point[1] is None)
    return [list(points) for is_missing, points in runs if not is_missing]
