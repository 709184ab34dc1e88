"""Outside any programme: a person's own days, over all of theirs."""

from django.urls import path

from claims.views.calendar import calendar

urlpatterns = [path("<str:secret>.ics", calendar, name="calendar")]
