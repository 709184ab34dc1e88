"""My account, and the administrator's pages: who is in a programme, joiners, movers and leavers."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.form_pages import form_page, typed
from accounts.forms import ChangeRoleForm, EndRoleForm, InvitationForm, NewPasswordForm, ReasonForm
from accounts.lists import list_page
from accounts.mail import link_to, send_invitation
from accounts.models import ApiToken, CalendarFeed, Invitation, Membership, User
from accounts.pages import programme_page
from accounts.people import PeopleFilter, PeopleTable
from accounts.roles import PERMISSIONS, ROLES
from config.components import Fact


@require_safe
@login_required
def me(request):
    """What the person may do and where, whether they are reminded, and the keys and addresses they hold."""
    return render(
        request,
        "accounts/me.html",
        {
            "memberships": request.user.memberships_today,
            "tokens": ApiToken.objects.filter(user=request.user, revoked_at__isnull=True).order_by("-made_at"),
            "now": timezone.now(),
            "calendar": CalendarFeed.objects.filter(user=request.user, revoked_at__isnull=True).first(),
            "has_calendar": any(request.user.programmes_with(each) for each in ("day.log", "board.view")),
            "breadcrumbs": [("Programmes", "/"), ("Your account", "")],
        },
    )


@require_POST
@login_required
def token_revoke(request, pk):
    token = get_object_or_404(ApiToken.objects.filter(revoked_at__isnull=True), pk=pk, user=request.user)
    actions.revoke_api_token(token=token, by=request.user)
    messages.success(request, "The key is revoked and no longer works.")
    return redirect("accounts:me")


@require_POST
@login_required
def reminders_set(request):
    wanted = request.POST.get("wanted") == "yes"
    actions.set_reminders(user=request.user, wanted=wanted)
    messages.success(request, f"Reminders are {'on' if wanted else 'off: you will get none'}.")
    return redirect("accounts:me")


@never_cache
@require_POST
@login_required
def calendar_make(request):
    """Make the address and show it, this once: it goes neither into a message nor into the session."""
    address = link_to("calendar", actions.make_calendar_feed(user=request.user))
    crumbs = [("Programmes", "/"), ("Your account", reverse("accounts:me")), ("Calendar", "")]
    return render(request, "accounts/calendar_made.html", {"address": address, "breadcrumbs": crumbs})


@require_POST
@login_required
def calendar_revoke(request):
    feed = get_object_or_404(CalendarFeed, user=request.user, revoked_at__isnull=True)
    actions.revoke_calendar_feed(feed=feed, by=request.user)
    messages.success(request, "The address of your calendar no longer works.")
    return redirect("accounts:me")


@require_safe
@login_required
def roles(request):
    return render(
        request,
        "accounts/roles.html",
        {
            "roles": ROLES.values(),
            "facts": [Fact(role.name, role.purpose) for role in ROLES.values()],
            "permissions": [
                (code, sentence, [code in role.permissions for role in ROLES.values()])
                for code, sentence in PERMISSIONS.items()
            ],
            "breadcrumbs": [("Programmes", "/"), ("Roles", "")],
        },
    )


def _crumbs(page, *more):
    return [("People", page.url("accounts:people")), *more]


@programme_page("people.manage")
def people(request, programme, as_csv=False):
    rows = (
        Membership.objects.filter(programme=programme).select_related("user").order_by("user__name", "-from_on", "pk")
    )
    now = timezone.now()
    invitations = programme.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return list_page(
        request,
        rows=rows,
        table_class=PeopleTable,
        filter_class=PeopleFilter,
        template="accounts/people.html",
        name="people",
        as_csv=as_csv,
        invitations=[(i, i.state_at(now)) for i in invitations.select_related("invited_by").order_by("-invited_at")],
        breadcrumbs=[("People", "")],
    )


def _form(request, form, action, *, title, button, done, note="", **facts):
    page = request.page
    return form_page(
        request,
        form,
        action,
        title=title,
        button=button,
        back=page.url("accounts:people"),
        done=done,
        crumbs=_crumbs(page),
        note=note,
        **facts,
    )


@programme_page("people.manage", post=True)
def invite(request, programme):
    return _form(
        request,
        InvitationForm(**typed(request)),
        actions.invite,
        programme=programme,
        title="Invite a person",
        button="Send invitation",
        done=_send,
    )


def _send(request, made):
    invitation, secret = made
    if send_invitation(invitation, secret):
        messages.success(request, f"The invitation is on its way to {invitation.email}.")
        return
    messages.error(
        request,
        f"The invitation of {invitation.email} is made, but the letter could not be sent. "
        "Invite again when the mail server works.",
    )


@programme_page("people.manage", post=True)
def invitation_withdraw(request, programme, pk):
    invitation = get_object_or_404(programme.invitations.all(), pk=pk)
    if request.method == "POST":
        try:
            actions.withdraw_invitation(invitation=invitation, by=request.user)
            messages.success(request, "The invitation is withdrawn: its link no longer works.")
        except actions.AccountError as refusal:
            messages.error(request, refusal.message)
        return redirect(request.page.url("accounts:people"))
    return render(
        request,
        "accounts/invitation_withdraw.html",
        {"invitation": invitation, "breadcrumbs": _crumbs(request.page, ("Withdraw an invitation", ""))},
    )


def _membership(programme, pk):
    return get_object_or_404(Membership.objects.select_related("user", "programme"), pk=pk, programme=programme)


@programme_page("people.manage", post=True)
def role_change(request, programme, pk):
    membership = _membership(programme, pk)
    return _form(
        request,
        ChangeRoleForm(**typed(request), initial={"role": membership.role, "from_on": request.page.today}),
        actions.change_role,
        membership=membership,
        title="Move to another role",
        button="Save",
        done=f"{membership.user.name} has the new role from that day.",
        note=str(membership),
    )


@programme_page("people.manage", post=True)
def role_end(request, programme, pk):
    membership = _membership(programme, pk)
    return _form(
        request,
        EndRoleForm(**typed(request), initial={"until_on": request.page.today}),
        actions.end_role,
        membership=membership,
        title="End a role",
        button="End role",
        done=f"{membership.user.name} no longer has this role from that day.",
        note=str(membership),
    )


def _person(programme, pk):
    return get_object_or_404(User.objects.filter(memberships__programme=programme).distinct(), pk=pk)


@programme_page("people.manage", post=True)
def person_disable(request, programme, pk):
    person = _person(programme, pk)
    return _form(
        request,
        ReasonForm(**typed(request)),
        actions.disable_user,
        user=person,
        title="Shut a person out",
        button="Shut out",
        done=f"{person.name} is shut out: every session and every key has ended.",
        note=str(person),
    )


@programme_page("people.manage", post=True)
def person_enable(request, programme, pk):
    person = _person(programme, pk)
    return _form(
        request,
        ReasonForm(**typed(request)),
        actions.enable_user,
        user=person,
        title="Let a person in again",
        button="Let in",
        done=f"{person.name} can sign in again.",
        note=str(person),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request, secret):
    """Where the letter's link leads: choose a password, or sign in with the account one has already."""
    invitation = get_object_or_404(Invitation.objects.select_related("programme"), digest=actions.digest_of(secret))
    now = timezone.now()
    if invitation.state_at(now) != "open":
        return render(request, "accounts/invitation_closed.html", {"state": invitation.state_at(now)}, status=410)
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known:
        return _accept_as_known(request, invitation, known)
    person = User(email=invitation.email, name=invitation.name, organisation=invitation.organisation)
    form = NewPasswordForm(**typed(request), user=person)
    if form.is_valid():
        try:
            user = actions.accept_invitation(invitation=invitation, password=form.cleaned_data["password1"])
        except actions.AccountError as refusal:
            form.add_error(None, refusal)
        else:
            login(request, user, backend="accounts.backends.PasswordBackend")
            return redirect("home")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation, "form": form})


def _accept_as_known(request, invitation, known):
    if not known.is_active:
        raise Http404
    signed_in = request.user == known
    if request.method == "POST" and signed_in:
        try:
            actions.accept_invitation(invitation=invitation, user=known)
            messages.success(request, f"You are in the {invitation.programme.name} programme.")
        except actions.AccountError as refusal:
            messages.error(request, refusal.message)
        return redirect("home")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation, "signed_in": signed_in})
