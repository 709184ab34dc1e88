"""What stands in a document: sections, and in them words, points, tables and pictures. No markup, no queries."""

import datetime
from dataclasses import asdict, dataclass
from decimal import Decimal

from config.workbooks import Kind


@dataclass(frozen=True)
class Paragraph:
    """A sentence or more, worked out from the facts."""

    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Told:
    """A sentence worked out from the facts, and where they are: the address of their page, and its words."""

    text: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Computed:
    """Sentences that nobody wrote, marked as such; each leads to its facts."""

    lines: tuple[Told, ...]


@dataclass(frozen=True)
class Prose:
    """What a person wrote, as plain structured text (config.prose)."""

    text: str


@dataclass(frozen=True)
class Point:
    """One of several things to know: what it is about, what there is to say, and a chip before it where it has one."""

    title: str
    lines: tuple[str, ...] = ()
    chip: str = ""
    """Its words, and in `colour` how it is drawn."""
    colour: str = ""


@dataclass(frozen=True)
class Points:
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Heading:
    """Within a section."""

    text: str


TITLE_WIDE = 4


@dataclass(frozen=True)
class TableColumn:
    heading: str
    kind: str = "TEXT"
    """The name of a config.workbooks.Kind, or COLOUR: then a cell is (words of its chip, colour)."""
    wide: int = 1
    """Its share of a printed line."""
    is_key: bool = False
    """Whether it tells the rows apart, where two documents are compared."""

    @property
    def is_number(self):
        return self.kind != "COLOUR" and Kind[self.kind].is_number

    @property
    def is_title(self):
        """Whether a row is called by it, where the rows of a table stand as cards on a phone."""
        return self.wide >= TITLE_WIDE and self.kind == "TEXT"


@dataclass(frozen=True)
class Table:
    """`name` is that of its sheet in the spreadsheet, at most 31 letters; `caption` says what it shows."""

    name: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple, ...]
    """Each a tuple of str, int, Decimal, date or None, as the column's kind asks."""
    is_compared: bool = True
    """Whether it says something of its own about the programme, so that two documents can be compared by it."""


@dataclass(frozen=True)
class Picture:
    """A chart, named by the digest of what it shows; its SVG is kept beside the document."""

    digest: str
    alt: str
    caption: str
    width: int
    height: int
    address: str = ""
    """Where the picture can be seen while the document is not frozen."""


@dataclass(frozen=True)
class Section:
    anchor: str
    heading: str
    blocks: tuple


@dataclass(frozen=True)
class Document:
    title: str
    number: str
    """What is printed at the top of each page: whose document it is, and which."""
    author: str
    made_on: datetime.date
    about: tuple[tuple[str, str], ...]
    """(what, what it is) of the whole document."""
    figures: tuple[tuple[str, str], ...]
    """(what, how much) of the few figures that matter most."""
    sections: tuple[Section, ...]
    mark: str = ""
    """What stands on every page of a document that was not issued."""

    @property
    def tables(self):
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Table))

    @property
    def pictures(self):
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Picture))


_BLOCKS = {kind.__name__: kind for kind in (Paragraph, Computed, Prose, Points, Heading, Table, Picture)}


def to_plain(document):
    """The Document as what JSON can hold. from_plain() gives the same Document again."""
    plain = asdict(document)
    plain["made_on"] = document.made_on.isoformat()
    plain["sections"] = [
        {
            "anchor": section.anchor,
            "heading": section.heading,
            "blocks": [block_to_plain(block) for block in section.blocks],
        }
        for section in document.sections
    ]
    return plain


def block_to_plain(block):
    """One block as JSON can hold it. block_from_plain() gives it again."""
    plain = asdict(block)
    if isinstance(block, Table):
        plain["rows"] = [[_cell_to_plain(cell) for cell in row] for row in block.rows]
    if isinstance(block, Picture):
        del plain["address"]
    return {"block": type(block).__name__, **plain}


def _cell_to_plain(cell):
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return str(cell)
    return list(cell) if isinstance(cell, tuple) else cell


def from_plain(plain):
    """The Document that to_plain() wrote."""
    facts = plain | {
        "made_on": datetime.date.fromisoformat(plain["made_on"]),
        "about": _tuples(plain["about"]),
        "figures": _tuples(plain["figures"]),
        "sections": tuple(
            Section(
                section["anchor"], section["heading"], tuple(block_from_plain(block) for block in section["blocks"])
            )
            for section in plain["sections"]
        ),
    }
    return Document(**facts)


def _tuples(rows):
    return tuple(tuple(row) for row in rows)


def block_from_plain(plain):
    """The block that block_to_plain() wrote."""
    facts = {name: value for name, value in plain.items() if name != "block"}
    kind = _BLOCKS[plain["block"]]
    if kind is Computed:
        return Computed(tuple(Told(**line) for line in facts["lines"]))
    if kind is Points:
        points = [point | {"lines": tuple(point["lines"])} for point in facts["points"]]
        return Points(tuple(Point(**point) for point in points))
    if kind is Table:
        columns = tuple(TableColumn(**column) for column in facts["columns"])
        rows = tuple(
            tuple(_cell(cell, column.kind) for cell, column in zip(row, columns, strict=True)) for row in facts["rows"]
        )
        return Table(facts["name"], facts["caption"], columns, rows, facts["is_compared"])
    return kind(**facts)


def _cell(cell, kind):
    if cell is None:
        return None
    if kind == "DATE":
        return datetime.date.fromisoformat(cell)
    if kind in ("DAYS", "POUNDS", "PERCENT"):
        return Decimal(cell)
    return tuple(cell) if kind == "COLOUR" else cell
