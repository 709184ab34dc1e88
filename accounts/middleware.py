"""Sessions end after 30 minutes without a page, and 12 hours after signing in whatever happens."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout

from accounts import unsent

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# The session is written at most this often, so that reading pages costs no write each.
SEEN_STEP_SECONDS = 60


def session_limits(get_response):
    def middleware(request):
        if request.user.is_authenticated:
            _hold_to_limits(request, int(time.time()))
        return get_response(request)

    return middleware


def _hold_to_limits(request, now):
    signed_in_at = request.session.setdefault(SIGNED_IN_AT, now)
    seen_at = request.session.setdefault(SEEN_AT, now)
    if now - signed_in_at >= settings.SESSION_COOKIE_AGE or now - seen_at >= settings.SESSION_IDLE_SECONDS:
        typed = unsent.of_request(request)
        logout(request)
        if typed:
            request.session[unsent.KEY] = typed
        messages.info(request, "You were signed out because the page was not used for a while. Sign in to go on.")
    elif now - seen_at >= SEEN_STEP_SECONDS:
        request.session[SEEN_AT] = now
