import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, User
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
