"""What a workstream's page shows beside its newest ratings: how they came to be, and what they rest on."""

from improvement.brag import KEY, travel, workstream_colour, workstream_evidence
from improvement.headlines import workstream_sentences

REPORTS_SHOWN = 12


def workstream_facts(workstream, on):
    """The three ratings in words, the history of each, the evidence and the findings answered, as known on a day."""
    colour = workstream_colour(workstream)
    newest = ("-recorded_on", "-pk")
    reports = workstream.highlight_reports.known_on(on).select_related("recorded_by").order_by(*newest)
    impacts = workstream.impact_ratings.known_on(on).select_related("recorded_by").order_by(*newest)
    changes = workstream.changes.known_on(on).select_related("recorded_by", "lead", "counterpart").order_by(*newest)
    evidence = workstream.evidence.known_on(on).select_related("recorded_by").order_by(*newest)
    coverage = workstream.coverage.standing_on(on).select_related("finding").order_by("finding__position")
    reports = list(reports[:REPORTS_SHOWN])
    way = travel(workstream.delivery, workstream.delivery_before)
    return {
        "sentences": workstream_sentences(workstream, way),
        "colour": colour,
        "colour_rule": KEY[colour],
        "evidence_status": workstream_evidence(workstream),
        "travel": way,
        "report": reports[0] if reports else None,
        "reports": reports,
        "impacts": list(impacts),
        "changes": list(changes),
        "evidence": [(item, item.review_on(on)) for item in evidence],
        "findings": [row.finding for row in coverage],
    }
