"""How the states of days and claims are shown: a word and a colour, never the colour alone."""

from claims.claim_states import ClaimState
from claims.fates import Fate
from claims.models.day import DayState

STATE_CHIPS = {
    DayState.DRAFT: ("Not submitted", "light-yellow"),
    DayState.RETURNED: ("Returned", "light-red"),
    DayState.SUBMITTED: ("Awaiting approval", "light-blue"),
    DayState.APPROVED: ("Approved", "light-green"),
    DayState.REMOVED: ("Removed", "light-grey"),
}

FATE_CHIPS = {
    Fate.NEW: ("New", "light-green"),
    Fate.THERE: ("Already there", "light-grey"),
    Fate.CONFLICT: ("In conflict", "light-yellow"),
    Fate.REFUSED: ("Refused", "light-red"),
}

CLAIM_CHIPS = {
    ClaimState.DRAFT: ("Draft", "light-grey"),
    ClaimState.PREPARED: ("Prepared", "light-yellow"),
    ClaimState.CERTIFIED: ("Certified", "light-yellow"),
    ClaimState.SUBMITTED: ("Submitted", "light-blue"),
    ClaimState.QUERIED: ("Queried", "light-red"),
    ClaimState.PART_PAID: ("Part paid", "light-blue"),
    ClaimState.PAID: ("Paid", "light-green"),
    ClaimState.CANCELLED: ("Cancelled", "light-grey"),
}
