import datetime as dt

import pytest

from accounts.actions import (
    AccountError,
    accept_invitation,
    change_role,
    disable_user,
    enable_user,
    end_role,
    give_role,
    invite,
    make_api_token,
    may_disable,
    revoke_api_token,
    withdraw_invitation,
)
from accounts.models import ApiToken, Invitation, Membership, User
from audit.models import Event
from tests.factories.accounts import ApiTokenFactory, InvitationFactory, MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = dt.date(2017, 2, 28)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="own")


@pytest.fixture
def administrator(programme):
    return member(programme, "administrator")


def events():
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def refused(action, **facts):
    """The sentence with which an action refuses, having changed nothing and left no event."""
    before = events()
    with pytest.raises(AccountError) as refusal:
        action(**facts)
    assert events() == before
    return refusal.value.message


def offer(programme, by, **facts):
    who = {"email": "New@Council.example", "name": "New Person", "organisation": "Sample Council", "role": "officer"}
    return invite(programme=programme, by=by, **who | facts)


def test_invite_keeps_only_the_digest_of_its_secret(programme, administrator):
    invitation, secret = offer(programme, administrator, until_on=TODAY + DAY)

    assert (invitation.email, invitation.expires_at - invitation.invited_at) == ("new@council.example", 7 * DAY)
    assert (len(secret), secret in str(vars(invitation)), len(invitation.digest)) == (43, False, 64)
    event = Event.objects.get()
    assert (event.action, event.chain, event.actor_id) == ("person.invited", "own", administrator.pk)
    assert event.after == {"email": "new@council.example", "role": "officer", "until_on": "2017-03-01"}


def test_inviting_again_withdraws_the_earlier(programme, administrator):
    earlier, _ = offer(programme, administrator)
    elsewhere = InvitationFactory(email="new@council.example")

    later, _ = offer(programme, administrator, role="director")

    assert set(Invitation.objects.filter(withdrawn_at=None)) == {later, elsewhere}
    assert events() == ["person.invited", "person.invitation_withdrawn", "person.invited"]
    assert earlier != later


@pytest.mark.parametrize("until_on", [TODAY, TODAY - DAY])
def test_invite_to_a_role_that_would_never_hold_is_refused(programme, administrator, until_on):
    assert refused(offer, programme=programme, by=administrator, until_on=until_on) == (
        "The role must end after 28 February 2017, the day it starts."
    )


def test_withdraw_invitation_happens_once(programme, administrator):
    invitation, _ = offer(programme, administrator)

    withdraw_invitation(invitation=invitation, by=administrator)

    assert refused(withdraw_invitation, invitation=invitation, by=administrator) == (
        "This invitation is no longer open."
    )


def test_accept_invitation_makes_the_account_and_gives_the_role(programme, administrator):
    invitation, _ = offer(programme, administrator, until_on=TODAY + DAY)

    user = accept_invitation(invitation=invitation, password="correct horse battery")

    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.from_on, membership.until_on) == ("officer", TODAY, TODAY + DAY)
    assert (user.name, user.organisation, user.check_password("correct horse battery")) == (
        "New Person",
        "Sample Council",
        True,
    )
    assert Invitation.objects.get().accepted_by == user
    assert events() == ["person.invited", "person.invitation_accepted", "role.given"]


def test_accept_invitation_adds_a_programme_to_an_account(programme, administrator):
    user = UserFactory(email="new@council.example")
    invitation, _ = offer(programme, administrator)

    accept_invitation(invitation=invitation, user=user)

    assert [m.programme for m in user.memberships.all()] == [programme]
    assert User.objects.filter(email="new@council.example").count() == 1


CLOSED = "This invitation is no longer open. Ask your programme's administrator for a new one."


@pytest.mark.parametrize("end", ["accepted", "withdrawn", "expired"])
def test_accept_invitation_that_is_closed_is_refused_and_makes_no_account(programme, administrator, end):
    invitation, _ = offer(programme, administrator)
    if end == "accepted":
        accept_invitation(invitation=invitation, user=UserFactory())
    elif end == "withdrawn":
        withdraw_invitation(invitation=invitation, by=administrator)
    else:
        Invitation.objects.update(expires_at=invitation.invited_at)

    assert refused(accept_invitation, invitation=invitation, password="correct horse battery") == CLOSED
    assert not User.objects.filter(email="new@council.example").exists()


def test_accept_invitation_to_a_role_held_already_is_refused(programme, administrator):
    held = MembershipFactory(programme=programme, role="officer", user__name="Pat")
    invitation, _ = offer(programme, administrator, email=held.user.email)

    assert refused(accept_invitation, invitation=invitation, user=held.user) == (
        "Pat already has this role on 28 February 2017."
    )
    assert Invitation.objects.get().accepted_at is None


def test_accept_invitation_after_its_role_has_ended_is_refused(programme, administrator, settings):
    invitation, _ = offer(programme, administrator, until_on=TODAY + DAY)
    settings.PROGRAMME_TODAY = TODAY + DAY

    assert refused(accept_invitation, invitation=invitation, password="correct horse battery") == (
        "The role must end after 1 March 2017, the day it starts."
    )


def test_give_role_leaves_an_event(programme, administrator):
    user = UserFactory()

    membership = give_role(user=user, programme=programme, role="officer", by=administrator)

    event = Event.objects.get()
    assert (event.action, event.record_kind, event.record_id) == ("role.given", "accounts.Membership", membership.pk)
    assert event.after == {"role": "officer", "from_on": "2017-02-28", "until_on": None}


def test_give_role_again_from_the_day_it_ended_on_is_refused_in_a_sentence(programme, administrator):
    user = UserFactory(name="Pat")
    membership = give_role(user=user, programme=programme, role="officer", by=administrator)
    end_role(membership=membership, until_on=TODAY, by=administrator)

    assert refused(give_role, user=user, programme=programme, role="officer", by=administrator) == (
        "Pat was given this role from 28 February 2017 before: choose a later day."
    )


def test_end_role_holds_no_longer_from_that_day(programme, administrator):
    membership = MembershipFactory(programme=programme, role="officer")

    end_role(membership=membership, until_on=TODAY, by=administrator, reason="Left.")

    assert membership.user.permissions_in(programme) == frozenset()
    event = Event.objects.get()
    assert (event.action, event.before, event.after, event.reason) == (
        "role.ended",
        {"until_on": None},
        {"until_on": "2017-02-28"},
        "Left.",
    )


@pytest.mark.parametrize(
    ("facts", "until_on", "sentence"),
    [
        ({"until_on": TODAY}, TODAY, "This role already ends on 28 February 2017."),
        ({"until_on": TODAY}, TODAY + DAY, "This role already ends on 28 February 2017."),
        (
            {"from_on": TODAY},
            TODAY - DAY,
            "This role starts on 28 February 2017: choose that day or a later one.",
        ),
    ],
)
def test_end_role_on_a_day_that_makes_no_sense_is_refused(programme, administrator, facts, until_on, sentence):
    membership = MembershipFactory(programme=programme, role="officer", **facts)

    assert refused(end_role, membership=membership, until_on=until_on, by=administrator) == sentence


@pytest.mark.parametrize("until_on", [TODAY, TODAY + DAY])
def test_end_role_can_be_brought_forward_to_the_day_it_started(programme, administrator, until_on):
    membership = MembershipFactory(programme=programme, role="officer", from_on=TODAY, until_on=TODAY + 2 * DAY)

    end_role(membership=membership, until_on=until_on, by=administrator)

    membership.refresh_from_db()
    assert membership.until_on == until_on


LAST = "This is the programme's last administrator. Give the role to somebody else first."


@pytest.mark.parametrize(
    "other",
    [
        None,
        {"role": "director"},
        {"until_on": TODAY + 30 * DAY},
        {"from_on": TODAY + DAY},
        {"user__is_active": False},
    ],
)
def test_the_last_administrator_is_not_ended_moved_or_disabled(programme, administrator, other):
    if other is not None:
        MembershipFactory(**{"programme": programme, "role": "administrator", **other})
    MembershipFactory(role="administrator")
    colleague = MembershipFactory(user=UserFactory(), programme=programme, role="administrator", until_on=TODAY + DAY)
    last = administrator.memberships.get()

    assert refused(end_role, membership=last, until_on=TODAY, by=administrator) == LAST
    assert refused(change_role, membership=last, role="director", from_on=TODAY, by=administrator) == LAST
    assert refused(disable_user, user=administrator, by=colleague.user, reason="Left.") == LAST
    assert User.objects.get(pk=administrator.pk).is_active


def test_an_administrator_is_ended_when_there_is_another(programme, administrator):
    MembershipFactory(programme=programme, role="administrator")

    end_role(membership=administrator.memberships.get(), until_on=TODAY, by=administrator)

    assert administrator.permissions_in(programme) == frozenset()


def test_change_role_ends_one_as_the_other_starts(programme, administrator):
    membership = MembershipFactory(programme=programme, role="officer")

    change_role(membership=membership, role="director", from_on=TODAY, by=administrator, reason="Promoted.")

    held = Membership.objects.filter(user=membership.user).order_by("from_on")
    assert list(held.values_list("role", "from_on", "until_on")) == [
        ("officer", programme.starts_on, TODAY),
        ("director", TODAY, None),
    ]
    assert events() == ["role.ended", "role.given"]


def test_change_role_to_the_same_is_refused(programme, administrator):
    membership = MembershipFactory(programme=programme, role="officer")

    assert refused(change_role, membership=membership, role="officer", from_on=TODAY, by=administrator) == (
        "Choose a different role from the one held now."
    )


def test_change_role_to_one_held_already_is_refused_whole(programme, administrator):
    membership = MembershipFactory(programme=programme, role="officer", user__name="Pat")
    MembershipFactory(user=membership.user, programme=programme, role="director")

    assert refused(change_role, membership=membership, role="director", from_on=TODAY, by=administrator) == (
        "Pat already has this role on 28 February 2017."
    )
    membership.refresh_from_db()
    assert membership.until_on is None


def test_may_disable_only_people_all_of_whose_programmes_one_administers(programme, administrator):
    other = ProgrammeFactory()
    MembershipFactory(user=administrator, programme=other, role="director")
    here = MembershipFactory(programme=programme).user
    also_elsewhere = MembershipFactory(programme=programme).user
    MembershipFactory(user=also_elsewhere, programme=other)
    was_elsewhere = MembershipFactory(programme=programme).user
    MembershipFactory(user=was_elsewhere, programme=other, until_on=TODAY)

    people = {"here": here, "also": also_elsewhere, "was": was_elsewhere, "self": administrator}

    assert {name: may_disable(user=user, by=administrator) for name, user in people.items()} == {
        "here": True,
        "also": False,
        "was": True,
        "self": False,
    }
    assert may_disable(user=here, by=also_elsewhere) is False


def test_disable_user_ends_every_session_and_key(programme, administrator):
    user = member(programme, "officer")
    ApiTokenFactory.create_batch(2, user=user)
    other = ApiTokenFactory()

    disable_user(user=user, by=administrator, reason="Left.")

    user.refresh_from_db()
    assert (user.is_active, user.session_epoch) == (False, 1)
    assert list(ApiToken.objects.filter(revoked_at=None)) == [other]
    event = Event.objects.get()
    assert (event.action, event.before, event.after, event.reason) == (
        "person.disabled",
        {"active": True},
        {"active": False},
        "Left.",
    )


@pytest.mark.parametrize(
    ("action", "active", "sentence"),
    [
        (disable_user, False, "Pat is shut out already."),
        (enable_user, True, "Pat can sign in already."),
    ],
)
def test_what_is_so_already_is_refused(programme, administrator, action, active, sentence):
    user = MembershipFactory(programme=programme, user__is_active=active, user__name="Pat").user

    assert refused(action, user=user, by=administrator, reason="Once more.") == sentence


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (disable_user, "You can disable only other people, all of whose programmes you administer."),
        (enable_user, "You can enable only other people, all of whose programmes you administer."),
    ],
)
def test_people_of_other_programmes_are_left_to_their_administrators(administrator, action, sentence):
    user = MembershipFactory().user

    assert refused(action, user=user, by=administrator, reason="Mine now.") == sentence


def test_enable_user_lets_the_person_in_without_what_had_ended(programme, administrator):
    user = member(programme, "officer")
    ApiTokenFactory(user=user)
    disable_user(user=user, by=administrator, reason="Left.")

    enable_user(user=user, by=administrator, reason="Came back.")

    user.refresh_from_db()
    assert (user.is_active, user.session_epoch) == (True, 1)
    assert ApiToken.objects.filter(revoked_at=None).count() == 0
    assert events() == ["person.disabled", "person.enabled"]


@pytest.mark.parametrize("days", [1, 90, 366])
def test_make_api_token_lasts_as_long_as_asked(days):
    user = UserFactory()

    token, secret = make_api_token(user=user, purpose="Reporting", days=days)

    assert (token.expires_at - token.made_at, len(secret), secret in str(vars(token))) == (days * DAY, 43, False)
    assert events() == ["api_token.made"]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_make_api_token_for_too_long_is_refused(days):
    assert refused(make_api_token, user=UserFactory(), purpose="API", days=days) == "A key lasts 1 to 366 days."


def test_revoke_api_token_leaves_an_event():
    token = ApiTokenFactory()

    revoke_api_token(token=token, by=token.user)

    token.refresh_from_db()
    assert (token.revoked_at is None, events()) == (False, ["api_token.revoked"])
