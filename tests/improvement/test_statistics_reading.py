"""Files of figures as they arrive: three layouts known by their headings, and what is refused whole."""

import io
import struct
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from improvement.models.observation import FileLayout
from improvement.statistics_files import reading
from improvement.statistics_files.columns import columns_of
from improvement.statistics_files.numbers import EMPTY, Figure, figure_from, worked_out
from improvement.statistics_files.reading import BOUNDS, FigureFile, local_places, month_places, read_figures
from tests.factories.files import PNG, csv_of, ods_of, open_document, xlsx_of
from tests.factories.improvement import IndicatorFactory, StatisticsImportFactory

TIDY = ("time_period", "time_identifier", "geographic_level", "new_la_code", "starts", "starts_percent")
TIDY_ROW = ("2016", "Reporting year", "Local authority", "E06000027", "62", "23.1")
LOCAL = ("Measure", "Period", "Value")
NEIGHBOURS = ("LA number", *(word for rank in range(1, 11) for word in (f"SN{rank}", "SNP")))


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        read_figures(content)
    return refused.value.messages


@pytest.mark.parametrize("write", [csv_of, xlsx_of, ods_of], ids=["csv", "xlsx", "ods"])
def test_every_kind_of_file_reads_alike(write):
    file = read_figures(write(TIDY, TIDY_ROW))

    assert file == FigureFile(FileLayout.TIDY, list(TIDY), [[2, *TIDY_ROW]])


@pytest.mark.parametrize(
    ("headings", "layout"),
    [
        (TIDY, FileLayout.TIDY),
        (("GEOGRAPHIC_LEVEL", " Time_Period ", "x", "time_identifier"), FileLayout.TIDY),
        (NEIGHBOURS, FileLayout.NEIGHBOURS),
        (tuple(heading.replace("SN", "sn_") for heading in NEIGHBOURS), FileLayout.NEIGHBOURS),
        (LOCAL, FileLayout.LOCAL),
        (("Indicator code:", "Month", "Result."), FileLayout.LOCAL),
        (("Measure", "April 2016", "May 2016"), FileLayout.LOCAL),
    ],
)
def test_the_layout_is_known_by_its_headings(headings, layout):
    assert read_figures(csv_of(headings, ["x"] * len(headings))).layout == layout


def test_headings_stand_below_a_title_in_any_case_and_rows_keep_their_lines():
    content = csv_of(("Figures of May",), (), ("  MEASURE ", "PERIOD", "Value", ""), ("a", "May 2016", "1"), (), ("b",))

    file = read_figures(content)

    assert (file.headings, file.rows) == (["measure", "period", "value"], [[4, "a", "May 2016", "1"], [6, "b", "", ""]])


def test_the_sheet_with_the_headings_is_found_and_no_other_is_kept():
    content = xlsx_of(LOCAL, ("a", "May 2016", 1), before=[("Guidance",), ("Fill in",)])

    assert read_figures(content).rows == [[2, "a", "May 2016", "1"]]


def test_a_row_with_nothing_under_a_heading_is_passed_over_and_what_stands_beside_is_not_kept():
    file = read_figures(csv_of(LOCAL, ("a", "May 2016", "1", "a remark"), ("", "", "", "another")))

    assert file.rows == [[2, "a", "May 2016", "1"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_byte_order_mark_and_an_old_encoding_are_read(encoding):
    assert read_figures(csv_of(LOCAL, ("Café", "May 2016", "1"), encoding=encoding)).rows[0][1] == "Café"


NO_SPREADSHEET = ["This is no spreadsheet. Save it as XLSX, ODS or CSV."]
NO_HEADINGS = [
    "No headings of figures were found. Published statistics have time_period, time_identifier and "
    "geographic_level; local figures have Measure, Period and Value; models of neighbours have SN1 to SN10."
]
DAMAGED = ["This file is damaged, or has a password. Open it, save it anew without one, and try again."]


def lying_of_its_size(content):
    """A zip whose table of contents says that its first part unpacks to 2 GB."""
    start = content.index(b"PK\x01\x02")
    return content[: start + 24] + struct.pack("<I", 2**31) + content[start + 28 :]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b" \r\n", ["This file is empty."]),
        (PNG, NO_SPREADSHEET),
        (open_document("text"), NO_SPREADSHEET),
        (
            csv_of(LOCAL, ("a", "May 2016", "1"), encoding="utf-16"),
            ["This file is written in UTF-16. Save it as CSV in UTF-8, or as XLSX or ODS."],
        ),
        (b"PK\x03\x04 and no more", DAMAGED),
        (
            lying_of_its_size(xlsx_of(LOCAL, ("a", "May 2016", 1))),
            ["This file holds far more than its rows. Copy the rows of figures into a new file."],
        ),
        (csv_of(("Area", "Visits"), ("North", 12)), NO_HEADINGS),
        (csv_of(("Measure", "Value"), ("a", 12)), NO_HEADINGS),
        (csv_of(("Period", "Value"), ("May 2016", 12)), NO_HEADINGS),
        (csv_of(NEIGHBOURS[:-2], ["1"] * 19), NO_HEADINGS),
        (csv_of(*[("x",)] * 20, LOCAL, ("a", "May 2016", 1)), NO_HEADINGS),
        (csv_of(LOCAL), ["There are headings and no rows below them."]),
        (csv_of(LOCAL, ("", "", "", "x")), ["There are headings and no rows below them."]),
    ],
    ids=lambda value: value[0][:30] if isinstance(value, list) else "file",
)
def test_what_is_no_file_of_figures_is_told_in_a_sentence(content, told):
    assert refusal(content) == told


def test_a_file_over_the_size_limit_is_refused_unread():
    assert refusal(b"x" * (BOUNDS.max_bytes + 1)) == ["This file is larger than 20 MB. Divide it."]


def test_a_file_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    row = ("a", "May 2016", 1)

    assert len(read_figures(csv_of(LOCAL, row, row)).rows) == 2
    assert refusal(csv_of(LOCAL, row, row, row)) == ["This file has more than 2 rows. Divide it."]


@pytest.mark.parametrize(
    "heading",
    [
        "UPN",
        "Child UPN",
        "NHS number",
        "nhs_no",
        "DOB",
        "D.O.B",
        "Date of birth",
        "dates_of_birth",
        "Birth date",
        "Forename",
        "Surnames",
        "First name",
        "last_name",
        "Full name",
        "Family name",
        "Child name",
        "Child's name",
        "Child’s name",
        "Children's names",
        "Name of child",
        "Names of children",
        "Pupil name",
        "child_id",
        "Client ID",
        "Case ID",
        "Person ID",
        "Unique pupil number",
        "Postcode",
        "Address",
    ],
)
def test_a_column_about_single_children_refuses_the_whole_file(heading):
    content = csv_of((*LOCAL, heading), ("a", "May 2016", 1, ""))

    assert refusal(content) == [
        f"The column “{heading.casefold()}” is about single children, so nothing of this file is kept. "
        "Send counts only, never a list of children."
    ]


@pytest.mark.parametrize(
    "heading", ["la_name", "country_name", "region_name", "child_count", "CPP_start", "cases", "addressed in time"]
)
def test_a_column_of_counts_or_of_places_is_none_about_single_children(heading):
    assert read_figures(csv_of((*LOCAL, heading), ("a", "May 2016", 1, 2))).headings[3] == heading.casefold()


def test_a_list_of_children_above_which_no_headings_are_known_is_refused_too():
    assert refusal(csv_of(("Ref", "Surname"), ("1", "x")))[0].startswith(
        "The column “surname” is about single children"
    )


NHS = "NHS 943 476 5919"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NHS, "an NHS number"),
        ("9434765919", "an NHS number"),
        ("born 3/4/2009", "a date of birth"),
        ("Z801234567890", "a unique pupil number (UPN)"),
    ],
)
@pytest.mark.parametrize("beside", [0, 1], ids=["under a heading", "beside the headings"])
def test_an_identifier_in_a_cell_refuses_the_whole_file_with_its_line(text, found, beside):
    row = ["a", "May 2016", "1", *[""] * beside, text]
    content = csv_of((*LOCAL, *["Remark"] * (1 - beside)), ("a", "May 2016", 1), row)

    assert refusal(content) == [
        f"Line 3: This looks like {found}. Take it out: nothing here may identify a child. "
        "Nothing of this file is kept: send counts only."
    ]


@pytest.mark.parametrize(
    "content", [csv_of((*LOCAL, NHS), ("a", "May 2016", 1, 2)), csv_of((NHS,), ()), csv_of((NHS,), (), LOCAL, ("a",))]
)
def test_an_identifier_among_or_above_the_headings_is_told_of_first_and_not_shown(content):
    assert refusal(content) == [
        "Line 1: This looks like an NHS number. Take it out: nothing here may identify a child. "
        "Nothing of this file is kept: send counts only."
    ]


def test_a_plain_count_is_never_taken_for_an_identifier():
    assert read_figures(csv_of(LOCAL, ("a", "May 2016", "943476591"), ("a", "June 2016", "12.9434765919"))).rows == [
        [2, "a", "May 2016", "943476591"],
        [3, "a", "June 2016", "12.9434765919"],
    ]


@pytest.mark.django_db
def test_a_file_is_kept_and_comes_back_as_it_was():
    file = read_figures(csv_of(TIDY, TIDY_ROW))

    kept = StatisticsImportFactory(layout=file.layout, rows=file.as_kept())
    kept.refresh_from_db()

    assert FigureFile.kept(kept) == file


def test_places_are_counted_after_the_line():
    assert FigureFile(FileLayout.LOCAL, ["measure", "value"], [[2, "a", "1"]]).places() == {"measure": 1, "value": 2}


def test_local_columns_are_found_under_their_other_names():
    headings = ["council", "measure_code", "month", "actual", "numerator", "denominator", "remark"]

    assert local_places(headings) == {
        "authority": 1,
        "indicator": 2,
        "period": 3,
        "value": 4,
        "numerator": 5,
        "denominator": 6,
    }


def test_columns_of_months_are_found():
    assert month_places(["measure", "apr 2016", "2016-05", "market 16", "total"]) == {2: "apr 2016", 3: "2016-05"}


def test_columns_hold_figures_or_filters():
    headings = (*TIDY, "category", "", "notes", "empty")
    rows = [
        (*TIDY_ROW[:4], "1,062", "23.1%", "Children in need", "x", "x", ""),
        (*TIDY_ROW[:4], "c", "-1.5", "Plans", "", "Of low quality", ""),
    ]
    file = FigureFile(FileLayout.TIDY, list(headings), [[2, *rows[0]], [3, *rows[1]]])

    assert columns_of(file) == (
        ["starts", "starts_percent", "empty"],
        {"category": ["Children in need", "Plans"], "notes": ["Of low quality", "x"]},
    )


def test_a_filter_shows_forty_values_and_a_text_too_long_to_keep_is_no_figure():
    file = FigureFile(FileLayout.TIDY, ["wide", "long"], [[n, f"v{n:02}", "1" * 1001] for n in range(60)])

    figures, filters = columns_of(file)

    assert (figures, filters["wide"], filters["long"]) == ([], [f"v{n:02}" for n in range(40)], ["1" * 1001])


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("", EMPTY),
        ("0", Figure(Decimal(0))),
        ("23.1", Figure(Decimal("23.1"))),
        ("0.00005", Figure(Decimal("0.0001"))),
        ("12.34564", Figure(Decimal("12.3456"))),
        ("999999999.99999", Figure(Decimal("1000000000.0000"))),
        ("c", Figure(symbol="c")),
        ("Z", Figure(symbol="z")),
        ("low", Figure(symbol="low")),
    ],
)
def test_a_figure_is_a_number_to_four_places_or_a_symbol(text, figure):
    found = figure_from(text)

    assert (found, found.is_empty) == (figure, not text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("q", "“q” is neither a number nor one of the symbols c, x, z, u, k and low."),
        ("n/a", "“n/a” is neither a number nor one of the symbols c, x, z, u, k and low."),
        ("1e5", "“1e5” is neither a number nor one of the symbols c, x, z, u, k and low."),
        (".5", "“.5” is neither a number nor one of the symbols c, x, z, u, k and low."),
        ("1,2x", "“1,2x” is neither a number nor one of the symbols c, x, z, u, k and low."),
        ("23.1%", "“23.1%” has a percentage sign: write 23.1 alone."),
        ("23.1 %", "“23.1 %” has a percentage sign: write 23.1 alone."),
        ("1,988", "“1,988” has a comma: write 1988."),
        ("12,345.5", "“12,345.5” has a comma: write 12345.5."),
        ("=1+1", "“=1+1” is a formula: write the number it comes to."),
        ("+5", "“+5” is a formula: write the number it comes to."),
        ("@SUM(A1)", "“@SUM(A1)” is a formula: write the number it comes to."),
        ("-3", "-3 is below 0."),
        ("1234567890", "“1234567890” is too long: write at most 9 digits, and 15 behind the point."),
        ("x" * 50, f"“{'x' * 30}” is neither a number nor one of the symbols c, x, z, u, k and low."),
    ],
)
def test_what_is_no_figure_is_refused_saying_how_to_write_it(text, told):
    with pytest.raises(ValidationError) as refused:
        figure_from(text, "numerator")

    assert refused.value.messages == [f"The numerator {told}"]


def number(text):
    return Figure(Decimal(text)) if text else Figure(symbol="c")


@pytest.mark.parametrize(
    ("facts", "numerator", "denominator", "figure"),
    [
        ({"percentage": True}, "290", "1988", "14.6"),
        ({"percentage": True}, "1", "8", "12.5"),
        ({"percentage": True, "decimals": 0}, "1", "8", "13"),
        ({"percentage": True, "unit": "rate_per_10000"}, "289", "25310", "114.2"),
        ({"percentage": True}, "0", "8", "0.0"),
        ({"percentage": True}, "1", "0", None),
        ({"percentage": True}, "", "8", None),
        ({"percentage": True}, "1", "", None),
        ({}, "1", "8", None),
    ],
)
def test_a_figure_is_worked_out_of_its_parts_half_up(facts, numerator, denominator, figure):
    indicator = IndicatorFactory.build(programme=None, **facts)

    found = worked_out(indicator, number(numerator), number(denominator))

    assert str(found.number) == str(figure)


def shown_as_share():
    book = openpyxl.Workbook()
    for row in (("Measure", "Period", "Value"), ("visits", "May 2016", 0.85), ("visits", "June 2016", 0.85)):
        book.active.append(row)
    book.active["C2"].number_format = "0%"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_a_cell_that_shows_a_percentage_is_read_as_shown():
    assert [row[3] for row in read_figures(shown_as_share()).rows] == ["85%", "0.85"]


@pytest.mark.parametrize("headings", ["Measure,Period,Value,Value", "Measure,Period,Value,note,Note"])
def test_two_columns_of_one_heading_are_refused(headings):
    with pytest.raises(ValidationError) as refusal:
        read_figures(f"{headings}\na,May 2016,1,2,3\n".encode())

    name = headings.split(",")[-1].casefold()
    assert refusal.value.messages == [f"Two columns are headed “{name}”: give each a heading of its own."]


def test_a_text_of_several_lines_moves_the_lines_below_it():
    content = 'Measure,Period,Value,Note\na,May 2016,1,"one\ntwo\nthree"\nb,May 2016,2,\n'

    assert [row[0] for row in read_figures(content.encode()).rows] == [2, 5]


def test_a_byte_order_mark_twice_is_passed_over():
    content = "\ufeff\ufeffMeasure,Period,Value\na,May 2016,1\n"

    assert len(read_figures(content.encode()).rows) == 1
