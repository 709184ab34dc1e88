"""Claims as tests of their files need them: a small one by the actions, and large ones straight into the tables."""

import csv
import datetime
import io
from decimal import Decimal

from claims.actions import claims as of_claims
from claims.eligibility import amount_of
from claims.models import ClaimLine
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.claims import (
    ClaimFactory,
    DayRateFactory,
    decide_terms,
    funded_programme,
    made_claim,
    made_day,
)
from tests.factories.improvement import WorkstreamFactory

JANUARY, FEBRUARY = datetime.date(2017, 1, 3), datetime.date(2017, 2, 1)
LAST_OF_JANUARY, TODAY = datetime.date(2017, 1, 31), datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
OFFICERS = ("Sam Hill", "Ana Núñez")


def claimable(slug="torbay"):
    """A programme with a rate of £333.33, standard VAT, and two officers' days in January and February."""
    programme, _ = funded_programme(slug=slug, name="Torbay")
    DayRateFactory(agreement=programme.funding_agreements.get(), amount_pounds=Decimal("333.33"))
    mash = WorkstreamFactory(programme=programme, number=8, title="MASH")
    mentoring = WorkstreamFactory(programme=programme, number=7, title="Peer mentoring")
    for name, workstream in zip(OFFICERS, (mash, mentoring), strict=True):
        officer = MembershipFactory(programme=programme, role="officer", user__name=name).user
        for first in (JANUARY, FEBRUARY):
            made_day(workstream, officer, "approved", worked_on=first)
            made_day(workstream, officer, "approved", worked_on=first + DAY, days="0.5")
    decide_terms(programme, reference="PO 7", vat="standard")
    return programme


def claim_with_adjustment(programme, state="submitted", reason="Sam Hill was on leave."):
    """TOR-0002 for February, which gives back the first line of TOR-0001 for January."""
    first = made_claim(programme, "submitted", since=JANUARY, until=LAST_OF_JANUARY)
    preparer, certifier = UserFactory(name="Pat Lee"), UserFactory(name="Kim Ross")
    claim = of_claims.start_claim(programme=programme, period_start=FEBRUARY, period_end=TODAY, by=preparer)
    line = first.lines.get(number=1)
    claim = of_claims.add_adjustment(claim=claim, line=line, reason=reason, version=claim.version, by=preparer)
    for step, by, facts in (
        (of_claims.prepare_claim, preparer, {}),
        (of_claims.certify_claim, certifier, {"declared": True}),
        (of_claims.submit_claim, certifier, {}),
    ):
        if claim.state == state:
            return claim
        claim = step(claim=claim, version=claim.version, by=by, **facts)
    return claim


def written_claim(agreement, number, lines, reversals=()):
    """A draft with lines straight in the table, each (entry, days, rate, VAT per cent), and reversals of others."""
    rows = [
        _line(entry, amount_of(days, rate, percent), rate, percent, number=at)
        for at, (entry, days, rate, percent) in enumerate(lines, start=1)
    ]
    rows += [
        _line(line.entry, amount_of(-line.days, line.rate, line.vat_percent), line.rate, line.vat_percent, number=at)
        for at, line in enumerate(reversals, start=len(rows) + 1)
    ]
    for row, line in zip(rows[len(lines) :], reversals, strict=True):
        row.reverses, row.reason = line, "Entered twice."
    claim = ClaimFactory(
        agreement=agreement,
        number=number,
        state="prepared",
        prepared_on=TODAY,
        prepared_by=UserFactory(),
        **{name: sum(getattr(row, name) for row in rows) for name in ("net", "vat", "gross")},
        total_days=sum(row.days for row in rows),
    )
    for row in rows:
        row.programme, row.claim = claim.programme, claim
    ClaimLine.objects.bulk_create(rows)
    return claim


def _line(entry, amount, rate, percent, *, number):
    return ClaimLine(
        number=number,
        entry=entry,
        worked_on=entry.worked_on,
        days=amount.days,
        officer_name=entry.officer.name,
        officer_role="Officer",
        workstream_number=entry.workstream.number,
        workstream_title=entry.workstream.title,
        kind=entry.kind,
        rate=rate,
        vat_percent=percent,
        net=amount.net,
        vat=amount.vat,
        gross=amount.gross,
    )


def csv_rows(content):
    """A dictionary for each line of a CSV."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def content_of(claim, kind, *, with_names=True):
    return bytes(claim.files.get(kind=kind, with_names=with_names).content)
