"""The eight files of a claim: CSV, XLSX, ODS and PDF, each with the officers' names and without.

The same claim gives the same bytes each time; `manage.py verify_claims` proves that of what was sent.
"""

import hashlib
from dataclasses import dataclass
from functools import partial

import typst
import xlsxwriter

from claims.claim_files.claim_form import claim_form
from claims.claim_files.columns import line_columns
from claims.claim_files.form import form_of, parties_of
from claims.claim_files.rows import csv_content
from claims.claim_files.workbook import claim_workbook
from claims.models.claim import FileKind, file_name
from config.workbooks import WRITERS, content_of

EDITION = 1
"""Of what the files say and how. Raise it with any change to their bytes: earlier ones are not made again."""

WRITTEN_BY = f"Edition {EDITION}, Typst {typst.__version__}, XlsxWriter {xlsxwriter.__version__}"

CONTENT_TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: WRITERS["xlsx"][1],
    FileKind.ODS: WRITERS["ods"][1],
    FileKind.PDF: "application/pdf",
}


@dataclass(frozen=True)
class MadeFile:
    """A file of a claim, as bytes."""

    name: str
    kind: str
    with_names: bool
    content: bytes

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def files_of(claim, parties=None):
    """The eight files of a claim as it stands, or stood when it was submitted."""
    parties = parties or parties_of(claim)
    return [
        _made(claim, kind, content(), with_names)
        for with_names in (True, False)
        for kind, content in _ways(claim, parties, with_names).items()
    ]


def file_of(claim, kind, *, with_names):
    """One of them."""
    return _made(claim, kind, _ways(claim, parties_of(claim), with_names)[kind](), with_names)


def _made(claim, kind, content, with_names):
    return MadeFile(file_name(claim.number, kind, with_names=with_names), kind, with_names, content)


def _ways(claim, parties, with_names):
    """{kind: a function that gives the bytes}, of the files with one setting of names."""
    form = form_of(claim, parties=parties, with_names=with_names)
    csv = csv_content(claim.lines.order_by("number"), line_columns(with_names=with_names))
    return {
        FileKind.CSV: lambda: csv,
        FileKind.XLSX: partial(_workbook, form, csv, "xlsx"),
        FileKind.ODS: partial(_workbook, form, csv, "ods"),
        FileKind.PDF: partial(claim_form, form),
    }


def _workbook(form, csv, kind):
    write, _ = WRITERS[kind]
    return content_of(write, claim_workbook(form, csv))
