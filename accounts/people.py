"""The list of who may do what in a programme, and since when."""

import django_filters
import django_tables2 as tables
from django.db.models import Q

from accounts.lists import DayColumn, ProgrammeFilter, ProgrammeTable, chip
from accounts.roles import ROLE_CHOICES
from config import dates


class PeopleTable(ProgrammeTable):
    caption = "People"

    name = tables.Column(accessor="user__name")
    organisation = tables.Column(accessor="user__organisation")
    email = tables.Column(accessor="user__email", verbose_name="Email")
    role = tables.Column(accessor="get_role_display", order_by=("role",))
    from_on = DayColumn(verbose_name="From")
    until_on = DayColumn(verbose_name="Until")
    state = tables.Column(empty_values=(), orderable=False)
    steps = tables.TemplateColumn(
        template_name="accounts/person_steps.html", verbose_name="Change", orderable=False, exclude_from_export=True
    )

    class Meta:
        empty_text = "Nobody matches."

    def value_state(self, record):
        if not record.user.is_active:
            return "Shut out"
        return "Holds" if record.holds_on(dates.today()) else "Does not hold today"

    def render_state(self, record):
        colours = {"Holds": "light-green", "Shut out": "light-red"}
        state = self.value_state(record)
        return chip(state, colours.get(state, "light-grey"))


class PeopleFilter(ProgrammeFilter):
    q = django_filters.CharFilter(label="Name, organisation or email", method="filter_words", max_length=100)
    role = django_filters.ChoiceFilter(label="Role", choices=ROLE_CHOICES, empty_label="Any")
    today = django_filters.ChoiceFilter(
        label="Held today", choices=[("yes", "Yes"), ("no", "No")], method="filter_today", empty_label="Any"
    )

    def filter_words(self, queryset, name, value):
        for word in value.split()[:10]:
            anywhere = Q(user__name__icontains=word) | Q(user__organisation__icontains=word)
            queryset = queryset.filter(anywhere | Q(user__email__icontains=word))
        return queryset

    def filter_today(self, queryset, name, value):
        holding = queryset.holding_on(dates.today())
        return holding if value == "yes" else queryset.exclude(pk__in=holding.values("pk"))
