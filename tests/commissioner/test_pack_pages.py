"""The pages of packs: who reads which form, what can be downloaded, and what is refused."""

import datetime
import io

import pypdf
import pytest

from audit.models import Event
from commissioner.actions.packs import issue_pack
from commissioner.models import Pack
from tests.factories.accounts import member
from tests.factories.board import AgendaItemFactory, BoardMembershipFactory, MeetingFactory, PaperFactory, frozen_pack

pytestmark = pytest.mark.django_db

MEETING = "/own/board/meetings/2017-03-15/"


@pytest.fixture
def issued(planned, by):
    AgendaItemFactory(meeting=planned, title="Threshold document")
    pack = issue_pack(meeting=planned, version=1, by=by)
    planned.refresh_from_db()
    return pack


@pytest.fixture
def as_role(client, board):
    def sign_in(role):
        client.force_login(member(board.programme, role))
        return client

    return sign_in


def text_of(response):
    return response.getvalue().decode()


def test_the_board_reads_the_whole_pack_and_a_reader_the_reduced_one(as_role, issued):
    assert as_role("board_member").get(f"{MEETING}pack/").url == f"{MEETING}pack/1/"
    assert as_role("reader").get(f"{MEETING}pack/").url == f"{MEETING}pack/1/reduced/"
    assert "Reduced form" in text_of(as_role("reader").get(f"{MEETING}pack/1/reduced/"))
    assert as_role("reader").get(f"{MEETING}pack/1/").status_code == 403
    assert as_role("reader").get(f"{MEETING}pack/1/files/pdf").status_code == 403


@pytest.mark.parametrize("role", ["preparer", "certifier", "administrator"])
def test_who_sees_neither_board_nor_decisions_sees_no_pack(as_role, issued, role):
    for address in ("pack/", "pack/1/", "pack/1/reduced/", "pack/1/reduced/files/pdf"):
        assert as_role(role).get(MEETING + address).status_code == 403


@pytest.mark.parametrize("form", ["", "reduced/"])
@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("pdf", "application/pdf"),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("json", "application/json"),
    ],
)
def test_files_are_the_frozen_bytes_under_a_name_that_says_what_they_are(as_role, issued, form, name, content_type):
    client = as_role("board_member")

    answer = client.get(f"{MEETING}pack/1/{form}files/{name}")

    file = issued.files.get(name=name, is_reduced=bool(form))
    assert (answer.content, answer["Content-Type"]) == (bytes(file.content), content_type)
    end = f"-reduced.{name}" if form else f".{name}"
    assert answer["Content-Disposition"] == f'attachment; filename="own-board-pack-2017-03-15-v1{end}"'
    assert answer["ETag"] == f'"{file.sha256}"'
    again = client.get(f"{MEETING}pack/1/{form}files/{name}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    event = Event.objects.filter(action="pack.exported").latest("pk")
    assert event.after == {"file": file.told_name, "sha256": file.sha256}


@pytest.mark.parametrize("name", ["html", "exe", "..", "a" * 24 + ".svg", "zz.svg"])
def test_no_other_file_can_be_asked_for(as_role, issued, name):
    assert as_role("board_member").get(f"{MEETING}pack/1/files/{name}").status_code == 404


@pytest.mark.parametrize("address", ["pack/2/", "pack/2/reduced/", "pack/2/files/pdf", "pack/0/"])
def test_an_unknown_version_is_404(as_role, issued, address):
    assert as_role("board_member").get(MEETING + address).status_code == 404


def test_on_an_earlier_day_there_was_no_pack(as_role, issued):
    client = as_role("board_member")

    assert client.get(f"{MEETING}pack/1/?on=2017-02-27").status_code == 404
    assert "No pack is issued yet." in text_of(client.get("/own/board/packs/?on=2017-02-27"))


def test_the_secretary_sees_the_pack_before_it_is_issued_and_nothing_is_kept(as_role, planned):
    AgendaItemFactory(meeting=planned, title="Threshold document")

    answer = as_role("secretary").get(f"{MEETING}pack/")

    assert "This is the pack as it would be issued now." in text_of(answer)
    assert "Threshold document" in text_of(answer)
    assert "Issue the papers" in text_of(answer)
    assert not Pack.objects.exists()
    assert as_role("board_member").get(f"{MEETING}pack/").status_code == 404


def test_a_pack_of_an_empty_agenda_can_be_looked_at_and_not_issued(as_role, planned):
    answer = text_of(as_role("secretary").get(f"{MEETING}pack/"))

    assert "Issue the papers" not in answer


def test_the_secretary_issues_the_pack_and_then_puts_it_right(as_role, planned):
    AgendaItemFactory(meeting=planned)
    client = as_role("secretary")

    first = client.post(f"{MEETING}issue/", {"version": 1})
    planned.refresh_from_db()
    empty = client.post(f"{MEETING}issue/", {"version": planned.version, "note": ""})
    second = client.post(f"{MEETING}issue/", {"version": planned.version, "note": "A figure was wrong."})

    assert first.url == f"{MEETING}pack/1/"
    assert "What this version puts right" in text_of(empty)
    assert second.url == f"{MEETING}pack/2/"
    page = text_of(client.get(f"{MEETING}pack/2/"))
    assert "A figure was wrong." in page
    assert "A figure was wrong." in text_of(client.get("/own/board/packs/"))
    reader = as_role("reader")
    for address in (f"{MEETING}pack/2/reduced/", "/own/board/packs/", "/own/board/packs.csv"):
        assert "A figure was wrong." not in text_of(reader.get(address))
    assert "note" not in reader.get("/api/v1/programmes/own/packs/").json()["results"][0]
    assert "Version 1" in page


def test_a_stale_press_says_so_and_keeps_what_was_typed(as_role, issued):
    answer = text_of(as_role("secretary").post(f"{MEETING}issue/", {"version": 1, "note": "My words."}))

    assert "was changed by somebody else" in answer
    assert "My words." in answer


def test_a_member_may_not_issue(as_role, planned):
    AgendaItemFactory(meeting=planned)

    assert as_role("board_member").post(f"{MEETING}issue/", {"version": 1}).status_code == 403
    assert not Pack.objects.exists()


def test_the_list_leads_each_to_their_form_and_is_a_file_too(as_role, issued):
    assert f'href="{MEETING}pack/1/"' in text_of(as_role("board_member").get("/own/board/packs/"))
    assert f'href="{MEETING}pack/1/reduced/"' in text_of(as_role("reader").get("/own/board/packs/"))
    csv = text_of(as_role("reader").get("/own/board/packs.csv"))
    assert csv.splitlines()[1] == "2017-03-15,1,2017-02-28,2017-01-29"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_there_is(as_role, board, held, django_assert_num_queries, count):
    for _ in range(count):
        frozen_pack(MeetingFactory(board=board))
    client = as_role("board_member")
    client.get("/own/board/packs/")

    with django_assert_num_queries(6):
        client.get("/own/board/packs/")


def test_two_packs_are_compared_in_the_form_of_whoever_looks(as_role, planned, issued, by):
    PaperFactory(item=AgendaItemFactory(meeting=planned, title="Late item"), title="Kept to the board")
    issue_pack(meeting=planned, note="It was missing.", version=planned.version, by=by)

    page = text_of(as_role("board_member").get("/own/board/packs/compare/"))
    assert "Late item" in page
    assert "Not there" in page
    assert "Kept to the board" in page
    reader_sees = text_of(as_role("reader").get("/own/board/packs/compare/"))
    assert "Late item" in reader_sees
    assert "Kept to the board" not in reader_sees


@pytest.mark.parametrize("asked", ["first=1", "first=x&second=y", "first=0&second=0"])
def test_packs_that_are_not_there_cannot_be_compared(as_role, planned, issued, by, asked):
    answer = as_role("board_member").get(f"/own/board/packs/compare/?{asked}")

    assert answer.status_code == 400
    assert "Choose two packs of this programme from the list." in text_of(answer)


def test_one_pack_alone_has_nothing_to_be_compared_with(as_role, issued):
    assert "There are not two packs to compare yet." in text_of(as_role("reader").get("/own/board/packs/compare/"))


def test_the_position_says_when_the_board_meets_and_leads_to_the_pack(as_role, issued):
    member_sees, reader_sees = (text_of(as_role(role).get("/own/")) for role in ("board_member", "reader"))

    for page in (member_sees, reader_sees):
        assert "Next board" in page
        assert "15 March" in page
        assert "Papers issued" in page
    assert f'href="{MEETING}pack/1/"' in member_sees
    assert f'href="{MEETING}pack/1/reduced/"' in reader_sees


def test_before_the_pack_is_issued_the_position_leads_to_the_agenda(as_role, planned):
    AgendaItemFactory(meeting=planned, purpose="decide", decision_sought="To agree.")

    page = text_of(as_role("board_member").get("/own/"))

    assert "One decision sought" in page
    assert "Papers not issued yet" in page
    assert f'href="{MEETING}"' in page
    assert "See the agenda" not in text_of(as_role("reader").get("/own/"))


def test_the_papers_are_what_a_member_with_a_seat_needs_now(client, board, planned, issued):
    type(planned).objects.filter(pk=planned.pk).update(meets_on=datetime.date(2017, 3, 10))
    sits, looks = (member(board.programme, "board_member") for _ in range(2))
    BoardMembershipFactory(board=board, user=sits, name="")

    def needs(user):
        client.force_login(user)
        return text_of(client.get("/"))

    assert "Read the papers for the board" in needs(sits)
    assert "Read the papers for the board" not in needs(looks)


def test_papers_to_issue_are_what_the_secretary_needs_now(as_role, planned):
    type(planned).objects.filter(pk=planned.pk).update(meets_on=datetime.date(2017, 3, 10))

    assert "Issue the papers for the board" in text_of(as_role("secretary").get("/"))
    assert "Issue the papers for the board" not in text_of(as_role("board_member").get("/"))


def test_the_api_lists_packs_with_the_files_of_the_callers_form(as_role, issued):
    whole = as_role("board_member").get("/api/v1/programmes/own/packs/").json()["results"][0]
    reduced = as_role("reader").get("/api/v1/programmes/own/packs/").json()["results"][0]

    assert (whole["meeting"], whole["version"]) == ("2017-03-15", 1)
    assert [file["name"] for file in whole["files"]] == ["html", "json", "ods", "pdf"]
    for form, files in ((False, whole["files"]), (True, reduced["files"])):
        kept = dict(issued.files.filter(is_reduced=form).values_list("name", "sha256"))
        assert {file["name"]: file["sha256"] for file in files} == kept
    client = as_role("reader")
    assert all(client.get(file["url"]).status_code == 200 for file in reduced["files"])


def test_the_pdf_of_the_reduced_form_says_what_it_is(as_role, issued):
    answer = as_role("reader").get(f"{MEETING}pack/1/reduced/files/pdf")

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "Reduced, for readers outside the board" in text
    assert "Action log" not in text
