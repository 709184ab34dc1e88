"""Remittances and payments are frozen by the database itself from the first moment: a mistake is reversed."""

from django.db import migrations

from config.frozen import Frozen, refuse_changes_once

ALWAYS = "{row}.id IS NOT NULL"

REMITTANCE = Frozen(
    model="claims.Remittance",
    sentence="a remittance is never changed or deleted",
    when=ALWAYS,
    unique=(("programme_id", "reference", "received_on", "take"), ("reverses_id",)),
)
PAYMENT = Frozen(
    model="claims.Payment",
    sentence="a payment is never changed or deleted",
    when=ALWAYS,
    unique=(("remittance_id", "claim_id"), ("claim_id", "number")),
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_payments_and_their_imports")]

    operations = [refuse_changes_once(REMITTANCE), refuse_changes_once(PAYMENT)]
