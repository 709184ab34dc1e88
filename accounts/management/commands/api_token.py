from django.core.management.base import BaseCommand, CommandError

from accounts.actions import AccountError, make_api_token
from accounts.models import User


class Command(BaseCommand):
    help = "Make a key to the API with the permissions of a person, and print it once."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--days", type=int, default=90, help="how long it lasts (1 to 366; default 90)")
        parser.add_argument("--purpose", default="API", help="what it is for, to tell keys apart")

    def handle(self, *args, email, days, purpose, **options):
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody active has the address {email}.")
        try:
            _, secret = make_api_token(user=user, purpose=purpose, days=days)
        except AccountError as error:
            raise CommandError(error.message) from error
        self.stdout.write(secret)
