"""Setting up the board, changing its terms of reference, and who sits on it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from audit.actions import record
from commissioner.actions.belonging import refuse_left
from commissioner.models import Board, BoardMembership, BoardTerms
from commissioner.models.board import BoardRole
from config import dates
from improvement.saving import refuse_closed, save_checked
from improvement.wording import day

TERMS = ("purpose", "cadence", "quorum", "standing", "escalation")


@transaction.atomic
def set_up_board(*, programme, name, by, on=None, **terms):
    """Set up the programme's one board, with its first terms of reference."""
    on = on or dates.today()
    if Board.objects.filter(programme=programme).exists():
        raise ValidationError("This programme has a board already.")
    board = save_checked(Board(programme=programme, name=name, recorded_on=on, recorded_by=by))
    _save_terms(board, terms, "As the board was set up.", by, on)
    record("board.set_up", by=by, about=board, programme=programme, after={"name": name} | terms)
    return board


def _save_terms(board, terms, reason, by, on):
    facts = {"reason": reason, "recorded_on": on, "recorded_by": by}
    return save_checked(BoardTerms(programme=board.programme, board=board, **terms, **facts))


@transaction.atomic
def change_terms(*, board, reason, version, by, on=None, **terms):
    """Record other terms of reference from now on. Raises ValidationError where nothing would change."""
    on = on or dates.today()
    board.claim_version(version)
    now = board.terms.in_force(on)
    before = {name: getattr(now, name) for name in TERMS}
    if before == terms:
        raise ValidationError("Nothing would change: these are the terms already.")
    made = _save_terms(board, terms, reason, by, on)
    facts = {"about": board, "programme": board.programme, "reason": reason}
    record("board.terms_changed", by=by, before=before, after=terms, **facts)
    return made


@transaction.atomic
def add_member(*, board, user, name, organisation, post, role, starts_on, by, on=None):
    """Give somebody a seat: `user`, or the name of a person who does not sign in here."""
    on = on or dates.today()
    # Two chairs added at once would both find the chair free, so they queue on the board's row.
    Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    others = board.memberships.overlapping(starts_on)
    if role == BoardRole.CHAIR and (chair := others.filter(role=role).first()):
        raise ValidationError({"role": f"{chair} chairs the board. End that term before this one starts."})
    if user and others.filter(user=user).exists():
        raise ValidationError({"user": f"{user} sits on the board already. End that term before this one starts."})
    refuse_left("user", user, board.programme, max(on, starts_on))
    facts = {"organisation": organisation, "post": post, "role": role, "starts_on": starts_on}
    made = save_checked(
        BoardMembership(
            programme=board.programme, board=board, user=user, name=name, recorded_on=on, recorded_by=by, **facts
        )
    )
    record("board.member_added", by=by, about=made, programme=board.programme, after={"who": str(made)} | facts)
    return made


@transaction.atomic
def end_membership(*, membership, ends_on, version, by, on=None):
    """End a term on a day, which may be one to come."""
    on = on or dates.today()
    membership.claim_version(version)
    refuse_closed(membership.programme, on)
    if membership.ended_by(on):
        raise ValidationError("This term is over already.")
    if membership.attendances.filter(meeting__meets_on__gt=ends_on).exclude(presence="").exists():
        raise ValidationError({"ends_on": "A later meeting has recorded whether they were there."})
    _refuse_successor(membership, ends_on)
    before = membership.ends_on
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    facts = {"about": membership, "programme": membership.programme}
    record("board.term_ended", by=by, before={"ends_on": before}, after={"ends_on": ends_on}, **facts)
    return membership


def _refuse_successor(membership, ends_on):
    """A term lasts at most to the day before the next chair's starts, or the next one of the same person."""
    Board.objects.select_for_update(no_key=True).get(pk=membership.board_id)
    others = membership.board.memberships.overlapping(membership.starts_on, ends_on).exclude(pk=membership.pk)
    same = Q(user__isnull=False, user=membership.user_id)
    if membership.role == BoardRole.CHAIR:
        same |= Q(role=BoardRole.CHAIR)
    if successor := others.filter(same).order_by("starts_on").first():
        sentence = f"The term of {successor} starts on {day(successor.starts_on)}. Choose an earlier day."
        raise ValidationError({"ends_on": sentence})
