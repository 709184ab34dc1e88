"""Drafting by itself: each slot of each schedule whose period is over gets one report, and only one.

The period comes from the slot and never from the time of running, and a slot that was missed is made up. The unique
constraint on schedule and period makes two sweeps at once, or one that dies halfway, harmless.
"""

import logging

from django.db import IntegrityError, transaction

from commissioner.actions.reports import draft_report
from commissioner.models import ProgressReport, ReportSchedule
from commissioner.reports.slots import ended_slots
from config import dates
from improvement.as_known import still_open
from improvement.models import Programme
from improvement.wording import capital, counted
from jobs.schedule import every_sweep

logger = logging.getLogger(__name__)


def due_slots(today):
    """(schedule, Slot) of each period that is over and has no report, the oldest of each schedule first.

    A closed programme has no more reports.
    """
    done = set(ProgressReport.objects.values_list("schedule", "period_end"))
    in_hand = still_open(Programme.objects.all(), today).values("pk")
    schedules = ReportSchedule.objects.filter(programme__in=in_hand).select_related("programme")
    found = []
    for schedule in schedules.prefetch_related("terms").order_by("pk"):
        terms = sorted(schedule.terms.all(), key=lambda terms: terms.pk)
        missing = [slot for slot in ended_slots(terms, today) if (schedule.pk, slot.end) not in done]
        found += [(schedule, slot) for slot in missing]
    return found


def standing(now):
    """(whether every slot has its report, how many wait)"""
    waiting = len(due_slots(dates.today()))
    return not waiting, f"{capital(counted(waiting, 'report'))} to draft."


@every_sweep("draft-reports", "Reports to the Minister drafted", standing=standing)
def draft_due(now):
    """Draft what is due. One that cannot be drafted does not keep the others; the last error is raised in the end."""
    drafted, failed = 0, None
    for schedule, slot in due_slots(dates.today()):
        try:
            with transaction.atomic():
                draft_report(schedule=schedule, slot=slot)
            drafted += 1
        except Exception as error:
            # Another sweep may have been quicker: then the slot has its report.
            if isinstance(error, IntegrityError) and _has_report(schedule, slot):
                continue
            logger.exception("The report of %s on %s was not drafted", schedule, slot)
            failed = error
    if failed:
        raise failed
    return f"{capital(counted(drafted, 'report'))} drafted."


def _has_report(schedule, slot):
    return ProgressReport.objects.filter(schedule=schedule, period_end=slot.end).exists()
