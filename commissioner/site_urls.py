"""Pages of the whole site rather than of one programme."""

from django.urls import path

from commissioner.views import site
from commissioner.views.calendar import calendar

urlpatterns = [
    path("", site.home, name="home"),
    path("calendar/<str:secret>.ics", calendar, name="calendar"),
    path("definitions/", site.definitions, name="definitions"),
]
