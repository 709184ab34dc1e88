"""What a person had typed when their session ended: kept for them alone, until they have signed in again.

Only for the person whose session it was, at the same address, and for an hour. Files and passwords are not kept.
"""

import time
from urllib.parse import urlencode

from django.http import QueryDict

KEY = "unsent"
KEPT_SECONDS = 60 * 60
MOST_CHARACTERS = 50_000
# Passwords begin and end elsewhere: nothing sent to these addresses is ever kept.
NEVER = ("/accounts/", "/api/")


def of_request(request):
    """What a POST that arrives too late holds, as it is kept; None where there is nothing to keep."""
    if request.method != "POST" or request.path.startswith(NEVER):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != _CSRF]
    text = urlencode(fields)
    if not fields or len(text) > MOST_CHARACTERS:
        return None
    return {"user": request.user.pk, "path": request.get_full_path(), "text": text, "at": int(time.time())}


_CSRF = "csrfmiddlewaretoken"


def take(request):
    """What the person had typed for this page before they were signed out, once; None where there is nothing."""
    kept = request.session.get(KEY)
    if kept is None or kept["path"] != request.get_full_path():
        return None
    del request.session[KEY]
    if kept["user"] != request.user.pk or int(time.time()) - kept["at"] > KEPT_SECONDS:
        return None
    return QueryDict(kept["text"], mutable=True)
