"""The pages of payments: who sees and records them, what they say, and that nothing typed is lost."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages

from claims.actions.payments import reverse_remittance
from claims.models import Payment, PaymentImport, Remittance
from tests.factories.accounts import UserFactory, member
from tests.factories.claims import DayRateFactory, PaymentImportFactory, bank_row, decide_terms, paid
from tests.factories.files import csv_of, upload
from tests.factories.improvement import START

LIST, ADD, DEBT, IMPORT = (
    "/own/claims/payments/",
    "/own/claims/payments/add/",
    "/own/claims/debt/",
    "/own/claims/payments/import/",
)
TODAY = {"received_on_day": "28", "received_on_month": "2", "received_on_year": "2017"}


@pytest.fixture
def programme(programme):
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="outside_scope", on=START)
    return programme


@pytest.fixture
def finance(client, programme):
    client.force_login(member(programme, "preparer"))
    return client


@pytest.fixture
def commissioner(client, programme):
    client.force_login(member(programme, "commissioner"))
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def lines(response):
    return b"".join(response.streaming_content).decode().split("\r\n")


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def form_of(claim, **facts):
    key = claim.pk
    return TODAY | {
        "reference": "DFE 1",
        "amount": "£1,000.00",
        "note": "",
        f"amount_{key}": "1,000",
        f"difference_{key}": "",
        f"explanation_{key}": "",
        f"version_{key}": str(claim.version),
    } | facts  # fmt: skip


def test_a_payment_is_recorded_from_the_form(finance, sent):
    claim = sent()

    page = text_of(finance.get(ADD))
    response = finance.post(ADD, form_of(claim))

    assert "OWN-0001: £1,000.00 outstanding, submitted 28 February 2017" in page
    assert (response.status_code, response.url) == (302, LIST)
    assert told(response) == ["£1,000.00 recorded. Remittance DFE 1 of 28 February 2017."]
    claim.refresh_from_db()
    assert (claim.state, claim.payments.get().amount) == ("paid", 1000)
    assert "Nothing is outstanding" in text_of(finance.get(ADD))


def test_what_was_typed_survives_an_error(finance, sent):
    claim = sent()
    facts = {"amount": "900", f"explanation_{claim.pk}": "Said by telephone."}

    response = finance.post(ADD, form_of(claim, **facts))

    text = text_of(response)
    assert response.context["form"].errors == {
        "amount": ["The payments add up to £1,000.00. That is £100.00 more than the remittance of £900.00."]
    }
    assert ('value="1,000"' in text, "Said by telephone." in text, 'value="DFE 1"' in text) == (True, True, True)
    assert Remittance.objects.count() == 0


@pytest.mark.parametrize("typed", ["lots", "1.234,50", "1,23", "12.345", "--5", "(5", "1 000"])
def test_what_is_no_amount_is_told_by_its_field(finance, sent, typed):
    claim = sent()

    response = finance.post(ADD, form_of(claim, **{f"amount_{claim.pk}": typed}))

    assert response.context["form"].errors == {f"amount_{claim.pk}": ["Enter pounds and pence, like 1,234.50"]}


def test_a_claim_that_moved_on_is_told_and_the_second_try_stands(finance, sent):
    claim = sent()
    form = form_of(claim, **{"amount": "900", f"amount_{claim.pk}": "900", "reference": "DFE 2"})
    paid(claim, "100.00")

    first = finance.post(ADD, form)
    bound = first.context["form"]
    second = finance.post(ADD, bound.data)

    assert "was changed by somebody else" in bound.non_field_errors()[0]
    assert (bound[f"amount_{claim.pk}"].value(), second.status_code) == ("900", 302)


def test_nothing_typed_is_lost_for_a_claim_that_was_paid_meanwhile(finance, sent):
    claim = sent()
    form = form_of(claim, reference="DFE 2")
    paid(claim, "1000.00")

    first = finance.post(ADD, form)
    second = finance.post(ADD, first.context["form"].data)

    assert first.context["form"][f"amount_{claim.pk}"].value() == "1,000"
    assert second.context["form"].non_field_errors() == [
        "Nothing is outstanding on Claim OWN-0001, so no payment can be recorded."
    ]


def test_the_list_has_a_row_for_each_payment_and_adds_up(finance, sent):
    one, two = sent(), sent()
    paid(one, "600.00", difference="400.00")
    reverse_remittance(remittance=paid(two, "250.00", reference="DFE 2"), reason="Wrong.", by=UserFactory())

    response = finance.get(LIST)
    narrowed = finance.get(LIST, {"claim": "own-0001"})
    rows = lines(finance.get("/own/claims/payments.csv"))

    assert response.context["sentence"] == "Three payments: £600.00, and £400.00 that will not be paid."
    assert [row.record.claim for row in narrowed.context["table"].rows] == [one]
    assert rows[0].startswith(
        "Received on,Reference,Claim,Amount,Will not be paid,Explanation,Left on the claim,Stands"
    )
    assert [row.split(",")[2:8] for row in rows[1:4]] == [
        ["OWN-0002", "-250.00", "0.00", "", "1000.00", "Reversal"],
        ["OWN-0002", "250.00", "0.00", "", "750.00", "Reversed"],
        ["OWN-0001", "600.00", "400.00", "As agreed.", "0.00", "Yes"],
    ]


def test_an_earlier_day_shows_what_was_known_then(finance, sent, settings):
    settings.PROGRAMME_TODAY = datetime.date(2017, 3, 10)
    claim = sent(on=datetime.date(2017, 3, 1))
    remittance = paid(claim, "600.00", on=datetime.date(2017, 3, 5), received_on=datetime.date(2017, 3, 4))
    reverse_remittance(remittance=remittance, reason="Wrong.", by=UserFactory(), on=datetime.date(2017, 3, 8))
    address = f"{LIST}{remittance.pk}/"

    assert finance.get(LIST, {"on": "2017-03-04"}).context["sentence"] == "No payment matches."
    assert finance.get(address, {"on": "2017-03-04"}).status_code == 404
    assert finance.get(address, {"on": "2017-03-06"}).context["standing"] == "Yes"
    assert finance.get(address).context["standing"] == "Reversed"
    assert finance.get(DEBT, {"on": "2017-03-06"}).context["total"] == 400
    assert finance.get(DEBT).context["total"] == 1000


def test_a_payment_is_reversed_from_its_page_and_each_leads_to_the_other(finance, sent):
    remittance = paid(sent(), "600.00")
    address = f"{LIST}{remittance.pk}/"

    before = text_of(finance.get(address))
    missing = finance.post(f"{address}reverse/", {"reason": " "})
    done = finance.post(f"{address}reverse/", {"reason": "Of another council."})
    after = text_of(finance.get(address))
    reversal = Remittance.objects.get(reverses=remittance)

    assert f'href="{address}reverse/"' in before
    assert missing.context["form"].errors == {"reason": ["Enter why it is reversed"]}
    assert (done.status_code, done.url) == (302, address)
    assert (f'href="{address}reverse/"' in after, f'href="{LIST}{reversal.pk}/"' in after) == (False, True)
    other = text_of(finance.get(f"{LIST}{reversal.pk}/"))
    assert (f'href="{address}"' in other, "Of another council." in other) == (True, True)


def test_who_only_sees_claims_is_offered_no_step(commissioner, sent):
    remittance = paid(sent(), "600.00")

    texts = [text_of(commissioner.get(address)) for address in (LIST, DEBT, f"{LIST}{remittance.pk}/")]

    assert [("/add/" in text, "/reverse/" in text, "/import/" in text) for text in texts] == [(False,) * 3] * 3
    assert commissioner.get(ADD).status_code == 403
    assert commissioner.post(f"{LIST}{remittance.pk}/reverse/", {"reason": "No."}).status_code == 403


def test_what_is_outstanding_is_told_by_age_with_the_claims_behind_it(finance, sent, settings):
    claim = sent()
    paid(claim, "600.00")
    settings.PROGRAMME_TODAY = datetime.date(2017, 3, 30)

    response = finance.get(DEBT)
    rows = lines(finance.get("/own/claims/debt.csv"))

    assert response.context["sentence"] == (
        "£400.00 is outstanding on one claim. £400.00 of it was claimed 30 days ago or more."
    )
    assert [bucket.total for bucket in response.context["buckets"]] == [0, 400, 0, 0]
    assert 'href="/own/claims/OWN-0001/"' in text_of(response)
    assert rows[1:] == ["OWN-0001,2017-02-28,30,30 to 59 days,1000.00,600.00,0.00,400.00", ""]


def test_nothing_outstanding_is_said(finance, programme):
    assert finance.get(DEBT).context["sentence"] == "Nothing is outstanding."


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(LIST, 6), (DEBT, 5), (ADD, 5)])
def test_payment_query_counts(finance, sent, django_assert_num_queries, address, queries, count):
    for number in range(count):
        paid(sent(1), "100.00", reference=f"DFE {number}")
    finance.get("/cookies/")

    with django_assert_num_queries(queries):
        assert finance.get(address).status_code == 200


HEADINGS = ("Transaction date", "Description", "Debit", "Credit", "Balance")


@pytest.fixture
def statement(finance, sent):
    """A statement looked at: one row of each fate."""
    sent(2), sent(1)
    paid(sent(3), "100.00", reference="Old")
    rows = (
        ("28/02/2017", "DFE GRANT own 0001", "", "1000.00", "9"),
        ("28 Feb 2017", "Old", "", "100.00", ""),
        ("28/2/2017", "Rent", "", "77.00", ""),
        ("28/2/2017", "OWN-0002 and more", "", "1501.00", ""),
    )
    return finance.post(IMPORT, {"file": upload("bank.csv", csv_of(HEADINGS, *rows))})


def test_a_statement_is_looked_at_and_nothing_is_saved(finance, statement):
    page = finance.get(statement.url)

    assert page.context["sentence"] == (
        "Nothing is saved yet. One row is matched, one row is recorded already, one row is without a match and "
        "one row is refused. Saving takes the matched rows and leaves out the others."
    )
    assert [row.record.fate for row in page.context["table"].rows] == ["matched", "recorded", "unmatched", "refused"]
    assert "Save £1,000.00" in text_of(page)
    assert "OWN-0001: £1,000.00" in text_of(page)
    assert Remittance.objects.count() == 1
    refused = finance.get(statement.url, {"fate": "refused"}).context["table"].rows
    assert [row.record.line for row in refused] == [5]
    assert "bank.csv" in text_of(finance.get(IMPORT))


def test_confirming_records_the_matched_rows_with_their_statement(finance, statement):
    seen = finance.get(statement.url).context["seen"]

    stale = finance.post(f"{statement.url}confirm/", {"seen": "x"})
    done = finance.post(f"{statement.url}confirm/", {"seen": seen})
    again = finance.post(f"{statement.url}confirm/", {"seen": seen})

    kept = PaymentImport.objects.get()
    assert told(stale) == ["Something was recorded or changed since you looked. Nothing is saved: look again."]
    assert (done.url, kept.state, kept.file_name, len(kept.sha256)) == (LIST, "confirmed", "bank.csv", 64)
    assert told(again)[-1] == "This import was confirmed already."
    made = kept.remittances.get()
    assert (made.reference, made.amount) == ("DFE GRANT own 0001", Decimal("1000.00"))
    decided = text_of(finance.get(statement.url))
    assert (kept.sha256 in decided, "DFE GRANT own 0001" in decided) == (True, True)
    assert kept.file_name in text_of(finance.get(f"{LIST}{made.pk}/"))


def test_a_statement_can_be_let_go_once(finance, statement):
    done = finance.post(f"{statement.url}abandon/")
    again = finance.post(f"{statement.url}abandon/")

    assert (done.url, told(done)[-1]) == (LIST, "Nothing was saved from bank.csv.")
    assert told(again)[-1] == "This import was abandoned already."
    assert "Nothing was saved from this file." in text_of(finance.get(statement.url))
    assert Payment.objects.count() == 1


def test_the_same_statement_is_known_again(finance, programme, sent):
    sent()
    first = PaymentImportFactory(programme=programme, state="confirmed", decided_on=START, rows=[bank_row()])
    second = PaymentImportFactory(programme=programme, rows=[bank_row()])
    third = PaymentImportFactory(programme=programme, sha256="1" * 64, rows=[bank_row()])
    fourth = PaymentImportFactory(programme=programme, sha256="1" * 64, rows=[bank_row()])

    def seen(kept):
        return finance.get(kept.get_absolute_url()).context["seen_before"]

    assert seen(second) == "This same file was saved on 25 May 2016."
    assert seen(fourth) == "This same file was uploaded on 1 June 2016, and nothing was saved from it."
    assert first.same_file_before() == second
    assert third.same_file_before() == fourth


def test_what_is_no_statement_is_told(finance, programme):
    response = finance.post(IMPORT, {"file": upload("x.csv", csv_of(("Date", "Who"), ("1/2/2017", "Sam")))})

    assert response.context["form"].errors == {
        "file": [
            "There is no column headed Credit or Amount or Reference or Description. Columns are known by their "
            "headings: a date, an amount or credit, and a reference, description or narrative."
        ]
    }
    assert finance.post(IMPORT, {}).context["form"].errors == {"file": ["Choose the file"]}
