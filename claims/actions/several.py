"""Several own days in one step: all of them, or none."""

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.actions.days import change_day, log_day, remove_day, submit_days
from claims.actions.turns import take_turn
from claims.models import DayEntry
from claims.models.day import CHANGEABLE
from improvement.wording import day as in_words


@transaction.atomic
def log_several_days(*, programme, days_worked, days, workstream, kind, note="", by, on=None):
    """Log the same on each of some dates. Raises ValidationError that names the date it is about."""
    take_turn(programme, officer=by)
    facts = {"days": days, "workstream": workstream, "kind": kind, "note": note}
    return [_logged(programme, day, by=by, on=on, **facts) for day in sorted(days_worked)]


def _logged(programme, day, *, by, on, **facts):
    try:
        return log_day(programme=programme, worked_on=day, by=by, on=on, **facts)
    except ValidationError as error:
        raise _named(day, error) from None


def _named(day, error):
    """The refusal of one date among several, with the date before it unless it names it itself."""
    named, said = in_words(day), " ".join(error.messages)
    return ValidationError(said if said.startswith(named) else f"{named}: {said}")


@transaction.atomic
def repeat_days(*, programme, from_day, onto, by, on=None):
    """Log on one date what the officer logged on another, without its notes."""
    take_turn(programme, officer=by)
    before = DayEntry.objects.of(by).standing().filter(programme=programme, worked_on=from_day)
    found = list(before.select_related("workstream").order_by("pk"))
    if not found:
        raise ValidationError(f"Nothing is logged on {in_words(from_day)}.")
    return [
        _logged(programme, onto, by=by, on=on, days=entry.days, workstream=entry.workstream, kind=entry.kind)
        for entry in found
    ]


@transaction.atomic
def save_week(*, programme, cells, kind, submit=False, by, on=None):
    """Save a week's grid in one go, and submit what it then holds if asked: all of it, or nothing.

    Each cell is a claims.weeks.Asked. One without an entry is logged, one with other days is changed, one emptied is
    removed. Raises ValidationError that names the date, Stale where another tab was quicker.
    """
    take_turn(programme, officer=by)
    # What shrinks makes room on its date for what grows.
    held = [_save(cell, programme, kind, by=by, on=on) for cell in sorted(cells, key=_growth)]
    if submit:
        submit_days(programme=programme, entries=[pair for pair in held if pair], by=by, on=on)


def _growth(cell):
    return (cell.days or 0) - (cell.entry.days if cell.entry else 0)


def _save(cell, programme, kind, *, by, on):
    """Bring one cell to what was asked; (id, version) of a day that may then be submitted, else None."""
    if cell.entry is None:
        if cell.seen is not None:
            said = (
                "this day was removed while the page was open. Look at the week, and save again if yours should stand."
            )
            raise ValidationError(f"{in_words(cell.day)}, workstream {cell.workstream.number}: {said}")
        if cell.days is None:
            return None
        entry = _logged(programme, cell.day, by=by, on=on, days=cell.days, workstream=cell.workstream, kind=kind)
    elif cell.days is None and cell.seen is None:
        # It was logged after the page was made, which showed an empty cell and asks for nothing.
        return None
    elif cell.days is None:
        _refusals_named(cell, remove_day, entry=cell.entry, version=cell.seen, by=by, on=on)
        return None
    elif cell.days == cell.entry.days:
        entry, version = cell.entry, cell.seen
        return (entry.pk, version) if version and entry.state in CHANGEABLE else None
    else:
        entry = cell.entry
        facts = {"workstream": entry.workstream, "kind": entry.kind, "note": entry.note}
        # No entry has version 0: one that came after the page was made is told as changed.
        seen = cell.seen or 0
        entry = _refusals_named(cell, change_day, entry=entry, days=cell.days, version=seen, by=by, on=on, **facts)
    return entry.pk, entry.version


def _refusals_named(cell, action, **facts):
    try:
        return action(**facts)
    except ValidationError as error:
        raise _named(cell.day, error) from None
