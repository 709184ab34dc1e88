"""The pack of a meeting: what is in it, for whom, and that nothing that comes after changes it."""

import calendar
import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Letter
from accounts.roles import ROLES, roles_with
from commissioner.actions.agenda import add_item
from commissioner.actions.decisions import record_decision
from commissioner.actions.meetings import change_meeting, record_attendance
from commissioner.actions.packs import issue_pack
from commissioner.agenda import agenda_of
from commissioner.documents.files import document_of
from commissioner.models import Meeting, Pack, PackFile
from commissioner.packs import files as pack_files_module
from commissioner.packs.comparison import figures_differences, table_differences
from commissioner.packs.facts import for_readers, pack_facts
from commissioner.packs.sections import FOR_READERS, FOR_THE_BOARD, pack_document
from commissioner.packs.verification import pack_faults
from config.records import Stale
from tests.factories.accounts import UserFactory, member
from tests.factories.board import (
    ActionChangeFactory,
    AgendaItemFactory,
    BoardMembershipFactory,
    ChallengeFactory,
    MeetingActionFactory,
    MeetingFactory,
    PaperFactory,
)
from tests.factories.improvement import (
    EARLY,
    FindingFactory,
    HighlightReportFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
MEETS_ON = "2017-03-15"


@pytest.fixture
def item(planned):
    found = AgendaItemFactory(
        meeting=planned, title="Threshold document", purpose="decide", decision_sought="To sign it off."
    )
    PaperFactory(item=found, title="The joint document")
    return found


@pytest.fixture
def plan(planned):
    """Some of everything that a pack tells of."""
    programme = planned.programme
    workstream = WorkstreamFactory(programme=programme, number=8, title="Front door")
    HighlightReportFactory(workstream=workstream, delivery="off_track", summary="Late.", path_to_green="By May.")
    MilestoneFactory(workstream=workstream, title="Sign it", original_due_on=EARLY)
    FindingFactory(programme=programme, reference="F9", title="Homeless young people")
    RiskScoreFactory(risk=RiskFactory(programme=programme, number=3, title="Partners do not agree"), kind="residual")
    return programme


def issue(meeting, by, **facts):
    meeting.refresh_from_db()
    return issue_pack(meeting=meeting, version=meeting.version, by=by, **facts)


def kept(pack, name, *, reduced=False):
    return bytes(pack.files.get(name=name, is_reduced=reduced).content)


def sections(pack, **form):
    return {section["heading"]: section for section in json.loads(kept(pack, "json", **form))["document"]["sections"]}


def test_one_press_issues_the_papers_and_freezes_the_pack(item, planned, by, events):
    pack = issue(planned, by)

    planned.refresh_from_db()
    assert (planned.state_on(TODAY), pack.number, pack.recorded_on) == ("papers_issued", 1, TODAY)
    names = ["html", "json", "ods", "pdf"]
    assert [file.name for file in pack.files.filter(is_reduced=False).order_by("name")] == names
    assert [file.name for file in pack.files.filter(is_reduced=True).order_by("name")] == names
    action, _, after, reason = events()[-1]
    assert (action, after["version"], reason) == ("pack.issued", 1, "")
    assert after["files"] == {file.told_name: file.sha256 for file in pack.files.all()}


def test_the_whole_pack_holds_what_a_member_needs(item, plan, planned, by):
    MeetingActionFactory(meeting=MeetingFactory(board=planned.board, held=True), text="Write to schools.")
    ChallengeFactory(programme=plan, question="Why do children wait?")

    found = sections(issue(planned, by))

    assert list(found) == [
        "Agenda", "Decisions sought", "Where the programme stands", "Since the last board", "Workstreams",
        "What the indicators say", "Risks", "Action log", "Questions not closed", found_minutes(found),
        "What the colours mean",
    ]  # fmt: skip
    text = json.dumps(found, ensure_ascii=False)
    for said in (
        "Threshold document", "The joint document", "To sign it off.", "Workstream 8 Front door",
        "Path to green: By May.",
        "Finding F9: Homeless young people", "Partners do not agree", "Write to schools.", "Why do children wait?",
        "Overdue: Sign it",
    ):  # fmt: skip
        assert said in text


def found_minutes(found):
    return next(heading for heading in found if heading.startswith("Minutes of"))


def test_the_reduced_pack_has_no_risks_actions_questions_minutes_papers_or_names(item, plan, planned, by):
    owner = UserFactory(name="Jo Named")
    meeting = MeetingFactory(board=planned.board, held=True)
    MeetingActionFactory(meeting=meeting, owner=owner, owner_name="Jo Named")
    ChallengeFactory(programme=plan, recorded_by=owner)

    pack = issue(planned, by)

    assert "Jo Named" in kept(pack, "json").decode()
    for name in ("json", "html"):
        text = kept(pack, name, reduced=True).decode()
        for secret in (
            "Jo Named",
            "Partners do not agree",
            "Write to all schools",
            "The joint document",
            "Late.",
            "By May.",
        ):
            assert secret not in text, secret
        assert "Homeless young people" in text
    assert "Off track" in kept(pack, "html", reduced=True).decode()


def test_small_numbers_are_hidden_in_the_reduced_pack_alone(item, planned, by):
    indicator = IndicatorFactory(programme=planned.programme, unit="count")
    ObservationFactory(indicator=indicator, authority=planned.programme.supported, value=3)

    pack = issue(planned, by)

    def latest(**form):
        blocks = sections(pack, **form)["What the indicators say"]["blocks"]
        return next(block for block in blocks if block["block"] == "Table")["rows"][0][1]

    assert (latest(), latest(reduced=True)) == ("3", None)


def test_nothing_that_comes_after_changes_the_pack(item, plan, planned, seats, by, client):
    secretary = member(plan, "secretary")
    client.force_login(secretary)
    pack = issue(planned, by)
    page_before = client.get(pack.address()).content
    bytes_before = list(pack.files.order_by("pk").values_list("name", "is_reduced", "sha256", "content"))

    workstream = plan.workstreams.get()
    HighlightReportFactory(workstream=workstream, delivery="on_track", summary="All is well.", recorded_on=TODAY)
    type(workstream).objects.update(title="Renamed")
    type(planned.items.get()).objects.update(title="Renamed", decision_sought="Other.")
    plan.findings.update(title="Renamed")
    plan.risks.update(title="Renamed")
    plan.risks.get().scores.all().delete()
    plan.milestones.all().delete()
    planned.refresh_from_db()
    change_meeting(meeting=planned, starts_at=datetime.time(15), place="Elsewhere", version=planned.version, by=by)

    assert list(pack.files.order_by("pk").values_list("name", "is_reduced", "sha256", "content")) == bytes_before
    body = kept(pack, "html").decode()
    page_after = client.get(pack.address()).content.decode()
    assert body in page_before.decode()
    assert body in page_after
    assert "Renamed" not in body
    call_command("verify_packs")


@pytest.mark.parametrize("role", roles_with("board.view"))
def test_the_whole_pack_shows_nobody_more_than_the_pages_do(role):
    assert ROLES[role].permissions >= FOR_THE_BOARD


def test_what_a_version_puts_right_is_not_told_outside_the_board(item, planned, by):
    issue(planned, by)

    pack = issue(planned, by, note="The score of R3 was wrong.")

    assert "The score of R3" in kept(pack, "json").decode()
    for name in ("json", "html", "pdf"):
        assert b"The score of R3" not in kept(pack, name, reduced=True)


def test_a_correction_is_a_new_version_with_a_note(item, planned, by):
    first = issue(planned, by)
    add_item(
        meeting=planned,
        title="Late item",
        minutes_long=5,
        owner_post="Chair",
        purpose="note",
        decision_sought="",
        by=by,
    )

    second = issue(planned, by, note="The late item was missing.")

    assert (first.number, second.number, second.note) == (1, 2, "The late item was missing.")
    assert "Late item" not in kept(first, "json").decode()
    assert "Late item" in kept(second, "json").decode()
    assert "2: The late item was missing." in kept(second, "json").decode()


@pytest.mark.parametrize("note", ["", "   "])
def test_a_correction_without_a_note_is_refused(item, planned, by, refused, note):
    issue(planned, by)
    planned.refresh_from_db()

    errors = refused(issue_pack, meeting=planned, note=note, version=planned.version, by=by)

    assert errors == {"note": ["Say what this version puts right."]}


def test_the_first_version_puts_nothing_right(item, planned, by, refused):
    errors = refused(issue_pack, meeting=planned, note="Something.", version=1, by=by)

    assert errors == {"note": ["The first version puts nothing right: leave this empty."]}


def test_a_note_may_not_identify_a_child(item, planned, by, refused):
    issue(planned, by)
    planned.refresh_from_db()

    errors = refused(issue_pack, meeting=planned, note="Born 3/4/2009.", version=planned.version, by=by)

    assert next(iter(errors.values()))[0].startswith("This looks like")


def test_an_empty_agenda_is_refused(planned, by, refused):
    errors = refused(issue_pack, meeting=planned, version=1, by=by)

    assert errors == {"__all__": ["There is nothing on the agenda yet. Add an item first."]}


def test_after_the_meeting_its_pack_stays_as_the_board_saw_it(held, by, refused):
    AgendaItemFactory(meeting=held)

    errors = refused(issue_pack, meeting=held, version=1, by=by)

    assert errors == {
        "__all__": ["The state of this meeting is: held. After a meeting its pack stays as the board saw it."]
    }


def test_a_pack_made_from_an_agenda_that_has_moved_on_is_refused(item, planned, by, monkeypatch, left_alone):
    real = pack_files_module.for_readers

    def changing(facts):
        type(item).objects.filter(pk=item.pk).update(title="Another")
        return real(facts)

    monkeypatch.setattr(pack_files_module, "for_readers", changing)
    with pytest.raises(ValidationError, match="The agenda changed while the pack was being made"):
        issue_pack(meeting=planned, version=1, by=by)

    assert not Pack.objects.exists()
    assert Meeting.objects.get(pk=planned.pk).papers_issued_on is None


def test_a_second_press_from_the_same_page_is_refused(item, planned, by):
    issue_pack(meeting=planned, version=1, by=by)
    same = Meeting.objects.get(pk=planned.pk)

    with pytest.raises(Stale):
        issue_pack(meeting=same, note="Again.", version=1, by=by)

    assert Pack.objects.count() == 1


def test_members_who_sign_in_are_told_once(item, planned, by):
    sees = member(planned.programme, "board_member")
    left = UserFactory()
    for user in (sees, left):
        BoardMembershipFactory(board=planned.board, user=user, name="")

    pack = issue(planned, by)

    letter = Letter.objects.get()
    assert (letter.user, letter.kind) == (sees, "pack-issued")
    assert letter.subject == f"Papers for the board of 15 March 2017: {planned.programme.name}"
    assert pack.address() in letter.text


def test_who_wants_no_reminders_is_not_told_and_an_earlier_day_is_no_news(item, planned, by):
    silent = member(planned.programme, "board_member")
    silent.wants_reminders = False
    silent.save()
    BoardMembershipFactory(board=planned.board, user=silent, name="")
    issue(planned, by)
    assert not Letter.objects.exists()

    other = MeetingFactory(board=planned.board, meets_on=datetime.date(2017, 3, 20))
    AgendaItemFactory(meeting=other)
    BoardMembershipFactory(board=planned.board, user=member(planned.programme, "board_member"), name="")
    issue(other, by, on=datetime.date(2017, 2, 20))
    assert not Letter.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_pack_takes_the_same_queries_whatever_there_is(django_assert_num_queries, planned, count):
    for _ in range(count):
        AgendaItemFactory(meeting=planned)
        workstream = WorkstreamFactory(programme=planned.programme)
        HighlightReportFactory(workstream=workstream, delivery="off_track", path_to_green="By May.")
        MilestoneFactory(workstream=workstream)
        _worsening(planned.programme)
        held = MeetingFactory(board=planned.board, held=True)
        ActionChangeFactory(action=MeetingActionFactory(meeting=held))
        ChallengeFactory(programme=planned.programme)
    meeting = Meeting.objects.select_related("programme__supporting", "programme__supported", "board").get(
        pk=planned.pk
    )

    with django_assert_num_queries(31):
        facts = pack_facts(meeting, TODAY, planned=agenda_of(meeting, TODAY))
        reduced = for_readers(facts)
        pack_document(facts, can=FOR_THE_BOARD, number=1)
        pack_document(reduced, can=FOR_READERS, number=1)

    assert len(facts.charts) == len(reduced.charts) == count


def _worsening(programme):
    """A measure that was steady for two years and then fell far."""
    indicator = IndicatorFactory(programme=programme, frequency="month", polarity="higher")
    for number in range(24):
        year, month = divmod(number, 12)
        end = datetime.date(2015 + year, month + 1, calendar.monthrange(2015 + year, month + 1)[1])
        value = 10 if number == 23 else 80 + number % 2
        ObservationFactory(indicator=indicator, authority=programme.supported, period_end=end, value=value)


def test_two_packs_are_compared_row_by_row(item, plan, planned, seats, by):
    first = issue(planned, by)
    one = _document(first)
    HighlightReportFactory(
        workstream=plan.workstreams.get(), delivery="on_track", recorded_on=TODAY, summary="Better.", path_to_green=""
    )
    FindingFactory(programme=plan, reference="F10", title="Allegations")
    second = issue(planned, by, note="Ratings put right.")
    other = _document(second)

    assert table_differences(one, one) == ()
    assert figures_differences(one, one) == ()
    differences = {difference.name: difference.rows for difference in table_differences(one, other)}
    [row] = differences["Workstreams"]
    assert row.name == "8"
    assert "Delivery: Off track" in row.before
    assert "Delivery: On track" in row.after
    assert "Workstream:" not in row.before
    figures = {row.name: (row.before, row.after) for row in figures_differences(one, other)}
    assert figures["Workstreams off track"] == ("1 of 1", "0 of 1")
    assert figures["Findings without a workstream"] == ("1 of 1", "2 of 2")


def _document(pack):
    return document_of(kept(pack, "json"))


def test_verify_packs_finds_one_altered_byte(item, planned, by, capsys):
    pack = issue(planned, by)
    file = pack.files.get(name="pdf", is_reduced=True)
    _past_the_trigger(file, bytes(file.content)[:-1] + b"x")

    with pytest.raises(CommandError, match="The packs are not whole: 2 faults"):
        call_command("verify_packs")

    assert "reduced: pdf is not the file that its SHA-256 was taken of." in capsys.readouterr().err


def _past_the_trigger(file, content):
    table = PackFile._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_refuse_UPDATE")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_refuse_change")
    PackFile.objects.filter(pk=file.pk).update(content=content)


def test_verify_packs_names_a_picture_that_is_gone_and_a_pack_that_is_gone(planned, by, capsys):
    AgendaItemFactory(meeting=planned)
    _worsening(planned.programme)
    pack = issue(planned, by)
    picture = pack.files.get(name__endswith=".svg", is_reduced=False)
    _without_triggers("commissioner_packfile")
    picture.delete()
    name = f"{planned.programme.slug}: Pack for 15 March 2017"

    assert list(pack_faults()) == [f"{name}: {picture.name} is missing."]

    pack.files.all().delete()
    _without_triggers("commissioner_pack")
    key = pack.pk
    pack.delete()
    assert list(pack_faults()) == [
        f"{planned.programme.slug}: pack {key}, which the audit trail says was issued, is missing."
    ]


def _without_triggers(table):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_refuse_DELETE")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_refuse_change")


def test_decisions_of_the_last_meeting_are_in_the_minutes_of_the_pack(held, item, planned, by):
    first = AgendaItemFactory(meeting=held, title="Duty team", position=1)
    record_decision(meeting=held, text="Open it.", basis="Audit.", decided_by="The board", item=first, by=by)

    pack = issue(planned, by)

    minutes = sections(pack)["Minutes of 15 February 2017"]["blocks"]
    assert "Draft: these minutes are not agreed yet" in json.dumps(minutes)
    assert "Open it." in json.dumps(minutes)


def test_attendance_names_deputies(held, planned, item, seats, by):
    presences = {seats[0]: ("present", ""), seats[1]: ("deputy", "Deputy Member"), seats[2]: ("absent", "")}
    record_attendance(meeting=held, presences=presences, version=1, by=by)

    minutes = json.dumps(sections(issue(planned, by))["Minutes of 15 February 2017"]["blocks"])

    assert "There: Chair, Deputy Member for Member. Not there: Observer." in minutes
