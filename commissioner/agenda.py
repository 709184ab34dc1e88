"""The agenda of a meeting: what stands on it on a day, and as a timetable."""

import datetime
from dataclasses import dataclass

from commissioner.models import AgendaItem, Paper


@dataclass(frozen=True)
class Slot:
    """An item with the time at which it starts, its papers, and what came of it."""

    item: AgendaItem
    number: int
    starts_at: datetime.time
    papers: tuple[Paper, ...]
    decisions: tuple = ()
    actions: tuple = ()
    added_later: bool = False
    """Put on the agenda after the papers were issued."""


@dataclass(frozen=True)
class Agenda:
    slots: tuple[Slot, ...]
    ends_at: datetime.time

    @property
    def minutes(self):
        return sum(slot.item.minutes_long for slot in self.slots)

    @property
    def decisions_sought(self):
        return tuple(slot for slot in self.slots if slot.item.decision_sought)


def agenda(meeting, items, papers, *, decisions=(), actions=()):
    """The Agenda of a meeting, of items in their order. One that goes on past midnight starts again at 00:00."""
    moment = datetime.datetime.combine(meeting.meets_on, meeting.starts_at)
    slots = []
    for number, item in enumerate(items, start=1):
        slots.append(
            Slot(
                item=item,
                number=number,
                starts_at=moment.time(),
                papers=tuple(paper for paper in papers if paper.item_id == item.pk),
                decisions=tuple(decision for decision in decisions if decision.item_id == item.pk),
                actions=tuple(action for action in actions if action.item_id == item.pk),
                added_later=bool(meeting.papers_issued_on and item.recorded_on > meeting.papers_issued_on),
            )
        )
        moment += datetime.timedelta(minutes=item.minutes_long)
    return Agenda(tuple(slots), moment.time())


def items_of(meeting, on):
    """The items that stand on the agenda on a day, in their order."""
    return list(meeting.items.known_on(on).exclude(withdrawn_on__lte=on).order_by("position", "pk"))


def papers_of(meeting, on):
    known = Paper.objects.known_on(on).filter(item__meeting=meeting).exclude(withdrawn_on__lte=on)
    return list(known.order_by("pk"))


def agenda_of(meeting, on):
    """The Agenda of a meeting as known on a day, without what came of it. Two queries."""
    return agenda(meeting, items_of(meeting, on), papers_of(meeting, on))
