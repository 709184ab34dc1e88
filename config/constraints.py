"""Database constraints that several rooms need, each named and with the sentence a form shows."""

from decimal import Decimal
from functools import reduce
from operator import add

from django.db.models import CharField, CheckConstraint, F, FileField, Q, TextField
from django.db.models.functions import Length

# Lengths by use, in characters. A line is a title or a name; prose is some paragraphs.
CODE = 40
LINE = 200
PROSE = 4000

CharField.register_lookup(Length)
TextField.register_lookup(Length)
FileField.register_lookup(Length)


def text_limits(model_name, **limits):
    """Hold the length of every text in the database too: SQLite does not, and prose has no length of its own."""
    within = Q()
    for field, length in limits.items():
        within &= Q(**{f"{field}__length__lte": length})
    return CheckConstraint(
        condition=within,
        name=f"{model_name}_text_limits",
        violation_error_message="This text is too long. Shorten it, or attach a document instead.",
    )


def choice_of(model_name, field, choices):
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(choices.values)}),
        name=f"{model_name}_{field}_known",
        violation_error_message=f"Choose one of: {', '.join(str(label) for label in choices.labels)}.",
    )


def set_together(*fields, name):
    """Who and when travel in pairs: all of these set, or none."""
    every = Q(**{f"{field}__isnull": False for field in fields})
    none = Q(**{f"{field}__isnull": True for field in fields})
    return CheckConstraint(
        condition=every | none,
        name=name,
        violation_error_message="Record who and when together.",
    )


HALF_A_PENNY = Decimal("0.005")


def adds_up(total, *parts, name, message):
    """The parts make the total, to the penny: SQLite adds in binary, where 0.1 and 0.2 are not 0.3."""
    made = reduce(add, (F(part) for part in parts))
    return CheckConstraint(
        condition=Q(**{f"{total}__gt": made - HALF_A_PENNY, f"{total}__lt": made + HALF_A_PENNY}),
        name=name,
        violation_error_message=message,
    )


def in_order(earlier, later, *, name, message, code=None):
    """The later date is on or after the earlier; a missing date says nothing."""
    missing = Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__isnull": True})
    return CheckConstraint(
        condition=missing | Q(**{f"{later}__gte": F(earlier)}),
        name=name,
        violation_error_message=message,
        violation_error_code=code,
    )
