"""A measure beside other places: England, the region, councils that are alike, and the one that helps."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.db.models import Subquery

from improvement.cells import cells_on
from improvement.figure_words import figure_text
from improvement.models import Authority, Neighbour, NeighbourSet, Observation
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
    neighbours: list
    """Neighbours by the newest model; none without one."""
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


def comparison(programme, reading, on, *, small_numbers, places, chosen=None):
    """The Comparison of a measure as known on a day, with an authority somebody chose, or None without figures.

    `reading` is the programme's own of the measure, `places` are those of places_with_figures(). Two queries.
    """
    indicator, own = reading.indicator, programme.supported
    periods = [figure.period_end for figure in reading.known[-PERIODS_SHOWN:]]
    if not periods:
        return None
    neighbours = neighbours_on(programme, own, on)
    roles = _roles(programme, neighbours, places, chosen)
    cells = _cells(indicator, roles, periods, on, small_numbers=small_numbers, places=places)
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
        _notes(programme, peers, neighbours),
    )


def neighbours_on(programme, authority, on):
    """The Neighbours of an authority by the newest model, as known on a day, nearest first."""
    sets = NeighbourSet.objects.known_on(on).filter(programme=programme, authority=authority)
    newest = sets.order_by("-model_year", "-recorded_on", "-pk").values("pk")[:1]
    near = Neighbour.objects.filter(neighbour_set=Subquery(newest))
    return list(near.select_related("authority", "neighbour_set").order_by("rank"))


def _roles(programme, neighbours, places, chosen):
    """{authority: what it is to the programme}, in the order of the page."""
    own = programme.supported
    roles = {own: "Own"}
    if chosen:
        roles.setdefault(chosen, "Chosen")
    around = [place for place in places if place.level == Level.NATIONAL or place.ons_code == own.region_code]
    for place in sorted(around, key=lambda place: place.level):
        roles.setdefault(place, place.get_level_display())
    roles.setdefault(programme.supporting, "Helper")
    for neighbour in neighbours:
        if roles.get(neighbour.authority) in (None, "Chosen"):
            roles[neighbour.authority] = "Neighbour"
    return roles


def _cells(indicator, roles, periods, on, **known):
    """{authority's key: {end of period: Figure}}: small numbers are hidden among all places, also those not shown."""
    cells = defaultdict(dict)
    for authority, figure in cells_on(indicator, on, ends=periods, **known):
        if authority in roles:
            cells[authority.pk][figure.period_end] = figure
    return cells


def _notes(programme, peers, neighbours):
    """Where a comparison may mislead."""
    shown = {peer.role for peer in peers}
    notes = []
    if "Helper" in shown:
        notes.append(f"{programme.supporting} {HELPER_NOTE}")
    if "Country" in shown:
        notes.append(SUM_NOTE)
    if "Neighbour" in shown:
        year = neighbours[0].neighbour_set.model_year
        notes.append(
            f"Neighbours are those of {programme.supported} in the model of {year}, nearest first. It does not follow "
            f"that {programme.supported} is one of theirs."
        )
    return tuple(notes)


def places_with_figures(indicator, on):
    """Every place that has a figure of a measure, by name: what the measure may be compared with."""
    known = Observation.objects.known_on(on).filter(indicator=indicator)
    return list(Authority.objects.filter(pk__in=known.values("authority")).order_by("name"))
