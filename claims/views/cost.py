"""Income less cost, for those of the council who may see it; and the costs and grades behind it."""

from django.core.exceptions import BadRequest
from django.shortcuts import render

from accounts.form_pages import form_page, typed
from accounts.lists import export
from accounts.models import User
from accounts.pages import programme_page
from claims.actions.cost import add_cost_rate, set_grade
from claims.cost import cost_and_income, period_of, periods_on
from claims.cost_chart import cost_chart
from claims.cost_forms import CostRateForm, GradeForm
from claims.cost_words import cost_sentence, covers_cost
from claims.models import CostRate, OfficerGrade
from config.charts import chart_response


def _asked(request):
    """(the periods on offer, the CostAndIncome of the one asked for)."""
    page = request.page
    periods = periods_on(page.programme, page.on)
    try:
        period = period_of(periods, page.on, request.GET.get("year", ""))
    except ValueError:
        raise BadRequest("Write the year like ?year=2016/17, or as the first day of an allowance.") from None
    return periods, cost_and_income(page.programme, page.on, period)


@programme_page("cost.view")
def cost(request, programme, as_csv=False):
    page = request.page
    periods, found = _asked(request)
    if as_csv:
        return export(page, rows_of(found), "cost", by=request.user)
    chart = cost_chart(found)
    code = found.period.code
    return render(
        request,
        "claims/cost.html",
        {
            "found": found,
            "sentence": cost_sentence(found.total),
            "is_covered": covers_cost(found.total),
            "periods": [(each, page.url("claims:cost", year=each.code), each.code == code) for each in periods],
            "chart": chart,
            "chart_url": page.url("claims:cost-chart", chart.digest, year=code),
            "csv_url": page.url("claims:cost-csv", year=code),
            "rates": CostRate.objects.filter(programme=programme)
            .known_on(page.on)
            .select_related("recorded_by")
            .order_by("grade", "-from_on"),
            "grades": OfficerGrade.objects.filter(programme=programme)
            .known_on(page.on)
            .select_related("officer", "recorded_by")
            .order_by("officer__name", "officer_id", "-from_on"),
            "breadcrumbs": [("Cost and income", "")],
        },
    )


def rows_of(found):
    """Headings, and a row for each month, workstream and officer."""
    yield "By", "Name", "Days", "Income", "Cost", "Left", "Days without cost", "Days without day rate"
    for by, lines in (*found.breakdowns, ("Total", [(found.period.name, found.total)])):
        for label, margin in lines:
            yield (
                by,
                label,
                margin.days,
                margin.income,
                margin.cost,
                margin.left,
                margin.without_cost,
                margin.without_income,
            )


@programme_page("cost.view")
def cost_picture(request, programme, digest):
    return chart_response(lambda: cost_chart(_asked(request)[1]), digest, seen_by=request.page.sees)


def _crumbs(page):
    return [("Cost and income", page.url("claims:cost"))]


@programme_page("cost.manage", post=True)
def cost_rate_add(request, programme):
    page = request.page
    return form_page(
        request,
        CostRateForm(**typed(request)),
        add_cost_rate,
        programme=programme,
        title="Set the cost of a grade",
        button="Save cost",
        back=page.url("claims:cost"),
        done="The cost is recorded.",
        crumbs=_crumbs(page),
        note="A day costs what its officer's grade costs on the day it was worked.",
    )


@programme_page("cost.manage", post=True)
def officer_grade_set(request, programme):
    page = request.page
    grades = CostRate.objects.filter(programme=programme).order_by("grade").values_list("grade", flat=True).distinct()
    return form_page(
        request,
        GradeForm(
            **typed(request), officers=User.objects.of_programme(programme).order_by("name", "pk"), grades=list(grades)
        ),
        set_grade,
        programme=programme,
        title="Set the grade of an officer",
        button="Save grade",
        back=page.url("claims:cost"),
        done="The grade is recorded.",
        crumbs=_crumbs(page),
    )
