"""Days, the allowance and the agreement over the API: the same actions, refusals and figures as the pages."""

import csv
import datetime
import io
from decimal import Decimal

import pytest

from claims.models import Allowance, AllowanceVariation, DayEntry, DayRate, FundingAgreement
from tests.factories.accounts import UserFactory, member
from tests.factories.claims import (
    AllowanceFactory,
    AllowanceVariationFactory,
    DayEntryFactory,
    DayRateFactory,
    FundingAgreementFactory,
    made_day,
    officer_of,
)
from tests.factories.improvement import ProgrammeFactory, WorkstreamChangeFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db


def february(day):
    return datetime.date(2017, 2, day)


class Caller:
    """The API of the programme, called by one person."""

    def __init__(self, client, person):
        self.client, self.person = client, person

    def send(self, method, path, body=None, **headers):
        self.client.force_login(self.person)
        url = f"/api/v1/programmes/own/{path}"
        call = getattr(self.client, method)
        return call(url, body, content_type="application/json", headers=headers) if method != "get" else call(url, body)

    def get(self, path, **query):
        return self.send("get", path, query)

    def post(self, path, body, **headers):
        return self.send("post", path, body, **headers)

    def patch(self, path, body, **headers):
        return self.send("patch", path, body, **headers)

    def delete(self, path, **headers):
        return self.send("delete", path, **headers)


@pytest.fixture
def as_person(client):
    return lambda person: Caller(client, person)


@pytest.fixture
def own(as_person, officer):
    """The API as the officer calls it."""
    return as_person(officer)


@pytest.fixture
def lead(as_person, director):
    """The API as the director calls it."""
    return as_person(director)


def day(**facts):
    return {"worked_on": "2017-02-28", "days": "0.5", "workstream": 8, "kind": "on_site"} | facts


def errors(answer):
    return answer.status_code, answer.json()["errors"]


# --- An officer's own days


def test_a_day_is_logged_and_answered_with_all_it_says(own, officer, mash):
    made = own.post("day-entries/", day(note="Met the team."))

    entry = DayEntry.objects.get()
    assert (made.status_code, made["ETag"], entry.officer) == (201, '"1"', officer)
    assert made.json() == {
        "id": entry.pk,
        "officer": officer.pk,
        "officer_name": officer.name,
        "worked_on": "2017-02-28",
        "days": "0.5",
        "workstream": 8,
        "kind": "on_site",
        "note": "Met the team.",
        "state": "draft",
        "counts": True,
        "recorded_on": "2017-02-28",
        "invented": True,
        "version": 1,
    }


@pytest.mark.parametrize("days", ["1.0", "1", 1, 1.0, "01.0"])
def test_a_whole_day_may_be_written_in_any_way(own, mash, days):
    assert own.post("day-entries/", day(days=days)).json()["days"] == "1.0"


def test_the_same_day_sent_again_is_the_entry_that_is_there(own, mash):
    first, second = (own.post("day-entries/", day()) for _ in range(2))

    assert (first.json(), DayEntry.objects.count()) == (second.json(), 1)


def test_a_day_sent_twice_under_a_key_is_logged_once_even_when_it_was_removed_in_between(own, mash):
    first = own.post("day-entries/", day(), **{"Idempotency-Key": "k"})
    own.delete(f"day-entries/{first.json()['id']}/?version=1")

    second = own.post("day-entries/", day(), **{"Idempotency-Key": "k"})

    assert (second.status_code, second.json(), DayEntry.objects.count()) == (201, first.json(), 1)


NOTHING_ELSE = ["Choose half a day or a whole day: nothing else can be logged"]
NO_DATE = ["Enter a real date, like 2017-02-28"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        *[
            ({"days": days}, {"days": NOTHING_ELSE})
            for days in (0, "0", "0.25", 1.5, "1.5", -1, "half", "", True, [], "NaN")
        ],
        ({"days": None}, {"days": ["Choose half a day or a whole day"]}),
        ({"worked_on": "2017-03-01"}, {"worked_on": ["This day is in the future. Choose today or an earlier day."]}),
        (
            {"worked_on": "2016-05-24"},
            {"worked_on": ["The agreement pays for days from 25 May 2016 on. This day is before it."]},
        ),
        *[({"worked_on": text}, {"worked_on": NO_DATE}) for text in ("2017-02-31", "2017-02-29", "28/2/2017", 5, "")],
        ({"workstream": 99}, {"workstream": ["There is no workstream 99 in this programme."]}),
        ({"kind": "holiday"}, {"kind": ['"holiday" is not a valid choice.']}),
        (
            {"note": "NHS 943 476 5919"},
            {"note": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
        ({"officer": 2**40}, {"officer": ["You can log your own days only."]}),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(own, mash, facts, told):
    assert errors(own.post("day-entries/", day(**facts))) == (400, told)
    assert DayEntry.objects.count() == 0


def test_a_day_without_any_fact_is_told_what_is_missing(own, mash):
    status, told = errors(own.post("day-entries/", {}))

    assert (status, sorted(told)) == (400, ["days", "kind", "worked_on", "workstream"])
    assert told["days"] == ["Choose half a day or a whole day"]


def test_own_id_as_the_officer_is_taken(own, officer, mash):
    assert own.post("day-entries/", day(officer=officer.pk)).json()["officer"] == officer.pk


def test_a_date_holds_one_day_over_all_programmes(own, officer, mash):
    DayEntryFactory(officer=officer, worked_on=february(28))

    said = "28 February 2017 has 1 day logged already, over all your programmes. One date holds one day at most."
    assert errors(own.post("day-entries/", day())) == (400, {"days": [said]})


def test_the_same_day_and_workstream_with_another_amount_is_refused(own, programme, officer, mash):
    made_day(mash, officer, worked_on=february(28), days="0.5")

    said = "This day is logged on workstream 8 already. Change that entry instead."
    assert errors(own.post("day-entries/", day(days="1.0"))) == (400, {"workstream": [said]})


def test_a_closed_workstream_is_refused(own, mash):
    WorkstreamChangeFactory(workstream=mash, is_closed=True, recorded_on=datetime.date(2017, 1, 10))

    said = "Workstream 8 was closed on 10 January 2017. Choose one that is open."
    assert errors(own.post("day-entries/", day())) == (400, {"workstream": [said]})


def test_nothing_is_logged_without_an_agreement(as_person):
    programme = ProgrammeFactory(slug="own")
    WorkstreamFactory(programme=programme, number=8)

    answer = as_person(officer_of(programme)).post("day-entries/", day())

    said = "No funding agreement is recorded for this programme yet. Ask its director to add it."
    assert errors(answer) == (400, {"non_field_errors": [said]})


def test_what_a_change_leaves_out_stays(own, officer, mash, other):
    entry = made_day(mash, officer)
    DayEntry.objects.update(note="Met the team.")

    answer = own.patch(f"day-entries/{entry.pk}/", {"days": "0.5", "workstream": 9}, **{"If-Match": '"1"'})

    facts = answer.json()
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert (facts["days"], facts["workstream"], facts["kind"], facts["note"]) == ("0.5", 9, "on_site", "Met the team.")


def test_a_day_keeps_its_date(own, programme, officer, mash):
    entry = made_day(mash, officer, worked_on=february(1))
    url = f"day-entries/{entry.pk}/"

    same = own.patch(url, {"worked_on": "2017-02-01", "kind": "remote", "version": 1})
    other = own.patch(url, {"worked_on": "2017-02-02", "version": 2})

    said = "A day keeps its date. Remove it, and log the other date instead."
    assert (same.status_code, errors(other)) == (200, (400, {"worked_on": [said]}))


@pytest.mark.parametrize(("headers", "status"), [({"If-Match": '"1"'}, 412), ({}, 409)])
def test_a_change_from_an_old_version_is_told(own, programme, officer, headers, status, mash):
    entry = made_day(mash, officer)
    own.patch(f"day-entries/{entry.pk}/", {"kind": "remote", "version": 1})

    answer = own.patch(f"day-entries/{entry.pk}/", {"kind": "travel"} | ({} if headers else {"version": 1}), **headers)

    entry.refresh_from_db()
    assert (answer.status_code, entry.kind) == (status, "remote")


def test_a_submitted_day_is_not_changed(own, programme, officer, mash):
    entry = made_day(mash, officer, "submitted")

    answer = own.patch(f"day-entries/{entry.pk}/", {"days": "0.5", "version": entry.version})

    said = "This day is awaiting approval, so it cannot be changed."
    assert errors(answer) == (400, {"non_field_errors": [said]})


@pytest.mark.parametrize(("query", "headers"), [("?version=1", {}), ("", {"If-Match": '"1"'})])
def test_a_removed_day_is_gone(own, programme, officer, query, headers, mash):
    entry = made_day(mash, officer)

    answer = own.delete(f"day-entries/{entry.pk}/{query}", **headers)

    entry.refresh_from_db()
    assert (answer.status_code, answer.content, entry.state) == (204, b"", "removed")
    assert own.get(f"day-entries/{entry.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", ["Give the version this was made from, or If-Match."]),
        ("?version=x", ["A valid integer is required."]),
    ],
)
def test_a_day_is_not_removed_without_its_version(own, programme, officer, query, told, mash):
    entry = made_day(mash, officer)

    assert errors(own.delete(f"day-entries/{entry.pk}/{query}")) == (400, {"version": told})


def test_days_are_submitted_together_and_one_is_taken_back(own, programme, officer, mash):
    entries = [made_day(mash, officer, worked_on=february(day)) for day in (2, 1)]

    sent = own.post("day-entries/submit/", {"entries": [{"id": e.pk, "version": 1} for e in entries]})
    back = own.post(f"day-entries/{entries[0].pk}/take-back/", {"version": 2})

    assert [(d["worked_on"], d["state"]) for d in sent.json()] == [
        ("2017-02-01", "submitted"),
        ("2017-02-02", "submitted"),
    ]
    assert (back.status_code, back.json()["state"], back["ETag"]) == (200, "draft", '"3"')


def test_one_stale_day_keeps_all_from_being_submitted(own, programme, officer, mash):
    entries = [made_day(mash, officer, worked_on=february(day)) for day in (1, 2)]
    sent = [{"id": entries[0].pk, "version": 1}, {"id": entries[1].pk, "version": 7}]

    answer = own.post("day-entries/submit/", {"entries": sent})

    assert (answer.status_code, set(DayEntry.objects.values_list("state", flat=True))) == (409, {"draft"})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {"entries": ["This field is required."]}),
        ({"entries": []}, {"non_field_errors": ["There is nothing to submit."]}),
        (
            {"entries": [{"id": 2**62, "version": 1}]},
            {"non_field_errors": ["Some of these days are not here any more. Look at the list again."]},
        ),
    ],
)
def test_a_submission_that_names_no_day_is_told(own, programme, body, told):
    assert errors(own.post("day-entries/submit/", body)) == (400, told)


def test_somebody_elses_day_is_not_there(own, lead, programme, mash):
    entry = made_day(mash, officer_of(programme))
    url = f"day-entries/{entry.pk}/"

    officers = [
        own.get(url),
        own.patch(url, {"kind": "remote", "version": 1}),
        own.delete(f"{url}?version=1"),
        own.post(f"{url}take-back/", {"version": 1}),
    ]
    directors = [lead.patch(url, {"kind": "remote", "version": 1}), lead.delete(f"{url}?version=1")]

    assert [answer.status_code for answer in officers + directors] == [404] * 6
    assert lead.get(url).json()["officer"] == entry.officer_id


# --- Lists


def test_an_officer_lists_their_own_days_and_a_director_everybodys(own, lead, programme, officer, mash):
    mine = made_day(mash, officer)
    theirs = made_day(mash, officer_of(programme), worked_on=february(2))

    found = [[day["id"] for day in caller.get("day-entries/").json()["results"]] for caller in (own, lead)]

    assert found == [[mine.pk], [theirs.pk, mine.pk]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "submitted"}, [2]),
        ({"workstream": "9"}, [3]),
        ({"kind": "travel"}, [3]),
        ({"counts": "false"}, [3]),
        ({"since": "2017-02-02", "until": "2017-02-02"}, [2]),
        ({"ordering": "worked_on"}, [1, 2, 3]),
    ],
)
def test_days_are_filtered_and_ordered(own, programme, officer, mash, other, query, found):
    made_day(mash, officer, worked_on=february(1))
    made_day(mash, officer, "submitted", worked_on=february(2))
    made_day(other, officer, worked_on=february(3), kind="travel")

    days = own.get("day-entries/", **query).json()["results"]

    assert [int(day["worked_on"][-2:]) for day in days] == found


def test_days_of_one_officer_are_found_by_their_id(lead, programme, officer, mash):
    made_day(mash, officer_of(programme))
    mine = made_day(mash, officer, worked_on=february(2))

    found = lead.get("day-entries/", officer=officer.pk).json()["results"]

    assert [day["id"] for day in found] == [mine.pk]


def test_a_past_day_shows_days_as_they_were_known_then(own, programme, officer, mash, settings):
    entry = made_day(mash, officer, on=february(1))
    DayEntry.objects.update(note="Met the team.")
    settings.PROGRAMME_TODAY = february(10)
    own.patch(f"day-entries/{entry.pk}/", {"days": "0.5", "version": 1})
    settings.PROGRAMME_TODAY = february(28)

    then, now = own.get(f"day-entries/{entry.pk}/", on="2017-02-05"), own.get(f"day-entries/{entry.pk}/")
    listed = own.get("day-entries/", on="2017-02-05").json()["results"]

    assert (then.json()["days"], then.json()["version"], now.json()["days"]) == ("1.0", 1, "0.5")
    assert (then.json()["note"], then.json()["recorded_on"]) == ("", "2017-02-01")
    assert listed == [then.json()]
    assert own.get("day-entries/", on="2017-01-31").json()["count"] == 0


@pytest.mark.parametrize("on", [{}, {"on": "2017-02-27"}])
@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_whatever_its_length(lead, programme, mash, django_assert_num_queries, count, on):
    for number in range(count):
        made_day(mash, officer_of(programme), worked_on=february(number + 1), on=february(20))
    lead.get("day-entries/", **on)

    with django_assert_num_queries(7):
        found = lead.client.get("/api/v1/programmes/own/day-entries/", on).json()

    assert found["count"] == count


# --- Approval


def test_days_are_approved_and_one_approval_is_undone(lead, programme, officer, mash):
    entries = [made_day(mash, officer, "submitted", worked_on=february(d)) for d in (1, 2)]

    done = lead.post("day-entries/approve/", {"entries": [{"id": e.pk, "version": 2} for e in entries]})
    undone = lead.post(f"day-entries/{entries[0].pk}/undo/", {"reason": "Wrong date.", "version": 3})

    assert [(d["id"], d["state"], d["version"]) for d in done.json()] == [(e.pk, "approved", 3) for e in entries]
    assert (undone.json()["state"], Allowance.objects.get().days_approved) == ("submitted", Decimal(1))


def test_days_are_returned_with_a_reason(lead, programme, officer, mash):
    entry = made_day(mash, officer, "submitted")
    chosen = {"entries": [{"id": entry.pk, "version": 2}]}

    without, given = (lead.post("day-entries/return/", chosen | more) for more in ({}, {"reason": "Which one?"}))

    assert errors(without) == (400, {"reason": ["This field is required."]})
    assert ([d["state"] for d in given.json()], entry.steps.latest("pk").reason) == (["returned"], "Which one?")


def test_approval_past_the_allowance_is_refused_with_its_figures(lead, programme, officer, mash):
    Allowance.objects.update(days=1)
    entries = [made_day(mash, officer, "submitted", worked_on=february(d)) for d in (1, 2)]

    answer = lead.post("day-entries/approve/", {"entries": [{"id": e.pk, "version": 2} for e in entries]})

    said = (
        "This would pass the allowance to 24 May 2017: 1 day entitled, 0 approved, 2 asked for now, 1 left. "
        "Approve fewer days, or agree a variation first."
    )
    assert errors(answer) == (400, {"non_field_errors": [said]})
    assert set(DayEntry.objects.values_list("state", flat=True)) == {"submitted"}


def test_nobody_approves_returns_or_undoes_their_own(lead, programme, director, mash):
    waiting = made_day(mash, director, "submitted", worked_on=february(1))
    approved = made_day(mash, director, "approved", worked_on=february(2))
    chosen = {"entries": [{"id": waiting.pk, "version": 2}], "reason": "Mine."}

    answers = [lead.post(f"day-entries/{step}/", chosen) for step in ("approve", "return")]
    answers.append(lead.post(f"day-entries/{approved.pk}/undo/", {"reason": "Mine.", "version": 3}))

    said = "Nobody decides on their own days. Leave yours for another approver."
    assert [errors(answer) for answer in answers] == [(400, {"non_field_errors": [said]})] * 3


# --- The allowance


@pytest.fixture
def spent(programme, officer, mash, other):
    """Days of each state: 2 approved, 1 awaiting, ½ not submitted, and 1 of travel, which does not count."""
    for number in (1, 2):
        made_day(mash, officer, "approved", worked_on=february(number))
    made_day(other, officer, "submitted", worked_on=february(3))
    made_day(other, officer, worked_on=february(6), days="0.5")
    made_day(mash, officer, worked_on=february(7), kind="travel")


def test_page_csv_and_api_give_the_same_figures(as_person, programme, spent):
    board = as_person(member(programme, "board_member"))

    figures = board.get("allowance/").json()
    position = board.get("position/").json()
    ledger = board.client.get("/own/allowance/").context["ledger"]
    rows = list(csv.reader(io.StringIO(board.client.get("/own/allowance/2016-05-25/months.csv").getvalue().decode())))

    names = ("entitled", "logged", "drafts", "awaiting", "approved", "left", "beyond")
    assert {name: Decimal(figures[name]) for name in names} == {name: getattr(ledger, name) for name in names}
    assert [Decimal(figures[name]) for name in names] == [200, Decimal("3.5"), Decimal("0.5"), 1, 2, 198, 0]
    assert [
        [month["month"], *(Decimal(month[name]) for name in ("logged", "drafts", "awaiting", "approved"))]
        for month in figures["months"]
    ] == [[row[0], *map(Decimal, row[1:])] for row in rows[1:]]
    assert position["allowance"] == figures


def test_position_gives_the_days_used_and_those_of_each_workstream(as_person, programme, spent):
    board, lead = (as_person(member(programme, role)) for role in ("board_member", "action_lead"))

    seen, hidden = board.get("position/").json(), lead.get("position/").json()

    assert [(line["number"], line["days"]) for line in seen["workstreams"]] == [(8, "2.0"), (9, "1.5")]
    assert [sentence for sentence in seen["verdict"] if sentence not in hidden["verdict"]] == [
        "2 of 200 days are used."
    ]
    assert "allowance" not in hidden
    assert {name for line in hidden["workstreams"] for name in line} == set(seen["workstreams"][0]) - {"days"}


def test_the_ledger_says_where_it_is_going(lead, programme, officer, mash):
    made_day(mash, officer, worked_on=february(1))

    now = lead.get("allowance/").json()

    assert (now["starts_on"], now["ends_on"], now["share_of_time"]) == ("2016-05-25", "2017-05-24", "76.7")
    assert sorted(now["forecast"]) == ["expected", "high", "low", "months", "runs_out_on"]
    assert (now["forecast"]["months"], now["forecast"]["runs_out_on"]) == (3, None)
    assert lead.get("allowance/", on="2016-06-01").json()["forecast"] is None


def test_the_ledger_of_an_earlier_day_is_what_was_known_then(lead, programme, spent):
    AllowanceVariationFactory(allowance=Allowance.objects.get(), recorded_on=february(28))

    then, now = (lead.get("allowance/", on=on).json() for on in ("2017-02-27", "2017-02-28"))

    assert (then["entitled"], then["logged"], now["entitled"], now["logged"]) == ("200.0", "0.0", "210.0", "3.5")


def test_there_is_no_ledger_without_an_allowance(as_person):
    programme = ProgrammeFactory(slug="own")

    assert as_person(member(programme, "board_member")).get("allowance/").status_code == 404


def test_allowances_follow_one_another(lead, programme):
    facts = {"starts_on": "2017-05-25", "ends_on": "2018-05-24", "days": "100.5", "reference": "Letter"}

    made = lead.post("allowances/", facts)
    again = lead.post("allowances/", facts)

    found = lead.get("allowances/").json()["results"]
    said = "This overlaps the allowance from 25 May 2017 to 24 May 2018. Allowances follow one another."
    assert (made.status_code, made.json()) == (201, found[1])
    assert [(a["starts_on"], a["entitled"]) for a in found] == [("2016-05-25", "200.0"), ("2017-05-25", "100.5")]
    assert errors(again) == (400, {"starts_on": [said]})
    assert lead.get("allowances/2017-05-25/").json()["entitled"] == "100.5"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"ends_on": "2017-05-01"}, {"ends_on": ["The last day must be on or after the first"]}),
        ({"days": "10.3"}, {"days": ["Enter whole or half days, like 12 or 12.5."]}),
        ({"days": "100000"}, {"days": ["This is more than any allowance holds. Enter up to 99,999 days."]}),
        ({"starts_on": "2017-02-29"}, {"starts_on": NO_DATE}),
    ],
)
def test_an_allowance_that_cannot_be_is_told_by_field(lead, programme, facts, told):
    sent = {"starts_on": "2017-05-25", "ends_on": "2018-05-24", "days": "100"} | facts

    status, found = errors(lead.post("allowances/", sent))

    assert (status, {name: found.get(name) for name in told}) == (400, told)
    assert Allowance.objects.count() == 1


def test_an_allowance_is_varied_from_the_version_seen(lead, programme):
    words = {"reference": "Letter", "reason": "More was needed."}
    url = "allowances/2016-05-25/vary/"

    done = lead.post(url, words | {"days": "-5.5", "version": 1})
    stale = lead.post(url, words | {"days": "10"}, **{"If-Match": '"1"'})

    assert (done.status_code, done.json()["entitled"], done["ETag"]) == (200, "194.5", '"2"')
    assert (stale.status_code, AllowanceVariation.objects.count()) == (412, 1)


def test_an_allowance_never_grows_past_what_any_holds(lead, programme):
    facts = {"days": "99999", "reference": "Letter", "reason": "Much.", "version": 1}

    answer = lead.post("allowances/2016-05-25/vary/", facts)

    assert errors(answer) == (400, {"days": ["This is more than any allowance holds. Enter up to 99,999 days."]})


def test_days_are_carried_over_where_the_agreement_allows_it(lead, programme, settings):
    AllowanceFactory(
        agreement=programme.funding_agreements.get(),
        starts_on=datetime.date(2017, 5, 25),
        ends_on=datetime.date(2018, 5, 24),
    )
    facts = {"days": "10", "reference": "Letter", "reason": "Agreed.", "version": 1}
    settings.PROGRAMME_TODAY = datetime.date(2017, 5, 25)
    url = "allowances/2016-05-25/carry-over/"

    refused = lead.post(url, facts)
    lead.post("agreement/terms/", {"carry_over": True, "reason": "Agreed.", "version": 1})
    done = lead.post(url, facts)

    said = "The agreement does not allow days to be carried over. Change its terms first."
    assert errors(refused) == (400, {"non_field_errors": [said]})
    assert (done.status_code, done.json()["entitled"]) == (200, "190.0")
    assert [a["entitled"] for a in lead.get("allowances/").json()["results"]] == ["190.0", "210.0"]


def test_an_allowance_that_is_no_date_is_not_there(lead, programme):
    assert [lead.get(f"allowances/{text}/").status_code for text in ("2017-02-31", "2016-05-26")] == [404, 404]


# --- The agreement


def test_an_agreement_is_recorded_once_with_its_terms(as_person):
    programme = ProgrammeFactory(slug="own")
    lead = as_person(member(programme, "director"))
    facts = {
        "funder": "Department for Education",
        "payment": "day_rate",
        "eligible_from": "2016-05-25",
        "year_basis": "programme_year",
        "reason": "Letter of 1 May.",
    }

    none = lead.get("agreement/")
    made = lead.post("agreement/", facts)
    again = lead.post("agreement/", facts)

    terms = made.json()["terms"]
    assert (none.status_code, made.status_code, made["ETag"]) == (404, 201, '"1"')
    assert (made.json(), len(terms)) == (lead.get("agreement/").json(), 1)
    assert (terms[0]["vat"], terms[0]["on_site_counts"], terms[0]["travel_counts"]) == ("to_be_confirmed", True, False)
    said = "This programme has a funding agreement already. Change its terms instead."
    assert (errors(again), FundingAgreement.objects.count()) == ((400, {"non_field_errors": [said]}), 1)


def test_terms_change_from_today_and_what_is_left_out_stays(lead, programme):
    done = lead.post("agreement/terms/", {"vat": "exempt", "reason": "HMRC.", "version": 1})
    nothing = lead.post("agreement/terms/", {"vat": "exempt", "reason": "HMRC.", "version": 2})

    new, before = done.json()["terms"]
    assert (new["vat"], new["year_basis"], before["vat"]) == ("exempt", "programme_year", "to_be_confirmed")
    assert errors(nothing) == (400, {"non_field_errors": ["Nothing would change: these are the terms already."]})
    assert [t["vat"] for t in lead.get("agreement/", on="2017-02-27").json()["terms"]] == ["to_be_confirmed"]


def test_rates_are_listed_newest_first_and_added_once_a_day(lead, programme):
    DayRateFactory(agreement=programme.funding_agreements.get())
    facts = {"from_on": "2017-04-01", "amount_pounds": "550.5", "basis": "Letter"}

    made = lead.post("day-rates/", facts)
    again = lead.post("day-rates/", facts)

    found = lead.get("day-rates/").json()["results"]
    assert (made.status_code, made.json()["amount_pounds"]) == (201, "550.50")
    assert [rate["from_on"] for rate in found] == ["2017-04-01", "2016-05-25"]
    assert errors(again) == (400, {"non_field_errors": ["There is a rate from this day already."]})
    assert lead.get("day-rates/2017-04-01/").json() == found[0]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"from_on": "2016-05-24"},
            {"from_on": ["The agreement starts on 25 May 2016. Choose that day or a later one."]},
        ),
        ({"amount_pounds": "-1"}, {"amount_pounds": ["The rate must be more than nothing."]}),
    ],
)
def test_a_rate_that_cannot_be_is_told_by_field(lead, programme, facts, told):
    sent = {"from_on": "2017-04-01", "amount_pounds": "550", "basis": "Letter"} | facts

    status, found = errors(lead.post("day-rates/", sent))

    assert (status, {name: found[name] for name in told}, DayRate.objects.count()) == (400, told, 0)


def test_what_a_role_may_not_do_is_refused(own, programme, officer):
    refused = [
        own.post("allowances/", {}),
        own.get("agreement/"),
        own.get("day-rates/"),
        own.post("day-entries/approve/", {}),
        own.send("post", "day-entries/?on=2017-02-01", day()),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5


def test_of_another_programme_nothing_is_there(as_person, programme):
    FundingAgreementFactory(programme=ProgrammeFactory())

    assert as_person(UserFactory()).get("day-entries/").status_code == 404
