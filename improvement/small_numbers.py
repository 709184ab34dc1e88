"""Figures behind which so few children stand that one might be known: hidden from readers without the permission.

A count from 1 to the limit is hidden, and with it the percentage or rate it gives. So is a part whose remainder is that
small. Where one council alone would be hidden beside the total of its region, or one region beside the country, the
next smallest is hidden too, so that the one cannot be worked out from the others.

Source: DfE, "Statistical policy statement on confidentiality"; the limit is the setting SMALL_NUMBERS_UP_TO.
"""

from collections import defaultdict

from django.conf import settings

from improvement.figure_words import HIDDEN
from improvement.models.authority import Level
from improvement.models.comparator import Unit


def hide_small(figures, unit):
    """The figures of one series, in their order, the small ones without value and parts."""
    return [hidden(figure) if is_small(figure, unit) else figure for figure in figures]


def is_small(figure, unit):
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


def hide_small_among(cells, unit, *, own=None):
    """The same of (authority, figure) pairs that may stand beside their regions' totals.

    `own` is the key of an authority whose figures readers see elsewhere: another is hidden as the second if it can be.
    """
    kept = [(authority, hidden(figure) if is_small(figure, unit) else figure) for authority, figure in cells]
    groups = defaultdict(list)
    for place, (authority, figure) in enumerate(kept):
        # Councils make up their region, and regions the country.
        if authority.level != Level.NATIONAL:
            groups[authority.level, authority.region_code, figure.period_end].append(place)
    for places in groups.values():
        _hide_a_second(kept, places, own)
    return kept


def _hide_a_second(kept, places, own):
    lost = [place for place in places if kept[place][1].missing == HIDDEN]
    shown = [place for place in places if kept[place][1].value is not None]
    if len(lost) == 1 and shown:
        place = min(shown, key=lambda place: (kept[place][0].pk == own, _size(kept[place][1])))
        authority, figure = kept[place]
        kept[place] = (authority, hidden(figure))


def _size(figure):
    return figure.numerator if figure.numerator is not None else figure.value
