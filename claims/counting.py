"""Which days count against the allowance, by the terms of the agreement."""

from collections import defaultdict

from accounts.models import Membership


def counts(entry, terms, spells=None):
    """Whether a day counts and can be claimed: its kind does, and so does whoever worked it.

    `spells` are those in which the officer was Commissioner, where many days of one officer are counted at once.
    """
    if entry.kind not in terms.kinds_that_count:
        return False
    if terms.commissioner_counts:
        return True
    spells = commissioner_spells(entry.officer, entry.programme) if spells is None else spells
    return not any(spell.holds_on(entry.worked_on) for spell in spells)


def commissioner_spells(person, programme):
    return list(Membership.objects.filter(user=person, programme=programme, role="commissioner"))


def commissioners_spells(programme):
    """{officer key: their spells as Commissioner}, with none for everybody else. One query."""
    found = defaultdict(list)
    for spell in Membership.objects.filter(programme=programme, role="commissioner"):
        found[spell.user_id].append(spell)
    return found
