import json
import logging
import sys

from config.logs import JsonLines


def line_of(record):
    return JsonLines().format(record)


def record_of(message, *args, **facts):
    record = logging.LogRecord("room", logging.WARNING, "file.py", 1, message, args, facts.pop("exc_info", None))
    record.created = 1488283200.123456
    vars(record).update(facts)
    return record


def test_json_lines_writes_one_object():
    assert json.loads(line_of(record_of("%s of %s", 1, 2))) == {
        "at": "2017-02-28T12:00:00.123+00:00",
        "level": "WARNING",
        "logger": "room",
        "message": "1 of 2",
    }


def test_json_lines_adds_the_status_of_an_answer():
    assert json.loads(line_of(record_of("Not Found", status_code=404)))["status"] == 404


def test_json_lines_keeps_an_exception_on_the_same_line():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        line = line_of(record_of("It failed", exc_info=sys.exc_info()))

    exception = json.loads(line)["exception"]
    assert "\n" not in line
    assert exception.startswith("Traceback (most recent call last):\n")
    assert exception.endswith("ValueError: two\nlines")


def test_json_lines_writes_other_alphabets_as_they_are():
    assert '"message": "Łódź, 東京, £5"' in line_of(record_of("Łódź, 東京, £5"))


def test_json_lines_keeps_a_message_of_several_lines_on_one():
    line = line_of(record_of("one\ntwo\r\nthree"))

    assert line.splitlines() == [line]
    assert json.loads(line)["message"] == "one\ntwo\r\nthree"
