"""The roadmap: every milestone on one line of time, the first date against the present one."""

from django.shortcuts import render

from accounts.pages import programme_page
from config.charts import chart_response
from improvement.as_known import milestones_on
from improvement.charts import roadmap_chart
from improvement.filters import RoadmapFilter
from improvement.headlines import milestones_headline
from improvement.tables import MILESTONE_CHIPS


def _filter(request):
    page = request.page
    milestones = milestones_on(page.programme, page.on).order_by("workstream__number", "due_on", "pk")
    return RoadmapFilter(request.GET, queryset=milestones, page=page)


def _chart(milestones, page):
    return roadmap_chart([m for m in milestones if m.status != "withdrawn"], on=page.on)


@programme_page("plan.view")
def roadmap(request, programme):
    page = request.page
    filter_ = _filter(request)
    milestones = list(filter_.qs)
    chart = _chart(milestones, page)
    return render(
        request,
        "improvement/roadmap.html",
        {
            "headline": milestones_headline(milestones_on(programme, page.on)),
            "filter": filter_,
            "milestone_chips": MILESTONE_CHIPS,
            "chart": chart,
            "chart_url": page.url("improvement:roadmap-chart", chart.digest, **filter_.asked),
            "list_url": page.url("improvement:milestone-list", **filter_.asked),
            "csv_url": page.url("improvement:milestone-list-csv", **filter_.asked),
            "milestones": [(m, (m.due_on - m.original_due_on).days) for m in milestones],
            "breadcrumbs": [("Roadmap", "")],
        },
    )


@programme_page("plan.view")
def roadmap_picture(request, programme, digest):
    return chart_response(lambda: _chart(_filter(request).qs, request.page), digest, seen_by=request.page.sees)
