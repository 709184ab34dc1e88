import datetime
import hashlib

import pytest

from commissioner.actions.agenda import add_item, add_paper, change_item, move_item, withdraw_item, withdraw_paper
from commissioner.models import AgendaItem, Meeting, Paper
from config.records import Stale
from tests.factories.board import AgendaItemFactory, MeetingFactory, PaperFactory
from tests.factories.files import PDF, upload

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
ITEM = {
    "title": "Duty team",
    "minutes_long": 20,
    "owner_post": "Director",
    "purpose": "decide",
    "decision_sought": "Open a second team.",
}
LINK = "https://council.example/paper"
CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}
TAKEN_OFF = {"__all__": ["This item was taken off the agenda already."]}


def refusal(state, otherwise):
    return {"__all__": [f"The state of this meeting is: {state}. {otherwise}"]}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def item(planned):
    return AgendaItemFactory(meeting=planned, position=1, title="First")


def test_add_item_puts_it_at_the_end(planned, item, by, events):
    made = add_item(meeting=planned, by=by, **ITEM)

    assert (made.position, made.programme, made.recorded_by) == (2, planned.programme, by)
    assert events() == [("agenda.item_added", {}, ITEM, "")]


def test_an_item_may_be_added_after_the_papers_were_issued(board, by):
    assert add_item(meeting=MeetingFactory(board=board, issued=True), by=by, **ITEM).position == 1


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"decision_sought": ""}, {"__all__": ["Say what the board is asked to decide."]}),
        ({"minutes_long": 0}, {"__all__": ["An item takes 1 to 240 minutes."]}),
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        ({"purpose": "chat"}, {"purpose": ["Value 'chat' is not a valid choice."]}),
    ],
)
def test_an_item_that_breaks_a_rule_is_refused(planned, item, by, refused, facts, errors):
    assert refused(add_item, meeting=planned, by=by, **(ITEM | facts)) == errors
    assert refused(change_item, item=item, version=1, by=by, **(ITEM | facts)) == errors


def test_change_item(item, by, events):
    change_item(item=item, version=1, by=by, title="Second team", minutes_long=5)

    kept = AgendaItem.objects.get()
    ((action, before, after, _),) = events()
    assert (kept.title, kept.minutes_long, kept.version) == ("Second team", 5, 2)
    assert (action, before["title"], after) == (
        "agenda.item_changed", "First", {"title": "Second team", "minutes_long": 5},
    )  # fmt: skip


def test_move_item_up_by_one_place_past_what_was_withdrawn(planned, item, by, events, refused):
    AgendaItemFactory(meeting=planned, position=2, withdrawn_on=TODAY)
    last = AgendaItemFactory(meeting=planned, position=3, title="Last")

    move_item(item=last, version=1, by=by)
    first = refused(move_item, item=last, version=2, by=by)

    standing = AgendaItem.objects.filter(withdrawn_on__isnull=True).order_by("position")
    assert [str(standing) for standing in standing] == ["Last", "First"]
    assert first == {"__all__": ["This item is the first already."]}
    assert events() == [("agenda.item_moved", {}, {"above": "First"}, "")]


def test_withdraw_item_takes_it_off_the_agenda_and_keeps_it_on_record(item, by, events, refused):
    withdraw_item(item=item, version=1, by=by)

    assert AgendaItem.objects.get().withdrawn_on == TODAY
    assert events() == [("agenda.item_withdrawn", {"title": "First"}, {}, "")]
    for action, facts in ((change_item, ITEM), (move_item, {}), (withdraw_item, {})):
        assert refused(action, item=item, version=2, by=by, **facts) == TAKEN_OFF
    assert refused(add_paper, item=item, title="Audit", link=LINK, by=by) == TAKEN_OFF


def test_what_was_sent_out_stays_as_it_is(planned, item, by, refused):
    paper = PaperFactory(item=item)
    stale = AgendaItem.objects.select_related("meeting").get()
    assert stale.meeting.papers_issued_on is None
    Meeting.objects.filter(pk=planned.pk).update(papers_issued_on=TODAY, papers_issued_by=by)

    items = refusal("papers issued", "Its items that were sent out stay as they are.")
    for action, facts in ((change_item, ITEM), (move_item, {}), (withdraw_item, {})):
        assert refused(action, item=stale, version=1, by=by, **facts) == items
    assert refused(withdraw_paper, paper=paper, by=by) == refusal(
        "papers issued", "Its papers that were sent out stay as they are."
    )


def test_a_meeting_that_was_held_takes_neither_items_nor_papers(held, by, refused):
    item = AgendaItemFactory(meeting=held)

    assert refused(add_item, meeting=held, by=by, **ITEM) == refusal("held", "Its agenda takes no more items.")
    assert refused(add_paper, item=item, title="Audit", link=LINK, by=by) == refusal("held", "It takes no more papers.")


def test_add_paper_that_is_a_link(item, by, events):
    made = add_paper(item=item, title="Audit", link=LINK, by=by)

    assert (made.link, made.file.name, made.programme, made.recorded_by) == (LINK, "", item.programme, by)
    after = {"title": "Audit", "link": LINK, "file": "", "sha256": ""}
    assert events() == [("agenda.paper_added", {}, after, "")]


def test_add_paper_that_is_a_file_keeps_it_with_its_digest(item, by):
    add_paper(item=item, title="Audit", file=upload("audit.pdf"), by=by)

    kept = Paper.objects.get()
    assert (kept.file_name, kept.content_type, kept.size_bytes) == ("audit.pdf", "application/pdf", len(PDF))
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    with kept.file.open() as file:
        assert file.read() == PDF


class Huge:
    """A file that says it has 200 MB."""

    name = "audit.pdf"
    size = 200 * 1024 * 1024


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({}, "__all__", "Give a file or a link: one of them, not both."),
        ({"link": LINK, "file": upload()}, "__all__", "Give a file or a link: one of them, not both."),
        ({"link": LINK, "title": ""}, "title", "This field cannot be blank."),
        ({"link": "javascript:alert(1)"}, "link", "Enter a valid URL."),
        ({"file": upload("audit.html", b"<html>")}, "file", "Attach a file of one of these kinds: .csv, .docx, "
         ".jpeg, .jpg, .odp, .ods, .odt, .pdf, .png, .pptx, .txt, .xlsx."),
        ({"file": upload("audit.pdf", b"MZ")}, "file",
         "This is not a .pdf file, whatever its name says. Save it again in that format."),
        ({"file": upload("audit.pdf", b"")}, "file", "This file is empty."),
        ({"file": Huge()}, "file",
         "This file is larger than 20 MB. Attach a smaller one, or give a link to it."),
    ],
)  # fmt: skip
def test_a_paper_that_breaks_a_rule_is_refused(item, by, refused, tmp_path, facts, field, sentence):
    errors = refused(add_paper, item=item, by=by, **({"title": "Audit"} | facts))

    assert (errors, list(tmp_path.iterdir())) == ({field: [sentence]}, [])


def test_withdraw_paper_takes_it_away_and_keeps_it_on_record(item, by, events, refused):
    paper = PaperFactory(item=item, title="Audit")
    seen_before = Paper.objects.get()

    withdraw_paper(paper=paper, by=by)
    again = refused(withdraw_paper, paper=seen_before, by=by)

    assert Paper.objects.get().withdrawn_on == TODAY
    assert again == {"__all__": ["This paper was taken away already."]}
    assert events() == [("agenda.paper_withdrawn", {"title": "Audit"}, {}, "")]


def test_the_agenda_of_a_closed_programme_stays_as_it_is(planned, item, by, refused, closed):
    paper = PaperFactory(item=item)
    closed(planned.programme)

    assert refused(add_item, meeting=planned, by=by, **ITEM) == CLOSED
    assert refused(add_paper, item=item, title="Audit", link=LINK, by=by) == CLOSED
    assert refused(withdraw_paper, paper=paper, by=by) == CLOSED
    for action, facts in ((change_item, ITEM), (move_item, {}), (withdraw_item, {})):
        assert refused(action, item=item, version=1, by=by, **facts) == CLOSED


@pytest.mark.parametrize(("action", "facts"), [(change_item, ITEM), (move_item, {}), (withdraw_item, {})])
def test_a_change_of_an_item_from_an_older_page_is_stale(item, by, left_alone, action, facts):
    with left_alone(), pytest.raises(Stale, match="^First was changed by somebody else"):
        action(item=item, version=2, by=by, **facts)
