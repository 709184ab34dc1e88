"""Figures behind which so few children stand that one might be known: hidden from readers without the permission.

A count from 1 to the limit is hidden, and with it the percentage or rate it gives. So is a part whose remainder is that
small, and a figure whose counts the publisher withheld. Where the hidden councils of a region could be worked out from
its total, the next smallest are hidden too, and in the end the total itself; and so for the regions of the country.

What was hidden once stays hidden, whatever was restated since: nobody learns it by looking at two days.

Source: DfE, "Statistical policy statement on confidentiality"; the limit is the setting SMALL_NUMBERS_UP_TO.
"""

from collections import defaultdict
from itertools import groupby

from django.conf import settings

from improvement.figure_words import HIDDEN
from improvement.models.authority import Level
from improvement.models.comparator import Unit
from improvement.models.observation import Missing

COUNTRY = "E92000001"
_WITHHELD = {Missing.CONFIDENTIAL, Missing.LOW}


def newest_of(versions):
    """The newest figure of each period, of figures in the order of periods and then as recorded."""
    return list({figure.period_end: figure for figure in versions}.values())


def hide_small(versions, unit):
    """The same of one series, without value and parts where any version of a period was small."""
    lost = {figure.period_end for figure in versions if is_small(figure, unit)}
    return [hidden(figure) if figure.period_end in lost else figure for figure in newest_of(versions)]


def is_small(figure, unit):
    if _WITHHELD & {figure.numerator_missing, figure.denominator_missing}:
        return True
    if unit == Unit.COUNT:
        # An average may have parts too: 12 cases of 1 worker.
        return _is_few(figure.value) or _is_few(figure.numerator)
    return any(_is_few(count) for count in _counts(figure, unit))


def _counts(figure, unit):
    """The counts a percentage or rate gives away: both parts, the remainder, and a part that can be worked out."""
    numerator, denominator = figure.numerator, figure.denominator
    per = 100 if unit == Unit.PERCENTAGE else 10_000
    if numerator is None and None not in (figure.value, denominator):
        numerator = round(figure.value * denominator / per)
    elif denominator is None and numerator is not None and figure.value:
        denominator = round(numerator * per / figure.value)
    remainder = None if None in (numerator, denominator) else denominator - numerator
    return numerator, denominator, remainder


def _is_few(count):
    return count is not None and 0 < count <= settings.SMALL_NUMBERS_UP_TO


def hidden(figure):
    return figure._replace(
        value=None,
        missing=HIDDEN,
        numerator=None,
        numerator_missing=HIDDEN,
        denominator=None,
        denominator_missing=HIDDEN,
    )


def never_shown(versions, unit, *, own):
    """{(ONS code, last day of a period)} of all places of a measure whose figures no reader may see.

    `versions` are (authority, figure) pairs in the order they were recorded; `own` is the code of the programme's
    council, which stands on pages of its own and is hidden for its own figures alone.
    """
    lost, groups = set(), defaultdict(dict)
    for _, recorded in groupby(versions, key=lambda pair: pair[1].recorded_on):
        touched = set()
        for authority, figure in recorded:
            if is_small(figure, unit):
                lost.add((authority.ons_code, figure.period_end))
            groups[_group(authority, figure)][authority.ons_code] = figure
            touched.add((figure.period_end, authority.region_code))
        for end, region in touched:
            _protect(lost, groups[Level.AUTHORITY, region, end], end, total=region, own=own)
        for end in {end for end, _ in touched}:
            _protect(lost, groups[Level.REGIONAL, "", end], end, total=COUNTRY, own=own)
    return lost


def _group(authority, figure):
    return authority.level, authority.region_code, figure.period_end


def _protect(lost, figures, end, *, total, own):
    """Hide more of the figures that make up a total until those hidden cannot be worked out, or else the total."""
    gone = [figure for code, figure in figures.items() if (code, end) in lost]
    if not gone:
        return
    shown = [code for code, figure in figures.items() if (code, end) not in lost and code != own and _size(figure)]
    smallest_first = sorted(shown, key=lambda code: _size(figures[code]))
    while not _is_safe(gone) and smallest_first:
        code = smallest_first.pop(0)
        gone.append(figures[code])
        lost.add((code, end))
    if not _is_safe(gone):
        lost.add((total, end))


def _is_safe(gone):
    """Several, and together more than the limit: two that make up 3 are as good as known."""
    return len(gone) > 1 and sum(_size(figure) for figure in gone) > settings.SMALL_NUMBERS_UP_TO


def _size(figure):
    """The count behind a figure, or the figure where none is known."""
    return (figure.numerator if figure.numerator is not None else figure.value) or 0
