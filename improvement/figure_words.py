"""Figures of measures as people read them."""

from decimal import ROUND_HALF_UP, Decimal

from improvement.models.comparator import Unit
from improvement.models.observation import Missing

HIDDEN = "hidden"
"""In the place of a symbol: withheld from this reader, because so few children stand behind it."""


def figure_text(indicator, value, missing=""):
    """14.6%, 110 per 10,000, 1,988; or why there is none: "not available (x)"."""
    if value is None:
        return missing_text(missing)
    number = number_text(value, indicator.decimals)
    return {Unit.PERCENTAGE: f"{number}%", Unit.RATE_PER_10000: f"{number} per 10,000"}.get(indicator.unit, number)


def number_text(number, decimals):
    places = Decimal(1).scaleb(-decimals)
    return f"{number.quantize(places, ROUND_HALF_UP):,}"


def missing_text(symbol):
    if symbol == HIDDEN:
        return "hidden: too few children"
    return f"{Missing(symbol).label.partition(':')[0].lower()} ({symbol})" if symbol else ""


def parts_text(observation):
    """289 of 25,310; 289; or nothing, where no numerator is known or all is hidden."""
    if observation.missing == HIDDEN:
        return ""
    numerator = part_text(observation.numerator, observation.numerator_missing)
    denominator = part_text(observation.denominator, observation.denominator_missing)
    return f"{numerator} of {denominator}" if numerator and denominator else numerator


def part_text(number, symbol):
    if number is None:
        return symbol
    return f"{number.normalize():,f}"


def observation_text(observation):
    """A figure with the counts behind it: 14.6% (290 of 1,988)."""
    figure = figure_text(observation.indicator, observation.value, observation.missing)
    parts = parts_text(observation)
    return f"{figure} ({parts})" if parts else figure
