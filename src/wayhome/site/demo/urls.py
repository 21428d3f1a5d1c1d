"""The address of the role picker; it exists in the demo alone."""

from django.urls import path

from wayhome.site.demo import views

urlpatterns = [path("", views.picker, name="demo")]
