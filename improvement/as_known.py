"""Programmes, plans and risks as they were known on a day: querysets annotated with their newest dated facts.

Each is one query, whatever the number of rows. Lists, detail pages, the API and the position all read these,
so they cannot disagree.
"""

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from improvement.models import (
    Coverage,
    Evidence,
    HighlightReport,
    ImpactRating,
    MilestoneChange,
    ProgrammeChange,
    RiskChange,
    RiskScore,
    WorkstreamChange,
)
from improvement.models.evidence import Review
from improvement.models.milestone import MilestoneStep
from improvement.models.programme import ProgrammeState
from improvement.models.risk import RiskKind

NEWEST = ("-recorded_on", "-pk")


def _newest(rows, field, skip=0):
    return Subquery(rows.order_by(*NEWEST).values(field)[skip : skip + 1])


def programmes_as_known(programmes, on):
    """Programmes with their supported and supporting authority, each with its state and ends_on as known on a day.

    Before any was known, as first known: as ProgrammeChange.objects.in_force(on) has it.
    """
    changes = ProgrammeChange.objects.filter(programme=OuterRef("pk"))
    known, first = changes.known_on(on), changes.order_by("recorded_on", "pk")
    return programmes.select_related("supported", "supporting").annotate(
        **{name: Coalesce(_newest(known, name), Subquery(first.values(name)[:1])) for name in ("state", "ends_on")}
    )


def still_open(programmes, on):
    """Those of the programmes that are not closed on a day."""
    return programmes_as_known(programmes, on).exclude(state=ProgrammeState.CLOSED)


def milestones_on(programme, on):
    return milestones_as_known(programme.milestones.all(), on)


def milestones_as_known(milestones, on):
    """Those of the milestones known on a day, each with:

    due_on, times_redated, achieved_on, and status: overdue, due, achieved or withdrawn.
    """
    changes = MilestoneChange.objects.known_on(on).filter(milestone=OuterRef("pk"))
    steps = changes.exclude(step=MilestoneStep.REDATED)
    redated = changes.filter(step=MilestoneStep.REDATED)
    counted = redated.order_by().values("milestone").annotate(n=Count("pk")).values("n")
    return (
        milestones.known_on(on)
        .select_related("workstream", "recorded_by")
        .annotate(
            due_on=Coalesce(_newest(redated, "due_on"), F("original_due_on"), output_field=DateField()),
            times_redated=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
            last_step=_newest(steps, "step"),
            achieved_on=_newest(steps, "achieved_on"),
        )
        .annotate(
            status=Case(
                When(last_step=MilestoneStep.ACHIEVED, then=Value("achieved")),
                When(last_step=MilestoneStep.WITHDRAWN, then=Value("withdrawn")),
                When(due_on__lt=on, then=Value("overdue")),
                default=Value("due"),
                output_field=CharField(),
            )
        )
    )


def workstreams_on(programme, on):
    return workstreams_as_known(programme.workstreams.all(), on)


def workstreams_as_known(workstreams, on):
    """Those of the workstreams known on a day, each with what was last said of it:

    lead_post, counterpart_post, lead_id, counterpart_id, is_closed; report_id, delivery, delivery_before,
    confidence, reported_on; impact, impact_on; evidence_attached, evidence_accepted. The newest report itself is
    there for select_related("newest_report").
    """
    mine = {"workstream": OuterRef("pk")}
    changes = WorkstreamChange.objects.known_on(on).filter(**mine)
    reports = HighlightReport.objects.known_on(on).filter(**mine)
    impacts = ImpactRating.objects.known_on(on).filter(**mine)
    evidence = _evidence_counts(on)
    return (
        workstreams.known_on(on)
        .select_related("recorded_by")
        .annotate(
            lead_post=Coalesce(_newest(changes, "lead_post"), Value("")),
            counterpart_post=Coalesce(_newest(changes, "counterpart_post"), Value("")),
            lead_id=_newest(changes, "lead"),
            counterpart_id=_newest(changes, "counterpart"),
            is_closed=Coalesce(_newest(changes, "is_closed"), False),
            report_id=_newest(reports, "pk"),
            newest_report=FilteredRelation(
                "highlight_reports", condition=Q(highlight_reports__pk=_newest(reports, "pk"))
            ),
            delivery=Coalesce(_newest(reports, "delivery"), Value("")),
            delivery_before=Coalesce(_newest(reports, "delivery", skip=1), Value("")),
            confidence=Coalesce(_newest(reports, "confidence"), Value("")),
            reported_on=_newest(reports, "recorded_on"),
            impact=Coalesce(_newest(impacts, "impact"), Value("")),
            impact_on=_newest(impacts, "recorded_on"),
            **evidence,
        )
    )


def _evidence_counts(on):
    """Evidence attached and not returned, and accepted, as known on a day."""
    known = Evidence.objects.known_on(on).filter(workstream=OuterRef("pk"))
    returned = Q(review=Review.RETURNED, reviewed_on__lte=on)
    accepted = Q(review=Review.ACCEPTED, reviewed_on__lte=on)

    def count(rows):
        counted = rows.order_by().values("workstream").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0, output_field=IntegerField())

    return {
        "evidence_attached": count(known.exclude(returned)),
        "evidence_accepted": count(known.filter(accepted)),
    }


def risks_on(programme, on):
    """Risks known on a day, each with its newest scores, and its response, owner and workstream of that day:

    inherent, residual, target (likelihood times impact), residual_before and residual_on, and
    residual_likelihood and residual_impact, its place in the matrix; standing: open or closed; mitigation,
    owner_post and workstream. To filter and sort by these three: known_mitigation, known_owner_post (a model's
    own name is not free for an annotation), workstream_number.
    """
    scores = RiskScore.objects.known_on(on).filter(risk=OuterRef("pk")).annotate(points=F("likelihood") * F("impact"))
    residual = scores.filter(kind=RiskKind.RESIDUAL)
    return (
        _with_newest_change(programme.risks.known_on(on), on)
        .select_related("newest_change__workstream", "original_workstream", "recorded_by", "closed_by")
        .annotate(
            inherent=_newest(scores.filter(kind=RiskKind.INHERENT), "points"),
            target=_newest(scores.filter(kind=RiskKind.TARGET), "points"),
            residual=_newest(residual, "points"),
            residual_on=_newest(residual, "recorded_on"),
            residual_before=_newest(residual, "points", skip=1),
            residual_likelihood=_newest(residual, "likelihood"),
            residual_impact=_newest(residual, "impact"),
            standing=Case(
                When(closed_on__lte=on, then=Value("closed")), default=Value("open"), output_field=CharField()
            ),
        )
    )


def _with_newest_change(risks, on):
    """Each with its newest RiskChange joined as newest_change: a whole row, so that its workstream comes with it."""
    newest = _newest(RiskChange.objects.known_on(on).filter(risk=OuterRef("pk")), "pk")
    return risks.annotate(newest_change=FilteredRelation("changes", condition=Q(changes__pk=newest))).annotate(
        is_changed=ExpressionWrapper(Q(newest_change__isnull=False), output_field=BooleanField()),
        known_mitigation=Coalesce("newest_change__mitigation", "original_mitigation"),
        known_owner_post=Coalesce("newest_change__owner_post", "original_owner_post"),
        workstream_number=Case(
            When(newest_change__isnull=False, then="newest_change__workstream__number"),
            default="original_workstream__number",
        ),
    )


def findings_on(programme, on):
    """Findings known on a day, each with:

    answers, how many workstreams answer it, and standing, those Coverage rows in the order of their workstreams.
    """
    standing = Coverage.objects.standing_on(on)
    counted = standing.filter(finding=OuterRef("pk")).order_by().values("finding").annotate(n=Count("pk")).values("n")
    in_order = standing.select_related("workstream", "recorded_by").order_by("workstream__number")
    return (
        programme.findings.known_on(on)
        .select_related("inspection__authority", "recorded_by")
        .annotate(answers=Coalesce(Subquery(counted), 0, output_field=IntegerField()))
        .prefetch_related(Prefetch("coverage", queryset=in_order, to_attr="standing"))
    )
