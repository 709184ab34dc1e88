"""The letters about the board's actions and questions: what each says, to whom, and its key."""

from accounts.letters import write_letter
from accounts.mail import link_to


def action_due(action, *, overdue):
    """To the owner: an action is due soon, or overdue. A new date brings letters of its own."""
    programme = action.programme
    when = "overdue" if overdue else "due"
    return write_letter(
        user=action.owner,
        programme=programme,
        kind=f"action-{when}",
        key=f"{action.pk}/{action.owner.pk}/{action.due_on}",
        subject=f"Action {action} of the board is {'overdue' if overdue else 'due soon'}: {programme.name}",
        template="commissioner/email/action_due.txt",
        action=action,
        overdue=overdue,
        link=link_to("board:action-detail", programme.slug, action.number),
    )


def question_to_answer(challenge, *, overdue):
    """To whoever answers: a question was given to them, or its day is over."""
    programme, step = challenge.programme, challenge.assigned_step
    return write_letter(
        user=step.assignee,
        programme=programme,
        kind="question-overdue" if overdue else "question-to-answer",
        key=f"{step.pk}",
        subject=f"Question {challenge} of the board {'is overdue' if overdue else 'to answer'}: {programme.name}",
        template="commissioner/email/question.txt",
        challenge=challenge,
        due_on=step.due_on,
        overdue=overdue,
        link=link_to("board:challenge-detail", programme.slug, challenge.number),
    )


def pack_issued(pack, user):
    """To a member of the board: the pack of a meeting, or a new version of it, is there."""
    programme, meeting = pack.programme, pack.meeting
    version = f", version {pack.number}" if pack.number > 1 else ""
    return write_letter(
        user=user,
        programme=programme,
        kind="pack-issued",
        key=f"{pack.pk}/{user.pk}",
        subject=f"Papers for the board of {meeting.meets_on:%-d %B %Y}{version}: {programme.name}",
        template="commissioner/email/pack_issued.txt",
        pack=pack,
        meeting=meeting,
        link=link_to("board:pack-detail", programme.slug, meeting.meets_on.isoformat(), pack.number),
    )
