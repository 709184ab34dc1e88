"""Who may take a step on a board's action or challenge, beside what their role allows. Pure functions."""


def may_report_action(user, action, can):
    """Its owner, or who serves the board."""
    return "board.manage" in can or ("action.report" in can and action.known_owner_id == user.pk)


def may_answer(user, challenge, can):
    """Whoever it is assigned to, or who serves the board; never who asked."""
    if challenge.recorded_by_id == user.pk:
        return False
    return "board.manage" in can or ("challenge.answer" in can and challenge.assignee_id == user.pk)


def may_close_challenge(user, challenge, can):
    """Who asked, or the chair."""
    return "board.chair" in can or ("challenge.ask" in can and challenge.recorded_by_id == user.pk)
