"""The invented reports to the Minister: a quarterly schedule, two that were sent, and the draft that waits."""

from datetime import UTC, date, datetime, time, timedelta

from django.core.files.base import ContentFile

from commissioner.actions import report_schedules, report_talk, reports
from commissioner.reports.delivery import ATTACHED
from commissioner.reports.kinds import SectionKind
from commissioner.reports.slots import ended_slots
from config.pdf import pdf

ADDRESSES = "minister.office@demo.example\nimprovement.team@demo.example"
INVENTED = "Invented for the demonstration."
TEXTS = {
    1: {
        SectionKind.VERDICT: "Three months in, the plan stands and its leads are named. It is **too early** to see a "
        "difference for children. The front door worries me most: referrals still wait over the weekend.",
        SectionKind.PROGRESS: "## Children who need help and protection\n\nThe duty team reads each referral on "
        "the day "
        "it comes in on four days of five.\n\n## Leadership\n\nA permanent Director of Children’s Services starts in "
        "October. Until then the interim managers hold the plan together.",
        SectionKind.WELL: "- Staff came to the improvement sessions, and said what stands in their way.\n- The council "
        "found the money for a second duty team.",
        SectionKind.RISKS: "If social workers leave faster than they are found, caseloads rise again. The recruitment "
        "board meets each fortnight, and the Director reports to me.",
        SectionKind.OUTCOMES: "The figures of the first quarter are a baseline. I draw no conclusion from them.",
        SectionKind.DAYS: "The days went where the need was greatest.",
        SectionKind.DECISIONS: "No decision is asked of the Minister.",
        SectionKind.RECOMMENDATION: "The arrangement works: Hampshire gives what it promised and Torbay takes it up. I "
        "recommend to **continue**.",
    },
    2: {
        SectionKind.VERDICT: "Delivery has gathered pace, and the first audits show better practice. Two "
        "workstreams are "
        "in trouble, and one of them matters most for children: the threshold document.",
        SectionKind.PROGRESS: "## Children who need help and protection\n\nDecisions at the front door are made "
        "within a "
        "day. What follows is still uneven: *repeat* plans have risen.\n\n## Leadership\n\nThe new Director of "
        "Children’s Services has begun well.",
        SectionKind.WELL: "- Every action of the first board is closed.\n- Supervision happens, and is recorded.",
        SectionKind.RISKS: "The threshold document needs four signatures and has two. I have asked the chief officers "
        "to settle it before the next board.",
        SectionKind.OUTCOMES: "Where the limits can be trusted, most measures have not moved. That is honest, and what "
        "I would expect after six months.",
        SectionKind.DAYS: "At this pace the allowance lasts until the end of the programme.",
        SectionKind.DECISIONS: "- That the Department writes to the partners about the threshold document, by "
        "31 January "
        "2017.",
        SectionKind.RECOMMENDATION: "There is progress that would be lost by a change now. I recommend to "
        "**continue**, "
        "and to look again at Easter.",
    },
    3: {
        SectionKind.WELL: "- Every referral is answered within a day.\n- Partners come to the board prepared.",
        SectionKind.DECISIONS: "No decision is asked of the Minister.",
    },
}  # fmt: skip
RECOMMENDATIONS = {
    1: ["Name one person who answers for each workstream.", "Count each week the referrals that wait over a day."],
    2: ["Sign the joint threshold document.", "Audit repeat child protection plans, and act on what is found."],
}
PROGRESS = {
    2: [("done", "All sixteen are named."), ("done", "The count is made each Monday.")],
    3: [("not_done", "Two of four partners have signed."), ("", "")],
}
COMMENT = "The second duty team began in July, not in June."
ANSWER = "Put right in the text."
# By report: days after its period until it is checked, signed and sent, decided on, published.
COURSE = {1: (4, 8, 15, 20), 2: (5, 9, 16, None)}
DECISIONS = {
    1: "The Minister agrees that the programme continues, and thanks all who work in it.",
    2: "The Minister agrees that the programme continues. The Department has written to the partners.",
}
NOTE = "The chief officers meet on 6 March: wait for their answer on the threshold document before signing."


def tell_reports(programme, people):
    """Set the schedule up, and let it run until the end of February 2017."""
    schedule = report_schedules.add_schedule(
        programme=programme,
        name="Quarterly report to the Minister",
        addressee="Minister of State for Children and Families, Department for Education",
        cadence="quarterly",
        starts_on=programme.starts_on,
        due_days=14,
        recipients=ADDRESSES,
        by=people["secretary"],
        on=programme.starts_on,
    )
    for number, slot in enumerate(ended_slots(list(schedule.terms.all()), date(2017, 2, 28)), start=1):
        drafted = slot.end + timedelta(days=1)
        report = reports.draft_report(schedule=schedule, slot=slot, on=drafted)
        _write(report, number, people, on=drafted + timedelta(days=1))
        if number in COURSE:
            _send(report, number, people)
        else:
            report_talk.add_note(report=report, text=NOTE, by=people["commissioner"], on=date(2017, 2, 27))


def _write(report, number, people, on):
    commissioner = people["commissioner"]
    for kind, text in TEXTS[number].items():
        section = report.sections.get(kind=kind)
        reports.write_section(section=section, text=text, version=section.version, by=commissioner, on=on)
    for progress, (standing, text) in zip(report.progress.order_by("pk"), PROGRESS.get(number, ()), strict=False):
        if standing:
            facts = {"standing": standing, "text": text, "version": progress.version}
            reports.tell_progress(progress=progress, by=commissioner, on=on, **facts)
    for text in RECOMMENDATIONS.get(number, ()):
        reports.add_recommendation(report=report, text=text, by=commissioner, on=on)


def _send(report, number, people):
    """Take a report through its steps, each on its day."""
    checked, signed, decided, published = (days and report.period_end + timedelta(days=days) for days in COURSE[number])
    commissioner, secretary = people["commissioner"], people["secretary"]
    # Each thing written above made another version of the report.
    report.refresh_from_db(fields=["version"])
    reports.recommend(report=report, recommend="continue", version=report.version, by=commissioner, on=checked)
    reports.ask_check(report=report, version=report.version, by=secretary, on=checked)
    if number == 1:
        said = report_talk.comment(
            report=report, kind=SectionKind.WELL, text=COMMENT, by=people["lead"], on=checked + timedelta(days=1)
        )
        report_talk.answer_comment(comment=said, answer=ANSWER, by=secretary, on=checked + timedelta(days=2))
    reports.sign_report(report=report, version=report.version, by=commissioner, on=signed)
    _deliver(report, secretary, signed)
    letter = ContentFile(_letter(report, number, decided), name=f"decision-on-report-{number}.pdf")
    facts = {"decided_on": decided, "text": DECISIONS[number], "file": letter}
    reports.record_decision(report=report, version=report.version, by=secretary, on=decided, **facts)
    if published:
        reports.publish_report(report=report, version=report.version, by=secretary, on=published)


def _deliver(report, secretary, on):
    """Submit a report, whose messages went out that noon."""
    noon = datetime.combine(on, time(12), tzinfo=UTC)
    reports.submit_report(report=report, version=report.version, by=secretary, on=on, now=noon)
    digests = dict(report.files.filter(edition="full", name__in=ATTACHED).values_list("name", "sha256"))
    report.deliveries.update(attempts=1, sent_at=noon, sent_files=digests)


def _letter(report, number, on):
    """The invented letter of the Minister's office, as PDF."""
    said = {"block": "paragraph", "text": DECISIONS[number], "is_note": False}
    facts = {
        "title": f"Decision on report {report.number}",
        "number": "Department for Education",
        "author": "Minister’s office",
        "mark": INVENTED,
        "made": f"{on:%-d %B %Y}",
        "about": [["To", "The Commissioner"], ["Of", f"{on:%-d %B %Y}"]],
        "figures": [],
        "sections": [{"heading": "Decision", "blocks": [said]}],
    }
    return pdf("document.typ", facts, made_on=on)
