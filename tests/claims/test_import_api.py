"""Days from a spreadsheet, and capacity, over the API: the same reading, fates and figures as on the pages."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import DayEntry, DayImport
from tests.factories.accounts import member
from tests.factories.claims import DayImportFactory, made_day, officer_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/programmes/own/day-imports/"
SHEET = "Date,Days,Workstream\n6/2/2017,half,8\n7/2/2017,1,9\n31/2/2017,1,8\n"


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def send(client, text=SHEET, name="days.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, text.encode())})


def post(client, pk, step, body=None):
    return client.post(f"{URL}{pk}/{step}/", body or {}, content_type="application/json")


def test_a_file_is_sent_looked_at_and_confirmed(signed_in, officer, mash, other):
    sent = send(signed_in)

    looked = sent.json()
    assert (sent.status_code, looked["state"], looked["file_name"]) == (201, "previewed", "days.csv")
    assert looked["counts"] == {"new": 2, "there": 0, "conflict": 0, "refused": 1}
    assert [(row["line"], row["fate"], row["worked_on"], row["days"], row["workstream"]) for row in looked["rows"]] == [
        (2, "new", "2017-02-06", "0.5", 8),
        (3, "new", "2017-02-07", "1.0", 9),
        (4, "refused", None, None, None),
    ]
    assert looked["rows"][2]["why"] == "Enter a real date, like 28/2/2017"
    assert not DayEntry.objects.exists()

    confirmed = post(signed_in, looked["id"], "confirm", {"seen": looked["seen"]})

    assert (confirmed.status_code, confirmed.json()["state"], confirmed.json()["rows"]) == (200, "confirmed", [])
    assert sum(entry.days for entry in DayEntry.objects.of(officer)) == Decimal("1.5")


def test_what_changed_since_it_was_looked_at_is_refused(signed_in, officer, mash, other, left_alone):
    looked = send(signed_in).json()
    made_day(mash, officer, worked_on=datetime.date(2017, 2, 6))

    with left_alone():
        answer = post(signed_in, looked["id"], "confirm", {"seen": looked["seen"]})

    said = "Something was logged or changed since you looked. Nothing is saved: look again."
    assert (answer.status_code, answer.json()["errors"]) == (400, {"non_field_errors": [said]})


@pytest.mark.parametrize(
    ("text", "name"), [("", "days.csv"), ("Nothing,Of use\n1,2\n", "days.csv"), ("\x00\x01", "days.xlsx")]
)
def test_a_file_that_cannot_be_read_is_refused_by_its_field(signed_in, mash, left_alone, text, name):
    with left_alone():
        answer = send(signed_in, text, name)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["file"])


def test_one_that_is_let_go_saves_nothing_and_cannot_be_confirmed(signed_in, mash, other):
    looked = send(signed_in).json()

    abandoned = post(signed_in, looked["id"], "abandon")
    late = post(signed_in, looked["id"], "confirm", {"seen": looked["seen"]})

    assert (abandoned.json()["state"], late.status_code) == ("abandoned", 400)
    assert not DayEntry.objects.exists()


def test_nobody_sees_the_files_of_others(signed_in, programme, mash):
    send(signed_in)
    theirs = DayImportFactory(programme=programme, officer=officer_of(programme))

    listed = signed_in.get(URL).json()

    assert [row["id"] for row in listed["results"]] == [DayImport.objects.exclude(pk=theirs.pk).get().pk]
    assert "rows" not in listed["results"][0]
    assert signed_in.get(f"{URL}{theirs.pk}/").status_code == 404
    assert post(signed_in, theirs.pk, "abandon").status_code == 404


def test_capacity_is_that_of_the_page(client, programme, mash, officer):
    made_day(mash, officer, "submitted")
    client.force_login(member(programme, "director"))

    answer = client.get("/api/v1/programmes/own/capacity/").json()
    line = next(line for line in client.get("/own/capacity/").context["capacity"].lines if line.officer == officer)

    (told,) = [row for row in answer["officers"] if row["officer"] == officer.pk]
    assert (answer["threshold"], told["officer_name"]) == (40, officer.name)
    assert [(row["month"], Decimal(row["days"]), row["working_days"], row["is_over"]) for row in told["months"]] == [
        (f"{cell.month.first:%Y-%m}", cell.days, cell.working_days, cell.is_over) for cell in line.cells
    ]
