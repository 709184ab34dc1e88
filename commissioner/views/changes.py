"""What changed between two days, as a page and as a file."""

from django.core.exceptions import BadRequest
from django.shortcuts import render

from accounts.lists import export
from accounts.pages import programme_page
from commissioner.changes.telling import changes_sentence
from commissioner.compared_days import ComparedDays, changes_seen, linked

HEADINGS = (
    "About",
    "Change",
    "For",
    "Record",
    "Name",
    "Of",
    "What",
    "Before",
    "After",
    "From the end of",
    "To the end of",
)


@programme_page("programme.view")
def changes_page(request, programme, as_csv=False):
    page = request.page
    form = ComparedDays(request.GET, page=page)
    if not form.is_valid():
        return _refused(request, form, as_csv)
    found = changes_seen(page, **form.cleaned_data)
    if as_csv:
        return export(page, rows_of(found), "changes", by=request.user)
    asked = {name: value.isoformat() for name, value in form.cleaned_data.items()}
    return render(
        request,
        "commissioner/changes.html",
        {
            "form": form.filled_in,
            "found": found,
            "sentence": changes_sentence(found),
            "groups": linked(page, found),
            "csv_url": page.url("commissioner:changes-csv", **asked),
            "breadcrumbs": [("Changes", "")],
        },
    )


def _refused(request, form, as_csv):
    if as_csv:
        raise BadRequest(" ".join(error for errors in form.errors.values() for error in errors))
    facts = {"form": form, "found": None, "breadcrumbs": [("Changes", "")]}
    return render(request, "commissioner/changes.html", facts, status=400)


def rows_of(found):
    """Headings, and a row for each change in the order of the page."""
    yield HEADINGS
    for subject, group in found.by_subject:
        for change in group:
            whose = change.whose
            about = (subject.label, change.kind.label, change.tone.label, whose.noun, whose.name, whose.of)
            yield *about, change.says, change.before, change.after, found.since, found.until
