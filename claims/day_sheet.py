"""A sheet of days: which of its columns hold what, and its rows as texts by column."""

from django.core.exceptions import ValidationError

from claims.models.day import NOTE
from claims.sheets import sheets
from config.personal_data import refuse_personal_identifiers

MAX_ROWS = 5000
HEADINGS = ("Date", "Days", "Workstream", "Kind", "Note")
EXAMPLE = "Example: write over this row"
_LOOKED_THROUGH = 20
"""A title and some remarks may stand above the headings."""

# The first heading that is there is taken: beside a column Date, a column Day holds its weekday.
_COLUMNS = {
    "worked_on": ("date", "day worked", "date worked", "worked on", "date of work", "day"),
    "days": ("days", "how much", "amount", "number of days", "no of days", "day or half", "length", "time"),
    "workstream": ("workstream", "work stream", "workstream number", "workstream no", "ws", "project"),
    "kind": ("kind", "kind of day", "type", "type of day", "where", "location"),
    "note": ("note", "notes", "comment", "comments", "description", "details"),
    "officer": ("officer", "name", "officer name", "who", "email"),
}
_NEEDED = {"worked_on": "Date", "days": "Days", "workstream": "Workstream"}


def rows_of(content):
    """The rows of the first sheet that has the headings, each {"line": 7, "worked_on": "28/2/2017", ...}: texts.

    A text that seems to identify a child, or is too long, is not kept: the row then has its fault instead.
    Raises ValidationError for what is no spreadsheet, has no such headings or too many rows.
    """
    missing = None
    for rows in sheets(content):
        columns, missing = _columns(rows)
        if not missing:
            return _rows(rows, columns)
    raise ValidationError(_no_headings(missing or list(_NEEDED.values())))


def _columns(rows):
    """Read as far as the headings; ({name: place}, []), or ({}, headings missing from the row that has most)."""
    best = list(_NEEDED.values())
    for (_, cells), _ in zip(rows, range(_LOOKED_THROUGH), strict=False):
        columns = _matched(cells)
        missing = [heading for name, heading in _NEEDED.items() if name not in columns]
        if not missing:
            return columns, []
        best = min(best, missing, key=len)
    return {}, best


def _matched(cells):
    places = {}
    for place, cell in enumerate(cells):
        heading = " ".join(cell.casefold().replace("_", " ").replace(".", "").rstrip(":").split())
        places.setdefault(heading, place)
    found = {}
    for name, words in _COLUMNS.items():
        place = next((places[word] for word in words if word in places), None)
        if place is not None:
            found[name] = place
    return found


def _no_headings(missing):
    *first, last = missing
    named = f"{', '.join(first)} or {last}" if first else last
    return (
        f"There is no column headed {named}. Columns are known by their headings: Date, Days and Workstream, "
        "and if you like Kind and Note."
    )


def _rows(rows, columns):
    found = []
    for line, cells in rows:
        texts = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        if not any(texts.values()):
            continue
        if len(found) == MAX_ROWS:
            raise ValidationError(f"This file has more than {MAX_ROWS:,} rows. Divide it.")
        found.append({"line": line} | _kept(texts))
    if not found:
        raise ValidationError("There are headings and no rows below them.")
    return found


def _kept(texts):
    kept = dict.fromkeys(_COLUMNS, "") | {"fault": ""}
    for name, text in texts.items():
        try:
            if len(text) > NOTE:
                raise ValidationError(f"A text is too long: shorten it to {NOTE:,} characters.")
            refuse_personal_identifiers(text)
            kept[name] = text
        except ValidationError as error:
            kept["fault"] = " ".join(error.messages)
    return kept
