"""How far a report has come: the stages it goes through, and where it stands in a sentence."""

from commissioner.reports.states import ReportState, ReportStepKind
from config.components import Stage
from improvement.wording import counted, day

_STAGES = (
    (ReportState.DRAFT, "Draft", ReportStepKind.DRAFTED),
    (ReportState.FACT_CHECK, "Fact-check", ReportStepKind.CHECK_ASKED),
    (ReportState.SIGNED, "Signed", ReportStepKind.SIGNED),
    (ReportState.SUBMITTED, "Submitted", ReportStepKind.SUBMITTED),
    (ReportState.DECIDED, "Decision received", ReportStepKind.DECIDED),
    (ReportState.PUBLISHED, "Published", ReportStepKind.PUBLISHED),
)
_ORDER = [state for state, _, _ in _STAGES]


def report_stages(report, steps):
    """The Stages of a report of reports_on(); `steps` are those known on the day."""
    days = {step.step: step.recorded_on for step in steps}
    at = _ORDER.index(report.state_then)
    found = []
    for number, (_, label, kind) in enumerate(_STAGES):
        reached = number <= at
        state = "todo" if not reached else "current" if number == at else "done"
        found.append(Stage(label, state, f"{days[kind]:%-d %b %Y}" if reached and kind in days else ""))
    return found


def report_sentence(report, on):
    """Where a report of reports_on() stood, and what it waits for."""
    if report.withdrawn_then:
        return f"Withdrawn on {day(report.withdrawn_then)}: {report.withdrawal.reason}"
    state = ReportState(report.state_then)
    said = {
        ReportState.DRAFT: "A draft, to be written and sent to fact-check.",
        ReportState.FACT_CHECK: "In fact-check: every comment is answered before it is signed.",
        ReportState.SIGNED: "Signed: text, figures and files cannot change any more. It is to be submitted.",
        ReportState.SUBMITTED: "Submitted: the Minister’s decision is awaited.",
        ReportState.DECIDED: "The Minister has decided. The reduced form can be published.",
        ReportState.PUBLISHED: "Published.",
    }[state]
    return f"{said} {countdown(report.due_on, on)}" if state in _ORDER[:3] else said


def countdown(due_on, on):
    """How long until a day, or since: Due on 10 March 2017, in ten days."""
    days = (due_on - on).days
    if days < 0:
        return f"It was due on {day(due_on)}, {counted(-days, 'day')} ago."
    left = f"in {counted(days, 'day')}" if days else "today"
    return f"Due on {day(due_on)}, {left}."
