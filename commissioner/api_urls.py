from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from commissioner.api import PositionViewSet, ProgrammesViewSet, api_docs
from improvement.api import comparators, direction, evidence, findings, inspections, milestones, risks, workstreams

router = SimpleRouter()
router.register("programmes", ProgrammesViewSet, basename="programme")

records = SimpleRouter()
for name, viewset in (
    ("workstreams", workstreams.WorkstreamViewSet),
    ("findings", findings.FindingViewSet),
    ("milestones", milestones.MilestoneViewSet),
    ("risks", risks.RiskViewSet),
    ("highlight-reports", workstreams.ReportViewSet),
    ("evidence", evidence.EvidenceViewSet),
    ("requirements", direction.RequirementViewSet),
    ("judgements", inspections.JudgementViewSet),
    ("comparators", comparators.ComparatorViewSet),
):
    records.register(name, viewset, basename=name)

of_programme = [
    path("position/", PositionViewSet.as_view({"get": "retrieve"}), name="position"),
    *records.urls,
]

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api_docs, name="api-docs"),
    path("v1/", include((router.urls, "api"))),
    path("v1/programmes/<slug:slug>/", include((of_programme, "api-programme"))),
]
