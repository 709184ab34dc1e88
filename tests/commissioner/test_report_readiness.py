"""What is missing before a report is signed: what lies in the report blocks, what is stale in the facts warns."""

import datetime

import pytest

from commissioner.reports.composing import without_empty_headings, without_names
from commissioner.reports.readiness import blockers, lacks
from tests.factories.accounts import MembershipFactory
from tests.factories.board import ChallengeFactory
from tests.factories.claims import funded_programme, made_day, officer_of
from tests.factories.improvement import (
    FindingFactory,
    HighlightReportFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    WorkstreamFactory,
)
from tests.factories.report import (
    ProgressReportFactory,
    RecommendationProgressFactory,
    ReportCommentFactory,
    ReportScheduleFactory,
    with_sections,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)


@pytest.fixture
def report(db):
    return with_sections(ProgressReportFactory(state="fact_check"))


def what(report):
    return [(lack.what, lack.blocks) for lack in lacks(report, TODAY)]


def test_a_report_that_is_written_lacks_nothing(report):
    assert lacks(report, TODAY) == []


def test_what_lies_in_the_report_blocks(report):
    report.sections.filter(kind="verdict").update(text="")
    report.recommend = ""
    RecommendationProgressFactory(report=report, recommendation__number=2)
    ReportCommentFactory(report=report)
    ReportCommentFactory(report=report, answered=True)

    found = blockers(report)

    assert [(lack.what, lack.route) for lack in found] == [
        ("“Verdict” is empty", "reports:section-change"),
        ("Nothing is recommended", "reports:recommend"),
        ("Recommendation 2 of the last report is not answered", "reports:progress-change"),
        ("A comment on “Verdict” is not answered", "reports:comment-answer"),
    ]
    assert all(lack.blocks for lack in found)


def test_stale_facts_warn(report):
    programme = report.programme
    stale = WorkstreamFactory(programme=programme, number=1, title="Stale", recorded_on="2016-05-20")
    HighlightReportFactory(workstream=stale, recorded_on="2016-05-24", period_end="2016-05-24")
    WorkstreamFactory(programme=programme, number=2, title="Never")
    fresh = WorkstreamFactory(programme=programme, number=3)
    HighlightReportFactory(workstream=fresh)
    MilestoneFactory(workstream=fresh, title="Late", original_due_on="2017-02-27")
    MilestoneFactory(workstream=fresh, title="Coming", original_due_on="2017-03-27")
    IndicatorFactory(programme=programme, title="Without a figure")
    old = IndicatorFactory(programme=programme, title="Old")
    ObservationFactory(indicator=old, period_end="2016-04-30")
    new = IndicatorFactory(programme=programme, title="New")
    ObservationFactory(indicator=new, period_end="2016-06-30")
    IndicatorFactory(programme=programme, title="Yearly", frequency="reporting_year")
    FindingFactory(programme=programme, reference="F1")
    ChallengeFactory(programme=programme)

    assert sorted(what(report)) == [
        ("Milestone “Late” is overdue without a new date", False),
        ("One finding has no workstream", False),
        ("One question to the board is open", False),
        ("Workstream 1 Stale has no highlight report in the period", False),
        ("Workstream 2 Never has no highlight report in the period", False),
        ("“Old” has no figure of the period", False),
        ("“Without a figure” has no figure of the period", False),
    ]


def test_days_that_wait_for_approval_warn():
    programme, _ = funded_programme()
    officer = officer_of(programme)
    made_day(WorkstreamFactory(programme=programme), officer, state="submitted")
    report = with_sections(ProgressReportFactory(schedule=ReportScheduleFactory(programme=programme)))

    assert ("1 day waits for approval", False) in what(report)


def test_what_the_published_form_would_change_or_show_warns(report):
    MembershipFactory(programme=report.programme, user__name="Olive Officer", role="officer")
    MembershipFactory(programme=report.programme, user__name="Cora Commissioner", role="commissioner")
    report.sections.filter(kind="well").update(text="Olive Officer and Cora Commissioner saved £12,000.")
    report.sections.filter(kind="money").update(text="Olive Officer claimed £500.")

    assert what(report) == [
        ("“What went well” names people of the programme", False),
        ("“What went well” names an amount of money", False),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("## One\n\n## Two\n\nWords.", "## Two\n\nWords."),
        ("## One\n\nWords.\n\n## Two", "## One\n\nWords."),
        ("## One\n\n## Two", ""),
        ("Words.", "Words."),
        ("", ""),
    ],
)
def test_headings_without_words_are_not_printed(text, kept):
    assert without_empty_headings(text) == kept


def test_names_are_left_out_whole_and_in_any_case():
    assert without_names("Ann Lee, ANN LEE and Joann Leed", ["Ann Lee"]) == (
        "[name left out], [name left out] and Joann Leed"
    )
