"""What a workstream's page shows beside its newest ratings: how they came to be, and what they rest on."""

from config.components import KeyFigure
from improvement.brag import KEY, travel, workstream_colour, workstream_evidence
from improvement.headlines import workstream_sentences
from improvement.histories import impact_history, lead_history, report_history
from improvement.indicator_words import contradiction
from improvement.wording import day

REPORTS_SHOWN = 12


def workstream_facts(workstream, on, tied=()):
    """The three ratings in words, the history of each, the evidence and the findings answered, as known on a day.

    `tied` are the Readings of measures that speak for the workstream.
    """
    colour = workstream_colour(workstream)
    newest = ("-recorded_on", "-pk")
    reports = workstream.highlight_reports.known_on(on).select_related("recorded_by").order_by(*newest)
    impacts = workstream.impact_ratings.known_on(on).select_related("recorded_by").order_by(*newest)
    changes = workstream.changes.known_on(on).select_related("recorded_by", "lead", "counterpart").order_by(*newest)
    evidence = workstream.evidence.known_on(on).select_related("recorded_by").order_by(*newest)
    coverage = workstream.coverage.standing_on(on).select_related("finding").order_by("finding__position")
    reports, impacts, changes = list(reports[:REPORTS_SHOWN]), list(impacts), list(changes)
    report = reports[0] if reports else None
    way = travel(workstream.delivery, workstream.delivery_before)
    return {
        "sentences": workstream_sentences(workstream, way),
        "colour": colour,
        "colour_rule": KEY[colour],
        "figures": [_delivery(report, way), _evidence(workstream), _impact(impacts)],
        "leadership": changes[0] if changes else None,
        "report": report,
        "reports": report_history(reports),
        "impacts": impact_history(impacts),
        "leads": lead_history(changes),
        "evidence": [(item, item.review_on(on)) for item in evidence],
        "findings": [row.finding for row in coverage],
        "tied": tied,
        "contradiction": contradiction(workstream.impact, tied),
    }


def _delivery(report, way):
    if not report:
        return KeyFigure("Delivery", "Not reported", notes=("No highlight report yet",))
    note = f"{way.arrow} {way.label}. {report.get_confidence_display()} confidence"
    return KeyFigure("Delivery", report.get_delivery_display(), notes=(note,))


def _evidence(workstream):
    attached, accepted = workstream.evidence_attached, workstream.evidence_accepted
    note = f"{accepted} of {attached} accepted" if attached else "Nothing accepted or waiting"
    return KeyFigure("Evidence", workstream_evidence(workstream).label, notes=(note,))


def _impact(ratings):
    if not ratings:
        return KeyFigure("Impact on children", "Not rated", notes=("Rated by a reviewer, not by its lead",))
    newest = ratings[0]
    note = f"Rated {day(newest.recorded_on)}"
    return KeyFigure("Impact on children", newest.get_impact_display(), notes=(note,))
