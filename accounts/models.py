"""People, what they may do in which programme and when, and how they are let in."""

import datetime
import hashlib

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import ROLE_CHOICES, ROLES, roles_with
from config import dates
from config.constraints import CODE, LINE, PROSE, set_together, text_limits
from config.records import LineField

EMAIL = 254
KEY = 100
LETTER = 3 * PROSE

LETTER_LEASE = datetime.timedelta(minutes=15)
# How long after each failed attempt the next one may come. Together over three days: longer than a weekend.
LETTER_WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440, 2880))
LETTER_ATTEMPTS = len(LETTER_WAITS) + 1


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **facts):
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def of_programme(self, programme):
        """Those who can sign in and hold, held or will hold a role in it."""
        return self.filter(memberships__programme=programme, is_active=True).distinct()

    def able_to(self, permission, programme, on):
        """Those who can sign in and on a day hold a role in it that has the permission."""
        held = Membership.objects.holding_on(on).filter(programme=programme, role__in=roles_with(permission))
        return self.filter(pk__in=held.values("user_id"), is_active=True)

    def able_anywhere(self, permission, on):
        """Those who can sign in and on a day hold a role, in any programme, that has the permission."""
        held = Membership.objects.holding_on(on).filter(role__in=roles_with(permission))
        return self.filter(pk__in=held.values("user_id"), is_active=True)

    def holding_in(self, programme, on):
        """Those who can sign in and on a day hold a role in it, by name."""
        held = Membership.objects.holding_on(on).filter(programme=programme)
        return self.filter(pk__in=held.values("user_id"), is_active=True).order_by("name", "pk")

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person. What they may do comes from their memberships, never from the person."""

    email = models.EmailField("Email address", max_length=EMAIL)
    name = LineField("Name")
    organisation = LineField("Organisation", help_text="The council, department or partner they belong to")
    is_active = models.BooleanField(default=True)
    wants_reminders = models.BooleanField(default=True, db_default=True)
    # Part of what a session is checked against: moving it on ends every session of the person.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "organisation"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message="Somebody already has this email address.",
            ),
            text_limits("accounts_user", email=EMAIL, name=LINE, organisation=LINE),
        ]

    def __str__(self):
        return f"{self.name}, {self.organisation}"

    def get_session_auth_hash(self):
        return self._epoch_hash(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        for fallback in super().get_session_auth_fallback_hash():
            yield self._epoch_hash(fallback)

    def _epoch_hash(self, password_hash):
        # Keyed already, by the secret key or an earlier one: a key here would end the sessions of the earlier.
        return hashlib.sha256(f"{password_hash}:{self.session_epoch}".encode()).hexdigest()

    @cached_property
    def memberships_today(self):
        """What the person may do today, read once a request: memberships with their programmes."""
        if not self.is_active:
            return []
        current = self.memberships.holding_on(dates.today()).select_related(
            "programme__supported", "programme__supporting"
        )
        return list(current.order_by("programme__name", "role", "pk"))

    def programmes_with(self, permission):
        """Today's programmes in which the person has a permission, by name."""
        found = {m.programme_id: m.programme for m in self.memberships_today if permission in m.permissions}
        return list(found.values())

    def permissions_in(self, programme):
        held = [m.permissions for m in self.memberships_today if m.programme_id == programme.pk]
        return frozenset().union(*held)


class MembershipQuerySet(models.QuerySet):
    def holding_on(self, on):
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


class Membership(models.Model):
    """A person's role in a programme, from a day and until (not including) another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    # Named by its label: a role is held in a programme, though programmes live a floor above.
    programme = models.ForeignKey("improvement.Programme", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=CODE, choices=ROLE_CHOICES)
    from_on = models.DateField("From", default=dates.today)
    until_on = models.DateField("Until", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "role", "from_on"],
                name="accounts_membership_once",
                violation_error_message="This person already has this role from this day.",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="accounts_membership_dates_in_order",
                violation_error_message="The role must end on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)),
                name="accounts_membership_role_known",
                violation_error_message="Choose a role from the list.",
            ),
        ]
        indexes = [models.Index(fields=["programme", "until_on"], name="accounts_member_programme")]

    def __str__(self):
        return f"{self.user.name}: {self.get_role_display()}"

    @property
    def permissions(self):
        return ROLES[self.role].permissions

    def holds_on(self, on):
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


class InvitationQuerySet(models.QuerySet):
    def open_at(self, now):
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)

    def expired_at(self, now):
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=now)


class Invitation(models.Model):
    """An offer of a role, good for some days. Only the token's digest is kept."""

    programme = models.ForeignKey("improvement.Programme", on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField("Email address", max_length=EMAIL)
    name = LineField("Name", help_text="As it should appear to others")
    organisation = LineField("Organisation", help_text="The council, department or partner they belong to")
    role = models.CharField(max_length=CODE, choices=ROLE_CHOICES)
    until_on = models.DateField("Role ends on", null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Nobody where the first administrator of a programme is invited by a command.
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    invited_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=list(ROLES)),
                name="accounts_invitation_role_known",
                violation_error_message="Choose a role from the list.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="accounts_invitation_one_end",
                violation_error_message="An invitation is accepted or withdrawn, not both.",
            ),
            set_together("accepted_at", "accepted_by", name="accounts_invitation_acceptance"),
            text_limits("accounts_invitation", email=EMAIL, name=LINE, organisation=LINE),
        ]

    def __str__(self):
        return f"{self.name}: {self.get_role_display()}"

    def state_at(self, now):
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if now < self.expires_at else "expired"


class ApiTokenQuerySet(models.QuerySet):
    def good_at(self, now):
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)


class ApiToken(models.Model):
    """A key to the API with the permissions of its person. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    purpose = models.CharField(max_length=LINE)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    LONGEST = datetime.timedelta(days=366)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="accounts_apitoken_expires_after_made"
            ),
            text_limits("accounts_apitoken", purpose=LINE),
        ]

    def __str__(self):
        return f"{self.purpose} ({self.user.name})"


class LetterQuerySet(models.QuerySet):
    def open(self):
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def due(self, now):
        """Neither sent nor dropped, under the limit of attempts, and not held by a sweep or for a later attempt."""
        free = Q(held_until__isnull=True) | Q(held_until__lt=now)
        return self.open().filter(free, attempts__lt=LETTER_ATTEMPTS).order_by("made_at", "pk")

    def waiting(self):
        return self.open().filter(attempts__lt=LETTER_ATTEMPTS)

    def given_up(self, now):
        """Not sent after the last attempt. Those that no sweep holds: its attempt may yet succeed."""
        free = Q(held_until__isnull=True) | Q(held_until__lt=now)
        return self.open().filter(free, attempts__gte=LETTER_ATTEMPTS)


class Letter(models.Model):
    """A reminder to a person. The row is the job: written once for its kind and key, and sent by a sweep.

    Letters about access (invitations, passwords) are none of these: they are sent at once, whatever a person wants.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="letters")
    programme = models.ForeignKey("improvement.Programme", on_delete=models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(max_length=CODE)
    key = models.CharField(max_length=LINE)
    subject = models.CharField(max_length=LINE)
    text = models.TextField(max_length=LETTER)
    made_at = models.DateTimeField()
    # In the hands of a sweep until then, or after a failed attempt, left in peace until then.
    held_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=LINE, blank=True)
    sent_at = models.DateTimeField(null=True)
    # Not sent: by the time of sending its person was shut out, had left the programme or wanted no reminders.
    dropped_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="accounts_letter_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True), name="accounts_letter_one_end"
            ),
            models.CheckConstraint(condition=Q(attempts__lte=LETTER_ATTEMPTS), name="accounts_letter_attempts_bounded"),
            text_limits("accounts_letter", kind=CODE, key=LINE, subject=LINE, text=LETTER, last_error=LINE),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="accounts_letter_waiting",
            ),
        ]

    def __str__(self):
        return f"{self.subject} ({self.user.name})"

    def claim(self, now):
        """Take the letter for the length of a lease. False when another sweep was quicker."""
        taken = (
            Letter.objects.due(now)
            .filter(pk=self.pk)
            .order_by()
            .update(held_until=now + LETTER_LEASE, attempts=F("attempts") + 1)
        )
        if taken:
            self.refresh_from_db(fields=["held_until", "attempts"])
        return bool(taken)

    def end(self, **facts):
        """Note what became of this attempt, unless the lease ran out and another sweep took the letter."""
        Letter.objects.open().filter(pk=self.pk, attempts=self.attempts).update(**facts)

    def give_back(self, now, error):
        """Note why this attempt failed, and leave the letter for a later one; after the last it is given up."""
        held_until = now + LETTER_WAITS[self.attempts - 1] if self.attempts < LETTER_ATTEMPTS else None
        self.end(held_until=held_until, last_error=f"{type(error).__name__}: {error}"[:LINE])


class CalendarFeedQuerySet(models.QuerySet):
    def good(self):
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class CalendarFeed(models.Model):
    """A secret address at which a person's calendar reads their days. Only the secret's digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="accounts_calendarfeed_one_each"
            ),
        ]

    def __str__(self):
        return f"Calendar of {self.user.name}"


class RequestKey(models.Model):
    """The Idempotency-Key of a person: free, or used, with the request it was used for and the answer."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="request_keys")
    key = models.CharField(max_length=KEY)
    # When it was used, or while it is free, when it first came.
    at = models.DateTimeField()
    # SHA-256 of the request; empty while the key is free.
    fingerprint = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    etag = models.CharField(max_length=CODE, blank=True)
    # In bytes, so that the answer given again is the first one to the letter.
    body = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="accounts_requestkey_once"),
            models.CheckConstraint(
                condition=Q(fingerprint="", status__isnull=True, body__isnull=True)
                | (~Q(fingerprint="") & Q(status__isnull=False, body__isnull=False)),
                name="accounts_requestkey_used_with_answer",
            ),
            text_limits("accounts_requestkey", key=KEY, etag=CODE),
        ]
        indexes = [models.Index(fields=["at"], name="accounts_requestkey_at")]

    def __str__(self):
        return f"{self.key} ({self.user.name})"
