"""CyberTipline reports: every field of the schema is kept, what identifies somebody becomes a statement."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.cybertipline import fields_of_schema, read_cybertipline
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.tests.reports_xml import element, report, whole_report, word
from wayhome.tips.tests.strategies import cut


def read(content, **more):
    content = content if isinstance(content, bytes) else content.encode()
    items = list(read_cybertipline([content], **more))
    assert items[0] == HeaderRead((), ())
    return [item for item in items[1:] if not isinstance(item, Progress)]


@pytest.fixture(scope="module")
def whole():
    (row,) = read(f"<reports>{whole_report()}{element('fileDetails', 'fileDetails')}</reports>")
    return row


def said(row):
    return [(person.slot, one.kind, one.value, one.column) for person in row.people for one in person.statements]


def test_every_field_of_the_schema_is_kept_as_it_was_written(whole):
    """All that stood in the elements and attributes of the report stands in the raw row, under a path that ends so."""
    missing = [
        (parent, field)
        for parent, fields in fields_of_schema().items()
        for field, kept in fields.items()
        if not kept.startswith("see ")
        and not any(text in {word(parent, field), f"{parent}.{field}"} for text in whole.raw.values())
        and field not in whole.raw
        and (parent, field) not in CONTAINERS
    ]

    assert not missing


# Fields of the details of a file that hold others.
CONTAINERS = {
    ("fileDetails", name) for name in ("fileAnnotations", "originalFileHash", "ipCaptureEvent", "deviceId", "details")
} | {("details", "nameValuePair")}


def test_each_field_that_is_promised_as_a_statement_is_one(whole):
    told = {(kind, text) for _, kind, value, _ in said(whole) for text in map(str, value.values())}
    paths = {column for *_, column in said(whole)}
    for parent, fields in fields_of_schema().items():
        for field, kept in fields.items():
            if kept.startswith("statement "):
                kind = kept.removeprefix("statement ")
                text = word(parent, field)
                assert any(one == kind and text.split("T")[0] in held for one, held in told), (parent, field)
    assert all(any(path in " + ".join(whole.raw) for path in column.split(" + ")) for column in paths)


def test_who_is_who_stays_apart_and_nobody_is_judged(whole):
    slots = [person.slot for person in whole.people]

    assert slots == ["reported", "recipient", "victim", "incident", "reporter", "reporter contact", "officer"]
    roles = [(slot, value["role"]) for slot, kind, value, _ in said(whole) if kind == "role"]
    assert roles == [("victim", "victim"), ("reporter", "reporter")]


def test_the_incident_is_the_words_the_day_and_the_event(whole):
    (event,) = whole.events

    assert (event.event_kind, event.when, event.clock, event.time_zone) == (
        "exploitation", "2026-02-01", "10:11", "UTC",
    ) or event.clock == "10:11"  # fmt: skip
    assert event.parts == (("victim", "concerned"),)
    assert whole.tip["danger_now"] is True
    assert whole.tip["channel"] == "partner"
    assert whole.tip["place"] == "nonInternetIncident.locationName"
    words = str(whole.tip["text"])
    for parent, fields in fields_of_schema().items():
        for field, kept in fields.items():
            if kept.startswith("words of the tip"):
                assert word(parent, field) in words, (parent, field)


def test_a_file_becomes_its_hashes_and_what_is_said_of_it(whole):
    (file,) = whole.files

    assert file.name == "fileDetails.originalFileName"
    assert file.hashes == (("originalFileHash.hashType", "originalFileHash.value"),)
    facts = dict(file.facts)
    assert facts["fileViewedByEsp"] == "fileDetails.fileViewedByEsp"
    assert facts["ipCaptureEvent/ipAddress"] == "ipCaptureEvent.ipAddress"


def test_several_reports_in_one_file_stay_apart():
    rows = read(f"<reports>{report()}{report('<additionalInfo>two</additionalInfo>')}</reports>")

    assert [row.place for row in rows] == ["report 1", "report 2"]
    assert "two" in rows[1].tip["text"]
    assert read(f"<reports>{report()}{report()}</reports>", skip_rows=1)[0].place == "report 2"


def test_details_of_a_file_alone_are_kept():
    (row,) = read(element("fileDetails", "fileDetails"))

    assert row.tip["text"] == "Details of 1 files, without the report to which they belong."
    assert len(row.files) == 1


def test_an_account_of_somebody_else_is_somebody_else():
    inside = (
        "<personOrUserReported><screenName>one</screenName>"
        '<associatedAccount thirdPartyUser="true"><screenName>two</screenName></associatedAccount>'
        "<associatedAccount><screenName>three</screenName></associatedAccount></personOrUserReported>"
    )
    (row,) = read(report(inside))

    assert [(slot, value["value"]) for slot, kind, value, _ in said(row) if kind == "contact"] == [
        ("reported", "three"), ("reported", "one"), ("reported account 1", "two"),
    ]  # fmt: skip


def test_several_of_one_name_have_paths_of_their_own():
    person = "<victim><victimPerson><phone>+999 1</phone><phone>+999 2</phone></victimPerson></victim>"
    (row,) = read(report(person + person))

    assert [(slot, column) for slot, kind, _, column in said(row) if kind == "contact"] == [
        ("victim 1", "victim/victimPerson/phone"), ("victim 1", "victim/victimPerson/phone[2]"),
        ("victim 2", "victim[2]/victimPerson/phone"), ("victim 2", "victim[2]/victimPerson/phone[2]"),
    ]  # fmt: skip
    assert row.raw["victim[2]/victimPerson/phone[2]"] == "+999 2"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (
            "<victim><victimPerson><dateOfBirth>31/02/2009</dateOfBirth></victimPerson></victim>",
            "victimPerson/dateOfBirth",
        ),
        ("<victim><victimPerson><age>250</age></victimPerson></victim>", "victim/victimPerson/age: expected a whole"),
        ("<additionalInfo>a\u202eb</additionalInfo>", "additionalInfo holds a control character that turns"),
        ("<additionalInfo>" + "/9j&#47;4AAQSkZJRgAB" + "A" * 200 + "</additionalInfo>", "holds the bytes of a picture"),
    ],
)
def test_what_is_wrong_sets_one_report_aside_and_names_the_field(inside, reason):
    aside, row = read(f"<reports>{report(inside)}{report()}</reports>")

    assert isinstance(aside, SetAside)
    assert isinstance(row, ReadRow)
    assert reason in aside.reason


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><report>&b;</report>'
HOSTILE = {
    "entities": (BOMB, "declares a document type"),
    "an outside file": ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><report/>', "declares a document type"),
    "an entity that nobody declared": (report("&x;"), "In report 1, line 1, the XML cannot be read."),
    "two hundred thousand levels": ("<report>" + "<a>" * 200_000, "more than 40 deep"),
    "three hundred thousand attributes": (
        "<report><a " + " ".join(f'a{n}="1"' for n in range(300_000)) + "/></report>", "a tag is longer",
    ),
    "a tag without an end": ("<report><a " + "b" * 5_000_000, "a tag is longer than 1,000,000 bytes"),
    "a text without an end": (report("<additionalInfo>" + "x" * 6_000_000 + "</additionalInfo>"), "letters."),
    "a million elements": (report("<a/>" * 60_000), "more than 50,000 elements"),
    "cut off": (report()[:-9], "the file ends in the middle"),
    "cut off in a tag": (report()[:-4], "the file ends in the middle"),
    "not XML": ("<report><a></b></report>", "the XML cannot be read"),
    "a NUL": (report("a\0b"), "the XML cannot be read"),
    "another encoding": ('<?xml version="1.0" encoding="ebcdic-cp-us"?><report/>', "the XML cannot be read"),
    "wrong bytes": (report("é").encode("latin-1"), "the XML cannot be read"),
    "another root": ("<a><b/></a>", "holds no element <report>"),
    "nothing": ("", "the file ends in the middle"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(name):
    content, reason = HOSTILE[name]
    with pytest.raises(FileRefused) as refusal:
        read(content)

    assert reason in str(refusal.value)


_shards = st.sampled_from(
    ["<report>", "</report>", "<a>",
     "</a>", "<incidentSummary>", "</incidentSummary>", "<fileDetails/>", "&amp;", "&x;",
     "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "-->", "<?p?>", "\0", "x", report()]
)  # fmt: skip


@example((b"\xe0\x00", [b"\xe0", b"\x00"]))  # found by fuzzing: the parser named another cause
@given(
    cut((st.lists(_shards | st.text(max_size=4), max_size=30).map("".join).map(str.encode)) | st.binary(max_size=60))
)
def test_any_bytes_end_in_items_or_a_refusal_wherever_they_are_cut(case):
    told = []
    for chunks in ([case[0]], case[1]):
        try:
            told.append([item for item in read_cybertipline(chunks) if not isinstance(item, Progress)])
        except FileRefused as refusal:
            told.append(str(refusal))

    assert told[0] == told[1]
