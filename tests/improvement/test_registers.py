"""Where entries stand, what the registers say in sentences, and where a new entry probably belongs."""

import datetime

import pytest

from improvement.models.register_kinds import FACTS, REGISTERS, URGENT, EntryStatus, RegisterKind
from improvement.register_tables import STATUS_CHIPS, TABLES
from improvement.register_words import entry_sentences, register_headline, register_lines, registers_headline
from improvement.registers import entries_on, urgent_first, usual_workstream
from tests.factories.improvement import (
    EARLY,
    ProgrammeFactory,
    RegisterChangeFactory,
    RegisterEntryFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
DAY = datetime.timedelta(days=1)
OVER = TODAY - DAY
FIT = {"reviewed_on": OVER, "action": "Mend it."}
GRADED = {"reviewed_on": OVER, "review_evidence": "Visit."}

# Kind, what is known beside what it needs, where it stands, and what its page says.
STANDS = [
    ("mentoring", {}, "under_way", "Under way since 1 June 2016. No sessions have been held."),
    ("mentoring", {"sessions": 1, "review_due_on": TODAY}, "under_way",
     "Under way since 1 June 2016. One session has been held. The review is due today, 28 February 2017."),
    ("mentoring", {"started_on": TODAY + DAY}, "not_started", "The pair starts on 1 March 2017."),
    ("mentoring", {"started_on": TODAY + DAY, "review_due_on": TODAY + 2 * DAY}, "not_started",
     "The pair starts on 1 March 2017. The review is due on 2 March 2017, in two days."),
    ("mentoring", {"review_due_on": OVER, "sessions": 2}, "review_overdue",
     "Under way since 1 June 2016. Two sessions have been held. The review is overdue by one day: it was due on "
     "27 February 2017."),
    ("mentoring", {"review_due_on": OVER - DAY, "reviewed_on": OVER, "sessions": 3}, "reviewed",
     "Reviewed on 27 February 2017. Three sessions have been held."),
    ("training", {}, "planned", "Planned for 20 March 2017, with 12 places."),
    ("training", {"held_on": TODAY, "places": 1}, "planned", "Planned for 28 February 2017, with one place."),
    ("training", {"held_on": OVER}, "attendance_awaited",
     "The session was to be held on 27 February 2017. Who attended is not recorded yet."),
    ("training", {"held_on": OVER, "attended": 0}, "held", "Held on 27 February 2017: 0 of 12 places were taken."),
    ("policies", {}, "being_written", "Being written: it is not agreed yet."),
    ("policies", {"agreed_on": OVER}, "agreed", "Agreed on 27 February 2017, but not introduced yet."),
    ("policies", {"agreed_on": OVER, "introduced_on": TODAY}, "introduced",
     "Agreed on 27 February 2017 and introduced on 28 February 2017."),
    ("policies", {"agreed_on": EARLY, "introduced_on": EARLY, "review_due_on": OVER}, "review_overdue",
     "Agreed on 1 June 2016 and introduced on 1 June 2016. The review is overdue by one day: it was due on "
     "27 February 2017."),
    ("systems", {}, "not_reviewed", "Nobody has reviewed yet whether it is fit for purpose."),
    ("systems", FIT | {"fitness": "fit"}, "fit", "Fit for purpose, as reviewed on 27 February 2017."),
    ("systems", FIT | {"fitness": "in_part", "action_due_on": TODAY + DAY}, "fit_in_part",
     "Fit in part, as reviewed on 27 February 2017. The action is due on 1 March 2017, in one day."),
    ("systems", FIT | {"fitness": "not_fit"}, "not_fit", "Not fit for purpose, as reviewed on 27 February 2017."),
    ("peer_review", {}, "review_awaited", "Inadequate at the start, in a provisional grade of 1 June 2016."),
    ("peer_review", {"review_due_on": OVER}, "review_overdue",
     "Inadequate at the start, in a provisional grade of 1 June 2016. The review is overdue by one day: it was due "
     "on 27 February 2017."),
    ("peer_review", GRADED | {"review_grade": "good"}, "better",
     "Good at the review of 27 February 2017, better than at the start. Grades of a peer review are provisional: "
     "only an inspection judges."),
    ("peer_review", GRADED | {"review_grade": "inadequate"}, "same",
     "Inadequate at the review of 27 February 2017, the same as at the start. Grades of a peer review are "
     "provisional: only an inspection judges."),
    ("peer_review", GRADED | {"baseline_grade": "good", "review_grade": "requires_improvement"}, "worse",
     "Requires improvement at the review of 27 February 2017, worse than at the start. Grades of a peer review are "
     "provisional: only an inspection judges."),
    ("policies", {"is_withdrawn": True, "reason": "Another replaces it."}, "withdrawn",
     "Withdrawn, as recorded on 28 February 2017."),
]  # fmt: skip


def entry(kind, workstream=None, **facts):
    place = {"workstream": workstream} if workstream else {}
    known = {f"change__{name}": value for name, value in facts.items()}
    return RegisterEntryFactory(kind=kind, change__recorded_on=TODAY, **place, **known)


@pytest.mark.parametrize(("kind", "facts", "status", "sentences"), STANDS)
def test_where_an_entry_stands_follows_from_what_is_known(kind, facts, status, sentences):
    made = entry(kind, **facts)

    known = entries_on(made.programme, TODAY).get()

    assert known.known.full_clean() is None
    assert (known.status, entry_sentences(known, TODAY)) == (status, sentences)


def test_every_status_is_somewhere_here_on_its_register_and_has_its_chip():
    found = {(kind, status) for kind, _, status, _ in STANDS if status != "withdrawn"}

    assert found == {(str(r.kind), str(status)) for r in REGISTERS.values() for status in r.statuses}
    assert set(STATUS_CHIPS) == set(EntryStatus)
    assert (set(REGISTERS), set(TABLES)) == (set(RegisterKind), set(RegisterKind))
    assert {name for r in REGISTERS.values() for name in [*r.required, *r.goes_with]} <= set(FACTS)


def test_what_was_known_on_a_day_stays():
    made = RegisterEntryFactory(change__sessions=5)
    RegisterChangeFactory(entry=made, recorded_on=TODAY, sessions=7)

    found = [entries_on(made.programme, on).get().known.sessions for on in (EARLY, TODAY - DAY, TODAY)]

    assert found == [5, 5, 7]
    assert not entries_on(made.programme, EARLY - DAY).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_entries_and_lines_take_one_query_each(django_assert_num_queries, count):
    workstream = WorkstreamFactory()
    for kind in REGISTERS:
        for _ in range(count):
            entry(kind, workstream)

    with django_assert_num_queries(1):
        for known in entries_on(workstream.programme, TODAY):
            assert (known.known.holder, known.workstream.number) == (None, workstream.number)
    with django_assert_num_queries(1):
        lines, _ = register_lines(entries_on(workstream.programme, TODAY))
    assert [line.total for line in lines] == [count] * 5


def test_registers_of_nothing_say_so():
    lines, invented = register_lines(entries_on(ProgrammeFactory(), TODAY))

    assert registers_headline(lines, invented).sentence == "Nothing is on the registers yet."
    assert [line.sentence for line in lines] == [
        f"No {one} is on the register yet."
        for one in ("mentoring pair", "training session", "policy or procedure", "IT system", "judgement area")
    ]


def test_registers_say_what_needs_looking_at_and_then_how_all_stands():
    workstream = WorkstreamFactory(number=7)
    for facts in ({"review_due_on": OVER}, {}, {}, {"reviewed_on": OVER}, {"is_withdrawn": True, "reason": "Left."}):
        entry("mentoring", workstream, **facts)
    for facts in ({"held_on": OVER, "attended": 10}, {"held_on": OVER, "attended": 8}, {"held_on": OVER}, {}):
        entry("training", workstream, **facts)
    entry("systems", WorkstreamFactory(programme=workstream.programme, number=13), **FIT, fitness="not_fit")
    entry("peer_review", workstream)
    entry("policies", workstream, is_withdrawn=True, reason="Another replaces it.")

    lines, invented = register_lines(entries_on(workstream.programme, TODAY))

    assert [line.sentence for line in lines] == [
        "One of four mentoring pairs is overdue for review, two are under way and one is reviewed. "
        "One more is withdrawn.",
        "One of four training sessions is over with attendance awaited, one is planned and two are held. "
        "18 of 24 places were taken in those held.",
        "One is withdrawn.",
        "The one IT system is not fit for purpose.",
        "The one judgement area is waiting for the review. All grades are provisional: only an inspection judges.",
    ]
    assert [line.workstreams for line in lines] == [(7,), (7,), (7,), (13,), (7,)]
    headline = registers_headline(lines, invented)
    assert headline.sentence == (
        "One mentoring pair is overdue for review, one training session is over with attendance awaited and "
        "one IT system is not fit for purpose. The registers hold 12 entries."
    )
    assert (headline.total, headline.invented) == (12, invented)


def test_registers_without_anything_overdue_say_so():
    made = entry("mentoring")

    lines, invented = register_lines(entries_on(made.programme, TODAY))

    sentence = "Nothing on the registers is overdue. The registers hold one entry."
    assert registers_headline(lines, invented).sentence == sentence
    one = register_headline(made.register, entries_on(made.programme, TODAY))
    assert (one.sentence, one.total) == ("The one mentoring pair is under way.", 1)


def test_what_needs_looking_at_comes_first():
    calm = entry("systems", **FIT, fitness="fit")
    urgent = entry("systems", calm.workstream, **FIT, fitness="not_fit")

    assert list(entries_on(calm.programme, TODAY).order_by(urgent_first(), "pk")) == [urgent, calm]
    assert {status for status in URGENT if not any(status in r.statuses for r in REGISTERS.values())} == set()


def test_a_new_entry_goes_where_the_newest_is_or_else_where_the_subject_is():
    programme = ProgrammeFactory()
    other, subject = (
        WorkstreamFactory(programme=programme, number=number, title=title)
        for number, title in ((3, "Integrated care"), (7, "Peer mentoring"))
    )
    mentoring = REGISTERS[RegisterKind.MENTORING]

    def usual(among):
        return usual_workstream(entries_on(programme, TODAY), programme.workstreams.filter(pk__in=among), mentoring)

    found = [usual([other.pk]), usual([other.pk, subject.pk])]
    entry("mentoring", other)
    found += [usual([other.pk, subject.pk]), usual([subject.pk])]

    assert found == [None, subject, other, subject]
