"""A figure of a file as it is meant: a number, or the symbol that says why there is none."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from improvement.models.comparator import Unit
from improvement.models.observation import Missing

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,15})?")
_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Figure:
    number: Decimal | None = None
    symbol: str = ""

    @property
    def is_empty(self):
        return self.number is None and not self.symbol


EMPTY = Figure()


def figure_from(text, what="figure"):
    """The Figure that a cell means, EMPTY for none. Raises ValidationError saying how to write it."""
    if not text:
        return EMPTY
    if text.casefold() in Missing.values:
        return Figure(symbol=text.casefold())
    if not _NUMBER.fullmatch(text):
        raise ValidationError(_advice(text, what))
    number = Decimal(text)
    if number < 0:
        raise ValidationError(f"The {what} {text} is below 0.")
    return Figure(number.quantize(_PLACES, ROUND_HALF_UP))


def _advice(text, what):
    shown = f"“{text[:30]}”"
    if text.startswith(("=", "+", "@")):
        return f"The {what} {shown} is a formula: write the number it comes to."
    if text.endswith("%"):
        return f"The {what} {shown} has a percentage sign: write {text.rstrip('% ')[:20]} alone."
    if "," in text and text.replace(",", "").replace(".", "").isdigit():
        return f"The {what} {shown} has a comma: write {text.replace(',', '')[:20]}."
    if len(text) > 9 and text.replace(".", "", 1).isdigit():
        return f"The {what} {shown} is too long: write at most 9 digits, and 15 behind the point."
    return f"The {what} {shown} is neither a number nor one of the symbols c, x, z, u, k and low."


def worked_out(indicator, numerator, denominator):
    """The percentage or rate of its two parts, to the measure's decimals, as it would be published; EMPTY for none."""
    per = {Unit.PERCENTAGE: 100, Unit.RATE_PER_10000: 10_000}.get(indicator.unit)
    if per is None or numerator.number is None or not denominator.number:
        return EMPTY
    places = Decimal(1).scaleb(-indicator.decimals)
    return Figure((numerator.number * per / denominator.number).quantize(places, ROUND_HALF_UP))


def check_agreement(indicator, value, numerator, denominator):
    """Raises ValidationError where somebody's figure is not what its two parts give: by more than rounding explains."""
    given = worked_out(indicator, numerator, denominator)
    if None in (value.number, given.number):
        return
    if abs(value.number - given.number) > max(Decimal("0.5"), given.number / 100):
        raise ValidationError(
            f"The figure {value.number.normalize():f} is not what {numerator.number.normalize():f} of "
            f"{denominator.number.normalize():f} gives, which is {given.number.normalize():f}: put one of them right."
        )
