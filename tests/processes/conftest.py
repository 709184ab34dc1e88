"""Real workers, beats and brokers: started here, killed here, on a database of their own."""

import contextlib
import json
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

from tests.fresh import ROOT
from tests.races.conftest import fresh_database
from tests.walks.conftest import free_port, wait_for

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
        time.sleep(0.1)
    return time.monotonic() - began


TALK = """
import json, sys, traceback
import django
django.setup()
for line in sys.stdin:
    try:
        exec(json.loads(line))
    except Exception:
        traceback.print_exc()
        sys.exit(1)
"""


class Service:
    """A database and a broker, and the processes that work with them."""

    def __init__(self, run, broker, folder):
        self.broker, self.folder, self.started = broker, folder, []
        self.environment = {**run.environment, "PYTHONPATH": str(ROOT)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.talker = subprocess.Popen([sys.executable, "-c", TALK], cwd=ROOT, env=self.environment, **pipes)

    def ask(self, text):
        """Run Python text in a process with Django set up; the facts it passes to answer()."""
        text = f"def answer(facts):\n    print(json.dumps(facts), flush=True)\n{text}"
        self.talker.stdin.write(json.dumps(text) + "\n")
        self.talker.stdin.flush()
        return json.loads(self.talker.stdout.readline())

    def start(self, *arguments, **variables):
        """Start a Python program as the leader of a group of its own, writing to a log that is shown on failure."""
        with (self.folder / "processes.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**self.environment, **variables},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def worker(self, **variables):
        # As in production, and with the embedded broker as `manage.py work` starts it.
        pool = ("--concurrency", "2") if self.broker.url else ("--pool", "solo", "--purge")
        # Without asking for other workers first, which takes a second of each start.
        return self.start(*CELERY, "worker", *pool, "--without-mingle", "--loglevel", "WARNING", **variables)

    def beat(self, **variables):
        return self.start(*CELERY, "beat", "--loglevel", "WARNING", **variables)

    def web(self):
        """Serve the pages, and return the address."""
        address = f"127.0.0.1:{free_port()}"
        facts = {"SITE_URL": f"http://{address}", "TRUSTED_PROXIES": "1"}
        self.start("-m", "gunicorn", "config.wsgi", "--bind", address, "--workers", "2", "--threads", "4", **facts)
        wait_for(f"http://{address}/healthz")
        return f"http://{address}"

    def children(self, process):
        """{worker or beat: process id} of what a supervisor has running."""
        found = {}
        for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{number}/cmdline").read_text().split("\0")
                found |= {name: int(number) for name in ("worker", "beat") if name in words}
        return found

    def kill(self, process):
        """kill -9 of the process and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_all(self):
        while self.started:
            self.kill(self.started.pop())

    def stop(self):
        self.kill_all()
        self.talker.communicate()


CELERY = ("-m", "celery", "--quiet", "-A", "config")


@contextlib.contextmanager
def a_service(folder, **variables):
    """An empty database with its tables, a broker of the kind that goes with it, and nothing running yet."""
    broker = RedisBroker(folder) if os.environ.get("REDIS_URL") else Broker(folder)
    facts = {"DJANGO_SETTINGS_MODULE": "tests.processes.settings", "REDIS_URL": broker.url, **variables}
    try:
        with fresh_database(folder, **facts) as run:
            service = Service(run, broker, folder)
            try:
                yield service
            finally:
                service.stop()
    finally:
        broker.stop()


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory):
    if os.environ.get("REDIS_URL") and not shutil.which("redis-server"):
        pytest.skip("redis-server is not on this machine, and the machine's own Redis is not ours to stop")
    with a_service(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def service(shared_service):
    """The service of this file of tests, with nothing running. What its processes wrote is shown on failure."""
    yield shared_service
    shared_service.kill_all()
    log = shared_service.folder / "processes.log"
    print(log.read_text()[-5000:] if log.exists() else "")
    log.unlink(missing_ok=True)
