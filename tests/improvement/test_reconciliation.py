"""What no constraint can hold: each fault is found, and a whole programme is whole."""

import datetime

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from improvement.actions.evidence import add_evidence
from improvement.models import (
    Evidence,
    Finding,
    Intervention,
    Judgement,
    Neighbour,
    Programme,
    ProgrammeChange,
    Requirement,
    Risk,
)
from improvement.reconciliation import PARENTS, faults, reconcile
from jobs.schedule import NIGHTLY
from tests.factories.accounts import UserFactory
from tests.factories.files import upload
from tests.factories.improvement import (
    EvidenceFactory,
    InterventionFactory,
    JudgementFactory,
    ProgrammeFactory,
    WorkstreamFactory,
    programme_of_everything,
)

pytestmark = pytest.mark.django_db

WHOLE = (True, "Every record fits its neighbours and every file is whole.")


@pytest.fixture
def programme():
    """A whole programme, with a file, in which everything that can name something names it."""
    programme = programme_of_everything("torbay")
    workstream = programme.workstreams.get()
    add_evidence(workstream=workstream, title="Plan", file=upload(), by=UserFactory())
    accepted = EvidenceFactory(workstream=workstream, accepted=True)
    programme.requirements.update(evidence=accepted)
    area = programme.judgements.get()
    JudgementFactory(inspection=area.inspection, part_of=area)
    first = programme.interventions.get()
    second = InterventionFactory(programme=programme, issued_on=datetime.date(2017, 1, 1))
    Intervention.objects.filter(pk=first.pk).update(closed_on=datetime.date(2017, 1, 1), replaced_by=second)
    return programme


def test_a_whole_programme_is_whole(programme):
    ProgrammeFactory()

    assert (list(faults()), reconcile()) == ([], WHOLE)


def test_nothing_at_all_is_whole():
    assert reconcile() == WHOLE


@pytest.mark.parametrize(("model", "parent"), PARENTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_record_that_names_one_of_another_programme_is_found(programme, model, parent):
    other = ProgrammeFactory()
    record = model.objects.filter(**{f"{parent}__isnull": False}).first()

    model.objects.filter(pk=record.pk).update(programme=other)

    name = model._meta.verbose_name.capitalize()
    assert f"{name} {record.pk} and its {parent} belong to different programmes." in list(faults())
    assert reconcile()[0] is False


def test_every_reference_between_records_of_a_programme_is_watched():
    named = set()
    for model in apps.get_app_config("improvement").get_models():
        if model in (Programme, ProgrammeChange, Neighbour):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and hasattr(field.related_model, "programme"):
                named.add((model, field.name))

    assert set(PARENTS) == named


@pytest.mark.parametrize("model", [Evidence, Finding, Intervention, Judgement, Requirement, Risk])
def test_a_record_that_names_nothing_is_no_fault(programme, model):
    for watched, parent in PARENTS:
        if watched is model and model._meta.get_field(parent).null:
            model.objects.update(**{parent: None})

    assert reconcile() == WHOLE


def the_file(programme):
    return programme.evidence.exclude(file="").get()


def test_a_file_that_is_missing_is_found(programme):
    evidence = the_file(programme)

    default_storage.delete(evidence.file.name)

    assert list(faults()) == [f"The file of evidence {evidence.pk} is missing."]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\n%%EOF\n ", b"other"])
def test_a_file_that_was_altered_is_found(programme, content):
    evidence = the_file(programme)
    default_storage.delete(evidence.file.name)

    default_storage.save(evidence.file.name, ContentFile(content))

    assert list(faults()) == [f"The file of evidence {evidence.pk} was altered."]


def test_a_digest_that_was_altered_is_found(programme):
    evidence = the_file(programme)

    Evidence.objects.filter(pk=evidence.pk).update(sha256="0" * 64)

    assert list(faults()) == [f"The file of evidence {evidence.pk} was altered."]


def test_a_programme_without_changes_is_found(programme):
    programme.changes.all().delete()

    assert reconcile() == (False, "1 faults. Programme torbay has no state and no end.")


def test_of_many_faults_ten_are_named():
    workstream, other = WorkstreamFactory(), ProgrammeFactory()
    EvidenceFactory.create_batch(12, workstream=workstream)
    Evidence.objects.update(programme=other)

    succeeded, outcome = reconcile()

    assert (succeeded, outcome[:11], outcome.count("belong to different programmes.")) == (False, "12 faults. ", 10)


def test_reconciling_is_registered_as_nightly_work():
    work = NIGHTLY["reconcile-improvement"]

    assert (work.run, work.label, work.at) == (reconcile, "Records and files reconciled", datetime.time(2, 15))
