"""Times pages against a large database: 20 programmes of 16 workstreams.

`pages` fills one of them with 300 reports to each workstream; `days` fills all with 1,000,000 day entries, on
PostgreSQL. Prints a Markdown table: median and 95th percentile of server time, queries, and bytes as compressed on the
wire.
"""

import argparse
import datetime
import platform
import re
import statistics
import time

import django


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["pages", "days"], default="pages", help="which pages to measure")
    parser.add_argument("--requests", type=int, default=60, help="how many times each page is asked for")
    arguments = parser.parse_args()
    django.setup()

    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    settings.PROGRAMME_TODAY = datetime.date(2017, 2, 28)
    old = setup_databases(verbosity=0, interactive=False)
    try:
        people_and_addresses = _filled(arguments.what)
        print(f"{platform.machine()}, Python {platform.python_version()}, {connection.vendor}, ", end="")
        print(f"{datetime.date.today():%-d %B %Y}, {arguments.requests} requests a page\n")
        print("| page | median ms | p95 ms | queries | bytes gzip |\n| --- | ---: | ---: | ---: | ---: |")
        for person, addresses in people_and_addresses:
            for row in measure(person, addresses, arguments.requests):
                print("| " + " | ".join(row) + " |", flush=True)
    finally:
        teardown_databases(old, verbosity=0)


def _filled(what):
    """The database filled: [(person, addresses)] of the programme that holds most."""
    from tests.bench import days

    if what == "days":
        officer, director = days.fill()
        return [(officer, days.OFFICERS_PAGES), (director, days.DIRECTORS_PAGES)]
    addresses = _addresses(fill())
    return [(in_every_programme("director"), addresses)]


def fill():
    """Twenty programmes; the first with 300 updates to each workstream, 480 milestones and 200 risks."""
    from django.db import connection, transaction

    from tests.factories import improvement as make

    with transaction.atomic():
        programmes = [_programme(make, index, updates=300 if index == 0 else 12) for index in range(20)]
    with connection.cursor() as cursor:
        # As autovacuum does by itself on a database that has stood for a while.
        cursor.execute("ANALYZE")
    return programmes[0]


def _programme(make, index, updates):
    from improvement import models

    programme = make.ProgrammeFactory(slug=f"programme-{index}")
    day = datetime.timedelta(days=1)
    for number in range(1, 17):
        workstream = make.WorkstreamFactory(programme=programme, number=number)
        reports = make.HighlightReportFactory.build_batch(updates, programme=programme, workstream=workstream)
        for offset, report in enumerate(reports):
            report.recorded_on = make.EARLY + day * (offset % 270)
        models.HighlightReport.objects.bulk_create(reports)
        milestones = make.MilestoneFactory.create_batch(updates // 10, workstream=workstream)
        for milestone in milestones:
            make.MilestoneChangeFactory(milestone=milestone)
        make.EvidenceFactory.create_batch(4, workstream=workstream)
        make.ImpactRatingFactory.create_batch(4, workstream=workstream)
        make.CoverageFactory(finding=make.FindingFactory(programme=programme), workstream=workstream)
    for _ in range(updates * 2 // 3):
        risk = make.RiskFactory(programme=programme)
        make.RiskScoreFactory.create_batch(3, risk=risk)
        make.RiskChangeFactory.create_batch(2, risk=risk)
    return programme


PAGES = (
    "",
    "?on=2016-11-30",
    "workstreams/",
    "workstreams/8/",
    "milestones/",
    "roadmap/",
    "risks/",
    "findings/",
    "evidence/",
)


def _addresses(programme):
    pages = [f"/{programme.slug}/{page}" for page in PAGES]
    return ["/", *pages, f"/api/v1/programmes/{programme.slug}/position/"]


def in_every_programme(role):
    """A person who holds a role in every programme there is."""
    from improvement.models import Programme
    from tests.factories.accounts import MembershipFactory, UserFactory

    person = UserFactory()
    for programme in Programme.objects.all():
        MembershipFactory(user=person, programme=programme, role=role)
    return person


def measure(person, addresses, requests):
    from django.db import connection
    from django.test import Client

    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(person)
    for address in addresses:
        queries = []
        with connection.execute_wrapper(lambda run, sql, *rest: (queries.append(sql), run(sql, *rest))[1]):  # noqa: B023
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        times = sorted(_timed(client, address) for _ in range(requests))
        p95 = times[int(len(times) * 0.95)]
        name = re.sub(r"programme-\d+", "<programme>", address)
        median = statistics.median(times)
        yield f"`{name}`", f"{median:.0f}", f"{p95:.0f}", str(len(queries)), f"{len(answer.content):,}"


def _timed(client, address):
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
