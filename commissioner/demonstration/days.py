"""The invented days of the demonstration: three people's weeks, from June 2016 to the end of February 2017."""

import datetime
from decimal import Decimal

from claims.actions.agreement import add_agreement, add_rate
from claims.actions.allowances import add_allowance
from claims.actions.approval import approve_days, return_days
from claims.actions.days import log_day, submit_days
from claims.day_rules import is_working_day
from config import dates

HALF, WHOLE = Decimal("0.5"), Decimal("1.0")
FIRST_MONDAY, LAST_DAY = datetime.date(2016, 6, 6), datetime.date(2017, 2, 27)
AWAY = {datetime.date(2016, 8, 8), datetime.date(2016, 8, 22), datetime.date(2016, 12, 19), datetime.date(2016, 12, 26)}
# Weeks that had not been approved by the end: of these, the last had not been submitted either.
NOT_YET_APPROVED = {datetime.date(2017, 2, 13), datetime.date(2017, 2, 20)}
NOT_YET_SUBMITTED = datetime.date(2017, 2, 24)

# (person, weekday from Monday as 0, every so many weeks, days, kind, workstreams in turn)
WEEKS = (
    ("officer", 1, 1, WHOLE, "on_site", (8, 9, 14, 8, 15, 10, 8, 9, 11, 6)),
    ("officer", 3, 2, WHOLE, "on_site", (8, 10, 9, 16, 15)),
    ("officer", 4, 1, HALF, "preparation", (8, 9, 8, 2)),
    ("officer2", 2, 1, WHOLE, "on_site", (7, 12, 13, 12, 7, 3, 4, 12)),
    ("officer2", 0, 2, HALF, "remote", (12, 7, 3)),
    ("director", 4, 1, HALF, "on_site", (2, 6, 5, 2, 4)),
)
TERMS = {
    "reference": "DfE-PO-sample-01",
    "vat": "to_be_confirmed",
    "year_basis": "programme_year",
    "ends_on": None,
    "carry_over": False,
    "commissioner_counts": False,
    "on_site_counts": True,
    "remote_counts": True,
    "preparation_counts": True,
    "travel_counts": False,
    "reason": "Sample terms for the demonstration: the real ones are not published.",
}


def tell_agreement(programme, days, people):
    """An agreement with sample terms, a rate that says it is a sample, and one allowance for the first year."""
    by, on = people["director"], programme.starts_on
    add_agreement(
        programme=programme,
        funder="Department for Education",
        payment="day_rate",
        eligible_from=programme.starts_on,
        by=by,
        on=on,
        **TERMS,
    )
    add_rate(
        programme=programme,
        from_on=on,
        amount_pounds=Decimal("500.00"),
        basis="Sample rate: the department's rate of 2016 is not published",
        by=by,
        on=on,
    )
    last = dates.day_before(dates.add_months(on, 12))
    reference = "Decision report 7566, paragraph 4.1"
    add_allowance(programme=programme, starts_on=on, ends_on=last, days=days, reference=reference, by=by, on=on)


def tell_days(programme, workstreams, people):
    """Three people's weeks, each submitted on its Friday and decided the week after; the last weeks are still open."""
    monday, number = FIRST_MONDAY, 0
    while monday <= LAST_DAY:
        if monday not in AWAY:
            _tell_week(programme, workstreams, people, monday, number)
        monday += datetime.timedelta(days=7)
        number += 1
    _return_one(programme, people)


def _tell_week(programme, workstreams, people, monday, number):
    for name in ("officer", "officer2", "director"):
        logged = [
            log_day(programme=programme, by=people[name], on=worked_on, worked_on=worked_on, **facts)
            for worked_on, facts in _days(name, workstreams, monday, number)
        ]
        ready = [entry for entry in logged if entry.worked_on < NOT_YET_SUBMITTED]
        if ready:
            _decide(programme, people, name, ready, monday)


def _days(name, workstreams, monday, number):
    for person, weekday, every, days, kind, turn in WEEKS:
        worked_on = monday + datetime.timedelta(days=weekday)
        if person != name or number % every or worked_on > LAST_DAY or not is_working_day(worked_on):
            continue
        workstream = workstreams[turn[(number // every) % len(turn)]]
        yield worked_on, {"days": days, "kind": kind, "workstream": workstream}


def _decide(programme, people, name, entries, monday):
    friday, tuesday = (min(monday + datetime.timedelta(days=days), LAST_DAY) for days in (4, 8))
    pairs = [(entry.pk, entry.version) for entry in entries]
    submitted = submit_days(programme=programme, entries=pairs, by=people[name], on=friday)
    if monday not in NOT_YET_APPROVED:
        by = people["commissioner" if name == "director" else "director"]
        pairs = [(entry.pk, entry.version) for entry in submitted]
        approve_days(programme=programme, entries=pairs, by=by, on=tuesday)


def _return_one(programme, people):
    """One of the officer's days came back with a question."""
    entry = programme.day_entries.submitted().filter(officer=people["officer"]).order_by("worked_on").first()
    return_days(
        programme=programme,
        entries=[(entry.pk, entry.version)],
        reason="Was this the whole day? The diary shows a meeting in Winchester in the afternoon.",
        by=people["director"],
        on=datetime.date(2017, 2, 22),
    )
