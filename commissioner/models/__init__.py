"""The board, its meetings, and what came of them. Each model has a file; import them from here."""

from commissioner.models.board import Board, BoardMembership, BoardTerms
from commissioner.models.challenge import Challenge, ChallengeStep
from commissioner.models.decision import ActionChange, Decision, DecisionWithdrawal, MeetingAction
from commissioner.models.meeting import AgendaItem, Attendance, Correction, Meeting, Paper
from commissioner.models.pack import Pack, PackFile
from commissioner.models.report import (
    ProgressReport,
    RecommendationProgress,
    ReportComment,
    ReportNote,
    ReportRecommendation,
    ReportSection,
    ReportStep,
)
from commissioner.models.report_schedule import ReportSchedule, ScheduleTerms
from commissioner.models.report_sent import MinisterDecision, ReportDelivery, ReportFile, ReportWithdrawal

__all__ = [
    "ActionChange",
    "AgendaItem",
    "Attendance",
    "Board",
    "BoardMembership",
    "BoardTerms",
    "Challenge",
    "ChallengeStep",
    "Correction",
    "Decision",
    "DecisionWithdrawal",
    "Meeting",
    "MeetingAction",
    "MinisterDecision",
    "Pack",
    "PackFile",
    "Paper",
    "ProgressReport",
    "RecommendationProgress",
    "ReportComment",
    "ReportDelivery",
    "ReportFile",
    "ReportNote",
    "ReportRecommendation",
    "ReportSchedule",
    "ReportSection",
    "ReportStep",
    "ReportWithdrawal",
    "ScheduleTerms",
]
