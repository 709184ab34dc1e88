"""The pages of measures: the grid, each measure with its picture and comparison, and what is hidden of it."""

import csv
import datetime
import html
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from config import dates
from improvement.actions.indicators import retire_indicator
from improvement.models import Indicator
from tests.factories import improvement as factories
from tests.factories.accounts import UserFactory, member
from tests.factories.signals import STEADY

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = datetime.date(2017, 2, 28), datetime.date(2017, 2, 27)
GRID = "/torbay/indicators/"
ONE = "/torbay/indicators/visits/"
WRITES = r'method="post"|/(?:add|change|target|event|ties|retire|columns)/'


@pytest.fixture
def programme():
    return factories.ProgrammeFactory(slug="torbay")


@pytest.fixture
def visits(programme):
    return factories.IndicatorFactory(programme=programme, code="visits", title="Visits", polarity="higher")


@pytest.fixture
def analyst(client, programme):
    client.force_login(member(programme, "analyst"))
    return client


@pytest.fixture
def board(client, programme):
    client.force_login(member(programme, "board_member"))
    return client


@pytest.fixture
def reader(client, programme):
    client.force_login(member(programme, "reader"))
    return client


def main_of(answer):
    drawn = answer.content.decode()
    return html.unescape(drawn[drawn.index("<main") : drawn.index("</main>")])


def titles(answer):
    return [row.record.indicator.title for row in answer.context["table"].paginated_rows]


def csv_rows(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


# --- The grid -----------------------------------------------------------------------------------------


@pytest.fixture
def filled(programme, visits):
    """Four measures: one gets worse, one misses its target, one has no figures, one nothing wrong."""
    factories.observe(visits, [*STEADY, 2])
    failing = factories.IndicatorFactory(
        programme=programme, code="assessed", title="Assessed in time", area="assessment", percentage=True
    )
    factories.observe(failing, STEADY)
    factories.TargetFactory(indicator=failing, value=90, tolerance=2)
    steady = factories.IndicatorFactory(programme=programme, code="steady", title="Plans", area="in_care")
    factories.observe(steady, STEADY)
    factories.IndicatorFactory(programme=programme, code="empty", title="Without figures", definition="Nobody counts.")
    retired = factories.IndicatorFactory(programme=programme, title="Retired", code="retired")
    retire_indicator(indicator=retired, reason="Gone.", version=1, by=UserFactory(), on=YESTERDAY)
    finding = factories.FindingFactory(programme=programme, reference="F9")
    workstream = factories.WorkstreamFactory(programme=programme, number=8)
    factories.FindingTieFactory(indicator=visits, finding=finding)
    factories.WorkstreamTieFactory(indicator=steady, workstream=workstream)
    gone = {"withdrawn_on": YESTERDAY, "withdrawn_by": UserFactory()}
    factories.FindingTieFactory(indicator=steady, finding=finding, **gone)
    return programme


def test_grid_begins_with_what_needs_a_look(board, filled):
    answer = board.get(GRID)

    assert titles(answer) == ["Visits", "Assessed in time", "Plans", "Without figures"]
    assert answer.context["sentence"] == (
        "One measure is getting worse, two measures have not really changed and for one measure there are too few "
        "figures to tell."
    )
    assert "Down 15" in main_of(answer)


def test_grid_says_what_changed_without_a_good_way_and_what_gets_better(board, programme, visits):
    factories.observe(visits, [*STEADY, 30])
    neutral = factories.IndicatorFactory(programme=programme)
    factories.observe(neutral, [*STEADY, 30])

    assert board.get(GRID).context["sentence"] == (
        "One measure is getting better and one measure has changed, neither for better nor worse."
    )


FILTERS = [
    ({"q": "nobody"}, ["Without figures"]),
    ({"area": "in_care"}, ["Plans"]),
    ({"finding": "F9"}, ["Visits"]),
    ({"finding": "F9", "on": "2017-02-26"}, ["Visits", "Plans"]),
    ({"workstream": "8"}, ["Plans"]),
    ({"workstream": "8", "finding": "F9"}, []),
]


def test_each_filter_of_the_grid_leaves_the_measures_it_names(board, filled):
    found = [(query, titles(board.get(GRID, query))) for query, _ in FILTERS]

    assert found == FILTERS
    tried = {name for query, _ in FILTERS for name in query} - {"on"}
    assert tried == set(board.get(GRID).context["filter"].filters)


def test_grid_is_sorted_by_title_on_demand(board, filled):
    assert titles(board.get(GRID, {"sort": "-title"})) == ["Without figures", "Visits", "Plans", "Assessed in time"]


def test_grid_has_pages(board, programme):
    for number in range(51):
        factories.IndicatorFactory(programme=programme, title=f"Measure {number:02}")

    assert (len(titles(board.get(GRID))), titles(board.get(GRID, {"page": 2}))) == (50, ["Measure 50"])


def test_grid_as_csv_holds_the_same_rows_as_numbers(board, filled):
    answer = board.get("/torbay/indicators.csv", {"q": "in time"})

    assert csv_rows(answer) == [
        ["Measure", "Code", "Area", "Source", "Latest", "Numerator", "Denominator", "As at", "Against the one before",
         "What it says", "Target", "Against the target"],
        ["Assessed in time", "assessed", "Assessment", "Council case system", "17", "", "", "January 2017",
         "Up 2 percentage points", "No real change: within the usual range of 10% to 21.3%.", "90",
         "Fails: even a usual high month, at 21.3%, misses the target of 90%, with its tolerance of 2 percentage "
         "points."],
    ]  # fmt: skip
    assert Event.objects.get(action="list.exported").after == {"list": "indicators", "on": "2017-02-28"}


def test_grid_as_csv_leaves_a_cell_empty_where_nothing_is_known(board, programme, filled):
    factories.ObservationFactory(
        indicator=programme.indicators.get(code="empty"), value="2.5000", numerator=5, denominator="2.2500"
    )
    factories.IndicatorFactory(programme=programme, title="Without figures too")

    rows = csv_rows(board.get("/torbay/indicators.csv", {"q": "without"}))

    assert [row[4:9] + row[10:] for row in rows[1:]] == [
        ["2.5", "5", "2.25", "May 2016", "", "", "No target is set."],
        ["", "", "", "", "", "", "No target is set."],
    ]


def test_grid_as_csv_is_refused_where_its_filter_cannot_be_read(board, filled):
    answer = board.get("/torbay/indicators.csv", {"area": "nowhere"})

    assert (answer.status_code, "cannot be narrowed like this: Area" in answer.content.decode()) == (400, True)


def test_a_formula_typed_into_a_title_is_text_in_the_file_and_on_the_page(board, programme):
    factories.IndicatorFactory(programme=programme, title='=HYPERLINK("x")<script>', publisher="@sum", code="danger")

    (_, row) = csv_rows(board.get("/torbay/indicators.csv"))
    drawn = board.get(GRID).content.decode()

    assert (row[0], row[3]) == ('\'=HYPERLINK("x")<script>', "'@sum")
    assert ("&lt;script&gt;" in drawn, "<script>" in drawn) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_grid_query_count(board, programme, django_assert_num_queries, count):
    for _ in range(count):
        indicator = factories.IndicatorFactory(programme=programme, polarity="higher")
        factories.observe(indicator, STEADY)
        factories.TargetFactory(indicator=indicator)
        factories.IndicatorEventFactory(indicator=indicator, kind="rebase", reason="New team.")
    board.get(GRID)

    with django_assert_num_queries(GRID_QUERIES):
        answer = board.get(GRID)

    assert len(titles(answer)) == count


GRID_QUERIES, DETAIL_QUERIES = 8, 15


def test_no_measure_at_all_is_said(board, programme):
    answer = board.get(GRID)

    assert (answer.context["sentence"], "No measure matches." in main_of(answer)) == (
        "No measure is in the catalogue yet.",
        True,
    )


@pytest.mark.parametrize(("role", "status"), [("reader", 200), ("officer", 200), ("preparer", 403), (None, 404)])
def test_who_sees_measures(client, programme, visits, role, status):
    client.force_login(member(programme if role else factories.ProgrammeFactory(), role or "analyst"))

    assert [client.get(url).status_code for url in (GRID, ONE)] == [status, status]


# --- One measure --------------------------------------------------------------------------------------


def test_a_measure_says_what_stands_behind_it(board, programme):
    indicator = factories.IndicatorFactory(programme=programme, code="visits", title="Visits", percentage=True)
    file = factories.StatisticsImportFactory(
        programme=programme, file_name="january.csv", recorded_by=UserFactory(name="Ann Alyst"), source=""
    )
    january, december = datetime.date(2017, 1, 31), datetime.date(2016, 12, 31)
    facts = {"indicator": indicator, "statistics_import": file}
    factories.ObservationFactory(period_end=january, value=80, numerator=40, denominator=50, **facts)
    factories.ObservationFactory(period_end=december, value="75.5", status="provisional", **facts)
    factories.ObservationFactory(
        indicator=indicator, period_end=december, value=70, recorded_on=datetime.date(2016, 5, 31)
    )
    factories.ObservationFactory(
        indicator=indicator, period_end=datetime.date(2016, 11, 30), value=None, missing="x", numerator_missing="c"
    )
    factories.TargetFactory(indicator=indicator, value=90, tolerance=2, reason="Set by the board.")
    factories.IndicatorEventFactory(indicator=indicator, title="New form", happened_on=december)
    factories.IndicatorEventFactory(indicator=None, programme=programme, title="For all", happened_on=january)
    factories.IndicatorEventFactory(
        indicator=indicator, kind="break", reason="Counted anew.", title="Break", happened_on=december
    )
    factories.InterventionFactory(programme=programme, title="Direction", issued_on=datetime.date(2016, 5, 25))
    factories.FindingTieFactory(indicator=indicator, finding__reference="F9", finding__programme=programme)
    factories.WorkstreamTieFactory(indicator=indicator, workstream__number=8, workstream__programme=programme)

    answer = board.get(ONE)

    context, main = answer.context, main_of(answer)
    assert [(f.label, f.value, f.notes) for f in context["key_figures"]] == [
        ("Latest", "80.0%", ("January 2017", "40 of 50")),
        ("The one before", "75.5%", ("December 2016", "Provisional figure", "Up 4.5 percentage points")),
        ("Target", "90.0%", ("Not judged against the target of 90% until there are limits.",)),
    ]
    assert [(str(row.figure.period), row.figure.text, row.figure.parts, row.status) for row in context["rows"]] == [
        ("January 2017", "80.0%", "40 of 50", "Final"),
        ("December 2016", "75.5%", "", "Provisional"),
        ("November 2016", "not available (x)", "c", "Final"),
    ]
    assert context["quality"] == [
        "One period without a figure: not available.",
        "One figure provisional: they may be restated.",
        "One figure restated since first recorded; both stay on record.",
    ]
    assert [text for _, text in context["targets"]] == ["90.0%, within 2.0%"]
    assert [(event.title, event.kind) for event in context["events"]] == [
        ("Direction", "Statutory Direction"),
        ("Break", "Break in the series"),
        ("New form", ""),
        ("For all", ""),
    ]
    assert [mark.text for mark in context["marks"]] == ["New form", "For all", "Break"]
    for words in ("january.csv", "by Ann Alyst", "F9", "Workstream 8", "Counted anew.", "Set by the board.",
                  "Higher is better"):  # fmt: skip
        assert words in main


def test_a_reader_of_a_measure_sees_no_names_and_no_way_to_the_plan(reader, programme, visits):
    file = factories.StatisticsImportFactory(programme=programme, recorded_by=UserFactory(name="Ann Alyst"), source="")
    factories.ObservationFactory(indicator=visits, statistics_import=file)
    factories.WorkstreamTieFactory(indicator=visits, workstream__number=8, workstream__programme=programme)

    main = main_of(reader.get(ONE))

    assert ("figures.csv" in main, "Ann Alyst" in main) == (True, False)
    assert ("Workstream 8" in main, "/workstreams/8/" in main) == (True, False)


def test_a_measure_on_trial_and_with_limits_says_so(board, visits):
    factories.observe(visits, [*STEADY[:9], 40])

    context = board.get(ONE).context

    assert "Fewer than 12 points: the limits are trial limits." in context["quality"]
    assert [row.signal for row in context["rows"][:2]] == ["Above the upper limit", "Long below the average"]
    assert re.fullmatch(r"\d+\.\d to \d+\.\d", context["rows"][0].range)


def test_a_measure_of_many_years_shows_them_all_with_limits_that_began_anew(board, visits):
    ends = [dates.last_of_month(dates.add_months(datetime.date(2016, 12, 1), -back)) for back in range(72)]
    for number, end in enumerate(reversed(ends)):
        factories.ObservationFactory(indicator=visits, period_end=end, value=20 + number % 5 + (number > 40) * 30)
    anew = {"kind": "rebase", "happened_on": datetime.date(2014, 6, 1), "reason": "Twice the people."}
    factories.IndicatorEventFactory(indicator=visits, **anew)

    answer = board.get(ONE)

    picture = board.get(answer.context["chart_url"])
    assert (answer.status_code, picture.status_code, len(answer.context["rows"])) == (200, 200, 72)
    assert [(mark.sign, mark.date) for mark in answer.context["marks"]] == [("A", datetime.date(2014, 6, 1))]


def test_a_yearly_measure_has_neither_limits_nor_signals(board, programme):
    indicator = factories.IndicatorFactory(programme=programme, code="visits", frequency="reporting_year")
    factories.ObservationFactory(indicator=indicator, period_end=datetime.date(2015, 3, 31), value=1200)
    factories.ObservationFactory(indicator=indicator, period_end=datetime.date(2016, 3, 31), value=1100)

    answer = board.get(ONE)

    assert [(row.range, row.signal, row.figure.text) for row in answer.context["rows"]] == [
        ("", "", "1,100"),
        ("", "", "1,200"),
    ]
    assert "Usual range" not in main_of(answer)


def test_a_measure_without_any_figure_shows_and_has_no_picture(board, visits):
    answer = board.get(ONE)

    assert [(figure.label, figure.value) for figure in answer.context["key_figures"]] == [("Latest", "No figure yet")]
    assert (answer.context["chart"], answer.context["compared"]) == (None, None)
    for words in ("No figure is known yet.", "It is tied to no finding and no workstream.",
                  "There are no figures yet."):  # fmt: skip
        assert words in main_of(answer)
    statuses = [board.get(f"{ONE}{name}").status_code for name in (f"{'0' * 24}.svg", f"peers/{'0' * 24}.svg")]
    assert statuses == [404, 404]


def test_a_measure_that_is_not_there_is_404_everywhere(board, visits):
    names = ["", f"{'0' * 24}.svg", f"peers/{'0' * 24}.svg"]

    assert [board.get(f"/torbay/indicators/other/{name}").status_code for name in names] == [404] * 3
    assert board.get("/torbay/indicators/other.csv").status_code == 404


def test_the_longest_texts_are_shown_whole(board, programme):
    long, line = "Wörter " * 571, "W" * 200
    indicator = factories.IndicatorFactory(
        programme=programme, code="visits", title=line, definition=long, numerator_label=line, denominator_label=line,
        publisher=line, owner_post=line, unit="percentage", polarity="higher",
    )  # fmt: skip
    factories.observe(indicator, STEADY)
    factories.TargetFactory(indicator=indicator, reason=long)
    factories.IndicatorEventFactory(indicator=indicator, title=line, happened_on=datetime.date(2016, 12, 1))

    answer = board.get(ONE)

    assert (answer.status_code, main_of(answer).count(long.strip()) >= 2) == (200, True)
    assert (board.get(answer.context["chart_url"]).status_code, titles(board.get(GRID))) == (200, [line])


def neighbours(programme, indicator, count):
    """So many neighbours with figures, and one without."""
    found = factories.NeighbourSetFactory(programme=programme)
    for rank in range(1, count + 1):
        near = factories.NeighbourFactory(neighbour_set=found, rank=rank)
        factories.ObservationFactory(indicator=indicator, authority=near.authority, value=10 * rank)
    factories.NeighbourFactory(neighbour_set=found, rank=count + 1)
    return found


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(board, programme, visits, count):
    factories.ObservationFactory(indicator=visits, value=15)
    neighbours(programme, visits, count)
    by = {"recorded_by": UserFactory(), "source": ""}
    for _ in range(count):
        factories.TargetFactory(indicator=visits, **by)
        factories.IndicatorEventFactory(indicator=visits, **by)
        factories.FindingTieFactory(indicator=visits, **by)
        factories.WorkstreamTieFactory(indicator=visits, **by)
    board.get(ONE)

    with CaptureQueriesContext(connection) as queries:
        answer = board.get(ONE)

    assert (len(queries), len(answer.context["compared"].peers)) == (DETAIL_QUERIES, count + 1)


def test_no_page_of_measures_takes_more_than_15_queries():
    assert max(GRID_QUERIES, DETAIL_QUERIES) <= 15


def test_a_measure_stands_beside_its_neighbours(board, programme, visits):
    factories.ObservationFactory(indicator=visits, value=15)
    neighbours(programme, visits, 3)

    answer = board.get(ONE)

    compared = answer.context["compared"]
    assert [(peer.label, peer.latest.text) for peer in compared.peers] == [
        ("This programme", "15"),
        ("Neighbour", "10"),
        ("Neighbour", "20"),
        ("Neighbour", "30"),
    ]
    assert compared.sentence in main_of(answer)


def test_country_region_and_helper_stand_beside_it_with_what_may_mislead(board, programme, visits):
    own, helper = programme.supported, programme.supporting
    region = factories.AuthorityFactory(name="South West", ons_code="E12000009", dfe_code="", level="regional")
    country = factories.AuthorityFactory(name="England", ons_code="E92000001", dfe_code="", level="national")
    own.region_code = region.ons_code
    own.save()
    neighbours(programme, visits, 1)
    for place in (own, helper, region, country):
        factories.ObservationFactory(indicator=visits, authority=place, value=50)
    near = programme.neighbour_sets.get().neighbours.first().authority

    compared = board.get(ONE).context["compared"]
    chosen = board.get(ONE, {"with": near.ons_code}).context["compared"]

    assert [peer.label for peer in compared.peers] == [
        "This programme",
        "Country",
        "Region",
        "Helps the programme",
        "Neighbour",
    ]
    assert len(compared.notes) == 3
    # A neighbour that is chosen moves up, and stays a neighbour.
    assert [peer.label for peer in chosen.peers][:2] == ["This programme", "Neighbour"]


def test_another_place_is_put_beside_it_by_its_code(board, programme, visits):
    factories.ObservationFactory(indicator=visits)
    chosen = factories.AuthorityFactory(name="Chosen Council")
    factories.ObservationFactory(indicator=visits, authority=chosen, value=7)
    beside = {"with": chosen.ons_code}

    # Without one there is nothing to compare with, and so no table.
    alone, answer = board.get(ONE), board.get(ONE, beside)

    assert (alone.context["compared"].has_others, "peers_chart_url" in alone.context) == (False, False)
    assert [peer.label for peer in answer.context["compared"].peers] == ["This programme", "Chosen here"]
    picture = board.get(answer.context["peers_chart_url"])
    assert (f"with={chosen.ons_code}" in answer.context["peers_chart_url"], picture.status_code) == (True, 200)
    assert (picture["Content-Type"], "immutable" in picture["Cache-Control"]) == ("image/svg+xml", True)


@pytest.mark.parametrize("wanted", ["E99999999", "x" * 500, "\x00", "'; --"])
def test_a_place_without_figures_cannot_be_put_beside_it(board, visits, wanted):
    factories.ObservationFactory(indicator=visits)

    answers = [board.get(ONE, {"with": wanted}), board.get(f"{ONE}peers/{'0' * 24}.svg", {"with": wanted})]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "That place has no figures of this measure." in answers[0].content.decode()


def test_a_picture_is_kept_for_ever_by_its_digest_and_not_by_another(board, visits):
    factories.observe(visits, STEADY)
    url = board.get(ONE).context["chart_url"]

    right, wrong = board.get(url), board.get(f"{ONE}{'0' * 24}.svg")

    assert (right.status_code, wrong.status_code, right.content.startswith(b"<svg")) == (200, 200, True)
    assert (right["Cache-Control"], wrong["Cache-Control"]) == (
        "private, max-age=31536000, immutable",
        "private, no-store",
    )


def test_a_new_figure_gives_the_picture_another_address(board, visits):
    factories.observe(visits, STEADY[:-1])
    before = board.get(ONE).context["chart_url"]
    factories.ObservationFactory(indicator=visits, period_end=TODAY, value=15)

    assert board.get(ONE).context["chart_url"] != before


def test_figures_as_csv_are_in_the_layout_of_the_department(board, programme):
    indicator = factories.IndicatorFactory(programme=programme, code="visits", percentage=True)
    region = factories.AuthorityFactory(name="South West", ons_code="E12000009", dfe_code="", level="regional")
    own = programme.supported
    own.region_code = region.ons_code
    own.save()
    factories.ObservationFactory(indicator=indicator, value="80.5000", numerator=8, denominator=10)
    factories.ObservationFactory(indicator=indicator, authority=region, value=None, missing="c")

    answer = board.get("/torbay/indicators/visits.csv")

    heads, *rows = csv_rows(answer)
    assert heads[-3:] == ["numerator", "denominator", "value"]
    assert [row[:3] + row[5:] for row in rows] == [
        ["2016", "May", "Regional", "E12000009", "South West", "", "", "", "", "", "c"],
        ["2016", "May", "Local authority", "E12000009", "South West", own.dfe_code, own.ons_code, own.name, "8", "10",
         "80.5"],
    ]  # fmt: skip
    assert Event.objects.get(action="list.exported").after["list"] == "visits"


def test_figures_as_csv_bear_the_names_of_the_columns_they_came_from(board, visits):
    factories.StatisticsColumnFactory(indicator=visits, value_column="visit_count", only_rows="category = All")
    factories.ObservationFactory(indicator=visits, value=12)

    heads, row = csv_rows(board.get("/torbay/indicators/visits.csv"))

    assert (heads[-4:], row[-4:]) == (["category", "numerator", "denominator", "visit_count"], ["all", "", "", "12"])


# --- Small numbers ------------------------------------------------------------------------------------


@pytest.fixture
def small(programme):
    """Months of plenty, and then 3 of 700 visits."""
    indicator = factories.IndicatorFactory(programme=programme, code="visits", title="Visits", percentage=True)
    factories.observe(indicator, ["81.3"] * 3, last=datetime.date(2016, 12, 31), numerator=569, denominator=700)
    factories.ObservationFactory(
        indicator=indicator, period_end=datetime.date(2017, 1, 31), value="0.4286", numerator=3, denominator=700
    )
    return indicator


def shown(client, indicator):
    """Whether each place where a figure stands tells the small one."""
    detail = client.get(ONE)
    chart = json.dumps(detail.context["chart"].specification, default=str)
    return {
        "grid": "0.4%" in main_of(client.get(GRID)),
        "grid file": "0.4286" in client.get("/torbay/indicators.csv").getvalue().decode(),
        "detail": "0.4%" in main_of(detail) or "3 of 700" in main_of(detail),
        "file": "0.4286" in client.get("/torbay/indicators/visits.csv").getvalue().decode(),
        "chart": "0.4286" in chart,
        "API": "0.4286" in client.get("/api/v1/programmes/torbay/observations/?indicator=visits").content.decode(),
        "signals": "0.4286" in client.get("/api/v1/programmes/torbay/signals/").content.decode(),
    }


def test_the_board_sees_a_small_number_everywhere(board, small):
    assert shown(board, small) == dict.fromkeys(shown(board, small), True)


def test_a_reader_sees_a_small_number_nowhere(reader, small):
    assert shown(reader, small) == dict.fromkeys(shown(reader, small), False)


def test_what_is_hidden_is_said_and_nothing_rests_on_it(reader, small):
    answer = reader.get(ONE)

    assert (answer.context["key_figures"][0].value, answer.context["quality"]) == (
        "81.3%",
        ["One figure hidden: too few children stand behind them."],
    )
    assert answer.context["rows"][0].figure.text == "hidden: too few children"
    (row,) = [row for row in csv_rows(reader.get("/torbay/indicators/visits.csv")) if row[1] == "January"]
    assert row[-3:] == ["c", "c", "c"]


def test_a_small_number_of_a_neighbour_is_hidden_in_the_comparison(reader, board, programme, visits):
    factories.ObservationFactory(indicator=visits, value=50)
    neighbours(programme, visits, 2)
    near = factories.NeighbourFactory(neighbour_set=programme.neighbour_sets.get(), rank=9)
    factories.ObservationFactory(indicator=visits, authority=near.authority, value=4)
    values = {}
    for role in ("board_member", "reader"):
        reader.force_login(member(programme, role))
        answer = reader.get(ONE)
        values[role] = [peer.latest.value for peer in answer.context["compared"].peers]

    assert values == {"board_member": [50, 10, 20, 4], "reader": [50, None, 20, None]}


# --- Earlier days -------------------------------------------------------------------------------------


def test_an_earlier_day_shows_the_value_as_it_was_and_nothing_to_press(analyst, programme, visits):
    factories.ObservationFactory(indicator=visits, value=100)
    factories.ObservationFactory(indicator=visits, value=123, recorded_on=TODAY)
    factories.TargetFactory(indicator=visits, value=150, recorded_on=TODAY)
    factories.IndicatorEventFactory(indicator=visits, title="Marked today", recorded_on=TODAY)
    earlier = {"on": "2017-02-27"}

    now, before = analyst.get(ONE), analyst.get(ONE, earlier)

    assert [answer.context["key_figures"][0].value for answer in (now, before)] == ["123", "100"]
    for words in ("Marked today", "150"):
        assert (words in main_of(now), words in main_of(before)) == (True, False)
    pressed = [len(re.findall(WRITES, main_of(answer))) for answer in (now, before)]
    assert (pressed[0] > 3, pressed[1]) == (True, 0)
    grids = [re.findall(WRITES, main_of(analyst.get(GRID, query))) for query in ({}, earlier)]
    assert (len(grids[0]), grids[1]) == (3, [])
    strays = [link for link in re.findall(r'href="(/torbay/[^"#]*)', main_of(before)) if "on=2017-02-27" not in link]
    assert strays == []
    assert "100" in analyst.get("/torbay/indicators/visits.csv", earlier).getvalue().decode()


def test_a_measure_is_not_there_before_it_was_recorded(board, visits):
    before = {"on": "2016-05-31"}

    assert (board.get(ONE, before).status_code, titles(board.get(GRID, before))) == (404, [])


@pytest.mark.parametrize("role", ["director", "board_member", "reader"])
def test_only_who_keeps_measures_is_offered_to(client, programme, visits, role):
    client.force_login(member(programme, role))

    offered = [
        re.findall(WRITES, main_of(client.get(url)).replace("/board/challenges/add/", "")) for url in (GRID, ONE)
    ]
    assert offered == [[], []]


def test_a_retired_measure_keeps_its_page_and_has_nothing_to_press(analyst, visits):
    retire_indicator(indicator=visits, reason="Gone.", version=1, by=UserFactory())

    answer = analyst.get(ONE)

    assert ("Retired" in main_of(answer), re.findall(WRITES, main_of(answer))) == (True, [])


def test_a_measure_without_a_better_way_is_offered_no_target(analyst, visits):
    offered = [f"{ONE}target/" in main_of(analyst.get(ONE))]
    Indicator.objects.update(polarity="none")

    offered.append(f"{ONE}target/" in main_of(analyst.get(ONE)))

    assert offered == [True, False]


# --- Measures beside the work they speak for ----------------------------------------------------------


@pytest.fixture
def contradicted(programme, visits):
    """A measure that gets worse, of a workstream and a finding."""
    factories.observe(visits, [*STEADY, 2])
    workstream = factories.WorkstreamFactory(programme=programme, number=8)
    factories.WorkstreamTieFactory(indicator=visits, workstream=workstream)
    factories.FindingTieFactory(indicator=visits, finding__reference="F9", finding__programme=programme)
    return workstream


@pytest.mark.parametrize(("impact", "warned"), [("some", True), ("sustained", True), ("getting_worse", False)])
def test_a_workstream_rated_better_than_its_measures_is_told(board, contradicted, impact, warned):
    factories.ImpactRatingFactory(workstream=contradicted, impact=impact)

    answer = board.get("/torbay/workstreams/8/")

    sentence = "Rated as better than its indicators say: “Visits” is getting worse."
    assert (answer.context["contradiction"], sentence in main_of(answer)) == (sentence if warned else "", warned)


def test_a_workstream_and_a_finding_show_the_measures_that_speak_for_them(board, programme, contradicted):
    for path in ("workstreams/8/", "findings/F9/"):
        assert [reading.indicator.code for reading in board.get(f"/torbay/{path}").context["tied"]] == ["visits"]
        assert f'href="{ONE}"' in main_of(board.get(f"/torbay/{path}"))


def test_the_position_tells_what_gets_worse(board, contradicted):
    answer = board.get("/torbay/")

    assert [reading.indicator.code for reading in answer.context["position"].worse_indicators] == ["visits"]
    assert f'href="{ONE}"' in main_of(answer)


def test_who_may_not_see_measures_sees_none_beside_findings(client, programme, contradicted):
    client.force_login(member(programme, "preparer"))

    answer = client.get("/torbay/findings/F9/")

    assert (answer.context["tied"], f'href="{ONE}"' in main_of(answer)) == ([], False)
