"""No child-identifiable data anywhere: refuse what looks like a date of birth, an NHS number or a UPN.

Source: NHS number check digit, NHS Data Dictionary "NHS NUMBER" (modulus 11);
UPN check letter, DfE "Unique pupil numbers" guide, section on the check letter (modulus 23).
"""

import re

from django.core.exceptions import ValidationError

WARNING = "Do not name a child or family, or give a date of birth, an NHS number or a pupil number."

_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)", re.ASCII)
_UPN = re.compile(r"\b([A-HJ-NP-RT-Z])(\d{12}|\d{11}[A-HJ-NP-RT-Z])\b", re.IGNORECASE | re.ASCII)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_DAY = r"\d{1,4}(?:st|nd|rd|th)?"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?"
_BORN = re.compile(
    r"\b(?:d\.?o\.?b|date\s+of\s+birth|born)\b(?:[\s.:=(-]|\b(?:on|is|was|the)\b)*"
    rf"(?:{_DAY}[\s./-]+(?:of\s+)?(?:\d{{1,2}}|{_MONTH})|{_MONTH}\s+{_DAY})[\s./,-]+\d{{2,4}}",
    re.IGNORECASE | re.ASCII,
)


def is_nhs_number(digits):
    """Ten digits whose last is the modulus 11 check of the first nine."""
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - remainder) % 11 == int(digits[9])


def is_upn(upn):
    """A check letter, then twelve digits (the last may be a letter for a temporary number)."""
    upn = upn.upper()
    last = upn[12]
    tail = _UPN_LETTERS.index(last) if last.isalpha() else int(last)
    total = sum(int(digit) * weight for digit, weight in zip(upn[1:12], range(2, 13), strict=True)) + tail * 13
    return _UPN_LETTERS[total % 23] == upn[0]


def refuse_personal_identifiers(text):
    """Raise ValidationError, naming what was found, where a text holds an identifier of a person."""
    if _BORN.search(text):
        raise ValidationError(
            "This looks like a date of birth. Take it out: nothing here may identify a child.", code="date_of_birth"
        )
    for match in _TEN_DIGITS.finditer(text):
        if is_nhs_number(re.sub(r"\D", "", match.group())):
            raise ValidationError(
                "This looks like an NHS number. Take it out: nothing here may identify a child.", code="nhs_number"
            )
    for match in _UPN.finditer(text):
        if is_upn(match.group()):
            raise ValidationError(
                "This looks like a unique pupil number (UPN). Take it out: nothing here may identify a child.",
                code="upn",
            )
