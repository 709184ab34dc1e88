"""Adding, changing, scoring and closing risks."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from audit.actions import record
from config import dates
from improvement.as_known import risks_on
from improvement.models import Programme, Risk, RiskChange, RiskScore
from improvement.models.risk import RiskKind
from improvement.saving import save_checked

_RESPONSE = ("mitigation", "owner_post", "workstream")


@transaction.atomic
def add_risk(
    *,
    programme,
    title,
    cause,
    effect,
    mitigation,
    owner_post,
    inherent,
    residual,
    target,
    workstream=None,
    by,
    on=None,
):
    """Add a risk with its three scores, each a pair (likelihood, impact). It takes the next number."""
    on = on or dates.today()
    # Two risks added at once would take the same number, so they queue on the programme's row.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    last = programme.risks.aggregate(last=Max("number"))["last"] or 0
    risk = save_checked(
        Risk(
            programme=programme,
            number=last + 1,
            title=title,
            cause=cause,
            effect=effect,
            original_mitigation=mitigation,
            original_owner_post=owner_post,
            original_workstream=workstream,
            recorded_on=on,
            recorded_by=by,
        ),
        names={f"original_{name}": name for name in _RESPONSE},
    )
    pairs = {RiskKind.INHERENT: inherent, RiskKind.RESIDUAL: residual, RiskKind.TARGET: target}
    for kind, (likelihood, impact) in pairs.items():
        _save_score(risk, kind, likelihood, impact, reason="", by=by, on=on)
    after = {"title": title} | {str(kind): likelihood * impact for kind, (likelihood, impact) in pairs.items()}
    record("risk.added", by=by, about=risk, programme=programme, after=after)
    return risk


def _save_score(risk, kind, likelihood, impact, *, reason, by, on):
    scale = risk.programme.risk_scale
    for field, steps in (("likelihood", likelihood), ("impact", impact)):
        if not 1 <= steps <= scale:
            raise ValidationError({field: f"Choose 1 to {scale}: the programme's matrix has {scale} steps."})
    return save_checked(
        RiskScore(
            programme=risk.programme,
            risk=risk,
            kind=kind,
            likelihood=likelihood,
            impact=impact,
            reason=reason,
            recorded_on=on,
            recorded_by=by,
        )
    )


@transaction.atomic
def change_risk(*, risk, mitigation, owner_post, workstream, reason, version, by, on=None):
    """Record what is done about a risk from now on, who answers for it and in which workstream, if any.

    Raises ValidationError for a closed risk and where nothing would change, and Stale when it moved on since `version`.
    """
    on = on or dates.today()
    risk.claim_version(version)
    if risk.is_closed_on(on):
        raise ValidationError("This risk is closed. Add a new one if it has come back.")
    before = _response(risks_on(risk.programme, on).get(pk=risk.pk))
    change = RiskChange(
        programme=risk.programme,
        risk=risk,
        mitigation=mitigation,
        owner_post=owner_post,
        workstream=workstream,
        reason=reason,
        recorded_on=on,
        recorded_by=by,
    )
    after = _response(change)
    if before == after:
        raise ValidationError("Nothing would change: write another response, or choose another owner or workstream.")
    save_checked(change)
    record("risk.changed", by=by, about=risk, programme=risk.programme, before=before, after=after, reason=reason)
    return change


def _response(said):
    """What a risk as known, or a change of it, says is done about it, as the audit trail keeps it."""
    facts = {name: getattr(said, name) for name in _RESPONSE}
    return facts | {"workstream": str(said.workstream or "Programme")}


@transaction.atomic
def score_risk(*, risk, kind, likelihood, impact, reason, version, by, on=None):
    """Give a risk a new score with its reason; earlier scores stay. Stale when it moved on since `version`."""
    on = on or dates.today()
    risk.claim_version(version)
    if risk.is_closed_on(on):
        raise ValidationError("This risk is closed. Add a new one if it has come back.")
    if not reason:
        raise ValidationError({"reason": "Say why the score is what it is now."})
    newest = risk.scores.filter(kind=kind).order_by("-recorded_on", "-pk").first()
    score = _save_score(risk, kind, likelihood, impact, reason=reason, by=by, on=on)
    record(
        "risk.scored",
        by=by,
        about=risk,
        programme=risk.programme,
        before={kind: newest.score if newest else None},
        after={kind: score.score},
        reason=reason,
    )
    return score


@transaction.atomic
def close_risk(*, risk, reason, version, by, on=None):
    on = on or dates.today()
    risk.claim_version(version)
    if risk.is_closed_on(on):
        raise ValidationError("This risk is closed already.")
    risk.closed_on, risk.closed_by, risk.closing_reason = on, by, reason
    risk.full_clean()
    risk.save(update_fields=["closed_on", "closed_by", "closing_reason"])
    record("risk.closed", by=by, about=risk, programme=risk.programme, after={"closed_on": on}, reason=reason)
