"""Lists of a programme's records: filtered, sorted, paged, and the same rows as CSV."""

from functools import cached_property

import django_filters
import django_tables2 as tables
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import render
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django_tables2 import RequestConfig
from django_tables2.utils import signature

from audit.actions import record
from config.spreadsheets import csv_response

ROWS_A_PAGE = 50
NUMERIC = {"th": {"class": "numeric"}, "td": {"class": "numeric"}}


class DayColumn(tables.Column):
    """A date as people read it, and in files as 2017-02-28. A template for each cell would take a tenth of a page."""

    def render(self, value):
        return date_format(value, "SHORT_DATE_FORMAT")

    def value(self, value):
        return value.isoformat()


class ListTable(tables.Table):
    """A table as templates/govuk/table.html draws it."""

    def body(self):
        """The cells of each row of the page, as HTML.

        What stands around a cell is the column's, and worked out once for all its rows.
        """
        opened = [
            (_drawer(column), format_html('<td data-label="{}" {}>', column.header, column.attrs["td"].as_html()))
            for column in self.columns
        ]
        for row in self.paginated_rows:
            yield format_html_join("", "{}{}</td>", ((tag, localize(draw(row))) for draw, tag in opened))


def _drawer(column):
    """What draws the cell of a row in a column, as BoundRow.get_cell() does.

    That reads anew for each cell which arguments the column's render() takes, a quarter of the time of a page.
    """
    names, takes_all = signature(column.render)

    def draw(row):
        def render(_, value=None):
            given = row._optional_cell_arguments(column, value)
            content = column.render(**(given if takes_all else {name: given[name] for name in names}))
            return column.link(content, **given) if column.link else content

        return row._get_and_render_with(column, render, default=column.default)

    return draw


class ProgrammeTable(ListTable):
    """A table that knows the page it is on, so that its links keep the programme and the day."""

    def __init__(self, *args, page, **kwargs):
        self.page_here = page
        super().__init__(*args, **kwargs)

    def link(self, text, name, *args):
        return format_html('<a class="govuk-link" href="{}">{}</a>', self.page_here.url(name, *args), text)


def chip(label, colour):
    return format_html('<span class="app-chip app-chip--{}">{}</span>', colour, label)


class ProgrammeFilter(django_filters.FilterSet):
    """A filter whose choices can be limited to the programme: `self.page_here`."""

    def __init__(self, *args, page, **kwargs):
        self.page_here = page
        super().__init__(*args, **kwargs)

    def offer(self, name, choices):
        """Set the choices of a filter for this page alone. Those of the class are drawn into the API's schema."""
        self.form.fields[name].choices = choices

    def count(self):
        """How many rows it leaves; a filter that knows a quicker way than to count them says so."""
        return self.qs.count()

    @property
    def asked(self):
        """What the list is narrowed to, for the address of another page that is narrowed the same."""
        return {name: value for name, value in self.form.cleaned_data.items() if value} if self.is_valid() else {}


def paginator_of(filter_):
    """A class of Paginator that asks the filter how many rows there are."""

    class Filtered(Paginator):
        @cached_property
        def count(self):
            return filter_.count()

    return Filtered


def list_page(
    request, *, rows, table_class, filter_class, template, name, as_csv=False, says=None, table_facts=None, **context
):
    """Answer a list, or with `as_csv` the same filtered and sorted rows as a file.

    `rows` is a queryset in its default order; `name` names the file: torbay-risks-2017-02-28.csv. `says` makes of the
    filter a sentence about its rows, which the template finds in `sentence`. `table_facts` go to the table.

    Raises BadRequest for a file whose filter cannot be read: it would hold rows that were not asked for.
    """
    page = request.page
    filter_ = filter_class(request.GET, queryset=rows, page=page)
    table = table_class(filter_.qs, page=page, **(table_facts or {}))
    if as_csv:
        refuse_unreadable(filter_)
        RequestConfig(request, paginate=False).configure(table)
        return export(page, values_of(table), name, by=request.user)
    paginate = {"per_page": ROWS_A_PAGE, "paginator_class": paginator_of(filter_)}
    RequestConfig(request, paginate=paginate).configure(table)
    query = request.GET.copy()
    query.pop("page", None)
    if says:
        context["sentence"] = says(filter_)
    return render(
        request,
        template,
        {"table": table, "filter": filter_, "csv_query": query.urlencode(), **context},
    )


def refuse_unreadable(filter_):
    """Raise BadRequest where what a file is to be narrowed to cannot be read."""
    if not filter_.is_valid():
        names = [str(filter_.form.fields[name].label) for name in filter_.form.errors]
        raise BadRequest(
            f"The list cannot be narrowed like this: {', '.join(names)}. Change the filter, and try again."
        )


def values_of(table):
    """The rows of a table for a file, headings first: what pages show as a dash is an empty cell."""
    return (["" if value == table.default else value for value in row] for row in table.as_values())


def export(page, rows, name, *, by):
    """Answer rows, headings first, as a CSV named for the programme and the day; who took it is on the audit trail."""
    with transaction.atomic():
        record("list.exported", by=by, programme=page.programme, after={"list": name, "on": page.on})
    return csv_response(rows, f"{page.programme.slug}-{name}-{page.on:%Y-%m-%d}.csv")
