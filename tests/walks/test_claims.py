"""A claim in a real browser: prepared, certified, submitted, paid in part, and agreed with at the year end."""

import re

from tests.walks.browsing import follow


def year_end(page, figure):
    """(days, gross) of a figure of the financial year 2016/17."""
    page.goto("/torbay/claims/year-end/")
    row = page.locator("tbody tr").filter(has=page.get_by_role("link", name=f"{figure} in 2016/17", exact=True))
    cells = row.locator("td").all_inner_texts()
    return float(cells[2]), float(cells[-1].replace("£", "").replace(",", ""))


def test_a_claim_goes_its_whole_way_and_the_year_end_agrees(walk):
    preparer, certifier = walk("finance"), walk("certifier")
    not_claimed, unpaid = year_end(preparer, "Earned, not claimed"), year_end(preparer, "Claimed, not paid")

    preparer.goto("/torbay/claims/")
    follow(preparer.get_by_role("button", name="Start a claim"))
    follow(preparer.get_by_role("button", name="Show the days"))
    number = re.search(r"TOR-\d+", preparer.url)[0]
    # Other walks on the same site may have approved a day of February more.
    days = float(re.search(r"([\d.]+) days can be claimed", preparer.locator("main").inner_text())[1])
    assert days >= 6
    follow(preparer.get_by_role("button", name="Prepare the claim"))
    assert f"{days:g} days, £{500 * days:,.2f}." in preparer.locator(".app-verdict").inner_text()
    # Nobody certifies what they prepared.
    assert preparer.get_by_role("button", name="Certify", exact=True).count() == 0

    certifier.goto("/")
    follow(certifier.get_by_role("link", name=f"Certify Claim {number}"))
    follow(certifier.get_by_role("button", name="Certify", exact=True))
    certifier.get_by_label(re.compile("^I certify that the days")).check()
    follow(certifier.get_by_role("button", name="Certify"))
    follow(certifier.get_by_role("button", name="Submit"))
    follow(certifier.get_by_role("button", name="Submit"))
    assert "cannot change any more" in certifier.get_by_role("alert").inner_text()
    with certifier.expect_download() as download:
        certifier.get_by_role("link", name="PDF", exact=True).first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")

    preparer.goto("/torbay/claims/payments/add/")
    for part, value in (("Day", "28"), ("Month", "2"), ("Year", "2017")):
        preparer.get_by_label(part, exact=True).fill(value)
    preparer.get_by_label("Reference of the funder").fill("DFE walk")
    preparer.get_by_label(re.compile("^Amount received")).fill("1,000.00")
    preparer.get_by_role("group", name=re.compile(f"^{number}")).get_by_label(re.compile("^Pays")).fill("1000")
    follow(preparer.get_by_role("button", name="Save payment"))
    preparer.goto(f"/torbay/claims/{number}/")
    assert "Part paid" in preparer.locator("main").inner_text()

    assert year_end(preparer, "Earned, not claimed") == (
        not_claimed[0] - days,
        not_claimed[1] - 500 * days,
    )
    # Two of its days are settled in full by £1,000.
    assert year_end(preparer, "Claimed, not paid") == (unpaid[0] + days - 2, unpaid[1] + 500 * days - 1000)
    assert "The ledger has" in preparer.locator(".app-verdict").inner_text()


def test_a_board_member_sees_none_of_it(walk):
    board = walk("board")

    for address in ("/torbay/", "/torbay/allowance/"):
        board.goto(address)
        assert "laimed" not in board.locator("main").inner_text()
        assert board.get_by_role("link", name="Claims", exact=True).count() == 0
    for address in ("/torbay/claims/", "/torbay/claims/TOR-0001/", "/torbay/claims/year-end/", "/torbay/claims/cost/"):
        assert board.goto(address).status == 403


def test_the_way_to_prepare_works_without_script(walk):
    page = walk("finance", script=False, width=390)
    page.goto("/torbay/claims/TOR-0003/")
    follow(page.get_by_role("link", name="Send back to draft"))
    page.get_by_label("Reason").fill("A day is to be added.")
    follow(page.get_by_role("button", name="Send back"))

    follow(page.get_by_role("button", name="Prepare the claim"))

    assert "16 days, £8,000.00." in page.locator(".app-verdict").inner_text()
