"""Reports on their way to the Minister's office: rows, each sent once by a sweep, tried again with growing pauses."""

import logging
import smtplib
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from commissioner.documents.files import CONTENT_TYPES, PRINTED, SHEETS
from commissioner.models import ReportDelivery
from commissioner.models.report_sent import Edition
from jobs.schedule import every_sweep

logger = logging.getLogger(__name__)

AT_ONCE = 20
ATTACHED = (PRINTED, SHEETS)
# Of one message or its address; whatever else goes wrong between us and the server is the server's.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def standing(now):
    """(whether none was given up, how many wait and were given up)"""
    waiting, given_up = ReportDelivery.objects.waiting().count(), ReportDelivery.objects.given_up(now).count()
    return not given_up, f"{waiting} waiting, {given_up} given up."


@every_sweep("send-reports", "Reports to the Minister sent", standing=standing)
def send_reports(now):
    """Send what is not sent. A process that dies after the server took a message and before that is noted sends it
    again when its lease runs out; both carry one Message-ID, so that a mail program may show one.
    """
    related = ("report__schedule", "report__programme", "report__signed_by")
    due = list(ReportDelivery.objects.due(now).select_related(*related).defer("report__facts")[:AT_ONCE])
    if not due:
        return "None to send."
    with get_connection() as server:
        became = Counter(_send(delivery, server, now) for delivery in due if delivery.claim(now))
    return ", ".join(f"{count} {what}" for what, count in sorted(became.items())) + "."


def _send(delivery, server, now):
    """Send one; what became of it in a word. Raises where the server went away."""
    try:
        message, files = _message(delivery, server)
        message.send()
    except Exception as error:
        # Whatever is wrong with one address must neither stop the others nor be lost.
        logger.exception("Delivery %s failed at attempt %s", delivery.pk, delivery.attempts)
        delivery.give_back(now, error)
        if isinstance(error, OSError) and not isinstance(error, REFUSALS):
            raise
        return "failed"
    delivery.end(sent_at=now, held_until=None, last_error="", sent_files=files)
    return "sent"


def _message(delivery, server):
    """(the message with the files of the report, {name: SHA-256})"""
    report = delivery.report
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMessage(
        f"{report.schedule.name}: {report.programme.name}, {report.period}",
        render_to_string("commissioner/email/report.txt", {"report": report}),
        to=[delivery.address],
        headers={"Message-ID": f"<report-{delivery.pk}@{host}>"},
        connection=server,
    )
    files = {}
    for file in report.files.filter(edition=Edition.FULL, name__in=ATTACHED).order_by("name"):
        message.attach(file_name(report, file.name), bytes(file.content), CONTENT_TYPES[file.name])
        files[file.name] = file.sha256
    return message, files


def file_name(report, ending, suffix=""):
    return f"{report.programme.slug}-report-{report.number}{suffix}.{ending}"
