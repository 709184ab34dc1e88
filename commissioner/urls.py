from django.urls import path

from commissioner.views.changes import changes_page
from commissioner.views.position import programme_position
from config.paths import list_paths

app_name = "commissioner"

urlpatterns = [
    path("", programme_position, name="position"),
    *list_paths("changes", changes_page, "changes"),
]
