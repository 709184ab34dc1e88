"""Letters to people about their access."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger(__name__)


def link_to(name, *args):
    """The whole address of a page, as a letter gives it."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def send_invitation(invitation, secret):
    """Send the link. False, and a line in the log, when the mail server refuses or does not answer."""
    link = link_to("accounts:invitation-accept", secret)
    context = {"invitation": invitation, "link": link, "days": settings.INVITATION_DAYS}
    try:
        send_mail(
            subject=f"Invitation to the {invitation.programme.name} improvement programme",
            message=render_to_string("accounts/email/invitation.txt", context),
            from_email=None,
            recipient_list=[invitation.email],
        )
    except (OSError, smtplib.SMTPException):
        logger.exception("The invitation %s could not be sent", invitation.pk)
        return False
    return True
