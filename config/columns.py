"""A sheet with headings: which of its columns hold what, and its rows as texts by column."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from config.personal_data import refuse_personal_identifiers
from config.sheets import sheets

MAX_ROWS = 5000
LONGEST_TEXT = 1000
_LOOKED_THROUGH = 20
"""A title and some remarks may stand above the headings."""


@dataclass(frozen=True)
class Layout:
    """The columns a sheet may have. Of several headings for one column the first that is there is taken."""

    columns: dict[str, tuple[str, ...]]
    needed: dict[str, str]
    """Columns without which nothing can be read, and what each is called to people."""
    hint: str
    """How columns are known, for somebody whose file was not understood."""


def rows_of(content, layout):
    """The rows of the first sheet that has the headings, each {"line": 7, "fault": "", <column>: "28/2/2017", ...}.

    A text that seems to identify a child, or is too long, is not kept: the row then has its fault instead.
    Raises ValidationError for what is no spreadsheet, has no such headings or too many rows.
    """
    missing = None
    for rows in sheets(content):
        places, missing = _places(rows, layout)
        if not missing:
            return _rows(rows, places, layout)
    raise ValidationError(_no_headings(missing or list(layout.needed.values()), layout))


def _places(rows, layout):
    """Read as far as the headings; ({name: place}, []), or ({}, headings missing from the row that has most)."""
    best = list(layout.needed.values())
    for (_, cells), _ in zip(rows, range(_LOOKED_THROUGH), strict=False):
        places = _matched(cells, layout)
        missing = [heading for name, heading in layout.needed.items() if name not in places]
        if not missing:
            return places, []
        best = min(best, missing, key=len)
    return {}, best


def _matched(cells, layout):
    places = {}
    for place, cell in enumerate(cells):
        heading = " ".join(cell.casefold().replace("_", " ").replace(".", "").rstrip(":").split())
        places.setdefault(heading, place)
    found = {}
    for name, words in layout.columns.items():
        place = next((places[word] for word in words if word in places), None)
        if place is not None:
            found[name] = place
    return found


def _no_headings(missing, layout):
    *first, last = missing
    named = f"{', '.join(first)} or {last}" if first else last
    return f"There is no column headed {named}. {layout.hint}"


def _rows(rows, places, layout):
    found = []
    for line, cells in rows:
        texts = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        if not any(texts.values()):
            continue
        if len(found) == MAX_ROWS:
            raise ValidationError(f"This file has more than {MAX_ROWS:,} rows. Divide it.")
        found.append({"line": line} | _kept(texts, layout))
    if not found:
        raise ValidationError("There are headings and no rows below them.")
    return found


def _kept(texts, layout):
    kept = dict.fromkeys(layout.columns, "") | {"fault": ""}
    for name, text in texts.items():
        try:
            if len(text) > LONGEST_TEXT:
                raise ValidationError(f"A text is too long: shorten it to {LONGEST_TEXT:,} characters.")
            refuse_personal_identifiers(text)
            kept[name] = text
        except ValidationError as error:
            kept["fault"] = " ".join(error.messages)
    return kept
