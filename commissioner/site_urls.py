"""Pages of the whole site rather than of one programme."""

from django.urls import path

from commissioner.views import site

urlpatterns = [
    path("", site.home, name="home"),
    path("definitions/", site.definitions, name="definitions"),
]
