"""The command that brings a file of figures in: as the page does, all of it or nothing."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from improvement.models import NeighbourSet, Observation, StatisticsImport
from tests.factories.accounts import UserFactory
from tests.factories.files import csv_of
from tests.factories.improvement import AuthorityFactory, IndicatorFactory, ObservationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

MAY_2016 = datetime.date(2016, 5, 31)
HEADINGS = ("Measure", "Period", "Value")


@pytest.fixture
def visits():
    torbay = AuthorityFactory(name="Torbay", ons_code="E06000027", dfe_code="880")
    programme = ProgrammeFactory(slug="torbay", supported=torbay)
    return IndicatorFactory(programme=programme, percentage=True, code="visits-in-time")


@pytest.fixture
def bring_in(tmp_path):
    """Run the command on a file of some rows: (what it said, what it complained of)."""

    def run(*rows, name="figures.csv", **options):
        path = tmp_path / name
        path.write_bytes(csv_of(*rows))
        said, complained = StringIO(), StringIO()
        facts = {"publication": "Case system", "stdout": said, "stderr": complained} | options
        try:
            call_command("import_statistics", facts.pop("programme", "torbay"), str(path), **facts)
        finally:
            run.complained = complained.getvalue()
        return said.getvalue()

    return run


def test_a_file_is_brought_in_and_said_by_its_publication(bring_in, visits):
    ObservationFactory(indicator=visits, period_end=MAY_2016, value=70)

    said = bring_in(
        HEADINGS,
        ("visits-in-time", "May 2016", 80),
        ("visits-in-time", "June 2016", 81),
        published_on=datetime.date(2016, 11, 3),
        status="provisional",
    )

    assert said == ("1 new and 1 restated. Nothing is saved until you say so.\n2 figures saved from figures.csv.\n")
    found = StatisticsImport.objects.get()
    assert (found.state, found.status, found.published_on) == (
        "confirmed",
        "provisional",
        datetime.date(2016, 11, 3),
    )
    rows = Observation.objects.filter(statistics_import=found).order_by("line")
    assert [(row.value, row.said_by, row.status) for row in rows] == [
        (80, "Case system", "provisional"),
        (81, "Case system", "provisional"),
    ]


def test_a_file_is_brought_in_by_somebody(bring_in, visits):
    person = UserFactory(email="analyst@council.example")

    bring_in(HEADINGS, ("visits-in-time", "May 2016", 80), by="Analyst@council.example")

    assert (Observation.objects.get().recorded_by, StatisticsImport.objects.get().recorded_by) == (person, person)


def test_a_day_and_a_year_are_read_from_the_command_line(visits, tmp_path):
    numbers = ("921", "879", "807", "372", "882", "894", "359", "839", "812", "926")
    path = tmp_path / "neighbours.csv"
    path.write_bytes(csv_of(("LA number", *(f"SN{rank}" for rank in range(1, 11))), ("880", *numbers)))

    call_command(
        "import_statistics",
        "torbay",
        str(path),
        "--publication=NFER",
        "--published-on=2014-10-29",
        "--model-year=2014",
        stdout=StringIO(),
    )

    assert NeighbourSet.objects.get().model_year == 2014
    assert StatisticsImport.objects.get().published_on == datetime.date(2014, 10, 29)


def test_a_preview_saves_nothing(bring_in, visits, left_alone):
    with left_alone():
        said = bring_in(HEADINGS, ("visits-in-time", "May 2016", 80), preview=True)

    assert said == "1 new. Nothing is saved until you say so.\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("visits-in-time", "May 2016", 80)], "1 unchanged. There is nothing new to save.\n"),
        (
            [("visits-in-time", "March 2017", 80)],
            "1 for a time that is not over yet. There is nothing new to save.\n",
        ),
    ],
)
def test_a_file_with_nothing_new_is_let_go(bring_in, visits, left_alone, rows, said):
    ObservationFactory(indicator=visits, period_end=MAY_2016, value=80)

    with left_alone():
        assert bring_in(HEADINGS, *rows) == said


@pytest.mark.parametrize("preview", [False, True])
def test_refused_figures_are_told_by_line_and_nothing_is_saved(bring_in, visits, left_alone, preview):
    rows = [("visits-in-time", "May 2016", 80), ("visits-in-time", "June 2016", 103), ("other", "May 2016", 1)]

    with left_alone(), pytest.raises(CommandError, match=r"^Nothing was saved\.$"):
        bring_in(HEADINGS, *rows, preview=preview)

    assert bring_in.complained == (
        "Line 3: 103% is above 100%.\nLine 4: No measure in use is called “other”: write its code or its title.\n"
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"programme": "elsewhere"}, "There is no programme elsewhere: load it first."),
        ({"by": "nobody@council.example"}, "Nobody has the address nobody@council.example."),
        ({"publication": ""}, "This field cannot be blank. Record who said so, or the document it comes from."),
        (
            {"published_on": datetime.date(2017, 3, 1)},
            "This day is in the future. Choose today or an earlier day.",
        ),
    ],
)
def test_what_cannot_be_brought_in_is_told(bring_in, visits, left_alone, options, told):
    with left_alone(), pytest.raises(CommandError) as refused:
        bring_in(HEADINGS, ("visits-in-time", "May 2016", 80), **options)

    assert str(refused.value) == told


def test_a_file_that_is_not_there_is_told(visits, tmp_path):
    path = tmp_path / "missing.csv"

    with pytest.raises(CommandError) as refused:
        call_command("import_statistics", "torbay", str(path), publication="Case system")

    assert str(refused.value) == f"{path} cannot be read: No such file or directory."


def test_a_list_of_children_is_told_and_nothing_of_it_kept(bring_in, visits, left_alone):
    with left_alone(), pytest.raises(CommandError) as refused:
        bring_in((*HEADINGS, "Surname"), ("visits-in-time", "May 2016", 80, "x"))

    assert str(refused.value) == (
        "The column “surname” is about single children, so nothing of this file is kept. "
        "Send counts only, never a list of children."
    )
