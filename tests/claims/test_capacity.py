"""Capacity: the share of working days, its months, its threshold, its page and file."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.models import Event
from claims.capacity import Month, capacity
from claims.models import AgreementTerms, DayEntry
from claims.sentences import capacity_sentences
from tests.factories.accounts import MembershipFactory, member
from tests.factories.claims import AgreementTermsFactory, DayEntryFactory, DayStepFactory, funded_programme
from tests.factories.improvement import ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = dt.date(2017, 2, 28)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def programme():
    found, _ = funded_programme(name="Torbay", slug="torbay")
    return found


@pytest.fixture
def workstream(programme):
    return WorkstreamFactory(programme=programme, number=8)


@pytest.fixture
def officer(programme):
    return MembershipFactory(
        programme=programme, role="officer", user__name="Pat Lee", user__organisation="Hampshire"
    ).user


@pytest.fixture
def director(client, programme):
    client.force_login(member(programme, "director"))
    return client


def work(workstream, officer, first, count, **facts):
    """So many whole days, one after another whatever the weekday, known from the day worked on."""
    for number in range(count):
        on = day(first) + number * DAY
        entry = DayEntryFactory(workstream=workstream, officer=officer, worked_on=on, recorded_on=on, **facts)
        DayStepFactory(entry=entry, recorded_on=on)


def table(found):
    return {line.officer.name: [(cell.days, cell.working_days) for cell in line.cells] for line in found.lines}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2017-02-01", "2017-02-28", 20),
        # Boxing Day, and the day in place of Christmas, which was a Sunday.
        ("2016-12-01", "2016-12-31", 20),
        # Good Friday is on the 14th and Easter Monday on the 17th.
        ("2017-04-01", "2017-04-17", 9),
        ("2017-04-01", "2017-04-02", 0),
        ("2017-02-01", "2017-02-01", 1),
    ],
)
def test_working_days_are_monday_to_friday_less_bank_holidays(first, last, expected):
    assert Month(day(first), day(last)).working_days == expected


def test_capacity_is_of_six_months_up_to_the_day(programme, workstream, officer):
    work(workstream, officer, "2016-08-31", 2)
    work(workstream, officer, "2017-02-14", 3)

    found = capacity(programme, day("2017-02-15"))

    months = [(month.first.isoformat(), month.last.isoformat()) for month in found.months]
    assert months[0] == ("2016-09-01", "2016-09-30")
    assert months[-1] == ("2017-02-01", "2017-02-15")
    assert table(found) == {"Pat Lee": [(1, 22), (0, 21), (0, 22), (0, 20), (0, 21), (2, 11)]}
    assert round(found.lines[0].now.share, 1) == Decimal("18.2")


def test_days_of_every_state_but_removed_count_and_of_every_kind(programme, workstream, officer):
    for number, state in enumerate(("draft", "submitted", "returned", "removed")):
        work(workstream, officer, f"2017-02-0{number + 1}", 1, state=state)
    approval = {"approved_on": TODAY, "approved_by": member(programme, "director")}
    work(workstream, officer, "2017-02-10", 1, state="approved", counts=False, kind="travel", **approval)

    assert capacity(programme, TODAY).lines[0].now.days == 4


def test_days_of_all_programmes_count_and_those_elsewhere_are_told(programme, workstream, officer):
    work(workstream, officer, "2017-02-01", 2)
    work(WorkstreamFactory(), officer, "2017-02-06", 3)

    cell = capacity(programme, TODAY).lines[0].now

    assert (cell.days, cell.here, cell.elsewhere) == (5, 2, 3)


def test_who_may_log_here_is_shown_with_days_elsewhere_and_nobody_else(programme, officer):
    elsewhere = WorkstreamFactory()
    work(elsewhere, officer, "2017-02-01", 1)
    work(elsewhere, MembershipFactory(programme=programme, role="board_member").user, "2017-02-01", 1)
    work(elsewhere, member(elsewhere.programme, "officer"), "2017-02-01", 1)

    assert [line.officer for line in capacity(programme, TODAY).lines] == [officer]


def test_who_worked_here_is_shown_though_their_role_ended(programme, workstream):
    left = MembershipFactory(programme=programme, role="officer", until_on=day("2017-02-10")).user
    work(workstream, left, "2017-02-01", 1)

    assert [line.officer for line in capacity(programme, TODAY).lines] == [left]


def test_who_logged_nothing_in_these_months_is_left_out(programme, workstream, officer):
    work(workstream, officer, "2016-08-31", 1)

    assert capacity(programme, TODAY).lines == ()


@pytest.mark.parametrize(("days", "is_over"), [(8, False), (9, True)])
def test_over_is_above_the_threshold_and_not_at_it(programme, workstream, officer, days, is_over):
    work(workstream, officer, "2017-02-01", days)

    found = capacity(programme, TODAY)

    assert (found.threshold, found.lines[0].now.is_over) == (40, is_over)


def test_the_threshold_is_that_of_the_terms_known_on_the_day(programme, workstream, officer):
    agreement = AgreementTerms.objects.get().agreement
    AgreementTermsFactory(agreement=agreement, capacity_percent=20, recorded_on=day("2017-02-20"))
    work(workstream, officer, "2017-02-01", 5)

    found = {on: capacity(programme, day(on)) for on in ("2017-02-19", "2017-02-20")}

    assert [(c.threshold, c.lines[0].now.is_over) for c in found.values()] == [(40, False), (20, True)]


def test_without_an_agreement_the_usual_threshold_holds():
    assert capacity(ProgrammeFactory(), TODAY).threshold == 40


def test_a_month_without_a_working_day_yet_has_no_share(programme, workstream, officer):
    work(workstream, officer, "2017-04-01", 1)

    cell = capacity(programme, day("2017-04-02")).lines[0].now

    assert (cell.days, cell.working_days, cell.share, cell.is_over) == (1, 0, None, False)


def test_an_earlier_day_shows_what_was_known_then(programme, workstream, officer):
    work(workstream, officer, "2017-02-01", 2)
    late = DayEntryFactory(workstream=workstream, officer=officer, worked_on=day("2017-02-03"), recorded_on=TODAY)
    DayStepFactory(entry=late, recorded_on=TODAY)
    gone = DayEntry.objects.get(worked_on=day("2017-02-02"))
    DayEntry.objects.filter(pk=gone.pk).update(state="removed", version=2)
    DayStepFactory(entry=gone, number=2, step="removed", state="removed", recorded_on=day("2017-02-20"))

    days = [capacity(programme, day(on)).lines[0].now.days for on in ("2017-02-19", "2017-02-20", "2017-02-28")]

    assert days == [2, 1, 2]


def test_sentences_name_who_is_over_now_and_who_was_before(programme, workstream, officer):
    other = MembershipFactory(programme=programme, role="officer", user__name="Kim Ash").user
    work(workstream, officer, "2017-02-01", 9)
    work(workstream, other, "2017-02-01", 10)
    work(workstream, officer, "2017-01-01", 10)
    work(workstream, officer, "2016-12-01", 10)

    assert capacity_sentences(capacity(programme, TODAY)) == [
        "In February 2017 Kim Ash (50%) and Pat Lee (45%) are over 40% of their working days.",
        "Over it in the five months before: Pat Lee in two.",
    ]


def test_sentences_of_a_month_under_way_and_nobody_over(programme, workstream, officer):
    work(workstream, officer, "2017-02-01", 1)

    found = capacity_sentences(capacity(programme, day("2017-02-15")))

    assert found == ["In February 2017 so far nobody is over 40% of their working days."]


def test_sentences_of_one_over(programme, workstream, officer):
    work(workstream, officer, "2017-02-01", 9)

    (sentence,) = capacity_sentences(capacity(programme, TODAY))

    assert sentence == "In February 2017 Pat Lee (45%) is over 40% of their working days."


def test_sentences_when_nobody_logged_a_day(programme):
    assert capacity_sentences(capacity(programme, TODAY)) == ["Nobody has logged a day in these six months."]


def test_page_marks_what_is_over_with_a_word_and_leads_to_the_days(director, workstream, officer):
    work(workstream, officer, "2017-02-01", 9)
    work(WorkstreamFactory(), officer, "2017-02-20", 1)

    response = director.get("/torbay/capacity/")

    text = response.content.decode()
    assert "<strong>50%</strong>" in text
    assert text.count('app-chip--light-red">Over</span>') == 1
    assert "1 elsewhere" in text
    url = f"/torbay/days/all/?officer={officer.pk}&since=2017-02-01&until=2017-02-28"
    assert url.replace("&", "&amp;") in text
    assert director.get(url).context["sentence"] == "9 days in this list."


def test_page_of_an_earlier_day_keeps_that_day_in_its_links(director, workstream, officer):
    work(workstream, officer, "2017-02-01", 2)

    text = director.get("/torbay/capacity/?on=2017-02-15").content.decode()

    url = f"/torbay/days/all/?officer={officer.pk}&since=2017-02-01&until=2017-02-15&on=2017-02-15"
    assert url.replace("&", "&amp;") in text
    assert '"/torbay/capacity.csv?on=2017-02-15"' in text
    assert "to 15 Feb" in text


def test_page_without_days_has_no_table(director):
    text = director.get("/torbay/capacity/").content.decode()

    assert ("Nobody has logged a day in these six months." in text, "<table" in text) == (True, False)


@pytest.mark.parametrize("address", ["/torbay/allowance/", "/torbay/days/approve/"])
def test_the_pages_of_allowance_and_approval_lead_there(director, address):
    assert 'href="/torbay/capacity/"' in director.get(address).content.decode()


def test_who_may_not_see_capacity_finds_no_link_to_it(client, programme):
    client.force_login(member(programme, "preparer"))

    assert "/capacity/" not in client.get("/torbay/allowance/").content.decode()


def test_csv_has_a_line_for_each_officer_and_month(director, workstream, officer):
    work(workstream, officer, "2017-02-01", 9)
    work(WorkstreamFactory(), officer, "2016-12-01", 1)

    response = director.get("/torbay/capacity.csv")

    lines = b"".join(response.streaming_content).decode().split("\r\n")
    assert lines[0].startswith("Officer,Organisation,Month,Days,Of these on this programme,Working days,")
    assert lines[4] == "Pat Lee,Hampshire,2016-12,1.0,0.0,20,5.0,No"
    assert lines[6:] == ["Pat Lee,Hampshire,2017-02,9.0,9.0,20,45.0,Yes", ""]
    assert response["Content-Disposition"] == 'attachment; filename="torbay-capacity-2017-02-28.csv"'
    assert Event.objects.filter(action="list.exported").count() == 1


def test_csv_leaves_a_share_empty_where_there_is_no_working_day(director, workstream, officer, settings):
    settings.PROGRAMME_TODAY = day("2017-04-02")
    work(workstream, officer, "2017-04-01", 1)

    lines = b"".join(director.get("/torbay/capacity.csv").streaming_content).decode().split("\r\n")

    assert lines[6] == "Pat Lee,Hampshire,2017-04,1.0,1.0,0,,No"


@pytest.mark.parametrize("on", ["", "?on=2017-02-15"])
@pytest.mark.parametrize("count", [1, 3])
def test_capacity_query_count(director, programme, workstream, django_assert_num_queries, count, on):
    for _ in range(count):
        officer = MembershipFactory(programme=programme, role="officer").user
        work(workstream, officer, "2017-02-01", count)
        work(workstream, officer, "2016-12-01", count)

    director.get("/cookies/")

    with django_assert_num_queries(6):
        response = director.get(f"/torbay/capacity/{on}")

    assert len(response.context["lines"]) == count
