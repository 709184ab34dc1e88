"""Sign-ins and refusals of Django and allauth, written to the audit trail."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from audit.actions import record


@receiver(user_logged_in)
@transaction.atomic
def note_sign_in(sender, user, **kwargs):
    record("person.signed_in", by=user, about=user)


@receiver(user_logged_out)
@transaction.atomic
def note_sign_out(sender, user, **kwargs):
    if user:
        record("person.signed_out", by=user, about=user)


@receiver(user_login_failed)
@transaction.atomic
def note_refusal(sender, credentials, **kwargs):
    record("person.sign_in_refused", by=None, after={"email": str(credentials.get("email", ""))[:254]})
