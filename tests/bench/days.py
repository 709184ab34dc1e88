"""A million day entries with their steps, for `script/bench days`: 20 programmes, one of which holds 80%."""

import datetime
import time
from decimal import Decimal

# Four years of the first programme: 280 officers, two halves a day each, an allowance for each year.
ENTRIES, ENTRIES_OF_FIRST = 1_000_000, 800_000
FIRST, TODAY = datetime.date(2013, 3, 1), datetime.date(2017, 2, 28)
OFFICERS, OFFICERS_OF_OTHERS = 280, 4
YEARS = 4

OFFICERS_PAGES = ["/programme-0/days/", "/programme-0/days/?month=2016-11", "/programme-0/days/week/2017-W08/"]
DIRECTORS_PAGES = [
    "/programme-0/days/approve/",
    "/programme-0/days/all/",
    "/programme-0/days/all/?since=1/2/2017&until=28/2/2017",
    "/programme-0/allowance/",
    "/programme-0/allowance/?by=officer",
    "/programme-0/allowance/?on=2016-11-30",
    "/programme-0/",
    "/programme-0/?on=2016-11-30",
]

# Officers take turns: so many entries a date, two halves for each, on workstreams that differ. Of the newest days those
# of a few officers wait for approval, and today's are not submitted; all others are approved.
INSERT_ENTRIES = """
INSERT INTO claims_dayentry (
    programme_id, officer_id, worked_on, days, workstream_id, kind, state, counts, note, version, recorded_on,
    recorded_by_id, source, invented, submitted_on, approved_on, approved_by_id, allowance_id)
SELECT programme, officer, worked_on, 0.5, workstream, kind, state, counts, '', version, worked_on, officer, '', false,
    CASE WHEN state <> 'draft' THEN least(worked_on + 2, date '{today}') END,
    CASE WHEN state = 'approved' THEN least(worked_on + 7, date '{today}') END,
    CASE WHEN state = 'approved' THEN {approver} END,
    CASE WHEN state = 'approved' AND counts THEN allowance END
FROM (
    SELECT {programme} AS programme, place.officer, worked_on, kind, kind <> 'travel' AS counts,
        (array[{workstreams}])[1 + (place.officer + n + doy) % 16] AS workstream,
        CASE WHEN worked_on = date '{today}' THEN 'draft'
            WHEN worked_on > date '{today}' - 9 AND rank <= 28 THEN 'submitted' ELSE 'approved' END AS state,
        CASE WHEN worked_on = date '{today}' THEN 1
            WHEN worked_on > date '{today}' - 9 AND rank <= 28 THEN 2 ELSE 3 END AS version,
        (SELECT id FROM claims_allowance a WHERE a.programme_id = {programme}
            AND worked_on BETWEEN a.starts_on AND a.ends_on) AS allowance
    FROM (
        SELECT n, (array[{officers}])[1 + (n / 2) % {number}] AS officer, 1 + (n / 2) % {number} AS rank,
            date '{today}' - (n / 2 / {number})::int AS worked_on,
            extract(doy FROM date '{today}' - (n / 2 / {number})::int)::int AS doy,
            (array['on_site', 'remote', 'on_site', 'preparation', 'on_site', 'travel'])[1 + n % 6] AS kind
        FROM generate_series(0, {entries} - 1) AS n
    ) AS place
) AS day
"""

INSERT_STEPS = """
INSERT INTO claims_daystep (
    entry_id, number, step, reason, at, programme_id, officer_id, worked_on, days, workstream_id, kind, state, counts,
    recorded_on, recorded_by_id, source, invented)
SELECT id, {number}, '{step}', '', recorded_on, programme_id, officer_id, worked_on, days, workstream_id, kind,
    '{state}', counts, {recorded_on}, {by}, '', false
FROM claims_dayentry WHERE version >= {number}
"""

STEPS = [
    {"number": 1, "step": "logged", "state": "draft", "recorded_on": "recorded_on", "by": "officer_id"},
    {"number": 2, "step": "submitted", "state": "submitted", "recorded_on": "submitted_on", "by": "officer_id"},
    {"number": 3, "step": "approved", "state": "approved", "recorded_on": "approved_on", "by": "approved_by_id"},
]


def fill():
    """Fill an empty database: (an officer with thousands of days, a director), each in all twenty programmes."""
    from django.db import connection, transaction

    from tests.bench.pages import in_every_programme
    from tests.factories.accounts import UserFactory

    if connection.vendor != "postgresql":
        raise SystemExit("The million days are inserted by PostgreSQL: set DATABASE_URL.")
    started = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        approver = UserFactory()
        # What is inserted below is whole by its making; the checks of its keys, one by one, would take the most time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        programmes = [_programme(index) for index in range(20)]
        officer, director = in_every_programme("officer"), in_every_programme("director")
        for index, programme in enumerate(programmes):
            others = UserFactory.create_batch((OFFICERS if index == 0 else OFFICERS_OF_OTHERS) - (index == 0))
            officers = [officer, *others] if index == 0 else others
            entries = ENTRIES_OF_FIRST if index == 0 else (ENTRIES - ENTRIES_OF_FIRST) // 19
            cursor.execute(_entries_of(programme, officers, entries, approver))
        for step in STEPS:
            cursor.execute(INSERT_STEPS.format(**step))
        cursor.execute(
            "UPDATE claims_allowance a SET days_approved = coalesce("
            "(SELECT sum(days) FROM claims_dayentry d WHERE d.allowance_id = a.id), 0)"
        )
    with connection.cursor() as cursor:
        # As autovacuum does by itself on a database that has stood for a while.
        cursor.execute("VACUUM ANALYZE")
        counted = [_count(cursor, table) for table in ("claims_dayentry", "claims_daystep")]
    print(f"{counted[0]:,} entries with {counted[1]:,} steps in {time.monotonic() - started:.0f} s\n")
    return officer, director


def _programme(index):
    """A programme with sixteen workstreams, each with a report and a milestone, and an allowance for each year."""
    from tests.factories import claims, improvement

    programme = improvement.ProgrammeFactory(slug=f"programme-{index}", starts_on=FIRST, change__recorded_on=FIRST)
    for number in range(1, 17):
        workstream = improvement.WorkstreamFactory(programme=programme, number=number, recorded_on=FIRST)
        improvement.HighlightReportFactory(workstream=workstream)
        improvement.MilestoneFactory(workstream=workstream)
    agreement = claims.FundingAgreementFactory(
        programme=programme, eligible_from=FIRST, recorded_on=FIRST, terms__recorded_on=FIRST
    )
    for year in range(YEARS):
        starts_on = FIRST.replace(year=FIRST.year + year)
        ends_on = FIRST.replace(year=FIRST.year + year + 1) - datetime.timedelta(days=1)
        claims.AllowanceFactory(
            agreement=agreement, starts_on=starts_on, ends_on=ends_on, first_days=Decimal(99_999), recorded_on=starts_on
        )
    return programme


def _entries_of(programme, officers, entries, approver):
    workstreams = programme.workstreams.order_by("number").values_list("pk", flat=True)
    return INSERT_ENTRIES.format(
        programme=programme.pk,
        officers=", ".join(str(officer.pk) for officer in officers),
        workstreams=", ".join(str(key) for key in workstreams),
        number=len(officers),
        entries=entries,
        approver=approver.pk,
        today=TODAY,
    )


def _count(cursor, table):
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]
