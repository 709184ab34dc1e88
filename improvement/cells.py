"""Every figure of one measure, place by place, as it was known on a day: for files and the API."""

from improvement.models import Authority, Observation
from improvement.models.authority import Level
from improvement.readings import FIELDS, Figure
from improvement.small_numbers import hidden, never_shown
from improvement.statistics_files.tidy import tidy_rows

_LEVELS = [Level.NATIONAL, Level.REGIONAL, Level.AUTHORITY]


def cells_on(indicator, on, *, small_numbers, ends=None, places=None):
    """(authority, Figure) pairs, newest period first, then country, regions and councils by name. Two queries.

    `ends` are the last days of the only periods wanted; `places` are the authorities with figures, where they are
    known already.
    """
    rows = Observation.objects.filter(indicator=indicator).order_by("recorded_on", "pk")
    if small_numbers:
        # What later days know matters to those alone from whom it is to be kept.
        rows = rows.known_on(on)
    if ends is not None:
        rows = rows.filter(period_end__in=ends)
    found = list(rows.values_list("authority_id", *FIELDS))
    authorities = _authorities(found, places)
    versions = [(authorities[key], Figure(indicator, *fields)) for key, *fields in found]
    newest = {(pair[1].period_end, pair[0].pk): pair for pair in versions if pair[1].recorded_on <= on}
    pairs = newest.values()
    if not small_numbers:
        own = authorities.get(indicator.programme.supported_id)
        lost = never_shown(versions, indicator.unit, own=own and own.ons_code)
        pairs = [(place, hidden(f) if (place.ons_code, f.period_end) in lost else f) for place, f in pairs]
    return sorted(pairs, key=_place)


def _authorities(rows, places):
    """{key: Authority} of the rows: of places where they are all of them."""
    keys = {key for key, *_ in rows}
    known = {place.pk: place for place in places or ()}
    return known if keys <= known.keys() else Authority.objects.in_bulk(keys)


def _place(pair):
    authority, figure = pair
    return -figure.period_end.toordinal(), _LEVELS.index(authority.level), authority.name


def tidy_export(indicator, on, *, small_numbers):
    """The same as rows of the department's layout, headings first, which the importer reads back unchanged.

    What is hidden from a reader without `small_numbers` bears the symbol c, confidential.
    """
    cells = cells_on(indicator, on, small_numbers=small_numbers)
    regions = Authority.objects.filter(level=Level.REGIONAL)
    names = dict(regions.values_list("ons_code", "name"))
    return tidy_rows(cells, indicator.columns.known_on(on).order_by("pk").first(), names)
