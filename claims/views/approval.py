"""Approving and returning days, by officer and week."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from accounts.pages import programme_page
from claims.actions.approval import approve_days, return_days
from claims.allowance import current_ledger
from claims.sentences import waiting_sentence
from claims.views.shared import pairs
from claims.waiting import waiting
from config.days import in_days
from config.records import Stale
from improvement.wording import capital

GROUPS_A_PAGE = 20


@programme_page("day.approve")
def approval_list(request, programme):
    return _page(request)


def _page(request, *, fault="", group="", reason="", ticked=()):
    """The groups that wait. After a refusal: what was wrong with which group, and what was ticked and typed there."""
    page = request.page
    groups = waiting(page.programme, page.today)
    shown = Paginator(groups, GROUPS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "claims/approval_list.html",
        {
            "groups": shown,
            "sentence": waiting_sentence(groups),
            "ledger": current_ledger(page.programme, page.today),
            "fault": fault,
            "fault_group": group,
            "reason": reason,
            "ticked": ticked,
            "breadcrumbs": [("Approve days", "")],
        },
    )


@programme_page("day.approve", post=True)
def day_approve(request, programme):
    """Approve the ticked days of a group."""
    return _decide(request, approve_days, done="approved")


@programme_page("day.approve", post=True)
def day_return(request, programme):
    """Return the ticked days of a group with a reason."""
    reason = request.POST.get("reason", "").strip()
    return _decide(request, return_days, done="returned", reason=reason)


def _decide(request, action, *, done, **facts):
    page = request.page
    back = page.url("claims:approval-list")
    if request.method != "POST":
        return redirect(back)
    ticked = request.POST.getlist("entry")
    try:
        entries = action(programme=page.programme, entries=pairs(ticked), by=request.user, **facts)
    except (ValidationError, Stale) as error:
        fault = " ".join(getattr(error, "messages", [str(error)]))
        typed = {"group": request.POST.get("group", ""), "reason": facts.get("reason", ""), "ticked": ticked}
        return _page(request, fault=fault, **typed)
    total = sum(entry.days for entry in entries)
    messages.success(request, f"{capital(in_days(total))} {done}.")
    return redirect(back)
