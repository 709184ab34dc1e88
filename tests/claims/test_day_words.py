"""What officers write in cells: dates in British order, amounts, kinds and workstreams."""

import contextlib
import datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from claims import day_words
from claims.models.day import HALF, WHOLE

FEBRUARY_3 = datetime.date(2017, 2, 3)
FORMS = ["%d/%m/%Y", "%-d/%-m/%y", "%d.%m.%Y", "%d-%m-%Y", "%-d %B %Y", "%a %-d %b %Y", "%A, %-d %B %Y", "%d-%b-%y"]


@pytest.mark.parametrize(
    "text",
    [
        "3/2/2017",
        "03/02/17",
        "3.2.2017",
        "3-Feb-2017",
        "3rd February 2017",
        "Fri 3 Feb 2017",
        "Friday, 3 Feb. 2017",
        "2017-02-03",
        "2017-02-03 00:00:00",
        "2017-02-03T09:30",
    ],
)
def test_a_date_is_read_in_british_order(text):
    assert day_words.worked_on(text) == FEBRUARY_3


@given(day=st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)), form=st.sampled_from(FORMS))
def test_any_date_is_read_back_however_it_is_written(day, form):
    assert day_words.worked_on(day.strftime(form)) == day


@pytest.mark.parametrize(
    "text",
    ["31/2/2017", "29/2/2017", "2/28/2017", "2017-02-31", "Total", "42794", "3/2", "3/2/2017 x", "3/2/1", "٣/٢/٢٠١٧"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValidationError, match="Enter a real date, like 28/2/2017"):
        day_words.worked_on(text)


@given(text=st.text(min_size=1, max_size=30))
def test_no_text_is_a_fault(text):
    for read in (day_words.worked_on, day_words.amount, day_words.kind):
        with contextlib.suppress(ValidationError):
            read(text)


@pytest.mark.parametrize(
    "text", ["0.5", "½", "0,5", ".5", "0.50", "1/2", "half", "Half  a Day", "AM", "pm", "0.5 days", "½ day", "half-day"]
)
def test_half_a_day_is_written_in_many_ways(text):
    assert day_words.amount(text) == HALF


@pytest.mark.parametrize("text", ["1", "1.0", "1,0", "whole", "Full day", "1 day", "all day"])
def test_a_whole_day_is_written_in_many_ways(text):
    assert day_words.amount(text) == WHOLE


@pytest.mark.parametrize("text", ["0", "0.25", "1.5", "-1", "-0.5", "2", "nan", "snan", "7.5 hours", "0.5.5"])
def test_another_amount_is_refused(text):
    with pytest.raises(ValidationError, match="Choose half a day or a whole day: nothing else can be logged"):
        day_words.amount(text)


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (day_words.worked_on, "Enter the date, like 28/2/2017"),
        (day_words.amount, "Choose half a day or a whole day"),
        (lambda text: day_words.workstream(text, []), "Enter the workstream, by its number or its title"),
    ],
)
def test_what_is_missing_is_asked_for(read, told):
    with pytest.raises(ValidationError) as refused:
        read("")

    assert refused.value.messages == [told]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "on_site"),
        ("On site", "on_site"),
        ("on-site", "on_site"),
        ("on_site", "on_site"),
        ("WFH", "remote"),
        ("Prep", "preparation"),
        ("travelling", "travel"),
    ],
)
def test_a_kind_is_known_by_its_words(text, kind):
    assert day_words.kind(text) == kind


def test_another_kind_is_refused():
    with pytest.raises(ValidationError, match="Choose one of: On site, Remote, Preparation, Travel."):
        day_words.kind("holiday")


MASH, POST = SimpleNamespace(number=8, title="MASH"), SimpleNamespace(number=9, title="Post-MASH")
FIRST, SECOND = SimpleNamespace(number=1, title="Same"), SimpleNamespace(number=2, title="Same")


@pytest.mark.parametrize(
    "text", ["8", "8.0", "ws8", "WS 8", "Workstream 8", "#8", "8.", "mash", "MASH", "8 MASH", "8: mash", "08"]
)
def test_a_workstream_is_known_by_number_or_title(text):
    assert day_words.workstream(text, [MASH, POST]) == MASH


@pytest.mark.parametrize("text", ["7", "8 Post-MASH", "8.5", "ADHD", "٨"])
def test_another_workstream_is_refused(text):
    with pytest.raises(ValidationError) as refused:
        day_words.workstream(text, [MASH, POST])

    assert refused.value.messages == [f"There is no workstream {text} in this programme."]


def test_a_title_that_two_workstreams_have_needs_a_number():
    with pytest.raises(ValidationError, match="More than one workstream has this title: give its number instead."):
        day_words.workstream("same", [FIRST, SECOND])

    assert day_words.workstream("2 Same", [FIRST, SECOND]) == SECOND
