"""The address of the line: the start of the site."""

from django.urls import path

from wayhome.journey import views

app_name = "journey"

urlpatterns = [path("", views.line, name="line")]
