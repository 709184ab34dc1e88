"""Breaking a constraint by its name: past every form in the database, and in a sentence through full_clean()."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction


def unknown(value):
    return f"Value {value!r} is not a valid choice."


def refused_by(record, name, values):
    """Write values past every form, and hold the database's refusal to the constraint's name.

    For a unique constraint on plain fields SQLite names the columns and not the constraint.
    """
    table = record._meta.db_table
    constraint = next(c for c in record._meta.constraints if c.name == name)
    words = name
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [record._meta.get_field(field).column for field in constraint.fields]
        words = ", ".join(f"{table}.{column}" for column in columns) + "$"
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        type(record).objects.filter(pk=record.pk).update(**values)


def said_of(record):
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    return refusal.value.messages


def set_values(record, values):
    for field, value in values.items():
        setattr(record, field, value)
