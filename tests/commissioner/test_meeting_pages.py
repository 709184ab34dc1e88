"""Meetings on their pages, their agendas, papers and lists: who may, what is said, and what survives an error."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commissioner.models import AgendaItem, Attendance, Meeting, Paper
from tests.factories.accounts import member
from tests.factories.board import (
    AgendaItemFactory,
    BoardMembershipFactory,
    ChallengeFactory,
    ChallengeStepFactory,
    DecisionFactory,
    MeetingActionFactory,
    MeetingFactory,
    PaperFactory,
)
from tests.factories.files import PDF
from tests.reading import date_typed, errors_of, lines_of, links_of, messages_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
PLANNED = "/own/board/meetings/2017-03-15/"
HELD = "/own/board/meetings/2017-02-15/"
PLAN = date_typed("meets_on", 20, 4, 2017) | {"starts_at": "14:00", "place": "Town Hall"}
ITEM = {"title": "Duty team", "minutes_long": "20", "owner_post": "Director", "purpose": "discuss"}
MEETS_TODAY = f"/own/board/meetings/{TODAY}/"


@pytest.fixture
def issued(board, seats):
    """A meeting of today whose papers are out."""
    return MeetingFactory(board=board, issued=True, meets_on=TODAY)


def test_a_meeting_is_planned_and_leads_to_its_page(as_, board):
    planned = as_("secretary").post("/own/board/meetings/add/", PLAN, follow=True)

    assert planned.request["PATH_INFO"] == "/own/board/meetings/2017-04-20/"
    assert messages_of(planned) == ["The meeting is planned. Put items on its agenda next."]
    said = text_of(planned)
    assert ("14:00, Town Hall" in said, "Nothing is on the agenda yet." in said) == (True, True)


def test_the_next_meeting_is_probably_where_and_when_the_last_was(as_, held):
    Meeting.objects.update(starts_at="09:30", place="Library")

    form = as_("secretary").get("/own/board/meetings/add/").context["form"]

    assert form.initial == {"starts_at": "09:30", "place": "Library"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (date_typed("meets_on", 31, 2, 2017), {"meets_on": ["Enter a real date, like 28 2 2017"]}),
        (date_typed("meets_on", "", "", ""), {"meets_on": ["Enter the day of the meeting"]}),
        (date_typed("meets_on", 15, 3, 2017), {"__all__": ["The board has a meeting on this day already."]}),
        ({"starts_at": "25:00"}, {"starts_at": ["Enter a time, like 10:00"]}),
        ({"place": ""}, {"place": ["Enter place"]}),
        ({"place": "A" * 201}, {"place": ["Ensure this value has at most 200 characters (it has 201)."]}),
    ],
)
def test_a_plan_that_breaks_a_rule_is_told_by_its_field_and_what_was_typed_stays(as_, planned, left_alone, typed, said):
    client = as_("secretary")

    with left_alone():
        answer = client.post("/own/board/meetings/add/", PLAN | typed)

    assert errors_of(answer) == said
    for value in filter(None, (PLAN | typed).values()):
        assert f'value="{value}"' in answer.content.decode()


def test_an_agenda_is_made_put_in_order_and_its_papers_issued(as_, planned):
    secretary = as_("secretary")

    secretary.post(f"{PLANNED}items/add/", ITEM)
    sought = {"purpose": "decide", "decision_sought": "To open it."}
    added = secretary.post(f"{PLANNED}items/add/", ITEM | sought | {"title": "Second team"}, follow=True)
    first, second = AgendaItem.objects.order_by("position")
    up = secretary.post(f"/own/board/items/{second.pk}/move/", {"version": 1}, follow=True)
    secretary.post(f"/own/board/items/{first.pk}/change/", ITEM | {"title": "Duty", "version": 1})
    pack = secretary.post(f"{PLANNED}issue/", {"version": Meeting.objects.get().version}, follow=True)
    issued = secretary.get(PLANNED)

    assert "Two items, 40 minutes, until 10:40. The board is asked for one decision." in text_of(added)
    assert messages_of(up)[-1] == "Moved up: Second team."
    assert messages_of(pack)[-1] == "The papers are issued, and the pack is frozen."
    said = text_of(issued)
    assert "10:00 1. Second team To decide, 20 minutes. Director Decision sought: To open it." in said
    assert "10:20 2. Duty To discuss, 20 minutes." in said
    assert "Papers issued" in said
    assert links_of(issued) == [
        "meetings/2017-03-15/pack/1/",
        *[f"meetings/2017-03-15/{step}/" for step in ("items/add", "change", "call-off")],
        f"items/{second.pk}/papers/add/",
        f"items/{first.pk}/papers/add/",
        *[f"meetings/2017-03-15/notice/{seat.pk}/" for seat in planned.board.memberships.order_by("pk")],
    ]


def test_a_press_that_comes_too_late_says_so(as_, planned):
    item = AgendaItemFactory(meeting=planned, title="Duty team")
    secretary = as_("secretary")

    first = secretary.post(f"/own/board/items/{item.pk}/move/", {"version": 1}, follow=True)
    stale = secretary.post(f"/own/board/items/{item.pk}/withdraw/", {"version": 2}, follow=True)
    broken = secretary.post(f"/own/board/items/{item.pk}/withdraw/", {"version": "x"})
    off = secretary.post(f"/own/board/items/{item.pk}/withdraw/", {"version": 1}, follow=True)

    assert messages_of(first) == ["This item is the first already."]
    assert messages_of(stale)[-1].startswith("Duty team was changed by somebody else while this page was open.")
    assert broken.status_code == 400
    assert messages_of(off)[-1] == "Taken off the agenda: Duty team."
    assert secretary.get(f"/own/board/items/{item.pk}/change/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes_long": "0"}, {"minutes_long": ["Ensure this value is greater than or equal to 1."]}),
        ({"minutes_long": "soon"}, {"minutes_long": ["Enter a whole number."]}),
        ({"purpose": ""}, {"purpose": ["Choose purpose"]}),
        ({"purpose": "decide"}, {"__all__": ["Say what the board is asked to decide."]}),
        ({"title": "Child born 3/4/2009"}, None),
    ],
)
def test_an_item_that_breaks_a_rule_is_told_by_its_field(as_, planned, left_alone, typed, said):
    client = as_("secretary")

    with left_alone():
        answer = client.post(f"{PLANNED}items/add/", ITEM | typed)

    told = errors_of(answer)
    assert told == (said or {"title": told["title"]})
    assert 'value="Director"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("audit.exe", b"MZ", "Attach a file of one of these kinds: .csv, .docx, .jpeg, .jpg, .odp, .ods, .odt, .pdf, "
         ".png, .pptx, .txt, .xlsx."),
        ("audit.pdf", b"MZ\x90\x00", "This is not a .pdf file, whatever its name says. "
         "Save it again in that format."),
        ("audit.pdf", b"", "The submitted file is empty."),
        ("audit.pdf", PDF + b" " * (20 * 1024 * 1024), "This file is larger than 20 MB. Attach a smaller one, "
         "or give a link to it."),
    ],
)  # fmt: skip
def test_a_paper_of_the_wrong_kind_or_too_large_is_refused_in_a_sentence(
    as_, planned, left_alone, name, content, sentence
):
    item = AgendaItemFactory(meeting=planned)
    client = as_("secretary")

    with left_alone():
        file = SimpleUploadedFile(name, content)
        answer = client.post(f"/own/board/items/{item.pk}/papers/add/", {"title": "Audit", "file": file})

    assert errors_of(answer) == {"file": [sentence]}
    assert 'value="Audit"' in answer.content.decode()


def test_a_paper_is_opened_by_those_who_see_the_board_and_that_is_on_the_audit_trail(as_, planned, events):
    item = AgendaItemFactory(meeting=planned)
    file = SimpleUploadedFile("audit.pdf", PDF)
    as_("secretary").post(f"/own/board/items/{item.pk}/papers/add/", {"title": "Audit", "file": file})
    paper = Paper.objects.get()

    opened = as_("board_member").get(f"/own/board/papers/{paper.pk}/file/")
    given = b"".join(opened)

    assert (given, opened["Content-Disposition"]) == (PDF, 'attachment; filename="audit.pdf"')
    assert events()[-1][0] == "paper.opened"
    assert as_("reader").get(f"/own/board/papers/{paper.pk}/file/").status_code == 403
    paper.file.storage.delete(paper.file.name)
    assert as_("board_member").get(f"/own/board/papers/{paper.pk}/file/").status_code == 404


def test_a_paper_taken_away_is_gone_from_the_page_and_from_its_address(as_, planned):
    paper = PaperFactory(item=AgendaItemFactory(meeting=planned), title="Audit")
    secretary = as_("secretary")
    assert "Audit (a link)" in text_of(secretary.get(PLANNED))

    away = secretary.post(f"/own/board/papers/{paper.pk}/withdraw/", follow=True)

    assert (messages_of(away), "Audit (a link)" in text_of(away)) == (["Taken away: Audit."], False)
    assert secretary.post(f"/own/board/papers/{paper.pk}/withdraw/").status_code == 404


def test_what_comes_after_the_papers_is_marked(as_, issued):
    PaperFactory(item=AgendaItemFactory(meeting=issued, title="Early"), title="In time")
    PaperFactory(item=AgendaItemFactory(meeting=issued, title="Late", recorded_on=TODAY), title="Tabled")
    Paper.objects.filter(title="Tabled").update(recorded_on=TODAY)

    said = text_of(as_("board_member").get(MEETS_TODAY))

    assert ("2. Late Added later" in said, "Tabled (a link) Added later" in said) == (True, True)
    assert "1. Early To note" in said
    assert said.count("Added later") == 2


def test_a_member_gives_notice_for_themselves_alone(as_, board, planned):
    person = member(board.programme, "board_member")
    seat = BoardMembershipFactory(board=board, user=person, name="")
    other = BoardMembershipFactory(board=board, name="Somebody")
    page = as_(person).get(PLANNED)
    assert "Say that you cannot come" in text_of(page)

    unnamed = as_(person).post(f"{PLANNED}notice/{seat.pk}/", {"notice": "deputy", "deputy": ""})
    done = as_(person).post(f"{PLANNED}notice/{seat.pk}/", {"notice": "deputy", "deputy": "My deputy"}, follow=True)
    refused = as_(person).post(f"{PLANNED}notice/{other.pk}/", {"notice": "absent"})

    assert errors_of(unnamed) == {"__all__": ["Name the deputy."]}
    assert "Sends a deputy: My deputy" in text_of(done)
    assert refused.status_code == 403
    assert as_(person).get(f"{PLANNED}notice/{seat.pk}/?on=2017-02-01").status_code == 404
    assert as_(person).get(f"{PLANNED}notice/{seat.pk + 1000}/").status_code == 404
    served = as_("secretary").post(f"{PLANNED}notice/{other.pk}/", {"notice": "absent"}, follow=True)
    assert "Somebody Sample Council Lead member Member Cannot come" in text_of(served)


def test_a_meeting_is_called_off_with_the_reason_and_stays_on_record(as_, planned):
    secretary = as_("secretary")
    without = secretary.post(f"{PLANNED}call-off/", {"reason": "", "version": 1})

    off = secretary.post(f"{PLANNED}call-off/", {"reason": "Snow.", "version": 1}, follow=True)

    assert errors_of(without) == {"reason": ["Enter reason"]}
    assert "This meeting was called off. Snow." in text_of(off)
    assert links_of(off) == []
    assert "Called off" in text_of(secretary.get("/own/board/meetings/?state=called_off"))


def test_an_hour_and_a_place_change_from_the_version_that_was_seen(as_, planned):
    secretary = as_("secretary")
    facts = {"starts_at": "14:00", "place": "Library"}

    moved = secretary.post(f"{PLANNED}change/", facts | {"version": 1}, follow=True)
    stale = secretary.post(f"{PLANNED}change/", facts | {"version": 1, "place": "Elsewhere"})

    assert "14:00, Library" in text_of(moved)
    assert errors_of(stale)["__all__"][0].startswith("Board of 15 March 2017 was changed by somebody else")
    assert 'value="Elsewhere"' in stale.content.decode()


def test_what_a_meeting_goes_through_are_actions_due_and_questions_asked_or_overdue(as_, board, held, planned):
    MeetingActionFactory(meeting=held, number=1, text="Due before it.", due_on="2017-03-14")
    MeetingActionFactory(meeting=held, number=2, text="Due after it.", due_on="2017-03-16")
    asked = ChallengeFactory(programme=board.programme, number=1, meeting=planned, question="Asked for it?")
    overdue = ChallengeFactory(programme=board.programme, number=2, question="Asked long ago?")
    facts = {"move": "assigned", "assignee": member(board.programme, "officer"), "text": ""}
    ChallengeStepFactory(challenge=overdue, due_on="2017-02-01", **facts)
    ChallengeFactory(programme=board.programme, number=3, question="Asked elsewhere?")

    said = text_of(as_("board_member").get(PLANNED))

    assert "A1 Due before it. Head of Service, due 14 March 2017" in said
    assert "Due after it." not in said
    assert f"Q1 Asked for it? {asked.recorded_by}. Not assigned yet. Q2 Asked long ago?" in said
    assert "Overdue since 1 February 2017." in said
    assert "Asked elsewhere?" not in said


@pytest.mark.parametrize(
    ("on", "said", "unsaid"),
    [
        ("2017-02-01", "Planned", "Two members were there"),
        ("2017-02-14", "Papers issued", "What was said."),
        ("2017-02-15", "Two members were there", "Agreed by correspondence"),
        ("2017-02-28", "Agreed by correspondence", "Planned"),
    ],
)
def test_a_meeting_of_an_earlier_day_is_as_it_was_known_then(as_, board, held, on, said, unsaid):
    AgendaItemFactory(meeting=held, discussion="What was said.")
    Meeting.objects.update(papers_issued_on="2017-02-08")
    Meeting.objects.update(minutes_agreed_on=TODAY, minutes_agreed_by=held.held_recorded_by)
    secretary = as_("secretary")

    page = secretary.get(f"{HELD}?on={on}" if on != str(TODAY) else HELD)

    assert (said in text_of(page), unsaid in text_of(page)) == (True, False)
    if on != str(TODAY):
        assert not any(link.split("?")[0].endswith(("add/", "agree/", "minutes/")) for link in links_of(page))
        assert all(link.endswith(f"?on={on}") for link in links_of(page))


@pytest.mark.parametrize("address", ["nowhere", "2017-02-16", "2017-2-15", "2017-13-01"])
def test_a_day_without_a_meeting_is_not_there(as_, held, address):
    assert as_("secretary").get(f"/own/board/meetings/{address}/").status_code == 404


def test_an_item_withdrawn_later_counts_on_the_days_before(as_, planned):
    AgendaItemFactory(meeting=planned, withdrawn_on=TODAY)
    AgendaItemFactory(meeting=planned)
    secretary = as_("secretary")

    now, before = secretary.get("/own/board/meetings/"), secretary.get("/own/board/meetings/?on=2017-02-27")

    assert [page.context["table"].data[0].items_then for page in (now, before)] == [1, 2]
    assert [len(page.context["forward"][0][1]) for page in (
        secretary.get("/own/board/"), secretary.get("/own/board/?on=2017-02-27"))] == [1, 2]  # fmt: skip


def test_meetings_are_narrowed_sorted_and_exported(as_, held, planned, events):
    client = as_("board_member")

    narrowed = client.get("/own/board/meetings/?state=held")
    none = client.get("/own/board/meetings/?state=called_off")
    file = client.get("/own/board/meetings.csv?sort=meets_on")
    wrong = client.get("/own/board/meetings.csv?state=lost")

    assert [str(row) for row in narrowed.context["table"].data] == ["Board of 15 February 2017"]
    assert "No meeting matches." in text_of(none)
    assert [line.split(",")[:2] for line in lines_of(file)[1:]] == [
        ["2017-02-15", "10:00"], ["2017-03-15", "10:00"],
    ]  # fmt: skip
    assert (wrong.status_code, events()[-1][0]) == (400, "list.exported")


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_meetings_take_the_same_queries_whatever_they_hold(
    as_, board, seats, django_assert_num_queries, count
):
    meeting = MeetingFactory(board=board, held=True, meets_on=TODAY)
    for _ in range(count):
        BoardMembershipFactory(board=board, signs_in=True)
        item = AgendaItemFactory(meeting=meeting)
        PaperFactory(item=item)
        DecisionFactory(meeting=meeting, item=item)
        MeetingActionFactory(meeting=meeting, item=item)
        ChallengeFactory(programme=board.programme, meeting=meeting)
        MeetingFactory(board=board)
    client = as_("board_member")

    with django_assert_num_queries(15):
        assert client.get(MEETS_TODAY).status_code == 200
    with django_assert_num_queries(5):
        assert client.get("/own/board/meetings/").status_code == 200


@pytest.mark.parametrize("role", ["officer", "board_member", "analyst"])
def test_who_does_not_serve_the_board_is_offered_no_step_of_it(as_, planned, role):
    item = AgendaItemFactory(meeting=planned)
    client = as_(role)

    page = client.get(PLANNED)

    steps = [link for link in links_of(page) if not link.startswith("challenges/add/")]
    assert steps == []
    for address in (f"{PLANNED}items/add/", f"{PLANNED}issue/", f"/own/board/items/{item.pk}/move/"):
        assert client.post(address, {"version": 1}).status_code == 403
    assert (AgendaItem.objects.count(), Attendance.objects.count()) == (1, 0)
