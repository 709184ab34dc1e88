"""What is said differently in two packs, from what was frozen of each."""

from dataclasses import dataclass

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
    return tuple(_differences(dict(first.figures), dict(second.figures)))


def table_differences(first, second):
    """The TableDifferences of two Documents, in the order of the second; nothing of tables that say the same."""
    earlier = {table.name: table for table in first.tables}
    later = {table.name: table for table in second.tables}
    names = [*later, *(name for name in earlier if name not in later)]
    found = (
        TableDifference(name, tuple(_differences(_rows(earlier.get(name)), _rows(later.get(name))))) for name in names
    )
    return tuple(difference for difference in found if difference.rows)


def _differences(before, after):
    for name, said in after.items():
        if before.get(name) != said:
            yield RowDifference(name, before.get(name, ""), said)
    yield from (RowDifference(name, said, "") for name, said in before.items() if name not in after)


def _rows(table):
    """{a row's name: what it says}; rows of one name are told apart by their order."""
    found = {}
    if table is None:
        return found
    for row in table.rows:
        told = list(zip(table.columns, row, strict=True))
        keys = [column.is_key for column in table.columns]
        name = " · ".join(_text(cell, column) for column, cell in told if column.is_key or not any(keys))
        said = "; ".join(
            f"{column.heading.lower()}: {_text(cell, column)}"
            for column, cell in told
            if not column.is_key and _text(cell, column)
        )
        number = 2
        unique = name
        while unique in found:
            unique = f"{name} ({number})"
            number += 1
        found[unique] = said
    return found


def _text(cell, column):
    return cell[0] if column.kind == "COLOUR" else cell_text(cell, column.kind)
