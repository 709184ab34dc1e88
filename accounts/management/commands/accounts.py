from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.backends import DEMONSTRATION_DOMAIN
from accounts.models import User


class Command(BaseCommand):
    help = "Print the demonstration's address and who can sign in."

    def handle(self, *args, **options):
        people = User.objects.filter(email__endswith=DEMONSTRATION_DOMAIN, is_active=True).order_by("pk")
        self.stdout.write(f"\nOpen {settings.SITE_URL}/ and sign in with the password improvement-demo as one of:\n")
        for person in people:
            self.stdout.write(f"  {person.email:<28}{person}")
        self.stdout.write("\nPress Ctrl+C to stop.")
