"""The position of a programme."""

from django.shortcuts import render

from accounts.pages import programme_page
from commissioner.figures import key_figures
from commissioner.next_dates import next_dates
from commissioner.position import position
from commissioner.verdict import verdict
from improvement.brag import KEY


@programme_page("programme.view")
def programme_position(request, programme):
    page = request.page
    now = position(programme, page.on, small_numbers="small_numbers.view" in page.can)
    return render(
        request,
        "commissioner/position.html",
        {
            "position": now,
            "verdict": verdict(now, can=page.can),
            "ledger": now.allowance if "allowance.view" in page.can else None,
            "figures": key_figures(now, page),
            "key": KEY,
            "next_dates": next_dates(now, page),
            "breadcrumbs": [("Programmes", "/"), (programme.name, "")],
        },
    )
