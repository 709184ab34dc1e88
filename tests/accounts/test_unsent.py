"""What was typed survives a session that ended, for the person who typed it."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages

from accounts import middleware, unsent
from improvement.models import Milestone
from tests.factories.accounts import member
from tests.factories.improvement import ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/own/workstreams/8/milestones/add/"
TYPED = {"title": "All staff trained", "due_on_day": "31", "due_on_month": "3", "due_on_year": "2017"}
KEPT = "You were signed out before this was saved. What you typed is here: check it, and save."
HOUR = 60 * 60


@pytest.fixture
def clock(monkeypatch):
    """The clock of sessions and of what is kept, in seconds; it stands still until a test moves it."""
    clock = SimpleNamespace(now=1_488_240_000)
    for module in (middleware, unsent):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def programme():
    return WorkstreamFactory(programme=ProgrammeFactory(slug="own"), number=8).programme


@pytest.fixture
def officer(programme):
    return member(programme, "officer")


def too_late(client, officer, clock, address=ADDRESS, typed=TYPED):
    """The officer sends a form half an hour after the last page."""
    client.force_login(officer)
    client.get("/cookies/")
    clock.now += 30 * 60
    return client.post(address, typed)


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_what_was_typed_is_there_after_signing_in_again_and_nothing_is_saved_yet(client, officer, clock):
    late = too_late(client, officer, clock)
    client.force_login(officer)

    response = client.get(ADDRESS)

    assert late.url == f"/accounts/login/?next={ADDRESS}"
    assert response.context["form"]["title"].value() == "All staff trained"
    assert (KEPT in messages_of(response), Milestone.objects.count()) == (True, 0)
    assert client.post(ADDRESS, TYPED).status_code == 302
    assert Milestone.objects.get().title == "All staff trained"


def test_it_is_there_once(client, officer, clock):
    too_late(client, officer, clock)
    client.force_login(officer)
    client.get(ADDRESS)

    assert client.get(ADDRESS).context["form"]["title"].value() is None


def test_another_person_at_the_same_browser_does_not_see_it(client, programme, officer, clock):
    too_late(client, officer, clock)
    client.force_login(member(programme, "officer"))

    assert client.get(ADDRESS).context["form"]["title"].value() is None
    client.force_login(officer)
    assert client.get(ADDRESS).context["form"]["title"].value() is None


def test_another_page_does_not_show_it(client, programme, officer, clock):
    WorkstreamFactory(programme=programme, number=9)
    too_late(client, officer, clock)
    client.force_login(officer)

    assert client.get("/own/workstreams/9/milestones/add/").context["form"]["title"].value() is None
    assert client.get(ADDRESS).context["form"]["title"].value() == "All staff trained"


@pytest.mark.parametrize(("waited", "title"), [(HOUR, "All staff trained"), (HOUR + 1, None)])
def test_it_is_kept_for_an_hour(client, officer, clock, waited, title):
    too_late(client, officer, clock)
    clock.now += waited
    client.force_login(officer)

    assert client.get(ADDRESS).context["form"]["title"].value() == title


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/accounts/password/change/", {"oldpassword": "secret"}),
        (ADDRESS, {}),
        (ADDRESS, {"title": "x" * 60_000}),
    ],
    ids=["a password", "nothing", "far too much"],
)
def test_some_things_are_never_kept(client, officer, clock, address, typed):
    too_late(client, officer, clock, address, typed)

    assert unsent.KEY not in client.session
