"""A spreadsheet of an officer's days, kept from its preview until it is confirmed, and from then on."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from config.sheet_imports import SheetImport, import_constraints
from improvement.models import Programme


class DayImport(SheetImport):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="day_imports")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = import_constraints("claims_dayimport")
        indexes = [models.Index(fields=["programme", "officer", "sha256"], name="claims_dayimport_file")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("claims:import-detail", args=[self.programme.slug, self.pk])

    def same_file_before(self):
        """An import of the same file by the same officer."""
        return self.same_file_among(DayImport.objects.filter(programme=self.programme_id, officer=self.officer_id))
