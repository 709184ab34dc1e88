"""What people type on the pages of a programme. Forms check shape; rules stay with the models and actions."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from config.action_form import ActionForm
from config.constraints import CODE, LINE
from config.fields import line, one_of, prose
from config.forms import DateBoxField
from improvement.models.evidence import Review
from improvement.models.finding import REFERENCE, FindingKind
from improvement.models.inspection import Framework, Grade
from improvement.models.intervention import InterventionKind
from improvement.models.programme import ProgrammeState
from improvement.models.ratings import Confidence, Delivery, Impact
from improvement.models.risk import RiskKind
from improvement.models.workstream import WorkstreamKind

FILE_HELP = (
    "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or picture, up to "
    f"{settings.EVIDENCE_MAX_BYTES // (1024 * 1024)} MB. Nothing that identifies a child."
)


class WorkstreamForm(ActionForm):
    number = forms.IntegerField(
        label="Number",
        min_value=1,
        max_value=99,
        help_text="As the plan numbers it, 1 to 99",
        error_messages={"required": "Enter number"},
    )
    title = line("Title", help_text="In a few words, as lists show it")
    aim = prose("Aim", help_text="What it sets out to do.")
    kind = one_of("Kind", WorkstreamKind.choices)
    lead_post = line("Lead", required=False, help_text="The post that leads it, for the supporting authority")
    counterpart_post = line("Counterpart", required=False, help_text="The post that answers for it in the council")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return f"{person.name}, {person.organisation}"


class WorkstreamChangeForm(ActionForm):
    lead_post = line("Lead", required=False, help_text="The post that leads it, for the supporting authority")
    lead = PersonChoice(queryset=None, required=False, label="Who holds that post here", empty_label="Nobody yet")
    counterpart_post = line("Counterpart", required=False, help_text="The post that answers for it in the council")
    counterpart = PersonChoice(
        queryset=None, required=False, label="Who holds that post here", empty_label="Nobody yet"
    )
    is_closed = forms.BooleanField(
        label="This workstream is closed", required=False, help_text="Nothing more can be added to its plan"
    )
    reason = prose("Reason", help_text="Why this changes now.", rows=3)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = people
        self.fields["counterpart"].queryset = people


class MilestoneForm(ActionForm):
    title = line("Milestone", help_text="What will be done, so that anybody can tell whether it was")
    due_on = DateBoxField(label="Due", noun="the day it is due", help_text="For example, 31 3 2017")


class RedateForm(ActionForm):
    due_on = DateBoxField(label="New due date", noun="the new due date", help_text="For example, 31 3 2017")
    reason = prose("Reason", help_text="Why it will be later or earlier than planned.")


class AchieveForm(ActionForm):
    achieved_on = DateBoxField(label="Day it was achieved", noun="the day it was achieved")
    reason = prose("Note", required=False, help_text="What was achieved, if the title does not say it.")


class ReasonForm(ActionForm):
    reason = prose("Reason")


class HighlightReportForm(ActionForm):
    period_end = DateBoxField(label="Covers the time up to", noun="the day this covers")
    delivery = one_of("Delivery", Delivery.choices)
    confidence = one_of("Confidence in delivery", Confidence.choices)
    summary = prose("What happened", help_text="In plain words, as the board will read it.", rows=6)
    next_steps = prose("Next steps")
    path_to_green = prose(
        "Path to green",
        required=False,
        help_text="Needed when at risk or off track: what brings it back, who does it and by when.",
    )


class ImpactForm(ActionForm):
    impact = one_of("Impact on children", Impact.choices)
    basis = prose("What this rests on", help_text="The indicators, audit or visit that show it.")


class EvidenceForm(ActionForm):
    title = line("What it is and what it shows")
    milestone = forms.ModelChoiceField(
        queryset=None, required=False, label="Milestone", empty_label="The workstream as a whole"
    )
    file = forms.FileField(
        label="File",
        required=False,
        max_length=LINE,
        help_text=FILE_HELP,
    )
    link = forms.URLField(
        label="Or a link",
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text="To where it is kept, starting with https://",
    )

    def __init__(self, *args, milestones, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = milestones


class EvidenceReviewForm(ActionForm):
    review = one_of("Your review", [(Review.ACCEPTED, "Accept it"), (Review.RETURNED, "Return it")])
    review_note = prose("Note", required=False, help_text="If you return it: why, and what would be enough.", rows=3)


def step(label, scale, *, help_text=""):
    """One place on a side of the risk matrix, 1 to its size."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "Choose"), *((n, n) for n in range(1, scale + 1))],
        coerce=int,
        help_text=help_text,
        error_messages={"required": f"Choose the {label.lower()}"},
    )


RISK_HINTS = {
    RiskKind.INHERENT: "Before anything is done",
    RiskKind.RESIDUAL: "Now, with what is being done",
    RiskKind.TARGET: "As it should become",
}


def response():
    return prose("Response", help_text="What is being done about it.", rows=3)


def owner():
    return line("Owner", help_text="The post that answers for it")


def workstream_if_any():
    return forms.ModelChoiceField(
        queryset=None, required=False, label="Workstream", empty_label="The programme as a whole"
    )


class RiskForm(ActionForm):
    title = line("Risk", help_text="What may happen, in a few words")
    cause = prose("Cause", help_text="What would bring it about.", rows=3)
    effect = prose("Effect", help_text="What it would do to children, families or the programme.", rows=3)
    mitigation = response()
    owner_post = owner()
    workstream = workstream_if_any()

    def __init__(self, *args, scale, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workstream"].queryset = workstreams
        for kind in RiskKind:
            for part in ("likelihood", "impact"):
                self.fields[f"{kind}_{part}"] = step(f"{kind.label} {part}", scale, help_text=RISK_HINTS[kind])

    def clean(self):
        """Put each pair of likelihood and impact together, as the action takes them."""
        cleaned = super().clean()
        for kind in RiskKind:
            cleaned[str(kind)] = (cleaned.pop(f"{kind}_likelihood", None), cleaned.pop(f"{kind}_impact", None))
        return cleaned


class RiskChangeForm(ActionForm):
    mitigation = response()
    owner_post = owner()
    workstream = workstream_if_any()
    reason = prose("Reason", help_text="Why this changes now.", rows=3)

    def __init__(self, *args, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workstream"].queryset = workstreams


class RiskScoreForm(ActionForm):
    kind = one_of("Score", RiskKind.choices)
    reason = prose("Reason", help_text="What changed, and what is being done now.")

    field_order = ["kind", "likelihood", "impact", "reason"]

    def __init__(self, *args, scale, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["likelihood"] = step("Likelihood", scale)
        self.fields["impact"] = step("Impact", scale)
        self.order_fields(self.field_order)


class ManyChoices(forms.ModelMultipleChoiceField):
    def clean(self, value):
        # What is no key at all, or one longer than any key, would reach the database in a list and fail there.
        for key in value or ():
            if not (str(key).isascii() and str(key).isdigit() and len(str(key)) < 19):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:CODE]}
                )
        return super().clean(value)


class CoverageForm(ActionForm):
    workstreams = ManyChoices(
        queryset=None,
        required=False,
        label="Workstreams that answer this finding",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, workstreams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["workstreams"].queryset = workstreams


class FindingForm(ActionForm):
    kind = one_of("Kind", FindingKind.choices)
    reference = forms.CharField(
        label="Reference",
        max_length=6,
        validators=[REFERENCE],
        help_text="Capital letters and a number, like F15",
        error_messages={"required": "Enter reference"},
    )
    title = line("Title", help_text="In a few words, as lists show it")
    text = prose("In the source's words")
    inspection = forms.ModelChoiceField(
        queryset=None, required=False, label="Inspection", empty_label="Not from an inspection"
    )

    def __init__(self, *args, inspections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inspection"].queryset = inspections


class InterventionForm(ActionForm):
    kind = one_of("Kind", InterventionKind.choices)
    title = line("Title")
    issued_on = DateBoxField(label="Issued on", noun="the day it was issued")
    summary = prose("What it says, in short", required=False)


class CloseInterventionForm(ActionForm):
    closed_on = DateBoxField(label="Closed on", noun="the day it closed")
    replaced_by = forms.ModelChoiceField(queryset=None, required=False, label="Replaced by", empty_label="Nothing")

    def __init__(self, *args, interventions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = interventions


class RequirementForm(ActionForm):
    reference = line("Reference", help_text="For example, the paragraph of the Direction", max_length=CODE)
    text = prose("What is required")
    due_on = DateBoxField(label="Due", required=False, noun="the day it is due")


class MeetForm(ActionForm):
    met_on = DateBoxField(label="Met on", noun="the day it was met")
    evidence = forms.ModelChoiceField(
        queryset=None, required=False, label="Evidence that shows it", empty_label="None attached here"
    )

    def __init__(self, *args, evidence, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = evidence


class InspectionForm(ActionForm):
    authority = forms.ModelChoiceField(
        queryset=None, label="Authority", error_messages={"required": "Choose authority"}
    )
    framework = one_of("Framework", Framework.choices)
    started_on = DateBoxField(label="Started", noun="the day it started")
    ended_on = DateBoxField(label="Ended", required=False, noun="the day it ended")
    published_on = DateBoxField(label="Report published", required=False, noun="the day the report was published")
    quoted = prose("In the report's words", required=False)

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities


class JudgementForm(ActionForm):
    area = line("Area")
    grade = one_of("Grade", Grade.choices)
    part_of = forms.ModelChoiceField(queryset=None, required=False, label="Part of", empty_label="An area of its own")
    is_overall = forms.BooleanField(label="This is the overall judgement", required=False)

    def __init__(self, *args, inspection, judgements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [(grade, Grade(grade).label) for grade in inspection.grades]
        self.fields["part_of"].queryset = judgements


class ProgrammeChangeForm(ActionForm):
    state = one_of("State", ProgrammeState.choices)
    ends_on = DateBoxField(label="Expected last day", noun="the expected last day")
    reason = prose("Reason", help_text="Who agreed this, and why.")
