"""Files of days as they arrive: kinds known by content, columns by heading, and what is no such file."""

import datetime
import io
import struct
import zipfile
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from claims.day_sheet import DAY_SHEET
from config.columns import rows_of
from config.sheets import MAX_BYTES
from tests.factories.claims import read_row
from tests.factories.files import DOCX, PDF, PNG, csv_of, ods_of, open_document, xlsx_of, zipped

HEADINGS = ("Date", "Days", "Workstream", "Kind", "Note")
FEBRUARY_1 = datetime.date(2017, 2, 1)


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        rows_of(content, DAY_SHEET)
    return refused.value.messages


@pytest.mark.parametrize(
    "content",
    [
        xlsx_of(HEADINGS, (FEBRUARY_1, 0.5, 8, "On site", "Met the team")),
        xlsx_of(HEADINGS, (datetime.datetime(2017, 2, 1), "0.5", "8", "On site", "Met the team")),
        ods_of(HEADINGS, (FEBRUARY_1, Decimal("0.5"), 8, "On site", "Met the team")),
        csv_of(HEADINGS, ("2017-02-01", "0.5", 8, "On site", "Met the team")),
    ],
    ids=["xlsx", "xlsx texts", "ods", "csv"],
)
def test_every_kind_of_file_reads_alike(content):
    assert rows_of(content, DAY_SHEET) == [read_row(2, "2017-02-01", "0.5", "8", kind="On site", note="Met the team")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_its_encoding_and_with_its_delimiter(encoding, delimiter):
    content = csv_of(HEADINGS[:3], ("1/2/2017", "½", "Café"), delimiter=delimiter, encoding=encoding)

    assert rows_of(content, DAY_SHEET) == [read_row(2, "1/2/2017", "½", "Café")]


@pytest.mark.parametrize("title", ["Days, by officer, 2017", "Days; February", "1,2,3,4,5,6"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_title_has_no_say_in_the_delimiter(title, delimiter):
    content = f"{title}\n".encode() + csv_of(HEADINGS[:3], ("1/2/2017", "1", "8"), delimiter=delimiter)

    assert rows_of(content, DAY_SHEET) == [read_row(3)]


def test_commas_of_decimals_and_of_notes_have_no_say_in_the_delimiter():
    content = csv_of(HEADINGS, ("1/2/2017", "0,5", "8", "On site", "Met A, B, C"), delimiter=";")

    assert rows_of(content, DAY_SHEET)[0]["days"] == "0,5"


def test_columns_stand_in_any_order_and_case_under_other_names_and_among_others():
    content = csv_of(
        ("Mileage", "COMMENTS", "Work stream", "Day", "How much ", "Date worked:", "Where"),
        ("12", "Met", "8", "Wednesday", "half", "1/2/2017", "home"),
    )

    assert rows_of(content, DAY_SHEET) == [read_row(2, "1/2/2017", "half", "8", kind="home", note="Met")]


def test_headings_stand_below_a_title_and_empty_rows_are_passed_over():
    content = csv_of(("Days of February",), (), HEADINGS[:3], ("", "", ""), ("1/2/2017", "1"), ("", "", "", "x"))

    assert rows_of(content, DAY_SHEET) == [read_row(5, workstream="")]


def test_the_sheet_with_the_headings_is_found():
    content = xlsx_of(HEADINGS[:3], ("1/2/2017", 1, 8), before=[("Guidance",), ("Fill in the days",)])

    assert rows_of(content, DAY_SHEET) == [read_row()]


def test_a_text_that_may_not_be_kept_is_not():
    content = csv_of(HEADINGS, ("1/2/2017", "1", "8", "", "NHS 943 476 5919"), ("1/2/2017", "1", "8", "", "x" * 1001))

    rows = rows_of(content, DAY_SHEET)

    assert [row["note"] for row in rows] == ["", ""]
    assert [row["fault"] for row in rows] == [
        "This looks like an NHS number. Take it out: nothing here may identify a child.",
        "A text is too long: shorten it to 1,000 characters.",
    ]


def test_a_formula_is_a_text_and_its_result_a_value():
    content = csv_of(HEADINGS, ("1/2/2017", "1", "8", "", '"=HYPERLINK(""http://a.example"")"'))

    assert rows_of(content, DAY_SHEET)[0]["note"] == '=HYPERLINK("http://a.example")'
    assert rows_of(xlsx_of(HEADINGS, ("1/2/2017", "=1/2", 8)), DAY_SHEET)[0]["days"] == ""


NO_SPREADSHEET = ["This is no spreadsheet. Save it as XLSX, ODS or CSV."]
DAMAGED = ["This file is damaged, or has a password. Open it, save it anew without one, and try again."]
EVERY_HEADING = (
    "There is no column headed {}. Columns are known by their headings: Date, Days and Workstream, and if you like "
    "Kind and Note."
)
WHOLE_XLSX, WHOLE_ODS = xlsx_of(HEADINGS, ("1/2/2017", 1, 8)), ods_of(HEADINGS, ("1/2/2017", 1, 8))


def with_part(content, name, data):
    """A file with one of its parts put in the place of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({part: archive.read(part) for part in archive.namelist()} | {name: data})


def lying_of_its_size(content):
    """A zip whose table of contents says that its largest part unpacks to 2 GB."""
    start = content.index(b"PK\x01\x02")
    return content[: start + 24] + struct.pack("<I", 2**31) + content[start + 28 :]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ["This file is empty."]),
        (b" \r\n", ["This file is empty."]),
        (b"x" * (MAX_BYTES + 1), ["This file is larger than 5 MB. Divide it."]),
        (PNG, NO_SPREADSHEET),
        (DOCX, NO_SPREADSHEET),
        (open_document("text"), NO_SPREADSHEET),
        (PDF, [EVERY_HEADING.format("Date, Days or Workstream")]),
        (b"\x81\x8d\x8f", ["This is no text that can be read. Save it as CSV in UTF-8."]),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504,
            ["This file has a password, or is of an old kind. Save it as XLSX without a password."],
        ),
        (b"PK\x03\x04 and no more", DAMAGED),
        (WHOLE_XLSX[: len(WHOLE_XLSX) // 2], DAMAGED),
        (with_part(WHOLE_XLSX, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"), DAMAGED),
        (with_part(WHOLE_XLSX, "xl/workbook.xml", "<x/>"), [EVERY_HEADING.format("Date, Days or Workstream")]),
        (with_part(WHOLE_XLSX, "xl/workbook.xml", f"{BOMB}]><x>&i;</x>"), DAMAGED),
        (with_part(WHOLE_ODS, "content.xml", b"\x8f\x01 encrypted"), DAMAGED),
        (with_part(WHOLE_ODS, "content.xml", f"{BOMB}]><x>&i;</x>"), DAMAGED),
        (
            lying_of_its_size(WHOLE_XLSX),
            ["This file holds far more than its rows. Copy the rows of days into the template."],
        ),
        (csv_of(HEADINGS), ["There are headings and no rows below them."]),
        (csv_of(("Date", "Workstream"), ("1/2/2017", 8)), [EVERY_HEADING.format("Days")]),
        (csv_of(("Date",), ("1/2/2017",)), [EVERY_HEADING.format("Days or Workstream")]),
        (csv_of(*[("x",)] * 30, HEADINGS), [EVERY_HEADING.format("Date, Days or Workstream")]),
        (csv_of(HEADINGS, *[("1/2/2017", 1, 8)] * 5001), ["This file has more than 5,000 rows. Divide it."]),
        (csv_of(HEADINGS, ('"' + "x" * 200_000, 1, 8)), DAMAGED),
    ],
)
def test_what_is_no_file_of_days_is_told_in_a_sentence(content, told):
    assert refusal(content) == told


def test_five_thousand_rows_are_read():
    assert len(rows_of(csv_of(HEADINGS, *[("1/2/2017", 1, 8)] * 5000), DAY_SHEET)) == 5000


TOO_EMPTY = ["This file has too many empty lines. Copy the rows of days into the template."]
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def with_rows(content, part, end, more):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return with_part(content, part, archive.read(part).decode().replace(end, more + end))


def test_an_ods_may_end_in_rows_repeated_to_the_last_line_of_the_sheet():
    content = with_rows(WHOLE_ODS, "content.xml", "</table:table>", REPEATED * 3)

    assert rows_of(content, DAY_SHEET) == [read_row()]


def test_a_day_repeated_to_the_last_line_is_too_many_rows():
    full = REPEATED.replace(
        "/></table:table-row>", ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )

    content = with_rows(WHOLE_ODS, "content.xml", "</table:table>", full)

    assert refusal(content) == ["This file has more than 5,000 rows. Divide it."]


def test_empty_lines_have_an_end(monkeypatch):
    monkeypatch.setattr("config.sheets.MAX_LINES", 3)

    assert refusal(b"Date,Days,Workstream\n\n\n1/2/2017,1,8\n") == TOO_EMPTY


def test_an_xlsx_may_hold_something_in_its_last_cell():
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    content = with_rows(WHOLE_XLSX, "xl/worksheets/sheet1.xml", "</sheetData>", far)

    assert rows_of(content, DAY_SHEET) == [read_row()]
