"""Loading a programme file into the database: all of it or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record as record_event
from config.records import Versioned
from improvement.actions.programme import no_open_milestone_after
from improvement.models import Programme, ProgrammeChange
from improvement.programme_file.comparing import compare, link, plain
from improvement.programme_file.naming import in_saving_order
from improvement.programme_file.reading import read_text
from improvement.programme_file.rules import check_once


@transaction.atomic
def load_programme(*, text, name, update=False):
    """Load the text of a programme file, whose name the audit trail keeps; answer its Comparison with the database.

    Nothing is saved where the comparison needs an update and `update` is false.
    Raises FileRefused, and Stale where somebody changes a record at the same moment.
    """
    document = read_text(text)
    # Two loads of one programme, or a load and a change of it, queue here.
    if document.programme:
        Programme.objects.select_for_update(no_key=True).filter(slug=document.programme.values.get("slug")).first()
    comparison = compare(document)
    if comparison.is_same or (comparison.needs_update and not update):
        return comparison
    for entry in in_saving_order(document):
        if entry in comparison.changed:
            _save_changes(document, entry, comparison.changed[entry])
        elif entry.record._state.adding:
            _save_new(document, entry)
    _check_end(document, comparison)
    _leave_events(document, comparison, reason=f"Loaded from {name}")
    return comparison


def _check_end(document, comparison):
    """A new end of the programme may not leave open milestones behind it, as on the page."""
    for entry in comparison.added:
        if isinstance(entry.record, ProgrammeChange):
            try:
                no_open_milestone_after(entry.record.programme, entry.record.ends_on, entry.record.recorded_on)
            except ValidationError as error:
                document.entry_fault(entry, " ".join(error.messages), "ends_on")
    document.refuse_faults()


def _save_new(document, entry):
    entry.record.pk = None
    link(document, entry)
    check_once(document, entry)
    document.refuse_faults()
    entry.record.save(force_insert=True)


def _save_changes(document, entry, fields):
    link(document, entry)
    if isinstance(entry.record, Versioned):
        entry.record.claim_version(entry.record.version)
    entry.record.save(update_fields=list(fields))


def _leave_events(document, comparison, reason):
    programme = comparison.programme
    if comparison.is_new:
        record_event(
            "programme.loaded", by=None, about=programme, programme=programme, after=document.counts, reason=reason
        )
    else:
        for entry in comparison.added:
            after = {name: plain(getattr(entry.record, name)) for name in entry.section.loaded}
            _leave_update(programme, entry, {}, after, reason)
    for entry, fields in comparison.changed.items():
        before = {name: plain(old) for name, (old, _) in fields.items()}
        after = {name: plain(new) for name, (_, new) in fields.items()}
        _leave_update(programme, entry, before, after, reason)


def _leave_update(programme, entry, before, after, reason):
    record_event(
        "programme.updated",
        by=None,
        about=entry.record,
        programme=programme,
        before=before,
        after=after,
        reason=reason,
    )
