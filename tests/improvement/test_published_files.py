"""Published statistics as they stand, read whole and held to the last digit. Skipped where the files are not."""

import csv
import datetime
import io
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from improvement.actions.statistics import confirm_statistics, read_statistics
from improvement.cells import tidy_export
from improvement.models import Authority, NeighbourSet, Observation
from improvement.programme_file.saving import load_programme
from improvement.readings import series_of
from improvement.small_numbers import newest_of
from improvement.statistics_files.fates import Fate, judged
from tests.factories.improvement import AuthorityFactory, ProgrammeFactory

TODAY = datetime.date(2026, 11, 24)
BASE = Path(settings.BASE_DIR)
FILES = BASE.parent / "shared" / "data"
TORBAY = BASE / "programmes" / "torbay.toml"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILES.is_dir(), reason=f"The published files are not here: there is no folder {FILES}"),
]

# Per measure and place: the years 2014 to 2018, or the last of them, as they were published.
HISTORY = {
    "referrals": {"Torbay": "2408 2134 1988 1616 1805"},
    "referrals-no-further-action": {
        "Torbay": "19.0 33.2 14.6 14.2 12.1",
        "Hampshire": "9.1 10.3 10.0 17.4 16.4",
        "England": "14.1 13.8 9.9 10.2 9.4",
    },
    "re-referrals": {"Torbay": "20.8 24.9 28.9 27.0 24.6"},
    "children-in-need": {"Torbay": "1843 1555 1179 1196 1159"},
    "second-plans": {"Torbay": "12.9 16.7 23.1 21.2 26.9"},
    "protection-plans": {"Torbay": "51.1 82.9 55.1"},
    "looked-after-rate": {"Torbay": "110 114 129"},
    "section-47-rate": {"Torbay": "310.3 297.2 270.5"},
    "assessments-in-45-days": {"Torbay": "90.1 79.1 72.0"},
    "conferences-in-15-days": {"Torbay": "80.6 90.1 66.9"},
    "agency-social-workers": {"Torbay": "12.9 26.1 31.7"},
    "average-caseload": {"Torbay": "14.3 21.0 20.4"},
}
CHILDREN = {"protection-plans": "130 212 141", "looked-after-rate": "279 289 328"}
"""Of Torbay, behind its rates."""

EXPECTED = {
    "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv": {Fate.NEW: 6341, Fate.UNCHANGED: 55},
    "cla_number_and_rate_per_10k_children.csv": {Fate.NEW: 835},
    # The programme file has four of its figures without their parts.
    "csww_indicators_2017_to_2025.csv": {Fate.NEW: 4385, Fate.RESTATED: 4},
    "d3_cpps_subsequent_plan_2013_to_2025.csv": {Fate.NEW: 2112, Fate.UNCHANGED: 20},
    "d5_cpps_at31march_by_duration_2013_to_2025.csv": {Fate.NEW: 2132},
    "la_cla_placement_stability.csv": {Fate.NEW: 1670},
}
"""What becomes of each file's figures."""
MOST_SECONDS = 20
"""On the slowest machine. The aim is 5 for 400 kB."""


@pytest.fixture(autouse=True)
def _today(settings):
    settings.PROGRAMME_TODAY = TODAY


@pytest.fixture
def torbay():
    return load_programme(text=TORBAY.read_text(encoding="utf-8"), name="torbay.toml").programme


def read(programme, name, content=None):
    content = (FILES / name).read_bytes() if content is None else content
    facts = {"publication": f"DfE, {name}", "status": "final", "by": None}
    return read_statistics(programme=programme, file=ContentFile(content, name=name), **facts)


def bring_in(programme, name):
    found = read(programme, name)
    judgement = judged(found, TODAY)
    return counted(judgement.counts), confirm_statistics(statistics_import=found, seen=judgement.digest, by=None)


def held(programme, code, name):
    """The Figures of the calendar years 2014 to 2018."""
    indicator, place = programme.indicators.get(code=code), Authority.objects.get(name=name)
    figures = newest_of(series_of(programme, place, TODAY, [indicator])[indicator.pk])
    return [figure for figure in figures if 2014 <= figure.period_end.year <= 2018]


def exported(indicator):
    written = io.StringIO()
    csv.writer(written).writerows(tidy_export(indicator, TODAY, small_numbers=True))
    return written.getvalue().encode()


def counted(counts):
    return {fate: count for fate, count in counts.items() if count}


def numbers(texts):
    return [Decimal(text) for text in texts.split()]


def test_published_files_are_held_to_the_last_digit_and_their_exports_read_back_unchanged(torbay):
    told = {}
    for name in EXPECTED:
        began = time.perf_counter()
        told[name], _ = bring_in(torbay, name)
        seconds = time.perf_counter() - began
        print(f"{name}: {(FILES / name).stat().st_size // 1000} kB in {seconds:.1f} s")
        assert seconds <= MOST_SECONDS

    assert told == EXPECTED
    assert {
        code: {name: [figure.value for figure in held(torbay, code, name)] for name in places}
        for code, places in HISTORY.items()
    } == {code: {name: numbers(texts) for name, texts in places.items()} for code, places in HISTORY.items()}
    for code, texts in CHILDREN.items():
        assert [figure.numerator for figure in held(torbay, code, "Torbay")] == numbers(texts)

    for indicator in torbay.indicators.filter(columns__isnull=False):
        again = judged(read(torbay, f"{indicator.code}.csv", exported(indicator)), TODAY)
        own = [figure.fate for figure in again.figures if figure.record.indicator == indicator]
        cells = Observation.objects.filter(indicator=indicator).values("authority", "period_end").distinct()
        assert (counted(again.counts), own) == (
            {Fate.UNCHANGED: len(again.figures)},
            [Fate.UNCHANGED] * cells.count(),
        )


@pytest.mark.parametrize(
    ("name", "year", "count", "nearest"),
    [
        ("statistical_neighbours_2021.csv", 2021, 156, "921 879 807 372 882 894 359 839 812 926"),
        ("sn_model_2025_wide.csv", 2025, 153, "357 394 879 372 807 921 370 390 354 894"),
    ],
)
def test_a_model_of_neighbours_is_held_in_its_order(name, year, count, nearest):
    torbay = AuthorityFactory(name="Torbay", ons_code="E06000027", dfe_code="880")
    programme = ProgrammeFactory(supported=torbay)

    counts, saved = bring_in(programme, name)

    sets = NeighbourSet.objects.filter(programme=programme, model_year=year)
    own = sets.get(authority=torbay).neighbours.order_by("rank")
    assert (counts, saved, sets.count()) == ({Fate.NEW: count}, count, count)
    assert " ".join(own.values_list("authority__dfe_code", flat=True)) == nearest
    assert counted(judged(read(programme, name), TODAY).counts) == {Fate.UNCHANGED: count}
