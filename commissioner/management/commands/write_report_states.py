from django.conf import settings
from django.core.management.base import BaseCommand

from commissioner.reports.states import as_page


class Command(BaseCommand):
    help = "Write docs/report-states.md from the table of states in commissioner/reports/states.py."

    def handle(self, *args, **options):
        page = settings.BASE_DIR / "docs" / "report-states.md"
        page.write_text(as_page())
        self.stdout.write(f"Wrote {page.relative_to(settings.BASE_DIR)}.")
