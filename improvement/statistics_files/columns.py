"""What the columns of a published file hold: figures, or the filters that say which rows they are of."""

from config.sheets import MAX_TEXT
from improvement.models.observation import Missing
from improvement.statistics_files.tidy import PLACES

LONGEST_HEADING = 100
"""As long as a StatisticsColumn may name one."""
_LOOKED_AT = 3000
_MOST_VALUES = 40
"""A filter with more values than this is no choice for a form."""


def columns_of(file):
    """([headings of figures], {heading of a filter: its values}) of a FigureFile in the tidy layout."""
    figures, filters = [], {}
    for heading, place in file.places().items():
        if not heading or heading in PLACES or len(heading.casefold()) > LONGEST_HEADING:
            continue
        texts = {row[place] for row in file.rows[:_LOOKED_AT]} - {""}
        if all(_is_figure(text) for text in texts):
            figures.append(heading)
        elif "=" not in heading:
            # A condition is one line: heading = value.
            filters[heading] = sorted(text for text in texts if len(text.splitlines()) == 1)[:_MOST_VALUES]
    return figures, filters


def _is_figure(text):
    return len(text) < MAX_TEXT and (text.casefold() in Missing.values or _is_number(text))


def _is_number(text):
    return text.lstrip("-").replace(".", "", 1).replace(",", "").rstrip("%").isdigit()
