"""What no constraint can hold, checked nightly: records that name each other share a programme, files stay whole."""

import datetime
import hashlib

from django.core.files.storage import default_storage
from django.db.models import F

from improvement.models import (
    Coverage,
    Evidence,
    Finding,
    FindingTie,
    HighlightReport,
    ImpactRating,
    IndicatorEvent,
    Intervention,
    Judgement,
    Milestone,
    MilestoneChange,
    NeighbourSet,
    Observation,
    Programme,
    RegisterChange,
    RegisterEntry,
    Requirement,
    Risk,
    RiskChange,
    RiskScore,
    StatisticsColumn,
    Target,
    WorkstreamChange,
    WorkstreamTie,
)
from jobs.schedule import nightly

FAULTS_NAMED = 10

PARENTS = (
    (Coverage, "finding"),
    (Coverage, "workstream"),
    (Evidence, "workstream"),
    (Evidence, "milestone"),
    (Finding, "inspection"),
    (HighlightReport, "workstream"),
    (ImpactRating, "workstream"),
    (Intervention, "replaced_by"),
    (Judgement, "inspection"),
    (Judgement, "part_of"),
    (Milestone, "workstream"),
    (MilestoneChange, "milestone"),
    (RegisterChange, "entry"),
    (RegisterEntry, "workstream"),
    (Requirement, "intervention"),
    (Requirement, "evidence"),
    (Risk, "original_workstream"),
    (RiskChange, "risk"),
    (RiskChange, "workstream"),
    (RiskScore, "risk"),
    (FindingTie, "finding"),
    (FindingTie, "indicator"),
    (IndicatorEvent, "indicator"),
    (NeighbourSet, "statistics_import"),
    (Observation, "indicator"),
    (Observation, "statistics_import"),
    (StatisticsColumn, "indicator"),
    (Target, "indicator"),
    (WorkstreamChange, "workstream"),
    (WorkstreamTie, "indicator"),
    (WorkstreamTie, "workstream"),
)


def faults():
    """Yield a sentence for each record that does not fit its neighbours."""
    for model, parent in PARENTS:
        named = model.objects.filter(**{f"{parent}__isnull": False})
        for pk in named.exclude(programme=F(f"{parent}__programme")).values_list("pk", flat=True):
            yield f"{model._meta.verbose_name.capitalize()} {pk} and its {parent} belong to different programmes."
    for programme in Programme.objects.filter(changes__isnull=True):
        yield f"Programme {programme.slug} has no state and no end."
    for evidence in Evidence.objects.exclude(file="").order_by("pk").iterator():
        if fault := file_fault(evidence):
            yield fault


def file_fault(evidence):
    """A sentence where the kept file is missing or differs from the digest taken when it was attached."""
    if not default_storage.exists(evidence.file.name):
        return f"The file of evidence {evidence.pk} is missing."
    with default_storage.open(evidence.file.name) as kept:
        digest = hashlib.file_digest(kept, "sha256").hexdigest()
    return "" if digest == evidence.sha256 else f"The file of evidence {evidence.pk} was altered."


@nightly("reconcile-improvement", "Records and files reconciled", at=datetime.time(2, 15))
def reconcile():
    found = list(faults())
    if found:
        return False, f"{len(found)} faults. " + " ".join(found[:FAULTS_NAMED])
    return True, "Every record fits its neighbours and every file is whole."
