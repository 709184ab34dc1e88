from django.urls import include, path

from config import views

handler400 = "config.views.bad_request"
handler500 = "config.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("status/", include("jobs.urls")),
    path("status/", include("accounts.failed_job_urls")),
    path("accounts/", include("accounts.urls")),
    path("audit/", include("accounts.trail_urls")),
    path("api/", include("commissioner.api_urls")),
    path("", include("commissioner.site_urls")),
    # Last: a programme's slug may be any word that is not one of the addresses above.
    path("<slug:slug>/", include("commissioner.urls")),
    path("<slug:slug>/", include("commissioner.board_urls")),
    path("<slug:slug>/", include("commissioner.report_urls")),
    path("<slug:slug>/", include("claims.urls")),
    path("<slug:slug>/", include("improvement.urls")),
    path("<slug:slug>/", include("improvement.indicator_urls")),
    path("<slug:slug>/", include("improvement.register_urls")),
]
