"""What every file of a claim says beside its lines: whose it is, what it comes to, and who said so when."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from audit.models import Event
from claims.claim_files.columns import OfficerNumbers
from claims.eligibility import Amount
from config.days import figure
from config.money import pounds
from improvement.wording import day as in_words

WITHHELD = "Name withheld"
NOT_SUBMITTED = "Draft – not submitted"


@dataclass(frozen=True)
class Parties:
    """Names that a submitted claim keeps as they were. Of a claim not submitted, as they are."""

    programme: str
    supporting: str
    supported: str
    funder: str
    prepared_by: str
    certified_by: str
    submitted_by: str


def parties_now(claim):
    programme = claim.programme
    return Parties(
        programme=programme.name,
        supporting=programme.supporting.name,
        supported=programme.supported.name,
        funder=claim.agreement.funder,
        prepared_by=str(claim.prepared_by or ""),
        certified_by=str(claim.certified_by or ""),
        submitted_by=str(claim.submitted_by or ""),
    )


def submission_of(claim):
    """The audit event of a claim's submission, which keeps its parties and the digests of its files; or None."""
    submissions = Event.objects.filter(
        chain=claim.programme.slug, record_kind="claims.Claim", record_id=claim.pk, action="claim.submitted"
    )
    return submissions.first()


def parties_of(claim):
    submission = submission_of(claim) if claim.is_sent else None
    return Parties(**submission.after["parties"]) if submission else parties_now(claim)


@dataclass(frozen=True)
class Summed:
    """The lines of one workstream, rate or officer together."""

    label: str
    lines: int
    amount: Amount


@dataclass(frozen=True)
class Form:
    """A claim as its files say it."""

    claim: object
    parties: Parties
    with_names: bool
    by_workstream: tuple[Summed, ...]
    by_rate: tuple[Summed, ...]
    by_officer: tuple[Summed, ...]
    total: Summed

    @property
    def title(self):
        claim = self.claim
        return f"Claim {claim.number}, {in_words(claim.period_start)} to {in_words(claim.period_end)}"

    @property
    def made_on(self):
        """The day of the newest step that the files tell of: never the day on which they happen to be written."""
        claim = self.claim
        return claim.submitted_on or claim.certified_on or claim.prepared_on or claim.recorded_on

    @property
    def status(self):
        """Submitted stays what the files of a submitted claim say, whatever becomes of it."""
        claim = self.claim
        if claim.is_sent:
            return f"Submitted on {in_words(claim.submitted_on)}"
        if claim.state == "cancelled":
            return "Cancelled – not submitted"
        return f"{NOT_SUBMITTED}. Where it stands: {claim.get_state_display().lower()}. It can still change."

    @property
    def mark(self):
        """What a draft says on every page of its form; empty once submitted."""
        return "" if self.claim.is_sent else self.status.partition(".")[0]

    def about(self):
        """[(what, what it is)] of whose claim it is, in words."""
        claim, parties = self.claim, self.parties
        found = [
            ("Claim", claim.number),
            ("Status", self.status),
            ("Programme", parties.programme),
            ("Claimed by", parties.supporting),
            ("For work in", parties.supported),
            ("Claimed from", parties.funder),
            ("Period", f"{in_words(claim.period_start)} to {in_words(claim.period_end)}"),
            ("Purchase order or grant reference", claim.reference or "Set when the claim is submitted"),
            ("VAT decision", claim.get_vat_decision_display()),
        ]
        if claim.retain_until:
            found.append(("Kept until", in_words(claim.retain_until)))
        return found

    def figures(self):
        """[(what, how much)] in words."""
        amount = self.total.amount
        return [
            ("Lines", f"{self.total.lines:,}"),
            ("Days", figure(amount.days)),
            ("Net", pounds(amount.net)),
            ("VAT", pounds(amount.vat)),
            ("Gross", pounds(amount.gross)),
        ]

    def signatures(self):
        """[(Prepared, who, on which day)] as far as the claim has come."""
        claim, parties = self.claim, self.parties
        steps = (
            ("Prepared", parties.prepared_by, claim.prepared_on),
            ("Certified", parties.certified_by, claim.certified_on),
            ("Submitted", parties.submitted_by, claim.submitted_on),
        )
        return [
            (what, who if self.with_names else WITHHELD, in_words(when))
            for what, who, when in steps
            if when is not None
        ]


_SUMMED = ("workstream_number", "workstream_title", "rate", "vat_percent", "entry__officer_id", "officer_name")


def form_of(claim, *, parties, with_names):
    """The Form of a claim. One query, in which every line is read once and none is kept."""
    found = {kind: defaultdict(_Sum) for kind in ("workstream", "rate", "officer")}
    total = _Sum()
    rows = claim.lines.order_by("number").values_list(*_SUMMED, "days", "net", "vat")
    for number, title, rate, percent, officer, name, days, net, vat in rows.iterator():
        for summed in (
            total,
            found["workstream"][number, title],
            found["rate"][rate, percent],
            found["officer"][officer, name if with_names else ""],
        ):
            summed.add(days, net, vat)
    return Form(
        claim=claim,
        parties=parties,
        with_names=with_names,
        by_workstream=tuple(_summed(found["workstream"], lambda key: f"{key[0]} {key[1]}")),
        by_rate=tuple(_summed(found["rate"], lambda key: f"{pounds(key[0])} a day, VAT at {figure(key[1])}%")),
        by_officer=tuple(_officers(found["officer"], with_names)),
        total=total.called("Total"),
    )


class _Sum:
    """Adds up in place: an Amount for each line would be made three times over."""

    def __init__(self):
        self.lines, self.days, self.net, self.vat = 0, Decimal("0.0"), Decimal("0.00"), Decimal("0.00")

    def add(self, days, net, vat):
        self.lines += 1
        self.days += days
        self.net += net
        self.vat += vat

    def called(self, label):
        return Summed(label, self.lines, Amount(self.days, self.net, self.vat))


def _summed(found, label):
    return [summed.called(label(key)) for key, summed in sorted(found.items())]


def _officers(found, with_names):
    """By name; without names, in the order of the lines, which is the order in which they were found."""
    if with_names:
        return [summed.called(name) for (_, name), summed in sorted(found.items(), key=lambda item: item[0][::-1])]
    numbers = OfficerNumbers()
    return [summed.called(numbers[officer]) for (officer, _), summed in found.items()]
