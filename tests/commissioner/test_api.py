"""The API: the same facts, actions and permissions as the pages, answered plainly when refused."""

import datetime

import pytest
from django.urls import reverse

from audit.models import Event
from tests.factories.accounts import member
from tests.factories.improvement import (
    CoverageFactory,
    FindingFactory,
    HighlightReportFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeFactory,
    RequirementFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="torbay")


@pytest.fixture
def api(client, programme):
    """Call the API as a role: api("director").post("milestones/", {...})."""

    def sign_in(role):
        client.force_login(member(programme, role))
        return Caller(client)

    return sign_in


class Caller:
    def __init__(self, client):
        self.client = client

    def get(self, path, **query):
        return self.client.get(f"/api/v1/programmes/torbay/{path}", query)

    def post(self, path, body, **headers):
        url = f"/api/v1/programmes/torbay/{path}"
        return self.client.post(url, body, content_type="application/json", headers=headers)


def test_programmes_are_those_in_which_the_caller_holds_a_role(api, programme):
    ProgrammeFactory(slug="other")

    found = api("reader").client.get("/api/v1/programmes/").json()

    assert (found["count"], [item["slug"] for item in found["results"]]) == (1, ["torbay"])


def test_position_agrees_with_the_page(api, programme):
    HighlightReportFactory(workstream=WorkstreamFactory(programme=programme, number=8), delivery="on_track")
    FindingFactory(programme=programme, reference="F9")
    caller = api("board_member")

    found = caller.get("position/").json()
    page = caller.client.get("/torbay/")

    assert found["verdict"] == page.context["verdict"]
    assert found["findings_without_workstream"] == ["F9"]
    assert [(line["number"], line["colour"]) for line in found["workstreams"]] == [(8, "green")]


def test_position_for_a_reader_holds_neither_plan_nor_allowance(api, programme):
    WorkstreamFactory(programme=programme)

    board = api("board_member").get("position/").json()
    reader = api("reader").get("position/").json()

    assert sorted(board.keys() - reader.keys()) == [
        "allowance",
        "milestones_achieved",
        "milestones_overdue",
        "risks_open",
        "risks_risen",
        "workstreams",
    ]


def test_position_of_an_earlier_day_is_what_was_known_then(api, programme):
    milestone = MilestoneFactory(
        workstream=WorkstreamFactory(programme=programme), original_due_on=datetime.date(2017, 1, 31)
    )
    MilestoneChangeFactory(
        milestone=milestone, due_on=datetime.date(2017, 3, 17), recorded_on=datetime.date(2017, 2, 20)
    )
    caller = api("board_member")

    found = [caller.get("position/", on=on).json()["milestones_overdue"] for on in ("2017-02-19", "2017-02-20")]

    assert found == [1, 0]


def test_finding_names_its_workstreams_by_number(api, programme):
    finding = FindingFactory(programme=programme, reference="F9")
    for number in (9, 8):
        CoverageFactory(finding=finding, workstream=WorkstreamFactory(programme=programme, number=number))

    found = api("reader").get("findings/F9/").json()

    assert (found["reference"], found["workstreams"]) == ("F9", [8, 9])


def test_milestone_is_made_and_redated_from_the_version_seen(api, programme):
    WorkstreamFactory(programme=programme, number=8)
    caller = api("action_lead")

    made = caller.post("milestones/", {"workstream": 8, "title": "Agree thresholds", "due_on": "2017-03-17"})
    url = f"milestones/{made.json()['id']}/redate/"
    moved = caller.post(url, {"due_on": "2017-03-31", "reason": "Police asked for time."}, **{"If-Match": made["ETag"]})

    assert (made.status_code, made["ETag"], made.json()["status"]) == (201, '"1"', "due")
    assert (moved.status_code, moved["ETag"]) == (200, '"2"')
    assert (moved.json()["due_on"], moved.json()["original_due_on"], moved.json()["times_redated"]) == (
        "2017-03-31",
        "2017-03-17",
        1,
    )
    assert list(Event.objects.filter(chain="torbay").order_by("sequence").values_list("action", flat=True)) == [
        "milestone.added",
        "milestone.redated",
    ]


@pytest.mark.parametrize(("header", "status"), [({"If-Match": '"1"'}, 412), ({}, 409)])
def test_a_change_from_an_old_version_is_told_and_changes_nothing(api, programme, header, status):
    milestone = MilestoneFactory(workstream=WorkstreamFactory(programme=programme), version=2)
    body = {"due_on": "2017-03-30", "reason": "Late."} | ({} if header else {"version": 1})

    answer = api("action_lead").post(f"milestones/{milestone.pk}/redate/", body, **header)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert "was changed by somebody else" in answer.json()["detail"]
    assert milestone.changes.count() == 0


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            {"workstream": 99, "title": "T", "due_on": "2017-03-01"},
            {"workstream": ["There is no workstream 99 in this programme."]},
        ),
        (
            {"workstream": 8, "title": "T", "due_on": "2018-03-01"},
            {
                "due_on": [
                    "The programme ends on 24 May 2017. Choose that day or an earlier one, "
                    "or ask the director to extend the programme first."
                ]
            },
        ),
        ({"workstream": 8, "due_on": "2017-03-01"}, {"title": ["This field is required."]}),
        (
            {"workstream": 8, "title": "Child born 3 May 2009 seen", "due_on": "2017-03-01"},
            {"title": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_what_cannot_be_accepted_is_told_by_field(api, programme, body, errors):
    WorkstreamFactory(programme=programme, number=8)

    answer = api("officer").post("milestones/", body)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Some of this cannot be accepted",
        "status": 400,
        "errors": errors,
    }


def test_malformed_json_is_a_problem_and_no_fault(api, programme):
    answer = api("officer").client.post(
        "/api/v1/programmes/torbay/milestones/", "{not json", content_type="application/json"
    )

    assert (answer.status_code, answer.json()["title"]) == (400, "Parse error")


def test_risk_takes_its_three_places_and_is_scored(api, programme):
    caller = api("officer")
    place = {"likelihood": 3, "impact": 4}
    words = dict.fromkeys(["title", "cause", "effect", "mitigation", "owner_post"], "Words")

    made = caller.post(
        "risks/", {**words, "inherent": place, "residual": place, "target": {"likelihood": 1, "impact": 2}}
    )
    scored = caller.post(
        "risks/1/score/", {"kind": "residual", "likelihood": 4, "impact": 4, "reason": "It grew.", "version": 1}
    )

    assert (made.status_code, made.json()["number"], made.json()["residual"]) == (201, 1, 12)
    assert (scored.json()["residual"], scored.json()["residual_before"], scored.json()["band"]) == (16, 12, "very_high")


def test_risk_beyond_the_matrix_is_refused(api, programme):
    risk = RiskFactory(programme=programme, number=1)
    RiskScoreFactory(risk=risk)

    answer = api("officer").post(
        "risks/1/score/", {"kind": "residual", "likelihood": 6, "impact": 4, "reason": "It grew.", "version": 1}
    )

    assert answer.json()["errors"] == {"likelihood": ["Choose 1 to 5: the programme's matrix has 5 steps."]}


def test_coverage_is_set_as_on_the_page(api, programme):
    finding = FindingFactory(programme=programme, reference="F9")
    old = WorkstreamFactory(programme=programme, number=8)
    CoverageFactory(finding=finding, workstream=old)
    WorkstreamFactory(programme=programme, number=9)

    answer = api("director").post("findings/F9/coverage/", {"workstreams": [9], "version": 1})

    assert answer.json()["workstreams"] == [9]
    assert finding.coverage.get(workstream=old).withdrawn_on == datetime.date(2017, 2, 28)


def test_requirement_is_met_by_those_who_may(api, programme):
    requirement = RequirementFactory(intervention__programme=programme, reference="1.5")

    answer = api("commissioner").post("requirements/1.5/meet/", {"met_on": "2017-02-01", "version": 1})

    requirement.refresh_from_db()
    assert (answer.json()["status"], requirement.met_on) == ("met", datetime.date(2017, 2, 1))


def test_nothing_is_changed_on_an_earlier_day(api, programme):
    WorkstreamFactory(programme=programme, number=8)

    answer = api("director").post("milestones/?on=2017-02-01", {"workstream": 8, "title": "T", "due_on": "2017-03-01"})

    assert answer.status_code == 403


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("500", 3), ("501", 3), ("0", 3), ("x", 3)])
def test_lists_are_paged_and_bounded(api, programme, asked, given):
    WorkstreamFactory.create_batch(3, programme=programme)

    found = api("officer").get("workstreams/", page_size=asked).json()

    assert (found["count"], len(found["results"])) == (3, given)


@pytest.mark.parametrize("query", [{"status": "nonsense"}, {"workstream": "x"}, {"due_before": "soon"}])
def test_a_filter_that_makes_no_sense_is_told(api, programme, query):
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme))

    answer = api("officer").get("milestones/", **query)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "factory", "queries"),
    [
        ("workstreams/", lambda p: WorkstreamFactory(programme=p), 2),
        ("findings/", lambda p: CoverageFactory(finding=FindingFactory(programme=p)), 3),
        ("milestones/", lambda p: MilestoneFactory(workstream=WorkstreamFactory(programme=p)), 3),
        ("risks/", lambda p: RiskScoreFactory(risk=RiskFactory(programme=p)), 3),
        ("requirements/", lambda p: RequirementFactory(intervention__programme=p), 2),
    ],
)
def test_lists_take_the_same_queries_whatever_their_length(
    api, programme, django_assert_num_queries, count, path, factory, queries
):
    intervention_days = iter(range(count))
    for _ in range(count):
        if path == "requirements/":
            day = datetime.date(2016, 6, 1) + datetime.timedelta(days=next(intervention_days))
            RequirementFactory(intervention__programme=programme, intervention__issued_on=day)
        else:
            factory(programme)
    caller = api("director")
    caller.get(path)

    with django_assert_num_queries(3 + queries):
        found = caller.get(path).json()

    assert found["count"] == count


def test_docs_page_names_every_operation(client):
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)

    page = client.get(reverse("api-docs"))

    operations = [(operation["method"].lower(), operation["path"]) for operation in page.context["operations"]]
    assert operations == [(method, path) for path, methods in schema["paths"].items() for method in methods]


def test_drawing_the_schema_leaves_the_choices_of_filters_alone(api, programme):
    for number in (8, 9):
        MilestoneFactory(workstream=WorkstreamFactory(programme=programme, number=number))
    caller = api("board_member")

    caller.client.get("/api/schema/")

    assert caller.get("milestones/", workstream="8").json()["count"] == 1
    assert len(caller.client.get("/torbay/milestones/?workstream=8").context["table"].rows) == 1


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000], ids=["lists", "objects"])
def test_json_nested_too_deep_is_a_problem_and_no_fault(api, programme, deep):
    answer = api("officer").client.post("/api/v1/programmes/torbay/milestones/", deep, content_type="application/json")

    assert (answer.status_code, answer.json()["detail"]) == (400, "This JSON is nested too deep.")
