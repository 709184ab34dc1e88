"""Keys to the API: making one, using it, and everything that ends it."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actions import disable_user, enable_user, make_api_token
from accounts.authentication import BearerScheme
from accounts.models import ApiToken
from audit.models import Event
from tests.factories.accounts import ApiTokenFactory, MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

REFUSED = {
    "type": "about:blank",
    "title": "Authentication failed",
    "status": 401,
    "detail": "This key is not known, has expired or was revoked.",
}


@pytest.fixture
def person():
    return MembershipFactory(programme=ProgrammeFactory(slug="own"), role="officer").user


def make(user, days=1):
    return make_api_token(user=user, purpose="Reporting", days=days)


def ask(client, secret, scheme="Bearer"):
    return client.get("/api/v1/programmes/", headers={"authorization": f"{scheme} {secret}"})


def run(*arguments):
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_command_prints_a_key_that_works(client, person):
    secret = run(person.email.upper(), "--days", "2", "--purpose", "Monthly figures")

    response = ask(client, secret)

    token = ApiToken.objects.get()
    assert (token.user, token.purpose, token.expires_at - token.made_at) == (
        person,
        "Monthly figures",
        dt.timedelta(days=2),
    )
    assert [programme["slug"] for programme in response.json()["results"]] == ["own"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody@council.example"], "Nobody active has the address nobody@council.example."),
        (["gone@council.example"], "Nobody active has the address gone@council.example."),
        (["here@council.example", "--days", "0"], "A key lasts 1 to 366 days."),
        (["here@council.example", "--days", "367"], "A key lasts 1 to 366 days."),
    ],
)
def test_command_refuses_in_a_sentence(arguments, sentence):
    UserFactory(email="here@council.example")
    UserFactory(email="gone@council.example", is_active=False)

    with pytest.raises(CommandError) as refusal:
        run(*arguments)

    assert (str(refusal.value), ApiToken.objects.count()) == (sentence, 0)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_key_opens_what_its_person_may_see(client, person, scheme):
    _, secret = make(person)

    response = ask(client, secret, scheme)

    assert (response.status_code, response.json()["count"]) == (200, 1)


def expire(token):
    ApiToken.objects.update(made_at=timezone.now() - dt.timedelta(days=2), expires_at=timezone.now())


def revoke(token):
    ApiToken.objects.update(revoked_at=timezone.now())


def disable(token):
    token.user.is_active = False
    token.user.save()


@pytest.mark.parametrize("end", [expire, revoke, disable])
def test_a_key_that_ended_opens_nothing(client, person, end):
    token, secret = make(person)
    end(token)

    response = ask(client, secret)

    assert (response.status_code, response.json()) == (401, REFUSED)
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["", " ", "guess", "\xff\xfe", "x" * 5000, "a b c"])
def test_a_key_that_is_none_opens_nothing(client, person, secret):
    make(person)

    response = ask(client, secret)

    assert (response.status_code, response.json()) == (401, REFUSED)


@pytest.mark.parametrize("header", ["", "Basic cGF0OnB3", "Token x", "garbage"])
def test_another_way_of_signing_in_is_not_known(client, header):
    response = client.get("/api/v1/programmes/", headers={"authorization": header})

    assert (response.status_code, response.json()["title"]) == (401, "Not authenticated")


@pytest.mark.parametrize(("demonstration", "status"), [(True, 200), (False, 401)])
def test_a_key_of_a_demonstration_account_works_only_in_a_demonstration(client, settings, demonstration, status):
    _, secret = make(UserFactory(email="admin@demo.example"))
    settings.DEMONSTRATION = demonstration

    assert ask(client, secret).status_code == status


def test_disabling_ends_every_key_and_enabling_revives_none(client, person):
    _, secret = make(person)
    administrator = member(person.memberships.get().programme, "administrator")

    disable_user(user=person, by=administrator, reason="Left.")
    enable_user(user=person, by=administrator, reason="Came back.")

    assert ask(client, secret).status_code == 401


def test_a_key_is_revoked_by_its_person(client, person):
    token, secret = make(person)
    client.force_login(person)

    response = client.post(f"/accounts/me/keys/{token.pk}/revoke/")

    assert response["Location"] == "/accounts/me/"
    client.logout()
    assert ask(client, secret).status_code == 401
    assert Event.objects.filter(action="api_token.revoked").get().record_id == token.pk


def test_a_key_is_not_revoked_by_somebody_else_nor_twice(client, person):
    other = ApiTokenFactory()
    revoked = ApiTokenFactory(user=person, revoked_at=timezone.now())
    client.force_login(person)

    statuses = [client.post(f"/accounts/me/keys/{token.pk}/revoke/").status_code for token in (other, revoked)]

    other.refresh_from_db()
    assert (statuses, other.revoked_at) == ([404, 404], None)


def test_me_lists_the_keys_that_are_not_revoked(client, person):
    ApiTokenFactory(user=person, purpose="Works")
    ApiTokenFactory(user=person, purpose="Old", made_at=timezone.now() - dt.timedelta(days=100))
    ApiTokenFactory(user=person, purpose="Gone", revoked_at=timezone.now())
    ApiTokenFactory(purpose="Of somebody else")
    client.force_login(person)

    text = client.get("/accounts/me/").content.decode()

    # Each key beside whether it works.
    shown = re.findall(r"app-chip[^>]*>(\w+)</span>.*?<strong>(\w+)</strong>", text, re.DOTALL)
    assert shown == [("Works", "Works"), ("Expired", "Old")]


def test_the_schema_describes_keys():
    assert BearerScheme(None).get_security_definition(None) == {"type": "http", "scheme": "bearer"}


def test_accounts_prints_who_can_sign_in_to_the_demonstration():
    UserFactory(email="board@demo.example", name="Board member", organisation="NHS Torbay")
    UserFactory(email="gone@demo.example", is_active=False)
    UserFactory(email="pat@council.example")
    out = StringIO()

    call_command("accounts", stdout=out)

    assert out.getvalue() == (
        "\nOpen http://127.0.0.1:8000/ and sign in with the password improvement-demo as one of:\n"
        "  board@demo.example          Board member, NHS Torbay\n"
        "\nPress Ctrl+C to stop.\n"
    )
