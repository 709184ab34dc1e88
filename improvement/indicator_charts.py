"""The pictures of measures, from what their pages read."""

from improvement.periods import YEARLY
from improvement.readings import measure_of
from improvement.signal_charts import chart_marks, indicator_chart
from improvement.small_multiples import small_multiples_chart


def measure_chart(reading, targets, events):
    """A measure's course with its limits, targets and events; none without figures."""
    if not reading.known:
        return None
    figures = reading.figures
    return indicator_chart(
        [figure.period for figure in figures],
        [figure.value for figure in figures],
        name=reading.indicator.title,
        measure=measure_of(reading.indicator),
        signal=reading.signal,
        targets=[(target.applies_from, target.value) for target in targets],
        events=_of_chart(figures, events),
    )


def measure_marks(reading, events):
    """The numbered events that the chart shows, for the list below it."""
    periods = [figure.period for figure in reading.figures]
    return chart_marks(periods, signal=reading.signal, events=_of_chart(reading.figures, events))


def _of_chart(figures, events):
    """(date, text) of the events within the chart's time. Breaks and new limits are marked by the limits themselves."""
    if figures[0].period.kind in YEARLY:
        # A year is one point: a day has no place on it.
        return []
    first, last = figures[0].period.start, figures[-1].period.end
    return [(event.on, event.title) for event in events if not event.is_rebase and first <= event.on <= last]


def peers_chart(compared):
    """A comparison as small pictures of one scale, the programme's own place in each."""
    return small_multiples_chart(
        compared.periods,
        {str(peer.authority): [figure and figure.value for figure in peer.figures] for peer in compared.peers},
        name=compared.indicator.title,
        measure=measure_of(compared.indicator),
        own=str(compared.own.authority),
    )
