"""Acts on several ticked tips of the queue at once; what is not done leads back to the queue, with the ticks kept."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from wayhome.accounts.door import Asked
from wayhome.casefile.queries import id_of_reference
from wayhome.kernel.errors import BadInput, Conflict, StaleRecord
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips import actions
from wayhome.tips.forms.staff import not_one_case
from wayhome.tips.views.queue import SENT, Refused, show_queue

NARROWING = ("only", "reason", "channel", "language", "state", "case", "page")


@require_POST
def act(request: Asked) -> HttpResponse:
    """Give several tips to a colleague, join them to one case, or refuse them: all or none."""
    try:
        return _done(request)
    except BadInput as problem:
        return _not_done(request, problem.sentence, field=problem.field, status=422)
    except Conflict as problem:
        return _not_done(request, str(problem), status=409)
    except StaleRecord:
        sentence = gettext("Somebody changed one of these tips since you ticked it. Look at them, then press again.")
        return _not_done(request, sentence, status=409)


def _done(request: Asked) -> HttpResponse:
    tips = _chosen(request.POST.getlist("chosen"))
    if not tips:
        raise BadInput(gettext("Tick at least one tip."))
    what, count = request.POST.get("act", ""), {"count": len(tips)}
    if what == "assign":
        actions.assign_tips(request.actor, request.purpose, tips=tips, user_id=_user(request.POST))
        done = ngettext("%(count)s tip was given.", "%(count)s tips were given.", len(tips))
    elif what == "refuse":
        actions.refuse_tips(request.actor, request.purpose, tips=tips, reason=_reason(request.POST))
        done = ngettext("%(count)s tip was refused.", "%(count)s tips were refused.", len(tips))
    elif what == "join":
        case = _join(request, tips)
        messages.success(
            request, ngettext("%(count)s tip was joined.", "%(count)s tips were joined.", len(tips)) % count
        )
        return redirect("casefile:case", case)
    else:
        raise BadInput(gettext("Press one of the buttons below."))
    messages.success(request, done % count)
    narrowed = _narrowing(request).urlencode()
    return redirect(f"{reverse('tips:queue')}?{narrowed}" if narrowed else reverse("tips:queue"))


def _not_done(request: Asked, sentence: str, *, field: str = "", status: int) -> HttpResponse:
    """Show the queue as it was narrowed, what was ticked and chosen, and in one sentence what is missing."""
    refused = Refused(
        sentence=sentence[:1].upper() + sentence[1:],
        field=field,
        status=status,
        ticked=frozenset(_readable(request.POST.getlist("chosen"))),
        sent={name: request.POST.get(name, "") for name in SENT},
    )
    return show_queue(request, _narrowing(request), refused=refused)


def _join(request: Asked, tips: dict[UUID, int]) -> str:
    told, title = request.POST.get("case", "").strip(), request.POST.get("title", "").strip()
    if wrong := not_one_case(told, title):
        raise BadInput(f"case: {wrong}")
    case_id = None
    if told:
        case_id = id_of_reference(request.actor, request.purpose, text=told, prefix="C")
        if case_id is None:
            raise BadInput("case: " + gettext("this reference of a case is not known to you."))
    case = actions.join_tips(request.actor, request.purpose, tips=tips, case_id=case_id, title=title)
    return str(case.reference)


def _reason(given: QueryDict) -> str:
    reason = given.get("reason", "")
    if reason not in vocabulary("spam_reasons"):
        raise BadInput("reason: " + gettext("choose a reason."))
    return reason


def _user(given: QueryDict) -> UUID:
    try:
        return UUID(given.get("user_id", ""))
    except ValueError:
        raise BadInput("colleague: " + gettext("choose a colleague.")) from None


def _chosen(told: Iterable[str]) -> dict[UUID, int]:
    """Read which tips were ticked, each with the version that was seen: `id:version`."""
    ticked = list(told)
    chosen = _readable(ticked)
    if len(chosen) < len(set(ticked)):
        raise BadInput(gettext("What was ticked cannot be read. Tick the tips again."))
    return chosen


def _readable(told: Iterable[str]) -> dict[UUID, int]:
    chosen = {}
    for one in told:
        name, _, version = one.partition(":")
        try:
            chosen[UUID(name)] = int(version)
        except ValueError:
            continue
    return chosen


def _narrowing(request: Asked) -> QueryDict:
    """Read how the queue was narrowed; whatever else was sent along leads nowhere."""
    given, kept = QueryDict(request.POST.get("back", "")), QueryDict(mutable=True)
    for name in NARROWING:
        if name in given:
            kept.setlist(name, given.getlist(name))
    return kept
