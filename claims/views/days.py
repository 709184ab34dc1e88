"""An officer's own days: the month, logging, changing, removing, submitting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode

from accounts.form_pages import form_page, typed
from accounts.pages import programme_page
from claims.actions import approval, days
from claims.actions.several import log_several_days, repeat_days
from claims.allowance import current_left
from claims.day_rules import warnings
from claims.facts import day_facts
from claims.forms import ChangeDayForm, DayForm, NothingMoreForm, ReasonForm, SeveralDaysForm
from claims.models import DayEntry
from claims.models.day import CHANGEABLE, DayState
from claims.months import days_of, month_of
from claims.views.shared import (
    agreement_if_any,
    first_day,
    last_day,
    last_used,
    month_asked,
    pairs,
    workstreams_offered,
)
from config import dates
from config.days import in_days
from config.records import Stale
from improvement.wording import capital
from improvement.wording import day as in_words


def month_url(page, month):
    """The officer's month, on the same day; this month without more."""
    asked = {} if month == dates.first_of_month(page.on) else {"month": f"{month:%Y-%m}"}
    return page.url("claims:day-list", **asked)


@programme_page("own_days.view")
def day_list(request, programme):
    """The officer's month, with the form that logs a day."""
    agreement = agreement_if_any(programme)
    month = month_asked(request.GET, request.page.on, first_day(agreement, request.page.today))
    return _month_page(request, agreement, month, form=None)


@programme_page("day.log", post=True)
def day_add(request, programme):
    """Log a day. What was wrong is shown on the month's page, with all that was typed."""
    page = request.page
    agreement = agreement_if_any(programme)
    month = month_asked(request.GET, page.today, first_day(agreement, page.today))
    form = _day_form(request, agreement, month, last_day(agreement, page.today), **typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(days.log_day, programme=programme, by=request.user)
    ):
        entry = form.result
        return redirect(_saved_url(page, entry))
    return _month_page(request, agreement, month, form=form)


def _saved_url(page, entry):
    url = month_url(page, dates.first_of_month(entry.worked_on))
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'saved': entry.pk})}"


def _day_form(request, agreement, month, until, **given):
    page = request.page
    offered = _offered(page, agreement, month, until)
    own = DayEntry.objects.of(request.user).standing().filter(programme=page.programme)
    initial = last_used(own)
    if asked := _day_asked(request, offered):
        initial["worked_on"] = asked.isoformat()
    workstreams = workstreams_offered(page.programme, month)
    return DayForm(days_offered=offered, workstreams=workstreams, initial=initial, **given)


def _offered(page, agreement, month, until):
    return days_of(month, since=first_day(agreement, page.today), until=until, today=page.today)


def _day_asked(request, offered):
    """The day that "Log it" leads to, if it is one of those on offer."""
    text = request.GET.get("day", "")
    return next((day for day, _ in offered if day.isoformat() == text), None)


def _month_page(request, agreement, month, *, form):
    page, programme = request.page, request.page.programme
    since = first_day(agreement, page.today)
    until = last_day(agreement, page.today)
    may_log = "day.log" in page.can and agreement is not None
    may_add = may_log and month <= until
    if form is None and may_add:
        form = _day_form(request, agreement, month, until)
    shown = month_of(programme, request.user, month, on=page.on, since=since, until=until)
    # Only from a month after the first that can be logged: before January of year 1 there is no month.
    previous = dates.add_months(month, -1) if month > dates.first_of_month(since) else None
    following = dates.add_months(month, 1)
    own = DayEntry.objects.of(request.user).filter(programme=programme)
    context = {
        "form": form if may_add else None,
        "may_log": may_log,
        "until": until,
        "month": shown,
        "left": current_left(programme, page.on) if "allowance.view" in page.can else None,
        "agreement": agreement,
        "saved": _saved(request, own),
        "elsewhere": _unsubmitted_elsewhere(own, shown) if may_log else [],
        "repeat": _to_repeat(own, form) if may_add else None,
        "month_query": f"?month={month:%Y-%m}" if month != dates.first_of_month(page.today) else "",
        "previous_url": month_url(page, previous) if previous else "",
        "next_url": month_url(page, following) if following <= page.on else "",
        "previous": previous,
        "next": following,
        "week": dates.week_name(min(shown.last, page.on)),
        "breadcrumbs": [("My days", "")],
    }
    return render(request, "claims/day_list.html", context)


def _saved(request, own):
    """The entry just saved, while it can still be undone."""
    key = request.GET.get("saved", "")
    if not (key.isascii() and key.isdigit() and len(key) < 10) or request.page.is_past:
        return None
    return own.filter(pk=key, state__in=CHANGEABLE).select_related("workstream").first()


def _unsubmitted_elsewhere(own, month):
    """The first days of other months that hold days not submitted."""
    found = own.changeable().exclude(worked_on__gte=month.first, worked_on__lte=month.last)
    return sorted({dates.first_of_month(day) for day in found.values_list("worked_on", flat=True)})


def _to_repeat(own, form):
    """(day to fill, day to copy): the day chosen, or the first on offer, and the last one logged before it."""
    offered = [value for value, _ in form.fields["worked_on"].choices]
    chosen = form["worked_on"].value() if form["worked_on"].value() in offered else next(iter(offered), None)
    if chosen is None or own.standing().filter(worked_on=chosen).exists():
        return None
    last = own.standing().filter(worked_on__lt=chosen).order_by("-worked_on").first()
    return (chosen, last.worked_on) if last else None


@programme_page("day.log", post=True)
def day_repeat(request, programme):
    """Log on one day what was logged on another: "same as yesterday"."""
    page = request.page
    try:
        onto, from_day = (dates.day_from(request.POST.get(name, "")) for name in ("worked_on", "from"))
        logged = repeat_days(programme=programme, from_day=from_day, onto=onto, by=request.user)
    except ValueError:
        return redirect("claims:day-list", programme.slug)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("claims:day-list", programme.slug)
    messages.success(request, f"Saved, not yet submitted: {in_words(onto)} is the same as {in_words(from_day)}.")
    return redirect(month_url(page, dates.first_of_month(logged[0].worked_on)))


@programme_page("day.log", post=True)
def day_several(request, programme):
    page = request.page
    agreement = agreement_if_any(programme)
    since = first_day(agreement, page.today)
    month = month_asked(request.GET, page.today, since)
    own = DayEntry.objects.of(request.user).standing().filter(programme=programme)
    form = SeveralDaysForm(
        **typed(request),
        days_offered=_offered(page, agreement, month, last_day(agreement, page.today)),
        workstreams=workstreams_offered(programme, month),
        initial={**last_used(own), "days": "1.0"},
    )
    return form_page(
        request,
        form,
        log_several_days,
        programme=programme,
        title=f"Log several days of {month:%B %Y}",
        button="Save these days",
        back=month_url(page, month),
        done="Saved, not yet submitted.",
        crumbs=[("My days", month_url(page, month))],
        note="All of the days are saved, or none. Days already logged on this workstream are refused.",
    )


def _entry_seen(request, pk):
    """An entry of the programme that the person may see: their own, or anybody's with day.view."""
    page = request.page
    entries = DayEntry.objects.filter(programme=page.programme).known_on(page.on)
    if "day.view" not in page.can:
        entries = entries.of(request.user)
    named = ("officer", "workstream", "programme", "approved_by", "recorded_by", "allowance", "day_import")
    named = (*named, "claimed__line__claim")
    return get_object_or_404(entries.select_related(*named).defer("day_import__rows"), pk=pk)


def _own_entry(request, pk):
    own = DayEntry.objects.of(request.user).filter(programme=request.page.programme)
    return get_object_or_404(own.select_related("workstream", "programme", "officer"), pk=pk)


def _crumbs(page, entry):
    return [
        ("My days", month_url(page, dates.first_of_month(entry.worked_on))),
        (str(entry), page.url("claims:day-detail", entry.pk)),
    ]


@programme_page("own_days.view")
def day_detail(request, programme, pk):
    """One day: what it says, where it stands, and every step that led there."""
    page = request.page
    entry = _entry_seen(request, pk)
    steps = list(entry.steps.known_on(page.on).select_related("recorded_by", "workstream").order_by("number"))
    if not steps:
        raise Http404
    shown = steps[-1]
    name = f"{shown.amount} on {in_words(entry.worked_on)}"
    is_own = entry.officer_id == request.user.pk
    back = ("My days", month_url(page, dates.first_of_month(entry.worked_on)))
    if not is_own:
        back = ("Days", page.url("claims:entry-list"))
    return render(
        request,
        "claims/day_detail.html",
        {
            "entry": entry,
            "shown": shown,
            "name": name,
            "facts": day_facts(entry, shown, page, is_own=is_own),
            "steps": steps,
            "warnings": warnings(shown, page.on) if shown.state == DayState.SUBMITTED else [],
            "may_change": is_own and "day.log" in page.can and entry.state in CHANGEABLE,
            "may_take_back": is_own and "day.log" in page.can and entry.state == DayState.SUBMITTED,
            "may_undo": not is_own
            and "day.approve" in page.can
            and entry.state == DayState.APPROVED
            and not entry.claim,
            "breadcrumbs": [back, (name, "")],
        },
    )


@programme_page("day.log", post=True)
def day_change(request, programme, pk):
    page = request.page
    entry = _own_entry(request, pk)
    workstreams = workstreams_offered(programme, dates.first_of_month(entry.worked_on))
    initial = {"workstream": entry.workstream_id, "days": str(entry.days), "kind": entry.kind, "note": entry.note}
    return form_page(
        request,
        ChangeDayForm(**typed(request), record=entry, workstreams=workstreams, initial=initial),
        days.change_day,
        entry=entry,
        title=f"Change {in_words(entry.worked_on)}",
        button="Save change",
        back=month_url(page, dates.first_of_month(entry.worked_on)),
        done="Saved, not yet submitted.",
        crumbs=_crumbs(page, entry),
    )


def _sure(request, pk, action, *, title, button, done):
    """A step on an own day that only asks to be sure."""
    page = request.page
    entry = _own_entry(request, pk)
    return form_page(
        request,
        NothingMoreForm(**typed(request), record=entry),
        action,
        entry=entry,
        title=title,
        button=button,
        back=month_url(page, dates.first_of_month(entry.worked_on)),
        done=done,
        crumbs=_crumbs(page, entry),
        note=f"{entry}, workstream {entry.workstream}.",
    )


@programme_page("day.log", post=True)
def day_remove(request, programme, pk):
    return _sure(request, pk, days.remove_day, title="Remove this day", button="Remove", done="The day is removed.")


@programme_page("day.log", post=True)
def day_take_back(request, programme, pk):
    return _sure(
        request,
        pk,
        days.take_back,
        title="Take this day back",
        button="Take back",
        done="The day is not submitted any more. Change it, then submit it again.",
    )


@programme_page("day.log", post=True)
def day_submit(request, programme):
    """Submit the days whose ids and versions the page held."""
    page = request.page
    month = month_asked(request.GET, page.today, first_day(agreement_if_any(programme), page.today))
    if request.method == "POST":
        try:
            entries = days.submit_days(
                programme=programme, entries=pairs(request.POST.getlist("entry")), by=request.user
            )
        except (ValidationError, Stale) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        else:
            total = sum(entry.days for entry in entries)
            messages.success(request, f"{capital(in_days(total))} submitted for approval.")
    return redirect(month_url(page, month))


@programme_page("day.approve", post=True)
def day_undo(request, programme, pk):
    """Undo the approval of somebody else's day."""
    page = request.page
    entry = _entry_seen(request, pk)
    if entry.officer_id == request.user.pk:
        raise PermissionDenied("Ask another approver: nobody decides on their own days.")
    return form_page(
        request,
        ReasonForm(**typed(request), record=entry),
        approval.undo_approval,
        entry=entry,
        title="Undo this approval",
        button="Undo approval",
        back=page.url("claims:day-detail", entry.pk),
        done="The approval is undone. The day waits for approval again, and the allowance has it back.",
        crumbs=[("Days", page.url("claims:entry-list")), (str(entry), page.url("claims:day-detail", entry.pk))],
        note=f"{entry}, {entry.officer.name}, workstream {entry.workstream}.",
    )
