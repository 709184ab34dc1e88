"""Foreign keys that many records of the board and its reports have alike."""

from django.conf import settings
from django.db import models

from improvement.models import Programme


def of_programme(**kwargs):
    """The programme that a record belongs to."""
    kwargs = {"related_name": "+"} | kwargs
    return models.ForeignKey(Programme, on_delete=models.PROTECT, **kwargs)


def somebody():
    """Who took a step that may not have been taken yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
