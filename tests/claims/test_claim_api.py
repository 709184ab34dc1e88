"""Claims over the API: the same steps, refusals and figures as on the pages."""

import datetime
from decimal import Decimal

import pytest

from claims.models import Claim
from tests.factories.accounts import member
from tests.factories.claims import made_claim, made_day

pytestmark = pytest.mark.django_db

PERIOD = {"period_start": "2017-02-01", "period_end": "2017-02-28"}


@pytest.fixture
def call(client):
    """call(person, "post", "OWN-0001/prepare/", {...}) is the answer of the API of claims."""

    signed_in = []

    def send(person, method, path="", body=None, **headers):
        if signed_in != [person]:
            client.force_login(person)
            signed_in[:] = [person]
        url = f"/api/v1/programmes/own/claims/{path}"
        if method == "get":
            return client.get(url, body)
        return client.post(url, body or {}, content_type="application/json", headers=headers)

    return send


def test_a_claim_goes_its_whole_way(call, preparer, certifier, claimable):
    started = call(preparer, "post", body=PERIOD)
    assert (started.status_code, started.json()["number"], started.json()["state"]) == (201, "OWN-0001", "draft")

    preview = call(preparer, "get", "OWN-0001/preview/").json()
    assert (preview["total_days"], preview["gross"], len(preview["eligible"])) == ("2.5", "1250.00", 3)
    seen = [{"id": day["id"], "version": day["version"]} for day in preview["eligible"]]
    prepared = call(preparer, "post", "OWN-0001/prepare/", {"seen": seen, "gross": "1250.00", "version": 1}).json()
    assert (prepared["state"], prepared["gross"], prepared["version"]) == ("prepared", "1250.00", 2)
    certified = call(certifier, "post", "OWN-0001/certify/", {"declared": True, "version": 2}).json()
    assert certified["waits_for"] == "To be submitted"
    submitted = call(certifier, "post", "OWN-0001/submit/", {"version": 3}).json()
    assert {name: submitted[name] for name in ("state", "reference", "total_days", "net", "vat", "gross")} == {
        "state": "submitted", "reference": "PO 1", "total_days": "2.5", "net": "1250.00", "vat": "0.00",
        "gross": "1250.00",
    }  # fmt: skip
    queried = call(preparer, "post", "OWN-0001/query/", {"query": "Which days?", "version": 4}).json()
    answered = call(preparer, "post", "OWN-0001/answer/", {"answer": "These.", "version": 5}).json()
    assert (queried["state"], answered["state"]) == ("queried", "submitted")


def test_lines_carry_names_and_rates_as_they_were(call, preparer, programme, claimable, officer):
    made_claim(programme, "submitted")

    lines = call(preparer, "get", "OWN-0001/lines/").json()

    assert lines["count"] == 3
    first = lines["results"][0]
    assert {name: first[name] for name in ("number", "worked_on", "days", "officer_name", "rate", "gross")} == {
        "number": 1, "worked_on": "2017-02-01", "days": "1.0", "officer_name": officer.name, "rate": "500.00",
        "gross": "500.00",
    }  # fmt: skip
    assert (first["reverses"], first["reverses_line"]) == ("", None)


def test_a_line_is_reversed_and_taken_off_again(call, preparer, programme, claimable):
    made_claim(programme, "submitted")
    call(preparer, "post", body=PERIOD)

    adjusted = call(
        preparer, "post", "OWN-0002/adjust/", {"of": "OWN-0001", "line": 2, "reason": "Not ours.", "version": 1}
    )
    line = call(preparer, "get", "OWN-0002/lines/").json()["results"][0]
    removed = call(preparer, "post", "OWN-0002/remove-adjustment/", {"line": 1, "version": 2})

    assert (adjusted.status_code, adjusted.json()["gross"]) == (200, "-250.00")
    assert (line["reverses"], line["reverses_line"], line["days"]) == ("OWN-0001", 2, "-0.5")
    assert (removed.status_code, removed.json()["gross"]) == (200, "0.00")


@pytest.mark.parametrize(
    ("state", "path", "body", "field", "said"),
    [
        ("draft", "", {"period_start": "2017-02-31", "period_end": "2017-02-28"}, "period_start",
         "Enter a real date, like 2017-02-28"),
        ("draft", "", {"period_start": "2017-02-28", "period_end": "2017-02-01"}, "period_end",
         "The last day must be on or after the first."),
        ("draft", "OWN-0001/certify/", {"declared": True, "version": 1}, "non_field_errors",
         "Claim OWN-0001 is draft, so it cannot be certified."),
        ("prepared", "OWN-0001/certify/", {"declared": False, "version": 2}, "declared",
         "Tick the declaration, or send the claim back to draft."),
        ("prepared", "OWN-0001/cancel/", {"reason": "Born 3/4/2009", "version": 2}, "reason", None),
        ("draft", "OWN-0001/adjust/", {"of": "OWN-0009", "line": 1, "reason": "No.", "version": 1}, "line",
         "No claim of this programme has this line."),
        ("draft", "OWN-0001/remove-adjustment/", {"line": 1, "version": 1}, "line",
         "This claim has no adjustment of this number."),
        ("prepared", "OWN-0001/certify/", {"declared": True, "declaration": "Another.", "version": 2}, "declared",
         "The declaration has changed since you looked. Read it again, then tick it."),
        ("draft", "OWN-0001/prepare/", {"gross": "1.00", "version": 1}, "non_field_errors", None),
        ("draft", "OWN-0001/prepare/", {"seen": [{"id": 1, "version": 1}], "version": 1}, "non_field_errors", None),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_by_its_field(
    call, preparer, certifier, programme, claimable, left_alone, state, path, body, field, said
):
    made_claim(programme, state)
    person = certifier if "certify" in path else preparer
    call(person, "get")

    with left_alone():
        answer = call(person, "post", path, body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert said is None or answer.json()["errors"][field] == [said]


def test_a_stale_version_is_409_and_with_if_match_412(call, preparer, programme, claimable):
    made_claim(programme, "prepared")

    stale = call(preparer, "post", "OWN-0001/cancel/", {"reason": "No.", "version": 1})
    with_header = call(preparer, "post", "OWN-0001/cancel/", {"reason": "No."}, **{"If-Match": '"1"'})

    assert (stale.status_code, with_header.status_code) == (409, 412)
    assert Claim.objects.get().state == "prepared"


def test_the_same_start_sent_twice_with_a_key_starts_one_claim(call, preparer, claimable):
    answers = [call(preparer, "post", body=PERIOD, **{"Idempotency-Key": "start-1"}) for _ in range(2)]

    assert [answer.json()["number"] for answer in answers] == ["OWN-0001", "OWN-0001"]
    assert Claim.objects.count() == 1


def test_a_past_day_gives_the_claim_as_it_stood(call, preparer, programme, claimable):
    day = datetime.date(2017, 2, 23)
    made_claim(programme, "prepared", on=day, until=datetime.date(2017, 2, 20))

    then = call(preparer, "get", "OWN-0001/", {"on": "2017-02-24"}).json()
    lines = call(preparer, "get", "OWN-0001/lines/", {"on": "2017-02-24"}).json()

    assert (then["state"], then["total_days"], lines["count"]) == ("prepared", "2.5", 0)
    assert call(preparer, "get", "OWN-0001/", {"on": "2017-02-22"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(call, preparer, programme, claimable, django_assert_max_num_queries, count):
    for _ in range(count):
        made_claim(programme, "draft")
    call(preparer, "get")

    with django_assert_max_num_queries(10):
        answer = call(preparer, "get")

    assert answer.json()["count"] == count


@pytest.mark.parametrize("role", ["board_member", "officer", "action_lead", "secretary", "reader", "administrator"])
def test_others_get_403(call, programme, claimable, role):
    made_claim(programme, "submitted")

    assert call(member(programme, role), "get").status_code == 403


def test_pages_and_api_agree(call, client, preparer, programme, claimable, mash, officer):
    made_day(mash, officer, "approved", worked_on=datetime.date(2017, 2, 14), days="0.5")
    made_claim(programme, "submitted")

    answer = call(preparer, "get", "OWN-0001/").json()
    page = client.get("/own/claims/OWN-0001/").context["claim"]
    lines = call(preparer, "get", "OWN-0001/lines/").json()["results"]

    assert Decimal(answer["gross"]) == page.gross == sum(Decimal(line["gross"]) for line in lines) == 1500
