"""Eight processes build claims from the same days: no day is claimed twice, and no number is missing."""

import json

import pytest

from tests.races.conftest import fresh_database

RACERS = 8
ROUNDS = 25
DAYS = 40

# One programme with a rate, decided terms and approved days; a preparer for each racer.
SET_UP = """
import datetime
from decimal import Decimal
from django.db import transaction
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayRateFactory, decide_terms, funded_programme, made_day, officer_of
from tests.factories.improvement import AuthorityFactory, ProgrammeFactory, WorkstreamFactory
for numbered in (UserFactory, ProgrammeFactory):
    numbered.reset_sequence(100 * {race})
# Councils have 200 numbers in all.
AuthorityFactory.reset_sequence(20 * {race})
with transaction.atomic():
    programme, _ = funded_programme(slug="{name}")
    DayRateFactory(agreement=programme.funding_agreements.get())
    decide_terms(programme, reference="PO 1", vat="standard")
    mash, officer = WorkstreamFactory(programme=programme), officer_of(programme)
    for racer in range({racers}):
        UserFactory(email=f"{name}-{{racer}}@council.example")
    first = datetime.date(2016, 9, 1)
    for number in range({days}):
        made_day(mash, officer, "approved", worked_on=first + datetime.timedelta(days=number))
"""

START = """
import datetime, json, os, random, signal, subprocess, sys, time
from collections import Counter
from pathlib import Path
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from accounts.models import User
from claims.actions import claims
from claims.models import Claim, ClaimedDay
from config.records import Stale
from improvement.models import Programme
racer = int(os.environ["RACER"])
by = User.objects.get(email=f"{name}-{{racer}}@council.example")
programme = Programme.objects.get(slug="{name}")
period = {{"period_start": datetime.date(2016, 9, 1), "period_end": datetime.date(2016, 11, 30)}}
done = Counter()
class ChangeOfMind(Exception):
    pass
def build(changes_its_mind=False):
    with transaction.atomic():
        claim = claims.start_claim(programme=programme, by=by, **period)
        claim = claims.prepare_claim(claim=claim, version=claim.version, by=by)
        if changes_its_mind:
            raise ChangeOfMind
        return claim
# Nobody starts before everybody is here.
here = Path(os.environ["VAR_DIR"])
(here / f"{name}-ready-{{racer}}").touch()
while len(list(here.glob("{name}-ready-*"))) < {racers}:
    time.sleep(0.01)
"""

BUILD = """
for number in range({rounds}):
    try:
        claim = build(changes_its_mind=number % 5 == racer % 5)
        done["built"] += 1
        # What was built makes room again, so that everybody has something to build from.
        claims.cancel_claim(claim=claim, reason="For the next.", version=claim.version, by=by)
    except ChangeOfMind:
        done["rolled back"] += 1
    except ValidationError as error:
        done["nothing left" if "can be claimed" in error.messages[0] else error.messages[0]] += 1
    except (DatabaseError, Stale) as error:
        done[str(error)] += 1
    if racer == 0 and number % 5 == 0:
        # Killed in the middle of it, by nobody's leave.
        text = "import django; django.setup()\\n" + {victim!r}
        killed = subprocess.run([sys.executable, "-c", text], env=os.environ).returncode
        done["killed" if killed == -signal.SIGKILL else f"ended {{killed}}"] += 1
try:
    build()
except ValidationError:
    pass
print(json.dumps(done))
"""

VICTIM = """
import datetime, os, signal
from django.db import transaction
from accounts.models import User
from claims.actions import claims
from improvement.models import Programme
programme = Programme.objects.get(slug="claims")
period = {"period_start": datetime.date(2016, 9, 1), "period_end": datetime.date(2016, 11, 30)}
with transaction.atomic():
    claims.start_claim(programme=programme, by=User.objects.get(email="claims-0@council.example"), **period)
    os.kill(os.getpid(), signal.SIGKILL)
"""

LOOK = """
import json
from collections import Counter
from audit.verification import faults as broken
from claims.models import Claim, ClaimedDay, ClaimLine
of = Claim.objects.filter(programme__slug="{name}")
on = Counter(ClaimLine.objects.filter(claim__in=of.unsent()).values_list("entry", flat=True))
print(json.dumps({{
    "numbers": list(of.order_by("pk").values_list("number", flat=True)),
    "most": max(on.values(), default=0),
    "held": ClaimedDay.objects.filter(line__claim__in=of).count(),
    "lines": sum(on.values()),
    "broken": list(broken()),
}}))
"""


@pytest.fixture(scope="module")
def claims_database(tmp_path_factory):
    with fresh_database(tmp_path_factory.mktemp("claims")) as run:
        yield run


@pytest.fixture(scope="module")
def races():
    """The names of the races that were run in the database."""
    return []


@pytest.fixture
def race(claims_database, races):
    """race(name, text) sets up a programme of that name, lets eight processes run the text at once, and looks.

    Returns how often each thing happened, and what the database holds.
    """

    def run(name, text):
        races.append(name)
        facts = {"name": name, "racers": RACERS, "rounds": ROUNDS, "days": DAYS, "victim": VICTIM, "race": len(races)}
        claims_database(SET_UP.format(**facts))
        done = {}
        for out in claims_database(START.format(**facts) + text.format(**facts), processes=RACERS):
            for what, count in json.loads(out).items():
                done[what] = done.get(what, 0) + count
        return done, json.loads(claims_database(LOOK.format(name=name))[0])

    return run


def test_each_day_is_on_one_live_claim_and_no_number_is_missing(race):
    done, held = race("claims", BUILD)

    # No "database is locked", no circle, no constraint that had to step in.
    assert done.keys() <= {"built", "rolled back", "nothing left", "killed"}
    assert sum(count for what, count in done.items() if what != "killed") == RACERS * ROUNDS
    assert (done["rolled back"] > 0, done["killed"]) == (True, 5)
    assert held["numbers"] == [f"CLA-{number:04}" for number in range(1, len(held["numbers"]) + 1)]
    assert (held["most"], held["lines"], held["held"]) == (1, DAYS, DAYS)
    assert held["broken"] == []


# The negative control: what may be claimed is read before one's turn, and then written.
UNGUARDED = """
from claims.eligibility import preview
agreement = programme.funding_agreements.get()
seen = preview(agreement, agreement.terms.first(), since=period["period_start"], until=period["period_end"])
claims.preview = lambda *facts, **period: seen
(here / f"{name}-saw-{{racer}}").touch()
while len(list(here.glob("{name}-saw-*"))) < {racers}:
    time.sleep(0.01)
try:
    build()
    done["built"] += 1
except DatabaseError as error:
    done["refused" if "claimedday" in str(error) else str(error)] += 1
print(json.dumps(done))
"""


WITHOUT_THE_REGISTER = """
ClaimedDay.objects.bulk_create = lambda days, **facts: None
"""


def test_without_its_guard_the_database_alone_lets_no_day_be_claimed_twice(race):
    done, held = race("checked", UNGUARDED)

    assert done == {"built": 1, "refused": RACERS - 1}
    assert (held["most"], held["numbers"]) == (1, ["CHE-0001"])


def test_without_its_guard_and_without_the_register_days_are_claimed_twice(race):
    done, held = race("doubled", WITHOUT_THE_REGISTER + UNGUARDED)

    assert done == {"built": RACERS}
    assert held["most"] == RACERS
