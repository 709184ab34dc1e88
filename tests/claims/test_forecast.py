"""The forecast, worked out by hand from ledgers made by hand: 365 days from 25 May 2016, 200 entitled."""

import datetime
from decimal import Decimal

import pytest

from claims.allowance import Ledger, Spent
from claims.forecast import Forecast
from claims.models import Allowance
from tests.factories.improvement import END, START

DAY = datetime.timedelta(days=1)
D = Decimal


def month(text):
    return datetime.date.fromisoformat(f"{text}-01")


def ledger_on(on, months, *, entitled=200, starts_on=START, ends_on=END):
    """A Ledger with so many days approved in each month: {"2016-06": 10}."""
    cells = {(month(name), 1): Spent(approved=D(str(days))) for name, days in months.items()}
    return Ledger(Allowance(starts_on=starts_on, ends_on=ends_on), on, D(entitled), cells)


def test_forecast_goes_on_at_the_pace_of_the_last_three_whole_months():
    # 90 calendar days with 27 days worked: 0.3 a day. June's slowest is 9/30, August's fastest 9/28 in February.
    on = datetime.date(2017, 2, 28)
    now = ledger_on(on, {"2016-06": 20, "2016-12": 9.5, "2017-01": 6, "2017-02": 11.5})

    remaining = 365 - 280
    assert now.forecast == Forecast(
        months=3,
        expected=D("72.5"),  # 47 + 27/90 * 85 = 72.5
        low=D("63.5"),  # 47 + 6/31 * 85 = 63.45
        high=D("82.0"),  # 47 + 11.5/28 * 85 = 81.91
        runs_out_on=None,
    )
    assert now.period_days - now.days_gone == remaining


def test_forecast_counts_days_worked_whatever_their_state():
    cells = {(month("2016-06"), 1): Spent(D(1), D(2), D(3))}
    now = Ledger(Allowance(starts_on=START, ends_on=END), datetime.date(2016, 6, 30), D(200), cells)

    # To the 6 so far come 6 in 30 for the 328 days that are left.
    assert (now.forecast.months, now.forecast.expected) == (1, D("71.5"))


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (START, None),
        (datetime.date(2016, 5, 31), None),  # May is not whole: the period starts on the 25th
        (datetime.date(2016, 6, 29), None),
        (datetime.date(2016, 6, 30), 1),
        (datetime.date(2016, 7, 30), 1),
        (datetime.date(2016, 7, 31), 2),
        (datetime.date(2016, 8, 31), 3),
        (datetime.date(2017, 3, 31), 3),
        (datetime.date(2017, 4, 1), 3),
        (END - DAY, 3),
        (END, None),
        (END + DAY, None),
        (START - DAY, None),
    ],
)
def test_there_is_a_forecast_from_the_first_whole_month_to_the_day_before_the_last(on, months):
    now = ledger_on(on, {"2016-06": 10, "2016-07": 10})

    assert (now.forecast and now.forecast.months) == months


def test_a_month_without_a_day_is_the_slowest():
    now = ledger_on(datetime.date(2016, 8, 31), {"2016-06": 30, "2016-07": 31})

    assert (now.forecast.low, now.forecast.months) == (61, 3)


def test_nothing_worked_is_forecast_to_stay_nothing():
    now = ledger_on(datetime.date(2016, 8, 31), {})

    assert now.forecast == Forecast(3, D(0), D(0), D(0), None)


def test_the_leap_day_is_a_day_of_its_month():
    first, last = datetime.date(2016, 2, 1), datetime.date(2016, 4, 30)
    months = {"2016-02": 29}

    on_the_28th = ledger_on(datetime.date(2016, 2, 28), months, starts_on=first, ends_on=last)
    on_the_29th = ledger_on(datetime.date(2016, 2, 29), months, starts_on=first, ends_on=last)

    # One day a day of the calendar: 29 and the 61 days of March and April.
    assert (on_the_28th.forecast, on_the_29th.forecast.expected) == (None, 90)


@pytest.mark.parametrize(
    ("entitled", "runs_out_on"),
    [
        # 30 days in June: one a day from 30 June on.
        (29, datetime.date(2016, 6, 30)),  # passed already
        (30, datetime.date(2016, 7, 1)),
        (31, datetime.date(2016, 7, 2)),
        (356, END - DAY),  # 30 + 327 on the day before the last
        (357, END),
        (358, None),  # all of it, and not passed
    ],
)
def test_the_allowance_runs_out_on_the_day_that_passes_it(entitled, runs_out_on):
    now = ledger_on(datetime.date(2016, 6, 30), {"2016-06": 30}, entitled=entitled)

    assert now.forecast.runs_out_on == runs_out_on


def test_a_pace_that_is_no_round_figure_runs_out_on_the_right_day():
    # Sixty days in ninety: the twenty that are left are used in thirty days, and passed on the next.
    on = datetime.date(2017, 2, 28)
    now = ledger_on(on, {"2016-12": 20, "2017-01": 20, "2017-02": 20}, entitled=80)

    assert now.forecast.runs_out_on == on + 31 * DAY


def test_what_is_used_up_has_run_out_even_when_nothing_more_is_worked():
    now = ledger_on(datetime.date(2016, 12, 31), {"2016-06": 30}, entitled=20)

    assert (now.forecast.expected, now.forecast.runs_out_on) == (30, datetime.date(2016, 12, 31))


@pytest.mark.parametrize(
    ("worked", "expected"),
    [("0.5", "6.0"), ("1.0", "12.0"), ("2.5", "30.0")],  # times 1 + 328/30, to the next half
)
def test_forecasts_are_in_halves(worked, expected):
    now = ledger_on(datetime.date(2016, 6, 30), {"2016-06": worked})

    assert now.forecast.expected == D(expected)


@pytest.mark.parametrize(("entitled", "share"), [(200, 50), (50, 100), (0, 0)])
def test_the_share_forecast_stops_at_the_whole_allowance(entitled, share):
    now = ledger_on(datetime.date(2016, 7, 30), {"2016-06": "8.5"}, entitled=entitled)

    # 8.5 + 8.5/30 * 298 = 92.93, in halves 93
    assert now.share_forecast == (min(100, D(9300) / entitled) if entitled else 0)
    assert (share == 50) == (0 < now.share_forecast < 100)
