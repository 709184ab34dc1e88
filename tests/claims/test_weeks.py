"""A week of one officer as a grid, and what a grid that was sent asks for."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from claims.weeks import Asked, asked, week_of
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayEntryFactory, funded_programme, made_day
from tests.factories.improvement import START, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2017, 2, 27)
BEFORE = MONDAY - 7 * DAY
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def mash():
    return WorkstreamFactory(programme=funded_programme()[0], number=8)


def week(mash, officer, monday=BEFORE, *, workstreams=None, since=START, until=TODAY, **sent):
    offered = [mash] if workstreams is None else workstreams
    return week_of(mash.programme, officer, monday, offered, since=since, until=until, **sent)


def test_week_of_has_a_row_a_workstream_and_a_cell_a_day(mash, officer):
    second = WorkstreamFactory(programme=mash.programme, number=2)
    entry = made_day(mash, officer, worked_on=BEFORE + DAY, days="0.5")

    shown = week(mash, officer, workstreams=[mash, second])

    assert [workstream.number for workstream, _ in shown.rows] == [2, 8]
    assert shown.days == tuple(BEFORE + number * DAY for number in range(7))
    cell = shown.rows[1][1][1]
    assert (cell.name, cell.entry, cell.value, cell.version, cell.is_open) == (
        f"{mash.pk}_2017-02-21", entry, "0.5", 1, True,
    )  # fmt: skip
    assert [cell.value for cell in shown.rows[0][1]] == [""] * 7
    assert shown.totals == (0, HALF, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("monday", "since", "until", "open_days"),
    [
        (MONDAY, START, TODAY, 2),
        (BEFORE, START, TODAY, 7),
        (datetime.date(2016, 5, 23), START, TODAY, 5),
        # The week in which the clocks go forward has seven days, and so has that in which they go back.
        (datetime.date(2017, 3, 20), START, datetime.date(2017, 3, 26), 7),
        (datetime.date(2016, 10, 24), START, TODAY, 7),
    ],
)
def test_days_that_cannot_be_logged_are_closed(mash, officer, monday, since, until, open_days):
    ((_, cells),) = week(mash, officer, monday, since=since, until=until).rows

    assert sum(cell.is_open for cell in cells) == open_days


@pytest.mark.parametrize(
    ("state", "is_open"), [("draft", True), ("returned", True), ("submitted", False), ("approved", False)]
)
def test_days_that_were_submitted_are_closed(mash, officer, state, is_open):
    made_day(mash, officer, state, worked_on=BEFORE)

    ((_, cells),) = week(mash, officer).rows

    assert (cells[0].is_open, cells[1].is_open) == (is_open, True)


def test_a_removed_day_leaves_its_cell_free(mash, officer):
    made_day(mash, officer, "removed", worked_on=BEFORE)

    ((_, cells),) = week(mash, officer).rows

    assert (cells[0].entry, cells[0].is_open, cells[0].version) == (None, True, "")


def test_a_workstream_no_longer_offered_is_shown_where_something_is_logged_on_it(mash, officer):
    made_day(mash, officer, worked_on=BEFORE)

    assert [workstream for workstream, _ in week(mash, officer, workstreams=[]).rows] == [mash]


def test_days_in_other_programmes_take_room_and_are_named(mash, officer):
    elsewhere = made_day(WorkstreamFactory(programme=funded_programme()[0]), officer, worked_on=BEFORE, days="0.5")
    made_day(mash, officer, worked_on=BEFORE, days="0.5")
    made_day(mash, UserFactory(), worked_on=BEFORE)

    shown = week(mash, officer)

    assert (shown.elsewhere, shown.totals[0], len(shown.rows)) == ((elsewhere,), 1, 1)


def test_what_was_sent_is_shown_again(mash, officer):
    made_day(mash, officer, worked_on=BEFORE)
    sent = {f"{mash.pk}_{BEFORE}": "0.5", f"{mash.pk}_{BEFORE + DAY}": "1.0"}

    ((_, cells),) = week(mash, officer, sent=sent).rows

    assert [cell.value for cell in cells[:3]] == ["0.5", "1.0", ""]


def cell_name(mash, number):
    return f"{mash.pk}_{BEFORE + number * DAY}"


def test_asked_are_the_cells_that_were_sent_whatever_became_of_them(mash, officer):
    draft = made_day(mash, officer, worked_on=BEFORE)
    approved = made_day(mash, officer, "approved", worked_on=BEFORE + DAY)
    sent = {
        cell_name(mash, 0): "",
        f"{cell_name(mash, 0)}_version": "1",
        cell_name(mash, 1): "0.5",
        f"{cell_name(mash, 1)}_version": "1",
        cell_name(mash, 2): "1.0",
        cell_name(mash, 9): "1.0",
        "kind": "remote",
    }

    assert asked(week(mash, officer), sent) == [
        Asked(BEFORE, mash, None, draft, 1),
        Asked(BEFORE + DAY, mash, HALF, approved, 1),
        Asked(BEFORE + 2 * DAY, mash, WHOLE, None, None),
    ]


NONE_SEEN = ["", None, "-1", "x", "１", "9" * 10, "1 "]


@pytest.mark.parametrize(("text", "seen"), [("1", 1), ("7", 7), *((text, None) for text in NONE_SEEN)])
def test_a_version_that_is_none_was_not_seen(mash, officer, text, seen):
    made_day(mash, officer, worked_on=BEFORE)
    sent = {cell_name(mash, 0): "0.5"} | ({} if text is None else {f"{cell_name(mash, 0)}_version": text})

    assert [cell.seen for cell in asked(week(mash, officer), sent)] == [seen]


@pytest.mark.parametrize("text", ["0", "0.25", "1", "1.5", "2", "-1", "½", "nan", " "])
def test_an_amount_that_the_list_does_not_hold_is_refused(mash, officer, text):
    with pytest.raises(ValidationError) as refusal:
        asked(week(mash, officer), {cell_name(mash, 0): text})

    said = "20 February 2017: choose half a day or a whole day, nothing else can be logged."
    assert refusal.value.messages == [said]


def test_a_grid_kept_from_an_ended_session_keeps_the_versions_it_was_made_from(mash, officer):
    made_day(mash, officer, worked_on=BEFORE)
    sent = {cell_name(mash, 0): "0.5", f"{cell_name(mash, 0)}_version": "7"}

    kept, sent_again = (
        week(mash, officer, sent=sent, as_first_seen=as_first_seen).rows[0][1][0] for as_first_seen in (True, False)
    )

    assert (kept.value, kept.version, kept.saved_otherwise) == ("0.5", "7", WHOLE)
    assert (sent_again.value, sent_again.version, sent_again.saved_otherwise) == ("0.5", 1, WHOLE)


@pytest.mark.parametrize("entries", [1, 30, 300])
def test_week_of_takes_one_query_whatever_is_logged(django_assert_num_queries, mash, officer, entries):
    workstreams = [mash, *(WorkstreamFactory(programme=mash.programme, number=n) for n in range(20, 65))]
    for number in range(entries):
        worked_on = BEFORE + (number // 46) * DAY
        DayEntryFactory(officer=officer, workstream=workstreams[number % 46], worked_on=worked_on)

    with django_assert_num_queries(1):
        shown = week(mash, officer, workstreams=workstreams)

    assert sum(cell.entry is not None for _, cells in shown.rows for cell in cells) == entries
