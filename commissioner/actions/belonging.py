"""What a record of the board may name: people of its programme who have not left, and records of the same programme."""

from django.core.exceptions import ValidationError

from accounts.models import Membership


def refuse_left(field, user, programme, on):
    """Raise ValidationError for somebody who holds no role in the programme on a day, or cannot sign in any more."""
    held = Membership.objects.holding_on(on).filter(programme=programme, user=user, user__is_active=True)
    if user and not held.exists():
        raise ValidationError({field: f"{user} holds no role in this programme any more. Choose somebody else."})


def refuse_elsewhere(field, record, programme):
    """Raise ValidationError for a record of another programme."""
    if record and record.programme_id != programme.pk:
        raise ValidationError({field: f"This {record._meta.verbose_name} belongs to another programme."})
