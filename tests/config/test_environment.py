import datetime as dt
import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    monkeypatch.delenv("T_NAME", raising=False)


@pytest.mark.parametrize(("value", "expected"), [(None, "x"), ("", ""), ("  a b ", "a b")])
def test_text_is_trimmed_and_has_a_default(monkeypatch, value, expected):
    if value is not None:
        monkeypatch.setenv("T_NAME", value)

    assert environment.text("T_NAME", "x") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", True),
        ("true", True),
        ("YES", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("", False),
    ],
)
def test_flag_reads_yes_and_no(monkeypatch, value, expected):
    monkeypatch.setenv("T_NAME", value)

    assert environment.flag("T_NAME") is expected


def test_flag_is_off_when_not_set():
    assert environment.flag("T_NAME") is False


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (environment.flag, "maybe", "T_NAME is 'maybe': set it to 1 or 0."),
        (lambda name: environment.number(name, 5), "five", "T_NAME is 'five': set it to a whole number."),
        (lambda name: environment.number(name, 5), "-1", "T_NAME is '-1': set it to a whole number."),
        (lambda name: environment.number(name, 5), "1.5", "T_NAME is '1.5': set it to a whole number."),
        (environment.date, "28/02/2017", "T_NAME is '28/02/2017': write a date as 2017-02-28."),
        (environment.date, "2017-02-30", "T_NAME is '2017-02-30': write a date as 2017-02-28."),
        (
            lambda name: environment.required(name, "this"),
            " ",
            "T_NAME is not set: production needs it, for example T_NAME=this (see docs/production.md).",
        ),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence(monkeypatch, read, value, sentence):
    monkeypatch.setenv("T_NAME", value)

    with pytest.raises(ImproperlyConfigured) as refusal:
        read("T_NAME")

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(("value", "expected"), [(None, 5), ("0", 0), (" 42 ", 42)])
def test_number_reads_whole_numbers(monkeypatch, value, expected):
    if value is not None:
        monkeypatch.setenv("T_NAME", value)

    assert environment.number("T_NAME", 5) == expected


@pytest.mark.parametrize(("value", "expected"), [("", None), ("2017-02-28", dt.date(2017, 2, 28))])
def test_date_reads_a_date_or_none(monkeypatch, value, expected):
    monkeypatch.setenv("T_NAME", value)

    assert environment.date("T_NAME") == expected


@pytest.mark.parametrize(("value", "expected"), [("", []), ("a", ["a"]), (" a, b ,,c ", ["a", "b", "c"])])
def test_words_are_divided_by_commas(monkeypatch, value, expected):
    monkeypatch.setenv("T_NAME", value)

    assert environment.words("T_NAME") == expected


def test_kept_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "secret_key"

    first = environment.kept_secret_key(path)
    second = environment.kept_secret_key(path)

    assert (len(first), second) == (64, first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["secret_key"]


def test_kept_secret_key_takes_the_one_of_a_process_that_was_quicker(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"

    def beaten(draft, target):
        path.write_text("the other process's key")
        raise FileExistsError

    monkeypatch.setattr(os, "link", beaten)

    assert environment.kept_secret_key(path) == "the other process's key"
    assert os.listdir(tmp_path) == ["secret_key"]
