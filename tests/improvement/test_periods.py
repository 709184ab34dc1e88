"""Periods of six kinds: read from what people and files write, told by their ends, never compared across kinds."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import dates
from improvement.periods import NotAPeriod, Period, PeriodKind, period_from, period_of


def day(year, month, number):
    return datetime.date(year, month, number)


@pytest.mark.parametrize(
    ("kind", "end", "start", "text", "short", "columns"),
    [
        ("month", day(2016, 5, 31), day(2016, 5, 1), "May 2016", "May 2016", ("2016", "May")),
        ("month", day(2016, 2, 29), day(2016, 2, 1), "February 2016", "Feb 2016", ("2016", "February")),
        ("quarter", day(2016, 6, 30), day(2016, 4, 1), "2016/17 Q1", "2016/17 Q1", ("201617", "Financial year Q1")),
        ("quarter", day(2017, 3, 31), day(2017, 1, 1), "2016/17 Q4", "2016/17 Q4", ("201617", "Financial year Q4")),
        ("financial_year", day(2016, 3, 31), day(2015, 4, 1), "2015/16", "2015/16", ("201516", "Financial year")),
        ("reporting_year", day(2016, 3, 31), day(2015, 4, 1), "2015/16", "2015/16", ("2016", "Reporting year")),
        ("reporting_year", day(2000, 3, 31), day(1999, 4, 1), "1999/00", "1999/00", ("2000", "Reporting year")),
        ("snapshot", day(2016, 9, 30), day(2016, 9, 30), "30 September 2016", "Sep 2016", ("2016", "Reporting year")),
        ("academic_year", day(2016, 8, 31), day(2015, 9, 1), "2015/16", "2015/16", ("201516", "Academic year")),
    ],
)
def test_a_period_says_when_it_is_and_its_two_columns_read_back(kind, end, start, text, short, columns):
    period = Period(PeriodKind(kind), end)

    assert (period.start, str(period), period.short, period.is_whole) == (start, text, short, True)
    assert (period.time_period, period.time_identifier) == columns
    assert period_of(*columns, kind) == period


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        ("month", day(2016, 5, 30)),
        ("quarter", day(2016, 5, 31)),
        ("quarter", day(2016, 6, 29)),
        ("financial_year", day(2016, 4, 5)),
        ("reporting_year", day(2016, 6, 30)),
        ("snapshot", day(2016, 3, 31)),
        ("academic_year", day(2016, 7, 31)),
    ],
)
def test_a_period_that_ends_on_another_day_is_not_whole(kind, end):
    assert Period(PeriodKind(kind), end).is_whole is False


def test_periods_of_one_kind_stand_in_order_of_time():
    may, june = (period_from(text, "month") for text in ("May 2016", "June 2016"))

    assert (sorted([june, may]), may < june, june < may) == ([may, june], True, False)


def test_periods_of_two_kinds_are_never_compared():
    year = period_from("2015/16", "financial_year")
    same_end = period_from("2015/16", "reporting_year")

    with pytest.raises(TypeError) as refused:
        sorted([year, same_end])

    assert str(refused.value) == "A reporting_year is never compared with a financial_year."
    assert year != same_end


@pytest.mark.parametrize(
    ("kind", "end", "texts"),
    [
        (
            "month",
            day(2016, 5, 31),
            "2016-05|2016/5|2016 05|2016-05-01|2016-05-31|05/2016|5/2016|31/05/2016|May 2016|may 16|May-16|"
            "MAY’16|May'16|1 May 2016|May2016",
        ),
        ("month", day(2016, 9, 30), "Sep 2016|Sept 2016|September 2016| september   2016 "),
        ("quarter", day(2016, 6, 30), "2016/17 Q1|Q1 2016/17|201617 Q1|2016-17, q1|Q1, 2016-2017|2016/17Q1"),
        ("quarter", day(2016, 9, 30), "2016/17 Q2"),
        ("quarter", day(2016, 12, 31), "2016/17 Q3"),
        ("quarter", day(2017, 3, 31), "2016/17 Q4|Q4 2016–17"),
        ("financial_year", day(2016, 3, 31), "2015/16|2015-16|201516|2015–16|2015/2016|20152016|31 March 2016"),
        (
            "reporting_year",
            day(2016, 3, 31),
            "2016|2015/16|201516|year ending 31 March 2016|at 31 March 2016|year ending 2016|on 31 mar 2016",
        ),
        ("reporting_year", day(2000, 3, 31), "1999/00|1999/2000|2000"),
        ("snapshot", day(2016, 9, 30), "2016|30 September 2016|on 30 September 2016|at 30 Sept 2016"),
        ("academic_year", day(2016, 8, 31), "2015/16|201516|31 August 2016|year ending 31 August 2016"),
    ],
)
def test_a_period_is_read_in_every_way_people_write_it(kind, end, texts):
    assert {text: period_from(text, kind) for text in texts.split("|")} == {
        text: Period(PeriodKind(kind), end) for text in texts.split("|")
    }


@pytest.mark.parametrize(
    ("kind", "texts", "advice"),
    [
        (
            "month",
            "2016|2016-13|00/2016|2015/16|Q1 2016/17|market 2016|may|May 1989|2101-01|May 216|m 2016",
            "a month, like May 2016 or 2016-05",
        ),
        (
            "quarter",
            "Q5 2016/17|2016/17|Q1 2016|2016/18 Q1|May 2016|1980/81 Q1",
            "a quarter of the financial year, like 2016/17 Q1",
        ),
        (
            "financial_year",
            "2016|2015/17|May 2016|30 March 2016|year ending 31 August 2016|year ending 2016",
            "a financial year, like 2015/16",
        ),
        (
            "reporting_year",
            "16|2015/17|31 marzipan 2016|30 September 2016|30 frimaire 2016|1989|2101",
            "a year to 31 March, like 2016, 2015/16 or year ending 31 March 2016",
        ),
        ("snapshot", "2015/16|201516|31 March 2016", "the year of a 30 September, like 2016"),
        ("academic_year", "2016|31 March 2016|2015/17", "an academic year, like 2015/16"),
    ],
)
def test_what_is_no_period_of_the_kind_is_refused_with_an_example(kind, texts, advice):
    for text in texts.split("|"):
        with pytest.raises(NotAPeriod) as refused:
            period_from(text, kind)

        assert str(refused.value) == f"“{text}” is not {advice}."


def test_a_refusal_shows_a_long_text_in_part():
    with pytest.raises(NotAPeriod) as refused:
        period_from("x" * 900, "month")

    assert str(refused.value) == f"“{'x' * 40}” is not a month, like May 2016 or 2016-05."


@pytest.mark.parametrize(
    ("columns", "kind", "end"),
    [
        (("2016", "May"), "month", day(2016, 5, 31)),
        (("2016", "MAY "), "month", day(2016, 5, 31)),
        (("201617", "Financial Year Q3"), "quarter", day(2016, 12, 31)),
        (("2016", "30 September"), "snapshot", day(2016, 9, 30)),
        (("2016", "September"), "snapshot", day(2016, 9, 30)),
        (("201516", "Reporting year"), "reporting_year", day(2016, 3, 31)),
    ],
)
def test_the_two_columns_of_a_published_file_name_a_period(columns, kind, end):
    assert period_of(*columns, kind) == Period(PeriodKind(kind), end)


@pytest.mark.parametrize(
    ("identifier", "kind", "label"),
    [
        ("Academic year", "reporting_year", "reporting year, to 31 march"),
        ("Calendar year", "reporting_year", "reporting year, to 31 march"),
        ("Reporting year", "academic_year", "academic year, september to august"),
        ("Reporting year", "financial_year", "financial year, april to march"),
        ("Financial year", "quarter", "quarter of the financial year"),
        ("Academic year Q1", "quarter", "quarter of the financial year"),
        ("Reporting year", "month", "month"),
        ("Marzipan", "month", "month"),
        ("", "month", "month"),
        ("Academic year", "snapshot", "snapshot, on 30 september"),
    ],
)
def test_another_kind_of_year_is_refused(identifier, kind, label):
    with pytest.raises(NotAPeriod) as refused:
        period_of("2016", identifier, kind)

    assert str(refused.value) == f"“2016 {identifier}” is another kind of period than the measure’s: {label}."


ENDS = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "snapshot": (9,), "academic_year": (8,)}


@given(st.sampled_from(PeriodKind.values), st.integers(1991, 2099), st.data())
def test_every_period_reads_back_from_its_name_and_its_columns(kind, year, data):
    month = data.draw(st.sampled_from(list(ENDS.get(kind, (3,)))))
    period = Period(PeriodKind(kind), dates.last_of_month(day(year, month, 1)))

    assert period.is_whole
    assert period_from(str(period), kind) == period
    assert period_of(period.time_period, period.time_identifier, kind) == period


def test_months_follow_one_another_without_gaps():
    months = [period_from(f"2016-{number}", "month") for number in range(1, 13)]

    assert all(dates.day_after(before.end) == after.start for before, after in pairwise(months))
