"""Reading claim lines, however many: one query, a few thousand rows at a time, typed or as the text of a CSV."""

from contextlib import nullcontext
from itertools import groupby, islice

from django.db import connection, transaction
from django.db.models import Func, TextField

from config.spreadsheets import csv_text, harmless
from config.workbooks import Kind

AT_ONCE = 2000
_REMEMBERED = 20_000
_BETWEEN = "\x1f"
"""Between texts on their way from the database: the control character that is made for it. In a text it is a space."""


def typed_rows(lines, columns):
    """Yield a tuple of values for each line: dates, Decimals, numbers and texts."""
    ways = [(index, column.words) for index, column in enumerate(columns) if column.words]
    with _reading():
        for row in lines.values_list(*(column.field for column in columns)).iterator(chunk_size=AT_ONCE):
            values = list(row)
            for index, words in ways:
                values[index] = words(values[index])
            yield tuple(values)


def csv_parts(lines, columns):
    """Yield the text of a CSV of the lines, the headings first: RFC 4180.

    It takes less than twice the time of PostgreSQL's own COPY: the database hands over neighbouring columns as one
    text, numbers and dates as they are written, and texts that come again are quoted and made harmless once.
    """
    yield csv_text([[column.heading for column in columns]])
    runs = [(is_numbers, list(run)) for is_numbers, run in groupby(columns, key=_NumbersOrTexts())]
    expressions = [_Joined(run, "," if is_numbers else _BETWEEN) for is_numbers, run in runs]
    ways = [None if is_numbers else _Quoted(run) for is_numbers, run in runs]
    with _reading():
        rows = lines.values_list(*expressions).iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            cells = [
                values if way is None else map(way.__getitem__, values)
                for way, values in zip(ways, zip(*some, strict=True), strict=True)
            ]
            yield "\r\n".join([*map(",".join, zip(*cells, strict=True)), ""])


def _reading():
    """On PostgreSQL a cursor of the server's lives in a transaction; on SQLite that would keep every writer waiting."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


class _NumbersOrTexts:
    """Whether a column belongs to a run of numbers: a whole number stands with what comes before it."""

    def __init__(self):
        self.is_numbers = True

    def __call__(self, column):
        if column.kind != Kind.WHOLE:
            self.is_numbers = column.kind != Kind.TEXT
        return self.is_numbers


class _Quoted(dict):
    """The texts of a run of columns as cells of a CSV, worked out once for each combination that comes.

    Forgotten now and then, so that memory stays flat.
    """

    def __init__(self, columns):
        self.words = [column.words or str for column in columns]

    def __missing__(self, texts):
        if len(self) >= _REMEMBERED:
            self.clear()
        said = [harmless(words(text)) for words, text in zip(self.words, texts.split(_BETWEEN), strict=True)]
        # Beside an empty cell, as part of a row: alone, nothing at all would be quoted.
        cells = self[texts] = csv_text([["", *said]])[1:-2]
        return cells


class _Joined(Func):
    """Neighbouring columns as one text, written alike by both databases: 2017-02-01,0.5,500.00."""

    output_field = TextField()

    def __init__(self, columns, between):
        super().__init__(*(column.field for column in columns))
        self.kinds = [column.kind for column in columns]
        self.is_free = [column.kind == Kind.TEXT and column.words is None for column in columns]
        self.between = between

    def as_postgresql(self, compiler, connection, **context):
        # concat() writes each as COPY does, and nothing for NULL.
        return self._sql(compiler, "concat({})", ", '{}', ", {}, free="replace({}, '{}', ' ')")

    def as_sqlite(self, compiler, connection, **context):
        # SQLite keeps decimals as floating numbers of 15 digits, of which money here has 12 at most.
        two, one, other = "printf('%%.2f', {})", "printf('%%.1f', {})", "coalesce({}, '')"
        forms = dict.fromkeys(Kind, other) | {Kind.POUNDS: two, Kind.DAYS: one, Kind.PERCENT: one}
        return self._sql(compiler, "({})", " || '{}' || ", forms, free="coalesce(replace({}, '{}', ' '), '')")

    def _sql(self, compiler, whole, between, forms, *, free):
        cells, facts = [], []
        for expression, kind, is_free in zip(self.source_expressions, self.kinds, self.is_free, strict=True):
            sql, params = compiler.compile(expression)
            form = free if is_free else forms.get(kind, "{}")
            cells.append(form.format(sql, _BETWEEN))
            facts.extend(params)
        return whole.format(between.format(self.between).join(cells)), facts
