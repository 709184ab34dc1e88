"""Proving what was signed: each file is as it was kept, as the audit trail names it, and as its facts make it again."""

import hashlib
from collections import defaultdict

from audit.models import Event
from commissioner.documents.files import FACTS, WRITTEN_BY, document_of, file_faults, is_whole
from commissioner.models import MinisterDecision, ProgressReport, ReportDelivery
from commissioner.models.report_sent import Edition
from commissioner.reports import composing
from commissioner.reports.files import address_of


def report_faults():
    """Yield a sentence for each fault of any signed report; nothing when all is whole."""
    told = {event.record_id: event.after for event in Event.objects.filter(action="report.signed").order_by("pk")}
    signed = ProgressReport.objects.closed().select_related("programme", "schedule", "replaces").order_by("pk")
    for report in signed:
        name = f"{report.programme.name}, {report}"
        if report.pk not in told:
            yield f"{name}: the audit trail does not know that it was signed."
            continue
        for edition in Edition:
            for fault in _faults(report, edition, told[report.pk]):
                yield f"{name}, {edition.label.lower()}: {fault}"
    yield from _number_faults()
    yield from _letter_faults()
    yield from _sent_faults()


def _faults(report, edition, told):
    kept = {f.name: (bytes(f.content), f.sha256) for f in report.files.filter(edition=edition).order_by("name")}
    start = f"{edition.value}/"
    digests = {name.removeprefix(start): sha for name, sha in told["files"].items() if name.startswith(start)}
    yield from file_faults(kept, address_of, written_by=told["written_by"], told=digests)
    if edition == Edition.FULL and told["written_by"] == WRITTEN_BY and is_whole(kept.get(FACTS)):
        # The published form leaves out the names of those who were in the programme then: its own facts prove it.
        composed = composing.document_of(report, composing.Written.of(report))
        if composed.sections != document_of(kept[FACTS][0]).sections:
            yield "The sections of the report differ from what its files say."


def _number_faults():
    """The numbers of each programme run from 1 without a gap."""
    numbers = defaultdict(set)
    for programme, number in ProgressReport.objects.values_list("programme__name", "number"):
        numbers[programme].add(number)
    for programme, given in sorted(numbers.items()):
        for missing in sorted(set(range(1, max(given) + 1)) - given):
            yield f"{programme}, report {missing} is missing: a later number was given."


def _letter_faults():
    for decision in MinisterDecision.objects.select_related("report").order_by("pk"):
        if hashlib.sha256(decision.content).hexdigest() != decision.sha256:
            yield f"{decision}: the letter is not the file that its SHA-256 was taken of."


def _sent_faults():
    """What went to each address are files that the report has."""
    for delivery in ReportDelivery.objects.filter(sent_at__isnull=False).select_related("report").order_by("pk"):
        kept = dict(delivery.report.files.filter(edition=Edition.FULL).values_list("name", "sha256"))
        for name, sha256 in delivery.sent_files.items():
            if kept.get(name) != sha256:
                yield f"{delivery}: the {name} that went is not the one of the report."
