"""What is missing or stale before a report is signed, each with where it is mended.

What is missing in the report itself blocks. What is stale in the facts warns: the Commissioner may still have to sign,
and then signs knowing it.
"""

import re
from dataclasses import dataclass

from commissioner.known_challenges import challenges_on
from commissioner.position import position
from commissioner.reports.composing import LEFT_OUT, without_empty_headings, without_names
from commissioner.reports.files import officers_named
from commissioner.reports.kinds import SECTIONS, SectionKind
from config.days import in_days
from improvement.periods import PeriodKind
from improvement.wording import capital, counted, day, have

_MONEY = re.compile(r"£\s?\d")
_OFTEN = (PeriodKind.MONTH, PeriodKind.QUARTER)


@dataclass(frozen=True)
class Lack:
    """One thing missing or stale: what, why it matters, the page where it is mended, and whether it blocks."""

    what: str
    why: str
    route: str
    args: tuple = ()
    blocks: bool = False

    def url(self, page):
        return page.url(self.route, *self.args)


def lacks(report, today):
    """The Lacks of an open report: first those that block."""
    now = position(report.programme, today)
    found = [*of_report(report), *_stale(report, now), *_of_words(report)]
    return sorted(found, key=lambda lack: not lack.blocks)


def blockers(report):
    """The Lacks that forbid signing. All of them lie in the report itself."""
    return list(of_report(report))


def of_report(report):
    number = report.number
    texts = {section.kind: section.text for section in report.sections.all()}
    for kind, about in SECTIONS.items():
        if about.is_required and not without_empty_headings(texts.get(kind, "")):
            yield Lack(
                f"“{kind.label}” is empty", "Write it.", "reports:section-change", (number, str(kind)), blocks=True
            )
    if not report.recommend:
        why = "Choose what you recommend to the Minister."
        yield Lack("Nothing is recommended", why, "reports:recommend", (number,), blocks=True)
    for progress in report.progress.filter(standing="").select_related("recommendation"):
        why = f"Say where it stands: {progress.recommendation.text}"
        yield Lack(
            f"Recommendation {progress.recommendation.number} of the last report is not answered",
            why,
            "reports:progress-change",
            (number, progress.pk),
            blocks=True,
        )
    for comment in report.comments.filter(answered_on__isnull=True).order_by("pk"):
        yield Lack(
            f"A comment on “{comment.get_kind_display()}” is not answered",
            comment.text,
            "reports:comment-answer",
            (number, comment.pk),
            blocks=True,
        )


def _stale(report, now):
    for workstream in (w.workstream for w in now.workstreams):
        if workstream.reported_on is None or workstream.reported_on < report.period_start:
            last = f"The last is of {day(workstream.reported_on)}." if workstream.reported_on else "There is none."
            yield Lack(
                f"Workstream {workstream} has no highlight report in the period",
                last,
                "improvement:workstream-detail",
                (workstream.number,),
            )
    for milestone in now.overdue_milestones:
        why = f"It was due on {day(milestone.due_on)}. Mark it achieved, or give it a new date with a reason."
        yield Lack(
            f"Milestone “{milestone.title}” is overdue without a new date",
            why,
            "improvement:milestone-detail",
            (milestone.pk,),
        )
    for reading in now.indicators:
        indicator = reading.indicator
        is_old = reading.latest is None or reading.latest.period_end < report.period_start
        if indicator.frequency in _OFTEN and is_old:
            last = f"The last is of {reading.latest.period}." if reading.latest else "There is none."
            yield Lack(
                f"“{indicator.title}” has no figure of the period",
                last,
                "indicators:indicator-detail",
                (indicator.code,),
            )
    if now.allowance and now.allowance.awaiting:
        waiting = in_days(now.allowance.awaiting)
        wait = "waits" if now.allowance.awaiting <= 1 else "wait"
        yield Lack(f"{capital(waiting)} {wait} for approval", "Approve them, or return them.", "claims:approval-list")
    if bare := len(now.unanswered):
        what = f"{capital(counted(bare, 'finding'))} {have(bare)} no workstream"
        yield Lack(what, ", ".join(f.reference for f in now.unanswered), "improvement:finding-list")
    open_questions = challenges_on(now.programme, now.on).exclude(standing="closed").count()
    if open_questions:
        what = (
            f"{capital(counted(open_questions, 'question'))} to the board {'is' if open_questions == 1 else 'are'} open"
        )
        yield Lack(what, "Answer and close them.", "board:challenge-list")


def _of_words(report):
    """What the published form would change or show."""
    names = officers_named(report)
    for section in report.sections.all():
        if not SECTIONS[SectionKind(section.kind)].is_published:
            continue
        at = ("reports:section-change", (report.number, section.kind))
        if LEFT_OUT in without_names(section.text, names):
            why = "The published form leaves the names out. Name their posts instead."
            yield Lack(f"“{section.get_kind_display()}” names people of the programme", why, *at)
        if _MONEY.search(section.text):
            why = "Claims are not published. Take the amount out, unless anybody may read it."
            yield Lack(f"“{section.get_kind_display()}” names an amount of money", why, *at)
