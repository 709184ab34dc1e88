"""How pages answer an uploaded file: what becomes of each row, and then all at once or not at all."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django_tables2 import RequestConfig

from accounts.lists import ROWS_A_PAGE


def import_preview(request, found, rows, *, fates, table_class, seen, template="import_preview.html", **said):
    """What becomes of each row of an uploaded file, with the answers to it.

    Rows have a `fate`, one of `fates`; `seen` is their digest, which the confirmation names; `said` are the page's
    own words.
    """
    fate = request.GET.get("fate", "")
    chosen = [row for row in rows if row.fate == fate] if fate in fates.values else rows
    table = table_class(chosen, page=request.page, request=request)
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE}).configure(table)
    tally = Counter(row.fate for row in rows)
    context = {
        "import": found,
        "counts": [(kind.value, kind.label, tally[kind]) for kind in fates],
        "all_rows": len(rows),
        "fate": fate,
        "table": table,
        "seen": seen,
    }
    return render(request, template, context | said)


def answer_import(request, found, action, done, **facts):
    """Confirm an import or let it go; a refusal is told on its own page.

    `done` makes of what the action gave back (the message, the address to go on to).
    """
    if request.method != "POST":
        return redirect(found)
    try:
        made = action(by=request.user, **facts)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    said, onward = done(made)
    messages.success(request, said)
    return redirect(onward)
