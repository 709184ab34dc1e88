"""Capacity: each officer's share of their working days, by month, over all programmes."""

from django.shortcuts import render

from accounts.lists import export
from accounts.pages import programme_page
from claims.capacity import capacity
from claims.sentences import capacity_sentences


@programme_page("capacity.view")
def capacity_list(request, programme, as_csv=False):
    page = request.page
    found = capacity(programme, page.on)
    if as_csv:
        return export(page, _rows(found), "capacity", by=request.user)
    return render(
        request,
        "claims/capacity_list.html",
        {
            "capacity": found,
            "sentences": capacity_sentences(found),
            "lines": [(line, [(cell, _days_url(page, line, cell)) for cell in line.cells]) for line in found.lines],
            "breadcrumbs": [("Allowance", page.url("claims:allowance")), ("Capacity", "")],
        },
    )


def _days_url(page, line, cell):
    """The list of the officer's days of a month on this programme; nothing where there are none."""
    if not cell.here:
        return ""
    within = {
        "officer": line.officer.pk,
        "since": cell.month.first.isoformat(),
        "until": cell.month.last.isoformat(),
    }
    return page.url("claims:entry-list", **within)


def _rows(found):
    yield (
        "Officer",
        "Organisation",
        "Month",
        "Days",
        "Of these on this programme",
        "Working days",
        "Per cent of working days",
        "Over capacity",
    )
    for line in found.lines:
        for cell in line.cells:
            yield (
                line.officer.name,
                line.officer.organisation,
                f"{cell.month.first:%Y-%m}",
                round(cell.days, 1),
                round(cell.here, 1),
                cell.working_days,
                "" if cell.share is None else round(cell.share, 1),
                "Yes" if cell.is_over else "No",
            )
