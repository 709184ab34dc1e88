"""Times pages against a large database: 20 programmes of 16 workstreams, one of them with 300 reports to each.

Prints a Markdown table: median and 95th percentile of server time, queries, and bytes as compressed on the wire.
"""

import datetime

from tests.bench import measuring


def main():
    requests = measuring.arguments(__doc__).parse_args().requests
    with measuring.own_database():
        programme = fill()
        measuring.print_heading(requests)
        measuring.print_table(measure(programme), requests)


def fill():
    """Twenty programmes; the first with 300 updates to each workstream, 480 milestones and 200 risks."""
    from django.db import transaction

    with transaction.atomic():
        programmes = [programme_of(index, updates=300 if index == 0 else 12) for index in range(20)]
    measuring.settle()
    return programmes[0]


def programme_of(index, updates, **facts):
    """A programme of 16 workstreams with so many updates to each, and milestones and risks to match."""
    from improvement import models
    from tests.factories import improvement as make

    programme = make.ProgrammeFactory(slug=f"programme-{index}", **facts)
    day = datetime.timedelta(days=1)
    for number in range(1, 17):
        workstream = make.WorkstreamFactory(programme=programme, number=number)
        reports = make.HighlightReportFactory.build_batch(updates, programme=programme, workstream=workstream)
        for offset, report in enumerate(reports):
            report.recorded_on = make.EARLY + day * (offset % 270)
        models.HighlightReport.objects.bulk_create(reports)
        milestones = make.MilestoneFactory.create_batch(updates // 10, workstream=workstream)
        for milestone in milestones:
            make.MilestoneChangeFactory(milestone=milestone)
        make.EvidenceFactory.create_batch(4, workstream=workstream)
        make.ImpactRatingFactory.create_batch(4, workstream=workstream)
        make.CoverageFactory(finding=make.FindingFactory(programme=programme), workstream=workstream)
    for _ in range(updates * 2 // 3):
        risk = make.RiskFactory(programme=programme)
        make.RiskScoreFactory.create_batch(3, risk=risk)
        make.RiskChangeFactory.create_batch(2, risk=risk)
    return programme


PAGES = (
    "",
    "?on=2016-11-30",
    "workstreams/",
    "workstreams/8/",
    "milestones/",
    "roadmap/",
    "risks/",
    "findings/",
    "evidence/",
)


def measure(programme):
    client = measuring.signed_in(measuring.director_of_all(programme))
    yield client, "/"
    for page in PAGES:
        yield client, f"/{programme.slug}/{page}"
    yield client, f"/api/v1/programmes/{programme.slug}/position/"


if __name__ == "__main__":
    main()
