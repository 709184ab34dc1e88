"""The verdict: the position in plain sentences, worked out from the facts and never typed."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number):
    """Numbers to ten in words, as councils write them."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def _capital(sentence):
    return sentence[:1].upper() + sentence[1:]


def _is_are(number):
    return "is" if number == 1 else "are"


def verdict(position, *, sees_plan):
    """Sentences that say how the programme stands. `sees_plan` adds what only those who see the plan may read."""
    sentences = [_time(position), _delivery(position), _coverage(position)]
    if sees_plan:
        sentences += [_milestones(position), _risks(position)]
    sentences.append(_requirements(position))
    return [sentence for sentence in sentences if sentence]


def _time(position):
    if position.on < position.programme.starts_on:
        return f"The programme starts on {position.programme.starts_on:%-d %B %Y}."
    if position.state == "closed":
        return "The programme is closed."
    if position.on > position.ends_on:
        return f"The programme was expected to end on {position.ends_on:%-d %B %Y}, and is still open."
    done, whole = position.months_completed, position.months_in_all
    month = f"Month {done} of {whole}" if done else f"The first month of {whole}"
    return f"{month}, in step-down." if position.state == "step_down" else f"{month}."


def _delivery(position):
    total = len(position.workstreams)
    if not total:
        return "There are no workstreams yet."
    grey = position.count("grey")
    if grey == total:
        return f"None of the {number_word(total)} workstreams has reported yet."
    off = len(position.off_track)
    sentence = f"{_capital(number_word(off))} of {number_word(total)} workstreams {_is_are(off)} off track"
    at_risk = position.count("amber")
    if at_risk:
        sentence += f" and {number_word(at_risk)} {_is_are(at_risk)} at risk"
    return f"{sentence}."


def _coverage(position):
    if not position.findings:
        return ""
    bare = len(position.unanswered)
    if not bare:
        return f"Every one of the {number_word(len(position.findings))} findings has a workstream."
    has = "has" if bare == 1 else "have"
    return f"{_capital(number_word(bare))} of {number_word(len(position.findings))} findings {has} no workstream."


def _milestones(position):
    overdue = len(position.overdue_milestones)
    if not position.milestones:
        return "No milestones are set."
    if not overdue:
        return "No milestone is overdue."
    plural = "milestone is" if overdue == 1 else "milestones are"
    return f"{_capital(number_word(overdue))} {plural} overdue."


def _risks(position):
    risen = len(position.risen_risks)
    if not risen:
        return ""
    plural = "risk has" if risen == 1 else "risks have"
    return f"{_capital(number_word(risen))} {plural} risen."


def _requirements(position):
    overdue = len(position.overdue_requirements)
    if not overdue:
        return ""
    plural = "requirement of the Direction is" if overdue == 1 else "requirements of the Direction are"
    return f"{_capital(number_word(overdue))} {plural} overdue."
