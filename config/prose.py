"""Plain structured text: what a person types with headings, lists and emphasis, read as CommonMark without HTML.

A heading begins with #, a point of a list with - or 1., and *emphasis* and **strong** words stand between stars. What
else is typed stays as it is typed. Source: CommonMark 0.31.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

_READER = MarkdownIt("zero").enable(["heading", "list", "emphasis", "newline", "escape"])
# How word processors mark the points of a list in what they paste.
_PASTED_POINT = re.compile(r"^[ \t]*[•·▪◦‣o–—-][ \t\u00a0]+(?=\S)", re.MULTILINE)
# Only what pages and word processors write: "under <16" and "<Ofsted>" are words.
_TAGS = (
    "a|b|blockquote|body|br|code|div|em|font|h[1-6]|head|hr|html|i|iframe|img|li|link|meta|ol|p|pre|script|span|strong|"
    "style|sub|sup|svg|table|tbody|td|th|thead|tr|u|ul|xml|[ovw]:[a-z]+"
)
_TAG = re.compile(
    rf"<!--.*?-->|<(script|style|xml)\b.*?</\1\s*>|</?(?:{_TAGS})(?=[\s/>])[^<>]*>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True)
class Run:
    """Some words in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a list with its points; `items` are the runs of each of them."""

    kind: str
    """paragraph, heading, points or numbers"""
    items: tuple[tuple[Run, ...], ...]
    start: int = 1
    """The number of the first point, where they are numbered."""


def plain(text):
    """Pasted text without markup: tags and what scripts hold are dropped, and bullets become points of a list."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _PASTED_POINT.sub("- ", _TAG.sub("", text)).strip()


def blocks_of(text):
    """The Blocks of a text, in their order."""
    found, lists = [], []
    for token in _READER.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("points" if token.type == "bullet_list_open" else "numbers")
            # A list within a list goes on in the outer one: there is one depth.
            if len(lists) == 1:
                found.append((lists[0], [], token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "heading_open" and not lists:
            found.append(("heading", [], 1))
        elif token.type == "paragraph_open" and not lists:
            found.append(("paragraph", [], 1))
        elif token.type == "inline":
            found[-1][1].append(_runs(token.children))
    return tuple(Block(kind, tuple(items), start) for kind, items, start in found if any(items))


def _runs(tokens):
    strong = emphasis = False
    runs = []
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            emphasis = token.type == "em_open"
        elif token.type in ("softbreak", "hardbreak"):
            runs.append(Run("\n"))
        elif token.content:
            runs.append(Run(token.content, strong, emphasis))
    return tuple(runs)


def words_of(text):
    """The same text without its marks, for a cell of a table or a letter."""
    return "\n".join("".join(run.text for run in item) for block in blocks_of(text) for item in block.items)
