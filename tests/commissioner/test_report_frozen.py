"""The database itself refuses to change a report once it is signed, and its steps and what was sent from the first."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from commissioner import models
from tests.factories import report as factories
from tests.frozen import WAYS, hold_frozen

pytestmark = pytest.mark.django_db

SIGNED = "a signed report is never changed or deleted"
# A column that means something, and what to write into it.
PARTS = {
    models.ReportSection: (factories.ReportSectionFactory, "text", "Another."),
    models.ReportRecommendation: (factories.ReportRecommendationFactory, "text", "Another."),
    models.RecommendationProgress: (factories.RecommendationProgressFactory, "text", "Another."),
    models.ReportComment: (factories.ReportCommentFactory, "text", "Another."),
    models.ReportFile: (factories.ReportFileFactory, "content", b"another"),
}
FROM_THE_FIRST = {
    models.ScheduleTerms: (factories.ScheduleTermsFactory, "recipients", "x", "terms of a schedule are never changed"),
    models.ReportStep: (factories.ReportStepFactory, "text", "x", "a step of a report is never changed or deleted"),
    models.ReportNote: (factories.ReportNoteFactory, "text", "x", "a private note is never changed or deleted"),
    models.MinisterDecision: (
        factories.MinisterDecisionFactory, "text", "x", "a decision of the Minister is never changed or deleted",
    ),
    models.ReportWithdrawal: (
        factories.ReportWithdrawalFactory, "reason", "x", "the withdrawal of a report is never changed or deleted",
    ),
}  # fmt: skip
WITHOUT_A_KEY = (models.ScheduleTerms, models.ReportNote, models.ReportComment)


def ways(*kinds):
    """Every way for every kind; but for their key, two rows of some may be the same."""
    return [
        pytest.param(kind, way, id=f"{kind.__name__}-{way.__name__}")
        for kind in kinds
        for way in WAYS
        if not (way.__name__ == "replace_under_another_key" and kind in WITHOUT_A_KEY)
    ]


def sign(report):
    facts = {"state": "signed", "recommend": "continue", "signed_on": report.period_end}
    models.ProgressReport.objects.filter(pk=report.pk).update(**facts, signed_by=factories.UserFactory())
    report.refresh_from_db()
    return report


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_signed_report_is_never_changed(way):
    hold_frozen(factories.ProgressReportFactory(signed=True), way, "recommend", "escalate", SIGNED)


@pytest.mark.parametrize(("kind", "way"), ways(*PARTS))
def test_what_belongs_to_a_signed_report_is_never_changed(kind, way):
    factory, field, value = PARTS[kind]
    part = factory()
    sign(part.report)

    hold_frozen(part, way, field, value, SIGNED)


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_nothing_is_added_to_a_signed_report_nor_moved_into_it(kind):
    signed = factories.ProgressReportFactory(signed=True)
    elsewhere = PARTS[kind][0]()

    with pytest.raises(IntegrityError, match=SIGNED), transaction.atomic():
        PARTS[kind][0](report=signed)
    with pytest.raises(IntegrityError, match=SIGNED), transaction.atomic():
        kind.objects.filter(pk=elsewhere.pk).update(report=signed)


def test_where_a_signed_report_stands_still_moves():
    signed = factories.ProgressReportFactory(signed=True)

    models.ProgressReport.objects.filter(pk=signed.pk).update(state="submitted", version=F("version") + 1)

    assert models.ProgressReport.objects.get().state == "submitted"


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_until_it_is_signed_it_can_be_put_right(kind):
    factory, field, value = PARTS[kind]
    part = factory()

    kind.objects.filter(pk=part.pk).update(**{field: value})

    assert kind.objects.filter(pk=part.pk, **{field: value}).exists()


@pytest.mark.parametrize(("kind", "way"), ways(*FROM_THE_FIRST))
def test_steps_terms_and_notes_are_never_changed(kind, way):
    factory, field, value, sentence = FROM_THE_FIRST[kind]

    hold_frozen(factory(), way, field, value, sentence)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_was_sent_is_never_changed(way):
    sentence = "what was sent of a report is never changed or deleted"

    hold_frozen(factories.ReportDeliveryFactory(sent=True), way, "address", "another@minister.example", sentence)
