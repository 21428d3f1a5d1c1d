"""The addresses of accounts."""

from django.urls import path

from wayhome.accounts.views import agencies, colleagues, history, own, roles, signing_in

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("welcome/<str:token>/", signing_in.welcome, name="welcome"),
    path("purpose/", own.purpose, name="purpose"),
    path("accounts/", colleagues.accounts, name="accounts"),
    path("accounts/me/", own.own, name="own"),
    path("accounts/invite/", colleagues.invite, name="invite"),
    path("accounts/agencies/", agencies.agencies, name="agencies"),
    path("accounts/roles/", roles.roles, name="roles"),
    path("accounts/<uuid:user_id>/", colleagues.account, name="account"),
    path("accounts/<uuid:user_id>/link/", colleagues.new_link, name="new_link"),
    path("history/", history.history, name="history"),
    path("history/verify/", history.verify, name="verify"),
]
