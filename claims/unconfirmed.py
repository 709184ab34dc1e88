"""Spreadsheets that were looked at and not confirmed are not kept."""

import datetime

from django.utils import timezone

from claims.models import DayImport
from claims.models.sheet_import import KEPT_UNCONFIRMED
from jobs.schedule import nightly


@nightly("forget-imports", "Imports of days never confirmed forgotten", at=datetime.time(2, 50))
def forget():
    count, _ = DayImport.objects.unconfirmed_since(timezone.now() - KEPT_UNCONFIRMED).delete()
    return True, f"{count:,} forgotten."
