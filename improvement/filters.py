"""What the lists of a programme can be narrowed by."""

import django_filters
from django.db.models import Q

from accounts.lists import ProgrammeFilter
from config.sheet_imports import ImportState
from improvement.models import FindingTie, WorkstreamTie
from improvement.models.comparator import Basis
from improvement.models.evidence import Review
from improvement.models.finding import FindingKind
from improvement.models.indicator import Area
from improvement.models.inspection import Framework, Grade
from improvement.models.observation import FileLayout
from improvement.models.programme import ProgrammeState
from improvement.models.ratings import Confidence, Delivery, Impact
from improvement.models.register_kinds import EntryStatus, RegisterKind
from improvement.models.workstream import WorkstreamKind

MILESTONE_STATUSES = [
    ("overdue", "Overdue"),
    ("due", "Due"),
    ("achieved", "Achieved"),
    ("withdrawn", "Withdrawn"),
]
REQUIREMENT_STATUSES = [
    ("met", "Met"),
    ("overdue", "Overdue"),
    ("due", "Due"),
    ("no_date", "No date"),
]
AWAITED = "awaited"


def words(*fields):
    """A search in the texts of a record: every word must be somewhere in them."""

    def search(queryset, name, value):
        for word in value.split()[:10]:
            anywhere = Q()
            for field in fields:
                anywhere |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(anywhere)
        return queryset

    return django_filters.CharFilter(label="Words", method=search, max_length=100)


def due_before():
    return django_filters.DateFilter(
        label="Due before",
        field_name="due_on",
        lookup_expr="lt",
        help_text="For example, 31/3/2017",
        error_messages={"invalid": "Enter a real date, like 31/3/2017"},
    )


def one_of(label, choices, field_name=None):
    return django_filters.ChoiceFilter(label=label, choices=choices, field_name=field_name, empty_label="Any")


class WithWorkstream(ProgrammeFilter):
    """Choices of workstream come from the programme on the page, by number."""

    workstream = django_filters.ChoiceFilter(
        label="Workstream", field_name="workstream__number", choices=(), empty_label="Any"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.page_here.programme.workstreams.known_on(self.page_here.on).order_by("number")
        self.offer("workstream", [(w.number, str(w)) for w in known])


class WorkstreamFilter(ProgrammeFilter):
    q = words("title", "aim", "lead_post", "counterpart_post")
    delivery = one_of("Delivery as reported", Delivery.choices)
    impact = one_of("Impact", Impact.choices)
    confidence = one_of("Confidence", Confidence.choices)
    kind = one_of("Kind", WorkstreamKind.choices)


class MilestoneFilter(WithWorkstream):
    q = words("title")
    status = one_of("Status", MILESTONE_STATUSES)
    due_before = due_before()
    moved = django_filters.ChoiceFilter(
        label="Moved",
        choices=[("once", "Once or more"), ("twice", "Twice or more")],
        method="filter_moved",
        empty_label="Any",
    )

    def filter_moved(self, queryset, name, value):
        return queryset.filter(times_redated__gte={"once": 1, "twice": 2}[value])


class HighlightReportFilter(WithWorkstream):
    q = words("summary", "next_steps", "path_to_green")
    delivery = one_of("Delivery", Delivery.choices)
    confidence = one_of("Confidence", Confidence.choices)


class RoadmapFilter(WithWorkstream):
    status = one_of("Status", MILESTONE_STATUSES)


class ImpactRatingFilter(WithWorkstream):
    q = words("basis")
    impact = one_of("Impact", Impact.choices)


class EvidenceFilter(WithWorkstream):
    q = words("title", "file_name")
    review = django_filters.ChoiceFilter(
        label="Review",
        choices=[(AWAITED, "Awaiting review"), *Review.choices],
        method="filter_review",
        empty_label="Any",
    )

    def filter_review(self, queryset, name, value):
        reviewed = Q(reviewed_on__lte=self.page_here.on)
        if value == AWAITED:
            return queryset.exclude(reviewed)
        return queryset.filter(reviewed, review=value)


class RiskFilter(WithWorkstream):
    q = words("title", "cause", "effect", "known_mitigation", "known_owner_post")
    workstream = django_filters.ChoiceFilter(
        label="Workstream", choices=(), method="filter_workstream", empty_label="Any"
    )
    standing = one_of("State", [("open", "Open"), ("closed", "Closed")])
    band = django_filters.ChoiceFilter(label="At least", choices=(), method="filter_band", empty_label="Any")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        programme = self.page_here.programme
        self.offer(
            "band",
            [
                (programme.risk_medium_from, "Medium"),
                (programme.risk_high_from, "High"),
                (programme.risk_very_high_from, "Very high"),
            ],
        )

    def filter_workstream(self, queryset, name, value: int):
        return queryset.filter(workstream_number=value)

    def filter_band(self, queryset, name, value: int):
        return queryset.filter(residual__gte=value)


class RegisterFilter(WithWorkstream):
    q = words("title", "known__post", "known__focus", "known__action")
    kind = one_of("Register", RegisterKind.choices)
    status = one_of("Status", EntryStatus.choices)


class EntryFilter(RegisterFilter):
    """The entries of one register, which has but some of the statuses."""

    kind = None

    def __init__(self, *args, register, **kwargs):
        super().__init__(*args, **kwargs)
        statuses = [*register.statuses, EntryStatus.WITHDRAWN]
        self.offer("status", [(status.value, status.label) for status in statuses])


class FindingFilter(ProgrammeFilter):
    q = words("reference", "title", "text")
    kind = one_of("Kind", FindingKind.choices)
    answered = django_filters.ChoiceFilter(
        label="Answered",
        choices=[("no", "By no workstream"), ("yes", "By a workstream")],
        method="filter_answered",
        empty_label="Any",
    )

    def filter_answered(self, queryset, name, value):
        return queryset.filter(answers=0) if value == "no" else queryset.filter(answers__gt=0)


class RequirementFilter(ProgrammeFilter):
    q = words("reference", "text")
    status = django_filters.ChoiceFilter(
        label="Status", choices=REQUIREMENT_STATUSES, method="filter_status", empty_label="Any"
    )
    due_before = due_before()

    def filter_status(self, queryset, name, value):
        return queryset.with_status(value, self.page_here.on)


class InspectionFilter(ProgrammeFilter):
    authority = django_filters.ChoiceFilter(label="Authority", choices=(), empty_label="Any")
    framework = one_of("Framework", Framework.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.page_here.programme.inspections.known_on(self.page_here.on).order_by("authority__name")
        self.offer("authority", list(known.values_list("authority", "authority__name").distinct()))


class JudgementFilter(ProgrammeFilter):
    q = words("area", "inspection__authority__name")
    grade = one_of("Grade", Grade.choices)
    framework = one_of("Framework", Framework.choices, field_name="inspection__framework")


class ComparatorFilter(ProgrammeFilter):
    q = words("measure", "authority__name")
    basis = one_of("Basis", Basis.choices)


class ProgrammeChangeFilter(ProgrammeFilter):
    q = words("reason")
    state = one_of("State", ProgrammeState.choices)


class StatisticsImportFilter(ProgrammeFilter):
    q = words("file_name", "publication")
    state = one_of("State", ImportState.choices, "state_then")
    layout = one_of("Kind of file", FileLayout.choices)


class IndicatorFilter(ProgrammeFilter):
    """Choices of finding and workstream come from the programme on the page."""

    q = words("title", "code", "definition")
    area = one_of("Area", Area.choices)
    finding = django_filters.ChoiceFilter(label="Finding", choices=(), empty_label="Any", method="tied_to_finding")
    workstream = django_filters.ChoiceFilter(
        label="Workstream", choices=(), empty_label="Any", method="tied_to_workstream"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        programme, on = self.page_here.programme, self.page_here.on
        findings = programme.findings.known_on(on).order_by("position", "reference")
        self.offer("finding", [(finding.reference, str(finding)) for finding in findings])
        workstreams = programme.workstreams.known_on(on).order_by("number")
        self.offer("workstream", [(str(workstream.number), str(workstream)) for workstream in workstreams])

    def tied_to_finding(self, queryset, name, value: str):
        ties = FindingTie.objects.standing_on(self.page_here.on).filter(finding__reference=value)
        return queryset.filter(pk__in=ties.values("indicator"))

    def tied_to_workstream(self, queryset, name, value: int):
        ties = WorkstreamTie.objects.standing_on(self.page_here.on).filter(workstream__number=value)
        return queryset.filter(pk__in=ties.values("indicator"))
