"""The board's colour for a workstream: one rule, derived from three ratings by different people.

Source: the "BRAG" scale (blue, red, amber, green) in general use by improvement boards, with an "amber E" for work
that is done while its evidence is awaited. The key is printed wherever the colour is.
"""

from django.db import models

from improvement.models.ratings import Delivery, Impact


class EvidenceStatus(models.TextChoices):
    NONE = "none", "None"
    AWAITED = "awaited", "Awaited"
    SOME = "some", "Some accepted"
    ACCEPTED = "accepted", "Accepted"


class Brag(models.TextChoices):
    """Value, and the words of its chip."""

    BLUE = "blue", "Complete"
    AMBER_E = "amber-e", "Done, evidence awaited"
    GREEN = "green", "On track"
    AMBER = "amber", "At risk"
    RED = "red", "Off track"
    GREY = "grey", "Not started"

    @property
    def letter(self):
        return {"blue": "B", "amber-e": "E", "green": "G", "amber": "A", "red": "R", "grey": "–"}[self.value]


KEY = {
    Brag.GREY: "no highlight report yet, or delivery has not started",
    Brag.RED: "delivery is rated off track",
    Brag.AMBER: "delivery is rated at risk, or is on track or complete while impact is getting worse",
    Brag.GREEN: "delivery is on track",
    Brag.BLUE: "delivery is complete, and all its evidence has been accepted",
    Brag.AMBER_E: "delivery is complete, but its evidence is missing or not all accepted",
}
"""The rule in words, in the order in which it is tried: the first that is true gives the colour."""


WORST_FIRST = (Brag.RED, Brag.AMBER, Brag.AMBER_E, Brag.GREEN, Brag.BLUE, Brag.GREY)


def evidence_status(*, attached, accepted):
    """The evidence rating from two counts: what is attached and not returned, and how much of it is accepted."""
    if not attached:
        return EvidenceStatus.NONE
    if not accepted:
        return EvidenceStatus.AWAITED
    return EvidenceStatus.ACCEPTED if accepted == attached else EvidenceStatus.SOME


def brag(delivery, evidence, impact):
    """The colour that KEY words. `delivery` is empty before the first highlight report, `impact` before a rating."""
    if delivery in ("", None, Delivery.NOT_STARTED):
        return Brag.GREY
    if delivery == Delivery.OFF_TRACK:
        return Brag.RED
    if delivery == Delivery.AT_RISK or impact == Impact.GETTING_WORSE:
        return Brag.AMBER
    if delivery == Delivery.ON_TRACK:
        return Brag.GREEN
    return Brag.BLUE if evidence == EvidenceStatus.ACCEPTED else Brag.AMBER_E


def workstream_evidence(workstream):
    """The evidence rating of a row of workstreams_on()."""
    return evidence_status(attached=workstream.evidence_attached, accepted=workstream.evidence_accepted)


def workstream_colour(workstream):
    """The colour of a row of workstreams_on()."""
    return brag(workstream.delivery, workstream_evidence(workstream), workstream.impact)


SEVERITY = {
    Delivery.COMPLETE: 0,
    Delivery.ON_TRACK: 1,
    Delivery.NOT_STARTED: 1,
    Delivery.AT_RISK: 2,
    Delivery.OFF_TRACK: 3,
}


class Travel(models.TextChoices):
    BETTER = "better", "Better"
    SAME = "same", "No change"
    WORSE = "worse", "Worse"
    NEW = "new", "First report"

    @property
    def arrow(self):
        return {"better": "↑", "same": "→", "worse": "↓", "new": "→"}[self.value]


def travel(delivery, delivery_before):
    """Which way delivery moved between the last two highlight reports."""
    if not delivery or not delivery_before:
        return Travel.NEW
    step = SEVERITY[delivery] - SEVERITY[delivery_before]
    if step == 0:
        return Travel.SAME
    return Travel.WORSE if step > 0 else Travel.BETTER
