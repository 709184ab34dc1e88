import datetime

import pytest

from commissioner.actions.board import add_member, change_terms, end_membership, set_up_board
from commissioner.models import Board, BoardMembership
from config.records import Stale
from tests.commissioner.conftest import HELD_ON
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.board import BoardFactory, BoardMembershipFactory
from tests.factories.improvement import START, ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)

TERMS = {
    "purpose": "To see that services get better.",
    "cadence": "Every six weeks",
    "quorum": 3,
    "standing": "decides",
    "escalation": "To the Minister.",
}
SEAT = {"name": "Someone", "organisation": "Police", "post": "Superintendent", "role": "member", "starts_on": TODAY}
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}


def test_set_up_board_gives_it_its_first_terms(by, events):
    programme = ProgrammeFactory()

    made = set_up_board(programme=programme, name="Improvement Board", by=by, **TERMS)

    terms = made.terms.in_force(TODAY)
    assert (made.name, made.recorded_on, made.recorded_by) == ("Improvement Board", TODAY, by)
    assert {name: getattr(terms, name) for name in TERMS} == TERMS
    assert terms.reason == "As the board was set up."
    assert events() == [("board.set_up", {}, {"name": "Improvement Board"} | TERMS, "")]


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"name": ""}, {"name": ["This field cannot be blank."]}),
        ({"quorum": 0}, {"__all__": ["The quorum is 1 to 50 people."]}),
        ({"purpose": ""}, {"purpose": ["This field cannot be blank."]}),
    ],
)
def test_a_board_that_breaks_a_rule_is_refused_whole(by, refused, facts, errors):
    assert refused(set_up_board, programme=ProgrammeFactory(), by=by, **({"name": "Board"} | TERMS | facts)) == errors


def test_a_programme_has_one_board(by, refused):
    programme = BoardFactory().programme

    errors = refused(set_up_board, programme=programme, name="Another", by=by, **TERMS)

    assert errors == {"__all__": ["This programme has a board already."]}


def test_change_terms_holds_from_today_and_keeps_the_earlier(board, by, events):
    change_terms(board=board, reason="More members.", version=1, by=by, **TERMS)

    now, before = (board.terms.in_force(on).quorum for on in (TODAY, TODAY - DAY))
    ((action, was, after, reason),) = events()
    assert (now, before, Board.objects.get().version) == (3, 2, 2)
    assert (action, was["quorum"], after, reason) == ("board.terms_changed", 2, TERMS, "More members.")


def test_before_any_terms_were_known_the_first_hold(board):
    assert board.terms.in_force(START - DAY).quorum == 2


def test_terms_that_say_the_same_are_refused(board, by, refused):
    change_terms(board=board, reason="More members.", version=1, by=by, **TERMS)

    errors = refused(change_terms, board=board, reason="Again.", version=2, by=by, **TERMS)

    assert errors == {"__all__": ["Nothing would change: these are the terms already."]}


def test_terms_want_a_reason(board, by, refused):
    errors = refused(change_terms, board=board, reason="", version=1, by=by, **TERMS)

    assert errors == {"reason": ["This field cannot be blank."]}


def test_add_member_gives_a_seat(board, by, events):
    made = add_member(board=board, user=None, by=by, **SEAT)

    assert (str(made), made.counts, made.recorded_by) == ("Someone", True, by)
    after = {"who": "Someone", **{name: SEAT[name] for name in ("organisation", "post", "role")}}
    assert events() == [("board.member_added", {}, after | {"starts_on": "2017-02-28"}, "")]


def test_add_member_gives_a_seat_to_somebody_who_signs_in(board, by):
    user = member(board.programme, "board_member")

    made = add_member(board=board, user=user, by=by, **(SEAT | {"name": "", "role": "observer"}))

    assert (made.user, str(made), made.counts) == (user, user.name, False)


def test_somebody_who_has_left_the_programme_gets_no_seat(board, by, refused):
    left = MembershipFactory(programme=board.programme, until_on=TODAY).user

    for user in (left, UserFactory(name=left.name, organisation=left.organisation)):
        errors = refused(add_member, board=board, user=user, by=by, **(SEAT | {"name": ""}))
        assert errors == {"user": [f"{user} holds no role in this programme any more. Choose somebody else."]}


def test_somebody_whose_role_starts_with_the_term_gets_a_seat(board, by):
    user = MembershipFactory(programme=board.programme, from_on=TODAY + DAY).user

    made = add_member(board=board, user=user, by=by, **(SEAT | {"name": "", "starts_on": TODAY + DAY}))

    assert made.user == user


def test_chairs_follow_each_other(board, seats, by, refused):
    chair = SEAT | {"name": "Second", "role": "chair"}
    first, *_ = seats

    taken = refused(add_member, board=board, user=None, by=by, **chair)
    end_membership(membership=first, ends_on=TODAY, version=1, by=by)
    same_day = refused(add_member, board=board, user=None, by=by, **chair)
    second = add_member(board=board, user=None, by=by, **(chair | {"starts_on": TODAY + DAY}))
    longer = refused(end_membership, membership=first, ends_on=TODAY + DAY, version=2, by=by)

    sentence = "Chair chairs the board. End that term before this one starts."
    assert taken == same_day == {"role": [sentence]}
    assert longer == {"ends_on": ["The term of Second starts on 1 March 2017. Choose an earlier day."]}
    chairs = BoardMembership.objects.filter(role="chair")
    assert [chairs.sitting_on(on).get() for on in (TODAY, TODAY + DAY)] == [first, second]


def test_one_person_has_one_seat_at_a_time(board, by, refused):
    seat = BoardMembershipFactory(board=board, signs_in=True)
    MembershipFactory(user=seat.user, programme=board.programme)

    errors = refused(add_member, board=board, user=seat.user, by=by, **(SEAT | {"name": ""}))

    assert errors == {"user": [f"{seat.user} sits on the board already. End that term before this one starts."]}


def test_the_term_of_somebody_who_comes_back_ends_before_the_next_one(board, by, refused):
    first = BoardMembershipFactory(board=board, signs_in=True, ends_on=TODAY)
    BoardMembershipFactory(board=board, signs_in=True, user=first.user, starts_on=TODAY + 2 * DAY)

    errors = refused(end_membership, membership=first, ends_on=TODAY + 2 * DAY, version=1, by=by)
    end_membership(membership=first, ends_on=TODAY + DAY, version=1, by=by)

    assert errors == {"ends_on": [f"The term of {first} starts on 2 March 2017. Choose an earlier day."]}


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"name": ""}, {"__all__": ["Choose a person, or write the name of somebody who does not sign in here."]}),
        ({"organisation": ""}, {"organisation": ["This field cannot be blank."]}),
        ({"role": "guest"}, {"role": ["Value 'guest' is not a valid choice."]}),
    ],
)
def test_a_seat_that_breaks_a_rule_is_refused(board, by, refused, facts, errors):
    assert refused(add_member, board=board, user=None, by=by, **(SEAT | facts)) == errors


def test_end_membership_ends_a_term_on_a_day(seats, by, events):
    end_membership(membership=seats[1], ends_on=TODAY, version=1, by=by)

    kept = BoardMembership.objects.get(pk=seats[1].pk)
    assert (kept.ends_on, kept.version, kept.ended_by(TODAY), kept.ended_by(TODAY + DAY)) == (TODAY, 2, False, True)
    assert events() == [("board.term_ended", {"ends_on": None}, {"ends_on": "2017-02-28"}, "")]


def test_a_term_that_is_over_does_not_end_again(board, by, refused):
    seat = BoardMembershipFactory(board=board, ends_on=TODAY - DAY)

    errors = refused(end_membership, membership=seat, ends_on=TODAY, version=1, by=by)

    assert errors == {"__all__": ["This term is over already."]}


def test_a_term_does_not_end_before_it_starts(seats, by, refused):
    errors = refused(end_membership, membership=seats[1], ends_on=START - DAY, version=1, by=by)

    assert errors == {"__all__": ["A term ends on or after the day it starts."]}


def test_a_term_does_not_end_before_a_meeting_at_which_somebody_was(held, seats, by, refused):
    errors = refused(end_membership, membership=seats[1], ends_on=HELD_ON - DAY, version=1, by=by)
    end_membership(membership=seats[1], ends_on=HELD_ON, version=1, by=by)

    assert errors == {"ends_on": ["A later meeting has recorded whether they were there."]}


def test_the_board_of_a_closed_programme_stays_as_it_is(board, seats, by, refused, closed):
    closed(board.programme)

    assert refused(change_terms, board=board, reason="Why.", version=1, by=by, **TERMS) == CLOSED
    assert refused(add_member, board=board, user=None, by=by, **SEAT) == CLOSED
    assert refused(end_membership, membership=seats[1], ends_on=TODAY, version=1, by=by) == CLOSED


def test_a_change_of_the_board_from_an_older_page_is_stale(board, seats, by, left_alone):
    with left_alone(), pytest.raises(Stale):
        change_terms(board=board, reason="Why.", version=2, by=by, **TERMS)
    with left_alone(), pytest.raises(Stale):
        end_membership(membership=seats[1], ends_on=TODAY, version=2, by=by)
