"""What officers write in the cells of their spreadsheets: dates in British order, amounts, kinds and workstreams.

Each function takes a text and gives back what it means, or raises ValidationError with a sentence.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from claims.forms import AMOUNT_WORDS
from claims.models.agreement import DayKind
from claims.models.day import HALF, WHOLE
from config.forms import month_number

_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DATE = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s/.-]+(\d{{1,2}}|[a-z]{{3,9}}\.?),?[\s/.-]+(\d{{4}}|\d{{2}})",
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]*)?", re.ASCII)
_NUMBERED = re.compile(r"(?:workstream|ws|no\.?)?\s*#?(\d{1,2})(?:\.0)?(?:[\s.:–-]+(.*))?", re.ASCII | re.DOTALL)

_HALVES = {"½", "1/2", "half", "half day", "half-day", "half a day", "am", "a.m.", "pm", "p.m.", "morning", "afternoon"}
_WHOLES = {"whole", "whole day", "whole-day", "a whole day", "full", "full day", "full-day", "a full day", "all day"}
_KINDS = {
    DayKind.ON_SITE: {"on site", "onsite", "site", "in person", "visit"},
    DayKind.REMOTE: {"remote", "remotely", "home", "at home", "from home", "working from home", "wfh", "online"},
    DayKind.PREPARATION: {"preparation", "prep", "preparing"},
    DayKind.TRAVEL: {"travel", "travelling", "traveling"},
}


def worked_on(text):
    """The date: 28/2/2017, 28.02.17, Tue 28 Feb 2017 or 2017-02-28."""
    if not text:
        raise ValidationError("Enter the date, like 28/2/2017")
    try:
        if year_first := _YEAR_FIRST.fullmatch(text):
            return datetime.date.fromisoformat(year_first[1])
        day, month, year = _DATE.fullmatch(text).groups()
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), month_number(month), int(day))
    except (AttributeError, ValueError):
        raise ValidationError("Enter a real date, like 28/2/2017") from None


def amount(text):
    """Half a day or a whole one: 0.5, ½, am, half; 1, whole."""
    word = re.sub(r"(?<=[\d½])\s*days?$", "", _plain(text))
    if not word:
        raise ValidationError(AMOUNT_WORDS["required"])
    if word in _HALVES:
        return HALF
    if word in _WHOLES:
        return WHOLE
    try:
        return next(days for days in (HALF, WHOLE) if Decimal(word.replace(",", ".")) == days)
    except (InvalidOperation, StopIteration):
        raise ValidationError(AMOUNT_WORDS["invalid_choice"]) from None


def kind(text):
    """The kind of day; on site where nothing is said."""
    word = re.sub(r"[\s_-]+", " ", _plain(text))
    if not word:
        return DayKind.ON_SITE
    for found, words in _KINDS.items():
        if word in words:
            return found
    raise ValidationError(f"Choose one of: {', '.join(DayKind.labels)}.")


def workstream(text, workstreams):
    """One of the workstreams by its number (8, WS 8), its title, or both (8 MASH)."""
    if not text:
        raise ValidationError("Enter the workstream, by its number or its title")
    word = _plain(text)
    titled = [found for found in workstreams if _plain(found.title) == word]
    if not titled and (numbered := _NUMBERED.fullmatch(word)):
        number, title = int(numbered[1]), numbered[2] or ""
        titled = [w for w in workstreams if w.number == number and title in ("", _plain(w.title))]
    if len(titled) > 1:
        raise ValidationError("More than one workstream has this title: give its number instead.")
    if not titled:
        raise ValidationError(f"There is no workstream {text[:80]} in this programme.")
    return titled[0]


def _plain(text):
    return " ".join(text.casefold().split())
