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
    late_papers: tuple[Paper, ...] = ()
    """Those of its papers that came after the others were issued."""


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
        own_papers = tuple(paper for paper in papers if paper.item_id == item.pk)
        slots.append(
            Slot(
                item=item,
                number=number,
                starts_at=moment.time(),
                papers=own_papers,
                decisions=tuple(decision for decision in decisions if decision.item_id == item.pk),
                actions=tuple(action for action in actions if action.item_id == item.pk),
                added_later=_is_late(item, meeting),
                late_papers=tuple(paper for paper in own_papers if _is_late(paper, meeting)),
            )
        )
        moment += datetime.timedelta(minutes=item.minutes_long)
    return Agenda(tuple(slots), moment.time())


def items_of(meeting, on):
    """The items that stand on the agenda on a day, in their order."""
    return list(meeting.items.standing_on(on).order_by("position", "pk"))


def papers_of(meeting, on):
    return list(Paper.objects.standing_on(on).filter(item__meeting=meeting).order_by("pk"))


def agenda_of(meeting, on):
    """The Agenda of a meeting as known on a day, without what came of it. Two queries."""
    return agenda(meeting, items_of(meeting, on), papers_of(meeting, on))


def _is_late(record, meeting):
    """Whether it came after the day on which the papers were issued."""
    return bool(meeting.papers_issued_on and record.recorded_on > meeting.papers_issued_on)
