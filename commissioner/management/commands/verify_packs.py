from django.core.management.base import BaseCommand, CommandError

from commissioner.models import Pack
from commissioner.packs.verification import pack_faults


class Command(BaseCommand):
    help = "Check that each board pack is as it was issued: its digests, and its files made again from its facts."

    def handle(self, *args, **options):
        found = list(pack_faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"The packs are not whole: {len(found)} fault{'' if len(found) == 1 else 's'}.")
        self.stdout.write(f"The packs are whole: {Pack.objects.count()}.")
