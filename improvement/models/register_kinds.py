"""The five registers of the decision report: what each is called, and what it says of its entries.

Source: decision report 7566, paragraph 4.2.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from improvement.models.inspection import GRADES, Framework


class RegisterKind(TextChoices):
    MENTORING = "mentoring", "Peer mentoring"
    TRAINING = "training", "Training sessions"
    POLICIES = "policies", "Policies and procedures"
    SYSTEMS = "systems", "IT systems"
    PEER_REVIEW = "peer_review", "Peer review"


class Fitness(TextChoices):
    FIT = "fit", "Fit for purpose"
    IN_PART = "in_part", "Fit in part"
    NOT_FIT = "not_fit", "Not fit for purpose"


PEER_GRADES = GRADES[Framework.SIF]
"""The grades a peer review may give, best first. They are provisional: only an inspection judges."""
PEER_GRADE_CHOICES = [(grade.value, grade.label) for grade in PEER_GRADES]


class EntryStatus(TextChoices):
    REVIEW_OVERDUE = "review_overdue", "Review overdue"
    NOT_STARTED = "not_started", "Not started"
    UNDER_WAY = "under_way", "Under way"
    REVIEWED = "reviewed", "Reviewed"
    ATTENDANCE_AWAITED = "attendance_awaited", "Attendance awaited"
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    BEING_WRITTEN = "being_written", "Being written"
    AGREED = "agreed", "Agreed, not introduced"
    INTRODUCED = "introduced", "Introduced"
    NOT_FIT = "not_fit", "Not fit for purpose"
    FIT_IN_PART = "fit_in_part", "Fit in part"
    NOT_REVIEWED = "not_reviewed", "Not reviewed"
    FIT = "fit", "Fit for purpose"
    WORSE = "worse", "Worse than at the start"
    SAME = "same", "As at the start"
    BETTER = "better", "Better than at the start"
    REVIEW_AWAITED = "review_awaited", "Review awaited"
    WITHDRAWN = "withdrawn", "Withdrawn"


URGENT = (EntryStatus.REVIEW_OVERDUE, EntryStatus.ATTENDANCE_AWAITED, EntryStatus.NOT_FIT, EntryStatus.WORSE)
"""What somebody has to look at."""


@dataclass(frozen=True)
class Register:
    """One register: its words, the facts it keeps of an entry, and where an entry may stand."""

    kind: RegisterKind
    one: str
    many: str
    title: str
    """What the title of an entry is."""
    facts: dict[str, str]
    """Fields of RegisterChange in the order of the pages, each with its label."""
    required: tuple[str, ...]
    goes_with: dict[str, str]
    """Where the first of two facts is given, the second is needed too."""
    statuses: dict[EntryStatus, str]
    """What needs looking at first, each as a sentence says it of some entries."""
    subject: str
    """A word in the title of the workstream whose subject it is."""

    @property
    def address(self):
        return self.kind.replace("_", "-")

    @property
    def a(self):
        return f"{'an' if self.one[0] in 'AEIOU' else 'a'} {self.one}"

    @property
    def name(self):
        return self.kind.label


_MENTORING = Register(
    kind=RegisterKind.MENTORING,
    one="mentoring pair",
    many="mentoring pairs",
    title="Post mentored",
    facts={
        "post": "Mentor",
        "holder": "Who holds that post here",
        "focus": "Focus",
        "started_on": "Starts",
        "sessions": "Sessions held",
        "review_due_on": "Review due",
        "reviewed_on": "Reviewed",
        "feedback": "What the review found",
    },
    required=("post", "focus", "started_on"),
    goes_with={},
    statuses={
        EntryStatus.REVIEW_OVERDUE: "overdue for review",
        EntryStatus.NOT_STARTED: "not started",
        EntryStatus.UNDER_WAY: "under way",
        EntryStatus.REVIEWED: "reviewed",
    },
    subject="mentor",
)
_TRAINING = Register(
    kind=RegisterKind.TRAINING,
    one="training session",
    many="training sessions",
    title="Session",
    facts={
        "held_on": "Date",
        "post": "Led by",
        "places": "Places",
        "attended": "Attended",
        "attended_posts": "Attendance by post",
        "feedback": "Feedback",
    },
    required=("held_on", "places"),
    goes_with={"attended_posts": "attended", "feedback": "attended"},
    statuses={
        EntryStatus.ATTENDANCE_AWAITED: "over with attendance awaited",
        EntryStatus.PLANNED: "planned",
        EntryStatus.HELD: "held",
    },
    subject="training",
)
_POLICIES = Register(
    kind=RegisterKind.POLICIES,
    one="policy or procedure",
    many="policies and procedures",
    title="Policy or procedure",
    facts={
        "post": "Owner",
        "agreed_on": "Agreed",
        "introduced_on": "Introduced",
        "review_due_on": "Review due",
    },
    required=("post",),
    goes_with={},
    statuses={
        EntryStatus.REVIEW_OVERDUE: "overdue for review",
        EntryStatus.BEING_WRITTEN: "being written",
        EntryStatus.AGREED: "agreed but not introduced",
        EntryStatus.INTRODUCED: "introduced",
    },
    subject="polic",
)
_SYSTEMS = Register(
    kind=RegisterKind.SYSTEMS,
    one="IT system",
    many="IT systems",
    title="System",
    facts={
        "post": "Owner",
        "reviewed_on": "Reviewed",
        "fitness": "Fit for purpose",
        "action": "Action",
        "action_due_on": "Action due",
    },
    required=("post",),
    goes_with={"reviewed_on": "fitness", "fitness": "reviewed_on", "action_due_on": "action"},
    statuses={
        EntryStatus.NOT_FIT: "not fit for purpose",
        EntryStatus.FIT_IN_PART: "fit in part",
        EntryStatus.NOT_REVIEWED: "not reviewed yet",
        EntryStatus.FIT: "fit for purpose",
    },
    subject="system",
)
_PEER_REVIEW = Register(
    kind=RegisterKind.PEER_REVIEW,
    one="judgement area",
    many="judgement areas",
    title="Judgement area",
    facts={
        "baseline_on": "Baseline taken",
        "baseline_grade": "Provisional grade at the start",
        "baseline_evidence": "Evidence at the start",
        "review_due_on": "Review due",
        "reviewed_on": "Reviewed",
        "review_grade": "Provisional grade at the review",
        "review_evidence": "Evidence at the review",
    },
    required=("baseline_on", "baseline_grade", "baseline_evidence"),
    goes_with={
        "reviewed_on": "review_grade",
        "review_grade": "reviewed_on",
        "review_evidence": "review_grade",
    },
    statuses={
        EntryStatus.REVIEW_OVERDUE: "overdue for review",
        EntryStatus.WORSE: "worse than at the start",
        EntryStatus.SAME: "as at the start",
        EntryStatus.REVIEW_AWAITED: "waiting for the review",
        EntryStatus.BETTER: "better than at the start",
    },
    subject="peer review",
)

REGISTERS = {r.kind: r for r in (_MENTORING, _TRAINING, _POLICIES, _SYSTEMS, _PEER_REVIEW)}
FACTS = tuple(dict.fromkeys(name for register in REGISTERS.values() for name in register.facts))
"""Every fact that some register keeps."""
