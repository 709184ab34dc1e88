"""Days from a spreadsheet: read and kept, then logged all at once or not at all, and forgotten if never confirmed."""

import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.models import Event
from claims.actions import imports
from claims.fates import digest_of, judged
from claims.models import DayEntry, DayImport, DayStep
from claims.reconciliation import faults
from claims.unconfirmed import forget
from tests.factories.claims import DayImportFactory, made_day, read_row
from tests.factories.files import csv_of, upload
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
FILE = csv_of(("Date", "Days", "Workstream"), ("1/2/2017", "1", "8"))


def refusal(action, **facts):
    with pytest.raises(ValidationError) as refused:
        action(**facts)
    return refused.value.message_dict if hasattr(refused.value, "error_dict") else refused.value.messages


@pytest.fixture
def of_rows(programme, officer, mash):
    return lambda *rows: DayImportFactory(programme=programme, officer=officer, rows=list(rows))


def confirm(day_import):
    seen = digest_of(judged(day_import, TODAY))
    return imports.confirm_import(day_import=day_import, seen=seen, by=day_import.officer)


def test_a_file_is_read_and_kept_without_any_day(programme, officer, mash):
    kept = imports.read_import(programme=programme, file=upload("../My days.csv", FILE), by=officer)

    kept.refresh_from_db()
    assert (kept.file_name, kept.rows, kept.sha256) == ("My days.csv", [read_row()], hashlib.sha256(FILE).hexdigest())
    assert (kept.officer, kept.said_by, kept.recorded_on, kept.state) == (officer, str(officer), TODAY, "previewed")
    assert (DayEntry.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("days.csv", b"", "This file is empty."),
        ("days.xlsx", b"x" * 10 * 1024 * 1024, "This file is larger than 5 MB. Divide it."),
        (
            "943 476 5919.csv",
            FILE,
            "This looks like an NHS number. Take it out: nothing here may identify a child.",
        ),
    ],
)
def test_a_file_that_cannot_be_kept_is_told(programme, officer, name, content, told):
    facts = {"programme": programme, "file": upload(name, content), "by": officer}

    assert refusal(imports.read_import, **facts) == {"file": [told]}
    assert DayImport.objects.count() == 0


def test_no_file_is_read_without_an_agreement(officer):
    facts = {"programme": ProgrammeFactory(), "file": upload("days.csv", FILE), "by": officer}

    assert refusal(imports.read_import, **facts) == [
        "No funding agreement is recorded for this programme yet. Ask its director to add it."
    ]


def test_every_new_day_is_logged_with_its_step_and_one_event(of_rows, officer, mash):
    day_import = of_rows(read_row(2), read_row(3, worked_on="2/2/2017", days="½"), read_row(4, days="x"))

    confirm(day_import)

    entries = list(DayEntry.objects.order_by("worked_on"))
    event = Event.objects.get()
    day_import.refresh_from_db()
    assert [(e.worked_on.day, str(e.days), e.state, e.day_import) for e in entries] == [
        (1, "1.0", "draft", day_import),
        (2, "0.5", "draft", day_import),
    ]
    assert [(s.entry_id, s.number, s.step) for s in DayStep.objects.order_by("pk")] == [
        (entry.pk, 1, "logged") for entry in entries
    ]
    assert (event.action, event.actor_id, event.record_id) == ("days.imported", officer.pk, day_import.pk)
    assert event.after == {
        "file": "days.csv",
        "sha256": "0" * 64,
        "entries": 2,
        "days": "1.5",
        "first": "2017-02-01",
        "last": "2017-02-02",
    }
    assert (day_import.state, day_import.decided_on, list(faults())) == ("confirmed", TODAY, [])


def test_an_import_is_confirmed_once(of_rows):
    day_import = of_rows(read_row())
    confirm(day_import)

    told = refusal(imports.confirm_import, day_import=day_import, seen="", by=day_import.officer)

    assert (told, DayEntry.objects.count()) == (["This import was confirmed already."], 1)


def test_an_abandoned_import_saves_nothing(of_rows):
    day_import = of_rows(read_row())
    imports.abandon_import(day_import=day_import, by=day_import.officer)

    told = refusal(imports.confirm_import, day_import=day_import, seen="", by=day_import.officer)

    day_import.refresh_from_db()
    assert (told, day_import.state, DayEntry.objects.count()) == (
        ["This import was abandoned already."],
        "abandoned",
        0,
    )


def test_nothing_else_is_saved_than_what_was_seen(of_rows, officer, mash):
    day_import = of_rows(read_row(), read_row(3, worked_on="2/2/2017"))
    seen = digest_of(judged(day_import, TODAY))
    made_day(mash, officer)

    told = refusal(imports.confirm_import, day_import=day_import, seen=seen, by=officer)

    day_import.refresh_from_db()
    assert told == ["Something was logged or changed since you looked. Nothing is saved: look again."]
    assert (day_import.state, DayEntry.objects.count()) == ("previewed", 1)


def test_an_import_of_nothing_new_stays_open(of_rows, officer, mash):
    made_day(mash, officer)
    day_import = of_rows(read_row())

    assert refusal(confirm, day_import=day_import) == ["There is nothing new to save."]
    assert DayImport.objects.get().state == "previewed"


def test_all_days_are_saved_or_none(of_rows, monkeypatch):
    day_import = of_rows(read_row(), read_row(3, worked_on="2/2/2017"))
    monkeypatch.setattr(imports, "record", lambda *args, **facts: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        confirm(day_import)

    assert (DayEntry.objects.count(), DayStep.objects.count(), DayImport.objects.get().state) == (0, 0, "previewed")


def test_many_days_are_written_in_few_queries(of_rows, django_assert_max_num_queries):
    day_import = of_rows(*[read_row(n + 1, worked_on=f"{n % 28 + 1}/{n // 28 + 1}/2017") for n in range(56)])
    seen = digest_of(judged(day_import, TODAY))

    with django_assert_max_num_queries(30):
        entries = imports.confirm_import(day_import=day_import, seen=seen, by=day_import.officer)

    assert len(entries) == 56


def test_what_was_never_confirmed_is_forgotten_after_a_day(of_rows):
    old = timezone.now() - datetime.timedelta(hours=25)
    confirmed, _waiting, abandoned, new = (of_rows(read_row(worked_on=f"{n}/2/2017")) for n in range(1, 5))
    confirm(confirmed)
    imports.abandon_import(day_import=abandoned, by=abandoned.officer)
    DayImport.objects.exclude(pk=new.pk).update(uploaded_at=old)

    assert forget() == (True, "2 forgotten.")
    assert set(DayImport.objects.all()) == {confirmed, new}


def test_the_same_file_before_is_a_confirmed_one_or_else_the_newest(of_rows, programme):
    first, second, third = of_rows(read_row()), of_rows(read_row()), of_rows(read_row())
    DayImportFactory(programme=programme)
    before = third.same_file_before()
    confirm(first)

    assert (before, third.same_file_before()) == (second, first)
