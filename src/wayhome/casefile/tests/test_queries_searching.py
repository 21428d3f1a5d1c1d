"""The search: in any script, through the door, in memory alone, and never behind the times."""

import pytest
from django.db import connection, transaction

from wayhome.accounts import journal
from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions
from wayhome.casefile.actions import Said
from wayhome.casefile.queries import names, person_page, search_people, searching
from wayhome.casefile.queries.names import INDEX, Counted, NamesInMemory, Reach
from wayhome.casefile.queries.titles import TitlesInMemory
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("investigator"), "investigation"


@pytest.fixture
def elsewhere(people):
    return people.actor("supervisor", elsewhere=True), "supervision"


def person(who, text, *more):
    said = [Said("name", {"text": text, "name_kind": "full"}), *more]
    return actions.record_subject(*who, what="person", said=said)


def texts(index, who, text):
    return {hit.text for hit in index.search(text, allowed=Reach(who[0].agency_id, frozenset()), most=50)}


def found(who, text):
    return [hit.known.reference for hit in search_people(*who, text=text).found]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Лина Сарован", "Lina Sarovan"), ("Lina Sarovan", "Лина"), ("محمد يوسف", "Muhammad Yusuf"),
        ("李明", "Li Ming"),
        ("李明", "李明"), ("李明", "Ming Li"), ("Łukasz Żak", "lukasz zak"), ("อารีย์ สุข", "อารีย์"),
        ("Nguyễn Thị Ánh", "nguyen anh"),
    ],
)  # fmt: skip
def test_a_name_is_found_whatever_script_it_was_written_or_asked_in(who, written, asked):
    girl = person(who, written)

    assert found(who, asked) == [girl.reference]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (Said("contact", {"contact_kind": "phone", "value": "+40 (700) 000-017"}), "0700 000 017"),
        (Said("identifier", {"identifier_kind": "passport", "number": "AB 123-456"}), "ab123456"),
        (Said("vehicle", {"plate": "XY-77 ZZ"}), "xy77zz"),
        (Said("contact", {"contact_kind": "handle", "value": "night.ferry"}), "night.ferry"),
    ],
)
def test_a_number_is_found_by_its_letters_and_digits(who, said, asked):
    girl = person(who, "Lina", said)
    hit = search_people(*who, text=asked).found[0]

    assert (hit.known.reference, hit.is_number) == (girl.reference, True)


def test_somebody_with_two_names_that_fit_is_found_once_by_the_better(who):
    girl = person(who, "Lina Sarovan", Said("name", {"text": "Linas", "name_kind": "alias"}))

    assert found(who, "lina") == [girl.reference]
    assert search_people(*who, text="Linas").found[0].fits == "exact"


def test_what_is_new_is_found_at_once_and_what_is_corrected_only_as_it_is_now(who):
    assert found(who, "Sarovan") == []
    girl = person(who, "Lina Sarovan")
    assert found(who, "Sarovan") == [girl.reference]
    old = person_page(*who, reference=girl.reference).claims[0].statements[0]
    better = Said("name", {"text": "Lina Kovalenko", "name_kind": "full"})
    actions.correct_statement(*who, statement_id=old.statement_id, version=1, said=better, reason="Register.")

    assert found(who, "Sarovan") == []
    assert found(who, "Kovalenko") == [girl.reference]


def test_what_another_process_committed_late_is_found_although_its_id_is_older(who):
    """An import draws its ids before it commits; meanwhile others are added."""
    first, second = person(who, "Lina Sarovan"), person(who, "Mira Sarovan")
    own = NamesInMemory()
    own._read(names._standing().filter(subject=second))
    assert len(own) == 1

    assert texts(own, who, "Sarovan") == {"Lina Sarovan", "Mira Sarovan"}
    assert found(who, "Lina") == [first.reference]


def test_one_that_was_added_late_while_another_fell_is_found_although_as_many_stand(who):
    first, second = person(who, "Lina Sarovan"), person(who, "Mira Sarovan")
    own = NamesInMemory()
    own._read(names._standing().filter(subject=second))
    own._counted = Counted(1, 1, None)
    fallen = person_page(*who, reference=second.reference).claims[0].statements[0]
    actions.withdraw_statement(*who, statement_id=fallen.statement_id, version=1, reason="Another girl.")

    assert texts(own, who, "Sarovan") == {"Lina Sarovan"}
    assert found(who, "Sarovan") == [first.reference]


def test_a_name_whose_seal_is_broken_silences_nobody_else(who):
    first, second = person(who, "Lina Sarovan"), person(who, "Mira Sarovan")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casefile_statement SET sealed_version = 9 WHERE subject_id = %s", [first.pk.hex])

    assert texts(NamesInMemory(), who, "Sarovan") == {"Mira Sarovan"}
    assert second.reference in found(who, "Mira")


def test_what_another_agency_knows_is_not_found_and_does_not_crowd_out_what_is_ours(who, elsewhere, monkeypatch):
    monkeypatch.setattr("wayhome.casefile.queries.searching._LOOKED_AT_MAX", 3)
    for _ in range(5):
        person(elsewhere, "Lina Sarovan")
    ours = person(who, "Lina Sarovan-Koval")

    assert found(who, "Lina Sarovan") == [ours.reference]
    assert len(found(elsewhere, "Lina Sarovan")) == 3


def test_more_than_a_page_is_cut_and_said_to_be(who, monkeypatch):
    monkeypatch.setattr("wayhome.casefile.queries.searching.FOUND_MAX", 2)
    for _ in range(3):
        person(who, "Lina")
    page = search_people(*who, text="Lina")

    assert (len(page.found), page.is_cut) == (2, True)


def titled(who, text):
    return [row.title for row in search_people(*who, text=text).cases]


@pytest.mark.parametrize("asked", ["Ferry hall", "ferry", "hall", "HALL fer", "Феррi"])
def test_a_case_is_found_by_the_words_of_its_title(who, asked):
    actions.open_case(*who, title="Ferry hall")
    actions.open_case(*who, title="Quay street")

    assert titled(who, asked) == (["Ferry hall"] if asked != "Феррi" else [])


def test_a_title_is_not_found_by_a_likeness_of_consonants(who):
    actions.open_case(*who, title="Marrow")

    assert titled(who, "Mira") == []
    assert titled(who, "Marrow") == ["Marrow"]


def test_a_title_is_found_by_nobody_who_may_not_see_the_case(people, who, elsewhere):
    ours = actions.open_case(*who, title="Ferry hall")
    actions.open_case(*elsewhere, title="Ferry boat")
    colleague = people.actor("analyst"), "analysis"

    assert titled(who, "ferry") == titled(colleague, "ferry") == ["Ferry hall"]
    assert titled(elsewhere, "ferry") == ["Ferry boat"]
    actions.restrict_case(*who, case_id=ours.pk, version=ours.version)
    assert titled((people.actor("investigator"), "investigation"), "ferry") == ["Ferry hall"]
    assert titled(colleague, "ferry") == []
    assert titled((people.actor("caseworker"), people.purpose("caseworker")), "ferry") == []


def test_the_titles_of_others_do_not_crowd_out_ones_own(who, elsewhere, monkeypatch):
    monkeypatch.setattr(searching, "_LOOKED_AT_MAX", 3)
    for number in range(5):
        actions.open_case(*elsewhere, title=f"Ferry {number}")
    actions.open_case(*who, title="The last ferry of the day")

    assert titled(who, "ferry") == ["The last ferry of the day"]


def test_titles_follow_the_database_back_and_forth(who):
    index = TitlesInMemory()
    with transaction.atomic():
        actions.open_case(*who, title="Ferry hall")
        assert len(index.search("ferry", most=9)) == 1
        transaction.set_rollback(True)

    assert index.search("ferry", most=9) == []
    actions.open_case(*who, title="Ferry hall again")
    assert [hit.text for hit in index.search("ferry", most=9)] == ["Ferry hall again"]


def test_a_reference_is_known_for_one_whether_there_is_such_a_record_or_not(who):
    absent = references.make("P", 77)
    told = search_people(*who, text=absent.lower().replace("-", " "))

    assert told.reference == (absent, "P")
    assert told.found == ()
    assert search_people(*who, text="Lina").reference is None


def test_the_words_that_were_asked_are_sealed_in_the_journal_and_the_count_is_not(who):
    person(who, "Lina Sarovan")
    search_people(*who, text="Lina Sarovan")
    leaf = JournalLeaf.objects.order_by("-seq").first()

    assert (leaf.verb, leaf.kind) == ("ask", "search")
    assert b"Sarovan" not in bytes(leaf.leaf) + bytes(leaf.sealed)
    assert b'"count":1' in bytes(leaf.leaf)
    assert journal.verify().holds


def test_the_open_names_stand_in_no_column_of_the_database(who):
    person(who, "Lina Sarovan")
    found(who, "Sarovan")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert "Sarovan" not in repr(cursor.fetchall()), table


@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_nothing_and_too_much_are_refused_without_being_repeated(who, text):
    with pytest.raises(BadInput, match="at most 200 characters") as problem:
        search_people(*who, text=text)

    assert "xxx" not in str(problem.value)


@pytest.mark.parametrize("text", ["'; DROP TABLE casefile_subject; --", "%", "_", "\\", "\x00", "🦊", "ـــ", "\u202e"])
def test_odd_letters_find_nobody_and_break_nothing(who, text):
    person(who, "Lina")

    assert found(who, text) == []


@pytest.mark.parametrize("role", ["administrator", "trainer", "data_officer"])
def test_who_may_not_search_learns_nothing(people, role):
    with pytest.raises(NotAllowed):
        search_people(people.actor(role), people.purpose(role), text="Lina")


def test_a_search_opens_only_what_is_new(who, monkeypatch):
    person(who, "Lina Sarovan")
    INDEX.refresh()
    opened = []
    monkeypatch.setattr(names, "_opened", lambda *of, real=names._opened: opened.append(of) or real(*of))
    INDEX.refresh()
    assert opened == []
    person(who, "Mira")
    INDEX.refresh()

    assert len(opened) == 1


def test_the_index_of_an_empty_database_is_empty(who):
    INDEX.refresh()

    assert len(INDEX) == 0
