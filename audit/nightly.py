"""The nightly proof of the audit trail."""

import datetime
import itertools

from audit.models import Event
from audit.verification import faults
from jobs.schedule import nightly

FAULTS_NAMED = 10


@nightly("verify-audit", "Audit trail verified", at=datetime.time(2, 0))
def verify_audit():
    found = list(itertools.islice(faults(), FAULTS_NAMED))
    if found:
        return False, " ".join(found)
    return True, f"Whole: {Event.objects.count():,} events."
