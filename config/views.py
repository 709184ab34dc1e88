"""Pages that belong to no room: health for machines, errors and standing pages for people."""

import sys

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import Error, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request):
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """The process can do its work: the database answers and has this version's tables. 503 until then."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return JsonResponse({"status": "database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"status": "migrations are waiting"}, status=503)
    return JsonResponse({"status": "ok"})


def csrf_failure(request, reason=""):
    return render(request, "403.html", {"exception": _FORM_EXPIRED}, status=403)


_FORM_EXPIRED = "This form has expired. Go back, reload the page and send it again."


def bad_request(request, exception):
    # Only our own sentences are shown: those of SuspiciousOperation are for the log.
    sentence = str(exception) if isinstance(exception, BadRequest) else ""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        sentence = "What you sent is too long, so nothing was changed. Shorten it, or attach it as a file."
    return render(request, "400.html", {"sentence": sentence}, status=400)


def server_error(request):
    """A fault of ours is 500; a database that does not answer is 503, and worth trying again."""
    is_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    name, status = ("503.html", 503) if is_away else ("500.html", 500)
    # Without the request: what frames a page asks the database.
    return HttpResponse(render_to_string(name), status=status)


@require_safe
def accessibility(request):
    return render(request, "pages/accessibility.html")


@require_safe
def privacy(request):
    return render(request, "pages/privacy.html", {"idle_minutes": settings.SESSION_IDLE_SECONDS // 60})


@require_safe
def cookies(request):
    return render(
        request,
        "pages/cookies.html",
        {
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
            "absolute_hours": settings.SESSION_COOKIE_AGE // 3600,
        },
    )
