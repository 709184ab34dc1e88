"""Spreadsheets that were looked at and not confirmed are not kept."""

import datetime

from django.utils import timezone

from claims.models import DayImport, PaymentImport
from config.sheet_imports import KEPT_UNCONFIRMED
from improvement.models import StatisticsImport
from jobs.schedule import nightly

KINDS = (DayImport, PaymentImport, StatisticsImport)


@nightly("forget-imports", "Imports never confirmed forgotten", at=datetime.time(2, 50))
def forget():
    waited = timezone.now() - KEPT_UNCONFIRMED
    count = sum(kind.objects.unconfirmed_since(waited).delete()[0] for kind in KINDS)
    return True, f"{count:,} forgotten."
