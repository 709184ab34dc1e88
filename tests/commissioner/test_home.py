import datetime

import pytest
from django.utils import timezone

from accounts.models import Invitation
from tests.factories.accounts import MembershipFactory, member
from tests.factories.claims import (
    DayEntryFactory,
    DayRateFactory,
    decide_terms,
    funded_programme,
    made_claim,
    made_day,
    officer_of,
)
from tests.factories.improvement import (
    EvidenceFactory,
    HighlightReportFactory,
    ImpactRatingFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    ProgrammeFactory,
    StatisticsImportFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)


def needs(client, user):
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 200
    return [need.what for need in answer.context["needs"]]


def test_nothing_needs_a_board_member(client):
    programme = ProgrammeFactory()
    EvidenceFactory(workstream=WorkstreamFactory(programme=programme))

    assert needs(client, member(programme, "board_member")) == []


def test_evidence_of_others_waits_for_the_director(client):
    programme = ProgrammeFactory()
    director = member(programme, "director")
    workstream = WorkstreamFactory(programme=programme)
    EvidenceFactory.create_batch(2, workstream=workstream)
    EvidenceFactory(workstream=workstream, accepted=True)
    EvidenceFactory(workstream=workstream, recorded_by=director)

    assert needs(client, director) == ["2 pieces of evidence wait for review"]


def test_one_piece_of_evidence_is_one(client):
    programme = ProgrammeFactory()
    EvidenceFactory(workstream=WorkstreamFactory(programme=programme))

    assert needs(client, member(programme, "director")) == ["1 piece of evidence waits for review"]


def led_by(user, programme, **facts):
    workstream = WorkstreamFactory(programme=programme, **facts)
    WorkstreamChangeFactory(workstream=workstream, counterpart=user)
    return workstream


def test_lead_is_asked_for_reports_older_than_a_month_and_milestones_due_in_a_fortnight(client):
    programme = ProgrammeFactory()
    lead = member(programme, "action_lead")
    stale = led_by(lead, programme, number=1, title="Stale")
    HighlightReportFactory(workstream=stale, recorded_on=TODAY - 32 * DAY)
    fresh = led_by(lead, programme, number=2, title="Fresh")
    HighlightReportFactory(workstream=fresh, recorded_on=TODAY - 31 * DAY)
    led_by(lead, programme, number=3, title="Never")
    HighlightReportFactory(workstream=WorkstreamFactory(programme=programme, number=4))
    MilestoneFactory(workstream=fresh, title="Overdue", original_due_on=TODAY - DAY)
    MilestoneFactory(workstream=fresh, title="Soon", original_due_on=TODAY + 14 * DAY)
    MilestoneFactory(workstream=fresh, title="Later", original_due_on=TODAY + 15 * DAY)

    assert needs(client, lead) == [
        "Write the highlight report of 1 Stale",
        "Write the highlight report of 3 Never",
        "Overdue",
        "Soon",
    ]


def test_commissioner_is_asked_to_rate_what_was_not_rated_for_three_months(client):
    programme = ProgrammeFactory()
    for number in (1, 2, 3):
        HighlightReportFactory(workstream=WorkstreamFactory(programme=programme, number=number))
    ImpactRatingFactory(workstream=programme.workstreams.get(number=2), recorded_on=TODAY - 92 * DAY)
    ImpactRatingFactory(workstream=programme.workstreams.get(number=3), recorded_on=TODAY - 93 * DAY)

    assert needs(client, member(programme, "commissioner")) == ["2 workstreams need an impact rating"]


def test_analyst_is_asked_for_answers_and_for_figures_that_stay_away(client):
    programme = ProgrammeFactory()
    analyst = member(programme, "analyst")
    StatisticsImportFactory.create_batch(2, programme=programme, recorded_by=analyst)
    StatisticsImportFactory(programme=programme, recorded_by=analyst, state="confirmed", decided_on=TODAY)
    StatisticsImportFactory(programme=programme)
    fresh, late = (IndicatorFactory(programme=programme) for _ in range(2))
    ObservationFactory(indicator=fresh, period_end=datetime.date(2017, 1, 31))
    ObservationFactory(indicator=late, period_end=datetime.date(2016, 12, 31))
    IndicatorFactory(programme=programme, frequency="reporting_year")

    assert needs(client, analyst) == [
        "Answer for two files of figures you read",
        "Bring in figures of one monthly measure",
    ]


def test_analyst_with_everything_in_hand_is_asked_for_nothing(client):
    programme = ProgrammeFactory()
    analyst = member(programme, "analyst")
    ObservationFactory(indicator=IndicatorFactory(programme=programme), period_end=datetime.date(2017, 1, 31))

    assert needs(client, analyst) == []


def test_administrator_is_told_of_expired_invitations(client):
    programme = ProgrammeFactory()
    administrator = member(programme, "administrator")
    now = timezone.now()
    Invitation.objects.create(
        programme=programme,
        email="late@council.example",
        name="Late",
        organisation="Sample Council",
        role="reader",
        digest="0" * 64,
        invited_by=administrator,
        invited_at=now - 8 * DAY,
        expires_at=now - DAY,
    )

    assert needs(client, administrator) == ["1 invitation has expired"]


@pytest.fixture
def funded():
    """A programme with a day that can be claimed and decided terms."""
    programme, _ = funded_programme(slug="own", name="Own")
    DayRateFactory(agreement=programme.funding_agreements.get())
    made_day(WorkstreamFactory(programme=programme), officer_of(programme), "approved")
    decide_terms(programme, reference="PO 1", vat="exempt", on=datetime.date(2017, 1, 2))
    return programme


def told(client, person):
    return [what for what in needs(client, person) if "Claim" in what]


@pytest.mark.parametrize(
    ("state", "preparer_told", "certifier_told"),
    [
        ("draft", ["Prepare Claim OWN-0001"], []),
        ("prepared", [], ["Certify Claim OWN-0001"]),
        ("certified", [], ["Submit Claim OWN-0001"]),
        ("submitted", [], []),
        ("queried", ["Answer the query about Claim OWN-0001"], ["Answer the query about Claim OWN-0001"]),
        ("cancelled", [], []),
    ],
)
def test_finance_are_told_what_each_claim_waits_for(client, funded, state, preparer_told, certifier_told):
    preparer, certifier = member(funded, "preparer"), member(funded, "certifier")
    made_claim(funded, state, preparer=preparer)

    assert (told(client, preparer), told(client, certifier)) == (preparer_told, certifier_told)
    assert told(client, member(funded, "director")) == []


def test_a_claim_not_paid_in_thirty_days_is_told(client, funded):
    january = datetime.date(2017, 1, 12)
    made_day(WorkstreamFactory(programme=funded), officer_of(funded), "approved", worked_on=january)
    made_claim(
        funded,
        "submitted",
        since=datetime.date(2017, 1, 1),
        until=datetime.date(2017, 1, 20),
        on=datetime.date(2017, 1, 28),
    )

    assert told(client, member(funded, "preparer")) == ["Claim OWN-0001 is not paid in full"]


def test_nobody_is_told_to_certify_what_they_prepared(client, funded):
    certifier = member(funded, "certifier")
    made_claim(funded, "prepared", preparer=certifier)

    assert told(client, certifier) == []


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_the_same_queries_for_a_programme_whatever_it_holds(client, django_assert_num_queries, count):
    programme = ProgrammeFactory()
    director = member(programme, "director")
    for number in range(1, count + 1):
        workstream = led_by(director, programme, number=number)
        MilestoneFactory(workstream=workstream, original_due_on=TODAY)
        EvidenceFactory(workstream=workstream)
        DayEntryFactory(workstream=workstream, officer=director)
        DayEntryFactory(workstream=workstream, state="submitted")
    client.force_login(director)
    client.get("/")

    with django_assert_num_queries(13):
        client.get("/")


def test_home_names_each_programme_once_with_every_role(client):
    programme = ProgrammeFactory(name="Sampleshire")
    user = member(programme, "director")
    MembershipFactory(user=user, programme=programme, role="administrator")
    client.force_login(user)

    programmes = client.get("/").context["programmes"]

    assert programmes == [(programme, "Administrator, Director")]
