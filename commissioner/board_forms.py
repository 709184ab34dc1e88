"""What people type on the pages of the board."""

from django import forms
from django.utils.text import Truncator

from commissioner.models.board import BoardRole, Standing
from commissioner.models.meeting import LONGEST_ITEM, Notice, Presence, Purpose
from config.action_form import ActionForm
from config.constraints import LINE
from config.fields import line, one_of, prose
from config.forms import DateBoxField
from improvement.forms import FILE_HELP, PersonChoice

PLACE = "Where it is, or how to join it"


def person(label, *, empty_label, required=False):
    return PersonChoice(
        queryset=None,
        required=required,
        label=label,
        empty_label=empty_label,
        error_messages={"required": "Choose a person"},
    )


class OffersChoices(ActionForm):
    """A form whose choices come from the programme: `offers` is {field: queryset}."""

    def __init__(self, *args, offers=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, queryset in (offers or {}).items():
            self.fields[name].queryset = queryset


class TermsForm(ActionForm):
    purpose = prose("Purpose", help_text="What the board is for.")
    cadence = line("How often it meets", help_text="For example, every six weeks")
    quorum = forms.IntegerField(
        label="Quorum",
        min_value=1,
        max_value=50,
        help_text="How many of the chair and members have to be there",
        error_messages={"required": "Enter the quorum"},
    )
    standing = one_of("Standing", Standing.choices)
    escalation = prose("Escalation", help_text="What goes to whom where the board cannot settle it.")


class BoardForm(TermsForm):
    name = line("Name", help_text="For example, Children’s Improvement Board")
    field_order = ["name"]


class TermsChangeForm(TermsForm):
    reason = prose("Reason", help_text="Why this changes now.", rows=3)


class SeatForm(OffersChoices):
    user = person("Person", empty_label="Somebody who does not sign in here")
    name = line("Name", required=False, help_text="Only of somebody who does not sign in here")
    organisation = line("Organisation")
    post = line("Post", help_text="For example, Director of children’s services")
    role = one_of("On the board as", BoardRole.choices)
    starts_on = DateBoxField(label="From", noun="the first day")


class SeatEndForm(ActionForm):
    ends_on = DateBoxField(label="Last day", noun="the last day")


class PlaceForm(ActionForm):
    starts_at = forms.TimeField(
        label="Starts at",
        help_text="For example, 10:00",
        error_messages={"required": "Enter the time", "invalid": "Enter a time, like 10:00"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    place = line("Place", help_text=PLACE)


class MeetingForm(PlaceForm):
    meets_on = DateBoxField(label="Day", noun="the day of the meeting")
    field_order = ["meets_on"]


class ItemForm(ActionForm):
    title = line("Item", help_text="In a few words, as the agenda shows it")
    minutes_long = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=LONGEST_ITEM,
        error_messages={"required": "Enter how many minutes it takes"},
    )
    owner_post = line("Who brings it", help_text="The post that answers for it")
    purpose = one_of("Purpose", Purpose.choices)
    decision_sought = prose(
        "Decision sought", required=False, help_text="Needed where the board is to decide: what exactly.", rows=3
    )


class PaperForm(ActionForm):
    title = line("Title")
    file = forms.FileField(label="File", required=False, max_length=LINE, help_text=FILE_HELP)
    link = forms.URLField(
        label="Or a link",
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text="To where it is kept, starting with https://",
    )


class PackForm(ActionForm):
    note = prose(
        "What this version puts right",
        help_text="Members read it in the letter and in the pack; readers outside the board do not.",
        rows=3,
    )


class NoticeForm(ActionForm):
    notice = forms.ChoiceField(
        label="Before the meeting", choices=[("", "Comes"), *Notice.choices], required=False, widget=forms.RadioSelect
    )
    deputy = line("Deputy", required=False, help_text="Who comes instead")


class AttendanceForm(ActionForm):
    """Who was there: two fields for each seat of a Roll."""

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            said = seat.attendance
            self.fields[self._name(seat, "presence")] = forms.ChoiceField(
                label=f"{seat.membership}, {seat.membership.get_role_display().lower()}",
                choices=[("", "Choose"), *Presence.choices],
                initial=said and (said.presence or {"absent": "absent", "deputy": "deputy"}.get(said.notice)),
                error_messages={"required": f"Say whether {seat.membership} was there"},
            )
            self.fields[self._name(seat, "deputy")] = line(f"Deputy of {seat.membership}", required=False)
            self.initial[self._name(seat, "deputy")] = said.deputy if said else ""

    @staticmethod
    def _name(seat, part):
        return f"seat_{seat.membership.pk}_{part}"

    def clean(self):
        facts = super().clean()
        presences = {}
        for seat in self.seats:
            presence, deputy = (facts.pop(self._name(seat, part), "") for part in ("presence", "deputy"))
            if presence == Presence.DEPUTY and not deputy:
                self.add_error(self._name(seat, "deputy"), f"Name the deputy of {seat.membership}")
            presences[seat.membership] = (presence, deputy)
        return facts | {"presences": presences}


class MinutesForm(ActionForm):
    """What was said, a text for each item."""

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for number, item in enumerate(items, start=1):
            self.fields[f"item_{item.pk}"] = prose(f"{number}. {item.title}", required=False, rows=6)
            self.initial[f"item_{item.pk}"] = item.discussion

    def clean(self):
        facts = super().clean()
        texts = {item: facts.pop(f"item_{item.pk}", "") for item in self.items}
        return facts | {"discussions": texts}


class AgreeForm(OffersChoices):
    agreed_at = forms.ModelChoiceField(
        queryset=None, required=False, label="Agreed at", empty_label="No meeting: by correspondence"
    )


class CorrectionForm(OffersChoices):
    made_at = forms.ModelChoiceField(
        queryset=None,
        label="Corrected at",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting"},
    )
    text = prose("Correction", help_text="What is wrong in the minutes, and what it should say.")


class DecisionChoice(forms.ModelChoiceField):
    def label_from_instance(self, decision):
        return f"{decision}: {Truncator(decision.text).words(12)}"


class DecisionForm(OffersChoices):
    text = prose("Decision", help_text="In words that stand on their own.")
    basis = prose("Basis", help_text="What it rests on: a paper, a figure, advice.", rows=3)
    decided_by = line("Decided by", help_text="For example, the board, or the chair with the board’s advice")
    dissent = prose("Dissent", required=False, help_text="Who disagreed and why.", rows=3)
    item = forms.ModelChoiceField(queryset=None, required=False, label="Item of the agenda", empty_label="None of them")
    replaces = DecisionChoice(queryset=None, required=False, label="Replaces an earlier decision", empty_label="No")


class OwnerFields(OffersChoices):
    owner = person("Owner", empty_label="Somebody who does not sign in here")
    owner_name = line("Their post", required=False, help_text="Only of somebody who does not sign in here")


class ActionLogForm(OwnerFields):
    text = prose("Action", help_text="So that anybody can tell whether it was done.", rows=3)
    due_on = DateBoxField(label="Due", noun="the day it is due")
    workstream = forms.ModelChoiceField(
        queryset=None, required=False, label="Workstream", empty_label="The programme as a whole"
    )
    item = forms.ModelChoiceField(queryset=None, required=False, label="Item of the agenda", empty_label="None of them")
    field_order = ["text", "owner", "owner_name", "due_on"]


class ReassignForm(OwnerFields):
    reason = prose("Reason", help_text="Why somebody else takes it on.", rows=3)


class CloseActionForm(OffersChoices):
    meeting = forms.ModelChoiceField(
        queryset=None,
        label="Closed at",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose the meeting"},
    )
    reason = prose("What the board saw", help_text="Why it can be closed.", rows=3)


class DoneForm(ActionForm):
    reason = prose("What was done", help_text="The board reads it, and closes the action at its next meeting.")


class ChallengeForm(OffersChoices):
    question = prose("Your question", rows=5)
    meeting = forms.ModelChoiceField(
        queryset=None, required=False, label="For the meeting", empty_label="None: it is asked now"
    )


class AssignForm(OffersChoices):
    assignee = person("Who answers", empty_label="Choose a person", required=True)
    due_on = DateBoxField(label="By", noun="the day by which it is answered")


class ChallengeTextForm(ActionForm):
    def __init__(self, *args, label, required=True, help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"] = prose(label, required=required, help_text=help_text)
