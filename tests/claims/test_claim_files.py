"""The eight files of a claim: what each says, that it is the same again, and that names stay out where they should."""

import datetime
import hashlib
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from odfdo import Document
from pypdf import PdfReader

from audit.models import Event
from claims.actions import claims as of_claims
from claims.claim_files import WRITTEN_BY, files_of
from claims.models.claim import FileKind
from tests.factories.accounts import UserFactory
from tests.factories.claimed import OFFICERS, claim_with_adjustment, claimable, content_of, csv_rows

pytestmark = pytest.mark.django_db

NAMES = [f"TOR-0002{names}.{kind}" for names in ("", "-without-names") for kind in ("csv", "xlsx", "ods", "pdf")]
HEADINGS = [
    "Line",
    "Day worked",
    "Officer",
    "Role",
    "Workstream number",
    "Workstream",
    "Kind of day",
    "Days",
    "Day rate (£)",
    "Net (£)",
    "VAT rate (%)",
    "VAT (£)",
    "Gross (£)",
    "Reverses claim",
    "Reverses line",
    "Reason",
]
SHEETS = ["Lines", "By workstream", "By rate", "By officer", "Notes"]


@pytest.fixture
def programme(db):
    return claimable()


@pytest.fixture
def claim(programme):
    return claim_with_adjustment(programme)


@pytest.fixture
def draft(programme):
    return claim_with_adjustment(programme, "prepared")


def xlsx_rows(content, sheet="Lines"):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def ods_rows(content, sheet="Lines"):
    table = Document(io.BytesIO(content)).body.get_table(name=sheet)
    return [row.get_values() for row in table.iter_rows()]


def pdf_text(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def words_of(content, kind):
    """Everything a file says, its metadata too."""
    if kind == "csv":
        return content.decode()
    if kind == "pdf":
        reader = PdfReader(io.BytesIO(content))
        return f"{pdf_text(content)} {dict(reader.metadata)} {reader.xmp_metadata.stream.get_data().decode()}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_submission_keeps_eight_files_with_their_digests(claim):
    files = list(claim.files.order_by("pk"))

    assert [file.name for file in files] == NAMES
    assert [file.sha256 for file in files] == [hashlib.sha256(file.content).hexdigest() for file in files]


def test_the_audit_trail_keeps_digests_names_and_what_wrote_the_files(claim):
    after = Event.objects.get(action="claim.submitted", record_id=claim.pk).after

    assert after["files"] == {file.name: file.sha256 for file in claim.files.all()}
    assert after["files_written_by"] == WRITTEN_BY
    assert after["parties"] == {
        "programme": "Torbay",
        "supporting": claim.programme.supporting.name,
        "supported": claim.programme.supported.name,
        "funder": "Department for Education",
        "prepared_by": str(claim.prepared_by),
        "certified_by": str(claim.certified_by),
        "submitted_by": str(claim.submitted_by),
    }


def test_files_are_the_same_again_whatever_changed_since(claim):
    programme = claim.programme
    type(programme).objects.update(name="Renamed")
    type(programme.supporting).objects.update(name="Renamed")
    type(claim.prepared_by).objects.update(name="Married Name")
    claim = of_claims.query_claim(claim=claim, query="Which days?", version=claim.version, by=UserFactory())

    again = files_of(type(claim).objects.get(pk=claim.pk))

    assert [made.name for made in again] == NAMES
    assert [made.content for made in again] == [bytes(file.content) for file in claim.files.order_by("pk")]


def test_what_cannot_be_submitted_keeps_no_file(programme, refused):
    claim = claim_with_adjustment(programme, "certified")
    programme.funding_agreements.get().terms.update(reference="")

    refused(of_claims.submit_claim, claim=claim, version=claim.version, by=UserFactory())

    assert not claim.files.exists()


def test_csv_is_one_table_of_plain_values(claim):
    content = content_of(claim, "csv")

    assert content.count(b"\r\n") == content.count(b"\n") == 6
    rows = csv_rows(content)
    assert list(rows[0]) == HEADINGS
    assert list(rows[0].values()) == [
        *("1", "2017-02-01", "Sam Hill", "Officer", "8", "MASH", "On site"),
        *("1.0", "333.33", "333.33", "20.0", "66.67", "400.00", "", "", ""),
    ]
    assert list(rows[4].values()) == [
        *("5", "2017-01-03", "Sam Hill", "Officer", "8", "MASH", "On site"),
        *("-1.0", "333.33", "-333.33", "20.0", "-66.67", "-400.00", "TOR-0001", "1", "Sam Hill was on leave."),
    ]


def test_csv_without_names_numbers_the_officers_in_the_order_of_the_lines(claim):
    rows = csv_rows(content_of(claim, "csv", with_names=False))

    assert list(rows[0]) == HEADINGS[:-1]
    assert [(row["Officer"], row["Role"]) for row in rows] == [
        ("Officer 1", "Officer"),
        ("Officer 2", "Officer"),
        ("Officer 1", "Officer"),
        ("Officer 2", "Officer"),
        ("Officer 1", "Officer"),
    ]


@pytest.mark.parametrize("rows_of", [xlsx_rows, ods_rows])
def test_a_workbook_has_typed_cells(claim, rows_of):
    kind = "xlsx" if rows_of is xlsx_rows else "ods"
    headings, *lines = rows_of(content_of(claim, kind))

    assert headings == HEADINGS
    first, last = lines[0], lines[-1]
    assert first[1] in (datetime.datetime(2017, 2, 1), datetime.date(2017, 2, 1))
    assert [float(value) for value in first[7:13]] == [1, 333.33, 333.33, 20, 66.67, 400]
    assert [float(value) for value in last[7:13]] == [-1, 333.33, -333.33, 20, -66.67, -400]
    assert last[13:] == ["TOR-0001", 1, "Sam Hill was on leave."]


def test_cells_of_a_workbook_are_shown_as_dates_and_pounds(claim):
    sheet = openpyxl.load_workbook(io.BytesIO(content_of(claim, "xlsx")))["Lines"]

    shown = [(sheet.cell(2, column).number_format) for column in (2, 8, 9, 13)]
    assert shown == ["dd/mm/yyyy", "0.0", "#,##0.00", "#,##0.00"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:P6")


@pytest.mark.parametrize("rows_of", [xlsx_rows, ods_rows])
def test_a_workbook_sums_by_workstream_rate_and_officer(claim, rows_of):
    content = content_of(claim, "xlsx" if rows_of is xlsx_rows else "ods")

    summary = {
        sheet: [[str(row[0]), *map(float, row[1:])] for row in rows_of(content, sheet)[1:]] for sheet in SHEETS[1:4]
    }
    assert summary == {
        "By workstream": [["7 Peer mentoring", 2, 1.5, 500.0, 100.0, 600.0], ["8 MASH", 3, 0.5, 166.67, 33.33, 200.0]],
        "By rate": [["£333.33 a day, VAT at 20%", 5, 2.0, 666.67, 133.33, 800.0]],
        "By officer": [["Ana Núñez", 2, 1.5, 500.0, 100.0, 600.0], ["Sam Hill", 3, 0.5, 166.67, 33.33, 200.0]],
    }


@pytest.mark.parametrize("rows_of", [xlsx_rows, ods_rows])
@pytest.mark.parametrize("with_names", [True, False])
def test_notes_say_whose_claim_it_is_what_columns_mean_and_the_digest_of_the_csv(claim, rows_of, with_names):
    kind = "xlsx" if rows_of is xlsx_rows else "ods"
    rows = rows_of(content_of(claim, kind, with_names=with_names), "Notes")

    notes = dict(rows[1:])
    csv = content_of(claim, "csv", with_names=with_names)
    assert notes["Claim"] == "TOR-0002"
    assert notes["Status"] == "Submitted on 28 February 2017"
    assert notes["Period"] == "1 February 2017 to 28 February 2017"
    assert notes["Purchase order or grant reference"] == "PO 7"
    assert (notes["VAT decision"], notes["Days"], notes["Gross"]) == ("Standard rate", "2", "£800.00")
    assert notes["Certified"] == ("Kim Ross, Sample Council" if with_names else "Name withheld") + ", 28 February 2017"
    assert notes["Checksum"] == f"SHA-256 of the CSV of these lines: {hashlib.sha256(csv).hexdigest()}"
    meant = [name.removeprefix("Column: ") for name in notes if name.startswith("Column: ")]
    assert meant == (HEADINGS if with_names else HEADINGS[:-1])


def test_sheets_are_named_and_dated_by_the_claim(claim):
    book = openpyxl.load_workbook(io.BytesIO(content_of(claim, "xlsx")))
    document = Document(io.BytesIO(content_of(claim, "ods")))

    title = "Claim TOR-0002, 1 February 2017 to 28 February 2017"
    assert (book.sheetnames, book.properties.title) == (SHEETS, title)
    assert book.properties.created == datetime.datetime(2017, 2, 28)
    assert [table.name for table in document.body.tables] == SHEETS
    assert (document.meta.title, document.meta.creation_date) == (title, datetime.datetime(2017, 2, 28))


def test_the_form_is_tagged_titled_and_in_english(claim):
    reader = PdfReader(io.BytesIO(content_of(claim, "pdf")))
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Claim TOR-0002, 1 February 2017 to 28 February 2017"
    assert reader.metadata.creation_date == datetime.datetime(2017, 2, 28, tzinfo=datetime.UTC)
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()


def test_the_form_says_what_is_claimed_by_whom_and_why(claim):
    text = " ".join(pdf_text(content_of(claim, "pdf")).split())

    for said in (
        "Submitted on 28 February 2017",
        "Department for Education",
        "PO 7",
        "7 Peer mentoring 2 1.5 £500.00 £100.00 £600.00",
        "Total 5 2.0 £666.67 £133.33 £800.00",
        "Wed 1 Feb 2017 Sam Hill, Officer 8 MASH On site 1.0 £333.33 £333.33 £66.67 £400.00",
        "−1.0 £333.33 −£333.33 −£66.67 −£400.00",
        "Gives back TOR-0001, line 1. Reason: Sam Hill was on leave.",
        "Certified Kim Ross, Sample Council 28 February 2017",
        "Prepared Pat Lee, Sample Council 28 February 2017",
        "Page 1 of ",
        claim.declaration,
    ):
        assert said in text
    assert "not submitted" not in text


def test_a_draft_says_on_every_page_that_it_was_not_submitted(draft):
    files = {(made.kind, made.with_names): made.content for made in files_of(draft)}
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(files["pdf", True])).pages]

    says = "Draft – not submitted"
    assert all(says in page for page in pages)
    whole = f"{says}. Where it stands: prepared. It can still change."
    assert dict(xlsx_rows(files["xlsx", True], "Notes")[1:])["Status"] == whole
    assert dict(ods_rows(files["ods", True], "Notes")[1:])["Status"] == whole
    assert len(csv_rows(files["csv", True])) == 5


def test_a_cancelled_claim_says_so(programme):
    claim = claim_with_adjustment(programme, "draft")
    claim = of_claims.cancel_claim(claim=claim, reason="Twice.", version=claim.version, by=UserFactory())

    files = {(made.kind, made.with_names): made.content for made in files_of(claim)}

    assert dict(xlsx_rows(files["xlsx", True], "Notes")[1:])["Status"] == "Cancelled – not submitted"
    assert "Cancelled – not submitted" in pdf_text(files["pdf", True])
    assert csv_rows(files["csv", True]) == []


@pytest.mark.parametrize("kind", FileKind.values)
def test_without_names_no_name_is_anywhere(claim, kind):
    named = words_of(content_of(claim, kind), kind)
    unnamed = words_of(content_of(claim, kind, with_names=False), kind)

    people = [*OFFICERS, "Pat Lee", "Kim Ross"]
    assert [name for name in people[:2] if name not in named] == []
    parts = {part for name in people for part in name.split()}
    assert [part for part in parts if part in unnamed] == []
    assert "Officer 2" in unnamed


def test_a_letter_that_the_typeface_does_not_have_is_shown_as_such(programme):
    claim = claim_with_adjustment(programme, reason="李 was on leave")

    assert "Reason: ? was on leave" in pdf_text(content_of(claim, "pdf"))
    assert "may stand for a letter" in pdf_text(content_of(claim, "pdf"))
    assert "may stand for a letter" not in pdf_text(content_of(claim, "pdf", with_names=False))
    assert csv_rows(content_of(claim, "csv"))[4]["Reason"] == "李 was on leave"
    assert xlsx_rows(content_of(claim, "xlsx"))[5][15] == "李 was on leave"
    assert ods_rows(content_of(claim, "ods"))[5][15] == "李 was on leave"


def test_text_is_never_markup(programme):
    reason = '#panic() *bold* $x$ <b> & "quoted" \\ [x] @ref\nsecond  line'
    claim = claim_with_adjustment(programme, reason=reason)

    assert '#panic() *bold* $x$ <b> & "quoted" \\ [x] @ref' in pdf_text(content_of(claim, "pdf"))
    assert xlsx_rows(content_of(claim, "xlsx"))[5][15] == reason
    assert ods_rows(content_of(claim, "ods"))[5][15] == reason


def test_the_files_take_the_same_queries_for_any_number_of_lines(programme):
    claim = claim_with_adjustment(programme)
    first = type(claim).objects.get(number="TOR-0001")
    taken = []

    for one in (first, claim):
        found = type(claim).objects.select_related("programme__supporting", "programme__supported").get(pk=one.pk)
        with CaptureQueriesContext(connection) as queries:
            files_of(found)
        taken.append(sum(query["sql"].startswith(("SELECT", "DECLARE")) for query in queries))

    # The submission, and for each setting of names: sums, CSV, and the lines of two workbooks and the form.
    assert taken == [11, 11] if connection.vendor == "sqlite" else taken[0] == taken[1]


def test_lines_are_summed_exactly(claim):
    assert (claim.total_days, claim.net, claim.vat, claim.gross) == (
        Decimal("2.0"),
        Decimal("666.67"),
        Decimal("133.33"),
        Decimal("800.00"),
    )
