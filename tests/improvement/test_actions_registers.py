import datetime

import pytest

from config.records import Stale
from improvement.actions.registers import add_entry, change_entry
from improvement.models import RegisterChange, RegisterEntry
from improvement.registers import entries_on
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    EARLY,
    FACTS,
    ProgrammeChangeFactory,
    RegisterEntryFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
PAIR = {"kind": "mentoring", "title": "Team Manager, MASH", **FACTS["mentoring"]}


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def place():
    """Where an entry goes."""
    workstream = WorkstreamFactory(number=7)
    return {"programme": workstream.programme, "workstream": workstream}


def test_add_entry_puts_it_on_the_register_with_its_facts(by, place, events):
    holder = UserFactory()

    made = add_entry(**place, **PAIR, holder=holder, sessions=2, by=by)

    entry = entries_on(place["programme"], TODAY).get()
    assert (entry, entry.kind, entry.title, entry.workstream) == (made, "mentoring", PAIR["title"], place["workstream"])
    assert (entry.known.post, entry.known.holder, entry.known.sessions) == ("Area Director", holder, 2)
    assert (entry.recorded_on, entry.known.recorded_on, entry.known.recorded_by) == (TODAY, TODAY, by)
    after = {
        "register": "mentoring",
        "workstream": 7,
        "title": PAIR["title"],
        "post": "Area Director",
        "holder": str(holder),
        "focus": "Supervision.",
        "started_on": "2016-06-01",
        "sessions": 2,
    }
    assert events() == [("register.added", {}, after, "")]


@pytest.mark.parametrize("kind", FACTS)
def test_every_register_takes_an_entry_with_what_it_needs_and_not_without(by, place, refused, kind):
    add_entry(kind=kind, title="First", by=by, **place, **FACTS[kind])

    errors = refused(add_entry, kind=kind, title="Second", by=by, **place)

    assert {name for name, (sentence,) in errors.items() if sentence.startswith("Give this too: ")} == set(FACTS[kind])
    assert entries_on(place["programme"], TODAY).get().title == "First"


@pytest.mark.parametrize(
    ("kind", "facts", "errors"),
    [
        ("mentoring", {"post": "UPN? A call to 9434765919."},
         {"post": ["This looks like an NHS number. Take it out: nothing here may identify a child."]}),
        ("mentoring", {"reviewed_on": EARLY - DAY},
         {"reviewed_on": ["The review is on or after the day the pair started."]}),
        ("mentoring", {"places": 3}, {"places": ["Peer mentoring: this register does not keep this."]}),
        ("mentoring", {"sessions": -1}, {"sessions": ["Ensure this value is greater than or equal to 0."]}),
        ("training", {"held_on": EARLY, "places": 10, "attended": 11},
         {"attended": ["More attended than there were places. Check both figures."]}),
        ("training", {"attended": 1}, {"attended": [
            "Attendance is known once the session was held: its date is in the future."]}),
        ("training", {"feedback": "Good."}, {"attended": ["Give this too: attended."]}),
        ("policies", {"introduced_on": EARLY},
         {"introduced_on": ["It is introduced on or after the day it was agreed: give both days."]}),
        ("policies", {"agreed_on": TODAY + DAY},
         {"agreed_on": ["This day is in the future. Choose today or an earlier day."]}),
        ("systems", {"reviewed_on": EARLY}, {"fitness": ["Give this too: fit for purpose."]}),
        ("systems", {"fitness": "not_fit", "reviewed_on": EARLY},
         {"action": ["Say what is done about it: it is not fit for purpose as it is."]}),
        ("systems", {"action_due_on": TODAY}, {"action": ["Give this too: action."]}),
        ("peer_review", {"baseline_grade": "adequate"},
         {"baseline_grade": ["Value 'adequate' is not a valid choice."]}),
        ("peer_review", {"reviewed_on": EARLY}, {"review_grade": [
            "Give this too: provisional grade at the review."]}),
        ("peer_review", {"review_evidence": "Visit."}, {"review_grade": [
            "Give this too: provisional grade at the review."]}),
    ],
)  # fmt: skip
def test_facts_that_break_a_rule_are_refused_by_their_field(by, place, refused, kind, facts, errors):
    given = FACTS[kind] | facts

    assert refused(add_entry, kind=kind, title="It", by=by, **place, **given) == errors


def test_a_system_is_on_the_register_once(by, place, refused):
    RegisterEntryFactory(kind="systems", workstream=place["workstream"], title="Case system")

    errors = refused(add_entry, kind="systems", title="Case system", post="Head", by=by, **place)

    assert errors == {"title": ["The register has this already, perhaps withdrawn."]}


def test_nothing_is_added_to_a_closed_workstream_or_programme(by, place, refused):
    WorkstreamChangeFactory(workstream=place["workstream"], is_closed=True)

    assert refused(add_entry, **place, **PAIR, by=by) == {
        "workstream": ["Workstream 7 is closed. Open it again first."]
    }

    entry = RegisterEntryFactory(workstream=WorkstreamFactory(programme=place["programme"], number=8))
    ProgrammeChangeFactory(programme=place["programme"], recorded_on=TODAY, state="closed")
    closed = {"__all__": ["The programme is closed. Ask the director to open it again first."]}
    place["workstream"] = entry.workstream
    assert refused(add_entry, **place, **PAIR, by=by) == closed
    assert refused(change_entry, entry=entry, version=1, sessions=1, by=by) == closed


def test_change_entry_says_what_is_different_and_keeps_what_stood_before(by, events):
    entry = RegisterEntryFactory(change__sessions=1)

    change_entry(entry=entry, version=1, sessions=4, review_due_on=TODAY, reason="Counted.", by=by)

    now, before = (entries_on(entry.programme, on).get().known for on in (TODAY, TODAY - DAY))
    assert (now.sessions, now.review_due_on, now.post, now.reason) == (4, TODAY, "Area Director", "Counted.")
    assert (before.sessions, before.review_due_on, before.reason) == (1, None, "")
    assert (RegisterChange.objects.count(), RegisterEntry.objects.get().version) == (2, 2)
    was, new = {"sessions": 1, "review_due_on": None}, {"sessions": 4, "review_due_on": "2017-02-28"}
    assert events() == [("register.changed", was, new, "Counted.")]


def test_an_entry_is_withdrawn_with_a_reason_and_comes_back(by, refused, events):
    entry = RegisterEntryFactory()

    assert refused(change_entry, entry=entry, version=1, is_withdrawn=True, by=by) == {
        "reason": ["Say why it is withdrawn."]
    }
    change_entry(entry=entry, version=1, is_withdrawn=True, reason="Left.", by=by)
    withdrawn = entries_on(entry.programme, TODAY).get().status
    change_entry(entry=entry, version=2, is_withdrawn=False, by=by)

    assert (withdrawn, entries_on(entry.programme, TODAY).get().status) == ("withdrawn", "under_way")
    assert [(before, after) for _, before, after, _ in events()] == [
        ({"is_withdrawn": None}, {"is_withdrawn": True}),
        ({"is_withdrawn": True}, {"is_withdrawn": None}),
    ]


def test_a_change_that_changes_nothing_is_refused(by, refused):
    entry = RegisterEntryFactory(change__sessions=1)

    for said in ({}, {"sessions": 1}, {"post": "Area Director", "is_withdrawn": False}):
        errors = refused(change_entry, entry=entry, version=1, by=by, **said)

        assert errors == {"__all__": ["Nothing would change: write what is different now."]}


def test_a_change_made_from_an_earlier_version_is_stale(by, left_alone):
    entry = RegisterEntryFactory(version=2)

    with left_alone(), pytest.raises(Stale, match="was changed by somebody else"):
        change_entry(entry=entry, version=1, sessions=4, by=by)
