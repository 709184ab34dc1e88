from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from claims.api import agreement, allowances, capacity, claims, cost, days, imports, payments, year_end
from commissioner.api import actions, board, challenges, decisions, meetings, packs, reports
from commissioner.api.changes import ChangesViewSet
from commissioner.api.docs import api_docs
from commissioner.api.position import PositionViewSet, ProgrammesViewSet
from improvement.api import (
    comparators,
    direction,
    evidence,
    findings,
    indicators,
    inspections,
    milestones,
    registers,
    risks,
    statistics,
    workstreams,
)
from improvement.api.programme import ProgrammeChangeViewSet

router = SimpleRouter()
router.register("programmes", ProgrammesViewSet, basename="programme")

records = SimpleRouter()
for name, viewset in (
    ("workstreams", workstreams.WorkstreamViewSet),
    ("findings", findings.FindingViewSet),
    ("milestones", milestones.MilestoneViewSet),
    ("risks", risks.RiskViewSet),
    ("registers", registers.RegisterViewSet),
    ("highlight-reports", workstreams.ReportViewSet),
    ("evidence", evidence.EvidenceViewSet),
    ("interventions", direction.InterventionViewSet),
    ("requirements", direction.RequirementViewSet),
    ("inspections", inspections.InspectionViewSet),
    ("judgements", inspections.JudgementViewSet),
    ("comparators", comparators.ComparatorViewSet),
    ("indicators", indicators.IndicatorViewSet),
    ("statistics", statistics.StatisticsImportViewSet),
    ("day-entries", days.DayEntryViewSet),
    ("day-imports", imports.DayImportViewSet),
    ("allowances", allowances.AllowanceViewSet),
    ("day-rates", agreement.RateViewSet),
    ("claims", claims.ClaimViewSet),
    ("payments", payments.PaymentViewSet),
    ("meetings", meetings.MeetingViewSet),
    ("packs", packs.PackViewSet),
    ("decisions", decisions.DecisionViewSet),
    ("actions", actions.ActionViewSet),
    ("challenges", challenges.ChallengeViewSet),
    ("reports", reports.ReportViewSet),
):
    records.register(name, viewset, basename=name)

of_programme = [
    path("position/", PositionViewSet.as_view({"get": "retrieve"}), name="position"),
    path("changes/", ChangesViewSet.as_view({"get": "retrieve"}), name="changes"),
    path("observations/", indicators.ObservationViewSet.as_view({"get": "list"}), name="observation-list"),
    path("signals/", indicators.SignalViewSet.as_view({"get": "list"}), name="signal-list"),
    path("change/", ProgrammeChangeViewSet.as_view({"post": "change_state"}), name="change"),
    path("allowance/", allowances.AllowanceViewSet.as_view({"get": "current"}), name="allowance"),
    path("capacity/", capacity.CapacityViewSet.as_view({"get": "retrieve"}), name="capacity"),
    path("agreement/", agreement.AgreementViewSet.as_view({"get": "retrieve", "post": "create"}), name="agreement"),
    path("agreement/terms/", agreement.AgreementViewSet.as_view({"post": "change_terms"}), name="agreement-terms"),
    path("debt/", payments.DebtViewSet.as_view({"get": "retrieve"}), name="debt"),
    path("year-end/", year_end.YearEndViewSet.as_view({"get": "retrieve"}), name="year-end"),
    path("board/", board.BoardViewSet.as_view({"get": "retrieve", "post": "create"}), name="board"),
    path("board/terms/", board.BoardViewSet.as_view({"post": "change_terms"}), name="board-terms"),
    path("board/members/", board.BoardViewSet.as_view({"post": "add_member"}), name="board-members"),
    path("board/end-term/", board.BoardViewSet.as_view({"post": "end_term"}), name="board-end-term"),
    path("cost/", cost.CostViewSet.as_view({"get": "retrieve"}), name="cost"),
    *records.urls,
]

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api_docs, name="api-docs"),
    path("v1/", include((router.urls, "api"))),
    path("v1/programmes/<slug:slug>/", include((of_programme, "api-programme"))),
]
