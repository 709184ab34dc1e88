"""Every constraint of the reports broken by name, one field at a time; text limits are held in test_house.py."""

import datetime

import pytest

from tests.constraints import hold_to, hold_to_once, made, unknown
from tests.factories import report as factories
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
END = factories.PERIOD_END
TOGETHER = "Record who and when together."
SAID_BY_NOBODY = "Record who said so, or the document it comes from."
DATES_GIVEN = "Give the last day of each period, only where they are dates of their own."
CORRECTS = "A corrected report names the one it replaces, and no other report does."
SIGNED_ONLY = "A report that was signed has its signature, and no other report has one."
ANSWER = "Write the answer."
SIGNED, ANSWERED = {"signed": True}, {"answered": True}

# Rows that are never changed: what breaks a rule is tried in a new one, which differs in this.
NEW_REPORT = {"report_id": lambda: factories.ProgressReportFactory(signed=True).pk}
AS_NEW = {
    "ScheduleTerms": {},
    "ReportNote": {},
    "ReportStep": {"number": 99},
    "MinisterDecision": NEW_REPORT,
    "ReportWithdrawal": NEW_REPORT,
    # Parts of a report that is signed cannot be changed either, so a signed report is broken as another.
    "ProgressReport": {"number": 99_999, "period_end": END + 200 * DAY},
}

# A valid record, what breaks it, the constraint, and what is said: (kind, facts, breaks, name, sentence).
CHECKS = [
    ("ScheduleTerms", {}, {"cadence": "weekly"}, "cadence_known", unknown("weekly")),
    ("ScheduleTerms", {}, {"due_days": 181}, "due_days_range", "A report is due at most 180 days after its period."),
    ("ScheduleTerms", {}, {"own_ends": "2016-12-31"}, "own_dates_given", DATES_GIVEN),
    ("ScheduleTerms", {}, {"cadence": "own_dates"}, "own_dates_given", DATES_GIVEN),
    ("ScheduleTerms", {}, {"reason": ""}, "reason", "This field cannot be blank."),
    ("ProgressReport", {}, {"period_end": END - 200 * DAY}, "dates_in_order",
     "The last day of a period is on or after the first."),
    ("ProgressReport", {}, {"issue": 2}, "corrects_one", CORRECTS),
    ("ProgressReport", {}, {"state": "lost"}, "signed_when_closed", SIGNED_ONLY),
    ("ProgressReport", {}, {"recommend": "wait"}, "recommend_known", unknown("wait")),
    ("ProgressReport", {"recommend": "continue"}, {"signed_on": END}, "signed_by_somebody",
     f"{TOGETHER} {SIGNED_ONLY}"),
    ("ProgressReport", {}, {"signed_by": UserFactory}, "signed_by_somebody", TOGETHER),
    ("ProgressReport", {}, {"state": "signed"}, "signed_when_closed", SIGNED_ONLY),
    ("ProgressReport", SIGNED, {"recommend": ""}, "recommends", "A signed report recommends something."),
    ("ReportStep", {}, {"step": "lost"}, "step_known", unknown("lost")),
    ("ReportStep", {}, {"state": "lost"}, "state_known", unknown("lost")),
    ("ReportStep", {}, {"step": "returned"}, "says_why", "Say why."),
    ("ReportSection", {}, {"kind": "lost"}, "kind_known", unknown("lost")),
    ("ReportSection", {}, {"saved_on": END}, "saved_by_somebody", TOGETHER),
    ("ReportSection", {}, {"saved_by": UserFactory}, "saved_by_somebody", TOGETHER),
    ("RecommendationProgress", {}, {"standing": "lost"}, "standing_known", unknown("lost")),
    ("ReportComment", {}, {"kind": "lost"}, "kind_known", unknown("lost")),
    ("ReportComment", ANSWERED, {"answered_by": None}, "answered_by_somebody", TOGETHER),
    ("ReportComment", ANSWERED, {"answer": ""}, "answer_with_its_day", ANSWER),
    ("ReportComment", {}, {"answer": "Yes."}, "answer_with_its_day", ANSWER),
    ("ReportFile", {}, {"edition": "lost"}, "edition_known", unknown("lost")),
    ("MinisterDecision", {}, {"decided_on": END}, "not_future", "A decision is recorded on its day or later."),
    ("MinisterDecision", {}, {"file_name": ""}, "has_its_letter", "Attach the letter."),
    ("ReportWithdrawal", {}, {"reason": ""}, "reason", "This field cannot be blank."),
]  # fmt: skip
CHECKS += [
    (kind, {}, {"source": ""}, "said_by_somebody", SAID_BY_NOBODY)
    for kind in (
        "ReportSchedule", "ScheduleTerms", "ProgressReport", "ReportStep", "ReportRecommendation", "ReportComment",
        "ReportNote", "MinisterDecision", "ReportWithdrawal",
    )
]  # fmt: skip

ONCE = [
    ("ReportSchedule", ["programme", "name"], "name_once", "Another schedule of this programme has this name."),
    ("ProgressReport", ["programme", "number"], "number_once",
     "Progress report with this Programme and Number already exists."),
    ("ProgressReport", ["schedule", "period_end", "issue"], "once_a_period",
     "Progress report with this Schedule, Period end and Issue already exists."),
    ("ReportSection", ["report", "kind"], "once", "Report section with this Report and Kind already exists."),
    ("ReportRecommendation", ["report", "number"], "number_once",
     "Report recommendation with this Report and Number already exists."),
    ("RecommendationProgress", ["report", "recommendation"], "once",
     "Recommendation progress with this Report and Recommendation already exists."),
    ("ReportFile", ["report", "edition", "name"], "once",
     "Report file with this Report, Edition and Name already exists."),
    ("ReportDelivery", ["report", "address"], "once", "The report goes to this address already."),
]  # fmt: skip


def called(case):
    return f"{case[0]}-{case[-2]}-{'-'.join(map(str, case[2] if len(case) > 4 else ()))}"


@pytest.mark.parametrize("case", CHECKS, ids=called)
def test_a_record_that_breaks_a_rule_is_refused_by_name(case):
    kind, facts, breaks, name, sentence = case
    record = made(factories, kind, facts)
    as_new = AS_NEW.get(kind) if kind != "ProgressReport" or facts else None
    if as_new:
        as_new = {field: value() if callable(value) else value for field, value in as_new.items()}

    hold_to(record, f"{record._meta.db_table}_{name}", breaks, sentence, as_new=as_new)


@pytest.mark.parametrize("case", ONCE, ids=lambda case: f"{case[0]}-{case[2]}")
def test_what_is_there_once_is_refused_twice(case):
    kind, fields, name, sentence = case
    first, second = made(factories, kind, {}), made(factories, kind, {})

    hold_to_once(first, second, f"{first._meta.db_table}_{name}", fields, sentence)


def test_a_file_has_its_digest():
    file = factories.ReportFileFactory()

    file.sha256 = "short"

    with pytest.raises(Exception, match="commissioner_reportfile_has_its_digest"):
        file.save()


def test_attempts_are_bounded():
    delivery = factories.ReportDeliveryFactory()

    delivery.attempts = 8

    with pytest.raises(Exception, match="commissioner_reportdelivery_attempts_bounded"):
        delivery.save()
