"""Documents: one value, of which the page, the PDF, the spreadsheet and the frozen facts are made."""

import datetime
import io
import json
import zipfile
from decimal import Decimal
from hashlib import sha256

import odfdo
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner.documents.document import (
    Document,
    Heading,
    Paragraph,
    Picture,
    Point,
    Points,
    Prose,
    Section,
    Table,
    TableColumn,
    from_plain,
    to_plain,
)
from commissioner.documents.files import WRITTEN_BY, document_of, file_faults, made_files
from commissioner.documents.printed import printed
from commissioner.documents.sheets import ods
from commissioner.documents.web import html

DAY = datetime.date(2017, 2, 28)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
DIGEST = "a" * 24
COLUMNS = (
    TableColumn("Name", wide=4, is_key=True),
    TableColumn("How many", "WHOLE"),
    TableColumn("Days", "DAYS"),
    TableColumn("Cost", "POUNDS"),
    TableColumn("Due", "DATE"),
    TableColumn("Colour", "COLOUR"),
)
ROW = ("Threshold <b>", 3, Decimal("1.5"), Decimal("1234.50"), DAY, ("Off track", "red"))


def document(*blocks, **facts):
    sections = (Section("first", "First section", blocks),)
    base = {
        "title": "Pack for the board",
        "number": "Torbay: pack 1",
        "author": "Hampshire",
        "made_on": DAY,
        "about": (("Programme", "Torbay"),),
        "figures": (("Off track", "2 of 16"),),
        "sections": sections,
    }
    return Document(**base | facts)


EVERYTHING = document(
    Paragraph("A sentence & more."),
    Paragraph("A note.", is_note=True),
    Prose("# Heading\n\nSome **strong** *words*.\n\n- point"),
    Points((Point("Workstream 8", ("It is late.",), "Off track", "red"), Point("No chip"))),
    Heading("Figures"),
    Table("Figures", "What was counted", COLUMNS, (ROW, ("Empty", None, None, None, None, ("On track", "green")))),
    Picture(DIGEST, "A line that falls", "Visits in time", 700, 300),
)
PICTURES = {DIGEST: SVG}


def address(picture):
    return f"/pictures/{picture.digest}.svg"


def files_of(made):
    return {file.name: file.content for file in made_files(made, PICTURES, address)}


def test_a_document_comes_back_from_its_facts_as_it_was():
    assert from_plain(json.loads(json.dumps(to_plain(EVERYTHING)))) == EVERYTHING
    assert document_of(files_of(EVERYTHING)["json"]) == EVERYTHING


words = st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20)
cells = st.tuples(
    words,
    st.none() | st.integers(-99, 99),
    st.none() | st.decimals(-99, 99, places=1),
    st.none() | st.decimals(-99, 99, places=2),
    st.none() | st.dates(),
    st.tuples(words, st.just("red")),
)


@given(rows=st.lists(cells, max_size=4), said=words, alone=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_document_comes_back_from_its_facts(rows, said, alone):
    made = document(Paragraph(said, alone), Table("T", said, COLUMNS, tuple(rows)))

    assert from_plain(json.loads(json.dumps(to_plain(made)))) == made


def test_the_same_document_gives_the_same_bytes():
    assert files_of(EVERYTHING) == files_of(EVERYTHING)


def test_the_page_escapes_what_it_is_told_and_says_all_of_it():
    page = html(EVERYTHING, address_of=address)

    for said in (
        "A sentence &amp; more.",
        "<strong>strong</strong>",
        "<em>words</em>",
        "Threshold &lt;b&gt;",
        "£1,234.50",
        "28 Feb 2017",
        'src="/pictures/aaaaaaaaaaaaaaaaaaaaaaaa.svg" alt="A line that falls"',
        'href="#first"',
        'id="first"',
    ):
        assert said in page


def test_a_table_without_rows_says_so():
    assert "<p>None.</p>" in html(document(Table("T", "Empty", COLUMNS, ())), address_of=address)


def test_the_pdf_is_tagged_and_has_title_language_headings_alternatives_and_table_headers():
    reader = pypdf.PdfReader(io.BytesIO(printed(EVERYTHING, PICTURES)))
    root = reader.trailer["/Root"]

    assert reader.metadata.title == "Pack for the board"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    tags, alternatives = set(), set()
    _walk(root["/StructTreeRoot"], tags, alternatives)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/TOC", "/L", "/LI"} <= tags
    assert "A line that falls" in alternatives
    text = " ".join(page.extract_text() for page in reader.pages)
    for said in ("Contents", "First section", "Off track", "£1,234.50", "28 Feb 2017", "Page 1 of"):
        assert said in text


def _walk(node, tags, alternatives):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            _walk(child, tags, alternatives)
    elif isinstance(node, dict):
        if "/S" in node:
            tags.add(str(node["/S"]))
        if "/Alt" in node:
            alternatives.add(str(node["/Alt"]))
        if "/K" in node:
            _walk(node["/K"], tags, alternatives)


def test_the_spreadsheet_has_a_sheet_for_each_table_with_typed_cells_and_notes():
    book = odfdo.Document(io.BytesIO(ods(EVERYTHING)))
    sheets = {table.name: table for table in book.body.tables}

    assert list(sheets) == ["Figures", "Notes"]
    assert sheets["Figures"].get_values() == [
        [column.heading for column in COLUMNS],
        ["Threshold <b>", 3, Decimal("1.5"), Decimal("1234.5"), DAY, "Off track"],
        ["Empty", None, None, None, None, "On track"],
    ]
    assert ["Programme", "Torbay"] in sheets["Notes"].get_values()


def test_a_draft_says_so_on_paper_and_in_the_notes():
    draft = document(Paragraph("Words."), mark="Not issued yet")

    assert "Not issued yet" in pypdf.PdfReader(io.BytesIO(printed(draft, {}))).pages[0].extract_text()
    assert b"Not issued yet" in _content(ods(draft))


def _content(book):
    return zipfile.ZipFile(io.BytesIO(book)).read("content.xml")


@pytest.fixture
def kept():
    return {file.name: (file.content, file.sha256) for file in made_files(EVERYTHING, PICTURES, address)}


@pytest.fixture
def told(kept):
    return {name: digest for name, (_, digest) in kept.items()}


def faults(kept, told, written_by=None):
    return list(file_faults(kept, address, written_by=written_by or WRITTEN_BY, told=told))


def test_whole_files_have_no_fault(kept, told):
    assert faults(kept, told) == []


def test_one_altered_byte_is_found(kept, told):
    content, digest = kept["pdf"]
    kept["pdf"] = (content[:-1] + b"x", digest)

    assert faults(kept, told) == [
        "pdf is not the file that its SHA-256 was taken of.",
        "pdf differs from what the facts of the document give.",
    ]


def test_a_file_altered_with_its_digest_is_found(kept, told):
    other = kept["ods"][0] + b"x"
    kept["ods"] = (other, sha256(other).hexdigest())

    assert faults(kept, told) == [
        "ods is not the file that the audit trail names.",
        "ods differs from what the facts of the document give.",
    ]


def test_a_missing_file_is_found_and_an_earlier_edition_is_proved_by_its_digests_alone(kept, told):
    del kept["html"]
    assert faults(kept, told) == ["html is missing."]

    content = b"made by an earlier edition"
    digest = sha256(content).hexdigest()
    kept["html"], told["html"] = (content, digest), digest
    assert faults(kept, told, written_by="Edition 0") == []
    assert faults(kept, told) == ["html differs from what the facts of the document give."]
