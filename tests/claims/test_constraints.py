"""Every constraint of days and allowances broken by name, one field at a time; text limits are in test_house.py."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps

from config.records import Recorded
from tests.constraints import allow_one_difference, hold_to, hold_to_once, made, unknown
from tests.factories import claims as factories
from tests.factories.accounts import UserFactory
from tests.factories.claims import AllowanceFactory, DayEntryFactory
from tests.factories.improvement import EARLY, START

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)

APPROVAL = {"state": "approved", "approved_on": EARLY, "approved_by": UserFactory}
SPENT = {**APPROVAL, "allowance": AllowanceFactory}
UNCOUNTED = {**APPROVAL, "counts": False}

HALF_OR_WHOLE = "Enter half a day (0.5) or a whole day (1)."
STATES = "Choose one of: Not submitted, Awaiting approval, Returned, Approved, Removed."
TOGETHER = "Record who and when together."
HAS_ITS_APPROVAL = "An approved day has its approval, and no other day has one."
SPENDS = "A day spends the allowance when it is approved and counts, and only then."
OVERSPENT = "More days are approved than the allowance holds."

# Their constraints are broken in test_claim_constraints.py.
OF_CLAIMS = {"Claim", "ClaimLine", "ClaimedDay", "ClaimStep", "ClaimFile"}

# A valid record, the one field that breaks it, the constraint, and what is said: (kind, facts, breaks, name, sentence).
CHECKS = [
    ("FundingAgreement", {}, {"payment": "cheque"}, "payment_known", unknown("cheque")),
    ("AgreementTerms", {}, {"vat": "reduced"}, "vat_known", unknown("reduced")),
    ("AgreementTerms", {}, {"year_basis": "lunar"}, "year_basis_known", unknown("lunar")),
    *(
        ("AgreementTerms", {}, {"submit_by_day": day}, "submit_by_a_day_of_every_month",
         "Choose a day from 1 to 28: every month has it.")
        for day in (0, 29)
    ),
    *(
        ("AgreementTerms", {}, {"capacity_percent": percent}, "capacity_percent_known",
         "The share of working days is 1 to 100 per cent.")
        for percent in (0, 101)
    ),
    ("DayRate", {}, {"amount_pounds": Decimal(0)}, "positive", "The rate must be more than nothing."),
    ("DayRate", {}, {"amount_pounds": Decimal("-0.01")}, "positive", "The rate must be more than nothing."),
    ("Allowance", {}, {"ends_on": START - DAY}, "dates_in_order", "The last day must be on or after the first."),
    ("Allowance", {}, {"first_days": Decimal("-0.5")}, "first_days_not_negative", "An allowance is 0 days or more."),
    ("Allowance", {}, {"days_approved": Decimal("200.5")}, "never_overspent", OVERSPENT),
    ("Allowance", {}, {"days_approved": Decimal("-0.5")}, "never_overspent", OVERSPENT),
    ("Allowance", {"days_approved": 10}, {"days": Decimal("9.5")}, "never_overspent", OVERSPENT),
    ("AllowanceVariation", {}, {"days": Decimal(0)}, "not_nothing",
     "A variation adds or takes away at least half a day."),
    *(
        (kind, {}, {"days": Decimal(days)}, "half_or_whole_day", HALF_OR_WHOLE)
        for kind in ("DayEntry", "DayStep")
        for days in ("0", "1.5", "2", "-1", "-0.5", "0.1")
    ),
    ("DayEntry", {}, {"kind": "holiday"}, "kind_known", unknown("holiday")),
    ("DayEntry", {}, {"state": "lost"}, "state_known", STATES),
    ("DayEntry", UNCOUNTED, {"approved_on": None}, "approval", f"{TOGETHER} {HAS_ITS_APPROVAL}"),
    ("DayEntry", UNCOUNTED, {"approved_by": None}, "approval", TOGETHER),
    ("DayEntry", {}, {"approved_by": UserFactory}, "approval", TOGETHER),
    ("DayEntry", UNCOUNTED, {"state": "submitted"}, "approved_by_somebody", HAS_ITS_APPROVAL),
    ("DayEntry", {"counts": False}, {"state": "approved"}, "approved_by_somebody", HAS_ITS_APPROVAL),
    ("DayEntry", SPENT, {"approved_by": lambda entry: entry.officer}, "not_own_approval",
     "Nobody approves their own days."),
    ("DayEntry", SPENT, {"officer": lambda entry: entry.approved_by}, "not_own_approval",
     "Nobody approves their own days."),
    ("DayEntry", SPENT, {"allowance": None}, "spends_when_approved", SPENDS),
    ("DayEntry", SPENT, {"counts": False}, "spends_when_approved", SPENDS),
    ("DayEntry", UNCOUNTED, {"counts": True}, "spends_when_approved", SPENDS),
    ("DayEntry", UNCOUNTED, {"allowance": AllowanceFactory}, "spends_when_approved", SPENDS),
    ("DayEntry", {}, {"allowance": AllowanceFactory}, "spends_when_approved", SPENDS),
    ("DayImport", {"state": "confirmed", "decided_on": EARLY}, {"state": "lost"}, "state_known",
     "Choose one of: Not confirmed, Confirmed, Abandoned."),
    ("DayImport", {}, {"decided_on": EARLY}, "decided", "An import is confirmed or abandoned on a day."),
    ("DayImport", {}, {"state": "confirmed"}, "decided", "An import is confirmed or abandoned on a day."),
    ("CostRate", {}, {"amount_pounds": Decimal(0)}, "positive", "The cost must be more than nothing."),
    ("CostRate", {}, {"amount_pounds": Decimal("-0.01")}, "positive", "The cost must be more than nothing."),
    ("PaymentImport", {"state": "confirmed", "decided_on": EARLY}, {"state": "lost"}, "state_known",
     "Choose one of: Not confirmed, Confirmed, Abandoned."),
    ("PaymentImport", {}, {"decided_on": EARLY}, "decided", "An import is confirmed or abandoned on a day."),
    ("PaymentImport", {}, {"state": "confirmed"}, "decided", "An import is confirmed or abandoned on a day."),
    ("DayStep", {}, {"kind": "holiday"}, "kind_known", unknown("holiday")),
    ("DayStep", {}, {"state": "lost"}, "state_known", STATES),
    ("DayStep", {}, {"step": "guessed"}, "step_known", unknown("guessed")),
    ("DayStep", {}, {"step": "returned"}, "says_why", "Say why."),
    ("DayStep", {}, {"step": "undone"}, "says_why", "Say why."),
    ("DayStep", {"step": "returned", "reason": "Which?"}, {"reason": ""}, "says_why", "Say why."),
    *(
        ("DayTotal", {}, {field: -1}, "not_negative", "No month holds less than nothing.")
        for field in ("entries", "days")
    ),
]  # fmt: skip

# Rows of payments are never changed, so theirs are broken in test_payment_constraints.py.
ELSEWHERE = {*OF_CLAIMS, "Payment", "Remittance"}
MODELS = [model for model in apps.get_app_config("claims").get_models() if model.__name__ not in ELSEWHERE]

CHECKS += [
    (model.__name__, {}, {"source": ""}, "said_by_somebody", "Record who said so, or the document it comes from.")
    for model in MODELS
    if issubclass(model, Recorded)
]

# What together is there once: (kind, fields, the constraint, what is said).
ONCE = [
    ("FundingAgreement", ["programme"], "once",
     "This programme has a funding agreement already. Change its terms instead."),
    ("DayRate", ["agreement", "from_on"], "once", "There is a rate from this day already."),
    ("CostRate", ["programme", "grade", "from_on"], "once", "There is a cost of this grade from this day already."),
    ("OfficerGrade", ["programme", "officer", "from_on"], "once", "The officer has a grade from this day already."),
    ("DayEntry", ["officer", "worked_on", "workstream"], "once_a_workstream",
     "This day is logged on this workstream already. Change that entry instead."),
    ("DayStep", ["entry", "number"], "number_once", "Day step with this Entry and Number already exists."),
    ("DayTotal", ["programme", "month", "workstream", "kind", "state", "counts"], "once",
     "These days have a total already."),
]  # fmt: skip

# Two records that agree in one of these agree in it by default; their other values say they differ.
OTHER = {"grade": "Another", "from_on": EARLY, "worked_on": EARLY + DAY, "number": 2}
OTHER |= {"month": EARLY.replace(day=1), "kind": "remote", "state": "approved", "counts": False}


def called(case):
    kind, *_, name, _ = case
    return f"{kind}-{name}"


def full_name(kind, name):
    return f"claims_{kind.lower()}_{name}"


@pytest.mark.parametrize("case", CHECKS, ids=called)
def test_a_field_that_breaks_a_rule_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    kind, facts, breaks, name, sentence = case

    hold_to(made(factories, kind, facts), full_name(kind, name), breaks, sentence)


@pytest.mark.parametrize("case", ONCE, ids=called)
def test_a_second_record_of_the_same_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    kind, fields, name, sentence = case

    hold_to_once(made(factories, kind, {}), made(factories, kind, {}), full_name(kind, name), fields, sentence)


@pytest.mark.parametrize("case", [case for case in ONCE if len(case[1]) > 1], ids=called)
def test_a_second_record_that_differs_in_one_field_stands(case):
    kind, fields, name, _ = case

    allow_one_difference(made(factories, kind, {}), made(factories, kind, {}), full_name(kind, name), fields, OTHER)


@pytest.mark.parametrize(("first", "second"), [("removed", "draft"), ("approved", "removed"), ("removed", "removed")])
def test_a_removed_day_stands_beside_another_of_the_same(first, second):
    facts = SPENT if first == "approved" else {"state": first}
    one = made(factories, "DayEntry", facts)

    two = DayEntryFactory(officer=one.officer, workstream=one.workstream, state=second)

    assert (two.pk != one.pk, two.full_clean()) == (True, None)


@pytest.mark.parametrize(
    "facts", [SPENT, UNCOUNTED, {"state": "submitted"}, {"state": "returned"}, {"state": "removed"}]
)
def test_a_day_in_each_of_its_states_is_valid(facts):
    assert made(factories, "DayEntry", facts).full_clean() is None


def test_every_constraint_is_broken_here():
    known = {full_name(kind, name) for kind, *_, name, _ in [*CHECKS, *ONCE]}

    in_models = {c.name for model in MODELS for c in model._meta.constraints}

    assert {name for name in in_models if not name.endswith("_text_limits")} == known


@pytest.mark.parametrize("kind", sorted({kind for kind, *_ in [*CHECKS, *ONCE]}))
def test_the_least_valid_record_is_valid(kind):
    assert made(factories, kind, {}).full_clean() is None
