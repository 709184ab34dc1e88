"""Times the files of 200,000 claim lines against PostgreSQL's own COPY of the same columns, and what memory they take.

Needs PostgreSQL: DATABASE_URL. One programme has 200 claims of a thousand lines, one in fifty an adjustment.
Prints a Markdown table: seconds to the first byte and to the last, and how far memory grew.
"""

import os
import resource
import time

from tests.bench import measuring
from tests.bench.pages import programme_of

LINES, CLAIMS, ROUNDS = 200_000, 200, 5

ENTRIES_SQL = """
    INSERT INTO claims_dayentry (programme_id, officer_id, worked_on, days, workstream_id, kind, state, counts, note,
        source, invented, recorded_on, recorded_by_id, version)
    SELECT %(programme)s, (%(officers)s::bigint[])[n %% %(people)s + 1], '2016-05-25'::date + n / %(people)s, 0.5,
        (SELECT id FROM improvement_workstream WHERE programme_id = %(programme)s ORDER BY number
            OFFSET n %% 16 LIMIT 1),
        'on_site', 'draft', true, '', '', false, '2017-02-28', %(director)s, 1
    FROM generate_series(0, %(lines)s - 1) AS n
"""

LINES_SQL = """
    INSERT INTO claims_claimline (programme_id, claim_id, number, entry_id, reverses_id, reason, worked_on, days,
        officer_name, officer_role, workstream_number, workstream_title, kind, rate, vat_percent, net, vat, gross)
    SELECT entry.programme_id, claim.id, numbered.at, entry.id, NULL, '', entry.worked_on, entry.days, officer.name,
        'Officer', stream.number, stream.title, entry.kind, 512.34, 20.0, 256.17, 51.23, 307.40
    FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) %% %(claims)s AS claim,
            (row_number() OVER (ORDER BY id) - 1) / %(claims)s + 1 AS at FROM claims_dayentry) AS numbered
    JOIN claims_dayentry AS entry ON entry.id = numbered.id
    JOIN accounts_user AS officer ON officer.id = entry.officer_id
    JOIN improvement_workstream AS stream ON stream.id = entry.workstream_id
    JOIN (SELECT id, row_number() OVER (ORDER BY number) - 1 AS n FROM claims_claim) AS claim
        ON claim.n = numbered.claim
"""

REVERSALS_SQL = """
    UPDATE claims_claimline AS line SET reverses_id = earlier.id, reason = 'Entered twice, as the officer said.',
        days = -earlier.days, net = -earlier.net, vat = -earlier.vat, gross = -earlier.gross
    FROM claims_claimline AS earlier WHERE earlier.id = line.id - 1 AND line.id %% 50 = 0
"""


def main():
    parser = measuring.arguments(__doc__)
    parser.add_argument("--lines", type=int, default=LINES, help="fewer make a quicker round; default 200,000")
    asked = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("The figure to compare with is PostgreSQL's COPY: set DATABASE_URL to one of its databases.")
    with measuring.own_database():
        programme, certifier = fill(asked.lines)
        measuring.print_heading(ROUNDS)
        measure(programme, measuring.signed_in(certifier))


def fill(lines):
    """(the programme, somebody who sees its claims)."""
    from django.db import connection, transaction

    from tests.factories.accounts import MembershipFactory, member
    from tests.factories.claims import ClaimFactory, FundingAgreementFactory

    with transaction.atomic(), connection.cursor() as cursor:
        programme = programme_of(0, updates=1)
        certifier = member(programme, "certifier")
        officers = [MembershipFactory(programme=programme, role="officer").user.pk for _ in range(160)]
        agreement = FundingAgreementFactory(programme=programme)
        for number in range(CLAIMS):
            ClaimFactory(agreement=agreement, number=f"PRO-{number + 1:04}")
        facts = {
            "programme": programme.pk,
            "officers": officers,
            "people": len(officers),
            "director": certifier.pk,
            "lines": lines,
            "claims": CLAIMS,
        }
        for statement in (ENTRIES_SQL, LINES_SQL, REVERSALS_SQL):
            cursor.execute(statement, facts)
    measuring.settle()
    return programme, certifier


def measure(programme, client):
    """COPY and CSV in turn, so that other work on the machine weighs on both alike; then the workbooks."""
    address = f"/{programme.slug}/claims/lines"
    copies, files = [], []
    for _ in range(ROUNDS):
        copies.append(_copy(programme))
        files.append(_download(client, f"{address}.csv"))
    print("| what | first byte ms | whole s | MB | memory grown MB |\n| --- | ---: | ---: | ---: | ---: |")
    _print("`COPY … TO STDOUT` of the same columns", min(copies, key=lambda taken: taken[1]))
    _print("CSV", min(files, key=lambda taken: taken[1]))
    for kind in ("xlsx", "ods"):
        _print(kind.upper(), _download(client, f"{address}.{kind}"))
    ratios = sorted(file[1] / copy[1] for copy, file in zip(copies, files, strict=True))
    print(f"\nCSV against COPY, {ROUNDS} rounds in turn: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")


def _print(name, taken):
    first, whole, size, grown = taken
    print(f"| {name} | {first * 1000:.0f} | {whole:.2f} | {size / 1e6:.1f} | {grown / 1024:.1f} |", flush=True)


def _peak():
    """The most memory this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _copy(programme):
    from django.db import connection
    from django.db.models import F

    from claims.claim_files.columns import columns_across_claims
    from claims.models import ClaimLine

    lines = ClaimLine.objects.filter(programme=programme).annotate(state=F("claim__state"))
    lines = lines.order_by("claim__number", "number").values_list(*(c.field for c in columns_across_claims()))
    statement, facts = lines.query.sql_with_params()
    counted = _Counted()
    before, start = _peak(), time.perf_counter()
    with connection.cursor() as cursor:
        query = cursor.mogrify(statement, facts).decode()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER)", counted)
    return counted.first - start, time.perf_counter() - start, counted.size, _peak() - before


class _Counted:
    """A file that counts what is written into it."""

    first, size = 0.0, 0

    def write(self, part):
        self.first = self.first or time.perf_counter()
        self.size += len(part)


def _download(client, address):
    before, start, first, size = _peak(), time.perf_counter(), 0.0, 0
    answer = client.get(address, headers={"accept-encoding": "identity"})
    assert answer.status_code == 200, answer.status_code
    for part in answer.streaming_content:
        first = first or time.perf_counter() - start
        size += len(part)
    return first, time.perf_counter() - start, size, _peak() - before


if __name__ == "__main__":
    main()
