from django.urls import path

from claims.views import agreement, allowance, approval, capacity, days, imports, payment_imports, payments, week
from config.paths import list_paths

app_name = "claims"

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
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/add/", agreement.agreement_add, name="agreement-add"),
    path("agreement/terms/", agreement.terms_change, name="terms-change"),
    path("agreement/rates/add/", agreement.rate_add, name="rate-add"),
    path("agreement/allowances/add/", agreement.allowance_add, name="allowance-add"),
]
