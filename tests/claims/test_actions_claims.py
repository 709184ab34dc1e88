"""A claim from its start to its submission: what each step does to days, lines and figures, and what it refuses."""

import datetime
from decimal import Decimal

import pytest

from claims.actions import claims as of_claims
from claims.actions.agreement import add_rate
from claims.actions.approval import undo_approval
from claims.models import Claim, ClaimedDay
from claims.models.agreement import DECLARATION
from config.records import Stale
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.claims import DayRateFactory, decide_terms, funded_programme, made_claim, made_day
from tests.factories.improvement import START, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
FEBRUARY = datetime.date(2017, 2, 1)
JANUARY = datetime.date(2017, 1, 3)
DAY = datetime.timedelta(days=1)
DECIDED = {"reference": "PO 1", "vat": "outside_scope"}


@pytest.fixture
def programme():
    programme, _ = funded_programme(slug="torbay", name="Torbay")
    DayRateFactory(agreement=programme.funding_agreements.get(), amount_pounds=Decimal("500.00"))
    return programme


@pytest.fixture
def mash(programme):
    return WorkstreamFactory(programme=programme, number=8, title="MASH")


@pytest.fixture
def officer(programme):
    return MembershipFactory(programme=programme, role="officer", user__name="Sam Hill").user


@pytest.fixture
def preparer(programme):
    return member(programme, "preparer")


@pytest.fixture
def certifier(programme):
    return member(programme, "certifier")


@pytest.fixture
def days(mash, officer):
    """Three approved days of February: whole, half, whole."""
    return [
        made_day(mash, officer, "approved", worked_on=FEBRUARY + number * DAY, days=days)
        for number, days in enumerate(("1.0", "0.5", "1.0"))
    ]


def start(programme, by, since=FEBRUARY, until=TODAY, **facts):
    return of_claims.start_claim(programme=programme, period_start=since, period_end=until, by=by, **facts)


def prepare(claim, by, **facts):
    return of_claims.prepare_claim(claim=claim, version=claim.version, by=by, **facts)


def lines_of(claim):
    fields = ("number", "officer_name", "officer_role", "workstream_number", "days", "rate", "net", "vat", "gross")
    return list(claim.lines.order_by("number").values_list(*fields))


def held(programme):
    """The days on live claims, with the numbers of the claims."""
    rows = ClaimedDay.objects.filter(programme=programme).order_by("entry__worked_on")
    return list(rows.values_list("entry_id", "line__claim__number"))


def test_claims_are_numbered_in_order_for_each_programme(programme, preparer):
    elsewhere, _ = funded_programme(slug="x1-y", name="Elsewhere")

    numbers = [start(programme, preparer).number, start(programme, preparer).number, start(elsewhere, preparer).number]

    assert numbers == ["TOR-0001", "TOR-0002", "XY-0001"]


def test_prepare_writes_a_line_for_each_day_and_holds_the_days(programme, preparer, days, events):
    claim = prepare(start(programme, preparer), preparer)

    whole, half = Decimal("500.00"), Decimal("250.00")
    one = ("Sam Hill", "Officer", 8)
    assert lines_of(claim) == [
        (1, *one, Decimal("1.0"), whole, whole, 0, whole),
        (2, *one, Decimal("0.5"), whole, half, 0, half),
        (3, *one, Decimal("1.0"), whole, whole, 0, whole),
    ]
    assert (claim.state, claim.total_days, claim.net, claim.vat, claim.gross) == (
        "prepared",
        Decimal("2.5"),
        1250,
        0,
        1250,
    )
    assert (claim.prepared_by, claim.prepared_on) == (preparer, TODAY)
    assert held(programme) == [(day.pk, "TOR-0001") for day in days]
    action, before, after, reason = events()[-1]
    assert (action, before, reason) == ("claim.prepared", {}, "")
    assert after == {
        "number": "TOR-0001",
        "state": "prepared",
        "days": "2.5",
        "net": "1250.00",
        "vat": "0.00",
        "gross": "1250.00",
    }


def test_net_and_vat_are_rounded_half_up_for_each_line(programme, preparer, mash, officer):
    add_rate(programme=programme, from_on=FEBRUARY, amount_pounds=Decimal("333.33"), basis="Letter", by=preparer)
    decide_terms(programme, vat="standard")
    for number in range(2):
        made_day(mash, officer, "approved", worked_on=FEBRUARY + number * DAY, days="0.5")

    claim = prepare(start(programme, preparer), preparer)

    # 166.665 is 166.67, and 20% of that 33.334 is 33.33: twice, and only then added.
    net, vat = Decimal("166.67"), Decimal("33.33")
    assert [(line.net, line.vat, line.gross) for line in claim.lines.all()] == [(net, vat, net + vat)] * 2
    assert (claim.net, claim.vat, claim.gross) == (Decimal("333.34"), Decimal("66.66"), Decimal("400.00"))


def test_each_day_is_paid_at_the_rate_of_its_date(programme, preparer, mash, officer):
    made_day(mash, officer, "approved", worked_on=JANUARY)
    made_day(mash, officer, "approved", worked_on=FEBRUARY)
    add_rate(programme=programme, from_on=FEBRUARY, amount_pounds=Decimal("510.00"), basis="Letter", by=preparer)

    claim = prepare(start(programme, preparer, since=JANUARY), preparer)

    assert list(claim.lines.order_by("number").values_list("rate", flat=True)) == [500, 510]


def test_a_day_without_a_rate_is_named(programme, preparer, mash, officer, refused):
    programme.day_rates.update(from_on=FEBRUARY)
    made_day(mash, officer, "approved", worked_on=JANUARY)
    claim = start(programme, preparer, since=JANUARY)

    found = refused(of_claims.prepare_claim, claim=claim, version=claim.version, by=preparer)

    said = "No day rate is known for 3 January 2017. Add the rate to the agreement first."
    assert found == {"__all__": [said]}


@pytest.mark.parametrize(
    ("since", "until", "field", "said"),
    [
        (TODAY, FEBRUARY, "period_end", "The last day must be on or after the first."),
        (FEBRUARY, TODAY + DAY, "period_end", "Days are claimed once they are worked. Choose today or an earlier day."),
        (
            START - 9 * DAY,
            START - DAY,
            "period_end",
            "The agreement pays for days from 25 May 2016 on. This period is before it.",
        ),
    ],
)
def test_a_period_that_cannot_be_claimed_is_refused(programme, preparer, refused, since, until, field, said):
    facts = {"programme": programme, "period_start": since, "period_end": until, "by": preparer}

    assert refused(of_claims.start_claim, **facts) == {field: [said]}


def test_a_refused_start_takes_no_number(programme, preparer, refused):
    refused(of_claims.start_claim, programme=programme, period_start=TODAY, period_end=FEBRUARY, by=preparer)

    assert start(programme, preparer).number == "TOR-0001"


def test_an_empty_period_is_refused(programme, preparer, refused):
    claim = start(programme, preparer)

    found = refused(of_claims.prepare_claim, claim=claim, version=claim.version, by=preparer)

    said = "No day was worked from 1 February 2017 to 28 February 2017. Choose another period."
    assert found == {"__all__": [said]}


def test_a_second_claim_of_the_same_days_is_told_where_they_are(programme, preparer, days, refused):
    prepare(start(programme, preparer), preparer)
    second = start(programme, preparer)

    found = refused(of_claims.prepare_claim, claim=second, version=second.version, by=preparer)

    said = "No day from 1 February 2017 to 28 February 2017 can be claimed: on claim TOR-0001."
    assert found == {"__all__": [said]}


def test_a_day_that_moved_since_the_preview_is_named(programme, preparer, days, refused):
    claim = start(programme, preparer)
    seen = [(day.pk, day.version) for day in days]
    undo_approval(entry=days[1], reason="Wrong day.", version=days[1].version, by=UserFactory())

    found = refused(of_claims.prepare_claim, claim=claim, version=claim.version, seen=seen, by=preparer)

    said = (
        "The days have changed since you looked: 2 February 2017, Sam Hill: awaiting approval. Nothing was written: "
        "look at the days as they are now, and prepare again."
    )
    assert found == {"__all__": [said]}


def test_a_day_approved_since_the_preview_is_named(programme, preparer, days, mash, officer, refused):
    claim = start(programme, preparer)
    seen = [(day.pk, day.version) for day in days]
    made_day(mash, officer, "approved", worked_on=FEBRUARY + 9 * DAY)

    found = refused(of_claims.prepare_claim, claim=claim, version=claim.version, seen=seen, by=preparer)

    assert "10 February 2017, Sam Hill: can be claimed now" in found["__all__"][0]


def test_the_preparer_never_certifies(programme, preparer, days, refused):
    claim = made_claim(programme, "prepared", preparer=preparer)

    found = refused(of_claims.certify_claim, claim=claim, declared=True, version=claim.version, by=preparer)

    assert found == {"__all__": ["You prepared this claim, so somebody else certifies it."]}


def test_certify_keeps_the_declaration_of_the_agreement(programme, certifier, days):
    claim = made_claim(programme, "certified", certifier=certifier)

    assert (claim.state, claim.certified_by, claim.declaration) == ("certified", certifier, DECLARATION)


def test_certify_needs_the_declaration_ticked(programme, certifier, days, refused):
    claim = made_claim(programme, "prepared")

    found = refused(of_claims.certify_claim, claim=claim, declared=False, version=claim.version, by=certifier)

    assert found == {"declared": ["Tick the declaration, or send the claim back to draft."]}


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        ({"vat": "exempt"}, ["The agreement has no purchase order or grant reference yet."]),
        ({"reference": "PO 1"}, ["Whether VAT is due is still to be confirmed."]),
    ],
)
def test_submit_needs_a_reference_and_a_vat_decision(programme, certifier, days, refused, terms, missing):
    decide_terms(programme, **terms)
    claim = made_claim(programme, "certified")

    found = refused(of_claims.submit_claim, claim=claim, version=claim.version, by=certifier)

    assert found == {"__all__": [*missing, "Change the terms of the agreement first, then submit."]}


def test_submit_freezes_the_reference_and_how_long_the_claim_is_kept(programme, certifier, days):
    decide_terms(programme, **DECIDED)

    claim = made_claim(programme, "submitted", certifier=certifier)

    claim.refresh_from_db()
    assert (claim.state, claim.reference, claim.submitted_by, claim.submitted_on) == (
        "submitted",
        "PO 1",
        certifier,
        TODAY,
    )
    assert claim.retain_until == datetime.date(2023, 3, 31)


@pytest.mark.parametrize("state", ["prepared", "certified"])
def test_a_rate_or_vat_decision_of_later_sends_the_claim_back(programme, preparer, certifier, days, refused, state):
    decide_terms(programme, **DECIDED)
    claim = made_claim(programme, state)
    step, facts = {
        "prepared": (of_claims.certify_claim, {"declared": True}),
        "certified": (of_claims.submit_claim, {}),
    }[state]
    add_rate(programme=programme, from_on=FEBRUARY + 2 * DAY, amount_pounds=Decimal(600), basis="Letter", by=preparer)

    found = refused(step, claim=claim, version=claim.version, by=certifier, **facts)

    again = "Send the claim back to draft and prepare it again."
    said = f"The day rate of 3 February 2017 has changed since the claim was prepared. {again}"
    assert found == {"__all__": [said]}
    decide_terms(programme, vat="standard")
    claim.refresh_from_db()
    found = refused(step, claim=claim, version=claim.version, by=certifier, **facts)
    assert found == {"__all__": [f"The VAT decision has changed since the claim was prepared. {again}"]}


@pytest.mark.parametrize("state", ["draft", "prepared", "certified"])
def test_cancel_before_submission_frees_the_days(programme, preparer, days, state):
    claim = made_claim(programme, state)

    of_claims.cancel_claim(claim=claim, reason="Wrong month.", version=claim.version, by=preparer)

    assert (claim.state, claim.total_days, claim.gross, held(programme)) == ("cancelled", 0, 0, [])
    again = prepare(start(programme, preparer), preparer)
    assert (again.number, again.total_days) == ("TOR-0002", Decimal("2.5"))


def test_reopen_frees_the_days_and_forgets_who_certified(programme, certifier, days):
    claim = made_claim(programme, "certified")

    of_claims.reopen_claim(claim=claim, reason="One day is missing.", version=claim.version, by=certifier)

    claim.refresh_from_db()
    assert (claim.state, claim.prepared_by, claim.certified_by, claim.declaration) == ("draft", None, None, "")
    assert held(programme) == []
    assert prepare(claim, certifier).total_days == Decimal("2.5")


STEPS_REFUSED = [
    ("draft", of_claims.certify_claim, {"declared": True}, "Claim TOR-0001 is draft, so it cannot be certified."),
    ("draft", of_claims.submit_claim, {}, "Claim TOR-0001 is draft, so it cannot be submitted."),
    ("prepared", of_claims.prepare_claim, {}, "Claim TOR-0001 is prepared, so it cannot be prepared."),
    ("prepared", of_claims.query_claim, {"query": "Why?"}, "Claim TOR-0001 is prepared, so no query can be recorded."),
    ("submitted", of_claims.cancel_claim, {"reason": "No."}, "Claim TOR-0001 is submitted, so it cannot be cancelled."),
    (
        "submitted",
        of_claims.reopen_claim,
        {"reason": "No."},
        "Claim TOR-0001 is submitted, so it cannot go back to draft.",
    ),
    (
        "submitted",
        of_claims.answer_query,
        {"answer": "Yes."},
        "Claim TOR-0001 is submitted, so there is no query to answer.",
    ),
    ("cancelled", of_claims.prepare_claim, {}, "Claim TOR-0001 is cancelled, so it cannot be prepared."),
]


@pytest.mark.parametrize(("state", "step", "facts", "said"), STEPS_REFUSED)
def test_a_step_from_the_wrong_state_is_refused(programme, certifier, days, refused, state, step, facts, said):
    decide_terms(programme, **DECIDED)
    claim = made_claim(programme, state)

    found = refused(step, claim=claim, version=claim.version, by=certifier, **facts)

    assert found == {"__all__": [said]}


def test_a_stale_version_is_refused(programme, preparer, days):
    claim = start(programme, preparer)
    prepare(Claim.objects.get(pk=claim.pk), preparer)

    with pytest.raises(Stale):
        of_claims.cancel_claim(claim=claim, reason="No.", version=claim.version, by=preparer)


def test_a_query_and_its_answer_stay_on_record(programme, certifier, days):
    decide_terms(programme, **DECIDED)
    claim = made_claim(programme, "queried")
    assert claim.state == "queried"

    of_claims.answer_query(claim=claim, answer="None of them.", version=claim.version, by=certifier)

    said = claim.steps.order_by("number").values_list("step", "state", "text")
    assert list(said)[-2:] == [
        ("queried", "queried", "Which days were in January?"),
        ("answered", "submitted", "None of them."),
    ]


def test_a_claimed_day_stays_approved(programme, days, refused):
    claim = made_claim(programme, "prepared")
    day = days[0]
    day.refresh_from_db()

    found = refused(undo_approval, entry=day, reason="Wrong.", version=day.version, by=UserFactory())

    assert found == {"__all__": [f"{day}: it is on {claim}. Send that claim back to draft first."]}


@pytest.fixture
def sent(programme, days):
    decide_terms(programme, **DECIDED)
    return made_claim(programme, "submitted")


def adjust(claim, line, by, reason="The day was on another council's work."):
    return of_claims.add_adjustment(claim=claim, line=line, reason=reason, version=claim.version, by=by)


def test_an_adjustment_reverses_a_line_of_an_earlier_claim(programme, preparer, certifier, sent):
    line = sent.lines.get(number=2)
    claim = adjust(start(programme, preparer), line, preparer)
    prepare(claim, preparer)
    of_claims.certify_claim(claim=claim, declared=True, version=claim.version, by=certifier)

    assert ClaimedDay.objects.filter(entry=line.entry).exists()
    of_claims.submit_claim(claim=claim, version=claim.version, by=certifier)

    (reversal,) = claim.lines.all()
    assert (reversal.reverses, reversal.days, reversal.net, reversal.gross) == (line, Decimal("-0.5"), -250, -250)
    assert (claim.total_days, claim.gross) == (Decimal("-0.5"), Decimal("-250.00"))
    # The day is free again, for a claim at another rate, or to undo its approval.
    assert not ClaimedDay.objects.filter(entry=line.entry).exists()
    undo_approval(entry=line.entry, reason="Not ours.", version=line.entry.version, by=UserFactory())


def test_adjustments_are_numbered_after_the_days_without_a_gap(programme, preparer, sent, mash, officer):
    lines = list(sent.lines.order_by("number"))
    claim = start(programme, preparer)
    for line in lines:
        adjust(claim, line, preparer)
    of_claims.remove_adjustment(
        claim=claim, line=claim.lines.get(reverses=lines[0]), version=claim.version, by=preparer
    )
    for number in range(2):
        made_day(mash, officer, "approved", worked_on=FEBRUARY + (10 + number) * DAY)

    prepare(claim, preparer)
    numbered = [(line.number, line.is_adjustment) for line in claim.lines.order_by("number")]
    assert numbered == [(1, False), (2, False), (3, True), (4, True)]

    of_claims.reopen_claim(claim=claim, reason="Again.", version=claim.version, by=preparer)
    assert [(line.number, line.is_adjustment) for line in claim.lines.order_by("number")] == [(1, True), (2, True)]


def test_a_line_is_reversed_once(programme, preparer, sent, refused):
    line = sent.lines.get(number=1)
    adjust(start(programme, preparer), line, preparer)
    other = start(programme, preparer)

    found = refused(
        of_claims.add_adjustment, claim=other, line=line, reason="Again.", version=other.version, by=preparer
    )

    assert found == {"line": ["Line 1 of TOR-0001 is reversed on Claim TOR-0002 already."]}


def test_a_line_of_an_unsent_claim_or_of_another_programme_is_not_reversed(programme, preparer, days, refused):
    unsent = made_claim(programme, "prepared")
    claim = start(programme, preparer)
    facts = {"claim": claim, "line": unsent.lines.get(number=1), "reason": "No.", "version": claim.version}

    found = refused(of_claims.add_adjustment, by=preparer, **facts)

    assert found == {"line": ["Claim TOR-0001 was not submitted. Send it back to draft instead."]}
    facts["line"].programme = ProgrammeFactory()
    found = refused(of_claims.add_adjustment, by=preparer, **facts)
    assert found == {"line": ["Choose a line of this programme's claims."]}
