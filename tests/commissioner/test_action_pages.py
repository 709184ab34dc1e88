"""Actions of the board on their pages: recorded, moved, given away, done, closed, and who may."""

import datetime

import pytest

from commissioner.models import ActionChange
from tests.factories.accounts import MembershipFactory, member
from tests.factories.board import ActionChangeFactory, MeetingActionFactory, MeetingFactory, agree
from tests.factories.improvement import WorkstreamFactory
from tests.reading import date_typed, errors_of, lines_of, links_of, messages_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
HELD = "/own/board/meetings/2017-02-15/"
PAGE = "/own/board/actions/1/"
ACTION = {"text": "Write to all schools.", "owner_name": "Head of Service"} | date_typed("due_on", 31, 3, 2017)


@pytest.fixture
def lead(board):
    return member(board.programme, "action_lead")


@pytest.fixture
def action(held, lead):
    """An action that is the lead's."""
    return MeetingActionFactory(
        meeting=held, number=1, text="Write.", owner=lead, owner_name=str(lead), recorded_on=held.meets_on
    )


def test_an_action_is_recorded_at_its_meeting(as_, held, lead):
    workstream = WorkstreamFactory(programme=held.programme, number=8, title="MASH")
    facts = ACTION | {"owner": lead.pk, "owner_name": "", "workstream": workstream.pk}

    page = as_("secretary").post(f"{HELD}actions/add/", facts, follow=True)
    said = text_of(as_("secretary").get(PAGE))

    assert messages_of(page) == ["The action is recorded."]
    assert f"Write to all schools. {lead}, due 31 March 2017" in text_of(page)
    assert ("Due 31 March 2017." in said, f"Owner {lead}" in said, "8 MASH" in said) == (True, True, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (date_typed("due_on", 14, 2, 2017),
         {"due_on": ["The meeting was on 15 February 2017: choose that day or a later one."]}),
        (date_typed("due_on", 30, 2, 2017), {"due_on": ["Enter a real date, like 28 2 2017"]}),
        ({"owner_name": ""},
         {"owner": ["Choose who does it, or write the post of somebody who does not sign in here."]}),
        ({"text": ""}, {"text": ["Enter action"]}),
        ({"workstream": "999"},
         {"workstream": ["Select a valid choice. That choice is not one of the available choices."]}),
    ],
)  # fmt: skip
def test_an_action_that_breaks_a_rule_is_told_by_its_field_and_what_was_typed_stays(as_, held, left_alone, typed, said):
    client = as_("secretary")

    with left_alone():
        answer = client.post(f"{HELD}actions/add/", ACTION | typed)

    assert errors_of(answer) == said
    assert f'value="{(ACTION | typed)["due_on_day"]}"' in answer.content.decode()


def test_somebody_who_left_is_not_offered_and_not_taken(as_, board, held):
    left = MembershipFactory(
        programme=board.programme, role="officer", until_on=datetime.date(2017, 1, 31), user__name="Gone"
    ).user

    answer = as_("secretary").post(f"{HELD}actions/add/", ACTION | {"owner": left.pk, "owner_name": ""})

    assert list(errors_of(answer)) == ["owner"]
    assert "Gone" not in text_of(answer)


def test_its_owner_moves_it_and_reports_it_done(as_, action, lead):
    client = as_(lead)

    early = client.post(f"{PAGE}redate/", {"version": 1, "reason": "Later."} | date_typed("due_on", 1, 2, 2017))
    same = client.post(f"{PAGE}redate/", {"version": 1, "reason": "Later."} | date_typed("due_on", 31, 3, 2017))
    moved = client.post(
        f"{PAGE}redate/", {"version": 1, "reason": "It takes longer."} | date_typed("due_on", 30, 4, 2017), follow=True
    )
    done = client.post(f"{PAGE}done/", {"version": 2, "reason": "Sent."}, follow=True)

    assert errors_of(early) == {"due_on": ["The meeting was on 15 February 2017: choose that day or a later one."]}
    assert errors_of(same) == {"due_on": ["This is its date already."]}
    assert "Due 30 April 2017. Its date was moved once." in text_of(moved)
    assert "Given a new date: 30 April 2017" in text_of(moved)
    assert "Reported done on 28 February 2017. The board has still to close it." in text_of(done)
    assert links_of(done) == ["meetings/2017-02-15/"]


def test_an_action_of_somebody_else_is_read_and_not_reported_on(as_, action, left_alone):
    client = as_("action_lead")

    assert links_of(client.get(PAGE)) == ["meetings/2017-02-15/"]
    for step in ("redate", "done"):
        assert client.get(f"{PAGE}{step}/").status_code == 403
    for step in ("reassign", "close", "reopen"):
        assert client.post(f"{PAGE}{step}/", {"version": 1, "reason": "Mine."}).status_code == 403
    assert ActionChange.objects.count() == 0


def test_an_action_is_given_to_somebody_else(as_, action, lead):
    secretary = as_("secretary")

    nobody = secretary.post(f"{PAGE}reassign/", {"version": 1, "reason": "Leave.", "owner": "", "owner_name": ""})
    same = secretary.post(f"{PAGE}reassign/", {"version": 1, "reason": "Leave.", "owner": lead.pk})
    given = secretary.post(
        f"{PAGE}reassign/",
        {"version": 1, "reason": "Leave.", "owner": "", "owner_name": "Head of Schools"},
        follow=True,
    )

    assert list(errors_of(nobody)) == ["owner"]
    assert errors_of(same) == {"owner": [f"{lead} owns it already."]}
    assert ("Owner Head of Schools" in text_of(given), "Given to somebody else: Head of Schools" in text_of(given)) == (
        True, True,
    )  # fmt: skip
    assert as_(lead).get(f"{PAGE}done/").status_code == 403


def test_an_action_is_closed_at_a_meeting_that_was_held_and_reopened(as_, board, held, action):
    MeetingFactory(board=board, held=True, meets_on=datetime.date(2017, 1, 10))
    later = MeetingFactory(board=board, held=True, meets_on=TODAY)
    secretary = as_("secretary")
    form = secretary.get(f"{PAGE}close/").context["form"]

    without = secretary.post(f"{PAGE}close/", {"version": 1, "meeting": "", "reason": ""})
    closed = secretary.post(f"{PAGE}close/", {"version": 1, "meeting": later.pk, "reason": "Seen."}, follow=True)
    again = secretary.post(f"{PAGE}close/", {"version": 2, "meeting": later.pk, "reason": "Seen."})
    opened = secretary.post(f"{PAGE}reopen/", {"version": 2, "reason": "Two schools are left."}, follow=True)

    assert [str(meeting) for meeting in form.fields["meeting"].queryset] == [str(later), str(held)]
    assert form["meeting"].value() == later.pk
    assert list(errors_of(without)) == ["meeting", "reason"]
    assert "Closed on 28 February 2017." in text_of(closed)
    assert "Closed by the board of 28 February 2017 Seen." in text_of(closed)
    assert errors_of(again) == {"__all__": ["This action is closed already."]}
    assert "Reopened Two schools are left." in text_of(opened)
    assert "Due 31 March 2017." in text_of(opened)


def test_an_action_goes_on_when_the_minutes_of_its_meeting_are_agreed(as_, held, action, lead):
    agree(held)

    done = as_(lead).post(f"{PAGE}done/", {"version": 1, "reason": "Sent."}, follow=True)

    assert "Reported done" in text_of(done)


def test_a_second_tab_is_told_and_what_was_typed_stays(as_, action, lead):
    client = as_(lead)
    client.post(f"{PAGE}done/", {"version": 1, "reason": "Sent."})

    stale = client.post(f"{PAGE}redate/", {"version": 1, "reason": "Mine."} | date_typed("due_on", 30, 4, 2017))

    assert errors_of(stale)["__all__"][0].startswith("A1 was changed by somebody else while this page was open.")
    assert ("Mine.</textarea>" in stale.content.decode(), 'value="30"' in stale.content.decode()) == (True, True)


@pytest.mark.parametrize(
    ("on", "said", "status"),
    [
        ("2017-02-15", "Due 31 March 2017.", "Open"),
        ("2017-02-20", "Due 30 April 2017. Its date was moved once.", "Open"),
        ("2017-02-26", "Reported done on 26 February 2017.", "Reported done"),
    ],
)
def test_an_action_of_an_earlier_day_is_as_it_was_known_then(as_, action, lead, on, said, status):
    ActionChangeFactory(action=action, recorded_on=datetime.date(2017, 2, 20))
    ActionChangeFactory(action=action, step="done", due_on=None, recorded_on=datetime.date(2017, 2, 26))
    client = as_(lead)

    page = client.get(f"{PAGE}?on={on}")
    row = client.get(f"/own/board/actions/?on={on}").context["table"].rows[0]

    assert (said in text_of(page), status in row.get_cell("status")) == (True, True)
    assert [link for link in links_of(page) if "redate" in link or "done" in link] == []
    assert client.get(f"{PAGE}?on=2017-02-14").status_code == 404
    assert client.get(f"{PAGE}redate/?on={on}").status_code == 403


def test_actions_are_narrowed_sorted_and_exported(as_, held, action, lead):
    late = MeetingActionFactory(meeting=held, number=2, text="Late.", due_on="2017-02-20")
    for due_on in ("2017-02-21", "2017-02-22"):
        ActionChangeFactory(action=late, due_on=due_on)
    client = as_("board_member")

    def found(query):
        return [str(row) for row in client.get(f"/own/board/actions/{query}").context["table"].data]

    assert found("") == ["A2", "A1"]
    assert found("?status=overdue") == ["A2"]
    assert found("?moved=twice") == ["A2"]
    assert found(f"?owner={lead}") == ["A1"]
    assert found("?q=late+head") == ["A2"]
    assert found("?sort=number") == ["A1", "A2"]
    assert "No action matches." in text_of(client.get("/own/board/actions/?status=closed"))
    rows = lines_of(client.get("/own/board/actions.csv?status=overdue"))
    assert rows[1:] == ["A2,Late.,Head of Service,Overdue,2017-02-22,2017-02-20,2,,2017-02-15"]
    assert client.get("/own/board/actions.csv?status=lost").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_actions_take_the_same_queries_whatever_there_is(as_, held, django_assert_num_queries, count):
    for _ in range(count):
        action = MeetingActionFactory(meeting=held, workstream=WorkstreamFactory(programme=held.programme))
        for _ in range(count):
            ActionChangeFactory(action=action)
    client = as_("board_member")

    with django_assert_num_queries(10):
        assert client.get("/own/board/actions/").status_code == 200
    with django_assert_num_queries(5):
        assert client.get(f"/own/board/actions/{action.number}/").status_code == 200
