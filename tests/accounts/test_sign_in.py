"""Signing in and out, how long it lasts, and forgotten passwords."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth import logout
from django.contrib.messages import get_messages
from django.test import Client

from accounts import middleware
from accounts.actions import disable_user, enable_user
from audit.models import Event
from commissioner.demonstration.people import PASSWORD, PEOPLE, email_of
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

GOOD = "correct horse battery"


@pytest.fixture
def person():
    return with_password(UserFactory(email="pat@council.example"))


def with_password(user, password=GOOD):
    user.set_password(password)
    user.save()
    return user


def sign_in(client, email, password=GOOD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def events():
    return list(Event.objects.order_by("pk").values_list("action", "actor_id"))


def is_signed_in(client):
    return client.get("/accounts/me/").status_code == 200


@pytest.mark.parametrize(("name", "role"), [(name, role) for name, _, _, role in PEOPLE])
def test_every_account_of_the_demonstration_signs_in(client, name, role):
    user = with_password(member(ProgrammeFactory(), role), PASSWORD)
    user.email = email_of(name)
    user.save()

    response = sign_in(client, email_of(name), PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert events() == [("person.signed_in", user.pk)]


def test_capitals_in_the_address_do_not_matter(client, person):
    assert sign_in(client, "PAT@Council.Example").status_code == 302


def test_signing_in_leads_to_the_page_that_was_asked_for(client, person):
    response = sign_in(client, person.email, next="/accounts/me/")

    assert response["Location"] == "/accounts/me/"


def test_signing_in_never_leads_to_another_site(client, person):
    response = sign_in(client, person.email, next="https://evil.example/")

    assert response["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("pat@council.example", "wrong"), ("nobody@council.example", GOOD), ("pat@council.example ", "")],
)
def test_a_wrong_address_or_password_is_refused_alike(client, person, email, password):
    response = sign_in(client, email, password)

    assert (response.status_code, is_signed_in(client)) == (200, False)
    assert "person.signed_in" not in dict(events())


def test_a_refusal_says_the_same_of_a_known_and_an_unknown_address(client, person):
    known = sign_in(client, person.email, "wrong").context["form"].errors
    unknown = sign_in(client, "nobody@council.example", "wrong").context["form"].errors

    assert known == unknown == {"__all__": ["The email address and/or password you specified are not correct."]}


def test_a_refusal_leaves_an_event_with_the_address_tried(client, person):
    sign_in(client, person.email, "wrong")

    event = Event.objects.get()
    assert (event.action, event.actor_id, event.after) == ("person.sign_in_refused", None, {"email": person.email})
    assert "wrong" not in str(vars(event))


def test_a_disabled_person_does_not_sign_in(client, person):
    person.is_active = False
    person.save()

    sign_in(client, person.email)

    assert is_signed_in(client) is False
    assert "person.signed_in" not in dict(events())


@pytest.mark.parametrize(("demonstration", "expected"), [(True, True), (False, False)])
def test_a_demonstration_account_signs_in_only_in_a_demonstration(client, settings, demonstration, expected):
    with_password(UserFactory(email="admin@demo.example"), PASSWORD)
    settings.DEMONSTRATION = demonstration

    sign_in(client, "admin@demo.example", PASSWORD)

    assert is_signed_in(client) is expected


def test_a_session_of_a_demonstration_account_ends_with_the_demonstration(client, settings):
    client.force_login(UserFactory(email="admin@demo.example"))
    settings.DEMONSTRATION = False

    assert is_signed_in(client) is False


def test_signing_out_leaves_an_event(client, person):
    sign_in(client, person.email)

    response = client.post("/accounts/logout/")

    assert (response["Location"], is_signed_in(client)) == ("/accounts/login/", False)
    assert events() == [("person.signed_in", person.pk), ("person.signed_out", person.pk)]


def test_signing_out_twice_leaves_one_event(client, person):
    sign_in(client, person.email)
    client.post("/accounts/logout/")

    client.post("/accounts/logout/")

    assert events().count(("person.signed_out", person.pk)) == 1


def test_signing_out_of_nothing_leaves_no_event(client):
    request = client.get("/cookies/").wsgi_request

    logout(request)

    assert events() == []


def test_sign_up_is_closed(client):
    page = client.get("/accounts/signup/")
    sent = client.post("/accounts/signup/", {"email": "new@council.example", "password1": GOOD})

    assert [response.templates[0].name for response in (page, sent)] == ["account/signup_closed.html"] * 2
    assert Event.objects.count() == 0


@pytest.fixture
def clock(monkeypatch):
    """The clock that sessions are held to, in seconds; it stands still until a test moves it."""
    clock = SimpleNamespace(now=1_488_240_000)
    monkeypatch.setattr(middleware, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


MINUTE, HOUR = 60, 60 * 60
SIGNED_OUT = "You were signed out because the page was not used for a while. Sign in to go on."


@pytest.mark.parametrize(("idle", "expected"), [(30 * MINUTE - 1, True), (30 * MINUTE, False), (24 * HOUR, False)])
def test_a_session_ends_after_30_minutes_without_a_page(client, person, clock, idle, expected):
    client.force_login(person)
    client.get("/accounts/me/")

    clock.now += idle

    assert is_signed_in(client) is expected


@pytest.mark.parametrize(("minutes", "expected"), [(12 * 60 - 1, True), (12 * 60, False)])
def test_a_session_in_use_ends_12_hours_after_signing_in(client, person, clock, minutes, expected):
    client.force_login(person)
    start = clock.now
    for minute in range(0, 12 * 60, 20):
        clock.now = start + minute * MINUTE
        client.get("/accounts/me/")

    clock.now = start + minutes * MINUTE

    assert is_signed_in(client) is expected


def test_a_session_that_ended_says_so_and_leads_back(client, person, clock):
    client.force_login(person)
    client.get("/accounts/me/")
    clock.now += 30 * MINUTE

    response = client.get("/accounts/me/", follow=True)

    assert response.redirect_chain == [("/accounts/login/?next=/accounts/me/", 302)]
    assert [str(message) for message in get_messages(response.wsgi_request)] == [SIGNED_OUT]
    assert SIGNED_OUT in response.content.decode()
    assert events()[-1] == ("person.signed_out", person.pk)


def test_a_session_is_written_at_most_once_a_minute(client, person, clock, django_assert_num_queries):
    client.force_login(person)
    client.get("/cookies/")
    clock.now += 59
    with django_assert_num_queries(2):
        client.get("/cookies/")

    clock.now += 1
    client.get("/cookies/")

    assert client.session["seen_at"] == clock.now


def test_disabling_ends_every_session_at_once_and_enabling_revives_none():
    programme = ProgrammeFactory()
    administrator = member(programme, "administrator")
    person = with_password(MembershipFactory(programme=programme).user)
    phone, desk = Client(), Client()
    for browser in (phone, desk):
        browser.force_login(person)
        assert is_signed_in(browser)

    disable_user(user=person, by=administrator, reason="Left.")
    while_disabled = [is_signed_in(browser) for browser in (phone, desk)]
    enable_user(user=person, by=administrator, reason="Came back.")
    once_enabled = [is_signed_in(browser) for browser in (phone, desk)]
    sign_in(phone, person.email)

    assert (while_disabled, once_enabled, is_signed_in(phone)) == ([False] * 2, [False] * 2, True)


def test_a_new_password_ends_the_other_sessions(client, person):
    sign_in(client, person.email)
    other = Client()
    other.force_login(person)

    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": GOOD, "password1": "another horse battery", "password2": "another horse battery"},
    )

    assert response["Location"] == "/accounts/me/"
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


def ask_for_a_new_password(client, email):
    return client.post("/accounts/password/reset/", {"email": email})


def test_a_forgotten_password_is_set_anew_by_the_letter(client, person, mailoutbox):
    asked = ask_for_a_new_password(client, person.email)
    (letter,) = mailoutbox
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+/)", letter.body).group(1)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]

    done = client.post(address, {"password1": "another horse battery", "password2": "another horse battery"})

    assert (asked["Location"], letter.to, letter.subject) == (
        "/accounts/password/reset/done/",
        [person.email],
        "Choose a new password",
    )
    assert done["Location"] == "/accounts/password/reset/key/done/"
    person.refresh_from_db()
    assert person.check_password("another horse battery")
    again = Client().get(link, follow=True)
    assert "This link no longer works" in again.content.decode()


def test_a_weak_new_password_is_refused(client, person, mailoutbox):
    ask_for_a_new_password(client, person.email)
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+/)", mailoutbox[0].body).group(1)
    address = client.get(link, follow=True).redirect_chain[-1][0]

    response = client.post(address, {"password1": "password", "password2": "password"})

    assert response.context["form"].errors == {
        "password1": [
            "This password is too short. It must contain at least 12 characters.",
            "This password is too common.",
        ]
    }
    person.refresh_from_db()
    assert person.check_password(GOOD)


def test_an_unknown_address_is_answered_alike_and_told_by_letter(client, mailoutbox):
    response = ask_for_a_new_password(client, "nobody@council.example")

    (letter,) = mailoutbox
    assert response["Location"] == "/accounts/password/reset/done/"
    assert (letter.to, letter.subject) == (["nobody@council.example"], "No account for this address")


def test_a_disabled_person_sets_no_password(client, person, mailoutbox):
    person.is_active = False
    person.save()

    ask_for_a_new_password(client, person.email)

    assert [letter.subject for letter in mailoutbox] == ["No account for this address"]
