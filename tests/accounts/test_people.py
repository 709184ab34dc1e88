"""The administrator's pages: who is in a programme, and each step that changes it."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import Invitation, Membership
from accounts.roles import ROLES
from audit.models import Event
from tests.factories.accounts import InvitationFactory, MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 2, 28)
PEOPLE = "/accounts/people/own/"


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="own")


@pytest.fixture
def administrator(programme):
    return MembershipFactory(programme=programme, role="administrator", user__name="An Administrator").user


@pytest.fixture
def office(client, administrator):
    """The administrator's browser, with a page open already: the first one writes the session."""
    client.force_login(administrator)
    client.get("/cookies/")
    return client


@pytest.fixture
def pat(programme):
    """An officer's membership."""
    return MembershipFactory(
        programme=programme, role="officer", user__name="Pat Lee", user__email="pat@council.example"
    )


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def rows(response):
    return [row.get_cell_value("name") for row in response.context["table"].rows]


def newest_event():
    event = Event.objects.order_by("-pk").first()
    return event.action, event.chain, event.actor_name, event.reason


def on(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_people_lists_everybody_of_the_programme_and_nobody_else(office, pat):
    MembershipFactory(user__name="Elsewhere")

    assert rows(office.get(PEOPLE)) == ["An Administrator", "Pat Lee"]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "Holds"),
        ({"until_on": TODAY}, "Does not hold today"),
        ({"from_on": TODAY + dt.timedelta(days=1)}, "Does not hold today"),
        ({"user__is_active": False}, "Shut out"),
    ],
)
def test_people_says_whether_a_role_holds(office, programme, facts, state):
    MembershipFactory(programme=programme, user__name="Zoe", **facts)

    response = office.get(PEOPLE)

    states = {row.get_cell_value("name"): row.get_cell_value("state") for row in response.context["table"].rows}
    assert states == {"An Administrator": "Holds", "Zoe": state}


def test_people_offers_the_steps_that_can_be_taken(office, programme, pat):
    gone = MembershipFactory(programme=programme, until_on=TODAY, user__name="Zoe", user__is_active=False)

    text = office.get(PEOPLE).content.decode()

    steps = {
        f"{PEOPLE}roles/{pat.pk}/change/": True,
        f"{PEOPLE}roles/{pat.pk}/end/": True,
        f"{PEOPLE}{pat.user.pk}/disable/": True,
        f"{PEOPLE}{pat.user.pk}/enable/": False,
        f"{PEOPLE}roles/{gone.pk}/change/": False,
        f"{PEOPLE}roles/{gone.pk}/end/": False,
        f"{PEOPLE}{gone.user.pk}/disable/": False,
        f"{PEOPLE}{gone.user.pk}/enable/": True,
    }
    assert {step: f'href="{step}"' in text for step in steps} == steps


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "lee"}, ["Pat Lee"]),
        ({"q": "pat COUNCIL"}, ["Pat Lee"]),
        ({"q": "pat@council"}, ["Pat Lee"]),
        ({"q": "nobody"}, []),
        ({"role": "administrator"}, ["An Administrator"]),
        ({"today": "yes"}, ["An Administrator", "Pat Lee"]),
        ({"today": "no"}, ["Zoe Gone"]),
        ({"sort": "-name"}, ["Zoe Gone", "Pat Lee", "An Administrator"]),
        ({"role": "king"}, ["An Administrator", "Pat Lee", "Zoe Gone"]),
    ],
)
def test_people_is_filtered_and_sorted(office, programme, pat, query, expected):
    MembershipFactory(programme=programme, user__name="Zoe Gone", until_on=TODAY)

    assert rows(office.get(PEOPLE, query)) == expected


def test_people_lists_invitations_not_yet_accepted(office, programme):
    now = timezone.now()
    open_one = InvitationFactory(programme=programme)
    expired = InvitationFactory(programme=programme, invited_at=now - dt.timedelta(days=9))
    InvitationFactory(programme=programme, withdrawn_at=now)
    InvitationFactory(programme=programme, accepted_at=now, accepted_by=UserFactory())
    InvitationFactory()

    assert office.get(PEOPLE).context["invitations"] == [(open_one, "open"), (expired, "expired")]


def test_people_downloads_the_same_rows_and_leaves_an_event(office, administrator, pat):
    response = office.get("/accounts/people/own.csv", {"q": "pat"})

    text = b"".join(response.streaming_content).decode()
    assert list(csv.reader(io.StringIO(text))) == [
        ["Name", "Organisation", "Email", "Role", "From", "Until", "State"],
        ["Pat Lee", "Sample Council", "pat@council.example", "Officer", "2016-05-25", "", "Holds"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="own-people-2017-02-28.csv"'
    event = Event.objects.get(chain="own")
    assert (event.action, event.actor_id, event.after) == (
        "list.exported",
        administrator.pk,
        {"list": "people", "on": "2017-02-28"},
    )


@pytest.mark.parametrize("count", [1, 3])
def test_people_query_count(office, programme, django_assert_num_queries, count):
    MembershipFactory.create_batch(count, programme=programme)
    InvitationFactory.create_batch(count, programme=programme)

    with django_assert_num_queries(6):
        response = office.get(PEOPLE)

    assert (len(rows(response)), len(response.context["invitations"])) == (count + 1, count)


STEPS = ["invite/", "roles/{m}/change/", "roles/{m}/end/", "{u}/disable/", "{u}/enable/", "invitations/{i}/withdraw/"]


def step(name, membership, invitation):
    return PEOPLE + name.format(m=membership.pk, u=membership.user_id, i=invitation.pk)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_opens_with_its_question(office, programme, pat, name):
    invitation = InvitationFactory(programme=programme)

    assert office.get(step(name, pat, invitation)).status_code == 200


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"administrator"}))
def test_a_step_is_refused_to_every_other_role(client, programme, pat, name, role):
    client.force_login(member(programme, role))
    invitation = InvitationFactory(programme=programme)

    response = client.post(step(name, pat, invitation), {"reason": "Because."})

    assert response.status_code == 403
    assert newest_event()[:2] == ("access.refused", "own")
    pat.refresh_from_db()
    assert (pat.until_on, pat.user.is_active, Invitation.objects.get().withdrawn_at) == (None, True, None)


@pytest.mark.parametrize("name", STEPS[1:])
def test_a_step_on_what_is_of_another_programme_is_not_there(office, programme, name):
    elsewhere = MembershipFactory()
    invitation = InvitationFactory(programme=elsewhere.programme)

    response = office.post(step(name, elsewhere, invitation), {"reason": "Because."})

    assert response.status_code == 404


@pytest.mark.parametrize("name", STEPS)
def test_a_step_on_an_earlier_day_is_refused(office, programme, pat, name):
    invitation = InvitationFactory(programme=programme)

    response = office.post(step(name, pat, invitation) + "?on=2016-11-30", {"reason": "Because."})

    assert response.status_code == 403
    assert "You are looking at an earlier day, on which nothing can be changed." in response.content.decode()


def test_moving_a_person_to_another_role(office, pat):
    typed = {"role": "director", "reason": "Promoted.", **on("from_on", TODAY)}

    response = office.post(f"{PEOPLE}roles/{pat.pk}/change/", typed)

    assert (response["Location"], told(response)) == (PEOPLE, ["Pat Lee has the new role from that day."])
    held = Membership.objects.filter(user=pat.user).order_by("pk")
    assert list(held.values_list("role", "until_on")) == [("officer", TODAY), ("director", None)]
    assert newest_event() == ("role.given", "own", "An Administrator, Sample Council", "")


def test_moving_a_person_to_the_same_role_is_refused(office, pat):
    typed = {"role": "officer", "reason": "None.", **on("from_on", TODAY)}

    response = office.post(f"{PEOPLE}roles/{pat.pk}/change/", typed)

    assert response.context["form"].errors == {"__all__": ["Choose a different role from the one held now."]}
    assert newest_event()[0] == "person.signed_in"


def test_ending_a_role(office, pat):
    response = office.post(f"{PEOPLE}roles/{pat.pk}/end/", {"reason": "Left.", **on("until_on", TODAY)})

    assert (response["Location"], told(response)) == (PEOPLE, ["Pat Lee no longer has this role from that day."])
    pat.refresh_from_db()
    assert pat.until_on == TODAY
    assert newest_event() == ("role.ended", "own", "An Administrator, Sample Council", "Left.")


def test_ending_the_last_administrator_is_refused(office, administrator):
    membership = administrator.memberships.get()

    response = office.post(f"{PEOPLE}roles/{membership.pk}/end/", {"reason": "Left.", **on("until_on", TODAY)})

    assert response.context["form"].errors == {
        "__all__": ["This is the programme's last administrator. Give the role to somebody else first."]
    }


def test_shutting_a_person_out_and_letting_them_in_again(office, pat):
    out = office.post(f"{PEOPLE}{pat.user.pk}/disable/", {"reason": "Left."})
    pat.user.refresh_from_db()
    was_active = pat.user.is_active
    event = newest_event()

    back = office.post(f"{PEOPLE}{pat.user.pk}/enable/", {"reason": "Came back."})

    pat.user.refresh_from_db()
    assert (was_active, pat.user.is_active) == (False, True)
    assert told(out) == ["Pat Lee is shut out: every session and every key has ended."]
    assert told(back)[-1] == "Pat Lee can sign in again."
    assert event == ("person.disabled", "installation", "An Administrator, Sample Council", "Left.")
    assert newest_event() == ("person.enabled", "installation", "An Administrator, Sample Council", "Came back.")


@pytest.mark.parametrize("verb", ["disable", "enable"])
def test_shutting_out_somebody_who_is_in_another_programme_too_is_refused(office, pat, verb):
    MembershipFactory(user=pat.user)

    response = office.post(f"{PEOPLE}{pat.user.pk}/{verb}/", {"reason": "Left."})

    assert response.context["form"].errors == {
        "__all__": [f"You can {verb} only other people, all of whose programmes you administer."]
    }
    assert newest_event()[0] == "person.signed_in"


@pytest.mark.parametrize(
    ("name", "typed", "fields"),
    [
        ("roles/{m}/change/", {"role": "director"}, ["from_on", "reason"]),
        ("roles/{m}/end/", {}, ["reason", "until_on"]),
        ("{u}/disable/", {"reason": "x" * 4001}, ["reason"]),
        ("{u}/enable/", {}, ["reason"]),
    ],
)
def test_a_step_wants_its_reason_and_its_day(office, programme, pat, name, typed, fields):
    response = office.post(step(name, pat, InvitationFactory(programme=programme)), typed)

    assert sorted(response.context["form"].errors) == fields


def test_withdrawing_an_invitation(office, programme):
    invitation = InvitationFactory(programme=programme)
    address = f"{PEOPLE}invitations/{invitation.pk}/withdraw/"

    first = office.post(address)
    second = office.post(address)

    assert (first["Location"], told(first)) == (PEOPLE, ["The invitation is withdrawn: its link no longer works."])
    assert told(second)[-1] == "This invitation is no longer open."
    invitation.refresh_from_db()
    assert invitation.state_at(timezone.now()) == "withdrawn"
    assert Event.objects.filter(action="person.invitation_withdrawn").count() == 1


def test_me_tells_what_i_may_do_and_which_keys_i_hold(client):
    membership = MembershipFactory(role="officer", user__name="Pat Lee")
    client.force_login(membership.user)

    response = client.get("/accounts/me/")

    assert response.context["memberships"] == [membership]
    assert "You have none. Whoever runs the service can make one for you." in response.content.decode()


def test_me_of_somebody_without_a_role(client):
    client.force_login(UserFactory())

    assert "You have no role in any programme today." in client.get("/accounts/me/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_me_query_count(client, django_assert_num_queries, count):
    user = UserFactory()
    MembershipFactory.create_batch(count, user=user)
    client.force_login(user)
    client.get("/cookies/")

    with django_assert_num_queries(5):
        response = client.get("/accounts/me/")

    assert len(response.context["memberships"]) == count


def test_roles_shows_who_may_do_what(client):
    client.force_login(UserFactory())

    response = client.get("/accounts/roles/")

    held = {code: flags for code, _, flags in response.context["permissions"]}
    assert {code: held["audit.view"][number] for number, code in enumerate(ROLES)} == {
        code: code == "administrator" for code in ROLES
    }
