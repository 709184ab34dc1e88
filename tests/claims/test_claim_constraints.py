"""Every constraint of claims broken by name, in the database and in a sentence."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, ClaimedDay, ClaimFile, ClaimLine, ClaimStep
from config.money import round_to_pence
from tests.factories import claims as factories
from tests.factories.accounts import UserFactory
from tests.factories.claims import ClaimFactory, ClaimLineFactory, DayEntryFactory, FundingAgreementFactory
from tests.factories.improvement import EARLY

pytestmark = pytest.mark.django_db

FEBRUARY = datetime.date(2017, 2, 1)
DAY = datetime.timedelta(days=1)
CERTIFIED = {"certified_on": EARLY, "certified_by": UserFactory}
COMPLETE = {**CERTIFIED, "reference": "PO 1", "vat_decision": "exempt"}
SENT = {
    **COMPLETE, "state": "submitted", "submitted_on": EARLY, "submitted_by": UserFactory, "retain_until": EARLY,
}  # fmt: skip
TOGETHER = "Record who and when together."
WHEN_SENT = "A claim that was sent has its submission, and no other claim has one."
COMPLETE_WHEN = "A claim is submitted with its reference, its VAT decision and a certificate."
ADDS_UP = "Net and VAT make the gross amount."
PAID_ON = "A paid claim has the day it was paid, and no other claim has one."
A_DAY_OR_REVERSAL = "A line claims a day, or gives one back with the reason."
STATES = "Choose one of: Draft, Prepared, Certified, Submitted, Queried, Part paid, Paid, Cancelled."

# The model, the least valid facts, those that break the rule, the constraint, what full_clean() says of it.
CHECKS = [
    (Claim, {}, {"state": "lost"}, "state_known", STATES),
    (Claim, {}, {"vat_decision": "reduced"}, "vat_decision_known",
     "Choose one of: To be confirmed, Outside the scope of VAT, Standard rate, Exempt."),
    (Claim, {}, {"period_end": FEBRUARY - DAY}, "dates_in_order", "The last day must be on or after the first."),
    (Claim, {}, {"prepared_on": EARLY}, "prepared", TOGETHER),
    (Claim, {}, {"prepared_by": UserFactory}, "prepared", TOGETHER),
    (Claim, {}, {"certified_on": EARLY}, "certified", TOGETHER),
    (Claim, CERTIFIED, {"certified_on": None}, "certified", TOGETHER),
    (Claim, SENT, {"submitted_by": None}, "submitted", TOGETHER),
    (Claim, SENT, {"retain_until": None}, "submitted", TOGETHER),
    (Claim, SENT, {"state": "certified"}, "sent_when_submitted", WHEN_SENT),
    (Claim, SENT, {"state": "cancelled"}, "sent_when_submitted", WHEN_SENT),
    (Claim, COMPLETE, {"state": "submitted"}, "sent_when_submitted", WHEN_SENT),
    (Claim, SENT, {"reference": ""}, "complete_when_submitted", COMPLETE_WHEN),
    (Claim, SENT, {"vat_decision": "to_be_confirmed"}, "complete_when_submitted", COMPLETE_WHEN),
    (Claim, SENT, {"certified_on": None, "certified_by": None}, "complete_when_submitted", COMPLETE_WHEN),
    (Claim, SENT, {"state": "paid"}, "paid_on_a_day", PAID_ON),
    (Claim, SENT, {"paid_on": EARLY}, "paid_on_a_day", PAID_ON),
    (Claim, {}, {"gross": Decimal("0.01")}, "adds_up", ADDS_UP),
    (Claim, {}, {"source": ""}, "said_by_somebody", "Record who said so, or the document it comes from."),
    (ClaimLine, {}, {"kind": "holiday"}, "kind_known", "Choose one of: On site, Remote, Preparation, Travel."),
    (ClaimLine, {}, {"days": Decimal("1.5")}, "day_or_reversal", A_DAY_OR_REVERSAL),
    (ClaimLine, {}, {"days": Decimal("-0.5")}, "day_or_reversal", A_DAY_OR_REVERSAL),
    (ClaimLine, {}, {"reason": "Why?"}, "day_or_reversal", A_DAY_OR_REVERSAL),
    (ClaimLine, {}, {"net": -500, "gross": -500}, "day_or_reversal", A_DAY_OR_REVERSAL),
    (ClaimLine, {}, {"reverses": ClaimLineFactory}, "day_or_reversal", A_DAY_OR_REVERSAL),
    (ClaimLine, {}, {"reverses": ClaimLineFactory, "days": Decimal(-1), "net": -500, "gross": -500},
     "day_or_reversal", A_DAY_OR_REVERSAL),
    (ClaimLine, {}, {"vat": Decimal("0.01")}, "adds_up", ADDS_UP),
    (ClaimLine, {}, {"rate": 0}, "rates_known", "A line has its day rate and its rate of VAT."),
    (ClaimLine, {}, {"vat_percent": Decimal("-0.1")}, "rates_known", "A line has its day rate and its rate of VAT."),
    (ClaimLine, {}, {"vat_percent": Decimal("100.1")}, "rates_known", "A line has its day rate and its rate of VAT."),
    (ClaimStep, {}, {"step": "guessed"}, "step_known", ""),
    (ClaimStep, {}, {"state": "lost"}, "state_known", STATES),
    *(
        (ClaimStep, {}, {"step": step}, "says_why", "Say why.")
        for step in ("reopened", "cancelled", "queried", "answered")
    ),
    (ClaimStep, {}, {"source": ""}, "said_by_somebody", "Record who said so, or the document it comes from."),
    (ClaimFile, {}, {"kind": "doc"}, "kind_known", "Choose one of: CSV, XLSX, ODS, PDF."),
    (ClaimFile, {}, {"sha256": "a" * 63}, "has_its_digest", ""),
]  # fmt: skip

# What there is once: the model, the facts that two share, and the constraint or the columns that SQLite names.
ONCE = [
    (Claim, ["agreement", "programme", "number"], "claims_claim_number_once"),
    (ClaimLine, ["claim", "programme", "number"], "claims_claimline_number_once"),
    (ClaimLine, ["claim", "programme", "entry"], "claims_claimline_day_once_a_claim"),
    (ClaimStep, ["claim", "programme", "number"], "claims_claimstep_number_once"),
    (ClaimFile, ["claim", "programme", "kind", "with_names"], "claims_claimfile_once"),
    (ClaimedDay, ["line", "entry"], "claims_claimedday_"),
]


def made_facts(facts):
    return {name: value() if callable(value) else value for name, value in facts.items()}


def built(model, **facts):
    """A record that is valid but for these facts, not saved: its other records are."""
    factory = getattr(factories, f"{model.__name__}Factory")
    valid = factory()
    copy = model(**{f.attname: getattr(valid, f.attname) for f in model._meta.concrete_fields if not f.primary_key})
    for name, value in facts.items():
        setattr(copy, name, value)
    return copy


def called(case):
    model, *_, name, _ = case
    return f"{model.__name__}-{name}"


@pytest.mark.parametrize("case", CHECKS, ids=called)
def test_what_breaks_a_rule_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    model, facts, breaks, name, sentence = case
    new = {"number": NEW[model]} if model in NEW else {}
    record = built(model, **{**new, **made_facts(facts), **made_facts(breaks)})

    with pytest.raises(IntegrityError, match=f"claims_{model.__name__.lower()}_{name}"), transaction.atomic():
        record.save(force_insert=True)

    said = " ".join(constraint_says(record))
    assert sentence in said if sentence else said


# A number that no other record of the kind has.
NEW = {Claim: "OWN-9999", ClaimLine: 9999, ClaimStep: 9999}


def constraint_says(record):
    with pytest.raises(ValidationError) as refusal:
        record.validate_constraints()
    return refusal.value.messages


@pytest.mark.parametrize(("model", "same", "name"), ONCE, ids=lambda value: str(value)[:40])
def test_a_second_record_of_the_same_is_refused(model, same, name):
    factory = getattr(factories, f"{model.__name__}Factory")
    first = factory()
    # SQLite names the columns and not the constraint; a step that would replace another is refused before that.
    words = name if connection.vendor == "postgresql" else "UNIQUE constraint failed|a step of a claim is never"

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        factory(**{field: getattr(first, field) for field in same})


def test_a_line_is_reversed_once_and_a_reversal_stands_beside_the_day_on_the_claim():
    line = ClaimLineFactory()
    back = {"days": Decimal(-1), "net": Decimal(-500), "gross": Decimal(-500), "reason": "Wrong."}
    again = {"claim": line.claim, "programme": line.programme, "entry": line.entry, "worked_on": line.worked_on}

    reversal = ClaimLineFactory(reverses=line, **again, **back)

    assert reversal.full_clean() is None
    with pytest.raises(IntegrityError, match="reverses_id"), transaction.atomic():
        ClaimLineFactory(reverses=line, entry=DayEntryFactory(), **back)


def test_the_certifier_is_never_the_preparer():
    person = UserFactory()
    facts = {"prepared_on": EARLY, "prepared_by": person, "certified_on": EARLY, "certified_by": person}
    record = built(Claim, number="OWN-9999", **facts)

    with pytest.raises(IntegrityError, match="claims_claim_two_people"), transaction.atomic():
        record.save(force_insert=True)

    assert constraint_says(record) == ["Whoever prepared a claim does not certify it."]


@pytest.mark.parametrize("net", ["0.10", "143.70", "333.33", "1000.01", "99999.99"])
def test_any_pence_add_up(net):
    """Also where their sum in binary is another."""
    net = Decimal(net)
    vat = round_to_pence(net * Decimal("0.2"))

    line = ClaimLineFactory(net=net, vat=vat, gross=net + vat)

    for penny in (Decimal("0.01"), Decimal("-0.01")):
        with pytest.raises(IntegrityError, match="claims_claimline_adds_up"), transaction.atomic():
            ClaimLine.objects.filter(pk=line.pk).update(gross=net + vat + penny)


def test_two_programmes_may_use_the_same_number():
    first = ClaimFactory(number="TOR-0001")

    second = ClaimFactory(number="TOR-0001", agreement=FundingAgreementFactory())

    assert first.programme != second.programme


@pytest.mark.parametrize("model", [Claim, ClaimLine, ClaimedDay, ClaimStep, ClaimFile])
def test_the_least_valid_record_is_valid(model):
    assert getattr(factories, f"{model.__name__}Factory")().full_clean() is None


def test_every_constraint_is_broken_here():
    broken = {f"claims_{model.__name__.lower()}_{name}" for model, _, _, name, _ in CHECKS}
    broken |= {name for _, _, name in ONCE} | {"claims_claim_two_people"}

    for model in (Claim, ClaimLine, ClaimedDay, ClaimStep, ClaimFile):
        names = {c.name for c in model._meta.constraints if not c.name.endswith("_text_limits")}
        assert names <= broken, model
