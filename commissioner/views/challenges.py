"""Questions to the programme: the log, asking one, and the way to its answer."""

from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.models import User
from accounts.pages import programme_page, refuse
from commissioner.actions import challenges as actions
from commissioner.board_forms import AssignForm, ChallengeForm, ChallengeTextForm
from commissioner.challenge_subjects import subject_asked, subject_url
from commissioner.filters import ChallengeFilter
from commissioner.histories import challenge_history
from commissioner.known_challenges import challenges_on
from commissioner.models import Meeting
from commissioner.models.challenge import ChallengeMove
from commissioner.permissions import may_answer, may_close_challenge
from commissioner.tables import CHALLENGE_CHIPS, ChallengeTable
from commissioner.views.board import board_if_any, crumb, without_board
from config.components import Fact
from improvement.as_known import NEWEST
from improvement.wording import day


def _crumbs(page, *more):
    return [crumb(page), ("Questions", page.url("board:challenge-list")), *more]


@programme_page("board.view")
def challenge_list(request, programme, as_csv=False):
    page = request.page
    return list_page(
        request,
        rows=challenges_on(programme, page.on).order_by("-number"),
        table_class=ChallengeTable,
        filter_class=ChallengeFilter,
        template="commissioner/challenge_list.html",
        name="questions",
        as_csv=as_csv,
        breadcrumbs=[crumb(page), ("Questions", "")],
    )


def _challenge_or_404(page, number):
    return get_object_or_404(challenges_on(page.programme, page.on), number=number)


@programme_page("board.view")
def challenge_detail(request, programme, number):
    page = request.page
    challenge = _challenge_or_404(page, number)
    steps = list(challenge.steps.known_on(page.on).select_related("recorded_by", "assignee").order_by(*NEWEST))
    return render(
        request,
        "commissioner/challenge_detail.html",
        {
            "challenge": challenge,
            "chip": CHALLENGE_CHIPS[challenge.standing],
            "answer": next((step for step in steps if step.move == ChallengeMove.ANSWERED), None),
            "facts": _facts(page, challenge),
            "history": challenge_history(challenge, steps),
            "may": _may(request, challenge),
            "breadcrumbs": _crumbs(page, (str(challenge), "")),
        },
    )


def _may(request, challenge):
    can, user = request.page.can, request.user
    if challenge.last_move == ChallengeMove.CLOSED:
        return {}
    is_answered = challenge.last_move == ChallengeMove.ANSWERED
    closes = may_close_challenge(user, challenge, can)
    return {
        "assign": "board.manage" in can and not is_answered,
        "answer": may_answer(user, challenge, can) and not is_answered,
        "return": closes and is_answered,
        "close": closes,
    }


def _facts(page, challenge):
    subject = challenge.subject
    facts = [
        Fact("About", subject or "The programme as a whole", url=subject_url(page, challenge)),
        Fact("Asked by", challenge.recorded_by, note=f"On {day(challenge.recorded_on)}"),
    ]
    if challenge.meeting:
        meeting = challenge.meeting
        facts.append(Fact("For", meeting, url=page.url("board:meeting-detail", meeting.meets_on.isoformat())))
    if challenge.assignee_id:
        facts.append(Fact("Answers", challenge.assigned_step.assignee, note=f"By {day(challenge.due_on)}"))
    return facts


@programme_page("challenge.ask", post=True)
def challenge_add(request, programme):
    page = request.page
    board = board_if_any(programme, page.on)
    if board is None:
        return without_board(request)
    about = subject_asked(page, request.GET.get("about", ""))
    coming = Meeting.objects.filter(programme=programme).to_come(page.on).order_by("meets_on")
    return form_page(
        request,
        ChallengeForm(
            **typed(request), offers={"meeting": coming}, initial={"meeting": request.GET.get("meeting", "")}
        ),
        actions.ask,
        board=board,
        title="Ask a question",
        button="Ask",
        back=page.url("board:challenge-list"),
        onward=lambda made: page.url("board:challenge-detail", made.number),
        done="Your question is asked. The secretary gives it to somebody to answer.",
        note=f"About {next(iter(about.values()))}." if about else "",
        crumbs=_crumbs(page),
        **about,
    )


def _step_page(request, form, action, challenge, **words):
    page = request.page
    back = page.url("board:challenge-detail", challenge.number)
    crumbs = _crumbs(page, (str(challenge), back))
    return form_page(
        request, form, action, challenge=challenge, back=back, crumbs=crumbs, note=challenge.question, **words
    )


@programme_page("board.manage", post=True)
def challenge_assign(request, programme, number):
    page = request.page
    challenge = _challenge_or_404(page, number)
    people = User.objects.able_to("challenge.answer", programme, page.today).exclude(pk=challenge.recorded_by_id)
    return _step_page(
        request,
        AssignForm(**typed(request), record=challenge, offers={"assignee": people.order_by("name", "pk")}),
        actions.assign,
        challenge,
        title=f"Say who answers {challenge}",
        button="Save",
        done="Saved.",
    )


@programme_page("challenge.answer", post=True)
def challenge_answer(request, programme, number):
    challenge = _challenge_or_404(request.page, number)
    if not may_answer(request.user, challenge, request.page.can):
        refuse(request, programme)
    return _step_page(
        request,
        ChallengeTextForm(**typed(request), record=challenge, label="Your answer"),
        actions.answer,
        challenge,
        title=f"Answer {challenge}",
        button="Answer",
        done="Your answer is saved. Whoever asked closes the question, or says what is missing.",
    )


def _closing(request, programme, number):
    """The challenge, if the person may close it; otherwise they are refused."""
    challenge = _challenge_or_404(request.page, number)
    if not may_close_challenge(request.user, challenge, request.page.can):
        refuse(request, programme)
    return challenge


@programme_page("challenge.ask", post=True)
def challenge_return(request, programme, number):
    challenge = _closing(request, programme, number)
    return _step_page(
        request,
        ChallengeTextForm(**typed(request), record=challenge, label="What is missing"),
        actions.return_answer,
        challenge,
        title=f"Ask again: {challenge}",
        button="Ask again",
        done="Saved. The question is open again.",
    )


@programme_page("challenge.ask", post=True)
def challenge_close(request, programme, number):
    challenge = _closing(request, programme, number)
    is_answered = challenge.last_move == ChallengeMove.ANSWERED
    label = "What you make of the answer" if is_answered else "Why it is closed without an answer"
    return _step_page(
        request,
        ChallengeTextForm(**typed(request), record=challenge, label=label, required=not is_answered),
        actions.close,
        challenge,
        title=f"Close {challenge}",
        button="Close it",
        done="The question is closed.",
    )
