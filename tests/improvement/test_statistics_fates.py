"""What becomes of each figure of a file: published statistics, local figures, models of neighbours."""

import datetime
from decimal import Decimal

import pytest

from improvement.models import Authority, Neighbour, NeighbourSet, Observation
from improvement.statistics_files.fates import Fate, judged
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    AuthorityFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourSetFactory,
    ObservationFactory,
    ProgrammeFactory,
    StatisticsColumnFactory,
    StatisticsImportFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2017, 2, 28)
MARCH_2016 = datetime.date(2016, 3, 31)
MAY_2016 = datetime.date(2016, 5, 31)

PLACE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "region_code",
    "old_la_code",
    "new_la_code",
    "la_name",
)
TORBAY = ("2016", "Reporting year", "Local authority", "E92000001", "E12000009", "880", "E06000027", "Torbay")
SOUTH_WEST = ("2016", "Reporting year", "Regional", "E92000001", "E12000009", "", "", "")
ENGLAND = ("2016", "Reporting year", "National", "E92000001", "", "", "", "")
FIGURES = ("starts", "again", "again_percent")


@pytest.fixture
def torbay():
    return AuthorityFactory(name="Torbay", ons_code="E06000027", dfe_code="880", region_code="E12000009")


@pytest.fixture
def programme(torbay):
    return ProgrammeFactory(supported=torbay)


@pytest.fixture
def second_plans(programme):
    return IndicatorFactory(
        programme=programme,
        percentage=True,
        code="second-plans",
        title="Second plans",
        polarity="none",
        frequency="reporting_year",
    )


@pytest.fixture
def column(second_plans):
    return StatisticsColumnFactory(
        indicator=second_plans,
        value_column="again_percent",
        numerator_column="again",
        denominator_column="starts",
    )


def import_of(programme, layout, headings, *rows, first=2, **facts):
    kept = [[line, *map(str, row)] for line, row in enumerate(rows, start=first)]
    return StatisticsImportFactory(
        programme=programme,
        layout=layout,
        rows={"headings": list(headings), "rows": kept},
        recorded_on=TODAY,
        **facts,
    )


@pytest.fixture
def tidy(programme):
    """Judge some rows of published statistics, a row for each place and period."""

    def judge(*rows, headings=(*PLACE, *FIGURES), **facts):
        return judged(import_of(programme, "tidy", headings, *rows, **facts), TODAY)

    return judge


@pytest.fixture
def local(programme):
    def judge(headings, *rows):
        return judged(import_of(programme, "local", headings, *rows), TODAY)

    return judge


def fates(judgement):
    return [(figure.line, str(figure.fate), figure.why) for figure in judgement.figures]


def with_facts(row, **facts):
    return tuple(facts.get(name, text) for name, text in zip(PLACE, row, strict=True))


def test_a_published_figure_is_new_and_nothing_is_saved(tidy, programme, second_plans, torbay, column):
    judgement = tidy((*TORBAY, 268, 62, "23.1"), status="provisional", published_on=MAY_2016)

    (figure,) = judgement.figures
    found = figure.record
    assert (figure.line, figure.fate, figure.before) == (2, Fate.NEW, None)
    assert (found.programme, found.indicator, found.authority) == (programme, second_plans, torbay)
    assert (found.period_end, found.value, found.numerator, found.denominator) == (
        MARCH_2016,
        Decimal("23.1"),
        62,
        268,
    )
    assert (found.missing, found.numerator_missing, found.denominator_missing) == ("", "", "")
    assert (found.status, found.published_on, found.line, found.recorded_on) == ("provisional", MAY_2016, 2, TODAY)
    assert (judgement.passed_over, judgement.new_authorities, Observation.objects.count()) == (0, (), 0)


def test_a_published_symbol_stands_for_its_figure(tidy, column):
    (figure,) = tidy((*TORBAY, "x", "C", "c")).figures

    found = figure.record
    assert (found.value, found.missing) == (None, "c")
    assert (found.numerator, found.numerator_missing, found.denominator_missing) == (None, "c", "x")


def test_regions_and_countries_of_the_register_are_named_for_the_first_time(tidy, column):
    judgement = tidy((*SOUTH_WEST, 100, 20, 20), (*ENGLAND, 1000, 100, 10), (*TORBAY, 268, 62, "23.1"))

    assert [str(figure.record.authority) for figure in judgement.figures] == ["South West", "England", "Torbay"]
    assert [(str(new), new.level, new.pk) for new in judgement.new_authorities] == [
        ("South West", "regional", None),
        ("England", "national", None),
    ]
    assert Authority.objects.filter(level="regional").count() == 0


def test_rows_and_figures_that_no_measure_takes_are_passed_over(tidy, second_plans):
    StatisticsColumnFactory(
        indicator=second_plans, value_column="again_percent", only_rows="Category = Plans\n\nla_name = Torbay"
    )
    StatisticsColumnFactory(indicator=second_plans, value_column="of_another_file")
    StatisticsColumnFactory(indicator=second_plans, value_column="starts", only_rows="of_another_file = x")
    headings = (*PLACE, *FIGURES, "category")

    judgement = tidy(
        (*TORBAY, 268, 62, "23.1", "PLANS"),
        (*TORBAY, 268, 62, "23.1", "Children in need"),
        (*with_facts(TORBAY, geographic_level="Ward"), 1, 1, 100, "plans"),
        (*with_facts(TORBAY, time_period="2015"), 1, 1, "", "plans"),
        headings=headings,
    )

    assert (fates(judgement), judgement.passed_over) == ([(2, "new", "")], 3)


def test_a_retired_measure_takes_no_more_figures(tidy, second_plans, column):
    second_plans.retired_on, second_plans.retired_by = TODAY, UserFactory()
    second_plans.save()

    judgement = tidy((*TORBAY, 268, 62, "23.1"))

    assert (judgement.figures, judgement.passed_over) == ((), 1)


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ((268, 62, "103"), "103% is above 100%."),
        ((61, 62, "99"), "The numerator 62 is above its denominator 61."),
        ((268, 62, "23.1%"), "The figure “23.1%” has a percentage sign: write 23.1 alone."),
        (("1,268", 62, "23.1"), "The denominator “1,268” has a comma: write 1268."),
        ((268, "=62", "23.1"), "The numerator “=62” is a formula: write the number it comes to."),
        ((268, 62, "-1"), "The figure -1 is below 0."),
        ((268, 62, "n"), "The figure “n” is neither a number nor one of the symbols c, x, z, u, k and low."),
        ((268, "62c", "c"), "The numerator “62c” is neither a number nor one of the symbols c, x, z, u, k and low."),
    ],
)
def test_a_bad_published_figure_is_refused_with_its_line_and_its_measure(tidy, column, figures, why):
    judgement = tidy((*ENGLAND, 10, 1, 10), (*TORBAY, *figures))

    assert fates(judgement) == [(2, "new", ""), (3, "refused", f"Second plans: {why}")]
    assert (judgement.counts[Fate.REFUSED], len(judgement.saved)) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (
            {"time_period": "201516", "time_identifier": "Academic year"},
            "Second plans: “201516 Academic year” is another kind of period than the measure’s: "
            "reporting year, to 31 march.",
        ),
        (
            {"time_period": "c"},
            "Second plans: “c” is not a year to 31 March, like 2016, 2015/16 or year ending 31 March 2016.",
        ),
        (
            {"new_la_code": "E06999999"},
            "No authority, region or country is known by E06999999, 880, Torbay, E12000009: check its codes.",
        ),
        (
            {"old_la_code": "850"},
            "No authority, region or country is known by E06000027, 850, Torbay, E12000009: check its codes.",
        ),
        (
            {"old_la_code": "", "new_la_code": "E12000009"},
            "No authority, region or country is known by E12000009, Torbay, E12000009: check its codes.",
        ),
        (
            {"old_la_code": "", "new_la_code": "", "la_name": "", "region_code": ""},
            "No authority, region or country is known by no code: check its codes.",
        ),
    ],
)
def test_a_published_row_of_another_kind_of_year_or_of_nobody_is_refused(tidy, column, facts, why):
    assert fates(tidy((*with_facts(TORBAY, **facts), 268, 62, "23.1"))) == [(2, "refused", why)]


def test_a_row_without_its_code_column_is_of_nobody(tidy, column):
    headings = ("time_period", "time_identifier", "geographic_level", "again_percent")

    judgement = tidy(("2016", "Reporting year", "National", 10), headings=headings)

    assert fates(judgement) == [(2, "refused", "No authority, region or country is known by no code: check its codes.")]


def test_two_rows_for_one_cell_are_refused(tidy, column):
    judgement = tidy((*TORBAY, 268, 62, "23.1"), (*ENGLAND, 10, 1, 10), (*TORBAY, 268, 62, "23.1"))

    assert fates(judgement) == [(2, "new", ""), (3, "new", ""), (4, "refused", "Line 2 gives this figure already.")]


def test_a_period_that_is_not_over_is_left_for_later(tidy, column):
    judgement = tidy((*with_facts(TORBAY, time_period="2017"), 268, 62, "23.1"))

    assert (fates(judgement), judgement.saved) == ([(2, "later", "This period is not over yet.")], [])


def test_a_figure_is_unchanged_or_restated_against_the_newest_one_held(tidy, second_plans, column):
    facts = {"indicator": second_plans, "period_end": MARCH_2016, "numerator": 62}
    ObservationFactory(**facts, value=40)
    newest = ObservationFactory(**facts, value=Decimal("23.1"), denominator=268, recorded_on=TODAY)
    ObservationFactory(**facts, value=50)

    (same,) = tidy((*TORBAY, 268, 62, "23.1")).figures
    (without_parts,) = tidy((*TORBAY, "", "", "23.1")).figures
    (another,) = tidy((*TORBAY, 268, 62, "23.2")).figures
    (other_parts,) = tidy((*TORBAY, 268, 61, "23.1")).figures
    (symbol,) = tidy((*TORBAY, 268, 62, "c")).figures
    (part_symbol,) = tidy((*TORBAY, 268, "c", "23.1")).figures

    figures = [same, without_parts, another, other_parts, symbol, part_symbol]
    assert [str(figure.fate) for figure in figures] == ["unchanged", "unchanged", *["restated"] * 4]
    assert {figure.before for figure in figures} == {newest}


@pytest.mark.parametrize("held", ["E10000027", "E06000066"])
@pytest.mark.parametrize("named", ["E10000027", "E06000066"])
def test_a_council_is_known_by_its_number_under_its_older_and_its_newer_code(tidy, column, held, named):
    somerset = AuthorityFactory(name="Somerset", ons_code=held, dfe_code="933", region_code="E12000009")

    judgement = tidy((*with_facts(TORBAY, old_la_code="933", new_la_code=named), 268, 62, "23.1"))

    assert [figure.record.authority for figure in judgement.figures] == [somerset]
    assert judgement.new_authorities == ()


def test_a_council_that_was_recoded_is_new_under_its_newest_code(tidy, column):
    judgement = tidy((*with_facts(TORBAY, old_la_code="933", new_la_code="E10000027"), 268, 62, "23.1"))

    assert [(new.name, new.ons_code) for new in judgement.new_authorities] == [("Somerset", "E06000066")]


def test_a_council_recorded_here_as_no_register_has_it_is_known_by_both_its_codes(tidy, column):
    sample = AuthorityFactory(name="Sampleshire", ons_code="E99000001", dfe_code="991")

    judgement = tidy(
        (*with_facts(TORBAY, old_la_code="991", new_la_code="E99000001", la_name="Sampleshire"), 268, 62, "23.1"),
        (*with_facts(TORBAY, old_la_code="991", new_la_code="E99000002", la_name="Sampleshire"), 268, 62, "23.1"),
    )

    assert [figure.record and figure.record.authority for figure in judgement.figures] == [sample, None]


def test_a_new_council_is_named_once_however_many_rows_name_it(tidy, column):
    plymouth = {"old_la_code": "879", "new_la_code": "E06000026", "la_name": "Plymouth"}

    judgement = tidy(
        (*with_facts(TORBAY, **plymouth), 268, 62, "23.1"),
        (*with_facts(TORBAY, **plymouth, time_period="2015"), 268, 62, "23.1"),
        (*with_facts(TORBAY, **(plymouth | {"new_la_code": ""}), time_period="2014"), 268, 62, "23.1"),
    )

    assert [new.name for new in judgement.new_authorities] == ["Plymouth"]
    assert len({id(figure.record.authority) for figure in judgement.figures}) == 1


LONG = ("measure", "period", "numerator", "denominator", "value", "council")


@pytest.fixture
def visits(programme):
    return IndicatorFactory(programme=programme, percentage=True, code="visits-in-time", title="Visits in time")


def test_a_local_figure_is_of_the_programmes_council_unless_it_names_another(local, visits, torbay):
    hampshire = AuthorityFactory(name="Hampshire", ons_code="E10000014", dfe_code="850")

    judgement = local(
        LONG,
        ("visits-in-time", "May 2016", "", "", "80", ""),
        ("VISITS IN TIME", "2016-06", 3, 4, "75", "hampshire"),
        ("visits-in-time", "07/2016", "", "", "c", "850"),
        ("visits-in-time", "Aug-16", "", "", "70", "e10000014"),
        ("visits-in-time", "May 2016", "", "", "70", "Plymouth"),
    )

    found = [figure.record for figure in judgement.figures]
    assert fates(judgement) == [(line, "new", "") for line in range(2, 7)]
    assert [one.authority.name for one in found] == ["Torbay", "Hampshire", "Hampshire", "Hampshire", "Plymouth"]
    assert [(one.value, one.missing) for one in found] == [(80, ""), (75, ""), (None, "c"), (70, ""), (70, "")]
    assert (found[0].authority, found[1].authority, found[1].numerator) == (torbay, hampshire, 3)


def test_a_council_recorded_under_a_name_of_its_own_is_known_by_that_of_the_register(local, visits):
    cornwall = AuthorityFactory(name="Cornwall and Scilly", ons_code="E06000052", dfe_code="908")

    judgement = local(LONG, ("visits-in-time", "May 2016", "", "", "80", "Cornwall"))

    assert [figure.record.authority for figure in judgement.figures] == [cornwall]


def test_a_local_percentage_is_worked_out_of_its_parts(local, visits):
    (figure,) = local(LONG, ("visits-in-time", "May 2016", 290, 1988, "", "")).figures

    assert (figure.record.value, figure.record.numerator) == (Decimal("14.6"), 290)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("other", "May 2016", "", "", "1", ""), "No measure in use is called “other”: write its code or its title."),
        (
            ("visits-in-time", "2016/17", "", "", "1", ""),
            "“2016/17” is not a month, like May 2016 or 2016-05.",
        ),
        (
            ("visits-in-time", "May 2016", "", "", "", ""),
            "There is no figure: write it, or the symbol that says why it is missing.",
        ),
        (
            ("visits-in-time", "May 2016", "1", "c", "", ""),
            "There is no figure: write it, or the symbol that says why it is missing.",
        ),
        (
            ("visits-in-time", "May 2016", "", "", "1", "Atlantis"),
            "No authority is known as “Atlantis”: write its name or its code.",
        ),
        (("visits-in-time", "May 2016", "3", "2", "", ""), "The numerator 3 is above its denominator 2."),
        (("visits-in-time", "May 2016", "3", "2", "99", ""), "The numerator 3 is above its denominator 2."),
        (("visits-in-time", "May 2016", "", "", "103", ""), "103% is above 100%."),
        (
            ("visits-in-time", "May 2016", "3", "10", "95", ""),
            "The figure 95 is not what 3 of 10 gives, which is 30: put one of them right.",
        ),
        (("", "May 2016", "", "", "80", ""), "This row names no measure: write its code in every row."),
        (
            ("visits-in-time", "May 2016", "", "", "80%", ""),
            "The figure “80%” has a percentage sign: write 80 alone.",
        ),
        (
            ("visits-in-time", "May 2016", "1,000", "", "80", ""),
            "The numerator “1,000” has a comma: write 1000.",
        ),
        (
            ("visits-in-time", "May 2016", "", "", "=4/5", ""),
            "The figure “=4/5” is a formula: write the number it comes to.",
        ),
        (("c", "May 2016", "", "", "1", ""), "No measure in use is called “c”: write its code or its title."),
        (("visits-in-time", "c", "", "", "1", ""), "“c” is not a month, like May 2016 or 2016-05."),
    ],
)
def test_a_bad_local_figure_is_refused_with_its_line(local, visits, row, why):
    judgement = local(LONG, ("visits-in-time", "April 2016", "", "", "80", ""), row)

    assert fates(judgement) == [(2, "new", ""), (3, "refused", why)]


def test_a_figure_that_rounding_explains_is_taken_with_its_parts(local, visits):
    judgement = local(LONG, ("visits-in-time", "May 2016", "1", "3", "33", ""))

    assert fates(judgement) == [(2, "new", "")]


def test_a_rate_beyond_all_children_is_refused(local, visits):
    IndicatorFactory(programme=visits.programme, percentage=True, code="plans", unit="rate_per_10000", polarity="none")

    judgement = local(LONG, ("plans", "May 2016", "999999999", "1", "", ""))

    why = "9,999,999,990,000 is no likely figure: look at its numerator and denominator."
    assert fates(judgement) == [(2, "refused", why)]


def test_two_measures_of_one_title_are_known_by_their_codes_alone(local, visits):
    IndicatorFactory(programme=visits.programme, percentage=True, code="other-visits", title=visits.title.upper())

    judgement = local(LONG, (visits.title, "May 2016", "", "", "80", ""), (visits.code, "May 2016", "", "", "80", ""))

    why = f"Two measures are called “{visits.title}”: write the code of the one you mean."
    assert fates(judgement) == [(2, "refused", why), (3, "new", "")]


def test_a_local_file_knows_no_measure_that_is_retired_or_of_another_programme(local, visits):
    IndicatorFactory(programme=visits.programme, code="old", retired_on=TODAY, retired_by=UserFactory())
    IndicatorFactory(code="elsewhere")

    judgement = local(LONG, *((code, "May 2016", "", "", "1", "") for code in ("old", "elsewhere", "visits-in-time")))

    assert [str(figure.fate) for figure in judgement.figures] == ["refused", "refused", "new"]


def test_a_month_that_is_not_over_is_left_for_later(local, visits):
    judgement = local(LONG, *(("visits-in-time", month, "", "", "1", "") for month in ("2017-02", "2017-03")))

    assert [str(figure.fate) for figure in judgement.figures] == ["new", "later"]


def test_a_wide_file_has_a_column_a_month_and_its_empty_cells_are_no_figures(local, visits, torbay):
    judgement = local(
        ("measure", "council", "apr 2016", "may 2016", "total", "numerator"),
        ("visits-in-time", "", "80", "", "160", "7"),
        ("Visits in time", "", "", "c", "x", ""),
        ("visits-in-time", "", "81", "=1", "", ""),
    )

    assert fates(judgement) == [
        (2, "new", ""),
        (3, "new", ""),
        (4, "refused", "Line 2 gives this figure already."),
        (4, "refused", "The figure “=1” is a formula: write the number it comes to."),
    ]
    first, second = (figure.record for figure in judgement.figures[:2])
    assert (first.period_end, first.value, first.numerator) == (datetime.date(2016, 4, 30), 80, None)
    assert (second.period_end, second.missing, second.authority) == (MAY_2016, "c", torbay)


@pytest.mark.parametrize("heading", ["actual", "year"])
def test_a_wide_file_may_have_a_column_named_like_a_period_or_a_figure(local, visits, heading):
    judgement = local(("measure", heading, "may 2016"), ("visits-in-time", "2016", "80"))

    assert fates(judgement) == [(2, "new", "")]


NEAREST = [f"sn{rank}" for rank in range(1, 11)]
NEIGHBOURS = ("la number", *(word for name in NEAREST for word in (name, "snp")))
NUMBERS = ("921", "879", "807", "372", "882", "894", "359", "839", "812", "926")


def neighbours(own="880", numbers=NUMBERS, close=" Very Close "):
    return (own, *(text for number in numbers for text in (number, close)))


@pytest.fixture
def nearest(programme):
    def judge(*rows, headings=NEIGHBOURS, year=2015):
        return judged(import_of(programme, "neighbours", headings, *rows, model_year=year), TODAY)

    return judge


def listed(found):
    return [(near.rank, near.authority.dfe_code, near.closeness) for near in found.listed]


def test_a_set_of_neighbours_is_new_nearest_first_and_nothing_is_saved(nearest, programme, torbay):
    judgement = nearest(neighbours())

    (figure,) = judgement.figures
    found = figure.record
    assert (figure.line, figure.fate, found.programme, found.authority) == (2, Fate.NEW, programme, torbay)
    assert (found.model_year, found.recorded_on) == (2015, TODAY)
    assert listed(found) == [(rank, number, "Very close") for rank, number in enumerate(NUMBERS, start=1)]
    assert (NeighbourSet.objects.count(), Neighbour.objects.count(), len(judgement.new_authorities)) == (0, 0, 10)


def test_a_model_without_words_or_with_other_headings_is_read(nearest, torbay):
    judgement = nearest(("Torbay", "880", *NUMBERS), headings=("la name", "old_la_code", *NEAREST[:-1], "sn_10"))
    unnamed = nearest(("880", *NUMBERS), headings=("number of la", *NEAREST))

    for found in (judgement, unnamed):
        (figure,) = found.figures
        assert (figure.record.authority, figure.record.listed[9].authority.dfe_code) == (torbay, "926")
    assert unnamed.figures[0].record.listed[9].closeness == ""


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (neighbours(own="999"), "No council is known by the number 999."),
        (neighbours(numbers=("998", *NUMBERS[1:])), "No council is known by the number 998."),
        (neighbours(numbers=("", *NUMBERS[1:])), "The council or one of its ten neighbours is missing."),
        (neighbours(numbers=("Torbay", *NUMBERS[1:])), "No council is known by the number Torbay."),
        (neighbours(numbers=("880", *NUMBERS[1:])), "A council stands here twice, or among its own neighbours."),
        (neighbours(numbers=("879", *NUMBERS[1:])), "A council stands here twice, or among its own neighbours."),
    ],
)
def test_a_bad_set_of_neighbours_is_refused_with_its_line(nearest, row, why):
    assert fates(nearest(row)) == [(2, "refused", why)]


def test_a_remark_between_the_sets_is_passed_over_and_a_second_set_refused(nearest):
    judgement = nearest(neighbours(), ("Councils that are no more", *[""] * 20), neighbours())

    assert (fates(judgement), judgement.passed_over) == (
        [(2, "new", ""), (4, "refused", "Line 2 gives this figure already.")],
        1,
    )


def test_a_model_of_this_year_or_the_next_is_of_use_at_once(nearest):
    assert [str(nearest(neighbours(), year=year).figures[0].fate) for year in (2017, 2018)] == ["new", "new"]


def test_a_set_is_held_against_the_newest_of_its_model_year(nearest, torbay, programme):
    held = NeighbourSetFactory(programme=programme, authority=torbay, model_year=2015)
    for rank, number in enumerate(NUMBERS, start=1):
        near = AuthorityFactory(ons_code=f"E9800000{rank % 10}", dfe_code=number)
        NeighbourFactory(neighbour_set=held, authority=near, rank=rank, closeness="Very close")

    same, other_word, other_order = (
        nearest(row).figures[0] for row in (neighbours(), neighbours(close="Close"), neighbours(numbers=NUMBERS[::-1]))
    )
    other_year = nearest(neighbours(), year=2014).figures[0]

    assert [str(figure.fate) for figure in (same, other_word, other_order, other_year)] == [
        "unchanged",
        "restated",
        "restated",
        "new",
    ]
    assert (same.before, other_year.before) == (held, None)


def test_the_digest_tells_apart_whatever_would_be_saved(tidy, second_plans, column):
    row = (*TORBAY, 268, 62, "23.1")

    first, again = tidy(row).digest, tidy(row).digest
    other_figure = tidy((*TORBAY, 268, 62, "23.2")).digest
    other_line = tidy(row, first=3).digest
    column.value_column, column.numerator_column, column.denominator_column = "again", "", ""
    column.save()
    other_column = tidy(row).digest
    ObservationFactory(indicator=second_plans, period_end=MARCH_2016, value=1)
    held_since = tidy(row).digest

    assert (len(first), first) == (32, again)
    assert len({first, other_figure, other_line, other_column, held_since}) == 5


def test_a_judgement_counts_every_fate(tidy, column):
    judgement = tidy((*TORBAY, 268, 62, "23.1"), (*TORBAY, 268, 62, "23.1"), (*ENGLAND, 10, 1, 10))

    assert judgement.counts == {
        Fate.NEW: 2,
        Fate.RESTATED: 0,
        Fate.UNCHANGED: 0,
        Fate.REFUSED: 1,
        Fate.LATER: 0,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_judging_takes_the_same_queries_however_many_rows(tidy, programme, column, django_assert_num_queries, rows):
    kept = import_of(
        programme,
        "tidy",
        (*PLACE, *FIGURES),
        *((*with_facts(TORBAY, time_period=str(2014 + number)), 268, 62, "23.1") for number in range(rows)),
    )

    with django_assert_num_queries(3):
        judgement = judged(kept, TODAY)

    assert len(judgement.figures) == rows
