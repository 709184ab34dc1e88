"""Printed documents: without their typeface they stop with a sentence."""

import pytest

from config import pdf as printed


def test_without_the_typeface_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(printed, "_FONTS", tmp_path)
    printed._fonts.cache_clear()

    with pytest.raises(RuntimeError, match="run 'npm ci'"):
        printed._fonts()
    printed._fonts.cache_clear()


def test_facts_are_data_of_every_kind():
    facts = {"text": "é 李", "list": [("a", "b"), 1, None], "more": {"flag": True}}

    assert printed._legible(facts) == {"text": "é ?", "list": [["a", "b"], 1, None], "more": {"flag": True}}
