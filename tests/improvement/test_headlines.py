"""The sentence each page opens with, over none, one, some and all of what it counts."""

import datetime

import pytest

from improvement import headlines
from improvement.as_known import findings_on, milestones_on, risks_on, workstreams_on
from improvement.brag import WORST_FIRST, Brag, travel
from improvement.comparison import comparison_of
from improvement.coverage import coverage_of
from improvement.headlines import COLOUR_WORDS, Headline
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    AuthorityFactory,
    ComparatorFactory,
    CoverageFactory,
    EvidenceFactory,
    FindingFactory,
    HighlightReportFactory,
    ImpactRatingFactory,
    InspectionFactory,
    InterventionFactory,
    JudgementFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    RequirementFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def programme():
    return ProgrammeFactory(supported=AuthorityFactory(name="Torbay"), supporting=AuthorityFactory(name="Hampshire"))


def workstreams(programme, *deliveries, closed=0):
    """A workstream for each delivery (empty for no report), and so many closed ones."""
    number = 0
    for number, delivery in enumerate(deliveries, start=1):
        workstream = WorkstreamFactory(programme=programme, number=number)
        if delivery:
            HighlightReportFactory(workstream=workstream, delivery=delivery, path_to_green="Ask.")
    for extra in range(closed):
        workstream = WorkstreamFactory(programme=programme, number=number + 1 + extra)
        WorkstreamChangeFactory(workstream=workstream, is_closed=True)


@pytest.mark.parametrize(
    ("deliveries", "closed", "sentence"),
    [
        ([], 0, "There are no workstreams yet."),
        ([], 1, "The one workstream is closed."),
        ([], 3, "All three workstreams are closed."),
        ([""], 0, "The one workstream is not started."),
        (["on_track"] * 12, 0, "All 12 workstreams are on track."),
        (["on_track", "off_track"], 0, "One of two workstreams is off track and one is on track."),
        (
            ["complete", "", "on_track", "at_risk", "off_track", "off_track"],
            1,
            "Two of six workstreams are off track, one is at risk, one is done with evidence awaited, one is on track "
            "and one is not started. One more is closed.",
        ),
        (["on_track"], 2, "The one workstream is on track. Two more are closed."),
    ],
)
def test_workstreams_headline_counts_the_open_ones_worst_first(programme, deliveries, closed, sentence):
    workstreams(programme, *deliveries, closed=closed)

    found = headlines.workstreams_headline(workstreams_on(programme, TODAY))

    assert (found.sentence, found.total) == (sentence, len(deliveries) + closed)


def test_every_colour_has_words():
    assert set(COLOUR_WORDS) == set(WORST_FIRST) == set(Brag)


def test_a_headline_says_how_many_records_are_invented(programme):
    WorkstreamFactory.create_batch(2, programme=programme, invented=True)
    WorkstreamFactory(programme=programme, invented=False)

    assert headlines.workstreams_headline(workstreams_on(programme, TODAY)) == Headline(
        "All three workstreams are not started.", 3, 2
    )


def said_of_workstream(workstream):
    known = workstreams_on(workstream.programme, TODAY).get()
    return headlines.workstream_sentences(known, travel(known.delivery, known.delivery_before))


def test_workstream_of_which_nothing_is_known():
    assert said_of_workstream(WorkstreamFactory()) == (
        "No highlight report has been written yet. No evidence is accepted or waiting for review. "
        "Nobody has rated yet what it changes for children."
    )


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ("", "not_started", "Delivery was rated not started on 1 June 2016."),
        ("on_track", "on_track", "Delivery was rated on track on 1 June 2016."),
        ("on_track", "off_track", "Delivery was rated off track on 1 June 2016, worse than the report before."),
        ("off_track", "at_risk", "Delivery was rated at risk on 1 June 2016, better than the report before."),
    ],
)
def test_workstream_says_how_delivery_was_rated_and_which_way_it_moved(before, now, words):
    workstream = WorkstreamFactory()
    for delivery in filter(None, [before, now]):
        HighlightReportFactory(workstream=workstream, delivery=delivery, path_to_green="Ask.")

    assert said_of_workstream(workstream).startswith(f"{words} No evidence")


@pytest.mark.parametrize(
    ("waiting", "accepted", "words"),
    [
        (1, 0, "One piece of evidence waits for review."),
        (3, 0, "Three pieces of evidence wait for review."),
        (0, 1, "All its evidence is accepted (one piece)."),
        (0, 2, "All its evidence is accepted (two pieces)."),
        (2, 1, "One of three pieces of evidence is accepted."),
        (1, 2, "Two of three pieces of evidence are accepted."),
    ],
)
def test_workstream_says_how_much_evidence_is_accepted(waiting, accepted, words):
    workstream = WorkstreamFactory()
    EvidenceFactory.create_batch(waiting, workstream=workstream)
    EvidenceFactory.create_batch(accepted, workstream=workstream, accepted=True)

    assert f" {words} " in said_of_workstream(workstream)


@pytest.mark.parametrize(
    ("impact", "words"),
    [
        ("getting_worse", "Its impact on children is getting worse."),
        ("not_yet_seen", "Its impact on children is not yet seen."),
        ("some", "Its impact on children is seen in part."),
        ("sustained", "Its impact on children is sustained."),
    ],
)
def test_workstream_says_its_impact(impact, words):
    assert said_of_workstream(ImpactRatingFactory(impact=impact).workstream).endswith(words)


def milestones(programme, *, overdue=0, due=0, achieved=0, withdrawn=0, moved=0):
    workstream = WorkstreamFactory(programme=programme)
    MilestoneFactory.create_batch(overdue, workstream=workstream, original_due_on=TODAY - DAY)
    MilestoneFactory.create_batch(due, workstream=workstream)
    for step, count in (("achieved", achieved), ("withdrawn", withdrawn)):
        for milestone in MilestoneFactory.create_batch(count, workstream=workstream):
            achieved_on = TODAY if step == "achieved" else None
            MilestoneChangeFactory(
                milestone=milestone, step=step, due_on=None, achieved_on=achieved_on, recorded_on=TODAY
            )
    for milestone in MilestoneFactory.create_batch(moved, workstream=workstream):
        MilestoneChangeFactory(milestone=milestone)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "No milestones are set."),
        ({"due": 1}, "The one milestone is still to come."),
        ({"overdue": 2}, "Both milestones are overdue."),
        (
            {"overdue": 1, "achieved": 2, "due": 1},
            "One of four milestones is overdue, two are achieved and one is still to come.",
        ),
        ({"moved": 1}, "The one milestone is still to come. One has moved from its first date."),
        ({"moved": 2}, "Both milestones are still to come. Two have moved from their first date."),
        ({"withdrawn": 1}, "No milestones are set. One milestone was withdrawn."),
        ({"due": 1, "withdrawn": 2}, "The one milestone is still to come. Two milestones were withdrawn."),
    ],
)
def test_milestones_headline_counts_those_that_stand(programme, counts, sentence):
    milestones(programme, **counts)

    found = headlines.milestones_headline(milestones_on(programme, TODAY))

    assert (found.sentence, found.total) == (sentence, sum(counts.values()))


def test_a_withdrawn_milestone_that_moved_is_not_counted_as_moved(programme):
    milestone = MilestoneFactory(workstream=WorkstreamFactory(programme=programme))
    MilestoneChangeFactory(milestone=milestone)
    MilestoneChangeFactory(milestone=milestone, step="withdrawn", due_on=None)

    sentence = headlines.milestones_headline(milestones_on(programme, TODAY)).sentence

    assert sentence == "No milestones are set. One milestone was withdrawn."


NOT_MOVED = " Its date has not moved."


@pytest.mark.parametrize(
    ("due_on", "changes", "sentences"),
    [
        (TODAY, [], "Due today, 28 February 2017." + NOT_MOVED),
        (TODAY + DAY, [], "Due on 1 March 2017, in one day." + NOT_MOVED),
        (TODAY + 31 * DAY, [], "Due on 31 March 2017, in 31 days." + NOT_MOVED),
        (TODAY - DAY, [], "Overdue by one day: it was due on 27 February 2017." + NOT_MOVED),
        (TODAY - 12 * DAY, [], "Overdue by 12 days: it was due on 16 February 2017." + NOT_MOVED),
        (TODAY, [{"step": "withdrawn", "due_on": None}], "Withdrawn from the plan." + NOT_MOVED),
        (
            TODAY,
            [{"step": "achieved", "due_on": None, "achieved_on": TODAY - DAY}],
            "Achieved on 27 February 2017." + NOT_MOVED,
        ),
        (
            TODAY,
            [{"due_on": TODAY + DAY}],
            "Due on 1 March 2017, in one day. Its date has moved once and is one day later than first planned.",
        ),
        (
            TODAY,
            [{"due_on": TODAY + 9 * DAY}, {"due_on": TODAY - 2 * DAY}],
            "Overdue by two days: it was due on 26 February 2017. "
            "Its date has moved twice and is two days earlier than first planned.",
        ),
        (
            TODAY,
            [{"due_on": TODAY + 9 * DAY}, {"due_on": TODAY + DAY}, {"due_on": TODAY}],
            "Due today, 28 February 2017. Its date has moved three times and is back on the first one.",
        ),
    ],
)
def test_milestone_says_where_it_stands_and_how_far_it_moved(due_on, changes, sentences):
    milestone = MilestoneFactory(original_due_on=due_on)
    for change in changes:
        MilestoneChangeFactory(milestone=milestone, recorded_on=TODAY, **change)

    known = milestones_on(milestone.programme, TODAY).get()

    assert headlines.milestone_sentences(known, TODAY) == sentences


def reported(programme, **days):
    """Workstreams by title, reported on so many days before today; None for never."""
    for number, (title, before) in enumerate(days.items(), start=1):
        workstream = WorkstreamFactory(programme=programme, number=number, title=title)
        if before is not None:
            HighlightReportFactory(workstream=workstream, recorded_on=TODAY - before * DAY)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({}, "There are no open workstreams."),
        ({"A": None}, "The one open workstream is without a highlight report."),
        ({"A": None, "B": None}, "Both open workstreams are without a highlight report."),
        ({"A": 0}, "The one open workstream has a highlight report. The newest is of 28 February 2017."),
        (
            {"A": 1, "B": 9},
            "Both open workstreams have a highlight report. Longest ago reported 2 B, on 19 February 2017.",
        ),
        (
            {"A": None, "B": 1},
            "One of two open workstreams is without a highlight report. The newest is of 27 February 2017.",
        ),
        (
            {"A": None, "B": None, "C": 1, "D": 3},
            "Two of four open workstreams are without a highlight report. "
            "Longest ago reported 4 D, on 25 February 2017.",
        ),
    ],
)
def test_reports_headline_says_who_has_not_reported_for_longest(programme, days, sentence):
    reported(programme, **days)
    closed = WorkstreamFactory(programme=programme, number=50)
    WorkstreamChangeFactory(workstream=closed, is_closed=True)

    found = headlines.reports_headline(workstreams_on(programme, TODAY), programme.highlight_reports.all())

    assert (found.sentence, found.total) == (sentence, len([before for before in days.values() if before is not None]))


@pytest.mark.parametrize(
    ("waiting", "returned", "accepted", "sentence"),
    [
        (0, 0, 0, "No evidence is attached yet."),
        (1, 0, 0, "The one piece of evidence is waiting for review."),
        (0, 0, 3, "All three pieces of evidence are accepted."),
        (
            1,
            2,
            1,
            "One of four pieces of evidence is waiting for review, two are returned and one is accepted.",
        ),
    ],
)
def test_evidence_headline_counts_the_reviews(programme, waiting, returned, accepted, sentence):
    workstream = WorkstreamFactory(programme=programme)
    EvidenceFactory.create_batch(waiting, workstream=workstream)
    facts = {"review_note": "No.", "reviewed_on": TODAY, "reviewed_by": UserFactory()}
    EvidenceFactory.create_batch(returned, workstream=workstream, review="returned", **facts)
    EvidenceFactory.create_batch(accepted, workstream=workstream, accepted=True)

    found = headlines.evidence_headline(programme.evidence.all(), TODAY)

    assert (found.sentence, found.total) == (sentence, waiting + returned + accepted)


def test_evidence_headline_of_an_earlier_day_knows_no_later_review(programme):
    EvidenceFactory(
        workstream=WorkstreamFactory(programme=programme),
        review="accepted",
        reviewed_on=TODAY,
        reviewed_by=UserFactory(),
    )

    found = [headlines.evidence_headline(programme.evidence.all(), on).sentence for on in (TODAY - DAY, TODAY)]

    assert found == ["The one piece of evidence is waiting for review.", "The one piece of evidence is accepted."]


def a_risk(programme, *scores, **facts):
    risk = RiskFactory(programme=programme, **facts)
    for likelihood, impact in scores:
        RiskScoreFactory(risk=risk, likelihood=likelihood, impact=impact)
    return risk


@pytest.mark.parametrize(
    ("risks", "sentence"),
    [
        ([], "There are no open risks."),
        ([[]], "The one open risk is not scored."),
        ([[(5, 5)], [(5, 4)]], "Both open risks are very high."),
        (
            [[(5, 5)], [(2, 5)], [(1, 5)], [(1, 5)], [(1, 1)], []],
            "One of six open risks is very high, one is high, two are medium, one is low and one is not scored.",
        ),
        ([[(1, 1), (1, 2)]], "The one open risk is low. One has risen since the score before."),
        (
            [[(1, 1), (1, 2)], [(1, 1), (2, 2)], [(2, 2), (1, 1)], [(1, 1), (1, 1)]],
            "All four open risks are low. Two have risen since the score before.",
        ),
    ],
)
def test_risks_headline_counts_the_open_ones_by_band_and_those_that_rose(programme, risks, sentence):
    for scores in risks:
        a_risk(programme, *scores)
    a_risk(programme, (1, 1), (5, 5), closed_on=TODAY, closed_by=UserFactory(), closing_reason="Gone.")

    found = headlines.risks_headline(programme, risks_on(programme, TODAY))

    assert (found.sentence, found.total) == (sentence, len(risks) + 1)


@pytest.mark.parametrize(
    ("scores", "target", "sentences"),
    [
        ([], None, "Not scored yet."),
        ([(3, 3)], None, "Medium: 9 of 25."),
        ([(3, 3), (3, 3)], (1, 2), "Medium: 9 of 25. The target is 2."),
        ([(3, 3), (4, 5)], (1, 2), "Very high: 20 of 25, up from 9. The target is 2."),
        ([(3, 3), (1, 2)], None, "Low: 2 of 25, down from 9."),
    ],
)
def test_risk_says_where_it_stands_which_way_it_moved_and_where_it_should_be(programme, scores, target, sentences):
    risk = a_risk(programme, *scores)
    if target:
        RiskScoreFactory(risk=risk, kind="target", likelihood=target[0], impact=target[1])

    assert headlines.risk_sentences(programme, risks_on(programme, TODAY).get(), TODAY) == sentences


def test_a_closed_risk_says_so_from_the_day_it_closed(programme):
    a_risk(programme, (3, 3), closed_on=TODAY, closed_by=UserFactory(), closing_reason="Gone.")

    found = [headlines.risk_sentences(programme, risks_on(programme, on).get(), on) for on in (TODAY - DAY, TODAY)]

    assert found == ["Medium: 9 of 25.", "Closed on 28 February 2017."]


def covered(programme):
    return coverage_of(findings_on(programme, TODAY).order_by("reference"), programme.workstreams.all())


def findings(programme, gaps, answered, kind="finding", letter="F"):
    workstream = programme.workstreams.first() or WorkstreamFactory(programme=programme)
    for number in range(1, gaps + answered + 1):
        finding = FindingFactory(programme=programme, kind=kind, reference=f"{letter}{number}")
        if number > gaps:
            CoverageFactory(finding=finding, workstream=workstream)


@pytest.mark.parametrize(
    ("gaps", "answered", "sentence"),
    [
        (0, 0, "No finding is recorded yet."),
        (0, 1, "The one finding has a workstream."),
        (0, 3, "Every one of three findings has a workstream."),
        (1, 0, "The one finding has no workstream."),
        (3, 0, "None of three findings has a workstream."),
        (1, 2, "One of three findings has no workstream: F1."),
        (3, 9, "Three of 12 findings have no workstream: F1, F2 and F3."),
    ],
)
def test_findings_headline_names_those_without_a_workstream(programme, gaps, answered, sentence):
    findings(programme, gaps, answered)

    found = headlines.findings_headline(covered(programme))

    assert (found.sentence, found.total) == (sentence, gaps + answered)


def test_findings_headline_counts_data_issues_apart(programme):
    findings(programme, 0, 2)
    findings(programme, 1, 1, kind="data_issue", letter="D")

    assert headlines.findings_headline(covered(programme)).sentence == (
        "Every one of two findings has a workstream. One of two data issues has no workstream: D1."
    )


@pytest.mark.parametrize(
    ("idle", "sentence"),
    [(0, ""), (1, "One workstream answers no finding"), (3, "Three workstreams answer no finding")],
)
def test_idle_sentence_counts_workstreams_that_answer_nothing(programme, idle, sentence):
    findings(programme, 0, 1)
    WorkstreamFactory.create_batch(idle, programme=programme)

    assert headlines.idle_sentence(covered(programme)) == sentence


def direction(programme):
    known = [(item, item.is_closed_on(TODAY)) for item in programme.interventions.order_by("-issued_on")]
    return headlines.direction_headline(known, programme.requirements.all(), TODAY)


def test_direction_headline_without_anything(programme):
    assert direction(programme) == Headline("No Direction or notice is recorded yet.", 0)


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        ((), "In force: Notice, issued on 1 July 2016 and Direction, issued on 25 May 2016."),
        (("Notice",), "In force: Direction, issued on 25 May 2016."),
        (("Notice", "Direction"), "No Direction or notice is in force."),
    ],
)
def test_direction_headline_names_what_is_in_force(programme, closed, sentence):
    for title, issued_on in (("Direction", datetime.date(2016, 5, 25)), ("Notice", datetime.date(2016, 7, 1))):
        InterventionFactory(
            programme=programme, title=title, issued_on=issued_on, closed_on=TODAY if title in closed else None
        )

    assert direction(programme).sentence == sentence


def test_direction_headline_counts_its_requirements(programme):
    intervention = InterventionFactory(programme=programme)
    met = {"met_on": TODAY, "met_recorded_on": TODAY, "met_recorded_by": UserFactory()}
    for facts in ({"due_on": TODAY - DAY}, {"due_on": TODAY}, {}, {"due_on": TODAY - DAY, **met}):
        RequirementFactory(intervention=intervention, **facts)

    found = direction(programme)

    assert (found.sentence, found.total) == (
        "In force: Direction, issued on 25 May 2016. One of four requirements is overdue, one is met, "
        "one is still to come and one is open without a date.",
        4,
    )


@pytest.mark.parametrize(
    ("facts", "on", "sentence"),
    [
        ({}, TODAY, "Not met yet. No date is set for it."),
        ({"due_on": TODAY}, TODAY, "Due today, 28 February 2017."),
        ({"due_on": TODAY - DAY}, TODAY, "Overdue by one day: it was due on 27 February 2017."),
        ({"due_on": TODAY + 2 * DAY}, TODAY, "Due on 2 March 2017, in two days."),
        ({"met": True}, TODAY, "Met on 27 February 2017."),
        ({"met": True}, TODAY - DAY, "Not met yet. No date is set for it."),
    ],
)
def test_requirement_says_whether_it_is_met_as_known(facts, on, sentence):
    met = {"met_on": TODAY - DAY, "met_recorded_on": TODAY, "met_recorded_by": UserFactory()}
    requirement = RequirementFactory(**(met if facts.pop("met", False) else facts))

    assert headlines.requirement_sentence(requirement, on) == sentence


def test_judgements_headline_without_an_overall_judgement(programme):
    JudgementFactory(inspection=InspectionFactory(programme=programme))

    found = headlines.judgements_headline(programme, programme.judgements.all())

    assert (found.sentence, found.total) == ("No overall judgement of Torbay is recorded yet.", 1)


def test_judgements_headline_says_the_newest_overall_judgement_of_the_supported_and_the_one_before(programme):
    other = AuthorityFactory(name="Elsewhere")
    for authority, year, grade in (
        (programme.supported, 2013, "good"),
        (programme.supported, 2015, "inadequate"),
        (other, 2016, "outstanding"),
    ):
        inspection = InspectionFactory(programme=programme, authority=authority, started_on=datetime.date(year, 10, 1))
        JudgementFactory(inspection=inspection, grade=grade, is_overall=True)
    newest = programme.inspections.filter(authority=programme.supported, started_on__year=2015)

    both = headlines.judgements_headline(programme, programme.judgements.all())
    one = headlines.judgements_headline(programme, programme.judgements.filter(inspection__in=newest))

    assert both.sentence == (
        "The newest overall judgement of Torbay: inadequate, in October 2015. The one before: good."
    )
    assert one.sentence == "The newest overall judgement of Torbay: inadequate, in October 2015."


def compared(programme):
    return headlines.comparators_headline(
        comparison_of(programme.comparators.select_related("authority"), first=programme.supported)
    )


def test_comparators_headline_without_figures(programme):
    assert compared(programme) == Headline("No comparator is recorded yet.", 0)


@pytest.mark.parametrize(
    ("names", "measures", "corrected", "sentence"),
    [
        ([], 1, 0, "Figures of Torbay: one measure."),
        (["Ash"], 2, 1, "Torbay is set beside Ash in two measures. One figure of the source is corrected here."),
        (
            ["Ash", "Beech"],
            1,
            2,
            "Torbay is set beside Ash and Beech in one measure. Two figures of the source are corrected here.",
        ),
    ],
)
def test_comparators_headline_says_who_is_set_beside_whom(programme, names, measures, corrected, sentence):
    authorities = [programme.supported, *(AuthorityFactory(name=name) for name in names)]
    for measure in range(measures):
        for authority in authorities:
            ComparatorFactory(programme=programme, measure=f"Measure {measure}", authority=authority)
    for comparator in programme.comparators.all()[:corrected]:
        comparator.correction = "It was 10."
        comparator.save()

    found = compared(programme)

    assert (found.sentence, found.total) == (sentence, measures * len(authorities))


@pytest.mark.parametrize(
    ("state", "on", "sentence"),
    [
        ("active", datetime.date(2016, 5, 24), "The programme starts on 25 May 2016."),
        ("active", datetime.date(2016, 5, 25), "The first of 12 months has not passed yet; it is active."),
        ("active", datetime.date(2016, 6, 25), "One of 12 months has passed; it is active."),
        ("active", TODAY, "Nine of 12 months have passed; it is active."),
        ("step_down", TODAY, "Nine of 12 months have passed; it is in step-down."),
        ("active", datetime.date(2017, 5, 24), "11 of 12 months have passed; it is active."),
        (
            "active",
            datetime.date(2017, 5, 25),
            "The programme was expected to end on 24 May 2017, and is still open.",
        ),
        ("closed", TODAY, "The programme is closed."),
    ],
)
def test_about_says_who_helps_whom_and_how_far_along_they_are(programme, state, on, sentence):
    in_force = ProgrammeChangeFactory(programme=programme, state=state)

    assert headlines.about_sentences(programme, in_force, on) == f"Hampshire supports Torbay. {sentence}"


@pytest.mark.parametrize(
    ("impacts", "sentence"),
    [
        ([], "There are no open workstreams."),
        ([""], "The impact on children is not rated yet in the one open workstream."),
        (["some", "some"], "The impact on children is seen in part in both open workstreams."),
        (
            ["some", "getting_worse", "", "sustained", "not_yet_seen"],
            "The impact on children is getting worse in one of five open workstreams, not yet seen in one, "
            "seen in part in one, sustained in one and not rated yet in one.",
        ),
    ],
)
def test_impact_ratings_say_the_newest_of_each_open_workstream(programme, impacts, sentence):
    for number, impact in enumerate(impacts, start=1):
        workstream = WorkstreamFactory(programme=programme, number=number)
        if impact:
            ImpactRatingFactory(workstream=workstream, impact="some" if impact != "some" else "sustained")
            ImpactRatingFactory(workstream=workstream, impact=impact, recorded_on=TODAY)
    closed = WorkstreamFactory(programme=programme, number=90)
    WorkstreamChangeFactory(workstream=closed, is_closed=True)

    headline = headlines.impacts_headline(workstreams_on(programme, TODAY), programme.impact_ratings.all())

    assert (headline.sentence, headline.total) == (sentence, 2 * sum(1 for impact in impacts if impact))


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ([], "The expected last day has not moved: 24 May 2017."),
        ([datetime.date(2017, 5, 24)], "The expected last day has not moved: 24 May 2017."),
        (
            [datetime.date(2017, 11, 24), datetime.date(2017, 9, 9)],
            "The expected last day has moved twice, from 24 May 2017 to 9 September 2017.",
        ),
    ],
)
def test_changes_of_a_programme_say_how_its_end_moved(programme, ends, sentence):
    for ends_on in ends:
        ProgrammeChangeFactory(programme=programme, ends_on=ends_on, recorded_on=TODAY)

    headline = headlines.programme_changes_headline(programme.changes.all())

    assert (headline.sentence, headline.total) == (sentence, 1 + len(ends))


def test_changes_of_a_programme_before_any_was_known(programme):
    assert headlines.programme_changes_headline(programme.changes.none()).sentence == (
        "Nothing had been recorded by this day."
    )


def test_inspections_say_the_newest_overall_judgement_and_count_the_inspections(programme):
    inspection = InspectionFactory(programme=programme)
    JudgementFactory(inspection=inspection, is_overall=True)

    headline = headlines.inspections_headline(programme, programme.inspections.all(), programme.judgements.all())

    assert (headline.sentence, headline.total) == (
        "The newest overall judgement of Torbay: inadequate, in October 2015.", 1,
    )  # fmt: skip
