"""What a change is: its kind, what it is about, whose it is, and whether it is for better or worse."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.db import models

from improvement.models import Programme


class Tone(models.TextChoices):
    """Worst first, and last what is for neither."""

    WORSE = "worse", "Worse"
    BETTER = "better", "Better"
    NEITHER = "neither", "Neither"


class Subject(models.TextChoices):
    """What changes are grouped by, in the order in which pages show them."""

    WORKSTREAMS = "workstreams", "Workstreams"
    MILESTONES = "milestones", "Milestones"
    RISKS = "risks", "Risks"
    INDICATORS = "indicators", "Indicators"
    FINDINGS = "findings", "Findings"
    REQUIREMENTS = "requirements", "Requirements of the Direction"
    INSPECTIONS = "inspections", "Inspections"
    ACTIONS = "actions", "Actions of the board"
    PROGRAMME = "programme", "The programme itself"
    DAYS = "days", "Days of the allowance"
    CLAIMS = "claims", "Claims"


class ChangeKind(models.TextChoices):
    """Value, and the words that stand before the change."""

    DELIVERY = "delivery", "Delivery"
    IMPACT = "impact", "Impact"
    EVIDENCE_ACCEPTED = "evidence_accepted", "Evidence accepted"
    WORKSTREAM_ADDED = "workstream_added", "New workstream"
    WORKSTREAM_CLOSED = "workstream_closed", "Workstream closed"
    WORKSTREAM_REOPENED = "workstream_reopened", "Workstream reopened"

    MILESTONE_OVERDUE = "milestone_overdue", "Overdue"
    MILESTONE_SLIPPED = "milestone_slipped", "Slipped"
    MILESTONE_REOPENED = "milestone_reopened", "Reopened"
    MILESTONE_ACHIEVED = "milestone_achieved", "Achieved"
    MILESTONE_BROUGHT_FORWARD = "milestone_brought_forward", "Brought forward"
    MILESTONE_ADDED = "milestone_added", "New milestone"
    MILESTONE_WITHDRAWN = "milestone_withdrawn", "Withdrawn"

    RISK_UP = "risk_up", "Risk up"
    RISK_DOWN = "risk_down", "Risk down"
    RISK_ADDED = "risk_added", "New risk"
    RISK_SCORED = "risk_scored", "Risk scored"
    RISK_CLOSED = "risk_closed", "Risk closed"

    SIGNAL = "signal", "Signal"
    ASSURANCE = "assurance", "Target"
    NEW_FIGURES = "new_figures", "New figure"
    RESTATED = "restated", "Restated"
    INDICATOR_ADDED = "indicator_added", "New indicator"
    INDICATOR_RETIRED = "indicator_retired", "Indicator retired"

    FINDING_BARE = "finding_bare", "No workstream"
    FINDING_COVERED = "finding_covered", "Finding covered"
    FINDING_ADDED = "finding_added", "New finding"

    REQUIREMENT_OVERDUE = "requirement_overdue", "Requirement overdue"
    REQUIREMENT_MET = "requirement_met", "Requirement met"
    REQUIREMENT_ADDED = "requirement_added", "New requirement"

    JUDGED = "judged", "Judgements"

    ACTION_OVERDUE = "action_overdue", "Action overdue"
    ACTION_SLIPPED = "action_slipped", "Action slipped"
    ACTION_REOPENED = "action_reopened", "Action reopened"
    ACTION_DONE = "action_done", "Action done"
    ACTION_CLOSED = "action_closed", "Action closed"
    ACTION_BROUGHT_FORWARD = "action_brought_forward", "Action brought forward"
    ACTION_OPENED = "action_opened", "New action"

    STATE = "state", "State"
    EXPECTED_END = "expected_end", "Expected end"

    DAYS_USED = "days_used", "Days used"
    ALLOWANCE_VARIED = "allowance_varied", "Allowance varied"
    ALLOWANCE_BEGUN = "allowance_begun", "New allowance"

    CLAIM_QUERIED = "claim_queried", "Claim queried"
    CLAIM_SENT = "claim_sent", "Claim sent"
    CLAIM_PART_PAID = "claim_part_paid", "Claim part paid"
    CLAIM_PAID = "claim_paid", "Claim paid"
    CLAIM_UNPAID = "claim_unpaid", "Payment taken back"


RATED = (ChangeKind.DELIVERY, ChangeKind.IMPACT, ChangeKind.SIGNAL)


@dataclass(frozen=True)
class Whose:
    """The record that changed: what it is, its name, and what its page is called with."""

    noun: str
    name: str
    route: str
    args: tuple = ()
    of: str = ""
    """What it belongs to, where its name does not say so: workstream 8."""

    def __str__(self):
        return f"{self.noun} {self.name}, {self.of}" if self.of else f"{self.noun} {self.name}"

    def url(self, page):
        """Its address on the day of a ProgrammePage."""
        return page.url(self.route, *self.args)


@dataclass(frozen=True)
class Change:
    subject: Subject
    kind: ChangeKind
    tone: Tone
    whose: Whose
    says: str
    """What is said of it after its name, without a full stop: rose from 8 to 12."""
    before: str = ""
    after: str = ""

    @property
    def lead(self):
        """The words that stand before it: Slipped, Risk up, Delivery worse."""
        if self.kind in RATED and self.tone != Tone.NEITHER:
            return f"{self.kind.label} {self.tone.label.lower()}"
        return self.kind.label

    @property
    def sentence(self):
        return f"{self.whose}: {self.says}."


@dataclass(frozen=True)
class Changes:
    """What changed in a programme from the end of one day to the end of another."""

    programme: Programme
    since: datetime.date
    until: datetime.date
    worst_first: tuple[Change, ...]

    @cached_property
    def by_subject(self):
        """(Subject, its changes, worst first) of each subject with any."""
        place = list(Subject).index
        grouped = groupby(sorted(self.worst_first, key=lambda c: place(c.subject)), key=attrgetter("subject"))
        return tuple((subject, tuple(found)) for subject, found in grouped)

    def count(self, tone):
        return sum(1 for change in self.worst_first if change.tone == tone)

    def __bool__(self):
        return bool(self.worst_first)

    def __len__(self):
        return len(self.worst_first)


def paired(before, after, key=attrgetter("pk")):
    """(the row before, or None where it is new, and the row after) of each row after."""
    known = {key(row): row for row in before}
    return [(known.get(key(row)), row) for row in after]
