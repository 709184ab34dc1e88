"""Figures of measures, the files they came from, and which councils are like which."""

import datetime
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.constraints import CODE, LINE, PROSE, choice_of, text_limits
from config.records import LineField, ProseField, Recorded, somebody_said_so
from config.sheet_imports import ImportState, SheetImport, import_constraints
from improvement.models.authority import Authority
from improvement.models.comparator import Unit
from improvement.models.indicator import Indicator
from improvement.models.programme import Programme
from improvement.periods import Period


class Missing(models.TextChoices):
    """Why a figure is not there. Source: Office for Statistics Regulation and DfE, symbols of official statistics."""

    CONFIDENTIAL = "c", "Confidential: too few children"
    NOT_AVAILABLE = "x", "Not available"
    NOT_APPLICABLE = "z", "Not applicable"
    UNRELIABLE = "u", "Of low reliability"
    ROUNDS_TO_NOUGHT = "k", "Rounds to 0"
    LOW = "low", "Too low to show"


SYMBOLS = ["", *Missing.values]
MOST = Decimal(10) ** 9
"""More than any count of children: and more than a record has room for, where a rate is worked out."""


def _plain(number):
    return f"{Decimal(number).normalize():f}"


class FigureStatus(models.TextChoices):
    PROVISIONAL = "provisional", "Provisional"
    FINAL = "final", "Final"
    REVISED = "revised", "Revised"


class FileLayout(models.TextChoices):
    TIDY = "tidy", "Published statistics"
    LOCAL = "local", "Local figures"
    NEIGHBOURS = "neighbours", "Statistical neighbours"


class StatisticsImport(SheetImport):
    """A file of figures, kept from its preview until it is answered, and from then on by its name and digest.

    `rows` holds the headings and the rows as texts until then: {"headings": [...], "rows": [[line, cell, ...], ...]}.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="statistics_imports")
    layout = models.CharField(max_length=CODE, choices=FileLayout, editable=False)
    publication = LineField(
        "Where the file comes from", help_text="The publication and release, or the local system and the day it ran"
    )
    published_on = models.DateField("Published on", null=True, blank=True)
    model_year = models.PositiveSmallIntegerField("Year of the model", null=True, blank=True)
    status = models.CharField("These figures are", max_length=CODE, choices=FigureStatus, default=FigureStatus.FINAL)

    class Meta:
        constraints = [
            *import_constraints("improvement_statisticsimport", publication=LINE),
            choice_of("improvement_statisticsimport", "layout", FileLayout),
            choice_of("improvement_statisticsimport", "status", FigureStatus),
            models.CheckConstraint(
                condition=~Q(publication=""),
                name="improvement_statisticsimport_publication",
                violation_error_message="Say where the file comes from.",
            ),
            models.CheckConstraint(
                condition=~Q(layout=FileLayout.NEIGHBOURS)
                | Q(model_year__isnull=False, model_year__gte=2000, model_year__lte=2100),
                name="improvement_statisticsimport_model_year",
                violation_error_message="Write the year of the model of neighbours, like 2021.",
            ),
        ]
        indexes = [models.Index(fields=["programme", "sha256"], name="improvement_statimport_file")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("indicators:statistics-detail", args=[self.programme.slug, self.pk])

    def state_on(self, on):
        """Its state as known on a day: an answer of a later day was not."""
        return ImportState.PREVIEWED if self.decided_on is None or self.decided_on > on else ImportState(self.state)

    def same_file_before(self):
        return self.same_file_among(StatisticsImport.objects.filter(programme=self.programme_id))


class StatisticsColumn(Recorded):
    """Where a measure's figures stand in published files: set once, and used for every later release."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="statistics_columns")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="columns")
    value_column = models.CharField("Figure", max_length=100)
    numerator_column = models.CharField("Numerator", max_length=100, blank=True)
    denominator_column = models.CharField("Denominator", max_length=100, blank=True)
    only_rows = ProseField(
        "Only rows where", blank=True, help_text="One condition a line, like category = Children in need"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "indicator", "value_column"],
                name="improvement_statisticscolumn_once",
                violation_error_message="This measure takes its figures from that column already.",
            ),
            text_limits(
                "improvement_statisticscolumn",
                value_column=100,
                numerator_column=100,
                denominator_column=100,
                only_rows=PROSE,
                source=LINE,
            ),
            somebody_said_so("improvement_statisticscolumn"),
        ]

    def __str__(self):
        return f"{self.value_column} for {self.indicator}"

    @property
    def conditions(self):
        """{column: the value its rows hold}, both in small letters."""
        pairs = (line.partition("=") for line in self.only_rows.casefold().splitlines() if line.strip())
        return {column.strip(): value.strip() for column, _, value in pairs}


class Observation(Recorded):
    """One figure: of a measure, an authority and a period, or why it is missing. A restated figure is a new row."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="observations")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="observations")
    period_end = models.DateField("Last day of the period")
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    missing = models.CharField(max_length=3, choices=Missing, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    numerator_missing = models.CharField(max_length=3, choices=Missing, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    denominator_missing = models.CharField(max_length=3, choices=Missing, blank=True)
    status = models.CharField(max_length=CODE, choices=FigureStatus, default=FigureStatus.FINAL)
    published_on = models.DateField(null=True, blank=True)
    statistics_import = models.ForeignKey(
        StatisticsImport, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="observations"
    )
    line = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statistics_import", "indicator", "authority", "period_end"],
                condition=Q(statistics_import__isnull=False),
                name="improvement_observation_once_a_file",
                violation_error_message="The file holds this figure twice.",
            ),
            models.CheckConstraint(
                condition=(Q(value__isnull=False) & Q(missing="")) | (Q(value__isnull=True) & ~Q(missing="")),
                name="improvement_observation_value_or_reason",
                violation_error_message="Give the figure, or the symbol that says why it is missing.",
            ),
            models.CheckConstraint(
                condition=(Q(numerator__isnull=True) | Q(numerator_missing=""))
                & (Q(denominator__isnull=True) | Q(denominator_missing="")),
                name="improvement_observation_parts_or_reason",
                violation_error_message="A numerator or denominator is a number or a symbol, not both.",
            ),
            models.CheckConstraint(
                condition=(Q(value__isnull=True) | Q(value__gte=0))
                & (Q(numerator__isnull=True) | Q(numerator__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                name="improvement_observation_not_negative",
                violation_error_message="A figure is 0 or more.",
            ),
            models.CheckConstraint(
                condition=Q(missing__in=SYMBOLS, numerator_missing__in=SYMBOLS, denominator_missing__in=SYMBOLS),
                name="improvement_observation_symbols_known",
                violation_error_message="The symbols are c, x, z, u, k and low.",
            ),
            choice_of("improvement_observation", "status", FigureStatus),
            text_limits("improvement_observation", missing=3, numerator_missing=3, denominator_missing=3, source=LINE),
            somebody_said_so("improvement_observation"),
        ]
        indexes = [
            models.Index(
                fields=["programme", "authority", "indicator", "period_end", "recorded_on"],
                name="improvement_observation_series",
            ),
            models.Index(fields=["indicator", "period_end"], name="improvement_observation_period"),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.authority}, {self.period}"

    @property
    def period(self):
        return Period(self.indicator.frequency, self.period_end)

    def clean(self):
        """Raises ValidationError for a period that is none of the measure's, and for a figure its unit cannot have."""
        if not self.period.is_whole:
            raise ValidationError(
                {"period_end": f"No {self.indicator.get_frequency_display().lower()} ends on this day."}
            )
        self.check_figure()

    def check_figure(self):
        """Raises ValidationError where the value and its parts cannot belong together."""
        if self.value is not None and self.value >= MOST:
            raise ValidationError(
                {"value": f"{self.value:,.0f} is no likely figure: look at its numerator and denominator."}
            )
        if self.indicator.unit != Unit.PERCENTAGE:
            return
        if None not in (self.numerator, self.denominator) and self.numerator > self.denominator:
            above = f"{_plain(self.numerator)} is above its denominator {_plain(self.denominator)}"
            raise ValidationError({"numerator": f"The numerator {above}."})
        if self.value is not None and self.value > 100:
            raise ValidationError({"value": f"{_plain(self.value)}% is above 100%."})

    @property
    def cell(self):
        """What may hold one figure at a time. A council that is not saved yet is known by its code."""
        return self.indicator_id, self.authority.ons_code, self.period_end

    @property
    def content(self):
        """All that it says of its cell."""
        parts = (self.numerator, self.numerator_missing, self.denominator, self.denominator_missing)
        return self.value, self.missing, *parts

    @property
    def last_day(self):
        return self.period_end

    def says_the_same_as(self, other):
        """The same figure again, and no more final. One without numerator or denominator says nothing of theirs."""
        becomes_final = FigureStatus.PROVISIONAL == other.status != self.status
        if becomes_final or (self.value, self.missing) != (other.value, other.missing):
            return False
        numerators, denominators = (
            [(getattr(one, name), getattr(one, f"{name}_missing")) for one in (self, other)]
            for name in ("numerator", "denominator")
        )
        return all(own in ((None, ""), held) for own, held in (numerators, denominators))


class NeighbourSet(Recorded):
    """Which councils a model finds most like one council. One-way: being somebody's neighbour makes nobody yours."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="neighbour_sets")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="neighbour_sets")
    model_year = models.PositiveSmallIntegerField()
    statistics_import = models.ForeignKey(
        StatisticsImport, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="neighbour_sets"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(model_year__gte=2000, model_year__lte=2100),
                name="improvement_neighbourset_year_range",
                violation_error_message="Write the year of the model, like 2021.",
            ),
            text_limits("improvement_neighbourset", source=LINE),
            somebody_said_so("improvement_neighbourset"),
        ]
        indexes = [models.Index(fields=["programme", "authority", "model_year"], name="improvement_neighbours_of")]

    def __str__(self):
        return f"Neighbours of {self.authority}, {self.model_year}"

    @property
    def cell(self):
        return self.authority.ons_code, self.model_year

    @property
    def content(self):
        return self.as_listed

    @property
    def last_day(self):
        """None lies ahead: a model is of use from the day it is brought in."""
        return datetime.date.min

    def says_the_same_as(self, other):
        return self.as_listed == other.as_listed

    @cached_property
    def as_listed(self):
        """[(ONS code, closeness)], nearest first; a set from a file holds its own before it is saved."""
        return [
            (near.authority.ons_code, near.closeness)
            for near in sorted(self.neighbours.all(), key=lambda near: near.rank)
        ]


class Neighbour(models.Model):
    """One of a set, nearest first; `closeness` is the model's own word."""

    # Meaningless without its set.
    neighbour_set = models.ForeignKey(NeighbourSet, on_delete=models.CASCADE, related_name="neighbours")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    closeness = models.CharField(max_length=CODE, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["neighbour_set", "rank"], name="improvement_neighbour_rank_once"),
            models.UniqueConstraint(fields=["neighbour_set", "authority"], name="improvement_neighbour_once"),
            text_limits("improvement_neighbour", closeness=CODE),
        ]

    def __str__(self):
        return f"{self.rank} {self.authority}"
