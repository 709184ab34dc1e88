"""What comes next: milestones, requirements and the last day of the programme, soonest first, as each may see."""

import datetime

import pytest

from accounts.pages import ProgrammePage
from accounts.roles import ROLES
from commissioner.figures import key_figures
from commissioner.meetings import coming_meeting
from commissioner.next_dates import next_dates
from commissioner.position import position
from tests.factories.board import AgendaItemFactory, BoardFactory, MeetingFactory
from tests.factories.improvement import (
    FindingFactory,
    InterventionFactory,
    MilestoneFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    RequirementFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
LAST_DAY = (datetime.date(2017, 5, 24), "Expected last day of the programme", "", "/torbay/about/")


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="torbay")


def page_of(programme, role="board_member", on=TODAY):
    return ProgrammePage(programme=programme, can=ROLES[role].permissions, on=on, today=TODAY)


def dates_of(programme, role="board_member", on=TODAY):
    found = next_dates(position(programme, on), page_of(programme, role, on), coming_meeting(programme, on))
    return [(date.on, date.what, date.kind, date.url) for date in found]


def test_milestones_and_requirements_due_come_soonest_first_with_the_last_day(programme):
    workstream = WorkstreamFactory(programme=programme, number=8)
    milestone = MilestoneFactory(workstream=workstream, title="Panel", original_due_on=TODAY + 2 * DAY)
    MilestoneFactory(workstream=workstream, original_due_on=TODAY - DAY)
    direction = InterventionFactory(programme=programme, title="Direction")
    for reference, days in (("P1", 1), ("P2", 200), ("P3", -1)):
        RequirementFactory(intervention=direction, reference=reference, due_on=TODAY + days * DAY)
    RequirementFactory(intervention=direction, reference="P4", due_on=None)

    assert dates_of(programme) == [
        (TODAY + DAY, "Requirement P1", "Direction", "/torbay/requirements/P1/"),
        (TODAY + 2 * DAY, "Panel", "Milestone of workstream 8", f"/torbay/milestones/{milestone.pk}/"),
        LAST_DAY,
        (TODAY + 200 * DAY, "Requirement P2", "Direction", "/torbay/requirements/P2/"),
    ]


def test_five_are_shown_and_the_last_day_whatever_comes_before_it(programme):
    workstream = WorkstreamFactory(programme=programme, number=8)
    for days in range(7):
        MilestoneFactory(workstream=workstream, title=f"M{days}", original_due_on=TODAY + days * DAY)

    assert [what for _, what, *_ in dates_of(programme)] == ["M0", "M1", "M2", "M3", "M4", LAST_DAY[1]]


def test_those_who_do_not_see_the_plan_see_no_milestone(programme):
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme))
    RequirementFactory(intervention=InterventionFactory(programme=programme), reference="P1", due_on=TODAY)

    assert [what for _, what, *_ in dates_of(programme, "reader")] == ["Requirement P1", LAST_DAY[1]]


@pytest.mark.parametrize(("state", "ends_on"), [("closed", TODAY), ("active", TODAY - DAY)])
def test_a_last_day_that_is_past_or_of_a_closed_programme_does_not_come(programme, state, ends_on):
    ProgrammeChangeFactory(programme=programme, state=state, ends_on=ends_on, recorded_on=TODAY)

    assert dates_of(programme) == []


def test_dates_of_an_earlier_day_are_those_known_then_and_stay_on_it(programme):
    ProgrammeChangeFactory(programme=programme, ends_on=datetime.date(2017, 9, 9), recorded_on=TODAY)
    yesterday = TODAY - DAY

    assert dates_of(programme, on=yesterday) == [(*LAST_DAY[:3], "/torbay/about/?on=2017-02-27")]


def figures_of(programme, role="board_member"):
    found = key_figures(position(programme, TODAY), page_of(programme, role), coming_meeting(programme, TODAY))
    return [(figure.value, figure.of, figure.notes, figure.link) for figure in found]


def test_key_figures_count_findings_milestones_and_months(programme):
    FindingFactory(programme=programme)
    FindingFactory.create_batch(2, programme=programme, kind="data_issue")
    MilestoneFactory(workstream=WorkstreamFactory(programme=programme), original_due_on=TODAY - DAY)
    ProgrammeChangeFactory(programme=programme, state="step_down", recorded_on=TODAY)

    assert figures_of(programme) == [
        (0, "of 1", ("And two data issues, not counted",), "See the 1 without"),
        (0, "of 1", (), "1 overdue"),
        (9, "of 12 months", ("To 24 May 2017, step-down",), ""),
    ]


def test_key_figures_without_gaps_lead_to_the_findings_and_a_reader_sees_no_milestones(programme):
    assert figures_of(programme, "reader") == [
        (0, "of 0", (), "See the findings"),
        (9, "of 12 months", ("To 24 May 2017",), ""),
    ]


def test_the_next_board_is_among_the_dates_and_figures_of_those_who_see_it(programme):
    board = BoardFactory(programme=programme)
    MeetingFactory(board=board, meets_on=TODAY + 30 * DAY, recorded_on=TODAY)
    meeting = MeetingFactory(board=board, meets_on=TODAY + 10 * DAY, place="Town Hall", recorded_on=TODAY)
    AgendaItemFactory(meeting=meeting, purpose="decide", decision_sought="To agree.", recorded_on=TODAY)
    AgendaItemFactory(
        meeting=meeting, purpose="decide", decision_sought="To agree.", recorded_on=TODAY, withdrawn_on=TODAY
    )
    url = f"/torbay/board/meetings/{meeting.meets_on}/"

    assert (meeting.meets_on, "Meeting of the board", "Town Hall", url) in dates_of(programme)
    assert "Meeting of the board" not in [what for _, what, *_ in dates_of(programme, role="reader")]
    assert "Meeting of the board" not in [what for _, what, *_ in dates_of(programme, on=TODAY - DAY)]
    found = key_figures(position(programme, TODAY), page_of(programme), coming_meeting(programme, TODAY))
    (figure,) = (figure for figure in found if figure.label == "Next board")
    assert (figure.notes, figure.url) == (("One decision sought", "Papers not issued yet"), url)


def test_a_meeting_that_was_called_off_is_not_the_next(programme):
    MeetingFactory(board=BoardFactory(programme=programme), meets_on=TODAY + 10 * DAY, called_off=True)

    assert [what for _, what, *_ in dates_of(programme)] == ["Expected last day of the programme"]
