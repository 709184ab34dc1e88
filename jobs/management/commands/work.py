"""Worker and beat of the embedded service, under one command."""

import signal
import subprocess
import sys
import time

from django.core.management.base import BaseCommand

# One process does both jobs and letters; `--purge` because the embedded broker never forgets rings by itself.
PARTS = {
    "worker": ("worker", "--pool", "solo", "--purge", "--loglevel", "WARNING"),
    "beat": ("beat", "--loglevel", "WARNING"),
}
LOOK_SECONDS = 0.2
RESTART_SECONDS = 1
LONGEST_RESTART_SECONDS = 60
STEADY_SECONDS = 60
# Longer than a sweep; what is killed after that is taken over when its lease runs out.
STOP_SECONDS = 60


class Part:
    """One process that is started again when it ends, sooner at first and later when it keeps ending."""

    def __init__(self, name, say):
        self.name, self.say, self.pause = name, say, RESTART_SECONDS
        self.start()

    def start(self):
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "config", *PARTS[self.name]]
        self.process = subprocess.Popen(command)  # noqa: S603 - nothing in it comes from outside
        self.started_at, self.start_at = time.monotonic(), None

    def look(self):
        """Start the process again where it ended and its pause is over."""
        now = time.monotonic()
        if self.process.poll() is None:
            return
        if self.start_at is None:
            self.pause = RESTART_SECONDS if now - self.started_at > STEADY_SECONDS else self.pause
            self.say(f"The {self.name} ended ({self.process.returncode}); it is started again in {self.pause} s.")
            self.start_at = now + self.pause
            self.pause = min(2 * self.pause, LONGEST_RESTART_SECONDS)
        elif now >= self.start_at:
            self.start()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds):
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Command(BaseCommand):
    help = "Run a worker and beat, start each again when it ends, and stop both on SIGTERM or Ctrl-C."

    def handle(self, **options):
        self.is_stopping = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        parts = [Part(name, self.stderr.write) for name in PARTS]
        while not self.is_stopping:
            time.sleep(LOOK_SECONDS)
            for part in parts:
                part.look()
        for part in parts:
            part.stop()
        until = time.monotonic() + STOP_SECONDS
        for part in parts:
            part.wait(max(until - time.monotonic(), 0))

    def stop(self, *signalled):
        self.is_stopping = True
