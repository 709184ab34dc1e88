"""Health for machines, errors for people, and the headers of every page."""

import re

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from config import views
from tests.factories.accounts import UserFactory, member
from tests.factories.improvement import ProgrammeFactory


def heading(response):
    return re.search(r"<h1>(.*?)</h1>", response.content.decode()).group(1)


@pytest.fixture
def visitor():
    """A browser that is shown the page of an error, as people are."""
    return Client(raise_request_exception=False)


def test_healthz_answers_without_a_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.django_db
def test_readyz_answers_when_the_database_does(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_is_not_ready_while_migrations_wait(client, monkeypatch):
    waiting = [("migration", False)]
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda executor, targets: waiting)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"status": "migrations are waiting"})


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_readyz_is_not_ready_without_a_database(client, monkeypatch, error):
    def dead(connection):
        raise error("the server closed the connection")

    monkeypatch.setattr(views, "MigrationExecutor", dead)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"status": "database does not answer"})


@pytest.mark.django_db
def test_a_bad_request_is_answered_in_plain_english(visitor):
    programme = ProgrammeFactory()
    visitor.force_login(member(programme, "reader"))

    response = visitor.get(f"/{programme.slug}/", {"on": "yesterday"})

    assert (response.status_code, heading(response)) == (400, "We could not read that request")


def test_another_host_name_is_answered_in_plain_english(visitor):
    response = visitor.get("/accessibility/", headers={"host": "evil.example"})

    assert (response.status_code, heading(response)) == (400, "We could not read that request")
    assert "evil.example" not in response.content.decode()


@pytest.mark.django_db
def test_a_refusal_is_answered_in_plain_english(visitor):
    programme = ProgrammeFactory()
    visitor.force_login(member(programme, "reader"))

    response = visitor.get(f"/{programme.slug}/risks/")

    assert (response.status_code, heading(response)) == (403, "You cannot do this")
    assert "Your role in this programme does not allow this." in response.content.decode()


def test_a_form_without_its_token_is_answered_in_plain_english():
    visitor = Client(enforce_csrf_checks=True)

    response = visitor.post("/accounts/login/", {"login": "person@council.example", "password": "x"})

    assert (response.status_code, heading(response)) == (403, "You cannot do this")
    assert "This form has expired. Go back, reload the page and send it again." in response.content.decode()


@pytest.mark.django_db
def test_a_missing_page_is_answered_in_plain_english(visitor):
    visitor.force_login(UserFactory())

    response = visitor.get("/nowhere/")

    assert (response.status_code, heading(response)) == (404, "Page not found")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/own/findings/F9%00/", "/own/findings/F9%00/coverage/", "/%00/", "/%00"])
def test_an_address_with_a_null_byte_is_not_there(visitor, address):
    visitor.force_login(member(ProgrammeFactory(slug="own"), "reader"))

    response = visitor.get(address)

    assert (response.status_code, heading(response)) == (404, "Page not found")


@pytest.mark.parametrize("address", ["/readyz", "/readyz?tell=more"])
def test_a_fault_is_answered_in_plain_english_without_a_trace(visitor, monkeypatch, address):
    def fault(connection):
        raise RuntimeError("the inside of the machine")

    monkeypatch.setattr(views, "MigrationExecutor", fault)

    response = visitor.get(address)

    assert (response.status_code, heading(response)) == (500, "Sorry, something went wrong")
    text = response.content.decode()
    assert [word for word in ("Traceback", "RuntimeError", "inside of the machine", "views.py") if word in text] == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [("/accessibility/", "Accessibility"), ("/privacy/", "Privacy"), ("/cookies/", "Cookies")],
)
def test_standing_pages_are_for_everybody(client, address, expected):
    response = client.get(address)

    assert (response.status_code, heading(response)) == (200, expected)


def test_pages_may_load_only_what_the_site_itself_serves(client):
    policy = client.get("/accessibility/")["Content-Security-Policy"]

    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "connect-src 'none'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "object-src 'none'",
        "script-src 'none'",
        "style-src 'self'",
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Strict-Transport-Security", None),
    ],
)
def test_pages_carry_the_security_headers(client, header, expected):
    assert client.get("/accessibility/").headers.get(header) == expected


@pytest.fixture
def served_securely(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def test_pages_over_plain_http_are_sent_to_https(client, served_securely):
    response = client.get("/accessibility/")

    assert (response.status_code, response["Location"]) == (301, "https://testserver/accessibility/")


def test_health_answers_over_plain_http(client, served_securely):
    assert client.get("/healthz").status_code == 200


def test_pages_over_https_ask_browsers_to_stay_there(client, served_securely):
    response = client.get("/accessibility/", secure=True)

    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.django_db
def test_a_page_seen_signed_in_is_kept_by_nobody(client):
    client.force_login(UserFactory())

    response = client.get("/accessibility/")

    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_page_seen_signed_out_says_nothing_of_keeping(client):
    assert "Cache-Control" not in client.get("/accessibility/")
