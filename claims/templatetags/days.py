from django import template

from claims.chips import CLAIM_CHIPS, STATE_CHIPS
from config import days
from config.money import pounds

register = template.Library()

register.filter("days", days.figure)
register.filter("in_days", days.in_days)
register.filter("pounds", pounds)


@register.filter
def attribute(record, name):
    """A figure by its name."""
    return getattr(record, name)


@register.filter
def half(amount):
    """½ or 1, as a month lists its days."""
    return "½" if amount * 2 == 1 else days.figure(amount)


@register.inclusion_tag("govuk/chip.html")
def state_chip(state):
    label, colour = STATE_CHIPS[state]
    return {"label": label, "colour": colour}


@register.inclusion_tag("govuk/chip.html")
def claim_chip(state):
    label, colour = CLAIM_CHIPS[state]
    return {"label": label, "colour": colour}


@register.simple_tag
def ticked_value(entry):
    """What a box of a list sends for an entry: its id and the version that was looked at."""
    return f"{entry.pk}:{entry.version}"
