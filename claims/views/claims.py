"""Claims: the list, a claim with its preview or its lines, and every step that is taken with it."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.form_pages import form_page, typed, whole
from accounts.lists import export, list_page
from accounts.pages import programme_page
from claims.actions import claims as actions
from claims.claim_facts import claim_facts, claim_sentence, claim_stages
from claims.claim_forms import AdjustmentForm, AnswerForm, CertifyForm, ClaimForm, QueryForm, WhyForm
from claims.claim_states import SENT, UNPAID, ClaimState, ClaimStepKind
from claims.eligibility import preview, totals_by
from claims.filters import ClaimFilter
from claims.forms import NothingMoreForm
from claims.known_claims import claims_on, claims_sentence, missing_to_submit
from claims.models import Claim, DayEntry
from claims.models.claim import FileKind
from claims.models.day import DayState
from claims.tables import ClaimTable
from claims.views.shared import agreement_if_any, pairs
from config import dates
from config.days import in_days
from config.money import pounds
from config.records import Stale
from improvement.wording import day as in_words

LINES_A_PAGE = 50
SHOWN = 100
MONEY_DIGITS = 12


def _crumbs(page, claim=None):
    crumbs = [("Claims", page.url("claims:claim-list"))]
    return [*crumbs, (claim.number, page.url("claims:claim-detail", claim.number))] if claim else crumbs


def _claim_or_404(page, number):
    return get_object_or_404(claims_on(page.programme, page.on), number=number)


def _terms(claim, on):
    return claim.agreement.terms.in_force(on)


@programme_page("claim.view")
def claim_list(request, programme, as_csv=False):
    page = request.page
    agreement = agreement_if_any(programme)
    return list_page(
        request,
        rows=claims_on(programme, page.on),
        table_class=ClaimTable,
        table_facts={"terms": agreement.terms.in_force(page.on) if agreement else None},
        filter_class=ClaimFilter,
        template="claims/claim_list.html",
        name="claims",
        as_csv=as_csv,
        says=lambda filter_: claims_sentence(filter_.qs),
        agreement=agreement,
        breadcrumbs=[("Claims", "")],
    )


@programme_page("claim.prepare", post=True)
def claim_add(request, programme):
    page = request.page
    agreement = agreement_if_any(programme)
    if agreement is None:
        messages.warning(request, "No funding agreement is recorded yet. Without one nothing can be claimed.")
        return redirect(page.url("claims:claim-list"))
    return form_page(
        request,
        ClaimForm(**typed(request), initial=_next_period(agreement, page.today)),
        actions.start_claim,
        programme=programme,
        title="Start a claim",
        button="Show the days",
        back=page.url("claims:claim-list"),
        onward=lambda claim: page.url("claims:claim-detail", claim.number),
        done="The claim is started. Look at its days, then prepare it.",
        crumbs=_crumbs(page),
        note="A claim takes the approved days of a period that are on no other claim. You see them next.",
    )


def _next_period(agreement, today):
    """The first month with approved days on no claim, up to today; without any, this month so far."""
    free = DayEntry.objects.filter(programme=agreement.programme, state=DayState.APPROVED, counts=True, claimed=None)
    first = free.aggregate(first=Min("worked_on"))["first"] or today
    return {"period_start": dates.first_of_month(first), "period_end": min(dates.last_of_month(first), today)}


@programme_page("claim.view")
def claim_detail(request, programme, number):
    return _claim_page(request, _claim_or_404(request.page, number))


def _claim_page(request, claim, *, fault=""):
    """A claim; after a refused step with what was wrong."""
    page = request.page
    terms = _terms(claim, page.on)
    steps = list(claim.steps.known_on(page.on).select_related("recorded_by").order_by("number"))
    context = {
        "claim": claim,
        "fault": fault,
        "sentence": claim_sentence(claim, terms, page.on),
        "stages": claim_stages(claim, steps),
        "facts": claim_facts(claim, _agreement_url(page), page.on, is_past=page.is_past),
        "steps": steps,
        "files": _files(page, claim),
        "may": _may(request, claim),
        "breadcrumbs": [*_crumbs(page), (claim.number, "")],
    }
    if claim.stood == ClaimState.CERTIFIED:
        context["missing"] = missing_to_submit(terms)
    if claim.stood == ClaimState.DRAFT and not page.is_past:
        context |= _of_draft(claim, terms)
    elif claim.stood in SENT or not page.is_past:
        context |= _of_lines(request, claim)
    return render(request, "claims/claim_detail.html", context)


def _files(page, claim):
    """[(kind, address, address without names, SHA-256 of each)] of the files of a claim; of one not sent, as it stands.

    A draft and a cancelled claim have none, nor has an earlier day of what was sent later.
    """
    if claim.stood in (ClaimState.DRAFT, ClaimState.CANCELLED) or (page.is_past and claim.stood not in SENT):
        return []
    digests = {(file.kind, file.with_names): file.sha256 for file in claim.files.defer("content")}

    def address(kind, names):
        return page.url("claims:claim-file", claim.number, names, kind)

    return [
        (
            kind.label,
            address(kind.value, ""),
            address(kind.value, "-without-names"),
            [sha for sha in (digests.get((kind.value, True)), digests.get((kind.value, False))) if sha],
        )
        for kind in FileKind
    ]


def _agreement_url(page):
    return page.url("claims:agreement") if "agreement.view" in page.can else ""


def _may(request, claim):
    """The steps that this person may take now with a claim."""
    can, may = request.page.can, claim.may
    return {
        "prepare": "claim.prepare" in can and may(ClaimStepKind.PREPARED),
        "certify": "claim.certify" in can and may(ClaimStepKind.CERTIFIED) and claim.prepared_by_id != request.user.pk,
        "submit": "claim.certify" in can and may(ClaimStepKind.SUBMITTED),
        "reopen": "claim.reopen" in can and may(ClaimStepKind.REOPENED),
        "cancel": "claim.prepare" in can and may(ClaimStepKind.CANCELLED),
        "query": "claim.follow" in can and may(ClaimStepKind.QUERIED),
        "answer": "claim.follow" in can and may(ClaimStepKind.ANSWERED),
        "pay": "claim.follow" in can and claim.state in UNPAID and claim.gross != 0,
        "reverse": "claim.prepare" in can and claim.is_sent,
    }


def _preview(claim, terms):
    return preview(claim.agreement, terms, since=claim.period_start, until=claim.period_end)


def _of_draft(claim, terms):
    found = _preview(claim, terms)
    adjustments = list(claim.lines.select_related("reverses__claim").order_by("number"))
    return {
        "preview": found,
        "eligible_shown": found.eligible[:SHOWN],
        "left_out_shown": found.left_out[:SHOWN],
        "adjustments": adjustments,
        "pence": int(found.total.gross * 100),
        "seen": ",".join(f"{key}:{version}" for key, version in found.pairs),
        "summaries": _summaries(
            found.eligible,
            workstream=lambda day: (day.entry.workstream.number, day.entry.workstream.title),
            officer=lambda day: day.entry.officer.name,
            rate=lambda day: day.rate,
        ),
    }


def _summaries(days, *, workstream, officer, rate):
    """[(heading, [(label, Amount)])] of a claim's days or lines."""
    by_workstream = [(f"{number} {title}", total) for (number, title), total in totals_by(days, workstream)]
    by_officer = totals_by(days, officer)
    by_rate = [(f"{pounds(amount)} a day", total) for amount, total in totals_by(days, rate)]
    return [("Workstream", by_workstream), ("Officer", by_officer), ("Day rate", by_rate)]


def _say_reversal(line, page):
    """Whether a line is reversed, or is about to be, as known on the day looked at."""
    by = line.reversal
    line.is_reversed = bool(by and by.claim.is_sent and by.claim.submitted_on <= page.on)
    line.reversed_then = by if line.is_reversed or not page.is_past else None


def _of_lines(request, claim):
    lines = list(claim.lines.select_related("reverses__claim", "reversed_by__claim").order_by("number"))
    for line in lines:
        _say_reversal(line, request.page)
    draft = Claim.objects.filter(programme=claim.programme, state=ClaimState.DRAFT).order_by("pk").first()
    return {
        "draft": draft,
        "lines": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "summaries": _summaries(
            lines,
            workstream=lambda line: (line.workstream_number, line.workstream_title),
            officer=lambda line: line.officer_name,
            rate=lambda line: line.rate,
        ),
    }


@programme_page("claim.view")
def claim_preview_csv(request, programme, number):
    """Every day of a draft's period with what becomes of it."""
    claim = _claim_or_404(request.page, number)
    if request.page.is_past or claim.stood != ClaimState.DRAFT:
        raise Http404
    found = _preview(claim, _terms(claim, request.page.on))
    fates = [(day.entry, "On this claim", day) for day in found.eligible]
    fates += [(out.entry, f"{out.reason} {out.number}".strip(), None) for out in found.left_out]
    fates += [(entry, "No day rate is known for this date", None) for entry in found.without_rate]
    rows = [
        ("Day worked", "Officer", "Workstream", "Kind", "Days", "What becomes of it", "Rate", "Net", "VAT", "Gross")
    ]
    for entry, fate, day in sorted(fates, key=lambda fate: (fate[0].worked_on, fate[0].pk)):
        amounts = (day.rate, day.amount.net, day.amount.vat, day.amount.gross) if day else ("", "", "", "")
        kind = entry.get_kind_display()
        rows.append((entry.worked_on, entry.officer.name, str(entry.workstream), kind, entry.days, fate, *amounts))
    return export(request.page, rows, f"preview-of-{claim.number}", by=request.user)


@programme_page("claim.prepare", post=True)
def claim_prepare(request, programme, number):
    """Write the lines of the days that were looked at."""
    page = request.page
    claim = _claim_or_404(page, number)
    if request.method != "POST":
        return redirect(page.url("claims:claim-detail", number))
    try:
        actions.prepare_claim(
            claim=claim,
            version=whole(request.POST.get("version", "")),
            seen=pairs(filter(None, request.POST.get("seen", "").split(","))),
            gross=Decimal(whole(request.POST.get("pence", ""), MONEY_DIGITS)) / 100,
            by=request.user,
        )
    except ValidationError as error:
        return _claim_page(request, _claim_or_404(page, number), fault=" ".join(error.messages))
    except Stale as stale:
        return _claim_page(request, _claim_or_404(page, number), fault=str(stale))
    messages.success(request, f"Prepared. {actions.told(claim)} Somebody else certifies it now.")
    return redirect(page.url("claims:claim-detail", number))


def _step(request, number, form, action, *, title, button, done, note=""):
    """Answer the form of one step with a claim."""
    page = request.page
    return form_page(
        request,
        form,
        action,
        claim=form.record,
        title=title,
        button=button,
        back=page.url("claims:claim-detail", number),
        done=done,
        crumbs=_crumbs(page, form.record),
        note=note,
    )


@programme_page("claim.certify", post=True)
def claim_certify(request, programme, number):
    claim = _claim_or_404(request.page, number)
    declaration = _terms(claim, request.page.today).declaration
    form = CertifyForm(**typed(request), record=claim, declaration=declaration)
    return _step(
        request,
        number,
        form,
        actions.certify_claim,
        title=f"Certify {claim.number}",
        button="Certify",
        done=f"{claim.number} is certified. It can be submitted now.",
        note=f"{claim.number}: {in_days(claim.total_days)}, {pounds(claim.gross)}. {_prepared(claim)}",
    )


def _prepared(claim):
    return f"Prepared by {claim.prepared_by} on {in_words(claim.prepared_on)}." if claim.prepared_by else ""


@programme_page("claim.certify", post=True)
def claim_submit(request, programme, number):
    claim = _claim_or_404(request.page, number)
    form = NothingMoreForm(**typed(request), record=claim)
    return _step(
        request,
        number,
        form,
        actions.submit_claim,
        title=f"Submit {claim.number}",
        button="Submit",
        done=f"{claim.number} is submitted. Its figures, lines and files cannot change any more.",
        note=f"{claim.number}: {in_days(claim.total_days)}, {pounds(claim.gross)}. "
        "What is submitted is frozen. A later correction is an adjustment on another claim.",
    )


@programme_page("claim.reopen", post=True)
def claim_reopen(request, programme, number):
    claim = _claim_or_404(request.page, number)
    return _step(
        request,
        number,
        WhyForm(**typed(request), record=claim),
        actions.reopen_claim,
        title=f"Send {claim.number} back to draft",
        button="Send back",
        done=f"{claim.number} is a draft again, and its days are free.",
        note="Its lines are taken off and its days are free again. It keeps its number.",
    )


@programme_page("claim.prepare", post=True)
def claim_cancel(request, programme, number):
    claim = _claim_or_404(request.page, number)
    return _step(
        request,
        number,
        WhyForm(**typed(request), record=claim),
        actions.cancel_claim,
        title=f"Cancel {claim.number}",
        button="Cancel the claim",
        done=f"{claim.number} is cancelled. Its days can be claimed again.",
        note="Its days can be claimed again. Its number stays used, so that none is missing.",
    )


@programme_page("claim.follow", post=True)
def claim_query(request, programme, number):
    claim = _claim_or_404(request.page, number)
    return _step(
        request,
        number,
        QueryForm(**typed(request), record=claim),
        actions.query_claim,
        title=f"Record a query about {claim.number}",
        button="Save query",
        done="The query is recorded.",
    )


@programme_page("claim.follow", post=True)
def claim_answer(request, programme, number):
    claim = _claim_or_404(request.page, number)
    query = claim.steps.filter(step=ClaimStepKind.QUERIED).order_by("-number").values_list("text", flat=True).first()
    return _step(
        request,
        number,
        AnswerForm(**typed(request), record=claim),
        actions.answer_query,
        title=f"Answer the query about {claim.number}",
        button="Save answer",
        done="The answer is recorded.",
        note=query or "",
    )


@programme_page("claim.prepare", post=True)
def claim_adjust(request, programme, number):
    """Reverse a line of an earlier claim on this draft."""
    claim = _claim_or_404(request.page, number)
    sent = Claim.objects.sent().filter(programme=programme).order_by("-pk")
    asked = {"of": request.GET.get("of", ""), "line_number": request.GET.get("line", "")}
    form = AdjustmentForm(**typed(request), record=claim, sent=sent, initial=asked)
    return _step(
        request,
        number,
        form,
        actions.add_adjustment,
        title=f"Reverse a line on {claim.number}",
        button="Add adjustment",
        done="The adjustment is on the claim.",
        note="An adjustment takes a line of an earlier claim back: the same days and pounds with a minus sign.",
    )


@programme_page("claim.prepare", post=True)
def claim_unadjust(request, programme, number, pk):
    claim = _claim_or_404(request.page, number)
    line = get_object_or_404(claim.lines.filter(reverses__isnull=False).select_related("reverses__claim"), pk=pk)

    def remove(**facts):
        return actions.remove_adjustment(line=line, **facts)

    return _step(
        request,
        number,
        NothingMoreForm(**typed(request), record=claim),
        remove,
        title="Take the adjustment off",
        button="Take it off",
        done="The adjustment is taken off the claim.",
        note=f"{line.reverses} is then not reversed by {claim.number}.",
    )
