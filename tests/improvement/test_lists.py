"""The lists of a programme: each filter, each column sorted, pages, the same rows as CSV, steady queries."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from tests.factories import improvement as factories
from tests.factories.accounts import UserFactory, member

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
SOURCE = "Sample document, page 1"

LISTS = {
    "workstreams/": "workstreams",
    "highlight-reports/": "highlight-reports",
    "impact-ratings/": "impact-ratings",
    "milestones/": "milestones",
    "evidence/": "evidence",
    "risks/": "risks",
    "findings/": "findings",
    "direction/": "requirements",
    "inspections/": "inspections",
    "judgements/": "judgements",
    "comparators/": "comparators",
    "about/changes/": "programme-changes",
}


def csv_address(address):
    return "direction/requirements.csv" if address == "direction/" else address.rstrip("/") + ".csv"


@pytest.fixture
def programme():
    return factories.ProgrammeFactory(slug="torbay")


@pytest.fixture
def director(client, programme):
    client.force_login(member(programme, "director"))
    return client


def a_milestone(workstream, step="", **facts):
    milestone = factories.MilestoneFactory(workstream=workstream, **facts)
    if step:
        achieved_on = TODAY if step == "achieved" else None
        facts = {"due_on": None, "achieved_on": achieved_on, "recorded_on": TODAY}
        factories.MilestoneChangeFactory(milestone=milestone, step=step, **facts)
    return milestone


@pytest.fixture
def filled(programme):
    """Three or four rows in every list, different in every column."""
    ten, two, three = (
        factories.WorkstreamFactory(programme=programme, number=number, title=title, aim=aim, kind=kind)
        for number, title, aim, kind in (
            (10, "Alpha", "Hear children.", "one_off"),
            (2, "Beta", "Visit sooner.", "continuing"),
            (3, "=Gamma", "Audit.", "event"),
        )
    )
    factories.WorkstreamChangeFactory(workstream=ten, lead_post="Zoë Head", counterpart_post="Counterpart")
    factories.WorkstreamChangeFactory(workstream=two, lead_post="Director", is_closed=True)
    factories.HighlightReportFactory(workstream=ten, delivery="complete", summary="Ten begins.")
    factories.HighlightReportFactory(
        workstream=ten,
        delivery="off_track",
        confidence="low",
        summary="Ten stops.",
        path_to_green="Ask.",
        recorded_on=TODAY,
        period_end=TODAY - DAY,
    )
    factories.HighlightReportFactory(
        workstream=three,
        delivery="at_risk",
        confidence="medium",
        summary="Three slows.",
        path_to_green="Hire.",
        recorded_on=TODAY - DAY,
        period_end=TODAY - 2 * DAY,
    )
    factories.ImpactRatingFactory(workstream=ten, impact="some")
    factories.ImpactRatingFactory(
        workstream=three, impact="getting_worse", basis="Visit of three.", recorded_on=TODAY - DAY
    )
    factories.ProgrammeChangeFactory(
        programme=programme,
        recorded_on=TODAY - DAY,
        state="step_down",
        ends_on=datetime.date(2017, 9, 9),
        reason="The Minister agreed.",
    )
    a_milestone(ten, title="Overdue thing", original_due_on=TODAY - DAY)
    moved = a_milestone(two, title="Moved thing", original_due_on=TODAY)
    for days in (9, 5):
        factories.MilestoneChangeFactory(milestone=moved, due_on=TODAY + days * DAY)
    a_milestone(three, "achieved", title="Achieved thing", original_due_on=TODAY + DAY)
    a_milestone(three, "withdrawn", title="+Withdrawn thing", original_due_on=TODAY + 20 * DAY)
    factories.EvidenceFactory(workstream=ten, title="Awaited minutes", recorded_on=TODAY - 2 * DAY)
    reviewer = UserFactory()
    for workstream, title, review, on in (
        (two, "Accepted audit", "accepted", TODAY - DAY),
        (three, "Returned photo", "returned", TODAY),
    ):
        factories.EvidenceFactory(
            workstream=workstream,
            title=title,
            review=review,
            reviewed_on=on,
            reviewed_by=reviewer,
            review_note="Seen.",
            recorded_on=on,
            recorded_by=UserFactory(name=f"By {title}"),
            link="",
            file="evidence/a.pdf",
            file_name=f"{review}.pdf",
            size_bytes=1,
            sha256="0" * 64,
        )
    for number, title, workstream, residual, target, closed in (
        (1, "Staff leave", ten, (5, 5), (2, 2), False),
        (2, "Funds end", None, (3, 3), (1, 1), False),
        (3, "Records lost", three, (1, 2), (1, 2), True),
        (4, "Not scored", two, None, None, False),
    ):
        closing = {"closed_on": TODAY, "closed_by": reviewer, "closing_reason": "Gone."} if closed else {}
        risk = factories.RiskFactory(
            programme=programme,
            number=number,
            title=title,
            workstream=workstream,
            owner_post=f"Owner {title}",
            cause=f"Cause of {title}",
            **closing,
        )
        if residual:
            factories.RiskScoreFactory(risk=risk, likelihood=3, impact=3)
            for kind, (likelihood, impact) in (("inherent", residual), ("residual", residual), ("target", target)):
                factories.RiskScoreFactory(risk=risk, kind=kind, likelihood=likelihood, impact=impact)
    for position, (kind, reference, title, answered) in enumerate(
        (
            ("finding", "F9", "Waits", [ten, two]),
            ("data_issue", "D1", "Gaps", []),
            ("recommendation", "R2", "Visits", [three]),
        )
    ):
        finding = factories.FindingFactory(
            programme=programme, kind=kind, reference=reference, title=title, position=position, text=f"On {title}."
        )
        for workstream in answered:
            factories.CoverageFactory(finding=finding, workstream=workstream)
    direction = factories.InterventionFactory(programme=programme)
    for reference, text, due_on, met in (
        ("Paragraph 1", "Co-operate.", TODAY - DAY, False),
        ("Paragraph 2", "Report.", TODAY + DAY, False),
        ("Paragraph 3", "Appoint.", TODAY + 2 * DAY, True),
        ("Paragraph 4", "Improve.", None, False),
    ):
        facts = {"met_on": TODAY - DAY, "met_recorded_on": TODAY, "met_recorded_by": reviewer} if met else {}
        factories.RequirementFactory(intervention=direction, reference=reference, text=text, due_on=due_on, **facts)
    for name, framework, started_on, area, grade in (
        ("Bay", "sif", datetime.date(2015, 10, 12), "Adoption", "inadequate"),
        ("Coast", "safeguarding", datetime.date(2010, 5, 1), "Leadership", "adequate"),
        ("Downs", "ilacs", datetime.date(2018, 6, 1), "Protection", "good"),
    ):
        inspection = factories.InspectionFactory(
            programme=programme,
            authority=factories.AuthorityFactory(name=name),
            framework=framework,
            started_on=started_on,
            ended_on=None if name == "Coast" else started_on + 9 * DAY,
            published_on=None if name == "Coast" else started_on + 90 * DAY,
            date_note="Only the month is known" if name == "Coast" else "",
        )
        factories.JudgementFactory(inspection=inspection, area=area, grade=grade, is_overall=name != "Coast")
    for position, (measure, name, unit, basis, value, as_at) in enumerate(
        (
            ("Visits", "Ash", "count", "flow", 1200, TODAY),
            ("Assessed", "Beech", "percentage", "stock", 47, TODAY - DAY),
            ("Looked after", "Cedar", "rate_per_10000", "stock", "115.5", TODAY - 2 * DAY),
        )
    ):
        factories.ComparatorFactory(
            programme=programme,
            position=position,
            measure=measure,
            unit=unit,
            basis=basis,
            value=value,
            as_at=as_at,
            quoted=f"about {value}",
            authority=factories.AuthorityFactory(name=name),
        )
    return programme  # fmt: skip


def rows(answer):
    return [row.record for row in answer.context["table"].paginated_rows]


def names(answer):
    """The rows of a list by what a reader knows them by."""
    known_by = ("summary", "measure", "area", "title", "reference", "basis")
    return [next((getattr(row, name) for name in known_by if hasattr(row, name)), str(row)) for row in rows(answer)]


FILTERS = [
    ("workstreams/", {}, ["Beta", "=Gamma", "Alpha"]),
    ("workstreams/", {"q": "visit"}, ["Beta"]),
    ("workstreams/", {"q": "zoë HEAD"}, ["Alpha"]),
    ("workstreams/", {"q": "counterpart alpha"}, ["Alpha"]),
    ("workstreams/", {"q": "alpha beta"}, []),
    ("workstreams/", {"delivery": "off_track"}, ["Alpha"]),
    ("workstreams/", {"delivery": "complete"}, []),
    ("workstreams/", {"impact": "getting_worse"}, ["=Gamma"]),
    ("workstreams/", {"confidence": "medium"}, ["=Gamma"]),
    ("workstreams/", {"kind": "continuing"}, ["Beta"]),
    ("workstreams/", {"kind": "one_off", "confidence": "medium"}, []),
    ("highlight-reports/", {}, ["Ten stops.", "Three slows.", "Ten begins."]),
    ("highlight-reports/", {"workstream": "10"}, ["Ten stops.", "Ten begins."]),
    ("highlight-reports/", {"delivery": "complete"}, ["Ten begins."]),
    ("highlight-reports/", {"confidence": "medium"}, ["Three slows."]),
    ("highlight-reports/", {"q": "hire"}, ["Three slows."]),
    ("impact-ratings/", {}, ["Visit of three.", "Audit of ten cases."]),
    ("impact-ratings/", {"workstream": "10"}, ["Audit of ten cases."]),
    ("impact-ratings/", {"impact": "getting_worse"}, ["Visit of three."]),
    ("impact-ratings/", {"q": "audit"}, ["Audit of ten cases."]),
    ("milestones/", {}, ["Overdue thing", "Achieved thing", "Moved thing", "+Withdrawn thing"]),
    ("milestones/", {"status": "overdue"}, ["Overdue thing"]),
    ("milestones/", {"status": "due"}, ["Moved thing"]),
    ("milestones/", {"status": "achieved"}, ["Achieved thing"]),
    ("milestones/", {"status": "withdrawn"}, ["+Withdrawn thing"]),
    ("milestones/", {"workstream": "3"}, ["Achieved thing", "+Withdrawn thing"]),
    ("milestones/", {"due_before": "28/2/2017"}, ["Overdue thing"]),
    ("milestones/", {"due_before": "1/3/2017"}, ["Overdue thing"]),
    ("milestones/", {"due_before": "2/3/2017"}, ["Overdue thing", "Achieved thing"]),
    ("milestones/", {"moved": "once"}, ["Moved thing"]),
    ("milestones/", {"moved": "twice"}, ["Moved thing"]),
    ("milestones/", {"q": "moved"}, ["Moved thing"]),
    ("evidence/", {}, ["Returned photo", "Accepted audit", "Awaited minutes"]),
    ("evidence/", {"review": "awaited"}, ["Awaited minutes"]),
    ("evidence/", {"review": "accepted"}, ["Accepted audit"]),
    ("evidence/", {"review": "returned"}, ["Returned photo"]),
    ("evidence/", {"review": "awaited", "on": "2017-02-27"}, ["Awaited minutes"]),
    ("evidence/", {"workstream": "2"}, ["Accepted audit"]),
    ("evidence/", {"q": "returned.pdf"}, ["Returned photo"]),
    ("risks/", {}, ["Staff leave", "Funds end", "Not scored", "Records lost"]),
    ("risks/", {"standing": "open"}, ["Staff leave", "Funds end", "Not scored"]),
    ("risks/", {"standing": "closed"}, ["Records lost"]),
    ("risks/", {"band": "5"}, ["Staff leave", "Funds end"]),
    ("risks/", {"band": "16"}, ["Staff leave"]),
    ("risks/", {"workstream": "3"}, ["Records lost"]),
    ("risks/", {"q": "cause staff"}, ["Staff leave"]),
    ("risks/", {"q": "owner funds"}, ["Funds end"]),
    ("findings/", {}, ["Gaps", "Waits", "Visits"]),
    ("findings/", {"kind": "data_issue"}, ["Gaps"]),
    ("findings/", {"answered": "no"}, ["Gaps"]),
    ("findings/", {"answered": "yes"}, ["Waits", "Visits"]),
    ("findings/", {"q": "f9"}, ["Waits"]),
    ("findings/", {"q": "on visits"}, ["Visits"]),
    ("direction/", {"due_before": "1/3/2017"}, ["Paragraph 1"]),
    ("direction/", {"q": "appoint"}, ["Paragraph 3"]),
    ("direction/", {"status": "met"}, ["Paragraph 3"]),
    ("direction/", {"status": "overdue"}, ["Paragraph 1"]),
    ("direction/", {"status": "due"}, ["Paragraph 2"]),
    ("direction/", {"status": "no_date"}, ["Paragraph 4"]),
    ("direction/", {"status": "due", "on": "2017-02-27"}, ["Paragraph 1", "Paragraph 2", "Paragraph 3"]),
    ("inspections/", {}, ["Downs, June 2018", "Bay, October 2015", "Coast, May 2010"]),
    ("inspections/", {"framework": "sif"}, ["Bay, October 2015"]),
    ("judgements/", {}, ["Protection", "Adoption", "Leadership"]),
    ("judgements/", {"grade": "adequate"}, ["Leadership"]),
    ("judgements/", {"framework": "sif"}, ["Adoption"]),
    ("judgements/", {"q": "downs"}, ["Protection"]),
    ("comparators/", {}, ["Visits", "Assessed", "Looked after"]),
    ("comparators/", {"basis": "stock"}, ["Assessed", "Looked after"]),
    ("comparators/", {"q": "cedar"}, ["Looked after"]),
    ("about/changes/", {}, ["Step-down, to 9 September 2017", "Active, to 24 May 2017"]),
    ("about/changes/", {"state": "active"}, ["Active, to 24 May 2017"]),
    ("about/changes/", {"q": "minister"}, ["Step-down, to 9 September 2017"]),
]


def test_each_filter_leaves_the_rows_it_names(director, filled):
    found = [(address, query, names(director.get(f"/torbay/{address}", query))) for address, query, _ in FILTERS]

    assert found == FILTERS


def test_inspections_are_narrowed_to_one_authority(director, filled):
    coast = filled.inspections.get(authority__name="Coast").authority

    answer = director.get("/torbay/inspections/", {"authority": coast.pk})

    offered = [label for _, label in answer.context["filter"].form.fields["authority"].choices]
    assert (names(answer), offered) == (["Coast, May 2010"], ["Any", "Bay", "Coast", "Downs"])


def test_every_filter_is_tried(director, filled):
    tried = {address: set() for address in LISTS} | {"inspections/": {"authority"}}
    for address, query, _ in FILTERS:
        tried[address] |= query.keys() - {"on"}

    offered = {address: set(director.get(f"/torbay/{address}").context["filter"].filters) for address in LISTS}

    assert tried == offered


NONSENSE = [
    {"q": "\x00"},
    {"q": "x" * 5000},
    {"q": "'; DROP TABLE improvement_risk; --"},
    {"q": "% _ \\"},
    {"page": "0"},
    {"page": "-1"},
    {"page": "x"},
    {"page": "9" * 30},
    {"page": "9" * 5000},
    {"per_page": "1000000"},
    {"sort": "nothing"},
    {"sort": "programme__slug"},
    {"sort": "-"},
    {"sort": "--title"},
    {"due_before": "31/2/2017"},
    {"due_before": "0/0/0"},
    {"due_before": "1/1/0001"},
]
WRONG_CHOICES = ["x", "-1", "9" * 30, "\x00"]


@pytest.mark.parametrize("address", ["milestones/", "risks/"])
def test_nonsense_in_the_address_of_a_list_is_no_failure(director, filled, address):
    statuses = [director.get(f"/torbay/{address}", query).status_code for query in NONSENSE]

    assert statuses == [200] * len(NONSENSE)


@pytest.mark.parametrize("address", LISTS)
def test_a_filter_that_is_none_is_no_failure(director, filled, address):
    offered = director.get(f"/torbay/{address}").context["filter"].filters
    wrong = [dict.fromkeys(offered, value) for value in WRONG_CHOICES]

    for query in wrong:
        on_page = director.get(f"/torbay/{address}", query)
        as_csv = director.get(f"/torbay/{csv_address(address)}", query)
        assert on_page.status_code == 200
        # A file with rows that were not asked for would be taken for the right one.
        unreadable = not on_page.context["filter"].is_valid()
        assert as_csv.status_code == (400 if unreadable else 200)
        assert ("cannot be narrowed like this" in as_csv.getvalue().decode()) == unreadable


def test_a_filter_says_what_it_cannot_read(director, filled):
    answer = director.get("/torbay/milestones/", {"due_before": "31/2/2017", "status": "lost"})

    assert answer.context["filter"].form.errors == {
        "due_before": ["Enter a real date, like 31/3/2017"],
        "status": ["Select a valid choice. lost is not one of the available choices."],
    }


SORTABLE = {
    "workstreams/": {
        "number": lambda r: r.number,
        "title": lambda r: r.title,
        "delivery": lambda r: r.delivery,
        "impact": lambda r: r.impact,
        "confidence": lambda r: r.confidence,
        "reported_on": lambda r: r.reported_on,
        "lead_post": lambda r: r.lead_post,
    },
    "highlight-reports/": {
        "workstream": lambda r: r.workstream.number,
        "period_end": lambda r: r.period_end,
        "delivery": lambda r: r.delivery,
        "confidence": lambda r: r.confidence,
        "recorded_on": lambda r: r.recorded_on,
    },
    "impact-ratings/": {
        "workstream": lambda r: r.workstream.number,
        "impact": lambda r: r.impact,
        "recorded_on": lambda r: r.recorded_on,
    },
    "milestones/": {
        "title": lambda r: r.title,
        "workstream": lambda r: r.workstream.number,
        "status": lambda r: r.status,
        "due_on": lambda r: r.due_on,
        "original_due_on": lambda r: r.original_due_on,
        "times_redated": lambda r: r.times_redated,
    },
    "evidence/": {
        "title": lambda r: r.title,
        "workstream": lambda r: r.workstream.number,
        "review": lambda r: r.review,
        "recorded_on": lambda r: r.recorded_on,
    },
    "risks/": {
        "number": lambda r: r.number,
        "title": lambda r: r.title,
        "residual": lambda r: r.residual,
        "inherent": lambda r: r.inherent,
        "target": lambda r: r.target,
        "workstream": lambda r: r.workstream and r.workstream.number,
        "owner_post": lambda r: r.owner_post,
        "standing": lambda r: r.standing,
    },
    "findings/": {
        "reference": lambda r: r.position,
        "title": lambda r: r.title,
        "kind": lambda r: r.kind,
        "answers": lambda r: r.answers,
    },
    "direction/": {
        "reference": lambda r: r.reference,
        "due_on": lambda r: r.due_on,
        "met_on": lambda r: r.met_on,
    },
    "inspections/": {
        "inspection": lambda r: r.started_on,
        "authority": lambda r: r.authority.name,
        "framework": lambda r: r.framework,
        "published_on": lambda r: r.published_on,
    },
    "judgements/": {
        "inspection": lambda r: r.inspection.started_on,
        "authority": lambda r: r.inspection.authority.name,
        "framework": lambda r: r.inspection.framework,
        "area": lambda r: r.area,
        "grade": lambda r: r.grade,
    },
    "comparators/": {
        "measure": lambda r: r.measure,
        "authority": lambda r: r.authority.name,
        "figure": lambda r: r.value,
        "basis": lambda r: r.basis,
        "as_at": lambda r: r.as_at,
    },
    "about/changes/": {
        "recorded_on": lambda r: r.recorded_on,
        "state": lambda r: r.state,
        "ends_on": lambda r: r.ends_on,
    },
}


def in_order(values):
    """Where each database puts what is missing, and a sign before a word, is its own affair."""
    return sorted(value for value in values if value not in (None, "") and not str(value).startswith(("=", "+")))


@pytest.mark.parametrize("address", LISTS)
def test_a_list_sorts_by_each_column_that_offers_it(director, filled, address):
    columns = director.get(f"/torbay/{address}").context["table"].columns
    expected = SORTABLE[address]

    offered = [column.name for column in columns if column.orderable]
    wrong = []
    for name, value in expected.items():
        for way, order in ((name, 1), (f"-{name}", -1)):
            found = [value(row) for row in rows(director.get(f"/torbay/{address}", {"sort": way}))]
            kept = [v for v in found if v in in_order(found)]
            if kept != in_order(found)[::order] or (len(set(kept)) < 2 and name not in {"met_on"}):
                wrong.append((way, found))

    assert (offered, wrong) == (list(expected), [])


def make_rows(programme, address, count):
    """So many rows of one list, alike in nearly everything."""
    workstream = factories.WorkstreamFactory(programme=programme, number=1)
    direction = factories.InterventionFactory(programme=programme)
    inspection = factories.InspectionFactory(programme=programme)
    make = {
        "workstreams/": lambda n: n and factories.WorkstreamFactory(programme=programme, number=n + 1),
        "impact-ratings/": lambda n: factories.ImpactRatingFactory(workstream=workstream),
        "highlight-reports/": lambda n: factories.HighlightReportFactory(workstream=workstream),
        "milestones/": lambda n: factories.MilestoneFactory(workstream=workstream),
        "evidence/": lambda n: factories.EvidenceFactory(workstream=workstream),
        "risks/": lambda n: factories.RiskFactory(programme=programme),
        "findings/": lambda n: factories.FindingFactory(programme=programme),
        "direction/": lambda n: factories.RequirementFactory(intervention=direction),
        "inspections/": lambda n: n and factories.InspectionFactory(programme=programme, started_on=TODAY - n * DAY),
        "judgements/": lambda n: factories.JudgementFactory(inspection=inspection),
        "comparators/": lambda n: factories.ComparatorFactory(programme=programme, position=n),
        "about/changes/": lambda n: n and factories.ProgrammeChangeFactory(programme=programme),
    }
    for number in range(count):
        make[address](number)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_51_has_two_pages_and_every_row_once(director, programme, address):
    make_rows(programme, address, 51)

    first, second, beyond = (director.get(f"/torbay/{address}", {"page": page}) for page in (1, 2, 3))

    assert (len(rows(first)), len(rows(second)), rows(beyond)) == (50, 1, rows(second))
    assert len({row.pk for row in [*rows(first), *rows(second)]}) == 51


CSV_ROWS = {
    "workstreams/": [
        ["No.", "Workstream", "Colour", "Delivery", "Evidence", "Impact", "Direction", "Confidence", "Last report",
         "Lead"],
        ["2", "Beta", "Closed", "No report yet", "Accepted", "Not rated", "First report", "", "", "Director"],
        ["3", "'=Gamma", "At risk", "At risk", "None", "Getting worse", "First report", "Medium", "2017-02-27", ""],
        ["10", "Alpha", "Off track", "Off track", "Awaited", "Some", "Worse", "Low", "2017-02-28", "Zoë Head"],
    ],
    "highlight-reports/": [
        ["Workstream", "Up to", "Delivery", "Confidence", "What happened", "Path to green", "By", "Recorded"],
        ["10 Alpha", "2017-02-27", "Off track", "Low", "Ten stops.", "Ask.", SOURCE, "2017-02-28"],
        ["3 =Gamma", "2017-02-26", "At risk", "Medium", "Three slows.", "Hire.", SOURCE, "2017-02-27"],
        ["10 Alpha", "2016-06-01", "Complete", "High", "Ten begins.", "", SOURCE, "2016-06-01"],
    ],
    "impact-ratings/": [
        ["Workstream", "Impact", "What this rests on", "By", "Recorded"],
        ["3 =Gamma", "Getting worse", "Visit of three.", SOURCE, "2017-02-27"],
        ["10 Alpha", "Some", "Audit of ten cases.", SOURCE, "2016-06-01"],
    ],
    "milestones/": [
        ["Milestone", "Workstream", "Status", "Due", "First due", "Times moved", "Days slipped"],
        ["Overdue thing", "10 Alpha", "Overdue", "2017-02-27", "2017-02-27", "0", "0"],
        ["Achieved thing", "3 =Gamma", "Achieved", "2017-03-01", "2017-03-01", "0", "0"],
        ["Moved thing", "2 Beta", "Due", "2017-03-05", "2017-02-28", "2", "5"],
        ["'+Withdrawn thing", "3 =Gamma", "Withdrawn", "2017-03-20", "2017-03-20", "0", "0"],
    ],
    "evidence/": [
        ["Evidence", "Workstream", "Kind", "Review", "Attached by", "Attached"],
        ["Returned photo", "3 =Gamma", "File", "Returned", "By Returned photo, Sample Council", "2017-02-28"],
        ["Accepted audit", "2 Beta", "File", "Accepted", "By Accepted audit, Sample Council", "2017-02-27"],
        ["Awaited minutes", "10 Alpha", "Link", "Awaiting review", SOURCE, "2017-02-26"],
    ],
    "risks/": [
        ["Risk", "What may happen", "Now", "Change", "Inherent", "Target", "Workstream", "Owner", "State"],
        ["R1", "Staff leave", "25", "16", "25", "4", "10 Alpha", "Owner Staff leave", "Open"],
        ["R2", "Funds end", "9", "0", "9", "1", "Programme", "Owner Funds end", "Open"],
        ["R4", "Not scored", "", "", "", "", "2 Beta", "Owner Not scored", "Open"],
        ["R3", "Records lost", "2", "-7", "2", "2", "3 =Gamma", "Owner Records lost", "Closed"],
    ],
    "findings/": [
        ["Reference", "Finding", "Kind", "Workstreams", "Source"],
        ["D1", "Gaps", "Data issue", "", SOURCE],
        ["F9", "Waits", "Finding", "2 10", SOURCE],
        ["R2", "Visits", "Recommendation", "3", SOURCE],
    ],
    "direction/": [
        ["Reference", "What is required", "Due", "Status", "Met on"],
        ["Paragraph 1", "Co-operate.", "2017-02-27", "Overdue", ""],
        ["Paragraph 2", "Report.", "2017-03-01", "Due", ""],
        ["Paragraph 3", "Appoint.", "2017-03-02", "Met", "2017-02-27"],
        ["Paragraph 4", "Improve.", "", "No date", ""],
    ],
    "inspections/": [
        ["Inspection", "Authority", "Framework", "Took place", "Report published", "Overall judgement", "Source"],
        ["Downs, June 2018", "Downs", "Inspecting local authority children's services (from 2018)",
         "1 June 2018 to 10 June 2018", "2018-08-30", "Good", SOURCE],
        ["Bay, October 2015", "Bay", "Single Inspection Framework (2013 to 2017)",
         "12 October 2015 to 21 October 2015", "2016-01-10", "Inadequate", SOURCE],
        ["Coast, May 2010", "Coast", "Safeguarding and looked after children inspection (2009 to 2012)",
         "May 2010 (Only the month is known)", "", "", SOURCE],
    ],
    "judgements/": [
        ["Inspection", "Authority", "Framework", "Area", "Grade", "Source"],
        ["Downs, June 2018", "Downs", "Inspecting local authority children's services (from 2018)", "Protection",
         "Good", SOURCE],
        ["Bay, October 2015", "Bay", "Single Inspection Framework (2013 to 2017)", "Adoption", "Inadequate", SOURCE],
        ["Coast, May 2010", "Coast", "Safeguarding and looked after children inspection (2009 to 2012)",
         "Leadership", "Adequate", SOURCE],
    ],
    "comparators/": [
        ["Measure", "Authority", "Figure", "Basis", "As at", "As the report has it", "Correction", "Source"],
        ["Visits", "Ash", "1,200", "Flow, in 12 months", "2017-02-28", "about 1200", "", SOURCE],
        ["Assessed", "Beech", "47%", "Stock, at a date", "2017-02-27", "about 47", "", SOURCE],
        ["Looked after", "Cedar", "115.5 per 10,000", "Stock, at a date", "2017-02-26", "about 115.5", "", SOURCE],
    ],
    "about/changes/": [
        ["Recorded", "State", "Expected last day", "Reason", "By"],
        ["2017-02-27", "Step-down", "2017-09-09", "The Minister agreed.", SOURCE],
        ["2016-05-25", "Active", "2017-05-24", "As first agreed.", SOURCE],
    ],
}  # fmt: skip


def csv_rows(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def undated_last(found):
    """Requirements without a date come first or last as the database has it."""
    return [found[0], *sorted(found[1:])]


@pytest.mark.parametrize("address", LISTS)
def test_csv_holds_the_headings_and_every_row_and_cannot_act(director, filled, address):
    answer = director.get(f"/torbay/{csv_address(address)}")

    found = csv_rows(answer)
    if address == "direction/":
        found = undated_last(found)
    assert found == CSV_ROWS[address]
    assert answer["Content-Disposition"] == f'attachment; filename="torbay-{LISTS[address]}-2017-02-28.csv"'
    event = Event.objects.get(action="list.exported")
    assert (event.after, event.chain) == ({"list": LISTS[address], "on": "2017-02-28"}, "torbay")


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("workstreams/", {"kind": "event"}),
        ("milestones/", {"workstream": "3", "sort": "-title"}),
        ("risks/", {"standing": "open", "sort": "title"}),
        ("findings/", {"answered": "yes", "sort": "-reference"}),
    ],
)
def test_csv_holds_the_same_rows_in_the_same_order_as_the_list(director, filled, address, query):
    on_page = names(director.get(f"/torbay/{address}", query))

    found = csv_rows(director.get(f"/torbay/{csv_address(address)}", query))

    titles = [row[0] if address == "milestones/" else row[1] for row in found[1:]]
    assert [title.lstrip("'") for title in titles] == on_page
    assert len(found) < len(CSV_ROWS[address])


def test_csv_of_requirements_is_narrowed_to_a_status(director, filled):
    answer = director.get("/torbay/direction/requirements.csv", {"status": "overdue"})

    assert [row[0] for row in csv_rows(answer)[1:]] == ["Paragraph 1"]


def test_a_list_of_changes_names_people_to_those_who_see_the_plan(client, programme):
    factories.ProgrammeChangeFactory(programme=programme, recorded_by=UserFactory(name="Ann Lee"), source="")

    seen = {}
    for role in ("board_member", "reader"):
        client.force_login(member(programme, role))
        page = client.get("/torbay/about/changes/").content.decode()
        file = csv_rows(client.get("/torbay/about/changes.csv"))
        seen[role] = ("Ann Lee" in page, file[1][-1])

    assert seen == {"board_member": (True, "Ann Lee, Sample Council"), "reader": (False, "")}


ROADMAPS = [
    ({}, ["Moved thing", "Achieved thing", "+Withdrawn thing", "Overdue thing"]),
    ({"workstream": "3"}, ["Achieved thing", "+Withdrawn thing"]),
    ({"status": "overdue"}, ["Overdue thing"]),
    ({"workstream": "2", "status": "due"}, ["Moved thing"]),
    ({"workstream": "2", "status": "achieved"}, []),
    ({"workstream": "77", "status": "lost"}, ["Moved thing", "Achieved thing", "+Withdrawn thing", "Overdue thing"]),
]


@pytest.mark.parametrize(("query", "titles"), ROADMAPS)
def test_the_table_of_the_roadmap_its_picture_and_its_file_are_narrowed_alike(director, filled, query, titles):
    shown = director.get("/torbay/roadmap/", query).context
    picture, file = director.get(shown["chart_url"]), csv_rows(director.get(shown["csv_url"]))

    drawn = [row["label"].partition(" ")[2] for row in shown["chart"].specification["data"]["values"]]
    assert [milestone.title for milestone, _ in shown["milestones"]] == titles
    assert drawn == [title for title in titles if title != "+Withdrawn thing"]
    assert "immutable" in picture["Cache-Control"]
    assert {row[0].lstrip("'") for row in file[1:]} == set(titles)


def test_csv_holds_every_row_and_not_a_page_of_them(director, programme):
    make_rows(programme, "milestones/", 51)

    assert len(csv_rows(director.get("/torbay/milestones.csv", {"page": 2}))) == 52


def test_the_link_to_the_csv_keeps_the_filter_and_drops_the_page(director, filled):
    answer = director.get("/torbay/milestones/", {"workstream": "3", "sort": "-title", "page": "1"})

    assert '"/torbay/milestones.csv?workstream=3&amp;sort=-title"' in answer.content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_a_formula_typed_into_a_list_is_text_on_the_page_too(director, programme, address):
    factories.programme_of_everything("other")
    workstream = factories.WorkstreamFactory(programme=programme, number=1, title="<script>alert(1)</script>")
    factories.MilestoneFactory(workstream=workstream, title="<script>alert(1)</script>")
    factories.HighlightReportFactory(workstream=workstream)
    factories.EvidenceFactory(workstream=workstream, title="<script>alert(1)</script>")
    factories.RiskFactory(programme=programme, workstream=workstream, title="<script>alert(1)</script>")
    factories.FindingFactory(programme=programme, title="<script>alert(1)</script>")
    direction = factories.InterventionFactory(programme=programme, title="<script>alert(1)</script>")
    factories.RequirementFactory(intervention=direction, reference="<script>", text="<script>alert(1)</script>")
    authority = factories.AuthorityFactory(name="<script>alert(1)</script>")
    factories.JudgementFactory(inspection=factories.InspectionFactory(programme=programme, authority=authority))
    factories.ImpactRatingFactory(workstream=workstream, basis="<script>alert(1)</script>")
    factories.ProgrammeChangeFactory(programme=programme, reason="<script>alert(1)</script>")
    factories.ComparatorFactory(programme=programme, measure="<script>alert(1)</script>")

    drawn = director.get(f"/torbay/{address}").content.decode()

    assert ("&lt;script&gt;" in drawn, "<script>" in drawn) == (True, False)


QUERIES = {
    "workstreams/": 6,
    "highlight-reports/": 8,
    "impact-ratings/": 8,
    "milestones/": 7,
    "evidence/": 7,
    "risks/": 8,
    "findings/": 9,
    "direction/": 7,
    "inspections/": 8,
    "judgements/": 7,
    "comparators/": 6,
    "about/changes/": 6,
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", LISTS)
def test_list_query_count(director, programme, django_assert_num_queries, address, count):
    make_rows(programme, address, count)
    director.get(f"/torbay/{address}")

    with django_assert_num_queries(QUERIES[address]):
        answer = director.get(f"/torbay/{address}")

    assert len(rows(answer)) == count


def pile(programme, count):
    """So many of everything that can hang on the one workstream, milestone, risk, finding, inspection and Direction."""
    workstream = factories.WorkstreamFactory(programme=programme, number=8)
    milestone = factories.MilestoneFactory(workstream=workstream)
    risk = factories.RiskFactory(programme=programme, number=3, workstream=workstream)
    inspection = factories.InspectionFactory(programme=programme)
    finding = factories.FindingFactory(programme=programme, reference="F9", inspection=inspection)
    requirement = factories.RequirementFactory(
        intervention=factories.InterventionFactory(programme=programme), reference="P4"
    )
    evidence = factories.EvidenceFactory(workstream=workstream, milestone=milestone)
    for number in range(count):
        by = {"recorded_by": UserFactory()}
        factories.WorkstreamChangeFactory(workstream=workstream, lead=UserFactory(), counterpart=UserFactory(), **by)
        factories.HighlightReportFactory(workstream=workstream, **by)
        factories.ImpactRatingFactory(workstream=workstream, **by)
        factories.MilestoneFactory(workstream=workstream, **by)
        factories.MilestoneChangeFactory(milestone=milestone, **by)
        factories.EvidenceFactory(workstream=workstream, milestone=milestone, **by)
        factories.RiskFactory(programme=programme, workstream=workstream, **by)
        factories.RiskScoreFactory(risk=risk, **by)
        factories.RegisterEntryFactory(workstream=workstream, **by)
        factories.RiskChangeFactory(risk=risk, workstream=workstream, mitigation=f"Do {number}.", **by)
        factories.JudgementFactory(inspection=inspection, **by)
        factories.FindingFactory(programme=programme, inspection=inspection, **by)
        other = factories.WorkstreamFactory(programme=programme, number=20 + number)
        factories.CoverageFactory(finding=finding, workstream=other, **by)
        withdrawn = {"withdrawn_on": TODAY, "withdrawn_by": UserFactory()}
        factories.CoverageFactory(finding=finding, workstream=workstream, **withdrawn, **by)
        factories.CoverageFactory(finding=factories.FindingFactory(programme=programme), workstream=workstream, **by)
        factories.ProgrammeChangeFactory(programme=programme, **by)
        indicator = factories.IndicatorFactory(programme=programme, **by)
        factories.FindingTieFactory(indicator=indicator, finding=finding, **by)
        factories.WorkstreamTieFactory(indicator=indicator, workstream=workstream, **by)
        factories.ObservationFactory(indicator=indicator, **by)
    return {
        "milestone": milestone.pk,
        "evidence": evidence.pk,
        "inspection": inspection.pk,
        "requirement": requirement.pk,
    }


DETAILS = {
    "workstreams/8/": 14,
    "milestones/{milestone}/": 6,
    "roadmap/": 6,
    "evidence/{evidence}/": 4,
    "risks/3/": 6,
    "findings/F9/": 8,
    "requirements/P4/": 4,
    "inspections/{inspection}/": 6,
    "about/": 6,
}


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_counts(director, programme, count):
    keys = pile(programme, count)

    found = {}
    for address in DETAILS:
        director.get(f"/torbay/{address.format(**keys)}")
        with CaptureQueriesContext(connection) as queries:
            answer = director.get(f"/torbay/{address.format(**keys)}")
        found[address] = (answer.status_code, len(queries))

    assert found == {address: (200, queries) for address, queries in DETAILS.items()}


def test_no_page_takes_more_than_15_queries():
    assert max([*QUERIES.values(), *DETAILS.values()]) <= 15
