"""Every figure of one measure, place by place, as it was known on a day: for files and the API."""

from improvement.models import Authority, Observation
from improvement.models.authority import Level
from improvement.readings import FIELDS, Figure
from improvement.small_numbers import hide_small_among
from improvement.statistics_files.tidy import tidy_rows

_LEVELS = [Level.NATIONAL, Level.REGIONAL, Level.AUTHORITY]


def cells_on(indicator, on, *, small_numbers, ends=None, places=None):
    """(authority, Figure) pairs, newest period first, then country, regions and councils by name. Two queries.

    `ends` are the last days of the only periods wanted; `places` are the authorities with figures, where they are
    known already.
    """
    known = Observation.objects.known_on(on).filter(indicator=indicator).order_by("recorded_on", "pk")
    if ends is not None:
        known = known.filter(period_end__in=ends)
    newest = {(fields[2], fields[0]): fields for fields in known.values_list("authority_id", *FIELDS)}
    authorities = _by_key(places) if places is not None else Authority.objects.in_bulk({key for _, key in newest})
    pairs = [(authorities[key], Figure(indicator, *fields)) for key, *fields in newest.values()]
    if not small_numbers:
        pairs = hide_small_among(pairs, indicator.unit, own=indicator.programme.supported_id)
    return sorted(pairs, key=_place)


def _by_key(authorities):
    return {authority.pk: authority for authority in authorities}


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
