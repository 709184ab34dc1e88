"""Days from a spreadsheet: read and kept for a look, then logged all at once, or let go."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from claims.actions.days import step_of
from claims.actions.turns import take_turn
from claims.day_rules import agreement_of
from claims.day_sheet import DAY_SHEET
from claims.fates import Fate, digest_of, judged
from claims.models import DayEntry, DayImport, DayStep
from claims.models.day import DayStepKind
from config import dates
from config.columns import rows_of
from config.personal_data import refuse_personal_identifiers
from config.sheet_imports import ImportState
from config.sheets import MAX_BYTES
from improvement.evidence_files import safe_name
from improvement.saving import refuse_closed, save_checked

AT_ONCE = 500


def read_sheet(file, layout):
    """(name, SHA-256, rows) of an uploaded spreadsheet. Raises ValidationError by the field `file`."""
    content = file.read(MAX_BYTES + 1)
    try:
        name = safe_name(file.name)
        refuse_personal_identifiers(name)
        return name, hashlib.sha256(content).hexdigest(), rows_of(content, layout)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None


def read_import(*, programme, file, by, on=None):
    """Read an uploaded spreadsheet of own days and keep its rows for the preview: no day is logged.

    Raises ValidationError (field `file`) for what cannot be read.
    """
    on = on or dates.today()
    refuse_closed(programme, on)
    agreement_of(programme)
    name, sha256, rows = read_sheet(file, DAY_SHEET)
    return save_checked(
        DayImport(
            programme=programme,
            officer=by,
            file_name=name,
            sha256=sha256,
            rows=rows,
            recorded_on=on,
            recorded_by=by,
        )
    )


@transaction.atomic
def confirm_import(*, day_import, seen, by, on=None):
    """Log every new day of an import that was looked at: all of them, or none. Returns the entries.

    `seen` is the digest of the rows as the preview showed them. Raises ValidationError where anything else would be
    saved by now, where there is nothing new, or when the import was decided already.
    """
    on = on or dates.today()
    programme = day_import.programme
    take_turn(programme, officer=by)
    day_import.decide(ImportState.CONFIRMED, on)
    rows = judged(day_import, on)
    if digest_of(rows) != seen:
        raise ValidationError("Something was logged or changed since you looked. Nothing is saved: look again.")
    entries = [row.entry for row in rows if row.fate == Fate.NEW]
    if not entries:
        raise ValidationError("There is nothing new to save.")
    DayEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    steps = [step_of(entry, DayStepKind.LOGGED, by=by, on=on) for entry in entries]
    DayStep.objects.bulk_create(steps, batch_size=AT_ONCE)
    record("days.imported", by=by, about=day_import, programme=programme, after=_said(day_import, entries))
    return entries


def _said(day_import, entries):
    worked = [entry.worked_on for entry in entries]
    return {
        "file": day_import.file_name,
        "sha256": day_import.sha256,
        "entries": len(entries),
        "days": sum(entry.days for entry in entries),
        "first": min(worked),
        "last": max(worked),
    }


@transaction.atomic
def abandon_import(*, day_import, by, on=None):
    """Let an import go. Nothing of it was logged."""
    take_turn(day_import.programme, officer=by)
    day_import.decide(ImportState.ABANDONED, on or dates.today())
