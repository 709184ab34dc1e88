"""What every page of a programme starts with, shown on the people page and the position."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import BadRequest
from django.template import Context, Template

from accounts.pages import ProgrammePage, day_asked
from audit.models import Event
from improvement.models import Programme
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.improvement import ProgrammeFactory

TODAY = dt.date(2017, 2, 28)
NO_DAY = "Write the day as year, month and day, like ?on=2016-11-30."
FUTURE = "Choose 28 February 2017 or an earlier day: nothing is known yet about later ones."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, TODAY),
        ({"on": ""}, TODAY),
        ({"on": "2017-02-28"}, TODAY),
        ({"on": "2016-11-30"}, dt.date(2016, 11, 30)),
        ({"on": "0001-01-01"}, dt.date(1, 1, 1)),
    ],
)
def test_day_asked_is_the_day_or_today(query, expected):
    assert day_asked(query, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("yesterday", NO_DAY),
        ("30/11/2016", NO_DAY),
        ("2016-02-30", NO_DAY),
        ("2016-11-30\x00", NO_DAY),
        ("2017-03-01", FUTURE),
        ("9999-12-31", FUTURE),
    ],
)
def test_day_asked_refuses_what_is_no_day_or_not_yet(text, sentence):
    with pytest.raises(BadRequest) as refusal:
        day_asked({"on": text}, TODAY)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("on", "is_past", "address"),
    [
        (TODAY, False, "/own/risks/3/"),
        (dt.date(2016, 11, 30), True, "/own/risks/3/?on=2016-11-30"),
    ],
)
def test_links_stay_on_the_day_being_looked_at(on, is_past, address):
    page = ProgrammePage(programme=Programme(slug="own"), can=frozenset(), on=on, today=TODAY)
    request = SimpleNamespace(page=page)
    link = Template('{% load pages %}{% here "improvement:risk-detail" 3 %}').render(Context({"request": request}))

    assert (page.is_past, page.url("improvement:risk-detail", 3), link) == (is_past, address, address)


@pytest.mark.parametrize(("on", "kept"), [(TODAY, ""), (dt.date(2016, 11, 30), "&on=2016-11-30")])
def test_links_to_a_list_that_is_narrowed_stay_on_the_day_too(on, kept):
    page = ProgrammePage(programme=Programme(slug="own"), can=frozenset(), on=on, today=TODAY)

    found = page.url("improvement:milestone-list", status="due", workstream=8)

    assert found == f"/own/milestones/?status=due&workstream=8{kept}"


def test_get_is_the_value_of_a_key_that_varies():
    template = Template("{% load pages %}{{ colours|get:key }}")

    assert template.render(Context({"colours": {"a": "amber"}, "key": "a"})) == "amber"


@pytest.mark.django_db
def test_a_person_of_several_programmes_reaches_each_and_no_other(client):
    user = UserFactory()
    for slug in ("first", "second"):
        MembershipFactory(user=user, programme=ProgrammeFactory(slug=slug))
    ProgrammeFactory(slug="third")
    client.force_login(user)

    statuses = {slug: client.get(f"/{slug}/").status_code for slug in ("first", "second", "third")}

    assert statuses == {"first": 200, "second": 200, "third": 404}


@pytest.mark.django_db
def test_a_page_of_an_earlier_day_holds_only_the_permissions_to_see(client):
    client.force_login(member(ProgrammeFactory(slug="own"), "officer"))

    response = client.get("/own/", {"on": "2016-11-30"})

    to_see = {
        "programme.view",
        "plan.view",
        "evidence.view",
        "risk.view",
        "indicator.view",
        "small_numbers.view",
        "board.view",
        "decision.view",
        "report.view",
        "own_days.view",
        "allowance.view",
    }
    assert response.wsgi_request.page.can == to_see


@pytest.mark.django_db
def test_a_refused_address_is_kept_to_its_length(client):
    client.force_login(member(ProgrammeFactory(slug="own"), "reader"))

    client.get(f"/own/findings/{'x' * 300}/coverage/")

    event = Event.objects.get(action="access.refused")
    assert event.after == {"path": f"/own/findings/{'x' * 186}"}
