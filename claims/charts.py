"""An allowance in pictures: its burn-up against what is entitled, and how far its days are claimed and paid."""

from itertools import accumulate

from config import dates
from config.charts import Chart
from config.days import figure, in_days

LOGGED, APPROVED = "#1d5fa8", "#107c50"
PAID, UNPAID, ACCRUED = "#107c50", "#9fc3e8", "#ffffff"
INK, GREY = "#0b0c0c", "#505a5f"


def burn_up_chart(ledger):
    """A Chart of a Ledger. Its table is the breakdown by month on the same page."""
    rows = _points(ledger)
    x = {"field": "day", "type": "temporal", "axis": {"title": None, "format": "%b %Y", "labelOverlap": True}}
    y = {"field": "days", "type": "quantitative", "axis": {"title": "Days", "tickMinStep": 1}}
    series = {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": ["Logged", "Approved"], "range": [LOGGED, APPROVED]},
        "legend": {"title": None, "orient": "bottom"},
    }
    dash = {"field": "what", "type": "nominal", "scale": {"domain": ["Logged", "Approved"], "range": [[1, 0], [6, 3]]}}
    layers = [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 3, "point": {"filled": True, "size": 45}},
            "encoding": {"x": x, "y": y, "color": series, "strokeDash": {**dash, "legend": None}},
        },
        {
            "data": {"values": [{"days": float(ledger.entitled), "words": f"Entitled: {in_days(ledger.entitled)}"}]},
            "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
            "encoding": {"y": y},
        },
        {
            "data": {"values": [{"day": ledger.allowance.starts_on.isoformat(), "days": 0}, _end(ledger)]},
            "mark": {"type": "line", "color": GREY, "strokeDash": [2, 4], "strokeWidth": 2},
            "encoding": {"x": x, "y": y},
        },
        *_forecast_layers(ledger, x, y),
    ]
    return Chart(specification={"layer": layers}, width=760, height=340, alt=_words(ledger))


def _end(ledger):
    return {"day": ledger.allowance.ends_on.isoformat(), "days": float(ledger.entitled)}


def _points(ledger):
    """Days so far at each month's end up to today."""
    months = [(month, spent) for month, spent in ledger.months if month <= ledger.on]
    rows = []
    for name, part in (("Logged", "logged"), ("Approved", "approved")):
        rows.append({"what": name, "day": ledger.allowance.starts_on.isoformat(), "days": 0})
        totals = accumulate(getattr(spent, part) for _, spent in months)
        for (month, _), total in zip(months, totals, strict=True):
            day = min(dates.last_of_month(month), ledger.on, ledger.allowance.ends_on)
            rows.append({"what": name, "day": day.isoformat(), "days": float(total)})
    return rows


def _forecast_layers(ledger, x, y):
    coming = ledger.forecast
    if coming is None:
        return []
    ends = ledger.allowance.ends_on.isoformat()
    now = {"day": ledger.on.isoformat(), "days": float(ledger.logged)}
    band = [
        {"day": now["day"], "low": now["days"], "high": now["days"]},
        {"day": ends, "low": float(coming.low), "high": float(coming.high)},
    ]
    return [
        {
            "data": {"values": band},
            "mark": {"type": "area", "color": LOGGED, "opacity": 0.18},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "data": {"values": [now, {"day": ends, "days": float(coming.expected)}]},
            "mark": {"type": "line", "color": LOGGED, "strokeDash": [6, 4], "strokeWidth": 2},
            "encoding": {"x": x, "y": y},
        },
    ]


def _words(ledger):
    sentence = (
        f"Days so far against the {figure(ledger.entitled)} entitled (solid rule): {figure(ledger.logged)} logged, "
        f"{figure(ledger.approved)} approved. The dotted line spends the allowance evenly."
    )
    if ledger.forecast:
        coming = ledger.forecast
        sentence += (
            f" The shaded fan is the forecast: {figure(coming.expected)} by the last day, "
            f"between {figure(coming.low)} and {figure(coming.high)}."
        )
    return f"{sentence} The table by month holds the same figures."


def claims_chart(ledger):
    """A Chart of a Ledger's approved days by month: paid, claimed and not paid, and not claimed yet.

    Its table is the breakdown by month on the same page, of which it draws the differences.
    """
    parts = ("Paid", "Claimed, not paid in full", "Approved, not claimed")
    rows = []
    for month, spent in ledger.months:
        if month > ledger.on:
            break
        for place, (part, days) in enumerate(zip(parts, _claimed_parts(spent), strict=True)):
            rows.append({"month": f"{month:%b %Y}", "what": part, "place": place, "days": float(days)})
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": INK, "strokeWidth": 1},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": None, "axis": {"title": None, "labelAngle": -45}},
            "y": {"field": "days", "type": "quantitative", "axis": {"title": "Days", "tickMinStep": 1}},
            "color": {
                "field": "what",
                "type": "nominal",
                "scale": {"domain": list(parts), "range": [PAID, UNPAID, ACCRUED]},
                "legend": {"title": None, "orient": "bottom", "symbolStrokeColor": INK},
            },
            "order": {"field": "place"},
        },
    }
    paid, unpaid, accrued = _claimed_parts(ledger.spent)
    alt = (
        f"Approved days by month: {figure(paid)} paid, {figure(unpaid)} claimed and not paid in full, "
        f"{figure(accrued)} not claimed yet. The table by month holds the figures."
    )
    return Chart(specification={"layer": [bars]}, width=760, height=300, alt=alt)


def _claimed_parts(spent):
    return spent.paid, spent.claimed - spent.paid, spent.approved - spent.claimed
