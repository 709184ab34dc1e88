"""What people type with headings, lists and emphasis."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.prose import Block, Run, blocks_of, plain, words_of


def test_headings_lists_and_emphasis_are_read():
    text = "# What went well\n\nSome *soft* and **hard** words.\n\n- one\n- two\n\n1. first\n2. second"

    assert blocks_of(text) == (
        Block("heading", ((Run("What went well"),),)),
        Block(
            "paragraph",
            ((Run("Some "), Run("soft", emphasis=True), Run(" and "), Run("hard", strong=True), Run(" words.")),),
        ),
        Block("points", ((Run("one"),), (Run("two"),))),
        Block("numbers", ((Run("first"),), (Run("second"),))),
    )


def test_a_list_within_a_list_goes_on_in_the_outer_one():
    assert blocks_of("- one\n  - deep\n- two") == (Block("points", ((Run("one"),), (Run("deep"),), (Run("two"),))),)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>bold</b>", "[link](https://a.example)", "![x](y)", "`x`"]
)
def test_markup_that_is_not_ours_stays_as_it_was_typed(text):
    assert words_of(text) == text


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("- # One\n- Two", (Block("points", ((Run("One"),), (Run("Two"),))),)),
        ("2017. was a year", (Block("numbers", ((Run("was a year"),),), 2017),)),
        (
            "1. a\n\nremark\n\n2. b",
            (
                Block("numbers", ((Run("a"),),)),
                Block("paragraph", ((Run("remark"),),)),
                Block("numbers", ((Run("b"),),), 2),
            ),
        ),
    ],
)
def test_no_point_and_no_number_is_lost(text, blocks):
    assert blocks_of(text) == blocks


LINES = ["# alpha", "- beta", "1. gamma", "7. delta", "  - epsilon", "- # zeta", "eta", ""]


@given(st.lists(st.sampled_from(LINES), max_size=9))
def test_every_word_that_is_typed_is_said(lines):
    text = "\n".join(lines)

    assert re.findall("[a-z]+", words_of(text)) == re.findall("[a-z]+", text)


def test_a_line_break_within_a_paragraph_is_kept():
    assert words_of("One line\nand another") == "One line\nand another"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p class=MsoNormal>Words</p>", "Words"),
        ("<!--[if gte mso 9]><xml>junk</xml><![endif]-->Words", "Words"),
        ("<style>p {color: red}</style>Words<script>alert(1)</script>", "Words"),
        ("•\tone\n•\ttwo", "- one\n- two"),
        ("·  one\r\n–  two", "- one\n- two"),
        ("if x<y and z>w; <Ofsted> said", "if x<y and z>w; <Ofsted> said"),
        ("Fewer than 5 < 7 children", "Fewer than 5 < 7 children"),
        ("a – b", "a – b"),
    ],
)
def test_what_is_pasted_becomes_plain(pasted, kept):
    assert plain(pasted) == kept


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_any_text_is_read_and_plain_twice_is_plain_once(text):
    blocks_of(text)

    assert plain(plain(text)) == plain(plain(plain(text)))
