"""axe finds nothing on any page, at 1280 and 390 pixels wide, and no page scrolls sideways."""

import pytest

from tests.walks.browsing import follow

PAGES = {
    "director": [
        "/",
        "/accounts/me/",
        "/accounts/roles/",
        "/accounts/password/change/",
        "/status/",
        "/definitions/",
        "/accessibility/",
        "/privacy/",
        "/cookies/",
        "/api/docs/",
        "/torbay/",
        "/torbay/?on=2016-11-30",
        "/exampleshire/",
        "/torbay/workstreams/",
        "/torbay/workstreams/?delivery=at_risk",
        "/torbay/workstreams/8/",
        "/torbay/workstreams/16/",
        "/torbay/workstreams/add/",
        "/torbay/workstreams/8/change/",
        "/torbay/workstreams/8/report/",
        "/torbay/workstreams/8/impact/",
        "/torbay/workstreams/8/milestones/add/",
        "/torbay/workstreams/8/evidence/add/",
        "/torbay/highlight-reports/",
        "/torbay/impact-ratings/",
        "/torbay/milestones/",
        "/torbay/milestones/?q=nothing-matches-this",
        "/torbay/roadmap/",
        "/torbay/roadmap/?workstream=8&status=overdue",
        "/torbay/evidence/",
        "/torbay/risks/",
        "/torbay/risks/1/",
        "/torbay/risks/add/",
        "/torbay/risks/3/",
        "/torbay/risks/1/change/",
        "/torbay/risks/1/score/",
        "/torbay/risks/1/close/",
        "/torbay/registers/",
        "/torbay/registers/?on=2016-11-30",
        "/torbay/registers/mentoring/",
        "/torbay/registers/mentoring/1/",
        "/torbay/registers/mentoring/1/change/",
        "/torbay/registers/mentoring/add/",
        "/torbay/registers/training/",
        "/torbay/registers/policies/",
        "/torbay/registers/systems/",
        "/torbay/registers/peer-review/",
        "/torbay/registers/peer-review/add/",
        "/exampleshire/registers/",
        "/torbay/findings/",
        "/torbay/findings/F9/",
        "/torbay/findings/F4/",
        "/torbay/findings/D1/",
        "/torbay/findings/F9/coverage/",
        "/torbay/findings/add/",
        "/torbay/direction/",
        "/torbay/direction/add/",
        "/torbay/inspections/",
        "/torbay/judgements/",
        "/torbay/inspections/add/",
        "/torbay/comparators/",
        "/torbay/indicators/",
        "/torbay/indicators/?area=protection",
        "/torbay/indicators/?on=2016-11-30",
        "/torbay/indicators/protection-visits-in-time/",
        "/torbay/indicators/contacts-decided-in-a-day/",
        "/torbay/indicators/referrals-no-further-action/",
        "/torbay/indicators/three-placements/",
        "/torbay/statistics/",
        "/torbay/statistics/1/",
        "/exampleshire/indicators/",
        "/torbay/capacity/",
        "/torbay/capacity/?on=2016-11-30",
        "/torbay/agreement/terms/",
        "/torbay/about/",
        "/torbay/about/change/",
        "/torbay/about/changes/",
        "/torbay/days/",
        "/torbay/days/approve/",
        "/torbay/days/all/",
        "/torbay/days/all/?state=returned",
        "/torbay/allowance/",
        "/torbay/allowance/?by=officer",
        "/torbay/allowance/?on=2016-11-30",
        "/torbay/allowance/2016-05-25/vary/",
        "/torbay/agreement/",
        "/torbay/agreement/terms/",
        "/torbay/agreement/rates/add/",
        "/torbay/agreement/allowances/add/",
        "/exampleshire/allowance/",
        "/exampleshire/risks/",
        "/exampleshire/roadmap/",
        "/exampleshire/evidence/",
    ],
    "admin": [
        "/",
        "/torbay/",
        "/accounts/people/torbay/",
        "/accounts/people/torbay/invite/",
        "/audit/",
        "/torbay/risks/",
        "/torbay/nowhere/",
    ],
    "officer": [
        "/",
        "/torbay/days/",
        "/torbay/days/add/",
        "/torbay/days/?month=2016-05",
        "/torbay/days/?on=2017-02-20",
        "/torbay/days/several/",
        "/torbay/days/week/2017-W08/",
        "/torbay/days/import/",
        "/torbay/allowance/",
    ],
    "finance": [
        "/",
        "/torbay/allowance/?by=kind",
        "/torbay/agreement/",
        "/torbay/days/all/",
        "/torbay/claims/",
        "/torbay/claims/?state=paid",
        "/torbay/claims/add/",
        "/torbay/claims/TOR-0001/",
        "/torbay/claims/TOR-0002/?on=2017-01-14",
        "/torbay/claims/TOR-0002/query/",
        "/torbay/claims/TOR-0003/",
        "/torbay/claims/TOR-0003/reopen/",
        "/torbay/claims/TOR-0003/cancel/",
        "/torbay/claims/lines/",
        "/torbay/claims/payments/",
        "/torbay/claims/payments/add/",
        "/torbay/claims/payments/import/",
        "/torbay/claims/debt/",
        "/torbay/claims/year-end/",
        "/torbay/claims/year-end/lines/?what=earned_not_claimed",
        "/torbay/claims/cost/",
        "/torbay/claims/cost/rates/add/",
        "/torbay/claims/cost/grades/set/",
    ],
    "analyst": [
        "/torbay/indicators/",
        "/torbay/indicators/add/",
        "/torbay/indicators/events/add/",
        "/torbay/indicators/protection-visits-in-time/change/",
        "/torbay/indicators/protection-visits-in-time/target/",
        "/torbay/indicators/protection-visits-in-time/event/",
        "/torbay/indicators/protection-visits-in-time/ties/",
        "/torbay/indicators/protection-visits-in-time/retire/",
        "/torbay/statistics/add/",
    ],
    "certifier": ["/", "/torbay/claims/TOR-0003/", "/torbay/claims/TOR-0003/certify/"],
    "secretary": [
        "/torbay/board/packs/",
        "/torbay/board/packs/compare/",
        "/torbay/board/meetings/2017-02-09/pack/1/",
        "/torbay/board/meetings/2017-02-09/pack/1/reduced/",
        "/torbay/board/meetings/2017-03-09/pack/",
        "/torbay/board/meetings/2017-03-09/issue/",
        "/torbay/board/",
        "/torbay/board/?on=2016-11-30",
        "/torbay/board/terms/",
        "/torbay/board/members/add/",
        "/torbay/board/meetings/",
        "/torbay/board/meetings/?state=called_off",
        "/torbay/board/meetings/add/",
        "/torbay/board/meetings/2017-01-12/",
        "/torbay/board/meetings/2017-01-12/?on=2017-01-05",
        "/torbay/board/meetings/2017-01-12/correct/",
        "/torbay/board/meetings/2017-02-09/",
        "/torbay/board/meetings/2017-02-09/hold/",
        "/torbay/board/meetings/2017-02-09/minutes/",
        "/torbay/board/meetings/2017-02-09/agree/",
        "/torbay/board/meetings/2017-02-09/decisions/add/",
        "/torbay/board/meetings/2017-02-09/actions/add/",
        "/torbay/board/meetings/2017-03-09/",
        "/torbay/board/meetings/2017-03-09/items/add/",
        "/torbay/board/meetings/2017-03-09/change/",
        "/torbay/board/meetings/2017-03-09/call-off/",
        "/torbay/board/meetings/2017-03-09/issue/",
        "/torbay/board/decisions/",
        "/torbay/board/decisions/4/",
        "/torbay/board/decisions/4/change/",
        "/torbay/board/decisions/4/withdraw/",
        "/torbay/board/actions/",
        "/torbay/board/actions/?moved=twice",
        "/torbay/board/actions/3/",
        "/torbay/board/actions/3/redate/",
        "/torbay/board/actions/3/reassign/",
        "/torbay/board/actions/3/done/",
        "/torbay/board/actions/6/close/",
        "/torbay/board/actions/5/reopen/",
        "/torbay/board/challenges/",
        "/torbay/board/challenges/2/",
        "/torbay/board/challenges/2/answer/",
        "/torbay/board/challenges/3/assign/",
    ],
    "board": [
        "/",
        "/torbay/",
        "/torbay/changes/",
        "/torbay/changes/?since=2016-11-30",
        "/torbay/changes/?since=31-2-2017",
        "/torbay/board/meetings/2017-03-09/",
        "/torbay/board/challenges/?standing=closed",
        "/torbay/board/challenges/1/",
        "/torbay/board/challenges/2/close/",
        "/torbay/board/challenges/add/?about=workstream-8",
        "/exampleshire/board/",
        "/exampleshire/changes/",
    ],
    "reader": [
        "/torbay/board/packs/",
        "/torbay/board/packs/compare/",
        "/torbay/board/meetings/2017-01-12/pack/1/reduced/",
        "/torbay/",
        "/torbay/changes/",
        "/torbay/board/decisions/",
        "/torbay/board/decisions/3/",
        "/torbay/findings/F9/",
        "/torbay/direction/",
        "/torbay/comparators/",
        "/torbay/indicators/",
        "/torbay/indicators/return-interviews-in-time/",
    ],
}
SIGNED_OUT = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/accounts/invitations/unknown/"]
# Pages whose address is known only to the list above them: the first link of that list.
FIRST_OF = [
    ("director", "/torbay/days/all/", "a[href^='/torbay/days/']"),
    ("director", "/torbay/milestones/", "a[href^='/torbay/milestones/']"),
    ("director", "/torbay/evidence/", "a[href^='/torbay/evidence/']"),
    ("director", "/torbay/inspections/", "td a[href^='/torbay/inspections/']"),
    ("director", "/torbay/direction/", "a[href^='/torbay/requirements/']"),
    ("director", "/torbay/claims/payments/", "td a[href^='/torbay/claims/payments/']"),
    ("secretary", "/torbay/board/", "a[href$='/end/']"),
    ("secretary", "/torbay/board/meetings/2017-03-09/", "a[href*='/items/'][href$='/change/']"),
    ("secretary", "/torbay/board/meetings/2017-03-09/", "a[href$='/papers/add/']"),
    ("secretary", "/torbay/board/meetings/2017-03-09/", "a[href*='/notice/']"),
]
WIDTHS = [1280, 390]

SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(page, violations, address):
    found = violations(page)
    if page.evaluate(SCROLLS_SIDEWAYS):
        found.append(["scrolls sideways", []])
    return {address: found} if found else {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_fault(walk, violations, name, width):
    page = walk(name, width=width, keep_policy=False)

    found = {}
    for address in PAGES[name]:
        page.goto(address)
        found |= faults(page, violations, address)

    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "address", "link"), FIRST_OF)
def test_no_record_below_a_list_has_a_fault(walk, violations, name, address, link, width):
    page = walk(name, width=width, keep_policy=False)
    page.goto(address)
    page.goto(page.locator("main").locator(link).first.get_attribute("href"))

    assert faults(page, violations, page.url) == {}


DAYS = b"""Date,Days,Workstream,Kind,Note
6/1/2017,half,8,On site,Met the team
31/2/2017,1,8,,
25/12/2016,1,MASH,,
3/1/2017,half,9,Remote,
3/1/2017,1,9,Remote,
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_no_import_has_a_fault(walk, violations, width):
    page = walk("officer", width=width, keep_policy=False)
    page.goto("/torbay/days/import/")
    page.get_by_label("Your spreadsheet").set_input_files({"name": "d.csv", "mimeType": "text/csv", "buffer": DAYS})
    follow(page.get_by_role("button", name="Read the file"))

    preview = faults(page, violations, "preview")
    address = page.url
    follow(page.get_by_role("button", name="Save nothing"))
    page.goto(address)

    assert preview | faults(page, violations, "let go") == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["director", "secretary"])
def test_no_form_with_errors_has_a_fault(walk, violations, name, width):
    page = walk(name, width=width, keep_policy=False)

    found = {}
    for address in [address for address in PAGES[name] if address.endswith(("/add/", "/report/", "/score/"))]:
        page.goto(address)
        follow(page.locator("main form[method=post] button").last)
        assert page.locator(".govuk-error-summary").count() == 1, address
        found |= faults(page, violations, address)

    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_somebody_signed_out_has_a_fault(chromium, site, violations, width):
    context = chromium.new_context(base_url=site.url, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()

    found = {}
    for address in SIGNED_OUT:
        page.goto(address)
        found |= faults(page, violations, address)

    assert found == {}
    context.close()


def test_pages_break_no_rule_of_their_own_security_policy(walk):
    page = walk("director")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)

    for address in PAGES["director"]:
        page.goto(address)

    assert complaints == []
