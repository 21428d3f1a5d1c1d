"""The addresses of tips; the two of the public and the interface are open to all."""

from django.urls import include, path

from wayhome.tips.api import addresses
from wayhome.tips.views import public

app_name = "tips"

urlpatterns = [
    path("tip/", public.tip, name="public"),
    path("tip/add/", public.add, name="public_add"),
    path("api/", include((addresses(), "api"))),
]
