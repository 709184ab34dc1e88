"""The pictures of the plan: their words, their digests, and that titles stay text."""

import datetime
import html
import re

import pytest

from config import charts
from improvement.as_known import milestones_on, risks_on
from improvement.charts import BAND_COLOURS, STATUS_COLOURS, STATUS_SHAPES, risk_matrix_chart, roadmap_chart
from improvement.risk_matrix import risk_matrix
from improvement.tables import MILESTONE_CHIPS
from tests.factories.accounts import UserFactory, member
from tests.factories.improvement import (
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
OWN_HEADERS = {
    "Content-Type": "image/svg+xml",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="torbay")


def roadmap(programme, on=TODAY):
    return roadmap_chart(list(milestones_on(programme, on).order_by("pk")), on=on)


def matrix_chart(programme):
    return risk_matrix_chart(risk_matrix(programme, risks_on(programme, TODAY).filter(standing="open")))


def texts(chart):
    """Every text of the picture, as a reader sees it."""
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", chart.svg())]


def a_risk(programme, likelihood, impact, **facts):
    return RiskScoreFactory(risk=RiskFactory(programme=programme, **facts), likelihood=likelihood, impact=impact).risk


def test_roadmap_says_how_many_milestones_were_achieved_overdue_and_moved(programme):
    workstream = WorkstreamFactory(programme=programme)
    MilestoneFactory.create_batch(2, workstream=workstream, original_due_on=TODAY - DAY)
    moved = MilestoneFactory(workstream=workstream)
    MilestoneChangeFactory.create_batch(2, milestone=moved)
    achieved = MilestoneFactory(workstream=workstream)
    MilestoneChangeFactory(milestone=achieved)
    MilestoneChangeFactory(milestone=achieved, step="achieved", due_on=None, achieved_on=TODAY, recorded_on=TODAY)

    assert roadmap(programme).alt == (
        "Roadmap of four milestones, first date against present date: 1 achieved, 2 overdue, 2 moved at least once. "
        "The table below holds the same dates."
    )


@pytest.mark.parametrize(("count", "words"), [(0, "no milestones"), (1, "one milestone"), (11, "11 milestones")])
def test_roadmap_counts_its_milestones_in_words(programme, count, words):
    MilestoneFactory.create_batch(count, workstream=WorkstreamFactory(programme=programme))

    assert roadmap(programme).alt.startswith(f"Roadmap of {words}, first date")


def test_roadmap_shows_the_first_date_and_the_present_or_the_day_achieved(programme):
    workstream = WorkstreamFactory(programme=programme)
    due = MilestoneFactory(workstream=workstream)
    MilestoneChangeFactory(milestone=due, due_on=datetime.date(2017, 4, 30))
    achieved = MilestoneFactory(workstream=workstream)
    facts = {"due_on": None, "achieved_on": TODAY - DAY, "recorded_on": TODAY}
    MilestoneChangeFactory(milestone=achieved, step="achieved", **facts)

    rows = roadmap(programme).specification["data"]["values"]

    assert [(row["first"], row["now"], row["status"]) for row in rows] == [
        ("2017-03-31", "2017-04-30", "Due"),
        ("2017-03-31", "2017-02-27", "Achieved"),
    ]


def test_roadmap_has_a_colour_and_a_shape_of_its_own_for_each_status():
    drawn = [label for status, (label, _) in MILESTONE_CHIPS.items() if status != "withdrawn"]

    assert list(STATUS_COLOURS) == list(STATUS_SHAPES) == drawn
    assert len(set(STATUS_COLOURS.values())) == len(set(STATUS_SHAPES.values())) == 3


@pytest.mark.parametrize(
    "title",
    [
        'Say "stop"',
        "It's children's",
        "Back\\slash \\u0041 \\",
        "<script>alert(1)</script>",
        "a & b &amp; c",
        "${datum.value} `x` {{ y }}",
        '"}, datum.value) + ("',
        "Überprüfung – 会議",
        "Children first 😀👶",
        "Line\u2028separator",
    ],
)
def test_a_title_in_the_roadmap_is_text_and_nothing_else(programme, title):
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme, number=8), title=title)

    chart = roadmap(programme)

    assert f"8 {title}" in texts(chart)
    assert re.findall(r"<script|<image|<a |href=|on\w+=", chart.svg()) == []


@pytest.mark.parametrize(
    ("title", "label"),
    [("x" * 48, "8 " + "x" * 48), ("x" * 49, "8 " + "x" * 47 + "…"), ("x" * 200, "8 " + "x" * 47 + "…")],
)
def test_a_long_title_is_cut(programme, title, label):
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme, number=8), title=title)

    assert roadmap(programme).specification["data"]["values"][0]["label"] == label


def test_roadmap_grows_with_its_milestones(programme):
    workstream = WorkstreamFactory(programme=programme)
    heights = [roadmap(programme).height]
    for _ in range(3):
        MilestoneFactory(workstream=workstream)
        heights.append(roadmap(programme).height)

    assert heights == [150, 150, 150, 180]


def test_roadmap_has_another_digest_when_its_facts_change(programme):
    milestone = MilestoneFactory(workstream=WorkstreamFactory(programme=programme))
    before = roadmap(programme).digest
    same = roadmap(programme).digest
    tomorrow = roadmap(programme, TODAY + DAY).digest

    MilestoneChangeFactory(milestone=milestone)

    assert before == same
    assert len({before, tomorrow, roadmap(programme).digest}) == 3


def test_risk_matrix_says_how_many_risks_stand_in_each_band_worst_first(programme):
    for likelihood, impact in ((1, 1), (5, 5), (5, 5), (2, 3), (5, 2), (1, 2)):
        a_risk(programme, likelihood, impact)
    RiskFactory(programme=programme)
    a_risk(programme, 5, 5, closed_on=TODAY, closed_by=UserFactory(), closing_reason="Gone.")

    assert matrix_chart(programme).alt == (
        "Risk matrix, likelihood against impact: 2 very high, 1 high, 1 medium, 2 low. "
        "The table beside it holds the same risks."
    )


def test_risk_matrix_without_risks_says_so(programme):
    assert matrix_chart(programme).alt == (
        "Risk matrix, likelihood against impact: no open risk. The table beside it holds the same risks."
    )


def test_risk_matrix_names_four_risks_of_a_cell_and_that_there_are_more(programme):
    for number in range(1, 6):
        a_risk(programme, 2, 2, number=number)
    a_risk(programme, 3, 3, number=6)

    cells = matrix_chart(programme).specification["data"]["values"]

    named = {(cell["likelihood"], cell["impact"]): cell["risks"] for cell in cells if cell["risks"]}
    assert named == {(2, 2): "R1, R2, R3, R4 …", (3, 3): "R6"}


def test_every_band_has_a_colour_of_its_own(programme):
    bands = {cell["band"] for cell in matrix_chart(programme).specification["data"]["values"]}

    assert (bands, len(set(BAND_COLOURS.values()))) == (set(BAND_COLOURS), 4)


def test_risk_matrix_has_another_digest_when_a_score_changes(programme):
    risk = a_risk(programme, 2, 2)
    before = matrix_chart(programme).digest

    RiskScoreFactory(risk=risk, likelihood=3, impact=2)

    assert before != matrix_chart(programme).digest


@pytest.fixture
def board(client, programme):
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme, number=8), title='Say "<stop>"')
    a_risk(programme, 2, 2)
    client.force_login(member(programme, "board_member"))
    return client


@pytest.mark.parametrize("page", ["roadmap/", "risks/"])
def test_picture_of_a_page_is_served_for_ever_and_runs_nothing(board, monkeypatch, page):
    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", lambda specification: "<svg/>")
    shown = board.get(f"/torbay/{page}")
    chart, url = shown.context["chart"], shown.context["chart_url"]

    picture = board.get(url)

    assert (picture.status_code, picture.content) == (200, b"<svg/>")
    assert {name: picture[name] for name in OWN_HEADERS} == OWN_HEADERS
    assert picture["Cache-Control"] == "private, max-age=31536000, immutable"
    drawn = shown.content.decode()
    assert f'src="{url}" alt="{html.escape(chart.alt)}" width="{chart.width}" height="{chart.height}"' in drawn


@pytest.mark.parametrize("address", ["roadmap", "risks"])
@pytest.mark.parametrize("digest", ["0" * 24, "x", "é" * 300])
def test_picture_asked_for_by_another_digest_is_the_present_one_and_not_kept(board, monkeypatch, address, digest):
    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", lambda specification: "<svg/>")

    picture = board.get(f"/torbay/{address}/{digest}.svg")

    assert (picture.status_code, picture["Cache-Control"]) == (200, "private, no-store")
    assert {name: picture[name] for name in OWN_HEADERS} == OWN_HEADERS


def test_picture_of_an_earlier_day_is_another(board, programme):
    MilestoneChangeFactory(milestone=programme.milestones.get(), recorded_on=TODAY)

    today, before = (board.get("/torbay/roadmap/", query).context for query in ({}, {"on": "2017-02-27"}))

    assert today["chart"].digest != before["chart"].digest
    assert before["chart_url"].endswith(f"{before['chart'].digest}.svg?on=2017-02-27")


def test_withdrawn_milestones_stand_in_the_table_and_not_in_the_picture(board, programme):
    gone = MilestoneFactory(workstream=programme.workstreams.get(), title="Given up")
    MilestoneChangeFactory(milestone=gone, step="withdrawn", due_on=None)

    shown = board.get("/torbay/roadmap/").context

    assert [row["label"] for row in shown["chart"].specification["data"]["values"]] == ['8 Say "<stop>"']
    assert [milestone.title for milestone, _ in shown["milestones"]] == ['Say "<stop>"', "Given up"]
