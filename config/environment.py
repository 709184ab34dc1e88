"""Reads the environment for config/settings.py, and says in one sentence what is wrong with it."""

import datetime
import os
import re
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string


def text(name, default=""):
    return os.environ.get(name, default).strip()


def flag(name):
    value = text(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")
    return value in {"1", "true", "yes"}


def number(name, default):
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number.")
    return int(value)


def required(name, example):
    value = text(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: production needs it, for example {name}={example} (see docs/production.md)."
        )
    return value


def words(name):
    return [word.strip() for word in text(name).split(",") if word.strip()]


def date(name):
    value = text(name)
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a date as 2017-02-28.") from None


def one_of(name, default, allowed):
    value = text(name, default).upper()
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to one of {', '.join(allowed)}.")
    return value


def rate(name, default):
    value = text(name, default)
    if not re.fullmatch(r"[1-9][0-9]{0,6}/(sec|min|hour|day)", value):
        raise ImproperlyConfigured(f"{name} is {value!r}: write it like {default}.")
    return value


def port(name, default):
    value = number(name, default)
    if not 1 <= value <= 65535:
        raise ImproperlyConfigured(f"{name} is {value}: a port is 1 to 65535.")
    return value


def address(name, value, *schemes):
    """The address of a service, whose scheme is one of these."""
    if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ImproperlyConfigured(f"{name} must start with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    return value


def production_secret_key():
    key = required("SECRET_KEY", "fifty-or-more-random-characters")
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured(
            "SECRET_KEY is too short to be safe: use at least 50 random characters, "
            "for example from 'python -c \"import secrets; print(secrets.token_urlsafe(64))\"'."
        )
    return key


def kept_secret_key(path: Path):
    """The key of a machine with no SECRET_KEY: made once and kept, so that sessions outlive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and linked, so that processes starting together agree on one key.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(get_random_string(64))
        draft.chmod(0o600)
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
