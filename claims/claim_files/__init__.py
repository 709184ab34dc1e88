"""The eight files of a claim: CSV, XLSX, ODS and PDF, each with the officers' names and without.

The same claim gives the same bytes each time; `manage.py verify_claims` proves that of what was sent.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import typst
import xlsxwriter

from claims.claim_files.claim_form import claim_form
from claims.claim_files.columns import line_columns
from claims.claim_files.form import form_of, parties_of
from claims.claim_files.rows import csv_parts
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


class ClaimFiles:
    """The files of a claim with one setting of names, each made when it is asked for."""

    def __init__(self, claim, parties, *, with_names):
        self.claim, self.parties, self.with_names = claim, parties, with_names

    @cached_property
    def form(self):
        return form_of(self.claim, parties=self.parties, with_names=self.with_names)

    @cached_property
    def csv(self):
        return "".join(claim_csv_parts(self.claim, with_names=self.with_names)).encode()

    def made(self, kind):
        name = file_name(self.claim.number, kind, with_names=self.with_names)
        return MadeFile(name, kind, self.with_names, self._content(kind))

    def _content(self, kind):
        if kind == FileKind.CSV:
            return self.csv
        if kind == FileKind.PDF:
            return claim_form(self.form)
        write, _ = WRITERS[kind]
        return content_of(write, claim_workbook(self.form, self.csv))


def files_of(claim, parties=None):
    """The eight files of a claim as it stands, or stood when it was submitted."""
    parties = parties or parties_of(claim)
    settings = [ClaimFiles(claim, parties, with_names=with_names) for with_names in (True, False)]
    return [files.made(kind) for files in settings for kind in FileKind]


def file_of(claim, kind, *, with_names):
    """One of them."""
    return ClaimFiles(claim, parties_of(claim), with_names=with_names).made(kind)


def claim_csv_parts(claim, *, with_names):
    """Yield the text of a claim's CSV as it is made."""
    return csv_parts(claim.lines.order_by("number"), line_columns(with_names=with_names))
