"""Questions of the board on their pages: asked of what, given to whom, answered and closed by whom."""

import datetime

import pytest

from commissioner.models import Challenge, ChallengeStep
from tests.factories.accounts import member
from tests.factories.board import (
    AgendaItemFactory,
    ChallengeFactory,
    ChallengeStepFactory,
    MeetingFactory,
    PaperFactory,
)
from tests.factories.improvement import IndicatorFactory, MilestoneFactory, RiskFactory, WorkstreamFactory
from tests.reading import date_typed, errors_of, lines_of, links_of, messages_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
PAGE = "/own/board/challenges/1/"


@pytest.fixture
def asker(board):
    return member(board.programme, "board_member")


@pytest.fixture
def officer(board):
    return member(board.programme, "officer")


@pytest.fixture
def question(board, asker):
    return ChallengeFactory(
        programme=board.programme, number=1, recorded_by=asker, recorded_on=datetime.date(2017, 2, 1)
    )


def given(question, officer, due_on="2017-03-10", **facts):
    return ChallengeStepFactory(challenge=question, move="assigned", assignee=officer, due_on=due_on, text="", **facts)


def test_a_question_goes_from_its_asker_to_its_close_over_four_people(as_, board, asker, officer, planned):
    asked = as_(asker).post(
        "/own/board/challenges/add/", {"question": "Why do children wait?", "meeting": planned.pk}, follow=True
    )
    told = as_("secretary").post(
        f"{PAGE}assign/", {"version": 1, "assignee": officer.pk} | date_typed("due_on", 10, 3, 2017), follow=True
    )
    answered = as_(officer).post(f"{PAGE}answer/", {"version": 2, "text": "Two posts are vacant."}, follow=True)
    again = as_(asker).post(f"{PAGE}return/", {"version": 3, "text": "By when?"}, follow=True)
    as_(officer).post(f"{PAGE}answer/", {"version": 4, "text": "By May."})
    closed = as_(asker).post(f"{PAGE}close/", {"version": 5, "text": ""}, follow=True)

    assert asked.request["PATH_INFO"] == PAGE
    assert messages_of(asked) == ["Your question is asked. The secretary gives it to somebody to answer."]
    assert "For Board of 15 March 2017" in text_of(asked)
    assert f"Answers {officer} By 10 March 2017" in text_of(told)
    assert "The answer Two posts are vacant." in text_of(answered)
    assert "Not answered yet By when?" in text_of(again)
    assert "The answer By May." in text_of(closed)
    assert links_of(closed) == ["meetings/2017-03-15/"]


@pytest.mark.parametrize("kind", ["workstream", "milestone", "risk", "indicator", "paper"])
def test_a_question_is_asked_of_the_record_whose_page_led_to_it(as_, board, held, kind):
    programme = board.programme
    made = {
        "workstream": lambda: WorkstreamFactory(programme=programme, number=8),
        "milestone": lambda: MilestoneFactory(workstream__programme=programme),
        "risk": lambda: RiskFactory(programme=programme, number=3),
        "indicator": lambda: IndicatorFactory(programme=programme, code="visits"),
        "paper": lambda: PaperFactory(item=AgendaItemFactory(meeting=held)),
    }[kind]()
    key = {"workstream": 8, "risk": 3, "indicator": "visits"}.get(kind, made.pk)
    client = as_("board_member")
    address = f"/own/board/challenges/add/?about={kind}-{key}"

    form = client.get(address)
    page = client.post(address, {"question": "Why?"}, follow=True)

    assert f"About {made}." in text_of(form)
    assert Challenge.objects.get().subject == made
    assert f"About {made}" in text_of(page)


@pytest.mark.parametrize(
    "about", ["workstream-8", "workstream-x", "workstream-²", "risk-9999999999", "moon-1", "-", "risk"]
)
def test_a_question_of_what_is_not_there_is_not_asked(as_, board, about):
    client = as_("board_member")

    assert client.get(f"/own/board/challenges/add/?about={about}").status_code == 404
    assert client.post(f"/own/board/challenges/add/?about={about}", {"question": "Why?"}).status_code == 404
    assert Challenge.objects.count() == 0


def test_a_question_of_another_programme_is_not_asked(as_, board):
    elsewhere = MilestoneFactory()

    assert as_("board_member").get(f"/own/board/challenges/add/?about=milestone-{elsewhere.pk}").status_code == 404


def test_an_empty_question_is_asked_for_and_the_meeting_chosen_stays(as_, planned, left_alone):
    client = as_("board_member")

    with left_alone():
        answer = client.post("/own/board/challenges/add/", {"question": "", "meeting": planned.pk})

    assert errors_of(answer) == {"question": ["Enter your question"]}
    assert f'<option value="{planned.pk}" selected>' in answer.content.decode()


def test_only_a_meeting_to_come_is_offered(as_, held, planned):
    form = as_("board_member").get(f"/own/board/challenges/add/?meeting={planned.pk}").context["form"]

    assert list(form.fields["meeting"].queryset) == [planned]
    assert form["meeting"].value() == str(planned.pk)


def test_nobody_answers_or_is_given_their_own_question(as_, board, question, left_alone):
    asker = question.recorded_by
    chair = member(board.programme, "commissioner")
    own = ChallengeFactory(programme=board.programme, number=2, recorded_by=chair)
    secretary = as_("secretary")
    offered = secretary.get(f"{PAGE}assign/").context["form"].fields["assignee"].queryset

    with left_alone():
        to_asker = secretary.post(
            f"{PAGE}assign/", {"version": 1, "assignee": asker.pk} | date_typed("due_on", 10, 3, 2017)
        )
    by_asker = as_(asker).post(f"{PAGE}answer/", {"version": 1, "text": "Because."})
    by_chair = as_(chair).post("/own/board/challenges/2/answer/", {"version": 1, "text": "Because."})

    assert asker not in offered
    assert list(errors_of(to_asker)) == ["assignee"]
    assert (by_asker.status_code, by_chair.status_code) == (403, 403)
    assert f"Answer {own}" not in text_of(as_(chair).get("/own/board/challenges/2/"))
    assert ChallengeStep.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "status"), [("commissioner", 302), ("secretary", 403), ("board_member", 403), ("officer", 403)]
)
def test_a_question_is_closed_by_its_asker_or_the_chair_alone(as_, question, role, status):
    ChallengeStepFactory(challenge=question)

    answer = as_(role).post(f"{PAGE}close/", {"version": 1, "text": ""})
    back = as_(role).get(f"{PAGE}return/")

    assert (answer.status_code, back.status_code) == (status, 200 if status == 302 else 403)


def test_a_question_without_an_answer_is_closed_with_the_reason_alone(as_, question, left_alone):
    client = as_(question.recorded_by)

    with left_alone():
        without = client.post(f"{PAGE}close/", {"version": 1, "text": ""})
    closed = client.post(f"{PAGE}close/", {"version": 1, "text": "Asked twice."}, follow=True)

    assert errors_of(without) == {"text": ["Enter why it is closed without an answer"]}
    assert "Closed Asked twice." in text_of(closed)


def test_a_day_that_is_over_and_a_second_tab_are_told(as_, question, officer):
    secretary = as_("secretary")
    facts = {"version": 1, "assignee": officer.pk}

    over = secretary.post(f"{PAGE}assign/", facts | date_typed("due_on", 1, 2, 2017))
    secretary.post(f"{PAGE}assign/", facts | date_typed("due_on", 10, 3, 2017))
    stale = secretary.post(f"{PAGE}assign/", facts | date_typed("due_on", 11, 3, 2017))

    assert errors_of(over) == {"due_on": ["This day is over. Choose today or a later day."]}
    assert errors_of(stale)["__all__"][0].startswith("Q1 was changed by somebody else while this page was open.")
    assert 'value="11"' in stale.content.decode()


def test_a_question_of_an_earlier_day_is_as_it_was_known_then(as_, question, officer):
    given(question, officer, due_on="2017-02-10", recorded_on=datetime.date(2017, 2, 3))
    ChallengeStepFactory(challenge=question, recorded_on=datetime.date(2017, 2, 20))
    client = as_(question.recorded_by)

    said = [text_of(client.get(f"{PAGE}?on=2017-02-{day}")) for day in ("01", "05", "15", "20")]

    assert ["Not assigned yet" in said[0], "Waits for an answer" in said[1], "Overdue" in said[2]] == [True] * 3
    assert ("The answer" in said[2], "The answer" in said[3]) == (False, True)
    assert client.get(f"{PAGE}?on=2017-01-31").status_code == 404
    assert [link for link in links_of(client.get(f"{PAGE}?on=2017-02-20")) if "close" in link] == []


def test_questions_are_narrowed_sorted_and_exported(as_, board, question, officer, planned):
    workstream = WorkstreamFactory(programme=board.programme, number=8)
    late = ChallengeFactory(
        programme=board.programme, number=2, workstream=workstream, meeting=planned, question="Where is it?"
    )
    given(late, officer, due_on="2017-02-10")
    client = as_("board_member")

    def found(query):
        return [str(row) for row in client.get(f"/own/board/challenges/{query}").context["table"].data]

    assert found("") == ["Q2", "Q1"]
    assert found("?standing=overdue") == ["Q2"]
    assert found("?standing=asked") == ["Q1"]
    assert found("?workstream=8") == ["Q2"]
    assert found("?meeting=2017-03-15") == ["Q2"]
    assert found("?q=children") == ["Q1"]
    assert found("?on=2017-02-15") == ["Q2", "Q1"]
    assert "No question matches." in text_of(client.get("/own/board/challenges/?standing=closed"))
    rows = lines_of(client.get("/own/board/challenges.csv?standing=overdue"))
    assert [row.split(",")[0] for row in rows] == ["No.", "Q2"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_questions_take_the_same_queries_whatever_there_is(
    as_, board, officer, django_assert_num_queries, count
):
    for _ in range(count):
        meeting = MeetingFactory(board=board)
        asked = ChallengeFactory(
            programme=board.programme, meeting=meeting, workstream=WorkstreamFactory(programme=board.programme)
        )
        for _ in range(count):
            given(asked, officer)
    client = as_("board_member")

    with django_assert_num_queries(10):
        assert client.get("/own/board/challenges/").status_code == 200
    with django_assert_num_queries(5):
        assert client.get(f"/own/board/challenges/{asked.number}/").status_code == 200
