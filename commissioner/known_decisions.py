"""Decisions as they were known on a day, and which of them a person may see."""

from django.db.models import OuterRef, Subquery

from commissioner.models import Decision, DecisionWithdrawal


def decisions_as_known(decisions, on, *, agreed=False):
    """Those of the decisions known on a day, each with what became of it by then, or None.

    `replaced_then` is the number of the decision that replaces it; `withdrawn_on` and `withdrawn_reason` say when and
    why it was withdrawn. With `agreed`, only what stands in agreed minutes is told.
    """
    later = Decision.objects.known_on(on).filter(replaces=OuterRef("pk"))
    if agreed:
        decisions, later = _of_agreed_minutes(decisions, on), _of_agreed_minutes(later, on)
    withdrawn = DecisionWithdrawal.objects.known_on(on).filter(decision=OuterRef("pk"))
    return decisions.known_on(on).annotate(
        replaced_then=Subquery(later.values("number")[:1]),
        withdrawn_on=Subquery(withdrawn.values("recorded_on")[:1]),
        withdrawn_reason=Subquery(withdrawn.values("reason")[:1]),
    )


def _of_agreed_minutes(decisions, on):
    return decisions.filter(meeting__minutes_agreed_on__lte=on)


def decisions_seen(page):
    """Those known on the day of a page that its person may see.

    Until minutes are agreed a decision may still be worded otherwise or withdrawn: who does not see the board at work
    reads what stands in agreed minutes, and nothing else.
    """
    decisions = page.programme.decisions.all()
    if "board.view" in page.can:
        return decisions_as_known(decisions, page.on)
    return decisions_as_known(decisions, page.on, agreed=True).filter(withdrawn_on__isnull=True)
