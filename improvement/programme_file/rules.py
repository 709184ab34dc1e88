"""The rules of the models and of the database, asked of each entry and answered at its place in the file."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import UniqueConstraint


def check_rules(document, entry):
    """Note a fault for every rule of its model that the entry's record breaks."""
    record = entry.record
    names = {field.name for field in record._meta.fields}
    relations = {field.name for field in record._meta.fields if field.is_relation}
    # Only what the file says: a relation is checked by name, and the rest is the application's own.
    unsaid = names - set(entry.section.loaded) | relations
    unfit = entry.faulty | _broken(document, entry, record.clean_fields, exclude=unsaid | entry.faulty)
    if not unfit and not any(other.faulty for other in entry.named):
        unfit |= _broken(document, entry, record.clean)
    _broken(document, entry, record.validate_constraints, exclude=unfit)


def check_once(document, entry):
    """Note a fault where the database holds another such record by now: one the same file has just saved."""
    for constraint in entry.record._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            try:
                constraint.validate(type(entry.record), entry.record)
            except ValidationError as error:
                field = constraint.fields[0] if error.code == "unique" and len(constraint.fields) == 1 else ""
                document.entry_fault(entry, _sentence(entry.section, field, error), field)


def _broken(document, entry, check, **options):
    """Note what a check refuses; answer the fields it names."""
    try:
        check(**options)
    except ValidationError as error:
        found = error.update_error_dict({})
        for name, errors in found.items():
            field = "" if name == NON_FIELD_ERRORS else name
            for one in errors:
                document.entry_fault(entry, _sentence(entry.section, field, one), field)
        return set(found) - {NON_FIELD_ERRORS}
    return set()


def _sentence(section, field, error):
    sentence = " ".join(error.messages)
    # A page shows labels; a file holds the values behind them.
    for value, label in (field and section.field(field).choices) or ():
        sentence = sentence.replace(str(label), value)
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
