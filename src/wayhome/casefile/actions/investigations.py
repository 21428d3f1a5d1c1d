"""Open an investigation, put cases into it, close it."""

from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, find
from wayhome.casefile.actions.references import draw
from wayhome.casefile.models import Case, Investigation
from wayhome.kernel.errors import BadInput, Conflict


@action
def open_investigation(actor: Actor, purpose: str, *, title: str, summary: str = "") -> Investigation:
    """Open an investigation, to hold several cases together."""
    demand(actor, purpose, "create", "investigation")
    if not title.strip():
        raise BadInput("title: an investigation needs a line by which colleagues will know it.")
    if actor.agency_id is None:
        raise BadInput("agency: only somebody who belongs to an agency can open an investigation.")
    made = Investigation(reference=draw("I"), agency_id=actor.agency_id, assigned_to_id=actor.user_id)
    seal.put(made, "sealed", {"title": title.strip(), "summary": summary.strip()})
    made.save()
    journal.record(actor.user_id, purpose, "create", "investigation", made.pk)
    return made


@action
def add_case_to_investigation(actor: Actor, purpose: str, *, investigation_id: UUID, case_id: UUID) -> None:
    """Put a case into an open investigation; it leaves the one that it was in."""
    investigation = find(actor, purpose, Investigation, investigation_id, verb="add_case")
    if investigation.state != "open":
        raise Conflict("This investigation is closed. Open another one for this case.")
    case = find(actor, purpose, Case, case_id)
    before, case.investigation_id = case.investigation_id, investigation.pk
    case.save_changes(["investigation_id"])
    detail = {"before": str(before) if before else None, "after": str(investigation.pk)}
    journal.record(
        actor.user_id, purpose, "add_case", "investigation", investigation.pk, case_id=case.pk, detail=detail
    )


@action
def close_investigation(
    actor: Actor, purpose: str, *, investigation_id: UUID, version: int, words: str
) -> Investigation:
    """Close an investigation, and say why; its cases stay as they are."""
    made = find(actor, purpose, Investigation, investigation_id, verb="close", version=version)
    if made.state != "open":
        raise Conflict("This investigation is closed already.")
    if not words.strip():
        raise BadInput("words: say why the investigation is closed.")
    made.state = "closed"
    values = seal.opened(made, "sealed")
    made.sealed_version += 1
    seal.put(made, "sealed", {**values, "state_words": words.strip()})
    made.save_changes(["state", "sealed_version", "sealed"])
    journal.record(actor.user_id, purpose, "close", "investigation", made.pk, detail={"words": words.strip()})
    return made
