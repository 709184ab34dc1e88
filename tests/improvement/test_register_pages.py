"""The pages of the registers: what they show, their forms, their files, and an earlier day."""

import csv
import datetime
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from improvement.models import RegisterEntry
from improvement.models.register_kinds import REGISTERS
from tests.factories.accounts import UserFactory, member
from tests.factories.improvement import (
    EARLY,
    FACTS,
    ProgrammeFactory,
    RegisterChangeFactory,
    RegisterEntryFactory,
    WorkstreamChangeFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
ADDRESSES = [register.address for register in REGISTERS.values()]
KINDS = list(FACTS)


def date(name, day, month, year):
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


# What is typed that is right, by register, and what is said where nothing is typed.
GOOD = {
    "mentoring": {"title": "Team Manager", "post": "Head of Service", "focus": "Plans.", "sessions": "2",
                  **date("started_on", 1, 6, 2016)},
    "training": {"title": "Thresholds", "places": "12", "attended": "9", "attended_posts": "Team managers 9",
                 **date("held_on", 1, 2, 2017)},
    "policies": {"title": "Supervision", "post": "Principal Social Worker", **date("agreed_on", 1, 2, 2017)},
    "systems": {"title": "Case system", "post": "Systems Manager", "fitness": "in_part", "action": "Mend it.",
                **date("reviewed_on", 1, 2, 2017)},
    "peer_review": {"title": "Care leavers", "baseline_grade": "inadequate", "baseline_evidence": "Inspection.",
                    **date("baseline_on", 14, 6, 2016)},
}  # fmt: skip
MISSING = {
    "mentoring": {"title": "Enter post mentored", "post": "Enter mentor", "focus": "Enter focus",
                  "started_on": "Enter the day the pair starts"},
    "training": {"title": "Enter session", "places": "Enter places", "held_on": "Enter the date of the session"},
    "policies": {"title": "Enter policy or procedure", "post": "Enter owner"},
    "systems": {"title": "Enter system", "post": "Enter owner"},
    "peer_review": {"title": "Enter judgement area", "baseline_on": "Enter the day of the baseline",
                    "baseline_grade": "Choose provisional grade at the start",
                    "baseline_evidence": "Enter evidence at the start"},
}  # fmt: skip


@pytest.fixture
def workstream():
    return WorkstreamFactory(programme=ProgrammeFactory(slug="torbay"), number=7, title="Peer mentoring")


@pytest.fixture
def director(client, workstream):
    client.force_login(member(workstream.programme, "director"))
    return client


@pytest.fixture
def officer(client, workstream):
    client.force_login(member(workstream.programme, "officer"))
    return client


def address_of(entry, *steps):
    return "/".join([f"/torbay/registers/{entry.register.address}/{entry.pk}", *steps, ""])


def told(answer):
    """What the page says by each field."""
    blocks = re.findall(r'<div id="id_(\w+)_error">(.*?)</div>', answer.content.decode(), re.DOTALL)
    return {name: html.unescape(re.search(r"</span> (.*?)</p>", block).group(1)) for name, block in blocks}


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_is_added_and_leads_to_its_page(officer, workstream, kind):
    address = f"/torbay/registers/{REGISTERS[kind].address}/"

    answer = officer.post(f"{address}add/", GOOD[kind] | {"workstream": workstream.pk}, follow=True)

    entry = RegisterEntry.objects.get()
    assert answer.redirect_chain == [(address_of(entry), 302)]
    assert (entry.kind, entry.title, entry.workstream) == (kind, GOOD[kind]["title"], workstream)
    assert "It is on the register." in answer.content.decode()
    assert Event.objects.filter(action="register.added").count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_says_by_each_field_what_is_missing(officer, workstream, left_alone, kind):
    with left_alone():
        answer = officer.post(f"/torbay/registers/{REGISTERS[kind].address}/add/", {})

    assert told(answer) == MISSING[kind] | {"workstream": "Choose workstream"}


@pytest.mark.parametrize(
    ("kind", "wrong", "says"),
    [
        ("mentoring", date("reviewed_on", 31, 5, 2016),
         {"reviewed_on": "The review is on or after the day the pair started."}),
        ("mentoring", date("started_on", 31, 2, 2017), {"started_on": "Enter a real date, like 28 2 2017"}),
        ("mentoring", {"sessions": "-1"}, {"sessions": "Ensure this value is greater than or equal to 0."}),
        ("mentoring", {"sessions": "99999"}, {"sessions": "Ensure this value is less than or equal to 9999."}),
        ("mentoring", {"focus": "Case 943 476 5919"},
         {"focus": "This looks like an NHS number. Take it out: nothing here may identify a child."}),
        ("mentoring", {"title": "x" * 201}, {"title": "Ensure this value has at most 200 characters (it has 201)."}),
        ("mentoring", {"post": "a\x00b"}, {"post": "Null characters are not allowed."}),
        ("training", {"attended": "13"}, {"attended": "More attended than there were places. Check both figures."}),
        ("policies", date("introduced_on", 31, 1, 2017),
         {"introduced_on": "It is introduced on or after the day it was agreed: give both days."}),
        ("systems", {"action": ""}, {"action": "Say what is done about it: it is not fit for purpose as it is."}),
        ("systems", {"fitness": "superb"},
         {"fitness": "Select a valid choice. superb is not one of the available choices."}),
        ("peer_review", {"review_grade": "adequate"},
         {"review_grade": "Select a valid choice. adequate is not one of the available choices."}),
        ("peer_review", {"review_grade": "good", **date("reviewed_on", 1, 2, 2017)},
         {"review_evidence": "Say what the grade at the review rests on."}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_field_and_all_that_was_typed_is_kept(
    officer, workstream, left_alone, kind, wrong, says
):
    typed = GOOD[kind] | {"workstream": str(workstream.pk)} | wrong

    with left_alone():
        answer = officer.post(f"/torbay/registers/{REGISTERS[kind].address}/add/", typed)

    form = answer.context["form"]
    assert told(answer) == says
    assert {name: form[name].value() for name in typed if name in form.fields} == {
        name: value for name, value in typed.items() if name in form.fields
    }
    started = {name: text for name, text in typed.items() if name.startswith("started_on")}
    assert all(f'value="{text}"' in answer.content.decode() for text in started.values())


def test_a_form_starts_where_the_entry_probably_belongs_and_offers_open_workstreams_alone(officer, workstream):
    closed = WorkstreamFactory(programme=workstream.programme, number=8)
    WorkstreamChangeFactory(workstream=closed, is_closed=True)

    form = officer.get("/torbay/registers/mentoring/add/").context["form"]
    training = officer.get("/torbay/registers/training/add/").context["form"]

    assert (form["workstream"].value(), training["workstream"].value()) == (workstream.pk, None)
    assert list(form.fields["workstream"].queryset) == [workstream]


def test_a_holder_is_somebody_of_the_programme(officer, workstream):
    mentor, stranger = member(workstream.programme, "officer"), UserFactory()
    typed = GOOD["mentoring"] | {"workstream": workstream.pk}

    refused = officer.post("/torbay/registers/mentoring/add/", typed | {"holder": stranger.pk})
    officer.post("/torbay/registers/mentoring/add/", typed | {"holder": mentor.pk})

    wrong = "Select a valid choice. That choice is not one of the available choices."
    assert told(refused) == {"holder": wrong}
    assert RegisterEntry.objects.get().changes.get().holder == mentor


def test_a_change_starts_with_what_holds_now_and_keeps_what_stood_before(officer, workstream):
    entry = RegisterEntryFactory(workstream=workstream, change__sessions=1)
    address = address_of(entry, "change")

    form = officer.get(address).context["form"]
    assert (form["post"].value(), form["sessions"].value(), form["is_withdrawn"].value()) == ("Area Director", 1, False)

    typed = {"post": "Area Director", "focus": "Supervision.", "sessions": "4", **date("started_on", 1, 6, 2016),
             **date("review_due_on", 15, 3, 2017), "reason": "Counted.", "version": "1"}  # fmt: skip
    answer = officer.post(address, typed, follow=True)

    assert answer.redirect_chain == [(address_of(entry), 302)]
    assert [step.what for step in answer.context["history"]] == [
        "Changed: sessions held and review due",
        "Put on the register",
    ]
    assert answer.context["history"][0].notes == ("Sessions held: 4", "Review due: 15 March 2017")
    earlier = officer.get(address_of(entry), {"on": TODAY - DAY})
    assert earlier.context["sentences"] == "Under way since 1 June 2016. One session has been held."


def test_a_change_made_stale_by_somebody_else_says_so_and_then_stands(officer, workstream):
    entry = RegisterEntryFactory(workstream=workstream, version=2)
    typed = {"post": "Head", "focus": "Plans.", **date("started_on", 1, 6, 2016), "version": "1"}

    first = officer.post(address_of(entry, "change"), typed)
    form = first.context["form"]
    second = officer.post(address_of(entry, "change"), typed | {"version": form["version"].value()})

    assert "was changed by somebody else while this page was open" in first.content.decode()
    assert (form["post"].value(), second.status_code) == ("Head", 302)


def test_history_tells_what_came_off_and_on_again(officer, workstream):
    entry = RegisterEntryFactory(workstream=workstream, kind="systems", change__post="Head")
    fit = {"reviewed_on": EARLY, "fitness": "fit"}
    RegisterChangeFactory(entry=entry, **fit)
    RegisterChangeFactory(entry=entry, **fit, is_withdrawn=True, reason="Switched off.")
    RegisterChangeFactory(entry=entry, post="Manager")

    history = officer.get(address_of(entry)).context["history"]

    assert [(step.what, step.notes, step.text) for step in history] == [
        ("Put back on the register", ("Owner: Manager", "Reviewed: taken out", "Fit for purpose: taken out"), ""),
        ("Withdrawn", (), "Switched off."),
        ("Changed: owner, reviewed and fit for purpose",
         ("Owner: Systems Manager", "Reviewed: 1 June 2016", "Fit for purpose: Fit for purpose"), ""),
        ("Put on the register", (), ""),
    ]  # fmt: skip


def test_an_area_of_the_peer_review_shows_both_grades_as_provisional(officer, workstream):
    entry = RegisterEntryFactory(workstream=workstream, kind="peer_review")

    before = officer.get(address_of(entry)).context["figures"]
    RegisterChangeFactory(entry=entry, reviewed_on=EARLY, review_grade="good", review_evidence="Visit.")
    after = officer.get(address_of(entry)).context["figures"]

    assert [(f.label, f.value, f.notes) for f in before] == [
        ("At the start", "Inadequate", ("Provisional, 1 June 2016",)),
        ("At the review", "—", ("Not graded yet",)),
    ]
    assert (after[1].value, after[1].notes) == ("Good", ("Provisional, 1 June 2016",))


@pytest.mark.parametrize("path", ["nothing/", "nothing.csv", "nothing/add/", "peer_review/"])
def test_a_register_that_is_none_is_not_there(director, path):
    assert director.get(f"/torbay/registers/{path}").status_code == 404


def test_an_entry_is_on_its_own_register_and_in_its_own_programme_alone(director, workstream):
    entry = RegisterEntryFactory(workstream=workstream)
    elsewhere = RegisterEntryFactory()

    found = [director.get(f"/torbay/registers/{path}/{step}").status_code
             for path in (f"training/{entry.pk}", f"mentoring/{elsewhere.pk}", f"mentoring/{2**62}")
             for step in ("", "change/")]  # fmt: skip

    assert found == [404] * 6


@pytest.mark.parametrize(("role", "presses", "days"), [("officer", True, False), ("director", True, True),
                                                       ("board_member", False, False)])  # fmt: skip
def test_pages_offer_what_the_person_may_do(client, workstream, role, presses, days):
    entry = RegisterEntryFactory(workstream=workstream)
    client.force_login(member(workstream.programme, role))

    pages = [client.get(address).content.decode() for address in (
        "/torbay/registers/mentoring/", address_of(entry), "/torbay/workstreams/7/")]  # fmt: skip

    assert ["/add/" in pages[0], "/change/" in pages[1]] == [presses, presses]
    assert ["/torbay/days/all/?workstream=7" in page for page in pages] == [False, days, days]


def test_a_page_of_an_earlier_day_stays_on_it_and_changes_nothing(director, workstream):
    entry = RegisterEntryFactory(workstream=workstream)
    on = f"on={TODAY - DAY}"

    for address in ("/torbay/registers/", "/torbay/registers/mentoring/", address_of(entry)):
        text = director.get(f"{address}?{on}").content.decode()
        main = text[text.index("<main") : text.index("</main>")]
        links = re.findall(r'href="(/torbay/[^"#]*)', main)

        assert [link for link in links if on not in link] == []
        assert ("/add/" in main, "/change/" in main) == (False, False)
    for address in ("/torbay/registers/mentoring/add/", address_of(entry, "change")):
        assert director.get(f"{address}?{on}").status_code == 403
    before = director.get("/torbay/registers/mentoring/", {"on": EARLY - DAY})
    assert before.context["headline"].sentence == "No mentoring pair is on the register yet."


def test_the_workstream_says_what_its_registers_hold(officer, workstream):
    empty = officer.get("/torbay/workstreams/7/").content.decode()
    RegisterEntryFactory(workstream=workstream)
    RegisterEntryFactory(workstream=WorkstreamFactory(programme=workstream.programme))

    filled = officer.get("/torbay/workstreams/7/").content.decode()

    assert ("<h2>Registers</h2>" in empty, "<h2>Registers</h2>" in filled) == (False, True)
    assert '/torbay/registers/mentoring/?workstream=7">Peer mentoring</a>' in filled
    assert "The one mentoring pair is under way." in filled


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


FILES = {
    "mentoring": (
        {"sessions": 2, "feedback": "Goes well.", "reviewed_on": TODAY},
        ["Post mentored", "Mentor", "Status", "Starts", "Sessions held", "Review due", "Reviewed", "Focus",
         "What the review found", "Workstream"],
        ["It", "Area Director", "Reviewed", "2016-06-01", "2", "", "2017-02-28", "Supervision.", "Goes well.",
         "7 Peer mentoring"],
    ),
    "training": (
        {"held_on": EARLY, "attended": 9, "attended_posts": "Managers 9"},
        ["Session", "Status", "Date", "Places", "Attended", "Led by", "Attendance by post", "Feedback", "Workstream"],
        ["It", "Held", "2016-06-01", "12", "9", "", "Managers 9", "", "7 Peer mentoring"],
    ),
    "policies": (
        {"agreed_on": EARLY, "introduced_on": TODAY},
        ["Policy or procedure", "Status", "Agreed", "Introduced", "Review due", "Owner", "Workstream"],
        ["It", "Introduced", "2016-06-01", "2017-02-28", "", "Principal Social Worker", "7 Peer mentoring"],
    ),
    "systems": (
        {"reviewed_on": EARLY, "fitness": "not_fit", "action": "=Mend", "action_due_on": TODAY},
        ["System", "Status", "Reviewed", "Action", "Action due", "Owner", "Workstream"],
        ["It", "Not fit for purpose", "2016-06-01", "'=Mend", "2017-02-28", "Systems Manager", "7 Peer mentoring"],
    ),
    "peer_review": (
        {"reviewed_on": TODAY, "review_grade": "good", "review_evidence": "Visit."},
        ["Judgement area", "Status", "Provisional grade at the start", "Baseline taken",
         "Provisional grade at the review", "Review due", "Reviewed", "Evidence at the start",
         "Evidence at the review", "Workstream"],
        ["It", "Better than at the start", "Inadequate", "2016-06-01", "Good", "", "2017-02-28", "Inspection.",
         "Visit.", "7 Peer mentoring"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_of_a_register_holds_its_facts_and_the_page_its_rows(officer, workstream, kind):
    facts, headings, row = FILES[kind]
    known = {f"change__{name}": value for name, value in facts.items()}
    made = RegisterEntryFactory(workstream=workstream, kind=kind, title="It", change__recorded_on=TODAY, **known)
    address = f"/torbay/registers/{REGISTERS[kind].address}"

    answer, page = officer.get(f"{address}.csv"), officer.get(f"{address}/")

    assert answer["Content-Disposition"].split("filename=")[1].strip('"') == (
        f"torbay-register-{REGISTERS[kind].address}-2017-02-28.csv"
    )
    assert rows_of(answer) == [headings, row]
    assert address_of(made) in page.content.decode()
    assert Event.objects.filter(action="list.exported").count() == 1


def test_a_register_is_narrowed_by_status_workstream_and_words_and_sorted(officer, workstream):
    other = WorkstreamFactory(programme=workstream.programme, number=8)
    one = RegisterEntryFactory(workstream=workstream, title="Alpha", change__sessions=2)
    two = RegisterEntryFactory(workstream=other, title="Beta", change__reviewed_on=EARLY, change__post="Zoe's post")
    gone = {"change__is_withdrawn": True, "change__reason": "Left."}
    three = RegisterEntryFactory(workstream=other, title="Gamma", change__sessions=9, **gone)

    def found(**query):
        return [row.record for row in officer.get("/torbay/registers/mentoring/", query).context["table"].rows]

    assert found() == [one, two, three]
    assert (found(status="reviewed"), found(status="withdrawn"), found(workstream="8")) == (
        [two],
        [three],
        [two, three],
    )
    assert (found(q="zoe"), found(q="alp"), found(sort="-title")) == ([two], [one], [three, two, one])
    assert [entry for entry in found(sort="-sessions") if entry != two] == [three, one]
    filter_ = officer.get("/torbay/registers/mentoring/", {"status": "planned"}).context["filter"]
    assert filter_.errors["status"] == ["Select a valid choice. planned is not one of the available choices."]
    assert "kind" not in filter_.form.fields


def test_training_is_listed_newest_first_after_what_is_overdue(officer, workstream):
    days = [TODAY + DAY, TODAY - DAY, TODAY + 9 * DAY]
    later, overdue, last = (
        RegisterEntryFactory(workstream=workstream, kind="training", change__held_on=day) for day in days
    )

    rows = officer.get("/torbay/registers/training/").context["table"].rows

    assert [row.record for row in rows] == [overdue, last, later]


QUERIES = {"": 4, "mentoring/": 7, "mentoring.csv": 10, "mentoring/{pk}/": 5, "mentoring/add/": 6}


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries_however_much_there_is(director, workstream, count):
    for _ in range(count):
        entry = RegisterEntryFactory(workstream=workstream, recorded_by=UserFactory())
        for sessions in range(count):
            RegisterChangeFactory(entry=entry, sessions=sessions, holder=UserFactory(), recorded_by=UserFactory())

    found = {}
    for path in QUERIES:
        address = f"/torbay/registers/{path.format(pk=entry.pk)}"
        b"".join(director.get(address))
        with CaptureQueriesContext(connection) as queries:
            answer = director.get(address)
            content = b"".join(answer)
        found[path] = len(queries)
        assert (answer.status_code, bool(content)) == (200, True)

    assert found == QUERIES
