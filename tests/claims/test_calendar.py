"""A person's own days as a calendar: what it holds, whose it is, and what ends its address."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from icalendar import Calendar

from accounts.actions import disable_user, enable_user, make_calendar_feed
from accounts.models import CalendarFeed
from audit.models import Event
from tests.factories.accounts import CalendarFeedFactory, MembershipFactory, UserFactory, member
from tests.factories.claims import DayEntryFactory
from tests.factories.improvement import ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2017, 2, 14)


@pytest.fixture
def programme():
    return ProgrammeFactory(name="Torbay", slug="torbay")


@pytest.fixture
def officer(programme):
    return member(programme, "officer")


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8, title="MASH; workflows, thresholds")


def log(workstream, officer, state="submitted", on=DAY, **facts):
    if state == "approved":
        facts |= {"approved_on": DAY, "approved_by": UserFactory(), "counts": False}
    return DayEntryFactory(workstream=workstream, officer=officer, worked_on=on, state=state, **facts)


def address(user):
    return f"/calendar/{make_calendar_feed(user=user)}.ics"


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_an_event_is_all_day_with_workstream_and_state(client, settings, workstream, officer):
    settings.SITE_URL = "https://improvement.example"
    entry = log(workstream, officer, days="0.5", kind="remote", note="Talked with the team.")

    response = client.get(address(officer))

    (event,) = events(response)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, DAY + dt.timedelta(days=1))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["SUMMARY"] == "8 MASH; workflows, thresholds: half a day"
    assert event["DESCRIPTION"] == "Torbay, remote. Awaiting approval."
    assert (event["UID"], event["STATUS"]) == (f"day-{entry.pk}@improvement.example", "TENTATIVE")
    assert event["URL"] == f"https://improvement.example/torbay/days/{entry.pk}/"
    assert b"Talked" not in response.content
    assert Calendar.from_ical(response.content)["VERSION"] == "2.0"


def test_it_holds_submitted_and_approved_days_in_their_order(client, workstream, officer):
    for number, state in enumerate(("draft", "approved", "returned", "submitted", "removed")):
        log(workstream, officer, state, on=DAY - dt.timedelta(days=number))

    found = events(client.get(address(officer)))

    assert [(event["STATUS"], event["DTSTART"].dt.day) for event in found] == [("TENTATIVE", 11), ("CONFIRMED", 13)]


def test_it_holds_days_of_all_programmes_in_which_the_person_sees_their_own(client, workstream, officer):
    other, left = WorkstreamFactory(), WorkstreamFactory()
    MembershipFactory(programme=other.programme, user=officer, role="officer")
    MembershipFactory(programme=left.programme, user=officer, role="officer", until_on=dt.date(2017, 2, 28))
    found = [log(where, officer) for where in (workstream, other, left)]

    numbers = [event["UID"].partition("@")[0] for event in events(client.get(address(officer)))]

    assert numbers == [f"day-{entry.pk}" for entry in found[:2]]


def test_another_persons_days_are_never_in_it(client, programme, workstream, officer):
    log(workstream, member(programme, "officer"))
    director = member(programme, "director")

    assert [events(client.get(address(user))) for user in (officer, director)] == [[], []]


def test_nobody_need_sign_in_and_nothing_keeps_it(client, workstream, officer):
    log(workstream, officer)

    response = client.get(address(officer))

    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    assert "sessionid" not in response.cookies


def test_only_the_digest_of_the_secret_is_kept(officer):
    secret = make_calendar_feed(user=officer)

    feed = CalendarFeed.objects.get()
    # 256 bits, as base64 without its filling.
    assert (len(secret), len(feed.digest), secret in feed.digest) == (43, 64, False)


@pytest.mark.parametrize("secret", ["unknown", "0" * 64])
def test_an_unknown_secret_is_not_there(client, secret):
    CalendarFeedFactory(digest="0" * 64)

    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_new_address_ends_the_one_before(client, officer):
    first, second = address(officer), address(officer)

    assert [client.get(url).status_code for url in (first, second)] == [404, 200]
    actions = list(Event.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["calendar.made", "calendar.revoked", "calendar.made"]


def test_a_disabled_person_has_no_calendar_even_after_they_are_enabled(client, programme, officer):
    administrator = member(programme, "administrator")
    url = address(officer)

    disable_user(user=officer, by=administrator, reason="Left.")
    disabled = client.get(url).status_code
    enable_user(user=officer, by=administrator, reason="Came back.")

    assert (disabled, client.get(url).status_code) == (404, 404)


def test_an_inactive_person_has_no_calendar_whatever_became_of_the_address(client, officer):
    url = address(officer)
    officer.is_active = False
    officer.save()

    assert client.get(url).status_code == 404


def test_the_account_page_makes_an_address_and_shows_it_once(client, workstream, officer, settings):
    settings.SITE_URL = "https://improvement.example"
    log(workstream, officer)
    client.force_login(officer)
    offered = client.get("/accounts/me/").content.decode()

    made = client.post("/accounts/me/calendar/make/")

    path = re.search(r'value="https://improvement\.example(/calendar/[\w-]{43}\.ics)"', made.content.decode()).group(1)
    after = client.get("/accounts/me/").content.decode()
    assert ("Make an address" in offered, "Make an address" in after) == (True, False)
    assert ("/calendar/" in after.replace("/me/calendar/", ""), "no-store" in made["Cache-Control"]) == (False, True)
    client.logout()
    assert len(events(client.get(path))) == 1


def test_the_account_page_revokes_the_address(client, officer):
    url = address(officer)
    client.force_login(officer)

    first = client.post("/accounts/me/calendar/revoke/", follow=True)

    assert "The address of your calendar no longer works." in first.content.decode()
    assert client.get(url).status_code == 404
    assert client.post("/accounts/me/calendar/revoke/").status_code == 404
    event = Event.objects.get(action="calendar.revoked")
    assert (event.actor_id, event.record_name) == (officer.pk, f"Calendar of {officer.name}")


def test_who_logs_no_days_and_sees_no_board_is_offered_no_calendar(client, programme):
    client.force_login(member(programme, "reader"))

    assert "Your days and meetings in your calendar" not in client.get("/accounts/me/").content.decode()


def test_who_no_longer_logs_days_can_still_revoke_an_address(client, officer):
    make_calendar_feed(user=officer)
    officer.memberships.update(until_on=dt.date(2017, 2, 28))
    client.force_login(officer)

    assert "Revoke this address" in client.get("/accounts/me/").content.decode()


@pytest.mark.parametrize("step", ["make", "revoke"])
def test_signed_out_makes_and_revokes_nothing(client, step):
    url = f"/accounts/me/calendar/{step}/"

    assert client.post(url).url == f"/accounts/login/?next={url}"


def test_a_person_has_one_address_that_works(officer):
    CalendarFeedFactory(user=officer)

    match = r"accounts_calendarfeed_one_each|accounts_calendarfeed\.user_id"
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        CalendarFeedFactory(user=officer)


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_query_count(client, workstream, officer, django_assert_num_queries, count):
    for number in range(count):
        log(workstream, officer, on=DAY - dt.timedelta(days=number))
    url = address(officer)

    with django_assert_num_queries(6):
        response = client.get(url)

    assert len(events(response)) == count
