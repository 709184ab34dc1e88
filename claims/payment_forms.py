"""What people type about payments. Forms check shape; rules stay with the actions."""

from django import forms

from claims import money_words
from claims.models import Claim
from claims.models.claim import NOTHING
from claims.paying import Paid
from config.action_form import ActionForm
from config.constraints import LINE
from config.fields import line, prose
from config.forms import DateBoxField

STATEMENT_HELP = (
    "CSV, XLSX or ODS from the bank, up to 5,000 rows and 5 MB. Nothing is saved before you have looked at it."
)


class PoundsField(forms.CharField):
    """Pounds and pence as people write them, as a Decimal; nothing where nothing is typed."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        return money_words.amount(text) if text else None

    def run_validators(self, value):
        """The length was the text's, and is the text's no more."""


class RemittanceForm(ActionForm):
    """A remittance, and for each unpaid claim what it pays of it."""

    received_on = DateBoxField(label="Received on", noun="the day it was received")
    reference = line("Reference of the funder", help_text="As the bank statement has it")
    amount = PoundsField(
        label="Amount received, in pounds",
        help_text="For example, 6,000.00. With a minus sign where the funder took money back",
        error_messages={"required": "Enter the amount received"},
    )
    note = prose("Note", required=False, rows=2)

    def __init__(self, *args, owed, **kwargs):
        super().__init__(*args, **kwargs)
        self.owed = owed
        for each in owed:
            key = each.claim.pk
            self.fields[f"amount_{key}"] = PoundsField(label="Pays", required=False)
            self.fields[f"difference_{key}"] = PoundsField(label="Will not be paid", required=False)
            self.fields[f"explanation_{key}"] = prose("Why it will not be paid", required=False, rows=2)
            self.fields[f"version_{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=each.claim.version, min_value=1, max_value=2**31 - 1
            )

    @property
    def rows(self):
        """(Owed, [its fields], hidden field) of each claim on offer."""
        names = ("amount", "difference", "explanation")
        return [
            (each, [self[f"{name}_{each.claim.pk}"] for name in names], self[f"version_{each.claim.pk}"])
            for each in self.owed
        ]

    @property
    def own(self):
        return [self[name] for name in ("received_on", "reference", "amount", "note")]

    def clean(self):
        """The arguments of the action: rows in which anything is typed are payments."""
        typed = self.cleaned_data
        if self.errors:
            return typed
        facts = {name: typed[name] for name in ("received_on", "reference", "amount", "note")}
        return facts | {"payments": [self._paid(each.claim) for each in self.owed if self._is_typed(each.claim.pk)]}

    def _is_typed(self, key):
        return any(self.cleaned_data[f"{name}_{key}"] for name in ("amount", "difference", "explanation"))

    def _paid(self, claim):
        amount, difference, explanation, version = (
            self.cleaned_data[f"{name}_{claim.pk}"] for name in ("amount", "difference", "explanation", "version")
        )
        return Paid(claim, amount or NOTHING, difference or NOTHING, explanation, version)

    def _show_stale(self, stale):
        """The versions of all claims on offer, as they are now: what was typed stays for another look."""
        self.data = self.data.copy()
        keys = [each.claim.pk for each in self.owed]
        for key, version in Claim.objects.filter(pk__in=keys).values_list("pk", "version"):
            self.data[f"version_{key}"] = str(version)
        self.add_error(None, str(stale))


class ReversalForm(ActionForm):
    reason = prose("Why it is reversed", help_text="It stays on record.", rows=3)


class StatementForm(ActionForm):
    file = forms.FileField(
        label="Statement of the bank",
        max_length=LINE,
        allow_empty_file=True,
        help_text=STATEMENT_HELP,
        error_messages={"required": "Choose the file"},
    )
