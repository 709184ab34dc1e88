"""Meetings of the board over the API, from their plan to their agreed minutes."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioner.models import Meeting
from tests.factories.board import AgendaItemFactory, MeetingFactory, PaperFactory, board_of_everything
from tests.factories.files import PDF
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

ITEM = {"title": "Duty team", "minutes_long": 20, "owner_post": "Director", "purpose": "note"}
PLAN = {"meets_on": "2017-02-27", "starts_at": "14:00", "place": "Town Hall"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def everybody(seats, **other):
    return [{"membership": seat.pk, "presence": "present"} | other.get(seat.role, {}) for seat in seats]


def test_a_meeting_goes_from_its_plan_to_its_agreed_minutes(secretary, seats):
    planned = secretary("meetings/", **PLAN)
    with_item = secretary("meetings/2017-02-27/items/", **ITEM)
    item = with_item.json()["agenda"][0]["id"]
    changed = secretary("meetings/2017-02-27/change-item/", item=item, title="Second team", version=1)
    with_paper = secretary("meetings/2017-02-27/papers/", item=item, title="Audit", link="https://council.example/a")
    noticed = secretary("meetings/2017-02-27/notice/", membership=seats[1].pk, notice="deputy", deputy="Deputy")
    issued = secretary("meetings/2017-02-27/issue-papers/", version=1)
    deputy = {"member": {"presence": "deputy", "deputy": "Deputy"}}
    held = secretary("meetings/2017-02-27/hold/", attendance=everybody(seats, **deputy), version=2)
    written = secretary("meetings/2017-02-27/minutes/", items=[{"item": item, "discussion": "All agreed."}], version=3)
    agreed = secretary("meetings/2017-02-27/agree/", version=4)

    assert [a.status_code for a in (planned, with_item, with_paper, noticed)] == [201] * 4
    assert [a.status_code for a in (changed, issued, held, written, agreed)] == [200] * 5
    states = [answer.json()["state"] for answer in (planned, issued, held, agreed)]
    assert states == ["planned", "papers_issued", "held", "minutes_agreed"]
    found = agreed.json()
    (told,) = found["agenda"]
    assert (told["title"], told["discussion"], [paper["title"] for paper in told["papers"]]) == (
        "Second team", "All agreed.", ["Audit"],
    )  # fmt: skip
    attendance = found["attendance"]
    assert (attendance["there"], attendance["quorum"], attendance["is_quorate"]) == (2, 2, True)
    assert [(seat["name"], seat["presence"], seat["deputy"]) for seat in attendance["seats"]] == [
        ("Chair", "present", ""),
        ("Member", "deputy", "Deputy"),
        ("Observer", "present", ""),
    ]
    assert found["starts_at"] == "14:00"
    assert (found["agreed_at"], found["version"], agreed["ETag"]) == (None, 5, '"5"')


def test_a_meeting_holds_what_came_of_it(caller, board):
    board_of_everything(programme := ProgrammeFactory(slug="whole"))
    reader = type(caller("officer"))(caller("officer").client, programme, "officer")

    found = reader.get("meetings/2016-07-01/").json()

    assert [decision["number"] for decision in found["decisions"]] == [2]
    assert [(action["number"], action["times_redated"]) for action in found["actions"]] == [(1, 1)]
    assert [[paper["title"] for paper in item["papers"]] for item in found["agenda"]] == [["Audit"]]
    assert found["corrections"] == []


def test_a_paper_may_be_a_file_of_a_kind_that_is_taken(secretary, planned):
    item = AgendaItemFactory(meeting=planned)
    secretary.client.force_login(secretary.user)

    def send(name, content):
        facts = {"item": item.pk, "title": "Audit", "file": SimpleUploadedFile(name, content)}
        return secretary.client.post(f"{secretary.root}meetings/2017-03-15/papers/", facts)

    taken, refused = send("audit.pdf", PDF), send("audit.pdf", b"MZ")

    assert taken.json()["agenda"][0]["papers"][0]["file_name"] == "audit.pdf"
    assert refused.json()["errors"] == {
        "file": ["This is not a .pdf file, whatever its name says. Save it again in that format."]
    }


def test_items_and_papers_belong_to_their_meeting(secretary, planned):
    item = AgendaItemFactory()

    changed = secretary("meetings/2017-03-15/change-item/", item=item.pk, title="Mine", version=1)
    added = secretary("meetings/2017-03-15/papers/", item=item.pk, title="Audit", link="https://council.example/a")

    assert (changed.status_code, added.status_code) == (404, 404)


def test_refusals_are_told_in_sentences(secretary, planned, held, seats):
    early = secretary("meetings/2017-03-15/hold/", attendance=everybody(seats), version=1)
    empty = secretary("meetings/2017-03-15/issue-papers/", version=1)
    incomplete = secretary("meetings/2017-02-15/hold/", attendance=everybody(seats[:2]), version=1)
    stale = secretary("meetings/2017-02-15/agree/", version=7)
    nowhere = secretary("meetings/2017-02-15/agree/", agreed_at="2017-02-16", version=1)
    twice = secretary("meetings/", **(PLAN | {"meets_on": "2017-02-15"}))

    assert early.json()["errors"]["non_field_errors"] == [
        "The state of this meeting is: planned. "
        "Attendance is recorded once papers are issued, and until minutes are agreed."
    ]
    assert empty.json()["errors"]["non_field_errors"] == ["There is nothing on the agenda yet. Add an item first."]
    assert incomplete.json()["errors"]["non_field_errors"] == [
        "Say of everybody whether they were there: Observer is left."
    ]
    assert stale.status_code == 409
    assert nowhere.json()["errors"] == {"agreed_at": ["The board has no meeting on 16 February 2017."]}
    assert twice.json()["errors"]["non_field_errors"] == ["The board has a meeting on this day already."]


def test_a_meeting_is_called_off_with_the_reason(secretary, planned):
    found = secretary("meetings/2017-03-15/call-off/", reason="Snow.", version=1).json()

    assert (found["state"], found["called_off_on"], found["called_off_reason"]) == ("called_off", "2017-02-28", "Snow.")


def test_agreed_minutes_are_corrected_by_a_later_meeting(secretary, board, held):
    MeetingFactory(board=board, agreed=True, meets_on=datetime.date(2017, 1, 15))

    found = secretary("meetings/2017-01-15/correct/", made_at="2017-02-15", text="It was Tuesday.").json()

    assert [(one["made_at"], one["text"]) for one in found["corrections"]] == [("2017-02-15", "It was Tuesday.")]


def test_a_meeting_of_an_earlier_day_is_as_it_was_known_then(secretary, held):
    item = AgendaItemFactory(meeting=held, discussion="All agreed.")
    PaperFactory(item=item, recorded_on=datetime.date(2017, 2, 15))

    now, then = (secretary.get("meetings/2017-02-15/", on=on).json() for on in ("2017-02-15", "2017-02-14"))

    assert (now["state"], now["quorum"], now["held_recorded_on"]) == ("held", 2, "2017-02-15")
    assert (then["state"], then["quorum"], then["held_recorded_on"]) == ("papers_issued", None, None)
    assert [(one["discussion"], len(one["papers"])) for one in (now["agenda"][0], then["agenda"][0])] == [
        ("All agreed.", 1),
        ("", 0),
    ]
    assert [one["attendance"]["there"] for one in (now, then)] == [2, 0]


def test_why_a_meeting_was_called_off_is_known_from_that_day(secretary, board):
    MeetingFactory(board=board, called_off=True, called_off_on="2017-02-10", meets_on=datetime.date(2017, 2, 20))

    found = [secretary.get("meetings/2017-02-20/", on=on).json() for on in ("2017-02-10", "2017-02-09")]

    assert [(one["state"], one["called_off_on"], one["called_off_reason"]) for one in found] == [
        ("called_off", "2017-02-10", "Snow."),
        ("planned", None, ""),
    ]


def test_the_agenda_is_put_in_order_and_a_paper_taken_away(secretary, planned):
    first, second = AgendaItemFactory(meeting=planned), AgendaItemFactory(meeting=planned)
    paper = PaperFactory(item=first)
    elsewhere = PaperFactory()

    moved = secretary("meetings/2017-03-15/move-item/", item=second.pk, version=1).json()
    bare = secretary("meetings/2017-03-15/withdraw-paper/", id=paper.pk).json()
    stale = secretary("meetings/2017-03-15/withdraw-item/", item=second.pk, version=1)
    left = secretary("meetings/2017-03-15/withdraw-item/", item=second.pk, version=2).json()

    assert [item["id"] for item in moved["agenda"]] == [second.pk, first.pk]
    assert [item["papers"] for item in bare["agenda"]] == [[], []]
    assert (stale.status_code, [item["id"] for item in left["agenda"]]) == (409, [first.pk])
    for gone in (paper.pk, elsewhere.pk):
        assert secretary("meetings/2017-03-15/withdraw-paper/", id=gone).status_code == 404
    assert secretary("meetings/2017-03-15/move-item/", item=second.pk, version=3).status_code == 404


def test_a_meeting_moves_to_another_hour_or_place(secretary, planned):
    later = secretary("meetings/2017-03-15/change/", starts_at="14:30", version=1).json()
    elsewhere = secretary("meetings/2017-03-15/change/", place="By telephone", version=2).json()
    wrong = secretary("meetings/2017-03-15/change/", starts_at="25:00", version=3)

    assert [(m["starts_at"], m["place"]) for m in (later, elsewhere)] == [
        ("14:30", "Town Hall"), ("14:30", "By telephone"),
    ]  # fmt: skip
    assert list(wrong.json()["errors"]) == ["starts_at"]


def test_meetings_are_listed_newest_first_and_by_state(caller, board, held, planned):
    reader = caller("board_member")

    everything = [one["meets_on"] for one in reader.get("meetings/").json()["results"]]
    still_planned = [one["meets_on"] for one in reader.get("meetings/", state="planned").json()["results"]]

    assert everything == ["2017-03-15", "2017-02-15"]
    assert still_planned == ["2017-03-15"]
    assert reader.get("meetings/2017-02-31/").status_code == 404


def test_nothing_is_changed_on_an_earlier_day(secretary, planned):
    answer = secretary("meetings/2017-03-15/call-off/?on=2017-02-01", reason="Snow.", version=1)

    assert (answer.status_code, Meeting.objects.get().called_off_on) == (403, None)


@pytest.mark.parametrize("kind", ["meetings", "decisions", "actions", "challenges"])
def test_a_list_takes_the_same_queries_for_one_record_and_for_three(secretary, board, kind):
    from tests.factories import board as factories

    def add():
        meeting = MeetingFactory(board=board, held=True)
        item = AgendaItemFactory(meeting=meeting)
        factories.DecisionFactory(meeting=meeting, item=item)
        factories.ActionChangeFactory(action=factories.MeetingActionFactory(meeting=meeting))
        factories.ChallengeStepFactory(challenge=factories.ChallengeFactory(programme=board.programme, meeting=meeting))

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert secretary.get(f"{kind}/").status_code == 200
        return len(queries)

    add()
    count()
    one = count()
    add()
    add()

    assert count() == one
