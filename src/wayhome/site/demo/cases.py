"""
What became of the tips: five people at work on six cases, one investigation, and a girl who is said to be two ages.

Each function tells one case, in the order in which it would have happened.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone

from wayhome.accounts.door import scope
from wayhome.casefile import actions as casefile
from wayhome.casefile.actions import Said
from wayhome.casefile.queries import subjects_at
from wayhome.site.demo.people import Troupe
from wayhome.tips import actions as tips

Tips = Mapping[str, UUID]


def tell_cases(troupe: Troupe, told: Tips, import_id: UUID) -> None:
    """Tell what became of the tips."""
    sort_out(troupe, told)
    row = {number: _row(troupe, import_id, number) for number in (1, 2, 4, 8)}
    ferry = tell_ferry(troupe, told, row[1])
    hotel = tell_hotel(troupe, told, row[8])
    tell_clinic(troupe, told, row[2])
    tell_packing_hall(troupe, told)
    advert = tell_advert(troupe, told, row[4])
    coach = tell_coach(troupe, told)
    investigator = troupe.as_("ivo")
    made = casefile.open_investigation(
        *investigator, title="The grey van", summary="The same van, or the same scar, in three matters within a month."
    )
    for case in (ferry, hotel, coach):
        casefile.add_case_to_investigation(*investigator, investigation_id=made.pk, case_id=case.pk)
    other = casefile.open_investigation(
        *investigator, title="Work abroad", summary="Advertisements that ask for papers first."
    )
    casefile.add_case_to_investigation(*investigator, investigation_id=other.pk, case_id=advert.pk)


def sort_out(troupe: Troupe, told: Tips) -> None:
    """Give tips to colleagues, refuse the advertisement, answer the shelter."""
    noor, sena = troupe.as_("noor"), troupe.as_("sena", "intake")
    tips.refuse_tip(*noor, tip_id=told["phones"], version=1, reason="advertisement")
    tips.assign_tip(*noor, tip_id=told["market"], version=1, user_id=troupe.ids["noor"])
    tips.assign_tip(*noor, tip_id=told["neighbour"], version=1, user_id=troupe.ids["sena"])
    tips.answer_tip(
        *sena,
        tip_id=told["shelter_asks"],
        text="Thank you. Keep her with you tonight; a colleague rings within the hour.",
    )


def tell_ferry(troupe: Troupe, told: Tips, row: Any) -> Any:
    """Tell of Lina: a girl at the ferry hall, a child in a shelter's sheet, and what is said of her."""
    noor, ivo = troupe.as_("noor"), troupe.as_("ivo")
    girl = tips.describe_tip(
        *noor,
        tip_id=told["ferry"],
        slot="girl",
        said=[
            ("age", {"years_min": 12, "years_max": 14}),
            ("description", {"text": "Blue coat too large for her, plaits, a plaster on the left thumb."}),
            ("role", {"role": "at_risk"}),
        ],
        grade="C3",
    )
    man = tips.describe_tip(
        *noor,
        tip_id=told["ferry"],
        slot="man",
        said=[
            ("description", {"text": "About 45, scar on the left hand, holds the papers of the girl."}),
            ("vehicle", {"plate": "SLN 4471", "text": "grey van"}),
            ("role", {"role": "companion"}),
        ],
        grade="C3",
    )
    case = _join(troupe, "ivo", "Girl at the ferry hall", _version(troupe, told["ferry"]), row.pk)
    lina = _child(troupe, row)
    sister = casefile.record_subject(
        *ivo,
        what="person",
        said=[
            Said("description", {"text": "Younger than Lina, hair cut short. Lina calls her “Mysha”."}, "B3", "Lina"),
            Said("name", {"text": "Мишка", "name_kind": "alias", "script": "Cyrl", "language": "uk"}, "B3", "Lina"),
        ],
    )
    tell_lina(troupe, lina, sister=sister.pk, man=man)
    _say(troupe, girl, Said("relation", {"relation_kind": "travels_with"}, "C3", "the kiosk", object_id=man))
    scene = _sighting(troupe, lina)
    casefile.add_to_case(*ivo, case_id=case.pk, subject_ids=[sister.pk, scene])
    casefile.write_note(
        *ivo, case_id=case.pk, text="The ferry line holds the boat for twenty minutes if the police ask."
    )
    casefile.add_evidence(
        *ivo,
        case_id=case.pk,
        what="travel",
        description="Two tickets, bought in cash at 17:52.",
        held_at="Ferry line, lost property office, sealed bag 118",
        sha256=hashlib.sha256(b"two tickets of a made-up ferry").hexdigest(),
    )
    _task(troupe, case, "Ring the kiosk back before the boat leaves", 0.7, "noor")
    _task(troupe, case, "Ask the school for the register", 20, "ivo")
    return case


def tell_lina(troupe: Troupe, lina: UUID, *, sister: UUID, man: UUID) -> None:
    """Tell what is said of Lina: in four scripts, with two years of birth, and what she wishes herself."""
    names = (
        ({"text": "لينا ساروفان", "name_kind": "full", "script": "Arab", "language": "ar"}, "C3", "day-centre worker"),
        ({"text": "莉娜", "name_kind": "given", "script": "Hans", "language": "zh"}, "D3", "the cook of the hotel"),
    )
    for value, grade, who in names:
        _say(troupe, lina, Said("name", value, grade, who, date(2026, 10, 9)))
    _say(troupe, lina, Said("birth", {"date": "2011-01-01"}, "D4", "the travel paper", date(2026, 11, 2)))
    register = _say(
        troupe, lina, Said("birth", {"date": "2012-03/2012-08"}, "A2", "the school register", date(2026, 11, 12))
    )
    ivo = troupe.as_("ivo")
    casefile.prefer_statement(
        *ivo, statement_id=register.pk, reason="The register was kept before anybody had a reason to lie."
    )
    looks = _say(troupe, lina, Said("description", {"text": "Brown eyes, 1.40 m."}, "C3", "night nurse"))
    better = Said(
        "description", {"text": "Brown eyes, 1.52 m, a small scar over the left eyebrow."}, "B2", "the clinic"
    )
    casefile.correct_statement(
        *ivo, statement_id=looks.pk, version=looks.version, said=better, reason="Measured at the clinic."
    )
    wrong = _say(troupe, lina, Said("nationality", {"country": "PT"}, "E5", "a caller"))
    casefile.withdraw_statement(
        *ivo, statement_id=wrong.pk, version=wrong.version, reason="The caller spoke of another girl."
    )
    _say(
        troupe,
        lina,
        Said("note", {"text": "She wants to be where her sister is, and to finish the school year."}, "A1", "Lina"),
    )
    _say(troupe, lina, Said("relation", {"relation_kind": "sibling_of"}, "B3", "Lina", object_id=sister))
    _say(troupe, lina, Said("relation", {"relation_kind": "moved_by"}, "C3", "the kiosk", object_id=man))
    for purpose, is_given, words in (
        ("keep", True, "Write it down, so that I need not say it again."),
        ("contact_family", False, "Not my aunt."),
    ):
        casefile.record_consent(
            *ivo,
            subject_id=lina,
            for_purpose=purpose,
            is_given=is_given,
            given_by="Lina, with her lawyer",
            given_on=timezone.localdate(),
            words=words,
        )


def tell_hotel(troupe: Troupe, told: Tips, row: Any) -> Any:
    """Tell of the hotel on the cape: a case that waits, in the hands of a case worker."""
    case = _join(troupe, "ivo", "Third floor of the Cape Hotel", _version(troupe, told["letter"]), row.pk)
    hotel = casefile.record_subject(
        *troupe.as_("ivo"),
        what="place",
        said=[
            Said(
                "name", {"text": "海角旅馆", "name_kind": "full", "script": "Hans", "language": "zh"}, "C3", "the cook"
            ),
            Said("address", {"text": "Cape Hotel, Marrow, third floor"}, "C3", "the cook"),
        ],
    )
    casefile.add_to_case(*troupe.as_("ivo"), case_id=case.pk, subject_ids=[hotel.pk])
    _task(troupe, case, "Sit with her when the doctor comes", 26, "camille")
    waiting = casefile.wait_on_case(
        *troupe.as_("ivo"),
        case_id=case.pk,
        version=_now(troupe, case),
        words="Waits for the doctor, who comes tomorrow.",
    )
    return casefile.assign_case(
        *troupe.as_("ivo"), case_id=case.pk, version=waiting.version, user_id=troupe.ids["camille"]
    )


def tell_clinic(troupe: Troupe, told: Tips, row: Any) -> Any:
    """Tell of the boy at the clinic: he is safe, and the case is closed."""
    case = _join(troupe, "daryna", "Boy at the clinic", _version(troupe, told["clinic"]), row.pk)
    return casefile.close_case(
        *troupe.as_("daryna"),
        case_id=case.pk,
        version=_now(troupe, case),
        reason="safe",
        words="His grandmother came with papers; he ran to her. The clinic and the youth office agree.",
    )


def tell_packing_hall(troupe: Troupe, told: Tips) -> Any:
    """Tell of the packing hall: a tip of two matters is split, and one of them is shut off from most eyes."""
    daryna = troupe.as_("daryna")
    hall, flat = tips.split_tip(
        *daryna,
        tip_id=told["two_matters"],
        version=1,
        parts=[
            tips.SplitPart("In the packing hall by the river three boys work at night who cannot be older than 14."),
            tips.SplitPart(
                "The man who rents out the rooms above the hall also lets a flat where a girl is never seen to leave."
            ),
        ],
    )
    case = _join(troupe, "daryna", "Packing hall by the river", {hall.pk: hall.version})
    casefile.restrict_case(*daryna, case_id=case.pk, version=_now(troupe, case))
    inside = troupe.as_("daryna")  # by now she holds the key to what she has shut off
    casefile.grant_case(*inside, case_id=case.pk, user_id=troupe.ids["ivo"], for_purpose="investigation")
    casefile.write_note(
        *inside, case_id=case.pk, text="A colleague may know the owner. Nobody is told before Thursday."
    )
    tips.assign_tip(*daryna, tip_id=flat.pk, version=flat.version, user_id=troupe.ids["noor"])
    return case


def tell_advert(troupe: Troupe, told: Tips, row: Any) -> Any:
    """Tell of the advertisement: a matter for the officer who speaks for the other state."""
    case = _join(troupe, "ivo", "Work abroad, papers first", _version(troupe, told["advert"]), row.pk)
    casefile.add_evidence(
        *troupe.as_("ivo"),
        case_id=case.pk,
        what="web_page",
        description="The advertisement, as it stood on the day of the tip.",
        held_at="Cyber unit, exhibit 2026/77",
    )
    return casefile.assign_case(
        *troupe.as_("ivo"), case_id=case.pk, version=_now(troupe, case), user_id=troupe.ids["layla"]
    )


def tell_coach(troupe: Troupe, told: Tips) -> Any:
    """Tell of the coach: counsel asks what it would prove."""
    boy = tips.describe_tip(
        *troupe.as_("noor"),
        tip_id=told["driver"],
        slot="boy",
        said=[("age", {"years_min": 9, "years_max": 11}), ("role", {"role": "at_risk"})],
        grade="B3",
    )
    case = _join(troupe, "ivo", "Two children on the coach", _version(troupe, told["driver"]))
    _say(troupe, boy, Said("whereabouts", {"text": "Coach station of Marrow", "when": "2026-11"}, "B3", "the driver"))
    _task(troupe, case, "Say what the driver’s word would prove", 44, "chen")
    return casefile.assign_case(
        *troupe.as_("ivo"), case_id=case.pk, version=_now(troupe, case), user_id=troupe.ids["chen"]
    )


def _sighting(troupe: Troupe, lina: UUID) -> UUID:
    """Record that somebody was seen, and her part in it."""
    scene = casefile.record_subject(
        *troupe.as_("ivo"),
        what="event",
        said=[
            Said(
                "happening",
                {"event_kind": "sighting", "text": "Ferry hall, gate 4", "when": timezone.localdate().isoformat()},
                "C3",
                "the kiosk",
            )
        ],
    )
    _say(troupe, lina, Said("event_part", {"part": "concerned"}, "C3", "the kiosk", object_id=scene.pk))
    return scene.pk


def _say(troupe: Troupe, subject_id: UUID, said: Said) -> Any:
    return casefile.add_statement(*troupe.as_("ivo"), subject_id=subject_id, said=said)


def _task(troupe: Troupe, case: Any, title: str, hours: float, key: str) -> None:
    due_at = timezone.now() + timedelta(hours=hours)
    casefile.add_task(*troupe.as_("ivo"), case_id=case.pk, title=title, due_at=due_at, user_id=troupe.ids[key])


def _join(troupe: Troupe, key: str, title: str, versions: Mapping[UUID, int], *more: UUID) -> Any:
    seen = {**versions, **dict.fromkeys(more, 1)}
    return tips.join_tips(*troupe.as_(key), tips=seen, title=title)


def _version(troupe: Troupe, tip_id: UUID) -> dict[UUID, int]:
    """Give the version at which a tip stands, as its page would."""
    rows = scope(*troupe.as_("daryna"), apps.get_model("tips", "Tip"))
    return dict(rows.filter(pk=tip_id).values_list("pk", "version"))


def _now(troupe: Troupe, case: Any) -> int:
    """Give the version at which a case stands, as its page would."""
    rows = scope(*troupe.as_("daryna"), apps.get_model("casefile", "Case"))
    version: int = rows.values_list("version", flat=True).get(pk=case.pk)
    return version


def _row(troupe: Troupe, import_id: UUID, number: int) -> Any:
    """Give the tip that a row of the sheet became."""
    return scope(*troupe.as_("daryna"), apps.get_model("tips", "Tip")).get(of_import_id=import_id, row=number)


def _child(troupe: Troupe, row: Any) -> UUID:
    """Give the child whom a row of the sheet names."""
    named = dict(subjects_at(*troupe.as_("ivo"), source_id=row.source_id, place=row.place))
    return named["child"]
