"""
The people of a CyberTipline report, each with what is said of them and the path where it stands.

A user and the person behind it are one mention, with the accounts that are said to be theirs. An account of somebody
else, whoever used an address in the incident, the reporter and an officer are mentions of their own. Nothing merges
them here.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.cybertipline_xml import Node, children_of, step, text_of
from wayhome.tips.engine.dates_written import WrittenDate, read_date
from wayhome.tips.engine.people_told import ISO, dated, statement_of
from wayhome.tips.engine.rows import ReadPerson, ReadStatement

PATH_CHARS_MAX: Final = 120

_PERSON = {"personOrUserReported": "reported", "intendedRecipient": "recipient", "victim": "victim"}
_OWN = {"personOrUserReportedPerson", "intendedRecipientPerson", "victimPerson"}
_ADDRESS = ("address", "city", "zipCode", "state", "nonUsaState", "country")
_YES = frozenset({"true", "1"})
# Fields of an account that say one thing: the kind of statement, the key that the text fills, what stands beside it,
# and the words before it.
_SIMPLE: Final[dict[str, tuple[str, str, dict[str, str], str]]] = {
    "screenName": ("contact", "value", {"contact_kind": "handle"}, ""),
    "groupIdentifier": ("contact", "value", {"contact_kind": "handle"}, ""),
    "espIdentifier": ("contact", "value", {"contact_kind": "account"}, ""),
    "profileUrl": ("contact", "value", {"contact_kind": "url"}, ""),
    "displayName": ("name", "text", {"name_kind": "alias"}, ""),
    "priorCTReports": ("identifier", "number", {"identifier_kind": "file_elsewhere"}, ""),
    "vehicleDescription": ("vehicle", "text", {}, ""),
    "profileBio": ("note", "text", {}, "Says of itself: "),
    "schoolName": ("note", "text", {}, "School: "),
    "additionalInfo": ("note", "text", {}, ""),
}

Said = Iterator[ReadStatement]


def people_of(report: Node) -> Iterator[ReadPerson]:
    """Give everybody of whom a report tells; only those of whom something is said."""
    for name, word in _PERSON.items():
        found = report.all(name)
        for number, node in enumerate(found, start=1):
            path = step("", name, number)
            slot = word if len(found) == 1 else f"{word} {number}"
            role = (ReadStatement("role", {"role": "victim"}, column=path),) if name == "victim" else ()
            yield from _person(slot, (*role, *_of_person(node, path)))
            yield from _others(node, path, slot)
    yield from _person("incident", _of_incidents(report))
    reporter, law = report.one("reporter"), report.one("lawEnforcement")
    for holder, name, slot, said in (
        (reporter, "reportingPerson", "reporter", ReadStatement("role", {"role": "reporter"}, column="reporter")),
        (reporter, "contactPerson", "reporter contact", None),
        (law, "officerContact", "officer", None),
    ):
        told = holder.one(name) if holder else None
        if holder is not None and told is not None:
            path = f"{holder.name}/{name}"
            yield from _person(slot, (*((said,) if said else ()), *_of_named(told, path)))


def _person(slot: str, said: Iterable[ReadStatement]) -> Iterator[ReadPerson]:
    statements = tuple(said)
    if statements:
        yield ReadPerson(slot, statements)


def _of_person(node: Node, path: str) -> Said:
    """Give what is said of a user and of the person behind it, with the accounts that are said to be theirs."""
    for child, at in children_of(node, path):
        if child.name in _OWN:
            yield from _of_named(child, at)
        elif child.name == "associatedAccount" and child.attributes.get("thirdPartyUser", "").lower() not in _YES:
            yield from _of_named(child, at)
            yield from _of_account(child, at)
    yield from _of_account(node, path)


def _others(node: Node, path: str, slot: str) -> Iterator[ReadPerson]:
    """Give the users of accounts that are said to be somebody else's."""
    number = 0
    for child, at in children_of(node, path):
        if child.name == "associatedAccount" and child.attributes.get("thirdPartyUser", "").lower() in _YES:
            number += 1
            yield from _person(f"{slot} account {number}", (*_of_named(child, at), *_of_account(child, at)))


def _of_named(node: Node, path: str) -> Said:
    """Give name, age, birth and the ways to reach a person."""
    parts = {name: text_of(node, name) for name in ("firstName", "middleName", "lastName")}
    given = " ".join(told for name, told in parts.items() if told and name != "lastName")
    if given and parts["lastName"]:
        whole = f"{given} {parts['lastName']}"
        yield _said("name", {"text": whole, "name_kind": "full"}, f"{path}/firstName + {path}/lastName", path)
    if given:
        yield _said("name", {"text": given, "name_kind": "given"}, f"{path}/firstName")
    if parts["lastName"]:
        yield _said("name", {"text": parts["lastName"], "name_kind": "family"}, f"{path}/lastName")
    for name in ("age", "approximateAge"):
        if text_of(node, name):
            yield _said("age", {"years_min": text_of(node, name), "years_max": text_of(node, name)}, f"{path}/{name}")
    born = text_of(node, "dateOfBirth")
    if born:
        date = date_of(born, f"{path}/dateOfBirth").date
        first, last = date.earliest, date.latest
        year = first.year if first and last and first.year == last.year else None
        yield _said("birth", {"date": date.text}, f"{path}/dateOfBirth")._replace(year=year)
    yield from _of_contacts(node, path)


def _of_contacts(node: Node, path: str) -> Said:
    for child, at in children_of(node, path):
        if child.name in {"phone", "phoneNumber"} and child.text:
            yield _said("contact", {"contact_kind": "phone", "value": _phone(child)}, at)
        elif child.name in {"email", "emailAddress"} and child.text:
            yield _said("contact", {"contact_kind": "email", "value": child.text}, at)
        elif child.name in {"address", "incidentAddress"} and child.children:
            yield from _of_address(child, at)


def _of_account(node: Node, path: str) -> Said:
    """Give what is said of an account: names in a service, numbers, pages, devices, where it was online from."""
    service = text_of(node, "espService")
    beside = {"espIdentifier": f" ({service})"} if service else {}
    for child, at in children_of(node, path):
        if child.name in _SIMPLE and child.text:
            kind, key, fixed, before = _SIMPLE[child.name]
            yield _said(kind, {**fixed, key: before + child.text + beside.get(child.name, "")}, at)
        elif child.name == "ipCaptureEvent":
            yield from _of_address_online(child, at)
        elif child.name == "deviceId" and text_of(child, "idValue"):
            value = {"identifier_kind": "device", "number": text_of(child, "idValue")}
            yield _said("identifier", value, f"{at}/idValue")
        elif child.name == "estimatedLocation":
            yield from _of_location(child, at)
    if node.name != "associatedAccount":
        yield from _of_contacts(node, path)


def _of_incidents(report: Node) -> Said:
    """Give the addresses and numbers that were used in the incident, by somebody who is not named."""
    for details, path in children_of(report, ""):
        if details.name == "internetDetails":
            for incident, at in children_of(details, path):
                yield from _of_contacts(incident, at)
                for child, where in children_of(incident, at):
                    if child.name == "ipCaptureEvent":
                        yield from _of_address_online(child, where)


def _of_address_online(node: Node, path: str) -> Said:
    if not text_of(node, "ipAddress"):
        return
    made = _said("contact", {"contact_kind": "ip", "value": text_of(node, "ipAddress")}, f"{path}/ipAddress")
    when = text_of(node, "dateTime")
    yield dated(made, date_of(when, f"{path}/dateTime")) if when else made


def _of_address(node: Node, path: str) -> Said:
    lines = [text_of(node, name) for name in _ADDRESS if text_of(node, name)]
    if lines:
        yield _located("address", {"text": ", ".join(lines)}, text_of(node, "country"), path)


def _of_location(node: Node, path: str) -> Said:
    lines = [text_of(node, name) for name in ("city", "region", "countryCode") if text_of(node, name)]
    if not lines:
        return
    made = _located("whereabouts", {"text": ", ".join(lines)}, text_of(node, "countryCode"), path)
    when = node.attributes.get("timestamp", "") or text_of(node, "timestamp")
    if when:
        written = date_of(when, f"{path}/@timestamp")
        made = dated(made._replace(value={**made.value, "when": written.date.text}), written)
    yield made


def _located(kind: str, value: dict[str, Any], country: str, path: str) -> ReadStatement:
    """Make a statement of a place; a country that the vocabulary does not know stays in its words."""
    found = vocabulary("countries").find(country) if country else None
    code = {"country": found.code} if found and kind == "address" else {}
    made = _said(kind, {**value, **code}, path)
    return made._replace(country=found.code if found else None)


def _phone(node: Node) -> str:
    code, extension = node.attributes.get("countryCallingCode", ""), node.attributes.get("extension", "")
    number = f"{code} {node.text}" if code and not node.text.startswith("+") else node.text
    return f"{number} ext. {extension}" if extension else number


def _said(kind: str, value: dict[str, Any], path: str, short: str = "") -> ReadStatement:
    try:
        return statement_of(kind, value, column=path if len(path) <= PATH_CHARS_MAX else short or path)
    except BadInput as wrong:
        raise BadInput(f"{path}: {str(wrong).rsplit(': ', 1)[-1]}") from None


def date_of(told: str, path: str) -> WrittenDate:
    """Read a day or a moment; BadInput names its path."""
    try:
        return read_date(told, ISO)
    except BadInput as wrong:
        raise BadInput(f"{path} {wrong}") from None
