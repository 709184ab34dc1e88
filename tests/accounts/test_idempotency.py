"""The header Idempotency-Key: what is sent twice is done once and answered alike."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from accounts import request_keys
from accounts.idempotency import DoneOnce
from accounts.models import RequestKey
from audit.models import Event
from improvement.models import MilestoneChange, Risk
from tests.factories.accounts import member
from tests.factories.improvement import MilestoneFactory, ProgrammeFactory, WorkstreamFactory

OWN = "/api/v1/programmes/own"
PLACE = {"likelihood": 3, "impact": 4}
WORDS = dict.fromkeys(["title", "cause", "effect", "mitigation", "owner_post"], "Staff leave")
# Of all that can be posted, a risk is what nothing but the key keeps from being added twice.
BODY = WORDS | {"inherent": PLACE, "residual": PLACE, "target": PLACE}


@pytest.fixture
def programme(db):
    programme = ProgrammeFactory(slug="own")
    WorkstreamFactory(programme=programme, number=8)
    return programme


@pytest.fixture
def send(client, programme):
    """Post to the API as an officer, under a key: send({...}, "risks/", key="k")."""
    officer = member(programme, "officer")

    def post(body=BODY, path="risks/", key="k", by=officer, **headers):
        client.force_login(by)
        headers = {"Idempotency-Key": key} | headers
        return client.post(f"{OWN}/{path}", body, content_type="application/json", headers=headers)

    return post


def told(answer):
    return answer.status_code, answer.content, answer.get("ETag"), answer["Content-Type"]


@pytest.mark.parametrize("again", ["k", '"k"', " k "])
def test_a_request_sent_again_is_answered_as_the_first_time_and_does_nothing(send, again):
    first = send()

    second = send(key=again)

    assert (first.status_code, first["ETag"], first.json()["number"]) == (201, '"1"', 1)
    assert told(second) == told(first)
    assert (Risk.objects.count(), Event.objects.filter(action="risk.added").count()) == (1, 1)


def test_the_answer_is_the_first_one_though_the_record_moved_on(send):
    first = send()
    send({"reason": "Over.", "version": 1}, "risks/1/close/", key="another")

    assert told(send()) == told(first)


def test_the_order_in_which_the_facts_were_written_does_not_matter(send):
    first = send()

    assert told(send(dict(reversed(BODY.items())))) == told(first)


def test_a_change_is_made_once_from_the_version_seen(send, programme):
    milestone = MilestoneFactory(workstream=programme.workstreams.get())
    body, address = {"due_on": "2017-03-30", "reason": "Later."}, f"milestones/{milestone.pk}/redate/"

    first, second = [send(body, address, **{"If-Match": '"1"'}) for _ in range(2)]
    newer = send(body, address, **{"If-Match": '"2"'})

    assert (first.status_code, first["ETag"], told(second)) == (200, '"2"', told(first))
    assert (newer.status_code, MilestoneChange.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    "other",
    [{"body": BODY | {"title": "Staff stay"}}, {"path": "risks/?page=2"}, {"path": "milestones/"}],
    ids=["body", "query", "address"],
)
def test_a_key_used_for_another_request_is_told(send, other):
    send()

    answer = send(**other)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Key used already",
        "status": 422,
        "detail": (
            "This Idempotency-Key was used for a request that asked something else. Give each request its own key."
        ),
    }
    assert Risk.objects.count() == 1


def test_another_person_may_use_the_same_key(send, programme):
    first = send()

    second = send(by=member(programme, "action_lead"))

    assert [first.json()["number"], second.json()["number"]] == [1, 2]


def test_without_a_key_every_request_is_done(client, programme):
    client.force_login(member(programme, "officer"))

    for _ in range(2):
        client.post(f"{OWN}/risks/", BODY, content_type="application/json")

    assert (Risk.objects.count(), RequestKey.objects.count()) == (2, 0)


def test_a_request_whose_twin_is_still_in_progress_is_told(send, monkeypatch):
    def busy(**asked):
        raise request_keys.StillInProgress

    monkeypatch.setattr(request_keys, "once", busy)

    answer = send()

    assert (answer.status_code, answer["Retry-After"], answer.json()["detail"]) == (
        409,
        "1",
        "The first request with this Idempotency-Key is still being carried out. Send it again in a moment.",
    )


@pytest.mark.parametrize("key", ["", " ", '""', "k" * 101, "clé".encode().decode("latin-1"), "a\tb"])
def test_a_key_that_is_none_is_told(send, key):
    answer = send(key=key)

    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        {"Idempotency-Key": ["Give 1 to 100 letters, digits and signs, such as a UUID."]},
    )
    assert Risk.objects.count() == 0


def test_a_refusal_is_not_remembered_so_the_key_serves_what_is_put_right(send):
    refused = [send(BODY | {"title": ""}) for _ in range(2)]

    assert told(refused[0]) == told(refused[1])
    assert (refused[0].status_code, send().status_code, Risk.objects.count()) == (400, 201, 1)


def test_who_may_no_longer_do_it_is_refused_and_not_told_the_answer(send, programme):
    officer = member(programme, "officer")
    send(by=officer)
    officer.memberships.update(role="reader")

    answer = send(by=officer)

    assert (answer.status_code, Event.objects.filter(action="access.refused").count()) == (403, 1)


def test_a_key_beside_a_body_that_cannot_be_read_is_a_problem_and_no_fault(send):
    assert (send("{not json").status_code, send("[" * 100_000).status_code) == (400, 400)


def test_a_key_beside_a_body_nested_nearly_too_deep_is_no_fault(send):
    answers = [send('{"x":' + "[" * depth + "]" * depth + "}") for depth in range(800, 1000)]

    assert {answer.status_code for answer in answers} == {400}
    assert {answer.json()["title"] for answer in answers} == {"Some of this cannot be accepted", "Parse error"}


def test_a_key_beside_a_method_that_is_not_taken_changes_nothing_about_it(send):
    assert send(path="position/").status_code == 405


def test_the_schema_shows_the_header_at_every_post_and_nowhere_else():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shown = {
        (method, path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "Idempotency-Key" and not parameter.get("required")
    }

    posts = {("post", path) for path, methods in schema["paths"].items() if "post" in methods}
    assert shown == posts
    assert len(posts) > 10


def test_every_view_of_the_api_that_takes_posts_does_them_once():
    from tests.config.test_house import all_patterns, get_resolver

    views = [pattern.callback.cls for pattern in all_patterns(get_resolver()) if takes_posts(pattern.callback)]

    assert [view for view in views if not issubclass(view, DoneOnce)] == []
    assert len(views) > 10


def takes_posts(view):
    return "post" in (getattr(view, "actions", None) or {})
