"""Any order of steps, taken by the actions and by a model of a few lines: after each, every figure agrees."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from claims.actions.allowances import vary_allowance
from claims.actions.approval import approve_days, return_days, undo_approval
from claims.actions.days import change_day, log_day, remove_day, submit_days, take_back
from claims.allowance import current_ledger
from claims.models import Allowance, DayEntry
from claims.reconciliation import faults
from config import dates
from tests.factories.accounts import UserFactory
from tests.factories.claims import AllowanceFactory, FundingAgreementFactory, pair
from tests.factories.improvement import WorkstreamFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENTITLED = Decimal(2)
FIRST, LAST = datetime.date(2017, 2, 1), datetime.date(2017, 2, 10)
# The last two lie outside the allowance; the very last in the future.
WORKED = [FIRST, datetime.date(2017, 2, 2), LAST, datetime.date(2017, 2, 11), datetime.date(2017, 3, 1)]
CHANGEABLE = {"draft", "returned"}

officers = st.integers(0, 1)
amounts = st.sampled_from([Decimal("0.5"), Decimal("1.0")])
kinds = st.sampled_from(["on_site", "on_site", "travel"])
places = st.integers(0, 7)


class Plain:
    """What the rules come to: a list of days, each with its officer, date, workstream, days, kind and state."""

    def __init__(self):
        self.days, self.entitled = [], ENTITLED

    def total(self, *states):
        """Days inside the allowance that count, in some states."""
        inside = [d for d in self.days if FIRST <= d["worked_on"] <= LAST and d["kind"] != "travel"]
        return sum((d["days"] for d in inside if d["state"] in states), Decimal(0))

    def fits(self, officer, worked_on, days, workstream, other_than=None):
        """A date holds one day of an officer at most, and a workstream once."""
        others = [d for d in self.days if (d["officer"], d["worked_on"]) == (officer, worked_on)]
        others = [d for d in others if d["state"] != "removed" and d is not other_than]
        taken = workstream in [d["workstream"] for d in others]
        return worked_on <= dates.today() and not taken and sum(d["days"] for d in others) + days <= 1

    def may_be_approved(self, day):
        if day["state"] != "submitted":
            return False
        if day["kind"] == "travel":
            return True
        return FIRST <= day["worked_on"] <= LAST and self.total("approved") + day["days"] <= self.entitled


class DaysOfAProgramme(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.plain, self.entries = Plain(), []
        agreement = FundingAgreementFactory()
        self.programme = agreement.programme
        self.allowance = AllowanceFactory(
            agreement=agreement, starts_on=FIRST, ends_on=LAST, first_days=ENTITLED, recorded_on=FIRST
        )
        self.officers, self.approver = UserFactory.create_batch(2), UserFactory()
        self.workstreams = [WorkstreamFactory(programme=self.programme, number=number) for number in (1, 2)]

    def teardown(self):
        transaction.set_rollback(True)
        self.undo_all.__exit__(None, None, None)

    def agrees(self, expected, action, **facts):
        """Run an action, which succeeds exactly where the model says so; what it gives back."""
        try:
            done = action(**facts)
        except ValidationError:
            assert not expected, (action.__name__, facts)
            return None
        assert expected, (action.__name__, facts)
        return done

    def at(self, place):
        """The day and the entry at a place, as they stand, or none."""
        if not self.entries:
            return None, None
        number = place % len(self.entries)
        return self.plain.days[number], DayEntry.objects.get(pk=self.entries[number])

    @rule(officer=officers, worked_on=st.sampled_from(WORKED), days=amounts, workstream=officers, kind=kinds)
    def log(self, officer, worked_on, days, workstream, kind):
        facts = {"worked_on": worked_on, "days": days, "kind": kind}
        day = {"officer": officer, "workstream": workstream, **facts}
        drafts = [d for d in self.plain.days if d["state"] in CHANGEABLE]
        same = any({**d, "state": ""} == {**day, "state": ""} for d in drafts)
        made = self.agrees(
            same or self.plain.fits(officer, worked_on, days, workstream),
            log_day,
            programme=self.programme,
            workstream=self.workstreams[workstream],
            by=self.officers[officer],
            **facts,
        )
        if made and not same:
            self.plain.days.append({**day, "state": "draft"})
            self.entries.append(made.pk)

    @rule(place=places, days=amounts, workstream=officers, kind=kinds)
    def change(self, place, days, workstream, kind):
        day, entry = self.at(place)
        if not day:
            return
        fits = self.plain.fits(day["officer"], day["worked_on"], days, workstream, other_than=day)
        changed = self.agrees(
            day["state"] in CHANGEABLE and fits,
            change_day,
            entry=entry,
            version=entry.version,
            days=days,
            workstream=self.workstreams[workstream],
            kind=kind,
            note="",
            by=entry.officer,
        )
        if changed:
            day.update(days=days, workstream=workstream, kind=kind)

    def step(self, place, before, after, action, **facts):
        """A step on one entry that leads from some states to another."""
        day, entry = self.at(place)
        if not day:
            return
        by = self.approver if "reason" in facts else entry.officer
        if self.agrees(day["state"] in before, action, entry=entry, version=entry.version, by=by, **facts):
            day["state"] = after

    @rule(place=places)
    def remove(self, place):
        self.step(place, CHANGEABLE, "removed", remove_day)

    @rule(place=places)
    def take_back(self, place):
        self.step(place, {"submitted"}, "draft", take_back)

    @rule(place=places)
    def undo(self, place):
        self.step(place, {"approved"}, "submitted", undo_approval, reason="Wrong.")

    def several(self, place, expected, after, action, **facts):
        """A step that takes a list of days, here of one."""
        day, entry = self.at(place)
        if not day:
            return
        by = entry.officer if action is submit_days else self.approver
        if self.agrees(expected(day), action, programme=self.programme, entries=[pair(entry)], by=by, **facts):
            day["state"] = after

    @rule(place=places)
    def submit(self, place):
        self.several(place, lambda day: day["state"] in CHANGEABLE, "submitted", submit_days)

    @rule(place=places)
    def return_one(self, place):
        self.several(place, lambda day: day["state"] == "submitted", "returned", return_days, reason="Which?")

    @rule(place=places)
    def approve(self, place):
        self.several(place, self.plain.may_be_approved, "approved", approve_days)

    @rule(place=places, days=amounts, workstream=officers)
    def log_submit_and_approve(self, place, days, workstream):
        """Straight to the end, so that the allowance is soon spent."""
        before = len(self.entries)
        self.log(place % 2, WORKED[place % 4], days, workstream, "on_site")
        if len(self.entries) > before:
            self.submit(before)
            self.approve(before)

    @rule(days=st.sampled_from([Decimal(text) for text in ("-2", "-0.5", "0.5", "1")]))
    def vary(self, days):
        allowance = Allowance.objects.get(pk=self.allowance.pk)
        varied = self.agrees(
            self.plain.total("approved") <= self.plain.entitled + days,
            vary_allowance,
            allowance=allowance,
            days=days,
            reference="Letter",
            reason="Agreed.",
            version=allowance.version,
            by=self.approver,
        )
        if varied:
            self.plain.entitled += days

    @invariant()
    def every_figure_agrees(self):
        plain, now = self.plain, current_ledger(self.programme, dates.today())
        logged = plain.total("draft", "returned", "submitted", "approved")
        approved = plain.total("approved")

        assert (now.entitled, now.logged, now.approved) == (plain.entitled, logged, approved)
        assert (now.drafts, now.awaiting) == (plain.total("draft", "returned"), plain.total("submitted"))
        assert (now.left, now.beyond) == (plain.entitled - approved, max(logged - plain.entitled, 0))
        held = Allowance.objects.values_list("days", "days_approved").get(pk=self.allowance.pk)
        assert held == (plain.entitled, approved)
        assert list(faults()) == []


def test_any_order_of_steps_leaves_every_figure_as_a_plain_model_has_it():
    run_state_machine_as_test(
        DaysOfAProgramme,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            derandomize=True,
            # Without shrinking: a fault is told at once, with the steps that led to it; to shorten them takes minutes.
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
