"""Reports to the Minister: drafting, refreshing, checking, signing, sending, the decision, publishing, withdrawing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from audit.actions import record
from commissioner.actions.report_steps import leave_report, take_report
from commissioner.documents.files import WRITTEN_BY
from commissioner.models import (
    MinisterDecision,
    ProgressReport,
    RecommendationProgress,
    ReportDelivery,
    ReportRecommendation,
    ReportSection,
    ReportWithdrawal,
)
from commissioner.models.report import SECTION
from commissioner.reports.facts import Moved, facts_of, moved_between
from commissioner.reports.files import freeze, keep_pictures
from commissioner.reports.kinds import SECTIONS
from commissioner.reports.readiness import blockers
from commissioner.reports.states import OPEN, ReportState, ReportStepKind
from config import dates
from config.dates import day_before
from config.prose import plain
from improvement.evidence_files import examine
from improvement.models import Programme
from improvement.saving import refuse_closed, save_checked

BY_ITSELF = "Drafted by itself when the period was over"
LETTER_KINDS = ("application/pdf",)


def since_of(schedule, period_start, on):
    """The day from whose end a report with the figures of a day tells what changed.

    That of the figures of the last one; of its last day, where they were refreshed to a later day than this one's.
    """
    before = report_before(schedule, period_start)
    if before is None:
        return max(day_before(period_start), day_before(schedule.programme.starts_on))
    return before.figures_on if before.figures_on <= on else before.period_end


def report_before(schedule, period_start):
    """The newest report of an earlier period of the schedule that was not withdrawn, if any."""
    earlier = schedule.reports.filter(period_end__lt=period_start, withdrawal__isnull=True)
    return earlier.defer("facts").order_by("-period_end", "-issue").first()


@transaction.atomic
def draft_report(*, schedule, slot, replaces=None, by=None, on=None):
    """Draft the report of a slot, with the figures known at the end of its period. It takes the next number.

    Raises IntegrityError where the slot has its report already: two drafts at once leave one.
    """
    on = on or dates.today()
    programme = schedule.programme
    # Two at the same moment queue for the number here; on SQLite the immediate transaction is the lock.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    facts = facts_of(programme, since=since_of(schedule, slot.start, slot.end), on=slot.end)
    last = programme.progress_reports.aggregate(last=Max("number"))["last"] or 0
    report = ProgressReport.objects.create(
        programme=programme,
        schedule=schedule,
        number=last + 1,
        period_start=slot.start,
        period_end=slot.end,
        due_on=slot.due_on,
        issue=replaces.issue + 1 if replaces else 1,
        replaces=replaces,
        figures_on=slot.end,
        facts=facts.parts,
        recommend=replaces.recommend if replaces else "",
        recorded_on=on,
        recorded_by=by,
        source="" if by else BY_ITSELF,
    )
    keep_pictures(report, facts.pictures)
    _begin(report, replaces)
    leave_report(report, ReportStepKind.DRAFTED, by=by, on=on, source="" if by else BY_ITSELF)
    return report


def _begin(report, replaces):
    """The sections to write in, and a place for what came of each recommendation of the report before.

    A report that replaces another begins with what that one said, and is the one that the next is asked about.
    """
    texts = dict(replaces.sections.values_list("kind", "text")) if replaces else {}
    common = {"programme": report.programme, "report": report}
    ReportSection.objects.bulk_create(ReportSection(kind=kind, text=texts.get(kind, ""), **common) for kind in SECTIONS)
    before = report_before(report.schedule, report.period_start)
    told = dict(replaces.progress.values_list("recommendation", "standing")) if replaces else {}
    said = dict(replaces.progress.values_list("recommendation", "text")) if replaces else {}
    RecommendationProgress.objects.bulk_create(
        RecommendationProgress(
            recommendation=found, standing=told.get(found.pk, ""), text=said.get(found.pk, ""), **common
        )
        for found in (before.recommendations.order_by("number") if before else ())
    )
    if replaces:
        own = replaces.recommendations.order_by("number").values("number", "text", "recorded_on", "recorded_by_id")
        made = ReportRecommendation.objects.bulk_create(ReportRecommendation(**facts, **common) for facts in own)
        for later in _hold_asked_about(report):
            earlier = later.progress.filter(recommendation__report=replaces)
            written = {told.recommendation.number: told for told in earlier.select_related("recommendation")}
            earlier.delete()
            _ask(later, made, written)


def _hold_asked_about(report):
    """The open reports that say what came of the recommendations of a report, held until the step is done.

    Each is another version from now on, as by _hold_to_write(): what it is asked is about to change.
    """
    later = report.schedule.reports.filter(period_start__gt=report.period_end, state__in=OPEN)
    held = later.select_for_update(no_key=True, of=("self",)).defer("facts").order_by("pk")
    found = [later for later in held if report_before(report.schedule, later.period_start) == report]
    ProgressReport.objects.filter(pk__in=[later.pk for later in found]).update(version=F("version") + 1)
    return found


def _ask(report, recommendations, written=()):
    """Ask a report what came of recommendations; `written` is what it said of those of the same numbers before."""
    written = dict(written)
    RecommendationProgress.objects.bulk_create(
        RecommendationProgress(
            programme=report.programme,
            report=report,
            recommendation=found,
            standing=written[found.number].standing if found.number in written else "",
            text=written[found.number].text if found.number in written else "",
        )
        for found in recommendations
    )


def _hold_open(report, on):
    """The report as it stands, held until the step is done. Raises ValidationError once it is signed."""
    # No key moves: a lock that lets others refer to the report meanwhile.
    held = ProgressReport.objects.select_for_update(no_key=True).defer("facts").get(pk=report.pk)
    if not held.is_open:
        raise ValidationError(f"{report} is {held.get_state_display().lower()}: what it says stays as it was signed.")
    refuse_closed(report.programme, on)
    return held


def _hold_to_write(report, on):
    """As _hold_open(), for what changes the report's words: who has a page of it open is told before they sign."""
    held = _hold_open(report, on)
    ProgressReport.objects.filter(pk=held.pk).update(version=F("version") + 1)
    return held


@transaction.atomic
def write_section(*, section, text, version, by, on=None):
    """Save what a person wrote in one section, without pasted markup. The words it has already are nothing new.

    Raises Stale where somebody else saved it meanwhile.
    """
    on, text = on or dates.today(), plain(text)
    report = _hold_open(section.report, on)
    if ReportSection.objects.filter(pk=section.pk, text=text).exists():
        section.refresh_from_db(fields=["text", "version", "saved_on", "saved_by"])
        return section
    _hold_to_write(report, on)
    if len(text) > SECTION:
        much = f"A section holds at most {SECTION:,} characters, and this is {len(text):,}."
        raise ValidationError({"text": f"{much} Shorten it."})
    section.claim_version(version)
    section.text, section.saved_on, section.saved_by = text, on, by
    section.full_clean()
    section.save(update_fields=["text", "saved_on", "saved_by"])
    after = {"section": section.kind, "characters": len(text)}
    record("report.section_written", by=by, about=report, programme=report.programme, after=after)
    return section


@transaction.atomic
def recommend(*, report, recommend, version, by, on=None):
    """Say what is recommended to the Minister."""
    _hold_open(report, on or dates.today())
    report.claim_version(version)
    before, report.recommend = report.recommend, recommend
    report.save(update_fields=["recommend"])
    record(
        "report.recommended",
        by=by,
        about=report,
        programme=report.programme,
        before={"recommend": before},
        after={"recommend": recommend},
    )
    return report


@transaction.atomic
def add_recommendation(*, report, text, by, on=None):
    """Recommend something to those who do the work: the next report says what came of it."""
    on = on or dates.today()
    _hold_to_write(report, on)
    last = report.recommendations.aggregate(last=Max("number"))["last"] or 0
    found = save_checked(
        ReportRecommendation(
            programme=report.programme, report=report, number=last + 1, text=text, recorded_on=on, recorded_by=by
        )
    )
    # The next report may be drafted already.
    for later in _hold_asked_about(report):
        _ask(later, [found])
    after = {"number": found.number, "characters": len(text)}
    record("report.recommendation_added", by=by, about=report, programme=report.programme, after=after)
    return found


@transaction.atomic
def remove_recommendation(*, recommendation, by, on=None):
    """Take a recommendation back while the report is open; those after it move up.

    Raises ValidationError where a later report that is signed says what came of it.
    """
    report = _hold_to_write(recommendation.report, on or dates.today())
    _hold_asked_about(report)
    if recommendation.progress.exclude(report__state__in=OPEN).exists():
        raise ValidationError("A later report that is signed says what came of this. It stays.")
    recommendation.progress.all().delete()
    before = {"number": recommendation.number, "characters": len(recommendation.text)}
    recommendation.delete()
    for number, left in enumerate(report.recommendations.order_by("number"), start=1):
        if left.number != number:
            left.number = number
            left.save(update_fields=["number"])
    record("report.recommendation_removed", by=by, about=report, programme=report.programme, before=before)


@transaction.atomic
def tell_progress(*, progress, standing, text, version, by, on=None):
    """Say what came of a recommendation of the last report."""
    report = _hold_to_write(progress.report, on or dates.today())
    progress.claim_version(version)
    progress.standing, progress.text = standing, text
    progress.full_clean()
    progress.save(update_fields=["standing", "text"])
    after = {"recommendation": progress.recommendation.number, "standing": standing, "characters": len(text)}
    record("report.progress_told", by=by, about=report, programme=report.programme, after=after)
    return progress


@transaction.atomic
def refresh_figures(*, report, version, by, on=None) -> list[Moved]:
    """Take the figures known on a day, today, in place of those the report has; return what moved."""
    on = on or dates.today()
    refuse_closed(report.programme, on)
    take_report(report, version, ReportStepKind.REFRESHED)
    since = since_of(report.schedule, report.period_start, on)
    facts = facts_of(report.programme, since=since, on=on)
    moved = moved_between(report.facts, facts.parts)
    before, report.facts, report.figures_on = report.figures_on, facts.parts, on
    keep_pictures(report, facts.pictures)
    sentences = {found.kind: {"gone": found.gone, "new": found.new} for found in moved}
    leave_report(
        report,
        ReportStepKind.REFRESHED,
        by=by,
        on=on,
        facts=["facts", "figures_on"],
        kept={"figures_on": on, "figures_before": before, "sections_moved": sorted(sentences)},
    )
    return moved


@transaction.atomic
def ask_check(*, report, version, by, on=None):
    """Send a draft to the officers of the supported authority, who check its facts."""
    take_report(report, version, ReportStepKind.CHECK_ASKED)
    leave_report(report, ReportStepKind.CHECK_ASKED, by=by, on=on)
    return report


@transaction.atomic
def return_to_draft(*, report, reason, version, by, on=None):
    """Take a report back from fact-check, with the reason, once every comment has its answer."""
    take_report(report, version, ReportStepKind.RETURNED)
    refuse_unanswered(report)
    leave_report(report, ReportStepKind.RETURNED, by=by, on=on, text=reason)
    return report


def refuse_unanswered(report):
    waiting = report.comments.filter(answered_on__isnull=True).count()
    if waiting:
        raise ValidationError(
            f"{waiting} comment{' has' if waiting == 1 else 's have'} no answer yet. Answer each before the report "
            "leaves fact-check."
        )


@transaction.atomic
def sign_report(*, report, version, by, on=None):
    """Sign a report: text, figures and files of both editions are frozen with their SHA-256. Two at once leave one.

    Raises ValidationError with what is missing where something still blocks it.
    """
    on = on or dates.today()
    take_report(report, version, ReportStepKind.SIGNED)
    refuse_unanswered(report)
    if lacking := blockers(report):
        raise ValidationError([f"{lack.what}. {lack.why}" for lack in lacking], code="blocked")
    digests = freeze(report, by=by, on=on)
    report.signed_on, report.signed_by = on, by
    leave_report(
        report,
        ReportStepKind.SIGNED,
        by=by,
        on=on,
        facts=["signed_on", "signed_by"],
        kept={"recommend": report.recommend, "files": digests, "written_by": WRITTEN_BY},
    )
    return report


@transaction.atomic
def submit_report(*, report, version, by, on=None, now=None):
    """Send a signed report to the addresses of its schedule: a row for each, which a sweep sends.

    Raises ValidationError where the schedule names none.
    """
    take_report(report, version, ReportStepKind.SUBMITTED)
    _refuse_withdrawn(report)
    addresses = report.schedule.terms.order_by("-pk").first().addresses
    if not addresses:
        raise ValidationError("The schedule names no address. Change it first: who is told?")
    for address in addresses:
        _deliver(report, address, now)
    leave_report(report, ReportStepKind.SUBMITTED, by=by, on=on, kept={"addresses": addresses})
    return report


def _deliver(report, address, now):
    made = ReportDelivery(programme=report.programme, report=report, address=address, made_at=now or dates.now())
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def send_elsewhere(*, report, address, by, now=None):
    """Send a submitted report to one more address, such as in place of one that sends it back."""
    _refuse_unsent(report)
    made = _deliver(report, address.strip().lower(), now)
    after = {"address": made.address}
    record("report.sent_elsewhere", by=by, about=report, programme=report.programme, after=after)
    return made


def _refuse_unsent(report):
    """Raise ValidationError unless the report was submitted and stands, and hold it so until the step is done."""
    held = ProgressReport.objects.select_for_update(no_key=True).defer("facts").get(pk=report.pk)
    if held.state not in (ReportState.SUBMITTED, ReportState.DECIDED, ReportState.PUBLISHED):
        raise ValidationError("The report was not submitted yet.")
    _refuse_withdrawn(held)


@transaction.atomic
def try_again(*, delivery, by):
    """Try a delivery that was given up once more, from the first attempt on."""
    _refuse_unsent(delivery.report)
    waiting = ReportDelivery.objects.filter(pk=delivery.pk, sent_at__isnull=True)
    if not waiting.update(attempts=0, held_until=None):
        raise ValidationError("It has been sent meanwhile.")
    after = {"address": delivery.address}
    record("report.tried_again", by=by, about=delivery.report, programme=delivery.programme, after=after)
    return delivery


@transaction.atomic
def record_decision(*, report, decided_on, text, file, version, by, on=None):
    """Record what the Minister decided, with the letter. Raises ValidationError for what is no PDF."""
    on = on or dates.today()
    found = examine(file)
    if found.content_type not in LETTER_KINDS:
        raise ValidationError({"file": "Attach the letter as a PDF."})
    take_report(report, version, ReportStepKind.DECIDED)
    _refuse_withdrawn(report)
    made = MinisterDecision(
        programme=report.programme,
        report=report,
        decided_on=decided_on,
        text=text,
        file_name=found.name,
        content_type=found.content_type,
        sha256=found.sha256,
        content=file.read(),
        recorded_on=on,
        recorded_by=by,
    )
    save_checked(made)
    kept = {"decided_on": decided_on, "decision": text, "letter": found.name, "sha256": found.sha256}
    leave_report(report, ReportStepKind.DECIDED, by=by, on=on, kept=kept)
    return report


@transaction.atomic
def publish_report(*, report, version, by, on=None):
    """Let every reader of the programme see the reduced form, as it was frozen at signing."""
    take_report(report, version, ReportStepKind.PUBLISHED)
    _refuse_withdrawn(report)
    leave_report(report, ReportStepKind.PUBLISHED, by=by, on=on)
    return report


def _refuse_withdrawn(report):
    if hasattr(report, "withdrawal"):
        raise ValidationError("The report was withdrawn. Go on with the one that replaces it.")


@transaction.atomic
def withdraw_report(*, report, reason, correct, by, on=None):
    """Withdraw a signed report, which itself stays as it was; with `correct`, draft another of the same period.

    What was not sent yet is not sent any more.
    """
    on = on or dates.today()
    held = ProgressReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if held.is_open:
        raise ValidationError("A report that was not signed is not withdrawn: change it instead.")
    made = save_checked(
        ReportWithdrawal(programme=report.programme, report=held, reason=reason, recorded_on=on, recorded_by=by)
    )
    record(
        "report.withdrawn", by=by, about=held, programme=report.programme, after={"number": held.number}, reason=reason
    )
    if correct:
        draft_report(schedule=held.schedule, slot=held.slot, replaces=held, by=by, on=on)
    return made


@transaction.atomic
def correct_report(*, report, by, on=None):
    """Draft another report of the period of one that was withdrawn, with its texts."""
    refuse_closed(report.programme, on or dates.today())
    held = ProgressReport.objects.select_for_update(no_key=True).select_related("schedule").get(pk=report.pk)
    if not ReportWithdrawal.objects.filter(report=held).exists():
        raise ValidationError("Withdraw the report first: a corrected one takes its place.")
    if follows := ProgressReport.objects.filter(replaces=held).defer("facts").first():
        raise ValidationError(f"Report {follows.number} takes its place already: go on with that one.")
    return draft_report(schedule=held.schedule, slot=held.slot, replaces=held, by=by, on=on)
