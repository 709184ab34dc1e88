from django.db import models
from django.db.models import Q

from config.constraints import CODE, LINE, choice_of, text_limits
from config.records import LineField

JOINT_ONS, JOINT_DFE = 21, 9
"""Room for the codes of two councils."""


class Level(models.TextChoices):
    NATIONAL = "national", "Country"
    REGIONAL = "regional", "Region"
    AUTHORITY = "authority", "Local authority"


class Authority(models.Model):
    """A council with children's services, by its official codes; or a region or country that stands beside it.

    The three-digit number stays when a council's ONS code changes, so a council is recognised by its number. Two
    councils that publish figures together stand here as one, with both codes: "314 / 318".
    """

    name = LineField()
    ons_code = models.CharField("ONS code", max_length=JOINT_ONS)
    dfe_code = models.CharField("DfE number", max_length=JOINT_DFE, blank=True)
    level = models.CharField(max_length=CODE, choices=Level, default=Level.AUTHORITY)
    region_code = models.CharField("ONS code of its region", max_length=9, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ons_code"], name="improvement_authority_ons_code_once"),
            models.UniqueConstraint(
                fields=["dfe_code"],
                condition=~Q(dfe_code=""),
                name="improvement_authority_dfe_code_once",
                violation_error_message="Another council has this number.",
            ),
            models.CheckConstraint(
                condition=Q(level="authority") ^ Q(dfe_code=""),
                name="improvement_authority_numbered",
                violation_error_message="A council has a DfE number; a region or a country has none.",
            ),
            choice_of("improvement_authority", "level", Level),
            text_limits("improvement_authority", name=LINE, ons_code=JOINT_ONS, dfe_code=JOINT_DFE, region_code=9),
        ]

    def __str__(self):
        return self.name
