"""Downloads of a claim: what was sent is the same each time, a draft is as it stands, and each leaves an event."""

import hashlib

import pytest
from django.urls import reverse

from claims.claim_files import files_of
from claims.models.claim import FileKind
from tests.factories.accounts import member
from tests.factories.claimed import claim_with_adjustment, claimable, content_of, csv_rows

pytestmark = pytest.mark.django_db

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}


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


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("kind", FileKind.values)
@pytest.mark.parametrize("names", ["", "-without-names"])
def test_what_was_sent_is_given_back_the_same_each_time(finance, claim, kind, names):
    kept = content_of(claim, kind, with_names=not names)
    address = f"/torbay/claims/TOR-0002{names}.{kind}"

    answers = [finance.get(address) for _ in range(2)]

    assert [body(answer) for answer in answers] == [kept, kept]
    answer = answers[0]
    assert answer["Content-Type"] == CONTENT_TYPES[kind]
    assert answer["Content-Disposition"] == f'attachment; filename="TOR-0002{names}.{kind}"'
    assert answer["ETag"] == f'"{hashlib.sha256(kept).hexdigest()}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_has_the_file_already_is_told_so(finance, claim):
    address = "/torbay/claims/TOR-0002.pdf"

    answer = finance.get(address, headers={"if-none-match": finance.get(address)["ETag"]})

    assert (answer.status_code, answer.content) == (304, b"")


def test_every_download_is_on_the_audit_trail(finance, claim, events):
    finance.get("/torbay/claims/TOR-0002-without-names.ods")

    action, _, after, _ = events()[-1]
    sha256 = claim.files.get(kind="ods", with_names=False).sha256
    assert (action, after) == ("claim.exported", {"file": "TOR-0002-without-names.ods", "sha256": sha256})


@pytest.mark.parametrize("made", range(8))
def test_a_claim_that_was_not_submitted_is_given_as_it_stands(finance, programme, made, events):
    claim = claim_with_adjustment(programme, "prepared")
    file = files_of(claim)[made]

    answer = finance.get(f"/torbay/claims/{file.name}")

    assert body(answer) == file.content
    assert answer["Content-Type"] == CONTENT_TYPES[file.kind]
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert "ETag" not in answer
    assert events()[-1][0] == "claim.exported"
    assert events()[-1][2]["file"] == file.name


def test_the_csv_of_a_draft_is_streamed(finance, programme):
    claim_with_adjustment(programme, "prepared")

    answer = finance.get("/torbay/claims/TOR-0002.csv")

    assert answer.streaming
    assert len(csv_rows(body(answer))) == 5


@pytest.mark.parametrize(
    "address",
    [
        "claims/TOR-0099.csv",
        "claims/TOR-0002.doc",
        "claims/TOR-0002-with-names.csv",
        "claims/OTH-0002.csv",
        "claims/TOR-0099/evidence.csv",
        "claims/TOR-0002/evidence.xlsx",
        "claims/lines.pdf",
    ],
)
def test_an_unknown_file_is_not_found(finance, claim, address):
    assert finance.get(f"/torbay/{address}").status_code == 404


def test_a_claim_of_another_programme_is_not_found(finance, claim):
    elsewhere = claimable(slug="elsewhere")
    claim_with_adjustment(elsewhere)

    assert finance.get("/torbay/claims/ELS-0002.csv").status_code == 404
    assert finance.get("/elsewhere/claims/ELS-0002.csv").status_code == 404


@pytest.mark.parametrize("name", ["claims/TOR-0002.csv", "claims/TOR-0002/evidence.pdf"])
@pytest.mark.parametrize("state", ["prepared", "submitted"])
def test_an_earlier_day_knows_only_what_was_submitted_by_then(finance, programme, name, state):
    claim_with_adjustment(programme, state)

    statuses = [finance.get(f"/torbay/{name}{query}").status_code for query in ("?on=2017-02-27", "?on=2017-02-28", "")]

    assert statuses == [404, 200, 200]


def test_what_was_sent_is_still_known_on_a_later_day(finance, claim, settings):
    settings.PROGRAMME_TODAY = claim.submitted_on.replace(month=3, day=9)

    answer = finance.get("/torbay/claims/TOR-0002.csv?on=2017-03-01")

    assert body(answer) == content_of(claim, "csv")


@pytest.mark.parametrize(("role", "status"), [("director", 200), ("commissioner", 200), ("officer", 403)])
def test_files_are_for_those_who_see_claims(client, programme, claim, role, status):
    client.force_login(member(programme, role))

    for name, given in (
        ("claims:claim-file", {"number": "TOR-0002", "names": "", "kind": "pdf"}),
        ("claims:claim-evidence", {"number": "TOR-0002", "kind": "csv"}),
        ("claims:line-list", {}),
        ("claims:line-file", {"kind": "ods"}),
    ):
        answer = client.get(reverse(name, kwargs={"slug": "torbay", **given}))
        assert (answer.status_code, bool(body(answer))) == (status, True)
