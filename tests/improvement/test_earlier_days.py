"""Every page of the plan on an earlier day: what was known then, and nothing to press."""

import datetime
import re

import pytest
from django.urls import reverse

from improvement.actions.direction import meet_requirement
from improvement.actions.evidence import review_evidence
from improvement.actions.plan import redate_milestone, set_coverage
from improvement.actions.programme import change_programme
from improvement.actions.risks import change_risk, close_risk, score_risk
from improvement.urls import urlpatterns
from tests.factories.accounts import UserFactory, member
from tests.factories.improvement import EvidenceFactory, ProgrammeFactory, programme_of_everything

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
YESTERDAY = "2017-02-27"
BEFORE_ANYTHING = "2016-05-01"

VERBS = r"-(add|change|rate|redate|achieve|reopen|withdraw|review|score|close|coverage|meet)$"
FORMS = {pattern.name for pattern in urlpatterns if re.search(VERBS, pattern.name)}
LISTS = [
    "workstreams/",
    "highlight-reports/",
    "impact-ratings/",
    "milestones/",
    "evidence/",
    "risks/",
    "findings/",
    "direction/",
    "inspections/",
    "judgements/",
    "comparators/",
    "about/changes/",
]


@pytest.fixture
def programme():
    return programme_of_everything("torbay")


@pytest.fixture
def director(client, programme):
    client.force_login(member(programme, "director"))
    return client


def key_of(name, programme):
    """What reaches a page beside the programme."""
    if "milestone-" in name and name != "milestone-add":
        return {"pk": programme.milestones.get().pk}
    if name.startswith("evidence-"):
        return {"pk": programme.evidence.get().pk}
    if name in {"inspection-detail", "judgement-add"}:
        return {"pk": programme.inspections.get().pk}
    return {"pk": programme.interventions.get().pk}


def address(pattern, programme):
    known = {"number": 3 if "risk" in pattern.name else 8, "digest": "0" * 24}
    known["reference"] = "Paragraph 4" if "requirement" in pattern.name else "F9"
    known |= key_of(pattern.name, programme)
    wanted = {name: known[name] for name in pattern.pattern.converters}
    return reverse(f"improvement:{pattern.name}", kwargs={"slug": "torbay", **wanted})


def pages(programme, *, forms):
    return {pattern.name: address(pattern, programme) for pattern in urlpatterns if (pattern.name in FORMS) == forms}


def buttons(answer):
    """The forms that send something and the links to them, beside signing out."""
    drawn = answer.content.decode()
    main = drawn[drawn.index("<main") : drawn.index("</main>")]
    return re.findall(r'method="post"|/(?:add|change|report|impact|redate|achieve|reopen|withdraw|review|score|close|'
                      r'coverage|meet)/', main)  # fmt: skip


def test_every_page_to_look_at_shows_an_earlier_day_without_anything_to_press(director, programme):
    found, today = {}, {}
    for name, url in pages(programme, forms=False).items():
        if name == "evidence-file":
            continue
        answer = director.get(url, {"on": YESTERDAY})
        is_page = answer["Content-Type"].startswith("text/html")
        found[name] = (answer.status_code, buttons(answer) if is_page else [])
        today[name] = buttons(director.get(url)) if is_page else []

    assert found == {name: (200, []) for name in found}
    assert len(found) == 35
    assert {name for name, pressed in today.items() if pressed} == {
        "workstream-list",
        "workstream-detail",
        "milestone-detail",
        "evidence-detail",
        "risk-list",
        "risk-detail",
        "finding-list",
        "finding-detail",
        "direction",
        "requirement-detail",
        "inspection-list",
        "inspection-detail",
        "about",
    }


def test_every_page_with_a_form_is_closed_on_an_earlier_day(director, programme, left_alone):
    addresses = pages(programme, forms=True)

    answers = {}
    for name, url in addresses.items():
        here = f"{url}?on={YESTERDAY}"
        answers[name] = (director.get(here).status_code, director.post(here, {"reason": "Why."}).status_code)

    assert answers == dict.fromkeys(addresses, (403, 403))
    assert len(addresses) == 24


def test_links_of_an_earlier_day_stay_on_it(director, programme):
    wrong = {}
    for name, url in pages(programme, forms=False).items():
        answer = director.get(url, {"on": YESTERDAY})
        if not answer["Content-Type"].startswith("text/html") or answer.status_code == 404:
            continue
        drawn = answer.content.decode()
        main = drawn[drawn.index("<main") : drawn.index("</main>")]
        links = re.findall(r'href="(/torbay/[^"#]*)', main)
        if strays := [link for link in links if f"on={YESTERDAY}" not in link]:
            wrong[name] = strays

    assert wrong == {}


@pytest.mark.parametrize("on", [BEFORE_ANYTHING, "0001-01-01", "1970-01-01"])
def test_lists_of_a_day_before_anything_was_known_are_empty(director, programme, on):
    answers = {place: director.get(f"/torbay/{place}", {"on": on}) for place in [*LISTS, "roadmap/", "about/"]}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert [len(answers[place].context["table"].rows) for place in LISTS] == [0] * len(LISTS)


def test_a_record_of_a_later_day_is_not_there(director, programme):
    places = ["workstreams/8/", "risks/3/", "findings/F9/", "requirements/Paragraph%204/",
              f"milestones/{programme.milestones.get().pk}/", f"evidence/{programme.evidence.get().pk}/",
              f"inspections/{programme.inspections.get().pk}/"]  # fmt: skip

    found = [
        (director.get(f"/torbay/{p}", {"on": on}).status_code) for p in places for on in (BEFORE_ANYTHING, YESTERDAY)
    ]

    assert found == [404, 200] * len(places)


@pytest.mark.parametrize("role", ["director", "reader", "board_member"])
def test_every_list_of_an_empty_programme_shows(client, role):
    ProgrammeFactory(slug="empty")
    programme = ProgrammeFactory(slug="torbay")
    client.force_login(member(programme, role))
    csvs = ["direction/requirements.csv" if place == "direction/" else place.rstrip("/") + ".csv" for place in LISTS]

    seen = {place: client.get(f"/torbay/{place}").status_code for place in [*LISTS, *csvs, "roadmap/", "about/"]}

    plan = ("workstreams", "highlight-reports", "impact-ratings", "milestones", "evidence", "risks", "roadmap")
    closed = plan * (role == "reader")
    assert seen == {place: 403 if place.startswith(closed) and closed else 200 for place in seen}


@pytest.fixture
def stepped(programme):
    """A step today in everything that can take one, so that yesterday differs."""
    by = UserFactory()
    redate_milestone(
        milestone=programme.milestones.get(), due_on=datetime.date(2017, 5, 2), reason="Why.", version=1, by=by
    )
    review_evidence(
        evidence=programme.evidence.get(), review="returned", review_note="Note of today.", version=1, by=by
    )
    risk = programme.risks.get()
    score_risk(risk=risk, kind="residual", likelihood=5, impact=5, reason="Score of today.", version=1, by=by)
    response = {"mitigation": "Response of today.", "owner_post": "Owner of today", "workstream": None}
    change_risk(risk=risk, reason="Change of today.", version=2, by=by, **response)
    close_risk(risk=risk, reason="Closed of today.", version=3, by=by)
    set_coverage(finding=programme.findings.get(), workstreams=[], version=1, by=by)
    meet_requirement(requirement=programme.requirements.get(), met_on=datetime.date(2017, 1, 5), version=1, by=by)
    change_programme(
        programme=programme,
        state="step_down",
        ends_on=datetime.date(2017, 9, 9),
        reason="End of today.",
        version=1,
        by=by,
    )
    return programme  # fmt: skip


def test_what_was_done_today_is_not_seen_on_the_day_before(director, stepped):
    words = ["2 May 2017", "02/05/2017", "2 May", "Note of today", "Score of today", "Closed of today", "Returned",
             "Response of today", "Owner of today", "Change of today",
             "withdrawn 28 February", "5 January 2017", "5 Jan 2017", "End of today", "9 September 2017"]  # fmt: skip
    places = [name for name in pages(stepped, forms=False) if not name.endswith(("-csv", "-chart", "-file"))]
    addresses = pages(stepped, forms=False)

    def seen(name, query):
        drawn = director.get(addresses[name], query).content.decode()
        drawn = drawn[drawn.index("<main") : drawn.index("</main>")]
        # The filters of a list offer every word there is.
        text = re.sub(r"<details.*?</details>", "", drawn, flags=re.DOTALL)
        return {word for word in words if word in text}

    now = {name: seen(name, {}) for name in places}
    before = {name: seen(name, {"on": YESTERDAY}) for name in places}

    assert before == {name: set() for name in places}
    assert {name for name, seen in now.items() if seen} == {
        "milestone-list",
        "milestone-detail",
        "workstream-detail",
        "roadmap",
        "evidence-list",
        "evidence-detail",
        "risk-list",
        "risk-detail",
        "finding-detail",
        "direction",
        "requirement-detail",
        "about",
        "programme-change-list",
    }


def test_the_files_of_an_earlier_day_hold_what_was_known_then(director, stepped):
    def read(name):
        return b"".join(director.get(f"/torbay/{name}.csv", {"on": YESTERDAY}).streaming_content).decode().split("\r\n")

    assert read("milestones")[1] == "All staff trained,8 MASH,Due,2017-04-30,2017-03-31,1,30"
    assert read("evidence")[1] == 'Minutes,8 MASH,Link,Awaiting review,"Sample document, page 1",2016-06-01'
    assert read("risks")[1] == "R3,Staff leave,9,,9,9,8 MASH,Director,Open"
    assert read("findings")[1] == 'F9,Waits,Finding,8,"Sample document, page 1"'
    assert read("direction/requirements")[1] == "Paragraph 4,Co-operate with the Commissioner.,,No date,"


def test_the_api_tells_what_was_done_about_a_risk_as_known(director, stepped):
    def read(on):
        risk = director.get("/api/v1/programmes/torbay/risks/3/", {"on": on}).json()
        return risk["mitigation"], risk["owner"], risk["workstream"]

    assert read("2017-02-28") == ("Response of today.", "Owner of today", None)
    assert read(YESTERDAY) == ("Do more.", "Director", 8)


@pytest.mark.parametrize(
    ("on", "titles"), [(YESTERDAY, ["Accepted before", "Returned today"]), ("", ["Returned today", "Accepted before"])]
)
def test_evidence_sorts_by_its_review_as_known(director, programme, on, titles):
    programme.evidence.all().delete()
    facts = {"workstream": programme.workstreams.get(), "reviewed_by": UserFactory(), "review_note": "Seen."}
    EvidenceFactory(title="Accepted before", review="accepted", reviewed_on=YESTERDAY, **facts)
    EvidenceFactory(title="Returned today", review="returned", reviewed_on=TODAY, **facts)

    answer = director.get("/torbay/evidence/", {"on": on, "sort": "-review"})

    assert [row.record.title for row in answer.context["table"].rows] == titles
