"""The charts of a report: the measures that need a look first, drawn when the figures are taken."""

from dataclasses import dataclass

from commissioner.documents.document import Picture
from commissioner.reports.computed import shown_readings
from improvement.indicator_charts import measure_chart, measure_marks
from improvement.models import Target


@dataclass(frozen=True)
class Drawn:
    picture: Picture
    svg: str


def drawn_charts(position):
    """A Drawn for each measure that a report on the position shows. One query."""
    readings = shown_readings(position)
    targets = _targets(readings, position.on)
    return [_drawn(reading, targets.get(reading.indicator.pk, {})) for reading in readings if reading.known]


def _targets(readings, on):
    """{measure's key: {first day: the newest Target that applies from it}} as known on a day."""
    known = Target.objects.known_on(on).filter(indicator__in=[reading.indicator.pk for reading in readings])
    found = {}
    for target in known.order_by("applies_from", "recorded_on", "pk"):
        found.setdefault(target.indicator_id, {})[target.applies_from] = target
    return found


def _drawn(reading, targets):
    chart = measure_chart(reading, targets.values(), ())
    title, said = reading.indicator.title, reading.signal.sentence
    marks = "".join(f" {mark.sign}: {mark.text}." for mark in measure_marks(reading, ()))
    picture = Picture(chart.digest, f"{title}. {said}", f"{title}. {said}{marks}", chart.width, chart.height)
    return Drawn(picture, chart.svg())
