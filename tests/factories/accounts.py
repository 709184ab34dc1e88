from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import ApiToken, CalendarFeed, Invitation, Letter, Membership, RequestKey, User
from tests.factories.improvement import ProgrammeFactory


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@council.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    organisation = "Sample Council"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    role = "board_member"
    from_on = factory.SelfAttribute("programme.starts_on")


def member(programme, role):
    """A person who holds a role in the programme today."""
    return MembershipFactory(programme=programme, role=role).user


class InvitationFactory(DjangoModelFactory):
    """An open invitation whose secret nobody knows; `accounts.actions.invite` makes one that can be accepted."""

    class Meta:
        model = Invitation

    programme = factory.SubFactory(ProgrammeFactory)
    email = factory.Sequence(lambda n: f"invited{n}@council.example")
    name = factory.Sequence(lambda n: f"Invited {n}")
    organisation = "Sample Council"
    role = "board_member"
    digest = factory.Sequence(lambda n: f"{n:064}")
    invited_by = factory.SubFactory(UserFactory)
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda invitation: invitation.invited_at + timedelta(days=7))


class ApiTokenFactory(DjangoModelFactory):
    """A key that works, whose secret nobody knows; `accounts.actions.make_api_token` makes one that can be used."""

    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)
    purpose = "Reporting"
    digest = factory.Sequence(lambda n: f"{n:064}")
    made_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda token: token.made_at + timedelta(days=90))


class RequestKeyFactory(DjangoModelFactory):
    """A key that is free; with the trait, one that was used."""

    class Meta:
        model = RequestKey

    class Params:
        used = factory.Trait(fingerprint="0" * 64, status=201, body=b"{}")

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    at = factory.LazyFunction(timezone.now)


class LetterFactory(DjangoModelFactory):
    """A letter that waits to be sent to somebody who holds a role in its programme."""

    class Meta:
        model = Letter

    class Params:
        given_up = factory.Trait(attempts=7, last_error="SMTPDataError: no")

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.LazyAttribute(lambda letter: member(letter.programme, "officer"))
    kind = "sample"
    key = factory.Sequence(lambda n: f"letter {n}")
    subject = "Days to submit"
    text = "Three days are not submitted."
    made_at = factory.LazyFunction(timezone.now)


class CalendarFeedFactory(DjangoModelFactory):
    """An address that works, whose secret nobody knows; `accounts.actions.make_calendar_feed` makes one for use."""

    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064}")
    made_at = factory.LazyFunction(timezone.now)
