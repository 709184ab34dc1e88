"""The position of a programme."""

from django.shortcuts import render

from accounts.pages import programme_page
from commissioner.changes import changes
from commissioner.changes.change import Subject
from commissioner.changes.telling import actions_words, highlights
from commissioner.compared_days import positions_seen, usual_since
from commissioner.figures import key_figures
from commissioner.meetings import coming_meeting
from commissioner.next_dates import next_dates
from commissioner.verdict import verdict
from improvement.brag import KEY


@programme_page("programme.view")
def programme_position(request, programme):
    page = request.page
    since = usual_since(programme, page.on)
    both = positions_seen(page, (since.on, page.on))
    now = both[page.on]
    coming = coming_meeting(programme, page.on)
    return render(
        request,
        "commissioner/position.html",
        {
            "position": now,
            "verdict": verdict(now, can=page.can),
            "ledger": now.allowance if "allowance.view" in page.can else None,
            "figures": key_figures(now, page, coming),
            **_changed(page, since, changes(both[since.on], now, can=page.can)),
            "key": KEY,
            "next_dates": next_dates(now, page, coming),
            "breadcrumbs": [("Programmes", "/"), (programme.name, "")],
        },
    )


def _changed(page, since, found):
    """What changed since the last board, in short, and where all of it stands."""
    changes_url = page.url("commissioner:changes")
    return {
        "since": since,
        "changes": found,
        "changes_shown": [(change, change.whose.url(page)) for change in highlights(found)],
        "changes_actions": actions_words(found),
        "changes_url": changes_url,
        "actions_url": f"{changes_url}#{Subject.ACTIONS}",
    }
