"""The supervising command with processes that only pretend; tests/processes runs it with real ones."""

import subprocess

import pytest
from django.core.management import call_command

from jobs.management.commands import work


class Process:
    """A process that ends when a test says so."""

    def __init__(self, command):
        self.command, self.returncode, self.told, self.is_stubborn = command, None, [], False

    def poll(self):
        return self.returncode

    def terminate(self):
        self.told.append("terminate")
        if not self.is_stubborn:
            self.returncode = 0

    def kill(self):
        self.told.append("kill")
        self.returncode = -9

    def wait(self, timeout=None):
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.command, timeout)


@pytest.fixture
def started(monkeypatch):
    """Every process that was started, oldest first."""
    found = []

    def start(command):
        found.append(Process(command))
        return found[-1]

    monkeypatch.setattr(work.subprocess, "Popen", start)
    return found


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(work.time, "monotonic", lambda: now[0])
    return now


def test_a_part_that_ends_is_started_again_later_and_later(started, clock):
    said = []
    part = work.Part("beat", said.append)
    pauses = []
    for _ in range(8):
        started[-1].returncode = 1
        ended_at, count = clock[0], len(started)
        while len(started) == count:
            part.look()
            clock[0] += 0.5
        pauses.append(clock[0] - 0.5 - ended_at)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert said[0] == "The beat ended (1); it is started again in 1 s."
    assert started[0].command == started[-1].command


def test_a_part_that_ran_steadily_is_started_again_at_once(started, clock):
    said = []
    part = work.Part("worker", said.append)
    part.pause = 32
    clock[0] = 61
    part.look()
    started[-1].returncode = -9

    part.look()

    assert said == ["The worker ended (-9); it is started again in 1 s."]


def test_a_part_that_does_not_stop_is_killed(started):
    part = work.Part("worker", print)
    started[0].is_stubborn = True
    started[0].wait = lambda timeout=None: (
        None if timeout is None else (_ for _ in ()).throw(subprocess.TimeoutExpired("worker", timeout))
    )

    part.stop()
    part.wait(0)

    assert started[0].told == ["terminate", "kill"]


def test_a_part_that_ended_by_itself_is_not_told_to(started):
    part = work.Part("worker", print)
    started[0].returncode = 1

    part.stop()
    part.wait(0)

    assert started[0].told == []


def test_the_command_runs_both_until_it_is_told_to_stop(started, monkeypatch):
    handlers, looks = {}, []
    monkeypatch.setattr(work.signal, "signal", handlers.__setitem__)

    def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 2:
            handlers[work.signal.SIGTERM](work.signal.SIGTERM, None)

    monkeypatch.setattr(work.time, "sleep", sleep)

    call_command("work")

    assert set(handlers) == {work.signal.SIGTERM, work.signal.SIGINT}
    assert [process.command[6] for process in started] == ["worker", "beat"]
    assert [process.told for process in started] == [["terminate"], ["terminate"]]
