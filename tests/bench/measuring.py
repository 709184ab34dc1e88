"""What every measurement needs: a database of its own, somebody signed in, and a table of times."""

import argparse
import datetime
import platform
import statistics
import time
from contextlib import contextmanager

import django


def arguments(says):
    parser = argparse.ArgumentParser(description=says)
    parser.add_argument("--requests", type=int, default=60, help="how many times each page is asked for")
    return parser


@contextmanager
def own_database(keep=False):
    """An empty database that is removed again, on 28 February 2017; with `keep` it is left, and found the next time."""
    django.setup()
    from django.conf import settings
    from django.template import Template
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    draw = Template._render
    setup_test_environment()
    # Tests keep a copy of all that each template was given, which no server does.
    Template._render = draw
    settings.PROGRAMME_TODAY = datetime.date(2017, 2, 28)
    # As on a server.
    settings.KEEP_WHILE_UNCHANGED = True
    old = setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])
    try:
        yield
    finally:
        teardown_databases(old, verbosity=0, keepdb=keep)


def settle():
    """As autovacuum does by itself on a database that has stood for a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def director_of_all(programme):
    """The director of a programme, with the same role in every other."""
    from improvement.models import Programme
    from tests.factories.accounts import MembershipFactory, member

    director = member(programme, "director")
    for other in Programme.objects.exclude(pk=programme.pk):
        MembershipFactory(user=director, programme=other, role="director")
    return director


def signed_in(person):
    from django.test import Client

    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(person)
    return client


def print_heading(requests):
    from django.db import connection

    print(f"{platform.machine()}, Python {platform.python_version()}, {connection.vendor}, ", end="")
    print(f"{datetime.date.today():%-d %B %Y}, {requests} requests a page\n")


def print_table(pages, requests):
    """A row for each (client, address): median and 95th percentile of server time, queries, bytes on the wire."""
    print("| page | median ms | p95 ms | queries | bytes gzip |\n| --- | ---: | ---: | ---: | ---: |")
    for client, address in pages:
        print("| " + " | ".join(_row(client, address, requests)) + " |", flush=True)


def _row(client, address, requests):
    from django.db import connection

    queries = []
    with connection.execute_wrapper(lambda run, sql, *rest: (queries.append(sql), run(sql, *rest))[1]):
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    times = sorted(_timed(client, address) for _ in range(requests))
    name = address.replace("programme-0", "<programme>")
    median, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    size = len(b"".join(answer))
    return f"`{name}`", f"{median:.0f}", f"{p95:.0f}", str(len(queries)), f"{size:,}"


def _timed(client, address):
    start = time.perf_counter()
    for _ in client.get(address):
        # A file is sent as it is made.
        pass
    return (time.perf_counter() - start) * 1000
