"""A real server with the demonstration, in a database of its own, and a browser to walk it with."""

import itertools
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.fresh import DEMONSTRATION, ROOT, fresh_environment, manage
from tests.walks.browsing import follow

AXE = ROOT / "node_modules/axe-core/axe.min.js"
PASSWORD = "improvement-demo"
START_SECONDS = 60


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The running demonstration: its address and the folder it writes to."""

    def __init__(self, url, environment, folder):
        self.url, self.environment, self.folder = url, environment, folder

    def manage(self, *arguments):
        return manage(self.environment, *arguments)

    def letters(self):
        """The letters sent so far, oldest first."""
        files = sorted((self.folder / "mail").glob("*"), key=lambda path: path.stat().st_mtime)
        return [path.read_text() for path in files]

    @contextmanager
    def serve(self, **environment):
        """Serve it at its address, or with another environment at another, until the block is left."""
        served = Site(environment.get("SITE_URL", self.url), self.environment | environment, self.folder)
        bind = urlsplit(served.url).netloc
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", bind, "--threads", "4"]
        with (self.folder / "web.log").open("a") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=served.environment, stdout=log, stderr=log)
        try:
            wait_for(f"{served.url}/healthz")
            yield served
        finally:
            server.terminate()
            server.wait(timeout=30)

    def on(self, day):
        """The same site on another day: with site.on("2017-03-10") as later: ..."""
        return self.serve(PROGRAMME_TODAY=day, SITE_URL=f"http://127.0.0.1:{free_port()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    with fresh_environment(folder, DEMONSTRATION) as environment:
        environment |= {"SITE_URL": f"http://127.0.0.1:{port}", "TRUSTED_PROXIES": "1"}
        site = Site(environment["SITE_URL"], environment, folder)
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        with site.serve():
            yield site


def wait_for(url):
    for _ in range(START_SECONDS * 10):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer in {START_SECONDS} seconds")


@pytest.fixture(scope="module")
def chromium():
    """The browser, for one file of walks: Playwright keeps an event loop in the process while it runs, and Django
    would give the tests after it another database connection than the one it closes at the end.
    """
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visitors():
    """The addresses of the internet people come from, each once: sign-ins are limited by address and minute, and
    with Redis the two test processes count together."""
    network = uuid.uuid4().bytes
    return (f"10.{network[0]}.{number // 250}.{number % 250 + 1}" for number in itertools.count())


@pytest.fixture
def walk(chromium, site, visitors):
    """Sign in as one of the demonstration's people: page = walk("board"). With or without script, wide or narrow, and
    at the site of another day.
    """
    contexts = []

    def sign_in(name, *, script=True, width=1280, keep_policy=True, at=site):
        context = chromium.new_context(
            base_url=at.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            bypass_csp=not keep_policy,
            extra_http_headers={"X-Forwarded-For": next(visitors)},
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(f"{name}@demo.example")
        page.get_by_label("Password").fill(PASSWORD)
        follow(page.get_by_role("button", name="Sign in"))
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def violations():
    """What axe finds on a page: a list of (rule, the first elements that break it)."""
    source = AXE.read_text()

    def run(page):
        page.evaluate(source)
        found = page.evaluate("() => axe.run().then(result => result.violations)")
        return [[rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]] for rule in found]

    return run
