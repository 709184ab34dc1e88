from django.urls import path

from commissioner.views.position import programme_position

app_name = "commissioner"

urlpatterns = [path("", programme_position, name="position")]
