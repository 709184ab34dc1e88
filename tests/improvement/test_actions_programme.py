import datetime

import pytest

from config.records import Stale
from improvement.actions.direction import add_intervention
from improvement.actions.programme import change_programme
from improvement.models import Programme, ProgrammeChange
from tests.factories.accounts import UserFactory
from tests.factories.improvement import MilestoneChangeFactory, MilestoneFactory, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
STARTS = datetime.date(2016, 5, 25)
ENDS = datetime.date(2017, 5, 24)


@pytest.fixture
def by():
    return UserFactory()


def in_force(programme, on):
    change = programme.changes.in_force(on)
    return change.state, change.ends_on


def test_change_programme_from_today_keeps_what_stood_before(by, events):
    programme = ProgrammeFactory()
    extended = datetime.date(2017, 11, 24)

    change = change_programme(
        programme=programme, state="step_down", ends_on=extended, reason="The Minister agreed.", version=1, by=by
    )

    assert (in_force(programme, TODAY - DAY), in_force(programme, TODAY)) == (
        ("active", ENDS), ("step_down", extended),
    )  # fmt: skip
    assert (change.recorded_by, change.reason, Programme.objects.get().version) == (by, "The Minister agreed.", 2)
    before, after = {"state": "active", "ends_on": "2017-05-24"}, {"state": "step_down", "ends_on": "2017-11-24"}
    assert events() == [("programme.changed", before, after, "The Minister agreed.")]


def test_before_anything_was_known_the_first_state_of_the_programme_holds():
    programme = ProgrammeFactory()

    assert in_force(programme, STARTS - DAY) == ("active", ENDS)


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({}, {"__all__": ["Nothing would change: choose another state or another day."]}),
        ({"ends_on": STARTS - DAY}, {"ends_on": ["The programme started on 25 May 2016."]}),
        (
            {"ends_on": datetime.date(2036, 5, 26)},
            {"ends_on": ["A programme lasts 20 years at most. Choose 25 May 2036 or earlier."]},
        ),
        ({"state": "paused"}, {"state": ["Value 'paused' is not a valid choice."]}),
        ({"state": "closed", "reason": ""}, {"reason": ["This field cannot be blank."]}),
    ],
)
def test_a_change_of_the_programme_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    now = {"state": "active", "ends_on": ENDS, "reason": "Why."}

    assert refused(change_programme, programme=ProgrammeFactory(), version=1, by=by, **(now | facts)) == errors


def test_shortening_the_programme_under_an_open_milestone_is_refused(by, refused):
    milestone = MilestoneFactory(title="All trained", original_due_on=datetime.date(2017, 3, 31))
    facts = {"programme": milestone.programme, "state": "active", "reason": "Why.", "version": 1, "by": by}

    errors = refused(change_programme, ends_on=datetime.date(2017, 3, 30), **facts)
    change = change_programme(ends_on=datetime.date(2017, 3, 31), **facts)

    assert errors == {
        "ends_on": [
            "One open milestone is due after that day, the first on 31 March 2017 (All trained). "
            "Re-date or withdraw what is due too late first."
        ]
    }
    assert change.ends_on == datetime.date(2017, 3, 31)


def test_shortening_the_programme_names_the_first_of_several_milestones(by, refused):
    workstream = WorkstreamFactory()
    for title, due_on in (("Second", datetime.date(2017, 4, 2)), ("First", datetime.date(2017, 4, 1))):
        MilestoneFactory(workstream=workstream, title=title, original_due_on=due_on)

    errors = refused(change_programme, programme=workstream.programme, state="active", ends_on=TODAY, reason="Why.",
                     version=1, by=by)  # fmt: skip

    assert errors == {
        "ends_on": [
            "Two open milestones are due after that day, the first on 1 April 2017 (First). "
            "Re-date or withdraw what is due too late first."
        ]
    }


@pytest.mark.parametrize(
    "step",
    [
        {"step": "withdrawn", "due_on": None},
        {"step": "achieved", "due_on": None, "achieved_on": TODAY},
        {"step": "redated", "due_on": TODAY},
    ],
    ids=lambda step: step["step"],
)
def test_a_milestone_that_is_not_open_after_that_day_does_not_hinder_shortening(by, step):
    milestone = MilestoneChangeFactory(recorded_on=TODAY, **step).milestone

    change_programme(programme=milestone.programme, state="closed", ends_on=TODAY, reason="Over.", version=1, by=by)

    assert in_force(milestone.programme, TODAY) == ("closed", TODAY)


def test_a_change_of_the_programme_from_an_older_page_is_stale_and_leaves_nothing(by, left_alone):
    programme = ProgrammeFactory(name="Torbay", version=2)

    with left_alone(), pytest.raises(Stale, match="^Torbay was changed by somebody else"):
        change_programme(programme=programme, state="closed", ends_on=ENDS, reason="Over.", version=1, by=by)

    assert ProgrammeChange.objects.count() == 1


def test_a_closed_programme_takes_nothing_new_until_it_is_open_again(by, refused):
    programme = ProgrammeFactory()
    closing = {"programme": programme, "ends_on": ENDS, "reason": "Why.", "by": by}
    change_programme(state="closed", version=1, **closing)
    notice = {"programme": programme, "kind": "notice", "title": "Notice", "issued_on": TODAY, "by": by}

    errors = refused(add_intervention, **notice)
    change_programme(state="active", version=2, **closing)

    assert errors == {"__all__": ["The programme is closed. Ask the director to open it again first."]}
    assert add_intervention(**notice).title == "Notice"
