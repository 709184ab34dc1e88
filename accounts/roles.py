"""Roles hold permissions; code asks for a permission, never for a role."""

from dataclasses import dataclass

PERMISSIONS = {
    "programme.view": "See the programme: its position, judgements, findings and direction",
    "programme.manage": "Change the programme's dates and state",
    "plan.view": "See workstreams, milestones, highlight reports, registers and who leads them",
    "plan.update": "Add, achieve and re-date milestones, and keep the registers",
    "plan.manage": "Add, change and close workstreams, and say which findings they answer",
    "report.write": "Write highlight reports",
    "evidence.view": "See evidence and open its files",
    "evidence.add": "Attach evidence",
    "evidence.review": "Accept or return evidence that somebody else attached",
    "impact.rate": "Rate the impact of a workstream on children",
    "risk.view": "See risks and their scores",
    "risk.update": "Add, change, score and close risks",
    "indicator.view": "See indicators, their figures and signals",
    "indicator.manage": "Keep the catalogue of indicators, set targets and bring in figures",
    "small_numbers.view": "See figures behind which so few children stand that they might be known",
    "direction.update": "Record the Direction, its requirements and when they were met",
    "inspection.update": "Record inspections, judgements and findings",
    "own_days.view": "See the days they logged themselves",
    "day.log": "Log, change and submit their own days",
    "day.view": "See everybody's days, with who worked them",
    "day.approve": "Approve or return days that somebody else worked",
    "allowance.view": "See the allowance and what is spent of it",
    "capacity.view": "See how much of their working days officers spend on programmes, all programmes together",
    "agreement.view": "See the agreement with the funder: terms, rates and allowances",
    "agreement.manage": "Set the agreement's terms, rates and allowances",
    "claim.view": "See claims, payments and the year end",
    "claim.prepare": "Start, prepare and cancel claims, and reverse lines of earlier ones",
    "claim.certify": "Certify claims that somebody else prepared, and submit them",
    "claim.reopen": "Send a claim that was not submitted back to draft",
    "claim.follow": "Record queries, answers and payments of the funder",
    "cost.view": "See what days cost the council, and what is left of the income",
    "cost.manage": "Set cost rates, and the grades of officers",
    "board.view": "See the board: its terms, members, meetings, papers, actions and questions",
    "decision.view": "See what the board decided, and its packs in their reduced form",
    "board.manage": "Plan meetings, issue papers, record attendance, decisions, actions and minutes",
    "board.chair": "Close anybody's question to the board",
    "action.report": "Report on actions of the board that are theirs, and give them a new date",
    "challenge.ask": "Ask questions of the programme, and close them when they are answered",
    "challenge.answer": "Answer questions that are assigned to them",
    "report.view": "See reports to the Minister that were published",
    "report_draft.view": "See every report to the Minister as it stands, and the private notes beside it",
    "report.prepare": "Set when reports to the Minister are due, write them, send them, and record what was decided",
    "report.check": "Read reports to the Minister in fact-check, and comment on their facts",
    "report.sign": "Sign reports to the Minister, and withdraw them",
    "report.publish": "Publish the reduced form of reports to the Minister",
    "people.manage": "Invite people, change and end their roles",
    "audit.view": "See the audit trail",
    "job.retry": "Be told of background work that failed, and have it tried again",
}


@dataclass(frozen=True)
class Role:
    name: str
    purpose: str
    permissions: frozenset


def _role(name, purpose, *permissions):
    unknown = set(permissions) - set(PERMISSIONS)
    if unknown:
        raise ValueError(f"{name}: unknown permissions {sorted(unknown)}")
    return Role(name, purpose, frozenset(permissions))


_READ = (
    "programme.view",
    "plan.view",
    "evidence.view",
    "risk.view",
    "indicator.view",
    "small_numbers.view",
    "report.view",
)
_BOARD = ("board.view", "decision.view", "action.report", "challenge.answer")
_WORK = (*_READ, *_BOARD, "plan.update", "report.write", "evidence.add", "risk.update")
_REPORT = ("report_draft.view", "report.prepare")
_OWN_DAYS = ("own_days.view", "day.log", "allowance.view")
_ALL_DAYS = ("own_days.view", "day.view", "allowance.view", "agreement.view")
_FINANCE = (
    "programme.view",
    "plan.view",
    "report.view",
    *_ALL_DAYS,
    "claim.view",
    "claim.reopen",
    "claim.follow",
    "cost.view",
)

ROLES = {
    "board_member": _role(
        "Board member", "Reads progress and challenges it", *_READ, *_BOARD, "challenge.ask", "allowance.view"
    ),
    "commissioner": _role(
        "Commissioner",
        "Chairs the board and answers to the Minister",
        *_READ,
        *_BOARD,
        "board.manage",
        "board.chair",
        "challenge.ask",
        *_OWN_DAYS,
        *_ALL_DAYS,
        "claim.view",
        "capacity.view",
        "day.approve",
        "impact.rate",
        "direction.update",
        "inspection.update",
        *_REPORT,
        "report.sign",
        "report.publish",
    ),
    "director": _role(
        "Director",
        "Runs the programme",
        *_WORK,
        *_OWN_DAYS,
        *_ALL_DAYS,
        "claim.view",
        "cost.view",
        "capacity.view",
        "day.approve",
        "agreement.manage",
        "programme.manage",
        "plan.manage",
        "evidence.review",
        "impact.rate",
        "direction.update",
        "inspection.update",
        *_REPORT,
    ),
    "officer": _role("Officer", "Works on workstreams for the supporting authority", *_WORK, *_OWN_DAYS),
    "action_lead": _role("Action lead", "Accounts for actions of the supported authority", *_WORK, "report.check"),
    "preparer": _role(
        "Finance, preparer",
        "Collates days into claims",
        *_FINANCE,
        "agreement.manage",
        "claim.prepare",
        "cost.manage",
    ),
    "certifier": _role("Finance, certifier", "Certifies claims", *_FINANCE, "claim.certify"),
    "secretary": _role(
        "Secretary to the board",
        "Serves the board",
        *_READ,
        *_BOARD,
        "board.manage",
        "allowance.view",
        *_REPORT,
        "report.publish",
    ),
    "analyst": _role("Analyst", "Keeps the indicators", *_READ, *_BOARD, "allowance.view", "indicator.manage"),
    "reader": _role(
        "Reader", "Reads what was published", "programme.view", "indicator.view", "decision.view", "report.view"
    ),
    "administrator": _role(
        "Administrator",
        "Lets people in and out",
        "programme.view",
        "people.manage",
        "audit.view",
        "job.retry",
    ),
}

ROLE_CHOICES = [(code, role.name) for code, role in ROLES.items()]


def roles_with(permission):
    """The codes of the roles that hold a permission."""
    return [code for code, role in ROLES.items() if permission in role.permissions]
