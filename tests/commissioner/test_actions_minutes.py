import datetime

import pytest

from commissioner.actions.meetings import agree_minutes, correct_minutes, write_minutes
from commissioner.models import AgendaItem, Correction, Meeting
from config.constraints import PROSE
from config.records import Stale
from tests.commissioner.conftest import HELD_ON
from tests.factories.board import AgendaItemFactory, MeetingFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}
LATER = {"agreed_at": ["Choose a later meeting that was held and whose minutes are still open."]}
TO_CORRECT = {"made_at": ["Choose a later meeting that was held."]}


@pytest.fixture
def item(held):
    return AgendaItemFactory(meeting=held, position=1, title="Duty team")


@pytest.fixture
def later(board, held):
    return MeetingFactory(board=board, held=True, meets_on=TODAY)


@pytest.fixture
def agreed(board):
    return MeetingFactory(board=board, agreed=True, meets_on=HELD_ON - DAY)


def refusal(state, otherwise):
    return {"__all__": [f"The state of this meeting is: {state}. {otherwise}"]}


def test_write_minutes_says_what_was_said_on_each_item(held, item, by, events):
    write_minutes(meeting=held, discussions={item: "All agreed."}, version=1, by=by)
    write_minutes(meeting=held, discussions={item: "Most agreed."}, version=2, by=by)

    assert (AgendaItem.objects.get().discussion, Meeting.objects.get().version) == ("Most agreed.", 3)
    assert events()[0] == ("meeting.minutes_written", {}, {"characters": {"1": 11}}, "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * (PROSE + 1), "What was said on Duty team is too long: shorten it to 4,000 characters."),
        ("A call to 9434765919", "This looks like an NHS number. Take it out: nothing here may identify a child."),
    ],
)
def test_minutes_that_break_a_rule_are_refused(held, item, by, refused, text, sentence):
    errors = refused(write_minutes, meeting=held, discussions={item: text}, version=1, by=by)

    assert errors == {"__all__": [sentence]}


def test_minutes_are_of_the_items_of_their_meeting(held, by, refused):
    other = AgendaItemFactory(title="Elsewhere")

    errors = refused(write_minutes, meeting=held, discussions={other: "Words."}, version=1, by=by)

    assert errors == {"__all__": ["Elsewhere is on the agenda of another meeting."]}


@pytest.mark.parametrize("at_a_meeting", [True, False])
def test_agree_minutes_at_a_later_meeting_or_by_correspondence(held, later, item, by, events, at_a_meeting):
    write_minutes(meeting=held, discussions={item: "All agreed."}, version=1, by=by)

    agree_minutes(meeting=held, agreed_at=later if at_a_meeting else None, version=2, by=by)

    kept = Meeting.objects.get(pk=held.pk)
    assert (kept.state_on(TODAY - DAY), kept.state_on(TODAY), kept.minutes_agreed_by) == ("held", "minutes_agreed", by)
    assert (kept.agreed_at, kept.version) == (later if at_a_meeting else None, 3)
    after = {"agreed_at": "2017-02-28" if at_a_meeting else "by correspondence"}
    assert events()[-1] == ("meeting.minutes_agreed", {}, after, "")


def test_minutes_are_agreed_when_every_item_has_some(held, item, by, refused):
    AgendaItemFactory(meeting=held, withdrawn_on=TODAY)

    one = refused(agree_minutes, meeting=held, version=1, by=by)
    AgendaItemFactory(meeting=held)
    two = refused(agree_minutes, meeting=held, version=1, by=by)

    assert one == {"__all__": ["One item of the agenda has no minutes yet."]}
    assert two == {"__all__": ["Two items of the agenda have no minutes yet."]}


def test_minutes_are_agreed_at_a_later_meeting_of_the_same_board_that_was_held(board, held, agreed, by, refused):
    earlier = MeetingFactory(board=board, held=True, meets_on=HELD_ON - 2 * DAY)
    issued = MeetingFactory(board=board, issued=True, meets_on=TODAY)
    stranger = MeetingFactory(held=True, meets_on=TODAY)

    for meeting in (earlier, issued, stranger, agreed, held):
        assert refused(agree_minutes, meeting=held, agreed_at=meeting, version=1, by=by) == LATER


def test_minutes_are_written_and_agreed_only_between_the_meeting_and_their_agreement(planned, agreed, by, refused):
    for meeting, state in ((planned, "planned"), (agreed, "minutes agreed")):
        assert refused(write_minutes, meeting=meeting, discussions={}, version=1, by=by) == refusal(
            state, "Minutes are written after a meeting, until they are agreed."
        )
        assert refused(agree_minutes, meeting=meeting, version=1, by=by) == refusal(
            state, "Minutes are agreed once, after the meeting was held."
        )


def test_correct_minutes_points_at_what_was_agreed(agreed, held, by, events):
    made = correct_minutes(meeting=agreed, made_at=held, text="It was Tuesday.", by=by)

    kept = Correction.objects.get()
    assert (kept, kept.meeting, kept.made_at, kept.text, kept.recorded_by) == (
        made, agreed, held, "It was Tuesday.", by,
    )  # fmt: skip
    after = {"made_at": "2017-02-15", "text": "It was Tuesday."}
    assert events() == [("meeting.minutes_corrected", {}, after, "")]


def test_minutes_are_corrected_by_a_later_meeting_of_the_same_board_that_was_held(board, agreed, planned, by, refused):
    earlier = MeetingFactory(board=board, held=True, meets_on=HELD_ON - 2 * DAY)
    called_off = MeetingFactory(board=board, called_off=True, meets_on=TODAY)
    stranger = MeetingFactory(held=True, meets_on=TODAY)

    for meeting in (earlier, called_off, stranger, planned, agreed):
        assert refused(correct_minutes, meeting=agreed, made_at=meeting, text="Wrong.", by=by) == TO_CORRECT


def test_until_minutes_are_agreed_they_are_not_corrected(held, later, by, refused):
    errors = refused(correct_minutes, meeting=held, made_at=later, text="Wrong.", by=by)

    assert errors == refusal("held", "Until minutes are agreed, change them themselves.")


def test_a_correction_has_its_words(agreed, held, by, refused):
    errors = refused(correct_minutes, meeting=agreed, made_at=held, text="", by=by)

    assert errors == {"text": ["This field cannot be blank."]}


def test_minutes_of_a_closed_programme_stay_as_they_are(agreed, held, by, refused, closed):
    closed(held.programme)

    assert refused(write_minutes, meeting=held, discussions={}, version=1, by=by) == CLOSED
    assert refused(agree_minutes, meeting=held, version=1, by=by) == CLOSED
    assert refused(correct_minutes, meeting=agreed, made_at=held, text="Wrong.", by=by) == CLOSED


def test_minutes_from_an_older_page_are_stale(held, by, left_alone):
    for action, facts in ((write_minutes, {"discussions": {}}), (agree_minutes, {})):
        with left_alone(), pytest.raises(Stale):
            action(meeting=held, version=2, by=by, **facts)
