"""A document as part of a web page."""

from django.template.loader import render_to_string

from commissioner.documents.document import Points, Table
from config.prose import blocks_of


def html(document, *, address_of):
    """The document as HTML, to stand below the heading of a page. `address_of` gives the address of a Picture."""
    sections = [
        {
            "anchor": section.anchor,
            "heading": section.heading,
            "blocks": [_shown(block, address_of) for block in section.blocks],
        }
        for section in document.sections
    ]
    return render_to_string("documents/document.html", {"document": document, "sections": sections})


def blocks_html(blocks, *, address_of):
    """Some blocks of a document by themselves."""
    shown = [_shown(block, address_of) for block in blocks]
    return render_to_string("documents/blocks.html", {"blocks": shown})


def _shown(block, address_of):
    """What the template of a block needs, and its name."""
    kind = type(block).__name__.lower()
    shown = {"template": f"documents/{kind}.html", "block": block}
    if kind == "prose":
        shown |= {"parts": blocks_of(block.text), "level": 3}
    if isinstance(block, Points):
        shown["has_chips"] = any(point.chip for point in block.points)
    if kind == "picture":
        shown["address"] = address_of(block)
    if isinstance(block, Table):
        shown["rows"] = [list(zip(row, block.columns, strict=True)) for row in block.rows]
    return shown
