"""Joiners, movers, leavers and keys: every step leaves an audit event."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import ApiToken, CalendarFeed, Invitation, Membership, User
from audit.actions import record
from config import dates


class AccountError(ValidationError):
    """A step that may not be taken, with the sentence to show in `message`."""


def digest_of(secret):
    """Secrets of 256 random bits need no slow hash: SHA-256 cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(*, programme, email, name, organisation, role, until_on=None, by):
    """Make an invitation and return (invitation, secret for its link). Open ones to the same address are withdrawn."""
    now = timezone.now()
    _check_dates(dates.today(), until_on)
    email = email.lower()
    earlier = Invitation.objects.open_at(now).filter(programme=programme, email=email)
    for invitation in earlier:
        withdraw_invitation(invitation=invitation, by=by)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        programme=programme,
        email=email,
        name=name,
        organisation=organisation,
        role=role,
        until_on=until_on,
        digest=digest_of(secret),
        invited_by=by,
        invited_at=now,
        expires_at=now + datetime.timedelta(days=settings.INVITATION_DAYS),
    )
    after = {"email": email, "role": role, "until_on": until_on}
    record("person.invited", by=by, about=invitation, programme=programme, after=after)
    return invitation, secret


@transaction.atomic
def withdraw_invitation(*, invitation, by):
    now = timezone.now()
    changed = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(withdrawn_at=now)
    if not changed:
        raise AccountError("This invitation is no longer open.")
    record("person.invitation_withdrawn", by=by, about=invitation, programme=invitation.programme)


@transaction.atomic
def accept_invitation(*, invitation, user=None, password=None):
    """Let the invited person in: the account that has the address already, or a new one with the password.

    Raises AccountError where the invitation has expired, was used or was withdrawn.
    """
    now = timezone.now()
    # A link opened twice at once queues here, so that the second finds it used.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    if user is None and Invitation.objects.open_at(now).filter(pk=invitation.pk).exists():
        user = _join(invitation, password)
    changed = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(accepted_at=now, accepted_by=user)
    if not changed:
        raise AccountError("This invitation is no longer open. Ask your programme's administrator for a new one.")
    record("person.invitation_accepted", by=user, about=invitation, programme=invitation.programme)
    give_role(
        user=user,
        programme=invitation.programme,
        role=invitation.role,
        until_on=invitation.until_on,
        by=invitation.invited_by,
    )
    return user


def _join(invitation, password):
    """A new account for the invited person, unless another invitation made it at this moment."""
    facts = {"name": invitation.name, "organisation": invitation.organisation}
    try:
        with transaction.atomic():
            return User.objects.create_user(invitation.email, password, **facts)
    except IntegrityError:
        raise AccountError("This address has an account by now. Sign in with it, and open the link again.") from None


@transaction.atomic
def give_role(*, user, programme, role, from_on=None, until_on=None, by):
    from_on = from_on or dates.today()
    _check_dates(from_on, until_on)
    # The same role given twice at once must queue, or both would find no other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    same = Membership.objects.filter(user=user, programme=programme, role=role)
    overlapping = same.filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on))
    if until_on:
        overlapping = overlapping.filter(from_on__lt=until_on)
    if held := overlapping.order_by("from_on").first():
        first_day = max(held.from_on, from_on)
        raise AccountError(f"{user.name} already has this role on {first_day:%-d %B %Y}.")
    if same.filter(from_on=from_on).exists():
        raise AccountError(f"{user.name} was given this role from {from_on:%-d %B %Y} before: choose a later day.")
    membership = Membership(user=user, programme=programme, role=role, from_on=from_on, until_on=until_on)
    membership.save()
    after = {"role": role, "from_on": from_on, "until_on": until_on}
    record("role.given", by=by, about=membership, programme=programme, after=after)
    return membership


def _check_dates(from_on, until_on):
    if until_on and until_on <= from_on:
        raise AccountError(f"The role must end after {from_on:%-d %B %Y}, the day it starts.")


@transaction.atomic
def end_role(*, membership, until_on, by, reason=""):
    """End a role: it no longer holds on `until_on`. The programme's last administrator cannot be ended."""
    _lock_administrators([membership.programme_id])
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.until_on and membership.until_on <= until_on:
        raise AccountError(f"This role already ends on {membership.until_on:%-d %B %Y}.")
    if until_on < membership.from_on:
        raise AccountError(f"This role starts on {membership.from_on:%-d %B %Y}: choose that day or a later one.")
    _keep_an_administrator(membership, until_on)
    before = {"until_on": membership.until_on}
    membership.until_on = until_on
    membership.save(update_fields=["until_on"])
    record(
        "role.ended",
        by=by,
        about=membership,
        programme=membership.programme,
        before=before,
        after={"until_on": until_on},
        reason=reason,
    )


def _lock_administrators(programme_ids):
    """Two administrators who end each other at the same moment queue here, or both might succeed."""
    administrators = Membership.objects.filter(programme__in=programme_ids, role="administrator")
    list(administrators.select_for_update().order_by("pk"))


def _keep_an_administrator(membership, on):
    """Somebody else must be the programme's administrator from that day, with no end."""
    if membership.role != "administrator":
        return
    others = Membership.objects.filter(
        programme=membership.programme,
        role="administrator",
        from_on__lte=on,
        until_on__isnull=True,
        user__is_active=True,
    )
    if not others.exclude(pk=membership.pk).exists():
        raise AccountError("This is the programme's last administrator. Give the role to somebody else first.")


@transaction.atomic
def change_role(*, membership, role, from_on, by, reason=""):
    """Move a person to another role from a day: the old role ends as the new one starts."""
    if role == membership.role:
        raise AccountError("Choose a different role from the one held now.")
    end_role(membership=membership, until_on=from_on, by=by, reason=reason)
    return give_role(user=membership.user, programme=membership.programme, role=role, from_on=from_on, by=by)


def may_disable(*, user, by):
    """Whether `by` lets people in and out of every programme the user is in today, and is not the user."""
    theirs = {m.programme_id for m in Membership.objects.filter(user=user).holding_on(dates.today())}
    return user != by and theirs <= {programme.pk for programme in by.programmes_with("people.manage")}


@transaction.atomic
def disable_user(*, user, by, reason):
    """Shut a person out of everything at once: every session, API key and calendar address ends."""
    if not may_disable(user=user, by=by):
        raise AccountError("You can disable only other people, all of whose programmes you administer.")
    administered = Membership.objects.filter(user=user, role="administrator").holding_on(dates.today())
    _lock_administrators([membership.programme_id for membership in administered])
    for membership in administered:
        _keep_an_administrator(membership, dates.today())
    active = User.objects.filter(pk=user.pk, is_active=True)
    if not active.update(is_active=False, session_epoch=F("session_epoch") + 1):
        raise AccountError(f"{user.name} is shut out already.")
    for secrets_held in (ApiToken, CalendarFeed):
        secrets_held.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())
    record("person.disabled", by=by, about=user, before={"active": True}, after={"active": False}, reason=reason)


@transaction.atomic
def enable_user(*, user, by, reason):
    if not may_disable(user=user, by=by):
        raise AccountError("You can enable only other people, all of whose programmes you administer.")
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise AccountError(f"{user.name} can sign in already.")
    record("person.enabled", by=by, about=user, before={"active": False}, after={"active": True}, reason=reason)


@transaction.atomic
def make_api_token(*, user, purpose, days):
    """Make a key to the API and return (token, secret). The secret is shown once and never kept."""
    lifetime = datetime.timedelta(days=days)
    if not datetime.timedelta(0) < lifetime <= ApiToken.LONGEST:
        raise AccountError(f"A key lasts 1 to {ApiToken.LONGEST.days} days.")
    now = timezone.now()
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, purpose=purpose, digest=digest_of(secret), made_at=now, expires_at=now + lifetime
    )
    record("api_token.made", by=user, about=token, after={"expires_at": token.expires_at})
    return token, secret


@transaction.atomic
def revoke_api_token(*, token, by):
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("api_token.revoked", by=by, about=token)


@transaction.atomic
def set_reminders(*, user, wanted):
    """Switch a person's reminders on or off. Letters about access are no reminders."""
    if not User.objects.filter(pk=user.pk, wants_reminders=not wanted).update(wants_reminders=wanted):
        return
    record("person.reminders_set", by=user, about=user, before={"wanted": not wanted}, after={"wanted": wanted})


@transaction.atomic
def make_calendar_feed(*, user):
    """Make the secret address of a person's days and return the secret, shown once. An earlier address ends."""
    # The same asked twice at once queues here, so that one address is left.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for earlier in CalendarFeed.objects.filter(user=user, revoked_at__isnull=True):
        revoke_calendar_feed(feed=earlier, by=user)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=user, digest=digest_of(secret), made_at=timezone.now())
    record("calendar.made", by=user, about=feed)
    return secret


@transaction.atomic
def revoke_calendar_feed(*, feed, by):
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    record("calendar.revoked", by=by, about=feed)
