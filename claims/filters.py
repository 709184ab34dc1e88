"""What the lists of days and claims can be narrowed by."""

from functools import cached_property

import django_filters
from django.db.models import Count, Sum

from accounts.lists import ProgrammeFilter
from accounts.models import Membership, User
from accounts.roles import roles_with
from claims.claim_states import ClaimState
from claims.models import Claim
from claims.models.agreement import DayKind
from claims.models.claim import NOTHING
from claims.models.day import DayState
from claims.sums import sums
from improvement.filters import WithWorkstream, one_of

STATES = [(state.value, state.label) for state in DayState if state != DayState.REMOVED]


def day_filter(label, lookup, field_name="worked_on"):
    return django_filters.DateFilter(
        label=label,
        field_name=field_name,
        lookup_expr=lookup,
        help_text="For example, 31/3/2017",
        error_messages={"invalid": "Enter a real date, like 31/3/2017"},
    )


class EntryFilter(WithWorkstream):
    """Days by when, who, on what, of which kind, and where they stand."""

    since = day_filter("Worked from", "gte")
    until = day_filter("Worked to", "lte")
    state = one_of("State", STATES)
    kind = one_of("Kind", DayKind.choices)
    counts = django_filters.ChoiceFilter(
        label="Counts against the allowance",
        choices=[("true", "Yes"), ("false", "No")],
        empty_label="Any",
        method="filter_counts",
    )
    officer = django_filters.ChoiceFilter(label="Officer", field_name="officer_id", choices=(), empty_label="Any")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("officer", [(person.pk, str(person)) for person in self._officers()])

    @property
    def _sees_all(self):
        return "day.view" in self.page_here.can

    def _officers(self):
        """Everybody who may log days by this day, or might before it: nobody else ever worked one."""
        if not self._sees_all:
            return User.objects.filter(pk__in=self.queryset.order_by().values("officer_id"))
        held = Membership.objects.filter(programme=self.page_here.programme, role__in=roles_with("day.log"))
        able = held.filter(from_on__lte=self.page_here.on).values("user_id")
        return User.objects.filter(pk__in=able).order_by("name", "pk")

    @cached_property
    def summed(self):
        """(entries, days) that the filter leaves."""
        if not self._sees_all:
            found = self.qs.order_by().aggregate(entries=Count("pk"), days=Sum("days", default=NOTHING))
            return found["entries"], found["days"]
        cells = list(sums(self.page_here.programme, self.page_here.on, **self._asked_of_sums()))
        return sum(cell.entries for cell in cells), sum((cell.days for cell in cells), NOTHING)

    def _asked_of_sums(self):
        # Like the list itself, what cannot be read is left out.
        self.form.is_valid()
        names = {"workstream": "workstream__number"}
        asked = {names.get(name, name): value for name, value in self.form.cleaned_data.items() if value}
        return asked | ({"counts": asked["counts"] == "true"} if "counts" in asked else {})

    def count(self):
        return self.summed[0]

    def filter_counts(self, queryset, name, value):
        return queryset.filter(counts=value == "true")


class ClaimFilter(ProgrammeFilter):
    """Claims by where they stand, and by the period they are for."""

    state = one_of("State", ClaimState.choices, field_name="stood")
    since = day_filter("Period from", "gte", field_name="period_end")
    until = day_filter("Period to", "lte", field_name="period_start")


class LineFilter(ProgrammeFilter):
    """Lines of claims by when the day was worked, claim, state of the claim, workstream and officer."""

    since = day_filter("Worked from", "gte")
    until = day_filter("Worked to", "lte")
    claim = django_filters.ChoiceFilter(label="Claim", field_name="claim__number", choices=(), empty_label="Any")
    state = one_of("State of the claim", ClaimState.choices)
    workstream = django_filters.ChoiceFilter(
        label="Workstream", field_name="workstream_number", choices=(), empty_label="Any"
    )
    officer = django_filters.ChoiceFilter(
        label="Officer", field_name="entry__officer_id", choices=(), empty_label="Any"
    )
    adjustments = django_filters.ChoiceFilter(
        label="Adjustments",
        choices=[("only", "Adjustments only"), ("without", "Without adjustments")],
        empty_label="All lines",
        method="filter_adjustments",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        page, lines = self.page_here, self.queryset.order_by()
        numbers = Claim.objects.filter(programme=page.programme).known_on(page.on).order_by("number")
        self.offer("claim", [(number, number) for number in numbers.values_list("number", flat=True)])
        worked = User.objects.filter(pk__in=lines.values("entry__officer_id")).order_by("name", "pk")
        self.offer("officer", [(person.pk, str(person)) for person in worked])
        known = page.programme.workstreams.known_on(page.on).order_by("number")
        self.offer("workstream", [(workstream.number, str(workstream)) for workstream in known])

    @property
    def qs(self):
        """None where a filter is wrong: it would else mean every line."""
        return super().qs if self.is_valid() else self.queryset.none()

    def filter_adjustments(self, queryset, name, value):
        return queryset.filter(reverses__isnull=value == "without")
