"""The pages of figures from files: the upload, columns, the look at every figure, and what was saved."""

import csv
import datetime
import html
import io
import re

import pytest
from django.contrib.messages import get_messages

from audit.models import Event
from improvement.actions.indicators import retire_indicator
from improvement.models import NeighbourSet, Observation, StatisticsColumn, StatisticsImport
from tests.factories import improvement as factories
from tests.factories.accounts import UserFactory, member
from tests.factories.files import csv_of, ods_of, upload, xlsx_of

pytestmark = pytest.mark.django_db

FILES = "/torbay/statistics/"
ADD = f"{FILES}add/"
TODAY = datetime.date(2017, 2, 28)
HEADINGS = ("Measure", "Period", "Value")
FIGURES = (
    ("visits", "November 2016", "12"),
    ("Visits", "2016-12", "14"),
    ("visits", "January 2017", "x"),
    ("visits", "March 2017", "15"),
)
TIDY = ("time_period", "time_identifier", "geographic_level", "country_code", "region_code", "old_la_code",
        "new_la_code", "la_name", "category", "kind", "visit_count", "due_count", "share")  # fmt: skip
WRITES = r'method="post"|/(?:add|confirm|abandon|drop)/'


@pytest.fixture
def programme():
    own = factories.AuthorityFactory(name="Torbay", ons_code="E06000027", dfe_code="880", region_code="E12000009")
    return factories.ProgrammeFactory(slug="torbay", supported=own)


@pytest.fixture
def visits(programme):
    return factories.IndicatorFactory(programme=programme, code="visits", title="Visits")


@pytest.fixture
def analyst(client, programme):
    client.force_login(member(programme, "analyst"))
    return client


def send(client, content, name="figures.csv", follow=True, **typed):
    typed = {"publication": "Case system, 1 February", "status": "final"} | typed
    return client.post(ADD, typed | {"file": upload(name, content)}, follow=follow)


def local(*figures, headings=HEADINGS):
    return csv_of(headings, *figures)


def press(client, looked, step, **typed):
    """Answer a preview as its page does."""
    typed = {"seen": looked.context["seen"]} | typed
    return client.post(f"{looked.context['import'].get_absolute_url()}{step}/", typed)


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def main_of(answer):
    drawn = answer.content.decode()
    return html.unescape(drawn[drawn.index("<main") : drawn.index("</main>")])


def counts(answer):
    return {code: count for code, _, count in answer.context["counts"] if count}


def lines(answer):
    return [(row.record.line, str(row.record.fate), row.record.why) for row in answer.context["table"].rows]


def csv_rows(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def steps_taken():
    return list(Event.objects.exclude(action="person.signed_in").order_by("pk").values_list("action", flat=True))


# --- Sending a file -----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [csv_of, xlsx_of, ods_of])
def test_a_file_of_each_kind_leads_to_its_preview_and_saves_nothing(analyst, visits, make):
    answer = send(analyst, make(HEADINGS, *FIGURES), name="january.figures", published_on_day="1",
                  published_on_month="2", published_on_year="2017")  # fmt: skip

    found = StatisticsImport.objects.get()
    assert answer.redirect_chain == [(f"{FILES}{found.pk}/", 302)]
    assert (counts(answer), answer.context["sentence"]) == (
        {"new": 3, "later": 1},
        "3 new and 1 for a time that is not over yet. Nothing is saved until you say so.",
    )
    assert (found.layout, found.published_on, Observation.objects.count()) == ("local", datetime.date(2017, 2, 1), 0)
    assert ("Save three figures" in main_of(answer), "columns" in answer.context["import"].rows) == (True, False)


def test_the_form_begins_with_final_figures(analyst, programme):
    answer = analyst.get(ADD)

    assert (answer.context["form"]["status"].value(), "Columns SN1 to SN10" in main_of(answer)) == ("final", True)


def test_the_form_says_what_is_missing(analyst, programme, left_alone):
    with left_alone():
        answer = analyst.post(ADD, {})

    assert answer.context["form"].errors == {
        "file": ["Choose a file"],
        "publication": ["Enter where it comes from"],
        "status": ["Choose these figures are"],
    }
    assert "Error: Read a file of figures" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "typed", "errors"),
    [
        (b"", {}, {"file": ["This file is empty."]}),
        (b"Nothing,Of use\n1,2\n", {}, {"file": [
            "No headings of figures were found. Published statistics have time_period, time_identifier and "
            "geographic_level; local figures have Measure, Period and Value; models of neighbours have SN1 to SN10."]}),
        (local(("visits", "May 2016", "1,200")), {}, {"file": [
            "Line 2 has a number beyond the last heading. Write numbers without commas, put texts with commas into "
            "quotation marks, and give every column a heading."]}),
        (csv_of(HEADINGS), {}, {"file": ["There are headings and no rows below them."]}),
        (csv_of((*HEADINGS, "Child ID"), ("visits", "May 2016", "1", "7")), {}, {"file": [
            "The column “child id” is about single children, so nothing of this file is kept. Send counts only, never "
            "a list of children."]}),
        (csv_of(HEADINGS, ("943 476 5919", "May 2016", "1")), {}, {"file": [
            "Line 2: This looks like an NHS number. Take it out: nothing here may identify a child. Nothing of this "
            "file is kept: send counts only."]}),
        (local(*FIGURES), {"publication": "Case 943 476 5919"}, {"publication": [
            "This looks like an NHS number. Take it out: nothing here may identify a child."]}),
        (local(*FIGURES), {"publication": "x" * 201}, {"publication": [
            "Ensure this value has at most 200 characters (it has 201)."]}),
        (local(*FIGURES), {"status": "guessed"}, {"status": [
            "Select a valid choice. guessed is not one of the available choices."]}),
        (local(*FIGURES), {"published_on_day": "31", "published_on_month": "2", "published_on_year": "2017"},
         {"published_on": ["Enter a real date, like 28 2 2017"]}),
        (local(*FIGURES), {"published_on_day": "1", "published_on_month": "3", "published_on_year": "2017"},
         {"published_on": ["This day is in the future. Choose today or an earlier day."]}),
        (csv_of(("LA number", *[f"SN{n}" for n in range(1, 11)]), ("880", *["921"] * 10)), {}, {"model_year": [
            "Write the year of this model of neighbours, like 2021."]}),
        (local(*FIGURES), {"model_year": "1999"}, {"model_year": [
            "Ensure this value is greater than or equal to 2000."]}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_by_its_field_and_what_was_typed_stays(
    analyst, visits, left_alone, content, typed, errors
):
    with left_alone():
        answer = send(analyst, content, **typed)

    assert answer.context["form"].errors == errors
    assert html.escape(typed.get("publication", "Case system, 1 February")) in answer.content.decode()


@pytest.mark.parametrize("role", ["director", "board_member", "reader"])
def test_only_who_keeps_measures_brings_figures_in(client, programme, visits, left_alone, role):
    found = factories.StatisticsImportFactory(programme=programme)
    column = factories.StatisticsColumnFactory(indicator=visits)
    client.force_login(member(programme, role))
    url = found.get_absolute_url()

    pages = [ADD, f"{FILES}template.csv", f"{url}columns/add/"]
    steps = [ADD, f"{url}confirm/", f"{url}abandon/", f"{url}columns/add/", f"{url}columns/{column.pk}/drop/"]
    statuses = [client.get(page).status_code for page in pages] + [client.post(step).status_code for step in steps]

    found.refresh_from_db()
    assert (statuses, found.is_open, StatisticsColumn.objects.count()) == ([403] * 8, True, 1)


def test_a_file_of_another_programme_is_not_there(analyst, visits):
    theirs = factories.StatisticsImportFactory()
    column = factories.StatisticsColumnFactory()
    own = factories.StatisticsImportFactory(programme=visits.programme)
    url = f"{FILES}{theirs.pk}/"

    statuses = [analyst.get(url).status_code, analyst.get(f"{url}columns/add/").status_code]
    paths = [f"{url}confirm/", f"{url}abandon/", f"{own.get_absolute_url()}columns/{column.pk}/drop/"]
    statuses += [analyst.post(path).status_code for path in paths]

    assert statuses == [404] * 5


# --- The look at each figure --------------------------------------------------------------------------


def test_bad_rows_are_mended_and_then_imported(analyst, visits):
    bad = (
        ("visits", "November 2016", '"1,200"'),
        ("visit", "December 2016", "14"),
        ("visits", "31/2017", "=1+1"),
        ("visits", "October 2016", "11"),
    )
    looked = send(analyst, local(*bad))

    assert lines(looked) == [
        (2, "refused", "The figure “1,200” has a comma: write 1200."),
        (3, "refused", "No measure in use is called “visit”: write its code or its title."),
        (4, "refused", "“31/2017” is not a month, like May 2016 or 2016-05."),
        (5, "new", ""),
    ]
    assert looked.context["sentence"] == (
        "1 new and 3 refused. Nothing can be saved while figures are refused: mend the file, and read it again."
    )
    assert (looked.context["button"], Observation.objects.count()) == ("", 0)
    forced = press(analyst, looked, "confirm")
    assert told(forced) == ["Some figures are refused. Mend the file and read it again: nothing is half saved."]

    mended = send(analyst, local(*FIGURES[:3]))
    answer = press(analyst, mended, "confirm")

    assert (answer.url, told(answer)[-1]) == ("/torbay/indicators/", "Three figures saved from figures.csv.")
    saved = Observation.objects.order_by("period_end").values_list("period_end", "value", "missing", "line")
    assert list(saved) == [
        (datetime.date(2016, 11, 30), 12, "", 2),
        (datetime.date(2016, 12, 31), 14, "", 3),
        (datetime.date(2017, 1, 31), None, "x", 4),
    ]
    event = Event.objects.get(action="statistics.imported")
    assert (event.after["file"], event.after["new"], event.after["restated"]) == ("figures.csv", 3, 0)


def test_a_restated_figure_stands_beside_the_old_and_both_stay_on_record(analyst, visits):
    november = datetime.date(2016, 11, 30)
    factories.ObservationFactory(indicator=visits, period_end=november, value=9)
    factories.ObservationFactory(indicator=visits, period_end=datetime.date(2016, 12, 31), value=14)

    looked = send(analyst, local(*FIGURES[:2]))
    answer = press(analyst, looked, "confirm")

    cells = [row.get_cell("before") for row in looked.context["table"].rows]
    after = [row.get_cell("after") for row in looked.context["table"].rows]
    assert (counts(looked), cells, after) == ({"restated": 1, "unchanged": 1}, ["9", "14"], ["12", "14"])
    assert told(answer) == ["One figure saved from figures.csv."]
    kept = Observation.objects.filter(period_end=november).order_by("pk")
    assert [(found.value, found.recorded_on) for found in kept] == [(9, factories.EARLY), (12, TODAY)]


def test_the_preview_is_narrowed_to_one_fate_and_nonsense_shows_all(analyst, visits):
    url = send(analyst, local(*FIGURES)).context["import"].get_absolute_url()

    found = [[line for line, _, _ in lines(analyst.get(url, {"fate": fate}))] for fate in ("later", "new", "x")]

    assert found == [[5], [2, 3, 4], [2, 3, 4, 5]]


def test_the_same_file_again_says_what_came_of_it_and_has_nothing_to_save(analyst, visits):
    first = send(analyst, local(*FIGURES[:2]))
    press(analyst, first, "confirm")

    again = send(analyst, local(*FIGURES[:2]), name="copy.csv")
    answer = press(analyst, again, "confirm")

    assert again.context["seen_before"] == "The same file was read on 28 February 2017: confirmed."
    assert (again.context["sentence"], again.context["button"]) == ("2 unchanged. There is nothing new to save.", "")
    assert told(answer)[-1] == "There is nothing new to save."


def test_what_changed_since_the_look_is_told_and_nothing_is_saved(analyst, visits):
    looked = send(analyst, local(*FIGURES[:1]))
    factories.ObservationFactory(indicator=visits, period_end=datetime.date(2016, 11, 30), value=9)

    answer = press(analyst, looked, "confirm")

    assert (answer.url, told(answer)) == (
        looked.context["import"].get_absolute_url(),
        ["Something was recorded or changed since you looked. Nothing is saved: look again."],
    )
    assert Observation.objects.count() == 1


def test_a_file_is_let_go(analyst, visits):
    looked = send(analyst, local(*FIGURES[:1]))

    answer, again = press(analyst, looked, "abandon"), press(analyst, looked, "abandon")
    late = press(analyst, looked, "confirm")

    assert (answer.url, told(answer)[0]) == (FILES, "Nothing was saved from figures.csv.")
    assert told(again)[-1] == told(late)[-1] == "This import was abandoned already."
    assert Observation.objects.count() == 0
    assert "Nothing was saved from it." in main_of(analyst.get(again.url))


def test_answers_are_sent_and_never_asked_for(analyst, visits):
    looked = send(analyst, local(*FIGURES[:1]))
    url = looked.context["import"].get_absolute_url()
    column = factories.StatisticsColumnFactory(indicator=visits)

    answers = [analyst.get(f"{url}{step}/") for step in ("confirm", "abandon", f"columns/{column.pk}/drop")]

    assert [answer.url for answer in answers] == [url] * 3
    assert (StatisticsImport.objects.get().is_open, StatisticsColumn.objects.count()) == (True, 1)


def test_a_confirmed_file_tells_what_was_saved_from_it(analyst, client, programme, visits):
    looked = send(analyst, local(*FIGURES[:2]), published_on_day="1", published_on_month="2", published_on_year="2017")
    press(analyst, looked, "confirm")
    url = looked.context["import"].get_absolute_url()

    answer = analyst.get(url)
    client.force_login(member(programme, "reader"))
    seen = client.get(url)

    facts = {fact.term: fact.value for fact in answer.context["facts"]}
    assert (facts["State"], facts["Published on"], len(facts["SHA-256 of the file"])) == (
        "Confirmed",
        "1 February 2017",
        64,
    )
    assert [(row["indicator__code"], row["count"]) for row in answer.context["figures"]] == [("visits", 2)]
    by = [fact.note for fact in answer.context["facts"] if fact.term == "Read on"]
    assert (by[0].startswith("By Person"), [f.note for f in seen.context["facts"] if f.term == "Read on"]) == (
        True,
        [""],
    )


def test_a_file_that_waits_shows_nothing_of_itself_to_others(client, programme, visits):
    found = factories.StatisticsImportFactory(programme=programme)
    client.force_login(member(programme, "board_member"))

    main = main_of(client.get(found.get_absolute_url()))

    assert ("It waits for an analyst’s answer." in main, re.findall(WRITES, main)) == (True, [])


def test_nothing_is_pressed_on_an_earlier_day(analyst, programme, visits):
    found = factories.StatisticsImportFactory(programme=programme)
    url, earlier = found.get_absolute_url(), {"on": "2017-02-27"}

    mains = [main_of(analyst.get(page, earlier)) for page in (url, FILES)]

    assert [re.findall(WRITES, main) for main in mains] == [[], []]
    paths = [f"{url}{step}/?on=2017-02-27" for step in ("confirm", "abandon", "columns/add")]
    assert [analyst.post(path).status_code for path in paths] == [403] * 3
    assert analyst.get(url, {"on": "2016-05-31"}).status_code == 404


def test_nothing_is_saved_once_the_programme_is_closed(analyst, programme, visits):
    looked = send(analyst, local(*FIGURES[:1]))
    column = factories.StatisticsColumnFactory(indicator=visits)
    factories.ProgrammeChangeFactory(programme=programme, state="closed", recorded_on=TODAY)
    closed = "The programme is closed. Ask the director to open it again first."

    answer = press(analyst, looked, "confirm")
    dropped = analyst.post(f"{looked.context['import'].get_absolute_url()}columns/{column.pk}/drop/")

    assert (told(answer), told(dropped)[-1]) == ([closed], closed)
    assert (Observation.objects.count(), StatisticsColumn.objects.count()) == (0, 1)


# --- Neighbours ---------------------------------------------------------------------------------------

MODEL = csv_of(
    ("LA number", *[name for n in range(1, 11) for name in (f"SN{n}", "closeness")]),
    ("880", *[cell for number in (921, 908, 839, 878, 933, 830, 802, 845, 838, 846) for cell in (number, "Close")]),
)  # fmt: skip


def test_a_model_of_neighbours_is_read_by_the_year_in_its_name(analyst, programme):
    looked = send(analyst, MODEL, name="neighbours-2014.csv")
    answer = press(analyst, looked, "confirm")

    (row,) = looked.context["table"].rows
    assert (counts(looked), row.get_cell("before"), row.get_cell("after")) == ({"new": 1}, "—", "ten neighbours")
    assert "Named here for the first time:" in looked.context["passed_over"]
    found = NeighbourSet.objects.get()
    assert (found.model_year, found.neighbours.count(), answer.status_code) == (2014, 10, 302)
    decided = analyst.get(looked.context["import"].get_absolute_url())
    assert "It holds no figures: it says which councils are alike." in main_of(decided)


# --- Columns of published files -----------------------------------------------------------------------


def tidy(*rows):
    return csv_of(TIDY, *rows)


def tidy_row(category="All", kind="Total", count="12", due="20", share="60", place=("880", "E06000027", "Torbay")):
    level = ("Local authority", "E92000001", "E12000009", *place)
    return ("2016", "December", *level, category, kind, count, due, share)


PUBLISHED = tidy(
    tidy_row(),
    tidy_row(category="Boys", count="7", due="9", share="77.8"),
    tidy_row(place=("839", "E06000058", '"Bournemouth, Christchurch and Poole"'), count="c", due="c", share="c"),
)


def test_a_published_file_says_first_which_columns_nobody_takes(analyst, visits):
    looked = send(analyst, PUBLISHED)

    assert looked.context["columns"] == {"taken": [], "free": ["visit_count", "due_count", "share"]}
    assert looked.context["sentence"] == (
        "No figure of this file is taken yet: say below which measures its columns hold."
    )
    assert looked.context["passed_over"] == "Three rows passed over: no measure takes them."
    assert looked.context["button"] == ""


def test_a_column_is_taken_for_a_measure_and_dropped_again(analyst, programme, visits):
    share = factories.IndicatorFactory(programme=programme, code="share", title="Share", percentage=True)
    url = send(analyst, PUBLISHED).context["import"].get_absolute_url()
    form = analyst.get(f"{url}columns/add/", {"column": "share"}).context["form"]

    typed = {"indicator": share.pk, "value_column": "share", "numerator_column": "visit_count",
             "denominator_column": "due_count", "filter_0": "All"}  # fmt: skip
    answer = analyst.post(f"{url}columns/add/", typed)
    looked = analyst.get(url)

    assert (form["value_column"].value(), [name for name in form.fields if "filter" in name]) == ("share", ["filter_0"])
    assert [label for _, label in form.fields["filter_0"].choices] == ["Anything", "All", "Boys"]
    assert (answer.url, told(answer)) == (
        url,
        ["Saved. The file is read by it from now on, and so is every later release."],
    )
    column = StatisticsColumn.objects.get()
    assert (column.only_rows, column.numerator_column) == ("category = All", "visit_count")
    assert (counts(looked), looked.context["columns"]["free"]) == ({"new": 2}, [])
    assert [row.get_cell("after") for row in looked.context["table"].rows] == [
        "60.0% (12 of 20)",
        "confidential (c) (c of c)",
    ]
    assert looked.context["passed_over"] == (
        "One row passed over: no measure takes them. "
        "Named here for the first time: Bournemouth, Christchurch and Poole."
    )

    dropped = analyst.post(f"{url}columns/{column.pk}/drop/")
    again = analyst.post(f"{url}columns/{column.pk}/drop/")

    assert (dropped.url, told(dropped)[-1], again.status_code) == (url, "Share takes no more figures from share.", 404)
    assert steps_taken() == ["indicator.column_taken", "indicator.column_dropped"]
    assert counts(analyst.get(url)) == {}


def test_an_answered_file_takes_no_column_any_more(analyst, visits):
    looked = send(analyst, csv_of(TIDY, tidy_row()))
    press(analyst, looked, "abandon")

    answer = analyst.get(f"{looked.context['import'].get_absolute_url()}columns/add/")

    assert (answer.status_code, answer.url) == (302, looked.context["import"].get_absolute_url())
    assert told(answer)[-1] == "figures.csv was answered already: read it again to take its columns."


def test_a_later_release_is_read_by_the_same_columns(analyst, visits):
    factories.StatisticsColumnFactory(indicator=visits, value_column="visit_count", only_rows="category = all")
    press(analyst, send(analyst, tidy(tidy_row())), "confirm")

    later = send(analyst, tidy(tidy_row(count="13")), status="revised")

    assert [(row.get_cell("before"), row.get_cell("after")) for row in later.context["table"].rows] == [("12", "13")]
    assert [str(column) for column in later.context["columns"]["taken"]] == ["visit_count for Visits"]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"indicator": ""}, {"indicator": ["Choose the measure"]}),
        ({"indicator": "999999"}, {"indicator": [
            "Select a valid choice. That choice is not one of the available choices."]}),
        ({"value_column": "la_name"}, {"value_column": [
            "Select a valid choice. la_name is not one of the available choices."]}),
        ({"filter_0": "Nobody"}, {"filter_0": [
            "Select a valid choice. Nobody is not one of the available choices."]}),
        ({}, {"__all__": ["This measure takes its figures from that column already."]}),
    ],
)  # fmt: skip
def test_a_column_that_cannot_be_taken_is_told(analyst, visits, left_alone, typed, errors):
    factories.StatisticsColumnFactory(indicator=visits, value_column="share")
    url = send(analyst, PUBLISHED).context["import"].get_absolute_url()
    right = {"indicator": visits.pk, "value_column": "share"}
    with left_alone():
        answer = analyst.post(f"{url}columns/add/", right | typed)

    assert answer.context["form"].errors == errors
    assert answer.context["form"]["value_column"].value() == (right | typed)["value_column"]


def test_a_retired_measure_is_not_offered_a_column(analyst, visits):
    url = send(analyst, PUBLISHED).context["import"].get_absolute_url()
    retire_indicator(indicator=visits, reason="Gone.", version=1, by=UserFactory())

    form = analyst.get(f"{url}columns/add/").context["form"]

    assert list(form.fields["indicator"].queryset) == []


# --- Templates and lists ------------------------------------------------------------------------------


def test_the_template_names_every_local_measure_and_is_read_back(analyst, programme, visits):
    published = factories.IndicatorFactory(programme=programme, code="published")
    factories.StatisticsColumnFactory(indicator=published)
    retired = factories.IndicatorFactory(programme=programme, code="retired")
    retire_indicator(indicator=retired, reason="Gone.", version=1, by=UserFactory())

    rows = csv_rows(analyst.get(f"{FILES}template.csv"))

    assert rows == [["Measure", "Period", "Numerator", "Denominator", "Value"], ["visits", "", "", "", ""]]
    filled = csv_of(rows[0], ("visits", "May 2016", "", "", "12"))
    assert counts(send(analyst, filled)) == {"new": 1}


@pytest.fixture
def files(programme, visits):
    """Three files, one of each state and kind."""
    decided = {"decided_on": TODAY, "programme": programme}
    by = UserFactory(name="Ann Alyst")
    confirmed = factories.StatisticsImportFactory(
        file_name="confirmed.csv", state="confirmed", publication="=Monthly", recorded_by=by, source="", **decided
    )
    factories.ObservationFactory(indicator=visits, statistics_import=confirmed)
    factories.StatisticsImportFactory(file_name="abandoned.csv", state="abandoned", layout="tidy", **decided)
    factories.StatisticsImportFactory(
        file_name="waits.csv", layout="neighbours", model_year=2014, programme=programme, recorded_on=TODAY
    )


def file_names(answer):
    return [row.record.file_name for row in answer.context["table"].rows]


FILTERS = [
    ({}, ["waits.csv", "abandoned.csv", "confirmed.csv"]),
    ({"q": "=monthly"}, ["confirmed.csv"]),
    ({"state": "abandoned"}, ["abandoned.csv"]),
    ({"layout": "neighbours"}, ["waits.csv"]),
    ({"sort": "file_name"}, ["abandoned.csv", "confirmed.csv", "waits.csv"]),
    ({"sort": "-figures"}, ["confirmed.csv"]),
    ({"on": "2017-02-27"}, ["abandoned.csv", "confirmed.csv"]),
]


def test_files_are_listed_newest_first_and_narrowed(analyst, files):
    found = [(query, file_names(analyst.get(FILES, query))) for query, _ in FILTERS]

    assert [(query, names[:1] if query == {"sort": "-figures"} else names) for query, names in found] == FILTERS
    tried = {name for query, _ in FILTERS for name in query} - {"on", "sort"}
    assert tried == set(analyst.get(FILES).context["filter"].filters)


def test_the_list_of_files_as_csv_holds_no_formula(analyst, files):
    rows = csv_rows(analyst.get("/torbay/statistics.csv", {"state": "confirmed"}))

    assert rows == [
        ["Read", "File", "Where it comes from", "Kind of file", "Figures saved", "State", "By", "SHA-256"],
        ["2016-06-01", "confirmed.csv", "'=Monthly", "Local figures", "1", "Confirmed", "Ann Alyst", "0" * 64],
    ]


def test_a_reader_is_told_of_files_and_not_who_brought_them_in(client, programme):
    ann = UserFactory(name="Ann Alyst")
    factories.StatisticsImportFactory(programme=programme, file_name="theirs.csv", recorded_by=ann, source="")
    factories.StatisticsImportFactory(programme=programme, file_name="published.csv", source="A release")
    client.force_login(member(programme, "reader"))

    answer, rows = client.get(FILES), csv_rows(client.get("/torbay/statistics.csv"))

    assert ("theirs.csv" in main_of(answer), "Ann Alyst" in main_of(answer)) == (True, False)
    assert [(row[1], row[6]) for row in rows[1:]] == [("published.csv", "A release"), ("theirs.csv", "")]


def test_an_earlier_day_does_not_know_the_answer_of_a_later_one(client, programme, visits):
    facts = {"programme": programme, "state": "confirmed", "decided_on": TODAY}
    read = factories.StatisticsImportFactory(**facts)
    factories.ObservationFactory(indicator=visits, statistics_import=read, recorded_on=TODAY)
    client.force_login(member(programme, "board_member"))

    found = {on: client.get(FILES, {"on": on}) for on in ("2017-02-27", "2017-02-28")}
    then = client.get(f"{FILES}{read.pk}/", {"on": "2017-02-27"})

    told = [(row.get_cell_value("state"), row.record.figures) for page in found.values()
            for row in page.context["table"].paginated_rows]  # fmt: skip
    assert told == [("Not confirmed", 0), ("Confirmed", 1)]
    assert (then.context["state"], list(then.context["figures"])) == ("previewed", [])
    assert "28 February" not in main_of(then)


def test_no_file_is_said(analyst, programme):
    assert "No file matches." in main_of(analyst.get(FILES))


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_files_query_count(analyst, programme, visits, django_assert_num_queries, count):
    for _ in range(count):
        found = factories.StatisticsImportFactory(programme=programme, recorded_by=UserFactory(), source="")
        factories.ObservationFactory(indicator=visits, statistics_import=found)
    analyst.get(FILES)

    with django_assert_num_queries(5):
        answer = analyst.get(FILES)

    assert len(file_names(answer)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_takes_the_same_queries_whatever_its_length(
    analyst, programme, visits, django_assert_num_queries, count
):
    factories.StatisticsColumnFactory(indicator=visits, value_column="visit_count", only_rows="category = all")
    url = send(analyst, tidy(*[tidy_row(category=f"{'All' if n < count else n}", kind=str(n)) for n in range(3)]))
    url = url.context["import"].get_absolute_url()
    analyst.get(url)

    with django_assert_num_queries(9):
        answer = analyst.get(url)

    assert len(answer.context["table"].rows) == count
