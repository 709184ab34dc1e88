"""The board, its terms and its seats over the API."""

import pytest

from commissioner.models import Board, BoardMembership
from tests.factories.accounts import member
from tests.factories.board import BoardFactory, BoardTermsFactory
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

SEAT = {"organisation": "Police", "post": "Superintendent", "role": "member", "starts_on": "2017-02-28"}
TERMS = {
    "purpose": "To see that services get better.",
    "cadence": "Monthly",
    "quorum": 3,
    "standing": "advises",
    "escalation": "To the Minister.",
}


def test_the_board_is_its_terms_and_seats(caller, board, seats):
    answer = caller("officer").get("board/")

    found = answer.json()
    assert (found["name"], found["version"], answer["ETag"]) == ("Children’s Improvement Board", 1, '"1"')
    assert (found["terms"]["quorum"], found["terms"]["standing"]) == (2, "decides")
    assert [(seat["name"], seat["role"], seat["user"], seat["ends_on"]) for seat in found["seats"]] == [
        ("Chair", "chair", None, None),
        ("Member", "member", None, None),
        ("Observer", "observer", None, None),
    ]


def test_the_board_of_an_earlier_day_has_the_terms_of_that_day(caller, board):
    BoardTermsFactory(board=board, quorum=5, recorded_on="2017-02-01")
    reader = caller("board_member")

    quorums = [reader.get("board/", on=on).json()["terms"]["quorum"] for on in ("2017-01-31", "2017-02-01")]

    assert quorums == [2, 5]


def test_a_programme_without_a_board_gets_one(client):
    user = member(ProgrammeFactory(slug="new"), "secretary")
    client.force_login(user)
    address = "/api/v1/programmes/new/board/"

    before = client.get(address)
    made = client.post(address, TERMS | {"name": "Board"}, content_type="application/json")
    again = client.post(address, TERMS | {"name": "Board"}, content_type="application/json")

    assert (before.status_code, made.status_code, made.json()["terms"]["quorum"]) == (404, 201, 3)
    assert again.json()["errors"] == {"non_field_errors": ["This programme has a board already."]}


def test_without_a_board_nothing_is_planned_or_asked(client):
    user = member(ProgrammeFactory(slug="new"), "commissioner")
    client.force_login(user)

    for address, facts in (
        ("meetings/", {"meets_on": "2017-03-15", "place": "Hall"}),
        ("challenges/", {"question": "?"}),
    ):
        answer = client.post(f"/api/v1/programmes/new/{address}", facts, content_type="application/json")
        assert answer.json()["errors"] == {"non_field_errors": ["This programme has no board yet."]}


def test_terms_change_from_a_version_and_keep_what_is_left_out(secretary):
    made = secretary("board/terms/", quorum=4, reason="More members.", version=1)
    stale = secretary("board/terms/", quorum=5, reason="More members.", version=1)
    unmatched = secretary("board/terms/", quorum=5, reason="More members.", headers={"If-Match": '"1"'})
    same = secretary("board/terms/", reason="Why not.", version=2)

    assert (made.status_code, made.json()["terms"]["quorum"], made.json()["terms"]["cadence"]) == (
        200, 4, "Every six weeks",
    )  # fmt: skip
    assert (stale.status_code, unmatched.status_code) == (409, 412)
    assert same.json()["errors"] == {"non_field_errors": ["Nothing would change: these are the terms already."]}


def test_a_seat_is_given_to_somebody_by_email_or_by_name(secretary, board):
    user = member(board.programme, "board_member")

    secretary("board/members/", user=user.email, **SEAT)
    made = secretary("board/members/", name="Superintendent Smith", **SEAT)

    assert made.status_code == 201
    assert [(seat["name"], seat["user"]) for seat in made.json()["seats"]] == [
        (user.name, user.pk),
        ("Superintendent Smith", None),
    ]


def test_a_seat_sent_twice_under_one_key_is_given_once(secretary):
    answers = [
        secretary("board/members/", name="Superintendent", headers={"Idempotency-Key": "one"}, **SEAT) for _ in "12"
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert BoardMembership.objects.count() == 1


def test_nobody_of_another_programme_gets_a_seat(secretary):
    stranger = member(ProgrammeFactory(), "board_member")

    answer = secretary("board/members/", user=stranger.email, **SEAT)

    sentence = f"Nobody with the address {stranger.email} has a role in this programme."
    assert answer.json()["errors"] == {"user": [sentence]}


def test_a_term_ends_on_a_day_from_the_version_of_the_seat(secretary, seats):
    facts = {"membership": seats[1].pk, "ends_on": "2017-03-31"}

    ended = secretary("board/end-term/", version=1, **facts)
    stale = secretary("board/end-term/", version=1, **facts)
    bare = secretary("board/end-term/", **facts)

    assert [seat["ends_on"] for seat in ended.json()["seats"]] == [None, "2017-03-31", None]
    assert (stale.status_code, bare.json()["errors"]) == (
        409,
        {"version": ["Give the version this was made from, or If-Match."]},
    )


def test_a_seat_of_another_board_is_not_there(secretary):
    other = BoardFactory()
    seat = BoardMembership.objects.create(
        programme=other.programme, board=other, name="X", organisation="Y", post="Z", role="member",
        starts_on="2016-06-01", source="Letter",
    )  # fmt: skip

    answer = secretary("board/end-term/", membership=seat.pk, ends_on="2017-03-31", version=1)

    assert answer.json()["errors"] == {"membership": [f"There is no board membership {seat.pk} in this programme."]}
    assert Board.objects.count() == 2
