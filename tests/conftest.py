"""What every test stands on: a fixed day, and pages that fail on an undefined variable."""

import datetime

import pytest
from django.core.cache import cache
from django.template import engines

from config import dates

TODAY = datetime.date(2017, 2, 28)


@pytest.fixture(autouse=True)
def _fixed_day(settings):
    """28 February 2017, as in the demonstration, unless a test sets another day."""
    settings.PROGRAMME_TODAY = TODAY


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


class UndefinedVariable(str):
    """What a template shows for a variable that is not there: a failure that names it."""

    def __mod__(self, missing):
        raise AssertionError(f"Undefined template variable: {missing}")

    def __contains__(self, search):
        return search == "%s"


@pytest.fixture(autouse=True)
def _undefined_variables_fail():
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, UndefinedVariable("%s")
    yield
    engine.string_if_invalid = before


@pytest.fixture
def today():
    return dates.today()
