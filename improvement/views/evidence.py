"""Evidence: attached by those who do the work, accepted by somebody else, its files served only to those allowed."""

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.pages import programme_page
from audit.actions import record
from config.components import Fact
from improvement.actions import evidence as actions
from improvement.as_known import workstreams_on
from improvement.filters import EvidenceFilter
from improvement.forms import EvidenceForm, EvidenceReviewForm
from improvement.headlines import evidence_headline
from improvement.models.evidence import Review
from improvement.tables import REVIEW_CHIPS, EvidenceTable
from improvement.wording import day


@programme_page("evidence.view")
def evidence_list(request, programme, as_csv=False):
    rows = programme.evidence.known_on(request.page.on).select_related("workstream", "recorded_by")
    rows = rows.annotate(known_review=Case(When(reviewed_on__lte=request.page.on, then=F("review")), default=Value("")))
    context = {} if as_csv else {"headline": evidence_headline(rows, request.page.on)}
    return list_page(
        request,
        rows=rows.order_by("-recorded_on", "-pk"),
        table_class=EvidenceTable,
        filter_class=EvidenceFilter,
        template="improvement/evidence_list.html",
        name="evidence",
        as_csv=as_csv,
        breadcrumbs=[("Evidence", "")],
        **context,
    )


def _evidence(page, pk):
    known = page.programme.evidence.known_on(page.on)
    return get_object_or_404(known.select_related("workstream", "milestone", "recorded_by", "reviewed_by"), pk=pk)


def _crumb(page):
    return ("Evidence", page.url("improvement:evidence-list"))


@programme_page("evidence.view")
def evidence_detail(request, programme, pk):
    page = request.page
    evidence = _evidence(page, pk)
    review = evidence.review_on(page.on)
    return render(
        request,
        "improvement/evidence_detail.html",
        {
            "evidence": evidence,
            "review": review,
            "chip": REVIEW_CHIPS[review],
            "facts": _facts(page, evidence),
            "may_review": "evidence.review" in page.can
            and not evidence.review
            and evidence.recorded_by_id != request.user.pk,
            "breadcrumbs": [_crumb(page), (evidence.title, "")],
        },
    )


def _facts(page, evidence):
    """Where it is kept, what it belongs to, and what proves that a file is the one that was attached."""
    by = f" by {evidence.said_by}" if evidence.said_by else ""
    facts = [_kept(page, evidence)]
    if evidence.milestone:
        url = page.url("improvement:milestone-detail", evidence.milestone.pk)
        facts.append(Fact("Milestone", evidence.milestone, url=url))
    facts.append(Fact("Attached", f"{day(evidence.recorded_on)}{by}"))
    if evidence.sha256:
        note = "SHA-256 of the file as it was attached"
        facts.append(Fact("Fingerprint", evidence.sha256, note=note, is_code=True))
    return facts


def _kept(page, evidence):
    if not evidence.file:
        return Fact("Link", evidence.link, url=evidence.link)
    kind = evidence.file_name.rpartition(".")[2].upper()
    words = f"Download {evidence.file_name} ({kind}, {filesizeformat(evidence.size_bytes)})"
    return Fact("File", words, url=page.url("improvement:evidence-file", evidence.pk))


@programme_page("evidence.add", post=True)
def evidence_add(request, programme, number):
    page = request.page
    workstream = get_object_or_404(workstreams_on(programme, page.on), number=number)
    milestones = programme.milestones.filter(workstream=workstream).order_by("original_due_on", "pk")
    return form_page(
        request,
        EvidenceForm(**typed(request), milestones=milestones, initial=_milestone_asked(request)),
        actions.add_evidence,
        workstream=workstream,
        title="Attach evidence",
        button="Attach",
        back=page.url("improvement:workstream-detail", number),
        done="The evidence is attached and waits for somebody else to accept it.",
        crumbs=[
            ("Workstreams", page.url("improvement:workstream-list")),
            (str(workstream), page.url("improvement:workstream-detail", number)),
        ],
    )


def _milestone_asked(request):
    """A link from a milestone's page names it, so that the form starts with it chosen."""
    asked = request.GET.get("milestone", "")
    return {"milestone": int(asked)} if asked.isascii() and asked.isdigit() and len(asked) < 19 else {}


@programme_page("evidence.review", post=True)
def evidence_review(request, programme, pk):
    page = request.page
    evidence = _evidence(page, pk)
    return form_page(
        request,
        EvidenceReviewForm(**typed(request), record=evidence, initial={"review": Review.ACCEPTED}),
        actions.review_evidence,
        evidence=evidence,
        title="Review evidence",
        button="Save review",
        back=page.url("improvement:evidence-detail", pk),
        done="Your review is saved.",
        crumbs=[_crumb(page), (evidence.title, page.url("improvement:evidence-detail", pk))],
        note=f"{evidence.title}, attached by {evidence.said_by} on {evidence.recorded_on:%-d %B %Y}.",
    )


@programme_page("evidence.view")
def evidence_file(request, programme, pk):
    evidence = _evidence(request.page, pk)
    if not evidence.file:
        raise Http404
    try:
        kept = evidence.file.open("rb")
    except FileNotFoundError:
        # The nightly reconciliation names it; the person asking is told that it is not there.
        raise Http404 from None
    with transaction.atomic():
        facts = {"file": evidence.file_name, "sha256": evidence.sha256}
        record("evidence.opened", by=request.user, about=evidence, programme=programme, after=facts)
    # Always saved, never shown in the site's own pages, whatever the file turns out to hold.
    return FileResponse(
        kept,
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence.content_type,
    )
