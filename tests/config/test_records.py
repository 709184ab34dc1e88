import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from config.records import LineField, ProseField, Stale, is_demonstration, on_each
from improvement.models import HighlightReport, RiskScore, Workstream
from tests.factories.accounts import UserFactory
from tests.factories.improvement import HighlightReportFactory, RiskFactory, RiskScoreFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = (dt.date(2016, month, 1) for month in (7, 8, 9))


@pytest.mark.parametrize(
    ("on", "expected"),
    [(dt.date(2016, 6, 30), []), (JULY, ["July"]), (dt.date(2016, 8, 31), ["July", "August"])],
)
def test_known_on_is_what_was_recorded_by_the_end_of_the_day(on, expected):
    workstream = WorkstreamFactory()
    for day, summary in ((JULY, "July"), (AUGUST, "August"), (SEPTEMBER, "September")):
        HighlightReportFactory(workstream=workstream, recorded_on=day, summary=summary)

    known = HighlightReport.objects.known_on(on).order_by("recorded_on")

    assert [report.summary for report in known] == expected


@pytest.mark.parametrize("days", [(JULY,), (JULY, AUGUST)])
def test_on_each_gives_the_rows_of_each_day_in_order_in_one_query(django_assert_num_queries, days):
    later, first = (
        HighlightReportFactory(period_end=end, recorded_on=on) for end, on in ((AUGUST, AUGUST), (JULY, JULY))
    )
    expected = {JULY: [first], AUGUST: [first, later]}

    with django_assert_num_queries(1):
        found = on_each(days, HighlightReport.objects.known_on, "period_end")

    assert found == {day: expected[day] for day in days}


def test_newest_per_is_the_newest_of_each():
    first, second = WorkstreamFactory(number=1), WorkstreamFactory(number=2)
    for workstream, day, summary in (
        (first, AUGUST, "1 August"),
        (first, JULY, "1 July"),
        (second, JULY, "2 July"),
        (second, SEPTEMBER, "2 September"),
    ):
        HighlightReportFactory(workstream=workstream, recorded_on=day, summary=summary)

    newest = HighlightReport.objects.newest_per("workstream")

    assert [(report.summary, report.rank) for report in newest] == [("1 August", 1), ("2 September", 1)]


def test_newest_per_takes_the_one_saved_last_of_the_same_day():
    workstream = WorkstreamFactory()
    HighlightReportFactory(workstream=workstream, recorded_on=JULY, summary="First thought")
    HighlightReportFactory(workstream=workstream, recorded_on=JULY, summary="Second thought")

    assert [report.summary for report in HighlightReport.objects.newest_per("workstream")] == ["Second thought"]


def test_newest_per_counts_several_newest_first():
    workstream = WorkstreamFactory()
    for day, summary in ((JULY, "July"), (SEPTEMBER, "September"), (AUGUST, "August")):
        HighlightReportFactory(workstream=workstream, recorded_on=day, summary=summary)

    newest = HighlightReport.objects.newest_per("workstream", count=2)

    assert [(report.summary, report.rank) for report in newest] == [("September", 1), ("August", 2)]


def test_newest_per_several_fields_is_the_newest_of_each_combination():
    risk = RiskFactory()
    for kind, day, likelihood in (("residual", JULY, 5), ("residual", AUGUST, 4), ("target", JULY, 2)):
        RiskScoreFactory(risk=risk, kind=kind, recorded_on=day, likelihood=likelihood)

    newest = RiskScore.objects.newest_per("risk", "kind")

    assert [(score.kind, score.likelihood) for score in newest] == [("residual", 4), ("target", 2)]


def test_newest_per_of_an_earlier_day_is_what_was_newest_then():
    workstream = WorkstreamFactory()
    for day, summary in ((JULY, "July"), (AUGUST, "August")):
        HighlightReportFactory(workstream=workstream, recorded_on=day, summary=summary)

    newest = HighlightReport.objects.known_on(JULY).newest_per("workstream")

    assert [report.summary for report in newest] == ["July"]


def test_recorded_on_is_today_unless_said(today):
    assert Workstream().recorded_on == today


@pytest.mark.parametrize("demonstration", [True, False])
def test_records_of_a_demonstration_are_invented(settings, demonstration):
    settings.DEMONSTRATION = demonstration

    assert (is_demonstration(), HighlightReport().invented) == (demonstration, demonstration)


def test_said_by_is_the_person_or_else_the_document():
    person = UserFactory(name="Pat Lee", organisation="Sample Council")

    by_person = WorkstreamFactory(recorded_by=person, source="")
    by_document = WorkstreamFactory(source="Report 7566, page 2")

    assert (by_person.said_by, by_document.said_by) == ("Pat Lee, Sample Council", "Report 7566, page 2")


def test_a_record_that_nobody_said_is_refused_by_name():
    with pytest.raises(IntegrityError, match="improvement_workstream_said_by_somebody"), transaction.atomic():
        WorkstreamFactory(source="")


@pytest.mark.parametrize("field", [LineField(), ProseField()])
def test_text_fields_refuse_what_identifies_a_child(field):
    with pytest.raises(ValidationError) as refusal:
        field.clean("DOB 12/03/2009", None)

    assert refusal.value.messages == [
        "This looks like a date of birth. Take it out: nothing here may identify a child."
    ]


@pytest.mark.parametrize(("field", "limit"), [(LineField(), 200), (ProseField(), 4000), (LineField(max_length=9), 9)])
def test_text_fields_have_a_length(field, limit):
    assert field.max_length == limit


def test_claim_version_moves_to_the_next():
    workstream = WorkstreamFactory()

    workstream.claim_version(1)

    assert (workstream.version, Workstream.objects.get().version) == (2, 2)


def test_claim_version_from_an_older_version_is_stale():
    workstream = WorkstreamFactory(number=8, title="MASH")
    Workstream.objects.get().claim_version(1)

    with pytest.raises(Stale) as stale:
        workstream.claim_version(1)

    assert str(stale.value) == (
        "8 MASH was changed by somebody else while this page was open. "
        "Nothing of yours is lost: look at what it says now, then save again if yours should stand."
    )
    assert (workstream.version, Workstream.objects.get().version) == (1, 2)


def test_claim_version_of_the_future_is_stale():
    workstream = WorkstreamFactory()

    with pytest.raises(Stale, match="was changed by somebody else"):
        workstream.claim_version(2)
