"""What changed around the plan: findings, requirements, judgements, and the programme's own state and end."""

from functools import partial

from commissioner.changes.change import Change, ChangeKind, Subject, Tone, Whose, paired
from improvement.models.finding import FindingKind
from improvement.wording import counted, day

_Finding = partial(Change, Subject.FINDINGS)
_Requirement = partial(Change, Subject.REQUIREMENTS)
_Programme = partial(Change, Subject.PROGRAMME)


def finding_changes(before, after):
    known = (*before.findings, *before.data_issues)
    for was, now in paired(known, (*after.findings, *after.data_issues)):
        noun = FindingKind(now.kind).label
        whose = Whose(noun, str(now), "improvement:finding-detail", (now.reference,))
        covered = bool(now.answers)
        if was is None:
            tone = Tone.NEITHER if covered else Tone.WORSE
            says = f"new, {'answered by a workstream' if covered else 'and no workstream answers it'}"
            yield _Finding(ChangeKind.FINDING_ADDED, tone, whose, says)
        elif covered and not was.answers:
            yield _Finding(ChangeKind.FINDING_COVERED, Tone.BETTER, whose, "now answered by a workstream")
        elif was.answers and not covered:
            yield _Finding(ChangeKind.FINDING_BARE, Tone.WORSE, whose, "no longer answered by any workstream")


def requirement_changes(before, after):
    for was, now in paired(before.requirements, after.requirements):
        whose = Whose("Requirement", now.reference, "improvement:requirement-detail", (now.reference,))
        old, new = was and was.status_on(before.on), now.status_on(after.on)
        if was is None:
            says = f"new, due on {day(now.due_on)}" if now.due_on else "new, without a date"
            yield _Requirement(ChangeKind.REQUIREMENT_ADDED, Tone.NEITHER, whose, says)
        if new == "met" != old:
            yield _Requirement(ChangeKind.REQUIREMENT_MET, Tone.BETTER, whose, f"met on {day(now.met_on)}")
        if new == "overdue" != old:
            says = f"not met by its date, {day(now.due_on)}"
            yield _Requirement(ChangeKind.REQUIREMENT_OVERDUE, Tone.WORSE, whose, says)


def inspection_changes(before, after):
    for was, now in paired(before.inspections, after.inspections, key=lambda judged: judged.inspection.pk):
        known = {judgement.pk for judgement in was.judgements} if was else set()
        new = [judgement for judgement in now.judgements if judgement.pk not in known]
        if new:
            whose = Whose("Inspection of", str(now.inspection), "improvement:inspection-detail", (now.inspection.pk,))
            overall = [f", overall {j.get_grade_display().lower()}" for j in new if j.is_overall]
            says = f"{counted(len(new), 'judgement')} recorded{''.join(overall)}"
            yield Change(Subject.INSPECTIONS, ChangeKind.JUDGED, Tone.NEITHER, whose, says)


def programme_changes(before, after):
    whose = Whose("Programme", after.programme.name, "improvement:about")
    if before.state != after.state:
        old, new = before.state.label, after.state.label
        says = f"moved from {old.lower()} to {new.lower()}"
        yield _Programme(ChangeKind.STATE, Tone.NEITHER, whose, says, old, new)
    if before.ends_on != after.ends_on:
        old, new = day(before.ends_on), day(after.ends_on)
        says = f"expected last day moved from {old} to {new}"
        yield _Programme(ChangeKind.EXPECTED_END, Tone.NEITHER, whose, says, old, new)
