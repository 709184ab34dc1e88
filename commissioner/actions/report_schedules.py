"""Schedules of reports: adding one, and changing it from the first day of a period on."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from audit.actions import record
from commissioner.models import ReportSchedule, ScheduleTerms
from commissioner.reports.slots import Cadence, ended_slots, first_days, slots
from config import dates
from config.dates import add_months, day_after
from improvement.saving import save_checked
from improvement.wording import capital, counted, day

CATCH_UP, LEAVE_OUT = "yes", "no"
FARTHEST_MONTHS = 60


@transaction.atomic
def add_schedule(*, programme, name, addressee, catch_up="", by, on=None, **terms):
    """Add a schedule with its first terms.

    Raises ValidationError (field catch_up) where periods are over already and nobody said whether they get reports.
    """
    on = on or dates.today()
    if terms["starts_on"] < programme.starts_on:
        raise ValidationError(
            {"starts_on": f"The programme starts on {day(programme.starts_on)}: choose no earlier day."}
        )
    schedule = save_checked(
        ReportSchedule(programme=programme, name=name, addressee=addressee, recorded_on=on, recorded_by=by)
    )
    facts = _checked(terms, on) | {"drafts_from": terms["starts_on"], "reason": "As first agreed."}
    first = ScheduleTerms(programme=programme, schedule=schedule, recorded_on=on, recorded_by=by, **facts)
    over = ended_slots([first], on)
    if over and catch_up not in (CATCH_UP, LEAVE_OUT):
        periods = capital(counted(len(over), "period is", "periods are"))
        since = f"{periods} over already, the first since {day(over[0].end)}."
        raise ValidationError({"catch_up": f"{since} Say whether they get reports."})
    if catch_up == LEAVE_OUT:
        first.drafts_from = on
    save_checked(first)
    after = {"name": name, "addressee": addressee, **_told(first)}
    record("schedule.added", by=by, about=schedule, programme=programme, after=after)
    return schedule


@transaction.atomic
def change_terms(*, schedule, version, reason, by, on=None, **terms):
    """Change a schedule from the first day of a period that is not over. What was due before stays as it was."""
    on = on or dates.today()
    schedule.claim_version(version)
    known = list(schedule.terms.order_by("pk"))
    checked = _checked(terms, on)
    _refuse_within_a_period(known, terms["starts_on"], on)
    facts = checked | {"drafts_from": known[0].drafts_from, "reason": reason}
    made = save_checked(
        ScheduleTerms(programme=schedule.programme, schedule=schedule, recorded_on=on, recorded_by=by, **facts)
    )
    record(
        "schedule.changed",
        by=by,
        about=schedule,
        programme=schedule.programme,
        before=_told(known[-1]),
        after=_told(made),
        reason=reason,
    )
    return made


def _told(terms):
    names = ("cadence", "starts_on", "own_ends", "due_days", "recipients", "drafts_from")
    return {name: getattr(terms, name) for name in names}


def _refuse_within_a_period(known, starts_on, on):
    to_come = (slot.start for slot in slots(known) if slot.end >= on)
    first = next((start for start in to_come if start >= starts_on), None)
    if first == starts_on or (first is None and _is_after_the_last(known, starts_on)):
        return
    days = ", ".join(day(offered) for offered in first_days_offered(known, on))
    raise ValidationError({"starts_on": f"Choose the first day of a period that is not over: {days}."})


def first_days_offered(known, on):
    """The first days from which a schedule can be changed: of the period of a day, and of those after it."""
    running = next((slot.start for slot in slots(known) if slot.end >= on), None)
    if running is not None:
        return first_days(known, running)
    ends = [slot.end for slot in slots(known)]
    return [day_after(max([*ends, known[-1].starts_on]))]


def _is_after_the_last(known, starts_on):
    """Whether a schedule that came to its end, or was stopped, begins anew after all that it asked for."""
    return all(slot.end < starts_on for slot in slots(known)) and starts_on >= known[-1].starts_on


def _checked(terms, on):
    """The facts of terms, with dates and addresses read from what was typed. Raises ValidationError by field."""
    cadence, starts_on = terms["cadence"], terms["starts_on"]
    if starts_on > add_months(on, FARTHEST_MONTHS):
        raise ValidationError({"starts_on": "This is more than five years ahead. Check the year."})
    ends = _own_ends(terms.get("own_ends", ""), starts_on) if cadence == Cadence.OWN_DATES else []
    if ends and ends[-1] > add_months(on, FARTHEST_MONTHS):
        raise ValidationError({"own_ends": f"{day(ends[-1])} is more than five years ahead. Check the year."})
    return {
        "cadence": cadence,
        "starts_on": starts_on,
        "own_ends": "\n".join(end.isoformat() for end in ends),
        "due_days": terms["due_days"],
        "recipients": "\n".join(_addresses(terms.get("recipients", ""), is_needed=cadence != Cadence.STOPPED)),
    }


def _own_ends(text, starts_on):
    if not text.split():
        raise ValidationError({"own_ends": "Give the last day of each period, one on each line."})
    ends = [_day(word) for word in text.split()]
    if ends != sorted(set(ends)) or ends[0] < starts_on:
        raise ValidationError({"own_ends": "Give the days in their order, each once, the first after the first day."})
    return ends


def _day(word):
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(word, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValidationError({"own_ends": f"“{word}” is no day. Write each like 31/3/2017."})


def _addresses(text, *, is_needed):
    found = list(dict.fromkeys(word.lower() for word in text.replace(",", " ").replace(";", " ").split()))
    if is_needed and not found:
        raise ValidationError({"recipients": "Give at least one address."})
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError({"recipients": f"“{address}” is no email address."}) from None
    return found
