"""What is said differently in two packs, from what was frozen of each."""

from dataclasses import dataclass
from itertools import chain, count

from commissioner.documents.printed import cell_text


@dataclass(frozen=True)
class RowDifference:
    """A row that only one of two tables has, or that says something else in the second."""

    name: str
    before: str
    """What the first says of it; empty where it is new."""
    after: str
    """What the second says; empty where it is gone."""


@dataclass(frozen=True)
class TableDifference:
    name: str
    rows: tuple[RowDifference, ...]


def figures_differences(first, second):
    """The RowDifferences of the figures at the top of two Documents."""
    before, after = ({name: {"": said} for name, said in document.figures} for document in (first, second))
    return tuple(_differences(before, after))


def table_differences(first, second):
    """The TableDifferences of two Documents, in the order of the second; nothing of tables that say the same."""
    earlier, later = (
        {table.name: _rows(table) for table in document.tables if table.is_compared} for document in (first, second)
    )
    names = [*later, *(name for name in earlier if name not in later)]
    found = (TableDifference(name, tuple(_differences(earlier.get(name, {}), later.get(name, {})))) for name in names)
    return tuple(difference for difference in found if difference.rows)


def _differences(before, after):
    """Of {a row's name: {heading: what it says}}: where a row says something else, only what differs."""
    for name, said in after.items():
        was = before.get(name)
        if was is None:
            yield RowDifference(name, "", _told(said))
        elif was != said:
            differ = [heading for heading in {**was, **said} if was.get(heading) != said.get(heading)]
            yield RowDifference(name, _told(was, differ), _told(said, differ))
    yield from (RowDifference(name, _told(was), "") for name, was in before.items() if name not in after)


def _told(said, only=None):
    shown = [(heading, words) for heading, words in said.items() if words and (only is None or heading in only)]
    return "; ".join(f"{heading}: {words}" if heading else words for heading, words in shown) or "Nothing"


def _rows(table):
    """{a row's name: {heading: what it says}}; rows of one name are told apart by their order."""
    found = {}
    for row in table.rows:
        told = [(column, _text(cell, column)) for column, cell in zip(table.columns, row, strict=True)]
        name = " · ".join(text for column, text in told if column.is_key)
        found[_new(name, found)] = {column.heading: text for column, text in told if not column.is_key}
    return found


def _new(name, taken):
    names = chain([name], (f"{name} ({number})" for number in count(2)))
    return next(one for one in names if one not in taken)


def _text(cell, column):
    return cell[0] if column.kind == "COLOUR" else cell_text(cell, column.kind)
