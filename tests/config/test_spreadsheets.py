import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from config.spreadsheets import csv_response, harmless


@pytest.mark.parametrize(
    "payload",
    [
        "=1+1",
        '=HYPERLINK("https://evil.example","Click")',
        "=cmd|' /C calc'!A0",
        "+1",
        "+44 1803 207176",
        "-1+1",
        "-",
        "@SUM(A1:A9)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        " \t=1",
        "＝1",
        "＋1",
        "－1",
        "＠SUM",
        "﹦1",
        "\x0b=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2003\u3000=1",
        "\u202e=1",
    ],
)
def test_harmless_makes_what_could_act_plain_text(payload):
    assert harmless(payload) == f"'{payload}"


@pytest.mark.parametrize(
    "value",
    [
        "Ordinary text",
        "a=1",
        "1-2",
        "F9",
        "'quoted'",
        "   ",
        "",
        0,
        -5,
        Decimal("-5.50"),
        1.5,
        True,
        dt.date(2017, 2, 28),
    ],
)
def test_harmless_leaves_the_rest_as_it_is(value):
    assert harmless(value) is value


def test_harmless_shows_nothing_for_none():
    assert harmless(None) == ""


def text_of(response):
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("a,b", '"a,b"'),
        ('say "so"', '"say ""so"""'),
        ("two\nlines", '"two\nlines"'),
        ("two\r\nlines", '"two\r\nlines"'),
        ("a;b", "a;b"),
        ("Ł, é and £", '"Ł, é and £"'),
        (None, '""'),
        (Decimal("-0.50"), "-0.50"),
        (dt.date(2017, 2, 28), "2017-02-28"),
        ("=1", "'=1"),
    ],
)
def test_csv_response_quotes_as_rfc_4180_says(cell, written):
    assert text_of(csv_response([[cell]], "rows.csv")) == f"{written}\r\n"


def test_csv_response_reads_back_as_the_rows():
    rows = [["Name", "Days"], ['A "b", c', "0.5"], ["line\r\nbreak", "1"]]

    text = text_of(csv_response(rows, "rows.csv"))

    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


def test_csv_response_is_a_file_to_keep():
    response = csv_response([["Name"]], "torbay-risks-2017-02-28.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="torbay-risks-2017-02-28.csv"'


def test_csv_response_reads_rows_only_as_they_are_sent():
    read = []

    def rows():
        for number in range(3):
            read.append(number)
            yield [number]

    stream = iter(csv_response(rows(), "rows.csv").streaming_content)
    first = next(stream)

    assert (first, read) == (b"0\r\n", [0])
