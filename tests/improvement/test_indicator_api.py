"""Measures, their figures and signals, and files of figures over the API: what the pages show and do."""

import datetime

import pytest
from django.test import Client

from audit.models import Event
from improvement.models import Indicator, IndicatorEvent, Observation, StatisticsImport, Target
from tests.factories import improvement as factories
from tests.factories.accounts import UserFactory, member
from tests.factories.files import csv_of, upload
from tests.factories.signals import STEADY

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/programmes/torbay/"
TODAY, YESTERDAY = datetime.date(2017, 2, 28), "2017-02-27"
NEW = {
    "code": "visits-made",
    "title": "Visits made",
    "area": "protection",
    "definition": "Every visit.",
    "unit": "count",
    "basis": "flow",
    "polarity": "lower",
    "decimals": 0,
    "frequency": "month",
    "publisher": "Case system",
}
IDENTIFIES = "This looks like an NHS number. Take it out: nothing here may identify a child."


@pytest.fixture
def programme():
    return factories.ProgrammeFactory(slug="torbay")


@pytest.fixture
def visits(programme):
    return factories.IndicatorFactory(programme=programme, code="visits", title="Visits", polarity="higher")


@pytest.fixture
def send(client, programme):
    """Post to the API as an analyst, or as a role; with a file, as a form of parts."""
    client.force_login(member(programme, "analyst"))

    def post(path, body, role="analyst", headers=None):
        if role != "analyst":
            client.force_login(member(programme, role))
        shape = {} if "file" in body else {"content_type": "application/json"}
        return client.post(ROOT + path, body, headers=headers or {}, **shape)

    return post


@pytest.fixture
def get(programme):
    """Ask the API as somebody else than who sends."""
    client = Client()

    def ask(path, role="board_member", **query):
        client.force_login(member(programme, role))
        return client.get(ROOT + path, query)

    return ask


def errors(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["errors"]


def codes(answer):
    return [row["code"] for row in answer.json()["results"]]


# --- The catalogue ------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(programme, visits):
    """A measure with its target, one of another area, and one that was retired today."""
    factories.TargetFactory(indicator=visits, value=90, tolerance=2)
    factories.TargetFactory(indicator=visits, value=95, applies_from=TODAY, recorded_on=TODAY)
    plans = factories.IndicatorFactory(programme=programme, code="plans", title="Plans", area="in_care")
    factories.FindingTieFactory(indicator=plans, finding__reference="F9", finding__programme=programme)
    factories.WorkstreamTieFactory(indicator=plans, workstream__number=8, workstream__programme=programme)
    factories.IndicatorFactory(
        programme=programme, code="gone", title="Gone", retired_on=TODAY, retired_by=UserFactory()
    )
    factories.IndicatorFactory(code="elsewhere")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["plans", "visits"]),
        ({"on": YESTERDAY}, ["plans", "gone", "visits"]),
        ({"on": "2016-05-31"}, []),
        ({"area": "in_care"}, ["plans"]),
        ({"finding": "F9"}, ["plans"]),
        ({"workstream": "8"}, ["plans"]),
        ({"q": "visits"}, ["visits"]),
        ({"ordering": "-code"}, ["visits", "plans"]),
    ],
)
def test_measures_in_use_are_listed_and_narrowed(get, catalogue, query, found):
    assert codes(get("indicators/", **query)) == found


def test_a_measure_has_the_target_in_force_on_the_day_and_its_version(get, catalogue):
    now, before = get("indicators/visits/"), get("indicators/visits/", on=YESTERDAY)

    facts = now.json()
    assert (now["ETag"], facts["version"], facts["unit"], facts["retired_on"]) == ('"1"', 1, "count", None)
    assert [(a.json()["target"], a.json()["target_tolerance"]) for a in (now, before)] == [
        ("95.0000", "0.0000"),
        ("90.0000", "2.0000"),
    ]


def test_a_retired_measure_is_found_by_its_code_and_another_programmes_is_not(get, catalogue):
    assert [get(f"indicators/{code}/").status_code for code in ("gone", "elsewhere", "nothing")] == [200, 404, 404]


def test_who_may_see_and_who_may_keep_measures(get, send, visits):
    seen = {role: get("indicators/", role=role).status_code for role in ("reader", "officer", "preparer")}
    kept = {role: send("indicators/", NEW, role=role).status_code for role in ("analyst", "director", "reader")}

    assert seen == {"reader": 200, "officer": 200, "preparer": 403}
    assert kept == {"analyst": 201, "director": 403, "reader": 403}


def test_a_measure_is_added(send):
    answer = send("indicators/", NEW)

    facts = answer.json()
    assert (answer.status_code, answer["ETag"], facts["code"], facts["target"]) == (201, '"1"', "visits-made", None)
    assert Event.objects.filter(action="indicator.added").count() == 1


def test_a_measure_added_twice_under_a_key_is_added_once(client, programme):
    client.force_login(member(programme, "analyst"))

    def add(**changed):
        headers = {"Idempotency-Key": "k"}
        return client.post(f"{ROOT}indicators/", NEW | changed, content_type="application/json", headers=headers)

    answers = [add(), add(), add(title="Another")]

    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert (answers[0].content == answers[1].content, Indicator.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": ""}, {"title": ["This field may not be blank."]}),
        ({"title": "Case 943 476 5919"}, {"title": [IDENTIFIES]}),
        ({"title": "x" * 201}, {"title": ["Ensure this field has no more than 200 characters."]}),
        ({"unit": "percentage"}, {"non_field_errors": [
            "Say what the numerator and the denominator count: this is not a count."]}),
        ({"code": "visits"}, {"non_field_errors": ["Another measure has this code."]}),
        ({"code": "events"}, {"code": ["Use small letters, digits and hyphens, like referrals-no-further-action."]}),
        ({"decimals": 3}, {"decimals": ["Ensure this value is less than or equal to 2."]}),
        ({"frequency": "week"}, {"frequency": ['"week" is not a valid choice.']}),
    ],
)  # fmt: skip
def test_a_measure_that_cannot_be_is_told_by_field(send, visits, left_alone, typed, told):
    with left_alone():
        answer = send("indicators/", NEW | typed)

    assert errors(answer) == (400, told)


STEPS = {
    "define": {key: value for key, value in NEW.items() if key != "code"},
    "target": {"value": "90.5", "applies_from": "2017-03-01", "reason": "The board."},
    "ties": {"findings": ["F9"], "workstreams": [8]},
    "retire": {"reason": "Nobody asks."},
}


@pytest.fixture
def tieable(programme, visits):
    return (
        factories.FindingFactory(programme=programme, reference="F9"),
        factories.WorkstreamFactory(programme=programme, number=8),
    )


@pytest.mark.parametrize(
    ("step", "event"),
    [
        ("define", "indicator.changed"),
        ("target", "indicator.target_set"),
        ("ties", "indicator.tied"),
        ("retire", "indicator.retired"),
    ],
)
def test_a_step_needs_the_version_it_was_made_from(send, visits, tieable, step, event):
    path, body = f"indicators/visits/{step}/", STEPS[step]

    without = send(path, body)
    done = send(path, body, headers={"If-Match": '"1"'})
    late = send(path, body | {"version": 1})
    stale = send(path, body, headers={"If-Match": 'W/"1"'})

    assert errors(without) == (400, {"version": ["Give the version this was made from, or If-Match."]})
    assert (done.status_code, done["ETag"], done.json()["version"]) == (200, '"2"', 2)
    assert (late.status_code, stale.status_code) == (409, 412)
    assert Event.objects.filter(action__startswith="indicator.").values_list("action", flat=True).get() == event


def test_each_step_does_what_the_page_does(send, get, visits, tieable):
    defined = send("indicators/visits/define/", STEPS["define"] | {"version": 1}).json()
    target = send("indicators/visits/target/", STEPS["target"] | {"version": 2, "tolerance": "1"})
    send("indicators/visits/ties/", STEPS["ties"] | {"version": 3})
    tied = [codes(get("indicators/", **query)) for query in ({"finding": "F9"}, {"workstream": "8"})]
    retired = send("indicators/visits/retire/", STEPS["retire"] | {"version": 4}).json()

    # The target applies from tomorrow on.
    assert (defined["title"], target.json()["target"]) == ("Visits made", None)
    assert Target.objects.values_list("value", "tolerance").get() == (90.5, 1)
    assert tied == [["visits"], ["visits"]]
    assert (retired["retired_on"], codes(get("indicators/"))) == ("2017-02-28", [])


def test_an_event_is_marked_without_a_version(send, visits):
    body = {"kind": "rebase", "happened_on": "2017-01-01", "title": "New team", "reason": "Two teams became one."}

    answer = send("indicators/visits/event/", body)

    event = IndicatorEvent.objects.get()
    assert (answer.status_code, answer["ETag"], event.indicator, event.kind) == (200, '"1"', visits, "rebase")


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("define", {"title": "Visits", "version": 1, "unit": "percentage"}, {"non_field_errors": [
            "Say what the numerator and the denominator count: this is not a count."]}),
        ("target", {"value": "-1"}, {"value": ["Ensure this value is greater than or equal to 0."]}),
        ("target", {"reason": "Case 943 476 5919"}, {"reason": [IDENTIFIES]}),
        ("event", {"kind": "break", "happened_on": "2017-01-01", "title": "New"}, {"reason": [
            "Say why: a board must be able to see that limits were not moved to please."]}),
        ("event", {"kind": "event", "happened_on": "2017-03-01", "title": "New"}, {"happened_on": [
            "This day is in the future. Choose today or an earlier day."]}),
        ("ties", {"findings": ["F8"]}, {"findings": {"0": ["There is no finding F8 in this programme."]}}),
        ("ties", {"findings": ["x" * 50]}, {"findings": {"0": [
            f"There is no finding {'x' * 20} in this programme."]}}),
        ("ties", {"findings": ["F\x00"]}, {"findings": {"0": ["There is no finding F\x00 in this programme."]}}),
        ("ties", {"workstreams": [7]}, {"workstreams": {"0": ["There is no workstream 7 in this programme."]}}),
        ("retire", {"reason": ""}, {"reason": ["This field may not be blank."]}),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_told_by_field(send, visits, tieable, left_alone, step, typed, told):
    with left_alone():
        answer = send(f"indicators/visits/{step}/", STEPS.get(step, {}) | {"version": 1} | typed)

    assert errors(answer) == (400, told)


def test_nothing_is_changed_on_an_earlier_day(send, visits, tieable):
    answers = [send(f"indicators/visits/{step}/?on={YESTERDAY}", body) for step, body in STEPS.items()]

    assert [answer.status_code for answer in answers] == [403] * 4


# --- Figures ------------------------------------------------------------------------------------------


@pytest.fixture
def figures(programme, visits):
    """Two months of the programme's own, the last restated today, and one of another council."""
    factories.ObservationFactory(indicator=visits, value=100, numerator=7)
    factories.ObservationFactory(
        indicator=visits, value=123, numerator=8, denominator=9, recorded_on=TODAY, status="revised"
    )
    april = datetime.date(2016, 4, 30)
    factories.ObservationFactory(indicator=visits, period_end=april, value=None, missing="x")
    other = factories.AuthorityFactory(name="Bay", ons_code="E06000099")
    factories.ObservationFactory(indicator=visits, authority=other, value=70)


def values(answer):
    return [row["value"] for row in answer.json()["results"]]


def test_figures_are_those_known_on_the_day(get, programme, figures):
    answer = get("observations/", indicator="visits", authority=programme.supported.ons_code)

    assert answer.json()["results"] == [
        {
            "authority": programme.supported.name,
            "ons_code": programme.supported.ons_code,
            "level": "authority",
            "period": "May 2016",
            "period_end": "2016-05-31",
            "value": "123.0000",
            "missing": "",
            "numerator": "8.0000",
            "denominator": "9.0000",
            "status": "revised",
            "recorded_on": "2017-02-28",
        },
        {
            "authority": programme.supported.name,
            "ons_code": programme.supported.ons_code,
            "level": "authority",
            "period": "April 2016",
            "period_end": "2016-04-30",
            "value": None,
            "missing": "x",
            "numerator": None,
            "denominator": None,
            "status": "final",
            "recorded_on": "2016-06-01",
        },
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["70.0000", "123.0000", None]),
        ({"authority": "E06000099"}, ["70.0000"]),
        ({"authority": "E00000000"}, []),
        ({"as_at": YESTERDAY, "page_size": "2"}, ["70.0000", "100.0000"]),
        ({"on": YESTERDAY, "page_size": "2"}, ["70.0000", "100.0000"]),
        ({"as_at": "2016-06-01", "page_size": "2"}, ["70.0000", "100.0000"]),
    ],
)
def test_figures_are_narrowed_and_asked_as_at_a_day(get, figures, query, found):
    assert values(get("observations/", indicator="visits", **query)) == found


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, {"indicator": ["Name a measure of this programme by its code."]}),
        ({"indicator": "nothing"}, {"indicator": ["Name a measure of this programme by its code."]}),
        ({"indicator": "visits", "as_at": "2016-05-31"}, {"indicator": [
            "Name a measure of this programme by its code."]}),
        ({"indicator": "visits", "as_at": "May"}, {"as_at": [
            "Write the day as year, month and day, like as_at=2016-11-30."]}),
        ({"indicator": "visits", "as_at": "2017-03-01"}, {"as_at": [
            "Choose 28 February 2017 or an earlier day: nothing is known yet about later ones."]}),
        ({"indicator": "visits", "on": "May"}, {"on": ["Write the day as year, month and day, like ?on=2016-11-30."]}),
    ],
)  # fmt: skip
def test_figures_that_cannot_be_asked_for_are_told(get, figures, query, told):
    assert errors(get("observations/", **query)) == (400, told)


def test_small_numbers_are_hidden_from_who_may_not_see_them(get, visits):
    factories.ObservationFactory(indicator=visits, value=3)

    seen = [get("observations/", role=role, indicator="visits").json()["results"][0] for role in ("reader", "officer")]

    assert [(row["value"], row["missing"]) for row in seen] == [(None, "hidden"), ("3.0000", "")]
    latest = [get("signals/", role=role).json()["results"][0]["latest"] for role in ("reader", "officer")]
    assert latest == [None, "3.0000"]


# --- Signals ------------------------------------------------------------------------------------------


def test_signals_are_those_of_the_pages_worst_first(get, programme, visits):
    steady = factories.IndicatorFactory(programme=programme, code="steady", area="assessment")
    factories.observe(steady, STEADY)
    factories.observe(visits, [*STEADY, 2])
    factories.IndicatorFactory(programme=programme, code="empty", area="assessment", title="Without figures")
    factories.FindingTieFactory(indicator=visits, finding__reference="F9", finding__programme=programme)
    factories.WorkstreamTieFactory(indicator=visits, workstream__number=8, workstream__programme=programme)

    worse, usual, empty = get("signals/").json()["results"]

    assert [signal["indicator"] for signal in (worse, usual, empty)] == ["visits", "steady", "empty"]
    assert (worse["variation"], worse["findings"], worse["workstreams"]) == ("worsening", ["F9"], [8])
    assert (worse["sentence"].startswith("Worsening: January 2017, at 2,"), worse["latest"]) == (True, "2.0000")
    assert float(usual["lower_limit"]) < float(usual["mean"]) < float(usual["upper_limit"])
    assert (usual["variation"], usual["period_end"], usual["is_trial"]) == ("common_cause", "2017-01-31", False)
    none = ("latest", "period_end", "mean", "lower_limit", "upper_limit")
    assert [empty[name] for name in none] == [None] * 5
    assert (empty["findings"], empty["sentence"]) == ([], "No figures yet.")


def test_signals_are_narrowed_and_of_a_day(get, visits):
    factories.observe(visits, STEADY, recorded_on=TODAY)

    found = [get("signals/", **query).json()["results"] for query in ({"area": "in_care"}, {"on": YESTERDAY})]

    assert (found[0], found[1][0]["sentence"]) == ([], "No figures yet.")


@pytest.mark.parametrize("count", [1, 3])
def test_signals_take_the_same_queries_whatever_there_is(client, programme, visits, django_assert_num_queries, count):
    for _ in range(count):
        indicator = factories.IndicatorFactory(programme=programme)
        factories.observe(indicator, STEADY)
        factories.FindingTieFactory(indicator=indicator)
    client.force_login(member(programme, "reader"))
    client.get(f"{ROOT}signals/")

    with django_assert_num_queries(11):
        answer = client.get(f"{ROOT}signals/")

    assert answer.json()["count"] == count + 1


# --- Files of figures ---------------------------------------------------------------------------------

SHEET = csv_of(
    ("Measure", "Period", "Value"), ("visits", "May 2016", "12"), ("visits", "June 2016", "=1+1"),
    ("visits", "March 2017", "9"), ("visits", "April 2016", "70"),
)  # fmt: skip
GOOD = csv_of(("Measure", "Period", "Value"), ("visits", "May 2016", "12"), ("visits", "June 2016", "13"))


@pytest.fixture
def read(send, visits):
    def post(content=GOOD, **facts):
        body = {"publication": "Case system"} | facts
        return send("statistics/", body | {"file": upload("figures.csv", content)})

    return post


def test_a_file_is_sent_and_every_figure_judged_refused_ones_first(read, visits):
    factories.ObservationFactory(indicator=visits, value=11)
    factories.ObservationFactory(indicator=visits, period_end=datetime.date(2016, 4, 30), value=70)

    answer = read(SHEET, published_on="2017-02-01", status="provisional")

    looked = answer.json()
    assert (answer.status_code, looked["state"], looked["layout"], looked["status"], looked["published_on"]) == (
        201, "previewed", "local", "provisional", "2017-02-01",
    )  # fmt: skip
    assert looked["counts"] == {"new": 0, "restated": 1, "unchanged": 1, "refused": 1, "later": 1}
    assert [(row["line"], row["fate"], row["before"], row["after"]) for row in looked["figures"]] == [
        (3, "refused", "", ""),
        (2, "restated", "11", "12"),
        (4, "later", "", "9"),
        (5, "unchanged", "70", "70"),
    ]
    assert looked["figures"][0]["why"] == "The figure “=1+1” is a formula: write the number it comes to."
    assert (looked["figures"][1]["what"], looked["passed_over"]) == (
        f"Visits, {visits.programme.supported}, May 2016",
        0,
    )
    assert Observation.objects.count() == 2


def test_a_file_is_confirmed_by_what_was_seen_and_then_has_no_figures_to_look_at(read, send, get):
    looked = read().json()

    answer = send(f"statistics/{looked['id']}/confirm/", {"seen": looked["seen"]})
    again = send(f"statistics/{looked['id']}/confirm/", {"seen": looked["seen"]})

    decided = answer.json()
    assert (answer.status_code, decided["state"], decided["figures"], decided["seen"], decided["counts"]) == (
        200, "confirmed", [], "", {},
    )  # fmt: skip
    assert (decided["passed_over"], Observation.objects.count()) == (0, 2)
    assert errors(again) == (400, {"non_field_errors": ["This import was confirmed already."]})
    assert get(f"statistics/{looked['id']}/", role="analyst").json() == decided


def test_a_file_that_is_refused_or_was_not_seen_saves_nothing(read, send, left_alone):
    looked, bad = read().json(), read(SHEET).json()
    with left_alone():
        unseen = send(f"statistics/{looked['id']}/confirm/", {"seen": "x"})
        refused = send(f"statistics/{bad['id']}/confirm/", {"seen": bad["seen"]})
        without = send(f"statistics/{looked['id']}/confirm/", {})

    assert errors(unseen) == (400, {"non_field_errors": [
        "Something was recorded or changed since you looked. Nothing is saved: look again."]})  # fmt: skip
    assert errors(refused) == (400, {"non_field_errors": [
        "Some figures are refused. Mend the file and read it again: nothing is half saved."]})  # fmt: skip
    assert errors(without) == (400, {"seen": ["This field is required."]})


def test_a_file_is_let_go(read, send):
    looked = read().json()

    answer = send(f"statistics/{looked['id']}/abandon/", {})

    assert (answer.status_code, answer.json()["state"], Observation.objects.count()) == (200, "abandoned", 0)


@pytest.mark.parametrize(
    ("content", "facts", "told"),
    [
        (b"", {}, {"file": ["This file is empty."]}),
        (GOOD, {"publication": ""}, {"publication": ["This field may not be blank."]}),
        (GOOD, {"status": "guessed"}, {"status": ['"guessed" is not a valid choice.']}),
        (GOOD, {"published_on": "2017-03-01"}, {"published_on": [
            "This day is in the future. Choose today or an earlier day."]}),
        (GOOD, {"model_year": "1999"}, {"model_year": ["Ensure this value is greater than or equal to 2000."]}),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_by_field(read, left_alone, content, facts, told):
    with left_alone():
        answer = read(content, **facts)

    assert errors(answer) == (400, told)


def test_a_file_sent_twice_under_a_key_is_kept_once(client, visits):
    client.force_login(member(visits.programme, "analyst"))

    def post():
        body = {"publication": "Case system", "file": upload("figures.csv", GOOD)}
        return client.post(f"{ROOT}statistics/", body, headers={"Idempotency-Key": "k"})

    first, second = post(), post()

    assert (first.status_code, first.content == second.content, StatisticsImport.objects.count()) == (201, True, 1)


def test_neighbours_of_a_file_are_counted(read, visits):
    own = visits.programme.supported
    councils = [factories.AuthorityFactory(dfe_code=f"9{n:02}") for n in range(10)]
    heads = ("LA number", *[f"SN{n}" for n in range(1, 11)])

    looked = read(csv_of(heads, (own.dfe_code, *[council.dfe_code for council in councils])), model_year="2014").json()

    (row,) = looked["figures"]
    assert (looked["layout"], row["fate"], row["before"], row["after"]) == ("neighbours", "new", "", "ten neighbours")


def test_files_are_listed_for_who_keeps_measures_and_for_nobody_else(get, read, programme):
    looked = read().json()
    factories.StatisticsImportFactory()

    listed = get("statistics/", role="analyst").json()

    assert [row["id"] for row in listed["results"]] == [looked["id"]]
    assert "figures" not in listed["results"][0]
    assert [get(f"statistics/{path}", role="director").status_code for path in ("", f"{looked['id']}/")] == [403, 403]
