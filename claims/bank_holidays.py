"""Bank holidays of England, from the holidays library."""

from functools import cache

import holidays


@cache
def _of_year(year):
    return holidays.country_holidays("GB", subdiv="ENG", years=year)


def bank_holiday(day):
    """The name of England's bank holiday on a day, or an empty text."""
    return _of_year(day.year).get(day, "")
