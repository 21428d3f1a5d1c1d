"""`POST /api/tips`: open as the form is, once for a key, and plain words for whatever does not fit."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connections
from django.test import Client

from wayhome.accounts import seal
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.tips import api
from wayhome.tips.models import Tip
from wayhome.tips.tests.bringing import the_tip

pytestmark = pytest.mark.django_db

TIP = {
    "text": "Дві дівчинки на вокзалі", "place": "Quay", "when": "2026-11-24", "language": "uk", "contact": "+999 1",
}  # fmt: skip


@pytest.fixture
def people():
    return cast()


def post(body, *, key="", client=None, raw=None):
    headers = {"Idempotency-Key": key} if key else {}
    content = raw if raw is not None else json.dumps(body)
    return (client or Client()).post("/api/tips", content, content_type="application/json", headers=headers)


def test_a_tip_is_answered_with_its_receipt_and_secret_once_it_is_stored(people):
    answer = post(TIP)

    assert answer.status_code == 201
    assert set(answer.json()) == {"receipt", "secret"}
    tip = the_tip(answer.json()["receipt"])
    kept = seal.opened(tip, "sealed")
    assert {name: kept[name] for name in ("text", "place", "when", "language")} == {
        name: TIP[name] for name in ("text", "place", "when", "language")
    }
    assert seal.opened(tip, "sealed_contact") == {"contact": "+999 1"}
    assert (tip.channel, tip.language, tip.source.what) == ("api", "uk", "api")


def test_the_text_alone_is_enough(people):
    assert post({"text": "Two girls"}).status_code == 201
    assert post({"text": "Two girls", "place": None, "contact": ""}).status_code == 201


def test_the_same_key_and_body_get_the_same_answer(people):
    answers = [post(body, key="k") for body in (TIP, TIP, {**TIP}, dict(reversed(TIP.items())))]

    assert {answer.status_code for answer in answers} == {201}
    assert len({json.dumps(answer.json()) for answer in answers}) == 1
    assert Tip.everyone_unscoped.count() == 1


def test_the_same_key_with_another_body_is_a_conflict(people):
    first = post(TIP, key="k")
    other = post({**TIP, "place": "Mill"}, key="k")

    assert other.status_code == 409
    assert "key" in other.json()["detail"]
    assert first.json()["secret"] not in other.content.decode()
    assert Tip.everyone_unscoped.count() == 1


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "  "}, "text"),
        ({"text": "\u200b\u2060"}, "text"),
        ({"text": 7}, "text: must be text"),
        ({"text": None}, "text: must be text"),
        ({"text": ["a"]}, "text: must be text"),
        ({"text": "a", "place": {}}, "place: must be text"),
        ({"text": "a", "age": "13"}, "age: a tip has no such field"),
        ({"text": "a\x00"}, "NUL"),
        ({"text": "\ud800"}, "text: half of a character"),
        ({"text": "a", "place": "\udfff"}, "place: half of a character"),
        ({"text": "a" * 100_001}, "100,000"),
        ({"text": "a", "contact": "b" * 2_001}, "contact"),
        ([], "object of JSON"),
        ("text", "object of JSON"),
        (None, "object of JSON"),
    ],
)
def test_what_is_no_tip_is_refused_in_plain_words_that_name_the_field(people, body, word):
    answer = post(body)

    assert answer.status_code == 422
    assert word in answer.json()["detail"]
    assert Tip.everyone_unscoped.count() == 0


@pytest.mark.parametrize("raw", [b"", b"{", b"text=a", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused_and_breaks_nothing(people, raw):
    answer = post(None, raw=raw)

    assert answer.status_code in {400, 422}
    assert "JSON" in answer.json()["detail"]


def test_a_refusal_repeats_nothing_that_was_sent(people):
    for body in ({"text": ["Qanary"]}, {"text": "Qanary\x00"}, {"text": "a", "place": 7, "contact": {"Qanary": 1}}):
        assert "Qanary" not in post(body).content.decode()


def test_more_than_a_tip_can_be_is_refused_before_it_is_read(people):
    answer = post({"text": "a" * 3_000_000})

    assert answer.status_code == 413
    assert "100,000" in answer.json()["detail"]


def test_a_key_that_is_too_long_is_refused(people):
    answer = post(TIP, key="k" * 201)

    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]


@pytest.mark.parametrize("problem", [OperationalError("database is locked"), OperationalError("disk is full")])
def test_a_busy_database_acknowledges_nothing_and_says_when_to_come_back(people, monkeypatch, problem, caplog):
    def busy(*args, **kwargs):
        raise problem

    monkeypatch.setattr(api, "file_tip", busy)
    answer = post(TIP, key="k")
    monkeypatch.undo()

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert str(problem) in caplog.text
    assert Tip.everyone_unscoped.count() == 0
    assert post(TIP, key="k").status_code == 201


def test_nobody_signs_in_for_it_and_no_cookie_is_set(people):
    strict = Client(enforce_csrf_checks=True)
    answer = post(TIP, client=strict)

    assert answer.status_code == 201
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store, private"


def test_a_colleague_who_is_signed_in_files_as_the_public_all_the_same(people):
    answer = post(TIP, client=signed_in(people.user("intake", elsewhere=True)))

    assert the_tip(answer.json()["receipt"]).agency_id == people.agency_id


def test_nothing_else_is_offered_at_this_address(people):
    assert Client().get("/api/tips").status_code == 405
    assert Client().get("/api/docs").status_code == 404


def test_the_interface_describes_itself(people):
    told = Client().get("/api/openapi.json")
    operation = told.json()["paths"]["/api/tips"]["post"]

    assert told.status_code == 200
    assert {"201", "409", "413", "422", "503"} <= set(operation["responses"])
    assert [parameter["name"] for parameter in operation["parameters"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("head", 200), ("post", 405), ("put", 405)])
def test_the_description_is_only_read(people, method, status):
    assert getattr(Client(), method)("/api/openapi.json").status_code == status


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_key_at_once_get_one_answer(people):
    def send(_):
        try:
            return post(TIP, key="one")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(send, range(50)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Tip.everyone_unscoped.count() == 1
