from django.core.management.base import BaseCommand, CommandError

from claims.models import Claim
from claims.verification import claim_faults


class Command(BaseCommand):
    help = "Check that submitted claims are as they were sent, that their lines add up, and that no day is paid twice."

    def handle(self, *args, **options):
        found = list(claim_faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"The claims are not whole: {len(found)} fault{'' if len(found) == 1 else 's'}.")
        self.stdout.write(
            f"The claims are whole: {Claim.objects.count()}, of which {Claim.objects.sent().count()} sent."
        )
