"""What the tests of actions ask of every refusal: that it leaves nothing behind."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from audit.models import Event


def everything():
    """Every row of the plan and of the audit trail, as the database holds it."""
    models = [*apps.get_app_config("improvement").get_models(), Event]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def refused():
    """refused(action, **facts) runs an action that must be refused, and gives its sentences by field.

    A refused step leaves neither record nor event nor a moved version.
    """

    def run(action, **facts):
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
