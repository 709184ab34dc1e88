"""Pounds and pence: the one place where money is rounded and written."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


def round_to_pence(amount_pounds):
    """Round half up to the penny, away from zero: per line, before adding.

    Source: HMRC VAT Notice 700, section 17.5 (rounding at line level).
    """
    return amount_pounds.quantize(PENNY, rounding=ROUND_HALF_UP)


def pounds(amount_pounds):
    """£1,234.50, with a true minus sign before the pound sign."""
    pence = round_to_pence(amount_pounds)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence):,.2f}"
