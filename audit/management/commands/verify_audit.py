from django.core.management.base import BaseCommand, CommandError

from audit.models import Event
from audit.verification import faults


class Command(BaseCommand):
    help = "Check every audit chain, and name each event that was altered, removed or slipped in."

    def handle(self, *args, **options):
        found = list(faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"The audit trail is not whole: {len(found)} fault{'' if len(found) == 1 else 's'}.")
        self.stdout.write(f"The audit trail is whole: {Event.objects.count()} events.")
