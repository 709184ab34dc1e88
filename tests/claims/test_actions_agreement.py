"""The agreement, its terms and its rates: what each step records, and what it refuses."""

import datetime
from decimal import Decimal

import pytest

from claims.actions.agreement import TERMS, add_agreement, add_rate, change_terms
from claims.actions.approval import approve_days
from claims.models import AgreementTerms, Allowance, DayEntry, DayRate, FundingAgreement
from claims.models.agreement import DECLARATION
from claims.reconciliation import faults
from config.records import Stale
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.claims import (
    AgreementTermsFactory,
    DayRateFactory,
    FundingAgreementFactory,
    funded_programme,
    made_day,
    pair,
)
from tests.factories.improvement import ProgrammeChangeFactory, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2016, 5, 25)
WORKED = datetime.date(2017, 2, 1)

FIRST_TERMS = {
    "reference": "PO 7",
    "vat": "to_be_confirmed",
    "year_basis": "programme_year",
    "ends_on": None,
    "carry_over": False,
    "commissioner_counts": False,
    "on_site_counts": True,
    "remote_counts": True,
    "preparation_counts": True,
    "travel_counts": False,
    "submit_by_day": 5,
    "capacity_percent": 40,
    "declaration": DECLARATION,
}
AGREED = {
    "funder": "Department for Education",
    "payment": "day_rate",
    "eligible_from": FIRST,
    "reason": "As the letter says.",
    **FIRST_TERMS,
}
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def agreement():
    return FundingAgreementFactory(terms__reference="PO 7")


def new_terms(agreement, by, **facts):
    now = agreement.terms.in_force(TODAY)
    same = {name: getattr(now, name) for name in TERMS}
    return {"agreement": agreement, "version": 1, "by": by, "reason": "Decided.", **same, **facts}


def test_add_agreement_records_it_with_its_first_terms(by, events):
    programme = ProgrammeFactory(slug="torbay")

    agreement = add_agreement(programme=programme, by=by, **AGREED)

    assert (agreement.funder, agreement.payment, agreement.eligible_from, agreement.version) == (
        "Department for Education", "day_rate", FIRST, 1,
    )  # fmt: skip
    terms = agreement.terms.get()
    assert {name: getattr(terms, name) for name in TERMS} == FIRST_TERMS
    assert (terms.reason, terms.recorded_on, terms.recorded_by) == ("As the letter says.", TODAY, by)
    after = {"funder": "Department for Education", "payment": "day_rate", "eligible_from": "2016-05-25"}
    assert events() == [
        ("agreement.added", {}, after, ""),
        ("agreement.terms_set", {}, FIRST_TERMS, "As the letter says."),
    ]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"funder": ""}, {"funder": ["This field cannot be blank."]}),
        ({"payment": "cheque"}, {"payment": ["Value 'cheque' is not a valid choice."]}),
        ({"eligible_from": None}, {"eligible_from": ["This field cannot be null."]}),
        # The agreement itself is right, and goes again with the terms that cannot be saved.
        ({"vat": "none"}, {"vat": ["Value 'none' is not a valid choice."]}),
        ({"year_basis": "moon"}, {"year_basis": ["Value 'moon' is not a valid choice."]}),
        ({"reason": ""}, {"reason": ["This field cannot be blank."]}),
        (
            {"ends_on": FIRST - DAY},
            {"ends_on": ["The last day must be on or after the first day that can be paid for."]},
        ),
    ],
)
def test_add_agreement_refuses_what_breaks_a_rule(by, refused, facts, errors):
    assert refused(add_agreement, programme=ProgrammeFactory(), by=by, **(AGREED | facts)) == errors


def test_add_agreement_takes_one_that_ends_on_its_first_day(by):
    agreement = add_agreement(programme=ProgrammeFactory(), by=by, **(AGREED | {"ends_on": FIRST}))

    assert agreement.terms.get().ends_on == FIRST


def test_a_second_agreement_is_refused(agreement, by, refused):
    errors = refused(add_agreement, programme=agreement.programme, by=by, **AGREED)

    assert errors == {"__all__": ["This programme has a funding agreement already. Change its terms instead."]}


def test_change_terms_records_new_ones_and_keeps_what_stood_before(agreement, by, events):
    change_terms(**new_terms(agreement, by, vat="outside_scope", travel_counts=True))

    first, second = AgreementTerms.objects.order_by("pk")
    assert (first.vat, second.vat, second.travel_counts, second.recorded_on) == (
        "to_be_confirmed", "outside_scope", True, TODAY,
    )  # fmt: skip
    assert FundingAgreement.objects.get().version == 2
    after = FIRST_TERMS | {"vat": "outside_scope", "travel_counts": True}
    assert events() == [("agreement.terms_set", FIRST_TERMS, after, "Decided.")]


@pytest.mark.parametrize(
    ("on", "vat"),
    [(datetime.date(2016, 5, 24), "to_be_confirmed"), (TODAY - DAY, "to_be_confirmed"), (TODAY, "outside_scope")],
)
def test_terms_in_force_are_the_newest_known_or_else_the_first(agreement, by, on, vat):
    change_terms(**new_terms(agreement, by, vat="outside_scope"))

    assert agreement.terms.in_force(on).vat == vat


def test_the_last_of_two_terms_of_one_day_holds(agreement, by):
    change_terms(**new_terms(agreement, by, vat="exempt"))
    change_terms(**new_terms(agreement, by, vat="standard", version=2))

    assert agreement.terms.in_force(TODAY).vat == "standard"


def test_terms_name_the_kinds_that_count():
    terms = AgreementTermsFactory(on_site_counts=False, travel_counts=True)

    assert terms.kinds_that_count == ["remote", "preparation", "travel"]


def test_change_terms_to_what_they_are_is_refused(agreement, by, refused):
    errors = refused(change_terms, **new_terms(agreement, by, reason="Another reason."))

    assert errors == {"__all__": ["Nothing would change: these are the terms already."]}


def test_change_terms_refuses_an_end_before_the_first_day(agreement, by, refused):
    errors = refused(change_terms, **new_terms(agreement, by, ends_on=FIRST - DAY))

    assert errors == {"ends_on": ["The last day must be on or after the first day that can be paid for."]}


def test_change_terms_from_another_version_is_stale(agreement, by, left_alone):
    with left_alone(), pytest.raises(Stale):
        change_terms(**new_terms(agreement, by, vat="exempt", version=2))


def travelled(state, number):
    """A day of travel in a state, in the one programme there is."""
    workstream = WorkstreamFactory(programme=FundingAgreement.objects.get().programme, number=number)
    return made_day(workstream, UserFactory(), state, kind="travel")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_days_not_yet_approved_are_counted_anew_under_new_terms(by, state):
    agreement = funded_programme()[0].funding_agreements.get()
    entry = travelled(state, 8)
    before = entry.version

    change_terms(**new_terms(agreement, by, travel_counts=True))

    entry.refresh_from_db()
    newest = entry.steps.get(number=before + 1)
    assert (entry.counts, entry.state, entry.version) == (True, state, before + 1)
    assert (newest.step, newest.counts, newest.state, newest.recorded_by) == ("recounted", True, state, by)
    assert list(faults()) == []


@pytest.mark.parametrize("state", ["approved", "removed"])
def test_days_approved_keep_how_they_were_counted_and_removed_ones_are_left(by, state):
    agreement = funded_programme()[0].funding_agreements.get()
    entry = travelled(state, 8)

    change_terms(**new_terms(agreement, by, travel_counts=True))

    assert DayEntry.objects.values_list("counts", "version").get() == (False, entry.version)


def test_days_that_count_as_before_are_left_and_so_are_other_programmes(by):
    agreement = funded_programme()[0].funding_agreements.get()
    here = WorkstreamFactory(programme=agreement.programme)
    elsewhere = WorkstreamFactory(programme=funded_programme()[0])
    made_day(here, UserFactory())
    made_day(elsewhere, UserFactory(), kind="travel")

    change_terms(**new_terms(agreement, by, travel_counts=True))

    assert set(DayEntry.objects.values_list("version", flat=True)) == {1}


def test_the_commissioners_days_are_counted_anew(by):
    programme = funded_programme()[0]
    commissioner = MembershipFactory(programme=programme, role="commissioner").user
    entry = made_day(WorkstreamFactory(programme=programme), commissioner)

    change_terms(**new_terms(programme.funding_agreements.get(), by, commissioner_counts=True))

    entry.refresh_from_db()
    assert (entry.counts, entry.version) == (True, 2)


def test_what_was_approved_under_other_terms_still_gives_its_days_back(by):
    programme, allowance = funded_programme()
    workstream = WorkstreamFactory(programme=programme)
    kept = made_day(workstream, UserFactory(), "approved", kind="remote")
    waiting = made_day(workstream, UserFactory(), "submitted", kind="remote")

    change_terms(**new_terms(programme.funding_agreements.get(), by, remote_counts=False))
    waiting.refresh_from_db()
    approve_days(programme=programme, entries=[pair(waiting)], by=by)

    kept.refresh_from_db()
    waiting.refresh_from_db()
    assert [(e.counts, e.allowance) for e in (kept, waiting)] == [(True, allowance), (False, None)]
    assert Allowance.objects.get().days_approved == 1


def test_add_rate_records_it(agreement, by, events):
    rate = add_rate(
        programme=agreement.programme, from_on=FIRST, amount_pounds=Decimal("512.50"), basis="Letter", by=by
    )

    assert (rate.agreement, rate.from_on, rate.amount_pounds, rate.basis, rate.recorded_on, rate.recorded_by) == (
        agreement, FIRST, Decimal("512.50"), "Letter", TODAY, by,
    )  # fmt: skip
    assert str(rate) == "£512.50 a day from 25 May 2016"
    assert events() == [("rate.added", {}, {"from_on": "2016-05-25", "amount_pounds": "512.50"}, "")]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        (
            {"from_on": FIRST - DAY},
            {"from_on": ["The agreement starts on 25 May 2016. Choose that day or a later one."]},
        ),
        ({"from_on": WORKED}, {"__all__": ["There is a rate from this day already."]}),
        ({"amount_pounds": Decimal(0)}, {"amount_pounds": ["The rate must be more than nothing."]}),
        ({"amount_pounds": Decimal("-500")}, {"amount_pounds": ["The rate must be more than nothing."]}),
        (
            {"amount_pounds": Decimal("500.005")},
            {"amount_pounds": ["Ensure that there are no more than 2 decimal places."]},
        ),
        ({"basis": ""}, {"basis": ["This field cannot be blank."]}),
    ],
)
def test_add_rate_refuses_what_breaks_a_rule(agreement, by, refused, facts, errors):
    DayRateFactory(agreement=agreement, from_on=WORKED)
    right = {"from_on": FIRST, "amount_pounds": Decimal(500), "basis": "Letter"}

    assert refused(add_rate, programme=agreement.programme, by=by, **(right | facts)) == errors


def test_add_rate_needs_an_agreement(by, refused):
    errors = refused(
        add_rate, programme=ProgrammeFactory(), from_on=FIRST, amount_pounds=Decimal(500), basis="Letter", by=by
    )

    assert errors == {
        "__all__": ["No funding agreement is recorded for this programme yet. Ask its director to add it."]
    }


@pytest.mark.parametrize(
    ("day", "pounds"), [(FIRST - DAY, None), (FIRST, 500), (WORKED - DAY, 500), (WORKED, 550), (TODAY, 550)]
)
def test_the_rate_of_a_day_is_the_newest_from_that_day_or_before(agreement, day, pounds):
    DayRateFactory(agreement=agreement, from_on=WORKED, amount_pounds=Decimal(550))
    DayRateFactory(agreement=agreement, from_on=FIRST, amount_pounds=Decimal(500))

    rate = DayRate.objects.in_force(day)

    assert (rate and rate.amount_pounds) == pounds


@pytest.mark.parametrize("action", [add_agreement, add_rate, change_terms])
def test_a_closed_programme_takes_neither_agreement_nor_rate_nor_terms(by, refused, action):
    agreement = FundingAgreementFactory()
    programme = ProgrammeFactory() if action is add_agreement else agreement.programme
    ProgrammeChangeFactory(programme=programme, state="closed", recorded_on=TODAY)
    facts = {
        add_agreement: {"programme": programme, "by": by, **AGREED},
        add_rate: {"programme": programme, "by": by, "from_on": FIRST, "amount_pounds": Decimal(5), "basis": "Letter"},
        change_terms: new_terms(agreement, by, vat="exempt"),
    }

    assert refused(action, **facts[action]) == CLOSED
