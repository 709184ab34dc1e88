"""The steps of a report to the Minister, each a page with one form."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import get_object_or_404

from accounts.form_pages import form_page, typed
from accounts.pages import programme_page
from commissioner import report_forms as forms
from commissioner.actions import report_talk, reports
from commissioner.models import ProgressReport
from commissioner.reports.kinds import SectionKind
from commissioner.reports.readiness import lacks
from commissioner.views.reports import crumbs, report_or_404
from improvement.wording import counted


def _step(request, report, form, action, /, **facts):
    """Answer the form of one step with a report."""
    page = request.page
    back = page.url("reports:report-detail", report.number)
    return form_page(request, form, action, back=back, crumbs=crumbs(page, report), **facts)


def _with_facts(request, number):
    """A report with its facts, for a step that goes on with them."""
    report = report_or_404(request.page, number)
    # The annotations of a list are no part of what a step saves.
    return ProgressReport.objects.select_related("schedule", "programme").get(pk=report.pk)


@programme_page("report.prepare", post=True)
def recommend(request, programme, number):
    report = _with_facts(request, number)
    form = forms.RecommendForm(**typed(request), record=report, initial={"recommend": report.recommend})
    return _step(
        request, report, form, reports.recommend, report=report, title="Recommendation", button="Save", done="Saved."
    )


@programme_page("report.prepare", post=True)
def recommendation_add(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.RecommendationForm(**typed(request)),
        reports.add_recommendation,
        report=report,
        title="Recommend something",
        button="Add it",
        done="Added.",
    )


@programme_page("report.prepare", post=True)
def recommendation_remove(request, programme, number, pk):
    report = _with_facts(request, number)
    recommendation = get_object_or_404(report.recommendations.select_related("report__programme"), pk=pk)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request)),
        reports.remove_recommendation,
        recommendation=recommendation,
        title=f"Take back recommendation {recommendation.number}",
        button="Take it back",
        done="Taken back.",
        note=recommendation.text,
    )


@programme_page("report.prepare", post=True)
def progress_change(request, programme, number, pk):
    report = _with_facts(request, number)
    progress = get_object_or_404(report.progress.select_related("recommendation__report", "report__programme"), pk=pk)
    form = forms.ProgressForm(
        **typed(request), record=progress, initial={"standing": progress.standing, "text": progress.text}
    )
    return _step(
        request,
        report,
        form,
        reports.tell_progress,
        progress=progress,
        title=f"What came of recommendation {progress.recommendation.number}",
        button="Save",
        done="Saved.",
        note=progress.recommendation.text,
    )


def _say_moved(request, moved):
    """What the refreshed figures say now, and what they said before."""
    if not moved:
        messages.success(request, "The figures are of today. No sentence has changed.")
        return
    messages.success(request, f"The figures are of today. {counted(len(moved), 'section').capitalize()} moved:")
    for found in moved:
        label = SectionKind(found.kind).label
        for sentence in found.gone:
            messages.info(request, f"{label}, no longer: {sentence}")
        for sentence in found.new:
            messages.info(request, f"{label}, now: {sentence}")


@programme_page("report.prepare", post=True)
def figures_refresh(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request), record=report),
        reports.refresh_figures,
        report=report,
        title="Refresh the figures",
        button="Take the figures of today",
        done=_say_moved,
        note=f"They are those known on {report.figures_on:%-d %B %Y}. What moved is shown to you afterwards.",
    )


@programme_page("report.prepare", post=True)
def check_ask(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request), record=report),
        reports.ask_check,
        report=report,
        title="Send to fact-check",
        button="Send it",
        done="Sent to fact-check. The action leads can read it now, and comment on each section.",
        note="The action leads of the council read it without claims and private notes, and say where facts are wrong.",
    )


@programme_page("report.prepare", post=True)
def report_return(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.ReasonForm(**typed(request), record=report),
        reports.return_to_draft,
        report=report,
        title="Back to draft",
        button="Take it back",
        done="It is a draft again.",
    )


@programme_page("report.check", post=True)
def comment_add(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.CommentForm(**typed(request)),
        report_talk.comment,
        report=report,
        title="Comment on the facts",
        button="Send",
        done="Sent. You see the answer here.",
    )


@programme_page("report.prepare", post=True)
def comment_answer(request, programme, number, pk):
    report = _with_facts(request, number)
    comment = get_object_or_404(report.comments.select_related("report__programme"), pk=pk)
    return _step(
        request,
        report,
        forms.AnswerForm(**typed(request)),
        report_talk.answer_comment,
        comment=comment,
        title=f"Answer the comment on “{comment.get_kind_display()}”",
        button="Answer",
        done="Answered.",
        note=comment.text,
    )


@programme_page("report.prepare", post=True)
def note_add(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.NoteForm(**typed(request)),
        report_talk.add_note,
        report=report,
        title="Add a private note",
        button="Add it",
        done="Added.",
    )


@programme_page("report.sign", post=True)
@reauthentication_required
def report_sign(request, programme, number):
    """Sign a report, after the password was entered once more."""
    report = _with_facts(request, number)
    found = lacks(report, request.page.today) if report.is_open else []
    request.blocking = [(lack, lack.url(request.page)) for lack in found if lack.blocks]
    request.warning = [lack for lack in found if not lack.blocks]
    return _step(
        request,
        report,
        forms.SignForm(**typed(request), record=report),
        reports.sign_report,
        report=report,
        title=f"Sign report {report.number}",
        button="Sign",
        done=f"Report {report.number} is signed. Its text, figures and files cannot change any more.",
        template="commissioner/report_sign.html",
    )


@programme_page("report.prepare", post=True)
def report_submit(request, programme, number):
    report = _with_facts(request, number)
    addresses = ", ".join(report.schedule.terms.order_by("-pk").first().addresses)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request), record=report),
        reports.submit_report,
        report=report,
        title=f"Submit report {report.number}",
        button="Submit",
        done="Submitted. It goes to each address within some minutes; the log below says when.",
        note=f"It goes to: {addresses}",
    )


@programme_page("report.prepare", post=True)
def report_send(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.AddressForm(**typed(request)),
        reports.send_elsewhere,
        report=report,
        title="Send to another address",
        button="Send",
        done="It goes there within some minutes.",
    )


@programme_page("report.prepare", post=True)
def delivery_again(request, programme, number, pk):
    report = _with_facts(request, number)
    delivery = get_object_or_404(report.deliveries.select_related("report", "programme"), pk=pk)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request)),
        reports.try_again,
        delivery=delivery,
        title=f"Send to {delivery.address} again",
        button="Try again",
        done="It is tried again within some minutes.",
        note=delivery.last_error,
    )


@programme_page("report.prepare", post=True)
def decision_record(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.DecisionForm(**typed(request), record=report),
        reports.record_decision,
        report=report,
        title="Record the Minister’s decision",
        button="Record it",
        done="The decision is recorded.",
    )


@programme_page("report.publish", post=True)
def report_publish(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request), record=report),
        reports.publish_report,
        report=report,
        title=f"Publish report {report.number}",
        button="Publish",
        done="Published. Every reader of the programme sees the reduced form.",
        note="Readers see the form frozen at signing: no days, claims, small numbers, or names in people’s words.",
    )


@programme_page("report.sign", post=True)
def report_withdraw(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.WithdrawForm(**typed(request)),
        reports.withdraw_report,
        report=report,
        title=f"Withdraw report {report.number}",
        button="Withdraw",
        done=f"Report {report.number} is withdrawn.",
        note="The report stays as it was signed, with your reason beside it. Readers do not see it any more.",
    )


@programme_page("report.prepare", post=True)
def report_correct(request, programme, number):
    report = _with_facts(request, number)
    return _step(
        request,
        report,
        forms.NothingMoreForm(**typed(request)),
        reports.correct_report,
        report=report,
        title=f"Start a report that corrects report {report.number}",
        button="Start it",
        done="The corrected report is drafted, with the texts of the one it replaces.",
        onward=lambda made: made.get_absolute_url(),
        note=f"It is of the same period, {report.period}, with the figures worked out anew.",
    )
