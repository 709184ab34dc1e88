"""The evidence of a claim: each step behind it, with the event of the audit trail that holds it."""

import io

import pytest
from pypdf import PdfReader

from audit.models import Event
from claims.actions import claims as of_claims
from claims.actions.approval import approve_days
from claims.actions.days import submit_days
from claims.actions.imports import confirm_import
from claims.fates import digest_of, judged
from tests.factories.accounts import UserFactory, member
from tests.factories.claimed import FEBRUARY, TODAY, claim_with_adjustment, claimable, csv_rows
from tests.factories.claims import DayImportFactory, decide_terms, made_claim, made_day, pair, read_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db):
    return claimable()


@pytest.fixture
def claim(programme):
    return claim_with_adjustment(programme)


@pytest.fixture
def finance(client, programme):
    client.force_login(member(programme, "certifier"))
    return client


def rows_of(finance, claim, query=""):
    return csv_rows(b"".join(finance.get(f"/torbay/claims/{claim.number}/evidence.csv{query}").streaming_content))


def test_each_step_names_its_event(finance, claim):
    rows = rows_of(finance, claim)

    events = {str(event.sequence): event for event in Event.objects.filter(chain="torbay")}
    assert [row["Event hash"] for row in rows] == [events[row["Event number"]].hash for row in rows]
    own = [(row["About"], row["Step"], events[row["Event number"]].action) for row in rows[:5]]
    assert own == [
        ("TOR-0002", "Started", "claim.started"),
        ("TOR-0002", "Adjustments changed", "claim.adjusted"),
        ("TOR-0002", "Prepared", "claim.prepared"),
        ("TOR-0002", "Certified", "claim.certified"),
        ("TOR-0002", "Submitted", "claim.submitted"),
    ]
    first = [(row["About"], row["Day worked"], row["Officer"], row["Step"]) for row in rows[5:8]]
    assert first == [("Line 1", "2017-02-01", "Sam Hill", step) for step in ("Logged", "Submitted", "Approved")]
    assert [events[row["Event number"]].action for row in rows[5:8]] == ["day.logged", "day.submitted", "day.approved"]
    assert {events[row["Event number"]].record_id for row in rows[5:8]} == {claim.lines.get(number=1).entry_id}
    assert len(rows) == 5 + 5 * 3


def test_each_row_says_who_when_and_until_when_it_is_kept(finance, claim):
    rows = rows_of(finance, claim)

    assert {row["Keep until"] for row in rows} == {"2023-03-31"}
    assert {row["Recorded on"] for row in rows} == {"2017-02-28"}
    assert [row["By"] for row in rows[1:4]] == [str(claim.prepared_by), str(claim.prepared_by), str(claim.certified_by)]
    assert all(row["At"].startswith("2017-02-28T") for row in rows)
    assert rows[1]["What was said"] == "Line 1 of TOR-0001 is reversed: Sam Hill was on leave."


def test_queries_and_answers_are_steps_too_with_their_own_events(finance, claim):
    by = UserFactory(name="Kim Ross")
    for question in ("Which days?", "And which hours?"):
        claim = of_claims.query_claim(claim=claim, query=question, version=claim.version, by=by)
        claim = of_claims.answer_query(claim=claim, answer="Those.", version=claim.version, by=by)

    rows = rows_of(finance, claim)

    assert [(row["Step"], row["What was said"]) for row in rows[5:9]] == [
        ("Queried by the funder", "Which days?"),
        ("Query answered", "Those."),
        ("Queried by the funder", "And which hours?"),
        ("Query answered", "Those."),
    ]
    numbers = [int(row["Event number"]) for row in rows[5:9]]
    assert numbers == sorted(set(numbers))


def test_what_was_not_known_on_a_day_is_left_out(finance, claim, settings):
    settings.PROGRAMME_TODAY = claim.submitted_on.replace(month=3, day=9)
    of_claims.query_claim(claim=claim, query="Which days?", version=claim.version, by=UserFactory())

    assert len(rows_of(finance, claim, "?on=2017-03-08")) == len(rows_of(finance, claim)) - 1


def test_the_pack_is_a_tagged_pdf_with_every_hash(finance, claim):
    answer = finance.get("/torbay/claims/TOR-0002/evidence.pdf")

    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="TOR-0002-evidence.pdf"'
    assert reader.metadata.title == "Evidence for claim TOR-0002"
    assert reader.trailer["/Root"]["/StructTreeRoot"]["/K"]
    hashes = [row["Event hash"] for row in rows_of(finance, claim)]
    assert [digest for digest in hashes if digest not in text] == []
    assert [file.sha256 for file in claim.files.all() if file.sha256 not in text] == []
    assert "Kept until 31 March 2023" in text
    assert "Line 5: Tue 3 January 2017 given back, Sam Hill, 8 MASH" in text


def test_the_pack_of_a_draft_says_so_and_names_no_files(finance, programme):
    made_claim(programme, "draft")

    answer = finance.get("/torbay/claims/TOR-0001/evidence.pdf")

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Draft – not submitted" in text
    assert "Files as sent" not in text
    assert "Days on the claim" not in text


def test_taking_the_evidence_is_on_the_audit_trail(finance, claim, events):
    finance.get("/torbay/claims/TOR-0002/evidence.pdf")

    action, _, after, _ = events()[-1]
    assert (action, after) == ("claim.exported", {"file": "TOR-0002-evidence.pdf"})


@pytest.mark.parametrize(("kind", "queries"), [("csv", 20), ("pdf", 20)])
def test_the_evidence_takes_the_same_queries_for_any_number_of_days(
    finance, claim, kind, queries, django_assert_max_num_queries
):
    for number in ("TOR-0001", "TOR-0002"):
        with django_assert_max_num_queries(queries):
            answer = finance.get(f"/torbay/claims/{number}/evidence.{kind}")
            b"".join(answer)


def test_a_day_from_a_spreadsheet_names_the_event_of_its_import(finance, programme):
    mash = programme.workstreams.get(number=8)
    officer = mash.programme.day_entries.filter(workstream=mash).first().officer
    day_import = DayImportFactory(programme=programme, officer=officer, rows=[read_row(worked_on="6/2/2017")])
    seen = digest_of(judged(day_import, TODAY))
    (entry,) = confirm_import(day_import=day_import, seen=seen, by=officer)
    (entry,) = submit_days(programme=programme, entries=[pair(entry)], by=officer)
    approve_days(programme=programme, entries=[pair(entry)], by=UserFactory())
    claim = made_claim(programme, "prepared")

    rows = [row for row in rows_of(finance, claim) if row["Day worked"] == "2017-02-06"]

    imported = Event.objects.get(action="days.imported")
    assert (rows[0]["Step"], rows[0]["Event number"], rows[0]["Event hash"]) == (
        "Logged",
        str(imported.sequence),
        imported.hash,
    )
    assert [row["Step"] for row in rows] == ["Logged", "Submitted", "Approved"]


def test_a_day_recounted_under_new_terms_has_no_event_of_its_own(finance, programme):
    mash = programme.workstreams.get(number=8)
    officer = mash.programme.day_entries.filter(workstream=mash).first().officer
    entry = made_day(mash, officer, "submitted", worked_on=FEBRUARY.replace(day=7), kind="travel")
    decide_terms(programme, travel_counts=True)
    entry.refresh_from_db()
    approve_days(programme=programme, entries=[pair(entry)], by=UserFactory())
    claim = made_claim(programme, "prepared")

    rows = [row for row in rows_of(finance, claim) if row["Day worked"] == "2017-02-07"]
    answer = finance.get(f"/torbay/claims/{claim.number}/evidence.pdf")

    assert [(row["Step"], bool(row["Event hash"])) for row in rows] == [
        ("Logged", True),
        ("Submitted", True),
        ("Recounted under new terms", False),
        ("Approved", True),
    ]
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert text.count("without an event of its own") == 1
