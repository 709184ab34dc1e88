"""What pages say of a file of figures as a whole."""

from improvement.figure_words import observation_text
from improvement.models import NeighbourSet
from improvement.statistics_files.fates import Fate
from improvement.wording import capital, counted, day, listed


def preview_sentence(counts):
    """What would become of all figures of a file."""
    if not sum(counts.values()):
        return "No figure of this file is taken yet: say below which measures its columns hold."
    words = {
        Fate.NEW: "new",
        Fate.RESTATED: "restated",
        Fate.UNCHANGED: "unchanged",
        Fate.REFUSED: "refused",
        Fate.LATER: "for a time that is not over yet",
    }
    told = listed([f"{count:,} {words[fate]}" for fate, count in counts.items() if count])
    if counts[Fate.REFUSED]:
        return f"{told}. Nothing can be saved while figures are refused: mend the file, and read it again."
    if not counts[Fate.NEW] and not counts[Fate.RESTATED]:
        return f"{told}. There is nothing new to save."
    return f"{told}. Nothing is saved until you say so."


def held_text(found):
    """An Observation or NeighbourSet in a few words; nothing for none."""
    if found is None:
        return ""
    return counted(len(found.as_listed), "neighbour") if isinstance(found, NeighbourSet) else observation_text(found)


def passed_over_sentence(judgement):
    """What of the file is not looked at, and who it names that is new here."""
    told = []
    if judgement.passed_over:
        told.append(f"{capital(counted(judgement.passed_over, 'row'))} passed over: no measure takes them.")
    new = [str(authority) for authority in judgement.new_authorities]
    if new:
        few = listed(new) if len(new) <= 5 else f"{', '.join(new[:5])} and {len(new) - 5:,} more"
        told.append(f"Named here for the first time: {few}.")
    return " ".join(told)


def already_sentence(before):
    """Whether the same file was read before, and what came of it."""
    if before is None:
        return ""
    return f"The same file was read on {day(before.recorded_on)}: {before.get_state_display().lower()}."
