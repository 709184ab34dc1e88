"""What stands behind a claim: each step of it and of its days, with the event of the audit trail that holds it."""

from collections import defaultdict, deque
from dataclasses import dataclass

from audit.models import Event
from claims.claim_files.form import form_of, parties_of
from claims.claim_states import ClaimStepKind
from claims.models import ClaimStep, DayStep
from claims.models.day import DayStepKind
from config.pdf import pdf
from improvement.wording import day as in_words

HEADINGS = (
    "About",
    "Day worked",
    "Officer",
    "Step",
    "Recorded on",
    "At",
    "By",
    "What was said",
    "Event number",
    "Event hash",
    "Keep until",
)
_CLAIM, _ENTRY, _IMPORT = "claims.Claim", "claims.DayEntry", "claims.DayImport"
_DAY_ACTIONS = {step: f"day.{step}" for step in DayStepKind} | {DayStepKind.UNDONE: "day.approval_undone"}


@dataclass(frozen=True)
class Proof:
    """One step, and the event that holds it. A day recounted under new terms has none of its own."""

    line: object | None
    """The line of the claim whose day it is; None for a step of the claim itself."""
    step: str
    recorded_on: object
    at: object
    by: str
    text: str
    event: Event | None


def proofs_of(claim, on):
    """Every Proof known on a day: the claim's own steps first, then those of each line's day. Six queries."""
    lines = list(claim.lines.select_related("entry").order_by("number"))
    events = _Events(claim, lines)
    steps = ClaimStep.objects.filter(claim=claim).known_on(on).select_related("recorded_by").order_by("number")
    found = [
        _proof(None, step, events.next(_CLAIM, claim.pk, f"claim.{ClaimStepKind(step.step)}"), step.text)
        for step in steps
    ]
    by_entry = defaultdict(list)
    entries = claim.lines.values("entry")
    for step in DayStep.objects.filter(entry__in=entries).known_on(on).select_related("recorded_by").order_by("number"):
        event = events.next(_ENTRY, step.entry_id, _DAY_ACTIONS[DayStepKind(step.step)])
        by_entry[step.entry_id].append((step, event))
    for line in lines:
        for step, own in by_entry[line.entry_id]:
            event = own or (events.imported(line.entry) if step.step == DayStepKind.LOGGED else None)
            found.append(_proof(line, step, event, step.reason))
    return found


def _proof(line, step, event, text):
    return Proof(line, step.get_step_display(), step.recorded_on, step.at, step.said_by, text, event)


class _Events:
    """The events of a claim and its days: steps of one kind and their events come in the same order."""

    def __init__(self, claim, lines):
        self.waiting = defaultdict(deque)
        days = claim.lines.values("entry")
        imports = {line.entry.day_import_id for line in lines} - {None}
        chain = Event.objects.filter(chain=claim.programme.slug)
        for kind, ids in ((_CLAIM, [claim.pk]), (_ENTRY, days), (_IMPORT, imports)):
            for event in chain.filter(record_kind=kind, record_id__in=ids).order_by("sequence"):
                self.waiting[kind, event.record_id, event.action].append(event)

    def next(self, kind, record_id, action):
        found = self.waiting[kind, record_id, action]
        return found.popleft() if found else None

    def imported(self, entry):
        found = self.waiting[_IMPORT, entry.day_import_id, "days.imported"]
        return found[0] if found else None


def evidence_rows(claim, on):
    """The rows of the CSV, headings first."""
    yield HEADINGS
    for proof in proofs_of(claim, on):
        line, event = proof.line, proof.event
        yield (
            f"Line {line.number}" if line else claim.number,
            line.worked_on if line else None,
            line.officer_name if line else None,
            proof.step,
            proof.recorded_on,
            f"{proof.at:%Y-%m-%dT%H:%M:%S%z}",
            proof.by,
            proof.text,
            event.sequence if event else None,
            event.hash if event else None,
            claim.retain_until,
        )


def evidence_pdf(claim, on):
    """The bytes of the evidence pack as known on a day."""
    form = form_of(claim, parties=parties_of(claim), with_names=True)
    proofs = proofs_of(claim, on)
    by_line = defaultdict(list)
    for proof in proofs:
        by_line[proof.line].append(_printed(proof))
    steps = by_line.pop(None, [])
    facts = {
        "title": f"Evidence for claim {claim.number}",
        "number": claim.number,
        "author": form.parties.supporting,
        "mark": form.mark,
        "status": form.status,
        "about": form.about(),
        "figures": form.figures(),
        "known_on": in_words(on),
        "chain": claim.programme.slug,
        "files": [[file.name, file.sha256] for file in claim.files.defer("content").order_by("kind", "-with_names")],
        "steps": steps,
        "days": [{"title": _day_title(line), "steps": printed} for line, printed in by_line.items()],
    }
    return pdf("evidence.typ", facts, made_on=on)


def _day_title(line):
    given_back = " given back" if line.is_adjustment else ""
    return f"Line {line.number}: {line.worked_on:%a %-d %B %Y}{given_back}, {line.officer_name}, {line.workstream}"


def _printed(proof):
    event = proof.event
    return {
        "cells": [proof.step, in_words(proof.recorded_on), proof.by, str(event.sequence) if event else ""],
        "text": proof.text,
        "hash": event.hash if event else "",
    }
