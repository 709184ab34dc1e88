"""The settings of the demonstration, with work to do and little patience, for real workers in tests."""

import os

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.processes.probe.ProbeConfig"]  # noqa: F405
# Two seconds, so that a dead worker's jobs come back within a test and not after a quarter of an hour.
LEASE_SECONDS = 2
if os.environ.get("RING") != "as in production":
    CELERY_BEAT_SCHEDULE = {"ring": {"task": "jobs.tasks.sweep", "schedule": 1.0, "options": {"expires": 55}}}
# The tables as the models say, without the triggers of migrations, which nothing here needs: seconds instead of many.
MIGRATION_MODULES = dict.fromkeys(["jobs", "audit", "accounts", "improvement", "claims", "commissioner"])
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
