"""Addresses of the reports to the Minister, below those of a programme."""

from django.urls import path

from commissioner.views import report_schedules as schedules
from commissioner.views import report_steps as steps
from commissioner.views import reports
from config.paths import list_paths

app_name = "reports"

_REPORT = "reports/<int:number>"

urlpatterns = [
    *list_paths("reports", reports.report_list, "report-list"),
    path("reports/schedules/", schedules.schedule_list, name="schedule-list"),
    path("reports/schedules/add/", schedules.schedule_add, name="schedule-add"),
    path("reports/schedules/<int:pk>/", schedules.schedule_detail, name="schedule-detail"),
    path("reports/schedules/<int:pk>/change/", schedules.schedule_change, name="schedule-change"),
    path(f"{_REPORT}/", reports.report_detail, name="report-detail"),
    path(f"{_REPORT}/compare/", reports.report_compare, name="report-compare"),
    path(f"{_REPORT}/readiness/", reports.report_readiness, name="report-readiness"),
    path(f"{_REPORT}/files/<str:edition>/<str:name>", reports.report_file, name="report-file"),
    path(f"{_REPORT}/sections/<str:kind>/", reports.section_change, name="section-change"),
    path(f"{_REPORT}/recommend/", steps.recommend, name="recommend"),
    path(f"{_REPORT}/recommendations/add/", steps.recommendation_add, name="recommendation-add"),
    path(f"{_REPORT}/recommendations/<int:pk>/remove/", steps.recommendation_remove, name="recommendation-remove"),
    path(f"{_REPORT}/progress/<int:pk>/", steps.progress_change, name="progress-change"),
    path(f"{_REPORT}/refresh/", steps.figures_refresh, name="figures-refresh"),
    path(f"{_REPORT}/check/", steps.check_ask, name="check-ask"),
    path(f"{_REPORT}/return/", steps.report_return, name="report-return"),
    path(f"{_REPORT}/comments/add/", steps.comment_add, name="comment-add"),
    path(f"{_REPORT}/comments/<int:pk>/answer/", steps.comment_answer, name="comment-answer"),
    path(f"{_REPORT}/notes/add/", steps.note_add, name="note-add"),
    path(f"{_REPORT}/sign/", steps.report_sign, name="report-sign"),
    path(f"{_REPORT}/submit/", steps.report_submit, name="report-submit"),
    path(f"{_REPORT}/send/", steps.report_send, name="report-send"),
    path(f"{_REPORT}/deliveries/<int:pk>/again/", steps.delivery_again, name="delivery-again"),
    path(f"{_REPORT}/decision/", steps.decision_record, name="decision-record"),
    path(f"{_REPORT}/decision/letter", reports.decision_letter, name="decision-letter"),
    path(f"{_REPORT}/publish/", steps.report_publish, name="report-publish"),
    path(f"{_REPORT}/withdraw/", steps.report_withdraw, name="report-withdraw"),
    path(f"{_REPORT}/correct/", steps.report_correct, name="report-correct"),
]
