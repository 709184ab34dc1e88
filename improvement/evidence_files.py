"""What may be attached as evidence: the kinds of file, and proof that a file is of the kind its name says."""

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError

from config.constraints import LINE
from config.personal_data import refuse_personal_identifiers

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".odt": f"{_OPEN}text",
    ".ods": f"{_OPEN}spreadsheet",
    ".odp": f"{_OPEN}presentation",
}
"""What each ending is served as. Nothing that a browser runs: no HTML, SVG or macros."""

_STARTS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_ZIP_PARTS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_MACROS = ("Basic/", "Scripts/")
# Whatever a damaged or hostile archive makes the library raise, it is not the file it says it is.
_DAMAGED = (zipfile.BadZipFile, RuntimeError, ValueError, EOFError, OSError, zlib.error)


@dataclass(frozen=True)
class FileFacts:
    name: str
    content_type: str
    size_bytes: int
    sha256: str

    @property
    def stored_name(self):
        """The name on disk: what a person typed may be longer in bytes than a disk allows, or mean something to it."""
        return self.sha256 + PurePosixPath(self.name).suffix.lower()


def examine(file):
    """Check an uploaded file and return its FileFacts, leaving it at its start.

    Raises ValidationError (field `file`) for an empty or oversized file, a name that identifies a child, an ending
    not in KINDS, or content that is not what the ending says.
    """
    name = safe_name(file.name)
    try:
        refuse_personal_identifiers(name)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    ending = PurePosixPath(name).suffix.lower()
    if ending not in KINDS:
        raise _refusal(f"Attach a file of one of these kinds: {', '.join(sorted(KINDS))}.")
    if file.size == 0:
        raise _refusal("This file is empty.")
    if file.size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        raise _refusal(f"This file is larger than {limit} MB. Attach a smaller one, or give a link to it.")
    if not _is_what_it_says(file, ending):
        raise _refusal(f"This is not a {ending} file, whatever its name says. Save it again in that format.")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return FileFacts(name=name, content_type=KINDS[ending], size_bytes=file.size, sha256=digest.hexdigest())


def _refusal(sentence):
    return ValidationError({"file": sentence})


def safe_name(name):
    """A file name without folders, control characters or leading dots, short enough to keep."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if character.isprintable())
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .") or "file"
    ending = PurePosixPath(name).suffix[:10]
    return name[: LINE // 2 - len(ending)] + ending if len(name) > LINE // 2 else name


def _is_what_it_says(file, ending):
    file.seek(0)
    start = file.read(8192)
    file.seek(0)
    if ending in _STARTS:
        return start.startswith(_STARTS[ending])
    if ending in (".csv", ".txt"):
        return b"\x00" not in start
    return _is_office_file(file, ending)


def _is_office_file(file, ending):
    """A zip holding the parts of its kind and no macros. Only the table of contents is read: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            names = archive.namelist()
            if ending in _ZIP_PARTS:
                has_macros = any(name.endswith("vbaProject.bin") for name in names)
                return any(name.startswith(_ZIP_PARTS[ending]) for name in names) and not has_macros
            return (
                not any(name.startswith(_MACROS) for name in names)
                and "mimetype" in names
                and archive.getinfo("mimetype").file_size < 200
                and (archive.read("mimetype").decode("ascii", "replace").strip() == KINDS[ending])
            )
    except _DAMAGED:
        return False
    finally:
        file.seek(0)
