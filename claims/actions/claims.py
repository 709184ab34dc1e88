"""A claim from its start to its submission, and what the funder says of it afterwards.

Every step claims the version, checks the table of states, leaves a ClaimStep and an audit event. All writers of a
programme's days and claims wait in one queue (claims.actions.turns).
"""

import hashlib
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from accounts.models import Membership
from accounts.roles import ROLES
from claims.actions.claim_steps import leave_claim, take_claim
from claims.actions.turns import take_turn
from claims.claim_files import WRITTEN_BY, files_of
from claims.claim_files.form import parties_now
from claims.claim_states import ClaimStepKind
from claims.day_rules import agreement_of
from claims.eligibility import preview, rate_on
from claims.known_claims import REFERENCE, VAT_DECISION, missing_to_submit
from claims.models import Claim, ClaimedDay, ClaimFile, ClaimLine, DayRate, FundingAgreement
from claims.paying import state_by_payments
from config import dates
from config.days import in_days
from config.money import pounds
from config.texts import checked_text
from improvement.wording import counted, listed
from improvement.wording import day as in_words

RETENTION_YEARS = 6
"""After the end of the financial year in which a claim is submitted.

Source: Limitation Act 1980, section 5, and HMRC VAT Notice 700/21.
"""
SHOWN = 5


@transaction.atomic
def start_claim(*, programme, period_start, period_end, by, on=None):
    """Start a draft for a period, with the next number of the programme. Raises ValidationError by field.

    The number is taken under the lock of its counter and stands or falls with the claim, so that none is missing.
    """
    on = on or dates.today()
    take_turn(programme)
    agreement = agreement_of(programme)
    terms = agreement.terms.in_force(on)
    _check_period(period_start, period_end, agreement, on)
    FundingAgreement.objects.filter(pk=agreement.pk).update(claims_numbered=F("claims_numbered") + 1)
    agreement.refresh_from_db(fields=["claims_numbered"])
    claim = Claim(
        programme=programme,
        agreement=agreement,
        number=claim_number(programme, agreement.claims_numbered),
        period_start=period_start,
        period_end=period_end,
        vat_decision=terms.vat,
        recorded_on=on,
        recorded_by=by,
    )
    # Not save_checked(): the days of a closed programme are still to be claimed.
    claim.full_clean()
    claim.save()
    leave_claim(claim, ClaimStepKind.STARTED, by=by, on=on)
    return claim


def claim_number(programme, sequence):
    """TOR-0001: three letters of the programme's short name, and the number in order."""
    letters = "".join(letter for letter in programme.slug if letter.isalpha())
    return f"{letters[:3].upper() or 'CLM'}-{sequence:04}"


def _check_period(since, until, agreement, on):
    if since > until:
        raise ValidationError({"period_end": "The last day must be on or after the first."})
    if until > on:
        raise ValidationError({"period_end": "Days are claimed once they are worked. Choose today or an earlier day."})
    if until < agreement.eligible_from:
        first = in_words(agreement.eligible_from)
        raise ValidationError({"period_end": f"The agreement pays for days from {first} on. This period is before it."})


@transaction.atomic
def prepare_claim(*, claim, version, seen=None, gross=None, by, on=None):
    """Write a line for each eligible day, with names and rate as they are now, and hold those days.

    `seen` are the (id, version) pairs of the days in the preview that was looked at: where they are others by now,
    nothing is done and the refusal tells which. `gross` is what they came to there: a rate or the VAT decision may
    have changed.
    """
    on = on or dates.today()
    take_claim(claim, version, ClaimStepKind.PREPARED)
    terms = claim.agreement.terms.in_force(on)
    found = preview(claim.agreement, terms, since=claim.period_start, until=claim.period_end)
    _refuse_without_rate(found.without_rate)
    if seen is not None:
        _refuse_other_than(seen, found)
    if gross is not None and gross != found.total.gross:
        raise ValidationError(
            f"The days come to {pounds(found.total.gross)} now, and came to {pounds(gross)} when you looked: a rate or "
            "the VAT decision has changed. Nothing was written: look again, and prepare again.",
            code="moved",
        )
    if not found.eligible and not claim.lines.exists():
        raise ValidationError(_nothing_to_claim(claim, found))
    claim.vat_decision = terms.vat
    _number_adjustments(claim, after=len(found.eligible))
    _write_lines(claim, found.eligible)
    claim.prepared_on, claim.prepared_by = on, by
    leave_claim(claim, ClaimStepKind.PREPARED, by=by, on=on, facts=["vat_decision", "prepared_on", "prepared_by"])
    return claim


def _refuse_without_rate(entries):
    if entries:
        days = sorted({entry.worked_on for entry in entries})
        shown = listed([in_words(day) for day in days[:SHOWN]])
        more = f" and {counted(len(days) - SHOWN, 'more day')}" if len(days) > SHOWN else ""
        raise ValidationError(f"No day rate is known for {shown}{more}. Add the rate to the agreement first.")


def _refuse_other_than(seen, found):
    """Name the days that moved between the preview and now."""
    seen, now = set(seen), set(found.pairs)
    if seen == now:
        return
    moved = {pk for pk, _ in seen ^ now}
    words = [
        _moved_words(day.entry, "can be claimed now" if day.entry.pk not in dict(seen) else "was changed")
        for day in found.eligible
        if day.entry.pk in moved
    ]
    words += [
        _moved_words(out.entry, f"{out.reason[0].lower()}{out.reason[1:]} {out.number}".strip())
        for out in found.left_out
        if out.entry.pk in moved
    ]
    words = words or ["a day was removed"]
    shown = "; ".join(words[:SHOWN]) + (f"; and {len(words) - SHOWN} more" if len(words) > SHOWN else "")
    raise ValidationError(
        f"The days have changed since you looked: {shown}. Nothing was written: look at the days as they are now, and "
        "prepare again.",
        code="moved",
    )


def _moved_words(entry, what):
    return f"{in_words(entry.worked_on)}, {entry.officer.name}: {what}"


def _nothing_to_claim(claim, found):
    period = f"from {in_words(claim.period_start)} to {in_words(claim.period_end)}"
    if not found.left_out:
        return f"No day was worked {period}. Choose another period."
    reasons = sorted({f"{out.reason} {out.number}".strip() for out in found.left_out})
    return f"No day {period} can be claimed: {listed([reason[0].lower() + reason[1:] for reason in reasons])}."


def _number_adjustments(claim, *, after):
    """Number the adjustments of a draft on from a number, without a gap. From nought they only move down."""
    adjustments = list(claim.lines.filter(reverses__isnull=False).order_by("number"))
    numbered = list(enumerate(adjustments, start=after + 1))
    for number, line in reversed(numbered) if after else numbered:
        line.number = number
        line.save(update_fields=["number"])


def _write_lines(claim, eligible):
    """A line for each day, and the register of the days."""
    roles = _roles_of(claim.programme)
    lines = [
        ClaimLine(
            programme=claim.programme,
            claim=claim,
            number=number,
            entry=day.entry,
            worked_on=day.entry.worked_on,
            days=day.entry.days,
            officer_name=day.entry.officer.name,
            officer_role=_role_on(roles.get(day.entry.officer_id, ()), day.entry.worked_on),
            workstream_number=day.entry.workstream.number,
            workstream_title=day.entry.workstream.title,
            kind=day.entry.kind,
            rate=day.rate,
            vat_percent=day.vat_percent,
            net=day.amount.net,
            vat=day.amount.vat,
            gross=day.amount.gross,
        )
        for number, day in enumerate(eligible, start=1)
    ]
    written = ClaimLine.objects.bulk_create(lines, batch_size=500)
    ClaimedDay.objects.bulk_create(
        [ClaimedDay(programme=claim.programme, entry=line.entry, line=line) for line in written], batch_size=500
    )


def _roles_of(programme):
    """{person's id: their memberships in the programme}."""
    found = {}
    for membership in Membership.objects.filter(programme=programme):
        found.setdefault(membership.user_id, []).append(membership)
    return found


def _role_on(memberships, day):
    """What somebody was on a day worked, as the claim says it; without a role on that day, what they are known as."""
    held = [membership for membership in memberships if membership.holds_on(day)] or list(memberships)
    logs = [m for m in held if "day.log" in ROLES[m.role].permissions] or held
    return ROLES[logs[0].role].name if logs else "Officer"


@transaction.atomic
def reopen_claim(*, claim, reason, version, by, on=None):
    """Send a prepared or certified claim back to draft with a reason: its days are free again."""
    on = on or dates.today()
    reason = checked_text(reason, "reason", "Say why the claim goes back to draft.")
    take_claim(claim, version, ClaimStepKind.REOPENED)
    _free_days(claim)
    claim.prepared_on = claim.prepared_by = claim.certified_on = claim.certified_by = None
    claim.declaration = ""
    facts = ["prepared_on", "prepared_by", "certified_on", "certified_by", "declaration"]
    leave_claim(claim, ClaimStepKind.REOPENED, by=by, on=on, text=reason, facts=facts)
    return claim


def _free_days(claim):
    ClaimedDay.objects.filter(line__claim=claim).delete()
    claim.lines.filter(reverses__isnull=True).delete()
    _number_adjustments(claim, after=0)


@transaction.atomic
def cancel_claim(*, claim, reason, version, by, on=None):
    """Cancel a claim that was not submitted. Its number stays used; its days can be claimed again."""
    on = on or dates.today()
    reason = checked_text(reason, "reason", "Say why the claim is cancelled.")
    take_claim(claim, version, ClaimStepKind.CANCELLED)
    _free_days(claim)
    claim.lines.all().delete()
    leave_claim(claim, ClaimStepKind.CANCELLED, by=by, on=on, text=reason)
    return claim


@transaction.atomic
def certify_claim(*, claim, declared, version, read=None, by, on=None):
    """Certify a prepared claim with the declaration of the agreement. Never by whoever prepared it.

    `read` is the digest of the declaration that was read (digest_of_declaration): the terms may have changed since.
    """
    on = on or dates.today()
    if not declared:
        raise ValidationError({"declared": "Tick the declaration, or send the claim back to draft."})
    take_claim(claim, version, ClaimStepKind.CERTIFIED)
    if claim.prepared_by_id == by.pk:
        raise ValidationError("You prepared this claim, so somebody else certifies it.")
    _refuse_outdated(claim, on)
    declaration = claim.agreement.terms.in_force(on).declaration
    if read is not None and read != digest_of_declaration(declaration):
        raise ValidationError(
            {"declared": "The declaration has changed since you looked. Read it again, then tick it."}
        )
    claim.declaration = declaration
    claim.certified_on, claim.certified_by = on, by
    leave_claim(claim, ClaimStepKind.CERTIFIED, by=by, on=on, facts=["certified_on", "certified_by", "declaration"])
    return claim


def digest_of_declaration(declaration):
    """What names a declaration that was read, in short."""
    return hashlib.sha256(declaration.encode()).hexdigest()[:32]


def _refuse_outdated(claim, on):
    """A rate, or the VAT decision, may have been set since the lines were written."""
    terms = claim.agreement.terms.in_force(on)
    again = "Send the claim back to draft and prepare it again."
    if terms.vat != claim.vat_decision:
        raise ValidationError(f"The VAT decision has changed since the claim was prepared. {again}")
    days = claim.lines.filter(reverses__isnull=True)
    if terms.ends_on and days.filter(worked_on__gt=terms.ends_on).exists():
        ended = in_words(terms.ends_on)
        raise ValidationError(f"The agreement now ends on {ended}, before some days of this claim. {again}")
    rates = list(DayRate.objects.filter(agreement=claim.agreement))
    changed = {line.worked_on for line in days.only("worked_on", "rate") if rate_on(rates, line.worked_on) != line.rate}
    if changed:
        shown = listed([in_words(day) for day in sorted(changed)[:SHOWN]])
        raise ValidationError(f"The day rate of {shown} has changed since the claim was prepared. {again}")


@transaction.atomic
def submit_claim(*, claim, version, by, on=None):
    """Freeze a certified claim as it goes to the funder: its lines, its figures and its files.

    The audit event keeps the names as they were, the digest of each file and what wrote them.
    """
    on = on or dates.today()
    take_claim(claim, version, ClaimStepKind.SUBMITTED)
    terms = claim.agreement.terms.in_force(on)
    _refuse_incomplete(terms)
    _refuse_outdated(claim, on)
    claim.reference = terms.reference
    claim.submitted_on, claim.submitted_by = on, by
    claim.retain_until = dates.add_months(dates.financial_year(on)[1], 12 * RETENTION_YEARS)
    # The days that this claim gives back can be claimed again, at another rate or by nobody.
    reversed_lines = claim.lines.filter(reverses__isnull=False).values("reverses_id")
    ClaimedDay.objects.filter(line_id__in=reversed_lines).delete()
    facts = ["reference", "submitted_on", "submitted_by", "retain_until"]
    # Before the claim itself: once it is submitted, no file can be added.
    leave_claim(claim, ClaimStepKind.SUBMITTED, by=by, on=on, facts=facts, kept=_keep_files(claim))
    return claim


def _keep_files(claim):
    """Write the files that are sent, and say what the audit trail keeps of them."""
    parties = parties_now(claim)
    files = [
        ClaimFile(
            programme=claim.programme,
            claim=claim,
            kind=made.kind,
            with_names=made.with_names,
            sha256=made.sha256,
            content=made.content,
        )
        for made in files_of(claim, parties)
    ]
    ClaimFile.objects.bulk_create(files)
    return {
        "parties": asdict(parties),
        "files": {file.name: file.sha256 for file in files},
        "files_written_by": WRITTEN_BY,
    }


_MISSING = {
    REFERENCE: "The agreement has no purchase order or grant reference yet.",
    VAT_DECISION: "Whether VAT is due is still to be confirmed.",
}


def _refuse_incomplete(terms):
    if missing := missing_to_submit(terms):
        said = [_MISSING[what] for what in missing]
        raise ValidationError([*said, "Change the terms of the agreement first, then submit."])


@transaction.atomic
def query_claim(*, claim, query, version, by, on=None):
    """Record what the funder asks about a submitted claim."""
    on = on or dates.today()
    query = checked_text(query, "query", "Say what the funder asks.")
    take_claim(claim, version, ClaimStepKind.QUERIED)
    leave_claim(claim, ClaimStepKind.QUERIED, by=by, on=on, text=query)
    return claim


@transaction.atomic
def answer_query(*, claim, answer, version, by, on=None):
    """Record the answer to the funder's query. The claim then stands where its payments leave it."""
    on = on or dates.today()
    answer = checked_text(answer, "answer", "Say what was answered.")
    take_claim(claim, version, ClaimStepKind.ANSWERED)
    claim.state, claim.paid_on = state_by_payments(claim, queried=False)
    leave_claim(claim, ClaimStepKind.ANSWERED, by=by, on=on, text=answer, facts=["paid_on"])
    return claim


@transaction.atomic
def add_adjustment(*, claim, line, reason, version, by, on=None):
    """Reverse a line of an earlier, submitted claim on this draft, with a reason."""
    on = on or dates.today()
    reason = checked_text(reason, "reason", "Say why the line is reversed.")
    take_claim(claim, version, ClaimStepKind.ADJUSTED)
    _refuse_reversal(claim, line)
    last = claim.lines.aggregate(last=Max("number"))["last"] or 0
    ClaimLine.objects.create(
        programme=claim.programme,
        claim=claim,
        number=last + 1,
        entry_id=line.entry_id,
        reverses=line,
        reason=reason,
        worked_on=line.worked_on,
        days=-line.days,
        officer_name=line.officer_name,
        officer_role=line.officer_role,
        workstream_number=line.workstream_number,
        workstream_title=line.workstream_title,
        kind=line.kind,
        rate=line.rate,
        vat_percent=line.vat_percent,
        net=-line.net,
        vat=-line.vat,
        gross=-line.gross,
    )
    leave_claim(claim, ClaimStepKind.ADJUSTED, by=by, on=on, text=f"{line} is reversed: {reason}"[:4000])
    return claim


def _refuse_reversal(claim, line):
    if line.programme_id != claim.programme_id:
        raise ValidationError({"line": "Choose a line of this programme's claims."})
    if not line.claim.is_sent:
        raise ValidationError({"line": f"{line.claim} was not submitted. Send it back to draft instead."})
    if line.is_adjustment:
        raise ValidationError({"line": "An adjustment is not reversed. Claim the day again instead."})
    taken = ClaimLine.objects.filter(reverses=line).select_related("claim").first()
    if taken:
        raise ValidationError({"line": f"{line} is reversed on {taken.claim} already."})


@transaction.atomic
def remove_adjustment(*, claim, line, version, by, on=None):
    """Take a reversal off a draft again."""
    on = on or dates.today()
    take_claim(claim, version, ClaimStepKind.ADJUSTED)
    reversed_line = line.reverses
    line.delete()
    _number_adjustments(claim, after=0)
    leave_claim(claim, ClaimStepKind.ADJUSTED, by=by, on=on, text=f"{reversed_line} is not reversed after all.")
    return claim


def told(claim):
    """What is said when a step is done: TOR-0001, 12 days, £6,000.00."""
    return f"{claim}: {in_days(claim.total_days)}, {pounds(claim.gross)}."
