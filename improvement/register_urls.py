from django.urls import path

from config.paths import list_paths
from improvement.views import registers

app_name = "registers"

urlpatterns = [
    path("registers/", registers.register_list, name="register-list"),
    *list_paths("registers/<slug:address>", registers.entry_list, "entry-list"),
    path("registers/<slug:address>/add/", registers.entry_add, name="entry-add"),
    path("registers/<slug:address>/<int:pk>/", registers.entry_detail, name="entry-detail"),
    path("registers/<slug:address>/<int:pk>/change/", registers.entry_change, name="entry-change"),
]
