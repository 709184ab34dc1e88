import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import ApiToken, Invitation, Membership, User
from improvement.models import Programme
from tests.factories.accounts import ApiTokenFactory, InvitationFactory, MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2017, 1, 1), dt.date(2017, 3, 1)


def breaks(name):
    return pytest.raises(IntegrityError, match=name)


def test_create_user_writes_the_address_in_small_letters():
    user = User.objects.create_user("Pat.Lee@Council.Example", "correct horse", name="Pat Lee", organisation="Council")

    assert (user.email, user.check_password("correct horse"), str(user)) == (
        "pat.lee@council.example",
        True,
        "Pat Lee, Council",
    )


def test_a_user_is_found_by_the_address_whatever_its_capitals():
    user = UserFactory(email="pat@council.example")

    assert User.objects.get_by_natural_key("PAT@council.EXAMPLE") == user


@pytest.mark.parametrize("email", ["pat@council.example", "PAT@Council.example"])
def test_an_address_belongs_to_one_user(email):
    UserFactory(email="pat@council.example")

    with breaks("accounts_user_email_once"), transaction.atomic():
        UserFactory(email=email)


def test_a_second_user_of_an_address_is_refused_in_a_sentence():
    UserFactory(email="pat@council.example")

    with pytest.raises(ValidationError) as refusal:
        User(email="PAT@council.example", name="Pat", organisation="Council", password="x").full_clean()

    assert refusal.value.messages == ["Somebody already has this email address."]


@pytest.mark.parametrize("field", ["name", "organisation"])
@pytest.mark.parametrize("model", [UserFactory, InvitationFactory])
def test_names_may_not_hold_what_identifies_a_child(model, field):
    record = model(**{field: "Child, DOB 12/03/2009"})

    with pytest.raises(ValidationError) as refusal:
        record.clean_fields(exclude=["password", "accepted_at", "accepted_by", "withdrawn_at"])

    assert refusal.value.message_dict == {
        field: ["This looks like a date of birth. Take it out: nothing here may identify a child."]
    }


def test_a_role_from_a_day_is_held_once():
    held = MembershipFactory(role="officer", from_on=FIRST)

    with breaks(r"accounts_membership_once|accounts_membership\.programme_id"), transaction.atomic():
        MembershipFactory(user=held.user, programme=held.programme, role="officer", from_on=FIRST)


@pytest.mark.parametrize("other", ["user", "programme", "role", "from_on"])
def test_a_role_may_be_held_by_another_elsewhere_or_from_another_day(other):
    held = MembershipFactory(role="officer", from_on=FIRST)
    facts = {"user": held.user, "programme": held.programme, "role": "officer", "from_on": FIRST}
    changed = {"user": UserFactory, "programme": ProgrammeFactory, "role": lambda: "director", "from_on": lambda: LAST}

    MembershipFactory(**facts | {other: changed[other]()})

    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("accounts_membership_dates_in_order", {"until_on": FIRST - DAY}),
        ("accounts_membership_role_known", {"role": "king"}),
        ("accounts_membership_role_known", {"role": ""}),
    ],
)
def test_constraints_of_a_membership(name, facts):
    membership = MembershipFactory(from_on=FIRST)

    with breaks(name), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(**facts)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("accounts_invitation_role_known", {"role": "king"}),
        ("accounts_invitation_acceptance", {"accepted_at": timezone.now()}),
        ("accounts_invitation_acceptance", {"accepted_by": 1}),
    ],
)
def test_constraints_of_an_invitation(name, facts):
    invitation = InvitationFactory()
    if "accepted_by" in facts:
        facts = {"accepted_by": invitation.invited_by}

    with breaks(name), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(**facts)


def test_an_invitation_is_not_both_accepted_and_withdrawn():
    now = timezone.now()
    invitation = InvitationFactory(accepted_at=now, accepted_by=UserFactory())

    with breaks("accounts_invitation_one_end"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)


@pytest.mark.parametrize(
    ("factory", "name"),
    [
        (InvitationFactory, "accounts_invitation.digest|_digest_"),
        (ApiTokenFactory, "accounts_apitoken.digest|_digest_"),
    ],
)
def test_a_secret_opens_one_thing(factory, name):
    factory(digest="d" * 64)

    with breaks(name), transaction.atomic():
        factory(digest="d" * 64)


def test_a_key_expires_after_it_was_made():
    token = ApiTokenFactory()

    with breaks("accounts_apitoken_expires_after_made"), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(expires_at=token.made_at)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(FIRST - DAY, False), (FIRST, True), (LAST - DAY, True), (LAST, False), (LAST + DAY, False)],
)
def test_a_role_holds_from_a_day_until_not_including_another(on, expected):
    membership = MembershipFactory(from_on=FIRST, until_on=LAST)

    assert (Membership.objects.holding_on(on).exists(), membership.holds_on(on)) == (expected, expected)


@pytest.mark.parametrize(("on", "expected"), [(FIRST - DAY, False), (FIRST, True), (dt.date(2090, 1, 1), True)])
def test_a_role_without_an_end_holds_for_ever(on, expected):
    membership = MembershipFactory(from_on=FIRST)

    assert (Membership.objects.holding_on(on).exists(), membership.holds_on(on)) == (expected, expected)


def test_a_role_that_ends_as_it_starts_never_holds():
    membership = MembershipFactory(from_on=FIRST, until_on=FIRST)

    assert (Membership.objects.holding_on(FIRST).exists(), membership.holds_on(FIRST)) == (False, False)


def test_programmes_are_visible_to_who_holds_a_role_today(today):
    user = UserFactory()
    for slug, facts in {
        "held": {},
        "last-day": {"until_on": today + DAY},
        "ended": {"until_on": today},
        "begins": {"from_on": today + DAY},
    }.items():
        MembershipFactory(user=user, programme=ProgrammeFactory(slug=slug), **facts)
    member(ProgrammeFactory(slug="of-others"), "director")

    visible = Programme.objects.visible_to(user).order_by("slug")

    assert [programme.slug for programme in visible] == ["held", "last-day"]


def test_nothing_is_visible_to_a_disabled_person():
    membership = MembershipFactory(user__is_active=False)

    assert list(Programme.objects.visible_to(membership.user)) == []
    assert membership.user.permissions_in(membership.programme) == frozenset()


def test_permissions_of_several_roles_add_up():
    held = MembershipFactory(role="reader")
    MembershipFactory(user=held.user, programme=held.programme, role="administrator")
    MembershipFactory(user=held.user, role="director")

    assert held.user.permissions_in(held.programme) == {
        "programme.view",
        "indicator.view",
        "decision.view",
        "people.manage",
        "audit.view",
        "job.retry",
        "report.view",
    }


def test_programmes_with_a_permission_are_listed_once_by_name():
    user = UserFactory()
    for name in ("Zebra", "Acorn"):
        programme = ProgrammeFactory(name=name)
        for role in ("board_member", "officer"):
            MembershipFactory(user=user, programme=programme, role=role)
    MembershipFactory(user=user, programme=ProgrammeFactory(name="Middle"), role="reader")

    assert [programme.name for programme in user.programmes_with("plan.view")] == ["Acorn", "Zebra"]


def test_roles_are_read_once_a_request(django_assert_num_queries):
    membership = MembershipFactory()

    with django_assert_num_queries(1):
        membership.user.programmes_with("plan.view")
        membership.user.permissions_in(membership.programme)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "open"),
        ({"expires_at": timezone.now()}, "expired"),
        ({"withdrawn_at": timezone.now()}, "withdrawn"),
        ({"withdrawn_at": timezone.now(), "expires_at": timezone.now()}, "withdrawn"),
    ],
)
def test_state_of_an_invitation(facts, expected):
    invitation = InvitationFactory(**facts)
    now = timezone.now()

    assert invitation.state_at(now) == expected
    assert Invitation.objects.open_at(now).exists() == (expected == "open")


def test_state_of_an_accepted_invitation():
    now = timezone.now()
    invitation = InvitationFactory(accepted_at=now, accepted_by=UserFactory())

    assert (invitation.state_at(now), Invitation.objects.open_at(now).exists()) == ("accepted", False)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, True),
        ({"expires_at": timezone.now() + DAY, "made_at": timezone.now() - DAY}, True),
        ({"expires_at": timezone.now(), "made_at": timezone.now() - DAY}, False),
        ({"revoked_at": timezone.now()}, False),
        ({"user__is_active": False}, False),
    ],
)
def test_a_key_is_good_until_it_expires_or_is_revoked(facts, expected):
    ApiTokenFactory(**facts)

    assert ApiToken.objects.good_at(timezone.now()).exists() == expected


def test_names_of_what_lets_people_in():
    user = UserFactory(name="Pat Lee")

    assert [
        str(record)
        for record in (
            MembershipFactory(user=user, role="officer"),
            InvitationFactory(name="Sam Poe", role="reader"),
            ApiTokenFactory(user=user, purpose="Reporting"),
        )
    ] == ["Pat Lee: Officer", "Sam Poe: Reader", "Reporting (Pat Lee)"]


def test_session_hash_moves_with_the_password_and_the_epoch():
    user = UserFactory()
    hashes = [user.get_session_auth_hash()]
    user.session_epoch += 1
    hashes.append(user.get_session_auth_hash())
    user.set_password("another password")
    hashes.append(user.get_session_auth_hash())

    assert len(set(hashes)) == 3


def test_sessions_outlive_a_change_of_the_secret_key(settings):
    user = UserFactory()
    before = user.get_session_auth_hash()

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-" + "y" * 50

    assert list(user.get_session_auth_fallback_hash()) == [before]
