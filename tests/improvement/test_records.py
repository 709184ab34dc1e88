"""What each record is called and where it leads."""

import datetime

import pytest

from tests.factories import improvement as factories
from tests.factories.accounts import MembershipFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return factories.programme_of_everything("torbay")


def test_records_are_called_what_people_call_them(programme):
    workstream, risk = programme.workstreams.get(), programme.risks.get()
    achieved = factories.MilestoneChangeFactory.build(
        milestone=programme.milestones.get(), programme=None, step="achieved"
    )

    names = [
        str(record)
        for record in (
            programme,
            programme.changes.get(),
            workstream,
            workstream.changes.get(),
            workstream.highlight_reports.get(),
            workstream.impact_ratings.get(),
            programme.milestones.get(),
            achieved,
            programme.evidence.get(),
            risk,
            risk.changes.get(),
            risk.scores.get(kind="target"),
            programme.judgements.get(),
            programme.findings.get(),
            programme.coverage.get(),
            programme.interventions.get(),
            programme.requirements.get(),
        )
    ]

    assert names == [
        "Programme of torbay",
        "Active, to 24 May 2017",
        "8 MASH",
        "Workstream 8 from 1 June 2016",
        "Workstream 8: On track",
        "Workstream 8: Some",
        "All staff trained",
        "Achieved: All staff trained",
        "Minutes",
        "R3 Staff leave",
        "R3 from 1 June 2016",
        "Target 9",
        "Adoption: Inadequate",
        "F9 Waits",
        "F9 answered by workstream 8",
        "Direction",
        "Paragraph 4",
    ]


def test_a_figure_is_called_by_its_measure_and_its_authority():
    comparator = factories.ComparatorFactory(measure="Visits", authority=factories.AuthorityFactory(name="Ash"))

    assert str(comparator) == "Visits, Ash"


@pytest.mark.parametrize(
    ("records", "heading"),
    [
        ("workstreams", "8 MASH"),
        ("milestones", "All staff trained"),
        ("evidence", "Minutes"),
        ("risks", "R3 Staff leave"),
        ("findings", "F9 Waits"),
        ("requirements", "Requirement Paragraph 4"),
        ("inspections", None),
    ],
)
def test_the_address_of_a_record_leads_to_its_page(client, programme, records, heading):
    record = getattr(programme, records).get()
    client.force_login(member(programme, "board_member"))

    answer = client.get(record.get_absolute_url())

    assert f"<h1>{heading or record}</h1>" in answer.content.decode()


def test_the_address_of_a_programme_leads_to_its_position(client, programme):
    client.force_login(member(programme, "reader"))

    assert client.get(programme.get_absolute_url()).context["position"].programme == programme


@pytest.mark.parametrize(("role", "risks"), [("board_member", ["R3 Staff leave"]), ("preparer", [])])
def test_the_page_of_a_workstream_names_its_risks_to_those_who_may_see_them(client, programme, role, risks):
    client.force_login(member(programme, role))

    answer = client.get("/torbay/workstreams/8/")

    assert [str(risk) for risk in answer.context["risks"]] == risks
    assert ("Staff leave" in answer.content.decode()) is bool(risks)


def test_the_page_of_a_workstream_shows_twelve_reports_and_leads_to_all(client, programme):
    workstream = programme.workstreams.get()
    factories.HighlightReportFactory.create_batch(13, workstream=workstream)
    client.force_login(member(programme, "board_member"))

    answer = client.get("/torbay/workstreams/8/")

    newest = workstream.highlight_reports.order_by("-pk")[:12]
    assert [step.record for step in answer.context["reports"]] == list(newest)
    assert '"/torbay/highlight-reports/?workstream=8"' in answer.content.decode()


def test_about_names_the_programmes_before_and_after_to_those_who_may_see_them(client, programme):
    before, after = factories.ProgrammeFactory(), factories.ProgrammeFactory(succeeds=programme)
    hidden = factories.ProgrammeFactory(succeeds=programme)
    type(programme).objects.filter(pk=programme.pk).update(succeeds=before)
    user = member(programme, "reader")
    for seen in (before, after):
        MembershipFactory(user=user, programme=seen, role="reader")
    client.force_login(user)

    shown = client.get("/torbay/about/")

    succession = [fact for fact in shown.context["facts"] if fact.term.startswith("Follow")]
    unnamed = "A programme in which you have no role"
    assert [(fact.term, str(fact.value), fact.url) for fact in succession] == [
        ("Follows", before.name, f"/{before.slug}/"),
        ("Followed by", after.name, f"/{after.slug}/"),
        ("Followed by", unnamed, ""),
    ]
    assert (unnamed in shown.content.decode(), hidden.name in shown.content.decode()) == (True, False)


@pytest.mark.parametrize(
    ("states", "stages"),
    [
        ([], [("Active", "current", "From 25 May 2016"), ("Step-down", "todo", ""), ("Closed", "todo", "")]),
        (
            ["step_down"],
            [
                ("Active", "done", "From 25 May 2016"),
                ("Step-down", "current", "From 1 February 2017"),
                ("Closed", "todo", ""),
            ],
        ),
        (
            ["closed"],
            [
                ("Active", "done", "From 25 May 2016"),
                ("Step-down", "done", ""),
                ("Closed", "current", "From 1 February 2017"),
            ],
        ),
        (
            ["closed", "active"],
            [("Active", "current", "From 1 February 2017"), ("Step-down", "todo", ""), ("Closed", "todo", "")],
        ),
    ],
)
def test_about_shows_how_far_the_programme_has_come(client, programme, states, stages):
    for state in states:
        factories.ProgrammeChangeFactory(
            programme=programme, state=state, recorded_on=datetime.date(2017, 2, 1), reason="Agreed."
        )
    client.force_login(member(programme, "reader"))

    shown = client.get("/torbay/about/").context["stages"]

    assert [(stage.label, stage.state, stage.detail) for stage in shown] == stages
