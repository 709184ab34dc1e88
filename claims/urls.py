from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from claims.views import (
    agreement,
    allowance,
    approval,
    capacity,
    claim_files,
    claims,
    cost,
    days,
    imports,
    payment_imports,
    payments,
    week,
    year_end,
)
from config.paths import list_paths

app_name = "claims"


class ClaimNumber(StringConverter):
    """The number of a claim, like TOR-0001."""

    regex = "[A-Z]{1,3}-[0-9]{4,12}"


register_converter(ClaimNumber, "claim")

urlpatterns = [
    path("days/", days.day_list, name="day-list"),
    path("days/add/", days.day_add, name="day-add"),
    path("days/repeat/", days.day_repeat, name="day-repeat"),
    path("days/several/", days.day_several, name="day-several"),
    path("days/submit/", days.day_submit, name="day-submit"),
    path("days/week/<str:week>/", week.day_week, name="day-week"),
    path("days/import/", imports.import_add, name="import-add"),
    path("days/import/template.xlsx", imports.template_xlsx, name="import-template-xlsx"),
    path("days/import/template.csv", imports.template_csv, name="import-template-csv"),
    path("days/import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("days/import/<int:pk>/confirm/", imports.import_confirm, name="import-confirm"),
    path("days/import/<int:pk>/abandon/", imports.import_abandon, name="import-abandon"),
    *list_paths("days/all", allowance.entry_list, "entry-list"),
    path("days/approve/", approval.approval_list, name="approval-list"),
    path("days/approve/approve/", approval.day_approve, name="day-approve"),
    path("days/approve/return/", approval.day_return, name="day-return"),
    path("days/<int:pk>/", days.day_detail, name="day-detail"),
    path("days/<int:pk>/change/", days.day_change, name="day-change"),
    path("days/<int:pk>/remove/", days.day_remove, name="day-remove"),
    path("days/<int:pk>/take-back/", days.day_take_back, name="day-take-back"),
    path("days/<int:pk>/undo/", days.day_undo, name="day-undo"),
    path("allowance/", allowance.allowance, name="allowance"),
    path("allowance/<str:starts_on>/", allowance.allowance_detail, name="allowance-detail"),
    path("allowance/<str:starts_on>/months.csv", allowance.allowance_csv, name="allowance-csv"),
    path("allowance/<str:starts_on>/vary/", agreement.allowance_vary, name="allowance-vary"),
    path("allowance/<str:starts_on>/carry-over/", agreement.allowance_carry, name="allowance-carry"),
    path("allowance/<str:starts_on>/<str:digest>.svg", allowance.allowance_picture, name="allowance-chart"),
    path("allowance/<str:starts_on>/claims/<str:digest>.svg", allowance.claims_picture, name="allowance-claims-chart"),
    *list_paths("capacity", capacity.capacity_list, "capacity"),
    *list_paths("claims/payments", payments.payment_list, "payment-list"),
    path("claims/payments/add/", payments.payment_add, name="payment-add"),
    path("claims/payments/import/", payment_imports.payment_import_add, name="payment-import-add"),
    path("claims/payments/import/<int:pk>/", payment_imports.payment_import_detail, name="payment-import-detail"),
    path(
        "claims/payments/import/<int:pk>/confirm/",
        payment_imports.payment_import_confirm,
        name="payment-import-confirm",
    ),
    path(
        "claims/payments/import/<int:pk>/abandon/",
        payment_imports.payment_import_abandon,
        name="payment-import-abandon",
    ),
    path("claims/payments/<int:pk>/", payments.payment_detail, name="payment-detail"),
    path("claims/payments/<int:pk>/reverse/", payments.payment_reverse, name="payment-reverse"),
    *list_paths("claims/debt", payments.debt, "debt"),
    *list_paths("claims/year-end", year_end.year_end_page, "year-end"),
    path("claims/year-end.xlsx", year_end.year_end_xlsx, name="year-end-xlsx"),
    *list_paths("claims/cost", cost.cost, "cost"),
    path("claims/cost/<str:digest>.svg", cost.cost_picture, name="cost-chart"),
    path("claims/cost/rates/add/", cost.cost_rate_add, name="cost-rate-add"),
    path("claims/cost/grades/set/", cost.officer_grade_set, name="officer-grade-set"),
    *list_paths("claims/year-end/lines", year_end.year_end_lines, "year-end-lines"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/add/", agreement.agreement_add, name="agreement-add"),
    path("agreement/terms/", agreement.terms_change, name="terms-change"),
    path("agreement/rates/add/", agreement.rate_add, name="rate-add"),
    path("agreement/allowances/add/", agreement.allowance_add, name="allowance-add"),
    *list_paths("claims", claims.claim_list, "claim-list"),
    path("claims/add/", claims.claim_add, name="claim-add"),
    path("claims/<claim:number>/", claims.claim_detail, name="claim-detail"),
    path("claims/<claim:number>/preview.csv", claims.claim_preview_csv, name="claim-preview-csv"),
    path("claims/<claim:number>/prepare/", claims.claim_prepare, name="claim-prepare"),
    path("claims/<claim:number>/certify/", claims.claim_certify, name="claim-certify"),
    path("claims/<claim:number>/submit/", claims.claim_submit, name="claim-submit"),
    path("claims/<claim:number>/reopen/", claims.claim_reopen, name="claim-reopen"),
    path("claims/<claim:number>/cancel/", claims.claim_cancel, name="claim-cancel"),
    path("claims/<claim:number>/query/", claims.claim_query, name="claim-query"),
    path("claims/<claim:number>/answer/", claims.claim_answer, name="claim-answer"),
    path("claims/<claim:number>/adjust/", claims.claim_adjust, name="claim-adjust"),
    path("claims/<claim:number>/adjustments/<int:pk>/remove/", claims.claim_unadjust, name="claim-unadjust"),
    path("claims/lines/", claim_files.line_list, name="line-list"),
    re_path(r"^claims/lines\.(?P<kind>csv|xlsx|ods)$", claim_files.line_file, name="line-file"),
    re_path(
        r"^claims/(?P<number>[A-Z]{1,3}-[0-9]{4,12})(?P<names>(?:-without-names)?)\.(?P<kind>csv|xlsx|ods|pdf)$",
        claim_files.claim_file,
        name="claim-file",
    ),
    re_path(
        r"^claims/(?P<number>[A-Z]{1,3}-[0-9]{4,12})/evidence\.(?P<kind>csv|pdf)$",
        claim_files.claim_evidence,
        name="claim-evidence",
    ),
]
