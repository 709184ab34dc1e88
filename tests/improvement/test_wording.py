import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.wording import are, capital, counted, day, have, listed, number_word, ordinal, times


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "no"), (1, "one"), (2, "two"), (10, "ten"), (11, "11"), (999, "999"), (1000, "1,000"), (25100, "25,100")],
)
def test_number_word_is_a_word_to_ten_and_figures_after(number, word):
    assert number_word(number) == word


@given(st.integers(11, 10**12))
def test_number_word_after_ten_reads_back_as_the_number(number):
    assert int(number_word(number).replace(",", "")) == number


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no days"), (1, "one day"), (2, "two days"), (11, "11 days"), (1200, "1,200 days")]
)
def test_counted_takes_the_plural_but_for_one(number, words):
    assert counted(number, "day") == words


@pytest.mark.parametrize(("number", "words"), [(1, "one piece of evidence"), (3, "three pieces of evidence")])
def test_counted_takes_a_plural_of_its_own(number, words):
    assert counted(number, "piece of evidence", "pieces of evidence") == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no times"), (1, "once"), (2, "twice"), (3, "three times"), (10, "ten times"), (12, "12 times")],
)
def test_times_says_how_often(number, words):
    assert times(number) == words


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "first"),
        (10, "tenth"),
        (11, "11th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (103, "103rd"),
        (112, "112th"),
    ],
)
def test_ordinal_is_a_word_to_tenth(number, word):
    assert ordinal(number) == word


@pytest.mark.parametrize(("number", "verbs"), [(0, ("are", "have")), (1, ("is", "has")), (2, ("are", "have"))])
def test_verbs_agree_with_their_number(number, verbs):
    assert (are(number), have(number)) == verbs


@pytest.mark.parametrize(("items", "words"), [(["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")])
def test_listed_joins_the_last_with_and(items, words):
    assert listed(items) == words


@pytest.mark.parametrize(
    ("sentence", "words"), [("", ""), ("one", "One"), ("11 are", "11 are"), ("é", "É"), ("MASH is", "MASH is")]
)
def test_capital_begins_a_sentence(sentence, words):
    assert capital(sentence) == words


def test_day_has_no_leading_nought():
    assert day(datetime.date(2017, 2, 3)) == "3 February 2017"
