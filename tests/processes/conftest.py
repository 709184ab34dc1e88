"""Real workers, beats and brokers: started here, killed here, on a database of their own."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from tests.races.conftest import ROOT, fresh_database
from tests.walks.conftest import free_port

PATIENCE_SECONDS = 120


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


class Broker:
    """The embedded broker: a file."""

    def __init__(self, folder):
        self.url, self.file = "", folder / "broker.sqlite3"

    def empty(self):
        with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as file, file:
            file.execute("DELETE FROM kombu_message")

    def stop(self):
        """There is no process to stop."""


class RedisBroker(Broker):
    """A Redis of the test's own, that may be emptied and stopped as nobody else's may."""

    def __init__(self, folder):
        self.port, self.folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        here = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        kept = ["--save", "", "--appendonly", "yes"]
        self.process = subprocess.Popen(["redis-server", *here, *kept], stdout=subprocess.DEVNULL)
        until(self.answers, "Redis answers")

    def answers(self):
        with contextlib.suppress(redis.ConnectionError), redis.Redis(port=self.port) as client:
            return client.ping()
        return False

    def empty(self):
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def stop(self):
        self.process.kill()
        self.process.wait()


def until(condition, what, seconds=PATIENCE_SECONDS):
    """Wait for a condition, and return how long that took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


class Service:
    """A database and a broker, and the processes that work with them: all end with the test."""

    def __init__(self, run, broker, folder):
        self.python, self.broker, self.folder, self.started = run, broker, folder, []
        self.environment = {**run.environment, "PYTHONPATH": str(ROOT)}

    def start(self, *arguments, module="celery", **variables):
        """Start a Python program as the leader of a group of its own, writing to a log that is shown on failure."""
        log = (self.folder / "processes.log").open("a")
        process = subprocess.Popen(
            [sys.executable, *(["-m", module] if module else []), *arguments],
            cwd=ROOT,
            env={**self.environment, **variables},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.started.append(process)
        return process

    def worker(self, **variables):
        # As in production, and with the embedded broker as `manage.py work` starts it.
        pool = ("--concurrency", "2") if self.broker.url else ("--pool", "solo", "--purge")
        return self.start("--quiet", "-A", "config", "worker", *pool, "--loglevel", "WARNING", **variables)

    def beat(self):
        return self.start("--quiet", "-A", "config", "beat", "--loglevel", "WARNING")

    def kill(self, process):
        """kill -9 of the process and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self):
        for process in self.started:
            self.kill(process)


@pytest.fixture
def service(tmp_path):
    """An empty, migrated database, a broker of the kind that goes with it, and nothing running yet."""
    if os.environ.get("REDIS_URL") and not shutil.which("redis-server"):
        pytest.skip("redis-server is not on this machine, and the machine's own Redis is not ours to stop")
    broker = RedisBroker(tmp_path) if os.environ.get("REDIS_URL") else Broker(tmp_path)
    facts = {"DJANGO_SETTINGS_MODULE": "tests.processes.settings", "REDIS_URL": broker.url}
    try:
        with fresh_database(tmp_path, **facts) as run:
            service = Service(run, broker, tmp_path)
            try:
                yield service
            finally:
                service.stop()
    finally:
        broker.stop()


@pytest.fixture(autouse=True)
def _show_log(tmp_path):
    """What the processes wrote is printed, and shown where the test fails."""
    yield
    log = tmp_path / "processes.log"
    print(log.read_text()[-5000:] if log.exists() else "")
