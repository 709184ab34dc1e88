"""A file of figures as texts: which of the three kinds it is, its headings, and its rows with their lines."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice

from django.core.exceptions import ValidationError

from config.personal_data import refuse_personal_identifiers
from config.sheets import Bounds, sheets
from improvement.models.observation import FileLayout
from improvement.periods import NotAPeriod, PeriodKind, period_from

MAX_ROWS = 60_000
BOUNDS = Bounds(columns=120, max_bytes=20 * 1024 * 1024, advice="Copy the rows of figures into a new file.")
_LOOKED_THROUGH = 20
"""A title and some remarks may stand above the headings."""

LOCAL_COLUMNS = {
    "indicator": ("indicator", "measure", "code", "indicator code", "measure code"),
    "period": ("period", "month", "quarter", "year", "date"),
    "value": ("value", "figure", "result", "actual"),
    "numerator": ("numerator",),
    "denominator": ("denominator",),
    "authority": ("authority", "council", "local authority"),
}
_TIDY = {"time_period", "time_identifier", "geographic_level"}
_CHILD = re.compile(
    r"\b(?:upn|nhs\s*(?:no|number)?|d\.?o\.?b|dates?\s*of\s*birth|birth\s*dates?|"
    r"(?:forename|surname|(?:first|last|full|family)\s*name)s?|child(?:ren)?(?:['’]s)?\s*names?|names?\s*of\s*child|"
    r"names?\s*of\s*children|pupil\s*name|child\s*id|client\s*id|case\s*id|pupil\s*id|"
    r"person\s*id|unique\s*pupil\s*number|postcode|address|ethnicity\s*code)\b"
)
_PLAIN_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")


@dataclass(frozen=True)
class FigureFile:
    """What a file holds: `rows` are lists of its line in the file and its cells as texts, one for each heading."""

    layout: FileLayout
    headings: list
    rows: list

    def as_kept(self):
        return {"headings": self.headings, "rows": self.rows}

    @classmethod
    def kept(cls, statistics_import):
        return cls(FileLayout(statistics_import.layout), **statistics_import.rows)

    def places(self):
        """{heading: its place in a row}: the line of the file is at 0."""
        return {heading: place for place, heading in enumerate(self.headings, start=1)}


def read_figures(content):
    """The FigureFile of an uploaded file.

    Raises ValidationError for what is no spreadsheet, has no headings we know, has too many rows, or holds anything
    about single children: then nothing of it is kept.
    """
    for rows in sheets(content, BOUNDS):
        looked = list(islice(rows, _LOOKED_THROUGH))
        for number, (line, cells) in enumerate(looked):
            # First, so that no sentence below shows one.
            _refuse_identifiers(line, cells)
            headings = [_heading(cell) for cell in cells]
            _refuse_child_columns(headings)
            layout = _layout(headings)
            if layout:
                return _read(layout, headings, looked[number + 1 :], rows)
    raise ValidationError(
        "No headings of figures were found. Published statistics have time_period, time_identifier and "
        "geographic_level; local figures have Measure, Period and Value; models of neighbours have SN1 to SN10."
    )


def _heading(cell):
    return " ".join(cell.casefold().split())


def _layout(headings):
    names = set(headings)
    if names >= _TIDY:
        return FileLayout.TIDY
    if neighbour_places(headings):
        return FileLayout.NEIGHBOURS
    local = local_places(headings)
    if "indicator" in local and (({"period", "value"} <= set(local)) or month_places(headings)):
        return FileLayout.LOCAL
    return None


def local_places(headings):
    """{what a column of local figures holds: its place among the headings, from 1}."""
    plain = [heading.replace("_", " ").rstrip(":.") for heading in headings]
    found = {}
    for name, words in LOCAL_COLUMNS.items():
        place = next((plain.index(word) for word in words if word in plain), None)
        if place is not None:
            found[name] = place + 1
    return found


def month_places(headings):
    """{place from 1: the text of its month}, of headings that are months: figures side by side, a month a column."""
    return {place: heading for place, heading in enumerate(headings, start=1) if _is_month(heading)}


def _is_month(heading):
    try:
        period_from(heading, PeriodKind.MONTH)
    except NotAPeriod:
        return False
    return True


def neighbour_places(headings):
    """Places from 1 of the columns SN1 to SN10 (or SN_1), in their order; none where there are not ten."""
    wanted = [f"sn{rank}" for rank in range(1, 11)]
    plain = [heading.replace("_", "").replace(" ", "") for heading in headings]
    return [plain.index(name) + 1 for name in wanted] if set(wanted) <= set(plain) else []


def _refuse_child_columns(headings):
    for heading in headings:
        if _CHILD.search(heading.replace("_", " ")):
            raise ValidationError(
                f"The column “{heading[:40]}” is about single children, so nothing of this file is kept. "
                "Send counts only, never a list of children."
            )


def _read(layout, headings, first, rest):
    while headings and not headings[-1]:
        headings.pop()
    if layout != FileLayout.NEIGHBOURS:
        _refuse_twins(headings)
    found = []
    for line, cells in chain(first, rest):
        if len(found) == MAX_ROWS:
            raise ValidationError(f"This file has more than {MAX_ROWS:,} rows. Divide it.")
        _refuse_identifiers(line, cells)
        beside = cells[len(headings) :]
        if layout != FileLayout.NEIGHBOURS and any(_PLAIN_NUMBER.fullmatch(cell) for cell in beside):
            # As of 1,200 without quotation marks: the 1 would be taken for the figure. A remark may stand there.
            raise ValidationError(
                f"Line {line} has a number beyond the last heading. Write numbers without commas, put texts with "
                "commas into quotation marks, and give every column a heading."
            )
        texts = [*cells, *[""] * (len(headings) - len(cells))][: len(headings)]
        if any(texts):
            found.append([line, *texts])
    if not found:
        raise ValidationError("There are headings and no rows below them.")
    return FigureFile(layout, headings, found)


def _refuse_twins(headings):
    for heading, count in Counter(headings).items():
        if heading and count > 1:
            raise ValidationError(f"Two columns are headed “{heading[:40]}”: give each a heading of its own.")


def _refuse_identifiers(line, cells):
    for cell in cells:
        if cell and not _PLAIN_NUMBER.fullmatch(cell):
            try:
                refuse_personal_identifiers(cell)
            except ValidationError as error:
                raise ValidationError(
                    f"Line {line}: {' '.join(error.messages)} Nothing of this file is kept: send counts only."
                ) from None
