"""The top floor: what needs you, the position of a programme, and the definitions of its figures."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.pages import programme_page
from commissioner.figures import key_figures
from commissioner.glossary import ALLOWANCE, CAPACITY, CLAIMS, GLOSSARY, REGISTERS, SIGNALS
from commissioner.needs import needs_of
from commissioner.next_dates import next_dates
from commissioner.position import position
from commissioner.verdict import verdict
from config import dates
from improvement.brag import KEY
from improvement.models.programme import RiskBand


@require_safe
@login_required
def home(request):
    programmes = request.user.programmes_with("programme.view")
    return render(
        request,
        "commissioner/home.html",
        {
            "programmes": [(programme, _roles(request.user, programme)) for programme in programmes],
            "needs": needs_of(request.user, programmes, timezone.now()),
            "logs_in": request.user.programmes_with("day.log"),
            "administered": request.user.programmes_with("people.manage"),
            "sees_trail": bool(request.user.programmes_with("audit.view")),
            "today": dates.today(),
        },
    )


def _roles(user, programme):
    held = [m.get_role_display() for m in user.memberships_today if m.programme_id == programme.pk]
    return ", ".join(held)


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


@require_safe
def definitions(request):
    return render(
        request,
        "commissioner/definitions.html",
        {
            "key": KEY,
            "bands": RiskBand.choices,
            "allowance": ALLOWANCE,
            "claims": CLAIMS,
            "capacity": CAPACITY,
            "registers": REGISTERS,
            "signals": SIGNALS,
            "small_numbers": settings.SMALL_NUMBERS_UP_TO,
            "glossary": GLOSSARY,
        },
    )
