"""Times the pages of measures: 40 measures over five years in 153 places, half of them monthly and half yearly.

Twenty programmes; one holds all of it. Prints a Markdown table as the pages' own figures do, then what a chart takes
cold and warm, and what a file of 400 kB takes from upload to saved.
"""

import datetime
import gzip
import re
import time

from tests.bench import measuring
from tests.bench.pages import programme_of

MEASURES, PLACES, YEARS = 40, 153, 5
LAST = datetime.date(2017, 1, 31)


def main():
    requests = measuring.arguments(__doc__).parse_args().requests
    with measuring.own_database():
        programme, made = fill()
        measuring.print_heading(requests)
        print(f"{made:,} figures of {MEASURES} measures in {PLACES} places\n")
        measuring.print_table(measure(programme), requests)
        print(f"\nA chart: {chart(programme)}.\nA file: {file(programme)}.")


def fill():
    from improvement.models import Authority, Observation

    programme, *_ = (programme_of(index, updates=12) for index in range(20))
    # Numbers that no council has: the file at the end names those that have.
    others = [Authority(name=f"Place {n}", ons_code=f"X{n:08}", dfe_code=f"X{n:03}") for n in range(PLACES - 1)]
    Authority.objects.bulk_create(others)
    places = [programme.supported, *others]
    rows = [row for number in range(MEASURES) for row in figures_of(programme, places, number)]
    Observation.objects.bulk_create(rows, batch_size=2000)
    measuring.settle()
    return programme, len(rows)


def figures_of(programme, places, number):
    """A measure's figures: monthly ones of every place for five years, or yearly ones."""
    from config import dates
    from improvement.models import Observation
    from tests.factories import improvement as make

    monthly = number % 2 == 0
    facts = {"frequency": "month" if monthly else "reporting_year", "polarity": "lower" if number % 4 else "higher"}
    indicator = make.IndicatorFactory(programme=programme, code=f"measure-{number}", percentage=True, **facts)
    make.TargetFactory(indicator=indicator, value=50, applies_from=make.START)
    ends = (
        [dates.last_of_month(dates.add_months(LAST, -month)) for month in range(12 * YEARS)]
        if monthly
        else [datetime.date(2016 - year, 3, 31) for year in range(YEARS)]
    )
    for place_number, place in enumerate(places):
        for at, end in enumerate(ends):
            part = 40 + (at * 7 + number * 3 + place_number) % 20
            yield Observation(
                programme=programme,
                indicator=indicator,
                authority=place,
                period_end=end,
                value=part,
                numerator=part,
                denominator=100,
                recorded_on=make.EARLY,
                source="Sample",
            )


PAGES = (
    "",
    "indicators/",
    "indicators/?on=2016-11-30",
    "indicators/measure-0/",
    "indicators/measure-1/",
    "indicators/measure-0.csv",
)


def measure(programme):
    client = measuring.signed_in(measuring.director_of_all(programme))
    for page in PAGES:
        yield client, f"/{programme.slug}/{page}"
    for page in ("signals/", "observations/?indicator=measure-0"):
        yield client, f"/api/v1/programmes/{programme.slug}/{page}"


def chart(programme):
    """What the picture of sixty months takes to draw in a warm process, and to fetch again."""
    from django.core.cache import cache

    from improvement.readings import indicators_on

    client = measuring.signed_in(measuring.director_of_all(programme))
    monthly = [indicator.code for indicator in indicators_on(programme, LAST) if indicator.frequency == "month"]
    drawn, again = [], []
    for code in monthly:
        page = client.get(f"/{programme.slug}/indicators/{code}/")
        address = re.search(r'src="([^"]+\.svg[^"]*)"', gzip.decompress(page.content).decode())[1]
        cache.clear()
        drawn.append(_milliseconds(lambda address=address: client.get(address)))
        again.append(_milliseconds(lambda address=address: client.get(address)))
    middle = len(drawn) // 2
    return f"{sorted(drawn)[middle]:.0f} ms cold, {sorted(again)[middle]:.0f} ms warm, with the page's own queries"


def file(programme):
    """A release of every place and thirteen years for three measures, from upload to saved."""
    from django.core.files.base import ContentFile

    from improvement.actions.statistics import confirm_statistics, read_statistics
    from improvement.statistics_files.fates import judged
    from improvement.statistics_files.register import by_dfe_code
    from tests.factories import improvement as make
    from tests.factories.accounts import UserFactory

    for column in ("first", "second", "third"):
        indicator = make.IndicatorFactory(programme=programme, code=column, frequency="reporting_year")
        make.StatisticsColumnFactory(indicator=indicator, value_column=column)
    lines = ["time_period,time_identifier,geographic_level,region_code,region_name,old_la_code,new_la_code,la_name,"]
    lines[0] += "category,first,second,third"
    for year in range(2004, 2017):
        for row in by_dfe_code().values():
            place = f'{row["region_code"]},A region,{row["dfe_code"]},{row["ons_code"]},"{row["name"]}"'
            figures = f"A longer name of what is counted,{year},{year + 1},c"
            lines.append(f"{year},Reporting year,Local authority,{place},{figures}")
    content = "\n".join(lines).encode()
    by = UserFactory()
    start = time.perf_counter()
    found = read_statistics(
        programme=programme, file=ContentFile(content, name="release.csv"), publication="Sample", status="final", by=by
    )
    looked = judged(found, datetime.date(2017, 2, 28))
    saved = confirm_statistics(statistics_import=found, seen=looked.digest, by=by)
    seconds = time.perf_counter() - start
    return f"{len(content) / 1000:.0f} kB and {saved:,} figures from upload to saved in {seconds:.1f} s"


def _milliseconds(run):
    start = time.perf_counter()
    answer = run()
    assert answer.status_code == 200
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
