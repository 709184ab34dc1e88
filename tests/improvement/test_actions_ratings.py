import datetime

import pytest

from config.records import Stale
from improvement.actions.ratings import rate_impact, write_highlight_report
from improvement.as_known import workstreams_on
from improvement.models import HighlightReport, ImpactRating, Workstream
from tests.factories.accounts import UserFactory
from tests.factories.improvement import HighlightReportFactory, WorkstreamChangeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
STARTS = datetime.date(2016, 5, 25)

REPORT = {
    "period_end": TODAY - DAY,
    "delivery": "on_track",
    "confidence": "high",
    "summary": "It went as planned.",
    "next_steps": "Go on.",
}
IMPACT = {"impact": "some", "basis": "Audit of ten cases."}


@pytest.fixture
def by():
    return UserFactory()


def test_write_highlight_report_adds_one_and_keeps_the_earlier(by, events):
    workstream = HighlightReportFactory(delivery="complete").workstream

    report = write_highlight_report(workstream=workstream, version=1, by=by, **REPORT)

    known = workstreams_on(workstream.programme, TODAY).get()
    assert (known.delivery, known.delivery_before, known.report_id) == ("on_track", "complete", report.pk)
    assert (report.recorded_on, report.recorded_by, report.path_to_green) == (TODAY, by, "")
    assert Workstream.objects.get().version == 2
    after = {"delivery": "on_track", "confidence": "high", "period_end": "2017-02-27"}
    assert events() == [("workstream.reported", {"delivery": "complete"}, after, "")]


def test_the_first_highlight_report_comes_after_nothing(by, events):
    write_highlight_report(workstream=WorkstreamFactory(), version=1, by=by, **REPORT)

    assert events()[0][1] == {"delivery": ""}


@pytest.mark.parametrize("delivery", ["at_risk", "off_track"])
def test_a_workstream_that_is_not_green_needs_its_path_to_green(by, refused, delivery):
    workstream = WorkstreamFactory()
    facts = REPORT | {"delivery": delivery}

    errors = refused(write_highlight_report, workstream=workstream, version=1, by=by, **facts)
    report = write_highlight_report(workstream=workstream, version=1, by=by, **facts, path_to_green="Hire two.")

    assert errors == {"__all__": ["Say what brings the workstream back to green: it is not on track."]}
    assert report.path_to_green == "Hire two."


@pytest.mark.parametrize("delivery", ["not_started", "on_track", "complete"])
def test_a_workstream_that_is_not_in_trouble_needs_no_path(by, delivery):
    report = write_highlight_report(
        workstream=WorkstreamFactory(), version=1, by=by, **(REPORT | {"delivery": delivery})
    )

    assert (report.delivery, report.path_to_green) == (delivery, "")


@pytest.mark.parametrize(
    ("period_end", "errors"),
    [
        (
            STARTS - DAY,
            {"period_end": ["The programme starts on 25 May 2016. Choose that day or a later one."]},
        ),
        (
            TODAY + DAY,
            {"__all__": ["A highlight report covers time that has passed: choose today or an earlier day."]},
        ),
    ],
)
def test_a_highlight_report_covers_time_in_the_programme_that_has_passed(by, refused, period_end, errors):
    workstream = WorkstreamFactory()
    facts = REPORT | {"period_end": period_end}

    assert refused(write_highlight_report, workstream=workstream, version=1, by=by, **facts) == errors


@pytest.mark.parametrize("period_end", [STARTS, TODAY])
def test_a_highlight_report_may_end_on_the_first_day_and_today(by, period_end):
    facts = REPORT | {"period_end": period_end}

    assert write_highlight_report(workstream=WorkstreamFactory(), version=1, by=by, **facts).period_end == period_end


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"summary": "", "next_steps": ""}, {f: ["This field cannot be blank."] for f in ("summary", "next_steps")}),
        ({"delivery": "fine"}, {"delivery": ["Value 'fine' is not a valid choice."]}),
        ({"confidence": "total"}, {"confidence": ["Value 'total' is not a valid choice."]}),
        (
            {"next_steps": "See 943-476-5919"},
            {"next_steps": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_a_highlight_report_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    workstream = WorkstreamFactory()

    assert refused(write_highlight_report, workstream=workstream, version=1, by=by, **(REPORT | facts)) == errors


def test_rate_impact_says_what_changed_for_children(by, events):
    workstream = WorkstreamFactory()

    rate_impact(workstream=workstream, version=1, by=by, impact="not_yet_seen", basis="Visit.")
    rating = rate_impact(workstream=workstream, version=2, by=by, **IMPACT)

    known = workstreams_on(workstream.programme, TODAY).get()
    assert (known.impact, known.impact_on, known.version) == ("some", TODAY, 3)
    assert (rating.recorded_by, rating.basis) == (by, "Audit of ten cases.")
    assert events() == [
        ("workstream.impact_rated", {"impact": ""}, {"impact": "not_yet_seen"}, "Visit."),
        ("workstream.impact_rated", {"impact": "not_yet_seen"}, {"impact": "some"}, "Audit of ten cases."),
    ]


@pytest.mark.parametrize("part", ["lead", "counterpart"])
def test_nobody_rates_the_impact_of_a_workstream_they_lead(by, refused, part):
    workstream = WorkstreamChangeFactory(**{part: by}).workstream

    errors = refused(rate_impact, workstream=workstream, version=1, by=by, **IMPACT)

    assert errors == {"__all__": ["You lead this workstream, so somebody else rates its impact."]}


def test_who_led_a_workstream_before_may_rate_its_impact_now(by):
    workstream = WorkstreamChangeFactory(lead=by).workstream
    WorkstreamChangeFactory(workstream=workstream, recorded_on=TODAY, lead=UserFactory())

    rate_impact(workstream=workstream, version=1, by=by, **IMPACT)

    assert ImpactRating.objects.get().recorded_by == by


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"impact": "huge"}, {"impact": ["Value 'huge' is not a valid choice."]}),
        ({"basis": ""}, {"basis": ["This field cannot be blank."]}),
    ],
)
def test_an_impact_rating_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    assert refused(rate_impact, workstream=WorkstreamFactory(), version=1, by=by, **(IMPACT | facts)) == errors


@pytest.mark.parametrize(("action", "facts"), [(write_highlight_report, REPORT), (rate_impact, IMPACT)])
def test_a_rating_from_an_older_page_is_stale_and_leaves_nothing(by, left_alone, action, facts):
    workstream = WorkstreamFactory(number=8, title="MASH", version=2)

    with left_alone(), pytest.raises(Stale, match="^8 MASH was changed by somebody else"):
        action(workstream=workstream, version=1, by=by, **facts)

    assert (HighlightReport.objects.count(), ImpactRating.objects.count()) == (0, 0)
