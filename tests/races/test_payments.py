"""Eight processes record payments of one claim at once, on either database: never more than it has outstanding."""

import json

import pytest

RACERS = 8
ROUNDS = 12

SET_UP = """
import datetime
from decimal import Decimal
from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayRateFactory, decide_terms, funded_programme, made_claim, made_day, officer_of
from tests.factories.improvement import START, WorkstreamFactory
programme, _ = funded_programme(slug="paid")
DayRateFactory(agreement=programme.funding_agreements.get(), amount_pounds=Decimal("500.00"))
decide_terms(programme, reference="PO 1", vat="outside_scope", on=START)
workstream, officer = WorkstreamFactory(programme=programme), officer_of(programme)
for number in range(6):
    made_day(workstream, officer, "approved", worked_on=datetime.date(2017, 2, 1) + datetime.timedelta(days=number))
made_claim(programme, "submitted")
UserFactory(email="payer@council.example")
"""

# 96 payments of £100.00, of which 30 fit; and at the end everybody tries to reverse the same first one.
PAY = f"""
import datetime, json, os
from collections import Counter
from decimal import Decimal
from django.core.exceptions import ValidationError
from accounts.models import User
from claims.actions.payments import record_remittance, reverse_remittance
from claims.models import Claim, Remittance
from claims.paying import Paid
by, done = User.objects.get(email="payer@council.example"), Counter()
for step in range({ROUNDS}):
    claim = Claim.objects.select_related("programme").get(programme__slug="paid")
    try:
        record_remittance(
            programme=claim.programme, received_on=datetime.date(2017, 2, 28),
            reference=f"{{os.environ['RACER']}}-{{step}}", amount=Decimal("100.00"),
            payments=[Paid(claim, Decimal("100.00"))], by=by,
        )
        done["paid"] += 1
    except ValidationError:
        done["refused"] += 1
print(json.dumps(done))
"""

REVERSE = """
from django.core.exceptions import ValidationError
from accounts.models import User
from claims.actions.payments import reverse_remittance
from claims.models import Remittance
try:
    first = Remittance.objects.select_related("programme").order_by("pk").first()
    reverse_remittance(remittance=first, reason="Race.", by=User.objects.get(email="payer@council.example"))
    print("done")
except ValidationError:
    print("refused")
"""

LOOK = """
import json
from claims.models import Claim
from claims.reconciliation import faults
from config import dates
from claims.paying import outstanding_of
claim = Claim.objects.get()
print(json.dumps([claim.state, str(outstanding_of(claim, dates.today())), claim.payments.count(), list(faults())]))
"""

# The negative control: nobody waits for a turn, and the claim's version is not asked.
UNGUARDED = """
from django.db import connection
connection.ensure_connection()
connection.transaction_mode = "DEFERRED"
from claims.actions import claim_steps, payments
from claims.models import Claim
from django.db import DatabaseError
payments.take_turn = claim_steps.take_turn = lambda programme: None
Claim.claim_version = lambda self, version: None
"""


@pytest.fixture
def with_a_claim(run_python):
    run_python(SET_UP)
    return run_python


def test_a_claim_is_never_overpaid_and_a_payment_reversed_once(with_a_claim):
    outcomes = [json.loads(out) for out in with_a_claim(PAY, processes=RACERS)]
    paid = json.loads(with_a_claim(LOOK)[0])
    reversals = sorted(out.strip() for out in with_a_claim(REVERSE, processes=RACERS))
    after = json.loads(with_a_claim(LOOK)[0])

    assert (sum(out.get("paid", 0) for out in outcomes), sum(out.get("refused", 0) for out in outcomes)) == (30, 66)
    assert paid == ["paid", "0.00", 30, []]
    assert reversals == ["done"] + ["refused"] * (RACERS - 1)
    assert after == ["part_paid", "100.00", 31, []]


def test_without_turns_and_versions_the_database_alone_lets_no_claim_be_overpaid(with_a_claim):
    text = UNGUARDED + PAY.replace("except ValidationError:", "except (ValidationError, DatabaseError):")

    outcomes = [json.loads(out) for out in with_a_claim(text, processes=RACERS)]
    _, outstanding, payments, _ = json.loads(with_a_claim(LOOK)[0])

    paid = sum(out.get("paid", 0) for out in outcomes)
    assert (payments, float(outstanding)) == (paid, 3000 - 100 * paid)
    assert float(outstanding) >= 0
