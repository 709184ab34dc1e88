"""The director's and finance's pages: approving, the allowance and its days, the agreement."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages

from accounts.models import Membership
from claims.models import AgreementTerms, Allowance, DayEntry, DayRate, FundingAgreement
from tests.factories.accounts import MembershipFactory, member
from tests.factories.claims import AllowanceFactory, FundingAgreementFactory, made_day, officer_of
from tests.factories.improvement import ProgrammeFactory

TODAY = datetime.date(2017, 2, 28)
TERMS = {
    "reference": "PO 7",
    "vat": "outside_scope",
    "year_basis": "financial_year",
    "on_site_counts": "on",
    "submit_by_day": "5",
    "declaration": "I certify it.",
    "capacity_percent": "40",
    "reason": "Letter of 1 June.",
}


@pytest.fixture
def signed_in(client, director):
    client.force_login(director)
    return client


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def rows_of(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


def pair(entry):
    return f"{entry.pk}:{entry.version}"


def february(day):
    return datetime.date(2017, 2, day)


def boxes(**days):
    """What three boxes send for each date."""
    return {
        f"{name}_{part}": str(getattr(day, part)) for name, day in days.items() for part in ("day", "month", "year")
    }


def test_director_approves_a_week_and_the_allowance_moves(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, "submitted")

    response = signed_in.post("/own/days/approve/approve/", {"entry": pair(entry), "group": "x"})

    entry.refresh_from_db()
    assert messages_of(response) == ["1 day approved."]
    assert (entry.state, Allowance.objects.get().days_approved) == ("approved", Decimal(1))


def test_groups_are_by_week_and_officer_with_what_is_unusual(signed_in, programme, officer, mash):
    sunday = datetime.date(2017, 1, 1)
    entry = made_day(mash, officer, "submitted", worked_on=sunday, kind="travel")

    (group,) = signed_in.get("/own/days/approve/").context["groups"]

    assert (group.officer, group.dates, group.total) == (officer, "26 December 2016 to 1 January 2017", Decimal(1))
    assert [day.entry for day in group.days] == [entry]
    assert group.days[0].warnings == (
        "Weekend",
        "Bank holiday: New Year's Day",
        "Over a month ago",
        "Does not count against the allowance",
    )


@pytest.fixture
def two_days_of_one(programme, officer, mash):
    """Two submitted days against an allowance of one."""
    Allowance.objects.update(first_days=1, days=1)
    return [made_day(mash, officer, "submitted", worked_on=february(day)) for day in (1, 2)]


def test_past_the_cap_is_refused_with_the_figures_and_the_ticks_stay(signed_in, two_days_of_one):
    ticked = [pair(entry) for entry in two_days_of_one]

    response = signed_in.post("/own/days/approve/approve/", {"entry": ticked})

    assert response.context["fault"] == (
        "This would pass the allowance to 24 May 2017: 1 day entitled, 0 approved, 2 asked for now, 1 left. "
        "Approve fewer days, or agree a variation first."
    )
    assert response.context["ticked"] == ticked
    assert {entry.state for entry in DayEntry.objects.all()} == {"submitted"}


def test_what_is_beyond_the_allowance_is_marked_and_not_ticked(signed_in, two_days_of_one):
    response = signed_in.get("/own/days/approve/")

    (group,) = response.context["groups"]
    assert [day.is_beyond for day in group.days] == [False, True]
    assert response.content.decode().count(" checked>") == 1


def test_nobody_approves_their_own_days(signed_in, programme, director, mash):
    entry = made_day(mash, director, "submitted")

    response = signed_in.post("/own/days/approve/approve/", {"entry": pair(entry)})

    assert response.context["fault"] == "Nobody decides on their own days. Leave yours for another approver."
    assert "Another approver decides on them" in response.content.decode()


def test_days_are_returned_with_a_reason_that_is_not_lost(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, "submitted")

    without = signed_in.post("/own/days/approve/return/", {"entry": pair(entry), "reason": " "})
    named = signed_in.post(
        "/own/days/approve/return/",
        {"entry": pair(entry), "reason": "born 3/4/2009", "group": f"{officer.pk}-2017-W05"},
    )
    returned = signed_in.post("/own/days/approve/return/", {"entry": pair(entry), "reason": "Which team?"})

    entry.refresh_from_db()
    assert without.context["fault"] == "Say what the officer should change."
    (form,) = named.context["reasons"].values()
    assert (form["reason"].value(), "date of birth" in named.context["fault"]) == ("born 3/4/2009", True)
    assert (messages_of(returned)[-1], entry.state) == ("1 day returned.", "returned")


@pytest.mark.parametrize("address", ["approve", "return"])
def test_nothing_ticked_is_told(signed_in, address):
    response = signed_in.post(f"/own/days/approve/{address}/", {"reason": "Why?"})

    assert response.context["fault"] == "Choose at least one day."


def test_an_approval_is_undone_with_a_reason(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, "approved")

    response = signed_in.post(f"/own/days/{entry.pk}/undo/", {"reason": "Entered twice.", "version": entry.version})

    entry.refresh_from_db()
    assert response.status_code == 302
    assert (entry.state, entry.allowance, Allowance.objects.get().days_approved) == ("submitted", None, Decimal(0))


def test_nobody_undoes_the_approval_of_their_own_day(signed_in, programme, director, mash):
    entry = made_day(mash, director, "approved")

    assert signed_in.get(f"/own/days/{entry.pk}/undo/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_approval_takes_the_same_queries(signed_in, programme, mash, django_assert_num_queries, count):
    for _ in range(count):
        made_day(mash, officer_of(programme), "submitted")
    signed_in.get("/own/days/approve/")

    with django_assert_num_queries(6):
        signed_in.get("/own/days/approve/")


@pytest.fixture
def days_in_every_state(programme, officer, mash, other):
    made_day(mash, officer, "approved")
    made_day(other, officer, "submitted", days="0.5", worked_on=february(2), kind="remote")
    made_day(mash, officer, worked_on=datetime.date(2017, 1, 31))
    made_day(mash, officer, kind="travel", worked_on=february(6))


def test_page_file_and_list_of_days_agree(signed_in, days_in_every_state):
    ledger = signed_in.get("/own/allowance/").context["ledger"]
    months = rows_of(signed_in.get("/own/allowance/2016-05-25/months.csv"))
    listed = rows_of(signed_in.get("/own/days/all.csv?counts=true"))

    figures = (ledger.logged, ledger.drafts, ledger.awaiting, ledger.approved)
    assert figures == (Decimal("2.5"), Decimal(1), Decimal("0.5"), Decimal(1))
    assert tuple(sum(Decimal(row[column]) for row in months[1:]) for column in range(1, 5)) == figures
    assert sum(Decimal(row[3]) for row in listed[1:]) == ledger.logged


@pytest.mark.parametrize("by", ["month", "workstream", "kind", "officer"])
def test_every_breakdown_adds_up_to_the_ledger(signed_in, days_in_every_state, by):
    context = signed_in.get("/own/allowance/", {"by": by}).context

    assert context["by"] == by
    assert sum(line.spent.logged for line, _ in context["lines"]) == context["ledger"].logged == Decimal("2.5")


@pytest.mark.parametrize(
    ("query", "entries", "says"),
    [
        ("", 4, "3.5 days in this list."),
        ("state=submitted", 1, "Half a day in this list."),
        ("kind=travel&counts=false", 1, "1 day in this list."),
        ("workstream=8&since=2017-02-01", 2, "2 days in this list."),
        ("since=nonsense&counts=true", 3, "2.5 days in this list."),
        ("until=2017-01-30", 0, "No day matches."),
    ],
)
def test_a_list_of_days_says_how_many_there_are_and_what_they_add_up_to(
    signed_in, programme, days_in_every_state, query, entries, says
):
    context = signed_in.get(f"/own/days/all/?{query}").context
    of_programme = signed_in.get(f"/api/v1/programmes/own/day-entries/?{query.replace('since=nonsense&', '')}").json()

    assert (context["sentence"], context["table"].paginator.count, of_programme["count"]) == (says, entries, entries)
    assert len(context["table"].data) == entries


def test_a_list_of_days_on_an_earlier_day_counts_what_was_known_then(signed_in, officer, mash, settings):
    settings.PROGRAMME_TODAY = february(10)
    entry = made_day(mash, officer, "submitted")
    settings.PROGRAMME_TODAY = TODAY
    made_day(mash, officer, worked_on=february(2))
    signed_in.post("/own/days/approve/approve/", {"entry": pair(entry)})

    then = signed_in.get("/own/days/all/?on=2017-02-15").context
    (shown,) = then["table"].rows
    csv_rows = rows_of(signed_in.get("/own/days/all.csv?on=2017-02-15"))
    (row,) = signed_in.get("/api/v1/programmes/own/day-entries/?on=2017-02-15").json()["results"]

    assert (then["table"].paginator.count, then["sentence"]) == (1, "1 day in this list.")
    assert (shown.get_cell("recorded_on"), csv_rows[1][-1]) == ("10 Feb 2017", "2017-02-10")
    assert row["recorded_on"] == "2017-02-10"


def test_who_may_log_days_or_might_can_be_chosen(signed_in, client, programme, officer, mash):
    Membership.objects.filter(user=officer).update(until_on=february(1))
    MembershipFactory(programme=programme, role="board_member")
    MembershipFactory(role="officer")
    later = MembershipFactory(programme=programme, role="officer", from_on=february(20)).user

    def offered(on):
        choices = signed_in.get(f"/own/days/all/?on={on}").context["filter"].form.fields["officer"].choices
        return {pk for pk, _ in choices if pk}

    assert offered(february(19)) == {officer.pk, *may_log(programme)} - {later.pk}
    assert offered(TODAY) == {officer.pk, *may_log(programme)}


def may_log(programme):
    roles = ("officer", "director", "commissioner")
    return Membership.objects.filter(programme=programme, role__in=roles).values_list("user", flat=True)


def test_figures_lead_to_the_days_they_count(signed_in, programme, officer, mash):
    entry = made_day(mash, officer, "approved")
    made_day(mash, officer, worked_on=datetime.date(2017, 1, 31))

    lines = signed_in.get("/own/allowance/").context["lines"]
    (url,) = [url for line, url in lines if line.label == "February 2017"]

    assert [record.key for record in signed_in.get(url).context["table"].data] == [entry.pk]


def test_the_board_sees_the_allowance_without_names_or_days(client, programme, officer, mash):
    made_day(mash, officer, "approved")
    client.force_login(member(programme, "board_member"))

    response = client.get("/own/allowance/", {"by": "officer"})

    assert response.context["by"] == "month"
    assert (officer.name in response.content.decode(), "/own/days/" in response.content.decode()) == (False, False)
    assert client.get("/own/days/all/").status_code == 403


def test_an_earlier_day_shows_the_figures_of_that_day(signed_in, programme, officer, mash, settings):
    settings.PROGRAMME_TODAY = february(10)
    entry = made_day(mash, officer, "submitted")
    settings.PROGRAMME_TODAY = TODAY
    signed_in.post("/own/days/approve/approve/", {"entry": pair(entry)})

    then = signed_in.get("/own/allowance/", {"on": "2017-02-15"}).context["ledger"]
    now = signed_in.get("/own/allowance/").context["ledger"]

    assert (then.awaiting, then.approved, now.awaiting, now.approved) == (1, 0, 0, 1)


def test_chart_is_served_at_its_own_address(signed_in, programme, officer, mash):
    made_day(mash, officer, "approved")
    url = signed_in.get("/own/allowance/").context["chart_url"]

    response = signed_in.get(url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize("address", ["2016-05-26", "nonsense", "2016-13-01"])
def test_an_allowance_that_is_not_there_is_404(signed_in, address):
    assert signed_in.get(f"/own/allowance/{address}/").status_code == 404


def test_without_an_allowance_the_page_says_what_to_do(client, db):
    client.force_login(member(ProgrammeFactory(slug="bare"), "director"))

    text = client.get("/bare/allowance/").content.decode()

    assert ("No allowance was on record" in text, "Go to the agreement" in text) == (True, True)


@pytest.mark.parametrize(("address", "queries"), [("/own/allowance/", 9), ("/own/days/all/", 7)])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_the_ledger_take_the_same_queries(
    signed_in, programme, officer, mash, django_assert_num_queries, address, queries, count
):
    for number in range(1, count + 1):
        made_day(mash, officer, worked_on=february(number))
    signed_in.get(address)

    with django_assert_num_queries(queries):
        signed_in.get(address)


def test_an_agreement_is_recorded_with_its_first_terms(client, db):
    client.force_login(member(ProgrammeFactory(slug="bare"), "director"))
    facts = {"funder": "Department for Education", "payment": "day_rate"}

    empty = client.post("/bare/agreement/add/", {})
    response = client.post("/bare/agreement/add/", facts | TERMS | boxes(eligible_from=datetime.date(2016, 3, 7)))

    terms = AgreementTerms.objects.get()
    assert (errors(empty)["funder"], response.status_code) == (["Enter funder"], 302)
    assert (terms.agreement.eligible_from, terms.reference) == (datetime.date(2016, 3, 7), "PO 7")
    assert (terms.on_site_counts, terms.remote_counts, terms.carry_over) == (True, False, False)
    assert "Department for Education pays a rate for each day" in client.get("/bare/agreement/").content.decode()


def test_terms_change_from_today_and_the_earlier_stay(signed_in):
    agreement = FundingAgreement.objects.get()

    response = signed_in.post("/own/agreement/terms/", TERMS | {"version": agreement.version})
    text = signed_in.get("/own/agreement/").content.decode()
    before = signed_in.get("/own/agreement/", {"on": "2017-02-01"}).context["terms"]

    assert response.status_code == 302
    assert ("Financial year, 1 April to 31 March" in text, "Terms from 25 May 2016" in text) == (True, True)
    assert (before.year_basis, before.reference) == ("programme_year", "")


def test_a_rate_is_added_and_refused_before_the_agreement(signed_in, programme):
    facts = {"amount_pounds": "512.50", "basis": "Letter of 1 April"}
    late, early = boxes(from_on=datetime.date(2017, 4, 1)), boxes(from_on=datetime.date(2016, 5, 24))

    before = signed_in.post("/own/agreement/rates/add/", facts | early)
    nothing = signed_in.post("/own/agreement/rates/add/", facts | late | {"amount_pounds": "0"})
    response = signed_in.post("/own/agreement/rates/add/", facts | late)

    assert errors(before) == {"from_on": ["The agreement starts on 25 May 2016. Choose that day or a later one."]}
    assert errors(nothing) == {"amount_pounds": ["The rate must be more than nothing"]}
    assert (response.status_code, DayRate.objects.get().amount_pounds) == (302, Decimal("512.50"))


def test_an_allowance_follows_the_last_and_never_overlaps(signed_in):
    last_day, next_day, end = datetime.date(2017, 5, 24), datetime.date(2017, 5, 25), datetime.date(2018, 5, 24)
    form = signed_in.get("/own/agreement/allowances/add/").context["form"]
    address = "/own/agreement/allowances/add/"

    refused = signed_in.post(address, boxes(starts_on=last_day, ends_on=end) | {"days": "200"})
    halves = signed_in.post(address, boxes(starts_on=next_day, ends_on=end) | {"days": "10.3"})
    backwards = signed_in.post(address, boxes(starts_on=end, ends_on=next_day) | {"days": "10"})
    added = signed_in.post(address, boxes(starts_on=next_day, ends_on=end) | {"days": "200"})

    assert (form.initial["starts_on"], form.initial["ends_on"]) == (next_day, end)
    assert errors(refused)["starts_on"][0].startswith("This overlaps the allowance from 25 May 2016 to 24 May 2017.")
    assert errors(halves) == {"days": ["Enter whole or half days, like 12 or 12.5."]}
    assert errors(backwards) == {"ends_on": ["The last day must be on or after the first"]}
    assert (added.status_code, Allowance.objects.count()) == (302, 2)


def test_an_allowance_is_varied_and_never_below_what_is_approved(signed_in, programme, officer, mash):
    made_day(mash, officer, "approved")
    facts = {"reference": "E-mail of 3 March", "reason": "A second peer review.", "version": 1}

    more = signed_in.post("/own/allowance/2016-05-25/vary/", facts | {"days": "10"})
    less = signed_in.post("/own/allowance/2016-05-25/vary/", facts | {"days": "-209.5", "version": 2})

    assert (more.status_code, Allowance.objects.get().days) == (302, Decimal(210))
    assert errors(less)["days"] == ["1 of its 210 days are approved: fewer can be taken away."]
    assert signed_in.get("/own/allowance/").context["ledger"].entitled == 210
    assert signed_in.get("/own/allowance/", {"on": "2017-02-27"}).context["ledger"].entitled == 200


def test_days_are_carried_over_where_the_terms_allow(client, db, settings):
    programme = ProgrammeFactory(slug="bare")
    agreement = FundingAgreementFactory(programme=programme, terms__carry_over=True)
    first = AllowanceFactory(agreement=agreement)
    AllowanceFactory(
        agreement=agreement,
        starts_on=datetime.date(2017, 5, 25),
        ends_on=datetime.date(2018, 5, 24),
        first_days=Decimal(100),
    )
    settings.PROGRAMME_TODAY = datetime.date(2017, 6, 1)
    client.force_login(member(programme, "director"))
    facts = {"days": "12.5", "reference": "Letter", "reason": "Agreed.", "version": first.version}

    response = client.post("/bare/allowance/2016-05-25/carry-over/", facts)

    assert response.status_code == 302
    days = Allowance.objects.order_by("starts_on").values_list("days", flat=True)
    assert list(days) == [Decimal("187.5"), Decimal("112.5")]
