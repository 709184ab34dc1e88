"""The table that set the programme's context: one row a measure, one column an authority."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ComparisonRow:
    measure: str
    basis: str
    cells: tuple
    """A Comparator for each authority in order, or None where there is no figure."""


@dataclass(frozen=True)
class Comparison:
    authorities: tuple
    rows: tuple

    @property
    def columns(self):
        """Each authority with the date of all its figures, or None where they differ."""
        dates = [
            {cell.as_at for cell in cells if cell} for cells in zip(*(row.cells for row in self.rows), strict=True)
        ]
        return [(a, min(d) if len(d) == 1 else None) for a, d in zip(self.authorities, dates, strict=True)]

    @property
    def is_dated_by_column(self):
        return all(date for _, date in self.columns)


def comparison_of(comparators, *, first):
    """Comparators laid out by measure and authority, the supported authority first. One query."""
    comparators = list(comparators)
    authorities = sorted({c.authority for c in comparators}, key=lambda a: (a != first, a.name))
    rows = {}
    for comparator in comparators:
        key = (comparator.measure, comparator.unit, comparator.get_basis_display())
        rows.setdefault(key, {})[comparator.authority] = comparator
    return Comparison(
        authorities=tuple(authorities),
        rows=tuple(
            ComparisonRow(measure, basis, tuple(cells.get(authority) for authority in authorities))
            for (measure, _, basis), cells in rows.items()
        ),
    )
