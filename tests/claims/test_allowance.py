"""The ledger: what each figure counts, that a past day shows what it showed, and that it takes the same queries."""

import datetime
from decimal import Decimal

import pytest

from claims.actions.agreement import TERMS, change_terms
from claims.actions.allowances import carry_over, vary_allowance
from claims.actions.approval import approve_days, return_days, undo_approval
from claims.actions.days import change_day, remove_day, submit_days, take_back
from claims.allowance import (
    Ledger,
    Spent,
    allowances_on,
    current_ledger,
    current_left,
    entries_on,
    ledger,
    years_beside,
)
from claims.breakdown import BREAKDOWNS, breakdown
from claims.models import Allowance
from claims.reconciliation import faults
from claims.sentences import allowance_sentences
from tests.factories.accounts import UserFactory
from tests.factories.claims import (
    AllowanceFactory,
    AllowanceVariationFactory,
    DayEntryFactory,
    DayStepFactory,
    FundingAgreementFactory,
    funded_programme,
    made_day,
    pair,
)
from tests.factories.improvement import END, START, ProgrammeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
YEAR_END = datetime.date(2018, 5, 24)
HALF, WHOLE = Decimal("0.5"), Decimal("1.0")


def now_of(allowance, on=TODAY):
    return ledger(allowances_on(allowance.programme, on).get(pk=allowance.pk), on)


def figures(now):
    """Everything that pages show of a ledger."""
    return {
        "figures": (now.entitled, now.logged, now.drafts, now.awaiting, now.approved, now.left, now.beyond),
        "months": now.months,
        "workstreams": now.workstreams,
        "shares": (now.share_approved, now.share_forecast, now.share_of_time, now.days_gone),
        "forecast": now.forecast,
        "sentences": allowance_sentences(now),
        "breakdowns": {by: breakdown(now, by) for by in BREAKDOWNS},
        "years": years_beside(now.allowance, now.on),
    }


def test_ledger_counts_days_by_where_they_stand():
    programme, allowance = funded_programme(days=5)
    workstream = WorkstreamFactory(programme=programme)
    amounts = {"draft": "0.5", "returned": "1.0", "submitted": "1.0", "approved": "1.0", "removed": "1.0"}
    for state, days in amounts.items():
        made_day(workstream, UserFactory(), state, days=days)

    now = now_of(allowance)

    assert (now.entitled, now.logged, now.drafts, now.awaiting, now.approved, now.left, now.beyond) == (
        5, Decimal("3.5"), Decimal("1.5"), 1, 1, 4, 0,
    )  # fmt: skip
    assert now.spent == Spent(drafts=Decimal("1.5"), awaiting=WHOLE, approved=WHOLE)


def test_ledger_leaves_out_what_does_not_count_lies_outside_or_is_anothers():
    programme, allowance = funded_programme()
    workstream = WorkstreamFactory(programme=programme)
    made_day(workstream, UserFactory(), "approved", kind="travel")
    made_day(WorkstreamFactory(programme=funded_programme()[0]), UserFactory(), "approved")
    on = datetime.date(2017, 6, 1)
    for worked_on in (START, END, END + DAY):
        made_day(workstream, UserFactory(), "submitted", worked_on=worked_on, on=on)

    assert (now_of(allowance, on).logged, now_of(allowance, on).approved) == (2, 0)


def test_ledger_says_what_was_worked_beyond_the_allowance():
    programme, allowance = funded_programme(days="1.5")
    workstream = WorkstreamFactory(programme=programme)
    for _ in range(3):
        made_day(workstream, UserFactory(), "submitted")

    now = now_of(allowance)

    assert (now.logged, now.beyond, now.left) == (3, Decimal("1.5"), Decimal("1.5"))


def test_ledger_of_an_allowance_without_days_is_nothing_everywhere():
    now = now_of(funded_programme()[1])

    assert (now.logged, now.left, now.beyond, now.share_approved, now.workstreams) == (0, 200, 0, 0, {})
    assert [spent.logged for _, spent in now.months] == [0] * 13


def test_shares_of_an_allowance_of_nothing_are_nothing():
    now = now_of(funded_programme(days=0)[1])

    assert (now.share_approved, now.share_forecast, now.forecast.runs_out_on) == (0, 0, None)


@pytest.mark.parametrize(
    ("on", "gone", "share"),
    [
        (START - DAY, 0, 0),
        (START, 1, Decimal(100) / 365),
        (END - DAY, 364, Decimal(36400) / 365),
        (END, 365, 100),
        (END + DAY, 365, 100),
    ],
)
def test_time_gone_counts_the_days_of_the_calendar_with_today(on, gone, share):
    programme = FundingAgreementFactory().programme
    allowance = AllowanceFactory(agreement=programme.funding_agreements.get(), recorded_on=START - DAY)

    now = now_of(allowance, on)

    assert (now.period_days, now.days_gone, now.share_of_time) == (365, gone, share)


def test_a_period_with_a_leap_day_is_a_day_longer():
    agreement = FundingAgreementFactory(eligible_from=datetime.date(2016, 2, 1))
    allowance = AllowanceFactory(
        agreement=agreement, starts_on=datetime.date(2016, 2, 1), ends_on=datetime.date(2016, 3, 31)
    )
    workstream = WorkstreamFactory(programme=agreement.programme)
    leap, after = (datetime.date(2016, 2, 29), datetime.date(2016, 3, 1))
    for worked_on in (leap, after):
        made_day(workstream, UserFactory(), worked_on=worked_on)

    now = now_of(allowance)

    assert now.period_days == 60
    assert [(month, spent.logged) for month, spent in now.months] == [(leap.replace(day=1), 1), (after, 1)]


# The last day of a month or a year and the first of the next; both changes of the clocks, in the night to a Sunday.
EDGES = [
    (datetime.date(2016, 10, 29), datetime.date(2016, 10, 30), datetime.date(2016, 10, 31), datetime.date(2016, 11, 1)),
    (datetime.date(2017, 3, 25), datetime.date(2017, 3, 26), datetime.date(2017, 3, 31), datetime.date(2017, 4, 1)),
    (datetime.date(2016, 12, 30), datetime.date(2016, 12, 31), datetime.date(2017, 1, 1), datetime.date(2017, 1, 2)),
]


@pytest.mark.parametrize("edge", EDGES)
def test_days_at_the_edge_of_a_month_lie_in_their_month(edge):
    programme, allowance = funded_programme()
    workstream, on = WorkstreamFactory(programme=programme), datetime.date(2017, 5, 1)
    for worked_on in edge:
        made_day(workstream, UserFactory(), worked_on=worked_on, on=on)

    found = {f"{month:%Y-%m}": spent.logged for month, spent in now_of(allowance, on).months if spent.logged}

    expected = {}
    for worked_on in edge:
        expected[f"{worked_on:%Y-%m}"] = expected.get(f"{worked_on:%Y-%m}", 0) + 1
    assert found == expected


def test_the_last_day_of_one_allowance_and_the_first_of_the_next_are_apart():
    programme, first = funded_programme()
    second = AllowanceFactory(agreement=first.agreement, starts_on=END + DAY, ends_on=YEAR_END)
    workstream, on = WorkstreamFactory(programme=programme), datetime.date(2017, 6, 1)
    made_day(workstream, UserFactory(), "approved", worked_on=END, on=on)
    made_day(workstream, UserFactory(), "approved", worked_on=END + DAY, days="0.5", on=on)

    assert [(now_of(a, on).approved, now_of(a, on).months[0][0]) for a in (first, second)] == [
        (1, datetime.date(2016, 5, 1)),
        (HALF, datetime.date(2017, 5, 1)),
    ]


@pytest.mark.parametrize(
    ("on", "starts_on"),
    [
        (START, START),
        (END, START),
        (END + DAY, END + DAY),
        (YEAR_END, END + DAY),
        # After the last, the last; before the first, the first.
        (YEAR_END + DAY, END + DAY),
        (START - DAY, START),
    ],
)
def test_the_current_ledger_is_that_of_the_period_the_day_lies_in(on, starts_on):
    allowance = AllowanceFactory(recorded_on=START - DAY)
    AllowanceFactory(agreement=allowance.agreement, starts_on=END + DAY, ends_on=YEAR_END, recorded_on=START - DAY)

    assert current_ledger(allowance.programme, on).allowance.starts_on == starts_on


def test_there_is_no_current_ledger_without_an_allowance_known():
    allowance = AllowanceFactory(recorded_on=TODAY)

    assert (current_ledger(ProgrammeFactory(), TODAY), current_ledger(allowance.programme, TODAY - DAY)) == (None, None)


@pytest.mark.parametrize(
    ("on", "left"), [(START - DAY, None), (TODAY - 2 * DAY, 200), (TODAY - DAY, 201), (TODAY, 200)]
)
def test_what_is_left_is_that_of_the_ledger_though_today_no_day_is_summed(django_assert_num_queries, on, left):
    programme, allowance = funded_programme()
    workstream, by = WorkstreamFactory(programme=programme), UserFactory()
    vary_allowance(allowance=allowance, days=WHOLE, reference="L", reason="More.", version=1, by=by, on=TODAY - DAY)
    made_day(workstream, UserFactory(), "approved")
    made_day(workstream, UserFactory(), "submitted")

    with django_assert_num_queries(2 if left is None else 1 if on == TODAY else 2):
        found = current_left(programme, on)

    now = current_ledger(programme, on)
    assert (found and (found.entitled, found.left)) == (now and (now.entitled, now.left))
    assert (found and found.left) == left


class Story:
    """A year of a small programme, told one step a day; what the ledger said is kept at the end of each day."""

    def __init__(self, settings):
        self.settings = settings
        self.programme, self.allowance = funded_programme(days=3)
        self.workstreams = [WorkstreamFactory(programme=self.programme, number=n, recorded_on=START) for n in (8, 9)]
        self.officers = [UserFactory(name=name) for name in ("Ann", "Ben")]
        self.approver = UserFactory()
        self.told = {}

    def log(self, on, officer=0, workstream=0, state="draft", **facts):
        facts = {"worked_on": on, **facts}
        return made_day(
            self.workstreams[workstream], self.officers[officer], state, approver=self.approver, on=on, **facts
        )

    def end_of(self, on):
        self.settings.PROGRAMME_TODAY = on
        self.told[on] = [figures(now_of(allowance, on)) for allowance in allowances_on(self.programme, on)]


def tell(settings):
    """Every kind of step, over month ends, both changes of the clocks, the financial and the programme year."""
    story = Story(settings)
    by, day = story.approver, datetime.date
    one = {"programme": story.programme}

    first = story.log(day(2016, 5, 25))
    story.end_of(day(2016, 5, 25))
    submit_days(**one, entries=[pair(first)], by=first.officer, on=day(2016, 5, 31))
    story.end_of(day(2016, 5, 31))
    first.refresh_from_db()
    return_days(**one, entries=[pair(first)], reason="Which?", by=by, on=day(2016, 6, 1))
    story.end_of(day(2016, 6, 1))
    first.refresh_from_db()
    change_day(entry=first, days=HALF, workstream=story.workstreams[1], kind="remote", note="", version=3,
               by=first.officer, on=day(2016, 10, 29))  # fmt: skip
    story.end_of(day(2016, 10, 29))
    second = story.log(day(2016, 10, 30), officer=1, state="approved")
    third = story.log(day(2016, 10, 30), state="submitted", days="0.5")
    story.end_of(day(2016, 10, 30))
    take_back(entry=third, version=2, by=third.officer, on=day(2016, 10, 31))
    remove_day(entry=third, version=3, by=third.officer, on=day(2016, 10, 31))
    story.end_of(day(2016, 10, 31))
    undo_approval(entry=second, reason="Wrong.", version=3, by=by, on=day(2016, 12, 31))
    story.end_of(day(2016, 12, 31))
    travelled = story.log(day(2017, 1, 1), officer=1, kind="travel", state="submitted")
    story.end_of(day(2017, 1, 1))
    terms = story.allowance.agreement.terms.get()
    same = {name: getattr(terms, name) for name in TERMS}
    change_terms(agreement=story.allowance.agreement, version=1, by=by, reason="Agreed.", on=day(2017, 3, 25),
                 **same | {"travel_counts": True, "carry_over": True})  # fmt: skip
    story.end_of(day(2017, 3, 25))
    travelled.refresh_from_db()
    approve_days(**one, entries=[pair(travelled)], by=by, on=day(2017, 3, 26))
    story.end_of(day(2017, 3, 26))
    vary_allowance(allowance=story.allowance, days=Decimal("1.5"), reference="L", reason="More.", version=1, by=by,
                   on=day(2017, 3, 31))  # fmt: skip
    story.end_of(day(2017, 3, 31))
    # Logged late: it is worked in March and known from April.
    story.log(day(2017, 4, 1), worked_on=day(2017, 3, 30), state="approved", workstream=1)
    story.end_of(day(2017, 4, 1))
    AllowanceFactory(agreement=story.allowance.agreement, starts_on=END + DAY, ends_on=YEAR_END,
                     first_days=Decimal(4), recorded_on=END)  # fmt: skip
    story.log(END, state="approved")
    story.end_of(END)
    story.log(END + DAY, officer=1, state="approved", days="0.5")
    story.end_of(END + DAY)
    story.allowance.refresh_from_db()
    carry_over(allowance=story.allowance, days=HALF, reference="L", reason="Left.", version=2, by=by,
               on=END + 2 * DAY)  # fmt: skip
    story.end_of(END + 2 * DAY)
    return story


def test_figures_of_a_past_day_are_what_they_were_on_that_day(settings):
    story = tell(settings)
    settings.PROGRAMME_TODAY = datetime.date(2017, 12, 31)

    later = {on: [figures(now_of(a, on)) for a in allowances_on(story.programme, on)] for on in story.told}

    assert list(faults()) == []
    assert len(story.told) == 15
    for on, told in story.told.items():
        assert later[on] == told, on


def test_figures_of_the_story_are_those_worked_out_by_hand(settings):
    story = tell(settings)

    found = {f"{on:%Y-%m-%d}": [one["figures"] for one in told] for on, told in story.told.items()}

    half = Decimal("0.5")
    # In the order of figures(): what is entitled first, what is beyond last.
    assert (
        found
        == {
            "2016-05-25": [(3, 1, 1, 0, 0, 3, 0)],
            "2016-05-31": [(3, 1, 0, 1, 0, 3, 0)],
            "2016-06-01": [(3, 1, 1, 0, 0, 3, 0)],
            "2016-10-29": [(3, half, half, 0, 0, 3, 0)],
            "2016-10-30": [(3, 2, half, half, 1, 2, 0)],
            "2016-10-31": [(3, 1 + half, half, 0, 1, 2, 0)],
            "2016-12-31": [(3, 1 + half, half, 1, 0, 3, 0)],
            "2017-01-01": [(3, 1 + half, half, 1, 0, 3, 0)],
            "2017-03-25": [(3, 2 + half, half, 2, 0, 3, 0)],
            "2017-03-26": [(3, 2 + half, half, 1, 1, 2, 0)],
            "2017-03-31": [(4 + half, 2 + half, half, 1, 1, 3 + half, 0)],
            "2017-04-01": [(4 + half, 3 + half, half, 1, 2, 2 + half, 0)],
            "2017-05-24": [(4 + half, 4 + half, half, 1, 3, 1 + half, 0), (4, 0, 0, 0, 0, 4, 0)],
            "2017-05-25": [(4 + half, 4 + half, half, 1, 3, 1 + half, 0), (4, half, 0, 0, half, 3 + half, 0)],
            "2017-05-26": [(4, 4 + half, half, 1, 3, 1, half), (4 + half, half, 0, 0, half, 4, 0)],
        }
        | {}
    )


def test_the_counter_and_the_ledger_of_today_agree(settings):
    story = tell(settings)

    held = {a.pk: (a.days, a.days_approved) for a in Allowance.objects.all()}

    assert held == {
        a.pk: (now_of(a, END + 2 * DAY).entitled, now_of(a, END + 2 * DAY).approved) for a in Allowance.objects.all()
    }
    assert story.programme.allowances.count() == 2


def test_entries_of_a_past_day_are_the_newest_steps_known_then():
    entry = DayEntryFactory(version=3, state="submitted")
    facts = {"entry": entry, "recorded_on": datetime.date(2016, 6, 1)}
    DayStepFactory(number=1, state="draft", **facts)
    twice = DayStepFactory(number=2, state="returned", days=HALF, **facts)
    DayStepFactory(number=3, recorded_on=TODAY, entry=entry)

    assert list(entries_on(entry.programme, TODAY - DAY)) == [twice]
    assert list(entries_on(entry.programme, TODAY)) == [entry]
    assert list(entries_on(entry.programme, datetime.date(2016, 5, 31))) == []


@pytest.mark.parametrize("on", [TODAY, TODAY - DAY])
def test_an_entry_and_its_steps_have_the_same_key(on):
    entry = DayEntryFactory()
    DayStepFactory(entry=entry)

    assert entries_on(entry.programme, on).get().key == entry.pk


def test_removed_entries_are_known_until_the_day_they_are_removed(settings):
    workstream = WorkstreamFactory(programme=funded_programme()[0])
    yesterday, entry = TODAY - DAY, made_day(workstream, UserFactory(), on=TODAY - DAY)
    remove_day(entry=entry, version=1, by=entry.officer)

    known = [entries_on(workstream.programme, on).count() for on in (yesterday, TODAY)]
    settings.PROGRAMME_TODAY = TODAY + DAY

    assert known == [1, 0]
    assert [entries_on(workstream.programme, on).count() for on in (yesterday, TODAY, TODAY + DAY)] == [1, 0, 0]


def test_the_same_days_by_financial_year_and_by_programme_year():
    programme, allowance = funded_programme()
    workstream, on = WorkstreamFactory(programme=programme), datetime.date(2017, 6, 30)
    second = AllowanceFactory(agreement=allowance.agreement, starts_on=END + DAY, ends_on=YEAR_END)
    edges = {
        START: "draft",
        datetime.date(2017, 3, 31): "approved",
        datetime.date(2017, 4, 1): "submitted",
        END: "approved",
        END + DAY: "approved",
    }
    for worked_on, state in edges.items():
        made_day(workstream, UserFactory(), state, worked_on=worked_on, on=on)

    def years(allowance):
        return [
            [(p.name, p.starts_on, p.ends_on, p.logged, p.approved) for p in periods]
            for periods in years_beside(allowance, on)
        ]

    april = [datetime.date(year, 4, 1) for year in (2016, 2017, 2018, 2019)]
    assert years(allowance) == [
        [("2016/17", april[0], april[1] - DAY, 2, 1), ("2017/18", april[1], april[2] - DAY, 3, 2)],
        [("Year 1", START, END, 4, 2)],
    ]
    assert years(second) == [
        [("2017/18", april[1], april[2] - DAY, 3, 2), ("2018/19", april[2], april[3] - DAY, 0, 0)],
        [("Year 2", END + DAY, YEAR_END, 1, 1)],
    ]


def test_programme_years_from_a_leap_day_start_on_28_february():
    programme = ProgrammeFactory(starts_on=datetime.date(2016, 2, 29))
    agreement = FundingAgreementFactory(programme=programme, eligible_from=datetime.date(2016, 2, 29))
    allowance = AllowanceFactory(
        agreement=agreement, starts_on=datetime.date(2017, 2, 27), ends_on=datetime.date(2017, 2, 28)
    )

    _, years = years_beside(allowance, TODAY)

    assert [(p.name, p.starts_on, p.ends_on) for p in years] == [
        ("Year 1", datetime.date(2016, 2, 29), datetime.date(2017, 2, 27)),
        ("Year 2", datetime.date(2017, 2, 28), datetime.date(2018, 2, 27)),
    ]


def test_an_allowance_before_the_programme_touches_no_programme_year():
    programme = ProgrammeFactory(starts_on=datetime.date(2017, 1, 1))
    allowance = AllowanceFactory(
        agreement=FundingAgreementFactory(programme=programme), ends_on=datetime.date(2016, 12, 31)
    )

    assert [len(periods) for periods in years_beside(allowance, TODAY)] == [1, 0]


def filled(entries):
    """A programme with an allowance, a variation, and so many entries of four states, each with its step."""
    programme, allowance = funded_programme(days=1000)
    AllowanceVariationFactory(allowance=allowance)
    workstreams = [WorkstreamFactory(programme=programme, number=number) for number in range(1, 4)]
    officers = UserFactory.create_batch(3)
    approver = UserFactory()
    for number in range(entries):
        facts = {"workstream": workstreams[number % 3], "officer": officers[number % 3]}
        facts["worked_on"] = START + (number // 3) * DAY
        if number % 4 == 3:
            facts |= {"approved_on": TODAY, "approved_by": approver, "allowance": allowance}
        state = ("draft", "returned", "submitted", "approved")[number % 4]
        DayStepFactory(entry=DayEntryFactory(state=state, **facts))
    return programme


@pytest.mark.parametrize("entries", [1, 30, 300])
@pytest.mark.parametrize("on", [TODAY, TODAY - DAY])
def test_a_ledger_with_all_its_breakdowns_takes_the_same_queries(django_assert_num_queries, entries, on):
    programme = filled(entries)

    with django_assert_num_queries(3):
        now = current_ledger(programme, on)
    with django_assert_num_queries(7):
        lines = {by: breakdown(now, by) for by in BREAKDOWNS}
        years = years_beside(now.allowance, on)

    assert now.logged == sum(line.spent.logged for line in lines["officer"]) == entries
    assert sum(period.logged for period in years[0]) == entries


def test_a_ledger_can_be_made_by_hand():
    cells = {(START, 1): Spent(WHOLE, HALF), (START, 2): Spent(approved=WHOLE), (END, 1): Spent(HALF)}

    now = Ledger(allowance=Allowance(starts_on=START, ends_on=END), on=TODAY, entitled=Decimal(2), cells=cells)

    assert (now.drafts, now.awaiting, now.approved, now.logged, now.beyond) == (Decimal("1.5"), HALF, 1, 3, 1)
    assert now.workstreams == {1: Spent(Decimal("1.5"), HALF), 2: Spent(approved=WHOLE)}
