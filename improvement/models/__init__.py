from improvement.models.authority import Authority
from improvement.models.comparator import Comparator
from improvement.models.evidence import Evidence
from improvement.models.finding import Coverage, Finding
from improvement.models.indicator import FindingTie, Indicator, IndicatorEvent, Target, WorkstreamTie
from improvement.models.inspection import Inspection, Judgement
from improvement.models.intervention import Intervention, Requirement
from improvement.models.milestone import Milestone, MilestoneChange
from improvement.models.observation import (
    Neighbour,
    NeighbourSet,
    Observation,
    StatisticsColumn,
    StatisticsImport,
)
from improvement.models.programme import Programme, ProgrammeChange
from improvement.models.ratings import HighlightReport, ImpactRating
from improvement.models.register import RegisterChange, RegisterEntry
from improvement.models.risk import Risk, RiskChange, RiskScore
from improvement.models.workstream import Workstream, WorkstreamChange

__all__ = [
    "Authority",
    "Comparator",
    "Coverage",
    "Evidence",
    "Finding",
    "FindingTie",
    "HighlightReport",
    "ImpactRating",
    "Indicator",
    "IndicatorEvent",
    "Inspection",
    "Intervention",
    "Judgement",
    "Milestone",
    "MilestoneChange",
    "Neighbour",
    "NeighbourSet",
    "Observation",
    "Programme",
    "ProgrammeChange",
    "RegisterChange",
    "RegisterEntry",
    "Requirement",
    "Risk",
    "RiskChange",
    "RiskScore",
    "StatisticsColumn",
    "StatisticsImport",
    "Target",
    "Workstream",
    "WorkstreamChange",
    "WorkstreamTie",
]
