"""The board itself: what it is for, who sits on it, and what it will look at when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.form_pages import form_page, typed
from accounts.lists import export
from accounts.models import User
from accounts.pages import programme_page
from commissioner.actions import board as actions
from commissioner.board_forms import BoardForm, SeatEndForm, SeatForm, TermsChangeForm
from commissioner.board_words import board_sentence
from commissioner.known_actions import OPEN, actions_on
from commissioner.known_challenges import challenges_on
from commissioner.models import AgendaItem, Board, Meeting
from commissioner.models.board import BoardRole, Standing
from config.components import Fact, KeyFigure

FORWARD = 6


def board_if_any(programme, on):
    """The board as known on a day, or None."""
    return Board.objects.filter(programme=programme).known_on(on).first()


def without_board(request):
    """Lead on to the page that says that there is no board yet, and where it is set up."""
    messages.warning(request, "No board is set up for this programme yet. Without one nothing can be planned or asked.")
    return redirect(request.page.url("board:board"))


def crumb(page):
    return ("Board", page.url("board:board"))


@programme_page("board.view")
def board(request, programme):
    page = request.page
    found = board_if_any(programme, page.on)
    if found is None:
        return render(request, "commissioner/board_none.html", {"breadcrumbs": [("Board", "")]})
    seats = list(_seats(found, page.on))
    terms = found.terms.in_force(page.on)
    forward = _forward(programme, page.on)
    return render(
        request,
        "commissioner/board.html",
        {
            "board": found,
            "sentence": board_sentence(programme, page.on, forward),
            "figures": _figures(page),
            "forward": forward,
            "terms": terms,
            "facts": _facts(terms),
            "sitting": [seat for seat in seats if seat.starts_on <= page.on and not seat.ended_by(page.on)],
            "coming": [seat for seat in seats if seat.starts_on > page.on],
            "former": [seat for seat in seats if seat.ended_by(page.on)],
            "chairs": sorted((s for s in seats if s.role == BoardRole.CHAIR), key=lambda s: s.starts_on),
            "breadcrumbs": [("Board", "")],
        },
    )


def _seats(board, on):
    places = {value: place for place, value in enumerate(BoardRole.values)}
    known = board.memberships.known_on(on).select_related("user")
    return sorted(known, key=lambda seat: (places[seat.role], str(seat), seat.starts_on))


def _facts(terms):
    return [
        Fact("Purpose", terms.purpose),
        Fact("How often it meets", terms.cadence),
        Fact("Quorum", f"{terms.quorum} of the chair and members"),
        Fact("Standing", Standing(terms.standing).label),
        Fact("Escalation", terms.escalation),
    ]


def _forward(programme, on):
    """[(meeting, its items)] of the next meetings: what the board will look at when."""
    coming = list(Meeting.objects.filter(programme=programme).to_come(on).order_by("meets_on")[:FORWARD])
    items = AgendaItem.objects.standing_on(on).filter(meeting__in=coming).order_by("position", "pk")
    by_meeting = {meeting.pk: [] for meeting in coming}
    for item in items:
        by_meeting[item.meeting_id].append(item)
    return [(meeting, by_meeting[meeting.pk]) for meeting in coming]


def _figures(page):
    statuses = list(actions_on(page.programme, page.on).order_by().values_list("status", flat=True))
    standings = list(challenges_on(page.programme, page.on).order_by().values_list("standing", flat=True))
    open_actions = [status for status in statuses if status in OPEN]
    unanswered = [standing for standing in standings if standing not in ("answered", "closed")]
    return [
        KeyFigure(
            "Actions open",
            len(open_actions),
            of=f"of {len(statuses)}",
            url=page.url("board:action-list", status="overdue"),
            link=f"{statuses.count('overdue')} overdue",
        ),
        KeyFigure(
            "Questions without an answer",
            len(unanswered),
            of=f"of {len(standings)}",
            url=page.url("board:challenge-list", standing="overdue"),
            link=f"{standings.count('overdue')} overdue",
        ),
    ]


@programme_page("board.view")
def member_csv(request, programme):
    page = request.page
    found = board_if_any(programme, page.on)
    if found is None:
        return without_board(request)
    rows = [
        [str(s), s.organisation, s.post, s.get_role_display(), s.starts_on, s.ends_on or ""]
        for s in _seats(found, page.on)
    ]
    headings = ["Name", "Organisation", "Post", "On the board as", "From", "Until"]
    return export(page, [headings, *rows], "board-members", by=request.user)


@programme_page("board.manage", post=True)
def board_add(request, programme):
    page = request.page
    if Board.objects.filter(programme=programme).exists():
        return redirect(page.url("board:board"))
    return form_page(
        request,
        BoardForm(**typed(request), initial={"standing": Standing.DECIDES}),
        actions.set_up_board,
        programme=programme,
        title="Set up the board",
        button="Set it up",
        back=page.url("board:board"),
        done="The board is set up. Add its members next.",
        crumbs=[crumb(page)],
    )


@programme_page("board.manage", post=True)
def terms_change(request, programme):
    page = request.page
    found = board_if_any(programme, page.on)
    if found is None:
        return without_board(request)
    terms = found.terms.in_force(page.on)
    return form_page(
        request,
        TermsChangeForm(**typed(request), record=found, initial={name: getattr(terms, name) for name in actions.TERMS}),
        actions.change_terms,
        board=found,
        title="Change the terms of reference",
        button="Save",
        back=page.url("board:board"),
        done="Saved. The terms before stay on record.",
        crumbs=[crumb(page)],
    )


@programme_page("board.manage", post=True)
def member_add(request, programme):
    page = request.page
    found = board_if_any(programme, page.on)
    if found is None:
        return without_board(request)
    people = User.objects.holding_in(programme, page.today)
    return form_page(
        request,
        SeatForm(
            **typed(request), offers={"user": people}, initial={"role": BoardRole.MEMBER, "starts_on": page.today}
        ),
        actions.add_member,
        board=found,
        title="Add a member",
        button="Add member",
        back=page.url("board:board"),
        done="The member is added.",
        crumbs=[crumb(page)],
    )


@programme_page("board.manage", post=True)
def member_end(request, programme, pk):
    page = request.page
    seat = get_object_or_404(programme.board_memberships.known_on(page.on).select_related("user"), pk=pk)
    return form_page(
        request,
        SeatEndForm(**typed(request), record=seat, initial={"ends_on": page.today}),
        actions.end_membership,
        membership=seat,
        title=f"End the term of {seat}",
        button="End the term",
        back=page.url("board:board"),
        done="Saved. The term stays on record.",
        crumbs=[crumb(page)],
    )
