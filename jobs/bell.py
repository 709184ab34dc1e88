"""Ringing for a sweep at once, where the next minute's ring would be late. Nothing depends on being heard."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)


def ring():
    """Ask a worker to sweep. False, and a line in the log, when the broker does not take it."""
    try:
        current_app.send_task("jobs.tasks.sweep", retry=False)
    except Exception as error:
        # Each broker has its own errors, and none may fail what rings: the row waits for the next sweep.
        logger.warning("Nobody was rung, so work waits for the next minute: %s", error)
        return False
    return True
