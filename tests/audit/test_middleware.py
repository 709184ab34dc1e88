import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from audit.actions import request_address
from audit.middleware import address, client_address
from audit.models import Event
from audit.verification import faults
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "192.0.2.1"),
        (0, "198.51.100.9", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.9, 203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.9,,203.0.113.5 ", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),
        (2, "203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "198.51.100.9, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        # As some proxies write it, and as databases give it back.
        (1, "2001:DB8:0:0::1", "2001:db8::1"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "203.0.113.5:4711", "203.0.113.5"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "[2001:db8::1]", "2001:db8::1"),
        (1, "unknown", None),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_client_address_is_what_the_last_of_our_proxies_saw(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")

    assert client_address(request) == expected


@pytest.mark.parametrize(
    ("remote", "expected"), [("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("", None), (None, None)]
)
def test_client_address_of_a_direct_connection(remote, expected):
    request = RequestFactory().get("/", REMOTE_ADDR=remote)

    assert client_address(request) == expected


def test_address_is_known_while_the_request_is_answered_and_not_after():
    seen = []

    def answer(request):
        seen.append(request_address.get())
        return HttpResponse()

    address(answer)(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"))

    assert (seen, request_address.get()) == (["192.0.2.1"], None)


def test_address_is_forgotten_after_a_fault():
    def answer(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        address(answer)(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1"))

    assert request_address.get() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [("203.0.113.5", "203.0.113.5"), ("2001:DB8:0:0::1", "2001:db8::1"), ("203.0.113.5:4711", "203.0.113.5")],
)
def test_a_sign_in_through_a_proxy_leaves_its_address_and_a_whole_trail(client, settings, forwarded, expected):
    settings.TRUSTED_PROXIES = 1
    person = UserFactory()
    person.set_password("correct horse battery")
    person.save()
    typed = {"login": person.email, "password": "correct horse battery"}

    client.post("/accounts/login/", typed, headers={"x-forwarded-for": forwarded})

    event = Event.objects.get()
    assert (event.action, event.address) == ("person.signed_in", expected)
    assert list(faults()) == []


@pytest.mark.django_db
def test_a_spoofed_header_is_not_believed_without_a_proxy(client):
    client.post(
        "/accounts/login/",
        {"login": "nobody@council.example", "password": "x"},
        headers={"x-forwarded-for": "198.51.100.9"},
        REMOTE_ADDR="192.0.2.1",
    )

    assert Event.objects.get().address == "192.0.2.1"
