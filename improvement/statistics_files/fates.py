"""What becomes of each figure of a file. Nothing is saved here, and queries are few, however many rows there are."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import models

from improvement.models.observation import FileLayout
from improvement.statistics_files.local import LocalRows
from improvement.statistics_files.neighbours import NeighbourRows
from improvement.statistics_files.reading import FigureFile
from improvement.statistics_files.register import AuthoritiesNamed
from improvement.statistics_files.tidy import TidyRows


class Fate(models.TextChoices):
    NEW = "new", "New"
    RESTATED = "restated", "Restated"
    UNCHANGED = "unchanged", "Unchanged"
    REFUSED = "refused", "Refused"
    LATER = "later", "Not over yet"


SAVED = (Fate.NEW, Fate.RESTATED)


@dataclass(frozen=True)
class JudgedFigure:
    """A figure of a file, by its line: what becomes of it, and why where it is refused."""

    line: int
    fate: Fate
    why: str = ""
    record: Any = None
    """The Observation or NeighbourSet it means, saved on confirming if new or restated."""
    before: Any = None
    """What is held in its place now."""

    @property
    def seen(self):
        """What somebody who looked at the preview saw of it, in short."""
        before = self.before.pk if self.before else ""
        said = (self.record.cell, self.record.content) if self.record else ""
        return f"{self.line}:{self.fate}:{said}:{before}"


@dataclass(frozen=True)
class Judgement:
    """All figures of a file, and what was passed over because no measure takes it."""

    figures: tuple
    passed_over: int
    new_authorities: tuple
    """Councils and regions that the file names and nothing here has named before: unsaved."""

    @property
    def counts(self):
        found = Counter(figure.fate for figure in self.figures)
        return {fate: found[fate] for fate in Fate}

    @property
    def most_urgent_first(self):
        """What somebody has to look at before they answer, and then by line."""
        order = [Fate.REFUSED, Fate.RESTATED, Fate.NEW, Fate.LATER, Fate.UNCHANGED]
        return sorted(self.figures, key=lambda figure: order.index(figure.fate))

    @property
    def saved(self):
        return [figure for figure in self.figures if figure.fate in SAVED]

    @property
    def digest(self):
        """What a preview showed, in short: its confirmation names it, and saves nothing else."""
        text = " ".join(figure.seen for figure in self.figures)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


_ROWS = {FileLayout.TIDY: TidyRows, FileLayout.LOCAL: LocalRows, FileLayout.NEIGHBOURS: NeighbourRows}


def judged(statistics_import, on):
    """The Judgement of an import's rows, as things stand now."""
    file = FigureFile.kept(statistics_import)
    named = AuthoritiesNamed()
    rows = _ROWS[file.layout](statistics_import, file, named, on)
    found = list(rows.read())
    judge = _Judge(rows.held(), on)
    return Judgement(tuple(judge.judge(*figure) for figure in found), rows.passed_over, tuple(named.new))


class _Judge:
    """Holds each figure against what is held now, and against those above it in the file."""

    def __init__(self, held, on):
        self.held, self.on = held, on
        self.lines = {}

    def judge(self, line, record, fault):
        if fault:
            return JudgedFigure(line, Fate.REFUSED, fault)
        if record.cell in self.lines:
            return JudgedFigure(
                line, Fate.REFUSED, f"Line {self.lines[record.cell]} gives this figure already.", record
            )
        self.lines[record.cell] = line
        if record.last_day > self.on:
            return JudgedFigure(line, Fate.LATER, "This period is not over yet.", record)
        before = self.held.get(record.cell)
        if before is None:
            return JudgedFigure(line, Fate.NEW, record=record)
        if record.says_the_same_as(before):
            return JudgedFigure(line, Fate.UNCHANGED, record=record, before=before)
        return JudgedFigure(line, Fate.RESTATED, record=record, before=before)
