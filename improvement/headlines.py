"""The sentence each page opens with, counted from the facts of the day looked at and never typed.

A list's headline is over the whole list, whatever it is narrowed to below.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from config import dates
from improvement.brag import WORST_FIRST, Brag, workstream_colour
from improvement.models.finding import FindingKind
from improvement.models.programme import ProgrammeState, RiskBand
from improvement.models.ratings import Impact
from improvement.wording import are, capital, counted, day, have, listed, number_word, times

COLOUR_WORDS = {
    Brag.RED: "off track",
    Brag.AMBER: "at risk",
    Brag.AMBER_E: "done with evidence awaited",
    Brag.GREEN: "on track",
    Brag.BLUE: "complete",
    Brag.GREY: "not started",
}

IMPACT_WORDS = {
    Impact.GETTING_WORSE: "getting worse",
    Impact.NOT_YET_SEEN: "not yet seen",
    Impact.SOME: "seen in part",
    Impact.SUSTAINED: "sustained",
    "": "not rated yet",
}


@dataclass(frozen=True)
class Headline:
    """The sentence, how many records the whole list holds, and how many of them are invented."""

    sentence: str
    total: int
    invented: int = 0


def _headline(sentences, rows):
    """`rows` are the whole list's values, each ending in whether the record is invented."""
    return Headline(" ".join(s for s in sentences if s), len(rows), sum(1 for row in rows if row[-1]))


def shares(total, noun, parts, *, plural=None):
    """Two of 16 workstreams are off track, one is at risk and 13 are on track. Parts are (count, words)."""
    (count, words), *rest = [(count, words) for count, words in parts if count]
    if count == total:
        return f"{_every(total, noun, plural)} {are(total)} {words}."
    first = f"{number_word(count)} of {number_word(total)} {plural or noun + 's'} {are(count)} {words}"
    return capital(listed([first, *(f"{number_word(n)} {are(n)} {said}" for n, said in rest)])) + "."


def _every(total, noun, plural=None):
    if total == 1:
        return f"The one {noun}"
    return f"{'Both' if total == 2 else f'All {number_word(total)}'} {plural or noun + 's'}"


def workstreams_headline(workstreams):
    """For workstreams_on(). One query."""
    workstreams = list(workstreams)
    still_open = [w for w in workstreams if not w.is_closed]
    colours = Counter(workstream_colour(w) for w in still_open)
    closed = len(workstreams) - len(still_open)
    if not workstreams:
        sentences = ["There are no workstreams yet."]
    elif not still_open:
        sentences = [shares(closed, "workstream", [(closed, "closed")])]
    else:
        parts = [(colours[colour], COLOUR_WORDS[colour]) for colour in WORST_FIRST]
        more = f"{capital(number_word(closed))} more {are(closed)} closed." if closed else ""
        sentences = [shares(len(still_open), "workstream", parts), more]
    return _headline(sentences, [(w.invented,) for w in workstreams])


def workstream_sentences(workstream, travel):
    """The three ratings of one of workstreams_on(), a sentence each."""
    return " ".join([_delivery(workstream, travel), _evidence(workstream), _impact(workstream)])


def _delivery(workstream, travel):
    if not workstream.report_id:
        return "No highlight report has been written yet."
    said = workstream.delivery.replace("_", " ")
    change = {"worse": ", worse than the report before", "better": ", better than the report before"}.get(travel, "")
    return f"Delivery was rated {said} on {day(workstream.reported_on)}{change}."


def _evidence(workstream):
    attached, accepted = workstream.evidence_attached, workstream.evidence_accepted
    if not attached:
        return "No evidence is accepted or waiting for review."
    if accepted == attached:
        return f"All its evidence is accepted ({counted(attached, 'piece')})."
    if not accepted:
        waiting = counted(attached, "piece of evidence", "pieces of evidence")
        return f"{capital(waiting)} {'waits' if attached == 1 else 'wait'} for review."
    return f"{capital(number_word(accepted))} of {counted(attached, 'piece')} of evidence {are(accepted)} accepted."


def _impact(workstream):
    if not workstream.impact:
        return "Nobody has rated yet what it changes for children."
    return f"Its impact on children is {IMPACT_WORDS[workstream.impact]}."


def milestones_headline(milestones):
    """For milestones_on(). One query."""
    rows = list(milestones.order_by().values_list("status", "times_redated", "invented"))
    statuses = Counter(status for status, *_ in rows)
    moved = sum(1 for status, redated, _ in rows if redated and status != "withdrawn")
    withdrawn = statuses["withdrawn"]
    total = len(rows) - withdrawn
    words = (("overdue", "overdue"), ("achieved", "achieved"), ("due", "still to come"))
    return _headline(
        [
            shares(total, "milestone", [(statuses[status], said) for status, said in words])
            if total
            else "No milestones are set.",
            f"{capital(number_word(moved))} {have(moved)} moved from {'its' if moved == 1 else 'their'} first date."
            if moved
            else "",
            f"{capital(counted(withdrawn, 'milestone'))} {'was' if withdrawn == 1 else 'were'} withdrawn."
            if withdrawn
            else "",
        ],
        rows,
    )


def milestone_sentences(milestone, on):
    """Where one of milestones_on() stands, and how far its date has moved."""
    return f"{_milestone_standing(milestone, on)} {_milestone_moves(milestone)}"


def _milestone_standing(milestone, on):
    if milestone.status == "withdrawn":
        return "Withdrawn from the plan."
    if milestone.status == "achieved":
        return f"Achieved on {day(milestone.achieved_on)}."
    return due_sentence(milestone.due_on, on)


def due_sentence(due_on, on):
    days = (due_on - on).days
    if days < 0:
        return f"Overdue by {counted(-days, 'day')}: it was due on {day(due_on)}."
    return f"Due today, {day(due_on)}." if not days else f"Due on {day(due_on)}, in {counted(days, 'day')}."


def _milestone_moves(milestone):
    if not milestone.times_redated:
        return "Its date has not moved."
    days = (milestone.due_on - milestone.original_due_on).days
    moved = f"Its date has moved {times(milestone.times_redated)}"
    if not days:
        return f"{moved} and is back on the first one."
    return f"{moved} and is {counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'} than first planned."


def reports_headline(workstreams, reports):
    """Who has reported. `workstreams` are workstreams_on(), `reports` the list's rows. Two queries."""
    known = list(workstreams.order_by("number").values_list("number", "title", "is_closed", "reported_on"))
    open_ = [(number, title, reported) for number, title, is_closed, reported in known if not is_closed]
    silent = [number for number, _, reported in open_ if not reported]
    heard = sorted((reported, number, title) for number, title, reported in open_ if reported)
    rows = list(reports.order_by().values_list("invented"))
    if not open_:
        return _headline(["There are no open workstreams."], rows)
    if silent:
        sentences = [shares(len(open_), "open workstream", [(len(silent), "without a highlight report")])]
    else:
        sentences = [f"{_every(len(open_), 'open workstream')} {have(len(open_))} a highlight report."]
    if heard:
        (oldest, number, title), (newest, *_) = heard[0], heard[-1]
        if oldest == newest:
            sentences.append(f"The newest is of {day(newest)}.")
        else:
            sentences.append(f"Longest ago reported {number} {title}, on {day(oldest)}.")
    return _headline(sentences, rows)


def impacts_headline(workstreams, ratings):
    """The newest rating of each open one of workstreams_on(); `ratings` are the list's rows. Two queries."""
    newest = Counter(workstreams.filter(is_closed=False).order_by().values_list("impact", flat=True))
    rows = list(ratings.order_by().values_list("invented"))
    if not newest:
        return _headline(["There are no open workstreams."], rows)
    total = newest.total()
    (count, words), *rest = [(newest[impact], said) for impact, said in IMPACT_WORDS.items() if newest[impact]]
    if count == total:
        return _headline([f"The impact on children is {words} in {_every(total, 'open workstream').lower()}."], rows)
    first = f"{words} in {number_word(count)} of {number_word(total)} open workstreams"
    parts = listed([first, *(f"{said} in {number_word(number)}" for number, said in rest)])
    return _headline([f"The impact on children is {parts}."], rows)


def evidence_headline(evidence, on):
    """For the evidence known on a day. One query."""
    rows = list(evidence.order_by().values_list("review", "reviewed_on", "invented"))
    if not rows:
        return _headline(["No evidence is attached yet."], rows)
    reviews = Counter(review if reviewed_on and reviewed_on <= on else "" for review, reviewed_on, _ in rows)
    words = (("", "waiting for review"), ("returned", "returned"), ("accepted", "accepted"))
    parts = [(reviews[review], said) for review, said in words]
    return _headline([shares(len(rows), "piece of evidence", parts, plural="pieces of evidence")], rows)


def risks_headline(programme, risks):
    """For risks_on(). One query."""
    rows = list(risks.order_by().values_list("standing", "residual", "residual_before", "number", "title", "invented"))
    open_ = [row for row in rows if row[0] == "open"]
    if not open_:
        return _headline(["There are no open risks."], rows)
    bands = Counter(programme.risk_band(now) for _, now, *_ in open_ if now is not None)
    unscored = len(open_) - sum(bands.values())
    parts = [(bands[band], band.label.lower()) for band in reversed(RiskBand)]
    risen = sum(1 for _, now, before, *_ in open_ if before is not None and now > before)
    return _headline(
        [
            shares(len(open_), "open risk", [*parts, (unscored, "not scored")]),
            f"{capital(number_word(risen))} {have(risen)} risen since the score before." if risen else "",
        ],
        rows,
    )


def risk_sentences(programme, risk, on):
    """Where one of risks_on() stands, which way it moved, and where it should be."""
    if risk.is_closed_on(on):
        return f"Closed on {day(risk.closed_on)}."
    if risk.residual is None:
        return "Not scored yet."
    now, before = risk.residual, risk.residual_before
    band = programme.risk_band(now).label
    moved = "" if before in (None, now) else f", {'up' if now > before else 'down'} from {before}"
    target = "" if risk.target is None else f" The target is {risk.target}."
    return f"{band}: {now} of {programme.risk_scale**2}{moved}.{target}"


def findings_headline(coverage):
    """For coverage_of(). Findings and data issues are counted apart, as on the position page. No query."""
    issues = [row for row in coverage.rows if row.finding.kind == FindingKind.DATA_ISSUE]
    findings = [row for row in coverage.rows if row.finding.kind != FindingKind.DATA_ISSUE]
    sentences = [_answered(findings, "finding"), _answered(issues, "data issue")]
    if not coverage.rows:
        sentences = ["No finding is recorded yet."]
    return _headline(sentences, [(row.finding.invented,) for row in coverage.rows])


def idle_sentence(coverage):
    """The gap in the other direction; empty where there is none. Their names follow on the page."""
    idle = len(coverage.idle)
    return f"{capital(counted(idle, 'workstream'))} {'answers' if idle == 1 else 'answer'} no finding" if idle else ""


def _answered(rows, noun):
    if not rows:
        return ""
    gaps = [row.finding.reference for row in rows if row.is_gap]
    total = number_word(len(rows))
    if not gaps:
        return (
            f"Every one of {total} {noun}s has a workstream." if len(rows) > 1 else f"The one {noun} has a workstream."
        )
    if len(gaps) == len(rows):
        return f"None of {total} {noun}s has a workstream." if len(rows) > 1 else f"The one {noun} has no workstream."
    return f"{capital(number_word(len(gaps)))} of {total} {noun}s {have(len(gaps))} no workstream: {listed(gaps)}."


def direction_headline(interventions, requirements, on):
    """`interventions` are (record, whether closed); `requirements` are those known on the day. One query."""
    requirements = list(requirements.order_by())
    in_force = [f"{item.title}, issued on {day(item.issued_on)}" for item, is_closed in interventions if not is_closed]
    if in_force:
        sentences = [f"In force: {listed(in_force)}."]
    else:
        sentences = [
            "No Direction or notice is in force." if interventions else "No Direction or notice is recorded yet."
        ]
    if requirements:
        statuses = Counter(requirement.status_on(on) for requirement in requirements)
        words = (("overdue", "overdue"), ("met", "met"), ("due", "still to come"), ("no_date", "open without a date"))
        sentences.append(shares(len(requirements), "requirement", [(statuses[s], said) for s, said in words]))
    return _headline(sentences, [(requirement.invented,) for requirement in requirements])


def requirement_sentence(requirement, on):
    status = requirement.status_on(on)
    if status == "met":
        return f"Met on {day(requirement.met_on)}."
    return "Not met yet. No date is set for it." if status == "no_date" else due_sentence(requirement.due_on, on)


def inspections_headline(programme, inspections, judgements):
    """For the inspections and the judgements known on a day. Two queries."""
    rows = list(inspections.order_by().values_list("invented"))
    return _headline(_overall(programme, judgements), rows)


def judgements_headline(programme, judgements):
    """For the judgements known on a day. Two queries."""
    rows = list(judgements.order_by().values_list("invented"))
    return _headline(_overall(programme, judgements), rows)


def _overall(programme, judgements):
    """The two newest overall judgements of the supported authority."""
    overall = judgements.filter(is_overall=True, inspection__authority=programme.supported)
    newest = list(overall.select_related("inspection").order_by("-inspection__started_on")[:2])
    name = programme.supported.name
    if not newest:
        return [f"No overall judgement of {name} is recorded yet."]
    now, *before = newest
    return [
        f"The newest overall judgement of {name}: {_grade(now)}, in {now.inspection.started_on:%B %Y}.",
        f"The one before: {_grade(before[0])}." if before else "",
    ]


def _grade(judgement):
    return judgement.get_grade_display().lower()


def comparators_headline(comparison):
    """For comparison_of(). No query."""
    cells = [cell for row in comparison.rows for cell in row.cells if cell]
    if not cells:
        return _headline(["No comparator is recorded yet."], [])
    corrected = sum(1 for cell in cells if cell.correction)
    first, *others = [authority.name for authority in comparison.authorities]
    beside = f"{first} is set beside {listed(others)}" if others else f"Figures of {first}"
    measures = counted(len({row.measure for row in comparison.rows}), "measure")
    return _headline(
        [
            f"{beside} in {measures}." if others else f"{beside}: {measures}.",
            f"{capital(counted(corrected, 'figure'))} of the source {are(corrected)} corrected here."
            if corrected
            else "",
        ],
        [(cell.invented,) for cell in cells],
    )


def about_sentences(programme, in_force, on):
    """Who helps whom, and how far along the programme is. `in_force` is its ProgrammeChange."""
    return f"{programme.supporting.name} supports {programme.supported.name}. {_time(programme, in_force, on)}"


def programme_changes_headline(changes):
    """For the changes of a programme known on a day. One query."""
    rows = list(changes.order_by("recorded_on", "pk").values_list("state", "ends_on", "invented"))
    if not rows:
        return _headline(["Nothing had been recorded by this day."], rows)
    ends = [ends_on for _, ends_on, _ in rows]
    moved = sum(1 for before, after in pairwise(ends) if before != after)
    if not moved:
        return _headline([f"The expected last day has not moved: {day(ends[0])}."], rows)
    return _headline([f"The expected last day has moved {times(moved)}, from {day(ends[0])} to {day(ends[-1])}."], rows)


def _time(programme, in_force, on):
    if in_force.state == ProgrammeState.CLOSED:
        return "The programme is closed."
    if on < programme.starts_on:
        return f"The programme starts on {day(programme.starts_on)}."
    if on > in_force.ends_on:
        return f"The programme was expected to end on {day(in_force.ends_on)}, and is still open."
    whole = dates.months_in(programme.starts_on, in_force.ends_on)
    gone = dates.months_completed(programme.starts_on, on)
    state = "in step-down" if in_force.state == ProgrammeState.STEP_DOWN else "active"
    if not gone:
        return f"The first of {counted(whole, 'month')} has not passed yet; it is {state}."
    return f"{capital(number_word(gone))} of {counted(whole, 'month')} {have(gone)} passed; it is {state}."
