"""A person's own days, meetings and actions as a feed that their calendar reads, at an address that is the secret."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions import digest_of
from accounts.models import CalendarFeed
from commissioner.calendar import calendar_of_person


@never_cache
@require_safe
def calendar(request, secret):
    feed = get_object_or_404(CalendarFeed.objects.good().select_related("user"), digest=digest_of(secret))
    return HttpResponse(calendar_of_person(feed.user).to_ical(), content_type="text/calendar; charset=utf-8")
