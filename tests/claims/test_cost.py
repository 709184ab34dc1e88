"""Cost and income: what days cost and bring, who sees it, and that nothing of it reaches anybody else."""

import datetime
import json
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import ROLES
from audit.models import Event
from claims.actions.agreement import add_rate
from claims.actions.cost import add_cost_rate, set_grade
from claims.cost import Margin, cost_and_income, period_of, periods_on
from claims.cost_words import cost_sentence, covers_cost
from claims.models import CostRate, OfficerGrade
from tests.commissioner.test_routes import ROUTES, all_routes
from tests.factories.accounts import UserFactory, member
from tests.factories.claims import (
    CostRateFactory,
    DayRateFactory,
    OfficerGradeFactory,
    decide_terms,
    made_day,
    officer_of,
)
from tests.factories.improvement import START, ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
FEBRUARY = datetime.date(2017, 2, 1)
DAY = datetime.timedelta(days=1)
PAGE = "/own/claims/cost/"
SEES = sorted(code for code, role in ROLES.items() if "cost.view" in role.permissions)


@pytest.fixture
def programme(programme):
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="standard", on=START)
    return programme


@pytest.fixture
def graded(programme, officer):
    """The officer's grade costs £300.00 a day."""
    CostRateFactory(programme=programme, grade="SM1")
    OfficerGradeFactory(programme=programme, officer=officer, grade="SM1")


@pytest.fixture
def finance(client, programme):
    client.force_login(member(programme, "preparer"))
    return client


def found(programme, on=TODAY, code=""):
    return cost_and_income(programme, on, period_of(periods_on(programme, on), on, code))


def rate(programme, amount, from_on=START, grade="SM1", **facts):
    facts = {"basis": "Pay scale", "by": UserFactory()} | facts
    return add_cost_rate(programme=programme, grade=grade, from_on=from_on, amount_pounds=Decimal(amount), **facts)


def test_income_less_cost_of_approved_days(programme, mash, officer, graded):
    made_day(mash, officer, "approved", worked_on=FEBRUARY)
    made_day(mash, officer, "approved", worked_on=FEBRUARY + DAY, days="0.5")
    made_day(mash, officer, "submitted", worked_on=FEBRUARY + 2 * DAY)

    total = found(programme).total

    assert total == Margin(days=Decimal("1.5"), income=Decimal(750), cost=Decimal(450))
    assert total.left == 300


def test_a_day_that_does_not_count_costs_and_earns_nothing(programme, mash, officer, graded):
    made_day(mash, officer, "approved", kind="travel")

    assert found(programme).total == Margin(days=Decimal(1), cost=Decimal(300))


def test_a_day_costs_what_the_grade_of_its_officer_costs_on_its_date(programme, mash, officer, graded):
    rate(programme, "310.00", FEBRUARY + DAY)
    rate(programme, "400.00", grade="SM2")
    set_grade(programme=programme, officer=officer, grade="SM2", from_on=FEBRUARY + 2 * DAY, by=UserFactory())
    for number in range(3):
        made_day(mash, officer, "approved", worked_on=FEBRUARY + number * DAY)

    assert found(programme).total.cost == 300 + 310 + 400


def test_days_without_a_cost_or_a_day_rate_are_counted_and_listed(programme, mash, officer, graded):
    programme.day_rates.update(from_on=FEBRUARY + DAY)
    other = officer_of(programme)
    made_day(mash, officer, "approved", worked_on=FEBRUARY)
    made_day(mash, other, "approved", worked_on=FEBRUARY + DAY, days="0.5")
    ungraded = CostRate.objects.filter(grade="SM1").update(from_on=FEBRUARY)

    now = found(programme)

    assert ungraded == 1
    assert (now.total.without_cost, now.total.without_income) == (Decimal("0.5"), 1)
    assert now.without_cost == ((other.name, FEBRUARY + DAY, Decimal("0.5")),)


def test_the_breakdowns_add_up(programme, mash, other, officer, graded):
    for number, workstream in enumerate((mash, other, mash)):
        made_day(workstream, officer, "approved", worked_on=FEBRUARY - number * 20 * DAY)
    made_day(other, officer_of(programme), "approved", days="0.5")

    now = found(programme)

    for _, lines in now.breakdowns:
        assert sum((margin for _, margin in lines), Margin()) == now.total
    assert [label for label, margin in now.months if margin.days] == ["December 2016", "January 2017", "February 2017"]
    assert [label for label, _ in now.workstreams] == ["8 MASH", "9 Post-MASH"]
    assert [margin.days for _, margin in now.officers] == [3, Decimal("0.5")]


def test_figures_are_those_known_on_the_day(programme, mash, officer, graded):
    made_day(mash, officer, "approved", worked_on=FEBRUARY, on=FEBRUARY)
    rate(programme, "400.00", FEBRUARY, on=FEBRUARY + 5 * DAY)

    assert [found(programme, FEBRUARY + days * DAY).total.cost for days in (4, 5)] == [300, 400]
    assert found(programme, FEBRUARY - DAY).total == Margin()


def test_the_periods_are_allowances_and_financial_years(programme):
    periods = periods_on(programme, TODAY)

    assert [period.code for period in periods] == ["2016-05-25", "2016/17", "2017/18"]
    assert period_of(periods, TODAY, "").code == "2016-05-25"
    assert period_of(periods, TODAY, "2016/17").ends_on == datetime.date(2017, 3, 31)
    assert period_of(periods, TODAY, "2014/15").name == "Financial year 2014/15"
    assert period_of(periods_on(ProgrammeFactory(), TODAY), TODAY, "").code == "2016/17"
    with pytest.raises(ValueError, match="2016-05-26"):
        period_of(periods, TODAY, "2016-05-26")


@pytest.mark.parametrize(
    ("total", "covered", "sentence"),
    [
        (
            Margin(Decimal(2), Decimal(1000), Decimal(600)),
            True,
            "No cost to taxpayers: income of £1,000.00 for 2 days covers the cost of £600.00, and leaves £400.00.",
        ),
        (
            Margin(Decimal(2), Decimal(600), Decimal(600)),
            True,
            "No cost to taxpayers: income of £600.00 for 2 days covers the cost of £600.00, and leaves £0.00.",
        ),
        (
            Margin(Decimal(2), Decimal(600), Decimal("600.01")),
            False,
            "Income of £600.00 for 2 days does not cover the cost of £600.01: £0.01 is missing.",
        ),
        (
            Margin(Decimal(2), Decimal(600), Decimal(1), Decimal("0.5")),
            None,
            "Whether income covers cost cannot be said yet: the cost of half a day is not known.",
        ),
        (
            Margin(Decimal(2), Decimal(600), Decimal(1), Decimal("0.5"), Decimal(1)),
            None,
            "Whether income covers cost cannot be said yet: the cost of half a day is not known and no day rate is "
            "known for 1 day.",
        ),
        (Margin(), None, "No approved day was worked in this period, so there is neither income nor cost."),
    ],
)
def test_no_cost_to_taxpayers_is_said_from_the_figures_alone(total, covered, sentence):
    assert (covers_cost(total), cost_sentence(total)) == (covered, sentence)


pence = st.integers(0, 10_000_000).map(lambda number: Decimal(number) / 100)


@given(income=pence, cost=pence)
def test_no_cost_is_said_exactly_when_income_covers_cost(income, cost):
    said = cost_sentence(Margin(Decimal(1), income, cost))

    assert said.startswith("No cost to taxpayers") == (income >= cost)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", SEES)
def test_who_sees_cost_sees_the_whole_page(client, programme, mash, officer, graded, role):
    made_day(mash, officer, "approved")
    client.force_login(member(programme, role))

    response = client.get(PAGE)
    text = text_of(response)

    assert "No cost to taxpayers: income of £500.00 for 1 day covers the cost of £300.00, and leaves £200.00." in text
    assert ("SM1" in text, officer.name in text) == (True, True)
    assert ("/claims/cost/rates/add/" in text) == ("cost.manage" in ROLES[role].permissions)
    assert client.get(response.context["chart_url"])["Content-Type"] == "image/svg+xml"


def test_a_line_that_lacks_a_cost_or_a_rate_says_so(finance, programme, mash, officer):
    programme.day_rates.update(from_on=FEBRUARY + DAY)
    made_day(mash, officer, "approved", worked_on=FEBRUARY)

    text = text_of(finance.get(PAGE))

    assert text.count("1 day not known") == 3
    assert text.count("1 day without a rate") == 3
    assert f"{officer.name}, 1 February 2017: 1 day" in text


def test_the_file_holds_every_line(finance, programme, mash, officer, graded):
    made_day(mash, officer, "approved")

    response = finance.get("/own/claims/cost.csv", {"year": "2016/17"})
    rows = b"".join(response.streaming_content).decode().split("\r\n")

    assert rows[0] == "By,Name,Days,Income,Cost,Left,Days without cost,Days without day rate"
    assert "Workstream,8 MASH,1.0,500.00,300.00,200.00,0,0" in rows
    assert rows[-2] == "Total,Financial year 2016/17,1.0,500.00,300.00,200.00,0,0"


def test_costs_and_grades_are_set_from_forms(finance, programme, officer):
    day = {"from_on_day": "1", "from_on_month": "6", "from_on_year": "2016"}
    first = finance.post(f"{PAGE}rates/add/", day | {"grade": "SM1", "amount_pounds": "310.00", "basis": "Scale"})
    again = finance.post(f"{PAGE}rates/add/", day | {"grade": "sm1 ", "amount_pounds": "320.00", "basis": "Scale"})
    graded = finance.post(f"{PAGE}grades/set/", day | {"officer": officer.pk, "grade": "SM1"})
    unknown = finance.post(f"{PAGE}grades/set/", day | {"officer": officer.pk, "grade": "SM9"})

    assert (first.url, graded.url) == (PAGE, PAGE)
    assert again.context["form"].errors == {"__all__": ["There is a cost of this grade from this day already."]}
    assert unknown.context["form"].errors == {"grade": ["Choose a grade that has a cost"]}
    assert (CostRate.objects.get().amount_pounds, OfficerGrade.objects.get().grade) == (310, "SM1")


def test_a_grade_needs_a_cost(programme, officer, refused):
    facts = {"officer": officer, "grade": "SM1", "from_on": START, "by": UserFactory()}

    assert refused(set_grade, programme=programme, **facts) == {
        "grade": ["No cost is recorded for this grade yet. Add its cost first."]
    }


@pytest.mark.parametrize("query", ["?year=2016", "?year=2016-01-01", "?year=x"])
def test_a_year_that_means_nothing_is_a_bad_request(finance, query):
    assert finance.get(f"{PAGE}{query}").status_code == 400


@pytest.mark.parametrize("on", ["", "?on=2017-02-27"])
@pytest.mark.parametrize("count", [1, 3])
def test_cost_query_count(finance, programme, mash, django_assert_num_queries, on, count):
    for number in range(count):
        officer = officer_of(programme)
        OfficerGradeFactory(programme=programme, officer=officer, grade=CostRateFactory(programme=programme).grade)
        made_day(mash, officer, "approved", worked_on=FEBRUARY + number * DAY, on=FEBRUARY + number * DAY)
    finance.get("/cookies/")

    with django_assert_num_queries(12):
        response = finance.get(f"{PAGE}{on}")

    assert response.context["found"].total.days == count


# What nobody else may read, in any form: of a grade, of an amount, of the source.
SECRETS = ("Zanzibar", "4321.09", "4,321.09", "Scale of the moon")


@pytest.fixture
def secret(programme, mash, officer):
    by = member(programme, "preparer")
    rate(programme, "4321.09", grade="Zanzibar", basis="Scale of the moon", by=by)
    set_grade(programme=programme, officer=officer, grade="Zanzibar", from_on=START, by=by)
    made_day(mash, officer, "approved")
    return [CostRate.objects.get(), OfficerGrade.objects.get()]


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def addresses(programme, officer, records):
    """Every address of the site, those of one record with the keys of what is there."""
    known = {
        "slug": programme.slug,
        "pk": programme.day_entries.get().pk,
        "number": 8,
        "week": "2017-W05",
        "starts_on": "2016-05-25",
        "from_on": "2016-05-25",
        "digest": "0" * 24,
        "reference": "F9",
    }
    found = set()
    for name in all_routes():
        for keys in ((), ("slug",), *(("slug", key) for key in known), ("slug", "starts_on", "digest"), ("pk",)):
            try:
                found.add(reverse(name, kwargs={key: known[key] for key in keys}))
            except Exception:
                continue
    found |= {f"/audit/{event.pk}/" for event in Event.objects.all()}
    return sorted(found)


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(SEES)))
def test_nothing_of_cost_reaches_another_role(client, programme, officer, secret, role):
    client.force_login(officer if role == "officer" else member(programme, role))
    walked = addresses(programme, officer, secret)

    leaks = {
        address: [word for word in SECRETS if word in text]
        for address in walked
        for text in [body(client.get(address))]
        if any(word in text for word in SECRETS)
    }

    assert leaks == {}
    assert len(walked) > 120
    costs = [reverse(name, args=["own"]) for name in ("claims:cost", "claims:cost-csv", "claims:cost-rate-add")]
    assert [client.get(address).status_code for address in costs] == [403, 403, 403]
    assert "/claims/cost/" not in body(client.get("/own/"))


def test_the_walk_would_find_what_it_looks_for(finance, programme, officer, secret):
    assert PAGE in addresses(programme, officer, secret)
    assert all(word in text_of(finance.get(PAGE)) for word in ("Zanzibar", "4,321.09", "Scale of the moon"))


def test_events_of_cost_say_that_it_was_set_and_by_whom_and_no_more(secret):
    events = Event.objects.filter(action__in=["cost_rate.added", "officer_grade.set"]).order_by("pk")

    assert [(event.action, event.record_name, event.before, event.after, event.reason) for event in events] == [
        ("cost_rate.added", "Cost rate from 25 May 2016", {}, {"from_on": "2016-05-25"}, ""),
        ("officer_grade.set", "Grade from 25 May 2016", {}, {"from_on": "2016-05-25"}, ""),
    ]
    whole = json.dumps(list(Event.objects.values()), default=str)
    assert [word for word in SECRETS if word in whole] == []


def test_every_address_of_cost_needs_its_permission():
    needed = {name: permission for name, permission in ROUTES.items() if "cost" in name or "grade" in name}

    assert set(needed.values()) == {"cost.view", "cost.manage"}


def test_a_day_rate_in_force_is_the_income_and_not_the_cost(programme, mash, officer, graded):
    add_rate(programme=programme, from_on=FEBRUARY, amount_pounds=Decimal("510.00"), basis="L", by=UserFactory())
    made_day(mash, officer, "approved", worked_on=FEBRUARY)

    assert found(programme).total == Margin(days=Decimal(1), income=Decimal(510), cost=Decimal(300))
