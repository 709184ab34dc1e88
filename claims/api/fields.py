"""Amounts of days as people send them, and figures as the API gives them."""

from rest_framework import serializers

from claims.forms import AMOUNT_WORDS
from claims.models.day import HALF, WHOLE


class HalfOrWhole(serializers.DecimalField):
    """Half a day or a whole one, as "0.5" or 1; what else is sent is refused in the words of the page."""

    def __init__(self, **kwargs):
        words = {"required": AMOUNT_WORDS["required"], "null": AMOUNT_WORDS["required"]}
        super().__init__(max_digits=2, decimal_places=1, error_messages=words, **kwargs)

    def to_internal_value(self, data):
        try:
            days = super().to_internal_value(data)
        except serializers.ValidationError:
            days = None
        if days not in (HALF, WHOLE):
            raise serializers.ValidationError(AMOUNT_WORDS["invalid_choice"])
        return days


class RealDate(serializers.DateField):
    default_error_messages = {"invalid": "Enter a real date, like 2017-02-28"}


def number_of_days(**kwargs):
    """A figure of an allowance, in halves."""
    return serializers.DecimalField(max_digits=7, decimal_places=1, **kwargs)


def pounds(**kwargs):
    """Pounds and pence, with a minus sign where money goes back."""
    return serializers.DecimalField(max_digits=12, decimal_places=2, **kwargs)
