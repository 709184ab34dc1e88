"""What every test stands on: a fixed day, pages that fail on an undefined variable, refusals that leave nothing."""

import datetime

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.template import engines

from audit.models import Event
from config import dates
from jobs.health import QUIET_KEY

TODAY = datetime.date(2017, 2, 28)


@pytest.fixture(autouse=True)
def _fixed_day(settings):
    """28 February 2017, as in the demonstration, unless a test sets another day."""
    settings.PROGRAMME_TODAY = TODAY


@pytest.fixture(autouse=True)
def _empty_cache():
    """Nothing but what every page asks for: that a worker runs, as it does when people work."""
    cache.clear()
    cache.set(QUIET_KEY, False)


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


def everything():
    """Every row of the plan, of days, of the board and of the audit trail, as the database holds it."""
    rooms = (apps.get_app_config(room) for room in ("improvement", "claims", "commissioner"))
    models = [*(model for room in rooms for model in room.get_models()), Event]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def refused():
    """refused(action, **facts) runs an action that must be refused, and gives its sentences by field.

    A refused step leaves neither record nor event nor a moved version.
    """

    def run(action, /, **facts):
        before = everything()
        with pytest.raises(ValidationError) as refusal:
            action(**facts)
        assert everything() == before
        by_field = refusal.value.update_error_dict({})
        return {
            field: [message for error in errors for message in error.messages] for field, errors in by_field.items()
        }

    return run


@pytest.fixture
def left_alone():
    """A block in which nothing may be written: with left_alone(): ..."""

    class Watch:
        def __enter__(self):
            self.before = everything()

        def __exit__(self, *raised):
            assert everything() == self.before

    return Watch


@pytest.fixture
def events():
    """What the audit trail says: (action, before, after, reason) of each event, oldest first."""

    def read():
        return list(Event.objects.order_by("pk").values_list("action", "before", "after", "reason"))

    return read
