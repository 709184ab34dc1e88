"""What the funder pays: what a remittance does to claims, what it refuses, and how a mistake is put right."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.actions.claims import (
    add_adjustment,
    answer_query,
    certify_claim,
    prepare_claim,
    start_claim,
    submit_claim,
)
from claims.actions.payments import record_remittance, reverse_remittance
from claims.claim_states import ClaimState
from claims.models import Payment, Remittance
from claims.paying import Paid, aged_debt, outstanding_of, outstanding_on, paid_of
from config.records import Stale
from tests.factories.accounts import UserFactory
from tests.factories.claims import (
    ClaimFactory,
    DayRateFactory,
    decide_terms,
    funded_programme,
    paid,
)
from tests.factories.improvement import START, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
BORN = "This looks like a date of birth. Take it out: nothing here may identify a child."


@pytest.fixture
def programme():
    programme, _ = funded_programme(slug="torbay", name="Torbay")
    DayRateFactory(agreement=programme.funding_agreements.get(), amount_pounds=Decimal("500.00"))
    decide_terms(programme, reference="PO 1", vat="outside_scope", on=START)
    WorkstreamFactory(programme=programme, number=8, title="MASH")
    return programme


@pytest.fixture
def credit(programme, sent):
    """A claim that only gives back a day of an earlier one: -£500.00."""
    by, certifier = UserFactory(), UserFactory()
    line = sent(1).lines.get()
    claim = start_claim(programme=programme, period_start=TODAY, period_end=TODAY, by=by)
    claim = add_adjustment(claim=claim, line=line, reason="Worked elsewhere.", version=claim.version, by=by)
    claim = prepare_claim(claim=claim, version=claim.version, by=by)
    claim = certify_claim(claim=claim, declared=True, version=claim.version, by=certifier)
    return submit_claim(claim=claim, version=claim.version, by=certifier)


def pay(programme, payments, amount=None, **facts):
    facts = {"received_on": TODAY, "reference": "DFE 9", "by": UserFactory()} | facts
    total = sum(paid.amount for paid in payments) if amount is None else Decimal(amount)
    return record_remittance(programme=programme, amount=total, payments=payments, **facts)


def asked(claim, amount, difference="0.00", explanation=""):
    return Paid(claim, Decimal(amount), Decimal(difference), explanation)


def stands(claim):
    claim.refresh_from_db()
    return claim.state, claim.paid_on


def test_a_payment_in_part_and_then_the_rest(sent):
    claim = sent()

    paid(claim, "400.00", reference="A")
    part = stands(claim)
    paid(claim, "600.00", reference="B")

    assert part == ("part_paid", None)
    assert stands(claim) == ("paid", TODAY)
    assert list(claim.payments.order_by("number").values_list("number", "amount", "outstanding")) == [
        (1, 400, 600),
        (2, 600, 0),
    ]


def test_one_remittance_pays_several_claims(programme, sent, events):
    one, two = sent(2), sent(1)

    remittance = pay(programme, [asked(one, "1000.00"), asked(two, "200.00", "300.00", "Agreed by telephone.")])

    assert (stands(one), stands(two)) == (("paid", TODAY), ("paid", TODAY))
    assert (remittance.amount, remittance.take) == (1200, 1)
    action, before, after, _ = events()[-1]
    assert (action, before) == ("remittance.recorded", {})
    assert after == {
        "received_on": "2017-02-28",
        "reference": "DFE 9",
        "amount": "1200.00",
        "claims": {one.number: "1000.00", two.number: "200.00"},
        "differences": {two.number: "300.00"},
    }
    assert list(two.steps.order_by("number").values_list("step", "state", "text"))[-1] == (
        "payment",
        "paid",
        "£200.00 received on 28 February 2017, DFE 9. £300.00 will not be paid.",
    )


def test_a_claim_that_is_wholly_written_off_is_settled_without_money(programme, sent):
    claim = sent(1)

    pay(programme, [asked(claim, "0.00", "100.00", "Agreed.")])
    first = stands(claim)
    pay(programme, [asked(claim, "0.00", "400.00", "Agreed.")], reference="DFE 10")

    assert (first, stands(claim)) == (("submitted", None), ("paid", TODAY))


def test_paid_on_is_the_day_of_the_last_money_received(programme, sent):
    claim = sent(2, on=TODAY - 3 * DAY)

    pay(programme, [asked(claim, "600.00")], received_on=TODAY)
    pay(programme, [asked(claim, "400.00")], received_on=TODAY - 2 * DAY, reference="DFE 10")

    assert stands(claim) == ("paid", TODAY)


def test_the_funder_deducts_a_claim_that_only_gives_back(programme, sent, credit):
    claim = sent(2)

    pay(programme, [asked(claim, "1000.00"), asked(credit, "-500.00")], "500.00")

    assert (stands(claim), stands(credit)) == (("paid", TODAY), ("paid", TODAY))
    assert (credit.gross, outstanding_of(credit, TODAY)) == (-500, 0)


def test_a_queried_claim_stays_queried_until_it_is_answered(sent):
    claim = sent(2, "queried")

    paid(claim, "400.00")
    queried = stands(claim)
    answer_query(claim=claim, answer="In January.", version=claim.version, by=UserFactory())

    assert (queried, stands(claim)) == (("queried", None), ("part_paid", None))


def test_a_queried_claim_that_is_not_paid_is_submitted_again_once_answered(sent):
    claim = sent(2, "queried")

    answer_query(claim=claim, answer="In January.", version=claim.version, by=UserFactory())

    assert stands(claim) == ("submitted", None)


def test_a_queried_claim_paid_in_full_is_paid_and_queried_again_when_that_is_reversed(sent):
    claim = sent(2, "queried")

    remittance = paid(claim, "1000.00")
    full = stands(claim)
    reverse_remittance(remittance=remittance, reason="Another programme's.", by=UserFactory())

    assert (full, stands(claim)) == (("paid", TODAY), ("queried", None))


@pytest.mark.parametrize(
    ("amount", "difference", "sentence"),
    [
        ("1000.01", "0.00", "Claim TOR-0001 has £1,000.00 outstanding. £1,000.01 is £0.01 too much."),
        ("900.00", "100.01", "Claim TOR-0001 has £1,000.00 outstanding. £1,000.01 is £0.01 too much."),
        ("-5.00", "0.00", "Claim TOR-0001 has £1,000.00 outstanding: enter amounts above nothing."),
        ("5.00", "-5.00", "Claim TOR-0001 has £1,000.00 outstanding: enter amounts above nothing."),
        ("0.00", "0.00", "Claim TOR-0001: Enter what is paid, or what will not be paid any more."),
    ],
)
def test_no_more_is_paid_than_is_outstanding(programme, sent, refused, amount, difference, sentence):
    claim = sent()
    one = asked(claim, amount, difference, "Agreed.")

    found = refused(pay, programme=programme, payments=[one])

    assert found == {"payments": [sentence]}


def test_no_more_is_deducted_than_a_claim_gives_back(programme, credit, refused):
    number = credit.number

    assert refused(pay, programme=programme, payments=[asked(credit, "-500.01")]) == {
        "payments": [f"Claim {number} has −£500.00 outstanding. −£500.01 is £0.01 too much."]
    }
    assert refused(pay, programme=programme, payments=[asked(credit, "5.00")]) == {
        "payments": [
            f"Claim {number} has −£500.00 outstanding: the funder takes that back, so enter amounts below nothing."
        ]
    }


def test_a_paid_claim_takes_no_payment(programme, sent, refused):
    claim = sent()
    paid(claim, "1000.00")

    assert refused(pay, programme=programme, payments=[asked(claim, "1.00")]) == {
        "payments": ["Nothing is outstanding on Claim TOR-0001, so no payment can be recorded."]
    }


@pytest.mark.parametrize("state", ["draft", "prepared", "certified"])
def test_a_claim_that_was_not_sent_takes_no_payment(programme, sent, refused, state):
    claim = sent(1, state)

    found = refused(pay, programme=programme, payments=[asked(claim, "1.00")])

    assert found == {"__all__": [f"Claim TOR-0001 is {state}, so no payment can be recorded."]}


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("1000.00", "The payments add up to £900.00. That is £100.00 less than the remittance of £1,000.00."),
        ("899.99", "The payments add up to £900.00. That is £0.01 more than the remittance of £899.99."),
    ],
)
def test_the_payments_add_up_to_the_remittance(programme, sent, refused, amount, sentence):
    claim = sent()

    assert refused(pay, programme=programme, payments=[asked(claim, "900.00")], amount=amount) == {"amount": [sentence]}


def test_a_difference_is_explained(programme, sent, refused):
    claim = sent()

    assert refused(pay, programme=programme, payments=[asked(claim, "900.00", "100.00", "  ")]) == {
        "payments": ["Claim TOR-0001: Explain the difference: who agreed that it will not be paid, and why."]
    }


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"received_on": TODAY + DAY}, {"received_on": ["This day is in the future. Choose today or an earlier day."]}),
        (
            {"received_on": TODAY - DAY},
            {
                "received_on": [
                    "Claim TOR-0001 was submitted on 28 February 2017. It was not paid before then: choose a later day."
                ]
            },
        ),
        ({"reference": "  "}, {"reference": ["Enter the funder's reference."]}),
        ({"note": "Born on 1/2/2011"}, {"note": [BORN]}),
        ({"payments": []}, {"payments": ["Say which claims this remittance pays."]}),
    ],
)  # fmt: skip
def test_what_else_a_remittance_must_say(programme, sent, refused, facts, found):
    claim = sent()
    facts = {"payments": [asked(claim, "900.00")], "amount": "900.00"} | facts

    assert refused(pay, programme=programme, **facts) == found


def test_a_claim_is_named_once_and_is_of_the_programme(programme, sent, refused):
    claim = sent()
    elsewhere = ClaimFactory(agreement__programme=ProgrammeFactory(slug="other"))

    twice = refused(pay, programme=programme, payments=[asked(claim, "1.00"), asked(claim, "2.00")])
    other = refused(pay, programme=programme, payments=[asked(elsewhere, "1.00")])

    assert twice == {"payments": ["Claim TOR-0001 is named more than once."]}
    assert other == {"payments": ["Choose claims of this programme."]}


def test_the_same_remittance_is_recorded_once_until_it_is_reversed(programme, sent, refused):
    claim = sent()
    first = paid(claim, "100.00")

    again = refused(pay, programme=programme, payments=[asked(claim, "100.00")], reference="DFE 1")
    reverse_remittance(remittance=first, reason="Wrong claim.", by=UserFactory())
    second = paid(claim, "150.00")

    assert again == {"reference": ["DFE 1 of 28 February 2017 is recorded already. Reverse it first if it is wrong."]}
    assert (first.take, second.take) == (1, 2)


def test_a_claim_that_moved_on_since_it_was_looked_at_is_told(programme, sent, left_alone):
    claim = sent()
    seen = Paid(claim, Decimal("5.00"), version=claim.version)
    paid(claim, "100.00")

    with left_alone(), pytest.raises(Stale, match="Claim TOR-0001 was changed by somebody else"):
        pay(programme, [seen])


def test_a_reversal_gives_everything_back_and_points_to_what_it_reverses(programme, sent, events):
    one, two = sent(2), sent(1)
    paid(one, "100.00")
    remittance = pay(programme, [asked(one, "900.00"), asked(two, "200.00", "300.00", "Agreed.")])

    reversal = reverse_remittance(remittance=remittance, reason="Of another council.", by=UserFactory())

    assert (stands(one), stands(two)) == (("part_paid", None), ("submitted", None))
    assert (reversal.reverses, reversal.amount, reversal.reason) == (remittance, -1100, "Of another council.")
    assert list(reversal.payments.order_by("pk").values_list("claim", "amount", "difference", "outstanding")) == [
        (one.pk, -900, 0, 900),
        (two.pk, -200, -300, 500),
    ]
    assert events()[-1][0] == "remittance.reversed"
    assert events()[-1][3] == "Of another council."
    assert one.steps.order_by("number").last().text == (
        "£900.00 is taken back, as Remittance DFE 9 of 28 February 2017 is reversed: Of another council."
    )


def test_a_remittance_is_reversed_once_with_a_reason_and_a_reversal_never(sent, refused):
    remittance = paid(sent(), "100.00")

    reason = refused(reverse_remittance, remittance=remittance, reason=" ", by=UserFactory())
    reversal = reverse_remittance(remittance=remittance, reason="Wrong.", by=UserFactory())
    again = refused(reverse_remittance, remittance=remittance, reason="Wrong.", by=UserFactory())
    back = refused(reverse_remittance, remittance=reversal, reason="Wrong.", by=UserFactory())

    assert reason == {"reason": ["Say why the remittance is reversed."]}
    assert again == {"__all__": ["Remittance DFE 1 of 28 February 2017 was reversed on 28 February 2017 already."]}
    assert back == {"__all__": ["This is a reversal itself. Record the remittance anew instead."]}


def test_figures_are_those_known_on_the_day(programme, sent, django_assert_num_queries):
    claim = sent(2, on=TODAY - 5 * DAY)
    paid(claim, "400.00", difference="50.00", on=TODAY - 2 * DAY, received_on=TODAY - 3 * DAY)

    def on(day):
        return [(owed.claim, owed.paid, owed.written_off, owed.outstanding) for owed in outstanding_on(programme, day)]

    assert on(TODAY - 6 * DAY) == []
    assert on(TODAY - 3 * DAY) == [(claim, 0, 0, 1000)]
    assert on(TODAY) == [(claim, 400, 50, 550)]
    with django_assert_num_queries(1):
        assert paid_of([claim.pk], TODAY)[claim.pk] == (400, 50)


@pytest.mark.parametrize(("days", "place"), [(0, 0), (29, 0), (30, 1), (59, 1), (60, 2), (89, 2), (90, 3), (400, 3)])
def test_a_debt_ages_from_the_day_the_claim_was_submitted(programme, sent, days, place):
    one, two = sent(1), sent(2)

    buckets = aged_debt(programme, TODAY + days * DAY)

    assert [[owed.claim for owed in bucket.owed] for bucket in buckets] == [
        [one, two] if number == place else [] for number in range(4)
    ]
    assert buckets[place].total == 1500
    assert [bucket.label for bucket in buckets] == [
        "Not yet 30 days",
        "30 to 59 days",
        "60 to 89 days",
        "90 days and more",
    ]


def test_what_is_settled_is_no_debt(programme, sent):
    paid(sent(1), "500.00")

    assert [bucket.owed for bucket in aged_debt(programme, TODAY)] == [(), (), (), ()]


pence = st.integers(0, 120_000).map(lambda number: Decimal(number) / 100)


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(pence, pence, st.booleans()), max_size=5))
def test_whatever_is_paid_and_reversed_outstanding_stays_within_the_claim(programme, sent_once, steps):
    claim = sent_once
    with transaction.atomic():
        for number, (amount, difference, is_reversed) in enumerate(steps):
            before = outstanding_of(claim, TODAY)
            one = Paid(claim, amount, difference, "Agreed." if difference else "")
            try:
                remittance = pay(programme, [one], reference=f"DFE {number}")
            except ValidationError:
                assert amount + difference > before or not amount + difference
            else:
                assert outstanding_of(claim, TODAY) == before - amount - difference
                if is_reversed:
                    reverse_remittance(remittance=remittance, reason="Wrong.", by=UserFactory())
                    assert outstanding_of(claim, TODAY) == before
            left = outstanding_of(claim, TODAY)
            assert 0 <= left <= claim.gross
            assert claim.payments.order_by("number").values_list("outstanding", flat=True).last() in (left, None)
            claim.refresh_from_db()
            assert (claim.state == ClaimState.PAID) == (left == 0)
        for remittance in Remittance.objects.all():
            assert sum(payment.amount for payment in remittance.payments.all()) == remittance.amount
        assert sum(p.amount + p.difference for p in Payment.objects.all()) == claim.gross - left if steps else True
        transaction.set_rollback(True)


@pytest.fixture
def sent_once(sent):
    return sent()
