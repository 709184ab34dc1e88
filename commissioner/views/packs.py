"""Board packs: as they were issued, as one would be issued now, and two of them side by side."""

import re

from django import forms
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe

from accounts.form_pages import typed
from accounts.lists import list_page
from accounts.pages import programme_page
from audit.actions import record
from commissioner.actions import packs as actions
from commissioner.agenda import agenda_of
from commissioner.board_forms import PackForm
from commissioner.documents.files import CONTENT_TYPES, FACTS, PAGE, PRINTED, SHEETS, document_of
from commissioner.documents.web import html
from commissioner.filters import PackFilter
from commissioner.models import Pack
from commissioner.models.meeting import MeetingState
from commissioner.packs.comparison import figures_differences, table_differences
from commissioner.packs.facts import pack_facts
from commissioner.packs.routes import pack_route
from commissioner.packs.sections import FOR_THE_BOARD, pack_document
from commissioner.tables import FullPackTable, PackTable
from commissioner.views.meetings import meeting_crumbs, meeting_or_404, step_page
from config.action_form import ActionForm

_TAKEN = ((PRINTED, "PDF"), (SHEETS, "Tables as ODS"), (FACTS, "Facts as JSON"))
_PICTURE = re.compile(r"[0-9a-f]{24}\.svg")


def packs_on(page):
    known = Pack.objects.filter(programme=page.programme).known_on(page.on)
    return known.select_related("programme", "meeting")


@programme_page("decision.view")
def pack_list(request, programme, as_csv=False):
    page = request.page
    return list_page(
        request,
        rows=packs_on(page).order_by("-meeting__meets_on", "-number"),
        table_class=FullPackTable if "board.view" in page.can else PackTable,
        filter_class=PackFilter,
        template="commissioner/pack_list.html",
        name="packs",
        as_csv=as_csv,
        breadcrumbs=[*_crumbs(page), ("Packs", "")],
    )


def _crumbs(page):
    return [("Board", page.url("board:board"))] if "board.view" in page.can else []


def _pack_or_404(page, meets_on, number):
    meeting = meeting_or_404(page, meets_on)
    return get_object_or_404(packs_on(page), meeting=meeting, number=number)


@programme_page("decision.view")
def pack_newest(request, programme, meets_on):
    """The newest version of a meeting's pack; before there is one, who serves the board sees what it would be."""
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    pack = packs_on(page).filter(meeting=meeting).order_by("-number").first()
    if pack:
        return redirect(_address(page, pack))
    if "board.manage" not in page.can or meeting.state_on(page.on) not in (
        MeetingState.PLANNED,
        MeetingState.PAPERS_ISSUED,
    ):
        raise Http404
    return _preview(request, meeting)


def _address(page, pack):
    return page.url(pack_route(page), pack.meeting.meets_on.isoformat(), pack.number)


def _preview(request, meeting):
    """The pack as it would be issued now: nothing of it is kept, and its pictures are those of the measures' pages."""
    page = request.page
    facts = pack_facts(meeting, page.on, planned=agenda_of(meeting, page.on))
    document = pack_document(facts, can=FOR_THE_BOARD, number=1)
    body = html(document, address_of=lambda p: page.url("indicators:indicator-chart", p.address, p.digest))
    return render(
        request,
        "commissioner/pack_preview.html",
        {
            "meeting": meeting,
            "document": document,
            "body": mark_safe(body),  # noqa: S308 - made by templates, which escape
            "can_issue": bool(facts.agenda.slots),
            "breadcrumbs": meeting_crumbs(page, meeting, ("Pack", "")),
        },
    )


@programme_page("board.view")
def pack_detail(request, programme, meets_on, number):
    return _frozen(request, _pack_or_404(request.page, meets_on, number), is_reduced=False)


@programme_page("decision.view")
def pack_reduced(request, programme, meets_on, number):
    return _frozen(request, _pack_or_404(request.page, meets_on, number), is_reduced=True)


def _frozen(request, pack, *, is_reduced):
    page = request.page
    meeting = pack.meeting
    kept = {file.name: file for file in pack.files.filter(is_reduced=is_reduced, name__in=(PAGE, FACTS))}
    digests = dict(pack.files.filter(is_reduced=is_reduced).values_list("name", "sha256"))
    route = "board:pack-reduced-file" if is_reduced else "board:pack-file"
    crumbs = (
        meeting_crumbs(page, meeting, (str(pack), ""))
        if "board.view" in page.can
        else [("Packs", page.url("board:pack-list")), (str(pack), "")]
    )
    versions = packs_on(page).filter(meeting=meeting).order_by("number")
    return render(
        request,
        "commissioner/pack_detail.html",
        {
            "pack": pack,
            "meeting": meeting,
            "is_reduced": is_reduced,
            "document": document_of(bytes(kept[FACTS].content)),
            "body": mark_safe(bytes(kept[PAGE].content).decode()),  # noqa: S308 - frozen as templates made it
            "files": [
                (label, page.url(route, meeting.meets_on.isoformat(), pack.number, name), digests[name])
                for name, label in _TAKEN
            ],
            "page_digest": digests[PAGE],
            "versions": [(other, _address(page, other)) for other in versions if other != pack],
            "can_correct": "board.manage" in page.can
            and not is_reduced
            and meeting.state_on(page.on) == MeetingState.PAPERS_ISSUED,
            "breadcrumbs": crumbs,
        },
    )


@programme_page("board.view")
def pack_file(request, programme, meets_on, number, name):
    return _file(request, _pack_or_404(request.page, meets_on, number), name, is_reduced=False)


@programme_page("decision.view")
def pack_reduced_file(request, programme, meets_on, number, name):
    return _file(request, _pack_or_404(request.page, meets_on, number), name, is_reduced=True)


def _file(request, pack, name, *, is_reduced):
    """A file of a pack: the same bytes each time."""
    is_picture = bool(_PICTURE.fullmatch(name))
    if not is_picture and name not in dict(_TAKEN):
        raise Http404
    file = get_object_or_404(pack.files, is_reduced=is_reduced, name=name)
    ending = "svg" if is_picture else name
    answer = HttpResponse(bytes(file.content), content_type=CONTENT_TYPES[ending])
    answer["ETag"] = f'"{file.sha256}"'
    if is_picture:
        answer["Cache-Control"] = "private, max-age=31536000, immutable"
        # Opened by itself, the picture may run and fetch nothing.
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    else:
        answer["Content-Disposition"] = f'attachment; filename="{_file_name(pack, name, is_reduced)}"'
        with transaction.atomic():
            record("pack.exported", by=request.user, about=pack, programme=pack.programme, after=_took(file))
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


def _took(file):
    return {"file": file.told_name, "sha256": file.sha256}


def _file_name(pack, name, is_reduced):
    form = "-reduced" if is_reduced else ""
    return f"{pack.programme.slug}-board-pack-{pack.meeting.meets_on}-v{pack.number}{form}.{name}"


@programme_page("board.manage", post=True)
def pack_issue(request, programme, meets_on):
    """Issue the papers of a meeting with its pack, or a new version of the pack."""
    page = request.page
    meeting = meeting_or_404(page, meets_on)
    is_first = not meeting.packs.exists()
    form_class = ActionForm if is_first else PackForm
    first_note = (
        "From then on no item or paper is changed or taken away; one may still be added, and is marked so from "
        "the next day on. The figures, the text and the files of the pack are frozen, and members are told by e-mail."
    )
    return step_page(
        request,
        form_class(**typed(request), record=meeting),
        actions.issue_pack,
        meeting,
        meeting=meeting,
        title="Issue the papers" if is_first else "Issue the pack once more",
        button="Issue them" if is_first else "Issue the new version",
        onward=lambda pack: page.url("board:pack-detail", meeting.meets_on.isoformat(), pack.number),
        done="The papers are issued, and the pack is frozen." if is_first else "The new version is issued.",
        note=first_note if is_first else "Earlier versions stay as they were. Members are told by e-mail.",
    )


class _TwoPacks(forms.Form):
    first = forms.ModelChoiceField(queryset=None, label="The earlier pack", empty_label=None)
    second = forms.ModelChoiceField(queryset=None, label="The later pack", empty_label=None)

    def __init__(self, *args, packs, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = packs


@programme_page("decision.view")
def pack_compare(request, programme):
    """Two packs side by side: rows that only one has, or that say something else in the second."""
    page = request.page
    packs = packs_on(page).order_by("-meeting__meets_on", "-number")
    newest = list(packs[:2])
    asked = {name: request.GET[name] for name in ("first", "second") if request.GET.get(name)}
    if not asked and len(newest) == 2:
        asked = {"first": newest[1].pk, "second": newest[0].pk}
    form = _TwoPacks(asked or None, packs=packs)
    facts = {"form": form, "enough": len(newest) == 2, "breadcrumbs": [*_crumbs(page), *_below_packs(page)]}
    if asked and not form.is_valid():
        raise BadRequest("Choose two packs of this programme from the list.")
    if asked:
        first, second = form.cleaned_data["first"], form.cleaned_data["second"]
        one, other = (_document(page, pack) for pack in (first, second))
        facts |= {
            "first": first,
            "second": second,
            "figures": figures_differences(one, other),
            "tables": table_differences(one, other),
        }
    return render(request, "commissioner/pack_compare.html", facts)


def _below_packs(page):
    return [("Packs", page.url("board:pack-list")), ("Two packs compared", "")]


def _document(page, pack):
    """What was frozen of a pack, in the form that the person may see."""
    file = pack.files.get(is_reduced="board.view" not in page.can, name=FACTS)
    return document_of(bytes(file.content))
