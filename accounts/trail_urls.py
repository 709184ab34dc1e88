from django.urls import path

from accounts import trail

urlpatterns = [
    path("", trail.event_list, name="event-list"),
    path("events.csv", trail.event_list, {"as_csv": True}, name="event-list-csv"),
    path("<int:pk>/", trail.event_detail, name="event-detail"),
]
