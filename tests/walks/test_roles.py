"""Each person at the table does their job in a real browser, with script and without."""

import re

import pytest

from tests.walks.browsing import follow

with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])

DAILY = ["Position", "Workstreams", "Findings", "Risks", "Indicators", "Allowance"]
PLAN = [*DAILY, "Board", "Reports", "Background"]
SEES_CLAIMS = [*DAILY, "Claims", "Board", "Reports", "Background"]
FINANCE = ["Position", "Workstreams", "Findings", "Allowance", "Claims", "Reports", "Background"]
PUBLISHED = ["Position", "Findings", "Indicators", "Reports", "Decisions", "Packs", "Background"]
NAVIGATION = {
    "board": PLAN,
    "commissioner": ["My days", "Approve days", *SEES_CLAIMS],
    "director": ["My days", "Approve days", *SEES_CLAIMS],
    "officer": ["My days", *PLAN],
    "officer2": ["My days", *PLAN],
    "lead": [label for label in PLAN if label != "Allowance"],
    "finance": FINANCE,
    "certifier": FINANCE,
    "secretary": PLAN,
    "analyst": PLAN,
    "reader": PUBLISHED,
    "admin": ["Position", "Findings", "Background"],
}
BELOW = {"Background": ["About the programme", "Direction", "Inspections", "Comparators"]}
# Where each item of the navigation begins: all on one line.
TOPS = "items => items.map(item => Math.round(item.getBoundingClientRect().top))"


@pytest.mark.parametrize("name", NAVIGATION)
def test_each_person_signs_in_and_finds_what_is_theirs(walk, name):
    page = walk(name)

    follow(page.get_by_role("link", name="Torbay", exact=True).first)

    assert page.locator("h1").inner_text() == "Torbay: are children better served?"
    items = page.locator(".app-navigation__list a")
    assert items.all_inner_texts() == NAVIGATION[name]
    assert len(set(items.evaluate_all(TOPS))) == 1
    for label in NAVIGATION[name]:
        follow(page.locator(".app-navigation__list").get_by_role("link", name=label, exact=True))
        assert page.locator("h1").count() == 1
        below = page.locator(".app-navigation__below a").all_inner_texts()
        assert (below[:1] == [label] or below == BELOW.get(label, []), len(below) != 1) == (True, True)
    for label in BELOW["Background"]:
        follow(page.locator(".app-navigation__below").get_by_role("link", name=label, exact=True))
        assert page.locator("h1").count() == 1


@with_and_without_script
def test_board_member_finds_that_no_workstream_answers_f9(walk, script):
    page = walk("board", script=script)
    page.goto("/torbay/")

    verdict = page.locator(".app-verdict").inner_text()
    follow(page.get_by_role("link", name=re.compile("^Finding F9")))

    assert verdict.startswith("Month 9 of 12. Three of 16 workstreams are off track")
    assert "Five of 14 findings have no workstream." in verdict
    assert "Nothing in the plan answers this finding" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("script", "title", "old_date"),
    [
        (True, "Mentoring reviewed with both sides of each pair", "15 March 2017"),
        (False, "Placement contracts retendered", "30 April 2017"),
    ],
)
def test_lead_gives_a_milestone_a_new_date_and_the_day_before_keeps_the_old(walk, script, title, old_date):
    page = walk("lead", script=script)
    page.goto("/torbay/milestones/")
    follow(page.get_by_role("link", name=title))
    address = page.url
    assert old_date in page.locator("main").inner_text()

    follow(page.get_by_role("button", name="Give it a new date"))
    follow(page.get_by_role("button", name="Save new date"))
    assert page.locator(".govuk-error-summary li").all_inner_texts() == ["Enter the new due date", "Enter reason"]
    page.get_by_label("Day").fill("12")
    page.get_by_label("Month").fill("May")
    page.get_by_label("Year").fill("2017")
    page.get_by_label("Reason").fill("Partners asked for another round.")
    follow(page.get_by_role("button", name="Save new date"))

    assert "The new date is saved" in page.locator("body").inner_text()
    assert "12 May 2017" in page.locator("main").inner_text()
    page.goto(f"{address}?on=2017-02-27")
    assert "12 May 2017" not in page.locator("main").inner_text()
    assert old_date in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Give it a new date").count() == 0


def test_lead_cannot_rate_impact(walk):
    page = walk("lead")
    page.goto("/torbay/workstreams/8/")

    assert page.get_by_role("main").get_by_text("Rate its impact").count() == 0
    assert page.goto("/torbay/workstreams/8/impact/").status == 403
    assert "Your role in this programme does not allow this" in page.locator("main").inner_text()


@pytest.mark.parametrize(("script", "title"), [(True, "Draft children's chapter"), (False, "Second advertisement")])
def test_director_accepts_evidence_that_somebody_else_attached(walk, script, title):
    page = walk("director", script=script)
    follow(page.get_by_role("link", name=re.compile("wait for review|waits for review")).first)

    follow(page.get_by_role("link", name=title))
    follow(page.get_by_role("button", name="Review this evidence"))
    page.get_by_label("Accept it").check()
    follow(page.get_by_role("button", name="Save review"))

    assert "Your review is saved" in page.locator("body").inner_text()
    assert "Accepted" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Review this evidence").count() == 0


@with_and_without_script
def test_officer_writes_a_report_and_a_path_to_green_is_asked_for(walk, script):
    page = walk("officer", script=script)
    page.goto("/torbay/workstreams/14/report/")

    page.get_by_label("At risk").check()
    page.get_by_label("Medium").check()
    page.get_by_label("What happened").fill("The dataset was delayed.")
    page.get_by_label("Next steps").fill("Meet the partners.")
    page.get_by_label("Path to green").fill("")
    follow(page.get_by_role("button", name="Save report"))
    told = page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Path to green").fill("Partners agree by 20 March. Owner: Chair of the LSCB.")
    follow(page.get_by_role("button", name="Save report"))

    assert "Say what brings the workstream back to green" in told
    assert "The highlight report is saved" in page.locator("body").inner_text()
    assert "At risk" in page.locator("main").inner_text()


def test_two_tabs_do_not_overwrite_each_other_and_nothing_typed_is_lost(walk):
    first, second = walk("officer"), walk("director")
    for page in (first, second):
        page.goto("/torbay/risks/5/score/")
        page.get_by_label("Likelihood").select_option("2")
        page.get_by_label("Impact").select_option("3")
    second.get_by_label("Reason").fill("Two more homes.")
    follow(second.get_by_role("button", name="Save score"))

    first.get_by_label("Reason").fill("Three more homes.")
    follow(first.get_by_role("button", name="Save score"))

    assert "was changed by somebody else while this page was open" in first.locator(".govuk-error-summary").inner_text()
    assert first.get_by_label("Reason").input_value() == "Three more homes."
    follow(first.get_by_role("button", name="Save score"))
    assert "The new score is saved" in first.locator("body").inner_text()


def test_administrator_invites_somebody_who_comes_in(walk, site, chromium):
    page = walk("admin")
    page.goto("/accounts/people/torbay/invite/")
    page.get_by_label("Email address").fill("new.member@council.example")
    page.get_by_label("Name", exact=True).fill("New board member")
    page.get_by_label("Organisation").fill("Devon and Cornwall Police")
    page.get_by_label(re.compile("^Board member")).check()
    follow(page.get_by_role("button", name="Send invitation"))
    link = re.search(r"http://\S+/accounts/invitations/\S+", site.letters()[-1]).group()

    guest = chromium.new_context().new_page()
    guest.goto(link)
    guest.get_by_label("Password", exact=True).fill("a-long-enough-password-7")
    guest.get_by_label("The same password again").fill("a-long-enough-password-7")
    follow(guest.get_by_role("button", name="Accept the invitation"))

    assert guest.get_by_role("link", name="Torbay", exact=True).count() == 1
    assert guest.goto(link).status == 410
    guest.context.close()


def test_administrator_shuts_somebody_out_at_once(walk):
    analyst = walk("analyst")
    analyst.goto("/torbay/")
    administrator = walk("admin")
    administrator.goto("/accounts/people/torbay/?q=Analyst")

    follow(administrator.get_by_role("link", name="Shut out Analyst"))
    administrator.get_by_label("Reason").fill("Left the council.")
    follow(administrator.get_by_role("button", name="Shut out"))
    assert "Analyst is shut out" in administrator.locator("body").inner_text()

    assert analyst.goto("/torbay/").url.endswith("/accounts/login/?next=/torbay/")
    administrator.goto("/accounts/people/torbay/?q=Analyst")
    follow(administrator.get_by_role("link", name=re.compile("Let in again.*Analyst")))
    administrator.get_by_label("Reason").fill("Came back.")
    follow(administrator.get_by_role("button", name="Let in"))
    assert analyst.goto("/torbay/").url.endswith("/accounts/login/?next=/torbay/")


def test_evidence_file_is_attached_and_comes_back_the_same(walk, tmp_path):
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("Minutes of the meeting.\n")
    page = walk("officer")
    page.goto("/torbay/workstreams/9/evidence/add/")
    page.get_by_label("What it is and what it shows").fill("Minutes of the supervision group")
    page.get_by_label("File").set_input_files(minutes)
    follow(page.get_by_role("button", name="Attach"))
    follow(page.get_by_role("link", name="Minutes of the supervision group").first)

    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("minutes.txt")).click()

    assert download.value.suggested_filename == "minutes.txt"
    assert download.value.path().read_text() == "Minutes of the meeting.\n"


def test_file_of_the_wrong_kind_is_refused_in_a_sentence(walk, tmp_path):
    page_file = tmp_path / "page.html"
    page_file.write_text("<script>alert(1)</script>")
    page = walk("officer")
    page.goto("/torbay/workstreams/9/evidence/add/")
    page.get_by_label("What it is and what it shows").fill("A page")
    page.get_by_label("File").set_input_files(page_file)
    follow(page.get_by_role("button", name="Attach"))

    assert "Attach a file of one of these kinds" in page.locator(".govuk-error-summary").inner_text()
    assert page.get_by_label("What it is and what it shows").input_value() == "A page"
