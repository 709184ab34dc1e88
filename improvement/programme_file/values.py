"""One value of a programme file: is it of the kind its field holds, and what to write if not."""

import datetime
import unicodedata
from decimal import Decimal

from django.db import models

from improvement.programme_file.faults import either, shown

PLAUSIBLE_YEARS = range(1990, 2100)


class Unfit(Exception):
    """The value is not one for its field; the sentence says what to write."""


def fit(field, value, *, is_required):
    """The value as the field holds it. Raises Unfit."""
    if isinstance(field, models.BooleanField):
        return _flag(value)
    if isinstance(field, models.DateField):
        return _day(value)
    if isinstance(field, models.DecimalField):
        return _number(value)
    if isinstance(field, models.IntegerField):
        return _whole_number(value)
    return _text(field, value, is_required=is_required)


def example(field):
    """What a line for a field may look like after the equals sign."""
    if isinstance(field, models.DateField):
        return "2016-05-25"
    if isinstance(field, models.DecimalField | models.IntegerField):
        return "8"
    return f'"{field.choices[0][0]}"' if field.choices else '"…"'


def _flag(value):
    if not isinstance(value, bool):
        raise Unfit(f"{shown(value)} is neither true nor false: write one of them, without quotation marks.")
    return value


def _day(value):
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise Unfit(f"{shown(value)} is not a date: write it as 2016-05-25, without quotation marks.")
    if value.year not in PLAUSIBLE_YEARS:
        raise Unfit(f"{value} is not a likely date: write one from 1990 to 2099.")
    return value


def _whole_number(value):
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit(f"{shown(value)} is not a whole number: write it in digits, without quotation marks.")
    return value


def _number(value):
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not is_number or not Decimal(value).is_finite():
        raise Unfit(f"{shown(value)} is not a number: write it in digits, without quotation marks.")
    return Decimal(value)


def _text(field, value, *, is_required):
    if not isinstance(value, str):
        raise Unfit(f"{shown(value)} is not a text: write it in quotation marks.")
    text = value.strip()
    if not text and is_required:
        raise Unfit("It is empty: write a text.")
    if field.max_length and len(text) > field.max_length:
        raise Unfit(f"It has {len(text)} characters: shorten it to {field.max_length}.")
    is_line = not isinstance(field, models.TextField)
    if is_line and "\n" in text:
        raise Unfit("It runs over several lines: write it on one.")
    if any(unicodedata.category(character) == "Cc" for character in text if character not in "\n\t"):
        raise Unfit("It holds a control character, which nobody can see: take it out.")
    if text and field.choices and text not in dict(field.choices):
        raise Unfit(f"{shown(text)} is not known here: write {either(dict(field.choices))}.")
    return text
