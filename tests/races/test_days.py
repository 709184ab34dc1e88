"""Eight processes log and approve days at once, on either database: nothing is spent twice, lost or past a limit.

The tests share one database, and each has programmes of its own in it.
"""

import json
from dataclasses import dataclass

import pytest

from tests.races.conftest import fresh_database

RACERS = 8
PROGRAMMES = 5
ENTITLED = 100

# Of each racer in the race for the last days.
LOGGED = 125
APPROVALS_OF_OTHERS = 375
OPERATIONS = RACERS * (3 * LOGGED + APPROVALS_OF_OTHERS)
"""How operations are counted: each call of log_day(), submit_days() or approve_days() for one day is one, a transaction
of its own, whether it is done or refused because the allowance is spent. What the set-up writes is not counted."""

# Programmes with an agreement, an allowance, a workstream for each racer, and half days of others that wait.
SET_UP = """
import datetime
from decimal import Decimal
from django.db import transaction
from accounts.models import User
from claims.models import DayEntry, DayStep
from tests.factories.accounts import UserFactory
from tests.factories.claims import DayEntryFactory, DayStepFactory, funded_programme
from tests.factories.improvement import AuthorityFactory, ProgrammeFactory, WorkstreamFactory
for numbered in (UserFactory, ProgrammeFactory):
    numbered.reset_sequence(100 * {race})
# Councils have 200 numbers in all.
AuthorityFactory.reset_sequence(20 * {race})
first, waiting = datetime.date(2016, 5, 25), {waiting}
facts = {{"days": Decimal("0.5"), "state": "submitted", "submitted_on": first}}
with transaction.atomic():
    UserFactory(email="{name}-approver@council.example")
    for racer in range({racers}):
        UserFactory(email=f"{name}-racer{{racer}}@council.example")
    others = UserFactory.create_batch({racers})
    for number in range({programmes}):
        programme, _ = funded_programme(days=Decimal("{entitled}"), slug=f"{name}-{{number}}")
        own = [WorkstreamFactory(programme=programme, number=racer + 1) for racer in range({racers})]
        # Two halves a date for each of the others, on workstreams that differ.
        places = [divmod(place, {racers}) for place in range(number * waiting, (number + 1) * waiting)]
        entries = DayEntry.objects.bulk_create(
            DayEntryFactory.build(
                workstream=own[half % {racers}], officer=others[officer],
                worked_on=first + datetime.timedelta(days=half // 2), **facts,
            )
            for half, officer in places
        )
        DayStep.objects.bulk_create(DayStepFactory.build(entry=entry, step="submitted") for entry in entries)
"""

START = """
import datetime, json, os, time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from accounts.models import User
from claims.actions import approval, days
from claims.models import Allowance, DayEntry
from config.records import Stale
from improvement.models import Programme, Workstream
racer, first = int(os.environ["RACER"]), datetime.date(2016, 5, 25)
officer = User.objects.get(email=f"{name}-racer{{racer}}@council.example")
approver = User.objects.get(email="{name}-approver@council.example")
programmes = list(Programme.objects.filter(slug__startswith="{name}-").order_by("slug"))
workstreams = {{w.programme_id: w for w in Workstream.objects.filter(number=racer + 1)}}
waiting = [
    list(DayEntry.objects.submitted().filter(programme=programme).order_by("pk").values_list("pk", "version"))
    for programme in programmes
]
done, acknowledged = Counter(), {{"approved": [], "logged": []}}
def log(programme, number, amount="0.5", by=officer):
    entry = days.log_day(
        programme=programme, worked_on=first + datetime.timedelta(days=number), days=Decimal(amount),
        workstream=workstreams[programme.pk], kind="on_site", by=by,
    )
    acknowledged["logged"].append(entry.pk)
    return entry.pk, entry.version
def submit(programme, pair):
    (entry,) = days.submit_days(programme=programme, entries=[pair], by=officer)
    return entry.pk, entry.version
def approve(programme, pair):
    try:
        approval.approve_days(programme=programme, entries=[pair], by=approver)
    except approval.AllowanceExceeded:
        return "refused"
    acknowledged["approved"].append(pair[0])
    return "approved"
# Nobody starts before everybody is here.
here = Path(os.environ["VAR_DIR"])
(here / f"{name}-ready-{{racer}}").touch()
while len(list(here.glob("{name}-ready-*"))) < {racers}:
    time.sleep(0.01)
"""

TELL = "\nprint(json.dumps([done, acknowledged]))"

LOOK = """
import json
from django.db.models import Sum
from audit.verification import faults as broken
from claims.models import Allowance, DayEntry
from claims.reconciliation import faults
own = DayEntry.objects.filter(programme__slug__startswith="{name}-")
approved = own.filter(state="approved")
spent = dict(approved.order_by().values_list("allowance").annotate(Sum("days")))
allowances = Allowance.objects.filter(programme__slug__startswith="{name}-").order_by("pk")
by_date = own.order_by("worked_on").values_list("worked_on").annotate(total=Sum("days"))
print(json.dumps({{
    "allowances": [[float(a.days), float(a.days_approved), float(spent.get(a.pk, 0))] for a in allowances],
    "approved": sorted(approved.values_list("pk", flat=True)),
    "by_racers": sorted(own.filter(officer__email__contains="-racer").values_list("pk", flat=True)),
    "by_date": [float(total) for _, total in by_date],
    "faults": list(faults()),
    "broken": list(broken()),
}}))
"""


@dataclass
class Race:
    """What the racers say they did, how often and to which days; and what the database holds after them."""

    done: dict
    logged: list
    approved: list
    held: dict


@pytest.fixture(scope="module")
def days_database(tmp_path_factory):
    with fresh_database(tmp_path_factory.mktemp("days")) as run:
        yield run


@pytest.fixture(scope="module")
def races():
    """The names of the races that were run in the database."""
    return []


@pytest.fixture
def race(days_database, races):
    """race(name, text) sets up programmes of that name, lets eight processes run the text at once, and looks."""

    def run(name, text, *, programmes=1, entitled=ENTITLED, waiting=0):
        facts = {"name": name, "racers": RACERS}
        races.append(name)
        days_database(
            SET_UP.format(**facts, race=len(races), programmes=programmes, entitled=entitled, waiting=waiting)
        )
        said = [json.loads(out) for out in days_database(START.format(**facts) + text + TELL, processes=RACERS)]
        done = {}
        for counted, _ in said:
            for what, count in counted.items():
                done[what] = done.get(what, 0) + count
        logged, approved = (sorted(key for _, keys in said for key in keys[what]) for what in ("logged", "approved"))
        return Race(done, logged, approved, json.loads(days_database(LOOK.format(name=name))[0]))

    return run


LOG_AND_APPROVE = f"""
def count(what, run, *facts):
    try:
        answer = run(*facts)
        done[answer if what == "approval" else what] += 1
        return answer
    except DatabaseError as error:
        done[str(error)] += 1
for number in range({LOGGED}):
    place = number % {PROGRAMMES}
    for again in range({APPROVALS_OF_OTHERS // LOGGED}):
        number_of_others = {APPROVALS_OF_OTHERS // LOGGED} * (number // {PROGRAMMES}) + again
        count("approval", approve, programmes[place], waiting[place][{RACERS} * number_of_others + racer])
    pair = count("logged", log, programmes[place], number // 2)
    pair = count("submitted", submit, programmes[place], pair)
    count("approval", approve, programmes[place], pair)
"""


def test_allowances_run_to_the_brim_and_nothing_is_spent_twice_or_lost(race):
    logged, fit = RACERS * LOGGED, PROGRAMMES * ENTITLED * 2
    waiting = RACERS * APPROVALS_OF_OTHERS // PROGRAMMES

    ended = race("brim", LOG_AND_APPROVE, programmes=PROGRAMMES, waiting=waiting)

    # There is no other outcome: no "database is locked", no circle, no constraint that had to step in.
    refused = logged + RACERS * APPROVALS_OF_OTHERS - fit
    assert ended.done == {"logged": logged, "submitted": logged, "approved": fit, "refused": refused}
    assert sum(ended.done.values()) == OPERATIONS == 6000
    assert ended.held["allowances"] == [[ENTITLED, ENTITLED, ENTITLED]] * PROGRAMMES
    assert (ended.approved, ended.logged) == (ended.held["approved"], ended.held["by_racers"])
    assert (ended.held["faults"], ended.held["broken"]) == ([], [])


ONE_OFFICER = """
one = User.objects.get(email="one-racer0@council.example")
for number in range(30):
    try:
        log(programmes[racer % 2], number, ("0.5", "0.5", "1.0")[number % 3], by=one)
        done["logged"] += 1
    except ValidationError as error:
        done[error.messages[0].partition("2016 ")[2]] += 1
"""


def test_one_officer_at_eight_machines_logs_no_date_past_one_day_in_two_programmes(race):
    ended = race("one", ONE_OFFICER, programmes=2)

    assert ended.held["by_date"] == [1.0] * 30
    full = "has 1 day logged already, over all your programmes. One date holds one day at most."
    # Two halves or one whole day fit on each of thirty dates; everybody else is told that the date is full.
    assert ended.done == {"logged": 50, full: RACERS * 30 - 50}
    assert (ended.logged, ended.held["faults"]) == (ended.held["by_racers"], [])


# Everybody decides on much the same days, each in another way and in another order.
DECIDE = """
steps = [
    lambda pairs: approval.approve_days(programme=programmes[0], entries=pairs, by=approver),
    lambda pairs: approval.return_days(programme=programmes[0], entries=pairs, reason="Which?", by=approver),
    lambda pairs: [
        approval.undo_approval(entry=DayEntry.objects.get(pk=key), reason="Wrong.", version=version, by=approver)
        for key, version in pairs[:1]
    ],
    lambda pairs: days.submit_days(programme=programmes[0], entries=pairs, by=entry.officer),
]
own = DayEntry.objects.filter(programme=programmes[0]).select_related("officer").order_by("pk")
for number in range(40):
    some = list(own[(racer + number) % 16 :][:12])
    entry = some[0]
    pairs = [(each.pk, each.version) for each in some]
    if (racer + number) % 4 == 3:
        pairs = [(each.pk, each.version) for each in own if each.officer_id == entry.officer_id]
    try:
        steps[(racer + number) % 4](pairs)
        done["done"] += 1
    except (ValidationError, Stale):
        done["refused"] += 1
    except DatabaseError as error:
        done[str(error)] += 1
"""


def test_days_decided_on_at_once_never_wait_for_each_other_in_a_circle(race):
    ended = race("decide", DECIDE, waiting=32)

    assert ended.done.keys() == {"done", "refused"}
    assert sum(ended.done.values()) == RACERS * 40
    assert (ended.held["faults"], ended.held["broken"]) == ([], [])


# The negative control: the counter is read, then written, and what was read before one's turn decides.
UNGUARDED = """
from django.db.models import F
def read_then_write(programme, entries):
    (entry,), (key, approved) = entries, seen
    allowance = Allowance.objects.get(pk=key)
    if approved + entry.days > allowance.days:
        raise approval.AllowanceExceeded(allowance, entry.days)
    Allowance.objects.filter(pk=key).update(days_approved=F("days_approved") + entry.days)
    return {entry.pk: allowance}
approval._spend = read_then_write
check = "claims_allowance_never_overspent"
for number in range(20):
    seen = Allowance.objects.values_list("pk", "days_approved").get(programme=programmes[0])
    try:
        done[approve(programmes[0], waiting[0][8 * number + racer])] += 1
    except DatabaseError as error:
        done[check if check in str(error) else str(error)] += 1
"""

WITHOUT_THE_CHECK = """
from django.db import connection
from claims.models import Allowance
(check,) = [c for c in Allowance._meta.constraints if c.name == "claims_allowance_never_overspent"]
Allowance._meta.constraints = [c for c in Allowance._meta.constraints if c is not check]
with connection.schema_editor() as editor:
    editor.remove_constraint(Allowance, check)
"""


def test_without_its_guard_the_database_alone_lets_no_allowance_be_overspent(race):
    ended = race("checked", UNGUARDED, entitled=20, waiting=160)

    assert ended.held["allowances"] == [[20, 20, 20]]
    assert ended.done.keys() == {"approved", "refused", "claims_allowance_never_overspent"}


def test_without_its_guard_and_without_the_databases_an_allowance_is_overspent(race, days_database):
    days_database(WITHOUT_THE_CHECK)

    ended = race("unguarded", UNGUARDED, entitled=20, waiting=160)

    ((entitled, counted, spent),) = ended.held["allowances"]
    assert (counted, spent > entitled) == (spent, True)
