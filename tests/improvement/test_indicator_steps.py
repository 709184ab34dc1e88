"""The steps on a measure: each form does what it says, and where it cannot says why and keeps what was typed."""

import datetime
import html
from dataclasses import dataclass, field

import pytest
from django.contrib.messages import get_messages

from audit.models import Event
from improvement.actions.indicators import retire_indicator
from improvement.models import FindingTie, Indicator, WorkstreamTie
from tests.factories import improvement as factories
from tests.factories.accounts import UserFactory, member

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = datetime.date(2017, 2, 28), datetime.date(2017, 2, 27)
PARTS = {"numerator_label": "Visits in time", "denominator_label": "Visits due"}
GRID = "/torbay/indicators/"
ONE = "/torbay/indicators/visits/"


@pytest.fixture
def programme():
    return factories.ProgrammeFactory(slug="torbay")


@pytest.fixture
def visits(programme):
    return factories.IndicatorFactory(programme=programme, code="visits", title="Visits", polarity="higher")


@pytest.fixture
def analyst(client, programme):
    client.force_login(member(programme, "analyst"))
    return client


@pytest.fixture
def board(client, programme):
    client.force_login(member(programme, "board_member"))
    return client


@pytest.fixture
def reader(client, programme):
    client.force_login(member(programme, "reader"))
    return client


def main_of(answer):
    drawn = answer.content.decode()
    return html.unescape(drawn[drawn.index("<main") : drawn.index("</main>")])


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def steps_taken():
    """What the audit trail says was done, beside signing in."""
    return list(Event.objects.exclude(action="person.signed_in").order_by("pk").values_list("action", flat=True))


LINE, PROSE = 200, 4000
IDENTIFIES = "This looks like an NHS number. Take it out: nothing here may identify a child."
DEFINITION = {
    "title": "Visits made", "area": "protection", "definition": "Every visit.", "unit": "count", "basis": "flow",
    "polarity": "lower", "decimals": "1", "frequency": "month", "publisher": "Case system", "numerator_label": "",
    "denominator_label": "", "owner_post": "Head of Service",
}  # fmt: skip
NEEDED = {
    "title": "Enter title",
    "area": "Choose area",
    "definition": "Enter definition",
    "unit": "Choose unit",
    "basis": "Choose stock or flow",
    "polarity": "Choose which way is better",
    "decimals": "Choose how many decimals",
    "frequency": "Choose period",
    "publisher": "Enter where the figures come from",
}


def date(name, day, month, year):
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


@dataclass(frozen=True)
class Step:
    """A page with a form: what is typed that is right, what is said of nothing at all, and what follows."""

    path: str
    good: dict
    says: str
    leads_to: str
    event: str
    missing: dict
    texts: dict = field(default_factory=dict)
    versioned: bool = True

    def __str__(self):
        return self.path

    @property
    def url(self):
        return GRID + self.path

    @property
    def seen(self):
        return {"version": "1"} if self.versioned else {}


STEPS = [
    Step(
        "add/",
        good=DEFINITION | {"code": "new-measure"},
        says="The measure is in the catalogue. Bring its figures in from a file.",
        leads_to="/torbay/indicators/new-measure/",
        event="indicator.added",
        missing=NEEDED | {"code": "Enter code"},
        texts={"title": LINE, "definition": PROSE, "publisher": LINE, "owner_post": LINE},
        versioned=False,
    ),
    Step(
        "visits/change/",
        good=DEFINITION,
        says="The definition is changed. The audit trail keeps what stood before.",
        leads_to=ONE,
        event="indicator.changed",
        missing=NEEDED,
        texts={"title": LINE, "definition": PROSE, "publisher": LINE, "owner_post": LINE},
    ),
    Step(
        "visits/target/",
        good={"value": "90.5", "tolerance": "", **date("applies_from", 1, 3, 2017), "reason": "The board."},
        says="The target is set. Earlier targets stay on record.",
        leads_to=ONE,
        event="indicator.target_set",
        missing={
            "value": "Enter the target",
            "applies_from": "Enter the day it applies from",
            "reason": "Enter who set it, and why",
        },
        texts={"reason": PROSE},
    ),
    Step(
        "visits/event/",
        good={"kind": "break", **date("happened_on", 1, 2, 2017), "title": "New form", "reason": "Counted anew."},
        says="The event is marked on the chart.",
        leads_to=ONE,
        event="indicator.event_added",
        missing={"kind": "Choose what to mark", "happened_on": "Enter the date", "title": "Enter what happened"},
        texts={"title": LINE, "reason": PROSE},
        versioned=False,
    ),
    Step(
        "events/add/",
        good={"kind": "event", **date("happened_on", 1, 2, 2017), "title": "New law", "reason": ""},
        says="The event is marked on every chart.",
        leads_to=GRID,
        event="indicator.event_added",
        missing={"kind": "This field is required.", "happened_on": "Enter the date", "title": "Enter what happened"},
        texts={"title": LINE, "reason": PROSE},
        versioned=False,
    ),
    Step(
        "visits/retire/",
        good={"reason": "Nobody asks."},
        says="The measure is retired. Its figures stay on record.",
        leads_to=ONE,
        event="indicator.retired",
        missing={"reason": "Enter reason"},
        texts={"reason": PROSE},
    ),
]
every_step = pytest.mark.parametrize("step", STEPS, ids=str)


@every_step
def test_a_form_shows_and_does_what_it_says(analyst, visits, step):
    shown = analyst.get(step.url)

    answer = analyst.post(step.url, step.good | step.seen)

    assert (shown.status_code, answer.status_code, answer.url, told(answer)) == (200, 302, step.leads_to, [step.says])
    assert steps_taken() == [step.event]
    assert analyst.get(answer.url).status_code == 200


@every_step
def test_a_form_says_by_each_field_what_is_missing(analyst, visits, left_alone, step):
    with left_alone():
        answer = analyst.post(step.url, step.seen)

    assert {name: errors[0] for name, errors in answer.context["form"].errors.items()} == step.missing


@every_step
def test_a_text_that_identifies_or_is_too_long_is_refused_and_stays_typed(analyst, visits, left_alone, step):
    for name, length in step.texts.items():
        for typed, error in (
            ("Case 943 476 5919", IDENTIFIES),
            ("x" * (length + 1), f"Ensure this value has at most {length} characters (it has {length + 1})."),
        ):
            with left_alone():
                answer = analyst.post(step.url, step.good | step.seen | {name: typed})
            assert answer.context["form"].errors == {name: [error]}
            assert typed in main_of(answer)


@every_step
def test_the_longest_texts_are_taken(analyst, visits, step):
    longest = {name: "é" * length for name, length in step.texts.items()}

    assert analyst.post(step.url, step.good | step.seen | longest).status_code == 302


@every_step
def test_a_form_is_closed_to_who_may_only_see_and_on_an_earlier_day(client, programme, visits, left_alone, step):
    statuses = []
    for role, query in (("director", ""), ("reader", ""), ("analyst", "?on=2017-02-27")):
        client.force_login(member(programme, role))
        statuses += [client.get(step.url + query).status_code, client.post(step.url + query, step.good).status_code]

    assert (statuses, Indicator.objects.get().version) == ([403] * 6, 1)
    assert set(steps_taken()) == {"access.refused"}


@pytest.mark.parametrize("step", [step for step in STEPS if step.versioned], ids=str)
def test_a_form_from_before_somebody_elses_change_is_told_and_kept(analyst, visits, left_alone, step):
    Indicator.objects.update(version=2)
    with left_alone():
        answer = analyst.post(step.url, step.good | step.seen)

    (error,) = answer.context["form"].non_field_errors()
    assert ("changed" in error.lower(), answer.context["form"]["version"].value()) == (True, "2")


@pytest.mark.parametrize("step", [step for step in STEPS if step.path != "events/add/"], ids=str)
def test_a_form_of_another_programmes_measure_is_not_there(analyst, step):
    other = factories.IndicatorFactory(code="visits")

    statuses = {analyst.get(step.url).status_code, analyst.post(step.url, step.good).status_code}

    assert (statuses if step.path != "add/" else {404}, other.version) == ({404}, 1)


@pytest.mark.parametrize("step", ["change", "target", "event", "ties", "retire"])
def test_a_form_of_a_retired_measure_is_not_begun(analyst, visits, left_alone, step):
    retire_indicator(indicator=visits, reason="Gone.", version=1, by=UserFactory())

    with left_alone():
        answer = analyst.get(f"{ONE}{step}/")

    said = "This measure is retired: nothing about it changes any more."
    assert (answer.status_code, answer.url, told(answer)) == (302, ONE, [said])


def errors_of(client, path, typed):
    return client.post(GRID + path, typed).context["form"].errors


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"code": "Visits"}, {"code": ["Use small letters, digits and hyphens, like referrals-no-further-action."]}),
        ({"code": "add"}, {"code": ["Use small letters, digits and hyphens, like referrals-no-further-action."]}),
        ({"code": "visits"}, {"__all__": ["Another measure has this code."]}),
        ({"unit": "rate_per_10000"}, {"__all__": [
            "Say what the numerator and the denominator count: this is not a count."]}),
    ],
)  # fmt: skip
def test_a_measure_is_refused(analyst, visits, left_alone, typed, errors):
    with left_alone():
        assert errors_of(analyst, "add/", DEFINITION | {"code": "new"} | typed) == errors


def test_the_unit_of_a_measure_with_figures_stays(analyst, visits, left_alone):
    factories.ObservationFactory(indicator=visits)
    with left_alone():
        errors = errors_of(analyst, "visits/change/", DEFINITION | PARTS | {"unit": "percentage", "version": "1"})

    assert errors == {
        "unit": ["This measure has figures, which this would make say something else: add another measure instead."]
    }


def test_a_definition_is_shown_as_it_stands_and_needs_a_change(analyst, visits, left_alone):
    form = analyst.get(f"{ONE}change/").context["form"]
    with left_alone():
        answer = analyst.post(f"{ONE}change/", {name: form[name].value() for name in form.fields})

    assert (form["title"].value(), form["decimals"].value()) == ("Visits", 0)
    assert answer.context["form"].non_field_errors() == ["Nothing would change: write what is different."]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"value": "many"}, {"value": ["Write the target as a number, like 90 or 7.5"]}),
        ({"value": "-1"}, {"value": ["Ensure this value is greater than or equal to 0."]}),
        ({"tolerance": "some"}, {"tolerance": ["Write the tolerance as a number, like 2 or 0.5"]}),
        (date("applies_from", 31, 2, 2017), {"applies_from": ["Enter a real date, like 28 2 2017"]}),
    ],
)
def test_a_target_is_refused(analyst, visits, left_alone, typed, errors):
    right = {"value": "90", "tolerance": "2", **date("applies_from", 1, 3, 2017), "reason": "Why.", "version": "1"}
    with left_alone():
        assert errors_of(analyst, "visits/target/", right | typed) == errors


def test_a_measure_without_a_better_way_takes_no_target(analyst, programme, left_alone):
    factories.IndicatorFactory(programme=programme, code="plans")
    typed = {"value": "90", **date("applies_from", 1, 3, 2017), "reason": "Why.", "version": "1"}
    with left_alone():
        errors = errors_of(analyst, "plans/target/", typed)

    assert errors == {"__all__": ["No target: neither way is better for this measure."]}


@pytest.mark.parametrize(
    ("path", "typed", "errors"),
    [
        ("visits/event/", {"kind": "rebase"}, {"reason": [
            "Say why: a board must be able to see that limits were not moved to please."]}),
        ("visits/event/", date("happened_on", 1, 3, 2017), {"happened_on": [
            "This day is in the future. Choose today or an earlier day."]}),
        ("events/add/", {"kind": "break", "reason": "Why."}, {"__all__": [
            "A break or new limits are of one measure, and have their reason."]}),
        ("events/add/", {"kind": "nothing", "reason": "Why."}, {"kind": ["Value 'nothing' is not a valid choice."]}),
    ],
)  # fmt: skip
def test_an_event_is_refused(analyst, visits, left_alone, path, typed, errors):
    right = {"kind": "event", **date("happened_on", 1, 2, 2017), "title": "New form", "reason": ""}
    with left_alone():
        found = errors_of(analyst, path, right | typed)

    assert found == errors


def test_an_event_of_all_offers_no_kind(analyst, visits):
    kinds = [analyst.get(GRID + path).context["form"]["kind"].is_hidden for path in ("events/add/", "visits/event/")]

    assert kinds == [True, False]


# --- What it speaks for -------------------------------------------------------------------------------


@pytest.fixture
def tieable(programme, visits):
    """Two findings and two workstreams; the first of each is tied."""
    findings = [factories.FindingFactory(programme=programme, reference=f"F{n}", position=n) for n in (1, 2)]
    workstreams = [factories.WorkstreamFactory(programme=programme, number=n) for n in (1, 2)]
    factories.FindingTieFactory(indicator=visits, finding=findings[0])
    factories.WorkstreamTieFactory(indicator=visits, workstream=workstreams[0])
    return findings, workstreams


def test_a_measure_is_tied_to_others_from_today_on(analyst, visits, tieable):
    findings, workstreams = tieable
    form = analyst.get(f"{ONE}ties/").context["form"]

    typed = {"findings": [findings[1].pk], "workstreams": [w.pk for w in workstreams], "version": "1"}
    answer = analyst.post(f"{ONE}ties/", typed)

    assert (form["findings"].value(), form["workstreams"].value()) == ([findings[0].pk], [workstreams[0].pk])
    assert (answer.url, told(answer)) == (ONE, ["Saved. What stood before today stays on record."])
    assert [tie.finding.reference for tie in FindingTie.objects.standing_on(TODAY)] == ["F2"]
    assert [tie.workstream.number for tie in WorkstreamTie.objects.standing_on(TODAY).order_by("pk")] == [1, 2]
    before = analyst.get(ONE, {"on": "2017-02-27"}).context
    assert ([f.reference for f in before["findings"]], [w.number for w in before["workstreams"]]) == (["F1"], [1])
    assert steps_taken() == ["indicator.tied"]


def test_ties_that_cannot_be_are_refused(analyst, visits, tieable, left_alone):
    findings, workstreams = tieable
    stay = {"findings": [findings[0].pk], "workstreams": [workstreams[0].pk], "version": "1"}
    theirs = factories.FindingFactory()
    with left_alone():
        unchanged = errors_of(analyst, "visits/ties/", stay)
        other = errors_of(analyst, "visits/ties/", stay | {"findings": [theirs.pk]})

    assert unchanged == {"__all__": ["Nothing would change: choose other findings or workstreams."]}
    assert list(other) == ["findings"]
