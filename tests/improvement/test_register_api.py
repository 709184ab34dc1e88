"""The registers over the API: the same actions, narrowed the same, on an earlier day too."""

import pytest

from improvement.models import RegisterChange, RegisterEntry
from tests.factories.accounts import member
from tests.factories.improvement import ProgrammeFactory, RegisterEntryFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

REGISTERS = "/api/v1/programmes/torbay/registers/"
PAIR = {
    "kind": "mentoring",
    "workstream": 7,
    "title": "Team Manager",
    "post": "Head of Service",
    "focus": "Plans.",
    "started_on": "2016-06-01",
}


@pytest.fixture
def workstream():
    return WorkstreamFactory(programme=ProgrammeFactory(slug="torbay"), number=7)


@pytest.fixture
def officer(client, workstream):
    client.force_login(member(workstream.programme, "officer"))
    return client


def send(client, path, body, **headers):
    return client.post(f"{REGISTERS}{path}", body, content_type="application/json", headers=headers)


def test_an_entry_is_added_with_its_facts(officer, workstream):
    mentor = member(workstream.programme, "director")

    made = send(officer, "", PAIR | {"holder_email": mentor.email, "sessions": 2})

    found = made.json()
    entry = RegisterEntry.objects.get()
    assert (made.status_code, made["ETag"], found["id"], found["version"]) == (201, '"1"', entry.pk, 1)
    assert {name: found[name] for name in PAIR} == PAIR
    assert (found["holder"], found["sessions"], found["status"]) == (str(mentor), 2, "under_way")
    assert (found["held_on"], found["places"], found["fitness"], found["action"]) == (None, None, "", "")


def test_an_entry_sent_twice_under_a_key_is_added_once(officer):
    first, second = (send(officer, "", PAIR, **{"Idempotency-Key": "k"}) for _ in range(2))

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert RegisterEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {name: ["This field is required."] for name in ("kind", "workstream", "title")}),
        ({"kind": "mentoring", "workstream": 7, "title": "It"},
         {"post": ["Give this too: mentor."], "focus": ["Give this too: focus."],
          "started_on": ["Give this too: starts."]}),
        (PAIR | {"places": 3}, {"places": ["Peer mentoring: this register does not keep this."]}),
        (PAIR | {"kind": "minutes"}, {"kind": ['"minutes" is not a valid choice.']}),
        (PAIR | {"workstream": 99}, {"workstream": ["There is no workstream 99 in this programme."]}),
        (PAIR | {"reviewed_on": "2016-05-31"},
         {"reviewed_on": ["The review is on or after the day the pair started."]}),
        (PAIR | {"holder_email": "nobody@council.example"},
         {"holder_email": ["Nobody with the address nobody@council.example has a role in this programme."]}),
        (PAIR | {"focus": "Case 943 476 5919"},
         {"focus": ["This looks like an NHS number. Take it out: nothing here may identify a child."]}),
        (PAIR | {"sessions": 10_000}, {"sessions": ["Ensure this value is less than or equal to 9999."]}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field(officer, left_alone, body, told):
    with left_alone():
        answer = send(officer, "", body)

    assert (answer.status_code, answer.json()["errors"]) == (400, told)


def test_a_change_keeps_what_is_left_out_and_what_stood_before(officer, workstream):
    entry = RegisterEntryFactory(workstream=workstream, change__sessions=1)
    path = f"{entry.pk}/change/"

    changed = send(officer, path, {"sessions": 4, "reason": "Counted."}, **{"If-Match": '"1"'})

    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert (changed.json()["sessions"], changed.json()["post"]) == (4, "Area Director")
    assert officer.get(f"{REGISTERS}{entry.pk}/", {"on": "2017-02-27"}).json()["sessions"] == 1
    stale = send(officer, path, {"sessions": 5}, **{"If-Match": '"1"'}), send(officer, path, {"version": 1})
    assert [answer.status_code for answer in stale] == [412, 409]
    assert send(officer, path, {"sessions": 5}).json()["errors"].keys() == {"version"}
    assert send(officer, path, {"version": 2, "is_withdrawn": True}).json()["errors"] == {
        "reason": ["Say why it is withdrawn."]
    }
    assert RegisterChange.objects.count() == 2


def test_what_is_done_about_a_system_is_said_when_it_is_added_and_later(officer):
    facts = {"kind": "systems", "workstream": 7, "title": "Case system", "post": "Systems Manager",
             "reviewed_on": "2017-02-14", "fitness": "not_fit", "action": "Mend it."}  # fmt: skip

    made = send(officer, "", facts)
    changed = send(officer, f"{made.json()['id']}/change/", {"version": 1, "action": "Replace it."})

    assert [answer.json()["action"] for answer in (made, changed)] == ["Mend it.", "Replace it."]
    assert changed.json()["status"] == "not_fit"


def test_entries_are_narrowed_by_register_status_and_workstream(officer, workstream):
    other = WorkstreamFactory(programme=workstream.programme, number=15)
    pair = RegisterEntryFactory(workstream=workstream)
    session = RegisterEntryFactory(workstream=other, kind="training")
    RegisterEntryFactory()

    def found(**query):
        return [row["id"] for row in officer.get(REGISTERS, query).json()["results"]]

    assert (found(), found(kind="training"), found(status="under_way")) == (
        [pair.pk, session.pk],
        [session.pk],
        [pair.pk],
    )
    assert (found(workstream=15), found(ordering="-kind")) == ([session.pk], [session.pk, pair.pk])
    assert officer.get(REGISTERS, {"kind": "minutes"}).status_code == 400


def test_nothing_is_changed_on_an_earlier_day_or_without_the_permission(client, workstream, left_alone):
    entry = RegisterEntryFactory(workstream=workstream)
    director, board = (member(workstream.programme, role) for role in ("director", "board_member"))

    def statuses(query):
        paths = (query, f"{entry.pk}/change/{query}")
        return [send(client, path, PAIR | {"version": 1}).status_code for path in paths]

    client.force_login(director)
    earlier = statuses("?on=2017-02-27")
    client.force_login(board)
    assert (earlier, statuses("")) == ([403, 403], [403, 403])
    assert client.get(f"{REGISTERS}{entry.pk}/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(officer, workstream, django_assert_num_queries, count):
    RegisterEntryFactory.create_batch(count, workstream=workstream)
    officer.get(REGISTERS)

    # The workstreams are read for the filter.
    with django_assert_num_queries(6):
        found = officer.get(REGISTERS).json()

    assert found["count"] == count
