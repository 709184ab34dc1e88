"""What several pages show of measures."""

from improvement.readings import indicators_on, readings_of, tied, worst_first


def tied_readings(page, ties):
    """Readings of the measures that some ties name, worst first; none for those who may not see measures."""
    if "indicator.view" not in page.can:
        return []
    chosen = tied(indicators_on(page.programme, page.on), ties, page.on)
    small = "small_numbers.view" in page.can
    return worst_first(readings_of(chosen, page.programme, page.on, small_numbers=small))
