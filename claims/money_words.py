"""Amounts of money as people and banks write them."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError

_AMOUNT = re.compile(
    r"(\()?([-−])?\s*£?\s*([-−])?(\d{1,3}(?:,\d{3})+|\d{1,10})?(\.\d{1,2})?0*(\))?(?:\s*(CR|DR))?", re.ASCII
)
INVALID = "Enter pounds and pence, like 1,234.50"


def amount(text):
    """£1,234.50, -20, (20.00) or 20.00 DR as pounds; in brackets, or as a debit, below zero.

    Raises ValidationError for anything else.
    """
    found = _AMOUNT.fullmatch(text.strip().upper())
    if found is None or not (found[4] or found[5]) or bool(found[1]) != bool(found[6]):
        raise ValidationError(INVALID)
    pounds = Decimal(f"{(found[4] or '0').replace(',', '')}{found[5] or ''}").quantize(Decimal("0.01"))
    below = [bool(found[1]), bool(found[2]), bool(found[3]), found[7] == "DR"].count(True)
    if below > 1:
        raise ValidationError(INVALID)
    return -pounds if below else pounds
