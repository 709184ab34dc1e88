"""Days in a real browser: logged on a phone, approved at a desk, and the ledger that moves."""

import csv
import io
import re

import pytest

from tests.walks.browsing import follow


def figure(page, label):
    """A figure of the allowance page."""
    page.goto("/torbay/allowance/")
    box = page.locator(".app-figure").filter(has=page.get_by_text(label, exact=True))
    return float(box.locator(".app-figure__value").inner_text())


def approved_in_the_file(page):
    page.goto("/torbay/allowance/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the months as CSV").click()
    rows = csv.DictReader(io.StringIO(download.value.path().read_text()))
    return sum(float(row["Approved"]) for row in rows)


@pytest.mark.parametrize(
    ("script", "day", "most_taps"),
    [(True, "2017-02-28", 2), (False, "2017-02-22", 4)],
    ids=["script, today", "no script, another day"],
)
def test_officer_logs_half_a_day_on_a_phone_and_the_director_approves_it(walk, script, day, most_taps):
    officer = walk("officer", script=script, width=390)
    taps = 0

    follow(officer.get_by_role("button", name="Log a day"))
    taps += 1
    if day != "2017-02-28":
        officer.get_by_label("Day", exact=True).select_option(day)
        taps += 2
    follow(officer.get_by_role("button", name="Half a day"))
    taps += 1

    saved = officer.get_by_role("status").inner_text()
    assert taps <= most_taps
    assert saved.startswith("Saved, not yet submitted. Half a day on")
    follow(officer.get_by_role("button", name=re.compile("^Submit ")))
    assert "submitted for approval" in officer.get_by_role("alert").inner_text()

    director = walk("director", script=script)
    before, in_the_file = figure(director, "Approved"), approved_in_the_file(director)
    director.goto("/torbay/days/approve/")
    mine = director.locator("section").filter(has=director.get_by_role("heading", name=re.compile("^Officer 1")))
    group = mine.filter(has=director.locator("label", has_text=re.compile(SHORT[day])))
    for box in group.get_by_role("checkbox").all():
        box.uncheck()
    group.get_by_label(re.compile(SHORT[day])).check()
    follow(group.get_by_role("button", name="Approve ticked days"))

    assert "Half a day approved" in director.get_by_role("alert").inner_text()
    assert figure(director, "Approved") == before + 0.5
    assert approved_in_the_file(director) == in_the_file + 0.5


SHORT = {"2017-02-28": "Tue 28 Feb", "2017-02-22": "Wed 22 Feb"}


def test_officer_undoes_what_was_just_logged(walk):
    page = walk("officer2", width=390)
    page.goto("/torbay/days/?day=2017-02-23")
    follow(page.get_by_role("button", name="Whole day"))

    follow(page.get_by_role("button", name="Undo"))

    assert "The day is removed" in page.get_by_role("alert").inner_text()


def test_director_returns_a_day_and_the_officer_reads_why(walk):
    director = walk("director")
    director.goto("/torbay/days/approve/")
    group = director.locator("section").filter(has=director.get_by_role("heading", name=re.compile("^Officer 2"))).first
    group.get_by_text("Return ticked days instead").click()
    group.get_by_label("What the officer should change").fill("Was this remote?")
    follow(group.get_by_role("button", name="Return ticked days"))

    officer = walk("officer2")
    follow(officer.get_by_role("link", name=re.compile("returned to you")))
    follow(officer.locator("li").filter(has_text="Returned").get_by_role("link").first)

    assert "Was this remote?" in officer.get_by_role("main").inner_text()
    follow(officer.get_by_role("button", name="Change"))
    officer.get_by_label("Kind").select_option("remote")
    follow(officer.get_by_role("button", name="Save change"))
    assert "Saved, not yet submitted" in officer.get_by_role("alert").inner_text()


def test_officer_fills_a_week_without_script(walk):
    page = walk("officer2", script=False)
    page.goto("/torbay/days/week/2017-W06/")

    page.get_by_label("7 Peer mentoring, Friday 10 February").select_option("0.5")
    page.get_by_label("8 MASH workflows and thresholds, Friday 10 February").select_option("1.0")
    follow(page.get_by_role("button", name="Save the week"))
    refused = page.get_by_role("alert").inner_text()
    page.get_by_label("8 MASH workflows and thresholds, Friday 10 February").select_option("0.5")
    follow(page.get_by_role("button", name="Save the week"))

    assert "One date holds one day at most" in refused
    assert "Saved, not yet submitted" in page.get_by_role("alert").inner_text()
