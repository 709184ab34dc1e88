"""Letters that remind people: each written once, as a row, and sent by the sweep that finds it."""

import datetime
import logging
import smtplib
from collections import Counter
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.mail import link_to
from accounts.models import Letter
from config import dates
from config.constraints import LINE
from jobs.schedule import every_sweep

logger = logging.getLogger(__name__)

# At the mail server's time limit of 20 seconds each, these end within a lease.
LETTERS_A_SWEEP = 40
GIVEN_UP_SHOWN = datetime.timedelta(days=30)
# Of one letter or its reader; whatever else goes wrong between us and the server is the server's.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def wants_letters(user, programme):
    """Whether the person can sign in, wants reminders, and holds a role in the programme today, if it is about one."""
    if not (user.is_active and user.wants_reminders):
        return False
    return programme is None or user.memberships.holding_on(dates.today()).filter(programme=programme).exists()


def write_letter(*, user, programme, kind, key, subject, template, **context):
    """Write a letter, to be sent by the next sweep, unless it was written before or the person wants none; whether it
    was written now. The template extends accounts/email/letter.txt. Belongs in the transaction of what it tells.
    """
    if not wants_letters(user, programme):
        return False
    context |= {"user": user, "programme": programme, "account_link": link_to("accounts:me")}
    facts = {
        "user": user,
        "programme": programme,
        "subject": subject[:LINE],
        "text": render_to_string(template, context),
        "made_at": timezone.now(),
    }
    _, is_new = Letter.objects.get_or_create(kind=kind, key=key, defaults=facts)
    return is_new


def standing(now):
    """(whether none was given up of late, how many wait and were given up)"""
    waiting = Letter.objects.waiting().count()
    given_up = Letter.objects.given_up(now).filter(made_at__gte=now - GIVEN_UP_SHOWN).count()
    wait = f"{waiting} letter{'' if waiting == 1 else 's'} waiting"
    return not given_up, f"{wait}, {given_up} given up in the last {GIVEN_UP_SHOWN.days} days."


@every_sweep("send-letters", "Letters sent", standing=standing)
def send_letters(now):
    """Send what is not sent. A server that does not answer costs no letter an attempt; one refused is tried later.

    A process that dies after the server took a letter and before that is noted leaves the letter unsent here: when
    its lease runs out it is sent again. A reminder twice is better than none; both carry one Message-ID, so that a
    mail program may show one.
    """
    due = list(Letter.objects.due(now).select_related("user", "programme")[:LETTERS_A_SWEEP])
    if not due:
        return "None to send."
    with get_connection() as server:
        became = Counter(_send(letter, server, now) for letter in due if letter.claim(now))
    return ", ".join(f"{count} {what}" for what, count in sorted(became.items())) + "."


def _send(letter, server, now):
    """Send one letter; what became of it in a word. Raises where the server went away."""
    if not wants_letters(letter.user, letter.programme):
        letter.end(dropped_at=now, held_until=None)
        return "no longer wanted"
    try:
        _message(letter, server).send()
    except Exception as error:
        # Whatever is wrong with one letter must neither stop the others nor be lost.
        logger.exception("Letter %s failed at attempt %s", letter.pk, letter.attempts)
        letter.give_back(now, error)
        if isinstance(error, OSError) and not isinstance(error, REFUSALS):
            raise
        return "failed"
    letter.end(sent_at=now, held_until=None, last_error="")
    return "sent"


def _message(letter, server):
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<letter-{letter.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(letter.subject, letter.text, to=[letter.user.email], headers=headers, connection=server)
