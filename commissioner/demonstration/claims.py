"""The invented claims of the demonstration: one paid, one paid in part, one waiting for its certifier; sample costs."""

import datetime
from decimal import Decimal

from claims.actions.agreement import change_terms
from claims.actions.claims import certify_claim, prepare_claim, start_claim, submit_claim
from claims.actions.cost import add_cost_rate, set_grade
from claims.actions.payments import record_remittance
from claims.paying import Paid

DECIDED_ON = datetime.date(2016, 9, 15)
DECISION = {
    "vat": "outside_scope",
    "reason": "Sample decision for the demonstration: the real one is not published.",
}
# First day, last day, and the days on which it was prepared, certified and submitted, so far as it was.
CLAIMS = (
    (
        datetime.date(2016, 5, 25),
        datetime.date(2016, 9, 30),
        (datetime.date(2016, 10, 10), datetime.date(2016, 10, 12), datetime.date(2016, 10, 14)),
    ),
    (
        datetime.date(2016, 10, 1),
        datetime.date(2016, 12, 31),
        (datetime.date(2017, 1, 12), datetime.date(2017, 1, 16), datetime.date(2017, 1, 18)),
    ),
    (datetime.date(2017, 1, 1), datetime.date(2017, 1, 31), (datetime.date(2017, 2, 20), None, None)),
)


PART = Decimal("12000.00")
SAMPLE = "Sample for the demonstration"
GRADES = (
    ("Team manager", Decimal("310.00"), ("officer", "officer2")),
    ("Director", Decimal("465.00"), ("director", "commissioner")),
)


def tell_claims(programme, people):
    """The VAT decision, the claims up to the end of January 2017, what was paid of them, and sample costs."""
    agreement = programme.funding_agreements.get()
    change_terms(agreement=agreement, version=agreement.version, by=people["director"], on=DECIDED_ON, **DECISION)
    first, second, _ = [_tell_claim(programme, people, *of) for of in CLAIMS]
    _pay(people["finance"], first, first.gross, "DFE-sample-0117", on=datetime.date(2016, 11, 11))
    _pay(people["finance"], second, PART, "DFE-sample-0203", on=datetime.date(2017, 2, 10))
    _tell_cost(programme, people)


def _pay(by, claim, amount, reference, *, on):
    record_remittance(
        programme=claim.programme,
        received_on=on,
        reference=reference,
        amount=amount,
        payments=[Paid(claim, amount)],
        by=by,
        on=on,
    )


def _tell_cost(programme, people):
    by, on = people["finance"], programme.starts_on
    for grade, amount, names in GRADES:
        add_cost_rate(programme=programme, grade=grade, from_on=on, amount_pounds=amount, basis=SAMPLE, by=by, on=on)
        for name in names:
            set_grade(programme=programme, officer=people[name], grade=grade, from_on=on, by=by, on=on)


def _tell_claim(programme, people, first, last, days):
    prepared, certified, submitted = days
    preparer, certifier = people["finance"], people["certifier"]
    claim = start_claim(programme=programme, period_start=first, period_end=last, by=preparer, on=prepared)
    claim = prepare_claim(claim=claim, version=claim.version, by=preparer, on=prepared)
    if certified:
        claim = certify_claim(claim=claim, declared=True, version=claim.version, by=certifier, on=certified)
    if submitted:
        claim = submit_claim(claim=claim, version=claim.version, by=certifier, on=submitted)
    return claim
