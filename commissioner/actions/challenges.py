"""A question of a member, until its asker or the chair closes it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner.actions.belonging import refuse_elsewhere, refuse_left
from commissioner.actions.numbers import next_number
from commissioner.known_challenges import challenges_as_known
from commissioner.models import Challenge, ChallengeStep
from commissioner.models.challenge import ChallengeMove
from config import dates
from improvement.saving import refuse_closed, save_checked


@transaction.atomic
def ask(*, board, question, meeting=None, by, on=None, **about):
    """Ask a question, of one record or of the programme as a whole, perhaps for a meeting. It takes the next number."""
    on = on or dates.today()
    for name, chosen in {"meeting": meeting, **about}.items():
        refuse_elsewhere(name, chosen, board.programme)
    challenge = save_checked(
        Challenge(
            programme=board.programme,
            meeting=meeting,
            number=next_number(board.pk, "challenges_numbered"),
            question=question,
            recorded_on=on,
            recorded_by=by,
            **about,
        )
    )
    after = {"number": challenge.number, "question": question, "about": str(challenge.subject or "")}
    record("challenge.asked", by=by, about=challenge, programme=board.programme, after=after)
    return challenge


def _known(challenge, version, on):
    challenge.claim_version(version)
    refuse_closed(challenge.programme, on)
    known = challenges_as_known(Challenge.objects.filter(pk=challenge.pk), on).get()
    if known.last_move == ChallengeMove.CLOSED:
        raise ValidationError("This question is closed. Ask another.")
    return known


def _step(challenge, move, by, on, **facts):
    base = {"programme": challenge.programme, "challenge": challenge, "recorded_on": on, "recorded_by": by}
    made = save_checked(ChallengeStep(move=move, **base, **facts))
    after = {name: str(value) for name, value in facts.items()}
    record(f"challenge.{move}", by=by, about=challenge, programme=challenge.programme, after=after)
    return made


@transaction.atomic
def assign(*, challenge, assignee, due_on, version, by, on=None):
    """Say who answers a question, and by when. Never the person who asked it."""
    on = on or dates.today()
    known = _known(challenge, version, on)
    if known.last_move == ChallengeMove.ANSWERED:
        raise ValidationError("This question is answered. Whoever asked it closes it, or says what is missing.")
    if assignee.pk == challenge.recorded_by_id:
        raise ValidationError({"assignee": f"{assignee} asked this question. Choose somebody else to answer it."})
    refuse_left("assignee", assignee, challenge.programme, on)
    if due_on < on:
        raise ValidationError({"due_on": "This day is over. Choose today or a later day."})
    return _step(challenge, ChallengeMove.ASSIGNED, by, on, assignee=assignee, due_on=due_on)


@transaction.atomic
def answer(*, challenge, text, version, by, on=None):
    """Answer a question. Never one's own."""
    on = on or dates.today()
    known = _known(challenge, version, on)
    if by.pk == challenge.recorded_by_id:
        raise ValidationError("You asked this question, so somebody else answers it.")
    if known.last_move == ChallengeMove.ANSWERED:
        raise ValidationError("This question is answered already.")
    return _step(challenge, ChallengeMove.ANSWERED, by, on, text=text)


@transaction.atomic
def return_answer(*, challenge, text, version, by, on=None):
    """Say what is missing from an answer: the question is open again."""
    on = on or dates.today()
    if _known(challenge, version, on).last_move != ChallengeMove.ANSWERED:
        raise ValidationError("There is no answer yet.")
    return _step(challenge, ChallengeMove.RETURNED, by, on, text=text)


@transaction.atomic
def close(*, challenge, text="", version, by, on=None):
    """Close a question; without an answer only with the reason."""
    on = on or dates.today()
    known = _known(challenge, version, on)
    if known.last_move != ChallengeMove.ANSWERED and not text:
        raise ValidationError({"text": "It has no answer. Say why it is closed all the same."})
    return _step(challenge, ChallengeMove.CLOSED, by, on, text=text)
