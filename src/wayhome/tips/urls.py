"""The addresses of tips and imports; those of the public and the interface are open to all."""

from django.urls import include, path

from wayhome.tips.api import addresses
from wayhome.tips.views import call, chosen, imports, public, queue, sheets, tip, whole

app_name = "tips"

_TIP = "tips/<str:reference>/"

urlpatterns = [
    path("tip/", public.tip, name="public"),
    path("tip/add/", public.add, name="public_add"),
    # Typed or sent without its last stroke: a redirection would lose what was written.
    path("tip", public.tip),
    path("tip/add", public.add),
    path("api/", include((addresses(), "api"))),
    path("tips/", queue.queue, name="queue"),
    path("tips/act/", chosen.act, name="act"),
    path("tips/call/", call.call, name="call"),
    path(_TIP, tip.tip, name="tip"),
    path(f"{_TIP}assign/", tip.assign, name="assign"),
    path(f"{_TIP}describe/", tip.describe, name="describe"),
    path(f"{_TIP}split/", tip.split, name="split"),
    path(f"{_TIP}join/", tip.join, name="join"),
    path(f"{_TIP}refuse/", tip.refuse, name="refuse"),
    path(f"{_TIP}restore/", tip.restore, name="restore"),
    path(f"{_TIP}answer/", tip.answer, name="answer"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/profiles/", sheets.profile_list, name="profiles"),
    path("imports/profiles/<uuid:profile_id>/", sheets.profile, name="profile"),
    path("imports/sheets/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("imports/sheets/<uuid:sheet_id>/drop/", sheets.drop, name="sheet_drop"),
    path("imports/<str:reference>/", imports.import_, name="import"),
    path("imports/<str:reference>/mend/", whole.mend, name="import_mend"),
    path("imports/<str:reference>/undo/", whole.undo, name="import_undo"),
]
