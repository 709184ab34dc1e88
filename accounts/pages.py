"""What every page of a programme starts with: whose it is, what the person may do, and on which day they look."""

import datetime
import hashlib
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record
from config import dates


@dataclass(frozen=True)
class ProgrammePage:
    """A person looking at a programme on a day. `can` holds their permissions; on an earlier day only to see."""

    programme: object
    can: frozenset
    on: datetime.date
    today: datetime.date

    @property
    def is_past(self):
        return self.on != self.today

    @property
    def sees(self):
        """A name shared by all who may see the same of the programme."""
        rights = " ".join([*sorted(self.can), str(settings.SMALL_NUMBERS_UP_TO)])
        return f"{self.programme.slug}:{hashlib.sha256(rights.encode()).hexdigest()[:16]}"

    @property
    def query(self):
        """What keeps a link on the same day: empty, or "?on=2016-11-30"."""
        return self._query({})

    def _query(self, asked):
        asked = asked | ({"on": self.on.isoformat()} if self.is_past else {})
        return "?" + urlencode(asked) if asked else ""

    def url(self, name, *args, **asked):
        """The address of a page of this programme, on the same day; `asked` is what a list is narrowed to."""
        return reverse(name, args=[self.programme.slug, *args]) + self._query(asked)


def programme_page(permission, *, post=False):
    """A view of one programme, called as view(request, programme, ...), with request.page set.

    Signed out is sent to sign in; not visible is 404; without the permission is 403 and leaves an audit event.
    The view takes GET and HEAD, and POST where `post` says so.
    """
    methods = require_http_methods(["GET", "HEAD", "POST"]) if post else require_safe

    def decorate(view):
        @methods
        @login_required
        @wraps(view)
        def page(request, slug, **kwargs):
            programme = _visible_programme(request.user, slug)
            request.page = _page(request, programme)
            if permission not in request.page.can:
                refuse(request, programme)
            return view(request, programme, **kwargs)

        page.permission = permission
        return page

    return decorate


def _visible_programme(user, slug):
    for programme in user.programmes_with("programme.view"):
        if programme.slug == slug:
            return programme
    raise Http404


def _page(request, programme):
    today = dates.today()
    on = day_asked(request.GET, today)
    can = request.user.permissions_in(programme)
    if on != today:
        can = frozenset(permission for permission in can if permission.endswith(".view"))
    return ProgrammePage(programme=programme, can=can, on=on, today=today)


def day_asked(query, today):
    """The day that `?on=` asks for, or today. Raises BadRequest for what is no day, or lies in the future."""
    text = query.get("on", "")
    if not text:
        return today
    try:
        on = datetime.date.fromisoformat(text)
    except ValueError:
        raise BadRequest("Write the day as year, month and day, like ?on=2016-11-30.") from None
    if on > today:
        raise BadRequest(f"Choose {today:%-d %B %Y} or an earlier day: nothing is known yet about later ones.")
    return on


def refuse(request, programme):
    """Record that the person asked for a page they may not have, and answer 403."""
    with transaction.atomic():
        record("access.refused", by=request.user, programme=programme, after={"path": request.path[:200]})
    if request.page.is_past:
        raise PermissionDenied(
            "You are looking at an earlier day, on which nothing can be changed. Go back to today first."
        )
    raise PermissionDenied("Your role in this programme does not allow this. Ask its administrator if it should.")
