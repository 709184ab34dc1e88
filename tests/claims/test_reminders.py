"""Who is reminded of days and when: at the edges of months, weeks and clocks, each letter once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Letter
from claims import reminders
from claims.actions.approval import return_days
from claims.models import AgreementTerms, DayEntry
from claims.reminders import asked_for, remind, write_reminders
from config import dates
from jobs.actions import sweep
from jobs.models import Job
from jobs.schedule import NIGHTLY
from tests.factories.accounts import MembershipFactory, member
from tests.factories.claims import AgreementTermsFactory, DayEntryFactory, funded_programme, made_day, officer_of
from tests.factories.improvement import ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FEBRUARY = dt.date(2017, 2, 14)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def programme():
    found, _ = funded_programme(name="Torbay", slug="torbay")
    WorkstreamFactory(programme=found, number=8, title="MASH")
    return found


@pytest.fixture
def officer(programme):
    return MembershipFactory(programme=programme, role="officer", user__name="Pat Lee").user


@pytest.fixture
def director(programme):
    return MembershipFactory(programme=programme, role="director", user__name="Sam Roe").user


def log(programme, officer, state="draft", worked_on=FEBRUARY, days="1.0", **facts):
    """A day in a state, as it stands in the database."""
    approved = (
        {"approved_on": FEBRUARY, "approved_by": member(programme, "commissioner")} if state == "approved" else {}
    )
    return DayEntryFactory(
        workstream=programme.workstreams.get(),
        officer=officer,
        worked_on=worked_on,
        days=Decimal(days),
        state=state,
        **approved,
        **facts,
    )


def written():
    """(kind, reader, key's last part) of every letter, oldest first."""
    letters = Letter.objects.order_by("pk").values_list("kind", "user__name", "key")
    return [(kind, name, key.rpartition("/")[2]) for kind, name, key in letters]


def only(kind):
    return Letter.objects.get(kind=kind)


@pytest.mark.parametrize(
    ("on", "submit_by_day", "expected"),
    [
        ("2017-03-04", 5, ("2017-01-31", "2017-02-05")),
        ("2017-03-05", 5, ("2017-02-28", "2017-03-05")),
        ("2017-03-31", 5, ("2017-02-28", "2017-03-05")),
        ("2017-04-04", 5, ("2017-02-28", "2017-03-05")),
        ("2017-03-01", 1, ("2017-02-28", "2017-03-01")),
        ("2017-02-28", 1, ("2017-01-31", "2017-02-01")),
        ("2017-02-27", 28, ("2016-12-31", "2017-01-28")),
        ("2017-02-28", 28, ("2017-01-31", "2017-02-28")),
        ("2016-02-29", 28, ("2016-01-31", "2016-02-28")),
        ("2016-12-31", 28, ("2016-11-30", "2016-12-28")),
        ("2017-01-01", 1, ("2016-12-31", "2017-01-01")),
        ("2017-01-04", 5, ("2016-11-30", "2016-12-05")),
    ],
)
def test_the_month_asked_for_is_the_newest_whose_set_day_has_come(on, submit_by_day, expected):
    assert asked_for(day(on), submit_by_day) == tuple(day(text) for text in expected)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2017-03-04", []),
        ("2017-03-05", ["2017-02"]),
        ("2017-03-11", ["2017-02"]),
    ],
)
def test_an_officer_is_reminded_on_the_set_day_and_not_before(programme, officer, on, expected):
    log(programme, officer)

    write_reminders(day(on))

    assert written() == [("days-to-submit", "Pat Lee", month) for month in expected]


def test_the_letter_says_how_much_by_when_and_where(programme, officer, settings):
    settings.SITE_URL = "https://improvement.example"
    log(programme, officer)
    log(programme, officer, "returned", worked_on=day("2017-01-31"), days="0.5")
    log(programme, officer, worked_on=day("2017-03-01"))
    log(programme, officer, "submitted", worked_on=day("2017-02-15"))

    write_reminders(day("2017-03-05"))

    letter = only("days-to-submit")
    assert (letter.user, letter.programme, letter.subject) == (officer, programme, "1.5 days to submit: Torbay")
    assert (
        "Not yet submitted: 1.5 days that you worked on the Torbay programme up to 28 February 2017, of which "
        "half a day returned to you.\n\nDays up to then were to be submitted by 5 March 2017."
    ) in letter.text
    assert "https://improvement.example/torbay/days/?month=2017-01\n" in letter.text


def test_the_letter_of_a_draft_says_nothing_of_returned_days(programme, officer):
    log(programme, officer)

    write_reminders(day("2017-03-05"))

    assert "returned" not in only("days-to-submit").text


@pytest.mark.parametrize("state", ["submitted", "approved", "removed"])
def test_days_in_other_states_remind_nobody_to_submit(programme, officer, state):
    log(programme, officer, state, counts=False)

    write_reminders(day("2017-03-05"))

    assert written() == []


def test_days_of_the_present_month_can_still_be_submitted_later(programme, officer):
    log(programme, officer, worked_on=day("2017-03-01"))

    write_reminders(day("2017-03-31"))

    assert written() == []


def test_the_set_day_is_that_of_the_terms_in_force(programme, officer):
    agreement = AgreementTerms.objects.get().agreement
    AgreementTermsFactory(agreement=agreement, submit_by_day=10, recorded_on=day("2017-02-01"))
    log(programme, officer)

    counts = [write_reminders(day(on)) for on in ("2017-03-09", "2017-03-10")]

    assert counts == [0, 1]


def test_each_month_has_a_letter_of_its_own(programme, officer):
    log(programme, officer)

    on = day("2017-03-01")
    while on < day("2017-05-31"):
        write_reminders(on)
        on += DAY

    assert written() == [("days-to-submit", "Pat Lee", month) for month in ("2017-02", "2017-03", "2017-04")]


def test_a_night_missed_is_made_up_by_the_next(programme, officer):
    log(programme, officer)

    assert [write_reminders(day("2017-03-08")), write_reminders(day("2017-03-08"))] == [1, 0]


@pytest.mark.parametrize(
    "facts",
    [
        {"user__is_active": False},
        {"user__wants_reminders": False},
        {"until_on": day("2017-02-20")},
        {"role": "board_member"},
    ],
)
def test_whoever_is_out_or_wants_none_is_not_reminded(programme, facts):
    held = MembershipFactory(**{"programme": programme, "role": "officer", **facts})
    log(programme, held.user)

    write_reminders(day("2017-03-05"))

    assert written() == []


def test_directors_are_told_seven_days_later_by_officer_in_one_letter(programme, officer, director):
    other = MembershipFactory(programme=programme, role="officer", user__name="Kim Ash").user
    left = MembershipFactory(programme=programme, role="officer", user__name="Lou Old", until_on=day("2017-02-20")).user
    for person in (officer, other, left):
        log(programme, person)
    log(programme, other, "returned", worked_on=day("2017-02-15"), days="0.5")
    member(programme, "commissioner")

    for on in ("2017-03-11", "2017-03-12", "2017-03-13"):
        write_reminders(day(on))

    letter = only("days-not-submitted")
    assert (letter.user, letter.subject) == (director, "Days of February 2017 not submitted: Torbay")
    assert (
        "Kim Ash: 1.5 days, the first of 14 February 2017\n"
        "Lou Old: 1 day, the first of 14 February 2017\n"
        "Pat Lee: 1 day, the first of 14 February 2017\n"
    ) in letter.text
    assert "/torbay/days/all/?until=2017-02-28\n" in letter.text


@pytest.mark.parametrize(("on", "expected"), [("2017-03-11", 0), ("2017-03-12", 1)])
def test_directors_are_told_from_the_seventh_day(programme, officer, director, on, expected):
    log(programme, officer)

    write_reminders(day(on))

    assert Letter.objects.filter(kind="days-not-submitted").count() == expected


def test_directors_are_not_told_of_what_was_submitted_since(programme, officer, director):
    entry = log(programme, officer)
    write_reminders(day("2017-03-05"))
    DayEntry.objects.filter(pk=entry.pk).update(state="submitted", submitted_on=day("2017-03-06"))

    write_reminders(day("2017-03-12"))

    assert written() == [("days-to-submit", "Pat Lee", "2017-02")]


def test_directors_are_told_though_the_officer_switched_reminders_off(programme, director):
    quiet = MembershipFactory(programme=programme, role="officer", user__wants_reminders=False).user
    log(programme, quiet)

    write_reminders(day("2017-03-12"))

    assert written() == [("days-not-submitted", "Sam Roe", "2017-02")]


@pytest.mark.parametrize(("submitted_on", "expected"), [("2017-02-21", 0), ("2017-02-20", 1)])
def test_approvers_are_reminded_of_days_that_waited_more_than_seven_days(
    programme, officer, director, submitted_on, expected
):
    log(programme, officer, "submitted", submitted_on=day(submitted_on))

    write_reminders(day("2017-02-28"))

    assert Letter.objects.filter(kind="days-to-approve").count() == expected


def test_nobody_is_reminded_to_approve_their_own_days(programme, officer, director):
    MembershipFactory(programme=programme, role="commissioner", user__name="Jo Fry")
    log(programme, director, "submitted", submitted_on=day("2017-02-14"))

    write_reminders(day("2017-02-28"))
    assert written() == [("days-to-approve", "Jo Fry", "2017-W09")]

    log(programme, officer, "submitted", submitted_on=day("2017-02-14"), days="0.5")
    write_reminders(day("2017-03-06"))
    letters = Letter.objects.filter(kind="days-to-approve", key__endswith="W10").order_by("user__name")
    assert [(letter.user.name, letter.subject) for letter in letters] == [
        ("Jo Fry", "1.5 days to approve: Torbay"),
        ("Sam Roe", "Half a day to approve: Torbay"),
    ]
    assert "http://127.0.0.1:8000/torbay/days/approve/\n" in letters[0].text


def test_approvers_are_reminded_once_an_iso_week(programme, officer, director):
    log(programme, officer, "submitted", worked_on=day("2016-12-01"), submitted_on=day("2016-12-02"))

    on = day("2016-12-26")
    while on <= day("2017-01-09"):
        write_reminders(on)
        on += DAY

    # 1 January 2017, a Sunday, still belongs to the last week of 2016.
    assert written() == [("days-to-approve", "Sam Roe", week) for week in ("2016-W52", "2017-W01", "2017-W02")]


def spend(programme, allowance, days):
    type(allowance).objects.filter(pk=allowance.pk).update(days_approved=days)
    officer = officer_of(programme)
    on = day("2016-06-01")
    for _ in range(int(days)):
        DayEntryFactory(
            workstream=programme.workstreams.get(),
            officer=officer,
            worked_on=on,
            state="approved",
            approved_on=on,
            approved_by=member(programme, "commissioner"),
            allowance=allowance,
        )
        on += DAY


@pytest.fixture
def small():
    """A programme with ten days, and its director."""
    programme, allowance = funded_programme(10, name="Torbay", slug="torbay")
    WorkstreamFactory(programme=programme, number=8)
    MembershipFactory(programme=programme, role="director", user__name="Sam Roe")
    return programme, allowance


@pytest.mark.parametrize(
    ("days", "expected"), [(7, None), (8, "75% of the allowance"), (9, "90% of the"), (10, "100% of the")]
)
def test_directors_are_told_when_the_allowance_is_used_to_a_share(small, days, expected):
    spend(*small, days)

    for on in ("2017-02-27", "2017-02-28"):
        write_reminders(day(on))

    shares = list(Letter.objects.exclude(key__endswith="/forecast").values_list("subject", flat=True))
    assert [expected in subject for subject in shares] == ([True] if expected else [])


def test_the_letter_on_the_allowance_gives_its_figures(small):
    spend(*small, 9)

    write_reminders(day("2017-02-28"))

    letter = Letter.objects.get(key__endswith="/90")
    assert letter.subject == "90% of the allowance is used: Torbay"
    assert "\n90% of the allowance is used.\n\n9 of 10 days are used." in letter.text
    assert "/torbay/allowance/2016-05-25/\n" in letter.text


def test_each_share_is_told_once_even_if_it_is_reached_again(small):
    programme, allowance = small
    spend(programme, allowance, 8)
    write_reminders(day("2017-02-26"))
    DayEntry.objects.update(state="submitted", allowance=None, approved_on=None, approved_by=None)
    write_reminders(day("2017-02-27"))
    DayEntry.objects.all().delete()
    spend(programme, allowance, 8)

    write_reminders(day("2017-02-28"))

    assert Letter.objects.filter(kind="allowance", key__endswith="/75").count() == 1


def test_directors_are_told_once_when_the_forecast_passes_what_is_entitled(small):
    programme, _ = small
    officer = officer_of(programme)
    for number in range(9):
        log(programme, officer, worked_on=day("2017-02-01") + number * DAY)

    # On 27 February the month is not over, and the months before had no days.
    for on in ("2017-02-27", "2017-02-28", "2017-03-01"):
        write_reminders(day(on))

    letter = Letter.objects.get(kind="allowance")
    assert letter.subject == "The allowance will not last, 17.5 of 10 days by the end: Torbay"
    assert "17.5 days will have been worked by the end" in letter.text


def test_an_allowance_of_no_days_reaches_no_share():
    programme, _ = funded_programme(0)
    member(programme, "director")

    assert write_reminders(day("2017-02-28")) == 0


@pytest.mark.parametrize(("on", "expected"), [("2016-05-24", 0), ("2017-08-24", 1), ("2017-08-25", 0)])
def test_an_allowance_is_watched_from_its_start_to_three_months_after_its_end(small, on, expected):
    spend(*small, 10)

    write_reminders(day(on))

    assert Letter.objects.filter(kind="allowance").count() == expected


def test_one_programme_says_nothing_of_another(programme, officer, director):
    other, _ = funded_programme(slug="other")
    MembershipFactory(programme=other, role="director")
    log(programme, officer)

    write_reminders(day("2017-03-12"))

    assert {letter.programme for letter in Letter.objects.all()} == {programme}


def test_a_programme_without_an_agreement_reminds_nobody():
    member(ProgrammeFactory(), "director")

    assert write_reminders(day("2017-03-12")) == 0


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_no_letter_holds_a_note(programme, officer, director, state):
    log(programme, officer, state, note="Talked with the family.", submitted_on=day("2017-02-15"))

    write_reminders(day("2017-03-12"))

    assert [letter for letter in Letter.objects.all() if "family" in letter.text] == []
    assert Letter.objects.count() > 0


def submitted(programme, officer):
    return made_day(programme.workstreams.get(), officer, "submitted")


def test_a_return_of_several_days_is_one_letter_with_its_reason(programme, officer, director):
    entries = [
        log(programme, officer, "submitted", worked_on=day(f"2017-02-0{n}"), submitted_on=FEBRUARY) for n in (1, 2)
    ]

    return_days(
        programme=programme, entries=[(e.pk, e.version) for e in entries], reason="Which workstream?", by=director
    )

    letter = only("days-returned")
    assert (letter.user, letter.subject) == (officer, "2 days returned to you: Torbay")
    number = entries[0].workstream.number
    assert (
        "Sam Roe returned to you on the Torbay programme:\n\n"
        f"Wednesday 1 February 2017: a whole day, workstream {number}\n"
        f"Thursday 2 February 2017: a whole day, workstream {number}\n\n"
        "The reason: Which workstream?\n"
    ) in letter.text
    assert "/torbay/days/?month=2017-02\n" in letter.text


def test_each_return_of_a_day_is_told(programme, officer, director):
    entry = made_day(programme.workstreams.get(), officer, "returned", approver=director)
    made = DayEntry.objects.filter(pk=entry.pk)
    made.update(state="submitted", version=entry.version + 1)

    return_days(programme=programme, entries=[(entry.pk, entry.version + 1)], reason="And now?", by=director)

    reasons = [letter.text.partition("The reason: ")[2].partition("\n")[0] for letter in Letter.objects.order_by("pk")]
    assert reasons == ["Which workstream?", "And now?"]


def test_days_of_two_officers_returned_together_are_a_letter_each(programme, officer, director):
    other = officer_of(programme)
    entries = [submitted(programme, person) for person in (officer, other)]

    return_days(programme=programme, entries=[(e.pk, e.version) for e in entries], reason="Why?", by=director)

    assert sorted(letter.user_id for letter in Letter.objects.all()) == sorted([officer.pk, other.pk])


def test_a_long_return_names_the_first_days_and_counts_the_rest(programme, officer, director):
    workstream = programme.workstreams.get()
    entries = [
        log(programme, officer, "submitted", worked_on=day("2017-01-01") + number * DAY, submitted_on=FEBRUARY)
        for number in range(22)
    ]

    return_days(programme=programme, entries=[(e.pk, 1) for e in entries], reason="x" * 4000, by=director)

    text = only("days-returned").text
    assert text.count(f"workstream {workstream.number}\n") == 20
    assert "\nand 2 more\n" in text


def test_a_return_that_fails_writes_no_letter(programme, officer, director):
    entry = submitted(programme, officer)

    with pytest.raises(Exception, match="changed by somebody else"):
        return_days(programme=programme, entries=[(entry.pk, entry.version + 5)], reason="Why?", by=director)

    assert Letter.objects.count() == 0


@pytest.fixture
def clock(settings, monkeypatch):
    """Set the clock to a moment in UTC: today follows from it, in London."""
    settings.PROGRAMME_TODAY = None

    def at(text):
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return at


@pytest.fixture
def _no_other_work(monkeypatch):
    monkeypatch.setattr("jobs.actions.NIGHTLY", {"remind-of-days": NIGHTLY["remind-of-days"]})


@pytest.mark.usefixtures("_no_other_work")
@pytest.mark.parametrize(
    ("set_day", "before", "at"),
    [
        # Winter, and the days of both clock changes: seven in London is six or seven in UTC.
        (5, "2017-03-05 06:59:59", "2017-03-05 07:00:00"),
        (26, "2017-03-26 05:59:59", "2017-03-26 06:00:00"),
        (5, "2017-07-05 05:59:59", "2017-07-05 06:00:00"),
        (28, "2017-10-28 05:59:59", "2017-10-28 06:00:00"),
        (1, "2018-01-01 06:59:59", "2018-01-01 07:00:00"),
    ],
)
def test_reminders_are_written_and_sent_from_seven_in_london(clock, programme, officer, set_day, before, at):
    AgreementTerms.objects.update(submit_by_day=set_day)
    log(programme, officer, worked_on=dates.day_before(dates.first_of_month(day(at[:10]))))

    # The night before is done.
    sweep(clock(f"{day(at[:10]) - DAY} 12:00:00"))
    sweep(clock(before))
    early = len(mail.outbox)
    sweep(clock(at))
    sweep(clock(at))

    assert (early, [message.to for message in mail.outbox]) == (0, [[officer.email]])
    assert Job.objects.get(key=at[:10]).outcome == "1 written."


@pytest.mark.usefixtures("_no_other_work")
def test_on_the_day_the_clock_goes_back_seven_comes_once(clock, programme, officer, director):
    # 29 October 2017: directors are told seven days after 22 October.
    AgreementTerms.objects.update(submit_by_day=22)
    log(programme, officer, worked_on=day("2017-09-30"))
    sweep(clock("2017-10-28 06:00:00"))

    told = []
    for moment in ("2017-10-29 05:59:59", "2017-10-29 06:00:00", "2017-10-29 06:59:59", "2017-10-29 07:00:00"):
        sweep(clock(moment))
        told.append(Letter.objects.filter(kind="days-not-submitted").count())

    # The clock went back at one in the morning by UTC, so that seven in London is seven in UTC again.
    assert told == [0, 0, 0, 1]


@pytest.mark.usefixtures("_no_other_work")
def test_just_before_midnight_of_london_it_is_still_the_day_before(clock, programme, officer):
    AgreementTerms.objects.update(submit_by_day=5)
    log(programme, officer, worked_on=day("2017-06-30"))

    # A worker that was down all day, at half past eleven in London; in summer.
    sweep(clock("2017-07-04 22:30:00"))
    assert written() == []
    # Just after midnight in London, when UTC still has the fourth: the night's slot is done, the next is at seven.
    sweep(clock("2017-07-04 23:30:00"))
    assert written() == []
    sweep(clock("2017-07-05 06:00:00"))

    assert written() == [("days-to-submit", "Pat Lee", "2017-06")]


def test_the_night_says_how_many_it_wrote(programme, officer, settings):
    settings.PROGRAMME_TODAY = day("2017-03-05")
    log(programme, officer)

    assert [remind(), remind()] == [(True, "1 written."), (True, "0 written.")]


def test_two_nights_at_once_write_each_letter_once(programme, officer, monkeypatch):
    """The second finds the letter of the first only as it writes its own."""
    log(programme, officer)
    to_submit = reminders.letters.to_submit

    def twice(*facts, **more):
        return [to_submit(*facts, **more), to_submit(*facts, **more)].count(True)

    monkeypatch.setattr(reminders.letters, "to_submit", twice)

    assert write_reminders(day("2017-03-05")) == 1
    assert len(written()) == 1


@pytest.mark.parametrize("programmes", [1, 3])
def test_a_night_asks_for_as_much_for_each_programme_whatever_its_days(django_assert_max_num_queries, programmes):
    for _ in range(programmes):
        found, _ = funded_programme()
        WorkstreamFactory(programme=found, number=8)
        officer = officer_of(found)
        for number in range(5):
            log(found, officer, "submitted", submitted_on=FEBRUARY, worked_on=FEBRUARY + number * DAY)

    with django_assert_max_num_queries(1 + 12 * programmes):
        write_reminders(day("2017-02-28"))
