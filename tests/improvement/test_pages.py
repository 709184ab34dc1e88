"""Every page with a form: it shows, does what it says, and where it cannot says why and keeps what was typed."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db.models import F
from django.urls import reverse

from audit.models import Event
from config.forms import DateBoxField
from improvement.urls import urlpatterns
from tests.factories.accounts import member
from tests.factories.improvement import (
    EvidenceFactory,
    MilestoneChangeFactory,
    programme_of_everything,
)

pytestmark = pytest.mark.django_db

LINE, PROSE, CODE = 200, 4000, 40
NHS_NUMBER = "Case 943 476 5919"
IDENTIFIES = "This looks like an NHS number. Take it out: nothing here may identify a child."
NO_DATE = "Enter a real date, like 28 2 2017"
NO_CHOICE = "Select a valid choice. That choice is not one of the available choices."


def date(name, day, month, year):
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


@dataclass(frozen=True)
class Page:
    """A page with a form: what is typed that is right, what is said of nothing at all, and what follows."""

    name: str
    good: dict
    says: str
    leads_to: str
    event: str
    missing: dict
    texts: dict = field(default_factory=dict)
    dates: tuple = ()
    record: Callable | None = None
    """The versioned record that the form changes."""
    key: Callable = lambda programme: {}
    """What reaches the page beside the programme."""
    others: dict = field(default_factory=dict)
    """Choices, with what another programme would have there."""
    prepare: Callable = lambda programme: None

    def __str__(self):
        return self.name

    def address(self, programme, of=None):
        return reverse(f"improvement:{self.name}", kwargs={"slug": programme.slug, **self.key(of or programme)})

    def version(self, programme):
        return {"version": "1"} if self.record else {}


def workstream(programme):
    return programme.workstreams.get()


def milestone(programme):
    return programme.milestones.get()


def evidence(programme):
    return programme.evidence.get()


def risk(programme):
    return programme.risks.get()


def finding(programme):
    return programme.findings.get()


def intervention(programme):
    return programme.interventions.get()


def requirement(programme):
    return programme.requirements.get()


def inspection(programme):
    return programme.inspections.get()


def by_number(record):
    return lambda programme: {"number": record(programme).number}


def by_key(record):
    return lambda programme: {"pk": record(programme).pk}


def by_reference(record):
    return lambda programme: {"reference": record(programme).reference}


RISK_STEPS = {f"{kind}_{part}": "2" for kind in ("inherent", "residual", "target") for part in ("likelihood", "impact")}

PAGES = [
    Page(
        "workstream-add",
        good={"number": "9", "title": "Voice", "aim": "Hear children.", "kind": "continuing", "lead_post": "Head",
              "counterpart_post": "Director"},
        says="The workstream is in the plan.",
        leads_to="workstreams/",
        event="workstream.added",
        missing={"number": "Enter number", "title": "Enter title", "aim": "Enter aim", "kind": "Choose kind"},
        texts={"title": LINE, "aim": PROSE, "lead_post": LINE, "counterpart_post": LINE},
    ),
    Page(
        "workstream-change",
        good={"lead_post": "Interim", "counterpart_post": "Director", "reason": "Moved on.", "is_closed": "on"},
        says="Saved. What stood before today stays on record.",
        leads_to="workstreams/8/",
        event="workstream.changed",
        missing={"reason": "Enter reason"},
        texts={"lead_post": LINE, "counterpart_post": LINE, "reason": PROSE},
        record=workstream,
        key=by_number(workstream),
        others={"lead": lambda other: member(other, "officer"), "counterpart": lambda other: member(other, "officer")},
    ),
    Page(
        "report-add",
        good={**date("period_end", 27, 2, 2017), "delivery": "at_risk", "confidence": "low", "summary": "S.",
              "next_steps": "N.", "path_to_green": "P."},
        says="The highlight report is saved and the board can see it.",
        leads_to="workstreams/8/",
        event="workstream.reported",
        missing={"period_end": "Enter the day this covers", "delivery": "Choose delivery",
                 "confidence": "Choose confidence in delivery", "summary": "Enter what happened",
                 "next_steps": "Enter next steps"},
        texts={"summary": PROSE, "next_steps": PROSE, "path_to_green": PROSE},
        dates=("period_end",),
        record=workstream,
        key=by_number(workstream),
    ),
    Page(
        "impact-rate",
        good={"impact": "sustained", "basis": "Audit."},
        says="The impact rating is saved.",
        leads_to="workstreams/8/",
        event="workstream.impact_rated",
        missing={"impact": "Choose impact on children", "basis": "Enter what this rests on"},
        texts={"basis": PROSE},
        record=workstream,
        key=by_number(workstream),
    ),
    Page(
        "milestone-add",
        good={"title": "Panel set up", **date("due_on", 31, "March", 2017)},
        says="The milestone is in the plan.",
        leads_to="workstreams/8/",
        event="milestone.added",
        missing={"title": "Enter milestone", "due_on": "Enter the day it is due"},
        texts={"title": LINE},
        dates=("due_on",),
        key=by_number(workstream),
    ),
    Page(
        "evidence-add",
        good={"title": "Photo", "link": "https://council.example/photo"},
        says="The evidence is attached and waits for somebody else to accept it.",
        leads_to="workstreams/8/",
        event="evidence.added",
        missing={"title": "Enter what it is and what it shows"},
        texts={"title": LINE},
        key=by_number(workstream),
        others={"milestone": milestone},
    ),
    Page(
        "milestone-redate",
        good={**date("due_on", 1, 5, 2017), "reason": "Partners asked."},
        says="The new date is saved. The first date stays on record.",
        leads_to="milestones/{pk}/",
        event="milestone.redated",
        missing={"due_on": "Enter the new due date", "reason": "Enter reason"},
        texts={"reason": PROSE},
        dates=("due_on",),
        record=milestone,
        key=by_key(milestone),
    ),
    Page(
        "milestone-achieve",
        good={**date("achieved_on", 28, 2, 2017), "reason": "All trained."},
        says="The milestone is achieved. Attach the evidence next.",
        leads_to="milestones/{pk}/",
        event="milestone.achieved",
        missing={"achieved_on": "Enter the day it was achieved"},
        texts={"reason": PROSE},
        dates=("achieved_on",),
        record=milestone,
        key=by_key(milestone),
    ),
    Page(
        "milestone-reopen",
        good={"reason": "Not all of it."},
        says="The milestone is open again.",
        leads_to="milestones/{pk}/",
        event="milestone.reopened",
        missing={"reason": "Enter reason"},
        texts={"reason": PROSE},
        record=milestone,
        key=by_key(milestone),
        prepare=lambda programme: MilestoneChangeFactory(
            milestone=milestone(programme), step="withdrawn", due_on=None
        ),
    ),
    Page(
        "milestone-withdraw",
        good={"reason": "Another plan."},
        says="The milestone is withdrawn. It stays on record.",
        leads_to="milestones/{pk}/",
        event="milestone.withdrawn",
        missing={"reason": "Enter reason"},
        texts={"reason": PROSE},
        record=milestone,
        key=by_key(milestone),
    ),
    Page(
        "evidence-review",
        good={"review": "returned", "review_note": "Not signed."},
        says="Your review is saved.",
        leads_to="evidence/{pk}/",
        event="evidence.returned",
        missing={"review": "Choose your review"},
        texts={"review_note": PROSE},
        record=evidence,
        key=by_key(evidence),
    ),
    Page(
        "risk-add",
        good={"title": "Funds end", "cause": "C.", "effect": "E.", "mitigation": "M.", "owner_post": "Head"}
        | RISK_STEPS,
        says="The risk is on the register.",
        leads_to="risks/",
        event="risk.added",
        missing={"title": "Enter risk", "cause": "Enter cause", "effect": "Enter effect",
                 "mitigation": "Enter response", "owner_post": "Enter owner"}
        | {name: f"Choose the {name.replace('_', ' ')}" for name in RISK_STEPS},
        texts={"title": LINE, "cause": PROSE, "effect": PROSE, "mitigation": PROSE, "owner_post": LINE},
        others={"workstream": workstream},
    ),
    Page(
        "risk-change",
        good={"mitigation": "Hire three.", "owner_post": "Head of Workforce", "reason": "Two was too few."},
        says="Saved. What stood before today stays on record.",
        leads_to="risks/3/",
        event="risk.changed",
        missing={"mitigation": "Enter response", "owner_post": "Enter owner", "reason": "Enter reason"},
        texts={"mitigation": PROSE, "owner_post": LINE, "reason": PROSE},
        record=risk,
        key=by_number(risk),
        others={"workstream": workstream},
    ),
    Page(
        "risk-score",
        good={"kind": "residual", "likelihood": "5", "impact": "4", "reason": "Two left."},
        says="The new score is saved. Earlier scores stay on record.",
        leads_to="risks/3/",
        event="risk.scored",
        missing={"kind": "Choose score", "likelihood": "Choose the likelihood", "impact": "Choose the impact",
                 "reason": "Enter reason"},
        texts={"reason": PROSE},
        record=risk,
        key=by_number(risk),
    ),
    Page(
        "risk-close",
        good={"reason": "Gone."},
        says="The risk is closed. It stays on record.",
        leads_to="risks/3/",
        event="risk.closed",
        missing={"reason": "Enter reason"},
        texts={"reason": PROSE},
        record=risk,
        key=by_number(risk),
    ),
    Page(
        "finding-add",
        good={"kind": "finding", "reference": "F10", "title": "Visits", "text": "Visits are late."},
        says="The finding is on record. Say next which workstreams answer it.",
        leads_to="findings/",
        event="finding.added",
        missing={"kind": "Choose kind", "reference": "Enter reference", "title": "Enter title",
                 "text": "Enter in the source's words"},
        texts={"title": LINE, "text": PROSE},
        others={"inspection": inspection},
    ),
    Page(
        "finding-coverage",
        good={},
        says="Saved. What stood before today stays on record.",
        leads_to="findings/F9/",
        event="finding.coverage_changed",
        missing={},
        record=finding,
        key=by_reference(finding),
        others={"workstreams": workstream},
    ),
    Page(
        "intervention-add",
        good={"kind": "notice", "title": "Notice", **date("issued_on", 1, 12, 2016), "summary": "S."},
        says="Recorded. Add next what it requires.",
        leads_to="direction/",
        event="intervention.added",
        missing={"kind": "Choose kind", "title": "Enter title", "issued_on": "Enter the day it was issued"},
        texts={"title": LINE, "summary": PROSE},
        dates=("issued_on",),
    ),
    Page(
        "intervention-close",
        good=date("closed_on", 28, 2, 2017),
        says="Recorded as closed.",
        leads_to="direction/",
        event="intervention.closed",
        missing={"closed_on": "Enter the day it closed"},
        dates=("closed_on",),
        record=intervention,
        key=by_key(intervention),
        others={"replaced_by": intervention},
    ),
    Page(
        "requirement-add",
        good={"reference": "Paragraph 5", "text": "Do it.", **date("due_on", 31, 3, 2017)},
        says="The requirement is on record.",
        leads_to="direction/",
        event="requirement.added",
        missing={"reference": "Enter reference", "text": "Enter what is required"},
        texts={"reference": CODE, "text": PROSE},
        dates=("due_on",),
        key=by_key(intervention),
    ),
    Page(
        "requirement-meet",
        good=date("met_on", 27, 2, 2017),
        says="The requirement is recorded as met.",
        leads_to="requirements/Paragraph%204/",
        event="requirement.met",
        missing={"met_on": "Enter the day it was met"},
        dates=("met_on",),
        record=requirement,
        key=by_reference(requirement),
        others={"evidence": lambda other: EvidenceFactory(workstream=workstream(other), accepted=True)},
    ),
    Page(
        "inspection-add",
        good={"framework": "ilacs", **date("started_on", 9, 1, 2017), **date("ended_on", 13, 1, 2017),
              **date("published_on", 20, 2, 2017), "quoted": "Better."},
        says="The inspection is on record. Add next its judgements.",
        leads_to="inspections/",
        event="inspection.added",
        missing={"authority": "Choose authority", "framework": "Choose framework",
                 "started_on": "Enter the day it started"},
        texts={"quoted": PROSE},
        dates=("started_on", "ended_on", "published_on"),
    ),
    Page(
        "judgement-add",
        good={"area": "Leadership", "grade": "good", "is_overall": "on"},
        says="The judgement is on record.",
        leads_to="inspections/{pk}/",
        event="judgement.added",
        missing={"area": "Enter area", "grade": "Choose grade"},
        texts={"area": LINE},
        key=by_key(inspection),
        others={"part_of": lambda other: other.judgements.get()},
    ),
    Page(
        "programme-change",
        good={"state": "step_down", **date("ends_on", 24, 11, 2017), "reason": "Agreed."},
        says="Saved. What stood before today stays on record.",
        leads_to="about/",
        event="programme.changed",
        missing={"state": "Choose state", "ends_on": "Enter the expected last day", "reason": "Enter reason"},
        texts={"reason": PROSE},
        dates=("ends_on",),
        record=lambda programme: type(programme).objects.get(pk=programme.pk),
    ),
]  # fmt: skip

every_page = pytest.mark.parametrize("page", PAGES, ids=str)


def pages_with(name):
    return pytest.mark.parametrize("page", [page for page in PAGES if getattr(page, name)], ids=str)


@pytest.fixture
def programme():
    return programme_of_everything("torbay")


@pytest.fixture
def other():
    """Another programme, all of whose numbers and references are its own."""
    other = programme_of_everything("other")
    other.workstreams.update(number=77)
    other.risks.update(number=77)
    other.findings.update(reference="X77")
    other.requirements.update(reference="Elsewhere")
    return other


@pytest.fixture
def director(client, programme):
    """The client of a director, who may fill in every form."""
    client.force_login(member(programme, "director"))
    return client


def typed(page, programme, **facts):
    """The right values, and the version the form carries."""
    authority = {"authority": str(programme.supported_id)} if page.name == "inspection-add" else {}
    return page.good | authority | page.version(programme) | facts


def told(answer):
    """What the page says by each field, read from what a person sees."""
    blocks = re.findall(r'<div id="id_(\w+)_error">(.*?)</div>', answer.content.decode(), re.DOTALL)
    words = {name: re.findall(r"</span> (.*?)</p>", block) for name, block in blocks}
    return {name: [html.unescape(sentence) for sentence in sentences] for name, sentences in words.items()}


def summary(answer):
    """The list at the top of the page, which leads to each field that is wrong."""
    block = re.search(r'class="govuk-error-summary".*?</ul>', answer.content.decode(), re.DOTALL)
    return [html.unescape(re.sub("<.*?>", "", item)) for item in re.findall("<li>(.*?)</li>", block.group())]


def value_kept(form, name):
    value = form[name].value()
    if isinstance(form.fields[name], DateBoxField):
        return {f"{name}_{part}": text for part, text in value._asdict().items()}
    return {name: value}


def kept(form, data):
    """Whether every value typed is still in its field."""
    values = {}
    for name in form.fields:
        values |= value_kept(form, name)
    checked = {name: "on" if value is True else value for name, value in values.items()}
    return {name: checked[name] for name in data}


def test_every_page_with_a_form_is_here(director, programme):
    other_names = {pattern.name for pattern in urlpatterns} - {page.name for page in PAGES}
    arguments = {"slug": "torbay", "number": 8, "pk": 1, "reference": "F9", "digest": "0" * 24}

    answers = {}
    for pattern in urlpatterns:
        if pattern.name in other_names:
            names = pattern.pattern.converters
            address = reverse(
                f"improvement:{pattern.name}", kwargs={"slug": "torbay"} | {n: arguments[n] for n in names}
            )
            answers[pattern.name] = director.post(address).status_code

    assert answers == dict.fromkeys(other_names, 405)


@every_page
def test_page_shows_its_form_without_complaint(director, programme, page):
    answer = director.get(page.address(programme))

    form = answer.context["form"]
    assert (answer.status_code, form.errors, told(answer)) == (200, {}, {})
    drawn = answer.content.decode()
    for name in form.fields:
        assert f'name="{name}' in drawn


@every_page
def test_page_does_what_it_says_says_so_and_leads_on(director, programme, page):
    page.prepare(programme)

    answer = director.post(page.address(programme), typed(page, programme))
    after = director.get(answer.url)

    assert answer.status_code == 302
    assert answer.url == f"/torbay/{page.leads_to.format(**page.key(programme))}"
    assert [str(message) for message in after.context["messages"]] == [page.says]
    assert Event.objects.latest("pk").action == page.event


@pages_with("missing")
def test_page_says_by_each_field_what_is_missing(director, programme, left_alone, page):
    page.prepare(programme)

    with left_alone():
        answer = director.post(page.address(programme), page.version(programme))

    expected = {name: [sentence] for name, sentence in page.missing.items()}
    assert (answer.status_code, answer.context["form"].errors, told(answer)) == (200, expected, expected)
    assert summary(answer) == [sentence for name in answer.context["form"].errors for sentence in expected[name]]


@pages_with("texts")
def test_page_says_what_is_too_long_and_keeps_it(director, programme, left_alone, page):
    long = {name: "<é>" + "x" * (limit - 2) for name, limit in page.texts.items()}
    data = typed(page, programme, **long)

    with left_alone():
        answer = director.post(page.address(programme), data)

    expected = {
        name: [f"Ensure this value has at most {limit} characters (it has {limit + 1})."]
        for name, limit in page.texts.items()
    }
    assert (answer.status_code, told(answer)) == (200, expected)
    assert kept(answer.context["form"], data) == data
    assert [html.escape(text) in answer.content.decode() for text in long.values()] == [True] * len(long)


@pages_with("texts")
def test_page_takes_texts_of_exactly_the_length_allowed(director, programme, page):
    page.prepare(programme)

    answer = director.post(
        page.address(programme), typed(page, programme, **{name: "é" * limit for name, limit in page.texts.items()})
    )

    assert answer.status_code == 302


@pages_with("texts")
def test_page_refuses_what_identifies_a_child_and_keeps_the_rest(director, programme, left_alone, page):
    data = typed(page, programme, **dict.fromkeys(page.texts, NHS_NUMBER))

    with left_alone():
        answer = director.post(page.address(programme), data)

    assert told(answer) == {name: [IDENTIFIES] for name in page.texts}
    assert kept(answer.context["form"], data) == data


# What else is no date is told in tests/config/test_forms.py.
NOT_DATES = [(("31", "2", "2017"), NO_DATE), (("1", "2", "9" * 5000), "The year must have 4 digits")]


@pages_with("dates")
def test_page_says_that_a_date_is_none_and_keeps_it(director, programme, left_alone, page):
    for parts, sentence in NOT_DATES:
        wrong = {}
        for name in page.dates:
            wrong |= date(name, *parts)
        data = typed(page, programme, **wrong)

        with left_alone():
            answer = director.post(page.address(programme), data)

        assert told(answer) == {name: [sentence] for name in page.dates}
        assert kept(answer.context["form"], data) == data


@pages_with("dates")
def test_page_never_fails_on_a_date_far_away(director, programme, page):
    statuses = []
    for year in ("0001", "9999"):
        far = {}
        for name in page.dates:
            far |= date(name, 31, 12, year)
        statuses.append(director.post(page.address(programme), typed(page, programme, **far), follow=True).status_code)

    assert statuses == [200, 200]


@pages_with("others")
def test_page_does_not_take_what_belongs_to_another_programme(director, programme, other, left_alone, page):
    theirs = {name: str(record(other).pk) for name, record in page.others.items()}
    data = typed(page, programme, **theirs)

    with left_alone():
        answer = director.post(page.address(programme), data)

    many = {"workstreams": f"Select a valid choice. {theirs.get('workstreams')} is not one of the available choices."}
    assert (answer.status_code, told(answer)) == (200, {name: [many.get(name, NO_CHOICE)] for name in page.others})


@pages_with("others")
def test_page_does_not_take_a_choice_that_is_none(director, programme, left_alone, page):
    for choice in ("x", "0", "٣", "9" * 30):
        data = typed(page, programme, **dict.fromkeys(page.others, choice))

        with left_alone():
            answer = director.post(page.address(programme), data)

        assert (answer.status_code, sorted(told(answer))) == (200, sorted(page.others))


@pytest.mark.parametrize("page", [page for page in PAGES if page.key is not Page.key], ids=str)
def test_page_of_a_record_of_another_programme_is_not_there(director, programme, other, page):
    address = page.address(programme, of=other)

    answers = [director.get(address).status_code, director.post(address, page.good).status_code]

    assert answers == [404, 404]


@every_page
def test_page_refuses_ten_megabytes_of_text(director, programme, left_alone, page):
    with left_alone():
        answer = director.post(page.address(programme), {"reason": "x" * 10_000_000})

    assert answer.status_code == 400


@pages_with("texts")
def test_page_refuses_null_bytes_by_their_field(director, programme, left_alone, page):
    data = typed(page, programme, **dict.fromkeys(page.texts, "a\x00b"))

    with left_alone():
        answer = director.post(page.address(programme), data)

    assert told(answer) == {name: ["Null characters are not allowed."] for name in page.texts}


@pages_with("record")
def test_page_made_stale_by_somebody_else_says_so_keeps_what_was_typed_and_then_stands(director, programme, page):
    page.prepare(programme)
    record = page.record(programme)
    type(record).objects.filter(pk=record.pk).update(version=F("version") + 1)
    events = Event.objects.count()
    data = typed(page, programme)

    first = director.post(page.address(programme), data)
    form = first.context["form"]
    second = director.post(page.address(programme), data | {"version": form["version"].value()})

    sentence = (
        f"{record} was changed by somebody else while this page was open. "
        "Nothing of yours is lost: look at what it says now, then save again if yours should stand."
    )
    assert (first.status_code, summary(first)) == (200, [sentence])
    assert kept(form, data) == data | {"version": "2"}
    assert (second.status_code, page.record(programme).version, Event.objects.count()) == (302, 3, events + 1)


@pages_with("record")
def test_page_without_a_version_changes_nothing(director, programme, left_alone, page):
    for version in ("", "9" * 30):
        with left_alone():
            answer = director.post(page.address(programme), typed(page, programme, version=version))

        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["version"])


def test_a_refusal_of_the_action_stands_by_its_field_and_keeps_what_was_typed(director, programme, left_alone):
    data = {"title": "Too late", **date("due_on", 25, 5, 2017)}

    with left_alone():
        answer = director.post("/torbay/workstreams/8/milestones/add/", data)

    sentence = (
        "The programme ends on 24 May 2017. Choose that day or an earlier one, "
        "or ask the director to extend the programme first."
    )
    assert told(answer) == {"due_on": [sentence]}
    assert kept(answer.context["form"], data) == data


def test_a_refusal_of_the_whole_stands_at_the_top(director, programme, left_alone):
    data = {**date("due_on", 30, 4, 2017), "reason": "Why.", "version": "1"}
    MilestoneChangeFactory(milestone=milestone(programme), step="withdrawn", due_on=None)

    with left_alone():
        answer = director.post(f"/torbay/milestones/{milestone(programme).pk}/redate/", data)

    assert summary(answer) == ["This milestone is withdrawn. Reopen it before giving it a new date."]
    assert kept(answer.context["form"], data) == data


def test_a_form_starts_with_what_holds_now(director, programme):
    starts = {
        "workstreams/8/change/": {"lead_post": "Head of Service", "lead": None, "is_closed": False},
        "workstreams/8/report/": {"delivery": "on_track", "confidence": "high", "path_to_green": ""},
        "workstreams/8/impact/": {"impact": "some"},
        "risks/3/change/": {"mitigation": "Do more.", "owner_post": "Director", "workstream": workstream(programme).pk},
        "risks/3/score/": {"kind": "residual", "likelihood": 3, "impact": 3},
        "findings/F9/coverage/": {"workstreams": [workstream(programme).pk]},
        "about/change/": {"state": "active"},
    }

    found = {
        address: {name: director.get(f"/torbay/{address}").context["form"][name].value() for name in values}
        for address, values in starts.items()
    }

    assert found == starts


def test_the_first_highlight_report_starts_with_today_alone(director, programme, today):
    workstream(programme).highlight_reports.all().delete()

    form = director.get("/torbay/workstreams/8/report/").context["form"]

    assert form.initial == {"period_end": today}


@pytest.mark.parametrize(("asked", "chosen"), [("{pk}", True), ("", False), ("x", False), ("٣", False),
                                               ("9" * 19, False), ("-1", False)])  # fmt: skip
def test_evidence_asked_for_from_a_milestone_starts_with_it_chosen(director, programme, asked, chosen):
    key = milestone(programme).pk

    answer = director.get("/torbay/workstreams/8/evidence/add/", {"milestone": asked.format(pk=key)})

    assert answer.context["form"]["milestone"].value() == (key if chosen else None)
