"""Figures from a file: kept for a look, saved all at once, or let go; and nothing half-saved."""

import datetime
import hashlib
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from improvement.actions.indicators import drop_column, retire_indicator, take_column
from improvement.actions.statistics import abandon_statistics, confirm_statistics, read_statistics
from improvement.models import Authority, Neighbour, NeighbourSet, Observation, StatisticsImport
from improvement.statistics_files import register
from improvement.statistics_files.fates import Fate, judged
from improvement.statistics_files.reading import BOUNDS
from tests.factories.accounts import UserFactory, member
from tests.factories.files import csv_of, ods_of, upload, xlsx_of
from tests.factories.improvement import (
    AuthorityFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgrammeChangeFactory,
    ProgrammeFactory,
    StatisticsColumnFactory,
    StatisticsImportFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
MAY_2016 = datetime.date(2016, 5, 31)
HEADINGS = ("Measure", "Period", "Numerator", "Denominator", "Value")
GOOD = ("visits-in-time", "May 2016", 4, 5, 80)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def programme():
    torbay = AuthorityFactory(name="Torbay", ons_code="E06000027", dfe_code="880", region_code="E12000009")
    return ProgrammeFactory(supported=torbay)


@pytest.fixture
def visits(programme):
    return IndicatorFactory(programme=programme, percentage=True, code="visits-in-time", title="Visits in time")


@pytest.fixture
def facts(programme, by):
    return {"programme": programme, "publication": "Case system, 1 June 2016", "status": "final", "by": by}


@pytest.fixture
def read(facts):
    def read(*rows, content=None, name="figures.csv", **changed):
        content = csv_of(*rows) if content is None else content
        return read_statistics(file=ContentFile(content, name=name), **(facts | changed))

    return read


def confirm(found, by, seen=None):
    seen = judged(found, TODAY).digest if seen is None else seen
    return confirm_statistics(statistics_import=found, seen=seen, by=by)


def test_reading_keeps_a_file_for_a_look_and_saves_no_figure(read, programme, visits, by, events):
    content = csv_of(HEADINGS, GOOD)

    found = read(content=content, published_on=TODAY, status="provisional")

    found.refresh_from_db()
    assert (found.programme, found.layout, found.file_name, found.status) == (
        programme,
        "local",
        "figures.csv",
        "provisional",
    )
    assert found.rows == {
        "headings": ["measure", "period", "numerator", "denominator", "value"],
        "rows": [[2, "visits-in-time", "May 2016", "4", "5", "80"]],
    }
    assert (found.sha256, found.publication) == (hashlib.sha256(content).hexdigest(), "Case system, 1 June 2016")
    assert (found.published_on, found.model_year, found.state, found.is_open) == (TODAY, None, "previewed", True)
    assert (found.recorded_on, found.recorded_by, found.source) == (TODAY, by, "")
    assert (Observation.objects.count(), events()) == (0, [])


def test_a_file_that_nobody_brings_in_is_said_by_its_publication(read):
    found = read(HEADINGS, GOOD, by=None)

    assert (found.recorded_by, found.source, found.said_by) == (
        None,
        "Case system, 1 June 2016",
        "Case system, 1 June 2016",
    )


def test_confirming_saves_every_new_and_restated_figure(read, programme, visits, by, events):
    held = ObservationFactory(indicator=visits, period_end=MAY_2016, value=70)
    same = ObservationFactory(indicator=visits, period_end=datetime.date(2016, 4, 30), value=60)
    found = read(
        HEADINGS,
        ("visits-in-time", "April 2016", "", "", 60),
        GOOD,
        ("visits-in-time", "June 2016", 1, 8, ""),
        ("visits-in-time", "July 2016", "", "", "c"),
        ("visits-in-time", "March 2017", "", "", 1),
        published_on=TODAY,
        status="revised",
    )

    saved = confirm(found, by)

    rows = Observation.objects.exclude(pk__in=[held.pk, same.pk]).order_by("period_end")
    assert saved == 3
    assert list(rows.values_list("line", "value", "missing", "numerator", "denominator")) == [
        (3, Decimal(80), "", 4, 5),
        (4, Decimal("12.5"), "", 1, 8),
        (5, None, "c", None, None),
    ]
    assert set(rows.values_list("indicator", "authority", "programme", "statistics_import", "recorded_by")) == {
        (visits.pk, programme.supported_id, programme.pk, found.pk, by.pk)
    }
    assert set(rows.values_list("status", "published_on", "recorded_on", "source")) == {("revised", TODAY, TODAY, "")}
    found.refresh_from_db()
    assert (found.state, found.decided_on) == ("confirmed", TODAY)
    after = {"file": "figures.csv", "sha256": found.sha256, "new": 2, "restated": 1}
    assert events() == [("statistics.imported", {}, after, "")]


def test_a_figure_that_nobody_brings_in_is_said_by_its_publication(read, visits):
    found = read(HEADINGS, GOOD, by=None)

    confirm(found, None)

    assert Observation.objects.get().said_by == "Case system, 1 June 2016"


@pytest.mark.parametrize("write", [xlsx_of, ods_of], ids=["xlsx", "ods"])
def test_a_spreadsheet_is_brought_in_like_a_csv(read, visits, by, write):
    found = read(content=write(HEADINGS, GOOD), name="figures.xlsx")

    assert (confirm(found, by), Observation.objects.get().value) == (1, 80)


TIDY = ("time_period", "time_identifier", "geographic_level", "country_code", "region_code", "old_la_code")
TIDY = (*TIDY, "new_la_code", "la_name", "percent")


def test_confirming_saves_the_councils_named_for_the_first_time_once(read, visits, by):
    visits.frequency = "reporting_year"
    visits.save()
    StatisticsColumnFactory(indicator=visits, value_column="percent")
    plymouth = ("Reporting year", "Local authority", "E92000001", "E12000009", "879", "E06000026", "Plymouth")
    found = read(
        TIDY,
        ("2015", *plymouth, 30),
        ("2016", *plymouth, 31),
        ("2016", "Reporting year", "Regional", "E92000001", "E12000009", "", "", "", 32),
        # Over in a month only: its figure is not saved, nor is the council.
        ("2017", "Reporting year", "Local authority", "E92000001", "E12000009", "908", "E06000052", "Cornwall", 3),
    )

    saved = confirm(found, by)

    new = Authority.objects.filter(ons_code__in=["E06000026", "E12000009", "E06000052"]).order_by("pk")
    assert (saved, list(new.values_list("name", "ons_code", "dfe_code", "level", "region_code"))) == (
        3,
        [
            ("Plymouth", "E06000026", "879", "authority", "E12000009"),
            ("South West", "E12000009", "", "regional", ""),
        ],
    )
    assert list(Observation.objects.order_by("pk").values_list("authority__name", "value")) == [
        ("Plymouth", 30),
        ("Plymouth", 31),
        ("South West", 32),
    ]


def test_a_council_saved_by_another_programme_meanwhile_is_not_saved_twice(read, visits, by, monkeypatch):
    content = csv_of((*HEADINGS, "Council"), (*GOOD, "Plymouth"))
    found = read(content=content)
    known = register.AuthoritiesNamed.named

    def named(self, text):
        authority = known(self, text)
        AuthorityFactory(name="Plymouth", ons_code="E06000026", dfe_code="879")
        return authority

    seen = judged(found, TODAY).digest
    monkeypatch.setattr(register.AuthoritiesNamed, "named", named)

    saved = confirm(found, by, seen)

    assert (saved, Observation.objects.get().authority) == (1, Authority.objects.get(dfe_code="879"))


NUMBERS = ("921", "879", "807", "372", "882", "894", "359", "839", "812", "926")
MODEL = (
    ("LA number", *(word for rank in range(1, 11) for word in (f"SN{rank}", "SNP"))),
    ("880", *(word for number in NUMBERS for word in (number, "Close"))),
)


def test_confirming_a_model_saves_sets_neighbours_and_councils(read, programme, by, events):
    found = read(*MODEL, name="Neighbours_2014.csv")

    saved = confirm(found, by)

    one = NeighbourSet.objects.get()
    assert (saved, found.model_year, found.layout) == (1, 2014, "neighbours")
    assert (one.authority, one.model_year, one.statistics_import, one.recorded_by) == (
        programme.supported,
        2014,
        found,
        by,
    )
    assert list(one.neighbours.values_list("rank", "authority__dfe_code", "closeness")) == [
        (rank, number, "Close") for rank, number in enumerate(NUMBERS, start=1)
    ]
    assert [action for action, *_ in events()] == ["statistics.imported"]
    assert judged(read(*MODEL, model_year=2014), TODAY).counts[Fate.UNCHANGED] == 1


def test_the_year_of_a_model_is_what_is_written_before_what_its_name_says(read, programme):
    assert [read(*MODEL, name="sn-2014.csv", model_year=2013).model_year, read(*MODEL, name="2015.csv").model_year] == [
        2013,
        2015,
    ]


def test_the_year_of_a_model_is_of_no_other_file(read, visits):
    assert read(HEADINGS, GOOD, name="figures-2014.csv", model_year=2014).model_year is None


def refuse(refused, facts, content=None, name="figures.csv", **changed):
    content = csv_of(HEADINGS, GOOD) if content is None else content
    return refused(read_statistics, file=ContentFile(content, name=name), **(facts | changed))


def test_a_model_of_no_year_is_refused(refused, facts):
    sentence = "Write the year of this model of neighbours, like 2021."

    assert refuse(refused, facts, csv_of(*MODEL), name="neighbours-120144.csv") == {"model_year": [sentence]}


def test_a_model_of_an_impossible_year_is_refused(refused, facts):
    assert refuse(refused, facts, csv_of(*MODEL), model_year=1999) == {
        "__all__": ["Write the year of the model of neighbours, like 2021."]
    }


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"publication": ""}, {"publication": ["This field cannot be blank."]}),
        (
            {"publication": "Of NHS 943 476 5919"},
            {"publication": ["This looks like an NHS number. Take it out: nothing here may identify a child."]},
        ),
        ({"status": "draft"}, {"status": ["Value 'draft' is not a valid choice."]}),
        (
            {"published_on": datetime.date(2017, 3, 1)},
            {"published_on": ["This day is in the future. Choose today or an earlier day."]},
        ),
        (
            {"name": "born 3.4.2009.csv"},
            {"file": ["This looks like a date of birth. Take it out: nothing here may identify a child."]},
        ),
        ({"content": b" "}, {"file": ["This file is empty."]}),
        (
            {"content": csv_of(HEADINGS, GOOD, encoding="utf-16")},
            {"file": ["This file is written in UTF-16. Save it as CSV in UTF-8, or as XLSX or ODS."]},
        ),
        (
            {"content": csv_of(("UPN", *HEADINGS), ("", *GOOD))},
            {
                "file": [
                    "The column “upn” is about single children, so nothing of this file is kept. "
                    "Send counts only, never a list of children."
                ]
            },
        ),
        (
            {"content": csv_of(HEADINGS, GOOD, ("9434765919", "May 2016", 1, 1, 1))},
            {
                "file": [
                    "Line 3: This looks like an NHS number. Take it out: nothing here may identify a child. "
                    "Nothing of this file is kept: send counts only."
                ]
            },
        ),
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_file_that_breaks_a_rule_is_refused_and_nothing_of_it_kept(refused, facts, changed, errors):
    assert refuse(refused, facts, **changed) == errors


def test_a_file_over_the_size_limit_is_refused(refused, facts):
    sentence = f"This file is larger than {BOUNDS.max_bytes // 1024**2} MB. Divide it."

    assert refuse(refused, facts, b"x" * (BOUNDS.max_bytes + 100)) == {"file": [sentence]}


def test_a_closed_programme_takes_no_file(refused, facts, read, visits, by):
    found = read(HEADINGS, GOOD)
    seen = judged(found, TODAY).digest
    ProgrammeChangeFactory(programme=found.programme, state="closed", recorded_on=TODAY)
    sentence = ["The programme is closed. Ask the director to open it again first."]

    assert refuse(refused, facts) == {"__all__": sentence}
    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == {"__all__": sentence}


CHANGED = {"__all__": ["Something was recorded or changed since you looked. Nothing is saved: look again."]}


def test_a_preview_that_no_longer_holds_is_refused(refused, read, visits, by):
    found = read(HEADINGS, GOOD)
    seen = judged(found, TODAY).digest
    ObservationFactory(indicator=visits, period_end=MAY_2016, value=70)

    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == CHANGED
    assert refused(confirm_statistics, statistics_import=found, seen="", by=by) == CHANGED


def test_a_preview_read_by_another_column_is_refused(refused, read, visits, by):
    visits.frequency = "reporting_year"
    visits.save()
    facts = {"programme": visits.programme, "indicator": visits, "by": by}
    column = take_column(value_column="percent", **facts)
    torbay = ("2016", "Reporting year", "Local authority", "E92000001", "E12000009", "880", "E06000027", "Torbay")
    found = read((*TIDY, "other_percent"), (*torbay, 30, 40))
    seen = judged(found, TODAY).digest
    drop_column(column=column, by=by)
    take_column(value_column="other_percent", **facts)

    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == CHANGED


def test_a_preview_of_a_measure_retired_since_is_refused(refused, read, visits, by):
    found = read(HEADINGS, GOOD)
    seen = judged(found, TODAY).digest
    retire_indicator(indicator=visits, reason="No longer counted.", version=1, by=by)

    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == CHANGED


def test_one_refused_figure_refuses_the_file(refused, read, visits, by):
    found = read(HEADINGS, GOOD, ("visits-in-time", "June 2016", 4, 5, "103"))
    seen = judged(found, TODAY).digest

    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == {
        "__all__": ["Some figures are refused. Mend the file and read it again: nothing is half saved."]
    }


@pytest.mark.parametrize("row", [GOOD, ("visits-in-time", "March 2017", "", "", 80)], ids=["unchanged", "future"])
def test_a_file_with_nothing_new_is_refused(refused, read, visits, by, row):
    ObservationFactory(indicator=visits, period_end=MAY_2016, value=80, numerator=4, denominator=5)
    found = read(HEADINGS, row)
    seen = judged(found, TODAY).digest

    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == {
        "__all__": ["There is nothing new to save."]
    }


def test_confirming_twice_saves_once(refused, read, visits, by):
    found = read(HEADINGS, GOOD)
    seen = judged(found, TODAY).digest
    confirm(found, by, seen)

    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == {
        "__all__": ["This import was confirmed already."]
    }


def test_an_import_is_let_go_and_cannot_be_confirmed_then(refused, read, visits, by, events):
    found = read(HEADINGS, GOOD)
    seen = judged(found, TODAY).digest

    abandon_statistics(statistics_import=found, by=by)

    found.refresh_from_db()
    assert (found.state, found.decided_on, Observation.objects.count(), events()) == ("abandoned", TODAY, 0, [])
    assert found.rows == {}
    for action, more in ((confirm_statistics, {"seen": seen}), (abandon_statistics, {})):
        assert refused(action, statistics_import=found, by=by, **more) == {
            "__all__": ["This import was abandoned already."]
        }


@pytest.mark.parametrize("address", ["confirm/", "abandon/"])
def test_another_programmes_import_is_not_found(client, read, visits, address):
    found, other = read(HEADINGS, GOOD), ProgrammeFactory()
    url = f"{found.get_absolute_url()}{address}"
    client.force_login(member(other, "analyst"))
    own = client.get(f"/{other.slug}/statistics/")

    statuses = [
        client.post(address, {"seen": judged(found, TODAY).digest}).status_code
        for address in (url, url.replace(found.programme.slug, other.slug))
    ]

    found.refresh_from_db()
    assert (statuses, own.status_code) == ([404, 404], 200)
    assert (found.state, Observation.objects.count()) == ("previewed", 0)


def test_a_file_of_one_programme_means_no_measure_of_another(read, visits, by, refused):
    found = read(HEADINGS, GOOD, programme=ProgrammeFactory())
    seen = judged(found, TODAY).digest

    assert [figure.why for figure in judged(found, TODAY).figures] == [
        "No measure in use is called “visits-in-time”: write its code or its title."
    ]
    assert refused(confirm_statistics, statistics_import=found, seen=seen, by=by) == {
        "__all__": ["Some figures are refused. Mend the file and read it again: nothing is half saved."]
    }


def test_the_same_file_is_known_again(read, visits, by):
    first = read(HEADINGS, GOOD)
    confirm(first, by)
    read(HEADINGS, GOOD)
    elsewhere = StatisticsImportFactory(sha256=first.sha256)

    again = read(HEADINGS, GOOD)

    assert (again.same_file_before(), elsewhere.same_file_before()) == (first, None)


def test_the_name_of_a_file_is_made_safe(facts):
    found = read_statistics(file=upload("../a/figures.csv", csv_of(HEADINGS, GOOD)), **facts)

    assert (found.file_name, StatisticsImport.objects.get()) == ("figures.csv", found)


@pytest.mark.parametrize("rows", [1, 3])
def test_confirming_takes_the_same_queries_however_many_rows(read, visits, by, django_assert_num_queries, rows):
    found = read(HEADINGS, *(("visits-in-time", f"2016-{month:02}", 4, 5, 80) for month in range(1, rows + 1)))
    seen = judged(found, TODAY).digest

    with django_assert_num_queries(15):
        saved = confirm(found, by, seen)

    assert (saved, Neighbour.objects.count()) == (rows, 0)
