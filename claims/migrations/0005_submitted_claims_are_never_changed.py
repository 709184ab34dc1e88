"""A submitted claim, its lines and its files are frozen by the database itself; its steps are from the first moment."""

from django.db import migrations

from config.frozen import Frozen, refuse_changes, refuse_changes_once

OF_A_SENT_CLAIM = (
    "EXISTS (SELECT 1 FROM claims_claim sent WHERE sent.id = {row}.claim_id AND sent.submitted_on IS NOT NULL)"
)

CLAIM = Frozen(
    model="claims.Claim",
    sentence="a submitted claim is never changed or deleted",
    when="{row}.submitted_on IS NOT NULL",
    unique=(("programme_id", "number"),),
    may_change=("version", "state", "paid_on"),
)
LINE = Frozen(
    model="claims.ClaimLine",
    sentence="the lines of a submitted claim are never changed or deleted",
    when=OF_A_SENT_CLAIM,
    unique=(("claim_id", "number"), ("claim_id", "entry_id"), ("reverses_id",)),
    joins=True,
)
FILE = Frozen(
    model="claims.ClaimFile",
    sentence="the files of a submitted claim are never changed or deleted",
    when=OF_A_SENT_CLAIM,
    unique=(("claim_id", "kind", "with_names"),),
    joins=True,
)
STEP = "a step of a claim is never changed or deleted"


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_claims_and_their_lines")]

    operations = [
        refuse_changes_once(CLAIM),
        refuse_changes_once(LINE),
        refuse_changes_once(FILE),
        refuse_changes("claims_claimstep", STEP, unique=["claim_id", "number"]),
    ]
