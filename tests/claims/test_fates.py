"""What becomes of each row of an import, by the rules that hold for logging one day."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from claims.fates import Fate, digest_of, judged, tally
from claims.models import DayEntry
from tests.factories.accounts import MembershipFactory
from tests.factories.claims import DayEntryFactory, DayImportFactory, made_day, read_row
from tests.factories.improvement import ProgrammeChangeFactory, ProgrammeFactory, WorkstreamChangeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


@pytest.fixture
def fates(programme, officer, mash, other):
    """The fates of some rows: [(fate, why)]."""

    def judge(*rows):
        found = judged(DayImportFactory(programme=programme, officer=officer, rows=list(rows)), TODAY)
        return [(row.fate, row.why) for row in found]

    return judge


def test_a_row_is_new_and_nothing_is_saved(programme, officer, mash):
    day_import = DayImportFactory(
        programme=programme, officer=officer, rows=[read_row(days="½", kind="prep", note="Read the files.")]
    )

    (row,) = judged(day_import, TODAY)

    entry = row.entry
    assert (row.fate, row.line, entry.officer, entry.worked_on) == (Fate.NEW, 2, officer, datetime.date(2017, 2, 1))
    assert (str(entry.days), entry.workstream, entry.kind, entry.note) == (
        "0.5",
        mash,
        "preparation",
        "Read the files.",
    )
    assert (entry.counts, entry.state, entry.day_import, DayEntry.objects.count()) == (True, "draft", day_import, 0)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"worked_on": "31/2/2017"}, "Enter a real date, like 28/2/2017"),
        ({"worked_on": "1/3/2017"}, "This day is in the future. Choose today or an earlier day."),
        ({"worked_on": "24/5/2016"}, "The agreement pays for days from 25 May 2016 on. This day is before it."),
        ({"days": "1.5"}, "Choose half a day or a whole day: nothing else can be logged"),
        ({"workstream": "7"}, "There is no workstream 7 in this programme."),
        ({"kind": "holiday"}, "Choose one of: On site, Remote, Preparation, Travel."),
        ({"fault": "A text is too long."}, "A text is too long."),
        ({"officer": "Somebody Else"}, "This row is of Somebody Else. You can import your own days only."),
        ({"note": "Example: write over this row"}, "This is the example of the template."),
    ],
)
def test_a_row_that_cannot_be_is_refused_as_the_day_alone_would_be(fates, facts, why):
    assert fates(read_row(**facts)) == [(Fate.REFUSED, why)]


def test_a_workstream_that_was_closed_is_refused_from_that_day_on(fates, mash):
    WorkstreamChangeFactory(workstream=mash, is_closed=True, recorded_on=datetime.date(2017, 2, 1))

    found = fates(read_row(worked_on="31/1/2017"), read_row(worked_on="1/2/2017"))

    assert found == [
        (Fate.NEW, ""),
        (Fate.REFUSED, "Workstream 8 was closed on 1 February 2017. Choose one that is open."),
    ]


@pytest.mark.parametrize("attribute", ["name", "email"])
def test_a_row_may_name_its_own_officer(fates, officer, attribute):
    assert fates(read_row(officer=getattr(officer, attribute).upper())) == [(Fate.NEW, "")]


@pytest.mark.parametrize("note", ["", "Met."])
def test_what_is_logged_already_is_there(fates, officer, mash, note):
    made_day(mash, officer)
    DayEntry.objects.update(note="Met.")

    assert fates(read_row(note=note)) == [(Fate.THERE, "")]


ALREADY = "This day is logged on workstream 8 already: "


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"days": "half"}, f"{ALREADY}1 day, on site, on 8 MASH, awaiting approval."),
        ({"kind": "remote"}, f"{ALREADY}1 day, on site, on 8 MASH, awaiting approval."),
        ({"note": "Other."}, f"{ALREADY}1 day, on site, on 8 MASH, awaiting approval, with another note."),
        (
            {"workstream": "9", "days": "am"},
            "1 February 2017 has 1 day logged already, over all your programmes. One date holds one day at most. "
            "There: 1 day, on site, on 8 MASH, awaiting approval.",
        ),
    ],
)
def test_what_is_logged_otherwise_is_in_conflict_and_says_with_what(fates, officer, mash, facts, why):
    made_day(mash, officer, "submitted")

    assert fates(read_row(**facts)) == [(Fate.CONFLICT, why)]


def test_a_day_in_another_programme_takes_its_room(fates, officer):
    elsewhere = DayEntryFactory(officer=officer, worked_on=datetime.date(2017, 2, 1))

    (found,) = fates(read_row(days="half"))

    assert found == (
        Fate.CONFLICT,
        "1 February 2017 has 1 day logged already, over all your programmes. One date holds one day at most. "
        f"There: 1 day, on site, in {elsewhere.programme.name}.",
    )


def test_a_removed_day_leaves_its_room_and_somebody_elses_takes_none(fates, officer, mash):
    made_day(mash, officer, "removed")
    DayEntryFactory(workstream=mash, worked_on=datetime.date(2017, 2, 1))

    assert fates(read_row()) == [(Fate.NEW, "")]


def test_rows_meet_the_new_rows_above_them(fates):
    found = fates(
        read_row(2, days="½"),
        read_row(3, days="½"),
        read_row(4, days="1"),
        read_row(5, days="½", workstream="9"),
        read_row(6, days="½", workstream="9", worked_on="2/2/2017"),
        read_row(7, days="1", worked_on="2/2/2017"),
    )

    assert found == [
        (Fate.NEW, ""),
        (Fate.THERE, "Row 2 of this file, half a day, on site says the same."),
        (Fate.CONFLICT, f"{ALREADY}row 2 of this file, half a day, on site."),
        (Fate.NEW, ""),
        (Fate.NEW, ""),
        (
            Fate.CONFLICT,
            "2 February 2017 has half a day logged already, over all your programmes. One date holds one day at most. "
            "There: row 6 of this file, half a day, on site.",
        ),
    ]


def test_what_does_not_count_is_known_before_it_is_saved(programme, officer, mash):
    MembershipFactory(user=officer, programme=programme, role="commissioner", from_on=datetime.date(2017, 2, 1))
    rows = [
        read_row(2, worked_on="31/1/2017"),
        read_row(3, worked_on="1/2/2017"),
        read_row(4, worked_on="30/1/2017", kind="travel"),
    ]

    found = judged(DayImportFactory(programme=programme, officer=officer, rows=rows), TODAY)

    assert [row.entry.counts for row in found] == [True, False, False]


def test_nothing_is_judged_in_a_closed_programme_or_without_an_agreement(programme, officer):
    without = DayImportFactory()
    ProgrammeChangeFactory(programme=programme, state="closed", recorded_on=TODAY)

    for day_import in (without, DayImportFactory(programme=programme, officer=officer)):
        with pytest.raises(ValidationError):
            judged(day_import, TODAY)


@pytest.mark.parametrize("count", [1, 30])
def test_many_rows_take_as_few_queries_as_one(programme, officer, mash, django_assert_num_queries, count):
    rows = [read_row(day, worked_on=f"{day % 28 + 1}/{day % 2 + 1}/2017") for day in range(count)]
    day_import = DayImportFactory(programme=programme, officer=officer, rows=rows)

    with django_assert_num_queries(7):
        judged(day_import, TODAY)


def test_tally_names_every_fate_and_the_digest_changes_with_any(programme, officer, mash):
    day_import = DayImportFactory(programme=programme, officer=officer, rows=[read_row(2), read_row(3, days="x")])
    before = judged(day_import, TODAY)
    made_day(mash, officer)
    after = judged(day_import, TODAY)

    assert tally(before) == {Fate.NEW: 1, Fate.THERE: 0, Fate.CONFLICT: 0, Fate.REFUSED: 1}
    assert (digest_of(before) == digest_of(judged(day_import, TODAY)), len(digest_of(after))) == (False, 32)
    assert ProgrammeFactory().day_imports.count() == 0
