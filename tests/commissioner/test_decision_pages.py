"""Decisions on their pages: recorded, worded better, withdrawn, replaced, and read by those who may."""

import datetime

import pytest

from tests.factories.board import AgendaItemFactory, DecisionFactory, DecisionWithdrawalFactory, MeetingFactory, agree
from tests.reading import errors_of, lines_of, links_of, messages_of, text_of

pytestmark = pytest.mark.django_db

HELD = "/own/board/meetings/2017-02-15/"
DECISION = {"text": "To open a second team.", "basis": "The audit.", "decided_by": "The board"}


@pytest.fixture
def earlier(board):
    """A decision of agreed minutes."""
    made = DecisionFactory(
        meeting=MeetingFactory(board=board, held=True, meets_on=datetime.date(2016, 9, 1)),
        number=900,
        text="To wait.",
        recorded_on=datetime.date(2016, 9, 1),
    )
    agree(made.meeting)
    return made


def test_a_decision_is_recorded_and_replaces_an_earlier_one(as_, held, earlier):
    item = AgendaItemFactory(meeting=held, title="Duty team")
    secretary = as_("secretary")
    form = secretary.get(f"{HELD}decisions/add/?item={item.pk}").context["form"]

    page = secretary.post(f"{HELD}decisions/add/", DECISION | {"item": item.pk, "replaces": earlier.pk}, follow=True)

    assert (form["item"].value(), form["decided_by"].value()) == (str(item.pk), "The board")
    assert messages_of(page) == ["The decision is recorded."]
    assert "Decision D1 : To open a second team." in text_of(page)
    assert "Replaced by D1" in text_of(secretary.get("/own/board/decisions/900/"))
    assert "Replaces D900" in text_of(secretary.get("/own/board/decisions/1/"))
    assert [str(choice) for choice in secretary.get(f"{HELD}decisions/add/").context["form"].fields["replaces"].queryset
            ] == []  # fmt: skip


def test_a_decision_says_what_by_whom_and_on_what_basis(as_, held, left_alone):
    client = as_("secretary")

    with left_alone():
        answer = client.post(f"{HELD}decisions/add/", {"dissent": "The union."})

    assert errors_of(answer) == {
        "text": ["Enter decision"], "basis": ["Enter basis"], "decided_by": ["Enter decided by"],
    }  # fmt: skip
    assert "The union.</textarea>" in answer.content.decode()


def test_a_decision_is_worded_better_from_the_version_that_was_seen(as_, held):
    DecisionFactory(meeting=held, number=1)
    secretary = as_("secretary")

    page = secretary.post("/own/board/decisions/1/change/", DECISION | {"version": 1}, follow=True)
    stale = secretary.post("/own/board/decisions/1/change/", DECISION | {"version": 1, "text": "Mine."})

    assert "To open a second team." in text_of(page)
    assert errors_of(stale)["__all__"][0].startswith("D1 was changed by somebody else while this page was open.")
    assert ("Mine.</textarea>" in stale.content.decode(), stale.context["form"].data["version"]) == (True, "2")


def test_after_minutes_are_agreed_a_decision_stays_and_offers_no_step(as_, earlier, left_alone):
    secretary = as_("secretary")

    page = secretary.get("/own/board/decisions/900/")
    with left_alone():
        late = secretary.post("/own/board/decisions/900/change/", DECISION | {"version": 1})
        gone = secretary.post("/own/board/decisions/900/withdraw/", {"reason": "Wrong.", "version": 1})

    assert links_of(page) == ["meetings/2016-09-01/"]
    for answer in (late, gone):
        assert errors_of(answer)["__all__"][0].startswith("The state of this meeting is: minutes agreed.")
    assert "To open a second team.</textarea>" in late.content.decode()


def test_a_decision_recorded_by_mistake_is_withdrawn_and_stays_on_record(as_, held):
    DecisionFactory(meeting=held, number=1, recorded_on=datetime.date(2017, 2, 15))
    secretary = as_("secretary")
    without = secretary.post("/own/board/decisions/1/withdraw/", {"version": 1, "reason": ""})

    page = secretary.post("/own/board/decisions/1/withdraw/", {"version": 1, "reason": "Another board’s."}, follow=True)

    assert errors_of(without) == {"reason": ["Enter reason"]}
    assert messages_of(page) == ["The decision is withdrawn. Its number and its words stay on record."]
    assert ("Withdrawn: Another board’s." in text_of(page), links_of(page)) == (True, ["meetings/2017-02-15/"])
    assert "Withdrawn" not in text_of(secretary.get("/own/board/decisions/1/?on=2017-02-27"))
    assert "The board — Withdrawn Showing 1 to 1 of 1" in text_of(secretary.get("/own/board/decisions/"))
    assert lines_of(secretary.get("/own/board/decisions.csv"))[1].endswith(",The board,,Withdrawn")
    assert lines_of(secretary.get("/own/board/decisions.csv?on=2017-02-27"))[1].endswith(",The board,,Yes")


@pytest.mark.parametrize("role", ["reader", "board_member"])
def test_a_reader_reads_decisions_of_agreed_minutes_alone_and_no_dissent(as_, held, earlier, role):
    DecisionFactory(meeting=held, number=901, text="Not agreed yet.", replaces=earlier, dissent="The union.")
    DecisionWithdrawalFactory(decision=DecisionFactory(meeting=held, number=902, text="By mistake."))
    client, sees = as_(role), role == "board_member"

    said = [text_of(client.get(f"/own/board/decisions{page}")) for page in ("/", "/900/")]
    file = lines_of(client.get("/own/board/decisions.csv"))

    assert ["Not agreed yet." in page for page in said[:1]] == [sees]
    assert ["By mistake." in page for page in said[:1]] == [sees]
    assert ("To wait." in said[0], "Decided by" in said[1], "Replaced by D901" in said[1]) == (True, sees, sees)
    assert len(file) == (4 if sees else 2)
    assert client.get("/own/board/decisions/901/").status_code == (200 if sees else 404)
    choices = client.get("/own/board/decisions/").context["filter"].form.fields["meeting"].choices
    assert [value for value, _ in choices if value] == (["2017-02-15", "2016-09-01"] if sees else ["2016-09-01"])


def test_once_minutes_are_agreed_a_reader_reads_what_was_decided_from_that_day(as_, held):
    DecisionFactory(meeting=held, number=1, text="To open it.", recorded_on=datetime.date(2017, 2, 15))
    agree(held)
    reader = as_("reader")

    assert "To open it." in text_of(reader.get("/own/board/decisions/1/"))
    assert reader.get("/own/board/decisions/1/?on=2017-02-14").status_code == 404


def test_decisions_are_narrowed_sorted_and_exported(as_, held, earlier):
    DecisionFactory(meeting=held, number=901, text="=HYPERLINK(1)", recorded_on=held.meets_on)
    client = as_("board_member")

    def found(query):
        return [str(row) for row in client.get(f"/own/board/decisions/{query}").context["table"].data]

    assert found("") == ["D901", "D900"]
    assert found("?q=wait") == ["D900"]
    assert found("?meeting=2017-02-15") == ["D901"]
    assert found("?on=2017-02-01") == ["D900"]
    assert found("?sort=number") == ["D900", "D901"]
    file = "\n".join(lines_of(client.get("/own/board/decisions.csv")))
    assert "'=HYPERLINK(1)" in file


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_decisions_take_the_same_queries_whatever_there_is(as_, held, django_assert_num_queries, count):
    for _ in range(count):
        made = DecisionFactory(meeting=held, item=AgendaItemFactory(meeting=held))
        DecisionFactory(meeting=held, replaces=made)
    client = as_("board_member")

    with django_assert_num_queries(9):
        assert client.get("/own/board/decisions/").status_code == 200
    with django_assert_num_queries(5):
        assert client.get(f"/own/board/decisions/{made.number}/").status_code == 200
