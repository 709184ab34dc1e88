"""What becomes of the rows of a bank statement."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims import money_words
from claims.actions.payment_imports import confirm_payment_import, read_payment_import
from claims.bank_fates import judged_bank
from claims.bank_sheet import BANK_SHEET
from claims.fates import digest_of
from claims.models import PaymentImport, Remittance
from claims.unconfirmed import forget
from config.columns import rows_of
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayRateFactory, PaymentImportFactory, bank_row, decide_terms, paid
from tests.factories.files import csv_of, upload
from tests.factories.improvement import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(programme):
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="outside_scope", on=START)
    return programme


@pytest.fixture
def judged(programme, today):
    """judged(row, ...) is (fate, why, {claim number: amount}) of each row."""

    def judge(*rows):
        found = judged_bank(PaymentImportFactory(programme=programme, rows=list(rows)), today)
        return [(row.fate, row.why, {paid.claim.number: paid.amount for paid in row.payments}) for row in found]

    return judge


@pytest.mark.parametrize("text", ["OWN-0001", "own 0001", "Ref/OWN0001/Feb", "claim OWN-0001."])
def test_a_row_pays_the_claim_it_names(sent, judged, text):
    sent(1), sent(1)

    assert judged(bank_row(reference=text, amount="£499.00")) == [("matched", "", {"OWN-0001": 499})]


def test_a_number_in_the_description_counts_too(sent, judged):
    sent(1)

    assert judged(bank_row(description="OWN-0001")) == [("matched", "", {"OWN-0001": 500})]


def test_a_row_that_names_none_pays_the_one_claim_with_just_its_amount(sent, judged):
    sent(1), sent(2)

    assert judged(bank_row(amount="1,000.00")) == [("matched", "", {"OWN-0002": 1000})]


def test_of_two_claims_with_the_same_amount_none_is_guessed(sent, judged):
    sent(1), sent(1)

    why = "OWN-0001 and OWN-0002 have just this amount outstanding. Record it by hand."
    assert judged(bank_row()) == [("unmatched", why, {})]


def test_a_row_pays_several_claims_it_names_in_full_or_none(sent, judged):
    sent(1), sent(2)
    named = "OWN-0001 OWN-0002"

    assert judged(
        bank_row(reference=named, amount="1499.99"),
        bank_row(reference=f"{named} again", amount="1500.00"),
        bank_row(reference=f"{named} third", amount="1.00"),
    ) == [
        ("unmatched", "It names several claims and does not pay all of them in full. Record it by hand.", {}),
        ("matched", "", {"OWN-0001": 500, "OWN-0002": 1000}),
        (
            "refused",
            "Claim OWN-0001 and Claim OWN-0002 have £0.00 outstanding. This is £1.00 too much.",
            {},
        ),
    ]


TWIN = "A row above has this reference and day. If both came in, record this one by hand, with a word added."


def test_rows_meet_what_the_rows_above_them_pay(sent, judged):
    sent(1)

    rows = [bank_row(reference=f"OWN-0001 {number}", amount="300.00") for number in "ab"]
    assert judged(*rows, bank_row(reference="OWN-0001 a", amount="300.00"), bank_row(amount="200.00")) == [
        ("matched", "", {"OWN-0001": 300}),
        ("refused", "Claim OWN-0001 has £200.00 outstanding. This is £100.00 too much.", {}),
        ("refused", TWIN, {}),
        ("matched", "", {"OWN-0001": 200}),
    ]


@pytest.mark.parametrize(
    ("row", "fate", "why"),
    [
        ({"fault": "A text is too long."}, "refused", "A text is too long."),
        ({"received_on": "31/2/2017"}, "refused", "Enter a real date, like 28/2/2017"),
        ({"received_on": "1/3/2017"}, "refused", "This day is in the future. Choose today or an earlier day."),
        ({"received_on": "27/2/2017"}, "refused", "Claim OWN-0001 was submitted after this day, on 28 February 2017."),
        ({"amount": ""}, "refused", "This row has no amount that came in."),
        ({"amount": "lots"}, "refused", "Enter pounds and pence, like 1,234.50"),
        ({"amount": "-500.00"}, "unmatched", "Money that went out is recorded by hand."),
        ({"amount": "0"}, "unmatched", "Money that went out is recorded by hand."),
        ({"amount": "7"}, "unmatched", "It names no claim, and no claim has just this amount outstanding."),
        ({"reference": " "}, "refused", "This row has no reference."),
        ({"reference": "x" * 201}, "refused", "The reference is too long: shorten it to 200 characters."),
        ({"reference": "OWN-0002"}, "refused", "Claim OWN-0002 was not submitted."),
    ],
)
def test_why_a_row_pays_nothing(sent, judged, row, fate, why):
    sent(1), sent(1, "certified")

    assert judged(bank_row(**row)) == [(fate, why, {})]


def test_the_same_remittance_with_another_amount_is_refused(sent, judged):
    paid(sent(1), "300.00")

    assert judged(bank_row(amount="300.00"), bank_row(amount="200.00")) == [
        ("recorded", "", {}),
        ("refused", "A remittance of this reference and day is recorded with £300.00. Record this one by hand.", {}),
    ]


def test_a_statement_is_saved_whole_or_not_at_all(programme, sent, today, refused, events):
    sent(1), sent(2)
    rows = [bank_row(2), bank_row(3, reference="OWN-0002", amount="1.00"), bank_row(4, reference="None", amount="3")]
    kept = PaymentImportFactory(programme=programme, rows=rows, sha256="a" * 64)
    seen, by = digest_of(judged_bank(kept, today)), UserFactory()
    nothing = PaymentImportFactory(programme=programme, rows=rows[2:])

    empty = refused(confirm_payment_import, payment_import=nothing, seen=digest_of(judged_bank(nothing, today)), by=by)
    made = confirm_payment_import(payment_import=kept, seen=seen, by=by)

    assert empty == {"__all__": ["There is nothing to save."]}
    assert [(one.reference, one.amount) for one in made] == [("DFE 1", 500), ("OWN-0002", 1)]
    action, _, after, _ = events()[-1]
    assert (action, after) == (
        "payments.imported",
        {"file": "bank.csv", "sha256": "a" * 64, "remittances": 2, "amount": "501.00"},
    )


def test_a_statement_whose_claims_moved_on_since_it_was_seen_saves_nothing(programme, sent, today, refused):
    claim = sent(1)
    kept = PaymentImportFactory(programme=programme, rows=[bank_row(reference="OWN-0001", amount="300.00")])
    seen = digest_of(judged_bank(kept, today))
    paid(claim, "300.00", reference="By hand")

    found = refused(confirm_payment_import, payment_import=kept, seen=seen, by=UserFactory())

    assert found == {"__all__": ["Something was recorded or changed since you looked. Nothing is saved: look again."]}
    assert Remittance.objects.count() == 1


def test_a_statement_is_kept_with_its_name_and_digest_and_nothing_is_recorded(programme):
    content = csv_of(("Date", "Amount", "Narrative"), ("28/2/2017", "5", "DFE"))

    kept = read_payment_import(programme=programme, file=upload("bank.csv", content), by=UserFactory())

    assert (kept.file_name, len(kept.sha256), kept.rows[0]["description"]) == ("bank.csv", 64, "DFE")
    assert (PaymentImport.objects.count(), Remittance.objects.count()) == (1, 0)


def test_a_statement_never_confirmed_is_forgotten_after_a_day(programme, today):
    old, facts = timezone.now() - datetime.timedelta(hours=25), {"programme": programme}
    PaymentImportFactory(uploaded_at=old, **facts)
    PaymentImportFactory(uploaded_at=old, state="abandoned", decided_on=today, **facts)
    kept = {
        PaymentImportFactory(uploaded_at=old, state="confirmed", decided_on=today, **facts),
        PaymentImportFactory(**facts),
    }

    assert forget() == (True, "2 forgotten.")
    assert set(PaymentImport.objects.all()) == kept


def test_columns_of_a_bank_are_known_by_their_headings():
    content = csv_of(
        ("Date", "Value date", "Reference", "Narrative", "Debit", "Credit", "Amount"),
        ("1/2/2017", "2/2/2017", "DFE", "Grant", "", "5.00", "9"),
    )

    assert rows_of(content, BANK_SHEET) == [
        {
            "line": 2,
            "fault": "",
            "received_on": "1/2/2017",
            "amount": "5.00",
            "reference": "DFE",
            "description": "Grant",
        }
    ]


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        (" 20 ", "20.00"),
        (".5", "0.50"),
        ("1,234,567", "1234567.00"),
        ("-20", "-20.00"),
        ("−£20.00", "-20.00"),
        ("£-20.00", "-20.00"),
        ("(20.00)", "-20.00"),
        ("20.00 cr", "20.00"),
        ("20.00DR", "-20.00"),
        ("1234.500", "1234.50"),
    ],
)
def test_amounts_as_people_and_banks_write_them(text, pounds):
    assert money_words.amount(text) == Decimal(pounds)


@pytest.mark.parametrize(
    "text", ["", "£", "-", "1,23", "1.234,5", "1.234", "(5", "5)", "(-5)", "-5 DR", "5 5", "٣", "1e5"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValidationError, match="Enter pounds and pence"):
        money_words.amount(text)
