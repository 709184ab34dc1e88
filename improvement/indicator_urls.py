from django.urls import path

from config.paths import list_paths
from improvement.views import indicators, statistics

app_name = "indicators"

urlpatterns = [
    *list_paths("indicators", indicators.indicator_list, "indicator-list"),
    path("indicators/add/", indicators.indicator_add, name="indicator-add"),
    path("indicators/events/add/", indicators.event_add, name="event-add"),
    path("indicators/<slug:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("indicators/<slug:code>.csv", indicators.indicator_csv, name="indicator-csv"),
    path("indicators/<slug:code>/change/", indicators.indicator_change, name="indicator-change"),
    path("indicators/<slug:code>/target/", indicators.indicator_target, name="indicator-target"),
    path("indicators/<slug:code>/event/", indicators.indicator_event, name="indicator-event"),
    path("indicators/<slug:code>/ties/", indicators.indicator_ties, name="indicator-ties"),
    path("indicators/<slug:code>/retire/", indicators.indicator_retire, name="indicator-retire"),
    path(
        "indicators/<slug:code>/peers/<str:digest>.svg", indicators.indicator_peers_chart, name="indicator-peers-chart"
    ),
    path("indicators/<slug:code>/<str:digest>.svg", indicators.indicator_chart, name="indicator-chart"),
    *list_paths("statistics", statistics.statistics_list, "statistics-list"),
    path("statistics/add/", statistics.statistics_add, name="statistics-add"),
    path("statistics/template.csv", statistics.template_csv, name="statistics-template"),
    path("statistics/<int:pk>/", statistics.statistics_detail, name="statistics-detail"),
    path("statistics/<int:pk>/confirm/", statistics.statistics_confirm, name="statistics-confirm"),
    path("statistics/<int:pk>/abandon/", statistics.statistics_abandon, name="statistics-abandon"),
    path("statistics/<int:pk>/columns/add/", statistics.column_add, name="column-add"),
    path("statistics/<int:pk>/columns/<int:column>/drop/", statistics.column_drop, name="column-drop"),
]
