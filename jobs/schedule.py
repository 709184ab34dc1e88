"""The kinds of periodic work: each room registers its own, and the sweep makes their rows and does them."""

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

        The due moment is London's; where the clock skips that time it is the moment after the gap, and where
        the time comes twice it is the first, so each night has one slot.
        """
        local = now.astimezone(LONDON)
        night = local.date()
        if datetime.datetime.combine(night, self.at, tzinfo=LONDON) > local:
            night -= datetime.timedelta(days=1)
        due_at = datetime.datetime.combine(night, self.at, tzinfo=LONDON).astimezone(datetime.UTC)
        return night.isoformat(), due_at


NIGHTLY = {}


def nightly(kind, label, at):
    """Register a function as the nightly work of this kind."""

    def register(run):
        NIGHTLY[kind] = Nightly(kind=kind, label=label, at=at, run=run)
        return run

    return register
