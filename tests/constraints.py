"""Breaking a constraint by its name: past every form in the database, and in a sentence through full_clean()."""

from copy import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction


def unknown(value):
    return f"Value {value!r} is not a valid choice."


def made(factories, kind, facts):
    """A valid record; a value that is a factory is made for it."""
    factory = getattr(factories, f"{kind}Factory")
    return factory(**{name: value() if callable(value) else value for name, value in facts.items()})


def values_for(record, breaks):
    """What breaks a rule: a factory is made for it, and a function is asked of the record."""
    return {
        field: value() if isinstance(value, type) else value(record) if callable(value) else value
        for field, value in breaks.items()
    }


def refused_by(record, name, values, *, as_new=None):
    """Write values past every form, and hold the database's refusal to the constraint's name.

    `as_new` is what a new row has of its own, for a table whose rows are never changed. For a unique constraint on
    plain fields SQLite names the columns and not the constraint.
    """
    table = record._meta.db_table
    constraint = next(c for c in record._meta.constraints if c.name == name)
    words = name
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [record._meta.get_field(field).column for field in constraint.fields]
        words = ", ".join(f"{table}.{column}" for column in columns) + "$"
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        if as_new is None:
            type(record).objects.filter(pk=record.pk).update(**values)
        else:
            twin = copy(record)
            set_values(twin, {"pk": None, **as_new, **values})
            twin.save(force_insert=True)


def said_of(record):
    with pytest.raises(ValidationError) as refusal:
        record.full_clean()
    return refusal.value.messages


def set_values(record, values):
    for field, value in values.items():
        setattr(record, field, value)


def hold_to(record, name, breaks, sentence, *, as_new=None):
    """A valid record that these values break is refused by the name of the rule, and in its sentence."""
    values = values_for(record, breaks)

    refused_by(record, name, values, as_new=as_new)

    set_values(record, values)
    assert " ".join(said_of(record)) == sentence


def hold_to_once(first, second, name, fields, sentence, *, as_new=None):
    """A second record that agrees with the first in the fields is refused by the rule's name, and in its sentence."""
    same = {field: getattr(first, field) for field in fields}

    refused_by(second, name, same, as_new=as_new)

    set_values(second, same)
    assert said_of(second) == [sentence]


def allow_one_difference(first, second, name, fields, others):
    """A second record that differs in one of the fields stands.

    `others` are values for fields in which two records agree by chance or by default.
    """
    constraint = next(c for c in first._meta.constraints if c.name == name)
    for different in fields:
        twin = copy(second)
        set_values(twin, {field: getattr(first, field) for field in fields if field != different})
        if getattr(twin, different) == getattr(first, different):
            setattr(twin, different, others.get(f"{type(first).__name__}.{different}") or others[different])
        constraint.validate(type(twin), twin)
        twin.save()
        second.save()
