"""The database itself refuses to change, delete or replace a submitted claim, its lines, its files and its steps."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from claims.models import Claim, ClaimFile, ClaimLine, ClaimStep
from tests.factories.claims import DayRateFactory, decide_terms, funded_programme, made_claim, made_day, officer_of
from tests.factories.improvement import WorkstreamFactory
from tests.frozen import WAYS, hold_frozen, sql

pytestmark = pytest.mark.django_db

SENTENCES = {
    Claim: "a submitted claim is never changed or deleted",
    ClaimLine: "the lines of a submitted claim are never changed or deleted",
    ClaimFile: "the files of a submitted claim are never changed or deleted",
    ClaimStep: "a step of a claim is never changed or deleted",
}
# A column that means something, and what to write into it.
CHANGED = {
    Claim: ("gross", 1),
    ClaimLine: ("net", 1),
    ClaimFile: ("sha256", "y" * 64),
    ClaimStep: ("text", "Another."),
}


@pytest.fixture
def programme():
    programme, _ = funded_programme(slug="torbay")
    DayRateFactory(agreement=programme.funding_agreements.get())
    made_day(WorkstreamFactory(programme=programme), officer_of(programme), "approved")
    decide_terms(programme, reference="PO 1", vat="exempt")
    return programme


@pytest.fixture
def claim(programme):
    return made_claim(programme, "submitted")


def record_of(claim, model):
    found = model.objects.filter(**({"pk": claim.pk} if model is Claim else {"claim": claim})).first()
    assert found, f"the claim has a {model.__name__}"
    return found


@pytest.mark.parametrize("model", SENTENCES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_was_sent_is_never_changed(claim, model, way):
    hold_frozen(record_of(claim, model), way, *CHANGED[model], SENTENCES[model])


def test_nothing_is_added_to_a_submitted_claim_nor_moved_into_it(programme, claim):
    line = claim.lines.get()
    draft = made_claim(programme, "draft")
    copy = {field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields} | {"id": None}

    with pytest.raises(IntegrityError, match=SENTENCES[ClaimLine]), transaction.atomic():
        ClaimLine.objects.create(**copy | {"number": 2})
    ClaimLine.objects.create(**copy | {"claim_id": draft.pk, "number": 2})
    with pytest.raises(IntegrityError, match=SENTENCES[ClaimLine]), transaction.atomic():
        draft.lines.update(claim=claim)

    assert (claim.lines.count(), draft.lines.count()) == (1, 1)


def test_where_a_submitted_claim_stands_still_moves(claim):
    Claim.objects.filter(pk=claim.pk).update(state="queried", version=F("version") + 1)

    claim.refresh_from_db()
    assert claim.state == "queried"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite replaces rows on an update.")
def test_an_update_that_replaces_does_not_take_a_submitted_claim_away(programme, claim):
    draft = made_claim(programme, "draft")

    with pytest.raises(IntegrityError, match=SENTENCES[Claim]), transaction.atomic():
        sql(f"UPDATE OR REPLACE claims_claim SET id = {claim.pk} WHERE id = {draft.pk}")
    with pytest.raises(IntegrityError, match=SENTENCES[Claim]), transaction.atomic():
        sql(f"UPDATE OR REPLACE claims_claim SET number = '{claim.number}' WHERE id = {draft.pk}")

    assert Claim.objects.count() == 2


def test_a_draft_can_be_changed(programme):
    claim = made_claim(programme, "prepared")

    Claim.objects.filter(pk=claim.pk).update(period_end=claim.period_start)
    claim.lines.update(officer_name="Another")

    assert claim.lines.get().officer_name == "Another"
