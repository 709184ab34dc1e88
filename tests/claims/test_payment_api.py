"""Payments, what is outstanding, the year end and cost over the API."""

import json

import pytest

from claims.models import Remittance
from tests.factories.accounts import member
from tests.factories.claims import DayRateFactory, decide_terms, made_day, paid
from tests.factories.improvement import START

API = "/api/v1/programmes/own/"
ADD_UP = "The payments add up to £1,000.00. That is £100.00 more than the remittance of £900.00."
FUTURE = "This day is in the future. Choose today or an earlier day."


@pytest.fixture
def programme(programme):
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="outside_scope", on=START)
    return programme


@pytest.fixture
def finance(client, programme):
    client.force_login(member(programme, "preparer"))
    return client


def post(client, address, **facts):
    return client.post(f"{API}{address}", json.dumps(facts), content_type="application/json")


def remittance(claim, amount="1000.00", **facts):
    pays = {"claim": claim.number, "amount": amount}
    return {"received_on": "2017-02-28", "reference": "DFE 1", "amount": amount, "payments": [pays]} | facts


def test_a_payment_is_recorded_and_answered_with_what_it_pays(finance, sent):
    claim = sent()

    made = post(finance, "payments/", **remittance(claim, "400.00"))
    listed = finance.get(f"{API}payments/").json()

    assert made.status_code == 201
    assert made.json()["payments"] == [
        {
            "claim": "OWN-0001",
            "number": 1,
            "amount": "400.00",
            "difference": "0.00",
            "explanation": "",
            "outstanding": "600.00",
        }
    ]
    assert (listed["count"], listed["results"]) == (1, [made.json()])
    assert finance.get(f"{API}payments/{made.json()['id']}/").json() == made.json()
    assert finance.get(f"{API}payments/?claim=own-0002").json()["count"] == 0
    assert finance.get(f"{API}payments/?on=2017-02-27").json()["count"] == 0


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"amount": "900.00"}, {"amount": [ADD_UP]}),
        ({"payments": []}, {"payments": ["Say which claims this remittance pays."]}),
        ({"received_on": "2017-03-01"}, {"received_on": [FUTURE]}),
        (
            {"payments": [{"claim": "OWN-0009", "amount": "1.00"}]},
            {"payments": {"0": {"claim": ["There is no claim of this number in this programme."]}}},
        ),
    ],
)  # fmt: skip
def test_refusals_come_by_field(finance, sent, facts, errors):
    response = post(finance, "payments/", **remittance(sent()) | facts)

    assert (response.status_code, response.json()["errors"]) == (400, errors)
    assert Remittance.objects.count() == 0


def test_a_claim_that_moved_on_is_a_conflict(finance, sent):
    claim = sent()
    seen = {"claim": claim.number, "amount": "5.00", "version": claim.version}
    paid(claim, "100.00", reference="Other")

    response = post(finance, "payments/", **remittance(claim, "5.00", payments=[seen]))

    assert response.status_code == 409


def test_a_payment_is_reversed_once(finance, sent):
    first = paid(sent(), "400.00")

    done = post(finance, f"payments/{first.pk}/reverse/", reason="Wrong claim.")
    again = post(finance, f"payments/{first.pk}/reverse/", reason="Wrong claim.")

    assert (done.status_code, done.json()["reverses"], done.json()["amount"]) == (201, first.pk, "-400.00")
    assert finance.get(f"{API}payments/{first.pk}/").json()["standing"] == "Reversed"
    assert again.status_code == 400


def test_who_only_sees_claims_records_nothing(client, programme, sent):
    claim, first = sent(), paid(sent(), "400.00")
    client.force_login(member(programme, "director"))

    assert client.get(f"{API}payments/").json()["count"] == 1
    assert post(client, "payments/", **remittance(claim)).status_code == 403
    assert post(client, f"payments/{first.pk}/reverse/", reason="No.").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_payment_api_query_count(finance, sent, django_assert_num_queries, count):
    for number in range(count):
        paid(sent(1), "100.00", reference=f"DFE {number}")
    finance.get("/cookies/")

    with django_assert_num_queries(7):
        assert finance.get(f"{API}payments/").json()["count"] == count


def test_what_is_outstanding_and_the_year_end(finance, sent, mash, officer, today):
    paid(sent(), "400.00")
    made_day(mash, officer, "approved", worked_on=today)

    debt, found = finance.get(f"{API}debt/").json(), finance.get(f"{API}year-end/").json()

    assert [bucket["total"] for bucket in debt] == ["600.00", "0.00", "0.00", "0.00"]
    assert debt[0]["claims"][0]["claim"] == "OWN-0001"
    assert found["years"][0]["name"] == "2016/17"
    assert found["total"]["earned_not_claimed"] == {"days": "1.0", "net": "500.00", "vat": "0.00", "gross": "500.00"}
    assert found["total"]["claimed_not_paid"]["gross"] == "600.00"
    assert (found["agrees"], found["without_rate"]) == (True, [])
    assert found["sentences"] == ["The ledger has 3 days approved that count: 2 claimed and 1 earned and not claimed."]


def test_cost_is_for_finance_and_the_director(client, programme, mash, officer):
    made_day(mash, officer, "approved")
    client.force_login(member(programme, "director"))

    found = client.get(f"{API}cost/?year=2016/17").json()
    nonsense = client.get(f"{API}cost/?year=x")
    client.force_login(member(programme, "commissioner"))
    refused = client.get(f"{API}cost/")

    assert (found["total"]["income"], found["total"]["without_cost"], found["covers_cost"]) == ("500.00", "1.0", None)
    assert [line["label"] for line in found["officers"]] == [officer.name]
    assert (nonsense.status_code, refused.status_code) == (400, 403)
