"""One tip, and what an officer does with it, each act on a page of its own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import receivers
from wayhome.casefile.queries import id_of_reference, may_open_source
from wayhome.kernel.errors import BadInput
from wayhome.tips import actions
from wayhome.tips.forms.staff import AnswerForm, AssignForm, DescribeForm, JoinForm, RefuseForm, SplitForm, VersionForm
from wayhome.tips.queries import demand_tip
from wayhome.tips.queries.tip import TipPage, tip_page
from wayhome.tips.queries.versions import tip_to_act_on
from wayhome.tips.views.acting import Act, carry_out, posted, rights

DESCRIBED_IN = frozenset({"new", "in_case"})  # the parts of a split tip are described, each by itself
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def tip(request: Asked, reference: str) -> HttpResponse:
    """Show one tip: its source beside what was read from it, and what can be done with it."""
    page = tip_page(request.actor, request.purpose, reference=reference)
    may = rights(
        request, "assign tip", "describe tip", "split tip", "join tip", "refuse tip", "restore tip", "answer tip",
        "open source", "read import",
    )  # fmt: skip
    # The source of a whole sheet or of a split tip can stand behind a restricted case of which this tip is no part.
    may["open_source"] = may["open_source"] and may_open_source(
        request.actor, request.purpose, source_id=page.source_id
    )
    context = {
        "page": page,
        "may": may,
        "acts": _acts(page, may),
        "keep": may["describe_tip"] and page.state in DESCRIBED_IN,
        "crumbs": [(gettext("Tips"), reverse("tips:queue"))],
    }
    return render(request, "tips/tip.html", context)


@GET_AND_POST
def assign(request: Asked, reference: str) -> HttpResponse:
    """Give a tip to a colleague."""
    tip_id, version = _tip(request, reference, verb="assign")
    people = receivers(request.actor, request.purpose, kind="tip")
    form = AssignForm(
        posted(request), colleagues=people, initial={"version": version, "user_id": str(request.actor.user_id)}
    )
    act = _act(
        reference,
        heading=gettext("Give this tip to a colleague"),
        button=gettext("Give the tip"),
        done=gettext("The tip was given."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.assign_tip(
            request.actor, request.purpose, tip_id=tip_id, version=given["version"], user_id=UUID(given["user_id"])
        )

    return carry_out(request, form, act, do)


@GET_AND_POST
def describe(request: Asked, reference: str) -> HttpResponse:
    """Write down one person whom the tip names; a finding in its words can fill fields, and a human keeps them."""
    tip_id, _ = _tip(request, reference, verb="describe")
    page = tip_page(request.actor, request.purpose, reference=reference)
    form = DescribeForm(posted(request), initial=_kept(page, request.GET.get("keep", "")))
    act = _act(
        reference,
        heading=gettext("Write down a person whom this tip names"),
        button=gettext("Keep this person"),
        done=gettext("The person was written down."),
        lead=gettext("What is left empty was not said. The tip itself is the source of all that you write."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.describe_tip(
            request.actor, request.purpose, tip_id=tip_id, slot=given["slot"], said=form.said(), grade=form.grade
        )

    return carry_out(request, form, act, do, page=page)


@GET_AND_POST
def split(request: Asked, reference: str) -> HttpResponse:
    """Split a tip that tells of several matters."""
    tip_id, version = _tip(request, reference, verb="split")
    page = tip_page(request.actor, request.purpose, reference=reference)
    slots = [person.slot for person in page.people]
    form = SplitForm(posted(request), slots=slots, text=page.text, initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Split this tip into one for each matter"),
        button=gettext("Split the tip"),
        done=gettext("The tip was split. It stays to be read."),
        lead=gettext(
            "The first two start with all the words: leave in each what belongs to it. The tip itself stays as it is, "
            "to be read; a split cannot be taken back."
        ),
    )

    def do(given: Mapping[str, Any]) -> None:
        parts = [actions.SplitPart(text, slots) for text, slots in form.parts()]
        actions.split_tip(request.actor, request.purpose, tip_id=tip_id, version=given["version"], parts=parts)

    return carry_out(request, form, act, do, page=page)


@GET_AND_POST
def join(request: Asked, reference: str) -> HttpResponse:
    """Join a tip to a case that is there, or open a new one with it."""
    tip_id, version = _tip(request, reference, verb="join")
    form = JoinForm(posted(request), initial={"version": version, "case": request.GET.get("case", "")})
    act = _act(
        reference,
        heading=gettext("Open a case with this tip, or join it to one"),
        button=gettext("Open or join"),
        done=gettext("The tip was joined, with everybody whom it names."),
        lead=gettext("Everybody whom it names goes into the case with it. It cannot be taken out again yet."),
    )

    def do(given: Mapping[str, Any]) -> str:
        case_id = _case(request, given["case"]) if given["case"] else None
        tips = {tip_id: given["version"]}
        case = actions.join_tips(request.actor, request.purpose, tips=tips, case_id=case_id, title=given["title"])
        return reverse("casefile:case", args=[case.reference])

    return carry_out(request, form, act, do)


@GET_AND_POST
def refuse(request: Asked, reference: str) -> HttpResponse:
    """Refuse a tip as spam, a joke or a test; it is kept and can be brought back."""
    tip_id, version = _tip(request, reference, verb="refuse")
    form = RefuseForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Refuse this tip"),
        button=gettext("Refuse the tip"),
        done=gettext("The tip was refused. It is kept, and can be brought back."),
        lead=gettext("It leaves the queue. It is kept, and anyone who may refuse can bring it back."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.refuse_tip(
            request.actor, request.purpose, tip_id=tip_id, version=given["version"], reason=given["reason"]
        )

    return carry_out(request, form, act, do)


@GET_AND_POST
def restore(request: Asked, reference: str) -> HttpResponse:
    """Bring a refused tip back into the queue."""
    tip_id, version = _tip(request, reference, verb="restore")
    form = VersionForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Bring this tip back into the queue"),
        button=gettext("Bring it back"),
        done=gettext("The tip waits in the queue again."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.restore_tip(request.actor, request.purpose, tip_id=tip_id, version=given["version"])

    return carry_out(request, form, act, do)


@GET_AND_POST
def answer(request: Asked, reference: str) -> HttpResponse:
    """Answer whoever sent the tip; they read it with reference and secret."""
    tip_id = demand_tip(request.actor, request.purpose, text=reference, verb="answer")
    act = _act(
        reference,
        heading=gettext("Answer whoever sent this tip"),
        button=gettext("Send the answer"),
        done=gettext("The answer can be read with reference and secret."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.answer_tip(request.actor, request.purpose, tip_id=tip_id, text=given["text"])

    return carry_out(request, AnswerForm(posted(request)), act, do)


def _kept(page: TipPage, number: str) -> Mapping[str, str]:
    """Find what a finding in the words would fill, by its number: an address must not tell what it holds."""
    return next((one.fills for one in page.proposals if str(one.n) == number), {})


def _tip(request: Asked, reference: str, *, verb: str) -> tuple[UUID, int]:
    """Find a tip that is about to be acted on, with its version."""
    return tip_to_act_on(request.actor, request.purpose, reference=reference, verb=verb)


def _case(request: Asked, told: str) -> UUID:
    found = id_of_reference(request.actor, request.purpose, text=told, prefix="C")
    if found is None:
        raise BadInput("case: " + gettext("this reference is not known to you."))
    return found


def _act(reference: str, *, heading: str, button: str, done: str, lead: str = "") -> Act:
    return Act(heading, button, done, back=reverse("tips:tip", args=[reference]), back_label=reference, lead=lead)


def _acts(page: TipPage, may: Mapping[str, bool]) -> list[dict[str, Any]]:
    """List what can be done with a tip in its state by whoever reads it; the next step comes first."""
    offered: list[tuple[str, str, str, bool]] = [
        ("join", gettext("Open or join a case"), "c", page.waits),
        ("describe", gettext("Write down a person"), "p", page.state in DESCRIBED_IN),
        ("assign", gettext("Give it to a colleague"), "a", page.waits),
        ("split", gettext("Split it"), "", page.waits),
        ("refuse", gettext("Refuse it"), "", page.waits),
        ("restore", gettext("Bring it back"), "", page.state == "refused" and not page.is_import_undone),
        ("answer", gettext("Answer the sender"), "", page.can_be_answered),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"tips:{verb}", args=[page.reference]),
            "main": verb == "join",
            "key": key.upper(),
        }
        for verb, label, key, is_offered in offered
        if is_offered and may[f"{verb}_tip"]
    ]
