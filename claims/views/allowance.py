"""The allowance: what is entitled, used and left, where it is going, and every day behind it."""

from django.http import Http404
from django.shortcuts import render

from accounts.lists import export, list_page
from accounts.pages import programme_page
from claims.allowance import allowances_on, current_ledger, entries_on, ledger, years_beside
from claims.breakdown import BREAKDOWNS, breakdown
from claims.charts import burn_up_chart, claims_chart
from claims.filters import EntryFilter
from claims.sentences import allowance_sentences
from claims.tables import EntryTable
from config import dates
from config.charts import chart_response
from config.days import in_days
from improvement.wording import capital


@programme_page("allowance.view")
def allowance(request, programme):
    """The allowance of the day looked at."""
    now = current_ledger(programme, request.page.on)
    if now is None:
        return render(request, "claims/allowance_none.html", {"breadcrumbs": [("Allowance", "")]})
    return _allowance_page(request, now, [("Allowance", "")])


@programme_page("allowance.view")
def allowance_detail(request, programme, starts_on):
    """One allowance, named by its first day."""
    now = _ledger(request.page, starts_on)
    return _allowance_page(
        request, now, [("Allowance", request.page.url("claims:allowance")), (str(now.allowance), "")]
    )


def _ledger(page, starts_on):
    try:
        first = dates.day_from(starts_on)
    except ValueError:
        raise Http404 from None
    known = allowances_on(page.programme, page.on).filter(starts_on=first).first()
    if known is None:
        raise Http404
    return ledger(known, page.on)


def _allowance_page(request, now, crumbs):
    page = request.page
    by = _by(request)
    financial, programme_years = years_beside(now.allowance, page.on)
    chart = burn_up_chart(now)
    of_claims = claims_chart(now) if "claim.view" in page.can else None
    first = now.allowance.starts_on.isoformat()
    return render(
        request,
        "claims/allowance.html",
        {
            "ledger": now,
            "sentences": allowance_sentences(now),
            "columns": _columns(page),
            "lines": [(line, _days_url(page, now, line.query)) for line in breakdown(now, by)],
            "by": by,
            "by_label": BREAKDOWNS[by],
            "tabs": [(code, label, code == by) for code, label in _breakdowns(page).items()],
            "entries_url": _days_url(page, now, {}),
            "financial_years": financial,
            "programme_years": programme_years,
            "others": [a for a in allowances_on(page.programme, page.on) if a.pk != now.allowance.pk],
            "variations": now.allowance.variations.known_on(page.on)
            .select_related("recorded_by")
            .order_by("recorded_on", "pk"),
            "chart": chart,
            "chart_url": page.url("claims:allowance-chart", first, chart.digest),
            "of_claims": of_claims,
            "of_claims_url": page.url("claims:allowance-claims-chart", first, of_claims.digest) if of_claims else "",
            "csv_url": page.url("claims:allowance-csv", first),
            "breadcrumbs": crumbs,
        },
    )


def _breakdowns(page):
    """Officers' names are for those who see everybody's days."""
    return {code: label for code, label in BREAKDOWNS.items() if code != "officer" or "day.view" in page.can}


def _by(request):
    asked = request.GET.get("by", "month")
    return asked if asked in _breakdowns(request.page) else "month"


def _days_url(page, now, query):
    """The list of the days behind a figure, for those who may see it."""
    if "day.view" not in page.can:
        return ""
    within = {
        "since": now.allowance.starts_on.isoformat(),
        "until": now.allowance.ends_on.isoformat(),
        "counts": "true",
    }
    if month := query.get("month"):
        first = dates.month_from(month)
        within["since"] = max(first, now.allowance.starts_on).isoformat()
        within["until"] = min(dates.last_of_month(first), now.allowance.ends_on).isoformat()
    else:
        within |= query
    return page.url("claims:entry-list", **within)


@programme_page("allowance.view")
def allowance_picture(request, programme, starts_on, digest):
    return chart_response(lambda: burn_up_chart(_ledger(request.page, starts_on)), digest, seen_by=request.page.sees)


@programme_page("claim.view")
def claims_picture(request, programme, starts_on, digest):
    return chart_response(lambda: claims_chart(_ledger(request.page, starts_on)), digest, seen_by=request.page.sees)


COLUMNS = {
    "logged": "Logged",
    "drafts": "Not submitted",
    "awaiting": "Awaiting approval",
    "approved": "Approved",
    "claimed": "Claimed",
    "paid": "Paid",
}
OF_CLAIMS = ("claimed", "paid")


def _columns(page):
    """The columns of days by where they stand that this person may see, with their headings."""
    may_see = "claim.view" in page.can
    return {name: label for name, label in COLUMNS.items() if may_see or name not in OF_CLAIMS}


@programme_page("allowance.view")
def allowance_csv(request, programme, starts_on):
    """The ledger by month, as a file: its columns add up to the figures of the page."""
    now = _ledger(request.page, starts_on)
    columns = _columns(request.page)
    rows = [("Month", *columns.values())]
    rows += [(f"{month:%Y-%m}", *(getattr(spent, name) for name in columns)) for month, spent in now.months]
    return export(request.page, rows, f"allowance-from-{starts_on}", by=request.user)


@programme_page("day.view")
def entry_list(request, programme, as_csv=False):
    """Every day behind the ledger, as known on the day looked at."""
    page = request.page
    entry = ["entry"] if page.is_past else []
    rows = entries_on(programme, page.on).select_related("officer", "workstream", "recorded_by", *entry)
    return list_page(
        request,
        rows=rows.order_by("-worked_on", "-pk"),
        table_class=EntryTable,
        filter_class=EntryFilter,
        template="claims/entry_list.html",
        name="days",
        as_csv=as_csv,
        breadcrumbs=[("Allowance", page.url("claims:allowance")), ("Days", "")],
        says=_total,
    )


def _total(filter_):
    """What a filtered list of days adds up to."""
    _, total = filter_.summed
    return f"{capital(in_days(total))} in this list." if total else "No day matches."
