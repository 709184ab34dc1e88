"""Times the pages of days against 20 programmes with a million day entries, one of which holds 80%.

Each programme of ten years has an allowance for each of its years; the large one has 160 officers, who log two half
days every working day. Needs PostgreSQL: DATABASE_URL. Prints a Markdown table as the pages' own figures do.
"""

import datetime
import os
import time

from tests.bench import measuring
from tests.bench.pages import programme_of

ENTRIES = 1_000_000
PROGRAMMES = 20
OFFICERS, OFFICERS_ELSEWHERE = 160, 4
YEARS = range(2007, 2017)
LAST = datetime.date(2017, 2, 28)

# Everybody's half days of every working day, newest first: today's are drafts, yesterday's wait for approval, and of
# those before one in a hundred was returned, one in a hundred removed, and the others approved. One in ten is travel.
ENTRIES_SQL = """
    WITH people AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM unnest(%(officers)s::bigint[]) AS id),
    streams AS (SELECT id, row_number() OVER (ORDER BY number) AS n FROM improvement_workstream
        WHERE programme_id = %(programme)s),
    worked AS (SELECT day::date, row_number() OVER (ORDER BY day DESC) AS n
        FROM generate_series('2007-05-25'::date, %(last)s, '1 day') AS day WHERE extract(isodow FROM day) < 6),
    facts AS (
        SELECT people.id AS officer, worked.day, streams.id AS workstream, worked.n AS age,
            row_number() OVER (ORDER BY worked.n, people.n, half) AS n
        FROM worked CROSS JOIN people CROSS JOIN generate_series(0, 1) AS half
        JOIN streams ON streams.n = (people.n * 3 + worked.n / 60 + half * 5) %% 16 + 1
        ORDER BY n LIMIT %(entries)s),
    stated AS (
        SELECT *, CASE WHEN age = 1 THEN 'draft' WHEN age = 2 THEN 'submitted' WHEN n %% 100 = 7 THEN 'returned'
            WHEN n %% 100 = 8 THEN 'removed' ELSE 'approved' END AS state,
            CASE WHEN n %% 10 = 3 THEN 'travel' WHEN n %% 10 < 3 THEN 'remote' ELSE 'on_site' END AS kind
        FROM facts)
    INSERT INTO claims_dayentry (programme_id, officer_id, worked_on, days, workstream_id, kind, state, counts, note,
        source, invented, recorded_on, recorded_by_id, version, submitted_on, approved_on, approved_by_id, allowance_id)
    SELECT %(programme)s, officer, day, 0.5, workstream, kind, state, kind <> 'travel', '', '', false, day, officer,
        CASE state WHEN 'draft' THEN 1 WHEN 'submitted' THEN 2 WHEN 'removed' THEN 2 ELSE 3 END,
        CASE WHEN state IN ('submitted', 'approved') THEN day END,
        CASE WHEN state = 'approved' THEN day + 1 END,
        CASE WHEN state = 'approved' THEN %(director)s END,
        CASE WHEN state = 'approved' AND kind <> 'travel' THEN allowance.id END
    FROM stated JOIN claims_allowance AS allowance ON allowance.programme_id = %(programme)s
        AND day BETWEEN allowance.starts_on AND allowance.ends_on
    ORDER BY day, officer
"""

STEPS_SQL = """
    INSERT INTO claims_daystep (entry_id, number, step, state, reason, programme_id, officer_id, worked_on, days,
        workstream_id, kind, counts, recorded_on, recorded_by_id, source, invented, at)
    SELECT entry.id, number,
        CASE number WHEN 1 THEN 'logged' WHEN 3 THEN state
            ELSE CASE state WHEN 'removed' THEN 'removed' ELSE 'submitted' END END,
        CASE WHEN number = version THEN state WHEN number = 1 THEN 'draft' ELSE 'submitted' END,
        CASE WHEN number = 3 AND state = 'returned' THEN 'Which workstream?' ELSE '' END,
        programme_id, officer_id, worked_on, days, workstream_id, kind, counts,
        worked_on + (number / 3), recorded_by_id, '', false, (worked_on + number * interval '1 hour')
    FROM claims_dayentry AS entry CROSS JOIN LATERAL generate_series(1, entry.version) AS number
    ORDER BY entry.id, number
"""

COUNTER_SQL = """
    UPDATE claims_allowance SET days_approved = spent.days
    FROM (SELECT allowance_id, sum(days) AS days FROM claims_dayentry GROUP BY allowance_id) AS spent
    WHERE spent.allowance_id = claims_allowance.id
"""


def main():
    parser = measuring.arguments(__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="fewer make a quicker round; default a million")
    parser.add_argument("--keep", action="store_true", help="leave the database, and measure it again the next time")
    asked = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("A million day entries are made by PostgreSQL: set DATABASE_URL to one of its databases.")
    if asked.entries < PROGRAMMES:
        raise SystemExit(f"Ask for {PROGRAMMES} entries or more: each programme has some.")
    with measuring.own_database(keep=asked.keep):
        start = time.perf_counter()
        programme, director, officer = found() or fill(asked.entries)
        measuring.print_heading(asked.requests)
        print(f"{_kept()}; made in {time.perf_counter() - start:.0f} s\n")
        measuring.print_table(pages(programme, director, officer), asked.requests)


def found():
    """What fill() gave the last time, in a database that was kept."""
    from accounts.models import User
    from improvement.models import Programme

    programme = Programme.objects.filter(slug="programme-0").first()
    if programme is None:
        return None
    director, officer = (
        User.objects.filter(memberships__programme=programme, memberships__role=role).order_by("pk").first()
        for role in ("director", "officer")
    )
    return programme, director, officer


def fill(entries):
    """The programmes with their days; (the large programme, its director, one of its officers)."""
    from django.db import connection, transaction

    from claims.day_totals import fill_day_totals
    from claims.reconciliation import faults

    with transaction.atomic(), connection.cursor() as cursor:
        # The keys written here are those just read, so they are not looked up again, 30 million times.
        cursor.execute("SET LOCAL session_replication_role = replica")
        programmes = [programme_of(index, updates=12, starts_on=_first(2007)) for index in range(PROGRAMMES)]
        director = measuring.director_of_all(programmes[0])
        share = entries // 5 // (PROGRAMMES - 1)
        for programme in programmes[1:]:
            _days(cursor, programme, director, officers=OFFICERS_ELSEWHERE, entries=share)
        officers = _days(cursor, programmes[0], director, officers=OFFICERS, entries=entries - share * (PROGRAMMES - 1))
        cursor.execute(STEPS_SQL)
        cursor.execute(COUNTER_SQL)
    fill_day_totals(connection)
    measuring.settle()
    assert list(faults()) == []
    return programmes[0], director, officers[0]


def _days(cursor, programme, director, *, officers, entries):
    from tests.factories.accounts import MembershipFactory
    from tests.factories.claims import AllowanceFactory, DayRateFactory, FundingAgreementFactory

    people = [MembershipFactory(programme=programme, role="officer").user for _ in range(officers)]
    agreement = FundingAgreementFactory(programme=programme, eligible_from=_first(2007), recorded_on=_first(2007))
    for year in YEARS:
        period = {"starts_on": _first(year), "ends_on": _first(year + 1) - datetime.timedelta(days=1)}
        AllowanceFactory(agreement=agreement, first_days=99_000, recorded_on=_first(2007), **period)
    for year in (YEARS[0], YEARS[5]):
        DayRateFactory(agreement=agreement, from_on=_first(year), recorded_on=_first(2007))
    facts = {"programme": programme.pk, "director": director.pk, "entries": entries, "last": LAST}
    cursor.execute(ENTRIES_SQL, {**facts, "officers": [person.pk for person in people]})
    return people


def _first(year):
    return datetime.date(year, 5, 25)


def _kept():
    from claims.models import DayEntry, DayStep

    waiting = DayEntry.objects.filter(programme__slug="programme-0").submitted().count()
    return f"{DayEntry.objects.count():,} day entries, {DayStep.objects.count():,} steps, {waiting:,} waiting"


def pages(programme, director, officer):
    """(who asks, address) of each page measured."""
    their, own = measuring.signed_in(director), measuring.signed_in(officer)
    here, api = f"/{programme.slug}/", f"/api/v1/programmes/{programme.slug}/"
    yield their, "/"
    yield own, f"{here}days/"
    yield own, f"{here}days/week/2017-W09/"
    for page in (
        "days/approve/",
        "days/all/",
        "days/all/?state=submitted",
        "allowance/",
        "allowance/?by=officer",
        "allowance/?on=2016-11-28",
        "days/all/?on=2016-11-28",
        "claims/year-end/",
        "",
    ):
        yield their, here + page
    yield their, f"{api}day-entries/"
    yield their, f"{api}allowance/"


if __name__ == "__main__":
    main()
