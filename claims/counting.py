"""Which days count against the allowance, by the terms of the agreement."""

from accounts.models import Membership


def counts(entry, terms):
    """Whether a day counts and can be claimed: its kind does, and so does whoever worked it."""
    if entry.kind not in terms.kinds_that_count:
        return False
    return terms.commissioner_counts or not is_commissioner(entry.officer, entry.programme, entry.worked_on)


def is_commissioner(person, programme, on):
    return Membership.objects.holding_on(on).filter(user=person, programme=programme, role="commissioner").exists()
