"""A statement of the bank, by its headings: every bank calls its columns something else."""

from config.columns import Layout

_TEXTS = (
    "description",
    "narrative",
    "details",
    "particulars",
    "transaction description",
    "transaction details",
    "memo",
    "payer",
)

BANK_SHEET = Layout(
    columns={
        "received_on": ("date", "received on", "date received", "transaction date", "posting date", "value date"),
        # Beside a column Debit, what came in stands under Credit.
        "amount": ("credit", "credit amount", "paid in", "money in", "amount", "value", "amount gbp", "amount (gbp)"),
        "reference": ("reference", "ref", "payment reference", "customer reference", "bank reference", *_TEXTS),
        "description": _TEXTS,
    },
    needed={"received_on": "Date", "amount": "Credit or Amount", "reference": "Reference or Description"},
    hint="Columns are known by their headings: a date, an amount or credit, and a reference, description or narrative.",
)
