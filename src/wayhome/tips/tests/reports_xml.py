"""CyberTipline reports for the tests, made of the table of its fields: every field once, with a word of its own."""

from wayhome.tips.engine.cybertipline import fields_of_schema

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
ATTRIBUTES = {
    ("address", "type"), ("phone", "type"), ("phone", "verified"), ("phone", "verificationDate"),
    ("phone", "countryCallingCode"), ("phone", "extension"), ("email", "type"), ("email", "verified"),
    ("email", "verificationDate"), ("estimatedLocation", "verified"), ("estimatedLocation", "timestamp"),
    ("webPageIncident", "thirdPartyHostedContent"), ("lawEnforcement", "fleaCountry"),
    ("associatedAccount", "accountType"), ("associatedAccount", "thirdPartyUser"), ("batchedReport", "reason"),
    ("originalFileHash", "hashType"), ("nameValuePair", "type"),
}  # fmt: skip
DATES = {"dateTime": "2026-02-03T04:05:06Z", "timestamp": "2026-02-04T05:06:07Z", "dateOfBirth": "2012-05-06",
         "incidentDateTime": "2026-02-01T10:11:12Z", "verificationDate": "2026-01-01T00:00:00Z",
         "uploadedToEspTimestamp": "2026-02-02T00:00:00Z"}  # fmt: skip
SPECIAL = {"age": "14", "approximateAge": "15", "incidentType": "Child Sex Trafficking", "country": "CO",
           "countryCode": "CO", "countryCallingCode": "+57", "extension": "12", "thirdPartyUser": "false",
           "ageAssertionDiscrepancy": "true"}  # fmt: skip


def word(parent: str, field: str) -> str:
    """Give what a field says in these reports."""
    return DATES.get(field) or SPECIAL.get(field) or f"{parent}.{field}"


def element(name: str, kind: str, *, level: int = 0) -> str:
    """Write an element with every field that its kind has, each once."""
    table = fields_of_schema()[kind]
    attributes, children, own = [], [], ""
    for field, kept in table.items():
        if kept.startswith("see "):
            if level < 8:
                children.append(element(field, kept.removeprefix("see "), level=level + 1))
        elif (kind, field) in ATTRIBUTES:
            attributes.append(f' {field}="{word(kind, field)}"')
        elif field == "value" and kind in {"phone", "email"}:
            own = f"{kind}.value"
        elif (kind == "fileDetails" and field in fields_of_schema()) or (
            kind == "details" and field == "nameValuePair"
        ):
            children.append(element(field, field, level=level + 1))
        else:
            children.append(f"<{field}>{word(kind, field)}</{field}>")
    return f"<{name}{''.join(attributes)}>{own}{''.join(children)}</{name}>"


def whole_report() -> str:
    """Write a report with every field of the schema."""
    return element("report", "report")


def report(inside: str = "", *, kind: str = "Online Enticement of Children for Sexual Acts") -> str:
    """Write a small report."""
    return (
        f"<report><incidentSummary><incidentType>{kind}</incidentType>"
        "<incidentDateTime>2026-03-04T21:30:00Z</incidentDateTime></incidentSummary>"
        "<reporter><reportingPerson><firstName>Ada</firstName></reportingPerson></reporter>"
        f"{inside}</report>"
    )
