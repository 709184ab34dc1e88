"""One account for each role. Nobody here exists: people are called by their role."""

from accounts.actions import give_role
from accounts.models import User

PASSWORD = "improvement-demo"  # noqa: S105 - printed for everybody; refused outside a demonstration

HAMPSHIRE, TORBAY = "Hampshire County Council", "Torbay Council"

PEOPLE = (
    ("board", "Board member", "NHS Torbay", "board_member"),
    ("commissioner", "Commissioner", HAMPSHIRE, "commissioner"),
    ("director", "Director", HAMPSHIRE, "director"),
    ("officer", "Officer 1", HAMPSHIRE, "officer"),
    ("officer2", "Officer 2", HAMPSHIRE, "officer"),
    ("lead", "Action lead", TORBAY, "action_lead"),
    ("finance", "Finance officer 1", HAMPSHIRE, "preparer"),
    ("certifier", "Finance certifier", HAMPSHIRE, "certifier"),
    ("secretary", "Board secretary", TORBAY, "secretary"),
    ("analyst", "Analyst", TORBAY, "analyst"),
    ("reader", "Reader", "Department for Education", "reader"),
    ("admin", "Administrator", HAMPSHIRE, "administrator"),
)

IN_EXAMPLESHIRE = {"board", "commissioner", "director", "officer2", "admin"}


def email_of(name):
    return f"{name}@demo.example"


def make_people(torbay, exampleshire):
    """Make the accounts and their roles; return {short name: User}."""
    people = {}
    for name, title, organisation, role in PEOPLE:
        person = User.objects.create_user(email_of(name), PASSWORD, name=title, organisation=organisation)
        give_role(user=person, programme=torbay, role=role, from_on=torbay.starts_on, by=None)
        if name in IN_EXAMPLESHIRE:
            give_role(user=person, programme=exampleshire, role=role, from_on=exampleshire.starts_on, by=None)
        people[name] = person
    return people
