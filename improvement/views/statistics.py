"""Figures from files: upload, which columns hold what, a look at every figure, then all at once or not at all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, Count, Q, Value, When
from django.shortcuts import get_object_or_404, redirect, render

from accounts.form_pages import form_page, typed
from accounts.import_pages import answer_import, import_preview
from accounts.lists import list_page
from accounts.pages import programme_page
from config.components import Fact
from config.sheet_imports import ImportState
from config.spreadsheets import csv_response
from improvement.actions import indicators as indicator_actions
from improvement.actions.statistics import abandon_statistics, confirm_statistics, read_statistics
from improvement.filters import StatisticsImportFilter
from improvement.models import StatisticsColumn, StatisticsImport
from improvement.models.observation import FileLayout
from improvement.statistics_files.columns import columns_of
from improvement.statistics_files.fates import Fate, judged
from improvement.statistics_files.reading import FigureFile
from improvement.statistics_forms import ColumnForm, StatisticsForm
from improvement.statistics_tables import FigureTable, StatisticsImportTable
from improvement.statistics_words import already_sentence, passed_over_sentence, preview_sentence
from improvement.wording import capital, counted, day

_TITLE = "Files of figures"


def _crumbs(page, *more):
    return [
        ("Indicators", page.url("indicators:indicator-list")),
        (_TITLE, page.url("indicators:statistics-list")),
        *more,
    ]


def _imports(programme, on):
    """Files that were read by a day, each with state_then, its state as known on it."""
    read = StatisticsImport.objects.defer("rows").filter(programme=programme).known_on(on)
    answered = When(decided_on__lte=on, then="state")
    return read.annotate(state_then=Case(answered, default=Value(ImportState.PREVIEWED), output_field=CharField()))


@programme_page("indicator.view")
def statistics_list(request, programme, as_csv=False):
    """Every file that was read, with how many of its figures stand on record."""
    page = request.page
    known = Count("observations", filter=Q(observations__recorded_on__lte=page.on))
    rows = _imports(programme, page.on).select_related("recorded_by").annotate(figures=known)
    return list_page(
        request,
        rows=rows.order_by("-pk"),
        table_class=StatisticsImportTable,
        filter_class=StatisticsImportFilter,
        template="improvement/statistics_list.html",
        name="files-of-figures",
        as_csv=as_csv,
        breadcrumbs=[*_crumbs(page)[:1], (_TITLE, "")],
    )


@programme_page("indicator.manage", post=True)
def statistics_add(request, programme):
    page = request.page
    form = StatisticsForm(**typed(request), initial={"status": "final"})
    read = request.method == "POST" and form.is_valid()
    if read and form.carry_out(read_statistics, programme=programme, by=request.user):
        return redirect(form.result)
    context = {"form": form, "breadcrumbs": _crumbs(page, ("Read a file", ""))}
    return render(request, "improvement/statistics_add.html", context)


@programme_page("indicator.manage")
def template_csv(request, programme):
    """A file of local figures to fill in: every measure in use that no publication brings."""
    headings = ["Measure", "Period", "Numerator", "Denominator", "Value"]
    taken = StatisticsColumn.objects.filter(programme=programme).values("indicator")
    local = programme.indicators.in_use_on(request.page.today).exclude(pk__in=taken).order_by("area", "title")
    rows = [[indicator.code, "", "", "", ""] for indicator in local]
    return csv_response([headings, *rows], "local-figures.csv")


def _import_or_404(request, pk):
    kept = StatisticsImport.objects.filter(programme=request.page.programme).known_on(request.page.on)
    return get_object_or_404(kept.select_related("programme__supported", "recorded_by"), pk=pk)


@programme_page("indicator.view")
def statistics_detail(request, programme, pk):
    """What becomes of each figure of a file that waits for an answer, or what an answered one came to."""
    found = _import_or_404(request, pk)
    if found.is_open and "indicator.manage" in request.page.can:
        return _preview(request, found)
    on = request.page.on
    figures = found.observations.known_on(on).values("indicator__code", "indicator__title").annotate(count=Count("pk"))
    context = {
        "import": found,
        "state": found.state_on(on),
        "facts": _facts(found, on, names="plan.view" in request.page.can),
        "figures": figures.order_by("indicator__title"),
        "breadcrumbs": _crumbs(request.page, (found.file_name, "")),
    }
    return render(request, "improvement/statistics_decided.html", context)


def _facts(found, on, *, names):
    told = [
        Fact("Where it comes from", found.publication),
        Fact("Kind of file", found.get_layout_display()),
        Fact("Figures are", found.get_status_display().lower()),
        Fact("Read on", day(found.recorded_on), note=f"By {found.recorded_by}" if names else ""),
        Fact("State", found.state_on(on).label),
        Fact("SHA-256 of the file", found.sha256, is_code=True),
    ]
    return [*told, Fact("Published on", day(found.published_on))] if found.published_on else told


def _preview(request, found):
    page = request.page
    judgement = judged(found, page.today)
    counts, saved = judgement.counts, len(judgement.saved)
    can_save = saved and not counts[Fate.REFUSED]
    return import_preview(
        request,
        found,
        judgement.most_urgent_first,
        fates=Fate,
        table_class=FigureTable,
        seen=judgement.digest,
        template="improvement/statistics_preview.html",
        sentence=preview_sentence(counts),
        seen_before=already_sentence(found.same_file_before()),
        button=f"Save {counted(saved, 'figure')}" if can_save else "",
        passed_over=passed_over_sentence(judgement),
        columns=_columns(found) if found.layout == FileLayout.TIDY else None,
        confirm_name="indicators:statistics-confirm",
        abandon_name="indicators:statistics-abandon",
        breadcrumbs=_crumbs(page, (found.file_name, "")),
    )


def _columns(found):
    """The columns of a published file: those that measures take, and those that none takes."""
    figures, _ = columns_of(FigureFile.kept(found))
    columns = found.programme.statistics_columns.select_related("indicator").order_by("value_column", "pk")
    taken = [column for column in columns if column.value_column in figures]
    used = {column.value_column for column in taken}
    beside = {name for column in taken for name in (column.numerator_column, column.denominator_column)}
    return {"taken": taken, "free": [heading for heading in figures if heading not in used | beside]}


@programme_page("indicator.manage", post=True)
def statistics_confirm(request, programme, pk):
    """Save the new and restated figures of a file as the preview showed them."""
    found, seen = _import_or_404(request, pk), request.POST.get("seen", "")

    def done(saved):
        said = f"{capital(counted(saved, 'figure'))} saved from {found.file_name}."
        return said, request.page.url("indicators:indicator-list")

    return answer_import(request, found, confirm_statistics, done, statistics_import=found, seen=seen)


@programme_page("indicator.manage", post=True)
def statistics_abandon(request, programme, pk):
    found = _import_or_404(request, pk)

    def done(_):
        return f"Nothing was saved from {found.file_name}.", request.page.url("indicators:statistics-list")

    return answer_import(request, found, abandon_statistics, done, statistics_import=found)


@programme_page("indicator.manage", post=True)
def column_add(request, programme, pk):
    """Say which measure takes its figures from a column of a file, now and in every later release."""
    page, found = request.page, _import_or_404(request, pk)
    if not found.is_open:
        messages.error(request, f"{found.file_name} was answered already: read it again to take its columns.")
        return redirect(found)
    figures, filters = columns_of(FigureFile.kept(found))
    form = ColumnForm(
        **typed(request),
        initial={"value_column": request.GET.get("column", "")},
        indicators=programme.indicators.in_use_on(page.today).order_by("title"),
        figures=figures,
        filters=filters,
    )
    return form_page(
        request,
        form,
        indicator_actions.take_column,
        programme=programme,
        title="Which measure takes this column",
        button="Save",
        back=found.get_absolute_url(),
        done="Saved. The file is read by it from now on, and so is every later release.",
        crumbs=_crumbs(page, (found.file_name, found.get_absolute_url())),
        note="A measure that is not in the list has to be added to the catalogue first.",
    )


@programme_page("indicator.manage", post=True)
def column_drop(request, programme, pk, column):
    found = _import_or_404(request, pk)
    taken = get_object_or_404(
        StatisticsColumn.objects.select_related("indicator", "programme"), pk=column, programme=programme
    )
    if request.method == "POST":
        try:
            indicator_actions.drop_column(column=taken, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{taken.indicator} takes no more figures from {taken.value_column}.")
    return redirect(found)
