"""Proving what was claimed: files as they were sent, lines that add up, mirrored adjustments, numbers in a row."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, F, Q

from claims.actions.claims import claim_number
from claims.claim_files import WRITTEN_BY, files_of
from claims.claim_files.form import submission_of
from claims.claim_states import SENT
from claims.eligibility import Amount, amount_of, amount_of_line
from claims.models import Claim, ClaimedDay, ClaimLine, FundingAgreement
from claims.models.claim import FileKind, file_name
from config.days import figure
from config.money import pounds

_SIDES = ("programme__supporting", "programme__supported", "agreement", "prepared_by", "certified_by", "submitted_by")


def claim_faults():
    """Yield a sentence for each fault of any claim; nothing when all is whole."""
    for claim in Claim.objects.sent().select_related(*_SIDES).order_by("programme", "number"):
        yield from _file_faults(claim)
    for claim in Claim.objects.select_related("programme").order_by("programme", "number").iterator(chunk_size=500):
        yield from _sum_faults(claim)
    yield from _mirror_faults()
    yield from _number_faults()
    yield from _day_faults()


def _file_faults(claim):
    """Each file has its digest, which the audit trail knows, and is what the lines give when it is made again."""
    submission = submission_of(claim)
    if submission is None:
        yield f"{claim}: the audit trail does not know of its submission."
        return
    after = submission.after
    kept = {file.name: file for file in claim.files.order_by("pk")}
    expected = [file_name(claim.number, kind, with_names=names) for names in (True, False) for kind in FileKind]
    for name in expected:
        if name not in kept:
            yield f"{claim}: {name} is missing."
        elif not kept[name].is_unchanged:
            yield f"{claim}: {name} is not the file that its SHA-256 was taken of."
        elif kept[name].sha256 != after["files"].get(name):
            yield f"{claim}: {name} is not the file that the audit trail names."
    # What an earlier edition wrote is proved by its digest alone.
    if after["files_written_by"] == WRITTEN_BY:
        for made in files_of(claim):
            if made.name in kept and bytes(kept[made.name].content) != made.content:
                yield f"{claim}: {made.name} differs from what the lines of the claim give."


def _sum_faults(claim):
    """The lines add up to the figures of the claim, and each is its rate times its days."""
    total = Amount()
    for line in claim.lines.order_by("number"):
        total += amount_of_line(line)
        due = amount_of(line.days, line.rate, line.vat_percent)
        if (line.net, line.vat, line.gross) != (due.net, due.vat, due.gross):
            yield (
                f"{claim}: line {line.number} says {pounds(line.net)} and {pounds(line.vat)} VAT; "
                f"{figure(line.days)} at {pounds(line.rate)} make {pounds(due.net)} and {pounds(due.vat)}."
            )
    said = (claim.total_days, claim.net, claim.vat, claim.gross)
    if said != (total.days, total.net, total.vat, total.gross):
        yield (
            f"{claim} says {figure(claim.total_days)} days and {pounds(claim.gross)}; "
            f"its lines make {figure(total.days)} and {pounds(total.gross)}."
        )


_SAME = ("entry", "worked_on", "officer_name", "workstream_number", "kind", "rate", "vat_percent", "programme")
_OPPOSITE = ("days", "net", "vat", "gross")


def _mirror_faults():
    """An adjustment is the line it reverses, with every sum the other way, and that line was sent."""
    reversals = ClaimLine.objects.filter(reverses__isnull=False)
    same = Q(**{f"reverses__{name}": F(name) for name in _SAME})
    opposite = Q(**{f"reverses__{name}": Decimal(0) - F(name) for name in _OPPOSITE})
    sent = Q(reverses__claim__state__in=SENT, reverses__reverses__isnull=True)
    for line in reversals.exclude(same & opposite & sent).select_related("claim", "reverses__claim").order_by("pk"):
        reversed_line = line.reverses
        yield f"{line.claim}: line {line.number} does not mirror {reversed_line}, which it reverses."


def _number_faults():
    """The numbers of each programme run from 1 without a gap."""
    numbers = defaultdict(set)
    for programme, number in Claim.objects.values_list("programme_id", "number").iterator():
        numbers[programme].add(number)
    for agreement in FundingAgreement.objects.select_related("programme").order_by("pk"):
        given = {claim_number(agreement.programme, n) for n in range(1, agreement.claims_numbered + 1)}
        found = numbers[agreement.programme_id]
        for number in sorted(given - found):
            yield f"Claim {number} is missing: its number was given."
        for number in sorted(found - given):
            yield f"Claim {number} has a number that was never given."


def _day_faults():
    """The register holds exactly the days of live lines, each once."""
    live = ClaimLine.objects.filter(reverses__isnull=True).exclude(claim__state="cancelled")
    live = live.exclude(reversed_by__claim__state__in=SENT)
    for row in live.values("entry").annotate(lines=Count("pk")).filter(lines__gt=1).order_by("entry"):
        yield f"Day entry {row['entry']} is on {row['lines']} live lines."
    for line in live.filter(holds__isnull=True).select_related("claim").order_by("pk"):
        yield f"{line} claims a day that the register of days does not hold for it."
    held = ClaimedDay.objects.exclude(line__in=live.values("pk")).order_by("pk")
    for day in held.select_related("line__claim"):
        yield f"The register of days holds day entry {day.entry_id} for {day.line}, which does not claim it."
    for day in ClaimedDay.objects.exclude(entry=F("line__entry")).select_related("line__claim").order_by("pk"):
        yield f"The register of days holds day entry {day.entry_id} for {day.line}, which claims another."
