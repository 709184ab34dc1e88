"""Real processes on a database of their own, started at the same moment."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fresh import DEMONSTRATION, MIGRATED, ROOT, fresh_environment


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
def fresh_database(folder, commands=MIGRATED, **variables):
    """A database of its own to which these commands were done, as the function that runs Python text against it; see
    run_python(). `variables` are set for its processes; all they are given is `environment` of the function.
    """
    with fresh_environment(folder, commands, **variables) as environment:
        yield _runner(environment)


def _runner(environment):
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
    return run


@pytest.fixture
def programme_loaded(tmp_path):
    """run_python() with the demonstration loaded."""
    with fresh_database(tmp_path, DEMONSTRATION) as run:
        yield run
