"""A document as PDF/UA: the facts that templates/pdf/document.typ lays out."""

import datetime

from commissioner.documents.document import Computed, Heading, Paragraph, Picture, Points, Prose, Table
from config.charts import FONT
from config.days import figure
from config.money import pounds
from config.pdf import pdf
from config.prose import blocks_of
from improvement.wording import day as in_words

TYPEFACE = "Source Sans 3"
"""Of printed documents, also in their charts."""


def printed(document, pictures):
    """The bytes of the PDF. `pictures` are {digest: SVG text}."""
    facts = {
        "title": document.title,
        "number": document.number,
        "author": document.author,
        "mark": document.mark,
        "made": in_words(document.made_on),
        "about": document.about,
        "figures": document.figures,
        "sections": [
            {"heading": section.heading, "blocks": [_facts(block, pictures) for block in section.blocks]}
            for section in document.sections
        ],
    }
    return pdf("document.typ", facts, made_on=document.made_on)


def _facts(block, pictures):
    kind = type(block).__name__.lower()
    if isinstance(block, Table):
        return _table_facts(block)
    return {"block": kind, **_WRITERS[type(block)](block, pictures)}


def _picture_facts(block, pictures):
    svg = pictures[block.digest].replace(FONT, TYPEFACE)
    return {"svg": svg, "alt": block.alt, "caption": block.caption, "width": block.width}


def _point_facts(block, pictures):
    points = [{"title": p.title, "lines": p.lines, "chip": p.chip, "colour": p.colour} for p in block.points]
    return {"points": points}


_WRITERS = {
    Prose: lambda block, pictures: {"parts": _parts(block)},
    Paragraph: lambda block, pictures: {"text": block.text, "is_note": block.is_note},
    Computed: lambda block, pictures: {"lines": [line.text for line in block.lines]},
    Points: _point_facts,
    Picture: _picture_facts,
    Heading: lambda block, pictures: {"text": block.text},
}


def _parts(block):
    return [
        {
            "kind": part.kind,
            "start": part.start,
            "items": [[[run.text, run.strong, run.emphasis] for run in item] for item in part.items],
        }
        for part in blocks_of(block.text)
    ]


def _table_facts(table):
    return {
        "block": "table",
        "caption": table.caption,
        "columns": [
            {"heading": column.heading, "is_number": column.is_number, "wide": column.wide} for column in table.columns
        ],
        "rows": [
            [_printed(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
        ],
    }


def _printed(cell, column):
    """A cell as [text, colour of its chip or ""]."""
    if column.kind == "COLOUR":
        return list(cell)
    return [cell_text(cell, column.kind), ""]


def cell_text(cell, kind):
    """A cell in words, as pages and paper show it."""
    if cell is None:
        return ""
    if kind == "POUNDS":
        return pounds(cell)
    if kind in ("DAYS", "PERCENT"):
        return figure(cell)
    if isinstance(cell, datetime.date):
        return f"{cell:%-d %b %Y}"
    return str(cell)
