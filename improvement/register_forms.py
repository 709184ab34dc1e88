"""What people type into the registers: the facts of each, labelled as its pages have them."""

from django import forms

from config.action_form import ActionForm
from config.fields import line, prose
from config.forms import DateBoxField
from improvement.forms import PersonChoice
from improvement.models.register_kinds import PEER_GRADE_CHOICES, Fitness, RegisterKind

TITLE_HINTS = {
    RegisterKind.MENTORING: "The post in the council, not the person",
    RegisterKind.TRAINING: "What it is about",
    RegisterKind.POLICIES: "As it is published",
    RegisterKind.SYSTEMS: "As its users call it",
    RegisterKind.PEER_REVIEW: "As inspections name it",
}
HINTS = {
    "post": "The post, not the person",
    "focus": "What the mentor helps with.",
    "attended_posts": "How many of each post, without names: team managers 6, service managers 3.",
    "action": "What is done about it. Needed when it is not fit for purpose as it is.",
    "baseline_evidence": "What the grade rests on: an inspection, an audit, what the visit saw.",
    "review_evidence": "What the grade rests on: cases looked at, visits, talks, figures.",
}
NOUNS = {
    "started_on": "the day the pair starts",
    "held_on": "the date of the session",
    "agreed_on": "the day it was agreed",
    "introduced_on": "the day it was introduced",
    "action_due_on": "the day the action is due",
    "baseline_on": "the day of the baseline",
    "review_due_on": "the day the review is due",
    "reviewed_on": "the day of the review",
}
NUMBERS = ("sessions", "places", "attended")
LARGEST = 9999
CHOICES = {"fitness": Fitness.choices, "baseline_grade": PEER_GRADE_CHOICES, "review_grade": PEER_GRADE_CHOICES}


def fact_field(name, label, *, required):
    """The field of one fact. `label` is as its register has it."""
    if name in NOUNS:
        return DateBoxField(label=label, noun=NOUNS[name], required=required, help_text="For example, 31 3 2017")
    if name in NUMBERS:
        needed = {"required": f"Enter {label.lower()}"}
        return forms.IntegerField(label=label, required=required, min_value=0, max_value=LARGEST, error_messages=needed)
    if name in CHOICES:
        needed = {"required": f"Choose {label[0].lower()}{label[1:]}"}
        choices = [("", "Not given"), *CHOICES[name]]
        return forms.ChoiceField(label=label, required=required, choices=choices, error_messages=needed)
    if name == "holder":
        return PersonChoice(queryset=None, required=required, label=label, empty_label="Nobody yet")
    if name == "post":
        return line(label, required=required, help_text=HINTS[name])
    return prose(label, required=required, help_text=HINTS.get(name, ""), rows=3)


class FactsForm(ActionForm):
    """The facts of one register, of which `people` may hold a post."""

    def __init__(self, *args, register, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in register.facts.items():
            self.fields[name] = fact_field(name, label, required=name in register.required)
        if "holder" in self.fields:
            self.fields["holder"].queryset = people

    def put_last(self, *names):
        self.order_fields([name for name in self.fields if name not in names] + list(names))


class EntryForm(FactsForm):
    def __init__(self, *args, register, workstreams, **kwargs):
        super().__init__(*args, register=register, **kwargs)
        self.fields["title"] = line(register.title, help_text=TITLE_HINTS[register.kind])
        self.fields["workstream"] = forms.ModelChoiceField(
            queryset=workstreams,
            label="Workstream",
            empty_label="Choose",
            error_messages={"required": "Choose workstream"},
        )
        self.order_fields(["title"])


class EntryChangeForm(FactsForm):
    is_withdrawn = forms.BooleanField(
        label="It is withdrawn", required=False, help_text="It stays on record, and counts no more"
    )
    reason = prose("Reason", required=False, help_text="Why this changes now. Needed when it is withdrawn.", rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.put_last("is_withdrawn", "reason")
