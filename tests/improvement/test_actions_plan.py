"""Steps in the plan: what each does, what it leaves in the audit trail, and what it refuses in which words."""

import datetime

import pytest

from audit.models import Event
from config.records import Stale
from improvement.actions.plan import (
    achieve_milestone,
    add_milestone,
    add_workstream,
    change_workstream,
    redate_milestone,
    reopen_milestone,
    set_coverage,
    withdraw_milestone,
)
from improvement.as_known import milestones_on, workstreams_on
from improvement.models import Coverage, Milestone, MilestoneChange, Workstream, WorkstreamChange
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    CoverageFactory,
    FindingFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
DUE = datetime.date(2017, 3, 31)
LATER = datetime.date(2017, 4, 30)
STARTS = datetime.date(2016, 5, 25)
ENDS = datetime.date(2017, 5, 24)


@pytest.fixture
def by():
    return UserFactory(name="Pat Lee", organisation="Sample Council")


def test_add_workstream_puts_it_in_the_plan_with_who_leads_it(by, events):
    programme = ProgrammeFactory()

    made = add_workstream(
        programme=programme,
        number=8,
        title="MASH",
        aim="Decide within a day.",
        kind="one_off",
        lead_post="Head of Service",
        counterpart_post="Assistant Director",
        by=by,
    )

    known = workstreams_on(programme, TODAY).get()
    assert (known, known.number, known.title, known.aim, known.kind) == (
        made, 8, "MASH", "Decide within a day.", "one_off",
    )  # fmt: skip
    assert (known.lead_post, known.counterpart_post, known.is_closed) == (
        "Head of Service", "Assistant Director", False,
    )  # fmt: skip
    assert (known.recorded_on, known.recorded_by, known.version) == (TODAY, by, 1)
    after = {
        "number": 8,
        "title": "MASH",
        "kind": "one_off",
        "lead": "Head of Service",
        "counterpart": "Assistant Director",
    }
    assert events() == [("workstream.added", {}, after, "")]


def test_an_event_of_the_plan_names_the_record_and_the_person(by):
    workstream = add_workstream(programme=ProgrammeFactory(slug="torbay"), number=8, title="MASH", aim="A.",
                                kind="event", by=by)  # fmt: skip

    event = Event.objects.get()

    assert (event.chain, event.record_kind, event.record_id, event.record_name, event.actor_id, event.actor_name) == (
        "torbay", "improvement.Workstream", workstream.pk, "8 MASH", by.pk, "Pat Lee, Sample Council",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"number": 8}, {"__all__": ["Another workstream has this number."]}),
        ({"number": 0}, {"number": ["Ensure this value is greater than or equal to 1."]}),
        ({"kind": "other"}, {"kind": ["Value 'other' is not a valid choice."]}),
        (
            {"aim": "For NHS 943 476 5919."},
            {"aim": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
        ({"title": "", "aim": ""}, {field: ["This field cannot be blank."] for field in ("title", "aim")}),
        # The workstream itself is right, and goes again when who leads it cannot be saved.
        (
            {"lead_post": "Born 12/03/2009"},
            {"lead_post": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_add_workstream_refuses_what_breaks_a_rule(by, refused, facts, errors):
    programme = WorkstreamFactory(number=8).programme
    right = {"number": 9, "title": "MASH", "aim": "Decide.", "kind": "continuing"}

    assert refused(add_workstream, programme=programme, by=by, **(right | facts)) == errors


def test_add_workstream_takes_a_number_that_another_programme_has(by):
    other = WorkstreamFactory(number=8)

    add_workstream(programme=ProgrammeFactory(), number=8, title="MASH", aim="A.", kind="event", by=by)

    assert (other.number, Workstream.objects.filter(number=8).count()) == (8, 2)


@pytest.fixture
def led():
    """A workstream led by somebody since 1 June."""
    change = WorkstreamChangeFactory(lead_post="Head", lead=UserFactory(), counterpart_post="Director")
    return change.workstream


def led_by(workstream):
    known = workstreams_on(workstream.programme, TODAY).get()
    return known.lead_post, known.lead_id, known.counterpart_post, known.counterpart_id, known.is_closed


def test_change_workstream_changes_what_is_named_and_keeps_the_rest(led, by, events):
    lead = led.changes.get().lead

    change = change_workstream(workstream=led, version=1, reason="Moved on.", by=by, counterpart_post="Interim")

    assert led_by(led) == ("Head", lead.pk, "Interim", None, False)
    assert (change.recorded_on, change.recorded_by, change.reason) == (TODAY, by, "Moved on.")
    assert Workstream.objects.get().version == 2
    before = {"lead_post": "Head", "lead_id": lead.pk, "counterpart_post": "Director", "counterpart_id": None}
    before |= {"is_closed": False}
    assert events() == [("workstream.changed", before, before | {"counterpart_post": "Interim"}, "Moved on.")]


def test_change_workstream_names_people(led, by, events):
    person = UserFactory()

    change_workstream(workstream=led, version=1, reason="New.", by=by, lead=person, counterpart=person)

    assert led_by(led) == ("Head", person.pk, "Director", person.pk, False)
    assert [events()[0][2][name] for name in ("lead_id", "counterpart_id")] == [person.pk, person.pk]


def test_change_workstream_closes_it_and_opens_it_again(led, by):
    lead = led.changes.get().lead

    change_workstream(workstream=led, version=1, reason="Done.", by=by, is_closed=True, lead=None)
    closed = led_by(led)
    change_workstream(workstream=led, version=2, reason="Not done.", by=by, is_closed=False, lead=lead)

    assert closed == ("Head", None, "Director", None, True)
    assert led_by(led) == ("Head", lead.pk, "Director", None, False)


def test_change_workstream_refuses_texts_that_identify_a_child(led, by, refused):
    errors = refused(
        change_workstream, workstream=led, version=1, reason="For A123456789012", by=by, lead_post="x" * 201
    )

    assert errors["lead_post"] == ["Ensure this value has at most 200 characters (it has 201)."]


def test_set_coverage_says_which_workstreams_answer_from_now_on(by, events):
    finding = FindingFactory()
    stays, goes, comes = (WorkstreamFactory(programme=finding.programme, number=n) for n in (9, 3, 5))
    for workstream in (stays, goes):
        CoverageFactory(finding=finding, workstream=workstream)

    set_coverage(finding=finding, workstreams=[comes, stays], version=1, by=by)

    rows = Coverage.objects.order_by("workstream__number")
    assert [(c.workstream.number, c.withdrawn_on, c.withdrawn_by, c.recorded_by) for c in rows] == [
        (3, TODAY, by, None),
        (5, None, None, by),
        (9, None, None, None),
    ]
    assert events() == [("finding.coverage_changed", {"workstreams": [3, 9]}, {"workstreams": [5, 9]}, "")]


def test_set_coverage_to_what_it_was_writes_no_event(by, events):
    coverage = CoverageFactory()

    set_coverage(finding=coverage.finding, workstreams=[coverage.workstream], version=1, by=by)

    assert (events(), Coverage.objects.count()) == ([], 1)


def test_set_coverage_to_nothing_and_back_keeps_both_answers_on_record(by):
    coverage = CoverageFactory()

    set_coverage(finding=coverage.finding, workstreams=[], version=1, by=by, on=TODAY - DAY)
    set_coverage(finding=coverage.finding, workstreams=[coverage.workstream], version=2, by=by)

    assert list(Coverage.objects.order_by("pk").values_list("recorded_on", "withdrawn_on")) == [
        (datetime.date(2016, 6, 1), TODAY - DAY),
        (TODAY, None),
    ]


def test_add_milestone_puts_it_in_the_plan(by, events):
    workstream = WorkstreamFactory(number=8)

    made = add_milestone(workstream=workstream, title="All staff trained", due_on=DUE, by=by)

    known = milestones_on(workstream.programme, TODAY).get()
    assert (known, known.title, known.original_due_on, known.due_on, known.status) == (
        made, "All staff trained", DUE, DUE, "due",
    )  # fmt: skip
    assert (known.workstream, known.recorded_on, known.recorded_by) == (workstream, TODAY, by)
    after = {"workstream": 8, "title": "All staff trained", "due_on": "2017-03-31"}
    assert events() == [("milestone.added", {}, after, "")]


AFTER_THE_END = (
    "The programme ends on 24 May 2017. Choose that day or an earlier one, "
    "or ask the director to extend the programme first."
)
BEFORE_THE_START = "The programme starts on 25 May 2016. Choose that day or a later one."


@pytest.mark.parametrize(("due_on", "sentence"), [(ENDS + DAY, AFTER_THE_END), (STARTS - DAY, BEFORE_THE_START)])
def test_a_milestone_lies_within_the_programme(by, refused, due_on, sentence):
    milestone = MilestoneFactory()

    new = refused(add_milestone, workstream=milestone.workstream, title="New", due_on=due_on, by=by)
    moved = refused(redate_milestone, milestone=milestone, due_on=due_on, reason="Why.", version=1, by=by)

    assert new == moved == {"due_on": [sentence]}


@pytest.mark.parametrize("due_on", [STARTS, ENDS])
def test_a_milestone_may_be_due_on_the_first_and_on_the_last_day(by, due_on):
    milestone = MilestoneFactory()

    add_milestone(workstream=milestone.workstream, title="New", due_on=due_on, by=by)
    redate_milestone(milestone=milestone, due_on=due_on, reason="Why.", version=1, by=by)

    assert [known.due_on for known in milestones_on(milestone.programme, TODAY)] == [due_on, due_on]


def test_a_milestone_may_be_due_later_once_the_programme_is_extended(by):
    workstream = WorkstreamFactory()
    ProgrammeChangeFactory(programme=workstream.programme, recorded_on=TODAY, ends_on=ENDS + DAY)

    made = add_milestone(workstream=workstream, title="New", due_on=ENDS + DAY, by=by)

    assert made.original_due_on == ENDS + DAY


def test_add_milestone_refuses_a_closed_workstream(by, refused):
    workstream = WorkstreamFactory(number=8)
    WorkstreamChangeFactory(workstream=workstream, is_closed=True)

    errors = refused(add_milestone, workstream=workstream, title="New", due_on=DUE, by=by)

    assert errors == {"__all__": ["Workstream 8 is closed. Open it again before adding a milestone."]}


@pytest.mark.parametrize(
    ("title", "errors"),
    [
        ("Same", {"__all__": ["This workstream already has a milestone with this title."]}),
        ("", {"title": ["This field cannot be blank."]}),
        ("x" * 201, {"title": ["Ensure this value has at most 200 characters (it has 201)."]}),
    ],
)
def test_add_milestone_refuses_a_title_that_breaks_a_rule(by, refused, title, errors):
    milestone = MilestoneFactory(title="Same")

    assert refused(add_milestone, workstream=milestone.workstream, title=title, due_on=DUE, by=by) == errors


def test_redate_milestone_keeps_the_first_date(by, events):
    milestone = MilestoneFactory()

    change = redate_milestone(milestone=milestone, due_on=LATER, reason="Partners asked.", version=1, by=by)

    known = milestones_on(milestone.programme, TODAY).get()
    assert (known.original_due_on, known.due_on, known.times_redated, known.version) == (DUE, LATER, 1, 2)
    assert (change.recorded_on, change.recorded_by, change.reason) == (TODAY, by, "Partners asked.")
    assert events() == [("milestone.redated", {"due_on": "2017-03-31"}, {"due_on": "2017-04-30"}, "Partners asked.")]


def test_redate_milestone_refuses_the_date_it_has(by, refused):
    milestone = MilestoneChangeFactory(due_on=LATER).milestone

    errors = refused(redate_milestone, milestone=milestone, due_on=LATER, reason="Why.", version=1, by=by)

    assert errors == {"due_on": ["It is due on 30 April 2017 already. Choose another day."]}


def test_redate_milestone_back_to_its_first_date_is_a_move_too(by):
    milestone = MilestoneChangeFactory(due_on=LATER).milestone

    redate_milestone(milestone=milestone, due_on=DUE, reason="Back.", version=1, by=by)

    known = milestones_on(milestone.programme, TODAY).get()
    assert (known.due_on, known.times_redated) == (DUE, 2)


def test_achieve_milestone_records_the_day(by, events):
    milestone = MilestoneFactory()

    achieve_milestone(milestone=milestone, achieved_on=TODAY - DAY, reason="All trained.", version=1, by=by)

    known = milestones_on(milestone.programme, TODAY).get()
    assert (known.status, known.achieved_on, known.version) == ("achieved", TODAY - DAY, 2)
    assert events() == [("milestone.achieved", {"status": "due"}, {"achieved_on": "2017-02-27"}, "All trained.")]


def test_achieve_milestone_of_an_overdue_one_says_it_was(by, events):
    milestone = MilestoneFactory(original_due_on=TODAY - DAY)

    achieve_milestone(milestone=milestone, achieved_on=TODAY, version=1, by=by)

    assert events() == [("milestone.achieved", {"status": "overdue"}, {"achieved_on": "2017-02-28"}, "")]


@pytest.mark.parametrize(
    ("achieved_on", "errors"),
    [
        (STARTS - DAY, {"achieved_on": ["It cannot have been achieved before the programme started."]}),
        (TODAY + DAY, {"__all__": ["A milestone cannot be achieved in the future."]}),
    ],
)
def test_achieve_milestone_refuses_a_day_that_cannot_be(by, refused, achieved_on, errors):
    milestone = MilestoneFactory()

    assert refused(achieve_milestone, milestone=milestone, achieved_on=achieved_on, version=1, by=by) == errors


def test_achieve_milestone_takes_the_first_day_of_the_programme(by):
    milestone = MilestoneFactory()

    change = achieve_milestone(milestone=milestone, achieved_on=STARTS, version=1, by=by)

    assert change.achieved_on == STARTS


def stepped(step):
    """A milestone after one step, or an open one."""
    milestone = MilestoneFactory()
    if step:
        achieved_on = TODAY if step == "achieved" else None
        MilestoneChangeFactory(milestone=milestone, step=step, due_on=None, achieved_on=achieved_on, recorded_on=TODAY)
    return milestone


@pytest.mark.parametrize("step", ["achieved", "withdrawn"])
def test_reopen_milestone_makes_it_due_again(by, events, step):
    milestone = stepped(step)

    reopen_milestone(milestone=milestone, reason="Not all of it.", version=1, by=by)

    known = milestones_on(milestone.programme, TODAY).get()
    assert (known.status, known.achieved_on, known.version) == ("due", None, 2)
    assert events() == [("milestone.reopened", {"status": step}, {"status": "due"}, "Not all of it.")]


def test_reopen_milestone_whose_day_has_passed_says_that_it_is_overdue(by, events):
    milestone = MilestoneFactory(original_due_on=TODAY - DAY)
    withdraw_milestone(milestone=milestone, reason="Why.", version=1, by=by)

    reopen_milestone(milestone=milestone, reason="Needed.", version=2, by=by)

    assert events()[-1] == ("milestone.reopened", {"status": "withdrawn"}, {"status": "overdue"}, "Needed.")


def test_reopen_milestone_that_is_due_after_the_end_is_refused(by, refused):
    milestone = stepped("withdrawn")
    ProgrammeChangeFactory(programme=milestone.programme, recorded_on=TODAY, ends_on=DUE - DAY)

    errors = refused(reopen_milestone, milestone=milestone, reason="Needed.", version=1, by=by)

    assert errors == {
        "__all__": ["It is due after the programme ends. Ask the director to extend the programme first."]
    }


def test_withdraw_milestone_keeps_it_on_record(by, events):
    milestone = MilestoneFactory()

    withdraw_milestone(milestone=milestone, reason="Another plan.", version=1, by=by)

    known = milestones_on(milestone.programme, TODAY).get()
    assert (known.status, known.due_on, known.version) == ("withdrawn", DUE, 2)
    assert events() == [("milestone.withdrawn", {"status": "due"}, {"status": "withdrawn"}, "Another plan.")]


REDATE = (redate_milestone, {"due_on": LATER, "reason": "Why."})
ACHIEVE = (achieve_milestone, {"achieved_on": TODAY})
REOPEN = (reopen_milestone, {"reason": "Why."})
WITHDRAW = (withdraw_milestone, {"reason": "Why."})


@pytest.mark.parametrize(
    ("step", "action", "sentence"),
    [
        ("achieved", REDATE, "This milestone is achieved. Reopen it before giving it a new date."),
        ("withdrawn", REDATE, "This milestone is withdrawn. Reopen it before giving it a new date."),
        ("achieved", ACHIEVE, "This milestone is achieved already."),
        ("withdrawn", ACHIEVE, "This milestone is withdrawn already."),
        ("", REOPEN, "This milestone is open already."),
        ("reopened", REOPEN, "This milestone is open already."),
        ("achieved", WITHDRAW, "This milestone is achieved already."),
        ("withdrawn", WITHDRAW, "This milestone is withdrawn already."),
    ],
)
def test_a_step_that_does_not_follow_from_where_the_milestone_is_is_refused(by, refused, step, action, sentence):
    milestone = stepped(step)
    take, facts = action

    assert refused(take, milestone=milestone, version=1, by=by, **facts) == {"__all__": [sentence]}


@pytest.mark.parametrize("action", [REDATE, REOPEN, WITHDRAW], ids=["redate", "reopen", "withdraw"])
@pytest.mark.parametrize(
    ("reason", "errors"),
    [
        ("", {"__all__": ["Give the reason."]}),
        (
            "Born 1 March 2009",
            {"reason": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_a_step_with_a_reason_that_breaks_a_rule_is_refused(by, refused, action, reason, errors):
    take, facts = action
    milestone = stepped("achieved" if take is reopen_milestone else "")

    assert refused(take, milestone=milestone, version=1, by=by, **(facts | {"reason": reason})) == errors


@pytest.mark.parametrize("action", [REDATE, ACHIEVE, WITHDRAW], ids=["redate", "achieve", "withdraw"])
def test_a_step_from_an_older_page_is_stale_and_changes_nothing(by, left_alone, action):
    milestone = MilestoneFactory(title="All trained", version=2)
    take, facts = action

    with left_alone(), pytest.raises(Stale, match="^All trained was changed by somebody else"):
        take(milestone=milestone, version=1, by=by, **facts)

    assert MilestoneChange.objects.count() == 0


def test_a_change_of_a_workstream_from_an_older_page_is_stale(by, left_alone):
    workstream = WorkstreamFactory(number=8, title="MASH", version=2)

    with left_alone(), pytest.raises(Stale, match="^8 MASH was changed"):
        change_workstream(workstream=workstream, version=1, reason="Why.", by=by, is_closed=True)

    assert WorkstreamChange.objects.count() == 0


def test_coverage_from_an_older_page_is_stale(by, left_alone):
    finding = FindingFactory(reference="F9", title="Waits", version=2)

    with left_alone(), pytest.raises(Stale, match="^F9 Waits was changed"):
        set_coverage(finding=finding, workstreams=[], version=1, by=by)


def test_steps_take_the_day_they_are_given(by):
    milestone = MilestoneFactory()
    early = datetime.date(2016, 7, 1)

    change = redate_milestone(milestone=milestone, due_on=LATER, reason="Why.", version=1, by=by, on=early)
    added = add_milestone(workstream=milestone.workstream, title="New", due_on=DUE, by=by, on=early)

    assert (change.recorded_on, Milestone.objects.get(pk=added.pk).recorded_on) == (early, early)
