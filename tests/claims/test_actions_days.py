"""An officer's own days: what each step does and leaves behind, and what it refuses in which words."""

import datetime
from decimal import Decimal

import pytest

from audit.models import Event
from claims.actions.days import change_day, log_day, remove_day, submit_days, take_back
from claims.models import DayEntry
from config.records import Stale
from improvement.actions.programme import change_programme
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.claims import (
    AgreementTermsFactory,
    FundingAgreementFactory,
    funded_programme,
    made_day,
    officer_of,
    pair,
)
from tests.factories.improvement import ProgrammeFactory, WorkstreamChangeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2016, 5, 25)
WORKED = datetime.date(2017, 2, 1)
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


@pytest.fixture
def programme():
    return funded_programme(slug="torbay")[0]


@pytest.fixture
def officer(programme):
    return officer_of(programme)


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8, title="MASH")


def facts_of(workstream, **facts):
    usual = {"programme": workstream.programme, "worked_on": WORKED, "days": WHOLE, "kind": "on_site"}
    return {**usual, "workstream": workstream, **facts}


def steps_of(entry):
    """(number, step, state, days, counts, reason) of each step, in their order."""
    rows = entry.steps.order_by("number")
    return list(rows.values_list("number", "step", "state", "days", "counts", "reason"))


def said(days="1.0", state="draft", kind="on_site", workstream=8):
    return {"worked_on": "2017-02-01", "days": days, "workstream": workstream, "kind": kind, "state": state}


def test_log_day_records_a_draft_with_its_step_and_its_event(officer, workstream, events):
    entry = log_day(**facts_of(workstream, note="With the team."), by=officer)

    assert (entry.state, entry.days, entry.kind, entry.note, entry.counts, entry.version) == (
        "draft", WHOLE, "on_site", "With the team.", True, 1,
    )  # fmt: skip
    assert (entry.officer, entry.recorded_by, entry.recorded_on, entry.submitted_on) == (officer, officer, TODAY, None)
    assert steps_of(entry) == [(1, "logged", "draft", WHOLE, True, "")]
    assert events() == [("day.logged", {}, said(), "")]


def test_an_event_of_a_day_names_it_and_the_officer(officer, workstream):
    entry = log_day(**facts_of(workstream, days=HALF), by=officer)

    event = Event.objects.get()

    assert (event.chain, event.record_kind, event.record_id, event.record_name, event.actor_id) == (
        "torbay", "claims.DayEntry", entry.pk, "Half a day on 1 February 2017", officer.pk,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["on_site", "remote", "preparation"])
def test_log_day_counts_the_kinds_that_the_terms_count(officer, workstream, kind):
    assert log_day(**facts_of(workstream, kind=kind), by=officer).counts is True


def test_log_day_does_not_count_travel_until_the_terms_say_so(officer, workstream, programme):
    before = log_day(**facts_of(workstream, kind="travel"), by=officer)
    AgreementTermsFactory(agreement=programme.funding_agreements.get(), travel_counts=True, recorded_on=TODAY)

    after = log_day(**facts_of(workstream, kind="travel", worked_on=WORKED + DAY), by=officer)

    assert (before.counts, after.counts) == (False, True)


@pytest.mark.parametrize(("commissioner_counts", "expected"), [(False, False), (True, True)])
def test_the_commissioners_own_days_count_where_the_terms_say_so(commissioner_counts, expected):
    agreement = FundingAgreementFactory(terms__commissioner_counts=commissioner_counts)
    commissioner = MembershipFactory(programme=agreement.programme, role="commissioner").user

    entry = log_day(**facts_of(WorkstreamFactory(programme=agreement.programme)), by=commissioner)

    assert entry.counts is expected


def test_a_day_worked_before_the_person_was_commissioner_counts(programme, workstream):
    person = MembershipFactory(programme=programme, role="commissioner", from_on=WORKED + DAY).user

    days = [log_day(**facts_of(workstream, worked_on=day), by=person) for day in (WORKED, WORKED + DAY)]

    assert [entry.counts for entry in days] == [True, False]


NEITHER = "Enter half a day (0.5) or a whole day (1)."
FUTURE = "This day is in the future. Choose today or an earlier day."
BEFORE = "The agreement pays for days from 25 May 2016 on. This day is before it."


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"days": Decimal(0)}, {"days": [NEITHER]}),
        ({"days": Decimal("0.25")}, {"days": [NEITHER]}),
        ({"days": Decimal("1.5")}, {"days": [NEITHER]}),
        ({"days": Decimal(2)}, {"days": [NEITHER]}),
        ({"days": Decimal(-1)}, {"days": [NEITHER]}),
        ({"days": Decimal("NaN")}, {"days": [NEITHER]}),
        ({"days": None}, {"days": [NEITHER]}),
        ({"worked_on": TODAY + DAY}, {"worked_on": [FUTURE]}),
        ({"worked_on": datetime.date(9999, 12, 31)}, {"worked_on": [FUTURE]}),
        ({"worked_on": FIRST - DAY}, {"worked_on": [BEFORE]}),
        ({"worked_on": datetime.date(1, 1, 1)}, {"worked_on": [BEFORE]}),
        ({"kind": "holiday"}, {"kind": ["Value 'holiday' is not a valid choice."]}),
        ({"note": "x" * 1001}, {"__all__": ["This text is too long. Shorten it, or attach a document instead."]}),
        (
            {"note": "Seen: NHS 943 476 5919."},
            {"note": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_log_day_refuses_what_cannot_be_true(officer, workstream, refused, facts, errors):
    assert refused(log_day, **facts_of(workstream, **facts), by=officer) == errors


@pytest.mark.parametrize("worked_on", [FIRST, TODAY, datetime.date(2017, 2, 4), datetime.date(2016, 12, 26)])
def test_log_day_takes_the_first_day_today_a_weekend_and_a_bank_holiday(officer, workstream, worked_on):
    assert log_day(**facts_of(workstream, worked_on=worked_on), by=officer).worked_on == worked_on


def test_log_day_takes_half_a_day_and_a_whole_one_however_they_are_written(officer, workstream):
    days = [
        log_day(**facts_of(workstream, worked_on=WORKED + number * DAY, days=Decimal(text)), by=officer)
        for number, text in enumerate(["0.5", "1", "1.0"])
    ]

    assert [DayEntry.objects.get(pk=entry.pk).days for entry in days] == [HALF, WHOLE, WHOLE]


def test_log_day_takes_a_leap_day(officer):
    agreement = FundingAgreementFactory(eligible_from=datetime.date(2016, 2, 1))
    workstream = WorkstreamFactory(programme=agreement.programme)

    entry = log_day(**facts_of(workstream, worked_on=datetime.date(2016, 2, 29)), by=officer)

    assert str(entry) == "A whole day on 29 February 2016"


@pytest.mark.parametrize(("worked_on", "is_refused"), [(WORKED, False), (WORKED + DAY, True)])
def test_log_day_refuses_days_after_the_end_of_the_agreement(officer, refused, worked_on, is_refused):
    agreement = FundingAgreementFactory(terms__ends_on=WORKED)
    facts = facts_of(WorkstreamFactory(programme=agreement.programme), worked_on=worked_on)

    if is_refused:
        sentence = "The agreement ended on 1 February 2017. This day is after it."
        assert refused(log_day, **facts, by=officer) == {"worked_on": [sentence]}
    else:
        assert log_day(**facts, by=officer).worked_on == WORKED


def test_log_day_needs_an_agreement(officer, refused):
    errors = refused(log_day, **facts_of(WorkstreamFactory()), by=officer)

    assert errors == {
        "__all__": ["No funding agreement is recorded for this programme yet. Ask its director to add it."]
    }


def test_log_day_refuses_a_workstream_of_another_programme(programme, officer, refused):
    other = WorkstreamFactory()

    errors = refused(log_day, **facts_of(other, programme=programme), by=officer)

    assert errors == {"workstream": ["Choose a workstream of this programme."]}


def test_log_day_refuses_a_workstream_of_another_programme_where_the_same_day_is_logged(programme, refused):
    other = WorkstreamFactory(programme=funded_programme()[0])
    entry = made_day(other, UserFactory())

    errors = refused(log_day, **facts_of(other, programme=programme), by=entry.officer)

    assert errors == {"workstream": ["Choose a workstream of this programme."]}


CLOSED = "Workstream 8 was closed on 31 January 2017. Choose one that is open."


@pytest.mark.parametrize(
    ("worked_on", "is_refused"),
    [
        (datetime.date(2017, 1, 30), False),
        (datetime.date(2017, 1, 31), True),
        (datetime.date(2017, 2, 1), True),
        (datetime.date(2017, 2, 9), True),
        (datetime.date(2017, 2, 10), False),
    ],
)
def test_log_day_takes_a_workstream_that_was_open_on_the_day_worked(
    officer, workstream, refused, worked_on, is_refused
):
    WorkstreamChangeFactory(workstream=workstream, recorded_on=datetime.date(2017, 1, 1))
    WorkstreamChangeFactory(workstream=workstream, recorded_on=datetime.date(2017, 1, 31), is_closed=True)
    # Who leads it changed while it was closed; then it was opened again.
    WorkstreamChangeFactory(workstream=workstream, recorded_on=datetime.date(2017, 2, 5), is_closed=True)
    WorkstreamChangeFactory(workstream=workstream, recorded_on=datetime.date(2017, 2, 10))
    facts = facts_of(workstream, worked_on=worked_on)

    if is_refused:
        assert refused(log_day, **facts, by=officer) == {"workstream": [CLOSED]}
    else:
        assert log_day(**facts, by=officer).worked_on == worked_on


def test_log_day_takes_a_workstream_added_after_the_day_worked(officer, programme):
    late = WorkstreamFactory(programme=programme, recorded_on=TODAY)

    assert log_day(**facts_of(late), by=officer).workstream == late


CLOSED_PROGRAMME = {"__all__": ["The programme is closed. Ask the director to open it again first."]}


def close(programme):
    change_programme(
        programme=programme, state="closed", ends_on=TODAY, reason="Done.", version=programme.version, by=UserFactory()
    )


def test_log_day_refuses_a_closed_programme(officer, programme, workstream, refused):
    close(programme)

    assert refused(log_day, **facts_of(workstream), by=officer) == CLOSED_PROGRAMME


def test_a_day_logged_before_the_programme_closed_goes_on_to_its_approval(officer, programme, workstream):
    returned = made_day(workstream, officer, "returned")
    close(programme)

    changed = change_day(
        entry=returned, days=HALF, workstream=workstream, kind="remote", note="", version=3, by=officer
    )
    (submitted,) = submit_days(programme=programme, entries=[pair(changed)], by=officer)

    assert (submitted.state, submitted.days) == ("submitted", HALF)


def test_the_same_day_again_is_harmless(officer, workstream, left_alone):
    first = log_day(**facts_of(workstream, note="Both."), by=officer)

    with left_alone():
        again = log_day(**facts_of(workstream, note="Both."), by=officer)

    assert again == first


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_the_same_day_again_is_refused_once_it_is_no_draft(officer, workstream, refused, state):
    made_day(workstream, officer, state)

    errors = refused(log_day, **facts_of(workstream), by=officer)

    assert errors == {"workstream": ["This day is logged on workstream 8 already. Change that entry instead."]}


@pytest.mark.parametrize("facts", [{"days": HALF}, {"kind": "remote"}, {"note": "More."}])
def test_the_same_day_told_differently_is_refused(officer, workstream, refused, facts):
    made_day(workstream, officer)

    errors = refused(log_day, **facts_of(workstream, **facts), by=officer)

    assert errors == {"workstream": ["This day is logged on workstream 8 already. Change that entry instead."]}


def test_a_day_that_was_removed_can_be_logged_again(officer, workstream):
    removed = made_day(workstream, officer, "removed")

    again = log_day(**facts_of(workstream), by=officer)

    assert (again.pk != removed.pk, again.state) == (True, "draft")


def full(has):
    sentence = f"1 February 2017 has {has} logged already, over all your programmes. One date holds one day at most."
    return {"days": [sentence]}


@pytest.mark.parametrize(
    ("first", "second", "has"),
    [("0.5", "0.5", None), ("0.5", "1.0", "half a day"), ("1.0", "0.5", "1 day"), ("1.0", "1.0", "1 day")],
)
def test_one_date_holds_one_day_over_all_programmes(officer, workstream, refused, first, second, has):
    made_day(WorkstreamFactory(programme=funded_programme()[0]), officer, days=first)
    facts = facts_of(workstream, days=Decimal(second))

    if has:
        assert refused(log_day, **facts, by=officer) == full(has)
    else:
        assert log_day(**facts, by=officer).days == HALF


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
def test_a_day_takes_room_on_its_date_whatever_its_state(officer, programme, workstream, refused, state):
    made_day(WorkstreamFactory(programme=programme), officer, state)

    assert refused(log_day, **facts_of(workstream), by=officer) == full("1 day")


def test_a_removed_day_takes_no_room_and_neither_does_anothers(officer, programme, workstream):
    made_day(WorkstreamFactory(programme=programme), officer, "removed")
    made_day(workstream, UserFactory())

    assert log_day(**facts_of(workstream), by=officer).days == WHOLE


def changed_to(entry, **facts):
    now = {"days": entry.days, "workstream": entry.workstream, "kind": entry.kind, "note": entry.note}
    return {"entry": entry, "version": entry.version, **now, **facts}


def test_change_day_changes_it_and_leaves_its_step_and_its_event(officer, programme, workstream, events):
    entry = made_day(workstream, officer)
    other = WorkstreamFactory(programme=programme, number=9)

    change_day(**changed_to(entry, days=HALF, workstream=other, kind="travel", note="On the train."), by=officer)

    entry = DayEntry.objects.get()
    assert (entry.days, entry.workstream, entry.kind, entry.note, entry.counts, entry.version) == (
        HALF, other, "travel", "On the train.", False, 2,
    )  # fmt: skip
    assert steps_of(entry)[1:] == [(2, "changed", "draft", HALF, False, "")]
    assert events()[1:] == [("day.changed", said(), said(days="0.5", kind="travel", workstream=9), "")]


def test_change_day_tells_what_stood_before_even_where_the_record_in_hand_is_older(officer, workstream, events):
    entry = made_day(workstream, officer)
    in_another_tab = DayEntry.objects.get()
    change_day(**changed_to(entry, kind="remote"), by=officer)

    change_day(**changed_to(in_another_tab, days=HALF, kind="remote", version=2), by=officer)

    assert events()[2][1:3] == (said(kind="remote"), said(days="0.5", kind="remote"))


def test_change_day_keeps_a_returned_day_returned(officer, workstream):
    entry = made_day(workstream, officer, "returned")

    assert change_day(**changed_to(entry, days=HALF), by=officer).state == "returned"


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"days": Decimal("1.5")}, {"days": [NEITHER]}),
        ({"days": Decimal(0)}, {"days": [NEITHER]}),
        ({"kind": "holiday"}, {"kind": ["Value 'holiday' is not a valid choice."]}),
        (
            {"note": "Born 12/03/2009"},
            {"note": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_change_day_refuses_what_log_day_refuses(officer, workstream, refused, facts, errors):
    entry = made_day(workstream, officer)

    assert refused(change_day, **changed_to(entry, **facts), by=officer) == errors


def test_change_day_refuses_a_workstream_of_another_programme(officer, workstream, refused):
    entry = made_day(workstream, officer)

    errors = refused(change_day, **changed_to(entry, workstream=WorkstreamFactory()), by=officer)

    assert errors == {"workstream": ["Choose a workstream of this programme."]}


def test_change_day_to_a_workstream_where_the_date_is_logged_is_refused(officer, programme, workstream, refused):
    made_day(workstream, officer, days="0.5")
    second = made_day(WorkstreamFactory(programme=programme, number=9), officer, days="0.5")

    errors = refused(change_day, **changed_to(second, workstream=workstream), by=officer)

    assert errors == {"workstream": ["This day is logged on workstream 8 already. Change that entry instead."]}


def test_change_day_over_the_room_of_its_date_is_refused(officer, programme, workstream, refused):
    made_day(WorkstreamFactory(programme=programme), officer, days="0.5")
    entry = made_day(workstream, officer, days="0.5")

    assert refused(change_day, **changed_to(entry, days=WHOLE), by=officer) == full("half a day")


@pytest.mark.parametrize(
    ("state", "now"), [("submitted", "awaiting approval"), ("approved", "approved"), ("removed", "removed")]
)
def test_change_day_refuses_a_day_that_is_not_the_officers_to_change(officer, workstream, refused, state, now):
    entry = made_day(workstream, officer, state)

    errors = refused(change_day, **changed_to(entry, days=HALF), by=officer)

    assert errors == {"__all__": [f"This day is {now}, so it cannot be changed."]}


def test_remove_day_keeps_its_steps_and_leaves_an_event(officer, workstream, events):
    entry = made_day(workstream, officer)

    remove_day(entry=entry, version=1, by=officer)

    assert (DayEntry.objects.get().state, list(DayEntry.objects.standing())) == ("removed", [])
    assert steps_of(entry)[1:] == [(2, "removed", "removed", WHOLE, True, "")]
    assert events()[1:] == [("day.removed", said(), {}, "")]


def test_submit_days_submits_them_all_in_the_order_worked(officer, workstream, events):
    later = made_day(workstream, officer, worked_on=WORKED + DAY)
    earlier = made_day(workstream, officer)

    done = submit_days(programme=workstream.programme, entries=[pair(later), pair(earlier)], by=officer)

    assert done == [earlier, later]
    assert [(e.state, e.submitted_on, e.version) for e in DayEntry.objects.all()] == [("submitted", TODAY, 2)] * 2
    assert steps_of(earlier)[1:] == [(2, "submitted", "submitted", WHOLE, True, "")]
    assert [event[0] for event in events()] == ["day.logged"] * 2 + ["day.submitted"] * 2
    assert events()[2][2] == said(state="submitted")


def test_submit_days_submits_a_returned_day_again(officer, workstream):
    entry = made_day(workstream, officer, "returned")

    (again,) = submit_days(programme=workstream.programme, entries=[pair(entry)], by=officer)

    assert (again.state, again.submitted_on) == ("submitted", TODAY)


def test_submit_days_with_nothing_to_submit_says_so(officer, programme, refused):
    assert refused(submit_days, programme=programme, entries=[], by=officer) == {
        "__all__": ["There is nothing to submit."]
    }


GONE = {"__all__": ["Some of these days are not here any more. Look at the list again."]}


def test_submit_days_refuses_somebody_elses_day_and_then_submits_none(officer, workstream, refused):
    own, other = made_day(workstream, officer), made_day(workstream, UserFactory())

    errors = refused(submit_days, programme=workstream.programme, entries=[pair(own), pair(other)], by=officer)

    assert errors == GONE


def test_submit_days_refuses_a_day_of_another_programme(officer, programme, workstream, refused):
    entry = made_day(WorkstreamFactory(programme=funded_programme()[0]), officer)

    assert refused(submit_days, programme=programme, entries=[pair(entry)], by=officer) == GONE


def test_take_back_makes_a_submitted_day_a_draft(officer, workstream, events):
    entry = made_day(workstream, officer, "submitted")

    take_back(entry=entry, version=2, by=officer)

    entry = DayEntry.objects.get()
    assert (entry.state, entry.submitted_on, entry.version) == ("draft", None, 3)
    assert steps_of(entry)[2:] == [(3, "taken_back", "draft", WHOLE, True, "")]
    assert events()[2:] == [("day.taken_back", {}, {}, "")]


def submit_one(*, entry, version, by):
    return submit_days(programme=entry.programme, entries=[(entry.pk, version)], by=by)


STATES = {
    "draft": "not submitted",
    "submitted": "awaiting approval",
    "returned": "returned",
    "approved": "approved",
    "removed": "removed",
}


@pytest.mark.parametrize(
    ("action", "state", "otherwise"),
    [
        *((submit_one, state, "it cannot be submitted") for state in ("submitted", "approved", "removed")),
        *((take_back, state, "it cannot be taken back") for state in ("draft", "returned", "approved", "removed")),
        *((remove_day, state, "it cannot be removed") for state in ("submitted", "approved", "removed")),
    ],
)
def test_a_step_is_refused_to_a_day_in_another_state(officer, workstream, refused, action, state, otherwise):
    entry = made_day(workstream, officer, state)

    errors = refused(action, entry=entry, version=entry.version, by=officer)

    assert errors == {"__all__": [f"A whole day on 1 February 2017: it is {STATES[state]}, so {otherwise}."]}


NOT_YOURS = {"__all__": ["Only the officer who worked this day may do this."]}


@pytest.mark.parametrize(("action", "state"), [(remove_day, "draft"), (take_back, "submitted")])
def test_a_step_on_somebody_elses_day_is_refused(officer, workstream, refused, action, state):
    entry = made_day(workstream, officer, state)

    assert refused(action, entry=entry, version=entry.version, by=UserFactory()) == NOT_YOURS


def test_change_day_refuses_somebody_elses_day(officer, workstream, refused):
    entry = made_day(workstream, officer)

    assert refused(change_day, **changed_to(entry, days=HALF), by=UserFactory()) == NOT_YOURS


@pytest.mark.parametrize(
    ("action", "state"), [(submit_one, "draft"), (remove_day, "draft"), (take_back, "submitted"), (change_day, "draft")]
)
@pytest.mark.parametrize("away", [-1, 1])
def test_a_step_from_another_version_is_stale_and_changes_nothing(officer, workstream, left_alone, action, state, away):
    entry = made_day(workstream, officer, state)
    facts = changed_to(entry, days=HALF) if action is change_day else {"entry": entry}

    with left_alone(), pytest.raises(Stale, match="A whole day on 1 February 2017 was changed by somebody else"):
        action(**facts | {"version": entry.version + away}, by=officer)


def test_one_stale_day_of_several_submits_none(officer, workstream, left_alone):
    first, second = (made_day(workstream, officer, worked_on=WORKED + n * DAY) for n in range(2))

    with left_alone(), pytest.raises(Stale):
        submit_days(programme=workstream.programme, entries=[pair(first), (second.pk, 7)], by=officer)


def test_steps_keep_the_day_on_which_they_were_taken(officer, workstream):
    on = datetime.date(2017, 2, 3)
    entry = made_day(workstream, officer, "approved", on=on)

    assert set(entry.steps.values_list("recorded_on", flat=True)) == {on}
    assert (entry.recorded_on, entry.submitted_on, entry.approved_on) == (on, on, on)


def test_a_programme_without_allowance_takes_days(officer):
    agreement = FundingAgreementFactory(programme=ProgrammeFactory())

    assert log_day(**facts_of(WorkstreamFactory(programme=agreement.programme)), by=officer).counts is True
