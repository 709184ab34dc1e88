"""Setting up the board, changing its terms of reference, and who sits on it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from commissioner.models import Board, BoardMembership, BoardTerms
from commissioner.models.board import BoardRole
from config import dates
from improvement.saving import save_checked

TERMS = ("purpose", "cadence", "quorum", "standing", "escalation")


@transaction.atomic
def set_up_board(*, programme, name, by, on=None, **terms):
    """Set up the programme's one board, with its first terms of reference."""
    on = on or dates.today()
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
    record("board.terms_changed", by=by, about=board, programme=board.programme, before=before, after=terms)
    return made


@transaction.atomic
def add_member(*, board, user, name, organisation, post, role, starts_on, by, on=None):
    """Give somebody a seat: `user`, or the name of a person who does not sign in here."""
    on = on or dates.today()
    # Two chairs added at once would both find the chair free, so they queue on the board's row.
    Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    not_over = board.memberships.exclude(ends_on__lt=starts_on)
    if role == BoardRole.CHAIR and (chair := not_over.filter(role=role).first()):
        raise ValidationError({"role": f"{chair} chairs the board. End that term before this one starts."})
    if user and not_over.filter(user=user).exists():
        raise ValidationError({"user": f"{user} sits on the board already. End that term before this one starts."})
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
    if membership.ended_by(on):
        raise ValidationError("This term is over already.")
    if membership.attendances.filter(meeting__meets_on__gt=ends_on).exclude(presence="").exists():
        raise ValidationError({"ends_on": "A later meeting has recorded whether they were there."})
    before = membership.ends_on
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    facts = {"about": membership, "programme": membership.programme}
    record("board.term_ended", by=by, before={"ends_on": before}, after={"ends_on": ends_on}, **facts)
    return membership
