"""PDF/UA documents from the Typst templates of templates/pdf/. Texts go in as data, never as markup.

The compiler itself refuses a document that PDF/UA-1 does not allow: no title, no language, no tags.
"""

import datetime
import json
from functools import cache

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

_TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
# Typst does not read WOFF2, which the other packages of fonts hold; this one holds TrueType.
_FONTS = settings.BASE_DIR / "node_modules" / "@expo-google-fonts" / "source-sans-3"
_REGULAR, _BOLD = "400Regular/SourceSans3_400Regular.ttf", "600SemiBold/SourceSans3_600SemiBold.ttf"
UNKNOWN = "?"
"""What is printed for a character that the typeface does not have."""


def pdf(template, facts, *, made_on):
    """The bytes of a document: the same for the same facts, which are what JSON can hold."""
    made_at = datetime.datetime.combine(made_on, datetime.time(), tzinfo=datetime.UTC)
    legible = _legible(facts)
    is_whole = legible == json.loads(json.dumps(facts))
    facts = legible | {"is_whole": is_whole, "made_on": [made_on.year, made_on.month, made_on.day]}
    return typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)},
        pdf_standards="ua-1",
        timestamp=made_at,
        format="pdf",
    )


@cache
def _fonts():
    if not (_FONTS / _REGULAR).exists():
        raise RuntimeError("The typeface of printed documents is missing: run 'npm ci' beside package.json.")
    folders = [(_FONTS / path).parent for path in (_REGULAR, _BOLD)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def _characters():
    """What both weights of the typeface have: PDF/UA allows no character without a glyph."""
    return frozenset.intersection(*(frozenset(TTFont(_FONTS / path).getBestCmap()) for path in (_REGULAR, _BOLD)))


def _legible(facts):
    """The same facts, with what cannot be printed shown as such."""
    if isinstance(facts, str):
        known = _characters()
        return "".join(letter if letter == "\n" or ord(letter) in known else UNKNOWN for letter in facts)
    if isinstance(facts, dict):
        return {name: _legible(value) for name, value in facts.items()}
    if isinstance(facts, (list, tuple)):
        return [_legible(value) for value in facts]
    return facts
