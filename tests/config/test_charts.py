import datetime as dt
import re
from decimal import Decimal

import pytest
from django.http import Http404

from config import charts
from config.charts import Chart, chart_response
from tests.factories.accounts import member
from tests.factories.improvement import ProgrammeFactory, RiskFactory, RiskScoreFactory


def chart(value=3, **facts):
    specification = {
        "data": {"values": [{"day": dt.date(2017, 2, 28), "value": Decimal(value)}]},
        "mark": "bar",
        "encoding": {
            "x": {"field": "day", "type": "nominal"},
            "y": {"field": "value", "type": "quantitative"},
        },
    }
    return Chart(**{"specification": specification, "width": 300, "height": 200, "alt": "One bar", **facts})


def test_digest_is_the_same_for_the_same_figures():
    assert chart().digest == chart().digest
    assert re.fullmatch("[0-9a-f]{24}", chart().digest)


@pytest.mark.parametrize("other", [chart(4), chart(width=301), chart(height=201)])
def test_digest_changes_with_what_is_drawn(other):
    assert other.digest != chart().digest


def test_digest_of_a_chart_does_not_depend_on_its_words():
    assert chart(alt="The same bar").digest == chart().digest


def test_svg_is_drawn_once_for_the_same_figures(monkeypatch):
    drawn = []

    def draw(specification):
        drawn.append(specification)
        return "<svg/>"

    monkeypatch.setattr(charts.vl_convert, "vegalite_to_svg", draw)

    pictures = [chart().svg(), chart().svg(), chart(4).svg()]

    assert (pictures, len(drawn)) == (["<svg/>"] * 3, 2)


def test_svg_is_a_picture_of_the_size_asked_for():
    picture = chart().svg()

    assert re.match(r'<svg [^>]*width="300" height="200"', picture)


def test_chart_response_is_kept_for_ever_while_the_figures_stand():
    response = chart_response(chart, chart().digest, seen_by="readers")

    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert response.content.decode() == chart().svg()


def test_chart_response_is_not_kept_when_the_figures_moved_on():
    response = chart_response(lambda: chart(4), chart().digest, seen_by="readers")

    assert response["Cache-Control"] == "private, no-store"


def test_chart_is_made_once_for_all_who_may_see_the_same():
    made = []

    def make():
        made.append(1)
        return chart()

    answers = [chart_response(make, chart().digest, seen_by=who) for who in ("readers", "readers", "finance")]

    assert len(made) == 2
    assert len({answer.content for answer in answers}) == 1
    assert {answer["Cache-Control"] for answer in answers} == {"private, max-age=31536000, immutable"}


@pytest.mark.parametrize("digest", ["", "x" * 24, "../secret", "0" * 300])
def test_what_is_no_digest_is_answered_with_the_picture_of_now(digest):
    response = chart_response(chart, digest, seen_by="readers")

    assert (response["Cache-Control"], response.content.decode()) == ("private, no-store", chart().svg())


def test_chart_of_nothing_is_not_found():
    with pytest.raises(Http404):
        chart_response(lambda: None, "0" * 24, seen_by="readers")


@pytest.mark.django_db
def test_chart_of_a_page_keeps_its_own_headers(client):
    risk = RiskFactory(programme=ProgrammeFactory())
    for kind in ("inherent", "residual", "target"):
        RiskScoreFactory(risk=risk, kind=kind)
    client.force_login(member(risk.programme, "board_member"))
    picture = client.get(f"/{risk.programme.slug}/risks/").context["chart_url"]

    response = client.get(picture)

    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
