"""Reading claim lines, however many: one query, a few thousand rows at a time, typed or as the text of a CSV."""

from contextlib import nullcontext
from itertools import islice

from django.db import connection, transaction
from django.db.models import Func, TextField
from django.db.models.functions import Cast

from config.spreadsheets import csv_text, harmless
from config.workbooks import Kind

AT_ONCE = 2000
_REMEMBERED = 10_000
_PLACES = {Kind.WHOLE: 0, Kind.DAYS: 1, Kind.PERCENT: 1, Kind.POUNDS: 2}


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

    The database writes numbers and dates as text, and a text that comes again is made harmless once: so it takes less
    than twice the time that PostgreSQL's own COPY takes.
    """
    yield csv_text([[column.heading for column in columns]])
    ways = [_Remembered(column.words) if column.kind == Kind.TEXT else None for column in columns]
    with _reading():
        rows = lines.values_list(*(_expression(column) for column in columns)).iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            cells = [
                values if way is None else map(way.__getitem__, values)
                for way, values in zip(ways, zip(*some, strict=True), strict=True)
            ]
            yield csv_text(zip(*cells, strict=True))


def _reading():
    """On PostgreSQL a cursor of the server's lives in a transaction; on SQLite that would keep every writer waiting."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


class _Remembered(dict):
    """What a file says for a value, worked out once for each; forgotten now and then, so that memory stays flat."""

    def __init__(self, words):
        self.words = words

    def __missing__(self, value):
        if len(self) >= _REMEMBERED:
            self.clear()
        said = self[value] = harmless(self.words(value) if self.words else value)
        return said


class _Written(Func):
    """A number as text, written alike by both databases: 500.00."""

    output_field = TextField()

    def __init__(self, field, places):
        super().__init__(field)
        self.places = places

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(%(expressions)s)::text")

    def as_sqlite(self, compiler, connection, **context):
        # SQLite keeps decimals as floating numbers of 15 digits, of which money here has 12 at most.
        return self.as_sql(compiler, connection, template=f"printf('%%%%.{self.places}f', %(expressions)s)")


def _expression(column):
    if column.kind == Kind.DATE:
        return Cast(column.field, TextField())
    places = _PLACES.get(column.kind)
    return _Written(column.field, places) if places else column.field
