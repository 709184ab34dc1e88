"""What the page of an entry shows: its facts, and how they came to be."""

from config.components import Fact, KeyFigure
from improvement.histories import Step
from improvement.models.register_kinds import RegisterKind
from improvement.wording import day, listed


def words_of(change, name):
    """What a RegisterChange says of one fact, as people read it; empty where it says nothing."""
    choice = getattr(change, f"get_{name}_display", None)
    value = choice() if choice else getattr(change, name)
    if value is None:
        return ""
    return day(value) if name.endswith("_on") else str(value)


def entry_facts(entry):
    shown = entry.register.facts
    return [Fact(label, words_of(entry.known, name)) for name, label in shown.items()]


def grade_figures(entry):
    """The two grades of an area of the peer review; no other register has any."""
    if entry.kind != RegisterKind.PEER_REVIEW:
        return []
    known = entry.known
    return [
        _grade("At the start", words_of(known, "baseline_grade"), known.baseline_on),
        _grade("At the review", words_of(known, "review_grade"), known.reviewed_on),
    ]


def _grade(label, grade, on):
    note = f"Provisional, {day(on)}" if grade else "Not graded yet"
    return KeyFigure(label, grade or "—", notes=(note,))


def entry_history(entry, changes):
    """Its changes, newest first, each with what differs from the one before it."""
    before = [*changes[1:], None]
    return [_step(entry.register, change, earlier) for change, earlier in zip(changes, before, strict=True)]


def _step(register, change, earlier):
    if earlier is None:
        return Step("Put on the register", change, text=change.reason)
    notes = [
        f"{label}: {words_of(change, name) or 'taken out'}"
        for name, label in register.facts.items()
        if getattr(change, name) != getattr(earlier, name)
    ]
    return Step(_what(change, earlier, notes), change, notes=tuple(notes), text=change.reason)


def _what(change, earlier, notes):
    if change.is_withdrawn != earlier.is_withdrawn:
        return "Withdrawn" if change.is_withdrawn else "Put back on the register"
    return f"Changed: {listed([note.partition(':')[0].lower() for note in notes])}"
