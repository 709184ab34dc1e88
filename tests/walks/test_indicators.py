"""Figures in a real browser: a file with faults, mended and saved, a figure restated, and what a board makes of it."""

import re

from tests.walks.browsing import follow

HEADINGS = "Measure,Period,Numerator,Denominator,Value"
WITH_FAULTS = f"""{HEADINGS}
supervision-monthly,February 2017,83,96,
supervision-monthly,January 2017,70%,91,
no-such-measure,January 2017,5,9,
agency-monthly,January 2017,120,112,
"""
# January's supervision is restated; the rest is as it was, and February is not over yet on the 28th.
MENDED = f"""{HEADINGS}
supervision-monthly,January 2017,61,91,
agency-monthly,January 2017,29,112,
"""


def read_file(page, name, text):
    page.goto("/torbay/indicators/")
    follow(page.get_by_role("button", name="Read a file of figures"))
    page.set_input_files("input[name=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_label("Where it comes from").fill("Monthly performance report, February 2017")
    follow(page.get_by_role("button", name="Read the file"))


def test_an_analyst_mends_a_file_and_restates_a_figure_and_the_board_reads_it(walk):
    analyst, board = walk("analyst"), walk("board")
    address = "/torbay/indicators/supervision-monthly/"

    read_file(analyst, "february.csv", WITH_FAULTS)
    said = analyst.locator(".app-verdict").inner_text()
    assert "3 refused" in said
    assert analyst.get_by_role("button", name=re.compile("^Save [^n]")).count() == 0
    rows = analyst.locator("main table").last.inner_text()
    for why in ("has a percentage sign", "No measure in use is called", "is above"):
        assert why in rows
    follow(analyst.get_by_role("button", name="Save nothing"))

    read_file(analyst, "february.csv", MENDED)
    assert "1 restated" in analyst.locator(".app-verdict").inner_text()
    row = analyst.locator("main tbody tr").filter(has_text="Restated").inner_text()
    assert ("82.4% (75 of 91)" in row, "67.0% (61 of 91)" in row) == (True, True)
    follow(analyst.get_by_role("button", name="Save one figure"))
    assert "One figure saved from february.csv." in analyst.get_by_role("alert").inner_text()

    board.goto(address)
    said = board.locator(".app-verdict").inner_text()
    assert said.strip().startswith("Worsening: January 2017, at 67%, is below the lower limit")
    picture = board.locator("figure img").first
    assert (picture.evaluate("image => image.naturalWidth > 0"), said.strip() in picture.get_attribute("alt")) == (
        True,
        True,
    )
    newest = board.locator("#figures ~ .app-table-scroll tbody tr, section table tbody tr").first.inner_text()
    assert ("January 2017" in newest, "67.0%" in newest) == (True, True)

    board.goto(f"{address}?on=2017-02-27")
    assert "82.4%" in board.locator(".app-figures").inner_text()
    board.goto("/torbay/")
    assert board.get_by_role("link", name="Social workers supervised in the month").count() == 1


def test_a_file_is_read_without_script_on_a_phone(walk):
    page = walk("analyst", script=False, width=390)

    read_file(page, "same.csv", f"{HEADINGS}\naudits-good,January 2017,23,38,\n")

    assert "There is nothing new to save." in page.locator(".app-verdict").inner_text()
    follow(page.get_by_role("button", name="Save nothing"))
