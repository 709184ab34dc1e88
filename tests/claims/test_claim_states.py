"""The table of the states of a claim: whole, reachable, and the same as its page."""

from pathlib import Path

from accounts.roles import PERMISSIONS
from claims.claim_states import SENT, STEPS, UNSENT, ClaimState, ClaimStepKind, as_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "claim-states.md"


def test_the_page_is_written_from_the_table():
    assert PAGE.read_text() == as_page(), "run manage.py write_claim_states"


def test_every_step_but_the_first_is_in_the_table():
    assert set(STEPS) == set(ClaimStepKind) - {ClaimStepKind.STARTED}
    assert {step.permission for step in STEPS.values()} <= set(PERMISSIONS)


def test_every_state_is_unsent_sent_or_cancelled():
    assert {*UNSENT, *SENT, ClaimState.CANCELLED} == set(ClaimState)
    assert not set(UNSENT) & set(SENT)


def test_what_was_sent_never_goes_back_nor_is_cancelled():
    for step in STEPS.values():
        if set(step.before) & set(SENT):
            assert step.after in (None, *SENT)


def test_every_state_can_be_left_but_paid_and_cancelled():
    left = {state for step in STEPS.values() for state in step.before}

    assert set(ClaimState) - left <= {ClaimState.PAID, ClaimState.CANCELLED}
