"""With the guards of the database taken away, each fault of a claim is found, and named."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Event
from claims.claim_files import files_of
from claims.models import Claim, ClaimedDay, ClaimFile, ClaimLine, FundingAgreement
from claims.reconciliation import reconcile
from claims.verification import claim_faults
from tests.factories.claimed import claim_with_adjustment, claimable
from tests.factories.claims import made_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(db):
    """TOR-0001, and TOR-0002 that gives one of its lines back; nothing guards them until the test ends."""
    claim = claim_with_adjustment(claimable())
    _lift_guards()
    return claim


def _lift_guards():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What is still to be checked at the end of the transaction would keep the table from being altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("claims_claim", "claims_claimline", "claims_claimfile", "audit_event"):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                continue
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def line(number, claim="TOR-0002"):
    return ClaimLine.objects.filter(claim__number=claim, number=number)


def file(kind, with_names=True):
    return ClaimFile.objects.filter(claim__number="TOR-0002", kind=kind, with_names=with_names)


def found():
    return list(claim_faults())


def about(sentence):
    """Those of the faults found that begin like this: a changed line also makes its files differ."""
    return [fault for fault in found() if fault.startswith(sentence)]


def test_claims_as_they_were_sent_are_whole(claim):
    out = StringIO()
    call_command("verify_claims", stdout=out)

    assert found() == []
    assert out.getvalue() == "The claims are whole: 2, of which 2 sent.\n"
    assert reconcile()[0]


def test_claims_in_every_state_are_whole():
    programme = claimable()
    for state in ("draft", "cancelled", "prepared"):
        made_claim(programme, state)

    assert found() == []


def test_the_command_names_each_fault_and_fails(claim):
    file("pdf").update(content=b"%PDF-1.7")
    err = StringIO()

    with pytest.raises(CommandError, match=r"^The claims are not whole: 2 faults\.$"):
        call_command("verify_claims", stderr=err)

    assert err.getvalue().splitlines() == [
        "Claim TOR-0002: TOR-0002.pdf is not the file that its SHA-256 was taken of.",
        "Claim TOR-0002: TOR-0002.pdf differs from what the lines of the claim give.",
    ]


def test_the_nightly_check_names_them_too(claim):
    file("pdf").update(content=b"%PDF-1.7")

    succeeded, says = reconcile()

    assert not succeeded
    assert says.startswith("2 faults. Claim TOR-0002: TOR-0002.pdf is not")


def test_a_file_replaced_with_its_digest_is_found(claim):
    other = ClaimFile.objects.get(claim__number="TOR-0001", kind="csv", with_names=True)
    file("csv").update(content=other.content, sha256=other.sha256)

    assert found() == [
        "Claim TOR-0002: TOR-0002.csv is not the file that the audit trail names.",
        "Claim TOR-0002: TOR-0002.csv differs from what the lines of the claim give.",
    ]


def test_a_missing_file_is_found(claim):
    file("ods", with_names=False).delete()

    assert found() == ["Claim TOR-0002: TOR-0002-without-names.ods is missing."]


def test_a_name_changed_in_a_line_shows_in_the_files_with_names(claim):
    line(1).update(officer_name="Another")

    assert found() == [
        f"Claim TOR-0002: TOR-0002.{kind} differs from what the lines of the claim give."
        for kind in ("csv", "xlsx", "ods", "pdf")
    ]


def test_files_of_an_earlier_edition_are_proved_by_their_digests_alone(claim, monkeypatch):
    monkeypatch.setattr("claims.verification.WRITTEN_BY", "Edition 2")
    line(1).update(officer_name="Another")
    assert found() == []

    file("csv").update(content=b"Line\r\n")
    assert found() == ["Claim TOR-0002: TOR-0002.csv is not the file that its SHA-256 was taken of."]


def test_a_submission_that_the_audit_trail_does_not_know_is_found(claim):
    Event.objects.filter(action="claim.submitted", record_id=claim.pk).delete()

    assert found() == ["Claim TOR-0002: the audit trail does not know of its submission."]


def test_lines_that_do_not_add_up_to_the_claim_are_found(claim):
    Claim.objects.filter(pk=claim.pk).update(net=Decimal("700.00"), gross=Decimal("833.33"))

    assert found() == ["Claim TOR-0002 says 2 days and £833.33; its lines make 2 and £800.00."]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"net": Decimal("333.34"), "gross": Decimal("400.01")}, "£333.34 and £66.67 VAT; 1 at £333.33"),
        ({"vat": Decimal("66.66"), "gross": Decimal("399.99")}, "£333.33 and £66.66 VAT; 1 at £333.33"),
    ],
)
def test_a_line_that_is_not_its_rate_times_its_days_is_found(claim, wrong, says):
    line(1).update(**wrong)

    assert about("Claim TOR-0002: line 1 ") == [f"Claim TOR-0002: line 1 says {says} make £333.33 and £66.67."]
    assert len(about("Claim TOR-0002 says 2 days")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": Decimal("300.00")},
        {"net": Decimal("-300.00"), "gross": Decimal("-366.67")},
        {"officer_name": "Another"},
        {"days": Decimal("-0.5")},
    ],
)
def test_an_adjustment_that_does_not_mirror_its_line_is_found(claim, wrong):
    line(5).update(**wrong)

    says = "Claim TOR-0002: line 5 does not mirror Line 1 of TOR-0001, which it reverses."
    assert about("Claim TOR-0002: line 5 does") == [says]


def test_a_number_that_is_missing_is_found(claim):
    FundingAgreement.objects.update(claims_numbered=3)
    assert found() == ["Claim TOR-0003 is missing: its number was given."]

    FundingAgreement.objects.update(claims_numbered=1)
    assert found() == ["Claim TOR-0002 has a number that was never given."]


def test_a_day_on_two_live_claims_is_found(claim):
    first = line(2, claim="TOR-0001").get()
    line(2).update(entry=first.entry)

    faults = found()

    assert f"Day entry {first.entry_id} is on 2 live lines." in faults
    assert any("which claims another" in fault for fault in faults)


def test_a_day_that_the_register_lost_is_found(claim):
    ClaimedDay.objects.filter(line=line(1).get()).delete()

    assert found() == ["Line 1 of TOR-0002 claims a day that the register of days does not hold for it."]


def test_a_day_that_the_register_should_have_let_go_is_found(claim):
    given_back = line(1, claim="TOR-0001").get()
    ClaimedDay.objects.create(programme=claim.programme, entry=given_back.entry, line=given_back)

    assert found() == [
        f"The register of days holds day entry {given_back.entry_id} for Line 1 of TOR-0001, which does not claim it."
    ]


def test_the_files_can_be_made_again_on_either_side_of_a_change_of_state(claim):
    Claim.objects.filter(pk=claim.pk).update(state="queried")

    again = files_of(Claim.objects.get(pk=claim.pk))

    assert [made.sha256 for made in again] == list(claim.files.order_by("pk").values_list("sha256", flat=True))
