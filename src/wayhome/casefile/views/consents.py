"""What somebody allowed or refused, and when they take it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.casefile.actions import record_consent, withdraw_consent
from wayhome.casefile.forms.consents import ConsentForm, WithdrawConsentForm
from wayhome.casefile.queries import demand_reference, demand_right, version_of
from wayhome.casefile.views.acting import Act, carry_out, posted


@require_http_methods(["GET", "HEAD", "POST"])
def consent_new(request: Asked, reference: str) -> HttpResponse:
    """Record what a person allowed or refused."""
    subject_id = demand_reference(request.actor, request.purpose, text=reference, prefix="P")
    demand_right(request.actor, request.purpose, verb="create", kind="consent")
    form = ConsentForm(posted(request), initial={"given_on": timezone.localdate()})
    act = Act(
        heading=gettext("Record a consent"),
        button=gettext("Record the consent"),
        done=gettext("The consent was recorded."),
        back=reverse("casefile:person", args=[reference]),
        back_label=reference,
        lead=gettext("A refusal is recorded too. Nothing is allowed that nobody asked about."),
    )

    def do(given: Mapping[str, Any]) -> None:
        record_consent(request.actor, request.purpose, subject_id=subject_id, **given)

    return carry_out(request, form, act, do)


@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdraw(request: Asked, reference: str, consent_id: UUID) -> HttpResponse:
    """Record that a person takes a consent back."""
    demand_reference(request.actor, request.purpose, text=reference, prefix="P")
    version = version_of(request.actor, request.purpose, kind="consent", record_id=consent_id, verb="withdraw")
    form = WithdrawConsentForm(posted(request), initial={"version": version})
    act = Act(
        heading=gettext("Record that a consent is taken back"),
        button=gettext("Take the consent back"),
        done=gettext("The consent was taken back."),
        back=reverse("casefile:person", args=[reference]),
        back_label=reference,
        lead=gettext("From now on it allows nothing. Nobody needs to give a reason."),
    )

    def do(given: Mapping[str, Any]) -> None:
        withdraw_consent(request.actor, request.purpose, consent_id=consent_id, **given)

    return carry_out(request, form, act, do)
