"""The agenda of a meeting and its papers."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Max

from audit.actions import record
from commissioner.actions.meetings import refuse_state
from commissioner.models import AgendaItem, Paper
from commissioner.models.meeting import MeetingState
from config import dates
from improvement.evidence_files import examine
from improvement.saving import refuse_closed, save_checked

FACTS = ("title", "minutes_long", "owner_post", "purpose", "decision_sought")


@transaction.atomic
def add_item(*, meeting, by, on=None, **facts):
    """Put an item at the end of the agenda, also after the papers were issued: it is marked so from the next day on."""
    on = on or dates.today()
    # Two items added at once would take the same place: here they queue on the meeting's row.
    refuse_state(
        meeting, on, MeetingState.PLANNED, MeetingState.PAPERS_ISSUED, otherwise="Its agenda takes no more items."
    )
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    base = {"programme": meeting.programme, "meeting": meeting, "recorded_on": on, "recorded_by": by}
    item = save_checked(AgendaItem(position=last + 1, **base, **facts))
    record("agenda.item_added", by=by, about=item, programme=meeting.programme, after=facts)
    return item


def _refuse_issued(item, on, what="item"):
    refuse_state(item.meeting, on, MeetingState.PLANNED, otherwise=f"Its {what}s that were sent out stay as they are.")
    refuse_closed(item.programme, on)
    _refuse_withdrawn(item)


def _refuse_withdrawn(item):
    if item.withdrawn_on:
        raise ValidationError("This item was taken off the agenda already.")


@transaction.atomic
def change_item(*, item, version, by, on=None, **facts):
    on = on or dates.today()
    _refuse_issued(item, on)
    item.claim_version(version)
    before = {name: getattr(item, name) for name in FACTS}
    for name, value in facts.items():
        setattr(item, name, value)
    item.full_clean()
    item.save(update_fields=list(facts))
    record("agenda.item_changed", by=by, about=item, programme=item.programme, before=before, after=facts)
    return item


@transaction.atomic
def move_item(*, item, version, by, on=None):
    """Move an item up by one place."""
    on = on or dates.today()
    _refuse_issued(item, on)
    item.claim_version(version)
    above = (
        item.meeting.items.filter(withdrawn_on__isnull=True, position__lt=item.position).order_by("-position").first()
    )
    if above is None:
        raise ValidationError("This item is the first already.")
    item.position, above.position = above.position, item.position
    for moved in (item, above):
        moved.save(update_fields=["position"])
    record("agenda.item_moved", by=by, about=item, programme=item.programme, after={"above": str(above)})
    return item


@transaction.atomic
def withdraw_item(*, item, version, by, on=None):
    on = on or dates.today()
    _refuse_issued(item, on)
    item.claim_version(version)
    item.withdrawn_on = on
    item.save(update_fields=["withdrawn_on"])
    record("agenda.item_withdrawn", by=by, about=item, programme=item.programme, before={"title": item.title})
    return item


@transaction.atomic
def add_paper(*, item, title, link="", file=None, by, on=None):
    """Put a file or a link with an item. From the day after the papers were issued it is marked as tabled later.

    Raises ValidationError where neither or both are given, and for a file of the wrong kind, name or size.
    """
    on = on or dates.today()
    refuse_state(
        item.meeting,
        on,
        MeetingState.PLANNED,
        MeetingState.PAPERS_ISSUED,
        otherwise="It takes no more papers.",
    )
    _refuse_withdrawn(item)
    paper = Paper(programme=item.programme, item=item, title=title, link=link, recorded_on=on, recorded_by=by)
    if file:
        facts = examine(file)
        paper.file = File(file, name=facts.stored_name)
        paper.file_name, paper.content_type = facts.name, facts.content_type
        paper.size_bytes, paper.sha256 = facts.size_bytes, facts.sha256
    save_checked(paper)
    after = {"title": title, "link": link, "file": paper.file_name, "sha256": paper.sha256}
    record("agenda.paper_added", by=by, about=paper, programme=item.programme, after=after)
    return paper


@transaction.atomic
def withdraw_paper(*, paper, by, on=None):
    on = on or dates.today()
    _refuse_issued(paper.item, on, what="paper")
    paper.refresh_from_db(fields=["withdrawn_on"])
    if paper.withdrawn_on:
        raise ValidationError("This paper was taken away already.")
    paper.withdrawn_on = on
    paper.save(update_fields=["withdrawn_on"])
    record("agenda.paper_withdrawn", by=by, about=paper, programme=paper.programme, before={"title": paper.title})
    return paper
