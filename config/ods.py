"""OpenDocument spreadsheets as text: the parts of the file, its styles, and rows as XML.

Source: OASIS OpenDocument 1.3, parts 2 (packages) and 3 (schema).
"""

import re
from xml.sax.saxutils import escape, quoteattr

from config.spreadsheets import harmless

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    )
)
_NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
TABLE_END = "</table:table>"
CONTENT_END = "</office:spreadsheet></office:body></office:document-content>"
_MILLIMETRES = 2.1
"""The width of a character."""


def _manifest(workbook):
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (
            ("/", MIMETYPE),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.3">{parts}</manifest:manifest>'
    )


def _styles(workbook):
    return (
        f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="table-cell"><style:text-properties fo:language="en" fo:country="GB"/>'
        "</style:default-style></office:styles><office:automatic-styles>"
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="297mm" '
        'fo:page-height="210mm" style:print-orientation="landscape" style:scale-to-X="1"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Default" '
        'style:page-layout-name="page"/></office:master-styles></office:document-styles>'
    )


def _meta(workbook):
    made = f"{workbook.made_on}T00:00:00"
    return (
        f'{_HEAD}<office:document-meta {_NAMES} office:version="1.3"><office:meta>'
        f"<meta:generator>Improvement programmes</meta:generator><dc:title>{escape(_legal(workbook.title))}</dc:title>"
        f"<dc:language>en-GB</dc:language><meta:creation-date>{made}</meta:creation-date><dc:date>{made}</dc:date>"
        "</office:meta></office:document-meta>"
    )


PARTS = {"mimetype": MIMETYPE, "META-INF/manifest.xml": _manifest, "styles.xml": _styles, "meta.xml": _meta}

_FORMATS = {
    "TEXT": "",
    "WHOLE": '<number:number-style style:name="{name}"><number:number number:min-integer-digits="1" '
    'number:decimal-places="0"/></number:number-style>',
    "DAYS": '<number:number-style style:name="{name}"><number:number number:min-integer-digits="1" '
    'number:decimal-places="1" number:min-decimal-places="1"/></number:number-style>',
    "POUNDS": '<number:number-style style:name="{name}"><number:number number:min-integer-digits="1" '
    'number:decimal-places="2" number:min-decimal-places="2" number:grouping="true"/></number:number-style>',
    "DATE": '<number:date-style style:name="{name}"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>",
}
_FORMATS["PERCENT"] = _FORMATS["DAYS"]


class OdsStyles:
    """The styles of a workbook's cells and columns, named for what they hold."""

    def __init__(self, workbook):
        self.workbook = workbook
        self.widths = sorted({_width(column) for sheet in workbook.sheets for column in sheet.columns})

    def content_start(self):
        columns = "".join(
            f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width * _MILLIMETRES:.1f}mm"/></style:style>'
            for width in self.widths
        )
        return (
            f'{_HEAD}<office:document-content {_NAMES} office:version="1.3"><office:automatic-styles>'
            f"{columns}{''.join(_cell_style(kind) for kind in _FORMATS)}"
            '<style:style style:name="heading" style:family="table-cell"><style:table-cell-properties '
            'fo:wrap-option="wrap" fo:border-bottom="0.5pt solid #000000"/><style:text-properties '
            'fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
        )

    def table_start(self, number, sheet):
        columns = "".join(
            f'<table:table-column table:style-name="w{_width(column)}" '
            f'table:default-cell-style-name="{column.kind.name}"/>'
            for column in sheet.columns
        )
        headings = "".join(
            f'<table:table-cell table:style-name="heading" office:value-type="string">{_paragraphs(column.heading)}'
            "</table:table-cell>"
            for column in sheet.columns
        )
        return (
            f"<table:table table:name={quoteattr(sheet.name)}>{columns}<table:table-header-rows><table:table-row>"
            f"{headings}</table:table-row></table:table-header-rows>"
        )


def _width(column):
    return column.width or column.kind.width


def _cell_style(kind):
    form = _FORMATS[kind].format(name=f"n{kind}")
    named = f' style:data-style-name="n{kind}"' if form else ""
    wrapped = '<style:table-cell-properties fo:wrap-option="wrap"/>' if kind == "TEXT" else ""
    return f'{form}<style:style style:name="{kind}" style:family="table-cell"{named}>{wrapped}</style:style>'


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 may not hold."""
_SPACED = re.compile(r"^ | $|  |[\n\r\t]")


def _legal(text):
    return _ILLEGAL.sub("\ufffd", text)


def _paragraphs(text):
    """Text as paragraphs, with the spaces that XML would otherwise run together."""
    text = escape(_legal(text))
    if not _SPACED.search(text):
        return f"<text:p>{text}</text:p>"
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "<text:tab/>")
    return "".join(f"<text:p>{_spaces(line)}</text:p>" for line in text.split("\n"))


def _spaces(line):
    return re.sub(r"^ +| +$|  +", lambda run: f'<text:s text:c="{len(run.group())}"/>', line)


def _text_cell(value):
    return f'<table:table-cell office:value-type="string">{_paragraphs(harmless(value))}</table:table-cell>'


def _number_cell(value):
    said = f"<text:p>{value}</text:p>"
    return f'<table:table-cell office:value-type="float" office:value="{value}">{said}</table:table-cell>'


def _date_cell(value):
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value:%d/%m/%Y}</text:p>'
        "</table:table-cell>"
    )


_CELLS = {"TEXT": _text_cell, "DATE": _date_cell}


def row_writer(sheet):
    """A function that writes one row of the sheet as XML."""
    ways = [_CELLS.get(column.kind.name, _number_cell) for column in sheet.columns]

    def write(row):
        cells = [
            "<table:table-cell/>" if value is None or value == "" else way(value)
            for way, value in zip(ways, row, strict=True)
        ]
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    return write
