"""What the VAT decision of an agreement means for a line."""

from decimal import Decimal

from claims.models.agreement import Vat

STANDARD_PERCENT = Decimal("20.0")
"""Since 4 January 2011. Source: Finance (No. 2) Act 2010, section 3."""


def vat_percent(decision):
    """The rate of VAT of a line, in per cent: nothing outside the scope, exempt, or while it is to be confirmed."""
    return STANDARD_PERCENT if decision == Vat.STANDARD else Decimal(0)
