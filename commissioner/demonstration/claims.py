"""The invented claims of the demonstration: one paid, one sent, one waiting for its certifier."""

import datetime

from claims.actions.agreement import change_terms
from claims.actions.claims import certify_claim, prepare_claim, start_claim, submit_claim

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


def tell_claims(programme, people):
    """The VAT decision, and the claims up to the end of January 2017."""
    agreement = programme.funding_agreements.get()
    change_terms(agreement=agreement, version=agreement.version, by=people["director"], on=DECIDED_ON, **DECISION)
    return [_tell_claim(programme, people, *of) for of in CLAIMS]


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
