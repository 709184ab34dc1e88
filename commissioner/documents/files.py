"""The files of a document that is issued: what it is made of as JSON, its page, its PDF, its spreadsheet, its pictures.

The same document gives the same bytes each time: that is how one that was issued is proved.
"""

import hashlib
import json
from dataclasses import dataclass

import typst

from commissioner.documents.document import from_plain, to_plain
from commissioner.documents.printed import printed
from commissioner.documents.sheets import ods
from commissioner.documents.web import html

EDITION = 1
"""Of what the files say and how. Raise it with any change to their bytes: earlier ones are not made again."""
WRITTEN_BY = f"Edition {EDITION}, Typst {typst.__version__}"

PAGE, PRINTED, SHEETS, FACTS = "html", "pdf", "ods", "json"
CONTENT_TYPES = {
    PAGE: "text/html; charset=utf-8",
    PRINTED: "application/pdf",
    SHEETS: "application/vnd.oasis.opendocument.spreadsheet",
    FACTS: "application/json",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True)
class MadeFile:
    """`name` is its ending for the files of a document, and digest and ending for a picture."""

    name: str
    content: bytes

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def made_files(document, pictures, address_of, *, beside=None):
    """The MadeFiles of a Document. `pictures` are {digest: SVG text}; `address_of` gives the address of a Picture in
    the frozen page; `beside` is what else the JSON keeps, such as the position the document was made from.
    """
    facts = json.dumps({"document": to_plain(document), **(beside or {})}, ensure_ascii=False, sort_keys=True, indent=1)
    return [
        MadeFile(FACTS, facts.encode()),
        MadeFile(PAGE, html(document, address_of=address_of).encode()),
        MadeFile(PRINTED, printed(document, pictures)),
        MadeFile(SHEETS, ods(document)),
        *(MadeFile(f"{digest}.svg", svg.encode()) for digest, svg in sorted(pictures.items())),
    ]


def document_of(content):
    """The Document that a file of facts holds."""
    return from_plain(json.loads(content)["document"])


def is_whole(kept):
    """Whether a kept file, (bytes, SHA-256) or None, is what its digest was taken of."""
    return kept is not None and hashlib.sha256(kept[0]).hexdigest() == kept[1]


def file_faults(kept, address_of, *, written_by, told):
    """Yield a sentence for each fault of the kept files of one document: {name: (bytes, SHA-256)}.

    Each has its digest, which the audit trail told of ({name: SHA-256}), and is what its facts give when it is made
    again. What an earlier edition wrote is proved by its digest alone, and so is what has lost something it is made of.
    """
    for name in sorted(set(told) - set(kept)):
        yield f"{name} is missing."
    for name, (content, digest) in sorted(kept.items()):
        if hashlib.sha256(content).hexdigest() != digest:
            yield f"{name} is not the file that its SHA-256 was taken of."
        elif told.get(name) != digest:
            yield f"{name} is not the file that the audit trail names."
    made_of = [name for name in told if name == FACTS or name.endswith(".svg")]
    if written_by != WRITTEN_BY or not all(is_whole(kept.get(name)) for name in (FACTS, *made_of)):
        return
    facts = json.loads(kept[FACTS][0])
    pictures = {name.removesuffix(".svg"): kept[name][0].decode() for name in made_of if name != FACTS}
    beside = {name: value for name, value in facts.items() if name != "document"}
    for made in made_files(from_plain(facts["document"]), pictures, address_of, beside=beside):
        if made.name in kept and kept[made.name][0] != made.content:
            yield f"{made.name} differs from what the facts of the document give."
