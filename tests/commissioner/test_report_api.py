"""The reports over the API: the same steps, for the same people, with the same refusals."""

import pytest

from commissioner.actions.reports import withdraw_report
from commissioner.models import ProgressReport
from tests.commissioner.conftest import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, schedule):
    return lambda role: Caller(client, schedule.programme, role)


def test_a_report_and_its_list(call, drafted):
    director = call("director")

    found = director.get("reports/1/")

    assert (found.json()["number"], found.json()["state"], found["ETag"]) == (1, "draft", f'"{drafted.version}"')
    assert director.get("reports/").json()["count"] == 1
    assert call("reader").get("reports/").json()["count"] == 0
    assert call("reader").get("reports/1/").status_code == 404


def test_what_a_report_says_depends_on_who_asks(call, published):
    whole = call("director").get("reports/1/document/").json()
    reader = call("reader").get("reports/1/document/").json()

    assert "days" in {section["anchor"] for section in whole["sections"]}
    assert "days" not in {section["anchor"] for section in reader["sections"]}


def test_a_lead_reads_a_report_in_fact_check(call, in_check):
    assert call("action_lead").get("reports/1/document/").json()["title"]


def test_a_withdrawn_report_is_read_no_more(call, published, commissioner_):
    withdraw_report(report=published, reason="Wrong.", correct=False, by=commissioner_)

    assert call("reader").get("reports/1/document/").status_code == 404
    assert call("reader").get("reports/1/").json()["withdrawn_on"] == "2017-02-28"


def test_sections_are_written_from_their_version(call, drafted):
    director = call("director")
    sections = director.get("reports/1/sections/").json()
    assert (sections[0]["kind"], sections[0]["version"]) == ("verdict", 1)

    made = director("reports/1/write/", kind="verdict", text="<b>Better.</b>", version=1)

    assert (made.json()["text"], made.json()["version"]) == ("Better.", 2)
    assert director("reports/1/write/", kind="verdict", text="Again.", version=1).status_code == 409
    assert director("reports/1/write/", kind="verdict", text="x" * 20_001, version=2).status_code == 400
    drafted.sections.all().delete()
    assert director("reports/1/write/", kind="verdict", text="x", version=2).status_code == 404


def test_what_is_missing(call, drafted, request):
    drafted.sections.filter(kind="verdict").update(text="")

    found = call("director").get("reports/1/readiness/").json()

    assert found == [{"what": "“Verdict” is empty", "why": "Write it.", "blocks": True}]


def test_nothing_is_missing_of_what_is_signed(call, signed):
    assert call("director").get("reports/1/readiness/").json() == []


def test_the_way_through_fact_check(call, drafted):
    director, lead = call("director"), call("action_lead")
    director("reports/1/recommend/", recommend="continue", version=drafted.version)
    version = ProgressReport.objects.get().version
    director("reports/1/refresh/", version=version)
    director("reports/1/ask-check/", version=version + 1)
    said = lead("reports/1/comment/", kind="well", text="It was July.")
    assert said.status_code == 201
    state = {"reason": "Rewrite.", "version": version + 2}
    assert director("reports/1/return/", **state).status_code == 400

    assert director("reports/1/answer/", comment=said.json()["id"], answer="Yes.").json()["answer"] == "Yes."
    assert director("reports/1/answer/", comment=999_999, answer="Yes.").status_code == 400
    answer = director("reports/1/return/", **state)

    assert answer.json()["state"] == "draft"


def test_after_signing(call, signed, request):
    director = call("director")
    assert director("reports/1/submit/", version=signed.version).json()["state"] == "submitted"
    assert director("reports/1/publish/", version=signed.version + 1).status_code == 403
    commissioner = call("commissioner")
    assert commissioner("reports/1/publish/", version=signed.version + 1).status_code == 400

    made = commissioner("reports/1/withdraw/", reason="Wrong.", correct=True)

    assert made.json()["withdrawn_on"] == "2017-02-28"
    assert ProgressReport.objects.get(number=2).replaces_id == signed.pk


def test_correcting_what_was_withdrawn(call, signed, commissioner_):
    withdraw_report(report=signed, reason="Wrong.", correct=False, by=commissioner_)

    made, again = [call("director")("reports/1/correct/") for _ in range(2)]

    assert (made.status_code, made.json()["number"], made.json()["state"]) == (201, 2, "draft")
    assert again.status_code == 400
    assert call("commissioner")("reports/2/comment/", kind="money", text="Wrong.").status_code in (400, 403)


def test_publishing(call, decided):
    assert call("commissioner")("reports/1/publish/", version=decided.version).json()["state"] == "published"
