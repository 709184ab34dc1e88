"""Payments from a statement of the bank: upload, a look at what becomes of each row, then all at once or not at all."""

from django.shortcuts import get_object_or_404, redirect, render

from accounts.form_pages import typed
from accounts.import_pages import answer_import, import_preview
from accounts.pages import programme_page
from claims.actions.payment_imports import abandon_payment_import, confirm_payment_import, read_payment_import
from claims.bank_fates import BankFate, judged_bank
from claims.fates import digest_of, tally
from claims.models import PaymentImport
from claims.models.claim import NOTHING
from claims.payment_forms import StatementForm
from claims.payment_sentences import same_file_sentence, statement_sentence
from claims.payment_tables import StatementTable
from claims.views.payments import payment_crumb
from config.money import pounds
from config.sheet_imports import ImportState
from improvement.wording import capital, counted

_TITLE = "From a bank statement"


def _crumbs(page, *more):
    return [payment_crumb(page), (_TITLE, page.url("claims:payment-import-add")), *more]


@programme_page("claim.follow", post=True)
def payment_import_add(request, programme):
    page = request.page
    form = StatementForm(**typed(request))
    read = request.method == "POST" and form.is_valid()
    if read and form.carry_out(read_payment_import, programme=programme, by=request.user):
        return redirect(form.result)
    waiting = PaymentImport.objects.defer("rows").filter(programme=programme, state=ImportState.PREVIEWED)
    context = {"form": form, "waiting": waiting.order_by("-pk"), "breadcrumbs": [*_crumbs(page)[:1], (_TITLE, "")]}
    return render(request, "claims/payment_import_add.html", context)


def _import_or_404(request, pk):
    kept = PaymentImport.objects.filter(programme=request.page.programme)
    return get_object_or_404(kept.select_related("programme", "recorded_by"), pk=pk)


@programme_page("claim.follow")
def payment_import_detail(request, programme, pk):
    found = _import_or_404(request, pk)
    if found.is_open:
        return _preview(request, found)
    remittances = found.remittances.order_by("received_on", "pk")
    context = {"import": found, "remittances": remittances, "breadcrumbs": _crumbs(request.page, (found.file_name, ""))}
    return render(request, "claims/payment_import_decided.html", context)


def _preview(request, found):
    rows = judged_bank(found, request.page.today)
    counts = tally(rows, BankFate)
    matched = sum((row.amount for row in rows if row.fate == BankFate.MATCHED), NOTHING)
    return import_preview(
        request,
        found,
        rows,
        fates=BankFate,
        table_class=StatementTable,
        seen=digest_of(rows),
        sentence=statement_sentence(counts),
        seen_before=same_file_sentence(found.same_file_before()),
        button=f"Save {pounds(matched)}" if counts[BankFate.MATCHED] else "",
        confirm_name="claims:payment-import-confirm",
        abandon_name="claims:payment-import-abandon",
        breadcrumbs=_crumbs(request.page, (found.file_name, "")),
    )


@programme_page("claim.follow", post=True)
def payment_import_confirm(request, programme, pk):
    """Record the matched rows of a statement as the preview showed them."""
    found, seen = _import_or_404(request, pk), request.POST.get("seen", "")

    def done(made):
        said = f"{capital(counted(len(made), 'remittance'))} recorded from {found.file_name}."
        return said, request.page.url("claims:payment-list")

    return answer_import(request, found, confirm_payment_import, done, payment_import=found, seen=seen)


@programme_page("claim.follow", post=True)
def payment_import_abandon(request, programme, pk):
    found = _import_or_404(request, pk)

    def done(_):
        return f"Nothing was saved from {found.file_name}.", request.page.url("claims:payment-list")

    return answer_import(request, found, abandon_payment_import, done, payment_import=found)
