"""The agenda of a meeting and its papers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect

from accounts.form_pages import typed, whole
from accounts.pages import programme_page
from audit.actions import record
from commissioner.actions import agenda as actions
from commissioner.board_forms import ItemForm, PaperForm
from commissioner.models import AgendaItem, Paper
from commissioner.models.meeting import Purpose
from commissioner.views.meetings import meeting_or_404, step_page
from config.records import Stale


def _item_or_404(page, pk):
    known = AgendaItem.objects.known_on(page.on).filter(programme=page.programme, withdrawn_on__isnull=True)
    return get_object_or_404(known.select_related("meeting__board", "programme"), pk=pk)


@programme_page("board.manage", post=True)
def item_add(request, programme, meets_on):
    meeting = meeting_or_404(request.page, meets_on)
    return step_page(
        request,
        ItemForm(**typed(request), initial={"purpose": Purpose.DISCUSS, "minutes_long": 15}),
        actions.add_item,
        meeting,
        meeting=meeting,
        title="Add an item",
        button="Add item",
        done="The item is on the agenda.",
    )


@programme_page("board.manage", post=True)
def item_change(request, programme, pk):
    item = _item_or_404(request.page, pk)
    return step_page(
        request,
        ItemForm(**typed(request), record=item, initial={name: getattr(item, name) for name in actions.FACTS}),
        actions.change_item,
        item.meeting,
        item=item,
        title=f"Change {item}",
        button="Save",
        done="Saved.",
    )


def _press(request, action, meeting, done, *, versioned=True, **facts):
    """Carry a step out at one press, or say why not, and go back to the meeting."""
    page = request.page
    back = page.url("board:meeting-detail", meeting.meets_on.isoformat())
    if request.method == "POST":
        if versioned:
            facts["version"] = whole(request.POST.get("version", ""))
        try:
            action(by=request.user, **facts)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except Stale as stale:
            messages.error(request, str(stale))
        else:
            messages.success(request, done)
    return redirect(back)


@programme_page("board.manage", post=True)
def item_move(request, programme, pk):
    item = _item_or_404(request.page, pk)
    return _press(request, actions.move_item, item.meeting, f"Moved up: {item}.", item=item)


@programme_page("board.manage", post=True)
def item_withdraw(request, programme, pk):
    item = _item_or_404(request.page, pk)
    done = f"Taken off the agenda: {item}."
    return _press(request, actions.withdraw_item, item.meeting, done, item=item)


@programme_page("board.manage", post=True)
def paper_add(request, programme, pk):
    item = _item_or_404(request.page, pk)
    return step_page(
        request,
        PaperForm(**typed(request)),
        actions.add_paper,
        item.meeting,
        item=item,
        title=f"Add a paper to {item}",
        button="Add paper",
        done="The paper is with its item.",
    )


def _paper_or_404(page, pk):
    known = Paper.objects.known_on(page.on).filter(programme=page.programme).exclude(withdrawn_on__lte=page.on)
    return get_object_or_404(known.select_related("item__meeting", "item__programme"), pk=pk)


@programme_page("board.manage", post=True)
def paper_withdraw(request, programme, pk):
    paper = _paper_or_404(request.page, pk)
    done = f"Taken away: {paper}."
    return _press(request, actions.withdraw_paper, paper.item.meeting, done, versioned=False, paper=paper)


@programme_page("board.view")
def paper_file(request, programme, pk):
    paper = _paper_or_404(request.page, pk)
    if not paper.file:
        raise Http404
    try:
        kept = paper.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    with transaction.atomic():
        facts = {"file": paper.file_name, "sha256": paper.sha256}
        record("paper.opened", by=request.user, about=paper, programme=programme, after=facts)
    # Always saved, never shown in the site's own pages, whatever the file turns out to hold.
    return FileResponse(kept, as_attachment=True, filename=paper.file_name, content_type=paper.content_type)
