"""Pages of the whole site rather than of one programme."""

from django.urls import path

from commissioner import views

urlpatterns = [
    path("", views.home, name="home"),
    path("definitions/", views.definitions, name="definitions"),
]
