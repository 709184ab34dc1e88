"""The pages of days from a spreadsheet: the file, the look at its rows, and what was saved."""

import datetime
import io

import openpyxl
import pytest
from django.contrib.messages import get_messages

from claims.day_sheet import DAY_SHEET
from claims.models import DayEntry, DayImport
from config.columns import rows_of
from tests.factories.accounts import member
from tests.factories.claims import DayImportFactory, made_day, officer_of, read_row
from tests.factories.files import csv_of, ods_of, upload, xlsx_of
from tests.factories.improvement import ProgrammeChangeFactory, ProgrammeFactory

ADD = "/own/days/import/"
HEADINGS = ("Date", "Days", "Workstream", "Kind", "Note")
ROWS = (
    ("6/2/2017", "½", "8", "On site", "=1+1"),
    ("1/2/2017", "1", "8", "", ""),
    ("2/2/2017", "1", "9", "", ""),
    ("31/2/2017", "1", "8", "", "<b>Bold</b>"),
)


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def logged(officer, mash):
    """What two of the rows meet: one is there already, another would pass the day."""
    made_day(mash, officer)
    made_day(mash, officer, worked_on=datetime.date(2017, 2, 2))


@pytest.fixture
def previewed(signed_in, other, logged):
    """The preview of the four rows, one of each fate."""
    sent = signed_in.post(ADD, {"file": upload("days.csv", csv_of(HEADINGS, *ROWS))})
    return signed_in.get(sent.url)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_month_leads_to_the_form_and_the_form_to_its_templates(signed_in, programme):
    assert f'href="{ADD}"' in text_of(signed_in.get("/own/days/"))
    assert 'href="/own/days/import/template.xlsx"' in text_of(signed_in.get(ADD))


@pytest.mark.parametrize("make", [csv_of, xlsx_of, ods_of])
def test_a_file_of_each_kind_leads_to_its_preview_whatever_its_name(signed_in, programme, mash, make):
    response = signed_in.post(ADD, {"file": upload("days.txt", make(HEADINGS, ROWS[0]))}, follow=True)

    assert response.context["counts"][0] == ("new", "New", 1)
    assert (response.context["import"].file_name, DayEntry.objects.count()) == ("days.txt", 0)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Choose the file"),
        ({"file": upload("days.csv", b"")}, "This file is empty."),
        (
            {"file": upload("days.csv", csv_of(HEADINGS, *[ROWS[0]] * 5001))},
            "This file has more than 5,000 rows. Divide it.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_by_the_file(signed_in, programme, sent, error):
    response = signed_in.post(ADD, sent)

    assert response.context["form"].errors == {"file": [error]}
    assert DayImport.objects.count() == 0


def test_preview_says_what_becomes_of_each_row(previewed):
    page = text_of(previewed)

    assert previewed.context["sentence"] == (
        "Nothing is saved yet. One row is new, one is there already, one is in conflict with what is logged and one "
        "is refused. Saving takes the new rows and leaves out the others."
    )
    assert [count for _, _, count in previewed.context["counts"]] == [1, 1, 1, 1]
    assert [row.record.fate for row in previewed.context["table"].rows] == ["new", "there", "conflict", "refused"]
    assert "Save half a day" in page
    assert ("=1+1" in page, "&lt;b&gt;Bold&lt;/b&gt;" in page, "<b>Bold" in page) == (True, True, False)
    assert "There: 1 day, on site, on 8 MASH, not submitted." in page


def test_preview_is_narrowed_to_one_fate(signed_in, previewed):
    found = signed_in.get(previewed.request["PATH_INFO"], {"fate": "refused"})
    nonsense = signed_in.get(previewed.request["PATH_INFO"], {"fate": "x"})

    assert [row.record.line for row in found.context["table"].rows] == [5]
    assert len(nonsense.context["table"].rows) == 4


def test_a_row_that_meets_a_day_leads_to_it_and_one_in_another_programme_does_not(signed_in, officer, mash):
    elsewhere = ProgrammeFactory(slug="other")
    entry = made_day(mash, officer)
    DayEntry.objects.create(
        programme=elsewhere,
        workstream=mash,
        officer=officer,
        worked_on=datetime.date(2017, 2, 2),
        days=1,
        kind="on_site",
        recorded_by=officer,
    )
    rows = [read_row(2, days="½"), read_row(3, worked_on="2/2/2017", workstream="9")]
    found = DayImportFactory(programme=mash.programme, officer=officer, rows=rows)

    page = text_of(signed_in.get(f"{ADD}{found.pk}/"))

    assert (page.count("See that day"), f'href="/own/days/{entry.pk}/"' in page) == (1, True)


def test_new_rows_say_what_is_unusual_about_them(signed_in, programme, officer, mash):
    found = DayImportFactory(programme=programme, officer=officer, rows=[read_row(worked_on="24/12/2016")])

    assert "Weekend. Over a month ago" in text_of(signed_in.get(f"{ADD}{found.pk}/"))


def test_confirming_saves_the_new_rows_and_leads_to_their_month(signed_in, officer, previewed):
    response = signed_in.post(f"{previewed.request['PATH_INFO']}confirm/", {"seen": previewed.context["seen"]})

    entry = DayEntry.objects.get(day_import__isnull=False)
    assert (response.url, told(response)) == ("/own/days/", ["Half a day saved from days.csv, not yet submitted."])
    assert (entry.officer, entry.worked_on.day, entry.note) == (officer, 6, "=1+1")


def test_confirming_twice_saves_once_and_leads_to_what_was_saved(signed_in, previewed):
    url = previewed.request["PATH_INFO"]
    for _ in range(2):
        response = signed_in.post(f"{url}confirm/", {"seen": previewed.context["seen"]})

    page = signed_in.get(url)
    assert (response.url, told(response)[-1]) == (url, "This import was confirmed already.")
    assert [row.record.worked_on.day for row in page.context["table"].rows] == [6]
    assert page.context["import"].sha256 in text_of(page)


def test_confirming_what_changed_since_is_told(signed_in, previewed, other, officer):
    made_day(other, officer, worked_on=datetime.date(2017, 2, 6))

    response = signed_in.post(f"{previewed.request['PATH_INFO']}confirm/", {"seen": previewed.context["seen"]})

    assert told(response) == ["Something was logged or changed since you looked. Nothing is saved: look again."]


def test_an_import_may_be_let_go(signed_in, previewed):
    url = previewed.request["PATH_INFO"]

    response = signed_in.post(f"{url}abandon/")
    again = signed_in.post(f"{url}abandon/")

    assert (response.url, told(response)) == ("/own/days/", ["Nothing was saved from days.csv."])
    assert (again.url, told(again)[-1]) == (url, "This import was abandoned already.")
    assert "Nothing was saved from this file." in text_of(signed_in.get(url))


def test_what_waits_for_an_answer_is_listed_for_its_officer(signed_in, previewed, client, programme):
    waiting = signed_in.get(ADD).context["waiting"]
    client.force_login(officer_of(programme))

    assert [found.file_name for found in waiting] == ["days.csv"]
    assert list(client.get(ADD).context["waiting"]) == []


def test_the_same_file_again_says_so(signed_in, previewed):
    sent = {"file": upload("copy.csv", csv_of(HEADINGS, *ROWS))}
    looked_at = signed_in.post(ADD, sent, follow=True).context["seen_before"]
    signed_in.post(f"{previewed.request['PATH_INFO']}confirm/", {"seen": previewed.context["seen"]})

    sent = {"file": upload("copy.csv", csv_of(HEADINGS, *ROWS))}
    saved = signed_in.post(ADD, sent, follow=True)

    assert looked_at == "You uploaded this same file on 28 February 2017 and did not save anything from it."
    assert saved.context["seen_before"] == "You saved days from this same file on 28 February 2017."
    assert (saved.context["counts"][1], saved.context["button"]) == (("there", "Already there", 2), "")


def test_a_day_says_from_which_file_it_came(signed_in, previewed, client, director):
    url = previewed.request["PATH_INFO"]
    signed_in.post(f"{url}confirm/", {"seen": previewed.context["seen"]})
    entry = DayEntry.objects.get(day_import__isnull=False)

    own = [fact for fact in signed_in.get(f"/own/days/{entry.pk}/").context["facts"] if fact.term == "Imported from"]
    client.force_login(director)
    seen = [fact for fact in client.get(f"/own/days/{entry.pk}/").context["facts"] if fact.term == "Imported from"]

    assert [(fact.value, fact.url) for fact in own + seen] == [("days.csv", url), ("days.csv", "")]


def test_somebody_elses_import_is_not_there(client, previewed, programme):
    url = previewed.request["PATH_INFO"]
    client.force_login(member(programme, "director"))

    answers = [client.get(url), client.post(f"{url}confirm/"), client.post(f"{url}abandon/")]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_nothing_is_shown_of_an_import_once_the_programme_is_closed(signed_in, previewed, programme):
    ProgrammeChangeFactory(programme=programme, state="closed", recorded_on=datetime.date(2017, 2, 28))

    response = signed_in.get(previewed.request["PATH_INFO"])

    assert (response.url, told(response)) == (
        ADD,
        ["The programme is closed. Ask the director to open it again first."],
    )


def test_both_templates_hold_headings_and_an_example_that_is_refused(signed_in, programme, mash):
    xlsx = signed_in.get(f"{ADD}template.xlsx").content
    csv = signed_in.get(f"{ADD}template.csv").getvalue()

    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    sent = signed_in.post(ADD, {"file": upload("days.xlsx", xlsx)}, follow=True)
    assert (sheet["A1"].value, sheet["A1"].font.bold, sheet["A2"].is_date) == ("Date", True, True)
    assert [row["worked_on"] for row in rows_of(csv, DAY_SHEET) + rows_of(xlsx, DAY_SHEET)] == [
        "28/02/2017",
        "2017-02-28",
    ]
    assert sent.context["counts"][3] == ("refused", "Refused", 1)


def test_a_template_can_be_had_before_there_is_a_workstream(client, db):
    programme = ProgrammeFactory(slug="own")
    client.force_login(officer_of(programme))

    assert b"28/02/2017,0.5,1,On site" in client.get(f"{ADD}template.csv").getvalue()


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_takes_the_same_queries_whatever_its_length(
    signed_in, programme, officer, mash, django_assert_num_queries, count
):
    rows = [read_row(number + 2, worked_on=f"{number + 1}/2/2017") for number in range(count)]
    found = DayImportFactory(programme=programme, officer=officer, rows=rows)
    signed_in.get(f"{ADD}{found.pk}/")

    with django_assert_num_queries(12):
        response = signed_in.get(f"{ADD}{found.pk}/")

    assert len(response.context["table"].rows) == count
