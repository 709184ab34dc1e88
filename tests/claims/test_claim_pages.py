"""Claims on their pages, from the start to the answer of a query, and what each page shows whom."""

import datetime
import re
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages

from claims.actions import claims as of_claims
from claims.actions.approval import undo_approval
from claims.allowance import current_ledger
from claims.models import Claim
from tests.factories.accounts import UserFactory, member
from tests.factories.claims import decide_terms, funded_programme, made_claim, made_day, paid
from tests.factories.improvement import WorkstreamFactory

TODAY = datetime.date(2017, 2, 28)
PERIOD = {
    f"{field}_{part}": value
    for field, day in (("period_start", "1"), ("period_end", "28"))
    for part, value in (("day", day), ("month", "2"), ("year", "2017"))
}


@pytest.fixture
def as_(client):
    """as_(person) is the client signed in as them."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def page_of(claim, step=""):
    return f"/own/claims/{claim.number}/{step}"


def test_a_claim_is_started_looked_at_and_prepared(as_, preparer, claimable, mash, officer):
    client = as_(preparer)
    made_day(mash, officer, "submitted", worked_on=datetime.date(2017, 2, 6))

    draft = client.post("/own/claims/add/", PERIOD, follow=True)

    assert draft.request["PATH_INFO"] == "/own/claims/OWN-0001/"
    said = text_of(draft)
    assert "2.5 days can be claimed: £1,250.00 net, £0.00 VAT, £1,250.00 gross. 1 entry is left out" in said
    assert "8 MASH. Awaiting approval." in said
    shown = {"version": draft.context["claim"].version, "seen": draft.context["seen"], "pence": draft.context["pence"]}
    prepared = client.post("/own/claims/OWN-0001/prepare/", shown, follow=True)
    assert "2.5 days, £1,250.00. Next: to be certified by somebody else." in text_of(prepared)
    assert messages_of(prepared) == ["Prepared. Claim OWN-0001: 2.5 days, £1,250.00. Somebody else certifies it now."]
    assert Claim.objects.get().state == "prepared"


def test_the_form_offers_the_first_month_with_days_to_claim(as_, preparer, claimable, mash, officer):
    made_day(mash, officer, "approved", worked_on=datetime.date(2016, 11, 9))

    form = as_(preparer).get("/own/claims/add/").context["form"]

    assert form.initial == {
        "period_start": datetime.date(2016, 11, 1), "period_end": datetime.date(2016, 11, 30),
    }  # fmt: skip


def test_what_was_typed_survives_a_refused_period(as_, preparer, claimable):
    response = as_(preparer).post("/own/claims/add/", PERIOD | {"period_end_year": "2016"})

    assert errors(response) == {"period_end": ["The last day must be on or after the first."]}
    assert 'value="2016"' in response.content.decode()
    assert not Claim.objects.exists()


def test_days_that_moved_since_they_were_looked_at_are_named_on_the_page(as_, preparer, programme, claimable):
    claim, client = made_claim(programme), as_(preparer)
    draft = client.get(page_of(claim))
    day = claimable[0]
    undo_approval(entry=day, reason="Wrong.", version=day.version, by=UserFactory())

    shown = {"version": claim.version, "seen": draft.context["seen"], "pence": draft.context["pence"]}
    response = client.post(page_of(claim, "prepare/"), shown)

    assert (response.status_code, Claim.objects.get().state) == (200, "draft")
    assert "The days have changed since you looked: 1 February 2017" in text_of(response)
    assert response.context["preview"].total.days == Decimal("1.5")


def test_a_stale_tab_is_told(as_, preparer, programme, claimable):
    claim, client = made_claim(programme), as_(preparer)
    draft = client.get(page_of(claim)).context
    shown = {"version": claim.version, "seen": draft["seen"], "pence": draft["pence"]}
    client.post(page_of(claim, "prepare/"), shown)

    response = client.post(page_of(claim, "prepare/"), shown)

    assert "was changed by somebody else while this page was open" in text_of(response)


@pytest.mark.parametrize(
    "sent",
    [
        {"version": "x", "pence": "0"},
        {"version": "1", "seen": "1:a", "pence": "0"},
        {"version": "1", "seen": "²:1", "pence": "0"},
        {"version": "1", "seen": "", "pence": "12.5"},
        {"version": "1", "seen": ""},
    ],
)
def test_a_broken_form_is_400(as_, preparer, programme, claimable, sent):
    response = as_(preparer).post(page_of(made_claim(programme), "prepare/"), sent)

    assert response.status_code == 400


def test_the_certifier_certifies_and_submits(as_, certifier, programme, claimable):
    claim = made_claim(programme, "prepared")
    client = as_(certifier)

    form = client.get(page_of(claim, "certify/")).context["form"]
    read = form["read"].value()
    assert "I certify that the days on this claim were worked" in str(form["declared"].label)
    unticked = client.post(page_of(claim, "certify/"), {"version": claim.version})
    assert errors(unticked) == {"declared": ["Tick the declaration, or send the claim back to draft"]}
    certified = client.post(
        page_of(claim, "certify/"), {"version": claim.version, "declared": "on", "read": read}, follow=True
    )
    assert "Next: to be submitted." in text_of(certified)
    claim.refresh_from_db()
    submitted = client.post(page_of(claim, "submit/"), {"version": claim.version}, follow=True)

    assert messages_of(submitted) == ["OWN-0001 is submitted. Its figures, lines and files cannot change any more."]
    said = text_of(submitted)
    assert "Next: payment." in said
    assert "Reference PO 1" in said
    assert "Kept until 31 March 2023" in said


def test_the_preparer_is_offered_no_certificate_and_gets_none(as_, preparer, certifier, programme, claimable):
    own = made_claim(programme, "prepared", preparer=certifier)
    client = as_(certifier)

    assert f"{page_of(own)}certify/" not in client.get(page_of(own)).content.decode()
    response = client.post(page_of(own, "certify/"), {"version": own.version, "declared": "on"})

    assert errors(response) == {"__all__": ["You prepared this claim, so somebody else certifies it."]}


def test_what_is_missing_is_said_before_anybody_presses_submit(as_, certifier, programme, claimable):
    decide_terms(programme, reference="", vat="to_be_confirmed")
    claim = made_claim(programme, "certified")

    page = as_(certifier).get(page_of(claim))

    assert "needs: A purchase order or grant reference, a VAT decision." in text_of(page)
    assert f"{page_of(claim)}submit/" not in page.content.decode()


def test_a_line_is_reversed_on_a_later_draft_and_taken_off_again(as_, preparer, programme, claimable):
    sent, draft = made_claim(programme, "submitted"), made_claim(programme)
    client = as_(preparer)
    assert "Reverse on OWN-0002" in text_of(client.get(page_of(sent)))
    form = client.get(page_of(draft, "adjust/"), {"of": sent.number, "line": 2}).context["form"]
    assert (form["of"].value(), form["line_number"].value()) == ("OWN-0001", "2")

    typed = {"of": sent.number, "line_number": "2", "reason": "Not ours.", "version": draft.version}
    page = client.post(page_of(draft, "adjust/"), typed, follow=True)

    line = draft.lines.get()
    assert (line.reverses.number, line.days, line.gross) == (2, Decimal("-0.5"), -250)
    assert "Line 2 of OWN-0001" in text_of(page)
    draft.refresh_from_db()
    client.post(page_of(draft, f"adjustments/{line.pk}/remove/"), {"version": draft.version})
    assert not draft.lines.exists()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"line_number": "9"}, "line_number", "OWN-0001 has no line 9"),
        ({"line_number": "two"}, "line_number", "Enter the number of the line, as the claim shows it"),
        ({"of": "OWN-0009"}, "of", "Choose a claim that was submitted"),
        ({"reason": ""}, "reason", "Enter reason"),
        ({"reason": "Born 3/4/2009"}, "reason", None),
    ],
)
def test_a_bad_adjustment_is_refused_by_its_field(as_, preparer, programme, claimable, typed, field, said):
    made_claim(programme, "submitted")
    draft = made_claim(programme)
    good = {"of": "OWN-0001", "line_number": "2", "reason": "Not ours.", "version": draft.version}

    response = as_(preparer).post(page_of(draft, "adjust/"), good | typed)

    found = errors(response)
    assert list(found) == [field]
    assert said is None or found[field] == [said]
    assert not draft.lines.exists()


@pytest.mark.parametrize(
    ("state", "step", "typed", "then"),
    [
        ("prepared", "reopen", {"reason": "One is missing."}, "draft"),
        ("prepared", "cancel", {"reason": "Wrong month."}, "cancelled"),
        ("submitted", "query", {"query": "Which days?"}, "queried"),
        ("queried", "answer", {"answer": "Those of MASH."}, "submitted"),
    ],
)
def test_each_further_step_has_its_form(as_, preparer, programme, claimable, state, step, typed, then):
    claim = made_claim(programme, state)

    page = as_(preparer).post(page_of(claim, f"{step}/"), typed | {"version": claim.version}, follow=True)

    claim.refresh_from_db()
    assert (claim.state, page.status_code) == (then, 200)
    assert next(iter(typed.values())) in text_of(page)


def test_a_past_day_shows_the_claim_as_it_stood(as_, preparer, programme, claimable):
    claim = made_claim(programme, "prepared", on=TODAY - datetime.timedelta(days=5), until=datetime.date(2017, 2, 20))
    client = as_(preparer)

    past = client.get(page_of(claim), {"on": "2017-02-23"})
    before = client.get(page_of(claim), {"on": "2017-02-22"})

    assert (past.context["claim"].stood, past.context["claim"].days_then) == ("prepared", Decimal("2.5"))
    assert "lines" not in past.context
    assert before.status_code == 404


def test_lists_and_files_say_what_each_claim_waits_for(as_, preparer, programme, claimable):
    made_claim(programme, "submitted", on=TODAY - datetime.timedelta(days=8), until=datetime.date(2017, 2, 20))
    made_claim(programme)
    client = as_(preparer)

    page = client.get("/own/claims/")
    rows = client.get("/own/claims.csv", {"state": "submitted"}).getvalue().decode().splitlines()

    assert page.context["sentence"] == "One claim submitted, £1,250.00 in all; one claim not yet submitted."
    assert "Payment, eight days" in text_of(page)
    assert rows == [
        "Number,From,To,State,Waits for,Days,Gross",
        'OWN-0001,2017-02-01,2017-02-20,Submitted,"Payment, eight days",2.5,1250.00',
    ]


def test_the_preview_is_a_file_with_every_day_and_its_fate(as_, preparer, programme, claimable, mash, officer):
    made_day(mash, officer, "draft", worked_on=datetime.date(2017, 2, 7))
    claim = made_claim(programme)

    rows = as_(preparer).get(page_of(claim, "preview.csv")).getvalue().decode().splitlines()

    assert [row.split(",")[5] for row in rows[1:]] == ["On this claim"] * 3 + ["Not submitted by the officer"]
    assert rows[1].endswith("On this claim,500.00,500.00,0.00,500.00")


@pytest.mark.parametrize("days", [1, 3])
@pytest.mark.parametrize(("state", "queries"), [("draft", 16), ("prepared", 14)])
def test_the_page_of_a_claim_takes_the_same_queries(
    as_, preparer, programme, claimable, mash, officer, django_assert_max_num_queries, days, state, queries
):
    for number in range(days - 1):
        made_day(mash, officer, "approved", worked_on=datetime.date(2017, 2, 10 + number))
    claim, client = made_claim(programme, state), as_(preparer)
    client.get(page_of(claim))

    with django_assert_max_num_queries(queries):
        client.get(page_of(claim))


def test_a_claim_of_another_programme_is_not_found(as_, preparer, programme, claimable):
    elsewhere, _ = funded_programme(slug="other")
    WorkstreamFactory(programme=elsewhere)
    claim = made_claim(elsewhere)

    assert claim.number == "OTH-0001"
    assert as_(preparer).get(f"/own/claims/{claim.number}/").status_code == 404
    assert as_(preparer).get(f"/other/claims/{claim.number}/").status_code == 404


@pytest.mark.parametrize("role", ["board_member", "officer", "action_lead", "secretary", "analyst", "reader"])
def test_whoever_may_not_see_claims_sees_none_of_them(as_, programme, claimable, role):
    made_claim(programme, "submitted")
    client = as_(member(programme, role))

    assert client.get("/own/claims/").status_code == 403
    for address in ("/own/", "/own/allowance/", "/"):
        page = client.get(address)
        assert "laimed" not in text_of(page) or page.status_code == 403
        assert "OWN-0001" not in page.content.decode()


def test_finance_see_claimed_and_paid_days_on_the_allowance(as_, preparer, programme, claimable):
    made_claim(programme, "submitted")
    client = as_(preparer)

    page = client.get("/own/allowance/")
    rows = client.get("/own/allowance/2016-05-25/months.csv").getvalue().decode().splitlines()
    figures = client.get("/api/v1/programmes/own/allowance/").json()

    ledger = page.context["ledger"]
    assert (ledger.approved, ledger.claimed, ledger.paid) == (Decimal("2.5"), Decimal("2.5"), 0)
    assert rows[0] == "Month,Logged,Not submitted,Awaiting approval,Approved,Claimed,Paid"
    assert (figures["claimed"], figures["paid"]) == ("2.5", "0.0")
    assert [month["claimed"] for month in figures["months"] if month["month"] == "2017-02"] == ["2.5"]


def test_a_day_given_back_is_not_claimed_any_more(as_, preparer, certifier, programme, claimable):
    sent, draft = made_claim(programme, "submitted"), made_claim(programme)
    line = sent.lines.get(number=2)
    claim = of_claims.add_adjustment(claim=draft, line=line, reason="Not ours.", version=draft.version, by=preparer)
    assert current_ledger(programme, TODAY).claimed == Decimal("2.5")
    claim = of_claims.prepare_claim(claim=claim, version=claim.version, by=preparer)
    claim = of_claims.certify_claim(claim=claim, declared=True, version=claim.version, by=certifier)
    of_claims.submit_claim(claim=claim, version=claim.version, by=certifier)

    assert current_ledger(programme, TODAY).claimed == Decimal("2.0")


def test_the_page_of_a_day_leads_to_its_claim_and_offers_no_undo(as_, director, programme, claimable):
    made_claim(programme, "prepared")
    client = as_(director)

    page = client.get(f"/own/days/{claimable[0].pk}/")

    assert 'href="/own/claims/OWN-0001/"' in page.content.decode()
    assert (page.context["may_undo"], "Undo approval" in page.content.decode()) == (False, False)
    assert "OWN-0001" not in as_(claimable[0].officer).get(f"/own/days/{claimable[0].pk}/").content.decode()


def test_the_picture_of_what_is_claimed_and_paid_says_the_figures_of_the_ledger(as_, preparer, programme, claimable):
    made_claim(programme, "submitted", until=datetime.date(2017, 2, 2))
    client = as_(preparer)

    page = client.get("/own/allowance/")
    picture = client.get(page.context["of_claims_url"])

    assert page.context["of_claims"].alt.startswith(
        "Approved days by month: 0 paid, 1.5 claimed and not paid in full, 1 not claimed yet."
    )
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert "1.5 claimed, 0 of them paid" in text_of(client.get("/own/"))
    board = as_(member(programme, "board_member"))
    assert board.get("/own/allowance/").context["of_claims"] is None
    assert board.get(page.context["of_claims_url"]).status_code == 403


def given_back(programme, line, preparer, certifier):
    """A submitted claim that gives a line of an earlier one back."""
    claim = made_claim(programme)
    claim = of_claims.add_adjustment(claim=claim, line=line, reason="Not ours.", version=claim.version, by=preparer)
    claim = of_claims.prepare_claim(claim=claim, version=claim.version, by=preparer)
    claim = of_claims.certify_claim(claim=claim, declared=True, version=claim.version, by=certifier)
    return of_claims.submit_claim(claim=claim, version=claim.version, by=certifier)


def test_paid_days_are_never_more_than_those_claimed(preparer, certifier, programme, claimable):
    sent = made_claim(programme, "submitted")
    paid(sent, "1250.00")
    now = current_ledger(programme, TODAY)
    assert (now.claimed, now.paid) == (Decimal("2.5"), Decimal("2.5"))

    given_back(programme, sent.lines.get(number=2), preparer, certifier)

    now = current_ledger(programme, TODAY)
    assert (now.claimed, now.paid) == (Decimal("2.0"), Decimal("2.0"))


def test_a_credit_waits_for_the_funder_and_its_line_says_so_only_once_sent(
    as_, preparer, certifier, programme, claimable
):
    sent, draft = made_claim(programme, "submitted"), made_claim(programme)
    line = sent.lines.get(number=2)
    client = as_(preparer)
    of_claims.add_adjustment(claim=draft, line=line, reason="Not ours.", version=draft.version, by=preparer)
    assert "To be reversed by Line 1 of OWN-0002" in text_of(client.get(page_of(sent)))
    claim = of_claims.prepare_claim(claim=draft, version=draft.version, by=preparer)
    claim = of_claims.certify_claim(claim=claim, declared=True, version=claim.version, by=certifier)
    of_claims.submit_claim(claim=claim, version=claim.version, by=certifier)

    assert "Reversed by Line 1 of OWN-0002" in text_of(client.get(page_of(sent)))
    assert "Next: the funder to take its money back." in text_of(client.get(page_of(claim)))


def test_an_earlier_day_says_nothing_of_a_later_reversal(as_, preparer, certifier, programme, claimable):
    day = TODAY - datetime.timedelta(days=5)
    sent = made_claim(programme, "submitted", on=day, until=datetime.date(2017, 2, 20))
    given_back(programme, sent.lines.get(number=2), preparer, certifier)

    past = text_of(as_(preparer).get(page_of(sent), {"on": day.isoformat()}))

    assert "2.5 days, £1,250.00." in past
    assert "eversed by" not in past


def test_the_preview_is_of_today_alone(as_, preparer, programme, claimable):
    claim = made_claim(programme, on=TODAY - datetime.timedelta(days=5), until=datetime.date(2017, 2, 20))
    client, on = as_(preparer), {"on": "2017-02-24"}

    assert client.get(page_of(claim, "preview.csv"), on).status_code == 404
    assert client.get(f"/api/v1/programmes/own/claims/{claim.number}/preview/", on).status_code == 404


def test_days_after_a_new_end_of_the_agreement_are_not_certified(certifier, programme, claimable, refused):
    claim = made_claim(programme, "prepared")
    decide_terms(programme, ends_on=datetime.date(2017, 2, 2))

    found = refused(of_claims.certify_claim, claim=claim, declared=True, version=claim.version, by=certifier)

    said = (
        "The agreement now ends on 2 February 2017, before some days of this claim. "
        "Send the claim back to draft and prepare it again."
    )
    assert found == {"__all__": [said]}


def test_a_past_day_over_the_api_holds_nothing_later(as_, preparer, programme, claimable):
    day = TODAY - datetime.timedelta(days=5)
    claim = made_claim(programme, on=day, until=datetime.date(2017, 2, 20))
    claim = of_claims.prepare_claim(claim=claim, version=claim.version, by=preparer)

    then = as_(preparer).get(f"/api/v1/programmes/own/claims/{claim.number}/", {"on": day.isoformat()}).json()

    assert (then["state"], then["gross"], then["net"], then["prepared_on"]) == ("draft", "0.00", None, None)


def test_a_declaration_that_changed_is_read_again_before_it_is_made(as_, certifier, programme, claimable):
    claim = made_claim(programme, "prepared")
    client = as_(certifier)
    read = client.get(page_of(claim, "certify/")).context["form"]["read"].value()
    decide_terms(programme, declaration="I certify every day.")

    sent = {"version": claim.version, "declared": "on", "read": read}
    refused = client.post(page_of(claim, "certify/"), sent)

    form = refused.context["form"]
    assert errors(refused) == {
        "declared": ["The declaration has changed since you looked. Read it again, then tick it."]
    }
    assert (form["declared"].label, form["declared"].value()) == ("I certify every day.", False)
    again = {"version": form["version"].value(), "declared": "on", "read": form["read"].value()}
    client.post(page_of(claim, "certify/"), again)
    claim.refresh_from_db()
    assert (claim.state, claim.declaration) == ("certified", "I certify every day.")


def test_pounds_that_changed_since_the_preview_are_told(as_, preparer, programme, claimable):
    claim, client = made_claim(programme), as_(preparer)
    draft = client.get(page_of(claim)).context
    decide_terms(programme, vat="standard")

    shown = {"version": claim.version, "seen": draft["seen"], "pence": draft["pence"]}
    response = client.post(page_of(claim, "prepare/"), shown)

    assert "The days come to £1,500.00 now, and came to £1,250.00 when you looked" in text_of(response)
    assert Claim.objects.get().state == "draft"
    shown = {"version": claim.version, "seen": draft["seen"], "pence": response.context["pence"]}
    client.post(page_of(claim, "prepare/"), shown)
    assert Claim.objects.get().gross == 1500


def test_a_list_narrowed_to_nothing_says_so(as_, preparer, programme, claimable):
    made_claim(programme)

    assert as_(preparer).get("/own/claims/", {"state": "paid"}).context["sentence"] == "No claim matches."
