"""Several own days in one step: all of them, or none."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.actions.days import change_day, log_day, remove_day, submit_days
from claims.actions.turns import take_turn
from claims.models import DayEntry
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
def save_week(*, programme, monday, cells, kind, submit=False, by, on=None):
    """Save a week's grid in one go, and submit what it then holds if asked: all of it, or nothing.

    Each cell is (worked_on, workstream, days or None, entry or None, version). A cell without an entry is logged, one
    with other days is changed, one emptied is removed. Raises ValidationError that names the date, Stale where
    another tab was quicker.
    """
    take_turn(programme, officer=by)
    # What shrinks makes room on its date for what grows.
    for worked_on, workstream, days, entry, version in sorted(cells, key=_growth):
        if not entry and days is not None:
            _logged(programme, worked_on, by=by, on=on, days=days, workstream=workstream, kind=kind)
        elif entry and days is None:
            remove_day(entry=entry, version=version, by=by, on=on)
        elif entry and entry.days != days:
            _changed(entry, days, version, by=by, on=on)
    if submit:
        own = DayEntry.objects.of(by).changeable().filter(programme=programme)
        waiting = own.filter(worked_on__gte=monday, worked_on__lte=monday + datetime.timedelta(days=6))
        submit_days(programme=programme, entries=list(waiting.values_list("pk", "version")), by=by, on=on)


def _growth(cell):
    _, _, days, entry, _ = cell
    return (days or 0) - (entry.days if entry else 0)


def _changed(entry, days, version, *, by, on):
    facts = {"workstream": entry.workstream, "kind": entry.kind, "note": entry.note}
    try:
        change_day(entry=entry, days=days, version=version, by=by, on=on, **facts)
    except ValidationError as error:
        raise _named(entry.worked_on, error) from None
