"""What every API view of a programme shares: the day asked for, refusals by field, and versions."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from rest_framework import exceptions

from accounts.api import ProgrammeViewSet
from audit.models import Event
from config.api import Conflict, PreconditionFailed
from config.records import Stale
from improvement.models import MilestoneChange
from tests.factories.accounts import member
from tests.factories.improvement import MilestoneFactory, ProgrammeFactory, WorkstreamFactory

OWN = "/api/v1/programmes/own"


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="own")


@pytest.fixture
def redate(client, programme):
    """Re-date a milestone at version 3, over the API, as an officer."""
    milestone = MilestoneFactory(workstream=WorkstreamFactory(programme=programme), version=3)
    client.force_login(member(programme, "officer"))

    def send(headers, **body):
        facts = {"due_on": "2017-04-30", "reason": "It takes longer."} | body
        address = f"{OWN}/milestones/{milestone.pk}/redate/"
        return client.post(address, facts, content_type="application/json", headers=headers)

    return send


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, {"version": 3}),
        ({"if-match": '"3"'}, {}),
        ({"if-match": 'W/"3"'}, {}),
        ({"if-match": "3"}, {}),
        # The header is the one that HTTP knows, so it goes before the body.
        ({"if-match": '"3"'}, {"version": 1}),
    ],
)
def test_a_change_names_the_version_it_was_made_from(redate, headers, body):
    answer = redate(headers, **body)

    assert (answer.status_code, answer["ETag"], MilestoneChange.objects.count()) == (200, '"4"', 1)


@pytest.mark.parametrize("tag", ["*", '"x"', '"-1"', '"٣"', '"3", "4"', '"9999999999"'])
def test_if_match_that_is_no_version_is_told(redate, tag):
    answer = redate({"if-match": tag.encode().decode("latin-1")})

    assert (answer.status_code, answer.json()["detail"]) == (
        412,
        'If-Match holds the version in quotation marks, like "3".',
    )
    assert MilestoneChange.objects.count() == 0


def test_a_change_without_a_version_is_told(redate):
    answer = redate({})

    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        {"version": ["Give the version this was made from, or If-Match."]},
    )


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("soon", "Write the day as year, month and day, like ?on=2016-11-30."),
        ("2017-03-01", "Choose 28 February 2017 or an earlier day: nothing is known yet about later ones."),
    ],
)
def test_a_day_that_makes_no_sense_is_told(client, programme, on, sentence):
    client.force_login(member(programme, "officer"))

    answer = client.get(f"{OWN}/milestones/", {"on": on})

    assert (answer.status_code, answer.json()["errors"]) == (400, {"on": [sentence]})


def test_a_refusal_leaves_an_event(client, programme):
    reader = member(programme, "reader")
    client.force_login(reader)

    answer = client.get(f"{OWN}/milestones/")

    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "Your role in this programme does not allow this.",
    )
    event = Event.objects.get(action="access.refused")
    assert (event.chain, event.actor_id, event.after) == (
        "own",
        reader.pk,
        {"path": f"{OWN}/milestones/", "method": "GET"},
    )


def view(**headers):
    found = ProgrammeViewSet()
    found.request = SimpleNamespace(user="somebody", headers=headers)
    return found


def refusing(error):
    def action(**facts):
        raise error

    return action


def test_carry_out_runs_the_action_as_the_caller():
    assert view().carry_out(dict, day=dt.date(2017, 2, 28)) == {"by": "somebody", "day": dt.date(2017, 2, 28)}


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (ValidationError({"title": "Too dull."}), {"title": ["Too dull."]}),
        (ValidationError({"__all__": "No."}), {"non_field_errors": ["No."]}),
        (ValidationError({"__all__": "No.", "title": "Dull."}), {"non_field_errors": ["No."], "title": ["Dull."]}),
        (ValidationError("No."), {"non_field_errors": ["No."]}),
    ],
)
def test_carry_out_tells_a_refusal_by_field(error, detail):
    with pytest.raises(exceptions.ValidationError) as refusal:
        view().carry_out(refusing(error))

    assert refusal.value.detail == detail


@pytest.mark.parametrize(("headers", "problem"), [({"If-Match": '"1"'}, PreconditionFailed), ({}, Conflict)])
def test_carry_out_tells_that_the_record_moved_on(headers, problem):
    with pytest.raises(problem, match="F9 was changed by somebody else"):
        view(**headers).carry_out(refusing(Stale("F9")))
