"""A file that breaks off midway never looks whole: the server breaks the connection off too."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.spreadsheets import csv_response

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def port():
    """Where gunicorn serves tests/factories/cut_short.py, as in production."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.factories.cut_short", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*command, "--threads", "2", "--log-level", "critical"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    for _ in range(300):
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(20)


def get(port, path, encoding):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_file_that_breaks_off_midway_breaks_the_connection_off(port, encoding):
    status, content = get(port, "/whole.csv", encoding)
    assert (status, len(content) > 5000) == (200, True)

    with pytest.raises(http.client.IncompleteRead):
        get(port, "/cut.csv", encoding)


def test_what_breaks_the_rows_reaches_the_server():
    def rows():
        yield ["first"]
        raise RuntimeError("The database went away.")

    parts = iter(csv_response(rows(), "rows.csv"))

    assert next(parts) == b"first\r\n"
    with pytest.raises(RuntimeError, match="went away"):
        next(parts)
