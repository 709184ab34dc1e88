"""Two people save the same at the same moment: the check before saved nothing yet, and the database refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from improvement.models import Workstream
from improvement.saving import save_checked
from tests.factories.improvement import EARLY, SOURCE, WorkstreamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin():
    """A second workstream 8, not saved yet."""
    programme = WorkstreamFactory(number=8).programme
    facts = {"title": "MASH", "aim": "Decide.", "kind": "event", "recorded_on": EARLY, "source": SOURCE}
    return Workstream(programme=programme, number=8, **facts)


def test_save_checked_tells_what_somebody_saved_between_its_check_and_its_save(monkeypatch, twin):
    checks = []
    check = Workstream.full_clean

    def blind_at_first(record):
        checks.append(record)
        if len(checks) > 1:
            check(record)

    monkeypatch.setattr(Workstream, "full_clean", blind_at_first)

    with pytest.raises(ValidationError) as refusal:
        save_checked(twin, names={"number": "no"})

    assert refusal.value.message_dict == {"__all__": ["Another workstream has this number."]}
    assert (len(checks), Workstream.objects.count()) == (2, 1)


def test_save_checked_hides_no_refusal_of_the_database_that_its_check_cannot_explain(monkeypatch, twin):
    monkeypatch.setattr(Workstream, "full_clean", lambda record: None)

    with pytest.raises(IntegrityError):
        save_checked(twin)

    assert Workstream.objects.count() == 1


def test_save_checked_calls_a_field_by_the_name_it_was_asked_for(twin):
    twin.title, twin.number = "", 9

    with pytest.raises(ValidationError) as refusal:
        save_checked(twin, names={"title": "heading"})

    assert refusal.value.message_dict == {"heading": ["This field cannot be blank."]}
