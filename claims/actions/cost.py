"""What days cost, and the grades of officers. Their events say that something was set, and never how much or for whom:
the audit trail is read by people who do not see cost. The records themselves keep who said so and when.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from claims.actions.turns import take_turn
from claims.models import CostRate, OfficerGrade
from config import dates
from improvement.saving import save_checked


@transaction.atomic
def add_cost_rate(*, programme, grade, from_on, amount_pounds, basis, by, on=None):
    """Record what a day of a grade costs from a date on. Raises ValidationError by field."""
    take_turn(programme)
    rate = save_checked(
        CostRate(
            programme=programme,
            grade=_spelt(programme, grade),
            from_on=from_on,
            amount_pounds=amount_pounds,
            basis=basis,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    record("cost_rate.added", by=by, about=rate, programme=programme, after={"from_on": from_on})
    return rate


def _spelt(programme, grade):
    """A grade as it was written first: SM1 and sm1 are one."""
    grade = " ".join(grade.split())
    known = CostRate.objects.filter(programme=programme, grade__iexact=grade).order_by("pk").first()
    return known.grade if known else grade


@transaction.atomic
def set_grade(*, programme, officer, grade, from_on, by, on=None):
    """Record the grade of an officer from a date on. Raises ValidationError by field."""
    take_turn(programme)
    grade = _spelt(programme, grade)
    if not CostRate.objects.filter(programme=programme, grade=grade).exists():
        raise ValidationError({"grade": "No cost is recorded for this grade yet. Add its cost first."})
    graded = save_checked(
        OfficerGrade(
            programme=programme,
            officer=officer,
            grade=grade,
            from_on=from_on,
            recorded_on=on or dates.today(),
            recorded_by=by,
        )
    )
    record("officer_grade.set", by=by, about=graded, programme=programme, after={"from_on": from_on})
    return graded
