"""A report to the Minister in a real browser: drafted by a real worker, checked, mended, signed, sent and proved."""

import email
import email.policy
import re
import subprocess
import sys
import time

import pytest

from tests.walks.browsing import follow
from tests.walks.conftest import PASSWORD, ROOT

WAIT_SECONDS = 150
SECTIONS = (
    "Verdict",
    "Progress by judgement area",
    "What went well",
    "What is at risk, and the path to green",
    "Outcomes for children",
    "Decisions asked of the Minister",
    "Recommendation",
)


@pytest.fixture
def worker(site):
    """A real Celery worker and beat beside the site, while the test runs."""
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
    parts = [["worker", "--pool", "solo", "--loglevel", "WARNING"], ["beat", "--loglevel", "WARNING"]]
    log = (site.folder / "celery.log").open("w")
    running = [
        subprocess.Popen([*celery, *part], cwd=ROOT, env=site.environment, stdout=log, stderr=log) for part in parts
    ]
    yield
    for process in running:
        process.terminate()
    for process in running:
        process.wait(timeout=60)
    log.close()


def shown_in_time(page, address, words):
    """Look at a page until it says something: what a worker does shows within some minutes."""
    for _ in range(WAIT_SECONDS):
        page.goto(address)
        if words in page.locator("main").inner_text():
            return
        time.sleep(1)
    raise AssertionError(f"{address} did not say “{words}” within {WAIT_SECONDS} seconds")


def write(page, section, text):
    follow(page.get_by_role("link", name=section, exact=True).first)
    page.get_by_role("textbox").fill(text)
    follow(page.get_by_role("button", name="Save this section"))


def add_schedule(director):
    """A schedule whose first period is over already: it asks whether that gets a report."""
    director.goto("/torbay/reports/schedules/add/")
    director.get_by_label("Name").fill("Note of February")
    director.get_by_label("To whom").fill("Minister of State")
    director.get_by_label("On dates of its own").check()
    director.get_by_label("Last days of the periods").fill("27/2/2017")
    for part, value in (("Day", "26"), ("Month", "2"), ("Year", "2017")):
        director.get_by_label(part, exact=True).fill(value)
    director.get_by_label("Days until it is due").fill("7")
    director.get_by_label("Addresses it goes to").fill("office@demo.example")
    follow(director.get_by_role("button", name="Add it"))
    assert "Say whether they get reports" in director.locator("main").inner_text()
    director.get_by_label("Draft them, too").check()
    follow(director.get_by_role("button", name="Add it"))


def write_everything(commissioner):
    for section in SECTIONS:
        write(commissioner, section, f"## {section}\n\n- It is **better**.")
    follow(commissioner.get_by_role("link", name="Recommendation to the Minister"))
    commissioner.get_by_label("Continue the programme as it is").check()
    follow(commissioner.get_by_role("button", name="Save"))


def comment(lead):
    lead.goto("/torbay/reports/4/")
    assert "Private notes" not in lead.locator("main").inner_text()
    follow(lead.get_by_role("button", name="Comment on the facts"))
    lead.get_by_label("Section").select_option("What went well")
    lead.get_by_role("textbox", name="Comment").fill("It began in July.")
    follow(lead.get_by_role("button", name="Send"))


def report_on(director, number, delivery, confidence, path_to_green=""):
    """Write the highlight report of a workstream."""
    director.goto(f"/torbay/workstreams/{number}/report/")
    director.get_by_label(delivery, exact=True).check()
    director.get_by_label(confidence, exact=True).check()
    director.get_by_label("What happened").fill("As told.")
    director.get_by_label("Next steps").fill("Go on.")
    if path_to_green:
        director.get_by_label("Path to green").fill(path_to_green)
    follow(director.locator("main").get_by_role("button"))


def sign_and_submit(commissioner, violations):
    follow(commissioner.get_by_role("button", name="Sign", exact=True))
    commissioner.get_by_label("Password").fill(PASSWORD)
    follow(commissioner.get_by_role("button", name="Confirm"))
    assert violations(commissioner) == []
    commissioner.get_by_label("I have read the report").check()
    follow(commissioner.get_by_role("button", name="Sign", exact=True))
    follow(commissioner.get_by_role("button", name="Submit"))
    follow(commissioner.get_by_role("button", name="Submit"))


def sent_to(site, address):
    """{file name: content} of the one message that went to an address."""
    mails = [email.message_from_string(text, policy=email.policy.default) for text in site.letters()]
    (sent,) = [mail for mail in mails if mail["To"] == address]
    return {part.get_filename(): part.get_content() for part in sent.iter_attachments()}


def test_a_report_goes_its_whole_way(walk, site, worker, violations):
    director, lead = walk("director"), walk("lead")
    commissioner = walk("commissioner", keep_policy=False)
    add_schedule(director)
    shown_in_time(director, director.url, "Report 4")
    commissioner.goto("/torbay/reports/4/")
    assert violations(commissioner) == []
    write_everything(commissioner)
    follow(commissioner.get_by_role("button", name="Send to fact-check"))
    follow(commissioner.get_by_role("button", name="Send it"))
    comment(lead)

    # The comment blocks, and a stale workstream warns; both are mended where readiness leads.
    commissioner.goto("/torbay/reports/4/readiness/")
    assert "1 thing blocks the signature." in commissioner.locator("main").inner_text()
    assert violations(commissioner) == []
    stale = commissioner.get_by_role(
        "link", name=re.compile("has no highlight report in the period")
    ).first.inner_text()
    number = re.search(r"Workstream (\d+)", stale)[1]
    follow(commissioner.get_by_role("link", name="A comment on “What went well” is not answered"))
    commissioner.get_by_role("textbox").fill("Put right.")
    follow(commissioner.get_by_role("button", name="Answer"))
    report_on(director, number, "On track", "High")
    commissioner.goto("/torbay/reports/4/readiness/")
    words = commissioner.locator("main").inner_text()
    assert (stale in words, "Nothing blocks the signature." in words) == (False, True)

    sign_and_submit(commissioner, violations)
    shown_in_time(commissioner, "/torbay/reports/4/", "office@demo.example: sent")
    assert violations(commissioner) == []
    files = sent_to(site, "office@demo.example")
    assert set(files) == {"torbay-report-4.pdf", "torbay-report-4.ods"}
    assert files["torbay-report-4.pdf"].startswith(b"%PDF-")

    # The programme goes on; what was signed does not.
    report_on(director, number, "Off track", "Low", "A new lead.")
    assert "The reports are whole" in site.manage("verify_reports")


def test_a_reader_reads_what_was_published_on_a_phone(walk, violations):
    reader = walk("reader", width=390, keep_policy=False)
    reader.goto("/torbay/reports/")
    follow(reader.get_by_role("link", name="Report 1"))

    words = reader.locator("main").inner_text()

    assert "Published" in words
    assert "Days of the allowance" not in words
    assert violations(reader) == []
    assert reader.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.goto("/torbay/reports/2/").status == 404
    assert reader.goto("/torbay/reports/2/readiness/").status == 403


def test_a_section_is_written_without_script(walk):
    secretary = walk("secretary", script=False, width=390)
    secretary.goto("/torbay/reports/3/")

    write(secretary, "Verdict", "Getting better.")

    assert "Getting better." in secretary.locator(".app-document").inner_text()


def test_a_section_is_saved_while_it_is_written(walk, violations):
    secretary = walk("secretary")
    secretary.goto("/torbay/reports/3/sections/well/")
    other = secretary.context.new_page()
    other.goto("/torbay/reports/3/sections/well/")

    secretary.get_by_role("textbox").fill("Visits are on time.")
    secretary.get_by_text("Saved at").wait_for()
    secretary.get_by_role("textbox").fill("Visits are on time in every team.")
    follow(secretary.get_by_role("button", name="Save this section"))

    assert "Visits are on time in every team." in secretary.locator(".app-document").inner_text()
    other.get_by_role("textbox").fill("Words of the second tab.")
    other.get_by_text("somebody else changed it").wait_for()
    assert violations(other) == []
    other.get_by_role("button", name="Save this section").click()
    other.get_by_text("was changed by somebody else").first.wait_for()
    assert other.get_by_role("textbox").input_value() == "Words of the second tab."


def test_the_button_waits_for_what_is_being_saved(walk):
    secretary = walk("secretary")
    secretary.goto("/torbay/reports/3/sections/risks/")
    secretary.route("**/write/", lambda route: (time.sleep(1.5), route.continue_()))

    secretary.get_by_role("textbox").fill("Too few social workers.")
    with secretary.expect_request("**/write/"):
        pass
    follow(secretary.get_by_role("button", name="Save this section"))

    assert "Too few social workers." in secretary.locator(".app-document").inner_text()


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(walk):
    secretary = walk("secretary")
    secretary.goto("/torbay/reports/3/sections/outcomes/")
    secretary.route("**/write/", lambda route: route.abort())

    secretary.get_by_role("textbox").fill("Fewer children wait.")
    secretary.get_by_text("the service does not answer").wait_for()
    secretary.unroute("**/write/")

    secretary.get_by_text("Saved at").wait_for()
    secretary.goto("/torbay/reports/3/")
    assert "Fewer children wait." in secretary.locator(".app-document").inner_text()


def test_what_was_saved_but_not_answered_is_nobody_elses_change(walk):
    secretary = walk("secretary")
    secretary.goto("/torbay/reports/3/sections/decisions/")

    def lost(route):
        route.fetch()
        route.abort()

    secretary.route("**/write/", lost)
    secretary.get_by_role("textbox").fill("None is asked.")
    secretary.get_by_text("the service does not answer").wait_for()
    secretary.unroute("**/write/")
    secretary.get_by_text("Saved at").wait_for()
    follow(secretary.get_by_role("button", name="Save this section"))

    assert "None is asked." in secretary.locator(".app-document").inner_text()


def test_what_is_refused_is_saved_once_it_is_mended(walk):
    secretary = walk("secretary")
    secretary.goto("/torbay/reports/3/sections/recommendation/")

    secretary.get_by_role("textbox").fill("A child born on 12/03/2009.")
    secretary.get_by_text("press the button to see why").wait_for()
    secretary.get_by_role("textbox").fill("A child.")

    secretary.get_by_text("Saved at").wait_for()
