"""Approving, returning and undoing: what each does to the day and to the allowance, and what it refuses."""

import datetime
from decimal import Decimal

import pytest

from audit.models import Event
from claims.actions.allowances import vary_allowance
from claims.actions.approval import AllowanceExceeded, approve_days, return_days, undo_approval
from claims.actions.days import submit_days
from claims.models import Allowance, DayEntry
from claims.reconciliation import faults
from config.records import Stale
from tests.factories.accounts import UserFactory
from tests.factories.claims import (
    AgreementTermsFactory,
    AllowanceFactory,
    funded_programme,
    made_day,
    officer_of,
    pair,
)
from tests.factories.improvement import END, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
WORKED = datetime.date(2017, 2, 1)
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


@pytest.fixture
def by():
    return UserFactory(name="Pat Lee")


@pytest.fixture
def allowance():
    """An allowance of three days, to 24 May 2017."""
    return funded_programme(days=3, slug="torbay")[1]


@pytest.fixture
def workstream(allowance):
    return WorkstreamFactory(programme=allowance.programme, number=8, title="MASH")


@pytest.fixture
def officer(allowance):
    return officer_of(allowance.programme)


def submitted(workstream, officer, *amounts, first=WORKED, kind="on_site"):
    return [
        made_day(workstream, officer, "submitted", worked_on=first + number * DAY, days=days, kind=kind)
        for number, days in enumerate(amounts)
    ]


def approve(entries, by):
    return approve_days(programme=entries[0].programme, entries=[pair(entry) for entry in entries], by=by)


def counter(allowance):
    """(days, days approved) as the database holds them."""
    return Allowance.objects.values_list("days", "days_approved").get(pk=allowance.pk)


def steps_of(entry):
    rows = entry.steps.order_by("number")
    return list(rows.values_list("number", "step", "state", "days", "counts", "reason", "recorded_by"))


def test_approve_days_spends_the_allowance_and_leaves_steps_and_events(workstream, officer, allowance, by, events):
    later, earlier = submitted(workstream, officer, "1.0", "0.5")[::-1]

    done = approve([later, earlier], by)

    assert done == [earlier, later]
    assert counter(allowance) == (3, Decimal("1.5"))
    entry = DayEntry.objects.get(pk=later.pk)
    assert (entry.state, entry.approved_on, entry.approved_by, entry.allowance, entry.version) == (
        "approved", TODAY, by, allowance, 3,
    )  # fmt: skip
    assert steps_of(entry)[2:] == [(3, "approved", "approved", HALF, True, "", by.pk)]
    named = "Allowance from 25 May 2016 to 24 May 2017"
    assert events()[4:] == [
        ("day.approved", {}, {"days": "1.0", "allowance": named, "counts": True}, ""),
        ("day.approved", {}, {"days": "0.5", "allowance": named, "counts": True}, ""),
    ]
    assert set(Event.objects.filter(action="day.approved").values_list("actor_id", "chain")) == {(by.pk, "torbay")}


@pytest.mark.parametrize("count", [1, 3])
def test_approval_takes_no_more_queries_for_more_days(
    workstream, officer, allowance, by, django_assert_num_queries, count
):
    entries = submitted(workstream, officer, *["1.0"] * count)

    with django_assert_num_queries(16):
        approve(entries, by)

    assert counter(allowance) == (3, count)


def test_approval_takes_each_day_on_from_its_own_version(workstream, officer, by):
    first, again = submitted(workstream, officer, "1.0", "0.5")
    (travel,) = submitted(workstream, officer, "1.0", first=WORKED + 9 * DAY, kind="travel")
    again = return_days(programme=again.programme, entries=[pair(again)], reason="Which?", by=by)[0]
    (again,) = submit_days(programme=again.programme, entries=[pair(again)], by=officer)

    approve([first, again, travel], by)

    kept = DayEntry.objects.order_by("pk").values_list("state", "version", "counts", "approved_by")
    assert list(kept) == [("approved", 3, True, by.pk), ("approved", 5, True, by.pk), ("approved", 3, False, by.pk)]
    assert list(faults()) == []


def test_approval_stands_on_the_day_it_is_given_for(workstream, officer, by):
    (entry,) = submitted(workstream, officer, "1.0")

    (done,) = approve_days(programme=entry.programme, entries=[pair(entry)], by=by, on=datetime.date(2017, 2, 7))

    assert done.approved_on == done.steps.get(step="approved").recorded_on == datetime.date(2017, 2, 7)


def test_the_last_half_day_can_be_approved_and_not_one_more(workstream, officer, allowance, by, refused):
    approve(submitted(workstream, officer, "1.0", "1.0", "0.5"), by)
    approve(submitted(workstream, officer, "0.5", first=WORKED + 7 * DAY), by)
    (over,) = submitted(workstream, officer, "0.5", first=WORKED + 14 * DAY)

    errors = refused(approve_days, programme=over.programme, entries=[pair(over)], by=by)

    assert errors == {
        "__all__": [
            "This would pass the allowance to 24 May 2017: 3 days entitled, 3 approved, 0.5 asked for now, 0 left. "
            "Approve fewer days, or agree a variation first."
        ]
    }
    assert counter(allowance) == (3, 3)


def test_a_selection_past_the_cap_is_refused_whole_with_what_is_left(workstream, officer, by, refused):
    approve(submitted(workstream, officer, "1.0"), by)
    entries = submitted(workstream, officer, "1.0", "1.0", "0.5", first=WORKED + 7 * DAY)

    errors = refused(approve_days, programme=workstream.programme, entries=[pair(e) for e in entries], by=by)

    assert errors["__all__"] == [
        "This would pass the allowance to 24 May 2017: 3 days entitled, 1 approved, 2.5 asked for now, 2 left. "
        "Approve fewer days, or agree a variation first."
    ]


def test_the_refusal_past_the_cap_can_be_told_from_others(workstream, officer, by):
    entries = submitted(workstream, officer, "1.0", "1.0", "1.0", "1.0")

    with pytest.raises(AllowanceExceeded) as refusal:
        approve(entries, by)

    assert refusal.value.code == "allowance_exceeded"


def test_a_variation_makes_room_for_what_was_refused(workstream, officer, allowance, by):
    entries = submitted(workstream, officer, "1.0", "1.0", "1.0", "1.0")
    vary_allowance(allowance=allowance, days=WHOLE, reference="Letter", reason="More.", version=1, by=by)

    approve(entries, by)

    assert counter(allowance) == (4, 4)


def test_an_allowance_of_nothing_takes_no_day(by, officer, refused):
    programme = funded_programme(days=0)[0]
    (entry,) = submitted(WorkstreamFactory(programme=programme), officer, "0.5")

    errors = refused(approve_days, programme=programme, entries=[pair(entry)], by=by)

    assert errors["__all__"][0].startswith(
        "This would pass the allowance to 24 May 2017: 0 days entitled, 0 approved, 0.5 asked for now, 0 left."
    )


def test_days_spend_the_allowance_of_the_date_worked(officer, by, allowance):
    programme = allowance.programme
    after = AllowanceFactory(
        agreement=programme.funding_agreements.get(), starts_on=END + DAY, ends_on=datetime.date(2018, 5, 24)
    )
    workstream = WorkstreamFactory(programme=programme)
    on = datetime.date(2017, 5, 26)
    entries = [made_day(workstream, officer, "submitted", worked_on=day, on=on) for day in (END, END + DAY)]

    done = approve_days(programme=programme, entries=[pair(entry) for entry in entries], by=by, on=on)

    assert [entry.allowance for entry in done] == [allowance, after]
    assert (counter(allowance), counter(after)) == ((3, 1), (200, 1))


def test_past_the_cap_of_one_allowance_nothing_is_taken_from_another(officer, by, allowance, refused):
    programme = allowance.programme
    tight = AllowanceFactory(
        agreement=programme.funding_agreements.get(), starts_on=END + DAY, ends_on=END + 7 * DAY, first_days=HALF
    )
    on = datetime.date(2017, 5, 26)
    workstream = WorkstreamFactory(programme=programme)
    entries = [made_day(workstream, officer, "submitted", worked_on=day, on=on) for day in (END, END + DAY)]

    errors = refused(approve_days, programme=programme, entries=[pair(e) for e in entries], by=by, on=on)

    assert errors["__all__"][0].startswith(
        "This would pass the allowance to 31 May 2017: half a day entitled, 0 approved, 1 asked for now, 0.5 left."
    )
    assert (counter(allowance), counter(tight)) == ((3, 0), (HALF, 0))


@pytest.mark.parametrize("away", [-1, 1])
def test_a_day_that_no_allowance_covers_is_refused(by, officer, refused, away):
    programme, allowance = funded_programme()
    day = WORKED + away * DAY
    Allowance.objects.filter(pk=allowance.pk).update(starts_on=WORKED, ends_on=WORKED)
    entry = made_day(WorkstreamFactory(programme=programme), officer, "submitted", worked_on=day)

    errors = refused(approve_days, programme=programme, entries=[pair(entry)], by=by)

    named = {-1: "31 January 2017", 1: "2 February 2017"}[away]
    assert errors == {"__all__": [f"No allowance covers {named}. Add one for that time, or return the day."]}


def test_a_day_that_does_not_count_is_approved_without_spending(workstream, officer, allowance, by, events):
    (entry,) = submitted(workstream, officer, "1.0", kind="travel")

    (done,) = approve([entry], by)

    assert (done.state, done.allowance, done.counts, counter(allowance)) == ("approved", None, False, (3, 0))
    assert events()[-1] == ("day.approved", {}, {"days": "1.0", "allowance": "", "counts": False}, "")


@pytest.mark.parametrize(("travel_counts", "spent"), [(True, 1), (False, 0)])
def test_approval_counts_a_day_by_the_terms_of_that_day(workstream, officer, allowance, by, travel_counts, spent):
    (entry,) = submitted(workstream, officer, "1.0", kind="travel")
    AgreementTermsFactory(agreement=allowance.agreement, travel_counts=travel_counts, recorded_on=TODAY)

    (done,) = approve([entry], by)

    assert (done.counts, done.steps.get(step="approved").counts, counter(allowance)) == (
        travel_counts, travel_counts, (3, spent),
    )  # fmt: skip


OWN = {"__all__": ["Nobody decides on their own days. Leave yours for another approver."]}
NONE = {"__all__": ["Choose at least one day."]}
GONE = {"__all__": ["Some of these days are not here any more. Look at the list again."]}


def return_some(**facts):
    return return_days(reason="Which?", **facts)


@pytest.mark.parametrize("decide", [approve_days, return_some])
def test_nobody_decides_on_own_days_nor_on_others_beside_them(workstream, officer, by, refused, decide):
    entries = [*submitted(workstream, by, "1.0"), *submitted(workstream, officer, "1.0")]

    assert refused(decide, programme=workstream.programme, entries=[pair(e) for e in entries], by=by) == OWN


@pytest.mark.parametrize("decide", [approve_days, return_some])
def test_deciding_on_nothing_says_so(workstream, by, refused, decide):
    assert refused(decide, programme=workstream.programme, entries=[], by=by) == NONE


@pytest.mark.parametrize("decide", [approve_days, return_some])
def test_deciding_on_a_day_of_another_programme_is_refused(workstream, officer, by, refused, decide):
    (entry,) = submitted(workstream, officer, "1.0")

    assert refused(decide, programme=ProgrammeFactory(), entries=[pair(entry)], by=by) == GONE


STATES = {"draft": "not submitted", "returned": "returned", "approved": "approved", "removed": "removed"}


@pytest.mark.parametrize(
    ("decide", "otherwise"), [(approve_days, "it cannot be approved"), (return_some, "it cannot be returned")]
)
@pytest.mark.parametrize("state", STATES)
def test_only_days_that_wait_are_decided_on(workstream, officer, by, refused, decide, otherwise, state):
    entry = made_day(workstream, officer, state)

    errors = refused(decide, programme=entry.programme, entries=[pair(entry)], by=by)

    assert errors == {"__all__": [f"A whole day on 1 February 2017: it is {STATES[state]}, so {otherwise}."]}


@pytest.mark.parametrize("decide", [approve_days, return_some])
@pytest.mark.parametrize("away", [-1, 1])
def test_one_stale_day_of_several_decides_on_none(workstream, officer, by, left_alone, decide, away):
    first, second = submitted(workstream, officer, "1.0", "1.0")

    with left_alone(), pytest.raises(Stale, match="A whole day on 2 February 2017 was changed"):
        decide(programme=workstream.programme, entries=[pair(first), (second.pk, second.version + away)], by=by)


def test_return_days_gives_them_back_with_the_reason(workstream, officer, allowance, by, events):
    first, second = submitted(workstream, officer, "1.0", "0.5")

    done = return_days(
        programme=workstream.programme, entries=[pair(second), pair(first)], reason=" Which workstream? ", by=by
    )

    assert done == [first, second]
    assert [(e.state, e.submitted_on, e.version) for e in DayEntry.objects.all()] == [("returned", None, 3)] * 2
    assert steps_of(first)[2:] == [(3, "returned", "returned", WHOLE, True, "Which workstream?", by.pk)]
    assert events()[4:] == [("day.returned", {}, {}, "Which workstream?")] * 2
    assert counter(allowance) == (3, 0)


LONG = "The reason is too long: shorten it to 4,000 characters."
CHILD = "This looks like a date of birth. Take it out: nothing here may identify a child."


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Say what the officer should change."),
        (" \n", "Say what the officer should change."),
        ("x" * 4001, LONG),
        ("Born 12/03/2009", CHILD),
    ],
)
def test_return_days_needs_a_reason_that_may_be_kept(workstream, officer, by, refused, reason, sentence):
    (entry,) = submitted(workstream, officer, "1.0")

    errors = refused(return_days, programme=entry.programme, entries=[pair(entry)], reason=reason, by=by)

    assert errors == {"reason": [sentence]}


def undo(entry, by, **facts):
    return undo_approval(**{"entry": entry, "reason": "Wrong week.", "version": entry.version, "by": by, **facts})


def test_undo_approval_gives_the_days_back_and_lets_the_day_wait_again(workstream, officer, allowance, by, events):
    first, second = approve(submitted(workstream, officer, "1.0", "0.5"), by)

    undo(first, by)

    entry = DayEntry.objects.get(pk=first.pk)
    assert (entry.state, entry.approved_on, entry.approved_by, entry.allowance, entry.submitted_on) == (
        "submitted", None, None, None, TODAY,
    )  # fmt: skip
    assert (counter(allowance), second.state) == ((3, HALF), "approved")
    assert steps_of(entry)[3:] == [(4, "undone", "submitted", WHOLE, True, "Wrong week.", by.pk)]
    assert events()[-1] == ("day.approval_undone", {}, {}, "Wrong week.")


def test_an_undone_day_can_be_approved_again_and_returned(workstream, officer, allowance, by):
    (entry,) = approve(submitted(workstream, officer, "1.0"), by)

    (entry,) = approve([undo(entry, by)], by)
    (entry,) = return_days(programme=entry.programme, entries=[pair(undo(entry, by))], reason="Which?", by=by)

    assert (entry.state, entry.version, counter(allowance)) == ("returned", 7, (3, 0))
    assert list(faults()) == []


def test_undoing_the_approval_of_a_day_that_does_not_count_gives_nothing_back(workstream, officer, allowance, by):
    approve(submitted(workstream, officer, "1.0"), by)
    (entry,) = approve(submitted(workstream, officer, "1.0", first=WORKED + DAY, kind="travel"), by)

    undo(entry, by)

    assert counter(allowance) == (3, 1)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Say why the approval is undone."), ("x" * 4001, LONG), ("Born 12/03/2009", CHILD)],
)
def test_undo_approval_needs_a_reason_that_may_be_kept(workstream, officer, by, refused, reason, sentence):
    (entry,) = approve(submitted(workstream, officer, "1.0"), by)

    assert refused(undo, entry=entry, by=by, reason=reason) == {"reason": [sentence]}


def test_nobody_undoes_the_approval_of_an_own_day(workstream, officer, by, refused):
    (entry,) = approve(submitted(workstream, officer, "1.0"), by)

    assert refused(undo, entry=entry, by=officer) == OWN


@pytest.mark.parametrize(
    ("state", "now"),
    [("draft", "not submitted"), ("submitted", "awaiting approval"), ("returned", "returned"), ("removed", "removed")],
)
def test_only_an_approval_is_undone(workstream, officer, by, refused, state, now):
    entry = made_day(workstream, officer, state)

    errors = refused(undo, entry=entry, by=by)

    assert errors == {"__all__": [f"A whole day on 1 February 2017: it is {now}, so there is no approval to undo."]}


def test_the_same_undo_sent_twice_is_stale_and_gives_back_once(workstream, officer, allowance, by, left_alone):
    approve(submitted(workstream, officer, "1.0", first=WORKED + 7 * DAY), by)
    (entry,) = approve(submitted(workstream, officer, "1.0"), by)
    undo(entry, by, version=3)

    with left_alone(), pytest.raises(Stale):
        undo(entry, by, version=3)

    assert counter(allowance) == (3, 1)


def test_the_same_approval_sent_twice_is_stale_and_spends_once(workstream, officer, allowance, by, left_alone):
    (entry,) = submitted(workstream, officer, "1.0")
    approve([entry], by)

    with left_alone(), pytest.raises(Stale):
        approve([entry], by)

    assert counter(allowance) == (3, 1)
