"""Workbooks: typed cells, the same bytes again, nothing that acts, and never fewer rows than were given."""

import datetime
import gc
import io
import time
import tracemalloc
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from odfdo import Document

from config import workbooks
from config.workbooks import WRITERS, Column, Kind, Sheet, TooManyRows, Workbook, content_of, temporary

COLUMNS = (
    Column("Text"),
    Column("Whole", Kind.WHOLE),
    Column("Days", Kind.DAYS),
    Column("Pounds", Kind.POUNDS),
    Column("Percent", Kind.PERCENT),
    Column("Date", Kind.DATE, 30),
)
ROW = ("Sam & <Hill>", 12, Decimal("0.5"), Decimal("-1234.50"), Decimal("20.0"), datetime.date(2017, 2, 28))
MADE_ON = datetime.date(2017, 2, 28)
KINDS = list(WRITERS)


def workbook(rows, columns=COLUMNS, title="Lines & <more>"):
    return Workbook(title, (Sheet("Lines", columns, rows), Sheet("Notes", (Column("What"),), [("x",)])), MADE_ON)


def written(kind, rows, **facts):
    return content_of(WRITERS[kind][0], workbook(rows, **facts))


def rows_of(kind, content, sheet="Lines"):
    if kind == "xlsx":
        return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)]
    return [row.get_values() for row in Document(io.BytesIO(content)).body.get_table(name=sheet).iter_rows()]


@pytest.mark.parametrize("kind", KINDS)
def test_cells_come_back_as_what_they_are(kind):
    headings, row = rows_of(kind, written(kind, [ROW]))

    assert headings == ["Text", "Whole", "Days", "Pounds", "Percent", "Date"]
    assert row[0] == "Sam & <Hill>"
    assert [float(value) for value in row[1:5]] == [12, 0.5, -1234.5, 20]
    assert row[5] in (datetime.datetime(2017, 2, 28), datetime.date(2017, 2, 28))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_an_empty_cell(kind):
    _, row, last = rows_of(kind, written(kind, [("", None, None, None, None, None), ROW]))

    assert set(row) <= {None}
    assert last[0] == "Sam & <Hill>"


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_without_rows_has_its_headings(kind):
    assert len(rows_of(kind, written(kind, []))) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "http://evil.example", "{=1}", "a  b", " a", "a ", "a\nb", "a\tb", "é £ 李 😀"]
)
def test_text_stays_text(kind, text):
    (value,) = rows_of(kind, written(kind, [(text,)], columns=(Column("Text"),)))[1]

    assert value == (f"'{text}" if text in ("=1+1", "+1") else text)
    with zipfile.ZipFile(io.BytesIO(written(kind, [(text,)], columns=(Column("Text"),)))) as archive:
        parts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert not any(sign in parts for sign in ("<f>", "hyperlink", "table:formula", "xlink"))


def test_ods_leaves_out_what_xml_may_not_hold():
    (value,) = rows_of("ods", written("ods", [("a\x01b",)], columns=(Column("Text"),)))[1]

    assert value == "a\ufffdb"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes_at_any_time(kind, monkeypatch):
    first = written(kind, [ROW])
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 400_000_000)

    assert written(kind, [ROW]) == first


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_has_its_title_and_day(kind):
    content = written(kind, [ROW])

    if kind == "xlsx":
        facts = openpyxl.load_workbook(io.BytesIO(content)).properties
        assert (facts.title, facts.created) == ("Lines & <more>", datetime.datetime(2017, 2, 28))
    else:
        facts = Document(io.BytesIO(content)).meta
        assert (facts.title, facts.creation_date) == ("Lines & <more>", datetime.datetime(2017, 2, 28))
        assert facts.language == "en-GB"


def test_ods_begins_with_its_kind_and_holds_what_its_manifest_names():
    content = written("ods", [ROW])

    assert content[30:38] == b"mimetype"
    assert content[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = ElementTree.fromstring(archive.read("META-INF/manifest.xml"))
        named = {entry.get("{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path") for entry in manifest}
        assert named - {"/"} == set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_that_cannot_hold_every_row_is_refused(kind, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)

    assert len(rows_of(kind, written(kind, [ROW] * 2))) == 3
    with pytest.raises(TooManyRows):
        written(kind, [ROW] * 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_another_length_is_refused(kind):
    with pytest.raises(ValueError, match="zip"):
        written(kind, [ROW[:-1]])


@pytest.mark.parametrize("kind", KINDS)
def test_a_temporary_workbook_is_at_its_beginning(kind):
    with temporary(WRITERS[kind][0], workbook([ROW])) as file:
        assert file.read(2) == b"PK"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_the_rows(kind):
    # What is loaded once, at the first use, is no growth.
    written(kind, [ROW])
    peaks = []
    for count in (2_000, 20_000):
        gc.collect()
        tracemalloc.start()
        with temporary(WRITERS[kind][0], workbook(ROW for _ in range(count))):
            peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.5 * peaks[0] + 300_000
