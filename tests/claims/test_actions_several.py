"""Several own days in one step: all of them or none."""

import datetime
from decimal import Decimal

import pytest

from claims.actions.several import log_several_days, repeat_days, save_week
from claims.models import DayEntry
from claims.weeks import Asked
from config.records import Stale
from tests.factories.accounts import UserFactory
from tests.factories.claims import funded_programme, made_day, officer_of
from tests.factories.improvement import WorkstreamChangeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
MONDAY = datetime.date(2017, 2, 13)
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


@pytest.fixture
def programme():
    return funded_programme()[0]


@pytest.fixture
def officer(programme):
    return officer_of(programme)


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8)


@pytest.fixture
def other(programme):
    return WorkstreamFactory(programme=programme, number=9)


def there():
    """What stands: (worked on, workstream, days, kind, state)."""
    rows = DayEntry.objects.standing().order_by("worked_on", "workstream__number")
    return list(rows.values_list("worked_on", "workstream__number", "days", "kind", "state"))


def several(workstream, officer, *days_worked, **facts):
    usual = {"programme": workstream.programme, "days": HALF, "kind": "remote", "note": "Audit."}
    return {**usual, "days_worked": days_worked, "workstream": workstream, "by": officer, **facts}


def test_log_several_days_logs_the_same_on_each_date_in_order(workstream, officer, events):
    made = log_several_days(**several(workstream, officer, WEDNESDAY, MONDAY))

    assert [(e.worked_on, e.note) for e in made] == [(MONDAY, "Audit."), (WEDNESDAY, "Audit.")]
    assert there() == [(day, 8, HALF, "remote", "draft") for day in (MONDAY, WEDNESDAY)]
    assert [event[0] for event in events()] == ["day.logged"] * 2
    assert [entry.steps.get().step for entry in made] == ["logged"] * 2


@pytest.mark.parametrize(
    ("worked_on", "sentence"),
    [
        (TODAY + DAY, "1 March 2017: This day is in the future. Choose today or an earlier day."),
        (
            datetime.date(2016, 5, 24),
            "24 May 2016: The agreement pays for days from 25 May 2016 on. This day is before it.",
        ),
        (TUESDAY, "14 February 2017: This day is logged on workstream 8 already. Change that entry instead."),
    ],
)
def test_log_several_days_logs_none_where_one_is_refused(workstream, officer, refused, worked_on, sentence):
    made_day(workstream, officer, worked_on=TUESDAY)

    errors = refused(log_several_days, **several(workstream, officer, MONDAY, worked_on))

    assert errors == {"__all__": [sentence]}


def test_the_same_date_twice_is_logged_once(workstream, officer):
    log_several_days(**several(workstream, officer, MONDAY, MONDAY))

    assert len(there()) == 1


def repeat(programme, officer):
    return {"programme": programme, "from_day": MONDAY, "onto": TUESDAY, "by": officer}


def test_repeat_days_logs_what_was_logged_without_its_notes(programme, workstream, other, officer):
    log_several_days(**several(workstream, officer, MONDAY))
    made_day(other, officer, "approved", worked_on=MONDAY, days="0.5")

    made = repeat_days(**repeat(programme, officer))

    assert there()[2:] == [(TUESDAY, 8, HALF, "remote", "draft"), (TUESDAY, 9, HALF, "on_site", "draft")]
    assert [entry.note for entry in made] == ["", ""]


def test_repeat_days_takes_neither_others_days_nor_removed_ones(programme, workstream, officer, refused):
    made_day(workstream, UserFactory(), worked_on=MONDAY)
    made_day(workstream, officer, "removed", worked_on=MONDAY)

    errors = refused(repeat_days, **repeat(programme, officer))

    assert errors == {"__all__": ["Nothing is logged on 13 February 2017."]}


def test_repeat_days_repeats_none_where_one_is_refused(programme, workstream, other, officer, refused):
    for each in (workstream, other):
        made_day(each, officer, worked_on=MONDAY, days="0.5")
    WorkstreamChangeFactory(workstream=other, is_closed=True, recorded_on=TUESDAY)

    errors = refused(repeat_days, **repeat(programme, officer))

    assert errors == {
        "__all__": ["14 February 2017: Workstream 9 was closed on 14 February 2017. Choose one that is open."]
    }


def save(workstream, officer, *cells, **facts):
    usual = {"programme": workstream.programme, "kind": "remote"}
    save_week(**{**usual, "cells": cells, "by": officer, **facts})


def cell(entry, days):
    return Asked(entry.worked_on, entry.workstream, days, entry, entry.version)


def test_save_week_logs_changes_removes_and_leaves(workstream, other, officer, events):
    leave, change, remove = (made_day(workstream, officer, worked_on=MONDAY + number * DAY) for number in range(3))
    before = len(events())

    save(
        workstream,
        officer,
        Asked(MONDAY + 3 * DAY, other, WHOLE, None, None),
        Asked(MONDAY + 4 * DAY, other, None, None, None),
        cell(leave, WHOLE),
        cell(change, HALF),
        cell(remove, None),
    )

    assert there() == [
        (MONDAY, 8, WHOLE, "on_site", "draft"),
        (TUESDAY, 8, HALF, "on_site", "draft"),
        (MONDAY + 3 * DAY, 9, WHOLE, "remote", "draft"),
    ]
    assert sorted(event[0] for event in events()[before:]) == ["day.changed", "day.logged", "day.removed"]


def test_save_week_makes_room_before_it_fills(workstream, other, officer):
    first = made_day(workstream, officer, worked_on=MONDAY)

    save(workstream, officer, Asked(MONDAY, other, HALF, None, None), cell(first, HALF))

    assert there() == [(MONDAY, 8, HALF, "on_site", "draft"), (MONDAY, 9, HALF, "remote", "draft")]


def test_save_week_moves_a_day_from_one_workstream_to_another(workstream, other, officer):
    first = made_day(workstream, officer, worked_on=MONDAY)

    save(workstream, officer, Asked(MONDAY, other, WHOLE, None, None), cell(first, None))

    assert there() == [(MONDAY, 9, WHOLE, "remote", "draft")]


def test_save_week_saves_nothing_where_one_date_is_overfull(workstream, other, officer, refused):
    cells = [
        Asked(MONDAY, workstream, WHOLE, None, None),
        Asked(TUESDAY, workstream, WHOLE, None, None),
        Asked(TUESDAY, other, HALF, None, None),
    ]

    errors = refused(save_week, programme=workstream.programme, cells=cells, kind="remote", by=officer)

    # What grows least is saved first: the whole day then finds half the room taken.
    assert errors == {
        "__all__": [
            "14 February 2017 has half a day logged already, over all your programmes. One date holds one day at most."
        ]
    }


def test_save_week_changes_nothing_where_a_change_is_refused(workstream, other, officer, refused):
    entry = made_day(workstream, officer, worked_on=MONDAY, days="0.5")
    made_day(other, officer, worked_on=MONDAY, days="0.5")

    errors = refused(
        save_week,
        programme=workstream.programme,
        cells=[Asked(TUESDAY, other, HALF, None, None), cell(entry, WHOLE)],
        kind="remote",
        by=officer,
    )

    assert errors == {
        "__all__": [
            "13 February 2017 has half a day logged already, over all your programmes. One date holds one day at most."
        ]
    }


def test_save_week_tells_where_another_tab_was_quicker_and_saves_nothing(workstream, other, officer, left_alone):
    entry = made_day(workstream, officer, worked_on=MONDAY)

    with left_alone(), pytest.raises(Stale):
        save(workstream, officer, Asked(TUESDAY, other, HALF, None, None), Asked(MONDAY, workstream, HALF, entry, None))


def test_save_week_submits_what_its_page_showed_and_nothing_else(workstream, officer):
    entry = made_day(workstream, officer, "returned", worked_on=MONDAY)
    for outside in (MONDAY - DAY, MONDAY + 7 * DAY):
        made_day(workstream, officer, worked_on=outside)
    made_day(workstream, UserFactory(), worked_on=MONDAY)
    approved = made_day(workstream, officer, "approved", worked_on=TUESDAY)
    unseen = made_day(workstream, officer, worked_on=WEDNESDAY)

    save(
        workstream,
        officer,
        Asked(MONDAY + 6 * DAY, workstream, HALF, None, None),
        cell(entry, HALF),
        cell(approved, WHOLE),
        submit=True,
    )

    own = DayEntry.objects.of(officer).order_by("worked_on")
    assert list(own.values_list("worked_on", "state", "days")) == [
        (MONDAY - DAY, "draft", WHOLE),
        (MONDAY, "submitted", HALF),
        (TUESDAY, "approved", WHOLE),
        (unseen.worked_on, "draft", WHOLE),
        (MONDAY + 6 * DAY, "submitted", HALF),
        (MONDAY + 7 * DAY, "draft", WHOLE),
    ]
    assert approved.version == own.get(worked_on=TUESDAY).version


def test_save_week_with_nothing_to_submit_says_so(workstream, officer, refused):
    errors = refused(save_week, programme=workstream.programme, cells=[], kind="remote", submit=True, by=officer)

    assert errors == {"__all__": ["There is nothing to submit."]}


def test_save_week_does_not_bring_back_a_day_that_was_removed_meanwhile(workstream, officer, refused):
    removed = made_day(workstream, officer, "removed", worked_on=MONDAY)
    seen = Asked(MONDAY, workstream, WHOLE, None, removed.version - 1)

    errors = refused(save_week, programme=workstream.programme, cells=[seen], kind="remote", by=officer)

    assert errors["__all__"][0].startswith("13 February 2017, workstream 8: this day was removed while the page was")
    assert there() == []


def test_save_week_tells_of_a_change_to_a_day_that_was_submitted_meanwhile(workstream, officer):
    entry = made_day(workstream, officer, "submitted", worked_on=MONDAY)

    with pytest.raises(Stale):
        save(workstream, officer, Asked(MONDAY, workstream, HALF, entry, entry.version - 1))


def test_save_week_leaves_a_day_that_came_after_its_page_was_made(workstream, officer):
    entry = made_day(workstream, officer, worked_on=MONDAY)

    save(workstream, officer, Asked(MONDAY, workstream, None, entry, None))

    assert there() == [(MONDAY, 8, WHOLE, "on_site", "draft")]
