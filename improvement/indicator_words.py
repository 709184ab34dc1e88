"""What pages say of measures as a whole."""

from collections import Counter

from improvement.signals import Variation
from improvement.wording import are, capital, counted, have, listed


def grid_sentence(found):
    """The measures in a sentence: how many get worse, better, and how many do not change."""
    if not found:
        return "No measure is in the catalogue yet."
    count = Counter(reading.signal.variation for reading in found)
    told = []
    if worse := count[Variation.WORSENING]:
        told.append(f"{counted(worse, 'measure')} {are(worse)} getting worse")
    if better := count[Variation.IMPROVING]:
        told.append(f"{counted(better, 'measure')} {are(better)} getting better")
    if changed := count[Variation.CHANGED]:
        told.append(f"{counted(changed, 'measure')} {have(changed)} changed, neither for better nor worse")
    if usual := count[Variation.COMMON_CAUSE]:
        told.append(f"{counted(usual, 'measure')} {have(usual)} not really changed")
    if yearly := count[Variation.YEARLY] + count[Variation.TOO_FEW]:
        told.append(f"for {counted(yearly, 'measure')} there are too few figures to tell")
    return f"{capital(listed(told))}."


def contradiction(impact, found):
    """What to say where an impact rating claims better than the measures do; "" where it does not.

    `impact` is of improvement.models.ratings.Impact; `found` are the readings tied to the same work.
    """
    worse = [reading for reading in found if reading.signal.variation == Variation.WORSENING]
    if impact not in ("some", "sustained") or not worse:
        return ""
    names = listed([f"“{reading.indicator.title}”" for reading in worse])
    return f"Rated as better than its indicators say: {names} {are(len(worse))} getting worse."
