"""The pictures of indicators: what they hold, that nothing touches or overflows."""

import datetime
import html
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from improvement.chart_frame import POINTS, apart, frame_of, pieces, round_figures
from improvement.signal_charts import HEIGHT, LABEL_STEP, WIDTH, Mark, chart_marks, indicator_chart, sparkline
from improvement.signals import Assurance, Measure, Variation, signal_for
from improvement.small_multiples import PANEL_WIDTH, small_multiples_chart
from tests.factories.signals import STEADY, decimals, months, quarters, snapshots, years

FLOW = Measure("count", "lower", "flow")
SHARE = Measure("percentage", "higher")
RATE = Measure("rate_per_10000", "none")

DAY = datetime.date
CONTRAST = 4.5
"""The least for words, by WCAG 2.2, 1.4.3; icons and lines need 3."""


def chart_of(values, measure=FLOW, periods=None, rebases=(), **facts):
    periods = periods or months(len(values))
    signal = signal_for(periods, values, measure=measure, rebases=rebases)
    return indicator_chart(periods, values, name="Missing children", measure=measure, signal=signal, **facts)


def rows_of(chart, mark, **has):
    """The rows of every layer of a mark whose style has these values."""
    layers = [layer for layer in chart.specification["layer"] if layer["mark"]["type"] == mark]
    fits = [layer for layer in layers if all(layer["mark"].get(key) == value for key, value in has.items())]
    return [row for layer in fits for row in layer["data"]["values"]]


def texts(chart):
    """Every text of the picture, as a reader sees it."""
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", chart.svg())]


def test_chart_says_its_name_and_the_sentence_of_its_signal():
    assert chart_of(STEADY).alt == (
        "Missing children. No real change: within the usual range of 10 to 21 a month."
        " The table below holds the same figures."
    )


def test_chart_is_drawn_at_the_size_it_says():
    chart = chart_of(STEADY)

    assert f'width="{WIDTH}" height="{HEIGHT}"' in chart.svg()
    assert (chart.width, chart.height) == (WIDTH, HEIGHT)


def test_points_have_the_shape_and_colour_of_what_they_say():
    points = rows_of(chart_of([*STEADY, 30, 15]), "point")

    assert [(p["shape"], p["colour"]) for p in points[16:19]] == [
        ("circle", POINTS[Variation.COMMON_CAUSE][1]),
        ("diamond", POINTS[Variation.WORSENING][1]),
        ("circle", POINTS[Variation.COMMON_CAUSE][1]),
    ]
    assert len(points) == 19 + 1
    assert texts(chart_of([*STEADY, 30, 15])).count("Worsening") == 1


def test_special_causes_differ_in_shape_as_well_as_in_colour():
    shapes, colours, _ = zip(*(POINTS[v] for v in POINTS if v != Variation.COMMON_CAUSE), strict=True)

    assert len(set(shapes)) == len(set(colours)) == 3


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [colour for _, colour, _ in POINTS.values()])
def test_colours_stand_out_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= CONTRAST


def test_limits_are_dashed_and_trial_limits_dotted():
    firm, trial = chart_of(STEADY), chart_of(STEADY[:8])

    assert [row["dash"] for row in rows_of(firm, "rule")] == [[7, 4], [7, 4], [1, 0]]
    assert [row["dash"] for row in rows_of(trial, "rule")] == [[2, 4], [2, 4], [1, 0]]
    assert "Upper trial limit 22.5" in texts(trial)
    assert {"Upper limit 21.3", "Average 15.6", "Lower limit 10", "Latest 17"} <= set(texts(firm))


def test_limits_step_at_a_rebase_and_its_letter_stands_above():
    values = [*STEADY, *[value + 30 for value in STEADY]]
    chart = chart_of(values, rebases=[(DAY(2015, 10, 1), "New system")])

    bands = rows_of(chart, "rect")
    assert [band["y"] for band in bands] == pytest.approx([9.99458, 39.99458], abs=1e-4)
    assert bands[0]["x2"] == bands[1]["x"]
    assert "A" in texts(chart)


def test_a_segment_without_limits_has_no_band():
    values = [*STEADY, 40, 41, 42]
    chart = chart_of(values, rebases=[(DAY(2016, 12, 1), "New system")])

    assert len(rows_of(chart, "rect")) == 1
    assert not [text for text in texts(chart) if "limit" in text]


def test_marks_number_events_and_letter_rebases():
    periods = months(34)
    rebases = [(DAY(2015, 10, 1), "New system")]
    signal = signal_for(periods, STEADY * 2, measure=FLOW, rebases=rebases)
    events = [(DAY(2016, 5, 6), "Inspection"), (DAY(2015, 9, 1), "Direction")]

    assert chart_marks(periods, signal=signal, events=events) == [
        Mark("1", DAY(2015, 9, 1), "Direction"),
        Mark("2", DAY(2016, 5, 6), "Inspection"),
        Mark("A", DAY(2015, 10, 1), "New system"),
    ]
    assert chart_marks(years(2), signal=signal_for(years(2), [1, 2], measure=FLOW)) == []


def test_events_that_are_close_stand_in_two_rows_and_those_outside_are_left_out():
    events = [(DAY(2016, 5, day), "") for day in (1, 9)] + [(DAY(2016, 12, 1), ""), (DAY(2020, 1, 1), "")]
    chart = chart_of(STEADY, events=events)

    signs = rows_of(chart, "text", fontWeight="bold", baseline="middle", color="#0b0c0c")
    assert [(row["sign"], row["at"]) for row in signs] == [("1", -10), ("2", -27), ("3", -10)]


def test_target_steps_by_date_and_is_named_at_its_end():
    targets = [(DAY(2010, 1, 1), Decimal(80)), (DAY(2016, 4, 1), Decimal(90)), (DAY(2020, 1, 1), Decimal(95))]
    chart = chart_of(STEADY, SHARE, targets=targets)

    rows = rows_of(chart, "rule", strokeWidth=2)
    assert [row["y"] for row in rows] == [80, 90]
    assert rows[0]["x2"] == rows[1]["x"]
    assert "Target 95%" in texts(chart)


def test_a_target_that_has_not_begun_is_only_named():
    chart = chart_of(STEADY, SHARE, targets=[(DAY(2020, 1, 1), Decimal(95))])

    assert rows_of(chart, "rule", strokeWidth=2) == []
    assert "Target 95%" in texts(chart)


def test_a_missing_figure_breaks_the_line_and_has_no_point():
    chart = chart_of([*STEADY[:8], None, *STEADY[8:]])

    assert {row["line"] for row in rows_of(chart, "line")} == {"000", "001"}
    assert len(rows_of(chart, "point")) == 17


def test_yearly_figures_are_points_and_a_line_without_limits():
    chart = chart_of(decimals("33.2 29.1 - 14.6"), Measure("percentage", "lower"), periods=years(4))

    assert rows_of(chart, "rect") == rows_of(chart, "rule") == []
    assert texts(chart) == [
        "2012/13",
        "2013/14",
        "2014/15",
        "2015/16",
        "0%",
        "10%",
        "20%",
        "30%",
        "40%",
        "Latest 14.6%",
    ]


def test_a_rate_says_what_it_is_per_and_the_key_stands_beside_it():
    drawn = texts(chart_of([*STEADY, 30], RATE))

    assert {"Rate per 10,000 children", "Changed", "Latest 30"} <= set(drawn)


@pytest.mark.parametrize("values", [[None, None], [0, 0, 0], [5]])
def test_a_chart_of_little_or_nothing_is_drawn(values):
    assert chart_of(values).svg().startswith("<svg")


def test_quarters_and_snapshots_are_named_below_the_axis():
    by_quarter = chart_of(STEADY[:4], periods=quarters(4))
    by_day = chart_of(STEADY[:2], periods=snapshots(DAY(2016, 3, 31), DAY(2016, 9, 30)))

    assert texts(by_quarter)[0] == "April to June 2016"
    assert texts(by_day)[:2] == ["Mar 2016", "Sep 2016"]


@pytest.mark.parametrize("count", [13, 24, 36, 60])
def test_the_latest_period_is_always_named_and_at_most_ten_are(count):
    drawn = [text for text in texts(chart_of((STEADY * 4)[:count])) if re.fullmatch(r"\w{3} \d{4}", text)]

    assert drawn[-1] == "Feb 2017"
    assert 5 <= len(drawn) <= 10


@pytest.mark.parametrize(
    "name",
    ['Say "stop"', "It's children's", "Back\\slash \\u0041", "<script>alert(1)</script>", "a & b", "${datum.value}"],
)
def test_a_name_in_a_chart_is_text_and_nothing_else(name):
    chart = small_multiples_chart(months(17), {name: STEADY}, name=name, measure=FLOW, own=name)

    assert name in texts(chart)
    assert "<script" not in chart.svg()


BUSY = {
    "events": [(DAY(2016, month, 1), "Something") for month in (1, 2, 3, 9, 12)],
    "targets": [(DAY(2012, 1, 1), Decimal(20)), (DAY(2016, 1, 1), Decimal(16))],
}


def test_names_at_the_end_of_lines_do_not_touch():
    chart = chart_of((STEADY * 4)[:60], **BUSY)
    layers = [layer for layer in chart.specification["layer"] if layer["mark"].get("align") == "left"]
    (low, high), plot = chart.specification["encoding"]["y"]["scale"]["domain"], chart.specification["height"]

    places = sorted(row["y"] for layer in layers for row in layer["data"]["values"] if "y" in row)

    pixels = [(place - low) / (high - low) * plot for place in places]
    assert len(pixels) == 5
    assert all(after - before >= LABEL_STEP - 1e-6 for before, after in pairwise(pixels))
    assert pixels[-1] <= plot + LABEL_STEP


@given(st.lists(st.floats(0, 300), max_size=12))
def test_labels_moved_apart_keep_their_order_and_distance(places):
    moved = apart(sorted(places), step=17, limit=300)

    assert moved == sorted(moved)
    assert all(after - before >= 17 - 1e-6 for before, after in pairwise(moved))
    assert all(place <= 300 for place in moved)


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=20), st.sampled_from([FLOW, SHARE, RATE]))
def test_the_scale_holds_every_figure_in_few_round_steps(values, measure):
    known = [float(value) for value in values]
    figures = round_figures(known, measure)

    assert figures[0] <= min(known) + 1e-6
    assert max(known) <= figures[-1] + 1e-6
    assert 2 <= len(figures) <= 8
    assert figures[0] >= 0
    assert measure != SHARE or figures[-1] <= 100


def test_the_frame_of_one_period_has_room_on_both_sides():
    frame = frame_of(months(1), [[5]], measure=FLOW, size=(100, 100))

    assert frame.across(frame.origin) == 50
    assert frame.figure_at(frame.up(5)) == pytest.approx(5)


def test_pieces_are_neighbours_that_have_values():
    assert pieces([None, 1, 2, None, None, 3]) == [[(1, 1), (2, 2)], [(5, 3)]]
    assert pieces([]) == []


PLACES = {
    "Torbay": decimals("40 43 50 41"),
    "Bournemouth, Christchurch and Poole": decimals("47 - 56 50"),
    "Plymouth": decimals("- 58 60 -"),
    "Nowhere": [None] * 4,
    "Medway": decimals("55 58 62 66"),
}


def test_small_multiples_are_panels_on_one_scale_with_our_own_in_colour():
    chart = small_multiples_chart(years(4), PLACES, name="Children looked after", measure=RATE, own="Torbay")

    own = [row for row in rows_of(chart, "line") if row["line"].startswith("000")]
    assert {row["colour"] for row in own} == {"#1d5fa8"}
    assert {"41", "50", "60", "66"} <= set(texts(chart))
    assert chart.alt == (
        "Children looked after: Torbay, Bournemouth, Christchurch and Poole, Plymouth, Nowhere, Medway, each in a panel"
        " on the same scale. The table below holds the same figures."
    )
    assert f'width="{chart.width}" height="{chart.height}"' in chart.svg()
    assert next(text for text in texts(chart) if text in PLACES) == "Torbay"


def test_small_multiples_of_percentages_say_so_and_need_not_hold_our_own():
    chart = small_multiples_chart(years(4), {"Medway": PLACES["Medway"]}, name="A", measure=SHARE, own="Torbay")

    assert "66%" in texts(chart)
    assert {row["colour"] for row in rows_of(chart, "line")} == {"#383f43"}
    assert [text for text in texts(chart) if text.endswith("%")] == ["66%", "50%", "60%", "70%"]


def test_panels_of_one_scale_do_not_overlap():
    chart = small_multiples_chart(
        years(4), {f"Authority {i}": PLACES["Torbay"] for i in range(11)}, name="A", measure=RATE, own="Authority 3"
    )

    grid = {(row["x"], row["x2"]) for row in rows_of(chart, "rule")}
    assert len(grid) == 4
    assert all(right - left == PANEL_WIDTH and right < chart.width for left, right in grid)


def spark(values, measure=FLOW, **facts):
    return sparkline(values, signal=signal_for(months(len(values)), values, measure=measure, **facts))


def test_sparkline_is_a_hidden_line_with_its_usual_range_and_last_point():
    drawn = spark([*STEADY, 30])

    assert drawn.startswith('<svg class="app-spark app-signal--worsening"')
    assert 'aria-hidden="true"' in drawn
    assert re.search(r'app-spark__usual" d="M0\.0 [\d.]+H132V[\d.]+H0\.0z"', drawn)
    assert re.search(r'app-spark__last" d="M127\.0 5\.0h0"', drawn)


def test_sparkline_shows_the_usual_range_of_the_last_segment_only():
    values = [*STEADY, *[value + 30 for value in STEADY]]

    assert re.search(r'usual" d="M66\.0 ', spark(values, rebases=[(DAY(2015, 10, 1), "New")]))


def test_sparkline_breaks_at_a_missing_figure_and_stands_without_limits():
    drawn = spark([3, None, 4, 5])

    assert 'app-spark__usual" d=""' in drawn
    assert len(re.search(r'app-spark__line" d="([^"]*)"', drawn)[1].split("M")) == 3


def test_sparkline_of_yearly_and_level_figures():
    assert 'app-signal--yearly"' in sparkline([4, 4], signal=signal_for(years(2), [4, 4], measure=FLOW))
    assert spark([7]).count("h0") == 2


@pytest.mark.parametrize("values", [[], [None, None]])
def test_sparkline_of_nothing_is_nothing(values):
    assert spark(values) == ""


NAMES = [(v.value, way) for v in Variation for way in ("up", "down", "")] + [(a.value, "") for a in Assurance]


def icon(name, way=""):
    return render_to_string("improvement/signal_icon.html", {"name": name, "way": way})


@pytest.mark.parametrize(("name", "way"), NAMES)
def test_an_icon_is_hidden_since_its_words_stand_beside_it(name, way):
    assert f'class="app-signal app-signal--{name}"' in icon(name, way)
    assert 'aria-hidden="true"' in icon(name, way)


def shape(name, way=""):
    """An icon without its name: what is left to tell it by in black and white."""
    return re.sub(r'class="[^"]*"', "", icon(name, way))


def test_icons_are_told_apart_by_their_shapes():
    shapes = {shape(name, way) for name, way in NAMES if way or name not in {"improving", "worsening", "changed"}}
    moving = {shape(name, way) for name in ("improving", "worsening", "changed") for way in ("up", "down")}

    assert len(moving) == 6
    assert len(shapes) == 6 + 3 + len(Assurance)


def test_icons_have_the_colours_of_the_points():
    scss = (Path(settings.BASE_DIR) / "static/scss/_settings.scss").read_text()

    assert f"$app-accent: {POINTS[Variation.IMPROVING][1]};" in scss
    assert f"$app-worse: {POINTS[Variation.WORSENING][1]};" in scss
    assert f"$app-changed: {POINTS[Variation.CHANGED][1]};" in scss
