"""A person's own days as a feed that their calendar program reads, at an address that is the secret."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions import digest_of
from accounts.models import CalendarFeed
from claims.calendar import calendar_of


@never_cache
@require_safe
def calendar(request, secret):
    feeds = CalendarFeed.objects.good().select_related("user")
    feed = get_object_or_404(feeds, digest=digest_of(secret))
    return HttpResponse(calendar_of(feed.user).to_ical(), content_type="text/calendar; charset=utf-8")
