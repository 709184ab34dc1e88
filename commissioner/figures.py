"""The row of figures at the top of the position page, each with the list it counts."""

from config.components import KeyFigure
from improvement.wording import counted, day


def key_figures(position, page):
    """Those the person may see, in their order."""
    sees_plan = "plan.view" in page.can
    return [_findings(position, page), *([_milestones(position, page)] if sees_plan else []), _time(position)]


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
