"""A due date that moved, in words: whose it is has due_on and times_redated, as known on each of two days."""

from improvement.wording import day, ordinal, times


def moved_words(was, now):
    """Moved from 30 November 2016 to 31 January 2017, the second time; "" where it did not move."""
    if was.due_on == now.due_on:
        return ""
    moves = now.times_redated - was.times_redated
    often = f"the {ordinal(now.times_redated)} time"
    if moves > 1:
        often = f"{times(moves)} since then, {times(now.times_redated)} in all"
    return f"moved from {day(was.due_on)} to {day(now.due_on)}, {often}"
