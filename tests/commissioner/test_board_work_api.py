"""Decisions, actions and questions of the board over the API."""

import datetime

import pytest

from commissioner.models import Attendance, Challenge, Decision, MeetingAction
from tests.factories.accounts import member
from tests.factories.board import (
    ActionChangeFactory,
    AgendaItemFactory,
    ChallengeFactory,
    ChallengeStepFactory,
    DecisionFactory,
    MeetingActionFactory,
    MeetingFactory,
    PaperFactory,
    agree,
)
from tests.factories.improvement import IndicatorFactory, MilestoneFactory, RiskFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

DECISION = {"meeting": "2017-02-15", "text": "To open it.", "basis": "The audit.", "decided_by": "The board"}
ACTION = {"meeting": "2017-02-15", "text": "Write.", "due_on": "2017-03-31", "owner_name": "Head of Service"}


def numbers(answer):
    return [one["number"] for one in answer.json()["results"]]


def test_a_decision_is_recorded_and_worded_better(secretary, board, held):
    earlier = DecisionFactory(meeting=MeetingFactory(board=board, meets_on=datetime.date(2016, 9, 1)), number=900)
    item = AgendaItemFactory(meeting=held)

    made = secretary("decisions/", item=item.pk, dissent="The union.", **DECISION)
    changed = secretary("decisions/1/change/", text="To open it in May.", replaces=900, version=1)
    stale = secretary("decisions/1/change/", text="To open it.", version=1)

    assert (made.status_code, made.json()["number"], made.json()["dissent"]) == (201, 1, "The union.")
    found = changed.json()
    assert (found["text"], found["basis"], found["item"], found["replaces"]) == (
        "To open it in May.", "The audit.", item.pk, 900,
    )  # fmt: skip
    assert secretary.get("decisions/900/").json()["replaced_by"] == 1
    assert (stale.status_code, earlier.number) == (409, 900)


def test_a_meeting_without_a_quorum_decides_nothing(secretary, held):
    Attendance.objects.filter(meeting=held, membership__role="chair").update(presence="absent")

    answer = secretary("decisions/", **DECISION)

    assert answer.status_code == 400
    assert answer.json()["errors"]["non_field_errors"][0].startswith(
        "This meeting had no quorum: 1 were there of the 2"
    )
    assert Decision.objects.count() == 0


def test_a_decision_recorded_by_mistake_is_withdrawn(secretary, caller, held):
    secretary("decisions/", **DECISION)

    without = secretary("decisions/1/withdraw/", version=1)
    gone = secretary("decisions/1/withdraw/", reason="Another board’s.", version=1).json()

    assert without.json()["errors"] == {"reason": ["This field is required."]}
    assert (gone["withdrawn_on"], gone["withdrawn_reason"], gone["text"]) == (
        "2017-02-28", "Another board’s.", "To open it.",
    )  # fmt: skip
    agree(held)
    assert numbers(caller("officer").get("decisions/")) == [1]
    assert numbers(caller("reader").get("decisions/")) == []
    assert caller("reader").get("decisions/1/").status_code == 404


def test_a_reader_sees_decisions_of_agreed_minutes_alone(caller, board, held):
    first = DecisionFactory(meeting=MeetingFactory(board=board, held=True, meets_on="2016-09-01"), number=1)
    agree(first.meeting)
    DecisionFactory(meeting=held, number=2, replaces=first)
    reader = caller("reader")

    assert numbers(reader.get("decisions/")) == [1]
    assert reader.get("decisions/1/").json()["replaced_by"] is None
    assert reader.get("decisions/2/").status_code == 404
    assert "2017-02-15" in str(reader.get("decisions/", meeting="2017-02-15").json()["errors"])
    assert numbers(reader.get("decisions/", on="2016-08-31")) == []
    agree(held)
    assert numbers(reader.get("decisions/")) == [2, 1]
    assert reader.get("decisions/1/").json()["replaced_by"] == 2


def test_a_reader_sees_decisions_without_names_and_dissent(caller, held):
    DecisionFactory(meeting=held, number=1, dissent="The union.", text="To open it.", recorded_on="2017-02-15")
    agree(held)

    found = caller("reader").get("decisions/").json()["results"]
    whole = caller("officer").get("decisions/1/").json()

    assert found == [
        {
            "number": 1,
            "meeting": "2017-02-15",
            "text": "To open it.",
            "basis": "The audit of January.",
            "replaces": None,
            "replaced_by": None,
            "recorded_on": "2017-02-15",
            "invented": True,
            "version": 1,
        }
    ]
    assert (whole["decided_by"], whole["dissent"], whole["item"]) == ("The board", "The union.", None)


def test_decisions_are_found_by_words_and_meeting(caller, board, held):
    DecisionFactory(meeting=held, number=1, text="To open a second team.")
    DecisionFactory(meeting=MeetingFactory(board=board, held=True), number=2, text="To wait.")
    reader = caller("officer")

    assert numbers(reader.get("decisions/")) == [2, 1]
    assert numbers(reader.get("decisions/", q="second team")) == [1]
    assert numbers(reader.get("decisions/", meeting="2017-02-15")) == [1]
    assert numbers(reader.get("decisions/", on="2016-05-30")) == []


def test_an_action_goes_from_its_meeting_to_its_close(secretary, caller, board, held):
    lead = caller("action_lead")
    workstream = WorkstreamFactory(programme=board.programme, number=8)

    made = secretary("actions/", workstream=8, **ACTION)
    given = secretary("actions/1/reassign/", owner=lead.user.email, reason="Theirs.", version=1)
    moved = lead("actions/1/redate/", due_on="2017-04-30", reason="It takes longer.", version=2)
    done = lead("actions/1/done/", reason="Sent.", version=3)
    closed = secretary("actions/1/close/", meeting="2017-02-15", reason="Seen.", version=4)
    reopened = secretary("actions/1/reopen/", reason="Not all.", version=5)

    assert (made.status_code, made.json()["workstream"], made.json()["owner_name"]) == (201, 8, "Head of Service")
    assert (given.json()["owner"], given.json()["owner_name"]) == (lead.user.pk, str(lead.user))
    found = moved.json()
    assert (found["due_on"], found["original_due_on"], found["times_redated"]) == ("2017-04-30", "2017-03-31", 1)
    assert [one.json()["status"] for one in (done, closed, reopened)] == ["done", "closed", "open"]
    assert (closed.json()["settled_on"], workstream.number) == ("2017-02-28", 8)


def test_only_its_owner_or_who_serves_the_board_reports_on_an_action(caller, secretary, held):
    lead, other = caller("action_lead"), caller("action_lead")
    MeetingActionFactory(meeting=held, owner=lead.user, number=1)

    refused = [
        other(f"actions/1/{step}/", reason="Mine.", version=1, **facts)
        for step, facts in (("redate", {"due_on": "2017-05-01"}), ("done", {}))
    ]
    not_theirs = lead("actions/1/close/", meeting="2017-02-15", reason="Seen.", version=1)
    served = secretary("actions/1/done/", reason="Sent.", version=1)

    assert [answer.status_code for answer in [*refused, not_theirs, served]] == [403, 403, 403, 200]
    assert refused[0].json()["detail"] == "Only its owner, or who serves the board, reports on an action."


def test_refusals_of_actions_are_told_by_field(secretary, held):
    stranger = WorkstreamFactory(number=9)

    early = secretary("actions/", **(ACTION | {"due_on": "2017-02-14"}))
    nobody = secretary("actions/", **(ACTION | {"owner_name": ""}))
    elsewhere = secretary("actions/", workstream=stranger.number, **ACTION)
    MeetingActionFactory(meeting=held, number=5)
    no_reason = secretary("actions/5/redate/", due_on="2017-04-30", version=1)

    assert early.json()["errors"] == {
        "due_on": ["The meeting was on 15 February 2017: choose that day or a later one."]
    }
    assert nobody.json()["errors"] == {
        "owner": ["Choose who does it, or write the post of somebody who does not sign in here."]
    }
    assert elsewhere.json()["errors"] == {"workstream": ["There is no workstream 9 in this programme."]}
    assert no_reason.json()["errors"] == {"reason": ["This field is required."]}
    assert MeetingAction.objects.count() == 1


def test_actions_are_found_by_what_they_are(caller, board, held):
    workstream = WorkstreamFactory(programme=board.programme, number=8)
    late = MeetingActionFactory(meeting=held, number=1, due_on=datetime.date(2017, 2, 20), text="Tell the police.")
    MeetingActionFactory(meeting=held, number=2, workstream=workstream, owner_name="Director")
    for _ in "12":
        ActionChangeFactory(action=late, due_on=datetime.date(2017, 2, 21))
    done = MeetingActionFactory(meeting=held, number=3)
    ActionChangeFactory(action=done, step="done", due_on=None)
    reader = caller("officer")

    def found(**asked):
        return sorted(numbers(reader.get("actions/", **asked)))

    assert found() == [1, 2, 3]
    assert (found(q="police tell"), found(owner="Director"), found(workstream="8")) == ([1], [2], [2])
    assert (found(status="overdue"), found(status="open"), found(status="done")) == ([1], [2], [3])
    assert (found(moved="once"), found(moved="twice")) == ([1], [1])
    assert reader.get("actions/", status="lost").status_code == 400


def test_a_question_goes_from_its_asker_to_its_close(secretary, caller, held):
    asker, lead = caller("board_member"), caller("action_lead")

    asked = asker("challenges/", question="Why do children wait?", meeting="2017-02-15")
    given = secretary("challenges/1/assign/", assignee=lead.user.email, due_on="2017-03-05", version=1)
    answered = lead("challenges/1/answer/", text="Two posts are vacant.", version=2)
    returned = asker("challenges/1/return/", text="Since when?", version=3)
    lead("challenges/1/answer/", text="Since May.", version=4)
    closed = asker("challenges/1/close/", version=5)

    assert (asked.status_code, asked.json()["asked_by"], asked.json()["meeting"]) == (
        201, str(asker.user), "2017-02-15",
    )  # fmt: skip
    assert (given.json()["assignee"], given.json()["due_on"]) == (str(lead.user), "2017-03-05")
    standings = [one.json()["standing"] for one in (asked, given, answered, returned, closed)]
    assert standings == ["asked", "assigned", "answered", "returned", "closed"]
    assert [(step["move"], step["text"]) for step in closed.json()["steps"]] == [
        ("assigned", ""),
        ("answered", "Two posts are vacant."),
        ("returned", "Since when?"),
        ("answered", "Since May."),
        ("closed", ""),
    ]


def test_a_question_is_about_a_record_by_the_name_people_use(caller, board, held):
    programme = board.programme
    asker = caller("board_member")
    subjects = {
        "workstream": WorkstreamFactory(programme=programme, number=8).number,
        "milestone": MilestoneFactory(workstream__programme=programme).pk,
        "risk": RiskFactory(programme=programme, number=3).number,
        "indicator": IndicatorFactory(programme=programme, code="visits").code,
        "paper": PaperFactory(item=AgendaItemFactory(meeting=held)).pk,
    }

    answers = {kind: asker("challenges/", question="Why?", **{kind: name}) for kind, name in subjects.items()}
    wrong = {kind: asker("challenges/", question="Why?", **{kind: 32_000}).json()["errors"] for kind in subjects}

    assert {kind: answer.json()[kind] for kind, answer in answers.items()} == subjects
    assert wrong == {
        "workstream": {"workstream": ["There is no workstream 32000 in this programme."]},
        "milestone": {"milestone": ["There is no milestone 32000 in this programme."]},
        "risk": {"risk": ["There is no risk 32000 in this programme."]},
        "indicator": {"indicator": ["There is no measure 32000 in this programme."]},
        "paper": {"paper": ["There is no paper 32000 in this programme."]},
    }


def test_a_question_is_answered_and_closed_by_those_who_may(caller, secretary, board):
    asker, other = caller("board_member"), caller("board_member")
    lead, chair = caller("action_lead"), caller("commissioner")
    ChallengeFactory(programme=board.programme, recorded_by=asker.user, number=1)

    own = asker("challenges/1/answer/", text="Because.", version=1)
    not_asked = lead("challenges/1/answer/", text="Because.", version=1)
    not_theirs = other("challenges/1/close/", text="Enough.", version=1)
    served = secretary("challenges/1/answer/", text="Two posts are vacant.", version=1)
    closed = chair("challenges/1/close/", version=2)

    assert [a.status_code for a in (own, not_asked, not_theirs, served, closed)] == [403, 403, 403, 200, 200]
    assert Challenge.objects.get().steps.count() == 2


def test_questions_are_found_by_what_they_are(caller, board, held):
    workstream = WorkstreamFactory(programme=board.programme, number=8)
    ChallengeFactory(programme=board.programme, number=1, question="Why do children wait?", meeting=held)
    answered = ChallengeFactory(programme=board.programme, number=2, workstream=workstream)
    ChallengeStepFactory(challenge=answered, recorded_on="2017-02-01")
    reader = caller("officer")

    def found(**asked):
        return numbers(reader.get("challenges/", **asked))

    assert (found(), found(q="children wait"), found(workstream="8")) == ([2, 1], [2, 1], [2])
    assert (found(standing="answered"), found(meeting="2017-02-15")) == ([2], [1])
    assert found(standing="answered", on="2017-01-31") == []


def test_nobody_who_left_answers_a_question(secretary, board):
    challenge = ChallengeFactory(programme=board.programme, number=1)
    left = member(board.programme, "action_lead")
    left.memberships.update(until_on="2017-02-28")

    answer = secretary("challenges/1/assign/", assignee=left.email, due_on="2017-03-05", version=1)

    sentence = f"{left} holds no role in this programme any more. Choose somebody else."
    assert (answer.json()["errors"], challenge.number) == ({"assignee": [sentence]}, 1)
