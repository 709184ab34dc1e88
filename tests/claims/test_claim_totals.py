"""A thousand claims of every size: each file comes to what an independent sum says, to the penny."""

import csv
import datetime
import io
import random
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from pypdf import PdfReader

from claims.claim_files import ClaimFiles
from claims.claim_files.form import parties_now
from tests.factories.accounts import UserFactory
from tests.factories.claimed import written_claim
from tests.factories.claims import DayEntryFactory, FundingAgreementFactory
from tests.factories.improvement import WorkstreamFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CLAIMS = 1000
PRINTED_EVERY = 10
"""A form takes longer than the other files together, so that one in ten claims is printed."""
SUMS = ("Days", "Net (£)", "VAT (£)", "Gross (£)")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value"


def pence(amount):
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def expected(lines):
    """(half days, pence net, pence VAT, pence gross) in whole numbers: a sum of its own."""
    halves = net = vat = 0
    for days, rate, percent, sign in lines:
        line_halves = int(days * 2)
        line_net = (pence(rate) * line_halves + 1) // 2
        line_vat = (2 * line_net * int(percent * 10) + 1000) // 2000
        halves += sign * line_halves
        net += sign * line_net
        vat += sign * line_vat
    return halves, net, vat, net + vat


def summed(rows):
    """The same of (days, net, VAT, gross) as a file has them."""
    halves, *money = (sum(column, Decimal(0)) for column in zip((0, 0, 0, 0), *rows, strict=True))
    return int(halves * 2), *(pence(amount) for amount in money)


def exact(value):
    return Decimal(str(value)).quantize(Decimal("0.01"))


def csv_sums(content):
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return summed([[Decimal(row[name]) for name in SUMS] for row in rows])


def xlsx_sums(content):
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    headings, *rows = book["Lines"].iter_rows(values_only=True)
    places = [headings.index(name) for name in SUMS]
    found = summed([[exact(row[place]) for place in places] for row in rows])
    book.close()
    return found


def ods_sums(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        table = ElementTree.fromstring(archive.read("content.xml")).find(f".//{_TABLE}table")
    headings = ["".join(cell.itertext()) for cell in table.find(f"{_TABLE}table-header-rows/{_TABLE}table-row")]
    places = [headings.index(name) for name in SUMS]
    return summed(
        [[Decimal(row[place].get(_VALUE)) for place in places] for row in table.findall(f"{_TABLE}table-row")]
    )


def pdf_sums(content):
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    words = text.partition(" Total ")[2].split()[1:5]
    days, *money = (Decimal(word.replace("−", "-").replace("£", "").replace(",", "")) for word in words)
    return int(days * 2), *(pence(amount) for amount in money)


def test_every_file_of_every_claim_comes_to_the_same(db):
    chance = random.Random(7566)
    agreement = FundingAgreementFactory(programme__slug="own")
    workstreams = [WorkstreamFactory(programme=agreement.programme, number=number) for number in (7, 8, 12)]
    officers = [UserFactory(name=name) for name in ("Sam Hill", "Ana Núñez", "Zoë Łukasz")]
    entries = [
        DayEntryFactory(
            workstream=chance.choice(workstreams),
            officer=chance.choice(officers),
            worked_on=datetime.date(2016, 6, 1) + datetime.timedelta(days=number),
        )
        for number in range(40)
    ]
    before, adjusted = [], 0

    for number in range(1, CLAIMS + 1):
        percent = chance.choice([Decimal(0), Decimal("20.0"), Decimal("17.5")])
        facts = [
            (chance.choice([Decimal("0.5"), Decimal("1.0")]), Decimal(chance.randint(1, 99_999)) / 100, percent)
            for _ in range(chance.randint(0 if before else 1, 12))
        ]
        reversals = before if chance.random() < 0.3 else []
        lines = [(entry, *fact) for entry, fact in zip(chance.sample(entries, len(facts)), facts, strict=True)]
        claim = written_claim(agreement, f"OWN-{number:04}", lines, reversals)
        due = expected(
            [*((*fact, 1) for fact in facts), *((line.days, line.rate, line.vat_percent, -1) for line in reversals)]
        )
        adjusted += bool(reversals)
        made = _made(claim, printed=number % PRINTED_EVERY == 0)

        assert summed([(claim.total_days, claim.net, claim.vat, claim.gross)]) == due, claim.number
        assert [sums(made[kind]) for kind, sums in _READ.items() if kind in made] == [due] * len(made), claim.number
        before = list(claim.lines.filter(reverses__isnull=True).order_by("number"))[:3]

    assert adjusted > CLAIMS / 5


def _made(claim, *, printed):
    files = ClaimFiles(claim, parties_now(claim), with_names=True)
    return {kind: files.made(kind).content for kind in _READ if printed or kind != "pdf"}


_READ = {"csv": csv_sums, "xlsx": xlsx_sums, "ods": ods_sums, "pdf": pdf_sums}
