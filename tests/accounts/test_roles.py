import pytest

from accounts.roles import PERMISSIONS, ROLE_CHOICES, ROLES, _role, roles_with

SEEN = {"programme.view"}
READER = SEEN | {"indicator.view", "decision.view", "report.view"}
BOARD = {"board.view", "action.report", "challenge.answer"}
PLAN = BOARD | {"plan.view", "evidence.view", "risk.view", "small_numbers.view"}
WORK = READER | PLAN | {"plan.update", "report.write", "evidence.add", "risk.update"}
OWN_DAYS = {"own_days.view", "day.log", "allowance.view"}
ALL_DAYS = {"own_days.view", "day.view", "allowance.view", "agreement.view"}

REPORT = {"report_draft.view", "report.prepare"}
FINANCE = {"report.view", "claim.view", "claim.reopen", "claim.follow", "cost.view"}

# The contract: who may do what. A permission given or taken away by mistake fails here.
TABLE = {
    "board_member": READER | PLAN | {"allowance.view", "challenge.ask"},
    "commissioner": READER
    | PLAN
    | OWN_DAYS
    | ALL_DAYS
    | {"claim.view", "capacity.view", "day.approve", "impact.rate", "direction.update", "inspection.update"}
    | {"board.manage", "board.chair", "challenge.ask"}
    | REPORT
    | {"report.sign", "report.publish"},
    "director": WORK
    | REPORT
    | OWN_DAYS
    | ALL_DAYS
    | {
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
    },
    "officer": WORK | OWN_DAYS,
    "action_lead": WORK | {"report.check"},
    "preparer": SEEN | {"plan.view", "agreement.manage", "claim.prepare", "cost.manage"} | ALL_DAYS | FINANCE,
    "certifier": SEEN | {"plan.view", "claim.certify"} | ALL_DAYS | FINANCE,
    "secretary": READER | PLAN | REPORT | {"allowance.view", "board.manage", "report.publish"},
    "analyst": READER | PLAN | {"allowance.view", "indicator.manage"},
    "reader": READER,
    "administrator": SEEN | {"people.manage", "audit.view"},
}


def test_every_role_has_its_permissions_and_no_other():
    assert {code: set(role.permissions) for code, role in ROLES.items()} == TABLE


def test_every_permission_is_used_and_known():
    assert set().union(*(role.permissions for role in ROLES.values())) == set(PERMISSIONS)


def test_every_role_and_permission_has_its_words():
    words = [word for role in ROLES.values() for word in (role.name, role.purpose)] + list(PERMISSIONS.values())

    assert [word for word in words if not word.strip() or word.endswith(".")] == []
    assert [name for _, name in ROLE_CHOICES] == [role.name for role in ROLES.values()]


def test_a_reader_sees_measures_without_small_numbers_and_no_plan():
    assert {permission.split(".")[0] for permission in ROLES["reader"].permissions} == {
        "programme",
        "indicator",
        "decision",
        "report",
    }


def test_an_action_lead_sees_no_days_and_no_money():
    kinds = {permission.split(".")[0] for permission in ROLES["action_lead"].permissions}

    assert kinds & {"own_days", "day", "allowance", "agreement", "capacity"} == set()


def test_an_action_lead_never_rates_their_own_impact():
    assert ROLES["action_lead"].permissions & {"impact.rate", "evidence.review"} == set()


def test_a_role_with_a_permission_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"Cook: unknown permissions \['soup.make'\]"):
        _role("Cook", "Makes soup", "programme.view", "soup.make")


def test_roles_with_a_permission():
    assert (roles_with("day.approve"), roles_with("people.manage")) == (
        ["commissioner", "director"],
        ["administrator"],
    )
