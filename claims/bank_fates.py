"""What becomes of each row of a bank statement: which claims it pays, or why it pays none.

Nothing is saved here, and queries are few, however many rows there are. Rows are judged in their order: each meets
what is recorded, and what the rows above it pay.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from claims import day_words, money_words
from claims.models import Claim, Remittance
from claims.models.claim import NOTHING
from claims.paying import Paid, outstanding_on
from config.constraints import LINE
from config.money import pounds
from improvement.saving import refuse_future
from improvement.wording import day as in_words
from improvement.wording import listed

_NUMBER = re.compile(r"\b([A-Z]{1,3})[- ]?(\d{4,9})\b", re.ASCII | re.IGNORECASE)


class BankFate(models.TextChoices):
    MATCHED = "matched", "Matched"
    RECORDED = "recorded", "Already recorded"
    UNMATCHED = "unmatched", "No match"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True)
class BankRow:
    """A row as read, what becomes of it and why; and what it means, as far as it could be read."""

    row: dict
    fate: BankFate
    why: str = ""
    received_on: object = None
    amount: Decimal | None = None
    reference: str = ""
    payments: tuple[Paid, ...] = ()

    @property
    def line(self):
        return self.row["line"]

    @property
    def seen(self):
        """What somebody who looked at the preview saw of it, in short."""
        claims = ",".join(f"{paid.claim.number}={paid.amount}" for paid in self.payments)
        return f"{self.line}:{self.fate}:{claims}"


def judged_bank(payment_import, on):
    """A BankRow for each row of an import."""
    judge = _Judge(payment_import.programme, on)
    return [judge.judge(row) for row in payment_import.rows]


class _Unmatched(Exception):
    """Nothing says which claim a row pays."""


class _Judge:
    """All that rows are held against, fetched once."""

    def __init__(self, programme, on):
        self.on = on
        self.left = {owed.claim: owed.outstanding for owed in outstanding_on(programme, on)}
        numbers = Claim.objects.filter(programme=programme).order_by().values_list("number", flat=True)
        self.unsent = set(numbers) - {claim.number for claim in self.left}
        self.by_number = {claim.number: claim for claim in self.left}
        self.recorded = {
            (remittance.reference, remittance.received_on): remittance.amount
            for remittance in Remittance.objects.filter(programme=programme).standing()
        }

        self.of_this_file = set()

    def judge(self, row):
        facts = {}
        try:
            self._read(row, facts)
            if (known := self.recorded.get((facts["reference"], facts["received_on"]))) is not None:
                return self._known(row, facts, known)
            facts["payments"] = self._payments(row, **facts)
        except _Unmatched as why:
            return BankRow(row, BankFate.UNMATCHED, str(why), **facts)
        except ValidationError as error:
            return BankRow(row, BankFate.REFUSED, " ".join(error.messages), **facts)
        for paid in facts["payments"]:
            self.left[paid.claim] -= paid.amount
        self.recorded[facts["reference"], facts["received_on"]] = facts["amount"]
        self.of_this_file.add((facts["reference"], facts["received_on"]))
        return BankRow(row, BankFate.MATCHED, **facts)

    def _read(self, row, facts):
        if row["fault"]:
            raise ValidationError(row["fault"])
        facts["received_on"] = day_words.worked_on(row["received_on"])
        if not row["amount"]:
            raise ValidationError("This row has no amount that came in.")
        facts["amount"] = money_words.amount(row["amount"])
        facts["reference"] = " ".join((row["reference"] or row["description"]).split())
        if not facts["reference"]:
            raise ValidationError("This row has no reference.")
        if len(facts["reference"]) > LINE:
            raise ValidationError(f"The reference is too long: shorten it to {LINE} characters.")
        refuse_future("received_on", facts["received_on"], self.on)

    def _known(self, row, facts, known):
        if (facts["reference"], facts["received_on"]) in self.of_this_file:
            why = "A row above has this reference and day. If both came in, record this one by hand, with a word added."
            return BankRow(row, BankFate.REFUSED, why, **facts)
        if known == facts["amount"]:
            return BankRow(row, BankFate.RECORDED, **facts)
        why = f"A remittance of this reference and day is recorded with {pounds(known)}. Record this one by hand."
        return BankRow(row, BankFate.REFUSED, why, **facts)

    def _payments(self, row, *, received_on, amount, reference):
        """What the row pays: the claims its text names, or the one claim that has just this amount outstanding."""
        if amount <= NOTHING:
            raise _Unmatched("Money that went out is recorded by hand.")
        claims = self._named(f"{row['reference']} {row['description']}") or [self._of_amount(amount)]
        late = [claim for claim in claims if received_on < claim.submitted_on]
        if late:
            raise ValidationError(f"{late[0]} was submitted after this day, on {in_words(late[0].submitted_on)}.")
        left = sum((self.left[claim] for claim in claims), NOTHING)
        if amount > left:
            has = f"{listed([str(claim) for claim in claims])} {'has' if len(claims) == 1 else 'have'}"
            raise ValidationError(f"{has} {pounds(left)} outstanding. This is {pounds(amount - left)} too much.")
        if len(claims) > 1 and amount < left:
            raise _Unmatched("It names several claims and does not pay all of them in full. Record it by hand.")
        return tuple(Paid(claim, amount if len(claims) == 1 else self.left[claim]) for claim in claims)

    def _named(self, text):
        """The claims whose numbers a text holds, however they are spaced: TOR-0001, tor 0001, TOR0001."""
        numbers = {f"{letters.upper()}-{int(digits):04}" for letters, digits in _NUMBER.findall(text)}
        if unsent := sorted(numbers & self.unsent):
            raise ValidationError(f"Claim {unsent[0]} was not submitted.")
        return [self.by_number[number] for number in sorted(numbers & self.by_number.keys())]

    def _of_amount(self, amount):
        same = [claim for claim, left in self.left.items() if left == amount]
        if len(same) > 1:
            named = listed([claim.number for claim in same])
            raise _Unmatched(f"{named} have just this amount outstanding. Record it by hand.")
        if not same:
            raise _Unmatched("It names no claim, and no claim has just this amount outstanding.")
        return same[0]
