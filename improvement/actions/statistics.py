"""Figures from a file: read and kept for a look, then saved all at once, or let go."""

import hashlib
import re

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.actions import record
from config import dates
from config.personal_data import refuse_personal_identifiers
from config.sheet_imports import ImportState
from improvement.evidence_files import safe_name
from improvement.models import Authority, Neighbour, NeighbourSet, Observation, Programme, StatisticsImport
from improvement.models.observation import FileLayout
from improvement.saving import refuse_closed, refuse_future, save_checked
from improvement.statistics_files.fates import Fate, judged
from improvement.statistics_files.reading import BOUNDS, read_figures

AT_ONCE = 500


def read_statistics(*, programme, file, publication, status, published_on=None, model_year=None, by, on=None):
    """Read an uploaded file of figures and keep its rows for the preview: no figure is saved.

    Raises ValidationError (field `file`) for what cannot be read or is about single children.
    """
    on = on or dates.today()
    refuse_closed(programme, on)
    refuse_future("published_on", published_on, on)
    name, sha256, found = _read(file)
    if found.layout == FileLayout.NEIGHBOURS:
        model_year = model_year or _year_in(name)
    return save_checked(
        StatisticsImport(
            programme=programme,
            layout=found.layout,
            file_name=name,
            sha256=sha256,
            rows=found.as_kept(),
            publication=publication,
            published_on=published_on,
            model_year=model_year if found.layout == FileLayout.NEIGHBOURS else None,
            status=status,
            recorded_on=on,
            recorded_by=by,
            source="" if by else publication,
        )
    )


def _read(file):
    content = file.read(BOUNDS.max_bytes + 1)
    try:
        name = safe_name(file.name)
        refuse_personal_identifiers(name)
        return name, hashlib.sha256(content).hexdigest(), read_figures(content)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None


def _year_in(name):
    """The year of a model of neighbours, as its file is usually named for it."""
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    if not found:
        raise ValidationError({"model_year": "Write the year of this model of neighbours, like 2021."})
    return int(found[1])


@transaction.atomic
def confirm_statistics(*, statistics_import, seen, by, on=None):
    """Save every new and restated figure of an import that was looked at: all of them, or none. Returns how many.

    `seen` is the digest of the preview. Raises ValidationError where anything else would be saved by now, where a
    figure is refused, where there is nothing to save, or when the import was decided already.
    """
    on = on or dates.today()
    programme = statistics_import.programme
    # Two imports at the same moment would both find the same figures new, so they queue here.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    refuse_closed(programme, on)
    # The rows stand on record from now on, or the answer does not stand: this copy still has them.
    statistics_import.decide(ImportState.CONFIRMED, on, rows={})
    judgement = judged(statistics_import, on)
    if judgement.digest != seen:
        raise ValidationError("Something was recorded or changed since you looked. Nothing is saved: look again.")
    if judgement.counts[Fate.REFUSED]:
        raise ValidationError("Some figures are refused. Mend the file and read it again: nothing is half saved.")
    if not judgement.saved:
        raise ValidationError("There is nothing new to save.")
    _save(judgement, by, on, source=statistics_import.publication)
    after = {"file": statistics_import.file_name, "sha256": statistics_import.sha256}
    after |= {str(fate): judgement.counts[fate] for fate in (Fate.NEW, Fate.RESTATED)}
    record("statistics.imported", by=by, about=statistics_import, programme=programme, after=after)
    return len(judgement.saved)


def _save(judgement, by, on, *, source):
    records = [figure.record for figure in judgement.saved]
    named = {id(authority) for found in records for authority in _authorities(found)}
    for authority in judgement.new_authorities:
        if id(authority) in named:
            _keep(authority)
    for found in records:
        found.recorded_on, found.recorded_by, found.source = on, by, "" if by else source
    observations = [found for found in records if isinstance(found, Observation)]
    Observation.objects.bulk_create(observations, batch_size=AT_ONCE)
    sets = [found for found in records if isinstance(found, NeighbourSet)]
    NeighbourSet.objects.bulk_create(sets, batch_size=AT_ONCE)
    Neighbour.objects.bulk_create([near for found in sets for near in found.listed], batch_size=AT_ONCE)


def _keep(authority):
    """Save a council or region of the register, unless another programme's import has just done so."""
    facts = {name: getattr(authority, name) for name in ("dfe_code", "name", "level", "region_code")}
    authority.pk = Authority.objects.get_or_create(ons_code=authority.ons_code, defaults=facts)[0].pk


def _authorities(found):
    listed = [near.authority for near in found.listed] if isinstance(found, NeighbourSet) else []
    return [found.authority, *listed]


@transaction.atomic
def abandon_statistics(*, statistics_import, by, on=None):
    """Let an import go. Nothing of it was saved."""
    Programme.objects.select_for_update(no_key=True).get(pk=statistics_import.programme_id)
    statistics_import.decide(ImportState.ABANDONED, on or dates.today(), rows={})
