"""What people type on the pages of days and of the agreement. Forms check shape; rules stay with models and actions."""

from decimal import Decimal

from django import forms

from claims.models.agreement import LAST_SUBMIT_DAY, DayKind, Payment, Vat, YearBasis
from claims.models.allowance import in_halves, in_reason
from claims.models.day import HALF, NOTE, WHOLE
from config.action_form import ActionForm
from config.constraints import LINE
from config.fields import line, one_of, prose
from config.forms import DateBoxField
from config.personal_data import WARNING, refuse_personal_identifiers

AMOUNTS = [(str(HALF), "Half a day"), (str(WHOLE), "A whole day")]
AMOUNT_WORDS = {
    "required": "Choose half a day or a whole day",
    "invalid_choice": "Choose half a day or a whole day: nothing else can be logged",
}


def amount(value):
    return Decimal(value)


def note():
    return forms.CharField(
        label="Note",
        required=False,
        max_length=NOTE,
        help_text=WARNING,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_personal_identifiers],
    )


def half_or_whole(**more):
    """Half or whole, as a Decimal; what else is sent is refused in a sentence."""
    return forms.TypedChoiceField(
        label="How much",
        choices=AMOUNTS,
        coerce=amount,
        widget=forms.RadioSelect,
        error_messages=AMOUNT_WORDS,
        **more,
    )


def kind():
    return forms.ChoiceField(label="Kind", choices=DayKind.choices, widget=forms.Select)


class WorkstreamChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        words = {"required": "Choose the workstream", "invalid_choice": "Choose a workstream that is open"}
        super().__init__(queryset=None, label="Workstream", empty_label=None, error_messages=words, **kwargs)


class DayChoice(forms.TypedChoiceField):
    """One of some days, as a list to choose from: [(date, its words)]."""

    def __init__(self, **kwargs):
        words = {"required": "Choose the day", "invalid_choice": "Choose one of the days of this month, up to today"}
        super().__init__(label="Day", error_messages=words, **kwargs)


class DayForm(ActionForm):
    """A day as it is first logged. Its buttons are the two amounts."""

    def __init__(self, *args, days_offered, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worked_on"].choices = [(day.isoformat(), words) for day, words in days_offered]
        self.fields["worked_on"].coerce = {day.isoformat(): day for day, _ in days_offered}.get
        self.fields["workstream"].queryset = workstreams

    worked_on = DayChoice()
    workstream = WorkstreamChoice()
    kind = kind()
    note = note()
    days = half_or_whole()


class SeveralDaysForm(ActionForm):
    def __init__(self, *args, days_offered, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days_worked"].choices = [(day.isoformat(), words) for day, words in days_offered]
        self.fields["days_worked"].coerce = {day.isoformat(): day for day, _ in days_offered}.get
        self.fields["workstream"].queryset = workstreams

    days_worked = forms.TypedMultipleChoiceField(
        label="Days worked",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one day",
            "invalid_choice": "Choose days of this month, up to today",
        },
    )
    workstream = WorkstreamChoice()
    days = half_or_whole()
    kind = kind()
    note = note()


class ChangeDayForm(ActionForm):
    def __init__(self, *args, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workstream"].queryset = workstreams

    workstream = WorkstreamChoice()
    days = half_or_whole()
    kind = kind()
    note = note()


class NothingMoreForm(ActionForm):
    """A step that asks for nothing but to be sure."""


class ReturnForm(ActionForm):
    """Why days are returned."""

    reason = prose("What the officer should change", help_text="The officer reads it.", rows=3)


class ReasonForm(ActionForm):
    reason = prose("Reason", help_text="The officer reads it.")


class ImportForm(ActionForm):
    file = forms.FileField(
        label="Your spreadsheet",
        max_length=LINE,
        allow_empty_file=True,
        help_text="XLSX, ODS or CSV, with up to 5,000 days and 5 MB. Nothing is saved before you have looked at it.",
        error_messages={"required": "Choose the file"},
    )


def days_number(label, **kwargs):
    return forms.DecimalField(
        label=label,
        max_digits=7,
        decimal_places=1,
        validators=[in_reason, in_halves],
        error_messages={
            "required": f"Enter {label[0].lower()}{label[1:]}",
            "invalid": "Enter a number of days, like 200 or 12.5",
        },
        **kwargs,
    )


def yes(label, help_text=""):
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def whole_number(label, least, most, *, help_text):
    said = f"Enter a whole number from {least} to {most}"
    faults = dict.fromkeys(("required", "invalid", "min_value", "max_value"), said)
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, error_messages=faults)


class TermsForm(ActionForm):
    """The terms of an agreement, each a decision; the reason says whose."""

    reference = line("Purchase order or grant reference", required=False, help_text="No claim can be sent without it")
    vat = one_of("VAT", Vat.choices, help_text="No claim can be sent while it is to be confirmed")
    year_basis = one_of("What a year is", YearBasis.choices)
    ends_on = DateBoxField(
        label="Last day of the agreement", required=False, noun="the last day", help_text="If one is agreed"
    )
    on_site_counts = yes("Days on site count")
    remote_counts = yes("Remote days count")
    preparation_counts = yes("Days of preparation count")
    travel_counts = yes("Days of travel count")
    commissioner_counts = yes("The Commissioner's own days count")
    carry_over = yes("Days left over may be carried into the next allowance")
    submit_by_day = whole_number(
        "Day of the next month by which days are submitted",
        1,
        LAST_SUBMIT_DAY,
        help_text="Officers with days not submitted are reminded on it, directors a week later",
    )
    capacity_percent = whole_number(
        "Capacity, in per cent of working days",
        1,
        100,
        help_text="An officer who works more than this share of a month on programmes is shown as over capacity",
    )
    declaration = prose("What the certifier of a claim declares", rows=3)
    reason = prose("Who decided this, and why")


class AgreementForm(TermsForm):
    funder = line("Funder", help_text="Who pays, for example the Department for Education")
    payment = one_of("How it pays", Payment.choices)
    eligible_from = DateBoxField(
        label="First day that can be paid for", noun="the first day", help_text="Days before it cannot be logged"
    )

    field_order = ["funder", "payment", "eligible_from"]


class RateForm(ActionForm):
    from_on = DateBoxField(label="From", noun="the first day of the rate")
    amount_pounds = forms.DecimalField(
        label="Pounds a day",
        max_digits=8,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text="Before VAT, for a whole day. For example, 500.00",
        error_messages={
            "required": "Enter the rate in pounds",
            "invalid": "Enter pounds and pence, like 500.00",
            "min_value": "The rate must be more than nothing",
        },
    )
    basis = line("Where it is written", help_text="The letter or page that says so")


class AllowanceForm(ActionForm):
    starts_on = DateBoxField(label="First day", noun="the first day")
    ends_on = DateBoxField(label="Last day", noun="the last day")
    days = days_number("Number of days", min_value=0)
    reference = line("Reference", required=False, help_text="The letter or decision that gives it")


class VariationForm(ActionForm):
    days = days_number("Days added", help_text="With a minus sign, days taken away. For example, 10 or -5.5")
    reference = line("Reference", max_length=LINE, help_text="The letter or e-mail that agrees it")
    reason = prose("Reason")


class CarryOverForm(ActionForm):
    days = days_number("Days carried over", min_value=HALF)
    reference = line("Reference", max_length=LINE, help_text="The letter or e-mail that agrees it")
    reason = prose("Reason")
