"""
A CyberTipline report: what a provider saw and reported, as a tip with its people, its event and the files it names.

What becomes of each field of the schema stands in `cybertipline.toml`, of which the reference is made. Everything that
a report says is kept as it was written, under its path. What identifies somebody becomes a statement of that person;
what is said of the incident becomes the words of the tip and its event; a file becomes its hashes and what is said of
it, because no media ever enters.

A report says of whom it tells: of the user reported, of a victim, of somebody to whom a file was sent, of the reporter.
The slot is that word and nothing more. That a user was reported is no finding, so it becomes no role.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.cutting import kind_within
from wayhome.tips.engine.cybertipline_people import date_of, people_of
from wayhome.tips.engine.cybertipline_xml import FILE_DETAILS, REPORT, Node, flat, reports_of, step, text_of
from wayhome.tips.engine.lines import FORBIDDEN, forbidden_in
from wayhome.tips.engine.row_digest import row_digest
from wayhome.tips.engine.rows import (
    HeaderRead,
    Item,
    ReadEvent,
    ReadFile,
    ReadPerson,
    ReadRow,
    SetAside,
)
from wayhome.tips.engine.sheet import Counted, with_progress
from wayhome.tips.engine.tip_fields import TEXT_CHARS_MAX, Tip, when_told

_INCIDENTS = {
    "webPageIncident": "Web page", "emailIncident": "E-mail", "newsgroupIncident": "Newsgroup",
    "chatImIncident": "Chat", "onlineGamingIncident": "Online game", "cellPhoneIncident": "Telephone",
    "nonInternetIncident": "Not online", "peer2peerIncident": "File sharing",
}  # fmt: skip
# What the types of incident are to our kinds of event; what is not here is another event.
_EVENTS = {
    "Child Sex Trafficking": "exploitation",
    "Online Enticement of Children for Sexual Acts": "online_contact",
    "Unsolicited Obscene Material Sent to a Child": "online_contact",
}
_SHORTENED = f"\n[Only the first {TEXT_CHARS_MAX:,} characters stand here; the report has the rest.]"


@cache
def fields_of_schema() -> dict[str, dict[str, str]]:
    """Give what becomes of each field, by the element that it stands in."""
    content = (files("wayhome.tips.engine") / "cybertipline.toml").read_text(encoding="utf-8")
    fields: dict[str, dict[str, str]] = tomllib.loads(content)["fields"]
    return fields


def read_cybertipline(chunks: Iterable[bytes], *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read reports.

    Args:
        chunks: the file's bytes, cut anywhere.
        skip_rows: reports that an earlier run has done.

    Yields:
        HeaderRead without columns; then ReadRow and SetAside in the order of the file, and Progress.

    Raises:
        FileRefused: it is no XML with reports, it ends in the middle, or it is made to harm.
    """
    counted = Counted(chunks)
    yield HeaderRead((), ())
    reports = enumerate(reports_of(counted), start=1)
    items = (_item(nodes, f"report {number}") for number, nodes in reports if number > skip_rows)
    yield from with_progress(items, counted, place="the beginning")


def _item(nodes: list[Node], place: str) -> ReadRow | SetAside:
    raw: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for node in nodes:
        numbers[node.name] = numbers.get(node.name, 0) + 1
        raw |= dict(flat(node, "" if node.name == REPORT else step("", node.name, numbers[node.name])))
    digest = row_digest(tuple(raw))(list(raw.values()))
    try:
        _demand_clean(raw)
        return _row(nodes, place, raw, digest)
    except BadInput as wrong:
        return SetAside(place, f"The report cannot be read: {str(wrong).rstrip('.')}.", raw, None, digest)


def _demand_clean(raw: dict[str, str]) -> None:
    for path, text in raw.items():
        if not text.isprintable() and FORBIDDEN.search(text):
            raise BadInput(f"{path} {forbidden_in(text)}")
        kind = kind_within(text)
        if kind:
            raise BadInput(f"{path} holds the bytes of a {kind}, written so that they could not be cut out")


def _row(nodes: list[Node], place: str, raw: dict[str, str], digest: str) -> ReadRow:
    report = next((node for node in nodes if node.name == REPORT), Node(REPORT))
    details = [*(node for node in nodes if node.name == FILE_DETAILS), *report.all(FILE_DETAILS)]
    summary = report.one("incidentSummary")
    if summary is None and not details:
        raise BadInput("it has no incidentSummary")
    people = tuple(people_of(report))
    events = tuple(_events(summary, people)) if summary else ()
    return ReadRow(
        place, digest, None, _tip(report, summary, details), people, (), events, raw, tuple(map(_file, details))
    )


def _tip(report: Node, summary: Node | None, details: list[Node]) -> Tip:
    tip: Tip = {"channel": "partner"}
    words = list(_words(report, summary))
    if summary is None:
        words.append(f"Details of {len(details):,} files, without the report to which they belong.")
    text = "\n".join(words)
    tip["text"] = text if len(text) <= TEXT_CHARS_MAX else text[: TEXT_CHARS_MAX - len(_SHORTENED)] + _SHORTENED
    when = text_of(summary, "incidentDateTime")
    if when:
        tip |= when_told(date_of(when, "incidentSummary/incidentDateTime"))
    if text_of(summary, "escalateToHighPriority"):
        tip["danger_now"] = True
    for details_of in report.all("internetDetails"):
        where = text_of(details_of.one("nonInternetIncident"), "locationName")
        if where:
            tip["place"] = where
    return tip


def _words(report: Node, summary: Node | None) -> Iterator[str]:
    """Give what is said of the incident, a line for each field."""
    escalated = text_of(summary, "escalateToHighPriority")
    if escalated:
        yield f"Escalated to high priority: {escalated}"
    if text_of(summary, "incidentType"):
        yield f"Reported as: {text_of(summary, 'incidentType')}"
    if text_of(summary, "platform"):
        yield f"On: {text_of(summary, 'platform')}"
    if text_of(summary, "incidentDateTimeDescription"):
        yield f"When: {text_of(summary, 'incidentDateTimeDescription')}"
    table = fields_of_schema()
    for details in report.all("internetDetails"):
        for incident in details.children:
            for child in incident.children:
                kept = table.get(incident.name, {}).get(child.name, "")
                if child.text and kept.endswith("of the tip"):
                    yield f"{_INCIDENTS.get(incident.name, incident.name)}: {child.text}"
    if text_of(report, "additionalInfo"):
        yield text_of(report, "additionalInfo")


def _events(summary: Node, people: tuple[ReadPerson, ...]) -> Iterator[ReadEvent]:
    kind = _EVENTS.get(text_of(summary, "incidentType"), "other")
    when = text_of(summary, "incidentDateTime")
    if not when:
        return
    written = date_of(when, "incidentSummary/incidentDateTime")
    victims = tuple((person.slot, "concerned") for person in people if person.slot.startswith("victim"))
    yield ReadEvent(
        kind, written.date.text, written.date.earliest, written.date.latest, written.date.precision.value,
        written.zone, written.clock, None, None, victims, "incidentSummary/incidentDateTime",
    )  # fmt: skip


def _file(node: Node) -> ReadFile:
    hashes = tuple(
        (child.attributes.get("hashType", "unknown"), text_of(child, "value") or child.text)
        for child in node.all("originalFileHash")
    )
    name = text_of(node, "originalFileName")
    facts = tuple(
        (path, told)
        for path, told in flat(node)
        if path and told and not path.startswith("originalFileHash") and path != "originalFileName"
    )
    return ReadFile(name, hashes, facts)
