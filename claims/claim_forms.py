"""What people type on the pages of claims."""

from django import forms

from claims.actions.claims import digest_of_declaration
from claims.models import ClaimLine
from config.action_form import ActionForm
from config.fields import prose
from config.forms import DateBoxField


class ClaimForm(ActionForm):
    period_start = DateBoxField(label="First day of the period", noun="the first day")
    period_end = DateBoxField(label="Last day of the period", noun="the last day")


class CertifyForm(ActionForm):
    """The declaration, to be ticked."""

    def __init__(self, *args, declaration, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["declared"].label = declaration
        self.fields["read"].initial = digest_of_declaration(declaration)

    def carry_out(self, action, **facts):
        """After a refusal the declaration shown is that of now, to be read and ticked anew."""
        done = super().carry_out(action, **facts)
        if not done:
            self.data = self.data.copy()
            self.data[self.add_prefix("read")] = self.fields["read"].initial
            self.data.pop(self.add_prefix("declared"), None)
        return done

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    declared = forms.BooleanField(error_messages={"required": "Tick the declaration, or send the claim back to draft"})


class WhyForm(ActionForm):
    reason = prose("Reason", help_text="It stays on record.")


class QueryForm(ActionForm):
    query = prose("What the funder asks")


class AnswerForm(ActionForm):
    answer = prose("What was answered")


class AdjustmentForm(ActionForm):
    """A line of an earlier claim, by the claim and its number, and why it is reversed."""

    def __init__(self, *args, sent, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = sent

    of = forms.ModelChoiceField(
        queryset=None,
        to_field_name="number",
        label="Claim with the line",
        empty_label="Choose a claim",
        error_messages={"required": "Choose the claim", "invalid_choice": "Choose a claim that was submitted"},
    )
    line_number = forms.IntegerField(
        label="Number of the line",
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter the number of the line, as the claim shows it"
        ),
    )
    reason = prose("Reason", help_text="The funder reads it.")

    def clean(self):
        """Give the action the line itself."""
        facts = super().clean()
        claim, number = facts.pop("of", None), facts.pop("line_number", None)
        if claim and number:
            line = ClaimLine.objects.filter(claim=claim, number=number).select_related("claim").first()
            if line is None:
                self.add_error("line_number", f"{claim.number} has no line {number}")
            facts["line"] = line
        return facts
