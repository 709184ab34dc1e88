"""Redis goes for a minute while people work: no request fails, and what waited is done soon after it is back."""

import os
import re
import threading
import time

import pytest
import requests

from tests.processes.conftest import until

AWAY_SECONDS = 60
BACK_SECONDS = 60
PEOPLE = 3
JOBS = 50
PASSWORD = "a-long-password-7"

pytestmark = pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="the embedded broker is a file, and stays")

SET_UP = f"""
from django.core.management import call_command
from accounts.models import User
from tests.factories.accounts import MembershipFactory
from improvement.models import Programme
call_command("load_programme", "programmes/torbay.toml", verbosity=0, stdout=sys.stderr)
facts = {{"name": "Person", "organisation": "Council", "password": "{PASSWORD}"}}
User.objects.create_user("person@council.example", **facts)
for number in range({PEOPLE}):
    user = User.objects.create_user(f"person{{number}}@council.example", **facts)
    MembershipFactory(user=user, programme=Programme.objects.get(slug="torbay"), role="director")
User.objects.exclude(email="person@council.example").update(wants_reminders=False)
answer(True)
"""

ADD_JOBS = f"""
from jobs.actions import add_job
answer([add_job("probe", f"away-{{number}}-quick") for number in range({JOBS})])
"""

STATE = """
from improvement.models import Risk
from jobs.models import Job
from audit.models import Event
answer({
    "left": Job.objects.filter(kind="probe", done_at=None).count(),
    "effects": Event.objects.filter(action="probe.done").count(),
    "risks": Risk.objects.filter(title="While Redis was away").count(),
})
"""


class Person(threading.Thread):
    """Somebody who signs in, reads, draws a chart, adds risks and signs out, over and over; what failed is kept."""

    def __init__(self, site, number, stop):
        super().__init__()
        self.site, self.number, self.stop = site, number, stop
        self.answered, self.failed, self.slowest, self.added, self.rounds = 0, [], 0, 0, 0

    def run(self):
        while not self.stop.is_set():
            self.rounds += 1
            with requests.Session() as self.session:
                # Sign-ins are limited by address.
                self.session.headers["X-Forwarded-For"] = f"10.0.{self.number}.{self.rounds % 250}"
                self.work()

    def ask(self, method, path, **facts):
        began = time.monotonic()
        try:
            answer = self.session.request(method, self.site + path, timeout=30, **facts)
        except requests.RequestException as error:
            self.failed.append((path, str(error)))
            return ""
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.answered += 1
        # Whoever is sent to sign in was not let do what they asked, but for signing out.
        if not answer.ok or ("/accounts/login/" in answer.url and not path.startswith("/accounts/log")):
            self.failed.append((path, answer.status_code, answer.url))
        return answer.text

    def send(self, path, **facts):
        token = {"X-CSRFToken": self.session.cookies.get("csrftoken", "")}
        return self.ask("POST", path, headers=token, **facts)

    def work(self):
        self.ask("GET", "/accounts/login/")
        self.send("/accounts/login/", data={"login": f"person{self.number}@council.example", "password": PASSWORD})
        for path in ("/", "/torbay/", "/torbay/workstreams/", "/torbay/risks/", "/status/"):
            self.ask("GET", path)
        for chart in re.findall(r'src="(/torbay/[^"]+\.svg)', self.ask("GET", "/torbay/roadmap/")):
            self.ask("GET", chart)
        place = {"likelihood": 3, "impact": 3}
        risk = dict.fromkeys(["title", "cause", "effect", "mitigation", "owner_post"], "While Redis was away")
        risk |= {"inherent": place, "residual": place, "target": place}
        self.send("/api/v1/programmes/torbay/risks/", json=risk)
        self.added += 1
        self.send("/accounts/me/reminders/", data={"wanted": "no"})
        self.send("/accounts/logout/")


def test_no_request_fails_without_redis_and_what_waited_is_done_within_a_minute_of_its_return(service):
    service.ask(SET_UP)
    service.worker(RING="as in production")
    service.beat(RING="as in production")
    site, stop = service.web(), threading.Event()
    people = [Person(site, number, stop) for number in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        time.sleep(5)
        service.broker.stop()
        before = sum(person.answered for person in people)
        began = time.monotonic()
        assert service.ask(ADD_JOBS) == [True] * JOBS
        adding = time.monotonic() - began
        time.sleep(max(AWAY_SECONDS - adding, 0))
        left, without = service.ask(STATE)["left"], sum(person.answered for person in people) - before
        service.broker.start()
        drained = until(lambda: not service.ask(STATE)["left"], "what waited is done", seconds=BACK_SECONDS)
        time.sleep(5)
    finally:
        stop.set()
        for person in people:
            person.join()

    print(
        f"{without} requests without Redis, the slowest of all {max(person.slowest for person in people):.1f} s; "
        f"{JOBS} jobs added in {adding:.1f} s, {left} waited, done {drained:.1f} s after its return"
    )
    state = service.ask(STATE)
    assert [failed for person in people for failed in person.failed] == []
    assert without > PEOPLE * 20
    assert left > 0
    assert state == {"left": 0, "effects": JOBS, "risks": sum(person.added for person in people)}
