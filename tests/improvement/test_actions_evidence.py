import datetime
import hashlib

import pytest
from django.core.files.storage import default_storage

from config.records import Stale
from improvement.actions.evidence import add_evidence, review_evidence
from improvement.models import Evidence
from tests.factories.accounts import UserFactory
from tests.factories.files import DOCX, PDF, upload
from tests.factories.improvement import EvidenceFactory, MilestoneFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
LINK = "https://council.example/minutes"


@pytest.fixture
def by():
    return UserFactory()


def test_add_evidence_attaches_a_link(by, events):
    workstream = WorkstreamFactory()

    made = add_evidence(workstream=workstream, title="Minutes", link=LINK, by=by)

    kept = Evidence.objects.get()
    assert (kept, kept.title, kept.link, kept.workstream, kept.milestone) == (made, "Minutes", LINK, workstream, None)
    assert (kept.recorded_on, kept.recorded_by, kept.review, kept.version) == (TODAY, by, "", 1)
    assert (kept.file.name, kept.file_name, kept.content_type, kept.size_bytes, kept.sha256) == ("", "", "", None, "")
    assert events() == [("evidence.added", {}, {"title": "Minutes", "link": LINK, "file": "", "sha256": ""}, "")]


def test_add_evidence_attaches_a_file_and_keeps_its_facts(by, events):
    milestone = MilestoneFactory()

    add_evidence(
        workstream=milestone.workstream,
        milestone=milestone,
        title="Plan",
        file=upload("Our plan (final).DOCX", DOCX),
        by=by,
    )

    kept = Evidence.objects.get()
    digest = hashlib.sha256(DOCX).hexdigest()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert (kept.file_name, kept.content_type, kept.size_bytes, kept.sha256, kept.link) == (
        "Our plan (final).DOCX", kind, len(DOCX), digest, "",
    )  # fmt: skip
    assert kept.milestone == milestone
    with default_storage.open(kept.file.name) as stored:
        assert stored.read() == DOCX
    after = {"title": "Plan", "link": "", "file": "Our plan (final).DOCX", "sha256": digest}
    assert events() == [("evidence.added", {}, after, "")]


@pytest.mark.parametrize("name", ["報" * 150 + ".pdf", "é" * 190 + ".pdf", "..%2f..%2fetc.pdf", "CON.pdf"])
def test_a_file_is_kept_on_disk_under_a_name_of_its_own(by, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}

    kept = add_evidence(workstream=WorkstreamFactory(), title="Plan", file=upload(name), by=by)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [PDF]
    assert [path.name for path in files] == [f"{hashlib.sha256(PDF).hexdigest()}.pdf"]
    assert kept.file_name.endswith(".pdf")


def test_the_same_file_may_be_attached_twice(by):
    workstream = WorkstreamFactory()

    first, second = (add_evidence(workstream=workstream, title="Plan", file=upload(), by=by) for _ in range(2))

    assert first.sha256 == second.sha256
    assert first.file.name != second.file.name


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({}, {"__all__": ["Give a file or a link: one of them, not both."]}),
        ({"link": LINK, "file": upload}, {"__all__": ["Give a file or a link: one of them, not both."]}),
        ({"link": "javascript:alert(1)"}, {"link": ["Enter a valid URL."]}),
        ({"link": "council"}, {"link": ["Enter a valid URL."]}),
        ({"link": LINK, "title": ""}, {"title": ["This field cannot be blank."]}),
        (
            {"file": lambda: upload("page.pdf", b"<html>")},
            {"file": ["This is not a .pdf file, whatever its name says. Save it again in that format."]},
        ),
    ],
)
def test_evidence_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    facts = {name: value() if callable(value) else value for name, value in facts.items()}

    assert refused(add_evidence, workstream=WorkstreamFactory(), by=by, **({"title": "Minutes"} | facts)) == errors


def test_evidence_of_a_milestone_of_another_workstream_is_refused(by, refused):
    milestone = MilestoneFactory()
    other = WorkstreamFactory(programme=milestone.programme)

    errors = refused(add_evidence, workstream=other, milestone=milestone, title="Minutes", link=LINK, by=by)

    assert errors == {"milestone": ["This milestone belongs to another workstream."]}


@pytest.mark.parametrize(
    ("review", "note", "action"),
    [
        ("accepted", "", "evidence.accepted"),
        ("accepted", "Clear.", "evidence.accepted"),
        ("returned", "Not signed.", "evidence.returned"),
    ],
)
def test_review_evidence_accepts_or_returns_it(by, events, review, note, action):
    evidence = EvidenceFactory(recorded_by=UserFactory())

    review_evidence(evidence=evidence, review=review, review_note=note, version=1, by=by)

    kept = Evidence.objects.get()
    assert (kept.review, kept.review_note, kept.reviewed_on, kept.reviewed_by, kept.version) == (
        review, note, TODAY, by, 2,
    )  # fmt: skip
    assert events() == [(action, {}, {"review": review}, note)]


def test_evidence_from_a_document_may_be_reviewed_by_anybody(by):
    evidence = EvidenceFactory()

    review_evidence(evidence=evidence, review="accepted", version=1, by=by)

    assert Evidence.objects.get().reviewed_by == by


def test_nobody_reviews_their_own_evidence(by, refused):
    evidence = EvidenceFactory(recorded_by=by)

    errors = refused(review_evidence, evidence=evidence, review="accepted", version=1, by=by)

    assert errors == {"__all__": ["You attached this evidence, so somebody else reviews it."]}


@pytest.mark.parametrize(("review", "word"), [("accepted", "accepted"), ("returned", "returned")])
def test_evidence_is_reviewed_once(by, refused, review, word):
    evidence = EvidenceFactory(review=review, review_note="Seen.", reviewed_on=TODAY, reviewed_by=UserFactory())

    errors = refused(review_evidence, evidence=evidence, review="accepted", version=1, by=by)

    assert errors == {"__all__": [f"This evidence was {word} already."]}


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"review": "returned"}, {"__all__": ["Say why the evidence is returned and what would be enough."]}),
        ({"review": "lost"}, {"__all__": ["Accept or return the evidence."]}),
        (
            {"review": "accepted", "review_note": "It names 943 476 5919"},
            {"review_note": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
    ],
)
def test_a_review_that_breaks_a_rule_is_refused(by, refused, facts, errors):
    assert refused(review_evidence, evidence=EvidenceFactory(), version=1, by=by, **facts) == errors


def test_a_review_from_an_older_page_is_stale_and_leaves_nothing(by, left_alone):
    evidence = EvidenceFactory(title="Minutes", version=2)

    with left_alone(), pytest.raises(Stale, match="^Minutes was changed by somebody else"):
        review_evidence(evidence=evidence, review="accepted", version=1, by=by)


@pytest.mark.parametrize(
    ("on", "review"),
    [(TODAY - datetime.timedelta(days=1), ""), (TODAY, "accepted"), (TODAY + datetime.timedelta(days=1), "accepted")],
)
def test_the_review_of_a_day_is_the_one_known_then(by, on, review):
    evidence = EvidenceFactory()
    review_evidence(evidence=evidence, review="accepted", version=1, by=by)

    assert evidence.review_on(on) == review


def test_awaiting_review_is_what_nobody_has_reviewed():
    awaited = EvidenceFactory()
    EvidenceFactory(accepted=True)

    assert list(Evidence.objects.awaiting_review()) == [awaited]
