"""Decisions of the board."""

from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from commissioner.actions import decisions as actions
from commissioner.agenda import items_of
from commissioner.board_forms import DecisionForm
from commissioner.filters import DecisionFilter
from commissioner.known_decisions import decisions_seen
from commissioner.models import DecisionWithdrawal
from commissioner.models.meeting import MeetingState
from commissioner.tables import DecisionTable, FullDecisionTable
from commissioner.views.board import crumb
from commissioner.views.meetings import meeting_or_404, step_page
from config.components import Fact
from improvement.forms import ReasonForm
from improvement.wording import day


def _crumbs(page, *more):
    start = [crumb(page)] if "board.view" in page.can else []
    return [*start, ("Decisions", page.url("board:decision-list")), *more]


@programme_page("decision.view")
def decision_list(request, programme, as_csv=False):
    page = request.page
    return list_page(
        request,
        rows=decisions_seen(page).select_related("meeting").order_by("-number"),
        table_class=FullDecisionTable if "board.view" in page.can else DecisionTable,
        filter_class=DecisionFilter,
        template="commissioner/decision_list.html",
        name="decisions",
        as_csv=as_csv,
        breadcrumbs=[*_crumbs(page)[:-1], ("Decisions", "")],
    )


def _decision_or_404(page, number):
    known = decisions_seen(page)
    return get_object_or_404(known.select_related("meeting__board", "item", "replaces", "recorded_by"), number=number)


@programme_page("decision.view")
def decision_detail(request, programme, number):
    page = request.page
    decision = _decision_or_404(page, number)
    return render(
        request,
        "commissioner/decision_detail.html",
        {
            "decision": decision,
            "facts": _facts(page, decision),
            "withdrawal": _withdrawal(page, decision),
            "may_change": "board.manage" in page.can
            and decision.meeting.state_on(page.on) == MeetingState.HELD
            and not decision.withdrawn_on,
            "breadcrumbs": _crumbs(page, (str(decision), "")),
        },
    )


def _withdrawal(page, decision):
    known = DecisionWithdrawal.objects.known_on(page.on).filter(decision=decision)
    return known.select_related("recorded_by").first()


def _facts(page, decision):
    """What it rests on and where it was taken; who decided and who disagreed only for those who see the board."""
    sees_board = "board.view" in page.can
    meeting = decision.meeting
    url = page.url("board:meeting-detail", meeting.meets_on.isoformat()) if sees_board else ""
    facts = [Fact("Meeting", day(meeting.meets_on), url=url), Fact("Basis", decision.basis)]
    if sees_board:
        facts += [Fact("Decided by", decision.decided_by), Fact("Dissent", decision.dissent or "None recorded")]
        if decision.item:
            facts.append(Fact("Item of the agenda", decision.item))
    # The minutes of the earlier meeting may still be open, and then a reader has no page of its decision to go to.
    if decision.replaces and decisions_seen(page).filter(pk=decision.replaces_id).exists():
        replaced = decision.replaces
        facts.append(Fact("Replaces", replaced, url=page.url("board:decision-detail", replaced.number)))
    if decision.replaced_then:
        number = decision.replaced_then
        facts.append(Fact("Replaced by", f"D{number}", url=page.url("board:decision-detail", number)))
    return facts


def _offers(page, meeting):
    earlier = page.programme.decisions.filter(
        meeting__meets_on__lt=meeting.meets_on, replaced_by__isnull=True, withdrawal__isnull=True
    )
    return {
        "item": meeting.items.filter(pk__in=[i.pk for i in items_of(meeting, page.on)]),
        "replaces": earlier.order_by("-number"),
    }


@programme_page("board.manage", post=True)
def decision_add(request, programme, meets_on):
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    return step_page(
        request,
        DecisionForm(
            **typed(request),
            offers=_offers(page, meeting),
            initial={"decided_by": "The board", "item": request.GET.get("item", "")},
        ),
        actions.record_decision,
        meeting,
        meeting=meeting,
        title="Record a decision",
        button="Record it",
        done="The decision is recorded.",
    )


@programme_page("board.manage", post=True)
def decision_change(request, programme, number):
    page = request.page
    decision = _decision_or_404(page, number)
    offers = _offers(page, decision.meeting)
    offers["replaces"] = offers["replaces"] | programme.decisions.filter(pk=decision.replaces_id)
    return form_page(
        request,
        DecisionForm(
            **typed(request),
            record=decision,
            offers=offers,
            initial={name: getattr(decision, name) for name in actions.FACTS},
        ),
        actions.change_decision,
        decision=decision,
        title=f"Change {decision}",
        button="Save",
        back=page.url("board:decision-detail", number),
        done="Saved.",
        crumbs=_crumbs(page, (str(decision), page.url("board:decision-detail", number))),
    )


@programme_page("board.manage", post=True)
def decision_withdraw(request, programme, number):
    page = request.page
    decision = _decision_or_404(page, number)
    back = page.url("board:decision-detail", number)
    return form_page(
        request,
        ReasonForm(**typed(request), record=decision),
        actions.withdraw_decision,
        decision=decision,
        title=f"Withdraw {decision}",
        button="Withdraw it",
        back=back,
        done="The decision is withdrawn. Its number and its words stay on record.",
        note=decision.text,
        crumbs=_crumbs(page, (str(decision), back)),
    )
