"""Lines of all claims: the list, its filters, and its files, which never hold more than was asked for."""

import datetime
import io

import openpyxl
import pytest
from odfdo import Document

from claims.actions import claims as of_claims
from tests.factories.accounts import UserFactory, member
from tests.factories.claimed import claim_with_adjustment, claimable, csv_rows

pytestmark = pytest.mark.django_db

ALL = ["TOR-0001/1", "TOR-0001/2", "TOR-0001/3", "TOR-0001/4"] + [f"TOR-0002/{line}" for line in range(1, 6)]


@pytest.fixture
def programme(db):
    return claimable()


@pytest.fixture
def claim(programme):
    """TOR-0002, prepared, with an adjustment; TOR-0001 is submitted."""
    return claim_with_adjustment(programme, "prepared")


@pytest.fixture
def finance(client, programme):
    client.force_login(member(programme, "preparer"))
    return client


def body(answer):
    return b"".join(answer.streaming_content)


def lines_of(answer):
    return [f"{row['Claim']}/{row['Line']}" for row in csv_rows(body(answer))]


def test_the_list_says_what_its_lines_come_to(finance, claim):
    answer = finance.get("/torbay/claims/lines/")

    assert [f"{row.record.claim.number}/{row.record.number}" for row in answer.context["table"].rows] == ALL
    assert answer.context["sentence"] == "Nine lines: 5 days, £2,000.00 with VAT."
    assert "gives back TOR-0001, line 1" in answer.content.decode()


def test_the_csv_has_the_columns_of_a_claim_and_where_it_stands(finance, claim):
    answer = finance.get("/torbay/claims/lines.csv")

    assert answer["Content-Disposition"] == 'attachment; filename="torbay-claim-lines-2017-02-28.csv"'
    first, *_, last = csv_rows(body(answer))
    assert (first["Claim"], first["State"], first["Submitted"]) == ("TOR-0001", "Submitted", "2017-02-28")
    assert (last["Claim"], last["State"], last["Submitted"]) == ("TOR-0002", "Prepared", "")
    assert (last["Net (£)"], last["Reverses claim"], last["Reason"]) == (
        "-333.33",
        "TOR-0001",
        "Sam Hill was on leave.",
    )


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", ALL),
        ("since=1/2/2017", ALL[4:8]),
        ("until=3/1/2017", ["TOR-0001/1", "TOR-0001/2", "TOR-0002/5"]),
        ("claim=TOR-0001", ALL[:4]),
        ("state=prepared", ALL[4:]),
        ("state=paid", []),
        ("workstream=7&claim=TOR-0001", ["TOR-0001/2", "TOR-0001/4"]),
        ("adjustments=only", ["TOR-0002/5"]),
        ("adjustments=without&claim=TOR-0002", ALL[4:8]),
        ("sort=-worked_on&adjustments=without&claim=TOR-0002&workstream=8", ["TOR-0002/3", "TOR-0002/1"]),
    ],
)
def test_the_files_hold_what_the_list_is_narrowed_to(finance, claim, asked, numbers):
    page = finance.get(f"/torbay/claims/lines/?{asked}")
    csv, xlsx, ods = (body(finance.get(f"/torbay/claims/lines.{kind}?{asked}")) for kind in ("csv", "xlsx", "ods"))

    assert [f"{row.record.claim.number}/{row.record.number}" for row in page.context["table"].rows] == numbers
    assert [f"{row['Claim']}/{row['Line']}" for row in csv_rows(csv)] == numbers
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx))["Lines"].iter_rows(min_row=2, values_only=True)
    assert [f"{row[0]}/{row[3]}" for row in sheet] == numbers
    table = Document(io.BytesIO(ods)).body.get_table(name="Lines")
    assert [f"{row[0]}/{row[3]}" for row in (row.get_values() for row in table.iter_rows())][1:] == numbers


def test_lines_are_narrowed_to_an_officer(finance, programme, claim):
    officer = claim.lines.get(number=1).entry.officer

    answer = finance.get(f"/torbay/claims/lines.csv?officer={officer.pk}")

    assert {row["Officer"] for row in csv_rows(body(answer))} == {"Sam Hill"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("since=yesterday", "Worked from: Enter a real date, like 31/3/2017"),
        ("state=lost", "State of the claim: Select a valid choice. lost is not one of the available choices."),
        ("claim=TOR-0099", "Claim: Select a valid choice. TOR-0099 is not one of the available choices."),
        ("officer=0", "Officer: Select a valid choice. 0 is not one of the available choices."),
        ("adjustments=1", "Adjustments: Select a valid choice. 1 is not one of the available choices."),
    ],
)
def test_a_wrong_filter_never_means_every_line(finance, claim, asked, says, left_alone):
    page = finance.get(f"/torbay/claims/lines/?{asked}")
    with left_alone():
        files = [finance.get(f"/torbay/claims/lines.{kind}?{asked}") for kind in ("csv", "xlsx", "ods")]

    assert len(page.context["table"].rows) == 0
    assert says.partition(": ")[2] in page.content.decode()
    assert "lines.csv" not in page.content.decode()
    assert [file.status_code for file in files] == [400] * 3
    assert all(says in file.content.decode() for file in files)


def test_a_file_says_in_its_notes_what_it_was_narrowed_to(finance, claim):
    content = body(finance.get("/torbay/claims/lines.xlsx?claim=TOR-0001&since=4/1/2017"))
    every = body(finance.get("/torbay/claims/lines.ods"))

    notes = dict(openpyxl.load_workbook(io.BytesIO(content))["Notes"].iter_rows(values_only=True))
    assert (notes["Programme"], notes["As known on"]) == ("Torbay", "28 February 2017")
    assert notes["Narrowed to"] == "since: 2017-01-04, claim: TOR-0001"
    assert notes["Column: Claim"] == "The number of the claim."
    rows = [row.get_values() for row in Document(io.BytesIO(every)).body.get_table(name="Notes").iter_rows()]
    assert dict(rows)["Narrowed to"] == "Every line"


def test_each_file_is_on_the_audit_trail_with_what_was_asked(finance, claim, events):
    body(finance.get("/torbay/claims/lines.csv?claim=TOR-0001"))

    action, _, after, _ = events()[-1]
    assert (action, after) == (
        "list.exported",
        {
            "list": "claim-lines",
            "on": "2017-02-28",
            "file": "torbay-claim-lines-2017-02-28.csv",
            "asked": {"claim": "TOR-0001"},
        },
    )


def test_a_sheet_never_holds_fewer_lines_than_were_asked_for(finance, claim, monkeypatch):
    monkeypatch.setattr("claims.views.claim_files.MOST_ROWS", 8)

    statuses = [finance.get(f"/torbay/claims/lines.{kind}").status_code for kind in ("xlsx", "ods")]

    assert statuses == [400, 400]
    assert lines_of(finance.get("/torbay/claims/lines.csv")) == ALL
    assert len(body(finance.get("/torbay/claims/lines.xlsx?claim=TOR-0001"))) > 5000


def test_an_earlier_day_knows_the_claims_submitted_by_then_and_how_they_stood(finance, programme, settings):
    claim = claim_with_adjustment(programme)
    settings.PROGRAMME_TODAY = datetime.date(2017, 3, 9)
    of_claims.query_claim(claim=claim, query="Which days?", version=claim.version, by=UserFactory())

    before, then, now = (
        csv_rows(body(finance.get(f"/torbay/claims/lines.csv{query}")))
        for query in ("?on=2017-02-27", "?on=2017-03-08", "")
    )

    assert before == []
    assert [row["State"] for row in then] == ["Submitted"] * 9
    assert [row["State"] for row in now] == ["Submitted"] * 4 + ["Queried"] * 5
    page = finance.get("/torbay/claims/lines/?on=2017-03-08&state=queried")
    assert len(page.context["table"].rows) == 0


def test_lines_of_another_programme_are_not_shown(finance, programme, claim):
    claim_with_adjustment(claimable(slug="elsewhere"))

    assert lines_of(finance.get("/torbay/claims/lines.csv")) == ALL


@pytest.mark.parametrize("lines", [4, 9])
def test_the_list_takes_the_same_queries_for_any_number_of_lines(finance, claim, lines, django_assert_max_num_queries):
    query = "?claim=TOR-0001" if lines == 4 else ""

    with django_assert_max_num_queries(12):
        answer = finance.get(f"/torbay/claims/lines/{query}")

    assert len(answer.context["table"].rows) == lines
