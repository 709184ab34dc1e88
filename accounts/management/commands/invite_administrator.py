from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.actions import invite
from accounts.models import Membership


class Command(BaseCommand):
    help = "Invite the first administrator of a programme, and print the link that lets them in."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the programme's slug, for example torbay")
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("organisation")

    def handle(self, *args, slug, email, name, organisation, **options):
        programme = Membership._meta.get_field("programme").related_model.objects.filter(slug=slug).first()
        if programme is None:
            raise CommandError(f"There is no programme {slug}: load it first.")
        _, secret = invite(
            programme=programme, email=email, name=name, organisation=organisation, role="administrator", by=None
        )
        self.stdout.write(settings.SITE_URL.rstrip("/") + reverse("accounts:invitation-accept", args=[secret]))
