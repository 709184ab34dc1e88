from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from config.records import Stale
from improvement.programme_file.faults import FileRefused
from improvement.programme_file.reading import read_file
from improvement.programme_file.saving import load_programme


class Command(BaseCommand):
    help = "Load a programme from a file (see programmes/README.md): all of it, or nothing and every reason why."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--update", action="store_true", help="change the database where the file differs from it")

    def handle(self, *args, file, update, **options):
        comparison = self._load(file, update)
        for where in comparison.only_in_database:
            self.stdout.write(f"{where}: only in the database, and left alone")
        if comparison.is_same:
            self.stdout.write("Nothing to change.")
            return
        if not comparison.needs_update:
            counts = ", ".join(f"{name} {count}" for name, count in comparison.document.counts.items())
            self.stdout.write(f"Loaded {comparison.programme}: {counts}.")
            return
        for difference in comparison.differences:
            self.stdout.write(difference)
        if not update:
            raise CommandError("The file differs from the database. Nothing was changed: add --update to change it.")
        self.stdout.write(
            f"Updated {comparison.programme}: {len(comparison.added)} added, {len(comparison.changed)} changed."
        )

    def _load(self, file, update):
        try:
            return load_programme(text=read_file(file), name=file, update=update)
        except FileRefused as refused:
            faults = "\n".join(f"  {fault}" for fault in refused.faults)
            raise CommandError(f"{file} was not loaded:\n{faults}") from None
        except (Stale, IntegrityError) as error:
            raise CommandError(
                f"{file} was not loaded: somebody changed the programme at the same moment. Run the command again."
            ) from error
