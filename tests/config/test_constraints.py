"""The helpers that make constraints. Each constraint made with them is broken by name in the tests of its room."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from config.constraints import choice_of, in_order, set_together, text_limits
from improvement.models import Coverage, Evidence, MilestoneChange, Workstream

DAY = dt.date(2016, 6, 1)


class Colour(TextChoices):
    RED = "red", "Red"
    GREEN = "green", "Green"


@pytest.mark.parametrize(
    ("constraint", "name", "message"),
    [
        (
            text_limits("room_thing", title=5),
            "room_thing_text_limits",
            "This text is too long. Shorten it, or attach a document instead.",
        ),
        (choice_of("room_thing", "colour", Colour), "room_thing_colour_known", "Choose one of: Red, Green."),
        (
            set_together("done_at", "done_by", name="room_thing_done"),
            "room_thing_done",
            "Record who and when together.",
        ),
        (in_order("a", "b", name="room_thing_order", message="First a."), "room_thing_order", "First a."),
    ],
)
def test_constraints_have_a_name_and_a_sentence(constraint, name, message):
    assert (constraint.name, constraint.violation_error_message) == (name, message)


def holds(constraint, record):
    try:
        constraint.validate(type(record), record)
    except ValidationError:
        return False
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "aim", "expected"),
    [
        ("12345", "123", True),
        ("", "", True),
        ("123456", "123", False),
        ("12345", "1234", False),
        ("ŁŁŁŁŁ", "£££", True),
    ],
)
def test_text_limits_hold_each_text_in_characters(title, aim, expected):
    constraint = text_limits("improvement_workstream", title=5, aim=3)

    assert holds(constraint, Workstream(title=title, aim=aim)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "expected"), [("red", True), ("green", True), ("Red", False), ("", False)])
def test_choice_of_holds_a_field_to_its_values(kind, expected):
    constraint = choice_of("improvement_workstream", "kind", Colour)

    assert holds(constraint, Workstream(kind=kind)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "by", "expected"), [(None, None, True), (DAY, 1, True), (DAY, None, False), (None, 1, False)]
)
def test_set_together_wants_all_or_none(on, by, expected):
    constraint = set_together("reviewed_on", "reviewed_by", name="reviewed")

    assert holds(constraint, Evidence(reviewed_on=on, reviewed_by_id=by)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("withdrawn_on", "expected"),
    [
        (None, True),
        (DAY, True),
        (DAY + dt.timedelta(days=1), True),
        (DAY - dt.timedelta(days=1), False),
    ],
)
def test_in_order_wants_the_later_on_or_after_the_earlier(withdrawn_on, expected):
    constraint = in_order("recorded_on", "withdrawn_on", name="order", message="In order.")

    assert holds(constraint, Coverage(recorded_on=DAY, withdrawn_on=withdrawn_on)) == expected


@pytest.mark.django_db
def test_in_order_says_nothing_where_the_earlier_is_missing():
    constraint = in_order("achieved_on", "recorded_on", name="order", message="In order.")

    assert holds(constraint, MilestoneChange(achieved_on=None, recorded_on=DAY))
