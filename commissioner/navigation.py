"""The frame around every page: where a person is, where they can go, and which day they are looking at."""

from dataclasses import dataclass

from django.conf import settings

from jobs.health import no_worker_runs

_POSITION = (
    ("Position", "programme.view", "commissioner:position", ("",)),
    ("Changes", "programme.view", "commissioner:changes", ("changes",)),
)
_WORKSTREAMS = (
    ("Workstreams", "plan.view", "improvement:workstream-list", ("workstreams",)),
    ("Roadmap", "plan.view", "improvement:roadmap", ("roadmap",)),
    ("Milestones", "plan.view", "improvement:milestone-list", ("milestones",)),
    ("Highlight reports", "plan.view", "improvement:report-list", ("highlight-reports",)),
    ("Evidence", "evidence.view", "improvement:evidence-list", ("evidence",)),
    ("Impact", "plan.view", "improvement:impact-list", ("impact-ratings",)),
    ("Registers", "plan.view", "registers:register-list", ("registers",)),
)
_BACKGROUND = (
    ("About the programme", "programme.view", "improvement:about", ("about",)),
    ("Direction", "programme.view", "improvement:direction", ("direction", "requirements")),
    ("Inspections", "programme.view", "improvement:inspection-list", ("inspections", "judgements")),
    ("Comparators", "programme.view", "improvement:comparator-list", ("comparators",)),
)
_CLAIMS = (
    ("Claims", "claim.view", "claims:claim-list", ("claims",)),
    ("Lines", "claim.view", "claims:line-list", ("claims/lines",)),
    ("Payments", "claim.view", "claims:payment-list", ("claims/payments",)),
    ("Outstanding", "claim.view", "claims:debt", ("claims/debt",)),
    ("Year end", "claim.view", "claims:year-end", ("claims/year-end",)),
    ("Cost and income", "cost.view", "claims:cost", ("claims/cost",)),
)
_BOARD = (
    ("Board", "board.view", "board:board", ("board",)),
    ("Meetings", "board.view", "board:meeting-list", ("board/meetings", "board/items", "board/papers")),
    ("Packs", "board.view", "board:pack-list", ("board/packs",)),
    ("Decisions", "board.view", "board:decision-list", ("board/decisions",)),
    ("Actions", "board.view", "board:action-list", ("board/actions",)),
    ("Questions", "board.view", "board:challenge-list", ("board/challenges",)),
)


def _starts(items):
    return tuple(start for *_, starts in items for start in starts)


# So few that they stand on one line, whatever a person may do: what belongs together is below one of them.
_ITEMS = (
    ("My days", "day.log", "claims:day-list", ("days",)),
    ("Approve days", "day.approve", "claims:approval-list", ("days/approve",)),
    ("Position", "programme.view", "commissioner:position", _starts(_POSITION)),
    ("Workstreams", "plan.view", "improvement:workstream-list", _starts(_WORKSTREAMS)),
    ("Findings", "programme.view", "improvement:finding-list", ("findings",)),
    ("Risks", "risk.view", "improvement:risk-list", ("risks",)),
    ("Indicators", "indicator.view", "indicators:indicator-list", ("indicators", "statistics")),
    ("Allowance", "allowance.view", "claims:allowance", ("allowance", "agreement", "capacity", "days/all")),
    ("Claims", "claim.view", "claims:claim-list", ("claims",)),
    ("Board", "board.view", "board:board", ("board",)),
    ("Reports", "report.view", "reports:report-list", ("reports",)),
    ("Background", "programme.view", "improvement:about", _starts(_BACKGROUND)),
)

# Who sees only what the board published finds it without the board.
_PUBLISHED = (
    ("Decisions", "decision.view", "board:decision-list", ("board/decisions",)),
    ("Packs", "decision.view", "board:pack-list", ("board/packs", "board/meetings")),
)


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class AsAt:
    date: object
    today_url: str


def page_frame(request):
    """Context of base.html:

    navigation, and navigation_below where an item of it holds several lists; as_at, demonstration_today, and
    programme_crumb above a page's breadcrumbs; no_worker_runs, which is told to who is signed in.
    """
    frame = {"demonstration_today": settings.PROGRAMME_TODAY, "programme_crumb": None}
    # A request that was refused before anybody asked who sent it has no user.
    user = getattr(request, "user", None)
    frame["no_worker_runs"] = bool(user and user.is_authenticated and no_worker_runs())
    page = getattr(request, "page", None)
    if page is None:
        return frame
    section = request.path.strip("/").partition("/")[2].partition(".")[0]
    # Who logs days can look at their month on an earlier day, too, though nothing can be logged then.
    may = page.can | (request.user.permissions_in(page.programme) & {"day.log"})
    frame["navigation"] = _items(
        _ITEMS if "board.view" in may else (*_ITEMS[:-1], *_PUBLISHED, _ITEMS[-1]), section, page, may
    )
    for below in (_POSITION, _WORKSTREAMS, _BACKGROUND, _CLAIMS, _BOARD):
        if _current(section, below):
            frame["navigation_below"] = _items(below, section, page, may)
    if section:
        frame["programme_crumb"] = (page.programme.name, page.url("commissioner:position"))
    if page.is_past:
        frame["as_at"] = AsAt(page.on, _without_on(request))
    return frame


def _items(items, section, page, may):
    shown = [item for item in items if item[1] in may]
    current = _current(section, shown)
    return [Item(label, page.url(name), label == current) for label, _, name, _ in shown]


def _current(section, items):
    """The label of the item whose address the page lies deepest under: days/approve before days."""
    found = [
        (len(start), label)
        for label, _, _, starts in items
        for start in starts
        if section == start or (start and section.startswith(f"{start}/"))
    ]
    return max(found)[1] if found else None


def _without_on(request):
    query = request.GET.copy()
    query.pop("on", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
