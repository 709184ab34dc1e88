"""The year end: each figure by financial year of the work, its lines, and whether it agrees with the ledger."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from claims.actions.agreement import add_rate
from claims.actions.claims import add_adjustment, certify_claim, prepare_claim, start_claim, submit_claim
from claims.eligibility import Amount
from claims.models import ClaimLine, DayEntry
from claims.year_end import _left, earned, lines_not_paid, not_claimed, worth_on, year_end, year_from
from tests.factories.accounts import UserFactory, member
from tests.factories.claims import DayRateFactory, decide_terms, made_claim, made_day, paid
from tests.factories.improvement import START, ProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 5, 31)
MARCH_30, APRIL_3 = datetime.date(2017, 3, 30), datetime.date(2017, 4, 3)
DAY = datetime.timedelta(days=1)
PAGE = "/own/claims/year-end/"


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture(autouse=True)
def _in_the_next_year(settings):
    settings.PROGRAMME_TODAY = TODAY


@pytest.fixture
def programme(programme):
    """One whose allowance lasts to 24 May 2017, with VAT at the standard rate."""
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="standard", on=START)
    return programme


@pytest.fixture
def worked(mash, officer):
    """Two approved days at the end of one financial year and one at the start of the next."""
    dates = (MARCH_30, MARCH_30 + DAY, APRIL_3)
    return [made_day(mash, officer, "approved", worked_on=worked_on, on=max(dates)) for worked_on in dates]


@pytest.fixture
def claim(programme, worked):
    return made_claim(programme, "submitted", since=MARCH_30, until=APRIL_3, on=day("2017-04-10"))


@pytest.fixture
def finance(client, programme):
    client.force_login(member(programme, "preparer"))
    return client


def figures(programme, on=TODAY):
    """{(year, figure): (days, net, gross)} of what is not nothing."""
    found = year_end(programme, on)
    return {
        (year.name, what): (amount.days, amount.net, amount.gross)
        for year in found.years
        for what, _, amount in year.figures
        if amount != Amount()
    }


def test_days_are_earned_in_the_financial_year_of_the_work(programme, worked):
    assert figures(programme) == {
        ("2016/17", "earned"): (2, 1000, 1200),
        ("2016/17", "earned_not_claimed"): (2, 1000, 1200),
        ("2017/18", "earned"): (1, 500, 600),
        ("2017/18", "earned_not_claimed"): (1, 500, 600),
    }


def test_a_submitted_claim_moves_days_from_not_claimed_to_not_paid(programme, claim):
    assert figures(programme) == {
        ("2016/17", "earned"): (2, 1000, 1200),
        ("2016/17", "claimed"): (2, 1000, 1200),
        ("2016/17", "claimed_not_paid"): (2, 1000, 1200),
        ("2017/18", "earned"): (1, 500, 600),
        ("2017/18", "claimed"): (1, 500, 600),
        ("2017/18", "claimed_not_paid"): (1, 500, 600),
    }


@pytest.mark.parametrize("state", ["draft", "prepared", "certified"])
def test_a_claim_that_is_not_sent_claims_nothing(programme, worked, state):
    before = figures(programme)

    made_claim(programme, state, since=MARCH_30, until=APRIL_3)

    assert figures(programme) == before


def test_payments_settle_the_lines_of_a_claim_in_their_order(programme, claim):
    paid(claim, "900.00", difference="150.00", received_on=TODAY)

    found = figures(programme)

    # £1,050 settles the first line, and £450 of the second: £150 gross of it are left, of which £25 are VAT.
    assert found["2016/17", "claimed_not_paid"] == (1, 125, 150)
    assert found["2017/18", "claimed_not_paid"] == (1, 500, 600)


def test_what_is_paid_in_full_is_owed_no_more(programme, claim):
    paid(claim, "1800.00", received_on=TODAY)

    assert [what for _, what in figures(programme) if what == "claimed_not_paid"] == []


@pytest.fixture
def given_back(programme, claim, worked):
    """A second claim, which gives back the first day of the first."""
    by, certifier, on = UserFactory(), UserFactory(), day("2017-05-02")
    draft = start_claim(programme=programme, period_start=on, period_end=on, by=by, on=on)
    line = claim.lines.get(number=1)
    draft = add_adjustment(claim=draft, line=line, reason="Not worked.", version=draft.version, by=by, on=on)
    draft = prepare_claim(claim=draft, version=draft.version, by=by, on=on)
    draft = certify_claim(claim=draft, declared=True, version=draft.version, by=certifier, on=on)
    return submit_claim(claim=draft, version=draft.version, by=certifier, on=on)


def test_a_day_given_back_is_not_claimed_any_more(programme, given_back, worked):
    found = figures(programme)

    assert found["2016/17", "claimed"] == (1, 500, 600)
    assert found["2016/17", "earned_not_claimed"] == (1, 500, 600)
    assert found["2016/17", "claimed_not_paid"] == (1, 500, 600)
    assert list(not_claimed(programme, TODAY).values_list("pk", flat=True)) == [worked[0].pk]
    assert year_end(programme, TODAY).days_apart == 0


def test_an_earlier_day_shows_what_was_known_then(programme, given_back):
    before = figures(programme, day("2017-05-01"))

    assert before["2016/17", "claimed"] == (2, 1000, 1200)
    assert ("2016/17", "earned_not_claimed") not in before
    assert figures(programme, day("2017-04-02")) == {}
    assert figures(programme, day("2017-04-09"))["2017/18", "earned_not_claimed"] == (1, 500, 600)
    assert year_end(programme, day("2017-05-01")).days_apart == 0


def test_days_that_do_not_count_or_are_not_approved_are_not_earned(programme, mash, officer):
    made_day(mash, officer, "submitted", worked_on=MARCH_30)
    made_day(mash, officer, "approved", worked_on=APRIL_3, kind="travel")

    assert figures(programme) == {}


def test_days_without_a_rate_are_named_and_not_valued(programme, worked, finance):
    programme.day_rates.update(from_on=APRIL_3)

    found = year_end(programme, TODAY)

    assert found.without_rate == ((MARCH_30, Decimal(1)), (MARCH_30 + DAY, Decimal(1)))
    assert found.total["earned"] == Amount(Decimal(3), Decimal(500), Decimal(100))
    assert "2 days cannot be valued, because no day rate is known for 30 March 2017 and 31 March 2017." in text_of(
        finance.get(PAGE)
    )
    assert "No rate" in text_of(finance.get(f"{PAGE}lines/?what=earned"))


def test_each_day_is_rounded_alone(programme, mash, officer):
    add_rate(programme=programme, from_on=MARCH_30, amount_pounds=Decimal("333.33"), basis="L", by=UserFactory())
    for number in range(3):
        made_day(mash, officer, "approved", worked_on=MARCH_30 + number * DAY, days="0.5")

    # 166.665 is 166.67, and 20% of that 33.33: three times.
    assert year_end(programme, TODAY).total["earned"] == Amount(Decimal("1.5"), Decimal("500.01"), Decimal("99.99"))


@pytest.mark.parametrize("on", [TODAY, day("2017-04-20")])
def test_months_are_worth_what_their_days_are_one_by_one(programme, mash, officer, on):
    for from_on, amount in ((day("2017-02-15"), "333.33"), (day("2017-04-01"), "444.45")):
        add_rate(programme=programme, from_on=from_on, amount_pounds=Decimal(amount), basis="L", by=UserFactory())
    for number in range(12):
        worked_on, days = day("2017-01-20") + number * 8 * DAY, ("0.5", "1.0")[number % 2]
        made_day(mash, officer, "approved", worked_on=worked_on, days=days, on=worked_on + 9 * DAY)
    made_claim(programme, "submitted", since=day("2017-02-01"), until=day("2017-02-28"), on=day("2017-04-10"))

    found = year_end(programme, on)

    for what, entries in (("earned", earned(programme, on)), ("earned_not_claimed", not_claimed(programme, on))):
        worth = worth_on(programme, on)
        plainly = sum((worth.of(entry.worked_on, entry.days)[0] for entry in entries), Amount())
        assert found.total[what] == plainly
    assert found.total["claimed"].days == 2


def text_of(response):
    return " ".join(response.content.decode().split())


def lines(response):
    return b"".join(response.streaming_content).decode().split("\r\n")


def test_the_page_says_that_it_agrees_with_the_ledger(finance, given_back):
    page = text_of(finance.get(PAGE))

    assert "The ledger has 3 days approved that count: 2 claimed and 1 earned and not claimed." in page
    assert "does not agree" not in page


def test_the_page_says_plainly_when_it_does_not_agree(finance, claim, worked):
    # Past every rule: no action undoes the approval of a claimed day.
    DayEntry.objects.filter(pk=worked[0].pk).update(
        state="submitted", allowance=None, approved_on=None, approved_by=None
    )

    page = text_of(finance.get(PAGE))

    assert (
        "This does not agree with the ledger: it has 2 days approved that count, 1 day fewer than 3 claimed and 0 "
        "earned and not claimed." in page
    )


def test_a_rate_set_after_its_days_were_claimed_is_told(finance, programme, claim):
    add_rate(programme=programme, from_on=APRIL_3, amount_pounds=Decimal("510.00"), basis="L", by=UserFactory())

    assert "what is earned is £10.00 more before VAT than what is claimed and not claimed" in text_of(finance.get(PAGE))


def test_each_figure_leads_to_its_lines(finance, claim):
    paid(claim, "700.00", received_on=TODAY)

    page = finance.get(PAGE)
    unpaid = lines(finance.get("/own/claims/year-end/lines.csv", {"what": "claimed_not_paid", "year": "2016/17"}))
    sent = lines(finance.get("/own/claims/year-end/lines.csv", {"what": "claimed"}))
    earned = finance.get(f"{PAGE}lines/", {"what": "earned", "year": "2017/18"})

    assert 'href="/own/claims/year-end/lines/?what=claimed_not_paid&amp;year=2016%2F17"' in page.content.decode()
    assert unpaid[0] == "Day worked,Claim,Line,Officer,Workstream,Days,Net,VAT,Gross"
    assert [row.split(",")[0:3] + row.split(",")[5:] for row in unpaid[1:-1]] == [
        ["2017-03-31", "OWN-0001", "2", "1.0", "416.67", "83.33", "500.00"]
    ]
    assert [row.split(",")[-1] for row in sent[1:-1]] == ["600.00"] * 3
    assert [row.record.worked_on for row in earned.context["table"].rows] == [APRIL_3]


@pytest.mark.parametrize("what", ["earned", "claimed", "earned_not_claimed", "claimed_not_paid"])
@pytest.mark.parametrize("year", ["", "2016/17"])
def test_the_lines_add_up_to_the_figure(finance, programme, given_back, what, year):
    rows = lines(finance.get("/own/claims/year-end/lines.csv", {"what": what, "year": year}))[1:-1]
    found = year_end(programme, TODAY)
    (figure,) = [getattr(y, what) for y in found.years if y.name == year] if year else [found.total[what]]

    places = rows and [row.split(",") for row in rows]
    assert sum(Decimal(row[-1]) for row in places) == figure.gross
    assert sum(Decimal(row[-3]) for row in places) == figure.net


@pytest.mark.parametrize("query", ["?what=lost", "?year=2016", "?year=2016/18", "?year=٢٠١٦/17", "?year=x"])
def test_an_address_that_means_nothing_is_a_bad_request(finance, query):
    assert finance.get(f"{PAGE}lines/{query}").status_code == 400


def test_the_files_hold_every_figure_and_leave_an_event(finance, claim):
    rows = lines(finance.get("/own/claims/year-end.csv"))
    book = openpyxl.load_workbook(io.BytesIO(finance.get("/own/claims/year-end.xlsx").content))

    assert rows[0] == "Financial year,Figure,Days,Net,VAT,Gross"
    assert rows[1] == "2016/17,Earned,2.0,1000.00,200.00,1200.00"
    assert rows[-2] == 'All years,"Claimed, not paid",3.0,1500.00,300.00,1800.00'
    sheet = list(book["Year end"].iter_rows(values_only=True))
    assert (len(sheet), sheet[1]) == (13, ("2016/17", "Earned", 2, 1000, 200, 1200))
    assert Event.objects.filter(action="list.exported", after__list="year-end").count() == 2


def test_a_programme_without_an_agreement_has_an_empty_year_end(client):
    programme = ProgrammeFactory(slug="bare")
    client.force_login(member(programme, "preparer"))

    assert "No approved day and no claim is on record." in text_of(client.get("/bare/claims/year-end/"))


@pytest.mark.parametrize(("on", "queries"), [("", 13), ("?on=2017-05-30", 13)])
@pytest.mark.parametrize("count", [1, 3])
def test_year_end_query_count(finance, programme, mash, officer, django_assert_num_queries, on, queries, count):
    for number in range(count):
        first = MARCH_30 + number * DAY
        made_day(mash, officer, "approved", worked_on=first, on=first)
        made_claim(programme, "submitted", since=first, until=first, on=day("2017-04-10"))
        made_day(mash, officer, "approved", worked_on=first + 20 * DAY, on=first + 20 * DAY)
    finance.get("/cookies/")

    with django_assert_num_queries(queries):
        response = finance.get(f"{PAGE}{on}")

    assert response.context["found"].total["claimed"].days == count


def test_years_are_written_with_a_stroke():
    assert year_from("2016/17") == (day("2016-04-01"), day("2017-03-31"))
    assert year_from("1999/00") == (day("1999-04-01"), day("2000-03-31"))


pence = st.integers(1, 100_000).map(lambda number: Decimal(number) / 100)


@given(amounts=st.lists(st.tuples(pence, st.booleans()), min_size=1, max_size=8), share=st.integers(0, 100))
def test_what_is_left_of_the_lines_is_what_is_outstanding(amounts, share):
    lines = []
    for net, gives_back in amounts:
        sign, vat = (-1 if gives_back else 1), (net / 5).quantize(Decimal("0.01"))
        lines.append(ClaimLine(days=sign, net=sign * net, vat=sign * vat, gross=sign * (net + vat)))
    gross = sum(line.gross for line in lines)
    outstanding = (gross * share / 100).quantize(Decimal("0.01"))

    left = [amount for _, amount in _left(lines, outstanding)]

    assert sum(amount.gross for amount in left) == outstanding
    assert all(amount.gross * gross > 0 for amount in left)


def test_a_claim_that_only_gives_back_is_owed_the_other_way_round(programme, given_back):
    found = [(line.claim.number, amount.gross) for line, amount in lines_not_paid(programme, TODAY)]

    assert found == [("OWN-0001", 600), ("OWN-0001", 600), ("OWN-0001", 600), ("OWN-0002", -600)]
