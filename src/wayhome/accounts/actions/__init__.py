"""Every write about staff: the first account, agencies, invitations, roles, sign-in, one's own account."""

from wayhome.accounts.actions.colleagues import (
    Invited,
    change_roles,
    grant_compartment,
    invite_colleague,
    recover_account,
    withdraw_compartment,
)
from wayhome.accounts.actions.own import change_password, choose_purpose, set_language
from wayhome.accounts.actions.signing_in import act_as, sign_in, use_link
from wayhome.accounts.actions.starting import FIRST_EMAIL, create_agency, ensure_first_administrator, start_installation

__all__ = [
    "FIRST_EMAIL",
    "Invited",
    "act_as",
    "change_password",
    "change_roles",
    "choose_purpose",
    "create_agency",
    "ensure_first_administrator",
    "grant_compartment",
    "invite_colleague",
    "recover_account",
    "set_language",
    "sign_in",
    "start_installation",
    "use_link",
    "withdraw_compartment",
]
