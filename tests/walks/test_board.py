"""The board in a real browser: from the plan of a meeting to what changed since it, on a phone, and without script."""

import re
from urllib.parse import urlsplit

import pytest

from tests.walks.browsing import follow

NEXT = "/torbay/board/meetings/2017-03-09/"
ACTION = "Tell all schools about the second team."
PAPER = {"name": "waiting.txt", "mimeType": "text/plain", "buffer": b"Waiting times by weekday.\n"}


@pytest.fixture
def look(violations):
    """look(page) holds a page to having no fault that axe finds, and to not scrolling sideways."""

    def at(page):
        assert violations(page) == [], page.url
        wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert page.evaluate(wide) is False, page.url

    return at


def press(page, name):
    follow(page.get_by_role("button", name=name, exact=True))


def said(page):
    return page.locator("main").inner_text()


def put_on_the_agenda(page, title, *, sought=""):
    press(page, "Add an item")
    page.get_by_label("Item", exact=True).fill(title)
    page.get_by_label("Who brings it").fill("Director of the programme")
    if sought:
        page.get_by_label("To decide").check()
        page.get_by_label(re.compile("^Decision sought")).fill(sought)
    press(page, "Add item")


def fill_in_date(page, *parts):
    for label, value in zip(("Day", "Month", "Year"), parts, strict=True):
        page.get_by_label(label, exact=True).fill(value)


def issue(page):
    """Issue the papers, which leads to the frozen pack, and go back to the meeting."""
    press(page, "Issue the papers")
    press(page, "Issue them")
    assert "The papers are issued, and the pack is frozen." in page.locator("body").inner_text()
    follow(page.locator(".app-breadcrumbs").get_by_role("link", name=re.compile("^Board of")))


def record_who_was_there(page):
    press(page, "Record who was there")
    for seat in page.locator("main select").all():
        seat.select_option("present")
    press(page, "Save attendance")


def test_a_member_gives_notice_and_asks_without_script_on_a_phone(walk):
    member = walk("board", script=False, width=390)
    member.goto(NEXT)

    follow(member.get_by_role("link", name="Say that you cannot come"))
    member.get_by_label("Sends a deputy").check()
    press(member, "Save")
    refused = member.locator(".govuk-error-summary").inner_text()
    member.get_by_role("textbox", name="Deputy").fill("Deputy for health")
    press(member, "Save")
    announced = said(member)
    follow(member.get_by_role("link", name="Ask a question for this meeting"))
    member.get_by_label("Your question").fill("Who calls each child?")
    press(member, "Ask")

    assert "Name the deputy." in refused
    assert "Sends a deputy: Deputy for health" in announced
    assert "Board of 9 March 2017" in said(member)


def plan_and_issue(secretary, look):
    secretary.goto("/torbay/board/")
    press(secretary, "Plan a meeting")
    press(secretary, "Plan it")
    assert "Enter the day of the meeting" in secretary.locator(".govuk-error-summary").inner_text()
    look(secretary)
    fill_in_date(secretary, "28", "2", "2017")
    press(secretary, "Plan it")
    put_on_the_agenda(secretary, "Waiting times", sought="To open a second duty team.")
    put_on_the_agenda(secretary, "Recruitment")
    follow(secretary.get_by_role("link", name="Add a paper to Waiting times"))
    secretary.get_by_label("Title").fill("Waiting times by weekday")
    secretary.set_input_files("input[name=file]", PAPER)
    look(secretary)
    press(secretary, "Add paper")
    press(secretary, "Move up Recruitment")
    look(secretary)
    issue(secretary)
    assert "Papers issued" in said(secretary)
    look(secretary)


def read_and_ask(member, look):
    member.goto("/torbay/board/")
    look(member)
    follow(member.get_by_role("link", name="28 February 2017"))
    assert "The board is asked for one decision." in said(member)
    look(member)
    follow(member.get_by_role("link", name="Read the pack"))
    assert "To open a second duty team." in said(member)
    assert "Waiting times by weekday" in said(member)
    look(member)
    member.go_back()
    with member.expect_download() as download:
        member.get_by_role("link", name="Waiting times by weekday", exact=True).click()
    assert download.value.path().read_bytes() == PAPER["buffer"]
    follow(member.get_by_role("link", name=re.compile("^Ask about it")))
    member.get_by_label("Your question").fill("Why do children wait longest on Fridays?")
    look(member)
    press(member, "Ask")
    assert "Waiting times by weekday" in said(member)
    look(member)


def hold_and_decide(secretary, look):
    record_who_was_there(secretary)
    assert "Five members were there: a quorum, of 3." in said(secretary)
    press(secretary, "Record a decision")
    secretary.get_by_label("Decision", exact=True).fill("To open a second duty team by May.")
    secretary.get_by_label("Basis").fill("The paper on waiting times.")
    secretary.get_by_label("Item of the agenda").select_option("Waiting times")
    look(secretary)
    press(secretary, "Record it")
    press(secretary, "Record an action")
    secretary.get_by_label("Action", exact=True).fill(ACTION)
    lead = secretary.locator("select[name=owner] option", has_text="Action lead").get_attribute("value")
    secretary.get_by_label("Owner").select_option(lead)
    fill_in_date(secretary, "27", "2", "2017")
    press(secretary, "Record it")
    assert "choose that day or a later one" in secretary.locator(".govuk-error-summary").inner_text()
    look(secretary)
    fill_in_date(secretary, "28", "2", "2017")
    press(secretary, "Record it")


def write_and_agree_minutes(secretary, look):
    press(secretary, "Write the minutes")
    for text in secretary.locator("main textarea").all():
        text.fill("The paper was introduced.\n\nMembers agreed.")
    look(secretary)
    press(secretary, "Save minutes")
    follow(secretary.get_by_role("link", name="Agree the minutes"))
    look(secretary)
    press(secretary, "Agree")
    assert "They cannot be changed any more." in said(secretary)
    look(secretary)


def report_done(owner, look):
    """Report the action done, and return the address of its page."""
    follow(owner.get_by_role("link", name=ACTION))
    address = urlsplit(owner.url).path
    press(owner, "Report it done")
    owner.get_by_label("What was done").fill("A letter went to all schools.")
    look(owner)
    press(owner, "Report it done")
    assert "Reported done on 28 February 2017. The board has still to close it." in said(owner)
    look(owner)
    return address


def close_at_the_next_meeting(secretary, action, look):
    secretary.goto(NEXT)
    assert ACTION in said(secretary)
    record_who_was_there(secretary)
    secretary.goto(action)
    press(secretary, "Close it")
    secretary.get_by_label("What the board saw").fill("The letter was seen.")
    look(secretary)
    press(secretary, "Close it")
    assert "Closed on 10 March 2017." in said(secretary)
    look(secretary)


def read_what_changed(member, look):
    member.goto("/torbay/")
    assert "Since the last board, 9 March 2017" in said(member)
    assert "Actions: one closed" in said(member)
    look(member)
    follow(member.get_by_role("link", name=re.compile("^(The one change|All .* changes)$")))
    assert "Closed on 10 March 2017." in said(member)
    look(member)


def test_a_board_from_its_plan_to_what_changed_since(walk, look, site):
    secretary = walk("secretary", keep_policy=False)
    plan_and_issue(secretary, look)
    read_and_ask(walk("board", width=390, keep_policy=False), look)
    hold_and_decide(secretary, look)
    write_and_agree_minutes(secretary, look)
    secretary.goto(NEXT)
    issue(secretary)
    action = report_done(walk("lead", width=390, keep_policy=False), look)

    with site.on("2017-03-10") as later:
        close_at_the_next_meeting(walk("secretary", keep_policy=False, at=later), action, look)
        read_what_changed(walk("board", width=390, keep_policy=False, at=later), look)
