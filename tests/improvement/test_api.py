"""What the API writes beside the plan: evidence, who leads, the Direction, inspections and the programme's own end."""

import datetime

import pytest

from improvement.actions.evidence import add_evidence
from improvement.models import Evidence, Inspection, Intervention, Judgement, Requirement
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.files import PDF, upload
from tests.factories.improvement import (
    EvidenceFactory,
    InspectionFactory,
    InterventionFactory,
    JudgementFactory,
    MilestoneFactory,
    ProgrammeFactory,
    RequirementFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = datetime.date(2017, 2, 28), datetime.date(2017, 2, 27)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="torbay")


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8)


@pytest.fixture
def send(client, programme):
    """Post to the API as a role: send("director", "evidence/", {...}); with a file, as a form of parts."""

    def post(role, path, body, headers=None):
        client.force_login(member(programme, role))
        shape = {} if "file" in body else {"content_type": "application/json"}
        return client.post(f"/api/v1/programmes/torbay/{path}", body, headers=headers or {}, **shape)

    return post


@pytest.fixture
def get(client, programme):
    def ask(path, **query):
        client.force_login(member(programme, "board_member"))
        return client.get(f"/api/v1/programmes/torbay/{path}", query).json()

    return ask


def errors(answer):
    return answer.status_code, answer.json()["errors"]


def test_a_link_is_attached_to_a_milestone(send, workstream):
    milestone = MilestoneFactory(workstream=workstream)
    link = "https://council.example/minutes"

    made = send("officer", "evidence/", {"workstream": 8, "milestone": milestone.pk, "title": "Minutes", "link": link})

    evidence = Evidence.objects.get()
    assert (made.status_code, made["ETag"], made.json()["id"]) == (201, '"1"', evidence.pk)
    assert (evidence.workstream, evidence.milestone, evidence.link) == (workstream, milestone, link)


def test_a_file_is_attached_in_parts_and_kept_whole(send, workstream):
    made = send("officer", "evidence/", {"workstream": "8", "milestone": "", "title": "Minutes", "file": upload()})

    facts = made.json()
    assert (made.status_code, facts["file_name"], facts["content_type"]) == (201, "minutes.pdf", "application/pdf")
    assert (facts["size_bytes"], Evidence.objects.get().file.read()) == (len(PDF), PDF)


def test_a_file_sent_twice_under_a_key_is_attached_once_and_another_file_is_told(client, workstream):
    client.force_login(member(workstream.programme, "officer"))

    def attach(content):
        body = {"workstream": "8", "title": "Minutes", "file": upload(content=content)}
        return client.post("/api/v1/programmes/torbay/evidence/", body, headers={"Idempotency-Key": "k"})

    answers = [attach(content) for content in (PDF, PDF, PDF + b"%")]

    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert (answers[0].content == answers[1].content, Evidence.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {"workstream": ["This field is required."], "title": ["This field is required."]}),
        (
            {"workstream": 8, "title": "Minutes"},
            {"non_field_errors": ["Give a file or a link: one of them, not both."]},
        ),
        (
            {"workstream": 8, "title": "Minutes", "link": "https://a.example", "milestone": 999},
            {"milestone": ["There is no milestone 999 in this programme."]},
        ),
        (
            {"workstream": 8, "title": "Minutes", "link": "https://a.example", "milestone": 2**63},
            {"milestone": [f"There is no milestone {2**63} in this programme."]},
        ),
        ({"workstream": 8, "title": "Minutes", "file": upload(content=b"")}, {"file": ["This file is empty."]}),
    ],
)
def test_evidence_that_cannot_be_accepted_is_told_by_field(send, workstream, body, told):
    assert errors(send("officer", "evidence/", body)) == (400, told)


def test_a_milestone_of_another_programme_is_not_there(send, workstream):
    other = MilestoneFactory()

    answer = send(
        "officer", "evidence/", {"workstream": 8, "title": "T", "link": "https://a.example", "milestone": other.pk}
    )

    assert errors(answer) == (400, {"milestone": [f"There is no milestone {other.pk} in this programme."]})


def test_a_form_that_holds_too_much_is_a_problem_and_no_fault(send, workstream, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    answer = send("officer", "evidence/", {"workstream": "8", "title": "T", "link": "x", "file": upload()})

    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "This form holds too much. Send fewer parts, or less text in them.",
    )


def test_evidence_is_returned_with_a_note_that_is_known_from_then_on(send, get, workstream):
    evidence = EvidenceFactory(workstream=workstream)

    answer = send(
        "director", f"evidence/{evidence.pk}/review/", {"review": "returned", "review_note": "Unsigned.", "version": 1}
    )

    before, after = get(f"evidence/{evidence.pk}/", on="2017-02-27"), get(f"evidence/{evidence.pk}/")
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert (before["review"], before["review_note"]) == ("", "")
    assert (after["review"], after["review_note"]) == ("returned", "Unsigned.")


def test_evidence_is_not_reviewed_by_who_attached_it(client, programme, workstream):
    director = member(programme, "director")
    evidence = add_evidence(workstream=workstream, title="Minutes", link="https://a.example", by=director)
    client.force_login(director)

    answer = client.post(
        f"/api/v1/programmes/torbay/evidence/{evidence.pk}/review/",
        {"review": "accepted", "version": 1},
        content_type="application/json",
    )

    assert errors(answer) == (
        400,
        {"non_field_errors": ["You attached this evidence, so somebody else reviews it."]},
    )


def test_a_workstream_is_added_with_the_posts_that_lead_it(send):
    words = {"title": "MASH", "aim": "One front door.", "kind": "continuing", "lead_post": "Head of Service"}

    answer = send("director", "workstreams/", words | {"number": 9})

    assert (answer.status_code, answer.json()["number"], answer.json()["lead"]) == (201, 9, "Head of Service")


def test_who_leads_a_workstream_changes_and_what_is_left_out_stays(send, programme, workstream):
    WorkstreamChangeFactory(workstream=workstream, lead_post="Head of Service", counterpart_post="Team Manager")
    lead = MembershipFactory(programme=programme, user__email="lead@council.example").user
    body = {"lead_email": "lead@council.example", "is_closed": True, "reason": "Done.", "version": 1}

    answer = send("director", "workstreams/8/change/", body)

    change = workstream.changes.latest("pk")
    facts = answer.json()
    assert (answer.status_code, answer["ETag"], change.lead, change.counterpart) == (200, '"2"', lead, None)
    assert (facts["lead"], facts["counterpart"], facts["is_closed"]) == ("Head of Service", "Team Manager", True)


@pytest.mark.parametrize("email", ["stranger@council.example", "nobody@council.example", "\x00"])
def test_only_somebody_of_the_programme_leads_a_workstream(send, workstream, email):
    MembershipFactory(user=UserFactory(email="stranger@council.example"))

    answer = send("director", "workstreams/8/change/", {"lead_email": email, "reason": "New.", "version": 1})

    status, told = errors(answer)
    assert (status, list(told), workstream.changes.count()) == (400, ["lead_email"], 0)


def test_the_programme_is_extended_from_the_version_its_own_record_shows(send, client, programme):
    body = {"state": "step_down", "ends_on": "2017-11-24", "reason": "The Minister agreed."}
    client.force_login(member(programme, "reader"))
    seen = client.get("/api/v1/programmes/torbay/").json()

    answer = send("director", "change/", body, headers={"If-Match": f'"{seen["version"]}"'})
    stale = send("director", "change/", body | {"version": seen["version"]})

    now = client.get("/api/v1/programmes/torbay/").json()
    assert (seen["state"], seen["ends_on"]) == ("active", "2017-05-24")
    assert (answer.status_code, answer["ETag"], answer.json()) == (200, '"2"', now)
    assert (now["state"], now["ends_on"], now["version"], stale.status_code) == ("step_down", "2017-11-24", 2, 409)


def test_a_direction_is_recorded_with_what_it_requires_and_closed(send, get, programme):
    words = {"kind": "direction", "title": "Direction", "issued_on": "2017-01-05"}

    made = send("commissioner", "interventions/", words)
    direction = made.json()
    required = send(
        "commissioner", "requirements/", {"intervention": direction["id"], "reference": "1.5", "text": "Co-operate."}
    )
    later = InterventionFactory(programme=programme, issued_on=YESTERDAY)
    closed = send(
        "commissioner",
        f"interventions/{direction['id']}/close/",
        {"closed_on": "2017-02-28", "replaced_by": later.pk, "version": 1},
    )

    assert (made.status_code, made["ETag"], direction["closed_on"]) == (201, '"1"', None)
    assert (required.status_code, required.json()["intervention"]) == (201, direction["id"])
    assert (closed.json()["closed_on"], closed.json()["replaced_by"], closed["ETag"]) == ("2017-02-28", later.pk, '"2"')
    assert [item["id"] for item in get("interventions/")["results"]] == [later.pk, direction["id"]]


def test_a_direction_is_not_closed_yet_on_the_day_before(get, programme):
    later = InterventionFactory(programme=programme, issued_on=YESTERDAY)
    closed = InterventionFactory(programme=programme, closed_on=TODAY, replaced_by=later)

    found = get(f"interventions/{closed.pk}/", on="2017-02-27")

    assert (found["closed_on"], found["replaced_by"]) == (None, None)


def test_a_direction_is_not_replaced_by_itself(send, programme):
    direction = InterventionFactory(programme=programme)

    answer = send(
        "commissioner",
        f"interventions/{direction.pk}/close/",
        {"closed_on": "2017-02-28", "replaced_by": direction.pk, "version": 1},
    )

    assert errors(answer) == (400, {"non_field_errors": ["Choose another Direction or notice than this one."]})
    assert Intervention.objects.get().closed_on is None


def test_a_requirement_is_met_with_the_evidence_that_shows_it(send, programme, workstream):
    RequirementFactory(intervention__programme=programme, reference="1.5")
    evidence = EvidenceFactory(workstream=workstream, accepted=True)

    send("commissioner", "requirements/1.5/meet/", {"met_on": "2017-02-01", "evidence": evidence.pk, "version": 1})

    assert Requirement.objects.get().evidence == evidence


def test_an_inspection_is_recorded_with_its_judgements_and_findings(send, get, programme):
    code = programme.supported.ons_code
    made = send("director", "inspections/", {"ons_code": code, "framework": "sif", "started_on": "2017-01-09"})
    key = made.json()["id"]
    area = send("director", "judgements/", {"inspection": key, "area": "Care", "grade": "good"})
    part = send(
        "director",
        "judgements/",
        {"inspection": key, "area": "Adoption", "grade": "inadequate", "part_of": area.json()["id"]},
    )
    words = {"reference": "F9", "kind": "finding", "title": "Waits", "text": "Too long.", "inspection": key}
    finding = send("director", "findings/", words)

    inspection = Inspection.objects.get()
    assert (made.status_code, inspection.authority, get("inspections/")["results"]) == (
        201,
        programme.supported,
        [made.json()],
    )
    assert [answer.status_code for answer in (area, part, finding)] == [201, 201, 201]
    assert (part.json()["part_of"], Judgement.objects.count()) == (area.json()["id"], 2)
    assert (finding.json()["inspection"], get(f"inspections/{key}/")) == (key, made.json())


def test_an_authority_that_is_not_known_is_told_by_its_code(send):
    answer = send("director", "inspections/", {"ons_code": "E99", "framework": "sif", "started_on": "2017-01-09"})

    assert errors(answer) == (400, {"ons_code": ["No authority here has the ONS code E99."]})


@pytest.mark.parametrize("code", ["\x00", 7, {}, None])
def test_a_code_that_is_none_is_a_problem_and_no_fault(send, code):
    answer = send("director", "inspections/", {"ons_code": code, "framework": "sif", "started_on": "2017-01-09"})

    status, told = errors(answer)
    assert (status, list(told), Inspection.objects.count()) == (400, ["ons_code"], 0)


def test_a_judgement_is_part_of_one_of_its_own_inspection(send, programme):
    inspection = InspectionFactory(programme=programme)
    elsewhere = JudgementFactory(inspection__programme=programme, inspection__framework="ilacs")
    body = {"inspection": inspection.pk, "area": "Adoption", "grade": "good", "part_of": elsewhere.pk}

    answer = send("director", "judgements/", body)

    assert errors(answer) == (400, {"part_of": ["Choose a judgement of the same inspection."]})


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", ["interventions/", "inspections/", "evidence/"])
def test_lists_take_the_same_queries_whatever_their_length(
    client, programme, workstream, django_assert_num_queries, path, count
):
    for number in range(count):
        day = datetime.date(2016, 6, 1) + datetime.timedelta(days=number)
        InterventionFactory(programme=programme, issued_on=day)
        InspectionFactory(programme=programme, started_on=day)
        EvidenceFactory(workstream=workstream)
    client.force_login(member(programme, "director"))
    address = f"/api/v1/programmes/torbay/{path}"
    client.get(address)

    # The workstreams are read for the filter of evidence.
    with django_assert_num_queries(6 if path == "evidence/" else 5):
        found = client.get(address).json()

    assert found["count"] == count


def test_the_response_to_a_risk_changes_and_its_workstream_stays_where_it_is_left_out(send, get, workstream):
    risk = RiskFactory(programme=workstream.programme, workstream=workstream, number=3)
    RiskScoreFactory(risk=risk)
    words = {"mitigation": "Do more.", "owner_post": "Director", "reason": "It grew.", "version": 1}

    changed = send("officer", "risks/3/respond/", words)
    same = send("officer", "risks/3/respond/", words | {"version": 2})
    programme_wide = send("officer", "risks/3/respond/", words | {"workstream": None, "version": 2})

    found = changed.json()
    assert (found["mitigation"], found["owner"], found["workstream"]) == ("Do more.", "Director", 8)
    assert changed["ETag"] == '"2"'
    assert same.status_code == 400
    assert programme_wide.json()["workstream"] is None
    assert get("risks/3/", on="2017-02-27")["mitigation"] == "Watch it."
