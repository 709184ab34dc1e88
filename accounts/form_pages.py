"""How the pages of a programme answer a form."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render

from accounts import unsent


def form_page(
    request,
    form,
    action,
    /,
    *,
    title,
    button,
    back,
    done,
    onward=None,
    crumbs=(),
    note="",
    template="form_page.html",
    **facts,
):
    """Show a form, or carry out its action and go on to where the record is.

    `back` is the address to return to; `onward`, where it is another, gives the address of what was made. `done` is
    the message that says what was done, or a function that leaves it, called with the request and what the action
    gave back. `crumbs` are (label, url) pairs above this page; `note` is a sentence above the form; `template` draws
    it where a list of fields is not enough; `facts` go to the action beside what was typed.
    """
    if request.method == "POST" and form.is_valid() and form.carry_out(action, by=request.user, **facts):
        if callable(done):
            done(request, form.result)
        else:
            messages.success(request, done)
        return redirect(onward(form.result) if onward else back)
    return render(
        request,
        template,
        {
            "form": form,
            "form_title": title,
            "button": button,
            "back": back,
            "note": note,
            "breadcrumbs": [*crumbs, (title, "")],
        },
    )


def typed(request):
    """What was sent, for a form's `data` and `files`; nothing when the page is only looked at.

    After a session that ended in between, it is what had been typed then: the person checks it and saves.
    """
    if request.method == "POST":
        return {"data": request.POST, "files": request.FILES}
    if (kept := unsent.take(request)) is None:
        return {}
    messages.warning(request, "You were signed out before this was saved. What you typed is here: check it, and save.")
    return {"data": kept}


def whole(text, digits=9):
    """A number as a hidden field sends it."""
    if not (text.isascii() and text.isdigit() and len(text) <= digits):
        raise BadRequest("This form was not sent whole. Go back, load the page again and try once more.")
    return int(text)
