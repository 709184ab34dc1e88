"""The agreement with the funder: its terms as they changed, its rates and its allowances."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.form_pages import form_page, typed
from accounts.pages import programme_page
from claims.actions import agreement as agreement_actions
from claims.actions import allowances as allowance_actions
from claims.actions.agreement import TERMS
from claims.allowance import allowances_on
from claims.facts import terms_facts
from claims.forms import AgreementForm, AllowanceForm, CarryOverForm, RateForm, TermsForm, VariationForm
from claims.models import Allowance, FundingAgreement
from claims.models.agreement import CAPACITY_PERCENT, DECLARATION, SUBMIT_BY_DAY
from config import dates
from config.days import figure, in_days


def _agreement(page):
    known = FundingAgreement.objects.known_on(page.on).filter(programme=page.programme)
    return known.select_related("programme", "recorded_by").first()


def _agreement_or_404(page):
    return get_object_or_404(FundingAgreement.objects.filter(programme=page.programme).select_related("programme"))


def _crumbs(page):
    return [_allowance_crumb(page), ("Agreement", page.url("claims:agreement"))]


def _allowance_crumb(page):
    return ("Allowance", page.url("claims:allowance"))


@programme_page("agreement.view")
def agreement(request, programme):
    page = request.page
    found = _agreement(page)
    context = {"agreement": found, "breadcrumbs": [_allowance_crumb(page), ("Agreement", "")]}
    if found:
        terms = list(found.terms.known_on(page.on).select_related("recorded_by").order_by("-recorded_on", "-pk"))
        context |= {
            "terms": terms[0],
            "facts": terms_facts(terms[0]),
            "earlier_terms": [(earlier, terms_facts(earlier)) for earlier in terms[1:]],
            "rates": found.rates.known_on(page.on).select_related("recorded_by").order_by("-from_on"),
            "allowances": allowances_on(programme, page.on),
        }
    return render(request, "claims/agreement.html", context)


@programme_page("agreement.manage", post=True)
def agreement_add(request, programme):
    page = request.page
    if _agreement(page):
        return redirect("claims:agreement", programme.slug)
    return form_page(
        request,
        AgreementForm(
            **typed(request),
            initial={
                "on_site_counts": True,
                "remote_counts": True,
                "preparation_counts": True,
                "vat": "to_be_confirmed",
                "submit_by_day": SUBMIT_BY_DAY,
                "capacity_percent": CAPACITY_PERCENT,
                "declaration": DECLARATION,
            },
        ),
        agreement_actions.add_agreement,
        programme=programme,
        title="Record the agreement",
        button="Save agreement",
        back=page.url("claims:agreement"),
        done="The agreement is recorded. Add a rate and an allowance next.",
        crumbs=_crumbs(page),
    )


@programme_page("agreement.manage", post=True)
def terms_change(request, programme):
    page = request.page
    found = _agreement_or_404(page)
    terms = found.terms.in_force(page.today)
    return form_page(
        request,
        TermsForm(**typed(request), record=found, initial={name: getattr(terms, name) for name in TERMS}),
        agreement_actions.change_terms,
        agreement=found,
        title="Change the terms",
        button="Save terms",
        back=page.url("claims:agreement"),
        done="The new terms hold from today. What stood before stays on record.",
        crumbs=_crumbs(page),
        note="Days already approved keep how they were counted. All others are counted anew.",
    )


@programme_page("agreement.manage", post=True)
def rate_add(request, programme):
    page = request.page
    _agreement_or_404(page)
    return form_page(
        request,
        RateForm(**typed(request)),
        agreement_actions.add_rate,
        programme=programme,
        title="Add a day rate",
        button="Save rate",
        back=page.url("claims:agreement"),
        done="The rate is recorded.",
        crumbs=_crumbs(page),
        note="A day is paid at the rate in force on the day it was worked.",
    )


@programme_page("agreement.manage", post=True)
def allowance_add(request, programme):
    page = request.page
    found = _agreement_or_404(page)
    return form_page(
        request,
        AllowanceForm(**typed(request), initial=_next_period(found, page.today)),
        allowance_actions.add_allowance,
        programme=programme,
        title="Add an allowance",
        button="Save allowance",
        back=page.url("claims:agreement"),
        done="The allowance is recorded.",
        crumbs=_crumbs(page),
        note="Allowances follow one another and never overlap.",
    )


def _next_period(found, today):
    """The period that the year basis of the agreement suggests, after the last allowance."""
    last = Allowance.objects.filter(programme=found.programme).order_by("-ends_on").first()
    starts_on = dates.day_after(last.ends_on) if last else found.eligible_from
    basis = found.terms.in_force(today).year_basis
    if basis == "financial_year":
        return {"starts_on": starts_on, "ends_on": dates.financial_year(starts_on)[1]}
    if basis == "programme_year":
        return {"starts_on": starts_on, "ends_on": dates.day_before(dates.add_months(starts_on, 12))}
    return {"starts_on": starts_on}


def _allowance(page, starts_on):
    try:
        first = dates.day_from(starts_on)
    except ValueError:
        raise Http404 from None
    found = Allowance.objects.filter(programme=page.programme).select_related("programme", "agreement")
    return get_object_or_404(found, starts_on=first)


def _of_an_allowance(request, starts_on, form_class, action, *, title, button, done):
    page = request.page
    found = _allowance(page, starts_on)
    return form_page(
        request,
        form_class(**typed(request), record=found),
        action,
        allowance=found,
        title=title,
        button=button,
        back=page.url("claims:agreement"),
        done=done,
        crumbs=_crumbs(page),
        note=f"{found}: {in_days(found.days)}, of which {figure(found.days_approved)} approved.",
    )


@programme_page("agreement.manage", post=True)
def allowance_vary(request, programme, starts_on):
    return _of_an_allowance(
        request,
        starts_on,
        VariationForm,
        allowance_actions.vary_allowance,
        title="Vary the allowance",
        button="Save variation",
        done="The variation is recorded, and counts from now on.",
    )


@programme_page("agreement.manage", post=True)
def allowance_carry(request, programme, starts_on):
    return _of_an_allowance(
        request,
        starts_on,
        CarryOverForm,
        allowance_actions.carry_over,
        title="Carry days over",
        button="Carry over",
        done="The days have moved into the next allowance.",
    )
