"""Ringing for a sweep at once, where the next minute's ring would be late. Nothing depends on being heard."""

import logging
import time

from celery import current_app

logger = logging.getLogger(__name__)

# A request that rings waits for a broker that is away this long, and those of the next seconds not at all.
TIMEOUT_SECONDS = 1
AWAY_SECONDS = 5
away = {"until": 0}


def ring():
    """Ask a worker to sweep. False, and a line in the log, when the broker does not take it or was away just now."""
    if time.monotonic() < away["until"]:
        return False
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=TIMEOUT_SECONDS)
            current_app.send_task("jobs.tasks.sweep", connection=broker, retry=False)
    except Exception as error:
        # Each broker has its own errors, and none may fail what rings: the row waits for the next sweep.
        logger.warning("Nobody was rung, so work waits for the next minute: %s", error)
        away["until"] = time.monotonic() + AWAY_SECONDS
        return False
    return True
