"""Risks: the list, the matrix, and each risk with the history of its scores."""

from django.db.models import F
from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from config.charts import chart_response
from config.components import Fact, KeyFigure
from improvement.actions import risks as actions
from improvement.as_known import NEWEST, risks_on
from improvement.charts import risk_matrix_chart
from improvement.filters import RiskFilter
from improvement.forms import ReasonForm, RiskChangeForm, RiskForm, RiskScoreForm
from improvement.headlines import risk_sentences, risks_headline
from improvement.histories import risk_history
from improvement.risk_matrix import risk_matrix
from improvement.tables import BAND_CHIPS, RiskTable


@programme_page("risk.view")
def risk_list(request, programme, as_csv=False):
    page = request.page
    rows = risks_on(programme, page.on)
    context = {} if as_csv else _matrix_context(page, rows)
    return list_page(
        request,
        rows=rows.order_by("-standing", F("residual").desc(nulls_last=True), "number"),
        table_class=RiskTable,
        filter_class=RiskFilter,
        template="improvement/risk_list.html",
        name="risks",
        as_csv=as_csv,
        breadcrumbs=[("Risks", "")],
        **context,
    )


def _matrix_context(page, rows):
    matrix = risk_matrix(page.programme, rows.filter(standing="open"))
    chart = risk_matrix_chart(matrix)
    return {
        "headline": risks_headline(page.programme, rows),
        "matrix": matrix,
        "chart": chart,
        "chart_url": page.url("improvement:risk-chart", chart.digest),
    }


@programme_page("risk.view")
def risk_chart(request, programme, digest):
    page = request.page

    def chart():
        return risk_matrix_chart(risk_matrix(programme, risks_on(programme, page.on).filter(standing="open")))

    return chart_response(chart, digest, seen_by=page.sees)


def _risk(page, number):
    return get_object_or_404(risks_on(page.programme, page.on), number=number)


def _crumb(page):
    return ("Risks", page.url("improvement:risk-list"))


@programme_page("risk.view")
def risk_detail(request, programme, number):
    page = request.page
    risk = _risk(page, number)
    scores = risk.scores.known_on(page.on).select_related("recorded_by").order_by(*NEWEST)
    changes = risk.changes.known_on(page.on).select_related("workstream", "recorded_by").order_by(*NEWEST)
    return render(
        request,
        "improvement/risk_detail.html",
        {
            "risk": risk,
            "is_closed": risk.is_closed_on(page.on),
            "sentences": risk_sentences(programme, risk, page.on),
            "figures": _scores(programme, risk),
            "facts": _facts(risk),
            "history": risk_history(programme, risk, scores, list(changes)),
            "breadcrumbs": [_crumb(page), (str(risk), "")],
        },
    )


def _scores(programme, risk):
    named = (("Before anything is done", risk.inherent), ("Now", risk.residual), ("Target", risk.target))
    scored = [(name, score, programme.risk_band(score)) for name, score in named if score is not None]
    return [KeyFigure(name, score, chip=(band.label, BAND_CHIPS[band])) for name, score, band in scored]


def _facts(risk):
    return [
        Fact("Cause", risk.cause),
        Fact("Effect", risk.effect),
        Fact("Response", risk.mitigation),
        Fact("Owner", risk.owner_post),
    ]


@programme_page("risk.update", post=True)
def risk_add(request, programme):
    page = request.page
    workstreams = programme.workstreams.order_by("number")
    return form_page(
        request,
        RiskForm(**typed(request), scale=programme.risk_scale, workstreams=workstreams),
        actions.add_risk,
        programme=programme,
        title="Add a risk",
        button="Add risk",
        back=page.url("improvement:risk-list"),
        done="The risk is on the register.",
        crumbs=[_crumb(page)],
    )


@programme_page("risk.update", post=True)
def risk_change(request, programme, number):
    page = request.page
    risk = _risk(page, number)
    initial = {"mitigation": risk.mitigation, "owner_post": risk.owner_post, "workstream": risk.workstream}
    workstreams = programme.workstreams.order_by("number")
    return form_page(
        request,
        RiskChangeForm(**typed(request), record=risk, initial=initial, workstreams=workstreams),
        actions.change_risk,
        risk=risk,
        title="Change the response or the owner",
        button="Save",
        back=page.url("improvement:risk-detail", number),
        done="Saved. What stood before today stays on record.",
        crumbs=[_crumb(page), (str(risk), page.url("improvement:risk-detail", number))],
    )


@programme_page("risk.update", post=True)
def risk_score(request, programme, number):
    page = request.page
    risk = _risk(page, number)
    initial = {"kind": "residual", "likelihood": risk.residual_likelihood, "impact": risk.residual_impact}
    return form_page(
        request,
        RiskScoreForm(**typed(request), record=risk, initial=initial, scale=programme.risk_scale),
        actions.score_risk,
        risk=risk,
        title="Score the risk again",
        button="Save score",
        back=page.url("improvement:risk-detail", number),
        done="The new score is saved. Earlier scores stay on record.",
        crumbs=[_crumb(page), (str(risk), page.url("improvement:risk-detail", number))],
    )


@programme_page("risk.update", post=True)
def risk_close(request, programme, number):
    page = request.page
    risk = _risk(page, number)
    return form_page(
        request,
        ReasonForm(**typed(request), record=risk),
        actions.close_risk,
        risk=risk,
        title="Close the risk",
        button="Close risk",
        back=page.url("improvement:risk-detail", number),
        done="The risk is closed. It stays on record.",
        crumbs=[_crumb(page), (str(risk), page.url("improvement:risk-detail", number))],
    )
