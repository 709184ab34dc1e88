"""The page of what changed, its file, its answer over the API, and the part of it on the position page."""

import csv
import datetime
import io
import re

import pytest
from django.urls import reverse

from audit.models import Event
from tests.commissioner.test_position import fill
from tests.factories.accounts import UserFactory, member
from tests.factories.board import ActionChangeFactory, BoardFactory, MeetingActionFactory, MeetingFactory
from tests.factories.claims import AllowanceFactory, ClaimFactory, ClaimStepFactory, FundingAgreementFactory
from tests.factories.improvement import (
    FindingFactory,
    HighlightReportFactory,
    IndicatorFactory,
    MilestoneChangeFactory,
    MilestoneFactory,
    ProgrammeFactory,
    RiskFactory,
    RiskScoreFactory,
    WorkstreamFactory,
    observe,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
BOARD = datetime.date(2017, 1, 12)
BETWEEN = datetime.date(2017, 2, 10)
# Who looks, the programmes they see and its roles; the last board; two positions.
PAGE_QUERIES = 3 + 1 + 13 + 3


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="torbay", name="Torbay")


@pytest.fixture
def changed(programme):
    """One of everything that changed on 10 February."""
    workstream = WorkstreamFactory(programme=programme, number=8, title="MASH workflows")
    HighlightReportFactory(workstream=workstream, delivery="on_track")
    facts = {"path_to_green": "Ask.", "recorded_by": UserFactory(name="Officer 1", organisation="Hampshire")}
    HighlightReportFactory(workstream=workstream, delivery="at_risk", recorded_on=BETWEEN, **facts)
    milestone = MilestoneFactory(workstream=workstream, title="Threshold document")
    MilestoneChangeFactory(milestone=milestone, due_on=datetime.date(2017, 4, 30), recorded_on=BETWEEN)
    achieved = MilestoneFactory(workstream=workstream, title="Scheme of supervision")
    MilestoneChangeFactory(milestone=achieved, step="achieved", due_on=None, achieved_on=BETWEEN, recorded_on=BETWEEN)
    risk = RiskFactory(programme=programme, number=3, title="Staff leave")
    RiskScoreFactory(risk=risk, likelihood=2, impact=4)
    RiskScoreFactory(risk=risk, likelihood=3, impact=4, recorded_on=BETWEEN)
    observe(IndicatorFactory(programme=programme, title="Caseload"), [14], recorded_on=BETWEEN)
    FindingFactory(programme=programme, reference="F1", title="Waits", recorded_on=BETWEEN)
    agreement = FundingAgreementFactory(programme=programme)
    AllowanceFactory(agreement=agreement)
    claim = ClaimFactory(agreement=agreement, number="TOR-0001", recorded_on=BETWEEN)
    ClaimStepFactory(claim=claim, state="submitted", step="submitted", recorded_on=BETWEEN)
    return programme


@pytest.fixture
def board(programme):
    """A board that met on 12 January."""
    return MeetingFactory(board=BoardFactory(programme=programme), held=True, meets_on=BOARD)


def read(client, role, programme, **query):
    client.force_login(member(programme, role))
    return client.get(reverse("commissioner:changes", args=[programme.slug]), query)


def words_of(answer):
    """What the main part of a page says, without its marks."""
    drawn = answer.content.decode()
    main = drawn[drawn.index("<main") : drawn.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def test_the_page_tells_what_changed_by_subject_with_its_record(client, changed):
    answer = read(client, "director", changed)
    page = words_of(answer)

    assert "Seven changes from 29 January 2017 to 28 February 2017, four for the worse and one for the better." in page
    assert "Delivery worse 8 MASH workflows Delivery moved from on track to at risk, reported by Officer 1" in page
    assert "Slipped Threshold document , workstream 8 Moved from 31 March 2017 to 30 April 2017, the first" in page
    assert "Risk up R3 Staff leave Rose from 8 to 12 (high)." in page
    assert '<a class="app-exceptions__title" href="/torbay/risks/3/">R3 Staff leave</a>' in answer.content.decode()
    subjects = re.findall(r'<h2 id="(\w+)">', answer.content.decode())
    assert subjects == ["workstreams", "milestones", "risks", "indicators", "findings", "claims"]


SUBJECTS = {
    "director": ["workstreams", "milestones", "risks", "indicators", "findings", "claims"],
    "board_member": ["workstreams", "milestones", "risks", "indicators", "findings"],
    "preparer": ["workstreams", "milestones", "findings", "claims"],
    "reader": ["indicators", "findings"],
    "administrator": ["findings"],
}


@pytest.mark.parametrize("role", SUBJECTS)
def test_each_role_reads_of_what_it_may_see_on_the_page_in_the_file_and_over_the_api(client, changed, role):
    page = read(client, role, changed)
    file = client.get("/torbay/changes.csv").getvalue().decode()
    api = client.get("/api/v1/programmes/torbay/changes/").json()

    drawn = [change for _, group in page.context["groups"] for change in group]
    assert [subject.value for subject, _ in page.context["groups"]] == SUBJECTS[role]
    assert [(c["sentence"], c["url"], c["kind"]) for c in api["changes"]] == [
        (change.sentence, url, change.kind.value) for change, url in drawn
    ]
    rows = list(csv.reader(io.StringIO(file)))
    assert [row[6] for row in rows] == ["What", *(change.says for change, _ in drawn)]
    assert api["sentence"] == page.context["sentence"]
    assert (api["since"], api["until"]) == ("2017-01-29", "2017-02-28")
    assert (api["worse"], api["better"]) == tuple(
        sum(change.tone == tone for change, _ in drawn) for tone in ("worse", "better")
    )


def test_an_export_leaves_an_event(client, changed):
    client.force_login(member(changed, "director"))

    answer = client.get("/torbay/changes.csv", {"since": "2017-01-31"})

    assert answer["Content-Disposition"] == 'attachment; filename="torbay-changes-2017-02-28.csv"'
    assert answer.getvalue().decode().splitlines()[0].startswith("About,Change,For,Record,Name,Of,What,Before,After")
    event = Event.objects.get(action="list.exported")
    assert event.after == {"list": "changes", "on": "2017-02-28"}


def test_nothing_changed_is_said(client, changed):
    answer = read(client, "director", changed, since="2017-02-11")

    assert "Nothing changed from 11 February 2017 to 28 February 2017." in words_of(answer)
    assert (answer.context["groups"], "Download" in words_of(answer)) == ([], False)
    assert client.get("/api/v1/programmes/torbay/changes/?since=2017-02-11").json()["changes"] == []


def test_changes_are_told_since_the_last_board_and_the_form_holds_the_days(client, changed, board):
    answer = read(client, "board_member", changed)

    assert (answer.context["found"].since, answer.context["found"].until) == (BOARD, TODAY)
    assert 'value="12/1/2017"' in answer.content.decode()
    assert 'value="28/2/2017"' in answer.content.decode()


def test_an_earlier_day_is_compared_with_the_board_before_it_and_kept_in_links(client, changed, board):
    MilestoneFactory(workstream=changed.workstreams.get(), title="Trained", recorded_on=datetime.date(2016, 12, 30))
    before_the_board = read(client, "board_member", changed, on="2017-01-11")

    found = before_the_board.context["found"]
    assert (found.since, found.until) == (datetime.date(2016, 12, 12), datetime.date(2017, 1, 11))
    page = before_the_board.content.decode()
    milestone = changed.milestones.get(title="Trained")
    assert f'href="/torbay/milestones/{milestone.pk}/?on=2017-01-11"' in page
    assert '<input type="hidden" name="on" value="2017-01-11">' in page
    assert "/torbay/changes.csv?since=2016-12-12&amp;until=2017-01-11&amp;on=2017-01-11" in page


def test_records_are_shown_as_on_the_later_day(client, changed):
    answer = read(client, "board_member", changed, since="2017-01-31", until="2017-02-15")

    assert 'href="/torbay/risks/3/?on=2017-02-15"' in answer.content.decode()


REAL_DATE = "Enter a real date, like 31/3/2017"
LATER = "Choose 28 February 2017 or an earlier day: nothing is known yet about later ones."
BAD_DAYS = [
    ({"since": "2017-02-30"}, "since", REAL_DATE),
    ({"since": "the last board"}, "since", REAL_DATE),
    ({"until": "0000-00-00"}, "until", REAL_DATE),
    ({"until": "1/3/2017"}, "until", LATER),
    ({"until": "2017-03-01"}, "until", LATER),
    (
        {"since": "2017-02-10", "until": "2017-02-09"},
        "since",
        "Choose 9 February 2017 or an earlier day: changes are told forwards in time.",
    ),
    ({"since": "2017-03-01"}, "since", "Choose 28 February 2017 or an earlier day: changes are told forwards in time."),
]


@pytest.mark.parametrize(("query", "field", "sentence"), BAD_DAYS)
def test_days_that_cannot_be_compared_are_told_and_what_was_typed_stays(client, programme, query, field, sentence):
    answer = read(client, "board_member", programme, **query)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'<li><a href="#id_{field}">{sentence}</a></li>' in page
    assert [value for value in query.values() if f'value="{value}"' not in page] == []


@pytest.mark.parametrize(("query", "field", "sentence"), BAD_DAYS)
def test_days_that_cannot_be_compared_are_told_by_the_file_and_the_api(client, programme, query, field, sentence):
    client.force_login(member(programme, "board_member"))

    file = client.get("/torbay/changes.csv", query)
    api = client.get("/api/v1/programmes/torbay/changes/", query)

    assert (file.status_code, f"<p>{sentence}</p>" in file.content.decode()) == (400, True)
    assert (api.status_code, api.json()["errors"]) == (400, {field: [sentence]})


def test_later_than_the_day_looked_at_is_told(client, programme):
    answer = read(client, "board_member", programme, on="2017-01-31", until="2017-02-01")

    assert answer.status_code == 400
    assert "Choose 31 January 2017 or an earlier day" in words_of(answer)


@pytest.mark.parametrize("on", ["0001-01-01", "0001-01-15"])
def test_the_first_days_of_the_calendar_are_days_too(client, programme, on):
    assert read(client, "board_member", programme, on=on).status_code == 200
    assert client.get("/torbay/", {"on": on}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_and_the_api_take_the_same_queries_whatever_there_is(
    client, django_assert_num_queries, programme, rows
):
    fill(programme, workstreams=rows, updates=rows)
    client.force_login(member(programme, "board_member"))
    client.get("/torbay/changes/", {"since": "2016-05-26"})

    with django_assert_num_queries(PAGE_QUERIES - 1):
        page = client.get("/torbay/changes/", {"since": "2016-05-26"})
    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/torbay/changes/")
    with django_assert_num_queries(PAGE_QUERIES - 1):
        client.get("/api/v1/programmes/torbay/changes/", {"since": "2016-05-26"})

    assert len(page.context["found"]) > 5 * rows


def test_claims_are_read_only_for_those_who_may_see_them(client, django_assert_num_queries, changed):
    client.force_login(member(changed, "director"))
    client.get("/torbay/changes/")

    with django_assert_num_queries(PAGE_QUERIES + 1):
        client.get("/torbay/changes/")


def position_of(client, programme, role="board_member", **query):
    client.force_login(member(programme, role))
    answer = client.get(programme.get_absolute_url(), query)
    return answer, words_of(answer)


def test_the_position_tells_what_became_worse_and_better_since_the_last_board(client, changed, board):
    answer, page = position_of(client, changed)

    assert "Since the last board, 12 January 2017" in page
    assert "Slipped: Threshold document moved from 31 March 2017 to 30 April 2017, the first time" in page
    assert "Achieved: Scheme of supervision achieved on 10 February 2017" in page
    assert ("All 6 changes" in page, 'href="/torbay/changes/"' in answer.content.decode()) == (True, True)
    assert [change.lead for change, _ in answer.context["changes_shown"]] == [
        "Delivery worse",
        "Slipped",
        "Risk up",
        "New finding",
        "Achieved",
    ]


def test_the_position_before_any_board_tells_the_last_30_days(client, changed):
    _, page = position_of(client, changed)

    assert "Since 29 January 2017" in page


def test_the_position_says_that_nothing_changed(client, programme, board):
    _, page = position_of(client, programme)

    assert "Since the last board, 12 January 2017 Nothing changed." in page


def test_the_position_says_when_nothing_is_for_better_or_worse(client, programme, board):
    WorkstreamFactory(programme=programme, recorded_on=BETWEEN)

    _, page = position_of(client, programme)

    assert "Nothing became worse or better. The one change" in page


def test_the_position_on_the_day_of_a_board_starts_anew(client, changed, board):
    _, page = position_of(client, changed, on="2017-01-12")

    assert "Since the last board, 12 January 2017 Nothing changed." in page


def test_a_reader_reads_nothing_of_the_plan_in_what_changed(client, changed, board):
    _, page = position_of(client, changed, "reader")

    assert [words in page for words in ("New finding: F1 Waits", "Slipped", "Risk up")] == [True, False, False]


def test_actions_of_the_board_are_counted_on_the_position_and_listed_with_their_address(client, programme, board):
    facts = {"meeting": board, "recorded_on": BOARD}
    closed, done, overdue = (MeetingActionFactory(number=number, **facts) for number in (1, 2, 3))
    MeetingActionFactory(meeting=board, number=4, recorded_on=BETWEEN)
    for action, step, more in (
        (closed, "closed", {"meeting": board}),
        (done, "done", {}),
        (overdue, "redated", {"due_on": TODAY - datetime.timedelta(days=1)}),
    ):
        ActionChangeFactory(action=action, step=step, recorded_on=BETWEEN, **{"due_on": None} | more)

    answer, page = position_of(client, programme)
    listed = read(client, "board_member", programme)

    assert "Actions: one closed, one reported done, one opened and one newly overdue" in page
    assert 'href="/torbay/changes/#actions"' in answer.content.decode()
    assert 'href="/torbay/board/actions/3/">A3 Write to all schools</a>, Head of Service' in listed.content.decode()


def test_every_change_leads_to_a_page_that_its_reader_may_open(client, changed, board):
    MeetingActionFactory(meeting=board, number=1, recorded_on=BETWEEN)
    # The claim of these tests has no more than its step: who may not see claims is not led to it.
    answer = read(client, "board_member", changed)

    statuses = {url: client.get(url).status_code for _, group in answer.context["groups"] for _, url in group}

    assert (len(statuses), set(statuses.values())) == (7, {200})
