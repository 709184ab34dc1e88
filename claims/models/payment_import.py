"""A statement of the bank, kept from its preview until it is confirmed, and from then on."""

from django.db import models
from django.urls import reverse

from config.sheet_imports import SheetImport, import_constraints
from improvement.models import Programme


class PaymentImport(SheetImport):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="payment_imports")

    class Meta:
        constraints = import_constraints("claims_paymentimport")
        indexes = [models.Index(fields=["programme", "sha256"], name="claims_paymentimport_file")]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("claims:payment-import-detail", args=[self.programme.slug, self.pk])

    def same_file_before(self):
        """An import of the same file for the same programme."""
        return self.same_file_among(PaymentImport.objects.filter(programme=self.programme_id))
