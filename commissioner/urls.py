from django.urls import path

from commissioner import views

app_name = "commissioner"

urlpatterns = [path("", views.programme_position, name="position")]
