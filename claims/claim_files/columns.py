"""The columns of claim lines in every file: what each is called, holds and means."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from claims.claim_states import ClaimState
from claims.models.agreement import DayKind
from config.workbooks import Kind


@dataclass(frozen=True)
class LineColumn:
    heading: str
    kind: Kind
    field: str
    """Of a ClaimLine."""
    means: str
    words: Callable | None = None
    """What a file says for the value that the record holds."""
    width: int | None = None


def _label(choices):
    return dict(choices.choices).__getitem__


_LINE = LineColumn("Line", Kind.WHOLE, "number", "The number of the line on its claim.")
_DAY = LineColumn("Day worked", Kind.DATE, "worked_on", "The date on which the day was worked.")
OFFICER = LineColumn(
    "Officer", Kind.TEXT, "officer_name", "Who worked the day, by the name they had when the claim was prepared."
)
_AFTER_OFFICER = (
    LineColumn("Role", Kind.TEXT, "officer_role", "What the officer was on that day."),
    LineColumn(
        "Workstream number", Kind.WHOLE, "workstream_number", "The number of the workstream worked on.", width=12
    ),
    LineColumn("Workstream", Kind.TEXT, "workstream_title", "Its title when the claim was prepared.", width=32),
    LineColumn("Kind of day", Kind.TEXT, "kind", "Where or how the day was worked.", _label(DayKind), width=14),
    LineColumn("Days", Kind.DAYS, "days", "Half a day (0.5) or a whole day (1.0); below nought where given back."),
    LineColumn("Day rate (£)", Kind.POUNDS, "rate", "What a whole day cost on the date on which it was worked."),
    LineColumn("Net (£)", Kind.POUNDS, "net", "The day rate times the days, rounded half up to the penny."),
    LineColumn("VAT rate (%)", Kind.PERCENT, "vat_percent", "The rate of VAT under the VAT decision of the claim."),
    LineColumn("VAT (£)", Kind.POUNDS, "vat", "VAT on the net amount of this line, rounded half up to the penny."),
    LineColumn("Gross (£)", Kind.POUNDS, "gross", "Net and VAT together: what is claimed for this line."),
    LineColumn(
        "Reverses claim",
        Kind.TEXT,
        "reverses__claim__number",
        "On an adjustment, the earlier claim that it corrects. Empty on every other line.",
        width=14,
    ),
    LineColumn(
        "Reverses line", Kind.WHOLE, "reverses__number", "On an adjustment, the line of that claim that it gives back."
    ),
)
_REASON = LineColumn("Reason", Kind.TEXT, "reason", "On an adjustment, why the line is given back.", width=40)


class OfficerNumbers(dict):
    """Officer 1, Officer 2, ... by the id of the person, in the order in which they are first asked for."""

    def __missing__(self, person):
        self[person] = f"Officer {len(self) + 1}"
        return self[person]


def line_columns(*, with_names):
    """The columns of the lines of one claim. The names are numbered anew at each call.

    A reason is free text that may name somebody, so it is in the files with names alone.
    """
    if with_names:
        return (_LINE, _DAY, OFFICER, *_AFTER_OFFICER, _REASON)
    numbered = replace(
        OFFICER,
        field="entry__officer_id",
        means="Who worked the day, numbered in the order of the lines. The file with names names them.",
        words=OfficerNumbers().__getitem__,
    )
    return (_LINE, _DAY, numbered, *_AFTER_OFFICER)


def columns_across_claims():
    """The columns of lines of several claims."""
    return (
        LineColumn("Claim", Kind.TEXT, "claim__number", "The number of the claim.", width=12),
        LineColumn(
            "State", Kind.TEXT, "state", "Where the claim stands on the day asked for.", _label(ClaimState), width=12
        ),
        LineColumn("Submitted", Kind.DATE, "claim__submitted_on", "When the claim went to the funder."),
        *line_columns(with_names=True),
    )
