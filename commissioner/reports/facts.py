"""The facts of a report, as they are kept with it: what was worked out for each of its editions, in plain JSON."""

from dataclasses import dataclass, replace

from accounts.roles import ROLES
from commissioner.documents.document import block_from_plain, block_to_plain
from commissioner.known_decisions import decisions_as_known
from commissioner.models.report_sent import Edition
from commissioner.position import read_positions
from commissioner.reports.computed import Basis, Part, computed_parts
from commissioner.reports.kinds import FULL_CAN, SectionKind
from commissioner.reports.pictures import drawn_charts

PUBLISHED_CAN = ROLES["reader"].permissions
"""What was published holds no more than any reader may see."""


@dataclass(frozen=True)
class Facts:
    """`parts` of each edition by section and the position, in plain JSON; the `pictures` of each, {digest: SVG}."""

    parts: dict
    pictures: dict


def facts_of(programme, *, since, on):
    """The Facts of a report on the position of a day, and what changed in it since another.

    As published it tells of the decisions whose minutes were agreed in that time: readers know of no others.
    """
    before, now = _positions(programme, since, on)
    taken = decisions_as_known(programme.decisions.filter(recorded_on__gt=since), on)
    agreed = decisions_as_known(programme.decisions.filter(meeting__minutes_agreed_on__gt=since), on, agreed=True)
    full = Basis(before, now, _standing(taken), FULL_CAN)
    before_seen, now_seen = (replace(position.with_small_hidden(), claims=None) for position in (before, now))
    seen = Basis(before_seen, now_seen, _standing(agreed), PUBLISHED_CAN)
    told = {Edition.FULL: _edition(full), Edition.PUBLISHED: _edition(seen)}
    parts = {edition: plain for edition, (plain, _) in told.items()} | {"position": position_facts(now)}
    return Facts(parts, {edition: drawn for edition, (_, drawn) in told.items()})


def _standing(decisions):
    """Those that were not withdrawn, in their order."""
    return tuple(decisions.filter(withdrawn_on__isnull=True).select_related("meeting").order_by("number"))


def _positions(programme, since, on):
    both = read_positions(programme, (since, on), claims=True)
    return both[since], both[on]


def _edition(basis):
    """(plain parts by section, {digest: SVG}) of an edition."""
    parts = computed_parts(basis)
    charts = drawn_charts(basis.now)
    parts[SectionKind.OUTCOMES] += [Part(drawn.picture, "indicator.view") for drawn in charts]
    plain = {
        str(kind): [{"needs": part.needs, **block_to_plain(part.block)} for part in found]
        for kind, found in parts.items()
    }
    return plain, {drawn.picture.digest: drawn.svg for drawn in charts}


def blocks_of(facts, edition, kind, can):
    """The blocks of a section of kept facts that those who hold the permissions `can` may see."""
    plain = facts.get(edition, {}).get(str(kind), [])
    shown = [{name: value for name, value in part.items() if name != "needs"} for part in plain if part["needs"] in can]
    return [block_from_plain(part) for part in shown]


def position_facts(now):
    """The position itself in figures and codes, as it is kept with what was signed."""
    ledger = now.allowance
    return {
        "on": now.on.isoformat(),
        "state": now.state.value,
        "ends_on": now.ends_on.isoformat(),
        "workstreams": [
            {
                "number": w.number,
                "delivery": w.workstream.delivery,
                "evidence": w.evidence.value,
                "impact": w.impact,
                "colour": w.colour.value,
                "overdue": len(w.overdue),
            }
            for w in now.workstreams
        ],
        "milestones": {m.pk: [m.status, m.due_on.isoformat()] for m in now.milestones},
        "risks": {r.number: r.residual for r in now.risks},
        "findings_without_workstream": [finding.reference for finding in now.unanswered],
        "indicators": {
            r.indicator.code: [r.latest.text if r.latest else "", r.signal.variation.value] for r in now.indicators
        },
        "allowance": ledger and {name: str(getattr(ledger, name)) for name in _LEDGER},
    }


_LEDGER = ("entitled", "logged", "approved", "claimed", "paid", "left")


def sentences_of(facts):
    """{section: its computed sentences, in their order} of the whole report."""
    found = {}
    for kind, parts in facts.get(Edition.FULL, {}).items():
        found[kind] = [line["text"] for part in parts if part["block"] == "Computed" for line in part["lines"]]
    return found


@dataclass(frozen=True)
class Moved:
    """What a section said before its figures were refreshed and does not say now, and the other way round."""

    kind: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def moved_between(before, after):
    """The Moved of each section whose computed sentences differ."""
    was, now = sentences_of(before), sentences_of(after)
    found = []
    for kind in now:
        gone = tuple(sentence for sentence in was.get(kind, []) if sentence not in now[kind])
        new = tuple(sentence for sentence in now[kind] if sentence not in was.get(kind, []))
        if gone or new:
            found.append(Moved(kind, gone, new))
    return found
