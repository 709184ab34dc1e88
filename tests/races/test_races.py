"""What several processes do at the same moment: nothing is doubled, lost or left half done, on either database."""

import json

from django.db import connection

from jobs.schedule import NIGHTLY

RACERS = 8
ROUNDS = 25

APPEND = f"""
import os
from django.db import transaction
from audit.actions import record
for step in range({ROUNDS}):
    with transaction.atomic():
        record(f"race.step", by=None, reason=f"{{os.environ['RACER']}}-{{step}}")
"""

CHAIN = """
import json
from audit.models import Event
from audit.verification import faults
events = list(Event.objects.filter(action="race.step").order_by("sequence").values_list("sequence", "reason"))
print(json.dumps([list(faults()), events]))
"""


def test_events_of_eight_processes_stand_in_one_whole_chain(run_python):
    run_python(APPEND, processes=RACERS)

    faults, events = json.loads(run_python(CHAIN)[0])

    assert faults == []
    assert [sequence for sequence, _ in events] == list(range(1, RACERS * ROUNDS + 1))
    assert sorted(reason for _, reason in events) == sorted(f"{r}-{s}" for r in range(RACERS) for s in range(ROUNDS))


def test_without_its_lock_the_chain_breaks(run_python):
    """The negative control: reading the head without holding it doubles a number, which the database refuses."""
    text = APPEND.replace(
        "for step in",
        "from audit.models import ChainHead\n"
        "from django.db import IntegrityError, OperationalError\n"
        "ChainHead.objects.__class__.select_for_update = lambda self: self.using('default')\n"
        "from django.db import connection\n"
        "connection.ensure_connection()\n"
        "connection.transaction_mode = 'DEFERRED'\n"
        "lost = 0\n"
        "for step in",
    ).replace(
        "    with transaction.atomic():\n        record",
        "    try:\n      with transaction.atomic():\n        record",
    )
    text += "    except (IntegrityError, OperationalError):\n        lost += 1\nprint(lost)\n"

    lost = sum(int(out) for out in run_python(text, processes=RACERS))

    assert lost > 0


ADD_RISK = f"""
from improvement.actions.risks import add_risk
from improvement.models import Programme
from accounts.models import User
programme, by = Programme.objects.get(slug="torbay"), User.objects.get(email="officer@demo.example")
words = dict.fromkeys(["title", "cause", "effect", "mitigation", "owner_post"], "Words")
for step in range({ROUNDS}):
    add_risk(programme=programme, inherent=(3, 3), residual=(3, 3), target=(1, 1), by=by, **words)
"""


def test_risks_added_at_once_take_numbers_without_a_gap(programme_loaded):
    programme_loaded(ADD_RISK, processes=RACERS)

    out = programme_loaded(
        "import json\nfrom improvement.models import Risk\n"
        "risks = Risk.objects.filter(programme__slug='torbay').order_by('number')\n"
        "print(json.dumps(list(risks.values_list('number', flat=True))))"
    )[0]

    numbers = json.loads(out)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 7 + RACERS * ROUNDS


REDATE = """
import os
from datetime import date
from config.records import Stale
from improvement.actions.plan import redate_milestone
from improvement.models import Milestone
from accounts.models import User
milestone = Milestone.objects.get(title="Peer review on site")
by = User.objects.get(email="lead@demo.example")
try:
    due_on = date(2017, 4, 1 + int(os.environ["RACER"]))
    redate_milestone(milestone=milestone, due_on=due_on, reason="Race.", version=1, by=by)
    print("done")
except Stale:
    print("stale")
"""


def test_one_of_eight_changes_from_the_same_version_stands(programme_loaded):
    outcomes = programme_loaded(REDATE, processes=RACERS)

    assert sorted(out.strip() for out in outcomes) == ["done"] + ["stale"] * (RACERS - 1)


SWEEP = """
from django.utils import timezone
from jobs.actions import sweep
print(sweep())
"""


def test_a_night_is_checked_once_however_many_workers_sweep(programme_loaded):
    finished = [int(out) for out in programme_loaded(SWEEP, processes=RACERS)]

    done = programme_loaded(
        "from jobs.models import Job\nprint(Job.objects.filter(succeeded=True).count(), Job.objects.count())"
    )[0].split()
    assert sum(finished) == int(done[0]) == int(done[1]) == len(NIGHTLY)


# Each writes as on its own night, and all sweep what all have written.
REMIND = """
import datetime
from django.utils import timezone
from accounts.letters import send_letters
from claims.reminders import write_reminders
for night in range(14):
    write_reminders(datetime.date(2017, 3, 1) + datetime.timedelta(days=night))
    send_letters(timezone.now())
"""

LETTERS = """
from accounts.models import Letter
print(Letter.objects.filter(sent_at__isnull=False, attempts=1).count(), Letter.objects.count())
"""


def test_each_letter_is_written_and_sent_once_however_many_nights_and_sweeps_run_at_once(programme_loaded, tmp_path):
    programme_loaded(REMIND, processes=RACERS)

    sent, written = (int(word) for word in programme_loaded(LETTERS)[0].split())
    files = [path.read_text() for path in (tmp_path / "mail").glob("*")]
    names = [line for text in files for line in text.splitlines() if line.startswith("Message-ID:")]
    assert sent == written == len(names) == len(set(names)) > 6


MOVE_ROLES = f"""
import os
from config import dates
from accounts.actions import change_role, give_role
from accounts.models import User
from improvement.models import Programme
programme, by = Programme.objects.get(slug="torbay"), User.objects.get(email="admin@demo.example")
user = User.objects.create_user(f"racer{{os.environ['RACER']}}@council.example", name="Racer", organisation="Council")
day, step = dates.today(), dates.datetime.timedelta(days=1)
membership = give_role(user=user, programme=programme, role="officer", from_on=day, by=by)
for number in range({ROUNDS}):
    role = ("reader", "officer")[number % 2]
    membership = change_role(membership=membership, role=role, from_on=day + step * (number + 1), by=by)
"""

RISKS_OR_ROLES = f"""
import os
if int(os.environ["RACER"]) % 2:
    exec({ADD_RISK!r})
else:
    exec({MOVE_ROLES!r})
"""


def test_risks_and_roles_changed_at_once_never_wait_for_each_other_in_a_circle(programme_loaded):
    programme_loaded(RISKS_OR_ROLES, processes=RACERS)

    out = programme_loaded(
        "from improvement.models import Risk\nfrom accounts.models import Membership\n"
        "from audit.verification import faults\n"
        "print(Risk.objects.count(), Membership.objects.filter(user__name='Racer').count(), list(faults()))"
    )[0]

    assert out.split() == [str(7 + RACERS // 2 * ROUNDS), str(RACERS // 2 * (ROUNDS + 1)), "[]"]


ADD_SAME_WORKSTREAM = """
from django.core.exceptions import ValidationError
from improvement.actions.plan import add_workstream
from improvement.models import Programme
from accounts.models import User
programme, by = Programme.objects.get(slug="torbay"), User.objects.get(email="director@demo.example")
try:
    add_workstream(programme=programme, number=17, title="Early help", aim="Help early.", kind="continuing", by=by)
    print("added")
except ValidationError as error:
    print(" ".join(error.messages))
"""


def test_the_same_record_added_eight_times_at_once_is_added_once_and_told_to_the_rest(programme_loaded):
    outcomes = [out.strip() for out in programme_loaded(ADD_SAME_WORKSTREAM, processes=RACERS)]

    assert sorted(outcomes) == ["Another workstream has this number."] * (RACERS - 1) + ["added"]


ACCEPT_TWICE = """
from accounts.actions import AccountError, accept_invitation
from accounts.models import Invitation
try:
    accept_invitation(invitation=Invitation.objects.get(email="new@council.example"), password="a-long-password-7")
    print("accepted")
except AccountError as error:
    print(error.message)
"""


def test_an_invitation_opened_eight_times_at_once_is_accepted_once(programme_loaded):
    programme_loaded(
        "from accounts.actions import invite\nfrom accounts.models import User\n"
        "from improvement.models import Programme\n"
        "invite(programme=Programme.objects.get(slug='torbay'), email='new@council.example', name='New',"
        " organisation='Council', role='reader', by=User.objects.get(email='admin@demo.example'))"
    )

    outcomes = [out.strip() for out in programme_loaded(ACCEPT_TWICE, processes=RACERS)]

    refused = "This invitation is no longer open. Ask your programme's administrator for a new one."
    assert sorted(outcomes) == [refused] * (RACERS - 1) + ["accepted"]


POST_A_RISK = """
import json
from django.test import Client
from accounts.models import User
client = Client()
client.force_login(User.objects.get(email="lead@demo.example"))
place = {"likelihood": 3, "impact": 3}
body = dict.fromkeys(["title", "cause", "effect", "mitigation", "owner_post"], "Sent twice")
body |= {"inherent": place, "residual": place, "target": place}
address, key = "/api/v1/programmes/torbay/risks/", {"Idempotency-Key": "one-and-the-same"}
answers = [client.post(address, body, content_type="application/json", headers=key) for _ in range(5)]
print(json.dumps([(answer.status_code, answer.content.decode()) for answer in answers]))
"""

RISKS_SENT = """
from improvement.models import Risk
print(*Risk.objects.filter(title="Sent twice").values_list("number", flat=True))
"""


def test_the_same_request_sent_eight_times_at_once_is_done_once_and_answered_alike(programme_loaded):
    outcomes = [answer for out in programme_loaded(POST_A_RISK, processes=RACERS) for answer in json.loads(out)]

    answers = {body for status, body in outcomes if status == 201}
    assert {status for status, _ in outcomes} <= {201, 409}
    assert programme_loaded(RISKS_SENT)[0].split() == [str(json.loads(body)["number"]) for body in answers] == ["8"]


def test_without_the_row_that_is_held_the_same_request_is_done_many_times(programme_loaded):
    """The negative control: each finds its key free, and nothing else keeps a risk from being added again."""
    unheld = """
from accounts import request_keys
from accounts.models import RequestKey
from django.utils import timezone
request_keys._hold = lambda user, key: RequestKey(user=user, key=f"{key} {timezone.now()}", at=timezone.now())
"""

    programme_loaded(unheld + POST_A_RISK, processes=RACERS)

    assert len(programme_loaded(RISKS_SENT)[0].split()) == RACERS * 5


HOLD_THE_KEY = f"""
import threading
from django.db import connection, transaction
from django.utils import timezone
from accounts.models import RequestKey, User
RequestKey.objects.create(
    user=User.objects.get(email="lead@demo.example"), key="one-and-the-same", at=timezone.now()
)
held, let_go = threading.Event(), threading.Event()
def hold():
    with transaction.atomic():
        RequestKey.objects.select_for_update().get()
        held.set()
        let_go.wait()
    connection.close()
holder = threading.Thread(target=hold)
holder.start()
held.wait()
threading.Timer(3, let_go.set).start()
exec({POST_A_RISK.replace("range(5)", "range(1)")!r})
holder.join()
"""


def test_a_key_held_by_a_request_in_progress_is_told_or_waited_for(programme_loaded):
    """PostgreSQL tells at once. SQLite takes one write at a time, so the second waits for its turn."""
    (status, _), *_ = json.loads(programme_loaded(HOLD_THE_KEY)[0])

    assert status == {"postgresql": 409, "sqlite": 201}[connection.vendor]


PREVIEW_DAYS = """
from accounts.models import User
from claims.models import DayImport
from improvement.models import Programme
programme, officer = Programme.objects.get(slug="torbay"), User.objects.get(email="officer@demo.example")
texts = {"kind": "", "note": "", "officer": "", "fault": "", "days": "1", "workstream": "8"}
rows = [texts | {"line": day, "worked_on": f"{day}/1/2017"} for day in range(1, 32)]
facts = {"file_name": "days.csv", "sha256": "0" * 64, "rows": rows, "recorded_by": officer}
DayImport.objects.create(programme=programme, officer=officer, **facts)
"""

CONFIRM_DAYS = """
from django.core.exceptions import ValidationError
from claims.actions.imports import confirm_import
from claims.fates import digest_of, judged
from claims.models import DayImport
from config import dates
found = DayImport.objects.get()
try:
    seen = digest_of(judged(found, dates.today()))
    print(len(confirm_import(day_import=found, seen=seen, by=found.officer)) > 0)
except ValidationError as error:
    print(" ".join(error.messages))
"""


def test_an_import_confirmed_eight_times_at_once_is_saved_once(programme_loaded):
    programme_loaded(PREVIEW_DAYS)

    outcomes = [out.strip() for out in programme_loaded(CONFIRM_DAYS, processes=RACERS)]

    state = programme_loaded(
        "from claims.models import DayImport\nfrom claims.reconciliation import faults\n"
        "from audit.models import Event\n"
        "print(DayImport.objects.get().state, Event.objects.filter(action='days.imported').count(), list(faults()))"
    )[0]
    assert sorted(outcomes) == ["This import was confirmed already."] * (RACERS - 1) + ["True"]
    assert state.split() == ["confirmed", "1", "[]"]
