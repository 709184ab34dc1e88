"""The pictures of the plan: the roadmap and the risk matrix. Each has its table on the same page."""

import json
from collections import Counter

from config.charts import Chart
from improvement.models.programme import RiskBand
from improvement.wording import counted

ROW_PIXELS = 30
TITLE_LENGTH = 48

STATUS_COLOURS = {"Overdue": "#c43535", "Due": "#1d5fa8", "Achieved": "#107c50"}
STATUS_SHAPES = {"Overdue": "triangle-up", "Due": "circle", "Achieved": "square"}
BAND_COLOURS = {"low": "#cfe8dc", "medium": "#fff3bf", "high": "#ffd27a", "very_high": "#f2b8b5"}


def _row_label(milestone):
    title = milestone.title
    short = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
    return f"{milestone.workstream.number} {short}"


def roadmap_chart(milestones, *, on):
    """Each milestone of milestones_on() on a line of time: a ring at its first date, a mark at its present one."""
    rows = [
        {
            "row": f"{index:04}",
            "label": _row_label(milestone),
            "first": milestone.original_due_on.isoformat(),
            "now": (milestone.achieved_on or milestone.due_on).isoformat(),
            "status": milestone.status.capitalize(),
        }
        for index, milestone in enumerate(milestones)
    ]
    labels = {row["row"]: row["label"] for row in rows}
    y = {
        "field": "row",
        "type": "ordinal",
        "axis": {
            "title": None,
            "labelExpr": f"({_as_expression(labels)})[datum.value]",
            "labelLimit": 380,
            "grid": True,
            "ticks": False,
            "domain": False,
        },
    }
    time_axis = {
        "type": "temporal",
        "scale": {"nice": "month"},
        "axis": {"title": None, "format": "%b %Y", "tickCount": "month", "labelOverlap": True, "orient": "top"},
    }
    names = list(STATUS_COLOURS)
    status = {
        "color": {
            "field": "status",
            "type": "nominal",
            "scale": {"domain": names, "range": list(STATUS_COLOURS.values())},
            "legend": {"title": None, "orient": "bottom", "symbolSize": 120},
        },
        "shape": {
            "field": "status",
            "type": "nominal",
            "scale": {"domain": names, "range": [STATUS_SHAPES[name] for name in names]},
        },
    }
    layers = [
        {
            "mark": {"type": "rule", "color": "#505a5f", "strokeWidth": 2},
            "encoding": {"y": y, "x": {"field": "first", **time_axis}, "x2": {"field": "now"}},
        },
        {
            "mark": {"type": "point", "size": 90, "color": "#505a5f", "fill": "white", "strokeWidth": 2},
            "encoding": {"y": y, "x": {"field": "first", **time_axis}},
        },
        {
            "mark": {"type": "point", "size": 130, "filled": True, "opacity": 1},
            "encoding": {"y": y, "x": {"field": "now", **time_axis}, **status},
        },
        {
            "data": {"values": [{"today": on.isoformat()}]},
            "mark": {"type": "rule", "strokeDash": [5, 4], "color": "#0b0c0c"},
            "encoding": {"x": {"field": "today", **time_axis}},
        },
    ]
    return Chart(
        specification={"data": {"values": rows}, "layer": layers},
        width=1060,
        height=ROW_PIXELS * max(len(rows), 2) + 90,
        alt=_roadmap_words(milestones),
    )


def _as_expression(labels):
    """A lookup table for a Vega expression; quotes and backslashes in titles stay text."""
    pairs = (f"{json.dumps(row)}: {json.dumps(label)}" for row, label in labels.items())
    return "{" + ", ".join(pairs) + "}"


def _roadmap_words(milestones):
    moved = sum(1 for milestone in milestones if milestone.times_redated)
    overdue = sum(1 for milestone in milestones if milestone.status == "overdue")
    achieved = sum(1 for milestone in milestones if milestone.status == "achieved")
    return (
        f"Roadmap of {counted(len(milestones), 'milestone')}, first date against present date: {achieved} achieved, "
        f"{overdue} overdue, {moved} moved at least once. The table below holds the same dates."
    )


def risk_matrix_chart(matrix):
    """The matrix of risk_matrix(): likelihood up, impact across, each cell in its band with its risks."""
    cells = [
        {
            "likelihood": cell.likelihood,
            "impact": cell.impact,
            "band": cell.band.value,
            "score": cell.score,
            "risks": ", ".join(f"R{risk.number}" for risk in cell.risks[:4]) + (" …" if len(cell.risks) > 4 else ""),
        }
        for row in matrix
        for cell in row
    ]
    place = {
        "x": {"field": "impact", "type": "ordinal", "axis": {"title": "Impact", "labelAngle": 0, "ticks": False}},
        "y": {
            "field": "likelihood",
            "type": "ordinal",
            "sort": "descending",
            "axis": {"title": "Likelihood", "ticks": False},
        },
    }
    bands = {"domain": list(BAND_COLOURS), "range": list(BAND_COLOURS.values())}
    layers = [
        {
            "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
            "encoding": {**place, "color": {"field": "band", "scale": bands, "legend": None}},
        },
        {
            "mark": {"type": "text", "fontSize": 11, "color": "#383f43", "dy": 24, "dx": 36, "align": "right"},
            "encoding": {**place, "text": {"field": "score"}},
        },
        {
            "mark": {"type": "text", "fontSize": 15, "fontWeight": "bold", "color": "#0b0c0c", "limit": 80},
            "encoding": {**place, "text": {"field": "risks"}},
        },
    ]
    return Chart(
        specification={"data": {"values": cells}, "layer": layers}, width=520, height=400, alt=_matrix_words(matrix)
    )


def _matrix_words(matrix):
    standing = Counter(cell.band for row in matrix for cell in row for _ in cell.risks)
    words = ", ".join(f"{standing[band]} {band.label.lower()}" for band in reversed(RiskBand) if standing[band])
    return (
        f"Risk matrix, likelihood against impact: {words or 'no open risk'}. The table beside it holds the same risks."
    )
