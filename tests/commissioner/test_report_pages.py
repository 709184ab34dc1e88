"""The pages of the reports: who sees what of which, and every step as a person takes it."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership
from commissioner.actions.report_talk import add_note, comment
from commissioner.actions.reports import add_recommendation, withdraw_report
from commissioner.models import ProgressReport, ReportDelivery, ReportSchedule
from tests.factories.accounts import MembershipFactory, UserFactory, member
from tests.factories.improvement import (
    HighlightReportFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    WorkstreamFactory,
)
from tests.factories.report import (
    ProgressReportFactory,
    ReportDeliveryFactory,
    ReportScheduleFactory,
    ReportStepFactory,
)

pytestmark = pytest.mark.django_db

DOCUMENT = "A private matter."


class Reader:
    """Somebody with a role who opens pages of the reports of the programme `own`."""

    def __init__(self, client, programme, role):
        self.client, self.user = client, member(programme, role)

    def get(self, name, /, *args, **query):
        self.client.force_login(self.user)
        return self.client.get(reverse(f"reports:{name}", args=["own", *args]), query)

    def post(self, name, /, *args, **facts):
        self.client.force_login(self.user)
        return self.client.post(reverse(f"reports:{name}", args=["own", *args]), facts)

    def again(self):
        """Enter the password once more."""
        self.user.set_password("improvement-demo")
        self.user.save()
        self.client.force_login(self.user)
        self.client.post("/accounts/reauthenticate/", {"password": "improvement-demo"})


@pytest.fixture
def as_role(client, schedule):
    return lambda role: Reader(client, schedule.programme, role)


def text_of(answer):
    return answer.content.decode()


# --- Who sees what -------------------------------------------------------------------------------------


SEES = {
    "drafted": {"commissioner", "director", "secretary"},
    "in_check": {"commissioner", "director", "secretary", "action_lead"},
    "signed": {"commissioner", "director", "secretary"},
    "published": {
        "commissioner", "director", "secretary", "action_lead", "board_member", "officer", "preparer", "certifier",
        "analyst", "reader",
    },
}  # fmt: skip
EVERYBODY = SEES["published"]


@pytest.mark.parametrize("state", SEES)
def test_who_sees_a_report_in_each_state(request, client, schedule, state):
    report = request.getfixturevalue(state)

    found = {role: Reader(client, report.programme, role).get("report-detail", 1).status_code for role in EVERYBODY}

    assert found == {role: 200 if role in SEES[state] else 404 for role in EVERYBODY}


def test_the_list_holds_what_one_may_see(as_role, drafted):
    assert "Report 1" in text_of(as_role("director").get("report-list"))
    assert "Report 1" not in text_of(as_role("reader").get("report-list"))
    assert as_role("director").get("report-list-csv").status_code == 200


def test_private_notes_are_for_three_roles(as_role, in_check, commissioner_):
    add_note(report=in_check, text=DOCUMENT, by=commissioner_)

    pages = {role: text_of(as_role(role).get("report-detail", 1)) for role in SEES["in_check"]}

    assert {role: DOCUMENT in page for role, page in pages.items()} == {
        "commissioner": True, "director": True, "secretary": True, "action_lead": False,
    }  # fmt: skip


def test_a_reader_sees_the_published_form_without_names(as_role, in_check, commissioner_, request):
    MembershipFactory(programme=in_check.programme, role="officer", user__name="Olive Officer")
    in_check.sections.filter(kind="well").update(text="Olive Officer did it well.")
    request.getfixturevalue("published")

    page = text_of(as_role("reader").get("report-detail", 1))

    assert "[name left out] did it well." in page
    assert "Olive Officer" not in page
    assert "Worked out from the record" in page
    # Whoever works in the programme sees the names it was signed with.
    assert "Olive Officer did it well." in text_of(as_role("director").get("report-detail", 1))


def test_the_facts_lead_back_to_where_they_are(as_role, schedule, request):
    HighlightReportFactory(workstream=WorkstreamFactory(programme=schedule.programme, number=8))
    request.getfixturevalue("in_check")

    page = text_of(as_role("director").get("report-detail", 1))

    assert '<a class="govuk-link" href="/own/workstreams/?on=2016-08-24">See the workstreams</a>' in page


@pytest.mark.parametrize(("role", "status"), [("commissioner", 200), ("secretary", 404), ("reader", 404)])
def test_full_files_are_for_those_who_see_claims(as_role, published, role, status):
    reader = as_role(role)

    assert reader.get("report-file", 1, "full", "pdf").status_code == status
    assert reader.get("report-file", 1, "published", "pdf").status_code == 200


def test_files_are_the_same_bytes_each_time(as_role, published, events):
    reader = as_role("commissioner")

    answer = reader.get("report-file", 1, "full", "pdf")

    kept = published.files.get(edition="full", name="pdf")
    assert answer.content == bytes(kept.content)
    assert answer["Content-Disposition"] == 'attachment; filename="own-report-1.pdf"'
    assert events()[-1][2] == {"file": "full/pdf", "sha256": kept.sha256}
    again = reader.client.get(reverse("reports:report-file", args=["own", 1, "full", "pdf"]), headers={
        "If-None-Match": answer["ETag"],
    })  # fmt: skip
    assert again.status_code == 304
    assert reader.get("report-file", 1, "full", "exe").status_code == 404


def test_an_earlier_day_shows_only_what_was_signed_by_then(as_role, drafted):
    assert as_role("director").get("report-detail", 1, on="2017-02-27").status_code == 404
    assert as_role("director").get("report-detail", 1).status_code == 200


def test_a_withdrawn_report_is_shown_to_readers_no_more(as_role, published, commissioner_):
    withdraw_report(report=published, reason="A figure was wrong.", correct=True, by=commissioner_)

    page = as_role("reader").get("report-detail", 1)

    assert "A figure was wrong." in text_of(page)
    assert "What it said is no longer shown." in text_of(page)
    assert as_role("reader").get("report-file", 1, "published", "pdf").status_code == 404
    assert "Written." in text_of(as_role("director").get("report-detail", 1))
    assert "which was withdrawn" in text_of(as_role("director").get("report-detail", 2))


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(as_role, django_assert_num_queries, schedule, count):
    for number in range(1, count + 1):
        end = datetime.date(2016, 8, 24) + datetime.timedelta(days=number)
        ReportStepFactory(report=ProgressReportFactory(schedule=schedule, number=number, period_end=end))
    reader = as_role("director")
    reader.client.force_login(reader.user)

    with django_assert_num_queries(8):
        reader.client.get("/own/reports/")


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(as_role, django_assert_num_queries, in_check, count):
    for _ in range(count):
        comment(report=in_check, kind="well", text="July.", by=UserFactory())
        ReportDeliveryFactory(report=in_check)
    reader = as_role("director")
    reader.client.force_login(reader.user)

    with django_assert_num_queries(15):
        reader.client.get("/own/reports/1/")


# --- Writing -------------------------------------------------------------------------------------------


def test_a_section_has_its_facts_and_comments_beside_it(as_role, in_check):
    comment(report=in_check, kind="verdict", text="It was July.", by=UserFactory())

    page = text_of(as_role("secretary").get("section-change", 1, "verdict"))

    assert "Worked out from the record" in page
    assert "It was July." in page


def test_the_enablers_are_offered_as_headings(as_role, drafted):
    drafted.sections.filter(kind="enablers").update(text="")

    page = text_of(as_role("director").get("section-change", 1, "enablers"))

    assert "## Judicious use of resources" in page


def test_pasted_markup_and_scripts_are_made_plain(as_role, drafted):
    pasted = "<p class=MsoNormal>Better</p><script>alert(1)</script>\n• One\n• Two<!--[if mso]>x<![endif]-->"

    as_role("director").post("section-change", 1, "verdict", version=1, text=pasted)

    assert drafted.sections.get(kind="verdict").text == "Better\n- One\n- Two"


def test_a_section_too_long_comes_back_with_what_was_typed(as_role, drafted):
    answer = as_role("director").post("section-change", 1, "verdict", version=1, text="x" * 200_000)

    assert "at most 20000 characters (it has 200000)" in text_of(answer)
    assert "x" * 200_000 in text_of(answer)


def test_a_second_tab_gets_what_it_typed_back(as_role, drafted):
    director = as_role("director")
    director.post("section-change", 1, "verdict", version=1, text="One.")

    answer = director.post("section-change", 1, "verdict", version=1, text="Two.")

    assert "was changed by somebody else while this page was open" in text_of(answer)
    assert "Two." in text_of(answer)
    assert drafted.sections.get(kind="verdict").text == "One."


def test_what_was_typed_survives_a_lost_session(client, as_role, drafted):
    director = as_role("director")
    director.get("section-change", 1, "verdict")
    session = client.session
    session["signed_in_at"] = 0
    session["seen_at"] = 0
    session.save()

    address = reverse("reports:section-change", args=["own", 1, "verdict"])
    assert client.post(address, {"version": 1, "text": "Typed late."}).status_code == 302


def test_recommendations_and_progress(as_role, schedule, drafted, commissioner_, request):
    director = as_role("director")
    director.post("recommend", 1, version=drafted.version, recommend="step_down")
    director.post("recommendation-add", 1, text="Sign the document.")
    found = drafted.recommendations.get()
    assert "Sign the document." in text_of(director.get("recommendation-remove", 1, found.pk))

    director.post("recommendation-remove", 1, found.pk)

    drafted.refresh_from_db()
    assert (drafted.recommend, drafted.recommendations.count()) == ("step_down", 0)


def test_progress_on_the_last_recommendations_is_told(as_role, schedule, drafted, commissioner_):
    from commissioner.reports.drafting import draft_due

    add_recommendation(report=drafted, text="Sign the document.", by=commissioner_)
    draft_due(None)
    progress = ProgressReport.objects.get(number=2).progress.get()

    as_role("director").post("progress-change", 2, progress.pk, version=1, standing="done", text="Signed.")

    progress.refresh_from_db()
    assert (progress.standing, progress.text) == ("done", "Signed.")
    assert "1. Sign the document." in text_of(as_role("director").get("report-detail", 2))


def test_refreshing_shows_what_moved(as_role, drafted):
    director = as_role("director")

    nothing = director.client
    answer = director.post("figures-refresh", 1, version=drafted.version)

    page = text_of(nothing.get(answer.url))
    assert "The figures are of today." in page
    assert "Verdict, now: Month 9 of 12." in page
    drafted.refresh_from_db()
    again = director.post("figures-refresh", 1, version=drafted.version)
    assert "No sentence has changed." in text_of(nothing.get(again.url))


def test_reports_stand_side_by_side(as_role, schedule, drafted):
    from commissioner.reports.drafting import draft_due

    draft_due(None)

    assert "Report 2 beside report 1" in text_of(as_role("director").get("report-compare", 2))
    assert "no earlier report of this schedule" in text_of(as_role("director").get("report-compare", 1))


def test_readiness_says_what_blocks_and_what_warns(as_role, drafted):
    drafted.sections.filter(kind="verdict").update(text="")
    WorkstreamFactory(programme=drafted.programme, number=8, title="Front door")

    page = text_of(as_role("commissioner").get("report-readiness", 1))

    assert "1 thing blocks the signature. 1 fact is stale or incomplete." in page
    assert "Workstream 8 Front door has no highlight report in the period" in page


# --- Steps ---------------------------------------------------------------------------------------------


def test_the_whole_way(as_role, drafted, client):
    commissioner, lead, secretary = as_role("commissioner"), as_role("action_lead"), as_role("secretary")
    version = lambda: ProgressReport.objects.get(number=1).version  # noqa: E731
    assert "Send to fact-check" in text_of(secretary.get("report-detail", 1))
    secretary.post("check-ask", 1, version=version())
    lead.post("comment-add", 1, kind="well", text="It was July.")
    secretary.post("report-return", 1, version=version(), reason="Rewrite.")
    said = drafted.comments.get()
    secretary.post("comment-answer", 1, said.pk, answer="Put right.")
    assert "Put right." in text_of(lead.get("report-detail", 1))

    assert commissioner.get("report-sign", 1).url.startswith("/accounts/reauthenticate/?next=")
    client.force_login(commissioner.user)
    commissioner.again()
    address = reverse("reports:report-sign", args=["own", 1])
    assert "frozen when you sign" in text_of(client.get(address))
    assert "Say that you have read it" in text_of(client.post(address, {"version": version()}))
    client.post(address, {"version": version(), "read": "on"})

    assert "office@minister.example" in text_of(secretary.get("report-submit", 1))
    secretary.post("report-submit", 1, version=version())
    secretary.post("report-send", 1, address="other@minister.example")
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 agreed")
    day = {"decided_on_day": "27", "decided_on_month": "2", "decided_on_year": "2017"}
    secretary.post("decision-record", 1, version=version(), text="Continue.", file=letter, **day)
    secretary.post("report-publish", 1, version=version())

    report = ProgressReport.objects.get(number=1)
    assert (report.state, report.deliveries.count(), report.decision.text) == ("published", 2, "Continue.")
    assert secretary.get("decision-letter", 1).content == b"%PDF-1.7 agreed"
    assert "Published" in text_of(as_role("reader").get("report-detail", 1))
    commissioner.post("report-withdraw", 1, reason="Wrong.", correct="on")
    assert ProgressReport.objects.get(number=2).replaces == report


def test_a_withdrawn_report_is_corrected_later(as_role, signed, commissioner_):
    withdraw_report(report=signed, reason="A figure was wrong.", correct=False, by=commissioner_)
    director, reader = as_role("director"), as_role("reader")
    assert "Start a corrected report" in text_of(director.get("report-detail", 1))

    answer = director.post("report-correct", 1)

    made = ProgressReport.objects.get(number=2)
    assert (answer.status_code, answer.url, made.replaces_id) == (302, made.get_absolute_url(), signed.pk)
    assert "Start a corrected report" not in text_of(director.get("report-detail", 1))
    assert "takes its place already" in text_of(director.post("report-correct", 1))
    assert reader.get("report-correct", 1).status_code == 403


def test_a_report_is_not_signed_with_blockers(as_role, in_check, client):
    in_check.sections.filter(kind="verdict").update(text="")
    commissioner = as_role("commissioner")
    client.force_login(commissioner.user)
    commissioner.again()

    page = text_of(client.get(reverse("reports:report-sign", args=["own", 1])))

    assert "It cannot be signed yet." in page
    assert "“Verdict” is empty" in page


def test_a_delivery_that_was_given_up_is_tried_again(as_role, submitted):
    delivery = submitted.deliveries.get()
    ReportDelivery.objects.update(attempts=7, last_error="SMTPRecipientsRefused: 550")
    page = text_of(as_role("secretary").get("report-detail", 1))
    assert "SMTPRecipientsRefused: 550" in page

    as_role("secretary").post("delivery-again", 1, delivery.pk)

    assert ReportDelivery.objects.get().attempts == 0


def test_there_is_no_letter_before_the_decision(as_role, submitted):
    assert as_role("secretary").get("decision-letter", 1).status_code == 404


def test_notes_are_added(as_role, drafted):
    as_role("secretary").post("note-add", 1, text=DOCUMENT)

    assert drafted.notes.get().text == DOCUMENT


# --- Schedules -----------------------------------------------------------------------------------------


def starts(day, month, year):
    return {"starts_on_day": day, "starts_on_month": month, "starts_on_year": year}


def test_a_schedule_is_added_and_asks_about_the_past(as_role, schedule):
    director = as_role("director")
    facts = {
        "name": "Monthly note", "addressee": "Minister", "cadence": "monthly", "due_days": 5,
        "recipients": "a@minister.example", **starts(25, 5, 2016),
    }  # fmt: skip

    assert "Say whether they get reports." in text_of(director.post("schedule-add", **facts))
    director.post("schedule-add", **facts, catch_up="no")

    made = ReportSchedule.objects.get(name="Monthly note")
    page = text_of(director.get("schedule-detail", made.pk))
    assert "due on 29 March 2017" in page
    assert "Monthly note" in text_of(director.get("schedule-list"))


def test_a_schedule_is_changed_and_stopped(as_role, schedule):
    director = as_role("director")
    facts = {"cadence": "stopped", "due_days": 5, "recipients": "", "reason": "Done.", **starts(25, 2, 2017)}

    director.post("schedule-change", schedule.pk, version=1, **facts)

    assert "No more reports are due." in text_of(director.get("schedule-detail", schedule.pk))
    assert "No more reports." in text_of(director.get("schedule-list"))


def test_a_programme_without_a_schedule_says_so(client):
    programme = ProgrammeFactory(slug="own")

    page = text_of(Reader(client, programme, "director").get("schedule-list"))

    assert "Nothing is drafted by itself." in page


# --- What needs a person -------------------------------------------------------------------------------


def needs(client, programme, role):
    Membership.objects.all().delete()
    client.force_login(member(programme, role))
    return [need.what for need in client.get("/").context["needs"]]


def test_the_next_report_is_counted_down(client):
    schedule = ReportScheduleFactory(name="Quarterly report")

    assert needs(client, schedule.programme, "director") == ["Quarterly report: due on 7 June 2017, in 99 days"]

    ProgrammeChangeFactory(programme=schedule.programme, state="closed")

    assert needs(client, schedule.programme, "director") == []


NEEDED = {
    "drafted": {"commissioner": "Write", "director": "Write", "action_lead": ""},
    "in_check": {"commissioner": "Sign", "director": "", "action_lead": "Check the facts of"},
    "signed": {"commissioner": "Submit", "director": "Submit", "action_lead": ""},
    "submitted": {"director": "Record what the Minister decided on", "action_lead": ""},
    "decided": {"secretary": "Publish", "director": ""},
    "published": {"secretary": "", "director": ""},
}


@pytest.mark.parametrize("state", NEEDED)
def test_what_each_state_needs_of_whom(request, client, state):
    report = request.getfixturevalue(state)

    for role, what in NEEDED[state].items():
        found = [need for need in needs(client, report.programme, role) if "Report 1" in need]
        assert found == ([f"{what} Report 1 to the Minister"] if what else []), role


def test_unanswered_comments_need_an_answer(client, in_check):
    comment(report=in_check, kind="well", text="July.", by=UserFactory())

    assert "Answer the fact-check of Report 1 to the Minister" in needs(client, in_check.programme, "director")


def test_a_report_that_is_late_says_since_when(client, drafted):
    Membership.objects.all().delete()
    client.force_login(member(drafted.programme, "director"))

    (why, *_) = [need.why for need in client.get("/").context["needs"] if "Write" in need.what]

    assert why == "It was due on 7 September 2016, 174 days ago."


def test_the_page_of_a_section_alone_allows_our_own_script(as_role, drafted):
    director = as_role("director")

    page, others = director.get("section-change", 1, "verdict"), director.get("report-detail", 1)

    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "connect-src 'self'" in page["Content-Security-Policy"]
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert "script-src 'none'" in others["Content-Security-Policy"]
    assert 'data-autosave="/api/v1/programmes/' in page.content.decode()


def test_a_signed_section_is_not_saved_by_itself(as_role, signed):
    assert "data-autosave" not in as_role("director").get("section-change", 1, "verdict").content.decode()
