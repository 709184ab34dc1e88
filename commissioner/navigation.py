"""The frame around every page: where a person is, where they can go, and which day they are looking at."""

from dataclasses import dataclass

from django.conf import settings

_PLAN = ("workstreams", "milestones", "highlight-reports", "impact-ratings", "registers")
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
    ("Decisions", "board.view", "board:decision-list", ("board/decisions",)),
    ("Actions", "board.view", "board:action-list", ("board/actions",)),
    ("Questions", "board.view", "board:challenge-list", ("board/challenges",)),
)
_ITEMS = (
    ("My days", "day.log", "claims:day-list", ("days",)),
    ("Approve days", "day.approve", "claims:approval-list", ("days/approve",)),
    ("Position", "programme.view", "commissioner:position", ("",)),
    ("Changes", "programme.view", "commissioner:changes", ("changes",)),
    ("Workstreams", "plan.view", "improvement:workstream-list", _PLAN),
    ("Findings", "programme.view", "improvement:finding-list", ("findings",)),
    ("Risks", "risk.view", "improvement:risk-list", ("risks",)),
    ("Indicators", "indicator.view", "indicators:indicator-list", ("indicators", "statistics")),
    ("Roadmap", "plan.view", "improvement:roadmap", ("roadmap",)),
    ("Evidence", "evidence.view", "improvement:evidence-list", ("evidence",)),
    ("Allowance", "allowance.view", "claims:allowance", ("allowance", "agreement", "capacity", "days/all")),
    ("Claims", "claim.view", "claims:claim-list", ("claims",)),
    ("Board", "board.view", "board:board", ("board",)),
    ("Reports", "report.view", "reports:report-list", ("reports",)),
    (
        "Background",
        "programme.view",
        "improvement:about",
        tuple(start for *_, starts in _BACKGROUND for start in starts),
    ),
)

# Who sees only what the board decided finds it without the board.
_DECISIONS = ("Decisions", "decision.view", "board:decision-list", ("board/decisions",))


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

    navigation, and in the background of a programme, among its claims and on the board navigation_below; as_at,
    demonstration_today, and programme_crumb above a page's breadcrumbs.
    """
    frame = {"demonstration_today": settings.PROGRAMME_TODAY, "programme_crumb": None}
    page = getattr(request, "page", None)
    if page is None:
        return frame
    section = request.path.strip("/").partition("/")[2].partition(".")[0]
    # Who logs days can look at their month on an earlier day, too, though nothing can be logged then.
    may = page.can | (request.user.permissions_in(page.programme) & {"day.log"})
    frame["navigation"] = _items(
        _ITEMS if "board.view" in may else (*_ITEMS[:-1], _DECISIONS, _ITEMS[-1]), section, page, may
    )
    for below in (_BACKGROUND, _CLAIMS, _BOARD):
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
