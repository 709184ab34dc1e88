"""What several pages show of measures."""

from improvement.readings import among, indicators_on, readings, tied, worst_first


def tied_readings(page, ties):
    """Readings of the measures that some ties name, worst first; none for those who may not see measures."""
    if "indicator.view" not in page.can:
        return []
    chosen = tied(indicators_on(page.programme, page.on), ties, page.on)
    found = readings(page.programme, page.on, small_numbers="small_numbers.view" in page.can)
    return worst_first(among(found, chosen))
