"""
Four matters, each with a word of its own in every sealed field: ours, one that was given away, a shut one, theirs.

A word tells by itself which matter it belongs to, so that a page, a header or an address that holds it has told of that
matter, whatever way it came there.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from wayhome.accounts import door
from wayhome.accounts.tests.cast import Cast, cast
from wayhome.casefile import actions as casefile
from wayhome.tips import actions as tips
from wayhome.tips.models import Tip

MATTERS = ("ours", "given", "shut", "theirs")


@dataclass
class Matter:
    """What was made of one matter: its addresses by the name of their part, and the words that tell of it."""

    name: str
    words: list[str] = field(default_factory=list)
    parts: dict[str, object] = field(default_factory=dict)

    def word(self) -> str:
        """Draw the next word of this matter."""
        self.words.append(f"{self.name}canary{len(self.words):02}")
        return self.words[-1]


def matters() -> tuple[Cast, dict[str, Matter]]:
    """Make the people and the four matters."""
    people = cast()
    made = {name: Matter(name) for name in MATTERS}
    for name, matter in made.items():
        _fill(people.actor("supervisor", elsewhere=name == "theirs"), matter)
    given, shut = made["given"], made["shut"]
    supervisor = people.actor("supervisor")
    casefile.assign_case(
        supervisor, "supervision", case_id=given.parts["case_id"], version=1, user_id=people.user("caseworker").pk
    )
    casefile.restrict_case(supervisor, "supervision", case_id=shut.parts["case_id"], version=1)
    return people, made


def _fill(actor: door.Actor, matter: Matter) -> None:
    """Put a word into every field that is sealed, through the acts of the rooms."""
    who = (actor, "supervision")
    body = {"text": matter.word(), "place": matter.word(), "when": matter.word(), "contact": matter.word()}
    tip_id = tips.file_tip(*who, body=body, channel="hotline").tip_id
    tips.answer_tip(*who, tip_id=tip_id, text=matter.word())
    said = [("name", {"text": matter.word(), "name_kind": "full"}), ("description", {"text": matter.word()})]
    person_id = tips.describe_tip(*who, tip_id=tip_id, slot="girl", said=said, grade="B2")
    case = tips.join_tips(*who, tips={tip_id: 1}, title=matter.word())
    statement = casefile.add_statement(
        *who, subject_id=person_id, said=casefile.Said("whereabouts", {"text": matter.word()}, said_by=matter.word())
    )
    casefile.write_note(*who, case_id=case.pk, text=matter.word())
    due = timezone.now() + timedelta(hours=2)
    task = casefile.add_task(*who, case_id=case.pk, title=matter.word(), due_at=due)
    evidence = casefile.add_evidence(
        *who, case_id=case.pk, what="document", description=matter.word(), held_at=matter.word()
    )
    consent = casefile.record_consent(
        *who, subject_id=person_id, for_purpose=_consent_purpose(), is_given=True, given_by=matter.word(),
        given_on=date(2026, 11, 1), words=matter.word(),
    )  # fmt: skip
    investigation = casefile.open_investigation(*who, title=matter.word(), summary=matter.word())
    tip = door.scope(*who, Tip).get(pk=tip_id)
    person = statement.subject
    matter.parts |= {
        "tip": tip.reference, "person": person.reference, "case": case.reference, "case_id": case.pk,
        "investigation": investigation.reference, "source_id": tip.source_id, "statement_id": statement.pk,
        "task_id": task.pk, "evidence_id": evidence.pk, "consent_id": consent.pk,
    }  # fmt: skip


def _consent_purpose() -> str:
    from wayhome.kernel.vocabularies import vocabulary

    return vocabulary("consent_purposes").codes[0]
