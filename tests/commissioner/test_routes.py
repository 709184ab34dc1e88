"""Every address of the site by every role: own programme, another programme, signed out. Deny by default.

The table below is the contract. An address that it does not name fails, and so does one it names that is gone.
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.actions import invite, make_api_token, make_calendar_feed
from accounts.roles import ROLES
from claims.models import DayEntry, DayImport
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.board import (
    JULY,
    BoardMembershipFactory,
    ChallengeFactory,
    ChallengeStepFactory,
    MeetingActionFactory,
    board_of_everything,
)
from tests.factories.claims import (
    AllowanceFactory,
    ClaimFactory,
    ClaimLineFactory,
    ClaimStepFactory,
    DayEntryFactory,
    DayImportFactory,
    DayRateFactory,
    DayStepFactory,
    FundingAgreementFactory,
    PaymentImportFactory,
    RemittanceFactory,
)
from tests.factories.improvement import (
    ComparatorFactory,
    EvidenceFactory,
    FindingFactory,
    HighlightReportFactory,
    IndicatorFactory,
    InspectionFactory,
    InterventionFactory,
    JudgementFactory,
    MilestoneFactory,
    ObservationFactory,
    ProgrammeFactory,
    RegisterEntryFactory,
    RequirementFactory,
    RiskFactory,
    RiskScoreFactory,
    StatisticsColumnFactory,
    StatisticsImportFactory,
    WorkstreamFactory,
)
from tests.factories.jobs import JobFactory
from tests.factories.report import reports_of_everything

INDICATOR_PAGES = ("detail", "csv", "change", "target", "event", "ties", "retire")
INDICATOR_STEPS = ("detail", "define", "target", "event", "ties", "retire")
TIDY = {
    "headings": ["time_period", "time_identifier", "geographic_level", "figure"],
    "rows": [[2, "2016", "Reporting year", "National", "1"]],
}

MEETING_STEPS = (
    "change",
    "items",
    "change-item",
    "move-item",
    "withdraw-item",
    "papers",
    "withdraw-paper",
    "issue-papers",
    "notice",
    "hold",
    "minutes",
    "agree",
    "correct",
    "call-off",
)
ACTION_STEPS = ("redate", "done", "reassign", "close", "reopen")
CHALLENGE_STEPS = ("assign", "answer", "return", "close")

BOARD_LISTS = ("meeting-list", "action-list", "challenge-list")
BOARD_VIEWS = (
    "board", "member-csv", "meeting-detail", "paper-file", "notice-give", "action-detail", "challenge-detail",
    *BOARD_LISTS, *(f"{name}-csv" for name in BOARD_LISTS),
)  # fmt: skip
BOARD_OF_MEETING = (
    "meeting-detail", "meeting-change", "meeting-call-off", "pack-issue", "meeting-hold", "minutes-write",
    "minutes-agree", "minutes-correct", "item-add", "decision-add", "action-add",
)  # fmt: skip
PACKS = ("pack-list", "pack-list-csv", "pack-compare", "pack-newest", "pack-reduced", "pack-reduced-file")
BOARD_OF_ITEM = ("item-change", "item-move", "item-withdraw", "paper-add")
BOARD_OF_ACTION = ("action-detail", "action-reassign", "action-close", "action-reopen")
BOARD_OF_QUESTION = tuple(f"challenge-{step}" for step in ("detail", "assign", "answer", "return", "close"))
REPORT_OF_PUBLISHED = ("report-detail", "report-file", "decision-letter", "report-send", "delivery-again")
REPORT_OF_OPEN = (
    "report-compare", "report-readiness", "section-change", "recommend", "recommendation-add", "figures-refresh",
    "check-ask", "report-return", "comment-add", "note-add", "report-sign", "report-submit", "decision-record",
    "report-publish", "report-withdraw", "report-correct", "recommendation-remove", "progress-change", "comment-answer",
)  # fmt: skip
REPORT_DRAFTS = (
    "schedule-list",
    "schedule-detail",
    "report-compare",
    "report-readiness",
    "decision-letter",
    "note-add",
)
REPORT_PREPARES = (
    "schedule-add", "schedule-change", "section-change", "recommend", "recommendation-add", "recommendation-remove",
    "progress-change", "figures-refresh", "check-ask", "report-return", "comment-answer", "report-submit",
    "report-send", "delivery-again", "decision-record", "note-add", "report-correct",
)  # fmt: skip
API_REPORT_STEPS = ("write", "recommend", "refresh", "ask-check", "return", "answer", "submit", "correct")
BOARD_WRITES = (
    "board-add", "terms-change", "member-add", "member-end", "meeting-add", *BOARD_OF_MEETING[1:], *BOARD_OF_ITEM,
    "paper-withdraw", "decision-change", "decision-withdraw", *BOARD_OF_ACTION[1:], "challenge-assign",
)  # fmt: skip

PUBLIC, SIGNED_IN = "public", "signed in"

# What each address needs: anybody, anybody signed in, or a permission in the programme. Those without GET say so.
ROUTES = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
    "cookies": PUBLIC,
    "definitions": PUBLIC,
    "api-schema": PUBLIC,
    "api-docs": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "accounts:invitation-accept": PUBLIC,
    "home": SIGNED_IN,
    "status": SIGNED_IN,
    "job-retry": "job.retry",
    "accounts:me": SIGNED_IN,
    "accounts:token-revoke": SIGNED_IN,
    "accounts:reminders-set": SIGNED_IN,
    "accounts:calendar-make": SIGNED_IN,
    "accounts:calendar-revoke": SIGNED_IN,
    "calendar": PUBLIC,
    "accounts:roles": SIGNED_IN,
    "event-list": "audit.view",
    "event-list-csv": "audit.view",
    "event-detail": "audit.view",
    "accounts:people": "people.manage",
    "accounts:people-csv": "people.manage",
    "accounts:invite": "people.manage",
    "accounts:invitation-withdraw": "people.manage",
    "accounts:role-change": "people.manage",
    "accounts:role-end": "people.manage",
    "accounts:person-disable": "people.manage",
    "accounts:person-enable": "people.manage",
    "commissioner:position": "programme.view",
    "commissioner:changes": "programme.view",
    "commissioner:changes-csv": "programme.view",
    **{f"board:{name}": "board.view" for name in BOARD_VIEWS},
    **{f"board:{name}": "decision.view" for name in ("decision-list", "decision-list-csv", "decision-detail")},
    **{f"board:{name}": "decision.view" for name in PACKS},
    "board:pack-detail": "board.view",
    "board:pack-file": "board.view",
    **{f"board:{name}": "board.manage" for name in BOARD_WRITES},
    "board:action-redate": "action.report",
    "board:action-done": "action.report",
    "board:challenge-add": "challenge.ask",
    "board:challenge-answer": "challenge.answer",
    "board:challenge-return": "challenge.ask",
    "board:challenge-close": "challenge.ask",
    **{f"reports:{name}": "report.view" for name in ("report-list", "report-list-csv", "report-detail", "report-file")},
    **{f"reports:{name}": "report_draft.view" for name in REPORT_DRAFTS},
    **{f"reports:{name}": "report.prepare" for name in REPORT_PREPARES},
    "reports:comment-add": "report.check",
    "reports:report-sign": "report.sign",
    "reports:report-withdraw": "report.sign",
    "reports:report-publish": "report.publish",
    "improvement:workstream-list": "plan.view",
    "improvement:workstream-list-csv": "plan.view",
    "improvement:workstream-add": "plan.manage",
    "improvement:workstream-detail": "plan.view",
    "improvement:workstream-change": "plan.manage",
    "improvement:report-add": "report.write",
    "improvement:impact-rate": "impact.rate",
    "improvement:milestone-add": "plan.update",
    "improvement:evidence-add": "evidence.add",
    "improvement:report-list": "plan.view",
    "improvement:report-list-csv": "plan.view",
    "improvement:impact-list": "plan.view",
    "improvement:impact-list-csv": "plan.view",
    "improvement:milestone-list": "plan.view",
    "improvement:milestone-list-csv": "plan.view",
    "improvement:milestone-detail": "plan.view",
    "improvement:milestone-redate": "plan.update",
    "improvement:milestone-achieve": "plan.update",
    "improvement:milestone-reopen": "plan.update",
    "improvement:milestone-withdraw": "plan.update",
    "improvement:roadmap": "plan.view",
    "improvement:roadmap-chart": "plan.view",
    "improvement:evidence-list": "evidence.view",
    "improvement:evidence-list-csv": "evidence.view",
    "improvement:evidence-detail": "evidence.view",
    "improvement:evidence-review": "evidence.review",
    "improvement:evidence-file": "evidence.view",
    "improvement:risk-list": "risk.view",
    "improvement:risk-list-csv": "risk.view",
    "improvement:risk-add": "risk.update",
    "improvement:risk-chart": "risk.view",
    "improvement:risk-detail": "risk.view",
    "improvement:risk-change": "risk.update",
    "improvement:risk-score": "risk.update",
    "improvement:risk-close": "risk.update",
    "improvement:finding-list": "programme.view",
    "improvement:finding-list-csv": "programme.view",
    "improvement:finding-add": "inspection.update",
    "improvement:finding-detail": "programme.view",
    "improvement:finding-coverage": "plan.manage",
    "improvement:direction": "programme.view",
    "improvement:direction-csv": "programme.view",
    "improvement:intervention-add": "direction.update",
    "improvement:intervention-close": "direction.update",
    "improvement:requirement-add": "direction.update",
    "improvement:requirement-detail": "programme.view",
    "improvement:requirement-meet": "direction.update",
    "improvement:inspection-list": "programme.view",
    "improvement:inspection-list-csv": "programme.view",
    "improvement:judgement-list": "programme.view",
    "improvement:judgement-list-csv": "programme.view",
    "improvement:inspection-add": "inspection.update",
    "improvement:inspection-detail": "programme.view",
    "improvement:judgement-add": "inspection.update",
    "improvement:comparator-list": "programme.view",
    "improvement:comparator-list-csv": "programme.view",
    "improvement:about": "programme.view",
    "improvement:programme-change-list": "programme.view",
    "improvement:programme-change-list-csv": "programme.view",
    "improvement:programme-change": "programme.manage",
    "registers:register-list": "plan.view",
    "registers:entry-list": "plan.view",
    "registers:entry-list-csv": "plan.view",
    "registers:entry-add": "plan.update",
    "registers:entry-detail": "plan.view",
    "registers:entry-change": "plan.update",
    "indicators:indicator-list": "indicator.view",
    "indicators:indicator-list-csv": "indicator.view",
    "indicators:indicator-add": "indicator.manage",
    "indicators:event-add": "indicator.manage",
    "indicators:indicator-detail": "indicator.view",
    "indicators:indicator-csv": "indicator.view",
    "indicators:indicator-change": "indicator.manage",
    "indicators:indicator-target": "indicator.manage",
    "indicators:indicator-event": "indicator.manage",
    "indicators:indicator-ties": "indicator.manage",
    "indicators:indicator-retire": "indicator.manage",
    "indicators:indicator-peers-chart": "indicator.view",
    "indicators:indicator-chart": "indicator.view",
    "indicators:statistics-list": "indicator.view",
    "indicators:statistics-list-csv": "indicator.view",
    "indicators:statistics-add": "indicator.manage",
    "indicators:statistics-template": "indicator.manage",
    "indicators:statistics-detail": "indicator.view",
    "indicators:statistics-confirm": "indicator.manage",
    "indicators:statistics-abandon": "indicator.manage",
    "indicators:column-add": "indicator.manage",
    "indicators:column-drop": "indicator.manage",
    "claims:day-list": "own_days.view",
    "claims:day-add": "day.log",
    "claims:day-repeat": "day.log",
    "claims:day-several": "day.log",
    "claims:day-submit": "day.log",
    "claims:day-week": "day.log",
    "claims:import-add": "day.log",
    "claims:import-template-xlsx": "day.log",
    "claims:import-template-csv": "day.log",
    "claims:import-detail": "day.log",
    "claims:import-confirm": "day.log",
    "claims:import-abandon": "day.log",
    "claims:entry-list": "day.view",
    "claims:entry-list-csv": "day.view",
    "claims:approval-list": "day.approve",
    "claims:day-approve": "day.approve",
    "claims:day-return": "day.approve",
    "claims:day-detail": "own_days.view",
    "claims:day-change": "day.log",
    "claims:day-remove": "day.log",
    "claims:day-take-back": "day.log",
    "claims:day-undo": "day.approve",
    "claims:allowance": "allowance.view",
    "claims:allowance-detail": "allowance.view",
    "claims:allowance-csv": "allowance.view",
    "claims:allowance-chart": "allowance.view",
    "claims:allowance-claims-chart": "claim.view",
    "claims:allowance-vary": "agreement.manage",
    "claims:allowance-carry": "agreement.manage",
    "claims:capacity": "capacity.view",
    "claims:capacity-csv": "capacity.view",
    "claims:payment-list": "claim.view",
    "claims:payment-list-csv": "claim.view",
    "claims:payment-add": "claim.follow",
    "claims:payment-detail": "claim.view",
    "claims:payment-reverse": "claim.follow",
    "claims:payment-import-add": "claim.follow",
    "claims:payment-import-detail": "claim.follow",
    "claims:payment-import-confirm": "claim.follow",
    "claims:payment-import-abandon": "claim.follow",
    "claims:debt": "claim.view",
    "claims:debt-csv": "claim.view",
    "claims:cost": "cost.view",
    "claims:cost-csv": "cost.view",
    "claims:cost-chart": "cost.view",
    "claims:cost-rate-add": "cost.manage",
    "claims:officer-grade-set": "cost.manage",
    "claims:year-end": "claim.view",
    "claims:year-end-csv": "claim.view",
    "claims:year-end-xlsx": "claim.view",
    "claims:year-end-lines": "claim.view",
    "claims:year-end-lines-csv": "claim.view",
    "claims:agreement": "agreement.view",
    "claims:agreement-add": "agreement.manage",
    "claims:terms-change": "agreement.manage",
    "claims:rate-add": "agreement.manage",
    "claims:line-list": "claim.view",
    "claims:line-file": "claim.view",
    "claims:claim-file": "claim.view",
    "claims:claim-evidence": "claim.view",
    "claims:allowance-add": "agreement.manage",
    "claims:claim-list": "claim.view",
    "claims:claim-list-csv": "claim.view",
    "claims:claim-add": "claim.prepare",
    "claims:claim-detail": "claim.view",
    "claims:claim-preview-csv": "claim.view",
    "claims:claim-prepare": "claim.prepare",
    "claims:claim-certify": "claim.certify",
    "claims:claim-submit": "claim.certify",
    "claims:claim-reopen": "claim.reopen",
    "claims:claim-cancel": "claim.prepare",
    "claims:claim-query": "claim.follow",
    "claims:claim-answer": "claim.follow",
    "claims:claim-adjust": "claim.prepare",
    "claims:claim-unadjust": "claim.prepare",
    "api:programme-list": SIGNED_IN,
    "api:programme-detail": "programme.view",
    "api-programme:position": "programme.view",
    "api-programme:changes": "programme.view",
    "api-programme:change": "programme.manage",
    "api-programme:workstreams-list": "plan.view",
    "api-programme:workstreams-detail": "plan.view",
    "api-programme:workstreams-change": "plan.manage",
    "api-programme:workstreams-report": "report.write",
    "api-programme:workstreams-impact": "impact.rate",
    "api-programme:findings-list": "programme.view",
    "api-programme:findings-detail": "programme.view",
    "api-programme:findings-coverage": "plan.manage",
    "api-programme:milestones-list": "plan.view",
    "api-programme:milestones-detail": "plan.view",
    "api-programme:milestones-redate": "plan.update",
    "api-programme:milestones-achieve": "plan.update",
    "api-programme:milestones-reopen": "plan.update",
    "api-programme:milestones-withdraw": "plan.update",
    "api-programme:risks-list": "risk.view",
    "api-programme:risks-detail": "risk.view",
    "api-programme:risks-score": "risk.update",
    "api-programme:risks-respond": "risk.update",
    "api-programme:risks-close": "risk.update",
    "api-programme:registers-list": "plan.view",
    "api-programme:registers-detail": "plan.view",
    "api-programme:registers-change": "plan.update",
    "api-programme:highlight-reports-list": "plan.view",
    "api-programme:highlight-reports-detail": "plan.view",
    "api-programme:evidence-list": "evidence.view",
    "api-programme:evidence-detail": "evidence.view",
    "api-programme:evidence-review": "evidence.review",
    "api-programme:interventions-list": "programme.view",
    "api-programme:interventions-detail": "programme.view",
    "api-programme:interventions-close": "direction.update",
    "api-programme:requirements-list": "programme.view",
    "api-programme:requirements-detail": "programme.view",
    "api-programme:requirements-meet": "direction.update",
    "api-programme:inspections-list": "programme.view",
    "api-programme:inspections-detail": "programme.view",
    "api-programme:judgements-list": "programme.view",
    "api-programme:judgements-detail": "programme.view",
    "api-programme:comparators-list": "programme.view",
    "api-programme:comparators-detail": "programme.view",
    "api-programme:indicators-list": "indicator.view",
    "api-programme:indicators-detail": "indicator.view",
    "api-programme:observation-list": "indicator.view",
    "api-programme:signal-list": "indicator.view",
    "api-programme:statistics-list": "indicator.manage",
    "api-programme:statistics-detail": "indicator.manage",
    "api-programme:indicators-define": "indicator.manage",
    "api-programme:indicators-target": "indicator.manage",
    "api-programme:indicators-event": "indicator.manage",
    "api-programme:indicators-ties": "indicator.manage",
    "api-programme:indicators-retire": "indicator.manage",
    "api-programme:statistics-confirm": "indicator.manage",
    "api-programme:statistics-abandon": "indicator.manage",
    "api-programme:day-entries-list": "own_days.view",
    "api-programme:day-entries-detail": "own_days.view",
    "api-programme:day-entries-submit": "day.log",
    "api-programme:day-entries-take-back": "day.log",
    "api-programme:day-entries-approve": "day.approve",
    "api-programme:day-entries-return": "day.approve",
    "api-programme:day-entries-undo": "day.approve",
    "api-programme:day-imports-list": "day.log",
    "api-programme:day-imports-detail": "day.log",
    "api-programme:day-imports-confirm": "day.log",
    "api-programme:day-imports-abandon": "day.log",
    "api-programme:capacity": "capacity.view",
    "api-programme:allowance": "allowance.view",
    "api-programme:allowances-list": "allowance.view",
    "api-programme:allowances-detail": "allowance.view",
    "api-programme:allowances-vary": "agreement.manage",
    "api-programme:allowances-carry-over": "agreement.manage",
    "api-programme:agreement": "agreement.view",
    "api-programme:agreement-terms": "agreement.manage",
    "api-programme:day-rates-list": "agreement.view",
    "api-programme:day-rates-detail": "agreement.view",
    "api-programme:claims-list": "claim.view",
    "api-programme:claims-detail": "claim.view",
    "api-programme:claims-lines": "claim.view",
    "api-programme:claims-preview": "claim.view",
    "api-programme:claims-prepare": "claim.prepare",
    "api-programme:claims-certify": "claim.certify",
    "api-programme:claims-submit": "claim.certify",
    "api-programme:claims-reopen": "claim.reopen",
    "api-programme:claims-cancel": "claim.prepare",
    "api-programme:claims-query": "claim.follow",
    "api-programme:claims-answer": "claim.follow",
    "api-programme:claims-adjust": "claim.prepare",
    "api-programme:claims-remove-adjustment": "claim.prepare",
    "api-programme:payments-list": "claim.view",
    "api-programme:payments-detail": "claim.view",
    "api-programme:payments-reverse": "claim.follow",
    "api-programme:debt": "claim.view",
    "api-programme:year-end": "claim.view",
    "api-programme:cost": "cost.view",
    "api-programme:board": "board.view",
    "api-programme:board-terms": "board.manage",
    "api-programme:board-members": "board.manage",
    "api-programme:board-end-term": "board.manage",
    "api-programme:meetings-list": "board.view",
    "api-programme:meetings-detail": "board.view",
    **{f"api-programme:meetings-{step}": "board.manage" for step in MEETING_STEPS},
    "api-programme:decisions-list": "decision.view",
    "api-programme:decisions-detail": "decision.view",
    "api-programme:decisions-change": "board.manage",
    "api-programme:packs-list": "decision.view",
    "api-programme:packs-detail": "decision.view",
    "api-programme:decisions-withdraw": "board.manage",
    "api-programme:actions-list": "board.view",
    "api-programme:actions-detail": "board.view",
    "api-programme:actions-redate": "action.report",
    "api-programme:actions-done": "action.report",
    "api-programme:actions-reassign": "board.manage",
    "api-programme:actions-close": "board.manage",
    "api-programme:actions-reopen": "board.manage",
    "api-programme:challenges-list": "board.view",
    "api-programme:challenges-detail": "board.view",
    "api-programme:challenges-assign": "board.manage",
    "api-programme:challenges-answer": "challenge.answer",
    "api-programme:challenges-return": "challenge.ask",
    "api-programme:challenges-close": "challenge.ask",
    **{f"api-programme:reports-{name}": "report.view" for name in ("list", "detail", "document")},
    **{f"api-programme:reports-{name}": "report_draft.view" for name in ("sections", "readiness")},
    **{f"api-programme:reports-{step}": "report.prepare" for step in API_REPORT_STEPS},
    "api-programme:reports-comment": "report.check",
    "api-programme:reports-publish": "report.publish",
    "api-programme:reports-withdraw": "report.sign",
}

# Creating over the API shares its address with the list, and needs another permission.
API_CREATES = {
    "api-programme:workstreams-list": "plan.manage",
    "api-programme:findings-list": "inspection.update",
    "api-programme:milestones-list": "plan.update",
    "api-programme:risks-list": "risk.update",
    "api-programme:registers-list": "plan.update",
    "api-programme:evidence-list": "evidence.add",
    "api-programme:interventions-list": "direction.update",
    "api-programme:requirements-list": "direction.update",
    "api-programme:inspections-list": "inspection.update",
    "api-programme:judgements-list": "inspection.update",
    "api-programme:day-entries-list": "day.log",
    "api-programme:allowances-list": "agreement.manage",
    "api-programme:agreement": "agreement.manage",
    "api-programme:day-rates-list": "agreement.manage",
    "api-programme:claims-list": "claim.prepare",
    "api-programme:payments-list": "claim.follow",
    "api-programme:indicators-list": "indicator.manage",
    "api-programme:statistics-list": "indicator.manage",
    "api-programme:board": "board.manage",
    "api-programme:meetings-list": "board.manage",
    "api-programme:decisions-list": "board.manage",
    "api-programme:actions-list": "board.manage",
    "api-programme:challenges-list": "challenge.ask",
}

READ_OF_ONE = {"api-programme:claims-lines", "api-programme:claims-preview"}
READ_OF_ONE |= {f"api-programme:reports-{name}" for name in ("document", "sections", "readiness")}
ONE_OF_A_PROGRAMME = {
    "api-programme:position",
    "api-programme:changes",
    "api-programme:capacity",
    "api-programme:allowance",
    "api-programme:agreement",
    "api-programme:debt",
    "api-programme:year-end",
    "api-programme:cost",
    "api-programme:board",
}
POST_ONLY = {
    "job-retry",
    "accounts:token-revoke",
    "accounts:reminders-set",
    "accounts:calendar-make",
    "accounts:calendar-revoke",
} | {
    name
    for name in ROUTES
    if name.startswith("api-programme:")
    and name.rsplit("-", 1)[-1] not in {"list", "detail"}
    and name not in ONE_OF_A_PROGRAMME | READ_OF_ONE
}
OF_A_PROGRAMME = {
    name for name, needed in ROUTES.items() if needed in {p for r in ROLES.values() for p in r.permissions}
}
READ_ONLY = {
    "accounts:people",
    "accounts:people-csv",
    "claims:approval-list",
    "claims:import-detail",
    "claims:payment-import-detail",
    "indicators:statistics-detail",
    "indicators:statistics-template",
    "indicators:indicator-csv",
    "indicators:indicator-chart",
    "indicators:indicator-peers-chart",
    "api-programme:observation-list",
    "api-programme:signal-list",
    "api-programme:day-imports-detail",
    "api-programme:statistics-detail",
    "claims:import-template-xlsx",
    "claims:import-template-csv",
}
WITHOUT_SLUG = {"event-list", "event-list-csv", "event-detail", "job-retry"}


def all_routes(resolver=None, prefix=""):
    """The full name of every address in the URL configuration."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from all_routes(entry, namespace)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_table_names_every_route_and_no_other():
    assert sorted(set(all_routes())) == sorted(ROUTES)


@pytest.fixture
def site(db):
    """A programme with one record of each kind, and the arguments that reach them."""
    programme = ProgrammeFactory(slug="own")
    workstream = WorkstreamFactory(programme=programme, number=8)
    milestone = MilestoneFactory(workstream=workstream)
    evidence = EvidenceFactory(workstream=workstream)
    risk = RiskFactory(programme=programme)
    for kind in ("inherent", "residual", "target"):
        RiskScoreFactory(risk=risk, kind=kind)
    finding = FindingFactory(programme=programme, reference="F9")
    intervention = InterventionFactory(programme=programme)
    requirement = RequirementFactory(intervention=intervention)
    inspection = InspectionFactory(programme=programme)
    indicator = IndicatorFactory(programme=programme)
    ObservationFactory(indicator=indicator)
    statistics = StatisticsImportFactory(programme=programme, layout="tidy", rows=TIDY)
    column = StatisticsColumnFactory(indicator=indicator)
    agreement = FundingAgreementFactory(programme=programme)
    AllowanceFactory(agreement=agreement)
    DayRateFactory(agreement=agreement)
    claim = ClaimFactory(agreement=agreement)
    entry = DayEntryFactory(workstream=workstream)
    DayStepFactory(entry=entry)
    claim = ClaimFactory(agreement=agreement, number="OWN-0001")
    ClaimStepFactory(claim=claim)
    earlier = ClaimLineFactory(claim=ClaimFactory(agreement=agreement, number="OWN-0002"), entry=entry)
    gives_back = {"days": -earlier.days, "net": -500, "gross": -500, "reason": "Wrong."}
    adjustment = ClaimLineFactory(claim=claim, entry=entry, reverses=earlier, **gives_back)
    register_entry = RegisterEntryFactory(workstream=workstream, kind="peer_review")
    board = board_of_everything(programme)
    schedule = reports_of_everything(programme)
    in_check = schedule.reports.get(number=2)
    administrator = member(programme, "administrator")
    somebody = MembershipFactory(programme=programme, role="board_member")
    invitation, secret = invite(
        programme=programme,
        email="new@council.example",
        name="New Person",
        organisation="Sample Council",
        role="board_member",
        by=administrator,
    )
    seat = board.memberships.get()
    on_agenda = board.meetings.get(meets_on=JULY).items.get()
    return {
        "schedule": {"pk": schedule.pk},
        "published report": {"number": 1},
        "open report": {"number": 2},
        "report file": {"number": 1, "edition": "published", "name": "pdf"},
        "delivery": {"number": 1, "pk": schedule.reports.get(number=1).deliveries.get().pk},
        "section": {"number": 2, "kind": "verdict"},
        "recommendation": {"number": 2, "pk": in_check.recommendations.get().pk},
        "progress": {"number": 2, "pk": in_check.progress.get().pk},
        "comment": {"number": 2, "pk": in_check.comments.get().pk},
        "meeting": {"meets_on": JULY.isoformat()},
        "pack": {"meets_on": JULY.isoformat(), "number": 1},
        "pack file": {"meets_on": JULY.isoformat(), "number": 1, "name": "pdf"},
        "pack key": {"pk": board.programme.packs.get().pk},
        "agenda item": {"pk": on_agenda.pk},
        "paper": {"pk": on_agenda.papers.get().pk},
        "seat": {"pk": seat.pk},
        "notice": {"meets_on": "2017-03-15", "pk": seat.pk},
        "slug": programme.slug,
        "programme": programme,
        "workstream": {"number": workstream.number},
        "milestone": {"pk": milestone.pk},
        "evidence": {"pk": evidence.pk},
        "risk": {"number": risk.number},
        "finding": {"reference": finding.reference},
        "intervention": {"pk": intervention.pk},
        "requirement": {"reference": requirement.reference},
        "inspection": {"pk": inspection.pk},
        "judgement": {"pk": JudgementFactory(inspection=inspection).pk},
        "indicator": {"code": indicator.code},
        "indicator chart": {"code": indicator.code, "digest": "0" * 24},
        "statistics": {"pk": statistics.pk},
        "column": {"pk": statistics.pk, "column": column.pk},
        "comparator": {"pk": ComparatorFactory(programme=programme).pk},
        "register": {"address": "peer-review"},
        "register entry": {"address": "peer-review", "pk": register_entry.pk},
        "entry": {"pk": register_entry.pk},
        "report": {"pk": HighlightReportFactory(workstream=workstream).pk},
        "membership": {"pk": somebody.pk},
        "person": {"pk": somebody.user.pk},
        "invitation": {"pk": invitation.pk},
        "numbered one": {"number": 1},
        "secret": {"secret": secret},
        "calendar": {"secret": make_calendar_feed(user=entry.officer)},
        "chart": {"digest": "0" * 24},
        "day": {"pk": entry.pk},
        "job": {"pk": JobFactory(failed=True).pk},
        "import": {"pk": DayImportFactory(programme=programme).pk},
        "week": {"week": "2017-W08"},
        "allowance": {"starts_on": "2016-05-25"},
        "rate": {"from_on": "2016-05-25"},
        "claim": {"number": claim.number},
        "adjustment": {"number": claim.number, "pk": adjustment.pk},
        "payment": {"pk": RemittanceFactory(programme=programme).pk},
        "payment import": {"pk": PaymentImportFactory(programme=programme).pk},
        "claim lines": {"kind": "csv"},
        "claim file": {"number": claim.number, "names": "", "kind": "csv"},
        "claim evidence": {"number": claim.number, "kind": "csv"},
        "allowance chart": {"starts_on": "2016-05-25", "digest": "0" * 24},
    }


CLAIM_PAGES = (
    "detail", "preview-csv", "prepare", "certify", "submit", "reopen", "cancel", "query", "answer", "adjust",
)  # fmt: skip
CLAIM_STEPS = (
    "detail", "lines", "preview", "prepare", "certify", "submit", "reopen", "cancel", "query", "answer", "adjust",
    "remove-adjustment",
)  # fmt: skip
ARGUMENTS = {
    **{f"reports:{name}": "published report" for name in REPORT_OF_PUBLISHED},
    **{f"reports:{name}": "open report" for name in REPORT_OF_OPEN},
    **{f"reports:schedule-{name}": "schedule" for name in ("detail", "change")},
    "reports:report-file": "report file",
    "reports:delivery-again": "delivery",
    "reports:section-change": "section",
    "reports:recommendation-remove": "recommendation",
    "reports:progress-change": "progress",
    "reports:comment-answer": "comment",
    **{f"api-programme:reports-{step}": "published report" for step in ("detail", "document")},
    **{f"api-programme:reports-{step}": "open report" for step in ("sections", "readiness", *API_REPORT_STEPS)},
    **{f"api-programme:reports-{step}": "open report" for step in ("comment", "publish", "withdraw")},
    **{f"board:{name}": "meeting" for name in BOARD_OF_MEETING},
    **{f"board:{name}": "agenda item" for name in BOARD_OF_ITEM},
    "board:pack-newest": "meeting",
    **{f"board:{name}": "pack" for name in ("pack-detail", "pack-reduced")},
    **{f"board:{name}": "pack file" for name in ("pack-file", "pack-reduced-file")},
    "api-programme:packs-detail": "pack key",
    **{f"board:{name}": "numbered one" for name in (*BOARD_OF_ACTION, "action-redate", "action-done")},
    **{f"board:{name}": "numbered one" for name in BOARD_OF_QUESTION},
    **{f"board:{name}": "numbered one" for name in ("decision-detail", "decision-change", "decision-withdraw")},
    "board:member-end": "seat",
    "board:notice-give": "notice",
    "board:paper-file": "paper",
    "board:paper-withdraw": "paper",
    "improvement:workstream-detail": "workstream",
    "improvement:workstream-change": "workstream",
    "improvement:report-add": "workstream",
    "improvement:impact-rate": "workstream",
    "improvement:milestone-add": "workstream",
    "improvement:evidence-add": "workstream",
    "improvement:milestone-detail": "milestone",
    "improvement:milestone-redate": "milestone",
    "improvement:milestone-achieve": "milestone",
    "improvement:milestone-reopen": "milestone",
    "improvement:milestone-withdraw": "milestone",
    "improvement:roadmap-chart": "chart",
    "improvement:evidence-detail": "evidence",
    "improvement:evidence-review": "evidence",
    "improvement:evidence-file": "evidence",
    "improvement:risk-chart": "chart",
    "improvement:risk-detail": "risk",
    "improvement:risk-change": "risk",
    "improvement:risk-score": "risk",
    "improvement:risk-close": "risk",
    "improvement:finding-detail": "finding",
    "improvement:finding-coverage": "finding",
    "improvement:intervention-close": "intervention",
    "improvement:requirement-add": "intervention",
    "improvement:requirement-detail": "requirement",
    "improvement:requirement-meet": "requirement",
    "improvement:inspection-detail": "inspection",
    "improvement:judgement-add": "inspection",
    **{f"registers:entry-{page}": "register" for page in ("list", "list-csv", "add")},
    **{f"registers:entry-{page}": "register entry" for page in ("detail", "change")},
    **{f"indicators:indicator-{page}": "indicator" for page in INDICATOR_PAGES},
    "indicators:indicator-chart": "indicator chart",
    "indicators:indicator-peers-chart": "indicator chart",
    **{f"indicators:statistics-{page}": "statistics" for page in ("detail", "confirm", "abandon")},
    "indicators:column-add": "statistics",
    "indicators:column-drop": "column",
    "claims:day-week": "week",
    "claims:day-detail": "day",
    "claims:day-change": "day",
    "claims:day-remove": "day",
    "claims:day-take-back": "day",
    "claims:day-undo": "day",
    "claims:import-detail": "import",
    "claims:import-confirm": "import",
    "claims:import-abandon": "import",
    "claims:cost-chart": "chart",
    "claims:payment-detail": "payment",
    "claims:payment-reverse": "payment",
    "claims:payment-import-detail": "payment import",
    "claims:payment-import-confirm": "payment import",
    "claims:payment-import-abandon": "payment import",
    "claims:allowance-detail": "allowance",
    "claims:allowance-csv": "allowance",
    "claims:allowance-chart": "allowance chart",
    "claims:allowance-claims-chart": "allowance chart",
    "claims:allowance-vary": "allowance",
    "claims:allowance-carry": "allowance",
    **{f"claims:claim-{step}": "claim" for step in CLAIM_PAGES},
    "claims:claim-unadjust": "adjustment",
    "claims:line-file": "claim lines",
    "claims:claim-file": "claim file",
    "claims:claim-evidence": "claim evidence",
    "accounts:invitation-withdraw": "invitation",
    "accounts:role-change": "membership",
    "accounts:role-end": "membership",
    "accounts:person-disable": "person",
    "accounts:person-enable": "person",
    "api-programme:workstreams-detail": "workstream",
    "api-programme:workstreams-change": "workstream",
    "api-programme:workstreams-report": "workstream",
    "api-programme:workstreams-impact": "workstream",
    "api-programme:findings-detail": "finding",
    "api-programme:findings-coverage": "finding",
    "api-programme:milestones-detail": "milestone",
    "api-programme:milestones-redate": "milestone",
    "api-programme:milestones-achieve": "milestone",
    "api-programme:milestones-reopen": "milestone",
    "api-programme:milestones-withdraw": "milestone",
    "api-programme:risks-detail": "risk",
    "api-programme:risks-score": "risk",
    "api-programme:risks-respond": "risk",
    "api-programme:risks-close": "risk",
    **{f"api-programme:registers-{step}": "entry" for step in ("detail", "change")},
    "api-programme:highlight-reports-detail": "report",
    "api-programme:evidence-detail": "evidence",
    "api-programme:evidence-review": "evidence",
    "api-programme:interventions-detail": "intervention",
    "api-programme:interventions-close": "intervention",
    "api-programme:inspections-detail": "inspection",
    "api-programme:requirements-detail": "requirement",
    "api-programme:requirements-meet": "requirement",
    "api-programme:judgements-detail": "judgement",
    "api-programme:comparators-detail": "comparator",
    **{f"api-programme:indicators-{step}": "indicator" for step in INDICATOR_STEPS},
    **{f"api-programme:statistics-{step}": "statistics" for step in ("detail", "confirm", "abandon")},
    "api-programme:day-entries-detail": "day",
    "api-programme:day-entries-take-back": "day",
    "api-programme:day-entries-undo": "day",
    **{f"api-programme:day-imports-{step}": "import" for step in ("detail", "confirm", "abandon")},
    "api-programme:allowances-detail": "allowance",
    "api-programme:allowances-vary": "allowance",
    "api-programme:allowances-carry-over": "allowance",
    "api-programme:day-rates-detail": "rate",
    **{f"api-programme:claims-{step}": "claim" for step in CLAIM_STEPS},
    **{f"api-programme:meetings-{step}": "meeting" for step in ("detail", *MEETING_STEPS)},
    **{f"api-programme:decisions-{step}": "numbered one" for step in ("detail", "change", "withdraw")},
    **{f"api-programme:actions-{step}": "numbered one" for step in ("detail", *ACTION_STEPS)},
    **{f"api-programme:challenges-{step}": "numbered one" for step in ("detail", *CHALLENGE_STEPS)},
    "api-programme:payments-detail": "payment",
    "api-programme:payments-reverse": "payment",
}

# A file is not there for evidence that is a link: allowed people get 404 there, and others still 403.
ALLOWED_STATUS = {"improvement:evidence-file": {404}, "board:paper-file": {404}}
# A list of figures names its measure.
ALLOWED_STATUS |= {"api-programme:observation-list": {400}}
ALLOWED_STATUS |= {name: {405} for name in POST_ONLY}
# Steps without a page of their own, and the form of an agreement where there is one, lead back to where they belong.
LEADS_BACK = {
    "claims:import-confirm",
    "claims:import-abandon",
    "claims:payment-import-confirm",
    "claims:payment-import-abandon",
    "claims:day-repeat",
    "claims:day-submit",
    "claims:agreement-add",
    "claims:claim-prepare",
    "indicators:statistics-confirm",
    "indicators:statistics-abandon",
    "indicators:column-drop",
    "board:board-add",
    "board:item-move",
    "board:item-withdraw",
    "board:paper-withdraw",
    "board:pack-newest",
}
ALLOWED_STATUS |= {name: {302} for name in LEADS_BACK}
# To sign, the password is entered once more.
ALLOWED_STATUS["reports:report-sign"] = {302}
# An officer's own days are theirs alone.
OF_ONES_OWN = {
    "claims:day-detail",
    "claims:day-change",
    "claims:day-remove",
    "claims:day-take-back",
    "api-programme:day-entries-detail",
    "api-programme:day-entries-take-back",
}


OF_NO_PROGRAMME = {"accounts:invitation-accept": "secret", "calendar": "calendar", "job-retry": "job"}


def address(name, site):
    if name in {"accounts:token-revoke", "event-detail"}:
        return None
    if name in OF_NO_PROGRAMME:
        return reverse(name, kwargs=site[OF_NO_PROGRAMME[name]])
    if name == "account_reset_password_from_key":
        return reverse(name, kwargs={"uidb36": "1", "key": "gone"})
    if name in WITHOUT_SLUG or ROUTES[name] in {PUBLIC, SIGNED_IN}:
        return reverse(name)
    return reverse(name, kwargs={"slug": site["slug"], **site.get(ARGUMENTS.get(name), {})})


def own_day(site, user):
    known = DayEntry.objects.filter(officer=user).first()
    if known is None:
        known = DayEntryFactory(officer=user, workstream__programme=site["programme"], workstream__number=9)
        DayStepFactory(entry=known)
    return known


def own_import(site, user):
    facts = {"programme": site["programme"], "officer": user}
    return DayImport.objects.filter(**facts).first() or DayImportFactory(**facts)


def own_action(site, user):
    """An action of the board that is theirs to report on."""
    actions = site["programme"].actions
    meeting = site["programme"].meetings.get(meets_on=JULY)
    facts = {"meeting": meeting, "owner": user, "number": 100 + user.pk}
    return actions.filter(original_owner=user).first() or MeetingActionFactory(**facts)


def own_question(site, user):
    """A question to the board that is theirs to close."""
    facts = {"programme": site["programme"], "recorded_by": user}
    return site["programme"].challenges.filter(**facts).first() or ChallengeFactory(**facts, number=100 + user.pk)


def question_to(site, user):
    """A question of somebody else that they are to answer."""
    step = site["programme"].challenge_steps.filter(assignee=user).first()
    if step is None:
        asked = ChallengeFactory(programme=site["programme"], number=10000 + user.pk)
        step = ChallengeStepFactory(challenge=asked, move="assigned", assignee=user, due_on=JULY, text="")
    return step.challenge


def own_notice(site, user):
    """Their seat at the meeting that is planned."""
    meeting = site["programme"].meetings.get(meets_on="2017-03-15")
    seat = BoardMembershipFactory(board=meeting.board, user=user, name="")
    return {"meets_on": "2017-03-15", "pk": seat.pk}


# Steps on the board's actions and questions that take more than a permission: that it is theirs.
OF_THE_BOARD = {
    "api-programme:actions-redate": own_action,
    "api-programme:actions-done": own_action,
    "api-programme:challenges-answer": question_to,
    "api-programme:challenges-return": own_question,
    "api-programme:challenges-close": own_question,
    "board:action-redate": own_action,
    "board:action-done": own_action,
    "board:challenge-answer": question_to,
    "board:challenge-return": own_question,
    "board:challenge-close": own_question,
}


def own_address(name, site, user):
    """Addresses of a person's own key, of a day they worked, of days they imported, and of an event they caused."""
    if name in OF_THE_BOARD:
        return reverse(name, kwargs={"slug": site["slug"], "number": OF_THE_BOARD[name](site, user).number})
    own = None
    if name == "board:notice-give":
        own = own_notice(site, user)
    elif ARGUMENTS.get(name) == "import":
        own = {"pk": own_import(site, user).pk}
    elif name in OF_ONES_OWN:
        own = {"pk": own_day(site, user).pk}
    if own:
        return reverse(name, kwargs={"slug": site["slug"], **own})
    if name == "accounts:token-revoke":
        token, _ = make_api_token(user=user, purpose="Test", days=1)
        return reverse(name, kwargs={"pk": token.pk})
    if name == "event-detail":
        from audit.models import Event

        return reverse(name, kwargs={"pk": Event.objects.filter(chain=site["slug"]).first().pk})
    return address(name, site)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_its_permissions_say_and_nothing_else(client, site, role):
    user = member(site["programme"], role)
    client.force_login(user)

    wrong = {}
    for name, needed in ROUTES.items():
        if name in {"account_logout"}:
            continue
        status = client.get(own_address(name, site, user)).status_code
        allowed = needed in {PUBLIC, SIGNED_IN} or needed in ROLES[role].permissions
        if allowed:
            expected = ALLOWED_STATUS.get(name, {200, 302} if needed in {PUBLIC, SIGNED_IN} else {200})
        else:
            expected = {405, 403} if name in POST_ONLY else {403}
        if status not in expected:
            wrong[name] = (status, expected)

    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_writes_what_its_permissions_say_and_nothing_else(client, site, role):
    """A POST without facts: those allowed get their form back or an error by field, others 403."""
    user = member(site["programme"], role)
    client.force_login(user)

    wrong = {}
    names = OF_A_PROGRAMME - READ_ONLY
    writes = {name: ROUTES[name] for name in names if not ROUTES[name].endswith(".view")}
    for name, needed in (writes | API_CREATES).items():
        answer = client.post(own_address(name, site, user), data="{}", content_type="application/json")
        expected = {200, 302, 400} if needed in ROLES[role].permissions else {403}
        if answer.status_code not in expected:
            wrong[name] = answer.status_code

    assert wrong == {}


def test_another_programme_is_not_there_for_anybody(client, site):
    stranger = MembershipFactory(programme=ProgrammeFactory(slug="other"), role="director")
    MembershipFactory(user=stranger.user, programme=stranger.programme, role="administrator")
    client.force_login(stranger.user)

    found = {name: client.get(address(name, site)).status_code for name in sorted(OF_A_PROGRAMME - WITHOUT_SLUG)}

    assert {name: status for name, status in found.items() if status not in {404, 405}} == {}
    assert {name for name, status in found.items() if status == 405} <= POST_ONLY


def test_signed_out_is_sent_to_sign_in(client, site):
    found = {}
    for name, needed in ROUTES.items():
        is_step = name in POST_ONLY and not name.startswith("api")
        if needed == PUBLIC or is_step or name == "event-detail":
            continue
        answer = client.get(address(name, site))
        is_api = name.startswith("api")
        if not (answer.status_code in {401, 405} if is_api else answer.url.startswith("/accounts/login/?next=")):
            found[name] = answer.status_code

    assert found == {}


def test_signed_out_reads_what_is_public(client, site):
    public = [name for name, needed in ROUTES.items() if needed == PUBLIC]

    statuses = {name: client.get(address(name, site)).status_code for name in public}

    assert {name: status for name, status in statuses.items() if status not in {200, 302}} == {}


def test_somebody_without_any_role_sees_no_programme(client, site):
    client.force_login(UserFactory())

    assert client.get(reverse("commissioner:position", args=[site["slug"]])).status_code == 404
    assert client.get("/").context["programmes"] == []


def test_a_role_that_ended_today_no_longer_reaches_the_programme(client, site, today):
    user = MembershipFactory(programme=site["programme"], role="director", until_on=today).user
    client.force_login(user)

    assert client.get(reverse("commissioner:position", args=[site["slug"]])).status_code == 404


def test_a_refusal_leaves_an_event(client, site):
    from audit.models import Event

    reader = member(site["programme"], "reader")
    client.force_login(reader)

    client.get(reverse("improvement:risk-list", args=[site["slug"]]))

    event = Event.objects.filter(action="access.refused").get()
    assert (event.actor_id, event.after, event.chain) == (reader.pk, {"path": "/own/risks/"}, "own")


def test_nobody_outside_the_programme_writes(client, site):
    """Signed out, and with every permission elsewhere: no write is taken."""
    stranger = MembershipFactory(programme=ProgrammeFactory(slug="other"), role="director").user
    names = sorted(
        {name for name in OF_A_PROGRAMME - READ_ONLY - WITHOUT_SLUG if not ROUTES[name].endswith(".view")}
        | set(API_CREATES)
    )
    signed_out = {name: client.post(address(name, site), "{}", content_type="application/json") for name in names}
    client.force_login(stranger)
    strangers = {name: client.post(address(name, site), "{}", content_type="application/json") for name in names}

    assert {name: answer.status_code for name, answer in strangers.items() if answer.status_code != 404} == {}
    for name, answer in signed_out.items():
        assert answer.status_code == 401 if name.startswith("api") else answer.url.startswith("/accounts/login/"), name
