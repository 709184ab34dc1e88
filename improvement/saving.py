"""Saving a record with every rule of its model and database checked first, in sentences."""

from django.core.exceptions import ValidationError

from improvement.models import ProgrammeChange
from improvement.models.programme import ProgrammeState


def save_checked(record, *, names=None):
    """Save a new record, or raise ValidationError by field, as forms and the API show it.

    `names` maps a model's field to the name under which the caller asked for it.
    """
    _refuse_closed(record)
    try:
        record.full_clean()
    except ValidationError as error:
        raise ValidationError(_renamed(error.update_error_dict({}), names or {})) from None
    record.save()
    return record


def _refuse_closed(record):
    """A closed programme takes nothing new but a change of its own state."""
    if isinstance(record, ProgrammeChange):
        return
    if record.programme.changes.in_force(record.recorded_on).state == ProgrammeState.CLOSED:
        raise ValidationError("The programme is closed. Ask the director to open it again first.")


def _renamed(errors, names):
    return {names.get(field, field): found for field, found in errors.items()}
