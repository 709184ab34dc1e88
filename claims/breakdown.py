"""The days of an allowance by workstream, officer, month or kind. Their sums are the ledger's."""

from dataclasses import dataclass

from accounts.models import User
from claims.allowance import Spent, spent_by
from claims.models.agreement import DayKind
from improvement.models import Workstream


@dataclass(frozen=True)
class Line:
    """One row of a breakdown, and what narrows the list of days to it."""

    label: str
    spent: Spent
    query: dict


BREAKDOWNS = {"month": "Month", "workstream": "Workstream", "kind": "Kind", "officer": "Officer"}


def breakdown(ledger, by):
    """The Lines of a Ledger by month, workstream, kind or officer. At most three queries."""
    if by == "month":
        return [Line(f"{month:%B %Y}", spent, {"month": f"{month:%Y-%m}"}) for month, spent in ledger.months]
    if by == "workstream":
        workstreams = Workstream.objects.filter(pk__in=ledger.workstreams).order_by("number")
        return [Line(str(w), ledger.workstreams[w.pk], {"workstream": w.number}) for w in workstreams]
    return {"kind": _by_kind, "officer": _by_officer}[by](ledger)


def _spent_by(ledger, name):
    period = {"since": ledger.allowance.starts_on, "until": ledger.allowance.ends_on}
    return spent_by(ledger.allowance.programme, ledger.on, name, **period)


def _by_kind(ledger):
    found = _spent_by(ledger, "kind")
    return [Line(kind.label, found[kind.value], {"kind": kind.value}) for kind in DayKind if kind.value in found]


def _by_officer(ledger):
    found = _spent_by(ledger, "officer_id")
    people = User.objects.filter(pk__in=found).order_by("name", "pk")
    return [Line(str(person), found[person.pk], {"officer": person.pk}) for person in people]
