"""Every constraint of the plan broken by name, one field at a time; text limits are in tests/config/test_house.py."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps

from improvement.models import Risk
from tests.constraints import allow_one_difference, hold_to, hold_to_once, made, said_of, unknown
from tests.factories import improvement as factories
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

EARLY = factories.EARLY
DAY = datetime.timedelta(days=1)

FILE = {
    "link": "",
    "file": "evidence/minutes.pdf",
    "file_name": "minutes.pdf",
    "size_bytes": 1,
    "sha256": "0" * 64,
}
REVIEWED = {"review": "accepted", "reviewed_on": EARLY, "reviewed_by": UserFactory}
WITHDRAWN = {"withdrawn_on": EARLY, "withdrawn_by": UserFactory}
CLOSED = {"closed_on": EARLY, "closed_by": UserFactory, "closing_reason": "Gone."}
CLOSED_BY = {"closed_on": EARLY, "closed_recorded_on": EARLY, "closed_recorded_by": UserFactory}
MET = {"met_on": EARLY, "met_recorded_on": EARLY, "met_recorded_by": UserFactory}
REOPENED = {"step": "reopened", "due_on": None, "reason": "Not all of it."}
ACHIEVED = {"step": "achieved", "due_on": None, "achieved_on": EARLY, "reason": ""}

TOGETHER = "Record who and when together."
FILE_OR_LINK = "Give a file or a link: one of them, not both."
FILE_FACTS = "A file is kept with its name, size and digest."
NEW_DATE = "Give the new due date."
DAY_ACHIEVED = "Give the day it was achieved."
BANDS = "The risk bands must rise: medium, then high, then very high."
SCALE = "The risk matrix has 3 to 6 steps each way."
PERCENTAGE = "A percentage is from 0 to 100."
PART = "The numerator is at most the denominator, and the denominator is not 0."
LIKELIHOOD = "Likelihood is 1 or more, to the size of the matrix."
IMPACT = "Impact is 1 or more, to the size of the matrix."

FUTURE = "This day is in the future. Choose today or an earlier day."
PLACES = "More attended than there were places. Check both figures."
AGREED_FIRST = "It is introduced on or after the day it was agreed: give both days."
ACTION = "Say what is done about it: it is not fit for purpose as it is."


def on_register(kind, **facts):
    """Facts of a RegisterChange of an entry of this kind."""
    return {"entry": lambda: factories.RegisterEntryFactory(kind=kind), **facts}


HELD = on_register("training", held_on=EARLY, places=12, attended=10)
INTRODUCED = on_register("policies", agreed_on=EARLY, introduced_on=EARLY)
FIT = on_register("systems", reviewed_on=EARLY, fitness="fit")
GRADED = on_register("peer_review", reviewed_on=EARLY, review_grade="good", review_evidence="Visit.")

RETIRED = {"retired_on": EARLY, "retired_by": UserFactory}
NUMBERED = "A council has a DfE number; a region or a country has none."
PARTS_NAMED = "Say what the numerator and the denominator count: this is not a count."
OF_ONE = "A break or new limits are of one measure, and have their reason."
YEAR = "Write the year of the model of neighbours, like 2021."
VALUE_OR_REASON = "Give the figure, or the symbol that says why it is missing."
PARTS_OR_REASON = "A numerator or denominator is a number or a symbol, not both."


# A valid record, the one field that breaks it, the constraint, and what is said: (kind, facts, breaks, name, sentence).
CHECKS = [
    ("Programme", {}, {"supported": lambda p: p.supporting}, "two_authorities",
     "The supporting authority is another than the supported one."),
    ("Programme", {}, {"risk_scale": 2}, "risk_scale", SCALE),
    ("Programme", {}, {"risk_scale": 7}, "risk_scale", SCALE),
    ("Programme", {}, {"risk_medium_from": 1}, "risk_bands", BANDS),
    ("Programme", {}, {"risk_high_from": 5}, "risk_bands", BANDS),
    ("Programme", {}, {"risk_very_high_from": 10}, "risk_bands", BANDS),
    ("ProgrammeChange", {}, {"state": "paused"}, "state_known", unknown("paused")),
    ("Comparator", {}, {"unit": "pounds"}, "unit_known", unknown("pounds")),
    ("Comparator", {}, {"basis": "guess"}, "basis_known", unknown("guess")),
    ("Comparator", {"unit": "percentage"}, {"value": Decimal("100.01")}, "percentage_range", PERCENTAGE),
    ("Comparator", {"unit": "percentage"}, {"value": Decimal("-0.01")}, "percentage_range", PERCENTAGE),
    ("Comparator", {"value": 101}, {"unit": "percentage"}, "percentage_range", PERCENTAGE),
    ("Comparator", {"numerator": 5, "denominator": 10}, {"numerator": 11}, "part_of_whole", PART),
    ("Comparator", {"numerator": 5, "denominator": 10}, {"numerator": None}, "part_of_whole", PART),
    ("Comparator", {"numerator": 0, "denominator": 10}, {"denominator": 0}, "part_of_whole", PART),
    ("Workstream", {}, {"number": 0}, "number_range", "Ensure this value is greater than or equal to 1."),
    ("Workstream", {}, {"number": 100}, "number_range", "Ensure this value is less than or equal to 99."),
    ("Workstream", {}, {"kind": "other"}, "kind_known", unknown("other")),
    ("MilestoneChange", REOPENED, {"step": "paused"}, "step_known", unknown("paused")),
    ("MilestoneChange", {}, {"due_on": None}, "new_date", NEW_DATE),
    ("MilestoneChange", ACHIEVED, {"due_on": EARLY}, "new_date", NEW_DATE),
    ("MilestoneChange", ACHIEVED, {"achieved_on": None}, "day_achieved", DAY_ACHIEVED),
    ("MilestoneChange", {}, {"achieved_on": EARLY}, "day_achieved", DAY_ACHIEVED),
    ("MilestoneChange", {}, {"reason": ""}, "reason", "Give the reason."),
    ("MilestoneChange", ACHIEVED, {"achieved_on": EARLY + DAY}, "not_future",
     "A milestone cannot be achieved in the future."),
    ("HighlightReport", {}, {"delivery": "fine"}, "delivery_known", unknown("fine")),
    ("HighlightReport", {}, {"confidence": "total"}, "confidence_known", unknown("total")),
    ("HighlightReport", {}, {"delivery": "at_risk"}, "path_to_green",
     "Say what brings the workstream back to green: it is not on track."),
    ("HighlightReport", {"delivery": "off_track", "path_to_green": "Ask."}, {"path_to_green": ""}, "path_to_green",
     "Say what brings the workstream back to green: it is not on track."),
    ("HighlightReport", {}, {"period_end": EARLY + DAY}, "not_future",
     "A highlight report covers time that has passed: choose today or an earlier day."),
    ("ImpactRating", {}, {"impact": "huge"}, "impact_known", unknown("huge")),
    ("ImpactRating", {}, {"basis": ""}, "basis", "This field cannot be blank."),
    ("Evidence", {}, {"link": ""}, "file_or_link", FILE_OR_LINK),
    ("Evidence", FILE | {"link": "https://council.example/", "file": ""}, {"file": "evidence/minutes.pdf"},
     "file_or_link", FILE_OR_LINK),
    ("Evidence", FILE, {"file_name": ""}, "file_facts", FILE_FACTS),
    ("Evidence", FILE, {"sha256": ""}, "file_facts", FILE_FACTS),
    ("Evidence", FILE, {"size_bytes": 0}, "file_facts", FILE_FACTS),
    ("Evidence", FILE, {"size_bytes": None}, "file_facts", FILE_FACTS),
    ("Evidence", REVIEWED, {"reviewed_by": None}, "reviewed_by_somebody", TOGETHER),
    ("Evidence", {}, {"reviewed_by": UserFactory}, "reviewed_by_somebody", TOGETHER),
    ("Evidence", REVIEWED, {"review": ""}, "review_known", "Accept or return the evidence."),
    ("Evidence", {}, {"review": "accepted"}, "review_known", "Accept or return the evidence."),
    ("Evidence", REVIEWED, {"review": "lost"}, "review_known", "Accept or return the evidence."),
    ("Evidence", REVIEWED, {"recorded_by": lambda e: e.reviewed_by}, "not_own_review",
     "Evidence is accepted by somebody other than the person who attached it."),
    ("Evidence", REVIEWED, {"review": "returned"}, "returned_with_reason",
     "Say why the evidence is returned and what would be enough."),
    ("Risk", CLOSED, {"closed_on": None}, "closed_by_somebody", TOGETHER),
    ("Risk", CLOSED, {"closed_by": None}, "closed_by_somebody", TOGETHER),
    ("Risk", CLOSED, {"closing_reason": ""}, "closed_with_reason", "Say why the risk is closed."),
    ("Risk", CLOSED, {"closed_on": EARLY - DAY}, "dates_in_order",
     "A risk closes on or after the day it was recorded."),
    ("RiskChange", {}, {"reason": ""}, "reason", "This field cannot be blank."),
    ("RiskScore", {}, {"kind": "guess"}, "kind_known", unknown("guess")),
    ("RiskScore", {}, {"likelihood": 0}, "likelihood_range", LIKELIHOOD),
    ("RiskScore", {}, {"likelihood": 7}, "likelihood_range", LIKELIHOOD),
    ("RiskScore", {}, {"impact": 0}, "impact_range", IMPACT),
    ("RiskScore", {}, {"impact": 7}, "impact_range", IMPACT),
    ("Inspection", {}, {"framework": "homemade"}, "framework_known", unknown("homemade")),
    ("Inspection", {}, {"ended_on": datetime.date(2015, 10, 11)}, "ends_after_start",
     "The inspection must end on or after the day it started."),
    ("Inspection", {}, {"published_on": datetime.date(2015, 10, 11)}, "published_after_start",
     "The report must be published on or after the day the inspection started."),
    ("Judgement", {}, {"grade": "superb"}, "grade_known",
     unknown("superb")
     + " This framework has no such grade. Choose from: Outstanding, Good, Requires improvement, Inadequate."),
    ("Finding", {}, {"kind": "rumour"}, "kind_known", unknown("rumour")),
    ("Coverage", WITHDRAWN, {"withdrawn_by": None}, "withdrawn_by_somebody", TOGETHER),
    ("Coverage", WITHDRAWN, {"withdrawn_on": None}, "withdrawn_by_somebody", TOGETHER),
    ("Coverage", WITHDRAWN, {"withdrawn_on": EARLY - DAY}, "dates_in_order",
     "An answer is withdrawn on or after the day it was recorded."),
    ("Intervention", {}, {"kind": "letter"}, "kind_known", unknown("letter")),
    ("Intervention", {}, {"closed_on": factories.START - DAY}, "dates_in_order",
     "It must close on or after the day it was issued."),
    ("Intervention", CLOSED_BY, {"closed_recorded_by": None}, "closed_by_somebody", TOGETHER),
    ("Intervention", CLOSED_BY, {"closed_recorded_on": None}, "closed_by_somebody", TOGETHER),
    ("Intervention", CLOSED_BY, {"closed_on": None}, "recorded_is_closed", "Give the day it closed."),
    ("Intervention", {}, {"replaced_by": factories.InterventionFactory}, "replaced_is_closed",
     "Give the day it closed: what is replaced is closed."),
    ("Intervention", {"closed_on": EARLY}, {"replaced_by": lambda intervention: intervention}, "replaced_by_another",
     "Choose another Direction or notice than this one."),
    ("Requirement", MET, {"met_on": None}, "met_by_somebody", TOGETHER),
    ("Requirement", MET, {"met_recorded_on": None}, "met_by_somebody", TOGETHER),
    ("Requirement", MET, {"met_recorded_by": None}, "met_by_somebody", TOGETHER),
    ("Requirement", MET, {"met_on": EARLY + DAY}, "met_not_future", "It cannot have been met in the future."),
    ("Authority", {"dfe_code": "", "level": "regional"}, {"level": "village"}, "level_known", unknown("village")),
    ("Authority", {}, {"dfe_code": ""}, "numbered", NUMBERED),
    ("Authority", {"dfe_code": "", "level": "regional"}, {"dfe_code": "999"}, "numbered", NUMBERED),
    ("Indicator", {}, {"area": "elsewhere"}, "area_known", unknown("elsewhere")),
    ("Indicator", {"percentage": True}, {"unit": "pounds"}, "unit_known", unknown("pounds")),
    ("Indicator", {}, {"basis": "guess"}, "basis_known", unknown("guess")),
    ("Indicator", {}, {"polarity": "both"}, "polarity_known", unknown("both")),
    ("Indicator", {}, {"frequency": "hourly"}, "frequency_known", unknown("hourly")),
    ("Indicator", {}, {"decimals": 3}, "decimals_range", "Ensure this value is less than or equal to 2."),
    ("Indicator", {"percentage": True}, {"numerator_label": ""}, "parts_named", PARTS_NAMED),
    ("Indicator", {"percentage": True}, {"denominator_label": ""}, "parts_named", PARTS_NAMED),
    ("Indicator", RETIRED, {"retired_by": None}, "retired_by_somebody", TOGETHER),
    ("Indicator", RETIRED, {"retired_on": None}, "retired_by_somebody", TOGETHER),
    ("Indicator", RETIRED, {"retired_on": EARLY - DAY}, "dates_in_order",
     "A measure is retired on or after the day it was recorded."),
    *(
        (kind, WITHDRAWN, *case)
        for kind in ("FindingTie", "WorkstreamTie")
        for case in (
            ({"withdrawn_by": None}, "withdrawn_by_somebody", TOGETHER),
            ({"withdrawn_on": None}, "withdrawn_by_somebody", TOGETHER),
            ({"withdrawn_on": EARLY - DAY}, "dates_in_order",
             "A tie is withdrawn on or after the day it was recorded."),
        )
    ),
    ("Target", {}, {"value": Decimal(-1)}, "value_range", "A target is 0 or more."),
    ("Target", {}, {"tolerance": Decimal(-1)}, "tolerance_range", "A tolerance is 0 or more."),
    ("IndicatorEvent", {"reason": "Why."}, {"kind": "party"}, "kind_known", unknown("party")),
    ("IndicatorEvent", {"kind": "rebase", "reason": "Twice the people."}, {"reason": ""}, "reason", OF_ONE),
    ("IndicatorEvent", {"kind": "break", "reason": "Counted anew."}, {"indicator": None}, "reason", OF_ONE),
    ("StatisticsImport", {"decided_on": EARLY, "state": "confirmed"}, {"state": "lost"}, "state_known",
     "Choose one of: Not confirmed, Confirmed, Abandoned."),
    ("StatisticsImport", {}, {"state": "confirmed"}, "decided", "An import is confirmed or abandoned on a day."),
    ("StatisticsImport", {}, {"decided_on": EARLY}, "decided", "An import is confirmed or abandoned on a day."),
    ("StatisticsImport", {}, {"layout": "poem"}, "layout_known",
     "Choose one of: Published statistics, Local figures, Statistical neighbours."),
    ("StatisticsImport", {}, {"status": "rumour"}, "status_known", unknown("rumour")),
    ("StatisticsImport", {}, {"publication": ""}, "publication", "This field cannot be blank."),
    ("StatisticsImport", {"layout": "neighbours", "model_year": 2014}, {"model_year": None}, "model_year", YEAR),
    ("StatisticsImport", {"layout": "neighbours", "model_year": 2014}, {"model_year": 1999}, "model_year", YEAR),
    ("Observation", {}, {"value": None}, "value_or_reason", VALUE_OR_REASON),
    ("Observation", {}, {"missing": "c"}, "value_or_reason", VALUE_OR_REASON),
    ("Observation", {"numerator": 5}, {"numerator_missing": "c"}, "parts_or_reason", PARTS_OR_REASON),
    ("Observation", {"denominator": 5}, {"denominator_missing": "c"}, "parts_or_reason", PARTS_OR_REASON),
    ("Observation", {}, {"value": Decimal(-1)}, "not_negative", "A figure is 0 or more."),
    ("Observation", {}, {"numerator": Decimal(-1)}, "not_negative", "A figure is 0 or more."),
    ("Observation", {}, {"denominator": Decimal(-1)}, "not_negative", "A figure is 0 or more."),
    ("Observation", {}, {"numerator_missing": "q"}, "symbols_known", unknown("q")),
    ("Observation", {}, {"denominator_missing": "q"}, "symbols_known", unknown("q")),
    ("Observation", {"value": None, "missing": "c"}, {"missing": "q"}, "symbols_known", unknown("q")),
    ("Observation", {}, {"status": "rumour"}, "status_known", unknown("rumour")),
    ("RegisterEntry", {}, {"kind": "rumour"}, "kind_known", unknown("rumour")),
    ("RegisterChange", {"sessions": 3}, {"started_on": EARLY + DAY}, "sessions_when_started",
     "Sessions are held from the day the pair starts."),
    ("RegisterChange", {"sessions": 3}, {"started_on": None}, "sessions_when_started", "Give this too: starts."),
    ("RegisterChange", {}, {"review_due_on": EARLY - DAY}, "review_due_after_start",
     "The review is due on or after the day the pair starts."),
    ("RegisterChange", {}, {"reviewed_on": EARLY - DAY}, "review_after_start",
     "The review is on or after the day the pair started."),
    ("RegisterChange", {}, {"reviewed_on": EARLY + DAY}, "reviewed_on_not_future", FUTURE),
    ("RegisterChange", HELD, {"attended": 13}, "attended_within_places", PLACES),
    ("RegisterChange", HELD, {"places": 9}, "attended_within_places", PLACES),
    ("RegisterChange", HELD, {"places": None}, "attended_within_places", "Give this too: places."),
    ("RegisterChange", HELD, {"held_on": EARLY + DAY}, "attended_when_held",
     "Attendance is known once the session was held: its date is in the future."),
    ("RegisterChange", HELD, {"held_on": None}, "attended_when_held", "Give this too: date."),
    ("RegisterChange", on_register("policies"), {"agreed_on": EARLY + DAY}, "agreed_on_not_future", FUTURE),
    ("RegisterChange", INTRODUCED, {"introduced_on": EARLY + DAY}, "introduced_on_not_future", FUTURE),
    ("RegisterChange", INTRODUCED, {"introduced_on": EARLY - DAY}, "introduced_when_agreed", AGREED_FIRST),
    ("RegisterChange", INTRODUCED, {"agreed_on": None}, "introduced_when_agreed", AGREED_FIRST),
    ("RegisterChange", INTRODUCED, {"review_due_on": EARLY - DAY}, "review_due_after_agreed",
     "The review is due on or after the day it was agreed."),
    ("RegisterChange", FIT, {"fitness": "superb"}, "fitness_known", unknown("superb")),
    ("RegisterChange", FIT, {"reviewed_on": None}, "fitness_when_reviewed", "Give this too: reviewed."),
    ("RegisterChange", FIT, {"fitness": "not_fit"}, "action_when_not_fit", ACTION),
    ("RegisterChange", FIT, {"fitness": "in_part"}, "action_when_not_fit", ACTION),
    ("RegisterChange", FIT | {"fitness": "not_fit", "action": "Mend it."}, {"action": ""}, "action_when_not_fit",
     ACTION),
    ("RegisterChange", on_register("peer_review"), {"baseline_on": EARLY + DAY}, "baseline_on_not_future", FUTURE),
    ("RegisterChange", on_register("peer_review"), {"baseline_grade": "adequate"}, "baseline_grade_known",
     unknown("adequate")),
    ("RegisterChange", on_register("peer_review"), {"baseline_evidence": ""}, "baseline_with_evidence",
     "Give this too: evidence at the start."),
    ("RegisterChange", on_register("peer_review"), {"baseline_on": None}, "baseline_with_day",
     "Give this too: baseline taken."),
    ("RegisterChange", on_register("peer_review"), {"review_due_on": EARLY - DAY}, "review_due_after_baseline",
     "The review is due on or after the day of the baseline."),
    ("RegisterChange", GRADED, {"reviewed_on": EARLY - DAY}, "review_after_baseline",
     "The review is on or after the day of the baseline."),
    ("RegisterChange", GRADED, {"review_grade": "adequate"}, "review_grade_known", unknown("adequate")),
    ("RegisterChange", GRADED, {"review_evidence": ""}, "review_with_evidence",
     "Say what the grade at the review rests on."),
    ("RegisterChange", GRADED, {"reviewed_on": None}, "review_with_day", "Give this too: reviewed."),
    ("RegisterChange", {}, {"is_withdrawn": True}, "withdrawn_with_reason", "Say why it is withdrawn."),
    ("RegisterChange", {"is_withdrawn": True, "reason": "The mentor left."}, {"reason": ""}, "withdrawn_with_reason",
     "Say why it is withdrawn."),
    ("NeighbourSet", {}, {"model_year": 1999}, "year_range", "Write the year of the model, like 2021."),
    ("NeighbourSet", {}, {"model_year": 2101}, "year_range", "Write the year of the model, like 2021."),
]  # fmt: skip

SAID_BY_NOBODY = "Record who said so, or the document it comes from."
CHECKS += [
    (model.__name__, {}, {"source": ""}, "said_by_somebody", SAID_BY_NOBODY)
    for model in apps.get_app_config("improvement").get_models()
    if "recorded_by" in {field.name for field in model._meta.fields}
]

# What together is there once: (kind, facts of both records, fields, the constraint, what is said).
ONCE = [
    ("Authority", {}, ["ons_code"], "ons_code_once", "Authority with this ONS code already exists."),
    ("Authority", {}, ["dfe_code"], "dfe_code_once", "Another council has this number."),
    ("Programme", {}, ["slug"], "slug_once", "Programme with this Slug already exists."),
    ("Comparator", {}, ["programme", "measure", "unit", "authority", "as_at"], "once",
     "Comparator with this Programme, Measure, Unit, Authority and As at already exists."),
    ("Workstream", {}, ["programme", "number"], "number_once", "Another workstream has this number."),
    ("Milestone", {}, ["programme", "workstream", "title"], "title_once",
     "This workstream already has a milestone with this title."),
    ("Risk", {}, ["programme", "number"], "number_once", "Risk with this Programme and Number already exists."),
    ("RegisterEntry", {"kind": "systems"}, ["programme", "kind", "title"], "title_once",
     "The register has this already, perhaps withdrawn."),
    ("Inspection", {}, ["programme", "authority", "framework", "started_on"], "once",
     "This inspection is recorded already."),
    ("Judgement", {}, ["programme", "inspection", "area"], "area_once",
     "This inspection already has a judgement of this area."),
    ("Judgement", {"is_overall": True}, ["inspection"], "one_overall",
     "This inspection already has an overall judgement."),
    ("Finding", {}, ["programme", "reference"], "reference_once", "Another finding has this reference."),
    ("Coverage", {}, ["programme", "finding", "workstream"], "once",
     "This workstream already answers this finding."),
    ("Intervention", {}, ["programme", "kind", "issued_on"], "once",
     "One of this kind, issued on this day, is recorded already."),
    ("Requirement", {}, ["programme", "reference"], "reference_once", "Another requirement has this reference."),
    ("Indicator", {}, ["programme", "code"], "code_once", "Another measure has this code."),
    ("FindingTie", {}, ["programme", "indicator", "finding"], "once", "This measure is tied to it already."),
    ("WorkstreamTie", {}, ["programme", "indicator", "workstream"], "once", "This measure is tied to it already."),
    ("StatisticsColumn", {}, ["programme", "indicator", "value_column"], "once",
     "This measure takes its figures from that column already."),
    ("Observation", {"statistics_import": factories.StatisticsImportFactory},
     ["statistics_import", "indicator", "authority", "period_end"], "once_a_file",
     "The file holds this figure twice."),
    ("Neighbour", {}, ["neighbour_set", "rank"], "rank_once",
     "Neighbour with this Neighbour set and Rank already exists."),
    ("Neighbour", {}, ["neighbour_set", "authority"], "once",
     "Neighbour with this Neighbour set and Authority already exists."),
]  # fmt: skip

# Two records that agree in one of these agree in it by chance or by default; their other values say they differ.
OTHER = {
    "unit": "percentage",
    "as_at": EARLY,
    "framework": "ilacs",
    "started_on": EARLY,
    "kind": "notice",
    "issued_on": EARLY,
    "period_end": datetime.date(2016, 4, 30),
    "RegisterEntry.kind": "policies",
}


def called(case):
    kind, _, what, name, _ = case
    return f"{kind}-{name}-{'-'.join(what)}"


def full_name(kind, name):
    return f"improvement_{kind.lower()}_{name}"


@pytest.mark.parametrize("case", CHECKS, ids=called)
def test_a_field_that_breaks_a_rule_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    kind, facts, breaks, name, sentence = case

    hold_to(made(factories, kind, facts), full_name(kind, name), breaks, sentence)


@pytest.mark.parametrize("case", ONCE, ids=called)
def test_a_second_record_of_the_same_is_refused_by_the_name_of_the_rule_and_in_a_sentence(case):
    kind, facts, fields, name, sentence = case

    hold_to_once(made(factories, kind, facts), made(factories, kind, facts), full_name(kind, name), fields, sentence)


@pytest.mark.parametrize("case", [case for case in ONCE if len(case[2]) > 1], ids=called)
def test_a_second_record_that_differs_in_one_field_stands(case):
    kind, facts, fields, name, _ = case

    allow_one_difference(
        made(factories, kind, facts), made(factories, kind, facts), full_name(kind, name), fields, OTHER
    )


@pytest.mark.parametrize("kind", ["mentoring", "training"])
def test_a_post_has_two_mentors_and_a_session_is_held_twice(kind):
    first = factories.RegisterEntryFactory(kind=kind)

    again = factories.RegisterEntryFactory(kind=kind, workstream=first.workstream, title=first.title)

    assert again.full_clean() is None


def test_an_answer_that_was_withdrawn_can_be_given_again():
    first = factories.CoverageFactory(withdrawn_on=EARLY, withdrawn_by=UserFactory())

    again = factories.CoverageFactory(finding=first.finding, workstream=first.workstream)

    assert again.pk != first.pk


def test_an_inspection_has_many_judgements_beside_the_overall_one():
    overall = factories.JudgementFactory(is_overall=True)

    factories.JudgementFactory.create_batch(2, inspection=overall.inspection)

    assert overall.inspection.judgements.count() == 3


def test_every_constraint_is_broken_here():
    known = {full_name(kind, name) for kind, _, _, name, _ in [*CHECKS, *ONCE]}

    in_models = {c.name for model in apps.get_app_config("improvement").get_models() for c in model._meta.constraints}

    assert {name for name in in_models if not name.endswith("_text_limits")} == known


@pytest.mark.parametrize("kind", sorted({kind for kind, *_ in [*CHECKS, *ONCE]}))
def test_the_least_valid_record_is_valid(kind):
    record = made(factories, kind, {})

    assert record.full_clean() is None


@pytest.mark.parametrize(
    ("framework", "grade", "allowed"),
    [
        ("sif", "adequate", "Outstanding, Good, Requires improvement, Inadequate"),
        ("ilacs", "adequate", "Outstanding, Good, Requires improvement, Inadequate"),
        ("child_protection", "requires_improvement", "Outstanding, Good, Adequate, Inadequate"),
        ("safeguarding", "requires_improvement", "Outstanding, Good, Adequate, Inadequate"),
    ],
)
def test_a_judgement_with_a_grade_of_another_framework_is_refused(framework, grade, allowed):
    judgement = factories.JudgementFactory(inspection=factories.InspectionFactory(framework=framework))

    judgement.grade = grade

    assert said_of(judgement) == [f"This framework has no such grade. Choose from: {allowed}."]


@pytest.mark.parametrize("reference", ["f9", "F", "9", "F9a", "ABCD1", "F1000", "F 9", "Ｆ9"])
def test_a_finding_with_another_kind_of_reference_is_refused(reference):
    finding = factories.FindingFactory()

    finding.reference = reference

    assert said_of(finding) == ["Use one to three capital letters and a number, like F9."]


@pytest.mark.parametrize("reference", ["Paragraph 1/2", "/", ".", ".."])
def test_a_requirement_whose_reference_cannot_be_an_address_is_refused(reference):
    requirement = factories.RequirementFactory()

    requirement.reference = reference

    assert said_of(requirement) == ["Write the reference without a slash, like Paragraph 4."]


@pytest.mark.parametrize("slug", ["9lives", "Torbay", "tor bay", "tor_bay", "-torbay"])
def test_a_programme_whose_address_would_not_read_well_is_refused(slug):
    programme = factories.ProgrammeFactory()

    programme.slug = slug

    assert "Use small letters, digits and hyphens, a letter first." in said_of(programme)


@pytest.mark.parametrize(
    ("on", "is_open"), [(EARLY - DAY, False), (EARLY, True), (EARLY + DAY, True), (EARLY + 2 * DAY, False)]
)
def test_open_risks_of_a_day_are_those_known_and_not_yet_closed(on, is_open):
    risk = factories.RiskFactory(closed_on=EARLY + 2 * DAY, closed_by=UserFactory(), closing_reason="Gone.")

    assert list(Risk.objects.open_on(on)) == ([risk] if is_open else [])
