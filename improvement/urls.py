from django.urls import path

from improvement.views import direction, evidence, findings, inspections, plan, programme, ratings, risks, roadmap

app_name = "improvement"


def list_paths(address, view, name):
    """A list as a page, and the same rows as CSV."""
    return [
        path(f"{address}/", view, name=name),
        path(f"{address}.csv", view, {"as_csv": True}, name=f"{name}-csv"),
    ]


urlpatterns = [
    *list_paths("workstreams", plan.workstream_list, "workstream-list"),
    path("workstreams/add/", plan.workstream_add, name="workstream-add"),
    path("workstreams/<int:number>/", plan.workstream_detail, name="workstream-detail"),
    path("workstreams/<int:number>/change/", plan.workstream_change, name="workstream-change"),
    path("workstreams/<int:number>/report/", ratings.report_add, name="report-add"),
    path("workstreams/<int:number>/impact/", ratings.impact_rate, name="impact-rate"),
    path("workstreams/<int:number>/milestones/add/", plan.milestone_add, name="milestone-add"),
    path("workstreams/<int:number>/evidence/add/", evidence.evidence_add, name="evidence-add"),
    *list_paths("highlight-reports", ratings.report_list, "report-list"),
    *list_paths("impact-ratings", ratings.impact_list, "impact-list"),
    *list_paths("milestones", plan.milestone_list, "milestone-list"),
    path("milestones/<int:pk>/", plan.milestone_detail, name="milestone-detail"),
    path("milestones/<int:pk>/redate/", plan.milestone_redate, name="milestone-redate"),
    path("milestones/<int:pk>/achieve/", plan.milestone_achieve, name="milestone-achieve"),
    path("milestones/<int:pk>/reopen/", plan.milestone_reopen, name="milestone-reopen"),
    path("milestones/<int:pk>/withdraw/", plan.milestone_withdraw, name="milestone-withdraw"),
    path("roadmap/", roadmap.roadmap, name="roadmap"),
    path("roadmap/<str:digest>.svg", roadmap.roadmap_picture, name="roadmap-chart"),
    *list_paths("evidence", evidence.evidence_list, "evidence-list"),
    path("evidence/<int:pk>/", evidence.evidence_detail, name="evidence-detail"),
    path("evidence/<int:pk>/review/", evidence.evidence_review, name="evidence-review"),
    path("evidence/<int:pk>/file/", evidence.evidence_file, name="evidence-file"),
    *list_paths("risks", risks.risk_list, "risk-list"),
    path("risks/add/", risks.risk_add, name="risk-add"),
    path("risks/<str:digest>.svg", risks.risk_chart, name="risk-chart"),
    path("risks/<int:number>/", risks.risk_detail, name="risk-detail"),
    path("risks/<int:number>/change/", risks.risk_change, name="risk-change"),
    path("risks/<int:number>/score/", risks.risk_score, name="risk-score"),
    path("risks/<int:number>/close/", risks.risk_close, name="risk-close"),
    *list_paths("findings", findings.finding_list, "finding-list"),
    path("findings/add/", findings.finding_add, name="finding-add"),
    path("findings/<str:reference>/", findings.finding_detail, name="finding-detail"),
    path("findings/<str:reference>/coverage/", findings.finding_coverage, name="finding-coverage"),
    path("direction/", direction.direction, name="direction"),
    path("direction/requirements.csv", direction.direction, {"as_csv": True}, name="direction-csv"),
    path("direction/add/", direction.intervention_add, name="intervention-add"),
    path("direction/<int:pk>/close/", direction.intervention_close, name="intervention-close"),
    path("direction/<int:pk>/requirements/add/", direction.requirement_add, name="requirement-add"),
    path("requirements/<str:reference>/", direction.requirement_detail, name="requirement-detail"),
    path("requirements/<str:reference>/meet/", direction.requirement_meet, name="requirement-meet"),
    *list_paths("inspections", inspections.inspection_list, "inspection-list"),
    path("inspections/add/", inspections.inspection_add, name="inspection-add"),
    path("inspections/<int:pk>/", inspections.inspection_detail, name="inspection-detail"),
    path("inspections/<int:pk>/judgements/add/", inspections.judgement_add, name="judgement-add"),
    *list_paths("judgements", inspections.judgement_list, "judgement-list"),
    *list_paths("comparators", inspections.comparator_list, "comparator-list"),
    path("about/", programme.about, name="about"),
    *list_paths("about/changes", programme.change_list, "programme-change-list"),
    path("about/change/", programme.programme_change, name="programme-change"),
]
