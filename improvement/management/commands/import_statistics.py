from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from config import dates
from improvement.actions.statistics import confirm_statistics, read_statistics
from improvement.models import Programme
from improvement.models.observation import FigureStatus
from improvement.statistics_files.fates import Fate, judged
from improvement.statistics_words import preview_sentence


class Command(BaseCommand):
    help = "Bring a file of figures in, as the page does: all of it or nothing. With --preview nothing is saved."

    def add_arguments(self, parser):
        parser.add_argument("programme", help="Its address, like torbay")
        parser.add_argument("file", type=Path)
        parser.add_argument("--publication", required=True, help="Where the file comes from")
        parser.add_argument("--published-on", type=dates.day_from, help="Like 2016-11-03")
        parser.add_argument("--status", choices=FigureStatus.values, default=FigureStatus.FINAL)
        parser.add_argument("--model-year", type=int, help="Of a model of neighbours whose name does not say it")
        parser.add_argument("--by", metavar="EMAIL", help="Who brings it in; left out, the publication stands for it")
        parser.add_argument("--preview", action="store_true", help="Say what would become of it, and save nothing")

    def handle(self, *args, **options):
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme {options['programme']}: load it first.")
        try:
            self._bring_in(programme, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

    def _bring_in(self, programme, options):
        by = self._person(options["by"])
        found = read_statistics(
            programme=programme,
            file=self._file(options["file"]),
            by=by,
            **{name: options[name] for name in ("publication", "published_on", "status", "model_year")},
        )
        judgement = judged(found, dates.today())
        self.stdout.write(preview_sentence(judgement.counts))
        for figure in judgement.figures:
            if figure.fate == Fate.REFUSED:
                self.stderr.write(f"Line {figure.line}: {figure.why}")
        refused = judgement.counts[Fate.REFUSED]
        if options["preview"] or refused or not judgement.saved:
            found.delete()
            if refused:
                raise CommandError("Nothing was saved.")
            return
        saved = confirm_statistics(statistics_import=found, seen=judgement.digest, by=by)
        self.stdout.write(f"{saved:,} figures saved from {found.file_name}.")

    def _person(self, email):
        person = User.objects.filter(email__iexact=email).first() if email else None
        if email and person is None:
            raise CommandError(f"Nobody has the address {email}.")
        return person

    def _file(self, path):
        try:
            return ContentFile(path.read_bytes(), name=path.name)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
