"""What is said of workstreams: highlight reports on their delivery, and ratings of their impact."""

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from improvement.actions import ratings
from improvement.as_known import workstreams_on
from improvement.filters import HighlightReportFilter, ImpactRatingFilter
from improvement.forms import HighlightReportForm, ImpactForm
from improvement.headlines import impacts_headline, reports_headline
from improvement.tables import HighlightReportTable, ImpactRatingTable
from improvement.views.plan import workstream_crumbs, workstream_of, workstreams_crumb


@programme_page("report.write", post=True)
def report_add(request, programme, number):
    page = request.page
    workstream = workstream_of(page, number)
    last = workstream.highlight_reports.order_by("-recorded_on", "-pk").first()
    initial = {"period_end": page.today}
    if last:
        initial |= {"delivery": last.delivery, "confidence": last.confidence, "path_to_green": last.path_to_green}
    return form_page(
        request,
        HighlightReportForm(**typed(request), record=workstream, initial=initial),
        ratings.write_highlight_report,
        workstream=workstream,
        title="Write a highlight report",
        button="Save report",
        back=page.url("improvement:workstream-detail", number),
        done="The highlight report is saved and the board can see it.",
        crumbs=workstream_crumbs(page, workstream),
    )


@programme_page("impact.rate", post=True)
def impact_rate(request, programme, number):
    page = request.page
    workstream = workstream_of(page, number)
    return form_page(
        request,
        ImpactForm(**typed(request), record=workstream, initial={"impact": workstream.impact}),
        ratings.rate_impact,
        workstream=workstream,
        title="Rate the impact on children",
        button="Save rating",
        back=page.url("improvement:workstream-detail", number),
        done="The impact rating is saved.",
        crumbs=workstream_crumbs(page, workstream),
        note="Done is not better: rate what changed for children, not what was delivered.",
    )


@programme_page("plan.view")
def report_list(request, programme, as_csv=False):
    on = request.page.on
    rows = programme.highlight_reports.known_on(on).select_related("workstream", "recorded_by")
    context = {} if as_csv else {"headline": reports_headline(workstreams_on(programme, on), rows)}
    return list_page(
        request,
        rows=rows.order_by("-recorded_on", "-pk"),
        table_class=HighlightReportTable,
        filter_class=HighlightReportFilter,
        template="improvement/report_list.html",
        name="highlight-reports",
        as_csv=as_csv,
        breadcrumbs=[workstreams_crumb(request.page), ("Highlight reports", "")],
        **context,
    )


@programme_page("plan.view")
def impact_list(request, programme, as_csv=False):
    on = request.page.on
    rows = programme.impact_ratings.known_on(on).select_related("workstream", "recorded_by")
    context = {} if as_csv else {"headline": impacts_headline(workstreams_on(programme, on), rows)}
    return list_page(
        request,
        rows=rows.order_by("-recorded_on", "-pk"),
        table_class=ImpactRatingTable,
        filter_class=ImpactRatingFilter,
        template="improvement/impact_list.html",
        name="impact-ratings",
        as_csv=as_csv,
        breadcrumbs=[workstreams_crumb(request.page), ("Impact ratings", "")],
        **context,
    )
