"""The days of an allowance by month, workstream, kind and officer: each adds up to the ledger."""

import datetime
from decimal import Decimal

import pytest

from claims.allowance import Spent, current_ledger
from claims.breakdown import BREAKDOWNS, breakdown
from tests.factories.accounts import UserFactory
from tests.factories.claims import funded_programme, made_day
from tests.factories.improvement import WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


@pytest.fixture
def now():
    """A ledger with Ann's two days, one of them awaiting, and Ben's half day in January."""
    programme, _ = funded_programme()
    mash, post = (WorkstreamFactory(programme=programme, number=n, title=t) for n, t in ((8, "MASH"), (2, "Post")))
    ann, ben = UserFactory(name="Ann", organisation="Council"), UserFactory(name="Ben", organisation="Council")
    made_day(mash, ann, "approved")
    made_day(mash, ann, "submitted", worked_on=TODAY, kind="remote")
    made_day(post, ben, worked_on=datetime.date(2017, 1, 31), days="0.5")
    made_day(post, UserFactory(name="Cy"), "approved", kind="travel")
    return current_ledger(programme, TODAY)


APPROVED, AWAITING, DRAFT = Spent(approved=WHOLE), Spent(awaiting=WHOLE), Spent(drafts=HALF)


def lines(now, by):
    return [(line.label, line.spent, line.query) for line in breakdown(now, by)]


def test_breakdown_by_month_names_those_without_a_day_too(now):
    found = lines(now, "month")

    assert [label for label, _, _ in found][:1] + [label for label, _, _ in found][-1:] == ["May 2016", "May 2017"]
    assert [line for line in found if line[1].logged] == [
        ("January 2017", DRAFT, {"month": "2017-01"}),
        ("February 2017", APPROVED + AWAITING, {"month": "2017-02"}),
    ]
    assert len(found) == 13


def test_breakdown_by_workstream_is_in_the_order_of_the_plan(now):
    assert lines(now, "workstream") == [
        ("2 Post", DRAFT, {"workstream": 2}),
        ("8 MASH", APPROVED + AWAITING, {"workstream": 8}),
    ]


def test_breakdown_by_kind_is_in_the_order_of_the_kinds(now):
    assert lines(now, "kind") == [
        ("On site", APPROVED + DRAFT, {"kind": "on_site"}),
        ("Remote", AWAITING, {"kind": "remote"}),
    ]


def test_breakdown_by_officer_is_in_the_order_of_their_names(now):
    assert [(label, spent) for label, spent, _ in lines(now, "officer")] == [
        ("Ann, Council", APPROVED + AWAITING),
        ("Ben, Council", DRAFT),
    ]


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_every_breakdown_adds_up_to_the_ledger(now, by):
    assert sum((line.spent for line in breakdown(now, by)), Spent()) == now.spent


@pytest.mark.parametrize("by", ["workstream", "kind", "officer"])
def test_a_breakdown_of_nothing_is_empty(by):
    assert breakdown(current_ledger(funded_programme()[0], TODAY), by) == []
