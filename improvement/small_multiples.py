"""The same measure of several authorities, a small panel for each, on one scale."""

from dataclasses import dataclass

from config.charts import Chart
from improvement.chart_frame import (
    GRID,
    INK,
    LINE_COLOUR,
    OWN_COLOUR,
    OWN_PALE,
    as_is,
    frame_of,
    layer,
    pieces,
    unsized,
)
from improvement.models.comparator import Unit
from improvement.signals import figure, number

WIDTH = 1060
COLUMNS = 4
PANEL_WIDTH, PANEL_HEIGHT = 198, 96
PANEL_SIDE, PANEL_ABOVE, PANEL_BELOW = 50, 30, 24
"""Pixels left of a panel for its figures, above it for its name and below it for its first and last period."""


def small_multiples_chart(periods, places, *, name, measure, own):
    """One small panel for each authority on the same scale, the programme's own in colour.

    `places` holds the values of each authority in the periods, by name and in the order to be drawn; `own` is the name
    of the programme's. Its line stands pale in every panel, for comparison.
    """
    frame = frame_of(periods, places.values(), measure=measure, size=(PANEL_WIDTH, PANEL_HEIGHT))
    panels = [_Panel(place, values, place == own, *_corner(i)) for i, (place, values) in enumerate(places.items())]
    height = _corner(len(panels) - 1)[1] + PANEL_HEIGHT + PANEL_BELOW
    layers = [
        _grid_layer(frame, panels),
        _panel_lines(frame, periods, panels, places.get(own, [])),
        *_panel_ends(frame, periods, panels, measure),
        *_panel_texts(frame, periods, panels, measure),
    ]
    padding = {"left": 0, "right": 0, "top": 0, "bottom": 0}
    return Chart(
        specification={**unsized(WIDTH, height, padding), "layer": layers},
        width=WIDTH,
        height=height,
        alt=f"{name}: {', '.join(places)}, each in a panel on the same scale. The table below holds the same figures.",
    )


@dataclass(frozen=True)
class _Panel:
    name: str
    values: list
    is_own: bool
    left: int
    top: int


def _corner(index):
    """The upper left corner of a panel's plot, in pixels."""
    row, column = divmod(index, COLUMNS)
    left = PANEL_SIDE + column * (WIDTH - PANEL_SIDE) // COLUMNS
    return left, PANEL_ABOVE + row * (PANEL_ABOVE + PANEL_HEIGHT + PANEL_BELOW)


_PIXELS = {"x": {**as_is("x"), "axis": None}, "y": {**as_is("y"), "axis": None}}


def _edges(frame):
    """The lowest and the highest figure of the scale, and the middle one."""
    return [frame.figures[0], frame.figures[len(frame.figures) // 2], frame.figures[-1]]


def _grid_layer(frame, panels):
    rows = [
        {"x": panel.left, "x2": panel.left + PANEL_WIDTH, "y": panel.top + PANEL_HEIGHT - frame.up(value)}
        for panel in panels
        for value in _edges(frame)
    ]
    return layer(rows, {"type": "rule", "color": GRID}, {**_PIXELS, "x2": {"field": "x2"}})


def _panel_lines(frame, periods, panels, own_values):
    rows = []
    for order, panel in enumerate(panels):
        shown = [(panel.values, OWN_COLOUR if panel.is_own else LINE_COLOUR, 2.2 if panel.is_own else 1.6)]
        if not panel.is_own:
            shown.insert(0, (own_values, OWN_PALE, 1.2))
        for depth, (values, colour, width) in enumerate(shown):
            for piece, points in enumerate(pieces(values)):
                shared = {"line": f"{order:03}-{depth}-{piece:03}", "colour": colour, "width": width}
                rows += [{**_spot(frame, periods[i], value, panel), **shared} for i, value in points]
    stroke = {"stroke": as_is("colour", "nominal"), "strokeWidth": as_is("width")}
    return layer(
        rows,
        {"type": "line", "strokeJoin": "round", "strokeCap": "round"},
        {**_PIXELS, "detail": {"field": "line"}, **stroke},
    )


def _spot(frame, period, value, panel):
    return {"x": panel.left + frame.across(period.start), "y": panel.top + PANEL_HEIGHT - frame.up(value)}


def _panel_ends(frame, periods, panels, measure):
    """A point at the last value of each panel, with the figure beside it."""
    rows = []
    for panel in panels:
        for i, value in [point for points in pieces(panel.values)[-1:] for point in points[-1:]]:
            shown, colour = measure.shown(value), OWN_COLOUR if panel.is_own else LINE_COLOUR
            short = figure(shown, measure.unit) if measure.unit == Unit.PERCENTAGE else number(shown)
            rows.append({**_spot(frame, periods[i], value, panel), "text": short, "colour": colour})
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": 7, "fontSize": 12}
    colour = {"fill": as_is("colour", "nominal")}
    return [
        layer(rows, {"type": "point", "filled": True, "opacity": 1, "size": 40}, {**_PIXELS, **colour}),
        layer(rows, {**text, "fontWeight": "bold"}, {**_PIXELS, **colour, "text": {"field": "text"}}),
    ]


def _panel_texts(frame, periods, panels, measure):
    """Names above the panels, the scale beside the first of each row, the first and last period below each."""
    names, sides, below = [], [], []
    for panel in panels:
        bottom = panel.top + PANEL_HEIGHT
        weight = "bold" if panel.is_own else "normal"
        names.append({"x": panel.left, "y": panel.top - 16, "text": panel.name, "weight": weight})
        names += [{"x": panel.left, "y": bottom + 12, "text": periods[0].short, "weight": "normal"}]
        below.append({"x": panel.left + PANEL_WIDTH, "y": bottom + 12, "text": periods[-1].short})
        if panel.left == PANEL_SIDE:
            sides += [
                {"x": panel.left - 8, "y": bottom - frame.up(value), "text": _scale_text(value, measure)}
                for value in _edges(frame)
            ]
    text = {"type": "text", "baseline": "middle", "fontSize": 12, "color": INK, "limit": PANEL_WIDTH}
    said = {**_PIXELS, "text": {"field": "text"}}
    return [
        *(
            layer(
                [row for row in names if row["weight"] == weight], {**text, "align": "left", "fontWeight": weight}, said
            )
            for weight in sorted({row["weight"] for row in names})
        ),
        layer([*sides, *below], {**text, "align": "right"}, said),
    ]


def _scale_text(value, measure):
    return f"{value:,g}%" if measure.unit == Unit.PERCENTAGE else f"{value:,g}"
