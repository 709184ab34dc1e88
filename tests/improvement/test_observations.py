"""A figure by itself: of a period of its measure's kind, and such as its unit can have."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests.factories.improvement import IndicatorFactory, ObservationFactory

MAY = datetime.date(2016, 5, 31)


def observation(*, percentage=True, **facts):
    indicator = IndicatorFactory.build(programme=None, percentage=percentage)
    return ObservationFactory.build(indicator=indicator, programme=None, authority=None, **facts)


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"period_end": datetime.date(2016, 5, 30)}, {"period_end": ["No month ends on this day."]}),
        ({"value": 101}, {"value": ["101% is above 100%."]}),
        ({"value": Decimal("100.10")}, {"value": ["100.1% is above 100%."]}),
        ({"numerator": 3, "denominator": 2}, {"numerator": ["The numerator 3 is above its denominator 2."]}),
        ({"percentage": False, "value": 10**9},
         {"value": ["1,000,000,000 is no likely figure: look at its numerator and denominator."]}),
    ],
)  # fmt: skip
def test_a_figure_that_its_measure_cannot_have_is_refused(facts, errors):
    with pytest.raises(ValidationError) as refused:
        observation(**facts).clean()

    assert refused.value.message_dict == errors


@pytest.mark.parametrize(
    "facts",
    [
        {"value": 100, "numerator": 2, "denominator": 2},
        {"value": None, "missing": "c", "numerator": 3},
        {"value": None, "missing": "c", "denominator": 2},
        {"percentage": False, "value": 101, "numerator": 3, "denominator": 2},
    ],
)
def test_a_figure_that_its_measure_can_have_passes(facts):
    assert observation(**facts, period_end=MAY).clean() is None
