"""A measure beside other places: England, the region, councils that are alike, and the one that helps."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.db.models import Q

from improvement.cells import cells_on
from improvement.figure_words import figure_text
from improvement.models import Authority, NeighbourSet, Observation
from improvement.models.authority import Level
from improvement.periods import Period

PERIODS_SHOWN = 5
HELPER_NOTE = "helps the programme: it is no neighbour, and its children live in other circumstances."
SUM_NOTE = "Local figures do not add up to England’s: each is rounded, and some are missing."


@dataclass(frozen=True)
class Peer:
    """A place and its figures, one for each period shown; none where it published none."""

    authority: Authority
    role: str
    figures: tuple

    @property
    def latest(self):
        return self.figures[-1] if self.figures else None

    @property
    def label(self):
        return {"Own": "This programme", "Helper": "Helps the programme", "Chosen": "Chosen here"}.get(
            self.role, self.role
        )


@dataclass(frozen=True)
class Comparison:
    """One measure at its last periods, place by place, the programme's own first."""

    indicator: object
    periods: tuple[Period, ...]
    peers: tuple[Peer, ...]
    neighbours: NeighbourSet | None
    notes: tuple[str, ...]

    @property
    def has_others(self):
        return len(self.peers) > 1

    @property
    def own(self):
        return self.peers[0]

    @property
    def sentence(self):
        """Where the place stands among its neighbours, without saying that higher or lower is better."""
        values = self._neighbour_values
        own = self.own.latest.value if self.own.latest else None
        if own is None or not values:
            return ""
        ranked = sorted([*values, own], reverse=True)
        middle = figure_text(self.indicator, median(values))
        noun = "neighbour" if len(values) == 1 else "neighbours"
        return (
            f"{self.own.authority}: {figure_text(self.indicator, own)} in {self.periods[-1]}, "
            f"{_ordinal(ranked.index(own) + 1)} highest of {len(ranked)}; the median of its {len(values)} {noun} "
            f"with figures is {middle}."
        )

    @property
    def _neighbour_values(self):
        latest = [peer.latest for peer in self.peers if peer.role == "Neighbour"]
        return [figure.value for figure in latest if figure is not None and figure.value is not None]


def _ordinal(number):
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def comparison(programme, indicator, on, *, small_numbers, chosen=None):
    """The Comparison of a measure as known on a day, with an authority somebody chose, or None without figures."""
    own = programme.supported
    ends = Observation.objects.known_on(on).filter(indicator=indicator, authority=own, value__isnull=False)
    periods = sorted(set(ends.order_by("-period_end").values_list("period_end", flat=True).distinct()[:PERIODS_SHOWN]))
    if not periods:
        return None
    neighbours = neighbours_on(programme, own, on)
    roles = _roles(programme, neighbours, chosen)
    cells = _cells(indicator, roles, periods, on, small_numbers=small_numbers)
    peers = tuple(
        Peer(authority, role, tuple(cells[authority.pk].get(end) for end in periods))
        for authority, role in roles.items()
        if authority == own or cells[authority.pk]
    )
    return Comparison(
        indicator,
        tuple(Period(indicator.frequency, end) for end in periods),
        peers,
        neighbours,
        _notes(programme, peers),
    )


def neighbours_on(programme, authority, on):
    """The newest model's set of an authority, as known on a day, its neighbours fetched; or none."""
    sets = NeighbourSet.objects.known_on(on).filter(programme=programme, authority=authority)
    newest_first = sets.order_by("-model_year", "-recorded_on", "-pk")
    return newest_first.prefetch_related("neighbours__authority").first()


def _roles(programme, neighbours, chosen):
    """{authority: what it is to the programme}, in the order of the page."""
    own = programme.supported
    roles = {own: "Own"}
    if chosen:
        roles.setdefault(chosen, "Chosen")
    for authority in Authority.objects.filter(Q(level=Level.NATIONAL) | Q(ons_code=own.region_code)).order_by("level"):
        roles.setdefault(authority, authority.get_level_display())
    roles.setdefault(programme.supporting, "Helper")
    for neighbour in neighbours.neighbours.all() if neighbours else ():
        if roles.get(neighbour.authority) in (None, "Chosen"):
            roles[neighbour.authority] = "Neighbour"
    return roles


def _cells(indicator, roles, periods, on, *, small_numbers):
    """{authority's key: {end of period: Figure}}: small numbers are hidden among all places, also those not shown."""
    cells = defaultdict(dict)
    for authority, figure in cells_on(indicator, on, small_numbers=small_numbers, ends=periods):
        if authority in roles:
            cells[authority.pk][figure.period_end] = figure
    return cells


def _notes(programme, peers):
    """Where a comparison may mislead."""
    shown = {peer.role for peer in peers}
    notes = []
    if "Helper" in shown:
        notes.append(f"{programme.supporting} {HELPER_NOTE}")
    if "Country" in shown:
        notes.append(SUM_NOTE)
    return tuple(notes)


def places_with_figures(indicator, on):
    """Every place that has a figure of a measure, by name: what the measure may be compared with."""
    known = Observation.objects.known_on(on).filter(indicator=indicator)
    return Authority.objects.filter(pk__in=known.values("authority")).order_by("name")
