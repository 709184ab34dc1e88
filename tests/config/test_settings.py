"""How the application starts: the settings of each environment, and what it says when one is missing or unsafe."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
PATH = os.environ["PATH"]

PRODUCTION = {
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "improvement.council.example",
    "DATABASE_URL": "postgres://improvement:word@db.council.example/improvement",
    "REDIS_URL": "redis://redis.council.example:6379/0",
    "SITE_URL": "https://improvement.council.example",
}


def environment_of(tmp_path, **variables):
    """Nothing of the machine's own environment but where programs are."""
    return {"PATH": PATH, "VAR_DIR": str(tmp_path), **variables}


@pytest.fixture
def read_settings(monkeypatch, tmp_path):
    """Read config/settings.py afresh with these variables and no others."""

    def read(**variables):
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in environment_of(tmp_path, **variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config/settings.py"))

    return read


def not_set(name, example):
    return f"{name} is not set: production needs it, for example {name}={example} (see docs/production.md)."


TOO_SHORT = (
    "SECRET_KEY is too short to be safe: use at least 50 random characters, "
    "for example from 'python -c \"import secrets; print(secrets.token_urlsafe(64))\"'."
)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": ""}, not_set("SECRET_KEY", "fifty-or-more-random-characters")),
        ({"SECRET_KEY": "short"}, TOO_SHORT),
        ({"SECRET_KEY": "abc" * 30}, TOO_SHORT),
        ({"ALLOWED_HOSTS": ""}, not_set("ALLOWED_HOSTS", "improvement.example")),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not hold '*': name the hosts people use."),
        ({"ALLOWED_HOSTS": "a.example,*"}, "ALLOWED_HOSTS may not hold '*': name the hosts people use."),
        ({"DATABASE_URL": ""}, not_set("DATABASE_URL", "postgres://user:password@host/improvement")),
        (
            {"DATABASE_URL": "sqlite:////tmp/db.sqlite3"},
            "DATABASE_URL must name a PostgreSQL database in production.",
        ),
        ({"REDIS_URL": ""}, not_set("REDIS_URL", "redis://host:6379/0")),
        ({"SITE_URL": ""}, not_set("SITE_URL", "https://improvement.example")),
        (
            {"SITE_URL": "http://improvement.council.example"},
            "SITE_URL must start with https:// in production.",
        ),
        (
            {"PROGRAMME_TODAY": "2017-02-28"},
            "PROGRAMME_TODAY fixes the date and works only with DEMONSTRATION=1: unset it.",
        ),
        ({"PROGRAMME_TODAY": "28 February"}, "PROGRAMME_TODAY is '28 February': write a date as 2017-02-28."),
        ({"DEMONSTRATION": "perhaps"}, "DEMONSTRATION is 'perhaps': set it to 1 or 0."),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES is 'one': set it to a whole number."),
        ({"BEHIND_TLS_PROXY": "x"}, "BEHIND_TLS_PROXY is 'x': set it to 1 or 0."),
    ],
)
def test_production_stops_on_a_missing_or_unsafe_variable(read_settings, variables, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings(**PRODUCTION | variables)

    assert str(refusal.value) == sentence


def test_production_starts_with_a_good_environment(read_settings):
    found = read_settings(**PRODUCTION)

    names = [
        "DEBUG",
        "DEMONSTRATION",
        "PROGRAMME_TODAY",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "CELERY_BROKER_URL",
        "TRUSTED_PROXIES",
    ]
    assert {name: found[name] for name in names} == {
        "DEBUG": False,
        "DEMONSTRATION": False,
        "PROGRAMME_TODAY": None,
        "ALLOWED_HOSTS": ["improvement.council.example"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "CELERY_BROKER_URL": "redis://redis.council.example:6379/0",
        "TRUSTED_PROXIES": 0,
    }
    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert found["CACHES"]["default"]["BACKEND"] == "config.cache.RedisOrMemoryCache"
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"] > found["CELERY_TASK_TIME_LIMIT"]
    # JSON only, acknowledged when done, one at a time.
    assert (found["CELERY_ACCEPT_CONTENT"], found["CELERY_TASK_SERIALIZER"]) == (["json"], "json")
    assert found["CELERY_TASK_ACKS_LATE"]
    assert found["CELERY_TASK_REJECT_ON_WORKER_LOST"]
    assert found["CELERY_WORKER_PREFETCH_MULTIPLIER"] == 1
    assert found["LOGGING"]["handlers"]["console"]["formatter"] == "json"
    assert "SECURE_PROXY_SSL_HEADER" not in found


def test_production_believes_the_proxy_only_when_told_so(read_settings):
    found = read_settings(**PRODUCTION, BEHIND_TLS_PROXY="1", TRUSTED_PROXIES="2")

    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert found["TRUSTED_PROXIES"] == 2


@pytest.mark.parametrize(
    ("variables", "backend"),
    [
        ({}, "django.core.mail.backends.filebased.EmailBackend"),
        ({"EMAIL_HOST": "smtp.council.example"}, None),
    ],
)
def test_letters_go_to_files_until_a_mail_server_is_named(read_settings, variables, backend):
    found = read_settings(**PRODUCTION, **variables)

    assert found.get("EMAIL_BACKEND") == backend


def test_a_named_mail_server_is_spoken_to_over_tls(read_settings):
    found = read_settings(**PRODUCTION, EMAIL_HOST="smtp.council.example", EMAIL_HOST_USER="post")

    assert [found[name] for name in ("EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_TLS", "EMAIL_TIMEOUT")] == [
        587,
        "post",
        True,
        20,
    ]


def test_the_demonstration_needs_nothing(read_settings, tmp_path):
    found = read_settings(DEMONSTRATION="1", PROGRAMME_TODAY="2017-02-28")

    assert found["DATABASES"]["default"]["NAME"] == tmp_path / "db.sqlite3"
    assert found["DATABASES"]["default"]["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 120,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    assert found["SECRET_KEY"] == (tmp_path / "secret_key").read_text()
    assert found["CELERY_BROKER_URL"] == f"sqla+sqlite:///{tmp_path}/broker.sqlite3"
    assert found["PROGRAMME_TODAY"].isoformat() == "2017-02-28"
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["LOGGING"]["handlers"]["console"]["formatter"] == "plain"


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("command", ["check", "migrate", "demo"])
def test_manage_prints_the_sentence_alone(tmp_path, command):
    done = run("manage.py", command, **environment_of(tmp_path, **PRODUCTION | {"SITE_URL": ""}))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == not_set("SITE_URL", "https://improvement.example") + "\n"


def test_wsgi_prints_the_sentence_alone_and_tells_gunicorn_not_to_try_again(tmp_path):
    done = run("-c", "import config.wsgi", **environment_of(tmp_path, **PRODUCTION | {"REDIS_URL": ""}))

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == not_set("REDIS_URL", "redis://host:6379/0") + "\n"


def test_a_good_production_environment_passes_the_deployment_checks(tmp_path):
    variables = environment_of(tmp_path, **PRODUCTION)

    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **variables)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (1 silenced).\n")
