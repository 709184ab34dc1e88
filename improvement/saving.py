"""Saving a record with every rule of its model and database checked first, in sentences."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from improvement.models import ProgrammeChange
from improvement.models.programme import ProgrammeState


def save_checked(record, *, names=None):
    """Save a new record, or raise ValidationError by field, as forms and the API show it.

    `names` maps a model's field to the name under which the caller asked for it.
    """
    if not isinstance(record, ProgrammeChange):
        refuse_closed(record.programme, record.recorded_on)
    _check(record, names)
    try:
        # Somebody may save the same at the same moment, after the check: then the database refuses, and the
        # check made again finds theirs. The savepoint keeps the caller's transaction whole for it.
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.pk = None
        _check(record, names)
        raise
    return record


def _check(record, names):
    try:
        record.full_clean()
    except ValidationError as error:
        raise ValidationError(_renamed(error.update_error_dict({}), names or {})) from None


def refuse_closed(programme, on):
    """A closed programme takes nothing new but a change of its own state."""
    if programme.changes.in_force(on).state == ProgrammeState.CLOSED:
        raise ValidationError("The programme is closed. Ask the director to open it again first.")


def refuse_future(field, day, on):
    """What is recorded as having happened cannot lie after the day of recording. No day at all may follow later."""
    if day and day > on:
        raise ValidationError({field: "This day is in the future. Choose today or an earlier day."})


def _renamed(errors, names):
    return {names.get(field, field): found for field, found in errors.items()}
