"""What people type on the pages of the reports to the Minister."""

from django import forms

from commissioner.actions.report_schedules import CATCH_UP, LEAVE_OUT
from commissioner.models.report import SECTION, Standing
from commissioner.models.report_schedule import LATEST_DUE
from commissioner.reports.kinds import CHECKED, Recommend
from commissioner.reports.slots import Cadence
from config.action_form import ActionForm
from config.fields import line, one_of, prose
from config.forms import DateBoxField
from config.personal_data import WARNING, refuse_personal_identifiers

HOW_TO_WRITE = (
    "A line that begins with # is a heading, one that begins with - a point of a list; *emphasis* and **strong** words "
    "stand between stars."
)


class NothingMoreForm(ActionForm):
    """A step that asks for nothing but to be sure."""


class SectionForm(ActionForm):
    def __init__(self, *args, label, about, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"] = forms.CharField(
            label=label,
            required=about.is_required,
            max_length=SECTION,
            error_messages={"required": "Write this section, or cancel"},
            help_text=f"{about.help} {HOW_TO_WRITE} {WARNING}",
            widget=forms.Textarea(attrs={"rows": 22}),
            validators=[refuse_personal_identifiers],
        )


class RecommendForm(ActionForm):
    recommend = one_of("Recommendation to the Minister", Recommend.choices)


class RecommendationForm(ActionForm):
    text = prose("Recommendation", help_text="To those who do the work. The next report says what came of it.")


class ProgressForm(ActionForm):
    standing = one_of("Where it stands", Standing.choices)
    text = prose("What shows it", required=False)


class CommentForm(ActionForm):
    kind = forms.ChoiceField(
        label="Section",
        choices=[("", "Choose"), *CHECKED],
        error_messages={"required": "Choose the section"},
    )
    text = prose("Comment", help_text="What is wrong with the facts, and what is right.")


class AnswerForm(ActionForm):
    answer = prose("Answer", help_text="Whoever asked reads it. Put the section right too, where it was wrong.")


class ReasonForm(ActionForm):
    reason = prose("Reason", rows=3)


class NoteForm(ActionForm):
    text = prose("Private note", help_text="For the Commissioner, the director and the secretary alone. In no file.")


class SignForm(ActionForm):
    read = forms.BooleanField(
        label="I have read the report, and sign it as it stands",
        error_messages={"required": "Say that you have read it"},
    )

    def clean(self):
        facts = super().clean()
        facts.pop("read", None)
        return facts


class AddressForm(ActionForm):
    address = forms.EmailField(
        label="Email address",
        error_messages={"required": "Enter the address", "invalid": "Enter an address like name@example.com"},
    )


class DecisionForm(ActionForm):
    decided_on = DateBoxField(label="Day of the letter", noun="the day of the letter")
    text = prose("Decision", help_text="What the Minister decided, in the letter’s words.")
    file = forms.FileField(
        label="Letter", help_text="The letter as a PDF.", error_messages={"required": "Attach the letter"}
    )


class WithdrawForm(ReasonForm):
    correct = forms.BooleanField(
        label="Start a corrected report of the same period", required=False, help_text="With the texts of this one."
    )


class TermsForm(ActionForm):
    cadence = one_of("How often", Cadence.choices)
    own_ends = forms.CharField(
        label="Last days of the periods",
        required=False,
        max_length=4000,
        help_text="Only for dates of its own: one on each line, like 31/3/2017.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_days = forms.IntegerField(
        label="Days until it is due",
        min_value=0,
        max_value=LATEST_DUE,
        help_text="After the last day of the period",
        error_messages={"required": "Enter how many days"},
    )
    recipients = forms.CharField(
        label="Addresses it goes to",
        required=False,
        max_length=4000,
        help_text="One on each line. Each gets the report as a PDF with its tables.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ScheduleForm(TermsForm):
    name = line("Name", help_text="For example, Quarterly report to the Minister")
    addressee = line("To whom", help_text="For example, the Minister of State for Children and Families")
    starts_on = DateBoxField(label="First day of the first period", noun="the first day")
    catch_up = forms.ChoiceField(
        label="Reports for periods that are over already",
        required=False,
        choices=[(CATCH_UP, "Draft them, too"), (LEAVE_OUT, "Leave them out")],
        widget=forms.RadioSelect,
        help_text="Only where the first period lies in the past.",
    )
    field_order = ["name", "addressee", "cadence", "starts_on", "own_ends", "due_days", "recipients", "catch_up"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cadence"].choices = [c for c in Cadence.choices if c[0] != Cadence.STOPPED]


class TermsChangeForm(TermsForm):
    starts_on = DateBoxField(label="From the period that begins on", noun="the first day")
    reason = prose("Reason", help_text="Why this changes now.", rows=3)
    field_order = ["starts_on", "cadence", "own_ends", "due_days", "recipients", "reason"]
