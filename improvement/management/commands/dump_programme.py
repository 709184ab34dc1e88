from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from improvement.models import Programme
from improvement.programme_file.writing import CannotWrite, made_by_people, write_programme


class Command(BaseCommand):
    help = "Write the facts of a programme that came from files, as a file that load_programme reads."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--output", metavar="FILE", help="write there and not to the screen")

    def handle(self, *args, slug, output, **options):
        programme = Programme.objects.filter(slug=slug).first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no programme {slug}. There are: {known}.")
        try:
            text = write_programme(programme)
        except CannotWrite as error:
            raise CommandError(str(error)) from None
        if output:
            self._save(output, text)
        else:
            self.stdout.write(text, ending="")
        left_out = made_by_people(programme)
        if left_out:
            self.stderr.write(f"Records made by people, left out: {left_out}.")

    def _save(self, output, text):
        try:
            Path(output).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
