"""What no constraint can hold: each fault is found by name, and days that went their ways are whole."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models

from claims.models import Allowance, DayEntry
from claims.reconciliation import faults, reconcile
from jobs.schedule import NIGHTLY
from tests.factories.accounts import UserFactory
from tests.factories.claims import (
    AllowanceFactory,
    AllowanceVariationFactory,
    DayEntryFactory,
    PaymentFactory,
    RemittanceFactory,
    funded_programme,
    made_day,
)
from tests.factories.improvement import END, START, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
WHOLE = (
    True,
    "Every allowance agrees with its days, every claim with its lines and files, and every payment with both.",
)


@pytest.fixture
def allowance():
    """An allowance with a day in every state."""
    programme, allowance = funded_programme()
    workstream = WorkstreamFactory(programme=programme)
    for state in ("draft", "submitted", "returned", "approved", "removed"):
        made_day(workstream, UserFactory(), state)
    allowance.refresh_from_db()
    return allowance


@pytest.fixture
def approved(allowance):
    return DayEntry.objects.get(state="approved")


def test_days_that_went_their_ways_are_whole(allowance):
    assert (list(faults()), reconcile()) == ([], WHOLE)


def test_nothing_at_all_is_whole():
    assert reconcile() == WHOLE


def test_an_allowance_whose_days_are_not_its_variations_is_found(allowance):
    AllowanceVariationFactory(allowance=allowance, days=Decimal("2.5"))

    assert list(faults()) == [f"Allowance {allowance.pk} says 200 days; its variations make 202.5."]


@pytest.mark.parametrize("says", ["0", "1.5", "200"])
def test_a_counter_that_does_not_count_its_days_is_found(allowance, says):
    Allowance.objects.update(days_approved=Decimal(says))

    assert list(faults()) == [f"Allowance {allowance.pk} says {says} approved; its days make 1."]


@pytest.mark.parametrize(("ends_on", "count"), [(START, 2), (START - DAY, 0)])
def test_allowances_that_overlap_are_found_both(allowance, ends_on, count):
    Allowance.objects.update(recorded_on=START)
    AllowanceFactory(agreement=allowance.agreement, starts_on=START - 30 * DAY, ends_on=ends_on)
    AllowanceFactory(ends_on=END)

    found = list(faults())

    assert len(found) == count
    assert found[:1] == ([f"{allowance} of programme {allowance.programme_id} overlaps another."] if count else [])


def test_a_date_that_holds_more_than_a_day_is_found(allowance):
    entry = DayEntry.objects.get(state="draft")
    made_day(WorkstreamFactory(programme=funded_programme()[0]), entry.officer, worked_on=entry.worked_on + DAY)

    DayEntry.objects.filter(officer=entry.officer).update(worked_on=entry.worked_on)

    assert f"Person {entry.officer_id} has 2 days on 2017-02-01." in list(faults())


def test_an_entry_on_a_workstream_of_another_programme_is_found(approved):
    other = WorkstreamFactory()

    DayEntry.objects.filter(pk=approved.pk).update(workstream=other)

    assert f"Day entry {approved.pk} and its workstream belong to different programmes." in list(faults())


def test_an_entry_that_spends_another_programmes_allowance_is_found(approved):
    other = AllowanceFactory(days_approved=1)
    Allowance.objects.exclude(pk=other.pk).update(days_approved=0)

    DayEntry.objects.filter(pk=approved.pk).update(allowance=other)

    assert list(faults()) == [f"Day entry {approved.pk} and its allowance belong to different programmes."]


@pytest.mark.parametrize("period", [{"starts_on": datetime.date(2017, 2, 2)}, {"ends_on": datetime.date(2017, 1, 31)}])
def test_an_entry_that_spends_the_allowance_of_another_time_is_found(allowance, approved, period):
    Allowance.objects.update(**period)

    assert list(faults()) == [f"Day entry {approved.pk} spends an allowance of another time."]


OTHERWISE = {
    "version": 9,
    "state": "draft",
    "days": Decimal("0.5"),
    "counts": False,
    "worked_on": START,
    "kind": "travel",
    "officer": UserFactory,
    "programme": ProgrammeFactory,
    "workstream": WorkstreamFactory,
}


@pytest.mark.parametrize("field", OTHERWISE)
def test_an_entry_that_differs_from_its_newest_step_is_found(allowance, field):
    entry = DayEntry.objects.get(state="submitted")
    value = OTHERWISE[field]

    DayEntry.objects.filter(pk=entry.pk).update(**{field: value() if isinstance(value, type) else value})

    assert f"Day entry {entry.pk} differs from its newest step." in list(faults())


def test_every_fact_of_a_day_is_compared_with_its_step():
    facts = {field.name for field in DayEntry._meta.get_fields() if not isinstance(field, models.ManyToOneRel)}
    step = apps.get_model("claims.DayStep")
    both = facts & {field.name for field in step._meta.get_fields()}

    assert both - {"id", "recorded_on", "recorded_by", "source", "invented"} == OTHERWISE.keys() - {"version"}


def test_an_entry_without_steps_is_found():
    entry = DayEntryFactory()

    assert reconcile() == (False, f"1 faults. Day entry {entry.pk} differs from its newest step.")


def test_a_remittance_that_is_not_what_it_pays_is_named():
    remittance = RemittanceFactory(reference="DFE 1")

    assert list(faults()) == [
        f"Remittance DFE 1 of 28 February 2017 of programme {remittance.programme_id} is not what its payments add up "
        "to."
    ]


def test_a_payment_that_leaves_something_else_than_it_says_is_named():
    payment = PaymentFactory(claim__net=800, claim__gross=800, gross=800, outstanding=200)

    # The claim of the factory has no lines either, which is told beside.
    assert f"Payment 1 of {payment.claim.number} leaves £300.00 outstanding and says £200.00." in list(faults())


def test_a_claim_that_stands_elsewhere_than_its_payments_leave_it_is_named():
    claim = PaymentFactory(claim__net=500, claim__gross=500).claim

    assert f"{claim} of programme {claim.programme_id} is draft with £0.00 outstanding." in list(faults())


def test_of_many_faults_ten_are_named():
    DayEntryFactory.create_batch(12)
    for allowance in AllowanceFactory.create_batch(2):
        AllowanceVariationFactory(allowance=allowance)

    succeeded, outcome = reconcile()

    assert (succeeded, outcome[:11], outcome.count("differs"), outcome.count("variations")) == (
        False, "12 faults. ", 8, 2,
    )  # fmt: skip


@pytest.mark.parametrize("entries", [1, 30, 300])
def test_reconciling_takes_the_same_queries_whatever_there_is(django_assert_num_queries, entries):
    workstream = WorkstreamFactory()
    officers = UserFactory.create_batch(10)
    for number in range(entries):
        worked_on = START + (number // 10) * DAY
        DayEntryFactory(workstream=workstream, officer=officers[number % 10], worked_on=worked_on)

    with django_assert_num_queries(23):
        found = list(faults())

    assert len(found) == min(entries, 10)


def test_reconciling_is_registered_as_nightly_work():
    work = NIGHTLY["reconcile-claims"]

    assert (work.run, work.label, work.at) == (
        reconcile,
        "Allowances, days and payments reconciled",
        datetime.time(2, 30),
    )
