"""The row of figures at the top of the position page, each with the list it counts."""

from commissioner.models.meeting import MeetingState
from commissioner.packs.routes import pack_route
from config.components import KeyFigure
from improvement.wording import capital, counted, day


def key_figures(position, page, coming):
    """Those the person may see, in their order. `coming` is the coming_meeting() of the programme, if there is one."""
    sees_plan = "plan.view" in page.can
    board = [_next_board(coming, page)] if coming and "decision.view" in page.can else []
    plan = [_milestones(position, page)] if sees_plan else []
    return [_findings(position, page), *plan, *board, _time(position)]


def _next_board(coming, page):
    issued = coming.state_then == MeetingState.PAPERS_ISSUED
    sought = (
        f"{capital(counted(coming.sought_then, 'decision'))} sought" if coming.sought_then else "No decision sought"
    )
    url, link = _board_link(coming, page)
    return KeyFigure(
        "Next board",
        f"{coming.meets_on:%-d %B}",
        of=f"{coming.starts_at:%H:%M}",
        notes=(sought, "Papers issued" if issued else "Papers not issued yet"),
        url=url,
        link=link,
    )


def _board_link(coming, page):
    """Where to read on: the pack once it is issued, else the agenda for those who see the board."""
    meets_on = coming.meets_on.isoformat()
    if coming.pack_then:
        return page.url(pack_route(page), meets_on, coming.pack_then), "Read the pack"
    return (page.url("board:meeting-detail", meets_on), "See the agenda") if "board.view" in page.can else ("", "")


def _findings(position, page):
    issues, bare = len(position.data_issues), len(position.unanswered)
    return KeyFigure(
        "Findings with a workstream",
        len(position.answered),
        of=f"of {len(position.findings)}",
        notes=(f"And {counted(issues, 'data issue')}, not counted",) if issues else (),
        url=page.url("improvement:finding-list"),
        link=f"See the {bare} without" if bare else "See the findings",
    )


def _milestones(position, page):
    return KeyFigure(
        "Milestones achieved",
        len(position.achieved_milestones),
        of=f"of {len(position.milestones)}",
        url=page.url("improvement:milestone-list", status="overdue"),
        link=f"{len(position.overdue_milestones)} overdue",
    )


def _time(position):
    state = "" if position.state == "active" else f", {position.state.label.lower()}"
    return KeyFigure(
        "Time gone",
        position.months_completed,
        of=f"of {position.months_in_all} months",
        notes=(f"To {day(position.ends_on)}{state}",),
    )
