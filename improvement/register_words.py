"""What the pages say of a register and of its entries, in sentences."""

from collections import Counter
from dataclasses import dataclass

from improvement.headlines import Headline, due_sentence, shares
from improvement.models.register_kinds import REGISTERS, URGENT, EntryStatus, Register, RegisterKind
from improvement.wording import are, capital, counted, day, listed, number_word


@dataclass(frozen=True)
class Line:
    """One register in a line: its entries, where they stand, and their workstreams."""

    register: Register
    total: int
    sentence: str
    urgent: tuple[str, ...]
    """How many need looking at, and why: one mentoring pair is overdue for review."""
    workstreams: tuple[int, ...]


def register_lines(entries):
    """A Line for each register, of entries_on() a day; and how many of all are invented. One query."""
    rows = entries.order_by().values_list(
        "kind", "workstream__number", "status", "known__places", "known__attended", "invented"
    )
    by_kind = {kind: [] for kind in REGISTERS}
    for kind, *row in rows:
        by_kind[kind].append(row)
    lines = [_line(REGISTERS[kind], found) for kind, found in by_kind.items()]
    return lines, sum(row[-1] for found in by_kind.values() for row in found)


def _line(register, rows):
    statuses = Counter(status for _, status, *_ in rows)
    urgent = [(statuses[status], words) for status, words in register.statuses.items() if status in URGENT]
    return Line(
        register,
        total=len(rows),
        sentence=_standing(register, statuses, rows),
        urgent=tuple(f"{counted(n, register.one, register.many)} {are(n)} {words}" for n, words in urgent if n),
        workstreams=tuple(sorted({number for number, *_ in rows})),
    )


def _standing(register, statuses, rows):
    withdrawn = statuses[EntryStatus.WITHDRAWN]
    total = len(rows) - withdrawn
    if not rows:
        return f"No {register.one} is on the register yet."
    parts = [(statuses[status], words) for status, words in register.statuses.items()]
    sentences = [shares(total, register.one, parts, plural=register.many)] if total else []
    held = [(places, attended) for _, status, places, attended, _ in rows if status == EntryStatus.HELD]
    if held:
        places, attended = (sum(figures) for figures in zip(*held, strict=True))
        sentences.append(f"{attended:,} of {places:,} places were taken in those held.")
    if register.kind == RegisterKind.PEER_REVIEW:
        sentences.append("All grades are provisional: only an inspection judges.")
    if withdrawn:
        sentences.append(f"{capital(number_word(withdrawn))} {'more ' if total else ''}{are(withdrawn)} withdrawn.")
    return " ".join(sentences)


def register_headline(register, entries):
    """The sentence of one register's list. One query."""
    lines, invented = register_lines(entries.filter(kind=register.kind))
    (line,) = [line for line in lines if line.register == register]
    return Headline(line.sentence, line.total, invented)


def registers_headline(lines, invented):
    """What all registers say: what needs looking at, or that nothing does."""
    total = sum(line.total for line in lines)
    urgent = [words for line in lines for words in line.urgent]
    if not total:
        return Headline("Nothing is on the registers yet.", 0)
    first = f"{capital(listed(urgent))}." if urgent else "Nothing on the registers is overdue."
    return Headline(f"{first} The registers hold {counted(total, 'entry', 'entries')}.", total, invented)


def entry_sentences(entry, on):
    """Where one of entries_on() a day stands."""
    if entry.status == EntryStatus.WITHDRAWN:
        return f"Withdrawn, as recorded on {day(entry.known.recorded_on)}."
    return _SENTENCES[entry.kind](entry.known, entry.status, on)


def _mentoring(known, status, on):
    held = f"{capital(counted(known.sessions or 0, 'session'))} {'has' if known.sessions == 1 else 'have'} been held."
    if status == EntryStatus.NOT_STARTED:
        return f"The pair starts on {day(known.started_on)}. {_review_due(known, on)}".strip()
    if status == EntryStatus.REVIEWED:
        return f"Reviewed on {day(known.reviewed_on)}. {held}"
    return f"Under way since {day(known.started_on)}. {held} {_review_due(known, on)}".strip()


def _training(known, status, on):
    if status == EntryStatus.HELD:
        return f"Held on {day(known.held_on)}: {known.attended:,} of {counted(known.places, 'place')} were taken."
    if status == EntryStatus.ATTENDANCE_AWAITED:
        return f"The session was to be held on {day(known.held_on)}. Who attended is not recorded yet."
    return f"Planned for {day(known.held_on)}, with {counted(known.places, 'place')}."


def _policies(known, status, on):
    if known.introduced_on:
        says = f"Agreed on {day(known.agreed_on)} and introduced on {day(known.introduced_on)}."
    elif known.agreed_on:
        says = f"Agreed on {day(known.agreed_on)}, but not introduced yet."
    else:
        says = "Being written: it is not agreed yet."
    return f"{says} {_review_due(known, on)}".strip()


def _systems(known, status, on):
    if status == EntryStatus.NOT_REVIEWED:
        return "Nobody has reviewed yet whether it is fit for purpose."
    says = f"{known.get_fitness_display()}, as reviewed on {day(known.reviewed_on)}."
    return f"{says} {_due('The action', known.action_due_on, on)}".strip()


def _peer_review(known, status, on):
    start = f"{known.get_baseline_grade_display()} at the start, in a provisional grade of {day(known.baseline_on)}."
    if not known.review_grade:
        return f"{start} {_review_due(known, on)}".strip()
    way = {EntryStatus.BETTER: "better than", EntryStatus.WORSE: "worse than", EntryStatus.SAME: "the same as"}[status]
    return (
        f"{known.get_review_grade_display()} at the review of {day(known.reviewed_on)}, {way} at the start. "
        "Grades of a peer review are provisional: only an inspection judges."
    )


def _review_due(known, on):
    return _due("The review", known.review_due_on, on)


def _due(what, due_on, on):
    """The review is due on 15 March 2017, in 15 days."""
    if not due_on:
        return ""
    sentence = due_sentence(due_on, on)
    return f"{what} is {sentence[0].lower()}{sentence[1:]}"


_SENTENCES = {
    RegisterKind.MENTORING: _mentoring,
    RegisterKind.TRAINING: _training,
    RegisterKind.POLICIES: _policies,
    RegisterKind.SYSTEMS: _systems,
    RegisterKind.PEER_REVIEW: _peer_review,
}
