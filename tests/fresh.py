"""Fresh databases for real processes: copies of a template that is migrated, or loaded with the demonstration, once.

A test process makes each template when it first needs it, and takes it away at its end.
"""

import atexit
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Apps without migrations, as some tests bring, get their tables too.
MIGRATED = (("migrate", "--run-syncdb", "--verbosity", "0"),)
DEMONSTRATION = (
    *MIGRATED,
    ("load_programme", "programmes/torbay.toml"),
    ("load_programme", "programmes/exampleshire.toml"),
    ("demo",),
)


@contextlib.contextmanager
def fresh_environment(folder, commands=MIGRATED, **variables):
    """The environment of processes that work on a database of their own, to which these commands were done.

    `folder` is the folder they write to; `variables` are set for the commands and the processes.
    """
    template_folder, template_name = _template(commands, **variables)
    shutil.copytree(template_folder, folder, dirs_exist_ok=True)
    if template_name is None:
        yield _environment(folder, "", variables)
        return
    with _server() as server:
        name = _create(server, f"TEMPLATE {template_name}")
        try:
            yield _environment(folder, _address(name), variables)
        finally:
            _drop(server, name)


def manage(environment, *arguments):
    """Run a command of manage.py, and return what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def _template(commands, **variables):
    """(its folder, the name of its database on PostgreSQL) of a database to which commands were done."""
    folder = tempfile.mkdtemp(prefix="template-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    name = None
    if os.environ.get("DATABASE_URL"):
        with _server() as server:
            name = _create(server)
        atexit.register(_drop_by_name, name)
    environment = _environment(folder, _address(name) if name else "", variables)
    for command in commands:
        manage(environment, *command)
    return folder, name


def _environment(folder, address, variables):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMONSTRATION": "1",
        "PROGRAMME_TODAY": "2017-02-28",
        "VAR_DIR": str(folder),
        "DATABASE_URL": address,
        **variables,
    }


def _address(name):
    return re.sub(r"/[^/?]+($|\?)", rf"/{name}\1", os.environ["DATABASE_URL"])


@contextlib.contextmanager
def _server():
    import psycopg2

    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    try:
        yield server
    finally:
        server.close()


def _create(server, how=""):
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} {how}")
    return name


def _drop(server, name):
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _drop_by_name(name):
    with _server() as server:
        _drop(server, name)
