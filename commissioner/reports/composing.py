"""A report as one Document: what was worked out and what people wrote. Its page and files are made of it."""

import re

from commissioner.documents.document import Computed, Document, Heading, Paragraph, Point, Points, Prose, Section
from commissioner.models.report import Standing
from commissioner.models.report_sent import Edition
from commissioner.reports.computed import ANNEXES
from commissioner.reports.facts import PUBLISHED_CAN, blocks_of
from commissioner.reports.kinds import FULL_CAN, SECTIONS, Recommend, SectionKind
from improvement.wording import day

LEFT_OUT = "[name left out]"
_STANDING = {Standing.DONE: "light-green", Standing.PARTLY: "light-yellow", Standing.NOT_DONE: "light-red"}
_CAN = {Edition.FULL: FULL_CAN, Edition.PUBLISHED: PUBLISHED_CAN}
DRAFT = "Draft, not signed"


def document_of(report, written, *, edition=Edition.FULL, can=None, signed=None, names=(), mark=""):
    """The Document of a report in an edition, for those who hold the permissions `can`.

    `written` is what Written.of(report) read; `signed` is (who, on) once somebody signs; `names` are left out.
    """
    may = _CAN[edition] & can if can is not None else _CAN[edition]
    sections = [_section(report, written, kind, edition=edition, may=may, names=names) for kind in SECTIONS]
    annexes = blocks_of(report.facts, edition, ANNEXES, may)
    shown = [section for section in sections if section.blocks]
    if annexes:
        shown.append(Section(ANNEXES, "Annexes", tuple(_headed(annexes))))
    return Document(
        title=f"{report.schedule.name}: {report.programme.name}",
        number=f"{report.programme.name} · Report {report.number}",
        author=str(signed[0]) if signed else "",
        made_on=signed[1] if signed else report.figures_on,
        about=tuple(_about(report, signed, edition)),
        figures=(),
        sections=tuple(shown),
        mark=mark,
    )


def _headed(tables):
    for table in tables:
        yield Heading(table.name)
        yield Paragraph(f"{table.caption}.", is_note=True)
        yield table


def _about(report, signed, edition):
    yield "To", report.schedule.addressee
    yield "From", str(signed[0]) if signed else "Not signed yet"
    yield "Period", report.period
    yield "Figures", f"As known on {day(report.figures_on)}"
    if report.recommend:
        yield "Recommendation", Recommend(report.recommend).label
    if signed:
        yield "Signed", day(signed[1])
    if report.replaces:
        yield "Replaces", f"Report {report.replaces.number}, which was withdrawn"
    if edition == Edition.PUBLISHED:
        yield (
            "This form",
            "As published: without days, claims and small numbers. People’s names are left out of its words",
        )


def _section(report, written, kind, *, edition, may, names):
    about = SECTIONS[kind]
    blocks = []
    hidden = (about.needs and about.needs not in may) or (edition == Edition.PUBLISHED and not about.is_published)
    if not hidden:
        computed = merged(blocks_of(report.facts, edition, kind, may))
        text = without_empty_headings(without_names(written.text(kind), names))
        if kind == SectionKind.RECOMMENDATION and report.recommend:
            computed = [Paragraph(f"Recommended to the Minister: {Recommend(report.recommend).label.lower()}.")]
        blocks = [*([Prose(text)] if text else []), *computed, *_asked(written, kind, names)]
    return Section(str(kind), kind.label, tuple(blocks))


def merged(blocks):
    """Computed sentences that follow each other stand together."""
    found = []
    for block in blocks:
        if isinstance(block, Computed) and found and isinstance(found[-1], Computed):
            found[-1] = Computed(found[-1].lines + block.lines)
        else:
            found.append(block)
    return found


def _asked(written, kind, names):
    """What is said of the last report's recommendations, and what this one recommends."""
    if kind == SectionKind.ASKED and written.progress:
        yield Points(tuple(_progress_point(progress, names) for progress in written.progress))
    if kind == SectionKind.RECOMMENDATION and written.recommendations:
        points = (Point(f"{found.number}. {without_names(found.text, names)}") for found in written.recommendations)
        yield Paragraph("To those who do the work, until the next report:")
        yield Points(tuple(points))


def _progress_point(progress, names):
    standing = Standing(progress.standing) if progress.standing else None
    lines = (without_names(progress.text, names),) if progress.text else ()
    title = f"{progress.recommendation.number}. {without_names(progress.recommendation.text, names)}"
    return Point(title, lines, standing.label if standing else "Not said yet", _STANDING.get(standing, "light-grey"))


def without_names(text, names):
    """A text in which the names of people are left out."""
    if not names:
        return text
    every = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{every})(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)


def without_empty_headings(text):
    """A text without headings below which nothing stands, such as those of enablers nobody wrote about."""
    kept = []
    for line in text.splitlines():
        if line.startswith("#") and kept and _is_bare(kept):
            kept = kept[: _last_heading(kept)]
        kept.append(line)
    if _is_bare(kept):
        kept = kept[: _last_heading(kept)]
    return "\n".join(kept).strip()


def _last_heading(lines):
    return max(number for number, line in enumerate(lines) if line.startswith("#"))


def _is_bare(lines):
    """Whether the last heading has nothing below it."""
    headings = [number for number, line in enumerate(lines) if line.startswith("#")]
    return bool(headings) and not any(line.strip() for line in lines[headings[-1] + 1 :])


class Written:
    """What people wrote in a report: its sections by kind, progress on the last recommendations, and its own."""

    def __init__(self, sections, progress, recommendations):
        self.sections, self.progress, self.recommendations = sections, progress, recommendations

    @classmethod
    def of(cls, report):
        """Three queries."""
        return cls(
            {SectionKind(section.kind): section for section in report.sections.select_related("saved_by")},
            list(report.progress.select_related("recommendation").order_by("recommendation__number")),
            list(report.recommendations.order_by("number")),
        )

    def text(self, kind):
        return self.sections[kind].text if kind in self.sections else ""
