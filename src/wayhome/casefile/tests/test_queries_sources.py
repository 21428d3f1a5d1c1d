"""The page of a raw source: a window at a time, as text, and never round a restriction."""

import codecs
from datetime import UTC, datetime

import pytest

from wayhome.accounts import door, journal
from wayhome.accounts.door import action
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions
from wayhome.casefile.actions import MentionedPerson, MentionedRow, MentionedStatement, Said
from wayhome.casefile.models import Source, Statement
from wayhome.casefile.queries import person_page, source_content, source_page
from wayhome.casefile.queries.sources import WINDOW_BYTES
from wayhome.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("supervisor"), "supervision"


@action
def keep(actor, purpose, *, content, what="file", name="sheet of Lina Sarovan.csv", people=()):
    """Keep a source, and perhaps the people of its first row, as an import does."""
    source = actions.keep_source(
        actor, purpose, verb_kind=("create", "tip"), what=what, agency_id=actor.agency_id, content=[content],
        media_type="text/csv", facts={"file_name": name}, received_at=datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
    )  # fmt: skip
    said = [
        MentionedPerson(slot, said=[MentionedStatement("name", {"text": text, "name_kind": "full"}, column="victim")])
        for slot, text in people
    ]
    rows = [MentionedRow("row 1", said)] if said else []
    actions.record_mentions(actor, purpose, source=source, grade="B2", said_on=None, rows=rows)
    journal.record(actor.user_id, purpose, "create", "tip", source.pk)
    return source


def whole_text(who, source):
    first = source_page(*who, source_id=source.pk)
    pages = -(-first.paged.total // first.paged.each)
    return "".join(source_page(*who, source_id=source.pk, page=number).text for number in range(1, pages + 1))


@pytest.mark.parametrize("length", [0, 1, WINDOW_BYTES - 1, WINDOW_BYTES, WINDOW_BYTES + 1, 3 * WINDOW_BYTES + 7])
def test_the_windows_together_are_the_whole_source(who, length):
    content = bytes(0x20 + number % 90 for number in range(length))

    assert whole_text(who, keep(*who, content=content)) == content.decode()


@pytest.mark.parametrize("letter", ["ж", "م", "李", "𝒜", "é"])
@pytest.mark.parametrize("before", range(4))
def test_a_letter_that_lies_over_the_edge_of_a_window_is_whole_and_stands_once(who, letter, before):
    text = "x" * (WINDOW_BYTES - before) + letter * 5

    assert whole_text(who, keep(*who, content=text.encode())) == text


def test_a_window_may_lie_in_the_second_part_of_a_large_source(who):
    text = "x" * ((1 << 20) - 1) + "李" * 4
    source = keep(*who, content=text.encode())

    assert source_page(*who, source_id=source.pk, page=17).text == "李" * 3
    assert whole_text(who, source) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_source_in_utf_16_is_read_by_its_mark(who, encoding):
    text = "Лина;Lina\n" * 9_000
    mark = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE

    assert whole_text(who, keep(*who, content=mark + text.encode(encoding))) == text


def test_the_mark_of_utf_8_is_no_letter(who):
    assert whole_text(who, keep(*who, content=codecs.BOM_UTF8 + b"a;b")) == "a;b"


def test_bytes_that_are_no_text_stand_as_marks_and_are_said_to(who):
    page = source_page(*who, source_id=keep(*who, content="Köln".encode("latin-1")).pk)

    assert (page.text, page.has_odd_bytes, page.is_text) == ("K\N{REPLACEMENT CHARACTER}ln", True, True)


def test_what_is_no_text_is_not_shown_as_one(who):
    page = source_page(*who, source_id=keep(*who, content=b"PK\x03\x04\x00\x00rest").pk)

    assert (page.text, page.is_text) == ("", False)


def test_each_window_that_is_opened_is_written_in_the_history(who):
    source = keep(*who, content=b"a;b")
    before = journal.size()
    page = source_page(*who, source_id=source.pk)

    assert journal.size() == before + 1
    assert journal.entries(object_ids=[source.pk])[0].verb == "open"
    assert (page.file_name, page.received_by) == ("sheet of Lina Sarovan.csv", who[0].name)
    assert len(page.sha256) == 64


def test_an_odd_page_number_gives_the_nearest_page(who):
    source = keep(*who, content=b"a;b")

    assert source_page(*who, source_id=source.pk, page=999).text == "a;b"
    assert source_page(*who, source_id=source.pk, page=-1).text == "a;b"


def test_a_source_that_names_somebody_restricted_is_shut_with_them(people, who):
    source = keep(*who, content=b"victim\nLina\n", people=[("victim", "Lina")])
    analyst = (people.actor("analyst"), "analysis")
    assert source_page(*analyst, source_id=source.pk).is_text
    subject = door.scope(*who, Statement).get(source=source).subject_id
    case = actions.open_case(*who, title="Shut", subject_ids=[subject])
    actions.restrict_case(*who, case_id=case.pk, version=1)

    for look in (source_page, source_content):
        with pytest.raises(NotFound):
            look(*analyst, source_id=source.pk)
    assert source_page(people.actor("supervisor"), "supervision", source_id=source.pk).is_text


def test_counsel_opens_what_was_said_of_a_given_case_and_no_sheet_that_tells_of_others(people, who):
    sheet = keep(*who, content=b"victim\nLina\nMira\n", people=[("victim", "Lina")])
    subject = door.scope(*who, Statement).select_related("subject").get(source=sheet).subject
    said = actions.add_statement(*who, subject_id=subject.pk, said=Said("age", {"years_min": 12}))
    other = actions.record_subject(*who, what="person", said=[Said("age", {"years_min": 9})])
    case = actions.open_case(*who, title="Given", subject_ids=[subject.pk])
    actions.assign_case(*who, case_id=case.pk, version=1, user_id=people.user("counsel").pk)
    counsel = (people.actor("counsel"), "prosecution")

    assert "years_min" in source_page(*counsel, source_id=said.source_id).text
    assert b"".join(source_content(*counsel, source_id=said.source_id))
    for hidden in (sheet.pk, door.scope(*who, Statement).get(subject=other).source_id):
        with pytest.raises(NotFound):
            source_page(*counsel, source_id=hidden)
    told = {one.source.label: one.source.can_be_opened for one in _statements(counsel, subject)}
    assert told == {"File": False, f"Written down by {who[0].name}": True}


def test_a_file_is_named_to_whoever_may_read_sources_and_to_nobody_else(people, who):
    sheet = keep(*who, content=b"victim\nLina\n", people=[("victim", "Lina")])
    subject = door.scope(*who, Statement).select_related("subject").get(source=sheet).subject
    case = actions.open_case(*who, title="Given", subject_ids=[subject.pk])
    actions.assign_case(*who, case_id=case.pk, version=1, user_id=people.user("caseworker").pk)
    worker = (people.actor("caseworker"), "protection")
    page = person_page(*who, reference=subject.reference)

    assert _statements(who, subject)[0].source.label == "File sheet of Lina Sarovan.csv"
    assert (page.mentions[0].source.place, page.mentions[0].slot) == ("row 1", "victim")
    assert _statements(who, subject)[0].source.column == "victim"
    assert [one.source.label for one in _statements(worker, subject)] == ["File"]
    assert [one.source.can_be_opened for one in _statements(worker, subject)] == [False]


def test_a_source_of_another_agency_is_not_there(people, who):
    source = keep(*who, content=b"a;b")
    with pytest.raises(NotFound):
        source_page(people.actor("intake", elsewhere=True), "intake", source_id=source.pk)

    assert door.scope(*who, Source, "open").filter(pk=source.pk).exists()


def _statements(who, subject):
    return [one for claim in person_page(*who, reference=subject.reference).claims for one in claim.statements]
