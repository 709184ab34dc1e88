"""The registers: all five, each as a list, and each entry with its history."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from accounts.form_pages import form_page, typed
from accounts.lists import list_page
from accounts.models import User
from accounts.pages import programme_page
from improvement.actions import registers as actions
from improvement.as_known import NEWEST, workstreams_on
from improvement.filters import EntryFilter
from improvement.models.register_kinds import REGISTERS, RegisterKind
from improvement.register_forms import EntryChangeForm, EntryForm
from improvement.register_page import entry_facts, entry_history, grade_figures
from improvement.register_tables import TABLES, status_chip
from improvement.register_words import entry_sentences, register_headline, register_lines, registers_headline
from improvement.registers import entries_on, urgent_first, usual_workstream

BY_ADDRESS = {register.address: register for register in REGISTERS.values()}
ORDERS = {RegisterKind.TRAINING: ("-known__held_on",)}
"""Registers whose order is not that of their titles."""


def _register(address):
    if address not in BY_ADDRESS:
        raise Http404
    return BY_ADDRESS[address]


def _crumbs(page, register=None):
    crumbs = [
        ("Workstreams", page.url("improvement:workstream-list")),
        ("Registers", page.url("registers:register-list")),
    ]
    if register:
        crumbs.append((register.name, page.url("registers:entry-list", register.address)))
    return crumbs


@programme_page("plan.view")
def register_list(request, programme):
    page = request.page
    lines, invented = register_lines(entries_on(programme, page.on))
    return render(
        request,
        "improvement/register_list.html",
        {
            "headline": registers_headline(lines, invented),
            "lines": lines,
            "breadcrumbs": [*_crumbs(page)[:-1], ("Registers", "")],
        },
    )


@programme_page("plan.view")
def entry_list(request, programme, address, as_csv=False):
    page = request.page
    register = _register(address)
    rows = entries_on(programme, page.on).filter(kind=register.kind)
    context = {} if as_csv else {"headline": register_headline(register, rows)}
    return list_page(
        request,
        rows=rows.order_by(urgent_first(), *ORDERS.get(register.kind, ("title",)), "pk"),
        table_class=TABLES[register.kind],
        filter_class=partial(EntryFilter, register=register),
        template="improvement/entry_list.html",
        name=f"register-{register.address}",
        as_csv=as_csv,
        register=register,
        breadcrumbs=[*_crumbs(page), (register.name, "")],
        **context,
    )


def _entry(page, address, pk):
    register = _register(address)
    return get_object_or_404(entries_on(page.programme, page.on), kind=register.kind, pk=pk)


@programme_page("plan.view")
def entry_detail(request, programme, address, pk):
    page = request.page
    entry = _entry(page, address, pk)
    changes = entry.changes.known_on(page.on).select_related("holder", "recorded_by").order_by(*NEWEST)
    return render(
        request,
        "improvement/entry_detail.html",
        {
            "entry": entry,
            "chip": status_chip(entry.status),
            "sentences": entry_sentences(entry, page.on),
            "figures": grade_figures(entry),
            "facts": entry_facts(entry),
            "history": entry_history(entry, list(changes)),
            "breadcrumbs": [*_crumbs(page, entry.register), (entry.title, "")],
        },
    )


@programme_page("plan.update", post=True)
def entry_add(request, programme, address):
    page = request.page
    register = _register(address)
    workstreams = workstreams_on(programme, page.on).filter(is_closed=False).order_by("number")
    usual = usual_workstream(entries_on(programme, page.on), workstreams, register)
    form = EntryForm(
        **typed(request),
        register=register,
        workstreams=workstreams,
        people=_people(programme),
        initial={"workstream": usual},
    )
    return form_page(
        request,
        form,
        actions.add_entry,
        programme=programme,
        kind=register.kind,
        title=f"Add {register.a}",
        button="Add to the register",
        back=page.url("registers:entry-list", address),
        onward=lambda made: page.url("registers:entry-detail", address, made.pk),
        done="It is on the register.",
        crumbs=_crumbs(page, register),
    )


def _people(programme):
    return User.objects.of_programme(programme).order_by("name")


@programme_page("plan.update", post=True)
def entry_change(request, programme, address, pk):
    page = request.page
    entry = _entry(page, address, pk)
    back = page.url("registers:entry-detail", address, pk)
    known = entry.known
    return form_page(
        request,
        EntryChangeForm(
            **typed(request),
            record=entry,
            register=entry.register,
            people=_people(programme),
            initial={**known.facts, "is_withdrawn": known.is_withdrawn},
        ),
        actions.change_entry,
        entry=entry,
        title="Say what is different now",
        button="Save",
        back=back,
        done="Saved. What stood before today stays on record.",
        crumbs=[*_crumbs(page, entry.register), (entry.title, back)],
        note=entry.title,
    )
