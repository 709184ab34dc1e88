"""What people type to keep the catalogue of measures."""

from django import forms

from config.action_form import ActionForm
from config.fields import line, one_of, prose
from config.forms import DateBoxField
from config.personal_data import WARNING
from improvement.forms import ManyChoices
from improvement.models.comparator import Unit
from improvement.models.indicator import CODE_WORDS, Area, EventKind, Polarity
from improvement.periods import PeriodKind

BASES = [("stock", "Stock: how many there are at the end of a period"), ("flow", "Flow: how many come in a period")]


class DefinitionForm(ActionForm):
    title = line("Title", help_text="In a few words, as lists show it")
    area = one_of("Area", Area.choices)
    definition = prose("Definition", help_text="What is counted, and what is not.")
    unit = one_of("Unit", Unit.choices)
    numerator_label = line("What the numerator counts", required=False, help_text="For a percentage or a rate")
    denominator_label = line("What the denominator counts", required=False, help_text="For a percentage or a rate")
    basis = one_of("Stock or flow", BASES)
    polarity = one_of(
        "Which way is better",
        Polarity.choices,
        help_text="As the department has it. Where neither is better, nothing is coloured and no target can be set.",
    )
    decimals = forms.TypedChoiceField(
        label="Decimals shown",
        choices=[(0, "None"), (1, "One"), (2, "Two")],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how many decimals"},
    )
    frequency = one_of("Period", PeriodKind.choices, help_text="One figure for each. Periods of two kinds never mix.")
    publisher = line("Where the figures come from", help_text="The publication and its table, or the local system")
    owner_post = line("Owner", required=False, help_text="The post that answers for the figures")


class IndicatorForm(DefinitionForm):
    code = forms.CharField(
        label="Code",
        max_length=60,
        validators=[CODE_WORDS],
        help_text="Its name in addresses and local files: small letters, digits and hyphens, like visits-in-time",
        error_messages={"required": "Enter code"},
    )
    field_order = ["code"]


class TargetForm(ActionForm):
    value = forms.DecimalField(
        label="Target",
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="In the measure’s own unit, like 90 for 90%",
        error_messages={"required": "Enter the target", "invalid": "Write the target as a number, like 90 or 7.5"},
    )
    tolerance = forms.DecimalField(
        label="Tolerance",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="How far from it still counts as met; empty for none",
        error_messages={"invalid": "Write the tolerance as a number, like 2 or 0.5"},
    )
    applies_from = DateBoxField(label="Applies from", noun="the day it applies from")
    reason = prose("Who set it, and why", rows=3)


class EventForm(ActionForm):
    kind = one_of(
        "What to mark",
        [
            (EventKind.EVENT, "Something that happened: the limits stay"),
            (EventKind.BREAK, "A break in the series: figures before and after are not the same measure"),
            (EventKind.REBASE, "New limits from here: the process itself changed, and stays changed"),
        ],
    )
    happened_on = DateBoxField(label="Date", noun="the date")
    title = line("What happened", help_text="In a few words, as the chart lists it")
    reason = prose("Why", required=False, help_text="Needed for a break and for new limits.", rows=3)

    def __init__(self, *args, of_all=False, **kwargs):
        super().__init__(*args, **kwargs)
        if of_all:
            # A break and new limits are of one measure.
            self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=EventKind.EVENT)
            self.fields["reason"].help_text = WARNING


class TieForm(ActionForm):
    findings = ManyChoices(
        queryset=None, required=False, label="Findings it speaks for", widget=forms.CheckboxSelectMultiple
    )
    workstreams = ManyChoices(
        queryset=None, required=False, label="Workstreams it speaks for", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, findings, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = findings
        self.fields["workstreams"].queryset = workstreams
