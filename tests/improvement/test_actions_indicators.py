"""Keeping the catalogue of measures."""

import datetime

import pytest

from config.records import Stale
from improvement.actions.indicators import (
    add_event,
    add_indicator,
    change_indicator,
    drop_column,
    retire_indicator,
    set_target,
    take_column,
    tie_indicator,
)
from improvement.models import FindingTie, Indicator, IndicatorEvent, StatisticsColumn, Target, WorkstreamTie
from improvement.readings import indicators_on
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    FindingFactory,
    FindingTieFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    StatisticsColumnFactory,
    TargetFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
YESTERDAY = datetime.date(2017, 2, 27)
MARCH = datetime.date(2017, 3, 1)

FACTS = {
    "title": "Visits in time",
    "area": "protection",
    "definition": "Visits made within ten days.",
    "numerator_label": "Visits in time",
    "denominator_label": "Visits due",
    "unit": "percentage",
    "basis": "flow",
    "polarity": "higher",
    "decimals": 1,
    "frequency": "month",
    "publisher": "Case system",
    "owner_post": "Head of Service",
}


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def visits():
    return IndicatorFactory(percentage=True, title="Visits in time")


def test_add_indicator_puts_it_in_the_catalogue(by, events):
    programme = ProgrammeFactory()

    made = add_indicator(programme=programme, code="visits-in-time", by=by, **FACTS)

    known = indicators_on(programme, TODAY).get()
    assert (known, known.recorded_on, known.recorded_by, known.version) == (made, TODAY, by, 1)
    assert {name: getattr(known, name) for name in FACTS} == FACTS
    assert events() == [("indicator.added", {}, {"code": "visits-in-time"} | FACTS, "")]


def test_a_count_needs_no_parts_and_no_owner(by, events):
    facts = {name: FACTS[name] for name in ("title", "area", "definition", "basis", "frequency", "publisher")}

    made = add_indicator(programme=ProgrammeFactory(), code="plans", unit="count", polarity="none", by=by, **facts)

    ((_, _, after, _),) = events()
    assert (made.decimals, made.numerator_label, after["numerator_label"], after["decimals"]) == (0, "", "", "")


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        (
            {"code": "Visits in time"},
            {"code": ["Use small letters, digits and hyphens, like referrals-no-further-action."]},
        ),
        ({"code": "add"}, {"code": ["Use small letters, digits and hyphens, like referrals-no-further-action."]}),
        ({"code": "held"}, {"__all__": ["Another measure has this code."]}),
        (
            {"numerator_label": ""},
            {"__all__": ["Say what the numerator and the denominator count: this is not a count."]},
        ),
        ({"unit": "pounds"}, {"unit": ["Value 'pounds' is not a valid choice."]}),
        (
            {"decimals": 3},
            {"decimals": ["Ensure this value is less than or equal to 2."]},
        ),
        (
            {"definition": "Of NHS 943 476 5919."},
            {"definition": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_a_measure_that_breaks_a_rule_is_refused_whole(by, refused, facts, errors):
    programme = IndicatorFactory(code="held").programme

    assert refused(add_indicator, programme=programme, by=by, **({"code": "visits"} | FACTS | facts)) == errors


CLOSED = {"__all__": ["The programme is closed. Ask the director to open it again first."]}
RETIRED = {"__all__": ["This measure is retired: nothing about it changes any more."]}

STEPS = {
    "change": (change_indicator, {"version": 1, "title": "Other"}),
    "retire": (retire_indicator, {"version": 1, "reason": "No longer counted."}),
    "target": (
        set_target,
        {"version": 1, "value": 90, "tolerance": 0, "applies_from": TODAY, "reason": "Agreed by the board."},
    ),
    "tie": (tie_indicator, {"version": 1, "findings": [], "workstreams": []}),
    "column": (take_column, {"value_column": "percent"}),
}


def step(name, indicator):
    action, facts = STEPS[name]
    programme = {"programme": indicator.programme} if action is take_column else {}
    return action, {"indicator": indicator, **programme, **facts}


@pytest.mark.parametrize("name", STEPS)
def test_nothing_about_a_retired_measure_changes(by, refused, name):
    indicator = IndicatorFactory(percentage=True, retired_on=TODAY, retired_by=by)
    action, facts = step(name, indicator)

    assert refused(action, by=by, **facts) == RETIRED


@pytest.mark.parametrize("name", STEPS)
def test_nothing_about_a_measure_of_a_closed_programme_changes(by, refused, visits, name):
    ProgrammeChangeFactory(programme=visits.programme, state="closed", recorded_on=TODAY)
    action, facts = step(name, visits)

    assert refused(action, by=by, **facts) == CLOSED


@pytest.mark.parametrize("name", [name for name in STEPS if name != "column"])
def test_a_measure_changed_by_somebody_else_is_left_alone(by, visits, left_alone, name):
    action, facts = step(name, visits)

    with left_alone(), pytest.raises(Stale):
        action(by=by, **(facts | {"version": 2}))


def test_a_closed_programme_takes_no_measure_and_no_event_and_keeps_its_columns(by, refused, visits):
    column = StatisticsColumnFactory(indicator=visits)
    ProgrammeChangeFactory(programme=visits.programme, state="closed", recorded_on=TODAY)
    event = {"kind": "event", "happened_on": TODAY, "title": "New team", "programme": visits.programme}

    assert refused(add_indicator, programme=visits.programme, code="other", by=by, **FACTS) == CLOSED
    assert refused(add_event, by=by, **event) == CLOSED
    assert refused(drop_column, column=column, by=by) == CLOSED


def test_change_indicator_keeps_what_it_said_before_on_the_trail(by, events, visits):
    changed = change_indicator(
        indicator=visits, version=1, by=by, title="Visits in ten days", decimals=2, area="protection"
    )

    visits.refresh_from_db()
    assert (changed, visits.title, visits.decimals, visits.version) == (visits, "Visits in ten days", 2, 2)
    assert events() == [
        (
            "indicator.changed",
            {"title": "Visits in time", "decimals": 1},
            {"title": "Visits in ten days", "decimals": 2},
            "",
        )
    ]


def test_the_same_again_is_refused(by, refused, visits):
    assert refused(change_indicator, indicator=visits, version=1, by=by, title="Visits in time") == {
        "__all__": ["Nothing would change: write what is different."]
    }


@pytest.mark.parametrize(("field", "value"), [("unit", "count"), ("basis", "stock"), ("frequency", "quarter")])
def test_what_figures_were_recorded_as_stands_once_there_are_any(by, refused, visits, field, value):
    elsewhere = IndicatorFactory(percentage=True)
    ObservationFactory(indicator=visits, value=80)

    changed = change_indicator(indicator=elsewhere, version=1, by=by, **{field: value})

    assert getattr(changed, field) == value
    assert refused(change_indicator, indicator=visits, version=1, by=by, **{field: value}) == {
        field: ["This measure has figures, which this would make say something else: add another measure instead."]
    }


def test_a_measure_with_figures_may_be_named_better(by, visits):
    ObservationFactory(indicator=visits, value=80)

    assert change_indicator(indicator=visits, version=1, by=by, title="Other", unit="percentage").title == "Other"


def test_a_measure_with_a_target_keeps_its_better_way(by, refused, visits):
    TargetFactory(indicator=visits)

    assert refused(change_indicator, indicator=visits, version=1, by=by, polarity="none") == {
        "polarity": ["This measure has a target, so one way is better."]
    }
    assert change_indicator(indicator=visits, version=1, by=by, polarity="lower").polarity == "lower"


def test_a_measure_without_a_target_may_lose_its_better_way(by, visits):
    assert change_indicator(indicator=visits, version=1, by=by, polarity="none").polarity == "none"


def test_a_change_that_breaks_a_rule_is_refused(by, refused, visits):
    assert refused(change_indicator, indicator=visits, version=1, by=by, title="") == {
        "title": ["This field cannot be blank."]
    }


def test_retire_indicator_takes_it_out_of_use_and_earlier_days_still_show_it(by, events, visits):
    retire_indicator(indicator=visits, reason="No longer counted.", version=1, by=by)

    visits.refresh_from_db()
    assert (visits.retired_on, visits.retired_by, visits.version) == (TODAY, by, 2)
    assert [list(indicators_on(visits.programme, on)) for on in (YESTERDAY, TODAY)] == [[visits], []]
    assert list(indicators_on(visits.programme, TODAY, retired=True)) == [visits]
    assert events() == [("indicator.retired", {}, {"retired_on": "2017-02-28"}, "No longer counted.")]


def test_set_target_stands_beside_the_earlier_ones(by, events, visits):
    TargetFactory(indicator=visits)

    made = set_target(
        indicator=visits, value=95, tolerance=None, applies_from=MARCH, reason="Agreed.", version=1, by=by
    )

    visits.refresh_from_db()
    assert (made.value, made.tolerance, made.applies_from, made.recorded_on, made.recorded_by) == (
        95,
        0,
        MARCH,
        TODAY,
        by,
    )
    assert (Target.objects.count(), visits.version) == (2, 2)
    assert events() == [
        ("indicator.target_set", {}, {"target": 95, "tolerance": "0", "applies_from": "2017-03-01"}, "Agreed.")
    ]


@pytest.mark.parametrize(
    ("polarity", "facts", "errors"),
    [
        ("none", {}, {"__all__": ["No target: neither way is better for this measure."]}),
        ("higher", {"value": 101}, {"value": ["A percentage is from 0 to 100."]}),
        ("higher", {"value": None}, {"value": ["This field cannot be null."]}),
        ("higher", {"value": -1}, {"__all__": ["A target is 0 or more."]}),
        ("higher", {"tolerance": -1}, {"__all__": ["A tolerance is 0 or more."]}),
        ("higher", {"reason": ""}, {"reason": ["This field cannot be blank."]}),
    ],
)
def test_a_target_that_breaks_a_rule_is_refused(by, refused, polarity, facts, errors):
    indicator = IndicatorFactory(percentage=True, polarity=polarity)
    _, target = step("target", indicator)

    assert refused(set_target, by=by, **(target | facts)) == errors


@pytest.mark.parametrize("kind", ["event", "break", "rebase"])
def test_add_event_marks_a_day_on_the_chart_of_a_measure(by, events, visits, kind):
    made = add_event(
        programme=visits.programme,
        indicator=visits,
        kind=kind,
        happened_on=YESTERDAY,
        title="New thresholds",
        reason="The list was cleaned.",
        by=by,
    )

    after = {"kind": kind, "title": "New thresholds", "happened_on": "2017-02-27", "indicator": visits.code}
    assert (IndicatorEvent.objects.get(), made.indicator, made.recorded_by) == (made, visits, by)
    assert events() == [("indicator.event_added", {}, after, "The list was cleaned.")]


def test_an_event_may_be_of_all_measures(by, events):
    add_event(programme=ProgrammeFactory(), kind="event", happened_on=TODAY, title="New director", by=by)

    ((_, _, after, _),) = events()
    assert (IndicatorEvent.objects.get().indicator, after["indicator"]) == (None, "")


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"happened_on": MARCH}, {"happened_on": ["This day is in the future. Choose today or an earlier day."]}),
        (
            {"kind": "rebase", "reason": ""},
            {"reason": ["Say why: a board must be able to see that limits were not moved to please."]},
        ),
        (
            {"kind": "break", "indicator": None},
            {"__all__": ["A break or new limits are of one measure, and have their reason."]},
        ),
        ({"title": ""}, {"title": ["This field cannot be blank."]}),
        ({"kind": "party"}, {"kind": ["Value 'party' is not a valid choice."]}),
    ],
)
def test_an_event_that_breaks_a_rule_is_refused(by, refused, visits, facts, errors):
    event = {"kind": "event", "happened_on": TODAY, "title": "New team", "reason": "Since.", "indicator": visits}

    assert refused(add_event, programme=visits.programme, by=by, **(event | facts)) == errors


def test_tie_indicator_ties_withdraws_and_leaves_what_stands(by, events, visits):
    programme = visits.programme
    f1, f2, f3 = (FindingFactory(programme=programme, reference=reference) for reference in ("F1", "F2", "F3"))
    w1 = WorkstreamFactory(programme=programme, number=1, title="MASH")
    kept, lost = FindingTieFactory(indicator=visits, finding=f1), FindingTieFactory(indicator=visits, finding=f2)

    tie_indicator(indicator=visits, findings=[f1, f3], workstreams=[w1], version=1, by=by)

    kept.refresh_from_db()
    lost.refresh_from_db()
    visits.refresh_from_db()
    assert (kept.withdrawn_on, lost.withdrawn_on, lost.withdrawn_by, visits.version) == (None, TODAY, by, 2)
    standing = FindingTie.objects.standing_on(TODAY).order_by("finding__reference")
    assert list(standing.values_list("finding", flat=True)) == [f1.pk, f3.pk]
    assert list(FindingTie.objects.standing_on(YESTERDAY).order_by("pk")) == [kept, lost]
    assert WorkstreamTie.objects.get().workstream == w1
    before = {"findings": sorted([str(f1), str(f2)]), "workstreams": []}
    after = {"findings": sorted([str(f1), str(f3)]), "workstreams": [str(w1)]}
    assert events() == [("indicator.tied", before, after, "")]


def test_the_same_ties_again_are_refused(by, refused, visits):
    finding = FindingTieFactory(indicator=visits).finding

    assert refused(tie_indicator, indicator=visits, findings=[finding], workstreams=[], version=1, by=by) == {
        "__all__": ["Nothing would change: choose other findings or workstreams."]
    }


def test_a_tie_may_be_made_again_after_it_was_withdrawn(by, visits):
    finding = FindingFactory(programme=visits.programme)

    for version, findings in enumerate(([finding], [], [finding]), start=1):
        tie_indicator(indicator=visits, findings=findings, workstreams=[], version=version, by=by)

    assert list(FindingTie.objects.order_by("pk").values_list("withdrawn_on", flat=True)) == [TODAY, None]


COLUMN = {
    "value_column": "again_percent",
    "numerator_column": "again",
    "denominator_column": "starts",
    "only_rows": "category = Plans",
}


def test_take_column_says_where_figures_stand(by, events, visits):
    made = take_column(programme=visits.programme, indicator=visits, by=by, **COLUMN)

    assert (StatisticsColumn.objects.get(), made.indicator, made.recorded_by) == (made, visits, by)
    assert (made.conditions, str(made)) == ({"category": "plans"}, "again_percent for Visits in time")
    assert events() == [("indicator.column_taken", {}, COLUMN, "")]


def test_a_measure_takes_a_column_once(by, refused, visits):
    StatisticsColumnFactory(indicator=visits, value_column="percent")
    action, facts = step("column", visits)

    assert refused(action, by=by, **facts) == {"__all__": ["This measure takes its figures from that column already."]}


def test_drop_column_leaves_what_was_imported_from_it(by, events, visits):
    column = StatisticsColumnFactory(indicator=visits, **COLUMN)
    ObservationFactory(indicator=visits, value=80)

    drop_column(column=column, by=by)

    assert (StatisticsColumn.objects.count(), Indicator.objects.get().observations.count()) == (0, 1)
    assert events() == [("indicator.column_dropped", COLUMN, {}, "")]
