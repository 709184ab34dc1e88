"""Changes in a few words: the sentence a page opens with, and what the position page shows of them."""

from collections import Counter

from commissioner.changes.change import ChangeKind, Subject, Tone
from improvement.wording import capital, counted, day, listed, number_word

SHOWN_WORSE, SHOWN_BETTER = 5, 3

_ACTION_WORDS = {
    ChangeKind.ACTION_CLOSED: "closed",
    ChangeKind.ACTION_DONE: "reported done",
    ChangeKind.ACTION_OPENED: "opened",
    ChangeKind.ACTION_OVERDUE: "newly overdue",
}


def changes_sentence(found):
    """How much changed, and for what."""
    if not found:
        return f"Nothing changed from {day(found.since)} to {day(found.until)}."
    worse, better = found.count(Tone.WORSE), found.count(Tone.BETTER)
    told = [f"{number_word(worse)} for the worse"] if worse else []
    told += [f"{number_word(better)} for the better"] if better else []
    sentence = f"{capital(counted(len(found), 'change'))} from {day(found.since)} to {day(found.until)}"
    return f"{sentence}, {listed(told)}." if told else f"{sentence}, for neither better nor worse."


def highlights(found):
    """The changes that the position page shows: some for the worse, then some for the better.

    Without what its other parts show whole: the indicators. Actions are counted there by actions_words().
    """
    apart = (Subject.INDICATORS, Subject.ACTIONS)
    told = [change for change in found.worst_first if change.subject not in apart]
    worse = [change for change in told if change.tone == Tone.WORSE]
    better = [change for change in told if change.tone == Tone.BETTER]
    return [*worse[:SHOWN_WORSE], *better[:SHOWN_BETTER]]


def actions_words(found):
    """Six closed, three opened and two newly overdue; "" where no action changed."""
    count = Counter(change.kind for change in found.worst_first)
    told = [f"{number_word(count[kind])} {words}" for kind, words in _ACTION_WORDS.items() if count[kind]]
    return listed(told) if told else ""
