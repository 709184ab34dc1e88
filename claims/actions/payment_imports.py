"""Payments from a statement of the bank: read and kept for a look, then recorded all at once, or let go."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from claims.actions.imports import read_sheet
from claims.actions.payments import record_remittance
from claims.actions.turns import take_turn
from claims.bank_fates import BankFate, judged_bank
from claims.bank_sheet import BANK_SHEET
from claims.fates import digest_of
from claims.models import PaymentImport
from claims.models.claim import NOTHING
from config import dates
from config.sheet_imports import ImportState


def read_payment_import(*, programme, file, by, on=None):
    """Read an uploaded statement and keep its rows for the preview: nothing is recorded as paid.

    Raises ValidationError (field `file`) for what cannot be read.
    """
    name, sha256, rows = read_sheet(file, BANK_SHEET)
    kept = PaymentImport(
        programme=programme,
        file_name=name,
        sha256=sha256,
        rows=rows,
        recorded_on=on or dates.today(),
        recorded_by=by,
    )
    # Not save_checked(): a closed programme is still paid.
    kept.full_clean()
    kept.save()
    return kept


@transaction.atomic
def confirm_payment_import(*, payment_import, seen, by, on=None):
    """Record every matched row of a statement that was looked at: all of them, or none. Returns the remittances.

    `seen` is the digest of the rows as the preview showed them. Raises ValidationError where anything else would be
    recorded by now, where nothing is matched, or when the import was decided already.
    """
    on = on or dates.today()
    programme = payment_import.programme
    take_turn(programme)
    payment_import.decide(ImportState.CONFIRMED, on)
    rows = judged_bank(payment_import, on)
    if digest_of(rows) != seen:
        raise ValidationError("Something was recorded or changed since you looked. Nothing is saved: look again.")
    matched = [row for row in rows if row.fate == BankFate.MATCHED]
    if not matched:
        raise ValidationError("There is nothing to save.")
    remittances = [
        record_remittance(
            programme=programme,
            received_on=row.received_on,
            reference=row.reference,
            amount=row.amount,
            payments=row.payments,
            payment_import=payment_import,
            by=by,
            on=on,
        )
        for row in matched
    ]
    after = {
        "file": payment_import.file_name,
        "sha256": payment_import.sha256,
        "remittances": len(remittances),
        "amount": sum((remittance.amount for remittance in remittances), NOTHING),
    }
    record("payments.imported", by=by, about=payment_import, programme=programme, after=after)
    return remittances


@transaction.atomic
def abandon_payment_import(*, payment_import, by, on=None):
    """Let an import go. Nothing of it was recorded."""
    take_turn(payment_import.programme)
    payment_import.decide(ImportState.ABANDONED, on or dates.today())
