"""The day by which days are submitted and the capacity limit, as terms of the agreement."""

import pytest
from django.db import IntegrityError, transaction

from claims.actions.agreement import change_terms
from claims.models import AgreementTerms, FundingAgreement
from tests.factories.accounts import UserFactory, member
from tests.factories.claims import FundingAgreementFactory
from tests.factories.improvement import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="torbay")


@pytest.fixture
def director(client, programme):
    client.force_login(member(programme, "director"))
    return client


SENT = {
    "vat": "to_be_confirmed",
    "year_basis": "programme_year",
    "on_site_counts": "on",
    "remote_counts": "on",
    "preparation_counts": "on",
    "submit_by_day": "10",
    "declaration": "I certify it.",
    "capacity_percent": "25",
    "reason": "Agreed with the department.",
}


def newest():
    terms = AgreementTerms.objects.order_by("-pk").first()
    return terms.submit_by_day, terms.capacity_percent


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("claims_agreementterms_submit_by_a_day_of_every_month", {"submit_by_day": 0}),
        ("claims_agreementterms_submit_by_a_day_of_every_month", {"submit_by_day": 29}),
        ("claims_agreementterms_capacity_percent_known", {"capacity_percent": 0}),
        ("claims_agreementterms_capacity_percent_known", {"capacity_percent": 101}),
    ],
)
def test_constraints(name, facts):
    FundingAgreementFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AgreementTerms.objects.update(**facts)


@pytest.mark.parametrize(
    "facts", [{"submit_by_day": 1}, {"submit_by_day": 28}, {"capacity_percent": 1}, {"capacity_percent": 100}]
)
def test_the_ends_of_what_may_be_chosen(facts):
    FundingAgreementFactory()

    assert AgreementTerms.objects.update(**facts) == 1


def test_the_usual_terms():
    FundingAgreementFactory()

    assert newest() == (5, 40)


def test_the_form_changes_them_and_the_page_tells_them(director, programme):
    FundingAgreementFactory(programme=programme)
    form = director.get("/torbay/agreement/terms/").context["form"]

    response = director.post("/torbay/agreement/terms/", SENT | {"version": 1}, follow=True)

    assert (form["submit_by_day"].value(), form["capacity_percent"].value()) == (5, 40)
    assert newest() == (10, 25)
    text = response.content.decode()
    assert "Day 10 of the next month" in text
    assert "At most 25% of an officer’s working days" in text


def test_a_new_agreement_is_offered_the_usual_terms(director):
    form = director.get("/torbay/agreement/add/").context["form"]

    assert (form["submit_by_day"].value(), form["capacity_percent"].value()) == (5, 40)


@pytest.mark.parametrize(
    ("field", "sent", "sentence"),
    [
        ("submit_by_day", "0", "Enter a whole number from 1 to 28"),
        ("submit_by_day", "29", "Enter a whole number from 1 to 28"),
        ("submit_by_day", "", "Enter a whole number from 1 to 28"),
        ("capacity_percent", "0", "Enter a whole number from 1 to 100"),
        ("capacity_percent", "101", "Enter a whole number from 1 to 100"),
        ("capacity_percent", "some", "Enter a whole number from 1 to 100"),
    ],
)
def test_the_form_refuses_what_is_out_of_bounds(director, programme, field, sent, sentence):
    FundingAgreementFactory(programme=programme)

    response = director.post("/torbay/agreement/terms/", SENT | {"version": 1, field: sent})

    assert response.context["form"].errors == {field: [sentence]}


def test_terms_not_given_stay():
    FundingAgreementFactory(terms__submit_by_day=12, terms__capacity_percent=30)

    change_terms(
        agreement=FundingAgreement.objects.get(), version=1, capacity_percent=35, reason="Asked.", by=UserFactory()
    )

    assert newest() == (12, 35)
