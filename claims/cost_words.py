"""What the page of cost says first, worked out from its figures alone."""

from config.days import in_days
from config.money import pounds
from improvement.wording import capital


def covers_cost(total):
    """Whether income covers cost: True or False; None while days have no cost or no day rate, or there is no day."""
    if not total.days or total.without_cost or total.without_income:
        return None
    return total.left >= 0


def cost_sentence(total):
    """The statement on a Margin: no cost to taxpayers, a cost, or that it cannot be said."""
    covered = covers_cost(total)
    if not total.days:
        return "No approved day was worked in this period, so there is neither income nor cost."
    if covered is None:
        return f"Whether income covers cost cannot be said yet: {_missing(total)}."
    figures = f"income of {pounds(total.income)} for {in_days(total.days)}"
    if covered:
        return (
            f"No cost to taxpayers: {figures} covers the cost of {pounds(total.cost)}, and leaves {pounds(total.left)}."
        )
    return f"{capital(figures)} does not cover the cost of {pounds(total.cost)}: {pounds(-total.left)} is missing."


def _missing(total):
    parts = []
    if total.without_cost:
        parts.append(f"the cost of {in_days(total.without_cost)} is not known")
    if total.without_income:
        parts.append(f"no day rate is known for {in_days(total.without_income)}")
    return " and ".join(parts)
