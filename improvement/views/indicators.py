"""Measures: the grid, and each with its signal in words, its chart, table, comparison and definition."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django_tables2 import RequestConfig

from accounts.form_pages import form_page, typed
from accounts.lists import ROWS_A_PAGE, export, refuse_unreadable, values_of
from accounts.pages import programme_page
from config.charts import chart_response
from improvement import indicator_page
from improvement.actions import indicators as actions
from improvement.as_known import findings_on, workstreams_on
from improvement.cells import tidy_export
from improvement.filters import IndicatorFilter
from improvement.forms import ReasonForm
from improvement.indicator_charts import measure_chart, measure_marks, peers_chart
from improvement.indicator_forms import DefinitionForm, EventForm, IndicatorForm, TargetForm, TieForm
from improvement.indicator_tables import IndicatorTable
from improvement.indicator_words import grid_sentence
from improvement.peers import comparison, places_with_figures
from improvement.readings import among, indicators_on, readings, readings_of, worst_first


@programme_page("indicator.view")
def indicator_list(request, programme, as_csv=False):
    """Every measure in use: latest, change, signal and target, those that need a look first."""
    page = request.page
    filter_ = IndicatorFilter(request.GET, queryset=indicators_on(programme, page.on), page=page)
    found = worst_first(among(readings(programme, page.on, small_numbers=_sees_small(page)), filter_.qs))
    table = IndicatorTable(found, page=page)
    if as_csv:
        refuse_unreadable(filter_)
        RequestConfig(request, paginate=False).configure(table)
        return export(page, values_of(table), "indicators", by=request.user)
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "table": table,
        "filter": filter_,
        "csv_query": query.urlencode(),
        "sentence": grid_sentence(found),
        "breadcrumbs": [("Indicators", "")],
    }
    return render(request, "improvement/indicator_list.html", context)


def _sees_small(page):
    return "small_numbers.view" in page.can


def _readings(page, indicators, **facts):
    return readings_of(indicators, page.programme, page.on, small_numbers=_sees_small(page), **facts)


def _indicator(page, code):
    known = indicators_on(page.programme, page.on, retired=True).select_related("recorded_by", "programme")
    return get_object_or_404(known, code=code)


def _reading(page, code):
    """The Reading of one measure, in use or retired."""
    found = _readings(page, indicators_on(page.programme, page.on, retired=True).filter(code=code))
    if not found:
        raise Http404
    return found[0]


def _crumb(page):
    return ("Indicators", page.url("indicators:indicator-list"))


@programme_page("indicator.view")
def indicator_detail(request, programme, code):
    page, indicator = request.page, _indicator(request.page, code)
    events = indicator_page.events_on(programme, indicator, page.on)
    (reading,) = _readings(page, [indicator], rebases=indicator_page.rebases_of(events))
    facts = indicator_page.facts_of(reading, programme, page.on) | {"events": events}
    chart = measure_chart(reading, [target for target, _ in facts["targets"]], facts["events"])
    places = places_with_figures(reading.indicator, page.on)
    compared = _comparison(request, reading, places)
    context = facts | {
        "reading": reading,
        "chart": chart,
        "chart_url": page.url("indicators:indicator-chart", code, chart.digest) if chart else "",
        "marks": measure_marks(reading, facts["events"]) if chart else (),
        "compared": compared,
        "places": places,
        "chosen": request.GET.get("with", ""),
        "breadcrumbs": [_crumb(page), (reading.indicator.title, "")],
    }
    if compared and compared.has_others:
        picture = peers_chart(compared)
        chosen = {"with": request.GET["with"]} if request.GET.get("with") else {}
        context["peers_chart"] = picture
        context["peers_chart_url"] = page.url("indicators:indicator-peers-chart", code, picture.digest, **chosen)
    return render(request, "improvement/indicator_detail.html", context)


def _chart(page, reading):
    targets = indicator_page.targets_on(reading.indicator, page.on)
    events = indicator_page.events_on(page.programme, reading.indicator, page.on)
    return measure_chart(reading, targets, events)


def _comparison(request, reading, places):
    """The comparison, with the place that `?with=` names. Raises BadRequest for one without figures."""
    page, wanted = request.page, request.GET.get("with", "")
    chosen = next((place for place in places if place.ons_code == wanted), None)
    if wanted and chosen is None:
        raise BadRequest("That place has no figures of this measure. Choose one of the list.")
    return comparison(page.programme, reading, page.on, small_numbers=_sees_small(page), places=places, chosen=chosen)


@programme_page("indicator.view")
def indicator_chart(request, programme, code, digest):
    page = request.page
    return chart_response(lambda: _chart(page, _reading(page, code)), digest, seen_by=page.sees)


@programme_page("indicator.view")
def indicator_peers_chart(request, programme, code, digest):
    def chart():
        reading = _reading(request.page, code)
        compared = _comparison(request, reading, places_with_figures(reading.indicator, request.page.on))
        return peers_chart(compared) if compared else None

    return chart_response(chart, digest, seen_by=request.page.sees)


@programme_page("indicator.view")
def indicator_csv(request, programme, code):
    """Every figure of a measure, of every place, in the department's own layout."""
    page, indicator = request.page, _indicator(request.page, code)
    rows = tidy_export(indicator, page.on, small_numbers=_sees_small(page))
    return export(page, rows, indicator.code, by=request.user)


@programme_page("indicator.manage", post=True)
def indicator_add(request, programme):
    page = request.page
    return form_page(
        request,
        IndicatorForm(**typed(request)),
        actions.add_indicator,
        programme=programme,
        title="Add a measure",
        button="Add measure",
        back=page.url("indicators:indicator-list"),
        onward=lambda indicator: indicator.get_absolute_url(),
        done="The measure is in the catalogue. Bring its figures in from a file.",
        crumbs=[_crumb(page)],
    )


def _step(request, code, form_class, action, *, title, button, done, **options):
    """One step on a measure, from a form made of the version that was seen."""
    page, indicator = request.page, _indicator(request.page, code)
    if request.method != "POST" and indicator.is_retired_on(page.on):
        return _nothing_changes(request, indicator)
    form = form_class(**typed(request), record=indicator, **options.pop("form", lambda _: {})(indicator))
    return form_page(
        request,
        form,
        action,
        indicator=indicator,
        title=title,
        button=button,
        back=page.url("indicators:indicator-detail", code),
        done=done,
        crumbs=[_crumb(page), (indicator.title, page.url("indicators:indicator-detail", code))],
        **options,
    )


def _nothing_changes(request, indicator):
    """Said before anything is typed."""
    messages.error(request, actions.RETIRED)
    return redirect(indicator)


@programme_page("indicator.manage", post=True)
def indicator_change(request, programme, code):
    def now(indicator):
        return {"initial": {name: getattr(indicator, name) for name in DefinitionForm.base_fields}}

    return _step(
        request,
        code,
        DefinitionForm,
        actions.change_indicator,
        title="Change the definition",
        button="Save",
        done="The definition is changed. The audit trail keeps what stood before.",
        note="Once there are figures, unit, basis, better way and period stay: they would say something else.",
        form=now,
    )


@programme_page("indicator.manage", post=True)
def indicator_target(request, programme, code):
    return _step(
        request,
        code,
        TargetForm,
        actions.set_target,
        title="Set a target",
        button="Set target",
        done="The target is set. Earlier targets stay on record.",
    )


@programme_page("indicator.manage", post=True)
def indicator_ties(request, programme, code):
    page = request.page

    def now(indicator):
        findings, workstreams = indicator_page.ties_on(indicator, page.on)
        return {
            "findings": findings_on(programme, page.on).order_by("position", "reference"),
            "workstreams": workstreams_on(programme, page.on).order_by("number"),
            "initial": {
                "findings": [finding.pk for finding in findings],
                "workstreams": [workstream.pk for workstream in workstreams],
            },
        }

    return _step(
        request,
        code,
        TieForm,
        actions.tie_indicator,
        title="Say what it speaks for",
        button="Save",
        done="Saved. What stood before today stays on record.",
        form=now,
    )


@programme_page("indicator.manage", post=True)
def indicator_retire(request, programme, code):
    return _step(
        request,
        code,
        ReasonForm,
        actions.retire_indicator,
        title="Retire the measure",
        button="Retire measure",
        done="The measure is retired. Its figures stay on record.",
        note="It leaves the lists from today on, and nothing about it changes any more. Earlier days still show it.",
    )


@programme_page("indicator.manage", post=True)
def indicator_event(request, programme, code):
    """Mark something on a measure's chart, a break in its series, or where its limits begin anew."""
    page, indicator = request.page, _indicator(request.page, code)
    if request.method != "POST" and indicator.is_retired_on(page.on):
        return _nothing_changes(request, indicator)
    return form_page(
        request,
        EventForm(**typed(request)),
        actions.add_event,
        programme=programme,
        indicator=indicator,
        title="Mark an event",
        button="Mark event",
        back=page.url("indicators:indicator-detail", code),
        done="The event is marked on the chart.",
        crumbs=[_crumb(page), (indicator.title, page.url("indicators:indicator-detail", code))],
    )


@programme_page("indicator.manage", post=True)
def event_add(request, programme):
    """Mark something on the chart of every measure, such as a new Direction."""
    page = request.page
    return form_page(
        request,
        EventForm(**typed(request), of_all=True),
        actions.add_event,
        programme=programme,
        title="Mark an event on every chart",
        button="Mark event",
        back=page.url("indicators:indicator-list"),
        done="The event is marked on every chart.",
        crumbs=[_crumb(page)],
    )
