import datetime

import pytest

from commissioner.actions.action_log import close_action, reassign_action, record_action, redate_action, report_done
from commissioner.actions.action_log import reopen_action as reopen
from commissioner.known_actions import actions_on
from commissioner.models import MeetingAction
from commissioner.permissions import may_report_action
from config.records import Stale
from tests.commissioner.conftest import HELD_ON
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.board import ActionChangeFactory, AgendaItemFactory, MeetingActionFactory, MeetingFactory, agree
from tests.factories.improvement import WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
MAY = datetime.date(2017, 5, 1)
ACTION = {"text": "Write to all schools.", "due_on": MAY, "owner_name": "Head of Service"}
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}
LATE = {"due_on": ["The meeting was on 15 February 2017: choose that day or a later one."]}
STEPS = [
    (redate_action, {"due_on": MAY}),
    (reassign_action, {"owner_name": "Director"}),
    (report_done, {}),
    (reopen, {}),
]


@pytest.fixture
def action(held):
    """Due on 31 March 2017, of the Head of Service."""
    return MeetingActionFactory(meeting=held, number=7, recorded_on=HELD_ON)


def known(action, on=TODAY):
    return actions_on(action.programme, on).get(pk=action.pk)


def take(step, action, by, version=1, **facts):
    return step(action=action, reason="Why.", version=version, by=by, **facts)


def test_record_action_takes_the_next_number(held, by, events):
    workstream = WorkstreamFactory(programme=held.programme)
    item = AgendaItemFactory(meeting=held)

    made = record_action(meeting=held, workstream=workstream, item=item, by=by, **ACTION)
    second = record_action(meeting=held, by=by, **ACTION)

    now = known(made)
    assert (now.number, second.number, now.workstream, now.item, now.recorded_by) == (1, 2, workstream, item, by)
    assert (now.status, now.due_on, now.owner, now.owner_name, now.times_redated) == (
        "open", MAY, None, "Head of Service", 0,
    )  # fmt: skip
    after = {"number": 1, "text": "Write to all schools.", "owner": "Head of Service", "due_on": "2017-05-01"}
    assert events()[0] == ("action.recorded", {}, after, "")


def test_an_action_of_somebody_who_signs_in_goes_by_their_name(held, by):
    owner = member(held.programme, "action_lead")

    made = record_action(meeting=held, owner=owner, by=by, **(ACTION | {"owner_name": ""}))

    assert (known(made).owner, known(made).owner_name) == (owner, str(owner))


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"text": ""}, {"text": ["This field cannot be blank."]}),
        ({"due_on": HELD_ON - DAY}, LATE),
        (
            {"owner_name": ""},
            {"owner": ["Choose who does it, or write the post of somebody who does not sign in here."]},
        ),
        (
            {"owner": UserFactory},
            {"owner_name": ["Choose a person or write a name: one of them, not both."]},
        ),
        ({"item": AgendaItemFactory}, {"item": ["This item is on the agenda of another meeting."]}),
        ({"workstream": WorkstreamFactory}, {"workstream": ["This workstream belongs to another programme."]}),
    ],
)
def test_an_action_that_breaks_a_rule_is_refused(held, by, refused, facts, errors):
    facts = {name: value() if callable(value) else value for name, value in facts.items()}

    assert refused(record_action, meeting=held, by=by, **(ACTION | facts)) == errors


def test_an_action_is_due_on_the_day_of_its_meeting_at_the_earliest(held, by):
    assert record_action(meeting=held, by=by, **(ACTION | {"due_on": HELD_ON})).original_due_on == HELD_ON


def test_nobody_who_has_left_owns_an_action(held, action, by, refused):
    left = MembershipFactory(programme=held.programme, until_on=TODAY).user
    disabled = MembershipFactory(programme=held.programme, user__is_active=False).user

    for owner in (left, disabled, UserFactory()):
        sentence = {"owner": [f"{owner} holds no role in this programme any more. Choose somebody else."]}
        facts = ACTION | {"owner_name": "", "owner": owner}
        assert refused(record_action, meeting=held, by=by, **facts) == sentence
        assert refused(reassign_action, action=action, owner=owner, reason="Why.", version=1, by=by) == sentence


@pytest.mark.parametrize("state", ["planned", "agreed"])
def test_actions_are_recorded_between_a_meeting_and_its_minutes(held, planned, by, refused, state):
    meeting, label = (planned, "planned") if state == "planned" else (agree(held), "minutes agreed")

    errors = refused(record_action, meeting=meeting, by=by, **ACTION)

    sentence = f"The state of this meeting is: {label}. "
    assert errors == {"__all__": [sentence + "Actions are recorded after a meeting, until its minutes are agreed."]}


def test_redate_action_keeps_every_date_with_its_reason(action, by, events):
    take(redate_action, action, by, due_on=MAY)
    take(redate_action, action, by, version=2, due_on=MAY + DAY)

    now, before = known(action), known(action, TODAY - DAY)
    assert (now.due_on, now.times_redated, now.original_due_on, now.version) == (
        MAY + DAY, 2, datetime.date(2017, 3, 31), 3,
    )  # fmt: skip
    assert (before.due_on, before.times_redated) == (datetime.date(2017, 3, 31), 0)
    assert events()[0] == ("action.redated", {"due_on": "2017-03-31"}, {"due_on": "2017-05-01"}, "Why.")


@pytest.mark.parametrize(
    ("due_on", "errors"),
    [
        (HELD_ON - DAY, LATE),
        (datetime.date(2017, 3, 31), {"due_on": ["This is its date already."]}),
    ],
)
def test_a_new_date_that_breaks_a_rule_is_refused(action, by, refused, due_on, errors):
    assert refused(redate_action, action=action, due_on=due_on, reason="Why.", version=1, by=by) == errors


def test_reassign_action_keeps_who_owned_it_before(action, by, events):
    owner = member(action.programme, "action_lead")

    take(reassign_action, action, by, owner=owner)

    now, before = known(action), known(action, TODAY - DAY)
    assert (now.owner, now.owner_name, before.owner, before.owner_name) == (owner, str(owner), None, "Head of Service")
    assert events() == [
        ("action.reassigned", {"owner": "Head of Service"}, {"owner": str(owner), "owner_name": str(owner)}, "Why.")
    ]


def test_an_action_goes_to_somebody_else(action, by, refused):
    owner = member(action.programme, "action_lead")
    namesake = MembershipFactory(
        programme=action.programme, user__name=owner.name, user__organisation=owner.organisation
    ).user

    same = refused(reassign_action, action=action, owner_name="Head of Service", reason="Why.", version=1, by=by)
    take(reassign_action, action, by, owner=owner)
    take(reassign_action, action, by, version=2, owner=namesake)

    assert same == {"owner": ["Head of Service owns it already."]}
    assert known(action).owner == namesake


def test_report_done_close_and_reopen(action, held, by, events):
    seen = []
    for version, (step, facts) in enumerate(
        [(report_done, {}), (reopen, {}), (report_done, {}), (close_action, {"meeting": held}), (reopen, {})], start=1
    ):
        take(step, action, by, version=version, **facts)
        seen.append((known(action).status, known(action).settled_on))

    assert seen == [("done", TODAY), ("open", None), ("done", TODAY), ("closed", TODAY), ("open", None)]
    assert [event[0] for event in events()] == [
        "action.done", "action.reopened", "action.done", "action.closed", "action.reopened",
    ]  # fmt: skip


def test_a_settled_action_is_not_changed(action, held, by, refused):
    take(report_done, action, by)

    for step, facts in STEPS[:3]:
        errors = refused(step, action=action, reason="Why.", version=2, by=by, **facts)
        assert errors == {"__all__": ["This action is done already. Reopen it first."]}
    take(close_action, action, by, version=2, meeting=held)
    again = refused(close_action, action=action, meeting=held, reason="Why.", version=3, by=by)
    assert again == {"__all__": ["This action is closed already."]}


def test_an_open_action_is_not_reopened(action, by, refused):
    errors = refused(reopen, action=action, reason="Why.", version=1, by=by)

    assert errors == {"__all__": ["This action is open already."]}


def test_an_action_is_closed_at_a_meeting_of_its_board_on_or_after_its_own(board, planned, action, by, refused):
    earlier = MeetingFactory(board=board, held=True, meets_on=HELD_ON - DAY)
    stranger = MeetingFactory(held=True, meets_on=TODAY)

    def close(meeting):
        return refused(close_action, action=action, meeting=meeting, reason="Why.", version=1, by=by)

    assert close(earlier) == {"meeting": ["Choose the meeting that asked for it, or a later one."]}
    assert close(stranger) == {"meeting": ["This meeting belongs to another programme."]}
    assert close(planned) == {
        "__all__": ["The state of this meeting is: planned. An action is closed at a meeting whose minutes are open."]
    }


def test_an_action_goes_on_after_the_minutes_of_its_meeting_are_agreed(action, held, by):
    agree(held)

    take(redate_action, action, by, due_on=MAY)

    assert (known(action).due_on, known(action).version) == (MAY, 2)


@pytest.mark.parametrize(("step", "facts"), [*STEPS, (close_action, {})])
def test_a_step_wants_a_reason_an_open_programme_and_the_newest_version(
    action, held, by, refused, left_alone, closed, step, facts
):
    if step is close_action:
        facts = {"meeting": held}
    if step is reopen:
        ActionChangeFactory(action=action, step="done", due_on=None, recorded_on=HELD_ON)

    with left_alone(), pytest.raises(Stale, match="^A7 was changed by somebody else"):
        take(step, action, by, version=2, **facts)
    no_reason = refused(step, action=action, reason="", version=1, by=by, **facts)
    closed(action.programme)

    assert no_reason == {"reason": ["This field cannot be blank."]}
    assert refused(step, action=action, reason="Why.", version=1, by=by, **facts) == CLOSED


def test_an_action_of_a_closed_programme_is_not_recorded(held, by, refused, closed):
    closed(held.programme)

    assert refused(record_action, meeting=held, by=by, **ACTION) == CLOSED


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (HELD_ON - DAY, None),
        (HELD_ON, "open"),
        (datetime.date(2017, 2, 20), "open"),
        (datetime.date(2017, 2, 21), "overdue"),
        (datetime.date(2017, 2, 23), "open"),
        (datetime.date(2017, 2, 24), "overdue"),
        (datetime.date(2017, 2, 26), "done"),
    ],
)
def test_the_action_of_a_day_is_as_it_was_known_then(held, on, status):
    action = MeetingActionFactory(meeting=held, due_on=datetime.date(2017, 2, 20), recorded_on=HELD_ON)
    moved = datetime.date(2017, 2, 22)
    ActionChangeFactory(action=action, due_on=datetime.date(2017, 2, 23), recorded_on=moved)
    ActionChangeFactory(action=action, step="done", due_on=None, recorded_on=datetime.date(2017, 2, 26))

    found = actions_on(held.programme, on)

    assert [action.status for action in found] == ([status] if status else [])
    assert MeetingAction.objects.count() == 1


@pytest.mark.parametrize(
    ("can", "is_owner", "may"),
    [
        ({"board.manage"}, False, True),
        ({"action.report"}, True, True),
        ({"action.report"}, False, False),
        (set(), True, False),
    ],
)
def test_who_may_report_on_an_action(held, can, is_owner, may):
    owner = UserFactory()
    action = known(MeetingActionFactory(meeting=held, owner=owner))

    assert may_report_action(owner if is_owner else UserFactory(), action, can) == may
