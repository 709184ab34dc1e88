"""What comes next: the board, milestones and requirements due, and the programme's expected last day, soonest first."""

import datetime
from dataclasses import dataclass

SHOWN = 5


@dataclass(frozen=True)
class NextDate:
    """A day to come, what is to happen by it, of what kind it is, and its page."""

    on: datetime.date
    what: str
    kind: str
    url: str


def next_dates(position, page, coming):
    """The soonest of a Position that the person may see. The last day of the programme is always among them.

    No query: the position holds them all, and `coming` is the coming_meeting() of the programme, or None.
    """
    due = [*_board(coming, page), *_milestones(position, page), *_requirements(position, page)]
    soonest = sorted(due, key=lambda date: date.on)[:SHOWN]
    return sorted([*soonest, *_last_day(position, page)], key=lambda date: date.on)


def _board(coming, page):
    if coming and "board.view" in page.can:
        url = page.url("board:meeting-detail", coming.meets_on.isoformat())
        yield NextDate(coming.meets_on, "Meeting of the board", coming.place, url)


def _milestones(position, page):
    if "plan.view" not in page.can:
        return
    for milestone in position.due_milestones:
        url = page.url("improvement:milestone-detail", milestone.pk)
        yield NextDate(milestone.due_on, milestone.title, f"Milestone of workstream {milestone.workstream.number}", url)


def _requirements(position, page):
    for requirement in position.due_requirements:
        url = page.url("improvement:requirement-detail", requirement.reference)
        what = f"Requirement {requirement.reference}"
        yield NextDate(requirement.due_on, what, requirement.intervention.title, url)


def _last_day(position, page):
    if position.state != "closed" and position.ends_on >= position.on:
        yield NextDate(position.ends_on, "Expected last day of the programme", "", page.url("improvement:about"))
