"""The programme itself: its facts, its state and its end."""

from django.shortcuts import render

from accounts.form_pages import form_page, typed
from accounts.pages import programme_page
from improvement.actions import programme as actions
from improvement.forms import ProgrammeChangeForm
from improvement.headlines import about_sentences
from improvement.models import Programme


@programme_page("programme.view")
def about(request, programme):
    page = request.page
    in_force = programme.changes.in_force(page.on)
    changes = programme.changes.known_on(page.on).select_related("recorded_by").order_by("-recorded_on", "-pk")
    visible = Programme.objects.visible_to(request.user)
    return render(
        request,
        "improvement/about.html",
        {
            "sentences": about_sentences(programme, in_force, page.on),
            "in_force": in_force,
            "changes": changes,
            "succeeds": visible.filter(pk=programme.succeeds_id).first(),
            "succeeded_by": visible.filter(succeeds=programme),
            "breadcrumbs": [("About the programme", "")],
        },
    )


@programme_page("programme.manage", post=True)
def programme_change(request, programme):
    page = request.page
    now = programme.changes.in_force(page.on)
    return form_page(
        request,
        ProgrammeChangeForm(**typed(request), record=programme, initial={"state": now.state, "ends_on": now.ends_on}),
        actions.change_programme,
        programme=programme,
        title="Change the programme's state or end",
        button="Save",
        back=page.url("improvement:about"),
        done="Saved. What stood before today stays on record.",
        crumbs=[("About the programme", page.url("improvement:about"))],
    )
