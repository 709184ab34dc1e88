from django.core.management.base import BaseCommand, CommandError

from commissioner.models import ProgressReport
from commissioner.reports.verification import report_faults


class Command(BaseCommand):
    help = "Render every signed report again from its frozen record, and compare it with what was kept and sent."

    def handle(self, *args, **options):
        found = list(report_faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"The reports are not whole: {len(found)} fault{'' if len(found) == 1 else 's'}.")
        self.stdout.write(f"The reports are whole: {ProgressReport.objects.closed().count()} signed.")
