"""The kinds of work: each room registers its own, and the sweep does them.

Nightly work has a row for each night, which the sweep makes. Deferred work has a row for each key that a room adds
with `jobs.actions.add_job`. Work of every sweep has rows of its own (a letter not yet sent), finds them itself, and
leaves one row here that says how it went last.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Nightly:
    """Work done once for each night, from a London time. `run` returns (succeeded, what happened in a sentence)."""

    kind: str
    label: str
    at: datetime.time
    run: Callable[[], tuple[bool, str]]

    def newest_slot(self, now):
        """The newest night whose time has come, as (key, due moment).

        Where London's clock skips that time, it is due an hour later by the clock; where the time comes twice,
        the first time. So each night has one slot.
        """
        night = now.astimezone(LONDON).date()
        if self._due_at(night) > now:
            night -= datetime.timedelta(days=1)
        return night.isoformat(), self._due_at(night)

    def _due_at(self, night):
        # In UTC: two London times compare by what the clock shows, which around its changes is not their order.
        return datetime.datetime.combine(night, self.at, tzinfo=LONDON).astimezone(datetime.UTC)


NIGHTLY = {}


def nightly(kind, label, at):
    """Register a function as the nightly work of this kind."""

    def register(run):
        NIGHTLY[kind] = Nightly(kind=kind, label=label, at=at, run=run)
        return run

    return register


@dataclass(frozen=True)
class Deferred:
    """Work done once for each key. `run` takes the key and returns what happened in a sentence.

    It is called in a transaction that ends by marking the job done: what it writes stands if the job was still this
    worker's, and otherwise none of it does. A failure is tried again, twice.
    """

    kind: str
    label: str
    run: Callable[[str], str]


DEFERRED = {}


def deferred(kind, label):
    """Register a function as the work of this kind, to be done for every key added."""

    def register(run):
        DEFERRED[kind] = Deferred(kind=kind, label=label, run=run)
        return run

    return register


@dataclass(frozen=True)
class EverySweep:
    """Work done at every sweep, each minute. Two sweeps may do it at once: it claims its rows one by one.

    `run` takes the moment and returns what happened in a sentence; `standing` takes it too, and returns (whether all
    is well, how the work stands in a sentence) for /status/.
    """

    kind: str
    label: str
    run: Callable[[datetime.datetime], str]
    standing: Callable[[datetime.datetime], tuple[bool, str]]


EVERY_SWEEP = {}


def every_sweep(kind, label, standing):
    """Register a function as work of this kind, to be done at every sweep."""

    def register(run):
        EVERY_SWEEP[kind] = EverySweep(kind=kind, label=label, run=run, standing=standing)
        return run

    return register


def label_of(kind):
    """What a kind of job is called for people; its code where this version no longer knows it."""
    work = NIGHTLY.get(kind) or DEFERRED.get(kind)
    return work.label if work else kind
