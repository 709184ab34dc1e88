"""Processes record what a meeting came to, at once: every number is given once, and a pack is issued once."""

import json

RACERS = 8
ROUNDS = 6

SET_UP = """
import datetime
from tests.factories.accounts import UserFactory
from tests.factories.board import AttendanceFactory, BoardFactory, BoardMembershipFactory, MeetingFactory
board = BoardFactory(programme__slug="raced")
meeting = MeetingFactory(board=board, held=True, meets_on=datetime.date(2017, 2, 15))
AttendanceFactory(meeting=meeting, membership=BoardMembershipFactory(board=board))
UserFactory(email="secretary@council.example")
"""

RECORD = f"""
import datetime
from accounts.models import User
from commissioner.actions.action_log import record_action
from commissioner.actions.challenges import ask
from commissioner.actions.decisions import record_decision
from commissioner.models import Meeting
by, meeting = User.objects.get(email="secretary@council.example"), Meeting.objects.get()
due_on = datetime.date(2017, 3, 31)
for step in range({ROUNDS}):
    record_decision(meeting=meeting, text="Words", basis="Words", decided_by="The board", by=by)
    record_action(meeting=meeting, text="Words", due_on=due_on, owner_name="Director", by=by)
    ask(board=meeting.board, question="Words?", by=by)
"""

# Half of them agree the minutes, the others decide: whoever comes after the agreement is refused in a sentence.
AGREE_OR_DECIDE = """
import os
from django.core.exceptions import ValidationError
from accounts.models import User
from commissioner.actions.decisions import record_decision
from commissioner.actions.meetings import agree_minutes
from commissioner.models import Meeting
from config.records import Stale
by, meeting = User.objects.get(email="secretary@council.example"), Meeting.objects.get()
try:
    if int(os.environ["RACER"]) % 2:
        agree_minutes(meeting=meeting, version=1, by=by)
    else:
        record_decision(meeting=meeting, text="Words", basis="Words", decided_by="The board", by=by)
    print("done")
except (ValidationError, Stale):
    print("refused")
"""

NUMBERS = """
import json
from commissioner.models import Challenge, Decision, Meeting, MeetingAction
kinds = (Decision, MeetingAction, Challenge)
numbers = [list(kind.objects.order_by("number").values_list("number", flat=True)) for kind in kinds]
print(json.dumps([numbers, Meeting.objects.filter(minutes_agreed_on__isnull=False).count()]))
"""


def test_decisions_actions_and_questions_recorded_at_once_take_numbers_without_a_gap(run_python):
    run_python(SET_UP)
    run_python(RECORD, processes=RACERS)

    numbers, _ = json.loads(run_python(NUMBERS)[0])

    assert numbers == [list(range(1, RACERS * ROUNDS + 1))] * 3


def test_minutes_are_agreed_once_and_nothing_is_decided_after_them(run_python):
    run_python(SET_UP)

    outcomes = [out.strip() for out in run_python(AGREE_OR_DECIDE, processes=RACERS)]
    (decisions, *_), agreed = json.loads(run_python(NUMBERS)[0])

    assert agreed == 1
    assert outcomes.count("done") == 1 + len(decisions)
    assert decisions == list(range(1, len(decisions) + 1))


TO_ISSUE = """
import datetime
from tests.factories.accounts import UserFactory, MembershipFactory
from tests.factories.board import AgendaItemFactory, BoardFactory, BoardMembershipFactory, MeetingFactory
from config import dates
board = BoardFactory(programme__slug="raced", programme__starts_on=datetime.date(2016, 5, 25))
meeting = MeetingFactory(board=board, meets_on=dates.today() + datetime.timedelta(days=14))
AgendaItemFactory(meeting=meeting)
for number in range(3):
    person = MembershipFactory(programme=board.programme, role="board_member").user
    BoardMembershipFactory(board=board, user=person, name="")
UserFactory(email="secretary@council.example")
"""

ISSUE = """
from django.core.exceptions import ValidationError
from accounts.models import User
from commissioner.actions.packs import issue_pack
from commissioner.models import Meeting
from config.records import Stale
by, meeting = User.objects.get(email="secretary@council.example"), Meeting.objects.get()
try:
    issue_pack(meeting=meeting, version=1, by=by)
    print("done")
except (ValidationError, Stale):
    print("refused")
"""

ISSUED = """
import json
from accounts.models import Letter, User
from audit.models import Event
from commissioner.models import Meeting, Pack, PackFile
files = PackFile.objects.values_list("is_reduced", "name")
print(json.dumps({
    "packs": Pack.objects.count(),
    "twice": len(files) - len(set(files)),
    "files": len(files) > 0,
    "events": Event.objects.filter(action="pack.issued").count(),
    "letters": sorted(Letter.objects.values_list("user__email", flat=True)) ==
        sorted(User.objects.filter(memberships__role="board_member").values_list("email", flat=True)),
    "issued": Meeting.objects.get().papers_issued_on is not None,
}))
"""


def test_a_pack_issued_by_four_at_once_is_issued_once_and_told_once(run_python):
    run_python(TO_ISSUE)

    outcomes = [out.strip() for out in run_python(ISSUE, processes=4)]

    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    assert json.loads(run_python(ISSUED)[0]) == {
        "packs": 1, "twice": 0, "files": True, "events": 1, "letters": True, "issued": True,
    }  # fmt: skip
