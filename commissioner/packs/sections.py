"""The pack of a meeting as a document, in full for the board, or reduced for readers outside it.

Both are made here: what a form holds follows from the permissions it is made for, as on the pages.
"""

from accounts.roles import ROLES, roles_with
from commissioner.changes import changes
from commissioner.changes.telling import changes_sentence
from commissioner.documents.document import (
    Document,
    Heading,
    Paragraph,
    Picture,
    Point,
    Points,
    Prose,
    Section,
    Table,
    TableColumn,
)
from commissioner.models.meeting import MeetingState, Presence
from commissioner.tables import ACTION_CHIPS, CHALLENGE_CHIPS
from commissioner.verdict import verdict
from config.days import figure as days_figure
from improvement.brag import KEY, WORST_FIRST
from improvement.tables import BAND_CHIPS
from improvement.wording import counted, day, times

FOR_THE_BOARD = frozenset.intersection(*(ROLES[code].permissions for code in roles_with("board.view")))
"""What everybody who reads the whole pack may see on the pages, too."""
FOR_READERS = ROLES["reader"].permissions


def pack_document(facts, *, can, number, note=""):
    """The Document of a PackFacts, with what those who hold the permissions `can` may see."""
    programme, meeting = facts.programme, facts.meeting
    found = changes(facts.before, facts.now, can=can)
    sections = [
        agenda_section(facts.agenda, can),
        sought_section(facts.agenda),
        _standing(facts, can),
        _changed(facts, found),
        _workstreams(facts, can),
        _indicators(facts),
        *([_risks(facts)] if "risk.view" in can else []),
        *([_actions(facts), _questions(facts), _minutes(facts)] if "board.view" in can else []),
        _key(),
    ]
    version = f", version {number}" if number > 1 else ""
    return Document(
        title=f"Pack for the board of {day(meeting.meets_on)}",
        number=f"{programme.name}: board pack{version}",
        author=str(programme.supporting),
        made_on=facts.on,
        about=tuple(_about(facts, can, number, note)),
        figures=tuple(_figures(facts.now, can)),
        sections=tuple(sections),
    )


def _about(facts, can, number, note):
    meeting = facts.meeting
    yield "Programme", f"{facts.programme.name}: {facts.programme.supporting} for {facts.programme.supported}"
    yield "Meeting", f"{day(meeting.meets_on)}, {meeting.starts_at:%H:%M}, {meeting.place}"
    yield "Figures", f"As known on {day(facts.on)}, at the moment the pack was made. They do not move."
    since = "the last board, " if facts.since.is_board else ""
    yield "Changes", f"Since {since}{day(facts.since.on)}"
    if "board.view" not in can:
        yield "Form", "Reduced, for readers outside the board: without people’s names, risks, actions and minutes"
    if number > 1:
        # What was wrong may name what readers do not see.
        yield "Version", f"{number}: {note}" if "board.view" in can else str(number)
    if meeting.invented:
        yield "Demonstration", "This meeting is invented."


def _figures(now, can):
    yield "Workstreams off track", f"{len(now.off_track)} of {len(now.workstreams)}"
    if "plan.view" in can:
        yield "Milestones overdue", str(len(now.overdue_milestones))
    yield "Findings without a workstream", f"{len(now.unanswered)} of {len(now.findings)}"
    yield "Indicators getting worse", str(len(now.worse_indicators))
    if "allowance.view" in can and now.allowance:
        yield "Days used", f"{days_figure(now.allowance.approved)} of {days_figure(now.allowance.entitled)}"


def agenda_section(planned, can):
    columns = (
        TableColumn("No.", "WHOLE"),
        TableColumn("Starts"),
        TableColumn("Item", wide=4, is_key=True),
        TableColumn("Minutes", "WHOLE"),
        TableColumn("Purpose", wide=2),
        TableColumn("Who brings it", wide=3),
        *([TableColumn("Papers", wide=3)] if "board.view" in can else []),
    )
    rows = [
        (
            slot.number,
            f"{slot.starts_at:%H:%M}",
            slot.item.title,
            slot.item.minutes_long,
            slot.item.get_purpose_display(),
            slot.item.owner_post,
            *([", ".join(paper.title for paper in slot.papers)] if "board.view" in can else []),
        )
        for slot in planned.slots
    ]
    says = f"{planned.minutes} minutes, until {planned.ends_at:%H:%M}."
    return Section("agenda", "Agenda", (Paragraph(says), Table("Agenda", "The agenda", columns, tuple(rows))))


def sought_section(planned):
    sought = planned.decisions_sought
    if not sought:
        return Section("sought", "Decisions sought", (Paragraph("No decision is asked for."),))
    points = tuple(Point(f"Item {slot.number}: {slot.item.title}", (slot.item.decision_sought,)) for slot in sought)
    return Section("sought", "Decisions sought", (Points(points),))


def _standing(facts, can):
    now = facts.now
    blocks = [Paragraph(" ".join(verdict(now, can=can)))]
    if "plan.view" in can and now.state != "closed":
        points = tuple(_exceptions(now))
        blocks.append(Heading("Needs the board’s attention"))
        blocks.append(
            Points(points)
            if points
            else Paragraph("Nothing is off track, every finding has a workstream, and no requirement is overdue.")
        )
    elif now.unanswered:
        blocks.append(Heading("Findings that no workstream answers"))
        blocks.append(Points(tuple(_bare_finding(finding) for finding in now.unanswered)))
    return Section("standing", "Where the programme stands", tuple(blocks))


def _exceptions(now):
    for item in now.exceptions:
        yield Point(
            f"Workstream {item.workstream}", tuple(_exception_lines(item)), item.colour.label, item.colour.value
        )
    yield from (_bare_finding(finding) for finding in now.unanswered)
    for requirement in now.overdue_requirements:
        lines = (requirement.text, f"Due {day(requirement.due_on)}.")
        yield Point(f"Requirement {requirement.reference} of the Direction", lines, "Overdue", "red")


def _bare_finding(finding):
    return Point(f"Finding {finding.reference}: {finding.title}", (), "No workstream", "black")


def _exception_lines(item):
    if item.claims_too_much:
        against = [f"{counted(len(item.overdue), 'milestone')} overdue"] if item.overdue else []
        against += ["the impact on children getting worse"] if item.impact_is_worse else []
        yield f"Reported as {item.report.get_delivery_display().lower()}, with {' and '.join(against)}."
    else:
        yield item.report.summary
    for milestone in item.overdue:
        moved = f", moved {times(milestone.times_redated)}" if milestone.times_redated else ""
        yield f"Overdue: {milestone.title}, due {day(milestone.due_on)}{moved}."
    if item.report.path_to_green:
        yield f"Path to green: {item.report.path_to_green}"


def _changed(facts, found):
    columns = (
        TableColumn("About", wide=2),
        TableColumn("Change", wide=2, is_key=True),
        TableColumn("For"),
        TableColumn("Record", wide=4, is_key=True),
        TableColumn("What changed", wide=3),
    )
    rows = tuple(
        (subject.label, change.lead, change.tone.label, str(change.whose), change.says)
        for subject, group in found.by_subject
        for change in group
    )
    heading = "Since the last board" if facts.since.is_board else f"Since {day(facts.since.on)}"
    table = Table("Changes", "What changed", columns, rows, is_compared=False)
    return Section("changes", heading, (Paragraph(changes_sentence(found)), *([table] if rows else [])))


def _workstreams(facts, can):
    shown = sorted(facts.now.workstreams, key=lambda item: (WORST_FIRST.index(item.colour), item.number))
    if "plan.view" not in can:
        columns = (TableColumn("No.", "WHOLE", is_key=True), TableColumn("Colour", "COLOUR", wide=6))
        rows = [(item.number, (item.colour.label, item.colour.value)) for item in shown]
    else:
        columns = (
            TableColumn("No.", "WHOLE", is_key=True),
            TableColumn("Workstream", wide=4),
            TableColumn("Colour", "COLOUR", wide=2),
            TableColumn("Delivery", wide=2),
            TableColumn("Evidence", wide=2),
            TableColumn("Impact", wide=2),
            TableColumn("Direction", wide=2),
            TableColumn("Next milestone", "DATE", wide=2),
            TableColumn("Overdue", "WHOLE"),
        )
        rows = [_workstream_row(item) for item in shown]
    table = Table("Workstreams", "Workstreams, those that need attention first", columns, tuple(rows))
    return Section("workstreams", "Workstreams", (table,))


def _workstream_row(item):
    return (
        item.number,
        item.workstream.title,
        (item.colour.label, item.colour.value),
        item.delivery_label,
        item.evidence.label,
        item.impact_label,
        item.travel.label,
        item.next_milestone.due_on if item.next_milestone else None,
        len(item.overdue),
    )


def _indicators(facts):
    now = facts.now
    columns = (
        TableColumn("Measure", wide=4, is_key=True),
        TableColumn("Latest", wide=2),
        TableColumn("Period", wide=2),
        TableColumn("Change", wide=3),
        TableColumn("Signal", wide=2),
        TableColumn("Target", wide=2),
        TableColumn("Against target", wide=2),
    )
    rows = tuple(_reading_row(reading) for reading in now.indicators)
    says = "No measure is in the catalogue yet."
    if rows:
        really = len(now.better_indicators) + len(now.changed_indicators)
        says = (
            f"{counted(len(now.worse_indicators), 'measure').capitalize()} getting worse or sure to miss the target, "
            f"{really} really changed otherwise, {len(now.unchanged_indicators)} not really changed; for the others "
            "there are too few figures to tell."
        )
    charted = [reading for reading in now.indicators if reading.indicator.pk in facts.charts]
    return Section(
        "indicators",
        "What the indicators say",
        (
            Paragraph(says),
            *([Table("Indicators", "Measures, those that need a look first", columns, rows)] if rows else []),
            *(block for reading in charted for block in _charted(facts, reading)),
        ),
    )


def _reading_row(reading):
    latest = reading.latest
    return (
        reading.indicator.title,
        latest.text if latest else None,
        str(latest.period) if latest else None,
        reading.change_text,
        reading.signal.variation.label,
        reading.target_text,
        reading.signal.assurance.label if reading.target else None,
    )


def _charted(facts, reading):
    drawn = facts.charts[reading.indicator.pk]
    chart = drawn.chart
    yield Picture(chart.digest, chart.alt, reading.indicator.title, chart.width, chart.height, reading.indicator.code)
    said = [reading.signal.sentence, *([reading.signal.assurance_sentence] if reading.target else [])]
    yield Paragraph(" ".join(said))
    if drawn.marks:
        yield Paragraph("; ".join(f"{mark.sign} {day(mark.date)}: {mark.text}" for mark in drawn.marks) + ".", True)


def _risks(facts):
    columns = (
        TableColumn("No.", is_key=True),
        TableColumn("What may happen", wide=5),
        TableColumn("Now", "COLOUR", wide=2),
        TableColumn("Score", "WHOLE"),
        TableColumn("Before", "WHOLE"),
        TableColumn("Target", "WHOLE"),
        TableColumn("Owner", wide=3),
    )
    rows = tuple(_risk_row(facts.programme, risk) for risk in facts.now.risks)
    risen, highest = len(facts.now.risen_risks), len(facts.now.highest_risks)
    says = (
        f"{counted(len(rows), 'open risk').capitalize()}: {risen} risen since the score before, "
        f"{highest} in the highest band."
    )
    return Section("risks", "Risks", (Paragraph(says), Table("Risks", "Open risks, highest first", columns, rows)))


def _risk_row(programme, risk):
    band = None if risk.residual is None else programme.risk_band(risk.residual)
    chip = ("Not scored", "light-grey") if band is None else (band.label, BAND_CHIPS[band])
    return (f"R{risk.number}", risk.title, chip, risk.residual, risk.residual_before, risk.target, risk.owner_post)


def _actions(facts):
    columns = (
        TableColumn("No.", is_key=True),
        TableColumn("Action", wide=5),
        TableColumn("Owner", wide=2),
        TableColumn("Status", "COLOUR", wide=2),
        TableColumn("Due", "DATE", wide=2),
        TableColumn("Times moved", "WHOLE"),
    )
    rows = tuple(
        (
            str(action),
            action.text,
            action.known_owner_name,
            ACTION_CHIPS[action.status],
            action.due_on,
            action.times_redated,
        )
        for action in facts.actions
    )
    overdue = sum(1 for action in facts.actions if action.status == "overdue")
    says = f"{counted(len(rows), 'action').capitalize()} not closed, {overdue} overdue."
    return Section("actions", "Action log", (Paragraph(says), Table("Actions", "Actions not closed", columns, rows)))


def _questions(facts):
    columns = (
        TableColumn("No.", is_key=True),
        TableColumn("Question", wide=5),
        TableColumn("Asked by", wide=2),
        TableColumn("State", "COLOUR", wide=2),
        TableColumn("Answers", wide=2),
        TableColumn("By", "DATE", wide=2),
    )
    rows = tuple(
        (
            str(asked),
            asked.question,
            str(asked.recorded_by),
            CHALLENGE_CHIPS[asked.standing],
            str(asked.assigned_step.assignee) if asked.assignee_id else None,
            asked.due_on,
        )
        for asked in facts.challenges
    )
    return Section("questions", "Questions not closed", (Table("Questions", "Questions not closed", columns, rows),))


def _minutes(facts):
    last = facts.last
    if last is None:
        return Section("minutes", "Minutes of the last meeting", (Paragraph("The board has not met yet."),))
    agreed = last.state == MeetingState.MINUTES_AGREED
    there = [_who(seat) for seat in last.roll.seats if seat.is_there]
    away = [str(seat.membership) for seat in last.roll.seats if not seat.is_there]
    blocks = [Paragraph(f"{last.meeting}. {'Agreed' if agreed else 'Draft: these minutes are not agreed yet'}.")]
    blocks.append(Paragraph(f"There: {', '.join(there) or 'nobody'}. Not there: {', '.join(away) or 'nobody'}."))
    for slot in last.agenda.slots:
        blocks.append(Heading(f"{slot.number}. {slot.item.title}"))
        blocks.append(Prose(slot.item.discussion) if slot.item.discussion else Paragraph("Nothing written yet.", True))
        blocks += _outcomes((*slot.decisions, *slot.actions))
    if last.others:
        blocks += [Heading("Beside the agenda"), *_outcomes(last.others)]
    return Section("minutes", f"Minutes of {day(last.meeting.meets_on)}", tuple(blocks))


def _who(seat):
    is_deputy = seat.attendance.presence == Presence.DEPUTY
    return f"{seat.attendance.deputy} for {seat.membership}" if is_deputy else str(seat.membership)


def _outcomes(made):
    if not made:
        return []
    return [Points(tuple(Point(f"{_noun(one)} {one}", (one.text,)) for one in made))]


def _noun(made):
    return made._meta.verbose_name.split()[-1].capitalize()


def _key():
    columns = (TableColumn("Colour", "COLOUR", wide=2, is_key=True), TableColumn("What it means", wide=8))
    rows = tuple(((colour.label, colour.value), f"{words[:1].upper()}{words[1:]}") for colour, words in KEY.items())
    says = (
        "Delivery, evidence and impact are rated by different people. A workstream’s colour follows from the three "
        "by one rule, read from the top: the first line that is true gives the colour."
    )
    return Section(
        "key", "What the colours mean", (Paragraph(says), Table("Colours", "Colours", columns, rows, is_compared=False))
    )
