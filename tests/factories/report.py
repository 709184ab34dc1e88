"""The least valid record of each kind of the reports to the Minister. Traits sign, submit and publish a report."""

import datetime
import hashlib
import json

import factory
from factory.django import DjangoModelFactory

from commissioner import models
from commissioner.documents.document import to_plain
from commissioner.reports.composing import Written, document_of
from commissioner.reports.kinds import SECTIONS
from tests.factories.accounts import UserFactory
from tests.factories.improvement import START, ProgrammeFactory, RecordedFactory

PERIOD_END = datetime.date(2016, 8, 24)
LETTER = b"%PDF-1.7 a letter"


def digest(content):
    return hashlib.sha256(content).hexdigest()


class ReportScheduleFactory(RecordedFactory):
    """A quarterly schedule with its first terms; facts of the terms are given as terms__cadence="monthly"."""

    class Meta:
        model = models.ReportSchedule
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    recorded_on = START
    name = factory.Sequence(lambda n: f"Schedule {n}")
    addressee = "Minister of State"

    @factory.post_generation
    def terms(self, create, extracted, **facts):
        if extracted is not False:
            ScheduleTermsFactory(schedule=self, **facts)


class ScheduleTermsFactory(RecordedFactory):
    class Meta:
        model = models.ScheduleTerms

    schedule = factory.SubFactory(ReportScheduleFactory, terms=False)
    programme = factory.SelfAttribute("schedule.programme")
    recorded_on = START
    cadence = "quarterly"
    starts_on = START
    due_days = 14
    drafts_from = factory.SelfAttribute("starts_on")
    recipients = "office@minister.example"
    reason = "As first agreed."


class ProgressReportFactory(RecordedFactory):
    """A draft, without what drafting puts into it."""

    class Meta:
        model = models.ProgressReport

    class Params:
        signed = factory.Trait(
            state="signed", recommend="continue", signed_on=PERIOD_END, signed_by=factory.SubFactory(UserFactory)
        )
        submitted = factory.Trait(signed=True, state="submitted")
        decided = factory.Trait(signed=True, state="decided")
        published = factory.Trait(signed=True, state="published")
        corrects = factory.Trait(
            issue=2,
            replaces=factory.SubFactory(
                "tests.factories.report.ProgressReportFactory",
                schedule=factory.SelfAttribute("..schedule"),
                period_end=factory.SelfAttribute("..period_end"),
            ),
        )

    schedule = factory.SubFactory(ReportScheduleFactory)
    programme = factory.SelfAttribute("schedule.programme")
    number = factory.Sequence(lambda n: n + 1)
    period_start = START
    period_end = PERIOD_END
    due_on = PERIOD_END + datetime.timedelta(days=14)
    figures_on = PERIOD_END


class OfReportFactory(RecordedFactory):
    """A record of a report, in the report's programme."""

    class Meta:
        abstract = True

    report = factory.SubFactory(ProgressReportFactory)
    programme = factory.SelfAttribute("report.programme")


class ReportStepFactory(OfReportFactory):
    class Meta:
        model = models.ReportStep

    number = 1
    step = "drafted"
    state = "draft"


class PartOfReportFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    report = factory.SubFactory(ProgressReportFactory)
    programme = factory.SelfAttribute("report.programme")


class ReportSectionFactory(PartOfReportFactory):
    class Meta:
        model = models.ReportSection

    kind = "verdict"
    text = "It is getting better."


class ReportRecommendationFactory(OfReportFactory):
    class Meta:
        model = models.ReportRecommendation

    number = factory.Sequence(lambda n: n % 30_000 + 1)
    text = "Sign the threshold document."


class RecommendationProgressFactory(PartOfReportFactory):
    class Meta:
        model = models.RecommendationProgress

    recommendation = factory.SubFactory(ReportRecommendationFactory)


class ReportCommentFactory(OfReportFactory):
    class Meta:
        model = models.ReportComment

    class Params:
        answered = factory.Trait(
            answer="Put right.", answered_on=PERIOD_END, answered_by=factory.SubFactory(UserFactory)
        )

    kind = "verdict"
    text = "It was July."


class ReportNoteFactory(OfReportFactory):
    class Meta:
        model = models.ReportNote

    text = "Wait for the chief officers."


class ReportFileFactory(PartOfReportFactory):
    class Meta:
        model = models.ReportFile

    edition = "full"
    name = "pdf"
    content = b"%PDF-1.7"
    sha256 = factory.LazyAttribute(lambda file: digest(file.content))


class MinisterDecisionFactory(OfReportFactory):
    class Meta:
        model = models.MinisterDecision

    report = factory.SubFactory(ProgressReportFactory, decided=True)
    decided_on = START
    text = "Continue."
    file_name = "letter.pdf"
    content_type = "application/pdf"
    content = LETTER
    sha256 = digest(LETTER)


class ReportWithdrawalFactory(OfReportFactory):
    class Meta:
        model = models.ReportWithdrawal

    report = factory.SubFactory(ProgressReportFactory, signed=True)
    reason = "A figure was wrong."


class ReportDeliveryFactory(PartOfReportFactory):
    """One that waits to be sent."""

    class Meta:
        model = models.ReportDelivery

    class Params:
        sent = factory.Trait(attempts=1, sent_at=factory.SelfAttribute("made_at"))

    report = factory.SubFactory(ProgressReportFactory, submitted=True)
    address = factory.Sequence(lambda n: f"office{n}@minister.example")
    made_at = datetime.datetime(2016, 9, 1, 12, tzinfo=datetime.UTC)


def with_sections(report, text="Written."):
    """Everything that must be written in a report, and what it recommends."""
    for kind in SECTIONS:
        ReportSectionFactory(report=report, kind=kind, text=text)
    models.ProgressReport.objects.filter(pk=report.pk).update(recommend="continue")
    report.refresh_from_db()
    return report


def reports_of_everything(programme):
    """A schedule with a published report, number 1, and one in fact-check, number 2, with one record of each kind."""
    schedule = ReportScheduleFactory(programme=programme, name="Quarterly")
    first = ProgressReportFactory(schedule=schedule, number=1)
    with_sections(first)
    recommendation = ReportRecommendationFactory(report=first, number=1)
    signed = (UserFactory(name="Commissioner"), PERIOD_END)
    document = document_of(first, Written({}, [], []), edition="published", signed=signed)
    content = json.dumps({"document": to_plain(document)}).encode()
    ReportFileFactory(report=first, edition="published", name="json", content=content)
    ReportFileFactory(report=first, edition="published")
    for number, (step, state) in enumerate((("drafted", "draft"), ("published", "published")), start=1):
        ReportStepFactory(report=first, number=number, step=step, state=state)
    facts = {"state": "published", "recommend": "continue", "signed_by": signed[0], "signed_on": signed[1]}
    models.ProgressReport.objects.filter(pk=first.pk).update(**facts)
    MinisterDecisionFactory(report=first)
    ReportDeliveryFactory(report=first)
    second = ProgressReportFactory(
        schedule=schedule,
        number=2,
        state="fact_check",
        period_start=PERIOD_END + datetime.timedelta(days=1),
        period_end=datetime.date(2016, 11, 24),
    )
    with_sections(second)
    RecommendationProgressFactory(report=second, recommendation=recommendation)
    ReportRecommendationFactory(report=second, number=1)
    ReportCommentFactory(report=second)
    ReportNoteFactory(report=second)
    ReportStepFactory(report=second, step="check_asked", state="fact_check")
    return schedule
