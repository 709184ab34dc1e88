"""Income beside cost, month by month."""

from claims.charts import APPROVED, INK
from config.charts import Chart
from config.money import pounds


def cost_chart(found):
    """A Chart of a CostAndIncome. Its table is the one by month on the same page."""
    rows = [
        {"month": label, "place": place, "what": what, "pounds": float(amount)}
        for place, (label, margin) in enumerate(found.months)
        for what, amount in (("Income", margin.income), ("Cost", margin.cost))
    ]
    specification = {
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": INK},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": {"field": "place"}, "axis": {"title": None}},
            "xOffset": {"field": "what", "type": "nominal", "sort": ["Income", "Cost"]},
            "y": {"field": "pounds", "type": "quantitative", "axis": {"title": "Pounds, before VAT"}},
            "color": {
                "field": "what",
                "type": "nominal",
                # Light beside dark: apart in black and white too.
                "scale": {"domain": ["Income", "Cost"], "range": [APPROVED, "#ffdd99"]},
                "legend": {"title": None, "orient": "bottom"},
            },
        },
    }
    total = found.total
    alt = (
        f"Income beside cost by month: {pounds(total.income)} and {pounds(total.cost)} in all. "
        "The table by month holds the same figures."
    )
    return Chart(specification=specification, width=760, height=320, alt=alt)
