"""Proving what the board saw: each file of each pack is the one that was issued."""

import datetime
import itertools

from audit.models import Event
from commissioner.documents.files import file_faults
from commissioner.models import Pack
from commissioner.packs.files import picture_address
from jobs.schedule import nightly

FAULTS_NAMED = 10


def pack_faults():
    """Yield a sentence for each fault of any pack; nothing when all is whole."""
    for pack in Pack.objects.select_related("programme", "meeting").order_by("pk").iterator(chunk_size=50):
        told = _told(pack)
        called = f"{pack.programme.slug}: {pack}"
        if told is None:
            yield f"{called}: the audit trail does not know that it was issued."
            continue
        for is_reduced in (False, True):
            # One pack at a time: its bytes are in memory, and no more.
            kept = {file.name: (bytes(file.content), file.sha256) for file in pack.files.filter(is_reduced=is_reduced)}
            form = _of_form(told, is_reduced)
            faults = file_faults(
                kept, picture_address(pack, is_reduced=is_reduced), written_by=pack.written_by, told=form
            )
            yield from (f"{called}{', reduced' if is_reduced else ''}: {fault}" for fault in faults)
    issued = Event.objects.filter(action="pack.issued", record_kind="commissioner.Pack")
    for event in issued.exclude(record_id__in=Pack.objects.values("pk")).order_by("pk"):
        yield f"{event.chain}: pack {event.record_id}, which the audit trail says was issued, is missing."


def _told(pack):
    """{name: SHA-256} as the audit trail keeps it, or None."""
    events = Event.objects.filter(chain=pack.programme.slug, action="pack.issued", record_kind="commissioner.Pack")
    event = events.filter(record_id=pack.pk).first()
    return event and event.after["files"]


def _of_form(told, is_reduced):
    start = "reduced/"
    if is_reduced:
        return {name.removeprefix(start): digest for name, digest in told.items() if name.startswith(start)}
    return {name: digest for name, digest in told.items() if not name.startswith(start)}


@nightly("verify-packs", "Packs of the board proved", at=datetime.time(2, 55))
def verify_packs():
    found = list(itertools.islice(pack_faults(), FAULTS_NAMED))
    if found:
        return False, " ".join(found)
    return True, f"Whole: {Pack.objects.count():,}."
