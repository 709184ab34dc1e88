"""The verdict: the position in plain sentences, worked out from the facts and never typed."""

from collections import Counter

from claims.sentences import used_sentence
from improvement.signals import Variation
from improvement.wording import are, capital, counted, day, have, listed, number_word


def verdict(position, *, can):
    """Sentences that say how the programme stands, with what only those who hold the permissions `can` may read."""
    if position.state == "closed":
        return [_time(position)]
    sentences = [_time(position), _delivery(position), _coverage(position)]
    if "plan.view" in can:
        sentences += [_milestones(position), _risks(position)]
    if "indicator.view" in can:
        sentences.append(_indicators(position))
    sentences.append(_requirements(position))
    if "allowance.view" in can and position.allowance:
        sentences.append(used_sentence(position.allowance))
    return [sentence for sentence in sentences if sentence]


def _time(position):
    if position.on < position.programme.starts_on:
        return f"The programme starts on {day(position.programme.starts_on)}."
    if position.state == "closed":
        return "The programme is closed."
    if position.on > position.ends_on:
        return f"The programme was expected to end on {day(position.ends_on)}, and is still open."
    done, whole = position.months_completed, position.months_in_all
    month = f"Month {done} of {whole}" if done else f"Less than a month of {whole}"
    return f"{month}, in step-down." if position.state == "step_down" else f"{month}."


def _delivery(position):
    total = len(position.workstreams)
    if not total:
        closed = position.closed_workstreams
        return f"All {number_word(closed)} workstreams are closed." if closed else "There are no workstreams yet."
    grey = position.count("grey")
    if grey == total:
        return f"None of the {number_word(total)} workstreams has reported yet."
    off = len(position.off_track)
    sentence = f"{capital(number_word(off))} of {number_word(total)} workstreams {are(off)} off track"
    at_risk = position.count("amber")
    if at_risk:
        sentence += f" and {number_word(at_risk)} {are(at_risk)} at risk"
    return f"{sentence}."


def _coverage(position):
    if not position.findings:
        return ""
    total, bare = len(position.findings), len(position.unanswered)
    if total == 1:
        return f"The one finding has {'no' if bare else 'a'} workstream."
    if not bare:
        return f"All {number_word(total)} findings have a workstream."
    return f"{capital(number_word(bare))} of {number_word(total)} findings {have(bare)} no workstream."


def _milestones(position):
    overdue = len(position.overdue_milestones)
    if not position.milestones:
        return "No milestones are set."
    if not overdue:
        return "No milestone is overdue."
    return f"{capital(counted(overdue, 'milestone'))} {are(overdue)} overdue."


def _risks(position):
    risen = len(position.risen_risks)
    if not risen:
        return ""
    return f"{capital(counted(risen, 'risk'))} {have(risen)} risen."


def _indicators(position):
    """How many measures really got worse, and how many better."""
    count = Counter(reading.signal.variation for reading in position.indicators)
    worse, better = count[Variation.WORSENING], count[Variation.IMPROVING]
    told = [f"{counted(worse, 'indicator')} {are(worse)} getting worse"] if worse else []
    told += [f"{counted(better, 'indicator')} {are(better)} getting better"] if better else []
    return f"{capital(listed(told))}." if told else ""


def _requirements(position):
    overdue = len(position.overdue_requirements)
    if not overdue:
        return ""
    plural = "requirement of the Direction is" if overdue == 1 else "requirements of the Direction are"
    return f"{capital(number_word(overdue))} {plural} overdue."
