"""What a question may be about, as an address names it: workstream-8, milestone-12, indicator-visits."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioner.models import Paper

_NEEDS = {
    "workstream": "plan.view",
    "milestone": "plan.view",
    "risk": "risk.view",
    "indicator": "indicator.view",
    "paper": "board.view",
}
"""The permission to see each."""


def subject_asked(page, text):
    """{kind: record} of what an address names, or nothing where it names nothing. Unknown is 404."""
    if not text:
        return {}
    kind, _, key = text.partition("-")
    if kind not in _NEEDS or _NEEDS[kind] not in page.can:
        raise Http404
    rows, field = _rows(page.programme)[kind]
    if field != "code" and not (key.isascii() and key.isdigit() and len(key) < 10):
        raise Http404
    return {kind: get_object_or_404(rows.known_on(page.on), **{field: key})}


def _rows(programme):
    return {
        "workstream": (programme.workstreams.all(), "number"),
        "milestone": (programme.milestones.all(), "pk"),
        "risk": (programme.risks.all(), "number"),
        "indicator": (programme.indicators.all(), "code"),
        "paper": (Paper.objects.filter(programme=programme), "pk"),
    }


def subject_url(page, challenge):
    """The page of what a question is about, or nothing."""
    if challenge.workstream_id:
        return page.url("improvement:workstream-detail", challenge.workstream.number)
    if challenge.milestone_id:
        return page.url("improvement:milestone-detail", challenge.milestone_id)
    if challenge.risk_id:
        return page.url("improvement:risk-detail", challenge.risk.number)
    if challenge.indicator_id:
        return page.url("indicators:indicator-detail", challenge.indicator.code)
    return ""
