"""Allowances, variations and days carried over: what each records, and what it refuses."""

import datetime
from decimal import Decimal

import pytest

from claims.actions.allowances import add_allowance, carry_over, vary_allowance
from claims.models import Allowance, AllowanceVariation
from claims.reconciliation import faults
from config.records import Stale
from tests.factories.accounts import UserFactory
from tests.factories.claims import AgreementTermsFactory, AllowanceFactory, FundingAgreementFactory, made_day
from tests.factories.improvement import END, START, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
YEAR_END = datetime.date(2018, 5, 24)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def allowance():
    """The first year's allowance: ten days, from 25 May 2016 to 24 May 2017."""
    return AllowanceFactory(first_days=Decimal(10))


def counter(allowance):
    return Allowance.objects.values_list("days", "days_approved").get(pk=allowance.pk)


def test_add_allowance_records_it(by, events):
    agreement = FundingAgreementFactory()

    allowance = add_allowance(
        programme=agreement.programme, starts_on=START, ends_on=END, days=Decimal("200"), reference="Letter", by=by
    )

    assert (allowance.agreement, allowance.starts_on, allowance.ends_on, allowance.reference) == (
        agreement, START, END, "Letter",
    )  # fmt: skip
    assert (allowance.first_days, counter(allowance), allowance.recorded_on, allowance.recorded_by) == (
        200, (200, 0), TODAY, by,
    )  # fmt: skip
    after = {"starts_on": "2016-05-25", "ends_on": "2017-05-24", "days": "200"}
    assert events() == [("allowance.added", {}, after, "")]


OVERLAP = "This overlaps the allowance from 25 May 2016 to 24 May 2017. Allowances follow one another."


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(START, END), (END, YEAR_END), (START + DAY, END - DAY), (START - DAY, START), (START - DAY, YEAR_END)],
)
def test_add_allowance_refuses_a_period_that_overlaps_another(allowance, by, refused, starts_on, ends_on):
    errors = refused(
        add_allowance, programme=allowance.programme, starts_on=starts_on, ends_on=ends_on, days=Decimal(1), by=by
    )

    assert errors == {"starts_on": [OVERLAP]}


def test_allowances_follow_one_another_and_leave_other_programmes_alone(allowance, by):
    other = FundingAgreementFactory()

    add_allowance(programme=allowance.programme, starts_on=END + DAY, ends_on=YEAR_END, days=Decimal(1), by=by)
    add_allowance(programme=other.programme, starts_on=START, ends_on=END, days=Decimal(1), by=by)

    assert (Allowance.objects.count(), list(faults())) == (3, [])


HALVES = "Enter whole or half days, like 12 or 12.5."


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"starts_on": START - DAY}, {"starts_on": ["The agreement starts on 25 May 2016."]}),
        ({"starts_on": END + DAY}, {"ends_on": ["The last day must be on or after the first"]}),
        ({"days": Decimal(-5)}, {"days": ["An allowance is 0 days or more."]}),
        ({"days": Decimal("0.3")}, {"days": [HALVES]}),
        (
            {"days": Decimal("0.25")},
            {"days": [HALVES, "Ensure that there are no more than 1 decimal place."]},
        ),
        ({"days": None}, {"days": ["This field cannot be null."]}),
        (
            {"days": Decimal(1_000_000)},
            {
                "days": [
                    "This is more than any allowance holds. Enter up to 99,999 days.",
                    "Ensure that there are no more than 6 digits before the decimal point.",
                ]
            },
        ),
        ({"reference": "x" * 201}, {"reference": ["Ensure this value has at most 200 characters (it has 201)."]}),
    ],
)
def test_add_allowance_refuses_what_breaks_a_rule(by, refused, facts, errors):
    programme = FundingAgreementFactory().programme
    right = {"starts_on": START, "ends_on": END, "days": Decimal(200)}

    assert refused(add_allowance, programme=programme, by=by, **(right | facts)) == errors


@pytest.mark.parametrize("days", [Decimal(0), Decimal("0.5"), Decimal(99_999)])
def test_add_allowance_takes_nothing_halves_and_many(by, days):
    programme = FundingAgreementFactory().programme

    allowance = add_allowance(programme=programme, starts_on=START, ends_on=START, days=days, by=by)

    assert counter(allowance) == (days, 0)


def test_add_allowance_needs_an_agreement(by, refused):
    errors = refused(add_allowance, programme=ProgrammeFactory(), starts_on=START, ends_on=END, days=Decimal(1), by=by)

    assert errors == {
        "__all__": ["No funding agreement is recorded for this programme yet. Ask its director to add it."]
    }


def vary(allowance, by, **facts):
    return {"allowance": allowance, "reference": "Letter", "reason": "More.", "version": 1, "by": by, **facts}


@pytest.mark.parametrize(("days", "after"), [("10", "20.0"), ("0.5", "10.5"), ("-0.5", "9.5"), ("-9", "1.0")])
def test_vary_allowance_adds_days_or_takes_them_away(allowance, by, events, days, after):
    made_day(WorkstreamFactory(programme=allowance.programme), UserFactory(), "approved")

    variation = vary_allowance(**vary(allowance, by, days=Decimal(days)))

    assert (variation.days, variation.recorded_on, variation.recorded_by) == (Decimal(days), TODAY, by)
    assert counter(allowance) == (Decimal(after), 1)
    assert events()[-1] == ("allowance.varied", {"days": "10.0"}, {"days": after}, "More.")
    assert (Allowance.objects.get().version, list(faults())) == (2, [])


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"days": Decimal("-9.5")}, {"days": ["1 of its 10 days are approved: fewer can be taken away."]}),
        ({"days": Decimal(-1000)}, {"days": ["1 of its 10 days are approved: fewer can be taken away."]}),
        ({"days": Decimal(0)}, {"__all__": ["A variation adds or takes away at least half a day."]}),
        ({"days": Decimal("0.3")}, {"days": [HALVES]}),
        ({"reference": ""}, {"reference": ["This field cannot be blank."]}),
        ({"reason": ""}, {"reason": ["This field cannot be blank."]}),
        (
            {"reason": "Born 12/03/2009"},
            {"reason": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_vary_allowance_refuses_what_breaks_a_rule(allowance, by, refused, facts, errors):
    made_day(WorkstreamFactory(programme=allowance.programme), UserFactory(), "approved")

    assert refused(vary_allowance, **vary(allowance, by, **{"days": Decimal(5), **facts})) == errors


def test_vary_allowance_from_another_version_is_stale(allowance, by, left_alone):
    with left_alone(), pytest.raises(Stale, match="Allowance from 25 May 2016 to 24 May 2017 was changed"):
        vary_allowance(**vary(allowance, by, days=Decimal(5), version=2))


@pytest.mark.parametrize(("on", "entitled"), [(START, 10), (TODAY - DAY, 10), (TODAY, 15)])
def test_what_is_entitled_on_a_day_is_what_was_agreed_by_then(allowance, by, on, entitled):
    vary_allowance(**vary(allowance, by, days=Decimal(5)))

    assert Allowance.objects.entitled_on(on).get().entitled == entitled


def test_an_allowance_not_yet_recorded_is_not_known(allowance):
    assert list(Allowance.objects.entitled_on(START - DAY)) == []


AFTER = datetime.date(2017, 6, 1)


@pytest.fixture
def following(allowance):
    AgreementTermsFactory(agreement=allowance.agreement, carry_over=True)
    return AllowanceFactory(agreement=allowance.agreement, starts_on=END + DAY, ends_on=YEAR_END)


def carry(allowance, by, **facts):
    return vary(allowance, by, **{"days": Decimal("2.5"), "reason": "Left over.", "on": AFTER, **facts})


def test_carry_over_moves_days_into_the_next_allowance(allowance, following, by, events):
    into = carry_over(**carry(allowance, by))

    out = AllowanceVariation.objects.exclude(pk=into.pk).get()
    assert [(v.allowance, v.days, v.carried, v.recorded_on) for v in (out, into)] == [
        (allowance, Decimal("-2.5"), None, AFTER),
        (following, Decimal("2.5"), out, AFTER),
    ]
    assert (counter(allowance), counter(following)) == ((Decimal("7.5"), 0), (Decimal("202.5"), 0))
    assert [(action, after) for action, _, after, _ in events()] == [
        ("allowance.varied", {"days": "7.5"}),
        ("allowance.varied", {"days": "202.5"}),
    ]
    assert list(faults()) == []


def test_carry_over_goes_into_the_allowance_that_comes_next(allowance, following, by):
    AllowanceFactory(agreement=allowance.agreement, starts_on=YEAR_END + DAY, ends_on=YEAR_END + 365 * DAY)

    assert carry_over(**carry(allowance, by)).allowance == following


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        (
            {"on": END},
            {"__all__": ["This allowance runs to 24 May 2017. Days left over are known after."]},
        ),
        ({"days": Decimal(0)}, {"days": ["Enter how many days are carried over, half a day or more."]}),
        ({"days": Decimal(-1)}, {"days": ["Enter how many days are carried over, half a day or more."]}),
        ({"days": Decimal("9.5")}, {"days": ["1 of its 10 days are approved: fewer can be taken away."]}),
    ],
)
def test_carry_over_refuses_what_breaks_a_rule(allowance, following, by, refused, facts, errors):
    made_day(WorkstreamFactory(programme=allowance.programme), UserFactory(), "approved")

    assert refused(carry_over, **carry(allowance, by, **facts)) == errors


def test_carry_over_takes_all_that_is_left_on_the_day_after_the_end(allowance, following, by):
    made_day(WorkstreamFactory(programme=allowance.programme), UserFactory(), "approved")

    carry_over(**carry(allowance, by, days=Decimal(9), on=END + DAY))

    assert (counter(allowance), counter(following)) == ((1, 1), (209, 0))


def test_carry_over_is_refused_where_the_terms_do_not_allow_it(allowance, by, refused):
    AllowanceFactory(agreement=allowance.agreement, starts_on=END + DAY, ends_on=YEAR_END)

    errors = refused(carry_over, **carry(allowance, by))

    assert errors == {"__all__": ["The agreement does not allow days to be carried over. Change its terms first."]}


def test_carry_over_needs_a_later_allowance(allowance, by, refused):
    AgreementTermsFactory(agreement=allowance.agreement, carry_over=True)

    errors = refused(carry_over, **carry(allowance, by))

    assert errors == {"__all__": ["There is no later allowance to carry days into. Add it first."]}


def test_carry_over_from_another_version_is_stale(allowance, following, by, left_alone):
    with left_alone(), pytest.raises(Stale):
        carry_over(**carry(allowance, by, version=2))
