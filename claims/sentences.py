"""The allowance in plain sentences, worked out from its ledger."""

from django.template.defaultfilters import floatformat

from config.days import figure, in_days
from config.money import pounds
from improvement.wording import are, capital, counted, listed, number_word
from improvement.wording import day as in_words


def allowance_sentences(ledger):
    """What an allowance page says first: what is used, against time, and where it is going."""
    found = [used_sentence(ledger)]
    if ledger.awaiting or ledger.drafts:
        found.append(_coming(ledger))
    if ledger.beyond:
        found.append(f"{capital(in_days(ledger.beyond))} worked beyond the allowance: not payable without a variation.")
    found.append(_time(ledger))
    found += forecast_sentences(ledger)
    return found


def used_sentence(ledger):
    return f"{figure(ledger.approved)} of {in_days(ledger.entitled)} {_are(ledger.approved)} used."


def _are(days):
    return "is" if 0 < days <= 1 else "are"


def _coming(ledger):
    parts = []
    if ledger.awaiting:
        parts.append(f"{in_days(ledger.awaiting)} {_await(ledger.awaiting)} approval")
    if ledger.drafts:
        parts.append(f"{in_days(ledger.drafts)} {_are(ledger.drafts)} not submitted")
    words = " and ".join(parts)
    return f"{capital(words)}."


def _await(days):
    return "awaits" if days <= 1 else "await"


def _time(ledger):
    allowance = ledger.allowance
    if ledger.on < allowance.starts_on:
        return f"The period starts on {in_words(allowance.starts_on)}."
    if ledger.on > allowance.ends_on:
        return f"The period ended on {in_words(allowance.ends_on)}."
    used, gone = (floatformat(share, 0) for share in (ledger.share_approved, ledger.share_of_time))
    return f"That is {used}% of the days with {gone}% of the time gone, to {in_words(allowance.ends_on)}."


def forecast_sentences(ledger):
    """Where the days are going, and how that is worked out; nothing before the first whole month."""
    coming = ledger.forecast
    if coming is None:
        return []
    found = [
        f"At the pace of the last {counted(coming.months, 'whole month')}, {figure(coming.expected)} days will have "
        f"been worked by the end: {figure(coming.low)} at the slowest month's pace, {figure(coming.high)} at the "
        "fastest."
    ]
    if coming.runs_out_on == ledger.on:
        found.append("The allowance is used up by the days logged already.")
    elif coming.runs_out_on:
        found.append(f"At that pace the allowance runs out on {in_words(coming.runs_out_on)}.")
    return found


def waiting_sentence(groups):
    """How much waits for approval, of how many people. `groups` are those of waiting()."""
    total = sum(group.total for group in groups)
    if not total:
        return "No day waits for approval."
    officers = len({group.officer.pk for group in groups})
    return f"{capital(in_days(total))} of {counted(officers, 'officer')} {_wait(total)} for approval."


def _wait(days):
    return "waits" if days <= 1 else "wait"


def capacity_sentences(capacity):
    """Who works more on programmes than the limit: in the month looked at, and in the months before it."""
    if not capacity.lines:
        return [f"Nobody has logged a day in these {number_word(len(capacity.months))} months."]
    month = capacity.months[-1]
    when = f"In {month.first:%B %Y}{'' if month.is_whole else ' so far'}"
    over = [f"{line.officer.name} ({figure(line.now.share)}%)" for line in capacity.over_now]
    who = f"{listed(over)} {are(len(over))}" if over else "nobody is"
    found = [f"{when} {who} over {capacity.threshold}% of their working days."]
    if earlier := [(line.officer.name, line.months_over_before) for line in capacity.lines if line.months_over_before]:
        words = listed([f"{name} in {number_word(number)}" for name, number in earlier])
        found.append(f"Over it in the {number_word(len(capacity.months) - 1)} months before: {words}.")
    return found


def import_sentence(counts):
    """What a preview says first. `counts` are those of tally()."""
    new, there, conflict, refused = counts.values()
    found = ["Nothing is saved yet.", f"{capital(counted(new, 'row'))} {are(new)} new"]
    others = [
        words
        for number, words in (
            (there, f"{number_word(there)} {are(there)} there already"),
            (conflict, f"{number_word(conflict)} {are(conflict)} in conflict with what is logged"),
            (refused, f"{number_word(refused)} {are(refused)} refused"),
        )
        if number
    ]
    found[1] = listed([found[1], *others]) + "."
    if new and (conflict or refused):
        found.append("Saving takes the new rows and leaves out the others.")
    return " ".join(found)


def seen_before_sentence(before):
    """That the same file was uploaded before, and what came of it; nothing where it was not."""
    if before is None:
        return ""
    if before.state == "confirmed":
        return f"You saved days from this same file on {in_words(before.decided_on)}."
    return f"You uploaded this same file on {in_words(before.recorded_on)} and did not save anything from it."


def year_end_sentences(found):
    """Whether a year end agrees with the ledger, and what stands in the way where it does not."""
    claimed, not_claimed = found.total["claimed"].days, found.total["earned_not_claimed"].days
    parts = f"{figure(claimed)} claimed and {figure(not_claimed)} earned and not claimed"
    if found.days_apart:
        apart = f"{in_days(abs(found.days_apart))} {'more' if found.days_apart > 0 else 'fewer'}"
        return [
            f"This does not agree with the ledger: it has {in_days(found.ledger_days)} approved that count, {apart} "
            f"than {parts}."
        ]
    sentences = [f"The ledger has {in_days(found.ledger_days)} approved that count: {parts}."]
    if found.net_apart:
        how = "more" if found.net_apart > 0 else "less"
        sentences.append(
            f"At the rates known on this day what is earned is {pounds(abs(found.net_apart))} {how} before VAT than "
            "what is claimed and not claimed together: a rate was set after its days were claimed."
        )
    return sentences


def days_without_rate_sentence(without_rate):
    """Which of (date, days) have no rate, and so no amount; nothing where all have."""
    if not without_rate:
        return ""
    days = sum(days for _, days in without_rate)
    named = listed([in_words(day) for day, _ in without_rate[:5]])
    more = f" and {counted(len(without_rate) - 5, 'more date')}" if len(without_rate) > 5 else ""
    return f"{capital(in_days(days))} cannot be valued, because no day rate is known for {named}{more}."
