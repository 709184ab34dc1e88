"""The roadmap: every milestone on one line of time, the first date against the present one."""

from django.shortcuts import render

from accounts.pages import programme_page
from config.charts import chart_response
from improvement.as_known import milestones_on
from improvement.charts import roadmap_chart
from improvement.headlines import milestones_headline
from improvement.tables import MILESTONE_CHIPS


def _chart(page):
    milestones = milestones_on(page.programme, page.on).exclude(status="withdrawn")
    in_order = milestones.order_by("workstream__number", "due_on", "pk")
    return roadmap_chart(list(in_order), on=page.on)


@programme_page("plan.view")
def roadmap(request, programme):
    page = request.page
    chart = _chart(page)
    milestones = milestones_on(programme, page.on).order_by("workstream__number", "due_on", "pk")
    return render(
        request,
        "improvement/roadmap.html",
        {
            "headline": milestones_headline(milestones),
            "milestone_chips": MILESTONE_CHIPS,
            "chart": chart,
            "chart_url": page.url("improvement:roadmap-chart", chart.digest),
            "milestones": [(m, (m.due_on - m.original_due_on).days) for m in milestones],
            "breadcrumbs": [("Roadmap", "")],
        },
    )


@programme_page("plan.view")
def roadmap_picture(request, programme, digest):
    return chart_response(_chart(request.page), digest)
