"""The audit trail as an administrator sees it: their programmes' events, and sign-ins of the people in them."""

import django_filters
import django_tables2 as tables
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts.lists import ROWS_A_PAGE, ListTable, values_of
from accounts.models import Membership
from audit.actions import record
from audit.models import INSTALLATION, Event
from config import dates
from config.components import Fact
from config.spreadsheets import csv_response


def events_visible_to(user):
    """Events of the programmes whose trail the person may see, and account events of the people in them."""
    programmes = user.programmes_with("audit.view")
    people = Membership.objects.filter(programme__in=programmes).values("user")
    slugs = [programme.slug for programme in programmes]
    return Event.objects.filter(Q(chain__in=slugs) | Q(chain=INSTALLATION, actor_id__in=people))


class EventTable(ListTable):
    caption = "Events"

    at = tables.DateTimeColumn(verbose_name="When", linkify=("event-detail", {"pk": tables.A("pk")}), short=True)
    action = tables.Column(verbose_name="What")
    actor_name = tables.Column(verbose_name="Who", default="The system")
    record_name = tables.Column(verbose_name="Record")
    reason = tables.Column(orderable=False)
    address = tables.Column()
    chain = tables.Column(verbose_name="Programme")
    sequence = tables.Column(attrs={"th": {"class": "numeric"}, "td": {"class": "numeric"}})

    class Meta:
        empty_text = "No event matches."


def day(label, lookup):
    return django_filters.DateFilter(
        label=label,
        field_name="at",
        lookup_expr=lookup,
        help_text="For example, 28/2/2017",
        error_messages={"invalid": "Enter a real date, like 28/2/2017"},
    )


class EventFilter(django_filters.FilterSet):
    actor = django_filters.CharFilter(label="Who", field_name="actor_name", lookup_expr="icontains", max_length=100)
    action = django_filters.CharFilter(label="What", lookup_expr="icontains", max_length=40)
    about = django_filters.CharFilter(label="Record", field_name="record_name", lookup_expr="icontains", max_length=100)
    since = day("From", "date__gte")
    until = day("To", "date__lte")
    chain = django_filters.ChoiceFilter(label="Programme", empty_label="All", choices=())

    def __init__(self, *args, chains, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["chain"].choices = chains


def _visible(request):
    if not request.user.programmes_with("audit.view"):
        raise PermissionDenied("Only administrators see the audit trail.")
    return events_visible_to(request.user)


@require_safe
@login_required
def event_list(request, as_csv=False):
    events = _visible(request)
    chains = [(p.slug, p.name) for p in request.user.programmes_with("audit.view")] + [(INSTALLATION, "Accounts")]
    filter_ = EventFilter(request.GET, queryset=events.order_by("-at", "-pk"), chains=chains)
    table = EventTable(filter_.qs)
    if as_csv:
        RequestConfig(request, paginate=False).configure(table)
        with transaction.atomic():
            record("trail.exported", by=request.user)
        return csv_response(values_of(table), f"audit-{dates.today():%Y-%m-%d}.csv")
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "accounts/trail.html",
        {
            "table": table,
            "filter": filter_,
            "csv_query": query.urlencode(),
            "breadcrumbs": [("Programmes", "/"), ("Audit trail", "")],
        },
    )


@require_safe
@login_required
def event_detail(request, pk):
    event = get_object_or_404(_visible(request), pk=pk)
    names = sorted(event.before.keys() | event.after.keys())
    return render(
        request,
        "accounts/event_detail.html",
        {
            "event": event,
            "facts": _facts(event),
            "changes": [(name, event.before.get(name, ""), event.after.get(name, "")) for name in names],
            "breadcrumbs": [("Programmes", "/"), ("Audit trail", "/audit/"), (f"Event {event.sequence}", "")],
        },
    )


def _facts(event):
    of = f"{event.record_name} ({event.record_kind} {event.record_id})" if event.record_kind else ""
    return [
        Fact("Chain and number", f"{event.chain}, {event.sequence}"),
        Fact("Record", of),
        Fact("Reason", event.reason),
        Fact("Address", event.address),
        Fact("Hash", event.hash, is_code=True),
        Fact("Hash before", event.previous_hash, is_code=True),
    ]
