"""A meeting that was held, on its pages: who was there, the minutes, and what came of it."""

import datetime

import pytest

from tests.factories.board import (
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    DecisionWithdrawalFactory,
    MeetingActionFactory,
    MeetingFactory,
    agree,
)
from tests.reading import errors_of, links_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
HELD = "/own/board/meetings/2017-02-15/"
MEETS_TODAY = f"/own/board/meetings/{TODAY}/"


@pytest.fixture
def issued(board, seats):
    """A meeting of today whose papers are out."""
    return MeetingFactory(board=board, issued=True, meets_on=TODAY)


def attended(seats, *presences, version=1):
    facts = {f"seat_{seat.pk}_presence": said for seat, said in zip(seats, presences, strict=True)}
    return facts | {"version": version}


def test_attendance_is_recorded_and_the_quorum_is_told(as_, issued, seats):
    secretary = as_("secretary")

    form = secretary.get(f"{MEETS_TODAY}hold/")
    held = secretary.post(f"{MEETS_TODAY}hold/", attended(seats, "present", "present", "absent"), follow=True)

    assert "The quorum is 2 of the chair and members. A deputy counts: give the name of whoever" in text_of(form)
    assert "Two members were there: a quorum, of 2. No decision and no action is recorded." in text_of(held)
    assert "Not agreed yet: they may still change." in text_of(held)


def test_a_meeting_without_a_quorum_says_so_and_decides_nothing(as_, issued, seats, left_alone):
    secretary = as_("secretary")
    held = secretary.post(f"{MEETS_TODAY}hold/", attended(seats, "present", "absent", "present"), follow=True)

    with left_alone():
        refused = secretary.post(
            f"{MEETS_TODAY}decisions/add/", {"text": "To open it.", "basis": "Audit.", "decided_by": "The board"}
        )

    assert "One member was there. That is no quorum: 2 are needed, so nothing could be decided." in text_of(held)
    assert errors_of(refused)["__all__"][0].startswith("This meeting had no quorum: 1 were there of the 2")
    assert "To open it." in refused.content.decode()


def test_attendance_left_open_is_asked_for_by_name_and_what_was_chosen_stays(as_, issued, seats, left_alone):
    chair, _, observer = seats
    client = as_("secretary")

    with left_alone():
        answer = client.post(f"{MEETS_TODAY}hold/", attended(seats, "deputy", "absent", ""))

    assert errors_of(answer) == {
        f"seat_{chair.pk}_deputy": ["Name the deputy of Chair"],
        f"seat_{observer.pk}_presence": ["Say whether Observer was there"],
    }
    assert '<option value="absent" selected>' in answer.content.decode()


def test_attendance_starts_with_the_notice_that_was_given(as_, issued, seats):
    chair, second, _ = seats
    AttendanceFactory(meeting=issued, membership=chair, presence="", notice="deputy", deputy="Vice chair")
    AttendanceFactory(meeting=issued, membership=second, presence="", notice="absent")

    form = as_("secretary").get(f"{MEETS_TODAY}hold/").context["form"]

    chosen = {name: field.initial for name, field in form.fields.items() if name.endswith("presence")}
    assert list(chosen.values()) == ["deputy", "absent", None]
    assert form.initial[f"seat_{chair.pk}_deputy"] == "Vice chair"


def test_minutes_are_written_with_what_came_of_each_item_and_agreed(as_, held):
    item = AgendaItemFactory(meeting=held, title="Duty team")
    DecisionFactory(meeting=held, item=item, number=1, text="To open a second team.", dissent="The union.")
    MeetingActionFactory(meeting=held, item=item, number=1, text="Write to schools.")
    secretary = as_("secretary")
    bare = secretary.post(f"{HELD}agree/", {"version": 1, "agreed_at": ""})

    page = secretary.post(f"{HELD}minutes/", {"version": 1, f"item_{item.pk}": "Long talk.\n\nMore."}, follow=True)
    agreed = secretary.post(f"{HELD}agree/", {"version": 2, "agreed_at": ""}, follow=True)

    assert errors_of(bare) == {"__all__": ["One item of the agenda has no minutes yet."]}
    said = text_of(page)
    assert "Long talk. More. Decision D1 : To open a second team. Dissent: The union. Action A1 : Write to" in said
    assert "Agreed by correspondence, 28 February 2017. They cannot be changed any more." in text_of(agreed)
    assert links_of(agreed) == [
        "meetings/2017-02-15/correct/", "decisions/1/", "actions/1/"
    ]  # fmt: skip


def test_minutes_from_a_second_tab_are_told_and_nothing_typed_is_lost(as_, held):
    item = AgendaItemFactory(meeting=held)
    secretary = as_("secretary")
    secretary.post(f"{HELD}minutes/", {"version": 1, f"item_{item.pk}": "First tab."})

    second = secretary.post(f"{HELD}minutes/", {"version": 1, f"item_{item.pk}": "Second tab."})

    assert errors_of(second)["__all__"][0].startswith("Board of 15 February 2017 was changed by somebody else")
    assert ("Second tab." in second.content.decode(), second.context["form"].data["version"]) == (True, "2")
    item.refresh_from_db()
    assert item.discussion == "First tab."
    again = secretary.post(f"{HELD}minutes/", {"version": 2, f"item_{item.pk}": "Second tab."})
    assert again.status_code == 302


def test_minutes_that_may_identify_a_child_are_refused(as_, held, left_alone):
    item = AgendaItemFactory(meeting=held)
    client = as_("secretary")

    with left_alone():
        answer = client.post(f"{HELD}minutes/", {"version": 1, f"item_{item.pk}": "NHS number 943 476 5919 was named."})

    assert list(errors_of(answer)) == [f"item_{item.pk}"]
    assert "943 476 5919" in answer.content.decode()


def test_agreed_minutes_take_only_a_correction_by_a_later_meeting(as_, board, held):
    AgendaItemFactory(meeting=held)
    agree(held)
    later = MeetingFactory(board=board, held=True, meets_on=TODAY)
    secretary = as_("secretary")

    without = secretary.post(f"{HELD}correct/", {"made_at": "", "text": ""})
    done = secretary.post(f"{HELD}correct/", {"made_at": later.pk, "text": "It was Tuesday."}, follow=True)
    late = secretary.post(f"{HELD}minutes/", {"version": held.version})

    assert errors_of(without) == {"made_at": ["Choose the meeting"], "text": ["Enter correction"]}
    assert "Corrected later Board of 28 February 2017: It was Tuesday." in text_of(done)
    assert errors_of(late)["__all__"][0].startswith("The state of this meeting is: minutes agreed.")


def test_a_withdrawn_decision_stays_in_the_minutes_as_what_it_is(as_, held):
    DecisionWithdrawalFactory(decision=DecisionFactory(meeting=held, number=1), reason="Of another board.")
    page = as_("board_member").get(HELD)

    assert "Decision D1 , withdrawn:" in text_of(page)
    assert "Of another board." in text_of(page)
    assert "No decision and no action is recorded." in text_of(page)
    assert [row.decisions_then for row in as_("board_member").get("/own/board/meetings/").context["table"].data] == [0]
