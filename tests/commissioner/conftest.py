"""A board with a chair, a member and an observer, two of whom make a quorum, and a meeting it held."""

import datetime

import pytest
from django.core.files.base import ContentFile

from commissioner.actions.reports import (
    ask_check,
    draft_report,
    publish_report,
    record_decision,
    sign_report,
    submit_report,
)
from commissioner.reports.slots import slots
from tests.factories.accounts import UserFactory, member
from tests.factories.board import AttendanceFactory, BoardFactory, BoardMembershipFactory, MeetingFactory
from tests.factories.improvement import ProgrammeChangeFactory
from tests.factories.report import ReportScheduleFactory

HELD_ON = datetime.date(2017, 2, 15)


@pytest.fixture
def by(db):
    return UserFactory(name="Secretary")


@pytest.fixture
def board(db):
    return BoardFactory(terms__quorum=2, programme__slug="own")


@pytest.fixture
def seats(board):
    """The chair, a member and an observer, who does not count."""
    return [
        BoardMembershipFactory(board=board, role=role, name=name)
        for role, name in (("chair", "Chair"), ("member", "Member"), ("observer", "Observer"))
    ]


@pytest.fixture
def planned(board, seats):
    return MeetingFactory(board=board, meets_on=datetime.date(2017, 3, 15))


@pytest.fixture
def held(board, seats):
    """A meeting that was held with everybody there."""
    meeting = MeetingFactory(board=board, held=True, meets_on=HELD_ON, quorum=2)
    for seat in seats:
        AttendanceFactory(meeting=meeting, membership=seat)
    return meeting


@pytest.fixture
def closed():
    """closed(programme) closes it from today on."""
    return lambda programme: ProgrammeChangeFactory(
        programme=programme, state="closed", recorded_on=datetime.date(2017, 2, 28)
    )


class Caller:
    """Somebody with a role in the programme who calls its API: call("actions/7/done/", reason="Sent.") posts."""

    def __init__(self, client, programme, role):
        self.user, self.client = member(programme, role), client
        self.root = f"/api/v1/programmes/{programme.slug}/"

    def get(self, address, **asked):
        self.client.force_login(self.user)
        return self.client.get(self.root + address, asked)

    def __call__(self, address, *, headers=None, **facts):
        self.client.force_login(self.user)
        return self.client.post(self.root + address, facts, content_type="application/json", headers=headers)


@pytest.fixture
def caller(client, board):
    return lambda role: Caller(client, board.programme, role)


@pytest.fixture
def secretary(caller):
    return caller("secretary")


@pytest.fixture
def as_(client, board):
    """as_("secretary") is the client, signed in as somebody of that role; as_(person) as that person."""

    def sign_in(who):
        client.force_login(member(board.programme, who) if isinstance(who, str) else who)
        return client

    return sign_in


@pytest.fixture
def schedule(db):
    return ReportScheduleFactory(programme__slug="own")


@pytest.fixture
def drafted(schedule):
    """The first report of the schedule, drafted by itself on the day after its period, and written in every section."""
    slot = next(slots(list(schedule.terms.all())))
    report = draft_report(schedule=schedule, slot=slot, on=slot.end + datetime.timedelta(days=1))
    report.sections.update(text="Written.")
    report.recommend = "continue"
    report.save(update_fields=["recommend"])
    return report


@pytest.fixture
def commissioner_(schedule):
    return member(schedule.programme, "commissioner")


@pytest.fixture
def in_check(drafted, commissioner_):
    return ask_check(report=drafted, version=drafted.version, by=commissioner_)


@pytest.fixture
def signed(in_check, commissioner_):
    return sign_report(report=in_check, version=in_check.version, by=commissioner_)


@pytest.fixture
def submitted(signed, commissioner_):
    return submit_report(report=signed, version=signed.version, by=commissioner_)


LETTER = b"%PDF-1.7\nThe Minister agrees.\n%%EOF"


@pytest.fixture
def decided(submitted, commissioner_):
    return record_decision(
        report=submitted,
        decided_on=datetime.date(2017, 2, 27),
        text="The programme continues.",
        file=ContentFile(LETTER, name="letter.pdf"),
        version=submitted.version,
        by=commissioner_,
    )


@pytest.fixture
def published(decided, commissioner_):
    return publish_report(report=decided, version=decided.version, by=commissioner_)
