"""The letter's link: who may open it, until when, and what it does."""

import re
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import mail
from accounts.actions import accept_invitation, disable_user, invite, withdraw_invitation
from accounts.models import Invitation, Membership, User
from audit.models import Event
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

GOOD = {"password1": "correct horse battery", "password2": "correct horse battery"}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="own", name="Own Council")


@pytest.fixture
def administrator(programme):
    return member(programme, "administrator")


@pytest.fixture
def offered(programme, administrator):
    """An invitation and the address of its link."""
    invitation, secret = invite(
        programme=programme,
        email="new@council.example",
        name="New Person",
        organisation="Sample Council",
        role="officer",
        by=administrator,
    )
    return invitation, f"/accounts/invitations/{secret}/"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


TYPED = {"email": "new@council.example", "name": "New Person", "organisation": "Sample Council", "role": "officer"}


def test_an_invitation_goes_out_as_a_letter_whose_link_works(client, programme, administrator, mailoutbox):
    client.force_login(administrator)

    response = client.post("/accounts/people/own/invite/", TYPED)

    (letter,) = mailoutbox
    assert (response["Location"], told(response)) == (
        "/accounts/people/own/",
        ["The invitation is on its way to new@council.example."],
    )
    assert (letter.to, letter.subject) == (
        ["new@council.example"],
        "Invitation to the Own Council improvement programme",
    )
    assert f"{administrator.name} invites you to the Own Council improvement programme as officer." in letter.body
    link = re.search(r"http://127.0.0.1:8000(/accounts/invitations/\S+/)", letter.body).group(1)
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize("error", [SMTPServerDisconnected, ConnectionRefusedError])
def test_a_letter_that_cannot_be_sent_is_said_and_the_invitation_stands(
    client, programme, administrator, monkeypatch, error
):
    def dead(**letter):
        raise error("no")

    monkeypatch.setattr(mail, "send_mail", dead)
    client.force_login(administrator)

    response = client.post("/accounts/people/own/invite/", TYPED)

    assert told(response) == [
        "The invitation of new@council.example is made, but the letter could not be sent. "
        "Invite again when the mail server works."
    ]
    assert Invitation.objects.open_at(timezone.now()).count() == 1


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"email": "nobody"}, {"email": ["Enter a valid email address."]}),
        ({"role": ""}, {"role": ["Choose a role"]}),
        ({"role": "king"}, {"role": ["Select a valid choice. king is not one of the available choices."]}),
        ({"name": "x" * 201}, {"name": ["Ensure this value has at most 200 characters (it has 201)."]}),
        (
            {"name": "NHS 943 476 5919"},
            {"name": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
        (
            {"organisation": "DOB 12/03/2009"},
            {"organisation": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
        (
            {"until_on_day": "28", "until_on_month": "2", "until_on_year": "2017"},
            {"__all__": ["The role must end after 28 February 2017, the day it starts."]},
        ),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(client, programme, administrator, mailoutbox, typed, errors):
    client.force_login(administrator)

    response = client.post("/accounts/people/own/invite/", TYPED | typed)

    assert (response.status_code, response.context["form"].errors) == (200, errors)
    assert (Invitation.objects.count(), len(mailoutbox)) == (0, 0)


def test_a_new_person_chooses_a_password_and_is_in(client, programme, offered):
    _, link = offered
    page = client.get(link)

    response = client.post(link, GOOD)

    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert response["Location"] == "/"
    user = User.objects.get(email="new@council.example")
    assert (client.session["_auth_user_id"], user.check_password(GOOD["password1"])) == (str(user.pk), True)
    assert client.get("/own/").status_code == 200
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
        "person.invited",
        "person.invitation_accepted",
        "role.given",
        "person.signed_in",
    ]


@pytest.mark.parametrize(
    ("first", "second", "errors"),
    [
        ("", "", {"password1": ["This field is required."], "password2": ["This field is required."]}),
        ("correct horse battery", "correct horse", {"password2": ["The two password fields didn’t match."]}),
        (
            "short",
            "short",
            {"password2": ["This password is too short. It must contain at least 12 characters."]},
        ),
        ("740192836455", "740192836455", {"password2": ["This password is entirely numeric."]}),
        (
            "new@council.example",
            "new@council.example",
            {"password2": ["The password is too similar to the Email address."]},
        ),
        (
            "torbay childrens",
            "torbay childrens",
            {"password2": ["The password is too similar to the Organisation."]},
        ),
        ("persephone new", "persephone new", {"password2": ["The password is too similar to the Name."]}),
    ],
)
def test_a_weak_password_is_refused(client, offered, first, second, errors):
    _, link = offered
    Invitation.objects.update(name="Persephone New", organisation="Torbay Childrens")

    response = client.post(link, {"password1": first, "password2": second})

    assert response.context["form"].errors == errors
    assert not User.objects.filter(email="new@council.example").exists()


def close(invitation, state, administrator):
    if state == "accepted":
        accept_invitation(invitation=invitation, password="correct horse battery")
    elif state == "withdrawn":
        withdraw_invitation(invitation=invitation, by=administrator)
    else:
        Invitation.objects.update(expires_at=invitation.invited_at)


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("accepted", "This invitation was accepted already"),
        ("withdrawn", "This invitation was withdrawn"),
        ("expired", "This invitation has expired"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_invitation_lets_nobody_in(client, offered, administrator, state, heading, method):
    invitation, link = offered
    close(invitation, state, administrator)
    people = User.objects.count()

    response = getattr(client, method)(link, GOOD)

    assert (response.status_code, heading in response.content.decode()) == (410, True)
    assert (User.objects.count(), "_auth_user_id" in client.session) == (people, False)


def test_a_link_that_was_never_sent_is_not_there(client, offered):
    assert client.get("/accounts/invitations/guess/").status_code == 404


def test_a_role_that_ended_before_the_link_was_opened_is_said(client, offered):
    invitation, link = offered
    Invitation.objects.update(until_on="2017-02-28")

    response = client.post(link, GOOD)

    assert response.context["form"].errors == {
        "__all__": ["The role must end after 28 February 2017, the day it starts."]
    }
    assert not User.objects.filter(email=invitation.email).exists()


def test_who_has_an_account_signs_in_first(client, offered):
    UserFactory(email="new@council.example")
    _, link = offered

    page = client.get(link)
    sent = client.post(link, GOOD)

    assert (page.status_code, page.context["signed_in"]) == (200, False)
    assert f'href="/accounts/login/?next={link}"' in page.content.decode()
    assert (sent.status_code, Membership.objects.filter(role="officer").count()) == (200, 0)


def test_who_has_an_account_accepts_signed_in(client, offered, programme):
    person = UserFactory(email="new@council.example")
    client.force_login(person)
    _, link = offered

    page = client.get(link)
    response = client.post(link)

    assert page.context["signed_in"] is True
    assert (response["Location"], told(response)) == ("/", ["You are in the Own Council programme."])
    assert [m.role for m in person.memberships.all()] == ["officer"]


def test_the_wrong_person_signed_in_accepts_nothing(client, offered):
    UserFactory(email="new@council.example")
    wrong = UserFactory()
    client.force_login(wrong)
    _, link = offered

    page = client.get(link)
    client.post(link)

    assert page.context["signed_in"] is False
    assert (wrong.memberships.count(), Invitation.objects.get().accepted_at) == (0, None)


def test_who_holds_the_role_already_is_told(client, offered, programme):
    person = MembershipFactory(programme=programme, role="officer", user__email="new@council.example").user
    client.force_login(person)
    _, link = offered

    response = client.post(link)

    assert told(response) == [f"{person.name} already has this role on 28 February 2017."]


def test_a_disabled_person_is_not_let_in_by_an_invitation(client, offered, programme, administrator):
    person = MembershipFactory(programme=programme, role="reader", user__email="new@council.example").user
    disable_user(user=person, by=administrator, reason="Left.")
    _, link = offered

    assert (client.get(link).status_code, client.post(link, GOOD).status_code) == (404, 404)


def run(slug):
    out = StringIO()
    call_command("invite_administrator", slug, "first@council.example", "First Person", "Sample Council", stdout=out)
    return out.getvalue().strip()


def test_the_first_administrator_is_invited_by_command(client, programme, settings):
    link = run("own")

    assert link.startswith("http://127.0.0.1:8000/accounts/invitations/")
    path = link.removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    client.post(path, GOOD)
    assert client.get("/accounts/people/own/").status_code == 200
    assert Event.objects.filter(action="person.invited").get().actor_name == ""


def test_the_first_administrator_of_no_programme_is_not_invited(programme):
    with pytest.raises(CommandError, match="There is no programme other: load it first."):
        run("other")
