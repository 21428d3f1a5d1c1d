"""Every address of the site; a room brings its own, written out from the root."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from wayhome.site import views

ROOMS = ("accounts", "casefile", "tips", "journey")

handler400 = "wayhome.site.views.bad_request"
handler403 = "wayhome.site.views.nothing_here"
handler404 = "wayhome.site.views.nothing_here"
handler500 = "wayhome.site.views.our_fault"


def _addresses() -> list[URLPattern | URLResolver]:
    addresses: list[URLPattern | URLResolver] = [path("", include(f"wayhome.{room}.urls")) for room in ROOMS]
    addresses += [path("healthz", views.healthz), path("language/", views.language, name="language")]
    if settings.SHOWS_GALLERY:
        addresses.append(path("look/", views.gallery))
    if settings.DEMO:
        addresses.append(path("demo/", include("wayhome.site.demo.urls")))
    return addresses


urlpatterns = _addresses()
