"""Real processes on a database of their own, started at the same moment."""

import contextlib
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def run_python(tmp_path):
    """Run Python text in so many processes at once against one fresh database: run_python(text, processes=8).

    Each process finds its number in RACER and Django set up. Returns what each printed.
    """
    with fresh_database(tmp_path) as run:
        yield run


@contextlib.contextmanager
def fresh_database(folder, **variables):
    """A migrated database of its own, as the function that runs Python text against it; see run_python.

    `variables` are set for its processes; all they are given is `environment` of the function.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMONSTRATION": "1",
        "PROGRAMME_TODAY": "2017-02-28",
        "VAR_DIR": str(folder),
        **variables,
    }
    server, name = None, f"race_{uuid.uuid4().hex[:12]}"
    if address := os.environ.get("DATABASE_URL"):
        import psycopg2

        server = psycopg2.connect(address)
        server.autocommit = True
        server.cursor().execute(f"CREATE DATABASE {name}")
        environment["DATABASE_URL"] = re.sub(r"/[^/?]+($|\?)", rf"/{name}\1", address)

    def run(text, *, processes=1):
        command = [sys.executable, "-c", f"import django; django.setup()\n{text}"]
        started = [
            subprocess.Popen(
                command,
                cwd=ROOT,
                env={**environment, "RACER": str(number)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for number in range(processes)
        ]
        finished = [(process.communicate(timeout=300), process.returncode) for process in started]
        wrong = [error[-2000:] for (_, error), code in finished if code]
        assert [code for _, code in finished] == [0] * processes, "\n".join(wrong)
        return [out for (out, _), _ in finished]

    run.environment = environment
    run("from django.core.management import call_command; call_command('migrate', run_syncdb=True, verbosity=0)")
    yield run
    if server:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


@pytest.fixture
def programme_loaded(run_python):
    run_python(
        "from django.core.management import call_command\n"
        "call_command('load_programme', 'programmes/torbay.toml')\n"
        "call_command('load_programme', 'programmes/exampleshire.toml')\n"
        "call_command('demo')\n"
    )
    return run_python
