"""A model of statistical neighbours: a row for each council, its ten nearest by number, and how close each is.

Source: NFER and DfE, "Children's Services Statistical Neighbour Benchmarking Tool", columns SN1 to SN10.
"""

from improvement.models import Neighbour, NeighbourSet
from improvement.statistics_files.reading import neighbour_places

_NUMBERS = ("old_la_code", "la num", "la number", "la code")


class NeighbourRows:
    def __init__(self, statistics_import, file, named, on):
        self.statistics_import, self.file, self.named = statistics_import, file, named
        self.nearest = neighbour_places(file.headings)
        self.passed_over = 0
        places = file.places()
        self.number = next((places[name] for name in _NUMBERS if name in places), 1)

    def held(self):
        """{(ONS code, year): the newest NeighbourSet}, its neighbours fetched."""
        sets = NeighbourSet.objects.filter(
            programme=self.statistics_import.programme, model_year=self.statistics_import.model_year
        )
        newest_last = sets.select_related("authority").prefetch_related("neighbours__authority")
        return {found.cell: found for found in newest_last.order_by("recorded_on", "pk")}

    def read(self):
        """Yield (line, NeighbourSet or None, fault) for each council. A set holds its own list until it is saved."""
        for row in self.file.rows:
            line, numbers = row[0], [row[self.number], *(row[place] for place in self.nearest)]
            if not any(number.isdigit() for number in numbers):
                # A remark between the rows, such as a heading for councils that are no more.
                self.passed_over += 1
                continue
            councils = [self.named.named(number) if number.isdigit() else None for number in numbers]
            unknown = [number for number, council in zip(numbers, councils, strict=True) if not council]
            if "" in unknown:
                yield line, None, "The council or one of its ten neighbours is missing."
            elif unknown:
                yield line, None, f"No council is known by the number {unknown[0][:20]}."
            elif len({council.dfe_code for council in councils}) < len(councils):
                yield line, None, "A council stands here twice, or among its own neighbours."
            else:
                words = [row[place + 1] if place + 1 < len(row) else "" for place in self.nearest]
                yield line, self._set(councils, words), ""

    def _set(self, councils, words):
        source = self.statistics_import
        found = NeighbourSet(
            programme=source.programme,
            authority=councils[0],
            model_year=source.model_year,
            statistics_import=source,
            recorded_on=source.recorded_on,
            recorded_by=source.recorded_by,
        )
        closeness = [" ".join(word.split()).capitalize()[:40] for word in words]
        found.listed = [
            Neighbour(neighbour_set=found, authority=council, rank=rank, closeness=close)
            for rank, (council, close) in enumerate(zip(councils[1:], closeness, strict=True), start=1)
        ]
        found.as_listed = [(near.authority.ons_code, near.closeness) for near in found.listed]
        return found
