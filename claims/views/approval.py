"""Approving and returning days, by officer and week."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from accounts.form_pages import typed
from accounts.pages import programme_page
from claims.actions.approval import approve_days, return_days
from claims.allowance import current_left
from claims.forms import ReturnForm
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


def _page(request, *, fault="", sent=None):
    """The groups that wait. After a refusal: what was wrong with which group, and what was ticked and typed there."""
    page = request.page
    groups = waiting(page.programme, page.today)
    sent = sent or {}
    name = sent.get("group", "")
    paginator = Paginator(groups, GROUPS_A_PAGE)
    places = [place for place, group in enumerate(groups) if group.name == name]
    shown = paginator.get_page(places[0] // GROUPS_A_PAGE + 1 if places else request.GET.get("page"))
    return render(
        request,
        "claims/approval_list.html",
        {
            "groups": shown,
            "reasons": {group.name: _reason_form(group.name, sent if group.name == name else None) for group in shown},
            "sentence": waiting_sentence(groups),
            "left": current_left(page.programme, page.today),
            "fault": fault,
            "fault_group": name if places else "",
            "ticked": sent.getlist("entry") if sent else [],
            "breadcrumbs": [("Approve days", "")],
        },
    )


def _reason_form(name, sent):
    """The reason for returning days of a group; its errors only where a reason was asked for and sent."""
    data = {"reason": sent.get("reason")} if sent and sent.get("reason") else None
    return ReturnForm(data, auto_id=f"{name}-%s")


@programme_page("day.approve", post=True)
def day_approve(request, programme):
    """Approve the ticked days of a group."""
    return _decide(request, approve_days, done="approved")


@programme_page("day.approve", post=True)
def day_return(request, programme):
    """Return the ticked days of a group with a reason."""
    return _decide(request, return_days, done="returned", reason=request.POST.get("reason", ""))


def _decide(request, action, *, done, **facts):
    """Carry out a decision on a group. Sent when the session had ended, it is shown again and not carried out."""
    page = request.page
    if request.method != "POST":
        return _page(request, sent=typed(request).get("data"))
    try:
        chosen = pairs(request.POST.getlist("entry"))
        entries = action(programme=page.programme, entries=chosen, by=request.user, **facts)
    except ValidationError as error:
        return _page(request, fault=" ".join(error.messages), sent=request.POST)
    except Stale:
        return _page(
            request,
            fault="Some of these days were changed or decided on while this page was open. "
            "Nothing was done: look at them as they are now.",
            sent=request.POST,
        )
    total = sum(entry.days for entry in entries)
    messages.success(request, f"{capital(in_days(total))} {done}.")
    return redirect(page.url("claims:approval-list"))
