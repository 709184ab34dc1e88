"""Pages of the whole site: what needs you, and the definitions of its figures."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioner.glossary import ALLOWANCE, BOARD, CAPACITY, CLAIMS, GLOSSARY, REGISTERS, SIGNALS
from commissioner.needs import needs_of
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
            "board": BOARD,
            "registers": REGISTERS,
            "signals": SIGNALS,
            "small_numbers": settings.SMALL_NUMBERS_UP_TO,
            "glossary": GLOSSARY,
        },
    )
