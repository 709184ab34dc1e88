"""The least valid record of each kind. Everything was recorded on 1 June 2016 unless a test says otherwise."""

import datetime

import factory
from factory.django import DjangoModelFactory

from config import dates
from improvement import models

START = datetime.date(2016, 5, 25)
END = datetime.date(2017, 5, 24)
EARLY = datetime.date(2016, 6, 1)
SOURCE = "Sample document, page 1"


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = models.Authority

    name = factory.Sequence(lambda n: f"Council {n}")
    ons_code = factory.Sequence(lambda n: f"E{n:08}")
    # Councils of England are numbered from 201, and tests name some of them.
    dfe_code = factory.Sequence(lambda n: f"{n % 200:03}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.Sequence(lambda n: f"Programme {n}")
    supported = factory.SubFactory(AuthorityFactory)
    supporting = factory.SubFactory(AuthorityFactory)
    starts_on = START
    source = SOURCE

    @factory.post_generation
    def change(self, create, extracted, **facts):
        """A programme always has a state and an end."""
        ProgrammeChangeFactory(programme=self, **facts)


class RecordedFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    recorded_on = EARLY
    source = SOURCE


class ProgrammeChangeFactory(RecordedFactory):
    class Meta:
        model = models.ProgrammeChange

    programme = factory.SubFactory(ProgrammeFactory)
    recorded_on = START
    state = "active"
    ends_on = END
    reason = "As first agreed."


class WorkstreamFactory(RecordedFactory):
    class Meta:
        model = models.Workstream

    programme = factory.SubFactory(ProgrammeFactory)
    # From 20 on: tests give the lower numbers themselves.
    number = factory.Sequence(lambda n: n % 80 + 20)
    title = factory.Sequence(lambda n: f"Workstream {n}")
    aim = "Make it better."
    kind = "continuing"


class OfWorkstreamFactory(RecordedFactory):
    """A record of a workstream, in the workstream's programme."""

    class Meta:
        abstract = True

    workstream = factory.SubFactory(WorkstreamFactory)
    programme = factory.SelfAttribute("workstream.programme")


class WorkstreamChangeFactory(OfWorkstreamFactory):
    class Meta:
        model = models.WorkstreamChange


class MilestoneFactory(OfWorkstreamFactory):
    class Meta:
        model = models.Milestone

    title = factory.Sequence(lambda n: f"Milestone {n}")
    original_due_on = datetime.date(2017, 3, 31)


class MilestoneChangeFactory(RecordedFactory):
    class Meta:
        model = models.MilestoneChange

    milestone = factory.SubFactory(MilestoneFactory)
    programme = factory.SelfAttribute("milestone.programme")
    step = "redated"
    due_on = datetime.date(2017, 4, 30)
    reason = "It takes longer."


class HighlightReportFactory(OfWorkstreamFactory):
    class Meta:
        model = models.HighlightReport

    period_end = EARLY
    delivery = "on_track"
    confidence = "high"
    summary = "It went as planned."
    next_steps = "Go on."


class ImpactRatingFactory(OfWorkstreamFactory):
    class Meta:
        model = models.ImpactRating

    impact = "some"
    basis = "Audit of ten cases."


class EvidenceFactory(OfWorkstreamFactory):
    class Meta:
        model = models.Evidence

    class Params:
        accepted = factory.Trait(
            review="accepted",
            reviewed_on=EARLY,
            reviewed_by=factory.SubFactory("tests.factories.accounts.UserFactory"),
        )

    title = factory.Sequence(lambda n: f"Evidence {n}")
    link = "https://council.example/minutes"


class RiskFactory(RecordedFactory):
    """A risk with the response, owner and workstream it was recorded with."""

    class Meta:
        model = models.Risk
        rename = {name: f"original_{name}" for name in ("mitigation", "owner_post", "workstream")}

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Risk {n}")
    cause = "Something changes."
    effect = "Something is late."
    mitigation = "Watch it."
    owner_post = "Head of Service"


class RiskChangeFactory(RecordedFactory):
    class Meta:
        model = models.RiskChange

    risk = factory.SubFactory(RiskFactory)
    programme = factory.SelfAttribute("risk.programme")
    mitigation = "Do more."
    owner_post = "Director"
    reason = "It was not enough."


class RiskScoreFactory(RecordedFactory):
    class Meta:
        model = models.RiskScore

    risk = factory.SubFactory(RiskFactory)
    programme = factory.SelfAttribute("risk.programme")
    kind = "residual"
    likelihood = 3
    impact = 3


class InspectionFactory(RecordedFactory):
    class Meta:
        model = models.Inspection

    programme = factory.SubFactory(ProgrammeFactory)
    authority = factory.SelfAttribute("programme.supported")
    framework = "sif"
    started_on = datetime.date(2015, 10, 12)


class JudgementFactory(RecordedFactory):
    class Meta:
        model = models.Judgement

    inspection = factory.SubFactory(InspectionFactory)
    programme = factory.SelfAttribute("inspection.programme")
    area = factory.Sequence(lambda n: f"Area {n}")
    grade = "inadequate"


class FindingFactory(RecordedFactory):
    class Meta:
        model = models.Finding

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "finding"
    # From 100 on: tests give the lower ones themselves.
    reference = factory.Sequence(lambda n: f"F{n % 900 + 100}")
    title = factory.Sequence(lambda n: f"Finding {n}")
    text = "Practice is not good enough."


class CoverageFactory(RecordedFactory):
    class Meta:
        model = models.Coverage

    finding = factory.SubFactory(FindingFactory)
    programme = factory.SelfAttribute("finding.programme")
    workstream = factory.SubFactory(WorkstreamFactory, programme=factory.SelfAttribute("..programme"))


class InterventionFactory(RecordedFactory):
    class Meta:
        model = models.Intervention

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "direction"
    title = "Direction"
    issued_on = START


class RequirementFactory(RecordedFactory):
    class Meta:
        model = models.Requirement

    intervention = factory.SubFactory(InterventionFactory)
    programme = factory.SelfAttribute("intervention.programme")
    reference = factory.Sequence(lambda n: f"Paragraph {n}")
    text = "Co-operate with the Commissioner."


class ComparatorFactory(RecordedFactory):
    class Meta:
        model = models.Comparator

    programme = factory.SubFactory(ProgrammeFactory)
    position = 1
    measure = factory.Sequence(lambda n: f"Measure {n}")
    unit = "count"
    basis = "stock"
    authority = factory.SelfAttribute("programme.supported")
    value = 100
    as_at = START
    quoted = "100"


class IndicatorFactory(RecordedFactory):
    class Meta:
        model = models.Indicator

    class Params:
        percentage = factory.Trait(
            unit="percentage",
            basis="flow",
            polarity="higher",
            decimals=1,
            numerator_label="Visits in time",
            denominator_label="Visits due",
        )

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"measure-{n}")
    title = factory.Sequence(lambda n: f"Measure {n}")
    area = "protection"
    definition = "Children on a plan."
    unit = "count"
    basis = "stock"
    polarity = "none"
    frequency = "month"
    publisher = "Council case system"


class OfIndicatorFactory(RecordedFactory):
    """A record of a measure, in the measure's programme."""

    class Meta:
        abstract = True

    indicator = factory.SubFactory(IndicatorFactory)
    programme = factory.SelfAttribute("indicator.programme")


class FindingTieFactory(OfIndicatorFactory):
    class Meta:
        model = models.FindingTie

    finding = factory.SubFactory(FindingFactory, programme=factory.SelfAttribute("..programme"))


class WorkstreamTieFactory(OfIndicatorFactory):
    class Meta:
        model = models.WorkstreamTie

    workstream = factory.SubFactory(WorkstreamFactory, programme=factory.SelfAttribute("..programme"))


class TargetFactory(OfIndicatorFactory):
    class Meta:
        model = models.Target

    indicator = factory.SubFactory(IndicatorFactory, percentage=True)
    applies_from = EARLY
    value = 90
    reason = "Agreed by the board."


class IndicatorEventFactory(OfIndicatorFactory):
    class Meta:
        model = models.IndicatorEvent

    kind = "event"
    happened_on = EARLY
    title = "New thresholds"


class StatisticsImportFactory(RecordedFactory):
    class Meta:
        model = models.StatisticsImport

    programme = factory.SubFactory(ProgrammeFactory)
    layout = "local"
    file_name = "figures.csv"
    sha256 = "0" * 64
    rows = factory.LazyFunction(lambda: {"headings": ["measure", "period", "value"], "rows": [[2, "a", "b", "1"]]})
    publication = "Monthly report"


class StatisticsColumnFactory(OfIndicatorFactory):
    class Meta:
        model = models.StatisticsColumn

    value_column = factory.Sequence(lambda n: f"column_{n}")


class ObservationFactory(OfIndicatorFactory):
    class Meta:
        model = models.Observation

    authority = factory.SelfAttribute("programme.supported")
    period_end = datetime.date(2016, 5, 31)
    value = 100


def observe(indicator, values, last=datetime.date(2017, 1, 31), **facts):
    """Figures of successive months, one for each value; nothing for a value of None."""
    for back, value in enumerate(reversed(list(values))):
        end = dates.last_of_month(dates.add_months(dates.first_of_month(last), -back))
        if value is not None:
            ObservationFactory(indicator=indicator, period_end=end, value=value, **facts)


class NeighbourSetFactory(RecordedFactory):
    class Meta:
        model = models.NeighbourSet

    programme = factory.SubFactory(ProgrammeFactory)
    authority = factory.SelfAttribute("programme.supported")
    model_year = 2014


class NeighbourFactory(DjangoModelFactory):
    class Meta:
        model = models.Neighbour

    neighbour_set = factory.SubFactory(NeighbourSetFactory)
    authority = factory.SubFactory(AuthorityFactory)
    rank = factory.Sequence(lambda n: n + 1)
    closeness = "Close"


class RegisterEntryFactory(OfWorkstreamFactory):
    """An entry, and what was first said of it: RegisterEntryFactory(change__sessions=3)."""

    class Meta:
        model = models.RegisterEntry
        skip_postgeneration_save = True

    kind = "mentoring"
    title = factory.Sequence(lambda n: f"Entry {n}")

    @factory.post_generation
    def change(self, create, extracted, **facts):
        RegisterChangeFactory(entry=self, **({"recorded_on": self.recorded_on} | facts))


# The facts without which an entry is none.
FACTS = {
    "mentoring": {"post": "Area Director", "focus": "Supervision.", "started_on": EARLY},
    "training": {"held_on": datetime.date(2017, 3, 20), "places": 12},
    "policies": {"post": "Principal Social Worker"},
    "systems": {"post": "Systems Manager"},
    "peer_review": {"baseline_on": EARLY, "baseline_grade": "inadequate", "baseline_evidence": "Inspection."},
}


class RegisterChangeFactory(RecordedFactory):
    class Meta:
        model = models.RegisterChange

    entry = factory.SubFactory(RegisterEntryFactory)
    programme = factory.SelfAttribute("entry.programme")

    @classmethod
    def _adjust_kwargs(cls, **facts):
        return FACTS[facts["entry"].kind] | facts


def programme_of_everything(slug="torbay"):
    """A programme with one record of each kind, each reached at a fixed address where its address is not its key."""
    programme = ProgrammeFactory(slug=slug, name=f"Programme of {slug}")
    workstream = WorkstreamFactory(programme=programme, number=8, title="MASH")
    WorkstreamChangeFactory(workstream=workstream, lead_post="Head of Service")
    milestone = MilestoneFactory(workstream=workstream, title="All staff trained")
    MilestoneChangeFactory(milestone=milestone)
    HighlightReportFactory(workstream=workstream)
    ImpactRatingFactory(workstream=workstream)
    EvidenceFactory(workstream=workstream, milestone=milestone, title="Minutes")
    risk = RiskFactory(programme=programme, workstream=workstream, number=3, title="Staff leave")
    for kind in ("inherent", "residual", "target"):
        RiskScoreFactory(risk=risk, kind=kind)
    RiskChangeFactory(risk=risk, workstream=workstream)
    inspection = InspectionFactory(programme=programme)
    JudgementFactory(inspection=inspection, area="Adoption")
    finding = FindingFactory(programme=programme, inspection=inspection, reference="F9", title="Waits")
    CoverageFactory(finding=finding, workstream=workstream)
    RequirementFactory(intervention=InterventionFactory(programme=programme), reference="Paragraph 4")
    ComparatorFactory(programme=programme)
    indicator = IndicatorFactory(programme=programme, percentage=True, code="visits-in-time", title="Visits in time")
    FindingTieFactory(indicator=indicator, finding=finding)
    WorkstreamTieFactory(indicator=indicator, workstream=workstream)
    TargetFactory(indicator=indicator)
    IndicatorEventFactory(indicator=indicator)
    StatisticsColumnFactory(indicator=indicator)
    read = StatisticsImportFactory(programme=programme)
    ObservationFactory(indicator=indicator, value=80, statistics_import=read)
    NeighbourSetFactory(programme=programme, statistics_import=read)
    for kind in FACTS:
        RegisterEntryFactory(workstream=workstream, kind=kind)
    return programme
