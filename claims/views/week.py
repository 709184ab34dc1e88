"""An officer's week as a grid that saves in one go."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.form_pages import typed
from accounts.pages import programme_page
from claims.actions.several import save_week
from claims.models import DayEntry
from claims.models.agreement import DayKind
from claims.views.days import month_url
from claims.views.shared import agreement_if_any, first_day, last_day, last_used, workstreams_offered
from claims.weeks import asked, week_of
from config import dates
from config.records import Stale


@programme_page("day.log", post=True)
def day_week(request, programme, week):
    page = request.page
    try:
        monday = dates.week_from(week)
    except ValueError:
        raise Http404 from None
    agreement = agreement_if_any(programme)
    since = first_day(agreement, page.today)
    if not dates.monday_of(min(since, page.today)) <= monday <= page.today:
        raise Http404
    sent = typed(request).get("data")
    workstreams = list(workstreams_offered(programme, max(monday, since)))
    kept = request.method != "POST"
    period = {"since": since, "until": last_day(agreement, page.today)}
    grid = week_of(programme, request.user, monday, workstreams, **period, sent=sent, as_first_seen=kept)
    faults = []
    if request.method == "POST":
        faults = _save(request, grid)
        if not faults:
            return redirect(request.path if "save" in sent else month_url(page, dates.first_of_month(monday)))
    return render(request, "claims/day_week.html", _context(request, grid, since, sent, faults))


def _context(request, grid, since, sent, faults):
    page = request.page
    own = DayEntry.objects.of(request.user).standing().filter(programme=page.programme)
    kind = (sent or {}).get("kind") or last_used(own)["kind"]
    before, after = (grid.monday + datetime.timedelta(days=days) for days in (-7, 7))
    return {
        "week": grid,
        "faults": faults,
        "kinds": DayKind.choices,
        "kind": kind,
        "previous": dates.week_name(before) if since < grid.monday else "",
        "next": dates.week_name(after) if after <= page.today else "",
        "breadcrumbs": [
            ("My days", month_url(page, dates.first_of_month(min(grid.days[-1], page.today)))),
            ("Week", ""),
        ],
    }


def _save(request, grid):
    """Save the grid, and submit it if asked. What went wrong, in sentences; nothing is saved then."""
    page, sent = request.page, request.POST
    kind = sent.get("kind", "")
    if kind not in DayKind.values:
        return ["Choose what kind of days these are."]
    submit = "submit" in sent
    try:
        save_week(programme=page.programme, cells=asked(grid, sent), kind=kind, submit=submit, by=request.user)
    except ValidationError as error:
        return error.messages
    except Stale as stale:
        return [str(stale)]
    done = "The week is saved and submitted for approval." if submit else "Saved, not yet submitted."
    messages.success(request, done)
    return []
