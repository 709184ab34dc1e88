"""Every constraint of the board broken by name, one field at a time; text limits are in tests/config/test_house.py."""

import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from commissioner.models import BoardMembership, Meeting, ProgressReport, ReportFile, ReportSchedule
from tests.constraints import allow_one_difference, hold_to, hold_to_once, made, said_of, set_values, unknown
from tests.factories import board as factories
from tests.factories.accounts import UserFactory
from tests.factories.improvement import EARLY, START, MilestoneFactory, RiskFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
# Those of reports are broken in test_report_constraints.py.
OF_REPORTS = {ReportSchedule.__module__, ProgressReport.__module__, ReportFile.__module__}
OF_THE_BOARD = [
    model for model in apps.get_app_config("commissioner").get_models() if model.__module__ not in OF_REPORTS
]

TOGETHER = "Record who and when together."
PERSON_OR_NAME = "Choose a person, or write the name of somebody who does not sign in here."
ISSUE_FIRST = "Issue the papers first."
HELD_FIRST = "Record first that the meeting was held."
CALLED_OFF = "Say why the meeting is called off. One that was held cannot be called off."
FILE_OR_LINK = "Give a file or a link: one of them, not both."
FILE_FACTS = "A file is kept with its name, size and digest."
MINUTES = "An item takes 1 to 240 minutes."
NEW_DATE = "Give the new due date."
NEW_OWNER = "Say who takes the action on."
AT_A_MEETING = "Say at which meeting it was closed."
ASSIGNED = "Say who answers, and by when."
WRITE = "Write the answer, or what is missing from it."
BLANK = "This field cannot be blank."
PUTS_RIGHT = "Say what this version puts right."
SAID_BY_NOBODY = "Record who said so, or the document it comes from."

FILE = {"link": "", "file": "papers/audit.pdf", "file_name": "audit.pdf", "size_bytes": 1, "sha256": "0" * 64}
ISSUED, HELD, CALLED = {"issued": True}, {"held": True}, {"called_off": True}
DONE = {"step": "done", "due_on": None}
REASSIGNED = {**DONE, "step": "reassigned", "owner_name": "Director"}
CLOSED = {**DONE, "step": "closed", "meeting": factories.MeetingFactory}
ASSIGNMENT = {"move": "assigned", "assignee": UserFactory, "due_on": EARLY, "text": ""}

# Rows that are never changed: what breaks a rule is tried in a new one, which differs in this.
AS_NEW = {
    "BoardTerms": {},
    "Correction": {},
    "ActionChange": {},
    "ChallengeStep": {},
    "Challenge": {"number": 999},
    "Pack": {"number": 2, "note": "Wrong date."},
    "PackFile": {"name": "another"},
}

# A valid record, what breaks it, the constraint, and what is said: (kind, facts, breaks, name, sentence).
CHECKS = [
    ("BoardTerms", {}, {"quorum": 0}, "quorum_range", "The quorum is 1 to 50 people."),
    ("BoardTerms", {}, {"quorum": 51}, "quorum_range", "The quorum is 1 to 50 people."),
    ("BoardTerms", {}, {"standing": "rules"}, "standing_known", unknown("rules")),
    ("BoardTerms", {}, {"reason": ""}, "reason", BLANK),
    ("BoardMembership", {}, {"role": "guest"}, "role_known", unknown("guest")),
    ("BoardMembership", {}, {"name": ""}, "person_or_name", PERSON_OR_NAME),
    ("BoardMembership", {}, {"user": UserFactory}, "person_or_name", PERSON_OR_NAME),
    ("BoardMembership", {"signs_in": True}, {"user": None}, "person_or_name", PERSON_OR_NAME),
    ("BoardMembership", {"signs_in": True}, {"name": "Somebody"}, "person_or_name", PERSON_OR_NAME),
    ("BoardMembership", {}, {"ends_on": START - DAY}, "dates_in_order",
     "A term ends on or after the day it starts."),
    ("Meeting", ISSUED, {"papers_issued_by": None}, "issued_by_somebody", TOGETHER),
    ("Meeting", ISSUED, {"papers_issued_on": None}, "issued_by_somebody", TOGETHER),
    ("Meeting", HELD, {"held_recorded_by": None}, "held_with_its_quorum", TOGETHER),
    ("Meeting", HELD, {"held_recorded_on": None}, "held_with_its_quorum", TOGETHER),
    ("Meeting", HELD, {"quorum": None}, "held_with_its_quorum", TOGETHER),
    ("Meeting", HELD, {"minutes_agreed_on": EARLY}, "agreed_by_somebody", TOGETHER),
    ("Meeting", HELD, {"minutes_agreed_by": UserFactory}, "agreed_by_somebody", TOGETHER),
    ("Meeting", CALLED, {"called_off_by": None}, "called_off_by_somebody", TOGETHER),
    ("Meeting", CALLED, {"called_off_on": None}, "called_off_by_somebody", TOGETHER),
    ("Meeting", HELD, {"papers_issued_on": None, "papers_issued_by": None}, "papers_before_held", ISSUE_FIRST),
    ("Meeting", ISSUED, {"minutes_agreed_on": EARLY, "minutes_agreed_by": UserFactory}, "held_before_agreed",
     HELD_FIRST),
    ("Meeting", CALLED, {"called_off_reason": ""}, "called_off_with_reason", CALLED_OFF),
    ("Meeting", HELD, {"called_off_on": EARLY, "called_off_by": UserFactory, "called_off_reason": "Snow."},
     "called_off_with_reason", CALLED_OFF),
    ("Meeting", HELD, {"held_recorded_on": lambda meeting: meeting.meets_on - DAY}, "not_held_before_its_day",
     "A meeting is held on its day, and recorded then or later."),
    ("AgendaItem", {}, {"purpose": "chat"}, "purpose_known", unknown("chat")),
    ("AgendaItem", {}, {"minutes_long": 0}, "minutes_range", MINUTES),
    ("AgendaItem", {}, {"minutes_long": 241}, "minutes_range", MINUTES),
    ("AgendaItem", {}, {"purpose": "decide"}, "decision_named", "Say what the board is asked to decide."),
    ("AgendaItem", {"purpose": "decide", "decision_sought": "Agree."}, {"decision_sought": ""}, "decision_named",
     "Say what the board is asked to decide."),
    ("Paper", {}, {"link": ""}, "file_or_link", FILE_OR_LINK),
    ("Paper", FILE, {"link": "https://council.example/"}, "file_or_link", FILE_OR_LINK),
    ("Paper", FILE, {"sha256": ""}, "file_facts", FILE_FACTS),
    ("Paper", FILE, {"file_name": ""}, "file_facts", FILE_FACTS),
    ("Paper", FILE, {"size_bytes": None}, "file_facts", FILE_FACTS),
    ("Paper", FILE, {"size_bytes": 0}, "file_facts", FILE_FACTS),
    ("Attendance", {}, {"notice": "maybe"}, "notice_known", unknown("maybe")),
    ("Attendance", {}, {"presence": "maybe"}, "presence_known", unknown("maybe")),
    ("Attendance", {}, {"presence": "deputy"}, "deputy_named", "Name the deputy."),
    ("Attendance", {}, {"notice": "deputy"}, "deputy_named", "Name the deputy."),
    ("Attendance", {"presence": "deputy", "deputy": "Somebody"}, {"deputy": ""}, "deputy_named", "Name the deputy."),
    ("Pack", {}, {"meeting": factories.MeetingFactory, "note": "Wrong date.", "number": 1}, "note_from_the_second",
     PUTS_RIGHT),
    ("Pack", {}, {"number": 2, "note": ""}, "note_from_the_second", PUTS_RIGHT),
    ("PackFile", {}, {"sha256": "0" * 63}, "has_its_digest",
     "Constraint “commissioner_packfile_has_its_digest” is violated."),
    ("Correction", {}, {"made_at": lambda correction: correction.meeting}, "by_a_later_meeting",
     "Minutes are corrected by a later meeting."),
    ("DecisionWithdrawal", {}, {"reason": ""}, "reason", BLANK),
    ("ActionChange", DONE, {"step": "lost"}, "step_known", unknown("lost")),
    ("ActionChange", {}, {"due_on": None}, "new_date", NEW_DATE),
    ("ActionChange", DONE, {"due_on": EARLY}, "new_date", NEW_DATE),
    ("ActionChange", REASSIGNED, {"owner_name": ""}, "new_owner", NEW_OWNER),
    ("ActionChange", DONE, {"owner_name": "Director"}, "new_owner", NEW_OWNER),
    ("ActionChange", DONE, {"owner": UserFactory}, "new_owner", NEW_OWNER),
    ("ActionChange", CLOSED, {"meeting": None}, "closed_at_a_meeting", AT_A_MEETING),
    ("ActionChange", DONE, {"meeting": factories.MeetingFactory}, "closed_at_a_meeting", AT_A_MEETING),
    ("ActionChange", DONE, {"reason": ""}, "reason", BLANK),
    ("Challenge", {"workstream": WorkstreamFactory}, {"risk": RiskFactory}, "about_one_thing",
     "A question is about one thing. Ask another for the other."),
    ("Challenge", {"milestone": MilestoneFactory}, {"paper": factories.PaperFactory}, "about_one_thing",
     "A question is about one thing. Ask another for the other."),
    ("Challenge", {}, {"recorded_by": None}, "asked_by_somebody", "Record who asked."),
    ("ChallengeStep", {}, {"move": "lost"}, "move_known", unknown("lost")),
    ("ChallengeStep", ASSIGNMENT, {"assignee": None}, "assigned_with_date", ASSIGNED),
    ("ChallengeStep", ASSIGNMENT, {"due_on": None}, "assigned_with_date", ASSIGNED),
    ("ChallengeStep", {}, {"assignee": UserFactory}, "assigned_with_date", ASSIGNED),
    ("ChallengeStep", {}, {"due_on": EARLY}, "assigned_with_date", ASSIGNED),
    ("ChallengeStep", {}, {"text": ""}, "text", WRITE),
    ("ChallengeStep", {"move": "returned"}, {"text": ""}, "text", WRITE),
]  # fmt: skip
# Whoever asked a question is always known, which is more; a file is said by its pack.
CHECKS += [
    (model.__name__, {}, {"source": ""}, "said_by_somebody", SAID_BY_NOBODY)
    for model in OF_THE_BOARD
    if model.__name__ not in ("Challenge", "PackFile")
]

# What together is there once: (kind, facts of both records, fields, the constraint, what is said).
ONCE = [
    ("BoardMembership", {}, ["board", "role"], "one_chair", "The board has a chair. End that term first."),
    ("BoardMembership", {"signs_in": True}, ["board", "user"], "one_seat",
     "This person sits on the board already. End that term first."),
    ("Meeting", {}, ["programme", "meets_on"], "once_a_day", "The board has a meeting on this day already."),
    ("Attendance", {}, ["meeting", "membership"], "once", "The attendance of this member is recorded already."),
    ("Decision", {}, ["programme", "number"], "number_once",
     "Decision with this Programme and Number already exists."),
    ("Decision", {"replaces": factories.DecisionFactory}, ["replaces"], "replaced_once",
     "Another decision replaces this one already."),
    ("MeetingAction", {}, ["programme", "number"], "number_once",
     "Meeting action with this Programme and Number already exists."),
]  # fmt: skip


def called(case):
    kind, _, what, name, _ = case
    return f"{kind}-{name}-{'-'.join(what)}"


def full_name(kind, name):
    return f"commissioner_{kind.lower()}_{name}"


@pytest.mark.parametrize("case", CHECKS, ids=called)
def test_a_field_that_breaks_a_rule_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    kind, facts, breaks, name, sentence = case

    hold_to(made(factories, kind, facts), full_name(kind, name), breaks, sentence, as_new=AS_NEW.get(kind))


@pytest.mark.parametrize("case", ONCE, ids=called)
def test_a_second_record_of_the_same_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    kind, facts, fields, name, sentence = case
    first, second = made(factories, kind, facts), made(factories, kind, facts)
    if name == "one_chair":
        BoardMembership.objects.update(role="chair")
        first.role = "chair"

    hold_to_once(first, second, full_name(kind, name), fields, sentence, as_new=AS_NEW.get(kind))


@pytest.mark.parametrize(
    "case", [case for case in ONCE if len(case[2]) > 1 and case[0] != "BoardMembership"], ids=called
)
def test_a_second_record_that_differs_in_one_field_stands(case):
    kind, facts, fields, name, _ = case
    first, second = made(factories, kind, facts), made(factories, kind, facts)

    allow_one_difference(first, second, full_name(kind, name), fields, {})


def test_a_chair_and_a_member_who_left_make_room_for_others():
    chair = factories.BoardMembershipFactory(chair=True, signs_in=True, ends_on=EARLY)

    again = factories.BoardMembershipFactory(board=chair.board, chair=True, signs_in=True, user=chair.user)

    assert (again.pk != chair.pk, again.full_clean()) == (True, None)


def test_a_board_is_the_one_of_its_programme():
    board = factories.BoardFactory()

    second = factories.BoardFactory.build(programme=board.programme)

    assert said_of(second) == ["Board with this Programme already exists."]


@pytest.mark.parametrize(
    ("meeting", "state"),
    [
        ({}, "planned"),
        (ISSUED, "papers_issued"),
        (HELD, "held"),
        ({"agreed": True}, "minutes_agreed"),
        (CALLED, "called_off"),
        (CALLED | ISSUED, "called_off"),
    ],
)
def test_a_meeting_in_each_of_its_states_is_valid(meeting, state):
    made_meeting = factories.MeetingFactory(**meeting)

    assert made_meeting.full_clean() is None
    assert made_meeting.state_on(made_meeting.meets_on) == state
    assert Meeting.objects.as_known(made_meeting.meets_on).get().state_then == state


def test_a_question_has_its_number_alone():
    first, second = factories.ChallengeFactory(), factories.ChallengeFactory()
    # On SQLite the trigger that keeps questions speaks before the constraint does.
    words = "never changed or deleted" if connection.vendor == "sqlite" else "commissioner_challenge_number_once"

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        factories.ChallengeFactory(programme=first.programme, number=first.number)

    set_values(second, {"programme": first.programme, "number": first.number})
    assert said_of(second) == ["Challenge with this Programme and Number already exists."]


@pytest.mark.parametrize(
    ("kind", "fields", "name", "sentence"),
    [
        ("Pack", ["meeting", "number"], "commissioner_pack_version_once",
         "This version of the pack was issued already."),
        ("PackFile", ["pack", "is_reduced", "name"], "commissioner_packfile_once",
         "Pack file with this Pack, Is reduced and Name already exists."),
    ],
)  # fmt: skip
def test_a_version_of_a_pack_and_each_of_its_files_are_there_once(kind, fields, name, sentence):
    first, second = made(factories, kind, {}), made(factories, kind, {})
    # On SQLite the trigger that keeps packs speaks before the constraint does.
    words = "never changed or deleted" if connection.vendor == "sqlite" else name
    same = {field: getattr(first, field) for field in fields}

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        made(factories, kind, same)

    set_values(second, same)
    assert said_of(second) == [sentence]


def test_every_constraint_is_broken_here():
    known = {full_name(kind, name) for kind, _, _, name, _ in [*CHECKS, *ONCE]}

    in_models = {c.name for model in OF_THE_BOARD for c in model._meta.constraints}

    assert {name for name in in_models if not name.endswith("_text_limits")} - known == {
        "commissioner_challenge_said_by_somebody",
        "commissioner_challenge_number_once",
        "commissioner_pack_version_once",
        "commissioner_packfile_once",
    }


@pytest.mark.parametrize("kind", [model.__name__ for model in OF_THE_BOARD])
def test_the_least_valid_record_is_valid(kind):
    record = made(factories, kind, {})

    assert record.full_clean() is None
