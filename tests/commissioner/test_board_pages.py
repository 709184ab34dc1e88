"""The board's own page: its terms, its members and their terms, what it will look at, and an earlier day."""

import datetime

import pytest

from commissioner.models import Board, BoardMembership, BoardTerms
from tests.factories.accounts import member
from tests.factories.board import (
    AgendaItemFactory,
    BoardMembershipFactory,
    ChallengeFactory,
    MeetingActionFactory,
    MeetingFactory,
)
from tests.factories.improvement import ProgrammeFactory
from tests.reading import date_typed, errors_of, lines_of, links_of, messages_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
TERMS = {
    "purpose": "To oversee the improvement.",
    "cadence": "Every month",
    "quorum": "3",
    "standing": "decides",
    "escalation": "To the Minister.",
}
SEAT = {"user": "", "name": "Area Commander", "organisation": "Police", "post": "Area Commander", "role": "member"}
FROM_TODAY = date_typed("starts_on", 28, 2, 2017)


def test_a_programme_without_a_board_gets_one(client):
    programme = ProgrammeFactory(slug="own")
    client.force_login(member(programme, "officer"))
    assert "No board is set up for this programme yet." in text_of(client.get("/own/board/"))
    assert client.get("/own/board/add/").status_code == 403

    client.force_login(member(programme, "secretary"))
    for address in ("meetings/add/", "members/add/", "terms/", "members.csv"):
        led = client.get(f"/own/board/{address}", follow=True)
        assert (led.request["PATH_INFO"], len(messages_of(led))) == ("/own/board/", 1)
    without = client.post("/own/board/add/", TERMS | {"name": "", "quorum": "0"})
    page = client.post("/own/board/add/", TERMS | {"name": "Improvement Board"}, follow=True)

    assert errors_of(without) == {
        "name": ["Enter name"], "quorum": ["Ensure this value is greater than or equal to 1."],
    }  # fmt: skip
    said = text_of(page)
    assert "The board has not met yet. No meeting is planned." in said
    assert ("Quorum 3 of the chair and members" in said, "Nobody sits on the board." in said) == (True, True)
    assert client.post("/own/board/add/", TERMS | {"name": "Another"}).status_code == 302
    assert Board.objects.get().name == "Improvement Board"


def test_terms_of_reference_change_with_a_reason_and_those_before_stay(as_, board):
    secretary = as_("secretary")
    form = secretary.get("/own/board/terms/").context["form"]

    same = secretary.post("/own/board/terms/", form.initial | {"reason": "None.", "version": 1})
    without = secretary.post("/own/board/terms/", TERMS | {"reason": "", "version": 1})
    page = secretary.post("/own/board/terms/", TERMS | {"reason": "More members.", "version": 1}, follow=True)
    stale = secretary.post("/own/board/terms/", TERMS | {"reason": "Mine.", "quorum": "4", "version": 1})

    assert errors_of(same) == {"__all__": ["Nothing would change: these are the terms already."]}
    assert errors_of(without) == {"reason": ["Enter reason"]}
    assert "To oversee the improvement.</textarea>" in without.content.decode()
    assert messages_of(page) == ["Saved. The terms before stay on record."]
    assert "Quorum 3 of the chair and members" in text_of(page)
    assert "Quorum 2 of the chair and members" in text_of(secretary.get("/own/board/?on=2017-02-27"))
    assert errors_of(stale)["__all__"][0].startswith("Children’s Improvement Board was changed by somebody else")
    assert ('value="4"' in stale.content.decode(), BoardTerms.objects.count()) == (True, 2)


def test_a_member_is_added_and_their_term_ends(as_, board):
    secretary = as_("secretary")
    added = secretary.post("/own/board/members/add/", SEAT | FROM_TODAY, follow=True)
    seat = BoardMembership.objects.get()
    end = f"/own/board/members/{seat.pk}/end/"

    early = secretary.post(end, {"version": 1} | date_typed("ends_on", 27, 2, 2017))
    ended = secretary.post(end, {"version": 1} | date_typed("ends_on", 28, 2, 2017), follow=True)

    assert "Area Commander Police Area Commander Member From 28 February 2017" in text_of(added)
    assert list(errors_of(early)) == ["__all__"]
    assert "From 28 February 2017 until 28 February 2017" in text_of(ended)
    assert secretary.get(end.replace(str(seat.pk), "999")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, {"__all__": ["Choose a person, or write the name of somebody who does not sign in here."]}),
        ({"role": "chair"}, {"role": ["Chair chairs the board. End that term before this one starts."]}),
        ({"role": "guest"}, {"role": ["Select a valid choice. guest is not one of the available choices."]}),
        ({"organisation": ""}, {"organisation": ["Enter organisation"]}),
        (date_typed("starts_on", 30, 2, 2017), {"starts_on": ["Enter a real date, like 28 2 2017"]}),
    ],
)
def test_a_seat_that_breaks_a_rule_is_told_by_its_field_and_what_was_typed_stays(as_, seats, left_alone, typed, said):
    client = as_("secretary")

    with left_alone():
        answer = client.post("/own/board/members/add/", SEAT | FROM_TODAY | typed)

    assert errors_of(answer) == said
    assert f'value="{(FROM_TODAY | typed)["starts_on_day"]}"' in answer.content.decode()


def test_chairs_are_told_in_their_succession_and_members_to_come_and_before_apart(as_, board):
    BoardMembershipFactory(board=board, role="chair", name="First", ends_on="2016-09-30")
    BoardMembershipFactory(board=board, role="chair", name="Second", starts_on="2016-10-01")
    BoardMembershipFactory(board=board, name="Coming", starts_on="2017-03-01")

    said = text_of(as_("board_member").get("/own/board/"))

    chairs = said.split("Who chairs it")[1]
    assert chairs.index("First") < chairs.index("Second")
    assert "To come Coming, Lead member, Sample Council: member from 1 March 2017" in said
    assert "Before First, Lead member, Sample Council: chair from" in said


def test_the_page_says_when_the_board_meets_next_and_with_what(as_, held, planned):
    AgendaItemFactory(meeting=planned, title="Duty team", purpose="decide", decision_sought="To open it.")
    MeetingFactory(board=planned.board, called_off=True, meets_on="2017-03-20")

    said = text_of(as_("board_member").get("/own/board/"))

    assert (
        "The board last met on 15 February 2017. It meets next on 15 March 2017, with one item on the agenda." in said
    )
    assert "15 March 2017 , 10:00, Town Hall Duty team, to decide" in said
    assert "20 March 2017" not in said


def test_figures_count_what_their_lists_show(as_, board, held):
    MeetingActionFactory(meeting=held, due_on="2017-02-20")
    MeetingActionFactory(meeting=held)
    ChallengeFactory(programme=board.programme)
    client = as_("board_member")

    actions, questions = client.get("/own/board/").context["figures"]

    assert (actions.value, actions.of, actions.link) == (2, "of 2", "1 overdue")
    assert (questions.value, questions.of, questions.link) == (1, "of 1", "0 overdue")
    assert len(client.get(actions.url).context["table"].data) == 1


def test_steps_of_the_board_are_offered_to_who_serves_it_and_not_on_an_earlier_day(as_, seats):
    def steps(role, query=""):
        page = as_(role).get(f"/own/board/{query}")
        return [link for link in links_of(page) if link.split("?")[0].endswith(("add/", "end/", "terms/"))]

    assert steps("secretary") == [
        "meetings/add/", *[f"members/{seat.pk}/end/" for seat in seats], "members/add/", "terms/",
    ]  # fmt: skip
    assert steps("board_member") == ["challenges/add/"]
    assert steps("officer") == steps("secretary", "?on=2017-02-27") == []


def test_a_member_of_an_earlier_day_is_there_from_the_day_they_were_recorded(as_, board):
    BoardMembershipFactory(board=board, name="New", recorded_on=TODAY)
    client = as_("board_member")

    assert "New" in text_of(client.get("/own/board/"))
    assert "Nobody sits on the board." in text_of(client.get("/own/board/?on=2017-02-27"))
    assert "No board is set up" in text_of(client.get("/own/board/?on=2016-05-24"))


def test_members_are_exported(as_, seats, events):
    BoardMembership.objects.filter(pk=seats[1].pk).update(name="=1+1")
    rows = lines_of(as_("board_member").get("/own/board/members.csv"))

    assert rows[0] == "Name,Organisation,Post,On the board as,From,Until"
    assert [row.split(",")[0] for row in rows[1:]] == ["Chair", "'=1+1", "Observer"]
    assert events()[-1][:3] == ("list.exported", {}, {"list": "board-members", "on": "2017-02-28"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_whatever_there_is(as_, board, held, django_assert_num_queries, count):
    for number in range(count):
        BoardMembershipFactory(board=board, signs_in=True)
        meeting = MeetingFactory(board=board, meets_on=TODAY + datetime.timedelta(days=number))
        AgendaItemFactory(meeting=meeting)
        MeetingActionFactory(meeting=held)
        ChallengeFactory(programme=board.programme)
    client = as_("board_member")

    with django_assert_num_queries(14):
        assert client.get("/own/board/").status_code == 200
