"""The settings of the demonstration, made quick and quiet for tests."""

import os
import tempfile

os.environ.setdefault("DEMONSTRATION", "1")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="improvement-tests-"))

from config.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
SECRET_KEY = "tests-only-" + "x" * 50
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Factories make rows without the events that tell of them.
KEEP_WHILE_UNCHANGED = False
CELERY_BROKER_URL = "memory://"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": [], "level": "WARNING"}}
