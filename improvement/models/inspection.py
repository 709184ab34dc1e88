from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, in_order, text_limits
from config.records import LineField, ProseField, Recorded, somebody_said_so
from improvement.models.authority import Authority
from improvement.models.programme import Programme


class Framework(models.TextChoices):
    SIF = "sif", "Single Inspection Framework (2013 to 2017)"
    ILACS = "ilacs", "Inspecting local authority children's services (from 2018)"
    CHILD_PROTECTION = "child_protection", "Child protection inspection (2012 to 2013)"
    SAFEGUARDING = "safeguarding", "Safeguarding and looked after children inspection (2009 to 2012)"


class Grade(models.TextChoices):
    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
    ADEQUATE = "adequate", "Adequate"
    INADEQUATE = "inadequate", "Inadequate"


_SINCE_2013 = (Grade.OUTSTANDING, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE)
_BEFORE_2013 = (Grade.OUTSTANDING, Grade.GOOD, Grade.ADEQUATE, Grade.INADEQUATE)

GRADES = {
    Framework.SIF: _SINCE_2013,
    Framework.ILACS: _SINCE_2013,
    Framework.CHILD_PROTECTION: _BEFORE_2013,
    Framework.SAFEGUARDING: _BEFORE_2013,
}
"""The grades of each framework, best first. "Adequate" ended when the Single Inspection Framework began."""


class Inspection(Recorded):
    """An inspection of an authority, whose grades belong to its framework."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="inspections")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="inspections")
    framework = models.CharField(max_length=CODE, choices=Framework)
    started_on = models.DateField("Started")
    ended_on = models.DateField("Ended", null=True, blank=True)
    published_on = models.DateField("Published", null=True, blank=True)
    date_note = LineField("About the dates", blank=True, help_text="For example, that only the year is known")
    quoted = ProseField("In the report's words", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "authority", "framework", "started_on"],
                name="improvement_inspection_once",
                violation_error_message="This inspection is recorded already.",
            ),
            choice_of("improvement_inspection", "framework", Framework),
            in_order(
                "started_on",
                "ended_on",
                name="improvement_inspection_ends_after_start",
                message="The inspection must end on or after the day it started.",
            ),
            in_order(
                "started_on",
                "published_on",
                name="improvement_inspection_published_after_start",
                message="The report must be published on or after the day the inspection started.",
            ),
            text_limits("improvement_inspection", date_note=LINE, quoted=PROSE, source=LINE),
            somebody_said_so("improvement_inspection"),
        ]

    def __str__(self):
        return f"{self.authority.name}, {self.when}"

    def get_absolute_url(self):
        return reverse("improvement:inspection-detail", args=[self.programme.slug, self.pk])

    @property
    def when(self):
        """The month it started; the year alone where a note stands beside 1 January, as for old inspections."""
        is_year_alone = self.date_note and (self.started_on.month, self.started_on.day) == (1, 1)
        return f"{self.started_on:%Y}" if is_year_alone else f"{self.started_on:%B %Y}"

    @property
    def took_place(self):
        """The day it started, or the month or year where its date note says that no more is known, and the last."""
        first = self.when if self.date_note else f"{self.started_on:%-d %B %Y}"
        return f"{first} to {self.ended_on:%-d %B %Y}" if self.ended_on else first

    @property
    def grades(self):
        return GRADES[self.framework]


class Judgement(Recorded):
    """The grade of one area in one inspection; a graded part of an area names its parent."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="judgements")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="judgements")
    area = LineField()
    grade = models.CharField(max_length=CODE, choices=Grade)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    is_overall = models.BooleanField("Overall effectiveness", default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "inspection", "area"],
                name="improvement_judgement_area_once",
                violation_error_message="This inspection already has a judgement of this area.",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=models.Q(is_overall=True),
                name="improvement_judgement_one_overall",
                violation_error_message="This inspection already has an overall judgement.",
            ),
            choice_of("improvement_judgement", "grade", Grade),
            text_limits("improvement_judgement", area=LINE, source=LINE),
            somebody_said_so("improvement_judgement"),
        ]

    def __str__(self):
        return f"{self.area}: {self.get_grade_display()}"

    def clean(self):
        if self.inspection_id and self.grade and self.grade not in self.inspection.grades:
            allowed = ", ".join(Grade(grade).label for grade in self.inspection.grades)
            raise ValidationError({"grade": f"This framework has no such grade. Choose from: {allowed}."})
        if self.part_of and self.part_of.inspection_id != self.inspection_id:
            raise ValidationError({"part_of": "Choose a judgement of the same inspection."})
