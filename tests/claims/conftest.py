import datetime

import pytest

from tests.factories.accounts import member
from tests.factories.claims import (
    FEBRUARY,
    DayRateFactory,
    decide_terms,
    funded_programme,
    made_claim,
    made_day,
    officer_of,
)
from tests.factories.improvement import WorkstreamFactory


@pytest.fixture
def programme(db):
    """A programme with an agreement, an allowance of 200 days from 25 May 2016, and two workstreams."""
    programme, _ = funded_programme(slug="own", name="Own")
    WorkstreamFactory(programme=programme, number=8, title="MASH")
    WorkstreamFactory(programme=programme, number=9, title="Post-MASH")
    return programme


@pytest.fixture
def mash(programme):
    return programme.workstreams.get(number=8)


@pytest.fixture
def other(programme):
    return programme.workstreams.get(number=9)


@pytest.fixture
def officer(programme):
    return officer_of(programme)


@pytest.fixture
def director(programme):
    return member(programme, "director")


@pytest.fixture
def preparer(programme):
    return member(programme, "preparer")


@pytest.fixture
def certifier(programme):
    return member(programme, "certifier")


@pytest.fixture
def claimable(programme, mash, officer):
    """Three approved days of February 2017 at £500: whole, half, whole. The terms name a reference and decide VAT."""
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="outside_scope", on=datetime.date(2017, 1, 2))
    amounts = enumerate(("1.0", "0.5", "1.0"), start=1)
    return [
        made_day(mash, officer, "approved", worked_on=datetime.date(2017, 2, number), days=days)
        for number, days in amounts
    ]


@pytest.fixture
def sent(programme, mash, officer):
    """sent(2) makes a submitted claim of so many days, the next ones of February."""
    dates = iter(FEBRUARY + datetime.timedelta(days=number) for number in range(28))

    def make(days=2, state="submitted", **facts):
        worked = [next(dates) for _ in range(days)]
        for day in worked:
            made_day(mash, officer, "approved", worked_on=day)
        return made_claim(programme, state, since=worked[0], until=worked[-1], **facts)

    return make
