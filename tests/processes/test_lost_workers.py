"""Workers killed, the broker emptied, two beats: nothing is lost and nothing doubled, on either broker."""

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from jobs.schedule import NIGHTLY
from tests.processes.conftest import until

KILLS = 20
JOBS_A_KILL = 10
EMPTIED_AFTER = range(1, KILLS, 2)[:8]
DOWN_AFTER = KILLS // 2

ADD_JOBS = """
import datetime
from django.utils import timezone
from jobs.actions import add_job
now = timezone.now()
answer([add_job("probe", key, due_at=now + datetime.timedelta(seconds={wait})) for key in {keys}])
"""

STATE = """
from django.utils import timezone
from jobs.models import Heartbeat, Job
jobs, now = Job.objects.filter(kind="probe"), timezone.now()
held = jobs.filter(done_at=None, leased_until__gt=now)
lives = Heartbeat.objects.filter(at__gt=now - timezone.timedelta(seconds=2))
answer({
    "left": jobs.filter(done_at=None).count(),
    "held": dict(held.values_list("key", "attempts")),
    "not due": jobs.filter(due_at__gt=now).count(),
    "lives": sorted(lives.values_list("part", flat=True)),
})
"""

OUTCOME = """
from collections import Counter
from accounts.models import Letter
from audit.models import Event
from jobs.models import Job
def sorted_values(field, rows):
    return sorted(rows.filter(**{{f"{{field}}__startswith": "{test}"}}).values_list(field, flat=True))
probes, others = Job.objects.filter(kind="probe"), Job.objects.exclude(kind="probe")
answer({{
    "done": sorted_values("key", probes.filter(succeeded=True)),
    "effects": sorted_values("reason", Event.objects.filter(action="probe.done")),
    "letters": sorted_values("key", Letter.objects.filter(sent_at__isnull=False)),
    "attempts": Counter(probes.filter(key__startswith="{test}").values_list("attempts", flat=True)),
    "nights": sorted(others.filter(succeeded=True).values_list("kind", flat=True)),
}})
"""

ADD_PERSON = """
from accounts.models import User
User.objects.create_user("person@council.example", name="Person", organisation="Council")
answer(True)
"""


@pytest.fixture(scope="module", autouse=True)
def _person(shared_service):
    """Who gets the letters."""
    shared_service.ask(ADD_PERSON)


class Tried:
    """What one test asks of the service, under keys of its own."""

    def __init__(self, service, test):
        self.service, self.test, self.keys = service, test, []

    def add(self, count, *, pace="quick", wait=0):
        new = [f"{self.test}-{len(self.keys) + number:03}-{pace}" for number in range(count)]
        assert self.service.ask(ADD_JOBS.format(keys=new, wait=wait)) == [True] * count
        self.keys += new

    def state(self):
        return self.service.ask(STATE)

    def outcome(self):
        return self.service.ask(OUTCOME.format(test=self.test))

    def all_done(self):
        until(lambda: not self.state()["left"], "every job is done")

    def letters(self):
        """The Message-ID of every letter that was sent about this test's keys, repetitions included."""
        files = [path.read_text() for path in (self.service.folder / "mail").glob("*")]
        letters = [letter for text in files for letter in text.split("-" * 79)]
        own = [letter for letter in letters if f"Subject: {self.test}-" in letter]
        return [line for letter in own for line in letter.splitlines() if line.startswith("Message-ID:")]


def test_nothing_is_lost_or_doubled_however_often_a_worker_dies(service):
    began = time.monotonic()
    tried = Tried(service, "killed")
    beats = [service.beat(), service.beat()]

    def in_the_middle(key):
        """A job that takes a while is in hand, or was while nobody looked, and no other is at a later attempt: none is
        to meet its third kill.
        """
        held = tried.state()["held"]
        return set(held.values()) <= {1} and (key in held or key in tried.outcome()["done"])

    for kill in range(KILLS):
        worker = service.worker()
        tried.add(1, pace="long")
        tried.add(JOBS_A_KILL - 1)
        until(lambda key=tried.keys[-JOBS_A_KILL]: in_the_middle(key), "a job is in hand")
        service.kill(worker)
        if kill in EMPTIED_AFTER:
            service.broker.empty()
        if kill == DOWN_AFTER:
            # What becomes due while no worker is there.
            later = Tried(service, "later")
            later.add(5, wait=1)
            until(lambda: not tried.state()["not due"], "all is due")
    service.worker()
    tried.all_done()
    until(lambda: tried.outcome()["letters"] == sorted(tried.keys), "every letter is sent")

    outcome, letters = tried.outcome(), tried.letters()
    print(f"{time.monotonic() - began:.0f} s, attempts {outcome['attempts']}, {len(letters)} letters on their way")
    assert (len(tried.keys), len(EMPTIED_AFTER), [beat.poll() for beat in beats]) == (200, 8, [None, None])
    assert outcome["done"] == outcome["effects"] == sorted(tried.keys)
    assert later.outcome()["effects"] == later.keys
    # Most kills hit a job in the middle, which another worker then took over.
    assert outcome["attempts"].get("2", 0) >= KILLS // 2
    # A letter in the hands of a dying worker may go out again, but as itself.
    assert len(set(letters)) == len(tried.keys)
    # Each night's work of every kind, once.
    assert outcome["nights"] == sorted(NIGHTLY)


def test_without_the_fence_effects_are_doubled(service):
    """The negative control: two workers, and jobs that outlast their leases."""
    tried = Tried(service, "unfenced")
    service.beat()
    for _ in range(2):
        service.worker(FENCE="off")
    tried.add(4, pace="slow")

    until(lambda: len(tried.outcome()["effects"]) > len(tried.keys), "an effect is doubled")


def test_with_the_fence_they_are_not(service):
    tried = Tried(service, "fenced")
    service.beat()
    for _ in range(2):
        service.worker()
    tried.add(4, pace="slow")

    tried.all_done()

    outcome = tried.outcome()
    assert outcome["done"] == outcome["effects"] == sorted(tried.keys)


def test_a_worker_told_to_stop_finishes_what_it_does_and_loses_nothing(service):
    tried = Tried(service, "stopped")
    worker = service.worker()
    tried.add(12)
    until(lambda: tried.state()["held"], "a job is in hand")

    worker.send_signal(signal.SIGTERM)
    stopped_with, between = worker.wait(timeout=60), tried.state()
    service.worker()
    tried.all_done()

    outcome = tried.outcome()
    # Nothing was left half done, and no attempt was spent on stopping.
    assert (stopped_with, between["held"]) == (0, {})
    assert outcome["done"] == outcome["effects"] == sorted(tried.keys)
    assert outcome["attempts"] == {"1": len(tried.keys)}


def test_the_supervising_command_starts_again_what_dies_and_stops_what_it_started(service):
    tried = Tried(service, "supervised")
    supervisor = service.start("manage.py", "work")
    until(lambda: sorted(service.children(supervisor)) == ["beat", "worker"], "both are started")
    first = service.children(supervisor)

    for number in first.values():
        os.kill(number, signal.SIGKILL)
    until(lambda: sorted(service.children(supervisor).values()) != sorted(first.values()), "one is seen to have died")
    until(lambda: sorted(service.children(supervisor)) == ["beat", "worker"], "both are started again")
    tried.add(3)
    tried.all_done()
    until(lambda: tried.state()["lives"] == ["beat", "worker"], "both live")
    second = service.children(supervisor)
    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(timeout=60) == 0
    assert not set(first.values()) & set(second.values())
    assert [number for number in second.values() if is_alive(number)] == []


def is_alive(number):
    with contextlib.suppress(OSError):
        return "\0celery\0" in Path(f"/proc/{number}/cmdline").read_text()
    return False
