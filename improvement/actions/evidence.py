"""Attaching evidence, and accepting or returning it."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from audit.actions import record
from config import dates
from improvement.evidence_files import examine
from improvement.models import Evidence
from improvement.models.evidence import Review
from improvement.saving import save_checked


@transaction.atomic
def add_evidence(*, workstream, title, milestone=None, link="", file=None, by, on=None):
    """Attach a file or a link to a workstream, and perhaps to one of its milestones.

    Raises ValidationError where neither or both are given, for a file of the wrong kind, name or size, and for a
    milestone of another workstream.
    """
    on = on or dates.today()
    if milestone and milestone.workstream_id != workstream.pk:
        raise ValidationError({"milestone": "This milestone belongs to another workstream."})
    evidence = Evidence(
        programme=workstream.programme,
        workstream=workstream,
        milestone=milestone,
        title=title,
        link=link,
        recorded_on=on,
        recorded_by=by,
    )
    if file:
        facts = examine(file)
        evidence.file = File(file, name=facts.stored_name)
        evidence.file_name, evidence.content_type = facts.name, facts.content_type
        evidence.size_bytes, evidence.sha256 = facts.size_bytes, facts.sha256
    save_checked(evidence)
    after = {"title": title, "link": link, "file": evidence.file_name, "sha256": evidence.sha256}
    record("evidence.added", by=by, about=evidence, programme=workstream.programme, after=after)
    return evidence


@transaction.atomic
def review_evidence(*, evidence, review, review_note="", version, by, on=None):
    """Accept evidence, or return it with a reason. Never one's own, and once only."""
    on = on or dates.today()
    evidence.claim_version(version)
    if evidence.review:
        raise ValidationError(f"This evidence was {evidence.get_review_display().lower()} already.")
    if evidence.recorded_by_id == by.pk:
        raise ValidationError("You attached this evidence, so somebody else reviews it.")
    evidence.review, evidence.review_note = review, review_note
    evidence.reviewed_on, evidence.reviewed_by = on, by
    evidence.full_clean(exclude=["file", "link"])
    evidence.save(update_fields=["review", "review_note", "reviewed_on", "reviewed_by"])
    action = "evidence.accepted" if review == Review.ACCEPTED else "evidence.returned"
    record(action, by=by, about=evidence, programme=evidence.programme, after={"review": review}, reason=review_note)
