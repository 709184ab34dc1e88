"""A site whose CSV breaks off midway, as when the database goes away: served by gunicorn in a test."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

from config.spreadsheets import csv_response

ROWS = 5000


def _rows(breaks):
    for number in range(ROWS):
        if breaks and number == ROWS - 1:
            raise RuntimeError("The database went away.")
        yield [number, "Sam Hill"]


def whole(request):
    return csv_response(_rows(breaks=False), "whole.csv")


def cut(request):
    return csv_response(_rows(breaks=True), "cut.csv")


urlpatterns = [path("whole.csv", whole), path("cut.csv", cut)]
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
