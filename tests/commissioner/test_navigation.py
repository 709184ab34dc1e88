"""The navigation of a programme: its items, and what stands below the one a page belongs to."""

import pytest

from tests.reading import text_of

pytestmark = pytest.mark.django_db

WORKSTREAMS = ["Workstreams", "Roadmap", "Milestones", "Highlight reports", "Evidence", "Impact", "Registers"]
BOARD = ["Board", "Meetings", "Packs", "Decisions", "Actions", "Questions"]


def current(items):
    return [item.label for item in items if item.current]


@pytest.mark.parametrize(
    ("address", "label", "below", "here"),
    [
        ("", "Position", ["Position", "Changes"], "Position"),
        ("changes/", "Position", ["Position", "Changes"], "Changes"),
        ("workstreams/", "Workstreams", WORKSTREAMS, "Workstreams"),
        ("evidence/", "Workstreams", WORKSTREAMS, "Evidence"),
        ("registers/mentoring/", "Workstreams", WORKSTREAMS, "Registers"),
        ("board/", "Board", BOARD, "Board"),
        ("board/meetings/", "Board", BOARD, "Meetings"),
        ("board/challenges/", "Board", BOARD, "Questions"),
    ],
)
def test_a_page_stands_below_its_item(as_, address, label, below, here):
    context = as_("board_member").get(f"/own/{address}").context

    assert current(context["navigation"]) == [label]
    assert [item.label for item in context["navigation_below"]] == below
    assert current(context["navigation_below"]) == [here]


def test_a_reader_finds_decisions_without_the_board(as_):
    page = as_("reader").get("/own/board/decisions/")

    assert [item.label for item in page.context["navigation"]] == [
        "Position", "Findings", "Indicators", "Reports", "Decisions", "Packs", "Background",
    ]  # fmt: skip
    assert current(page.context["navigation"]) == ["Decisions"]
    assert "Decisions of the board" in text_of(page)
