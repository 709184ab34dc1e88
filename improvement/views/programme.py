"""The programme itself: its facts, its state and its end."""

from django.shortcuts import render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from config.components import Fact, Stage
from improvement.actions import programme as actions
from improvement.background_tables import ProgrammeChangeTable
from improvement.filters import ProgrammeChangeFilter
from improvement.forms import ProgrammeChangeForm
from improvement.headlines import about_sentences, programme_changes_headline
from improvement.histories import programme_history
from improvement.models.programme import ProgrammeState
from improvement.wording import day


def _crumb(page):
    return ("About the programme", page.url("improvement:about"))


@programme_page("programme.view")
def about(request, programme):
    page = request.page
    in_force = programme.changes.in_force(page.on)
    changes = programme.changes.known_on(page.on).select_related("recorded_by").order_by("-recorded_on", "-pk")
    return render(
        request,
        "improvement/about.html",
        {
            "sentences": about_sentences(programme, in_force, page.on),
            "stages": _stages(in_force, list(changes)),
            "facts": [*_facts(programme, in_force), *_succession(request.user, programme)],
            "history": programme_history(changes),
            "breadcrumbs": [("About the programme", "")],
        },
    )


def _stages(in_force, changes):
    """The states of a programme in their order, each reached one with the day from which it held, at last."""
    oldest_first = changes[::-1]
    reached = {
        change.state: change.recorded_on
        for before, change in zip([None, *oldest_first], oldest_first, strict=False)
        if before is None or before.state != change.state
    }
    now = ProgrammeState.values.index(in_force.state)
    return [
        Stage(
            state.label,
            "done" if place < now else "current" if place == now else "todo",
            f"From {day(reached[state])}" if place <= now and state in reached else "",
        )
        for place, state in enumerate(ProgrammeState)
    ]


def _facts(programme, in_force):
    return [
        _authority("Supported", programme.supported),
        _authority("Supported by", programme.supporting),
        Fact("Started", day(programme.starts_on)),
        Fact("Expected last day", day(in_force.ends_on)),
    ]


def _authority(term, authority):
    return Fact(term, authority, note=f"ONS {authority.ons_code}, DfE {authority.dfe_code}")


def _succession(user, programme):
    """The programmes before and after, named to those who have a role there."""
    seen = {visible.pk for visible in user.programmes_with("programme.view")}

    def fact(term, other):
        if other.pk in seen:
            return Fact(term, other, url=other.get_absolute_url())
        return Fact(term, "A programme in which you have no role")

    before = [fact("Follows", programme.succeeds)] if programme.succeeds else []
    return before + [fact("Followed by", after) for after in programme.succeeded_by.order_by("starts_on", "pk")]


@programme_page("programme.view")
def change_list(request, programme, as_csv=False):
    rows = programme.changes.known_on(request.page.on).select_related("recorded_by")
    context = {} if as_csv else {"headline": programme_changes_headline(rows)}
    return list_page(
        request,
        rows=rows.order_by("-recorded_on", "-pk"),
        table_class=ProgrammeChangeTable,
        filter_class=ProgrammeChangeFilter,
        template="improvement/programme_change_list.html",
        name="programme-changes",
        as_csv=as_csv,
        breadcrumbs=[_crumb(request.page), ("Changes of state and end", "")],
        **context,
    )


@programme_page("programme.manage", post=True)
def programme_change(request, programme):
    page = request.page
    now = programme.changes.in_force(page.on)
    return form_page(
        request,
        ProgrammeChangeForm(**typed(request), record=programme, initial={"state": now.state, "ends_on": now.ends_on}),
        actions.change_programme,
        programme=programme,
        title="Change the programme's state or end",
        button="Save",
        back=page.url("improvement:about"),
        done="Saved. What stood before today stays on record.",
        crumbs=[_crumb(page)],
    )
