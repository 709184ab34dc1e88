from improvement.models.comparator import Authority, Comparator
from improvement.models.evidence import Evidence
from improvement.models.finding import Coverage, Finding
from improvement.models.inspection import Inspection, Judgement
from improvement.models.intervention import Intervention, Requirement
from improvement.models.milestone import Milestone, MilestoneChange
from improvement.models.programme import Programme, ProgrammeChange
from improvement.models.ratings import HighlightReport, ImpactRating
from improvement.models.risk import Risk, RiskChange, RiskScore
from improvement.models.workstream import Workstream, WorkstreamChange

__all__ = [
    "Authority",
    "Comparator",
    "Coverage",
    "Evidence",
    "Finding",
    "HighlightReport",
    "ImpactRating",
    "Inspection",
    "Intervention",
    "Judgement",
    "Milestone",
    "MilestoneChange",
    "Programme",
    "ProgrammeChange",
    "Requirement",
    "Risk",
    "RiskChange",
    "RiskScore",
    "Workstream",
    "WorkstreamChange",
]
