"""Issuing the pack of a meeting, which freezes what the board sees."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner import letters
from commissioner.actions.meetings import issue_papers, refuse_state
from commissioner.agenda import agenda_of
from commissioner.documents.files import WRITTEN_BY
from commissioner.meetings import roll
from commissioner.models import Pack, PackFile
from commissioner.models.meeting import MeetingState
from commissioner.packs.facts import pack_facts
from commissioner.packs.files import pack_files
from commissioner.packs.sections import FOR_THE_BOARD, agenda_section, sought_section
from config import dates
from config.personal_data import refuse_personal_identifiers
from improvement.saving import refuse_closed, save_checked


def issue_pack(*, meeting, note="", version, by, on=None):
    """Issue the papers of a meeting with its pack; or, once they are issued, a new version that puts the pack right.

    Everything is made before anything is written: nobody waits for pictures while the database is held.
    """
    on = on or dates.today()
    refuse_personal_identifiers(note)
    number = meeting.packs.count() + 1
    facts = pack_facts(meeting, on, planned=agenda_of(meeting, on))
    _refuse_empty(facts)
    pack = Pack(
        programme=meeting.programme,
        meeting=meeting,
        number=number,
        since=facts.since.on,
        note=note,
        written_by=WRITTEN_BY,
        recorded_on=on,
        recorded_by=by,
    )
    pack.clean_fields(exclude=["programme", "meeting", "recorded_by"])
    _refuse_bare_correction(pack)
    files = list(pack_files(pack, facts))
    with transaction.atomic():
        _open(meeting, version, by, on)
        _refuse_moved_on(facts)
        save_checked(pack)
        rows = PackFile.objects.bulk_create(_rows(pack, files))
        digests = {row.told_name: row.sha256 for row in rows}
        after = {"version": number, "since": pack.since, "files": digests, "files_written_by": WRITTEN_BY}
        record("pack.issued", by=by, about=pack, programme=pack.programme, after=after, reason=note)
        # What is put on record for an earlier day is no news.
        if on == dates.today():
            _tell(pack, on)
    return pack


def _refuse_empty(facts):
    if not facts.agenda.slots:
        raise ValidationError("There is nothing on the agenda yet. Add an item first.")


def _refuse_bare_correction(pack):
    if pack.number > 1 and not pack.note.strip():
        raise ValidationError({"note": "Say what this version puts right."})
    if pack.number == 1 and pack.note:
        raise ValidationError({"note": "The first version puts nothing right: leave this empty."})


def _open(meeting, version, by, on):
    """Issue the papers, or where that is done hold the meeting until the new version is written."""
    if meeting.state_on(on) == MeetingState.PLANNED:
        issue_papers(meeting=meeting, version=version, by=by, on=on)
        return
    meeting.claim_version(version)
    refuse_state(
        meeting, on, MeetingState.PAPERS_ISSUED, otherwise="After a meeting its pack stays as the board saw it."
    )
    refuse_closed(meeting.programme, on)


def _refuse_moved_on(facts):
    """An item or a paper that came while the files were made would be on the agenda and not in the pack."""
    if _printed(agenda_of(facts.meeting, facts.on)) != _printed(facts.agenda):
        raise ValidationError("The agenda changed while the pack was being made. Issue it once more.")


def _printed(planned):
    return agenda_section(planned, FOR_THE_BOARD), sought_section(planned)


def _rows(pack, files):
    return [
        PackFile(
            programme=pack.programme,
            pack=pack,
            is_reduced=file.is_reduced,
            name=file.made.name,
            sha256=file.made.sha256,
            content=file.made.content,
        )
        for file in files
    ]


def _tell(pack, on):
    """A letter to everybody with a seat who signs in here."""
    for seat in roll(pack.meeting, on).seats:
        if seat.membership.user and "board.view" in seat.membership.user.permissions_in(pack.programme):
            letters.pack_issued(pack, seat.membership.user)
