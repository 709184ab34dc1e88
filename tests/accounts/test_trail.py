"""The audit trail as an administrator sees it."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from audit.actions import record
from audit.models import Event
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory, RiskFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 2, 28)


def at(day, hour=12):
    return dt.datetime(2017, 2, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="own", name="Own Council")


@pytest.fixture
def office(client, programme):
    """The administrator's browser. Signing in has left an event on 28 February, the newest of all."""
    client.force_login(member(programme, "administrator"))
    client.get("/cookies/")
    return client


@pytest.fixture
def pat(programme):
    return MembershipFactory(programme=programme, role="officer", user__name="Pat Lee").user


def actions(response):
    return [row.get_cell_value("action") for row in response.context["table"].rows]


def test_trail_holds_the_events_of_own_programmes_and_their_people(office, programme, pat):
    stranger = member(ProgrammeFactory(slug="other"), "officer")
    left = MembershipFactory(programme=programme, until_on=TODAY).user
    record("own.step", by=None, programme=programme, now=at(1))
    record("pat.step", by=pat, now=at(2))
    record("left.step", by=left, now=at(3))
    hidden = [
        record("other.step", by=pat, programme=ProgrammeFactory(slug="third")),
        record("stranger.signed_in", by=stranger),
        record("nobody.refused", by=None),
    ]

    response = office.get("/audit/")

    assert actions(response) == ["person.signed_in", "left.step", "pat.step", "own.step"]
    assert [office.get(f"/audit/{event.pk}/").status_code for event in hidden] == [404] * 3
    assert Event.objects.count() == 7


def test_trail_of_several_programmes_is_one(client, programme):
    user = member(programme, "administrator")
    second = MembershipFactory(user=user, programme=ProgrammeFactory(slug="second"), role="administrator").programme
    third = MembershipFactory(user=user, programme=ProgrammeFactory(slug="third"), role="director").programme
    for number, place in enumerate((programme, second, third), start=1):
        record(f"{place.slug}.step", by=None, programme=place, now=at(number))
    client.force_login(user)

    assert actions(client.get("/audit/")) == ["person.signed_in", "second.step", "own.step"]


@pytest.mark.parametrize("address", ["/audit/", "/audit/events.csv", "/audit/1/"])
@pytest.mark.parametrize("role", ["director", "reader"])
def test_trail_is_for_administrators(client, programme, address, role):
    client.force_login(member(programme, role))

    response = client.get(address)

    assert (response.status_code, "Only administrators see the audit trail." in response.content.decode()) == (
        403,
        True,
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["person.signed_in", "role.given", "risk.closed", "risk.added", "key.made"]),
        ({"actor": "pat"}, ["risk.added", "key.made"]),
        ({"action": "risk"}, ["risk.closed", "risk.added"]),
        ({"about": "staff"}, ["risk.added"]),
        ({"since": "20/2/2017"}, ["person.signed_in", "role.given", "risk.closed"]),
        ({"until": "20/2/2017"}, ["risk.closed", "risk.added", "key.made"]),
        ({"since": "20/2/2017", "until": "20/2/2017"}, ["risk.closed"]),
        ({"chain": "own"}, ["role.given", "risk.closed", "risk.added"]),
        ({"chain": "installation"}, ["person.signed_in", "key.made"]),
        ({"sort": "action"}, ["key.made", "person.signed_in", "risk.added", "risk.closed", "role.given"]),
        # What cannot be read narrows nothing, and is said beside its field.
        ({"since": "soon"}, ["person.signed_in", "role.given", "risk.closed", "risk.added", "key.made"]),
        ({"chain": "other"}, ["person.signed_in", "role.given", "risk.closed", "risk.added", "key.made"]),
    ],
)
def test_trail_is_filtered_and_sorted(office, programme, pat, query, expected):
    risk = RiskFactory(programme=programme, title="Too few staff")
    record("key.made", by=pat, now=at(1))
    record("risk.added", by=pat, about=risk, programme=programme, now=at(10))
    record("risk.closed", by=None, programme=programme, now=at(20, 23))
    record("role.given", by=None, programme=programme, now=at(21, 0))

    assert actions(office.get("/audit/", query)) == expected


def test_trail_downloads_the_same_rows_and_leaves_an_event(office, programme, pat):
    record("risk.added", by=pat, programme=programme, reason="=1+1", now=at(10))
    record("role.given", by=None, programme=programme, now=at(11))

    response = office.get("/audit/events.csv", {"action": "risk"})

    text = b"".join(response.streaming_content).decode()
    assert list(csv.reader(io.StringIO(text))) == [
        ["When", "What", "Who", "Record", "Reason", "Address", "Programme", "Sequence"],
        ["2017-02-10 12:00:00+00:00", "risk.added", "Pat Lee, Sample Council", "", "'=1+1", "", "own", "1"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="audit-2017-02-28.csv"'
    assert Event.objects.order_by("-pk").first().action == "trail.exported"


def test_an_event_shows_what_changed(office, programme, pat):
    event = record(
        "day.approved",
        by=pat,
        programme=programme,
        before={"days": Decimal("0.5"), "state": "submitted"},
        after={"state": "approved", "note": "<script>"},
    )

    response = office.get(f"/audit/{event.pk}/")

    assert response.context["changes"] == [
        ("days", "0.5", ""),
        ("note", "", "<script>"),
        ("state", "submitted", "approved"),
    ]
    assert "<script>" not in response.content.decode()


def test_an_event_without_facts_says_so(office, programme):
    event = record("thing.done", by=None, programme=programme)

    text = office.get(f"/audit/{event.pk}/").content.decode()

    assert "This event records that something happened, without changed facts." in text
    assert event.hash in text


@pytest.mark.parametrize("count", [1, 3])
def test_trail_query_count(office, programme, pat, django_assert_num_queries, count):
    for _ in range(count):
        record("risk.added", by=pat, programme=programme)

    with django_assert_num_queries(5):
        response = office.get("/audit/")

    assert actions(response).count("risk.added") == count


def test_trail_is_not_there_for_a_stranger(client):
    client.force_login(UserFactory())

    assert client.get("/audit/").status_code == 403
