"""What happened to a record, newest first, as the history on its page tells it."""

from dataclasses import dataclass

from django.utils.text import Truncator

from config.records import Recorded
from improvement.tables import BAND_CHIPS
from improvement.wording import capital, day, listed

SUMMARY_WORDS = 30


@dataclass(frozen=True)
class Step:
    """One thing said of a record, and the row that says it."""

    what: str
    record: Recorded
    notes: tuple[str, ...] = ()
    """Short facts, a line each."""
    text: str = ""
    """What was written: a reason, a summary."""
    chip: tuple[str, str] | None = None
    """A label and its colour."""


def risk_history(programme, risk, scores, changes):
    """The scores and changes of one of risks_on(), each newest first, down to how it was recorded."""
    steps = [*_risk_changes(risk, changes), *(_score(programme, score) for score in scores)]
    newest_first = sorted(steps, key=lambda step: step.record.recorded_on, reverse=True)
    return [*newest_first, Step("Recorded", risk, notes=_response_notes(_first_response(risk)))]


def _score(programme, score):
    band = programme.risk_band(score.score)
    return Step(
        f"{score.get_kind_display()}: {score.score}",
        score,
        notes=(f"Likelihood {score.likelihood}, impact {score.impact}",),
        text=score.reason,
        chip=(band.label, BAND_CHIPS[band]),
    )


def _first_response(risk):
    return {
        "response": risk.original_mitigation,
        "owner": risk.original_owner_post,
        "workstream": risk.original_workstream,
    }


def _response(change):
    return {"response": change.mitigation, "owner": change.owner_post, "workstream": change.workstream}


def _risk_changes(risk, changes):
    """Each change with what differs from the one before it, or from how the risk was recorded."""
    said = [*(_response(change) for change in changes), _first_response(risk)]
    for change, now, before in zip(changes, said, said[1:], strict=False):
        new = {name: value for name, value in now.items() if value != before[name]}
        what = f"New {listed(list(new))}" if new else "Said again"
        yield Step(what, change, notes=_response_notes(new), text=change.reason)


def _response_notes(facts):
    return tuple(f"{capital(name)}: {value or 'the programme as a whole'}" for name, value in facts.items())


def milestone_history(milestone, changes):
    """The steps of a milestone's life, newest first, down to its first due date."""
    first = Step(f"First due {day(milestone.original_due_on)}", milestone)
    return [*(Step(_milestone_step(change), change, text=change.reason) for change in changes), first]


def _milestone_step(change):
    when = change.due_on or change.achieved_on
    preposition = "to" if change.due_on else "on"
    return f"{change.get_step_display()} {preposition} {day(when)}" if when else change.get_step_display()


def coverage_history(standing, withdrawn, *, names_people):
    """The workstreams that answer a finding, and then those that no longer do."""
    return [
        *(Step(str(coverage.workstream), coverage) for coverage in standing),
        *(Step(_withdrawn(coverage, names_people), coverage) for coverage in withdrawn),
    ]


def _withdrawn(coverage, names_people):
    by = f" by {coverage.withdrawn_by}" if names_people else ""
    return f"{coverage.workstream}: withdrawn {day(coverage.withdrawn_on)}{by}"


def report_history(reports):
    return [
        Step(
            f"{report.get_delivery_display()}, {report.get_confidence_display().lower()} confidence",
            report,
            text=Truncator(report.summary).words(SUMMARY_WORDS, truncate=" …"),
        )
        for report in reports
    ]


def impact_history(ratings):
    return [Step(rating.get_impact_display(), rating, text=rating.basis) for rating in ratings]


def lead_history(changes):
    """Who led a workstream, from its changes, newest first."""
    return [
        Step(
            _post("Closed" if change.is_closed else change.lead_post or "Nobody named", change.lead),
            change,
            notes=(f"With {_post(change.counterpart_post, change.counterpart)}",) if change.counterpart_post else (),
            text=change.reason,
        )
        for change in changes
    ]


def _post(post, person):
    return f"{post}: {person}" if person else post


def programme_history(changes):
    return [Step(str(change), change, text=change.reason) for change in changes]
