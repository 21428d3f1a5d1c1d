"""Filing a tip: once for a key, sealed, urgent for stated reasons; added to and answered with its secret."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections

from wayhome.accounts import journal, seal
from wayhome.accounts.door import PUBLIC
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.queries import source_content
from wayhome.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from wayhome.tips.actions import add_to_tip, answer_tip, file_tip
from wayhome.tips.actions.filing import TEXT_CHARACTERS_MAX
from wayhome.tips.models import Addition, Tip
from wayhome.tips.queries import sender_page
from wayhome.tips.tests.bringing import SMALL_MAPPING, brought, filed, receipt_of, rows_of, sheet, the_tip

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def as_(people, role, **more):
    return people.actor(role, **more), people.purpose(role)


def tips_stored():
    return Tip.everyone_unscoped.count()


def test_the_same_key_and_words_get_the_same_answer_and_one_tip(people):
    first = receipt_of("Two girls at the station", key="k1", place="Quay")
    again = receipt_of("Two girls at the station", key="k1", place="Quay")

    assert (again.reference, again.secret, again.is_new) == (first.reference, first.secret, False)
    assert first.is_new
    assert tips_stored() == 1


def test_the_same_key_with_other_words_is_refused_and_the_first_stay(people):
    first = receipt_of("Two girls at the station", key="k1")
    with pytest.raises(Conflict):
        receipt_of("Three girls at the station", key="k1")

    assert tips_stored() == 1
    assert seal.opened(the_tip(first.reference), "sealed")["text"] == "Two girls at the station"


def test_a_key_is_the_senders_own_in_each_channel(people):
    assert receipt_of("Once", key="k1").reference != receipt_of("Once", key="k1", channel="api").reference


def test_tips_without_a_key_are_tips_of_their_own(people):
    assert receipt_of("Once").reference != receipt_of("Once").reference


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"text": "a\nb"}, {"text": "a\r\nb"}),
        ({"text": "a"}, {"text": " a ", "place": "", "contact": "  "}),
    ],
)
def test_what_a_browser_changes_on_the_way_does_not_make_another_tip(people, first, second):
    receipts = [file_tip(PUBLIC, "intake", body=body, channel="web_form", key="k") for body in (first, second)]

    assert receipts[0].reference == receipts[1].reference


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "a", "place": "b" * 2_001}, "place"),
        ({"text": "a" * (TEXT_CHARACTERS_MAX + 1)}, "text"),
        ({"text": "a\x00b"}, "text"),
    ],
)
def test_what_cannot_be_a_tip_is_refused_by_the_name_of_its_field(people, body, word):
    with pytest.raises(BadInput) as refusal:
        file_tip(PUBLIC, "intake", body=body, channel="web_form")

    assert refusal.value.field == word
    assert tips_stored() == 0


def test_a_refusal_never_repeats_what_was_written(people):
    with pytest.raises(BadInput) as refusal:
        file_tip(PUBLIC, "intake", body={"text": "Qanary\x00"}, channel="web_form")

    assert "Qanary" not in str(refusal.value)


def test_the_longest_text_is_taken_whole(people):
    tip = filed("ж" * TEXT_CHARACTERS_MAX)

    assert len(seal.opened(tip, "sealed")["text"]) == TEXT_CHARACTERS_MAX


def test_the_reasons_add_up_to_the_urgency_by_hand(people):
    tip = filed("A girl, 14 years old, waits at the ferry tonight.", contact="+999 555 0101")

    # 12 for tonight, 11 for an age up to 14, 5 for a contact
    assert dict(tip.reasons) == {"speaks_of_now": "12.0", "age_up_to_14": "11.0", "contact_in_reach": "5.0"}
    assert tip.urgency == Decimal("28.0")
    assert tip.due_at - tip.received_at == timedelta(hours=6)
    assert seal.opened(tip, "sealed")["why"] == {
        "limit": "child_now_in_text",
        "values": {"age_up_to_14": {"youngest_age_years": "14"}},
    }


def test_a_caller_who_says_that_a_child_is_in_danger_now_comes_first(people):
    calm, urgent = (
        filed("She is called Ana.", channel="hotline", who=as_(people, "intake"), danger_now=danger)
        for danger in (False, True)
    )

    assert urgent.urgency - calm.urgency == 40
    assert urgent.due_at < calm.due_at
    assert seal.opened(urgent, "sealed")["danger_now"] == "yes"
    assert "danger_now" not in seal.opened(calm, "sealed")


def test_silence_moves_nothing(people):
    tip = filed("Somebody knows something.")

    assert (tip.urgency, tip.reasons) == (0, [])


def test_only_a_language_is_plain_and_never_what_somebody_wrote_in_its_field(people):
    named, told = filed("a", language="English"), filed("b", language="ask for Qanary")

    assert (named.language, told.language) == ("en", "")
    assert seal.opened(told, "sealed")["language"] == "ask for Qanary"


def test_a_public_tip_goes_to_the_agency_that_takes_them_and_a_call_to_that_of_its_officer(people):
    call = filed("a", channel="hotline", who=as_(people, "intake", elsewhere=True))

    assert filed("b").agency_id == people.agency_id
    assert call.agency_id == people.other_agency_id


def test_the_source_is_kept_with_its_hash_and_gives_back_what_was_sent(people):
    tip = filed("Two girls", place="Quay")
    raw = b"".join(source_content(*as_(people, "intake"), source_id=tip.source_id))

    assert raw == b'{"place":"Quay","text":"Two girls"}'
    assert tip.source.size_bytes == len(raw)


@pytest.mark.parametrize("role", ["caseworker", "analyst", "data_officer"])
def test_whoever_may_not_file_a_tip_is_refused_and_that_is_journalled(people, role):
    before = journal.size()
    with pytest.raises(NotAllowed):
        file_tip(*as_(people, role), body={"text": "a"}, channel="hotline")

    assert tips_stored() == 0
    assert journal.size() == before + 1
    assert journal.newest(journal.Wanted(), most=1)[0].decision == "refused"


def test_one_act_leaves_one_leaf_and_a_repeat_another(people):
    before = journal.size()
    receipt_of("a", key="k")
    receipt_of("a", key="k")

    assert journal.size() == before + 2
    assert journal.verify().holds


def test_neither_the_secret_nor_the_words_lie_in_the_tables(people):
    receipt = receipt_of("Qanary is at the quay", key="Qeyqey", contact="Qontact", language="Qanguage", place="Qlace")
    add_to_tip(PUBLIC, "intake", reference=receipt.reference, secret=receipt.secret, text="Qmore")
    tables = connection.introspection.table_names()
    stored = " ".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in _cells(tables))

    assert receipt.reference in stored
    for word in (receipt.secret, "Qanary", "Qeyqey", "Qontact", "Qanguage", "Qlace", "Qmore"):
        assert word not in stored


def _cells(tables):
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from row


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_key_at_once_are_one_tip(people):
    def post(_):
        try:
            return receipt_of("Two girls at the station", key="one", channel="api")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(50) as threads:
        receipts = list(threads.map(post, range(50)))

    assert len({(receipt.reference, receipt.secret) for receipt in receipts}) == 1
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert tips_stored() == 1
    assert len(rows_of("casefile_source")) == 1
    assert journal.verify().holds


def test_whoever_holds_the_secret_adds_and_reads_the_answer(people):
    receipt = receipt_of("Two girls")
    words = {"reference": receipt.reference.lower(), "secret": receipt.secret.lower().replace("-", " ")}
    add_to_tip(PUBLIC, "intake", **words, text="They left by bus.")
    answer_tip(*as_(people, "intake"), tip_id=receipt.tip_id, text="Thank you. Which bus?")
    page = sender_page(PUBLIC, "intake", **words)

    assert [(line.is_answer, line.text) for line in page.lines] == [
        (False, "They left by bus."),
        (True, "Thank you. Which bus?"),
    ]
    assert page.has_answer


def test_an_addition_that_is_sent_twice_stands_once(people):
    receipt = receipt_of("Two girls")
    for _ in range(2):
        add_to_tip(PUBLIC, "intake", reference=receipt.reference, secret=receipt.secret, text="By bus.", key="once")

    assert Addition.everyone_unscoped.count() == 1


def test_other_words_with_the_key_of_an_addition_are_another_addition(people):
    receipt = receipt_of("Two girls")
    for text in ("By bus.", "By bus, the blue one."):
        add_to_tip(PUBLIC, "intake", reference=receipt.reference, secret=receipt.secret, text=text, key="once")

    assert [seal.opened(one, "sealed")["text"] for one in Addition.everyone_unscoped.order_by("id")] == [
        "By bus.", "By bus, the blue one.",
    ]  # fmt: skip


def test_a_wrong_secret_and_a_wrong_reference_look_the_same(people):
    one, other = receipt_of("Two girls"), receipt_of("Three girls")
    wrong = [(one.reference, other.secret), (one.reference, ""), ("WH-0000-0000-000", one.secret), ("", one.secret)]
    said = set()
    for reference, secret in wrong:
        for ask in (sender_page, add_to_tip):
            more = {"text": "more"} if ask is add_to_tip else {}
            with pytest.raises(NotFound) as refusal:
                ask(PUBLIC, "intake", reference=reference, secret=secret, **more)
            said.add(str(refusal.value))

    assert len(said) == 1
    assert Addition.everyone_unscoped.count() == 0


def test_a_row_of_a_sheet_has_no_secret_that_would_open_it(people):
    brought(sheet(("Two girls", "Quay", "Ana", "13")), SMALL_MAPPING)
    tip = Tip.everyone_unscoped.get()

    for secret in ("", "0000-0000-0000-0000"):
        with pytest.raises(NotFound):
            sender_page(PUBLIC, "intake", reference=tip.reference, secret=secret)
    with pytest.raises(Conflict):
        answer_tip(*as_(people, "intake"), tip_id=tip.pk, text="Hello")


def test_an_empty_answer_is_refused(people):
    tip = filed()
    with pytest.raises(BadInput):
        answer_tip(*as_(people, "intake"), tip_id=tip.pk, text="  ")


def test_an_answer_from_another_agency_finds_no_tip(people):
    tip = filed()
    with pytest.raises(NotFound):
        answer_tip(*as_(people, "intake", elsewhere=True), tip_id=tip.pk, text="Hello")
