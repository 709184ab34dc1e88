from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.backends import DEMONSTRATION_DOMAIN
from accounts.models import User
from audit.actions import record
from commissioner.demonstration.people import PASSWORD, make_people
from commissioner.demonstration.telling import tell_exampleshire, tell_torbay
from improvement.models import Programme


class Command(BaseCommand):
    help = "Add the invented work and one account per role to the loaded programmes. Demonstration mode only."

    def handle(self, *args, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration's accounts are for DEMONSTRATION=1 only; this is production.")
        if User.objects.filter(email__endswith=DEMONSTRATION_DOMAIN).exists():
            self.stdout.write("The demonstration is there already; nothing was changed.")
            return
        torbay, exampleshire = self._programme("torbay"), self._programme("exampleshire")
        with transaction.atomic():
            people = make_people(torbay, exampleshire)
            tell_torbay(torbay, people)
            tell_exampleshire(exampleshire, people)
            record("demonstration.loaded", by=None)
        self.stdout.write(f"The demonstration is ready: {len(people)} accounts, password {PASSWORD}.")

    def _programme(self, slug):
        try:
            return Programme.objects.get(slug=slug)
        except Programme.DoesNotExist:
            raise CommandError(f"Load the programme first: manage.py load_programme programmes/{slug}.toml") from None
