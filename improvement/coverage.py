"""Which workstreams answer which findings, and where the gaps are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CoverageRow:
    finding: object
    cells: tuple
    """For each workstream of the matrix, in order, whether it answers the finding."""

    @property
    def is_gap(self):
        return not any(self.cells)


@dataclass(frozen=True)
class CoverageMatrix:
    workstreams: tuple
    rows: tuple

    @property
    def gaps(self):
        return [row.finding for row in self.rows if row.is_gap]

    @property
    def answered(self):
        return [row.finding for row in self.rows if not row.is_gap]

    @property
    def idle(self):
        """Workstreams that answer no finding: the gap in the other direction."""
        answering = [any(column) for column in zip(*(row.cells for row in self.rows), strict=True)]
        answering = answering or [False] * len(self.workstreams)
        return [w for w, answers in zip(self.workstreams, answering, strict=True) if not answers]


def coverage_of(findings, workstreams):
    """The matrix of findings_on() by workstreams, gaps first as the findings are ordered. Three queries."""
    workstreams = tuple(workstreams.order_by("number"))
    rows = []
    for finding in findings:
        answering = {coverage.workstream_id for coverage in finding.standing}
        rows.append(CoverageRow(finding, tuple(w.pk in answering for w in workstreams)))
    return CoverageMatrix(workstreams, tuple(rows))
