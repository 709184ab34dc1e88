"""Reports through their steps: drafted once for each slot, written, checked, signed, sent, decided, published."""

import datetime
import json
from itertools import islice

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from audit.models import Event
from commissioner.actions import report_talk, reports
from commissioner.actions.report_schedules import add_schedule
from commissioner.documents.files import FACTS, PAGE, PRINTED, SHEETS
from commissioner.models import ProgressReport, ReportDelivery, ReportSection
from commissioner.reports.drafting import draft_due, due_slots, standing
from commissioner.reports.kinds import SECTIONS
from commissioner.reports.slots import slots
from config.records import Stale
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.board import BoardFactory, DecisionFactory, DecisionWithdrawalFactory, MeetingFactory, agree
from tests.factories.claims import funded_programme
from tests.factories.improvement import (
    HighlightReportFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgrammeFactory,
    WorkstreamFactory,
)
from tests.factories.report import ProgressReportFactory, ReportScheduleFactory, with_sections

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2017, 2, 28, 9, tzinfo=datetime.UTC)


def first_slot(schedule):
    return next(slots(list(schedule.terms.all())))


# --- Drafting ------------------------------------------------------------------------------------------


def test_each_slot_that_is_over_gets_one_report_and_only_one(schedule):
    assert standing(NOW) == (False, "Three reports to draft.")

    assert draft_due(NOW) == "Three reports drafted."
    assert draft_due(NOW) == "No reports drafted."

    found = ProgressReport.objects.order_by("number").values_list("number", "period_start", "period_end", "due_on")
    assert [tuple(map(str, row)) for row in found] == [
        ("1", "2016-05-25", "2016-08-24", "2016-09-07"),
        ("2", "2016-08-25", "2016-11-24", "2016-12-08"),
        ("3", "2016-11-25", "2017-02-24", "2017-03-10"),
    ]
    assert standing(NOW) == (True, "No reports to draft.")


def test_two_sweeps_at_once_leave_one_report(schedule, monkeypatch):
    slot = first_slot(schedule)
    both = due_slots(slot.end + datetime.timedelta(days=1))
    monkeypatch.setattr("commissioner.reports.drafting.due_slots", lambda today: both)

    assert draft_due(NOW) == "One report drafted."
    assert draft_due(NOW) == "No reports drafted."

    assert ProgressReport.objects.count() == 1


def test_the_database_refuses_a_second_report_of_a_slot(schedule, drafted):
    with pytest.raises(IntegrityError), transaction.atomic():
        reports.draft_report(schedule=schedule, slot=drafted.slot)


def test_what_else_is_wrong_with_a_draft_is_not_taken_for_a_quicker_sweep(schedule, monkeypatch):
    other = ReportScheduleFactory()

    def broken(**facts):
        raise IntegrityError("another constraint")

    def draft(*, schedule, slot):
        return reports.draft_report(schedule=schedule, slot=slot) if schedule == other else broken()

    monkeypatch.setattr("commissioner.reports.drafting.draft_report", draft)

    with pytest.raises(IntegrityError, match="another constraint"):
        draft_due(NOW)

    assert (schedule.reports.count(), other.reports.count()) == (0, 3)


def test_one_that_cannot_be_drafted_keeps_no_other(schedule, monkeypatch):
    other = ReportScheduleFactory()

    def draft(*, schedule, slot):
        if schedule != other:
            raise ValueError("broken")
        return reports.draft_report(schedule=schedule, slot=slot)

    monkeypatch.setattr("commissioner.reports.drafting.draft_report", draft)

    with pytest.raises(ValueError, match="broken"):
        draft_due(NOW)

    assert (schedule.reports.count(), other.reports.count()) == (0, 3)


def test_a_closed_programme_has_no_more_reports(schedule, closed):
    closed(schedule.programme)

    assert draft_due(NOW) == "No reports drafted."


def test_a_draft_has_the_figures_of_the_end_of_its_period(schedule):
    workstream = WorkstreamFactory(programme=schedule.programme, number=8, title="Front door")
    HighlightReportFactory(workstream=workstream, delivery="at_risk", path_to_green="More staff.")
    HighlightReportFactory(workstream=workstream, delivery="off_track", path_to_green="-", recorded_on="2016-08-25")

    report = reports.draft_report(schedule=schedule, slot=first_slot(schedule))

    plain = json.dumps(report.facts["full"])
    assert "At risk: one workstream (8)." in plain
    assert "Path to green: More staff." in plain
    assert "Off track:" not in plain
    assert "/own/workstreams/?on=2016-08-24" in plain
    assert report.figures_on == datetime.date(2016, 8, 24)


def test_computed_sentences_name_no_officer(schedule):
    officer = UserFactory(name="Olive Officer")
    workstream = WorkstreamFactory(programme=schedule.programme, number=8, recorded_on="2016-05-20")
    HighlightReportFactory(workstream=workstream, recorded_by=officer)

    report = reports.draft_report(schedule=schedule, slot=first_slot(schedule))

    assert "delivery first reported as on track" in json.dumps(report.facts["full"])
    assert "Olive Officer" not in json.dumps(report.facts)


def test_the_published_facts_hold_neither_plan_nor_money_nor_small_numbers():
    schedule = ReportScheduleFactory(programme=funded_programme()[0])
    programme = schedule.programme
    workstream = WorkstreamFactory(programme=programme, title="Front door")
    HighlightReportFactory(workstream=workstream)
    indicator = IndicatorFactory(programme=programme, title="Missing children", unit="count")
    for month in range(1, 7):
        end = datetime.date(2016, month + 1, 1) - datetime.timedelta(days=1)
        ObservationFactory(indicator=indicator, period_end=end, value=3, recorded_on="2016-06-01")

    report = reports.draft_report(schedule=schedule, slot=first_slot(schedule))

    full, published = (json.dumps(report.facts[edition]) for edition in ("full", "published"))
    assert ("Front door" in full, "Front door" in published) == (True, False)
    assert ("allowance" in full, "allowance" in published) == (True, False)
    rows = {
        edition: next(part["rows"] for part in report.facts[edition]["annexes"] if part["name"] == "Measures")
        for edition in ("full", "published")
    }
    assert rows["full"][0][:3] == ["Missing children", "June 2016", "3"]
    assert rows["published"][0][2] != "3"


# --- Writing -------------------------------------------------------------------------------------------


def test_a_section_is_saved_by_itself(drafted, commissioner_, events):
    section = drafted.sections.get(kind="verdict")

    reports.write_section(section=section, text="Better.", version=1, by=commissioner_)

    section.refresh_from_db()
    assert (section.text, section.version, section.saved_by) == ("Better.", 2, commissioner_)
    # The trail says that it was written, not what: it may still be far from true.
    assert events()[-1][:3] == ("report.section_written", {}, {"section": "verdict", "characters": 7})


def test_a_second_tab_is_told_and_loses_nothing(drafted, commissioner_):
    section = drafted.sections.get(kind="verdict")
    reports.write_section(section=ReportSection.objects.get(pk=section.pk), text="One.", version=1, by=commissioner_)

    with pytest.raises(Stale):
        reports.write_section(section=section, text="Two.", version=1, by=commissioner_)

    assert ReportSection.objects.get(pk=section.pk).text == "One."


def test_a_section_of_200_000_characters_is_refused(drafted, commissioner_, refused):
    section = drafted.sections.get(kind="verdict")

    said = refused(reports.write_section, section=section, text="x" * 200_000, version=1, by=commissioner_)

    assert said == {"text": ["A section holds at most 20,000 characters, and this is 200,000. Shorten it."]}


def test_a_signed_report_takes_nothing_more(signed, commissioner_, refused):
    section = signed.sections.get(kind="verdict")
    stays = ["Report 1 to the Minister is signed: what it says stays as it was signed."]

    assert refused(reports.write_section, section=section, text="x", version=1, by=commissioner_) == {"__all__": stays}
    assert refused(reports.add_recommendation, report=signed, text="x", by=commissioner_) == {"__all__": stays}
    assert refused(
        reports.recommend, report=signed, recommend="escalate", version=signed.version, by=commissioner_
    ) == {"__all__": stays}


def test_recommendations_are_numbered_in_a_row(drafted, commissioner_):
    one, two, three = (reports.add_recommendation(report=drafted, text=t, by=commissioner_) for t in "abc")

    reports.remove_recommendation(recommendation=two, by=commissioner_)
    reports.remove_recommendation(recommendation=three, by=commissioner_)

    assert list(drafted.recommendations.values_list("number", "text")) == [(1, "a")]
    reports.add_recommendation(report=drafted, text="d", by=commissioner_)
    reports.remove_recommendation(recommendation=one, by=commissioner_)
    assert list(drafted.recommendations.values_list("number", "text")) == [(1, "d")]


def test_what_is_recommended_is_on_the_trail(drafted, commissioner_, events):
    reports.recommend(report=drafted, recommend="step_down", version=drafted.version, by=commissioner_)

    drafted.refresh_from_db()
    assert drafted.recommend == "step_down"
    assert events()[-1][:3] == ("report.recommended", {"recommend": "continue"}, {"recommend": "step_down"})


def test_the_next_report_asks_what_came_of_each_recommendation(schedule, drafted, commissioner_):
    reports.add_recommendation(report=drafted, text="Sign the document.", by=commissioner_)

    draft_due(NOW)

    second = ProgressReport.objects.get(number=2)
    (progress,) = second.progress.all()
    reports.tell_progress(progress=progress, standing="partly", text="Two of four.", version=1, by=commissioner_)
    progress.refresh_from_db()
    assert (progress.recommendation.text, progress.standing, progress.version) == ("Sign the document.", "partly", 2)


def test_refreshed_figures_say_what_moved(schedule, drafted, commissioner_):
    workstream = WorkstreamFactory(programme=schedule.programme, number=8, recorded_on="2016-06-01")
    HighlightReportFactory(
        workstream=workstream, delivery="off_track", path_to_green="Staff.", recorded_on="2016-09-01"
    )

    moved = reports.refresh_figures(report=drafted, version=drafted.version, by=commissioner_)

    drafted.refresh_from_db()
    assert drafted.figures_on == datetime.date(2017, 2, 28)
    told = {found.kind: found for found in moved}
    assert "Off track: one workstream (8)." in told["progress"].new
    assert told["verdict"].gone
    assert Event.objects.last().after["figures_before"] == "2016-08-24"


def test_a_report_drafted_after_the_one_before_was_refreshed_tells_from_its_last_day(drafted, commissioner_):
    reports.refresh_figures(report=drafted, version=drafted.version, by=commissioner_)

    assert draft_due(NOW) == "Two reports drafted."

    second = ProgressReport.objects.get(number=2)
    assert "since=2016-08-24&until=2016-11-24" in json.dumps(second.facts["full"])


# --- Fact-check ----------------------------------------------------------------------------------------


def test_every_comment_is_answered_before_the_report_leaves_fact_check(in_check, commissioner_, refused):
    lead = member(in_check.programme, "action_lead")
    said = report_talk.comment(report=in_check, kind="well", text="It was July.", by=lead)
    unanswered = "1 comment has no answer yet. Answer each before the report leaves fact-check."
    facts = {"report": in_check, "version": in_check.version, "by": commissioner_}

    assert refused(reports.return_to_draft, reason="Rewrite.", **facts) == {"__all__": [unanswered]}
    assert refused(reports.sign_report, **facts) == {"__all__": [unanswered]}

    report_talk.answer_comment(comment=said, answer="Put right.", by=commissioner_)
    in_check.refresh_from_db()
    reports.return_to_draft(reason="Rewrite.", **facts | {"version": in_check.version})
    assert in_check.state == "draft"
    assert in_check.steps.last().text == "Rewrite."


def test_a_comment_is_answered_once(in_check, commissioner_, refused):
    said = report_talk.comment(report=in_check, kind="well", text="July.", by=UserFactory())
    report_talk.answer_comment(comment=said, answer="Yes.", by=commissioner_)

    assert refused(report_talk.answer_comment, comment=said, answer="No.", by=commissioner_) == {
        "__all__": ["Somebody has answered this comment meanwhile."]
    }


def test_nothing_is_said_of_a_draft(drafted, refused):
    assert refused(report_talk.comment, report=drafted, kind="well", text="July.", by=UserFactory()) == {
        "__all__": ["Report 1 to the Minister is not in fact-check, so nothing is said of its facts now."]
    }


def test_a_private_note_leaves_nothing_of_itself_in_the_trail(drafted, commissioner_, events):
    report_talk.add_note(report=drafted, text="The chief executive may go.", by=commissioner_)

    assert events()[-1] == ("report.note_added", {}, {}, "")


# --- Signing and after ---------------------------------------------------------------------------------


def test_signing_freezes_both_editions(signed, commissioner_):
    found = {(file.edition, file.name): file.sha256 for file in signed.files.all()}

    kinds = {FACTS, PAGE, PRINTED, SHEETS}
    assert set(found) == {(edition, kind) for edition in ("full", "published") for kind in kinds}
    told = Event.objects.get(action="report.signed").after
    assert told["files"] == {f"{edition}/{name}": sha256 for (edition, name), sha256 in found.items()}
    assert (signed.signed_by, signed.signed_on) == (commissioner_, datetime.date(2017, 2, 28))


def test_private_notes_are_in_no_file(in_check, commissioner_):
    report_talk.add_note(report=in_check, text="The chief executive may go.", by=commissioner_)

    reports.sign_report(report=in_check, version=in_check.version, by=commissioner_)

    assert not any(b"chief executive may go" in bytes(file.content) for file in in_check.files.all())


def test_the_published_edition_leaves_out_officers_names_and_days(in_check, commissioner_):
    MembershipFactory(programme=in_check.programme, role="officer", user__name="Olive Officer")
    in_check.sections.filter(kind="well").update(text="Olive Officer did it well.")
    in_check.sections.filter(kind="days").update(text="Well spent days.")

    reports.sign_report(report=in_check, version=in_check.version, by=commissioner_)

    full, published = (bytes(in_check.files.get(edition=e, name=FACTS).content).decode() for e in ("full", "published"))
    assert ("Olive Officer" in full, "Well spent days." in full) == (True, True)
    assert ("Olive Officer" in published, "Well spent days." in published) == (False, False)
    assert "[name left out] did it well." in published


@pytest.mark.parametrize("kind", [kind for kind, about in SECTIONS.items() if about.is_required])
def test_an_empty_section_blocks(in_check, commissioner_, refused, kind):
    in_check.sections.filter(kind=kind).update(text="# Only a heading")

    said = refused(reports.sign_report, report=in_check, version=in_check.version, by=commissioner_)

    assert said == {"__all__": [f"“{kind.label}” is empty. Write it."]}


def test_two_signings_at_once_are_one(in_check, commissioner_):
    again = ProgressReport.objects.get(pk=in_check.pk)
    version = in_check.version
    reports.sign_report(report=in_check, version=version, by=commissioner_)

    with pytest.raises(Stale):
        reports.sign_report(report=again, version=version, by=commissioner_)

    assert Event.objects.filter(action="report.signed").count() == 1


def test_a_draft_is_not_signed(drafted, commissioner_, refused):
    assert refused(reports.sign_report, report=drafted, version=drafted.version, by=commissioner_) == {
        "__all__": ["Report 1 to the Minister is draft, so it cannot be signed now."]
    }


def test_submitting_writes_a_row_for_each_address(submitted):
    assert list(submitted.deliveries.values_list("address", "sent_at")) == [("office@minister.example", None)]


def test_a_schedule_without_addresses_sends_nothing(signed, commissioner_, refused):
    schedule = signed.schedule
    from tests.factories.report import ScheduleTermsFactory

    ScheduleTermsFactory(schedule=schedule, recipients="", cadence="stopped", starts_on="2017-02-25")

    assert refused(reports.submit_report, report=signed, version=signed.version, by=commissioner_) == {
        "__all__": ["The schedule names no address. Change it first: who is told?"]
    }


def test_a_report_goes_to_one_more_address(submitted, commissioner_, refused):
    reports.send_elsewhere(report=submitted, address=" Other@Minister.Example ", by=commissioner_)

    assert submitted.deliveries.filter(address="other@minister.example").count() == 1
    assert refused(reports.send_elsewhere, report=submitted, address="other@minister.example", by=commissioner_) == {
        "__all__": ["The report goes to this address already."]
    }


def test_what_was_not_submitted_goes_nowhere_else(signed, commissioner_, refused):
    assert refused(reports.send_elsewhere, report=signed, address="a@b.example", by=commissioner_) == {
        "__all__": ["The report was not submitted yet."]
    }


def test_the_letter_of_the_minister_is_kept(decided):
    letter = decided.decision
    assert (letter.file_name, bytes(letter.content)[:5], letter.text) == (
        "letter.pdf", b"%PDF-", "The programme continues.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.txt", b"Agreed.", "Attach the letter as a PDF."),
        ("letter.pdf", b"Agreed.", "This is not a .pdf file, whatever its name says. Save it again in that format."),
        ("letter.pdf", b"", "This file is empty."),
    ],
)
def test_a_letter_of_the_wrong_kind_is_refused(submitted, commissioner_, refused, name, content, sentence):
    facts = {"decided_on": datetime.date(2017, 2, 27), "text": "Yes.", "file": ContentFile(content, name=name)}

    said = refused(reports.record_decision, report=submitted, version=submitted.version, by=commissioner_, **facts)

    assert said == {"file": [sentence]}


def test_publishing_comes_last(published, submitted, commissioner_, refused):
    assert published.state == "published"
    assert [step.step for step in published.steps.order_by("number")] == [
        "drafted", "check_asked", "signed", "submitted", "decided", "published",
    ]  # fmt: skip


def test_withdrawing_is_a_new_record_and_may_start_a_corrected_report(published, commissioner_, refused):
    made = reports.withdraw_report(report=published, reason="A figure was wrong.", correct=True, by=commissioner_)

    corrected = ProgressReport.objects.get(replaces=published)
    published.refresh_from_db()
    assert (published.state, made.report) == ("published", published)
    assert (corrected.issue, corrected.number, corrected.state, corrected.slot) == (2, 2, "draft", published.slot)
    assert corrected.sections.get(kind="verdict").text == "Written."
    assert refused(reports.withdraw_report, report=published, reason="Again.", correct=False, by=commissioner_) == {
        "report": ["Report withdrawal with this Report already exists."]
    }


def test_the_same_words_again_are_nothing_new(drafted, commissioner_):
    section = drafted.sections.get(kind="well")
    reports.write_section(section=section, text="Visits are on time.", version=1, by=commissioner_)
    events = Event.objects.count()
    drafted.refresh_from_db()

    # From the version that was seen before: an answer that was lost.
    again = reports.write_section(section=section, text="Visits are on time.", version=1, by=commissioner_)

    assert (again.version, Event.objects.count()) == (2, events)
    assert ProgressReport.objects.get(pk=drafted.pk).version == drafted.version


def test_a_corrected_report_may_be_started_later_and_once(signed, commissioner_, refused):
    first = refused(reports.correct_report, report=signed, by=commissioner_)
    reports.withdraw_report(report=signed, reason="Wrong.", correct=False, by=commissioner_)

    made = reports.correct_report(report=signed, by=commissioner_)

    assert first == {"__all__": ["Withdraw the report first: a corrected one takes its place."]}
    assert (made.replaces, made.issue, made.slot, made.state) == (signed, 2, signed.slot, "draft")
    assert made.sections.get(kind="verdict").text == "Written."
    assert refused(reports.correct_report, report=signed, by=commissioner_) == {
        "__all__": ["Report 2 takes its place already: go on with that one."]
    }


@pytest.mark.parametrize("kind", ["days", "money", "nothing"])
def test_the_supported_authority_says_nothing_of_sections_it_may_not_see(in_check, commissioner_, refused, kind):
    said = refused(report_talk.comment, report=in_check, kind=kind, text="Wrong.", by=commissioner_)

    assert said == {"kind": ["Choose one of the sections that the supported authority checks."]}


def test_a_withdrawn_report_is_sent_decided_and_published_no_more(submitted, commissioner_, refused):
    reports.withdraw_report(report=submitted, reason="Wrong.", correct=False, by=commissioner_)

    assert (ReportDelivery.objects.due(NOW).count(), ReportDelivery.objects.waiting().count()) == (0, 0)
    assert ReportDelivery.objects.count() > 0
    facts = {"decided_on": datetime.date(2017, 2, 27), "text": "Yes.", "file": ContentFile(b"%PDF-1", name="a.pdf")}
    gone = {"__all__": ["The report was withdrawn. Go on with the one that replaces it."]}
    assert refused(reports.send_elsewhere, report=submitted, address="a@b.example", by=commissioner_) == gone
    delivery = ReportDelivery.objects.select_related("report").first()
    assert refused(reports.try_again, delivery=delivery, by=commissioner_) == gone
    assert (
        refused(reports.record_decision, report=submitted, version=submitted.version, by=commissioner_, **facts) == gone
    )


def test_a_withdrawn_report_is_not_submitted(signed, commissioner_, refused):
    reports.withdraw_report(report=signed, reason="Wrong.", correct=False, by=commissioner_)

    said = refused(reports.submit_report, report=signed, version=signed.version, by=commissioner_)

    assert said == {"__all__": ["The report was withdrawn. Go on with the one that replaces it."]}


def test_a_withdrawn_report_that_was_decided_on_is_not_published(decided, commissioner_, refused):
    reports.withdraw_report(report=decided, reason="Wrong.", correct=False, by=commissioner_)

    said = refused(reports.publish_report, report=decided, version=decided.version, by=commissioner_)

    assert said == {"__all__": ["The report was withdrawn. Go on with the one that replaces it."]}


def test_what_is_recommended_late_is_asked_about_in_the_next_report_and_not_when_it_is_taken_back(
    schedule, drafted, commissioner_
):
    _, second = islice(slots(list(schedule.terms.all())), 2)
    later = reports.draft_report(schedule=schedule, slot=second)

    found = reports.add_recommendation(report=drafted, text="Audit it.", by=commissioner_)
    assert [row.recommendation for row in later.progress.all()] == [found]

    reports.remove_recommendation(recommendation=found, by=commissioner_)
    assert later.progress.count() == 0


def test_a_corrected_report_is_the_one_the_next_is_asked_about(schedule, drafted, commissioner_):
    reports.add_recommendation(report=drafted, text="Audit it.", by=commissioner_)
    _, second = islice(slots(list(schedule.terms.all())), 2)
    later = reports.draft_report(schedule=schedule, slot=second)
    told = {"standing": "done", "text": "It is audited.", "version": 1, "by": commissioner_}
    reports.tell_progress(progress=later.progress.get(), **told)
    later.refresh_from_db()
    drafted.refresh_from_db()
    in_check = reports.ask_check(report=drafted, version=drafted.version, by=commissioner_)
    signed = reports.sign_report(report=in_check, version=in_check.version, by=commissioner_)

    reports.withdraw_report(report=signed, reason="Wrong.", correct=True, by=commissioner_)

    corrected = ProgressReport.objects.get(replaces=signed)
    (row,) = later.progress.all()
    assert (row.recommendation.report, row.standing, row.text) == (corrected, "done", "It is audited.")
    # Who has the later report open is told before they sign it.
    assert ProgressReport.objects.get(pk=later.pk).version == later.version + 1


def test_what_is_signed_is_what_was_read(in_check, commissioner_):
    read = in_check.version
    reports.write_section(
        section=in_check.sections.get(kind="verdict"), text="Changed since.", version=1, by=commissioner_
    )

    with pytest.raises(Stale):
        reports.sign_report(report=in_check, version=read, by=commissioner_)


def test_the_minister_is_told_no_withdrawn_decision_and_readers_those_of_agreed_minutes_alone(schedule):
    board = BoardFactory(programme=schedule.programme)
    on = datetime.date(2016, 7, 1)
    agreed = MeetingFactory(board=board, held=True, meets_on=on, recorded_on=on)
    held = MeetingFactory(board=board, held=True, meets_on=on + datetime.timedelta(days=7), recorded_on=on)
    DecisionFactory(meeting=held, text="Awaits the minutes.", recorded_on=held.meets_on)
    wrong = DecisionFactory(meeting=held, text="By mistake.", recorded_on=held.meets_on)
    DecisionWithdrawalFactory(decision=wrong, recorded_on=held.meets_on)
    DecisionFactory(meeting=agreed, text="Stands.", recorded_on=on)
    agree(agreed)

    facts = reports.draft_report(schedule=schedule, slot=first_slot(schedule)).facts

    full, published = json.dumps(facts["full"]), json.dumps(facts["published"])
    assert ("Stands." in full, "Awaits the minutes." in full, "By mistake." in full) == (True, True, False)
    assert ("Stands." in published, "Awaits the minutes." in published) == (True, False)
    assert "By mistake." not in published


@pytest.mark.parametrize("last", ["31/12/9999", "30/6/2030"])
def test_periods_of_a_far_year_are_refused(schedule, by, refused, last):
    terms = {
        "cadence": "own_dates",
        "starts_on": datetime.date(2017, 3, 1),
        "own_ends": f"31/3/2017 {last}",
        "due_days": 14,
        "recipients": "office@gov.example",
    }

    said = refused(add_schedule, programme=schedule.programme, name="Own", addressee="The Minister", by=by, **terms)

    assert said["own_ends"][0].endswith("is more than five years ahead. Check the year.")


def test_an_open_report_is_not_withdrawn(drafted, commissioner_, refused):
    assert refused(reports.withdraw_report, report=drafted, reason="x", correct=False, by=commissioner_) == {
        "__all__": ["A report that was not signed is not withdrawn: change it instead."]
    }


def test_an_empty_report_in_fact_check_lacks_everything(commissioner_, refused):
    report = with_sections(ProgressReportFactory(programme=ProgrammeFactory(), state="fact_check"), text="")
    ProgressReport.objects.filter(pk=report.pk).update(recommend="")

    said = refused(reports.sign_report, report=report, version=1, by=commissioner_)

    assert "Nothing is recommended. Choose what you recommend to the Minister." in said["__all__"]
