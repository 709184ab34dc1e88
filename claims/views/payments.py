"""Payments of the funder: the list, what each remittance paid, recording and reversing one, and what is outstanding."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.form_pages import form_page, typed
from accounts.lists import export, list_page
from accounts.pages import programme_page
from claims.actions.payments import record_remittance, reverse_remittance
from claims.models import Payment, Remittance
from claims.paying import aged_debt, outstanding_on
from claims.payment_forms import RemittanceForm, ReversalForm
from claims.payment_sentences import debt_sentence, payments_sentence
from claims.payment_tables import PaymentFilter, PaymentTable
from config.components import Fact
from config.money import pounds


def payment_crumb(page):
    return ("Payments", page.url("claims:payment-list"))


@programme_page("claim.view")
def payment_list(request, programme, as_csv=False):
    page = request.page
    known = Payment.objects.filter(programme=programme, remittance__recorded_on__lte=page.on)
    rows = known.select_related("remittance__reversed_by", "claim")
    return list_page(
        request,
        rows=rows.order_by("-remittance__received_on", "-pk"),
        table_class=PaymentTable,
        filter_class=PaymentFilter,
        template="claims/payment_list.html",
        name="payments",
        as_csv=as_csv,
        says=lambda filter_: payments_sentence(filter_.qs),
        breadcrumbs=[("Payments", "")],
    )


@programme_page("claim.follow", post=True)
def payment_add(request, programme):
    page = request.page
    return form_page(
        request,
        RemittanceForm(**typed(request), owed=_on_offer(request)),
        record_remittance,
        programme=programme,
        title="Record a payment",
        button="Save payment",
        back=page.url("claims:payment-list"),
        done=lambda request, made: messages.success(request, f"{pounds(made.amount)} recorded. {made}."),
        crumbs=[payment_crumb(page)],
        template="claims/payment_add.html",
    )


def _on_offer(request):
    """Claims with anything outstanding, and those for which something was typed: nothing typed is lost."""
    page = request.page
    return [
        owed
        for owed in outstanding_on(page.programme, page.on)
        if owed.outstanding or f"version_{owed.claim.pk}" in request.POST
    ]


def _remittance_or_404(page, pk):
    known = Remittance.objects.known_on(page.on).filter(programme=page.programme)
    return get_object_or_404(known.select_related("recorded_by", "reverses", "reversed_by", "payment_import"), pk=pk)


@programme_page("claim.view")
def payment_detail(request, programme, pk):
    page = request.page
    found = _remittance_or_404(page, pk)
    stands = found.standing_on(page.on)
    payments = list(found.payments.select_related("claim").order_by("pk"))
    return render(
        request,
        "claims/payment_detail.html",
        {
            "remittance": found,
            "standing": stands,
            "facts": _facts(page, found, stands),
            "payments": [(payment, page.url("claims:claim-detail", payment.claim.number)) for payment in payments],
            "reverse_url": (
                reverse("claims:payment-reverse", args=[programme.slug, found.pk])
                if stands == "Yes" and "claim.follow" in page.can
                else ""
            ),
            "breadcrumbs": [payment_crumb(page), (found.reference, "")],
        },
    )


def _facts(page, found, stands):
    facts = [
        Fact("Received on", f"{found.received_on:%-d %B %Y}"),
        Fact("Reference of the funder", found.reference),
        Fact("Amount", pounds(found.amount)),
        Fact("Recorded", f"{found.recorded_on:%-d %B %Y} by {found.said_by}"),
    ]
    if found.note:
        facts.append(Fact("Note", found.note))
    if found.payment_import:
        facts.append(Fact("From the statement", found.payment_import.file_name, note=found.payment_import.sha256))
    if stands == "Reversal":
        facts.append(Fact("Reverses", str(found.reverses), page.url("claims:payment-detail", found.reverses_id)))
        facts.append(Fact("Why", found.reason))
    elif stands == "Reversed":
        reversal = found.reversed_by
        words = f"{reversal.recorded_on:%-d %B %Y}"
        facts.append(Fact("Reversed on", words, page.url("claims:payment-detail", reversal.pk), note=reversal.reason))
    return facts


@programme_page("claim.follow", post=True)
def payment_reverse(request, programme, pk):
    page = request.page
    found = _remittance_or_404(page, pk)
    return form_page(
        request,
        ReversalForm(**typed(request)),
        reverse_remittance,
        remittance=found,
        title="Reverse the payment",
        button="Reverse",
        back=page.url("claims:payment-detail", found.pk),
        done="The payment is reversed. What it paid is outstanding again.",
        crumbs=[payment_crumb(page), (found.reference, page.url("claims:payment-detail", found.pk))],
        note=f"{found}: {pounds(found.amount)}. It stays on record, beside a second one with the opposite amounts.",
    )


@programme_page("claim.view")
def debt(request, programme, as_csv=False):
    """What is outstanding, by how long ago it was claimed."""
    page = request.page
    buckets = aged_debt(programme, page.on)
    if as_csv:
        return export(page, _debt_rows(buckets), "debt", by=request.user)
    return render(
        request,
        "claims/debt.html",
        {
            "buckets": buckets,
            "owed": [
                (bucket.label, owed, page.url("claims:claim-detail", owed.claim.number))
                for bucket in reversed(buckets)
                for owed in bucket.owed
            ],
            "sentence": debt_sentence(buckets),
            "total": sum(bucket.total for bucket in buckets),
            "breadcrumbs": [payment_crumb(page), ("Outstanding", "")],
        },
    )


def _debt_rows(buckets):
    yield "Claim", "Submitted on", "Days since", "Age", "Gross", "Paid", "Will not be paid", "Outstanding"
    for bucket in buckets:
        for owed in bucket.owed:
            claim = owed.claim
            yield (
                claim.number,
                claim.submitted_on,
                owed.days_since,
                bucket.label,
                claim.gross,
                owed.paid,
                owed.written_off,
                owed.outstanding,
            )
