"""The letters about days: what each says, to whom, and the key under which it is written once."""

from itertools import groupby

from django.utils.http import urlencode

from accounts.letters import write_letter
from accounts.mail import link_to
from claims.sentences import allowance_sentences
from config.days import figure, in_days
from improvement.wording import capital


def to_submit(officer, programme, days, *, last, due_on):
    """To an officer: days up to the last of a month are not submitted. `days` is their Unsubmitted."""
    return write_letter(
        user=officer,
        programme=programme,
        kind="days-to-submit",
        key=f"{programme.slug}/{officer.pk}/{last:%Y-%m}",
        subject=f"{capital(in_days(days.total))} to submit: {programme.name}",
        template="claims/email/to_submit.txt",
        days=days,
        last=last,
        due_on=due_on,
        link=_month_link(programme, days.first),
    )


def not_submitted(director, programme, officers, *, last, due_on):
    """To a director: whose days up to the last of a month are still not submitted, as (officer, Unsubmitted)."""
    return write_letter(
        user=director,
        programme=programme,
        kind="days-not-submitted",
        key=f"{programme.slug}/{director.pk}/{last:%Y-%m}",
        subject=f"Days of {last:%B %Y} not submitted: {programme.name}",
        template="claims/email/not_submitted.txt",
        officers=officers,
        last=last,
        due_on=due_on,
        link=f"{link_to('claims:entry-list', programme.slug)}?{urlencode({'until': last.isoformat()})}",
    )


def to_approve(approver, programme, days, *, week):
    """To an approver: so many days of others have waited for more than a week."""
    return write_letter(
        user=approver,
        programme=programme,
        kind="days-to-approve",
        key=f"{programme.slug}/{approver.pk}/{week}",
        subject=f"{capital(in_days(days))} to approve: {programme.name}",
        template="claims/email/to_approve.txt",
        days=days,
        link=link_to("claims:approval-list", programme.slug),
    )


def share_reached(director, ledger, percent):
    """To a director: approved days have reached so many per cent of an allowance."""
    return _of_allowance(director, ledger, str(percent), f"{percent}% of the allowance is used")


def forecast_passes(director, ledger):
    """To a director: at the present pace more will be worked than is entitled."""
    coming = f"{figure(ledger.forecast.expected)} of {in_days(ledger.entitled)} by the end"
    return _of_allowance(director, ledger, "forecast", f"The allowance will not last, {coming}")


def _of_allowance(director, ledger, about, what):
    allowance = ledger.allowance
    programme = allowance.programme
    return write_letter(
        user=director,
        programme=programme,
        kind="allowance",
        key=f"{allowance.pk}/{director.pk}/{about}",
        subject=f"{what}: {programme.name}",
        template="claims/email/allowance.txt",
        what=what,
        sentences=allowance_sentences(ledger),
        link=link_to("claims:allowance-detail", programme.slug, allowance.starts_on.isoformat()),
    )


def days_returned(programme, entries, *, reason, by):
    """To each officer of the returned entries: one letter, however many days they are."""
    by_officer = sorted(entries, key=lambda entry: (entry.officer_id, entry.worked_on, entry.pk))
    for officer, group in groupby(by_officer, key=lambda entry: entry.officer):
        own = list(group)
        first = own[0]
        write_letter(
            user=officer,
            programme=programme,
            kind="days-returned",
            # Each return moves an entry to a version of its own.
            key=f"{first.pk}/{first.version}",
            subject=f"{capital(in_days(sum(entry.days for entry in own)))} returned to you: {programme.name}",
            template="claims/email/returned.txt",
            entries=own[:RETURNED_NAMED],
            more=max(len(own) - RETURNED_NAMED, 0),
            reason=reason,
            by=by,
            link=_month_link(programme, first.worked_on),
        )


# So that with the longest reason and titles the letter keeps within its limit.
RETURNED_NAMED = 20


def _month_link(programme, day):
    return f"{link_to('claims:day-list', programme.slug)}?month={day:%Y-%m}"
