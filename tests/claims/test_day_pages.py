"""An officer's pages: the month, logging, changing, removing, repeating, submitting."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages

from accounts import middleware
from claims.models import DayEntry
from tests.factories.accounts import member
from tests.factories.claims import DayEntryFactory, FundingAgreementFactory, decide_terms, made_day, officer_of
from tests.factories.improvement import ProgrammeFactory, WorkstreamChangeFactory, WorkstreamFactory

FEBRUARY_1 = datetime.date(2017, 2, 1)
TODAY = datetime.date(2017, 2, 28)


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def sent(workstream, **facts):
    return {
        "worked_on": "2017-02-28",
        "workstream": workstream.pk,
        "kind": "on_site",
        "note": "",
        "days": "0.5",
    } | facts


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def february(day):
    return datetime.date(2017, 2, day)


def test_half_a_day_is_logged_in_one_go_and_says_that_it_is_not_submitted(signed_in, officer, mash):
    response = signed_in.post("/own/days/add/", sent(mash), follow=True)

    entry = DayEntry.objects.get()
    text = " ".join(response.content.decode().split())
    assert (entry.officer, entry.days, entry.state, entry.workstream) == (officer, Decimal("0.5"), "draft", mash)
    assert response.request["PATH_INFO"] == "/own/days/"
    assert "<strong>Saved, not yet submitted.</strong> Half a day on 28 February, workstream 8." in text
    assert f'action="/own/days/{entry.pk}/remove/"' in text


def test_form_is_filled_with_today_and_what_was_used_last(signed_in, programme, officer, other):
    made_day(other, officer, kind="remote")

    form = signed_in.get("/own/days/").context["form"]

    assert form.fields["worked_on"].choices[0] == ("2017-02-28", "Tuesday 28 February (today)")
    assert (form["workstream"].value(), form["kind"].value()) == (other.pk, "remote")


def test_sending_twice_is_harmless(signed_in, mash):
    signed_in.post("/own/days/add/", sent(mash))

    response = signed_in.post("/own/days/add/", sent(mash))

    assert response.status_code == 302
    assert DayEntry.objects.count() == 1


NOTHING_ELSE = ["Choose half a day or a whole day: nothing else can be logged"]
OF_THIS_MONTH = ["Choose one of the days of this month, up to today"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"days": ""}, {"days": ["Choose half a day or a whole day"]}),
        ({"days": "0"}, {"days": NOTHING_ELSE}),
        ({"days": "0.25"}, {"days": NOTHING_ELSE}),
        ({"days": "1.5"}, {"days": NOTHING_ELSE}),
        ({"days": "-1"}, {"days": NOTHING_ELSE}),
        ({"days": "half"}, {"days": NOTHING_ELSE}),
        ({"worked_on": "2017-03-01"}, {"worked_on": OF_THIS_MONTH}),
        ({"worked_on": "2017-02-29"}, {"worked_on": OF_THIS_MONTH}),
        ({"worked_on": "2017-02-31"}, {"worked_on": OF_THIS_MONTH}),
        ({"worked_on": ""}, {"worked_on": ["Choose the day"]}),
        ({"workstream": ""}, {"workstream": ["Choose the workstream"]}),
        ({"workstream": "999999"}, {"workstream": ["Choose a workstream that is open"]}),
        (
            {"note": "NHS 943 476 5919"},
            {"note": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_typed_is_lost(signed_in, mash, facts, expected):
    response = signed_in.post("/own/days/add/", sent(mash, note="Met the team.") | facts)

    assert (response.status_code, errors(response)) == (200, expected)
    assert response.context["form"]["note"].value() == facts.get("note", "Met the team.")
    assert DayEntry.objects.count() == 0


def test_a_date_holds_one_day_over_all_programmes(signed_in, officer, mash):
    DayEntryFactory(officer=officer, worked_on=TODAY)

    response = signed_in.post("/own/days/add/", sent(mash))

    said = "28 February 2017 has 1 day logged already, over all your programmes. One date holds one day at most."
    assert errors(response) == {"days": [said]}


def test_a_workstream_that_was_closed_is_not_offered_and_not_taken(signed_in, mash):
    WorkstreamChangeFactory(workstream=mash, is_closed=True, recorded_on=datetime.date(2017, 1, 10))

    offered = signed_in.get("/own/days/").context["form"].fields["workstream"].queryset
    response = signed_in.post("/own/days/add/", sent(mash))

    assert [workstream.number for workstream in offered] == [9]
    assert errors(response) == {"workstream": ["Choose a workstream that is open"]}


def test_a_workstream_of_another_programme_is_not_taken(signed_in):
    response = signed_in.post("/own/days/add/", sent(WorkstreamFactory(number=8)))

    assert errors(response) == {"workstream": ["Choose a workstream that is open"]}


def test_days_of_an_earlier_month_are_logged_on_its_page(signed_in, mash):
    response = signed_in.post("/own/days/add/?month=2017-01", sent(mash, worked_on="2017-01-31"), follow=True)

    assert response.context["month"].first == datetime.date(2017, 1, 1)
    assert [entry.worked_on for entry in response.context["month"].entries] == [datetime.date(2017, 1, 31)]


@pytest.mark.parametrize("month", ["2017-13", "nonsense", "2017-1", "２０１７-02"])
def test_a_month_that_is_none_is_told(signed_in, month):
    response = signed_in.get("/own/days/", {"month": month})

    assert response.status_code == 400
    assert "Write the month as year and month" in response.content.decode()


@pytest.mark.parametrize(("asked", "shown"), [("2010-01", (2016, 5)), ("2030-01", (2017, 2))])
def test_months_outside_the_agreement_lead_to_the_nearest_inside(signed_in, asked, shown):
    month = signed_in.get("/own/days/", {"month": asked}).context["month"]

    assert (month.first.year, month.first.month) == shown


def test_without_an_agreement_the_page_says_whom_to_ask(client, db):
    client.force_login(officer_of(ProgrammeFactory(slug="bare")))

    response = client.get("/bare/days/")

    assert response.context["form"] is None
    assert "No funding agreement is recorded for this programme yet" in response.content.decode()


def test_month_shows_runs_of_working_days_with_nothing_logged(signed_in, programme, officer, mash):
    made_day(mash, officer, worked_on=february(22))

    rows = signed_in.get("/own/days/").context["month"].rows

    assert [(row.first.day, row.last.day, len(row.entries)) for row in rows] == [(23, 28, 0), (22, 22, 1), (1, 21, 0)]


def test_the_day_asked_for_is_chosen(signed_in):
    form = signed_in.get("/own/days/", {"day": "2017-02-21"}).context["form"]

    assert form["worked_on"].value() == "2017-02-21"


def test_same_as_before_copies_the_last_day(signed_in, programme, officer, mash):
    made_day(mash, officer, days="0.5", worked_on=february(27))

    repeat = signed_in.get("/own/days/").context["repeat"]
    response = signed_in.post("/own/days/repeat/", {"worked_on": repeat[0], "from": repeat[1].isoformat()})

    copied = DayEntry.objects.get(worked_on=TODAY)
    assert (copied.days, copied.workstream, copied.note, copied.state) == (Decimal("0.5"), mash, "", "draft")
    assert messages_of(response) == ["Saved, not yet submitted: 28 February 2017 is the same as 27 February 2017."]


@pytest.mark.parametrize(
    "facts",
    [{}, {"worked_on": "x", "from": "2017-02-27"}, {"worked_on": "2017-02-28", "from": "2017-02-27"}],
)
def test_repeating_nothing_changes_nothing(signed_in, facts):
    assert signed_in.post("/own/days/repeat/", facts).status_code == 302
    assert DayEntry.objects.count() == 0


def test_several_days_are_saved_or_none(signed_in, programme, officer, mash, other):
    facts = {"workstream": mash.pk, "days": "1.0", "kind": "on_site", "note": ""}
    made_day(other, officer, worked_on=february(2))

    refused = signed_in.post("/own/days/several/", facts | {"days_worked": ["2017-02-01", "2017-02-02"]})
    taken = signed_in.post("/own/days/several/", facts | {"days_worked": ["2017-02-01", "2017-02-03"]})

    said = "2 February 2017 has 1 day logged already"
    assert errors(refused)["__all__"][0].startswith(said)
    assert taken.status_code == 302
    worked = DayEntry.objects.filter(workstream=mash).order_by("worked_on").values_list("worked_on", flat=True)
    assert [day.day for day in worked] == [1, 3]


def test_a_day_is_changed_from_the_version_that_was_seen(signed_in, programme, officer, mash):
    entry = made_day(mash, officer)
    facts = {"workstream": mash.pk, "days": "0.5", "kind": "travel", "note": "By train.", "version": entry.version}

    first = signed_in.post(f"/own/days/{entry.pk}/change/", facts)
    second = signed_in.post(f"/own/days/{entry.pk}/change/", facts | {"days": "1.0", "note": "By car."})

    entry.refresh_from_db()
    assert first.status_code == 302
    assert (entry.days, entry.kind, entry.note, entry.counts) == (Decimal("0.5"), "travel", "By train.", False)
    assert "was changed by somebody else while this page was open" in str(errors(second)["__all__"])
    assert second.context["form"]["note"].value() == "By car."


@pytest.mark.parametrize("step", ["change", "remove", "take-back"])
def test_somebody_elses_day_is_not_there(client, programme, officer, director, mash, step):
    entry = made_day(mash, officer, "submitted")
    client.force_login(director)

    assert client.get(f"/own/days/{entry.pk}/{step}/").status_code == 404
    assert client.post(f"/own/days/{entry.pk}/{step}/", {"version": entry.version}).status_code == 404


def test_another_officer_does_not_see_a_day_and_the_director_does(client, programme, officer, director, mash):
    entry = made_day(mash, officer)
    client.force_login(officer_of(programme))
    theirs = client.get(f"/own/days/{entry.pk}/").status_code
    client.force_login(director)

    assert (theirs, client.get(f"/own/days/{entry.pk}/").status_code) == (404, 200)


def test_undo_removes_the_day_and_its_steps_stay(signed_in, programme, officer, mash):
    entry = made_day(mash, officer)

    response = signed_in.post(f"/own/days/{entry.pk}/remove/", {"version": entry.version}, follow=True)

    entry.refresh_from_db()
    assert "The day is removed." in response.content.decode()
    assert (entry.state, response.context["month"].entries) == ("removed", ())
    assert [step.step for step in entry.steps.order_by("number")] == ["logged", "removed"]


def test_month_is_submitted_as_it_was_seen(signed_in, programme, officer, mash, other):
    entries = [made_day(workstream, officer, days="0.5") for workstream in (mash, other)]
    seen = [f"{entry.pk}:{entry.version}" for entry in entries]

    response = signed_in.post("/own/days/submit/", {"entry": seen})
    again = signed_in.post("/own/days/submit/", {"entry": seen})

    assert {entry.state for entry in DayEntry.objects.all()} == {"submitted"}
    assert messages_of(response) == ["1 day submitted for approval."]
    assert "was changed by somebody else" in messages_of(again)[-1]


def test_nothing_to_submit_is_told(signed_in):
    assert messages_of(signed_in.post("/own/days/submit/")) == ["There is nothing to submit."]


@pytest.mark.parametrize("text", ["1", "1:", ":1", "a:b", "1:99999999999", "１:1"])
def test_a_list_that_was_not_sent_whole_is_told(signed_in, text):
    assert signed_in.post("/own/days/submit/", {"entry": text}).status_code == 400


def test_somebody_elses_days_are_not_submitted(signed_in, programme, mash):
    entry = made_day(mash, officer_of(programme))

    response = signed_in.post("/own/days/submit/", {"entry": f"{entry.pk}:{entry.version}"})

    entry.refresh_from_db()
    assert entry.state == "draft"
    assert messages_of(response) == ["Some of these days are not here any more. Look at the list again."]


def test_a_submitted_day_is_taken_back(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, "submitted")

    signed_in.post(f"/own/days/{entry.pk}/take-back/", {"version": entry.version})

    entry.refresh_from_db()
    assert (entry.state, entry.submitted_on) == ("draft", None)


def test_the_page_of_a_day_tells_every_step_and_why_it_was_returned(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, "returned")

    text = signed_in.get(f"/own/days/{entry.pk}/").content.decode()

    assert [word for word in ("Logged", "Submitted", "Returned", "Which workstream?") if word not in text] == []


def test_an_earlier_day_shows_what_was_logged_then_and_no_form(signed_in, programme, officer, mash, settings):
    settings.PROGRAMME_TODAY = february(10)
    entry = made_day(mash, officer)
    settings.PROGRAMME_TODAY = TODAY
    signed_in.post("/own/days/submit/", {"entry": f"{entry.pk}:{entry.version}"})

    response = signed_in.get("/own/days/", {"on": "2017-02-15"})

    assert response.context["form"] is None
    assert [(step.key, step.state) for step in response.context["month"].entries] == [(entry.pk, "draft")]


def test_the_first_day_of_all_shows_nothing_and_no_month_before(signed_in):
    response = signed_in.get("/own/days/", {"on": "0001-01-01"})

    assert (response.status_code, response.context["previous_url"]) == (200, "")


@pytest.mark.parametrize("count", [1, 3])
def test_month_takes_the_same_queries(signed_in, programme, officer, mash, django_assert_num_queries, count):
    for number in range(count):
        made_day(mash, officer, worked_on=FEBRUARY_1 + datetime.timedelta(days=number))
    signed_in.get("/own/days/")

    with django_assert_num_queries(13):
        signed_in.get("/own/days/")


def test_agreement_of_another_programme_opens_nothing_here(client, db):
    programme = ProgrammeFactory(slug="bare")
    FundingAgreementFactory()
    client.force_login(officer_of(programme))

    response = client.post("/bare/days/add/", sent(WorkstreamFactory(programme=programme)))

    assert (response.status_code, DayEntry.objects.count()) == (200, 0)


def test_week_saves_its_grid_in_one_go(signed_in, programme, officer, mash, other):
    kept = made_day(mash, officer, worked_on=february(20))
    grid = {
        "kind": "remote",
        f"{mash.pk}_2017-02-20": "0.5",
        f"{mash.pk}_2017-02-20_version": kept.version,
        f"{other.pk}_2017-02-20": "0.5",
        f"{other.pk}_2017-02-21": "1.0",
        "save": "save",
    }

    response = signed_in.post("/own/days/week/2017-W08/", grid)

    found = DayEntry.objects.order_by("worked_on", "workstream__number")
    assert (response.status_code, messages_of(response)) == (302, ["Saved, not yet submitted."])
    assert [(e.worked_on.day, e.workstream.number, e.days, e.kind) for e in found] == [
        (20, 8, Decimal("0.5"), "on_site"),
        (20, 9, Decimal("0.5"), "remote"),
        (21, 9, Decimal("1.0"), "remote"),
    ]


def test_week_saves_nothing_when_one_date_holds_too_much(signed_in, mash, other):
    chosen = {
        f"{mash.pk}_2017-02-21": "1.0",
        f"{mash.pk}_2017-02-22": "1.0",
        f"{other.pk}_2017-02-22": "0.5",
    }

    response = signed_in.post("/own/days/week/2017-W08/", chosen | {"kind": "on_site", "save": "save"})

    (fault,) = response.context["faults"]
    assert fault.startswith("22 February 2017 has")
    assert DayEntry.objects.count() == 0
    values = {cell.name: cell.value for _, cells in response.context["week"].rows for cell in cells if cell.value}
    assert values == chosen


def test_week_of_a_second_tab_is_told(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, worked_on=february(20))
    grid = {"kind": "on_site", f"{mash.pk}_2017-02-20": "", f"{mash.pk}_2017-02-20_version": 99, "save": "save"}

    response = signed_in.post("/own/days/week/2017-W08/", grid)

    entry.refresh_from_db()
    assert "was changed by somebody else" in response.context["faults"][0]
    assert entry.state == "draft"


def test_week_is_saved_and_submitted_together(signed_in, mash):
    grid = {"kind": "on_site", f"{mash.pk}_2017-02-21": "1.0", "submit": "submit"}

    response = signed_in.post("/own/days/week/2017-W08/", grid)

    assert messages_of(response) == ["The week is saved and submitted for approval."]
    assert DayEntry.objects.get().state == "submitted"


@pytest.mark.parametrize("kind", ["", "holiday"])
def test_week_asks_for_a_kind_that_there_is(signed_in, mash, kind):
    response = signed_in.post("/own/days/week/2017-W08/", {"kind": kind, f"{mash.pk}_2017-02-21": "1.0"})

    assert response.context["faults"] == ["Choose what kind of days these are."]


@pytest.mark.parametrize(("week", "status"), [("2017-W09", 200), ("2017-W10", 404), ("2017-W60", 404), ("x", 404)])
def test_week_is_one_that_has_begun(signed_in, week, status):
    assert signed_in.get(f"/own/days/week/{week}/").status_code == status


def test_week_takes_only_half_and_whole(signed_in, mash):
    grid = {"kind": "on_site", f"{mash.pk}_2017-02-21": "0.25"}

    faults = signed_in.post("/own/days/week/2017-W08/", grid).context["faults"]

    assert faults == ["21 February 2017: choose half a day or a whole day, nothing else can be logged."]


def test_what_was_typed_survives_a_session_that_ended(client, officer, mash, monkeypatch):
    clock = SimpleNamespace(now=1_488_240_000)
    monkeypatch.setattr(middleware, "time", SimpleNamespace(time=lambda: clock.now))
    client.force_login(officer)
    client.get("/own/days/")
    clock.now += 30 * 60

    late = client.post("/own/days/add/?month=2017-02", sent(mash, note="Met the team."))
    client.force_login(officer)
    form = client.get("/own/days/add/?month=2017-02").context["form"]

    assert late.url == "/accounts/login/?next=/own/days/add/%3Fmonth%3D2017-02"
    assert (form["note"].value(), form["worked_on"].value(), form.errors) == ("Met the team.", "2017-02-28", {})
    assert DayEntry.objects.count() == 0


@pytest.fixture
def ended(programme):
    """The agreement ended on 10 January 2017, as was decided in that month."""
    decide_terms(programme, ends_on=datetime.date(2017, 1, 10), on=datetime.date(2017, 1, 5))


def test_no_day_after_the_agreement_is_offered(signed_in, ended):
    month = signed_in.get("/own/days/", {"month": "2017-01"})
    after = signed_in.get("/own/days/")

    offered = [value for value, _ in month.context["form"].fields["worked_on"].choices]
    assert (offered[0], month.context["month"].rows[0].last) == ("2017-01-10", datetime.date(2017, 1, 10))
    assert (after.context["form"], after.context["month"].rows) == (None, ())
    assert "The agreement ended on 10 January 2017, so no later day can be logged." in after.content.decode()


def test_days_of_a_month_that_ended_can_still_be_submitted(signed_in, mash, officer, programme):
    entry = made_day(mash, officer, worked_on=february(3))
    decide_terms(programme, ends_on=february(1))

    page = signed_in.get("/own/days/")
    signed_in.post("/own/days/submit/", {"entry": f"{entry.pk}:{entry.version}"})

    assert "Submit" in page.content.decode()
    assert DayEntry.objects.get().state == "submitted"


def test_the_week_after_the_agreement_has_no_boxes(signed_in, ended, mash):
    week = signed_in.get("/own/days/week/2017-W02/").context["week"]

    shown = signed_in.get("/own/days/week/2017-W02/").content.decode()
    assert week.days[0] == datetime.date(2017, 1, 9)
    # Monday and Tuesday on two workstreams, and the kind.
    assert shown.count("<select") == 2 * 2 + 1


@pytest.mark.parametrize(("role", "shown"), [("officer", True), ("preparer", False)])
@pytest.mark.parametrize("on", ["", "?on=2017-02-01"])
def test_who_logs_days_finds_their_month_on_every_day(client, programme, role, shown, on):
    client.force_login(member(programme, role))

    navigation = client.get(f"/own/{on}").context["navigation"]

    assert [item.url for item in navigation if item.label == "My days"] == ([f"/own/days/{on}"] if shown else [])
