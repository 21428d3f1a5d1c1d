"""The way in: a body comes first, then a thread; and the way out, whole or part by part."""

import asyncio
import inspect
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver

from wayhome.site import bodies
from wayhome.site.entry import PASSWORDS_WAITING_MAX, WHOLE_BYTES, Entry


class Protocol:
    """Stand for a connection: it gives pieces of a body, each after a while, and takes the answer."""

    def __init__(self, *pieces, pause=0.0):
        self.pieces, self.pause, self.said, self.parts = pieces, pause, None, []

    async def __aiter__(self):
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            yield piece

    def response_bytes(self, *said):
        self.said = said

    def response_empty(self, *said):
        self.said = (*said, b"")

    def response_stream(self, *said):
        self.said = (*said, self.parts)
        return self

    async def send_bytes(self, part):
        self.parts.append(part)


def scope(path="/x/", method="POST", **headers):
    return SimpleNamespace(
        proto="http", method=method, path=path, query_string="", http_version="1.1", server="127.0.0.1:8000",
        client="127.0.0.1:1", scheme="http", authority=None,
        headers={name.replace("__", "-"): text for name, text in headers.items()},
    )  # fmt: skip


def echo(environ, start_response):
    start_response("200 OK", [("x-type", environ["CONTENT_TYPE"]), ("x-path", environ["PATH_INFO"])])
    return [environ["wsgi.input"].read()]


def come_in(way_in, protocol, asked):
    """Let a request in, in a thread of its own: the browser tests keep a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, way_in.__rsgi__(asked, protocol)).result()


def answer(application, protocol, asked):
    way_in = Entry(application)
    free = way_in.bodies.words.free_bytes, way_in.bodies.files.free_bytes
    come_in(way_in, protocol, asked)
    assert (way_in.bodies.words.free_bytes, way_in.bodies.files.free_bytes) == free
    return protocol.said


def never(environ, start_response):
    pytest.fail("a page was asked")


def test_a_body_arrives_whole_and_as_utf_8():
    asked = scope("/é/", content__length="3", content__type="text/plain; charset=hex")

    assert answer(echo, Protocol(b"ab", b"c"), asked) == (200, [("x-type", "text/plain"), ("x-path", "/Ã©/")], b"abc")


def test_a_body_that_stands_still_takes_no_thread(monkeypatch):
    monkeypatch.setattr(bodies, "PAUSE_SECONDS", 0.05)

    assert answer(never, Protocol(*[b"a"] * 100, pause=0.02), scope(content__length="100"))[0] == 408


def test_a_fast_start_earns_no_long_rest(monkeypatch):
    monkeypatch.setattr(bodies, "PAUSE_SECONDS", 0.1)

    said = answer(never, Protocol(bytes(1_000_000), *[b"a"] * 3, pause=0.09), scope(content__length="1000003"))

    assert said[0] == 408


def test_a_body_that_keeps_its_pace_may_take_longer_than_a_pause(monkeypatch):
    monkeypatch.setattr(bodies, "PAUSE_SECONDS", 0.2)

    assert answer(echo, Protocol(*[bytes(1000)] * 5, pause=0.1), scope(content__length="5000"))[0] == 200


def test_a_sentence_that_was_cut_in_half_reaches_no_page():
    assert answer(never, Protocol(b"text=She+is+at"), scope(content__length="40"))[0] == 400
    assert answer(never, Protocol(b"text=She+is+at"), scope())[0] == 411


def test_words_that_are_too_many_are_told_to_the_page_by_their_size_alone():
    def told(environ, start_response):
        start_response("413 x", [])
        return [environ["CONTENT_LENGTH"].encode(), environ["CONTENT_TYPE"].encode(), environ["wsgi.input"].read()]

    size = bodies.WORDS_BYTES_MAX + 1
    said = answer(told, Protocol(bytes(size - 1), b"a"), scope("/tip/", content__length=str(size)))

    assert said[2] == b"%dapplication/x-www-form-urlencoded" % size


def test_a_file_that_is_too_large_is_read_to_its_end_and_refused(settings):
    settings.UPLOAD_BYTES_MAX = 1024
    size = bodies.WORDS_BYTES_MAX + 1025

    said = answer(never, Protocol(bytes(size - 1), b"a"), scope("/imports/new/", content__length=str(size)))

    assert (said[0], b"operator" in said[2]) == (413, True)


def test_files_that_are_being_sent_keep_no_words_out(settings):
    settings.UPLOAD_BYTES_MAX = 1024
    way_in = Entry(echo)
    way_in.bodies.files.free_bytes = 2
    sheet, tip = Protocol(b"abc"), Protocol(b"abc")

    come_in(way_in, sheet, scope("/imports/new/", content__length="3"))
    come_in(way_in, tip, scope("/tip/", content__length="3"))

    assert (sheet.said[0], tip.said[0]) == (503, 200)


def test_what_breaks_outside_every_page_is_told_without_its_message(caplog):
    def broken(environ, start_response):
        raise ValueError("Somebody's name")

    assert answer(broken, Protocol(), scope())[0] == 500
    assert "name" not in caplog.messages[0]


def test_a_large_answer_goes_out_in_parts_and_is_closed_at_its_end():
    closed = []

    class Parts(list):
        def close(self):
            closed.append(True)

    def large(environ, start_response):
        start_response("200 OK", [])
        return Parts([bytes(WHOLE_BYTES), b"", b"b", b"c"])

    assert answer(large, Protocol(), scope(method="GET"))[2] == [bytes(WHOLE_BYTES), b"b", b"c"]
    assert closed == [True]


def test_a_header_with_an_underscore_passes_for_none_that_a_proxy_sets():
    def forwarded(environ, start_response):
        start_response("200 OK", [])
        return [environ.get("HTTP_X_FORWARDED_PROTO", "").encode()]

    assert answer(forwarded, Protocol(), scope(x_forwarded_proto="https"))[2] == b""
    assert answer(forwarded, Protocol(), scope(x__forwarded__proto="https"))[2] == b"https"


def test_the_addresses_that_take_files_are_those_whose_pages_ask_for_one():
    found = {
        name
        for pattern, name in _addresses(get_resolver().url_patterns, "")
        if "request.FILES" in inspect.getsource(_page_of(pattern.callback))
    }

    assert found == bodies.TAKE_FILES


def _page_of(callback):
    """Take off what is wrapped round a page."""
    while inner := getattr(callback, "func", None) or getattr(callback, "__wrapped__", None):
        callback = inner
    return callback


def _addresses(patterns, namespace):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern, f"{namespace}{pattern.name}"
        else:
            yield from _addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


def test_long_bodies_leave_room_for_the_short_ones():
    way_in = Entry(echo)
    room = way_in.bodies.words
    room.free_bytes = bodies.SHORT_BYTES_KEPT
    long, short = Protocol(bytes(bodies.SHORT_BYTES + 1)), Protocol(b"text=x")

    come_in(way_in, long, scope(content__length=str(bodies.SHORT_BYTES + 1)))
    come_in(way_in, short, scope(content__length="6"))

    assert (long.said[0], short.said[0]) == (503, 200)


def test_whoever_tries_passwords_takes_no_thread_from_a_tip():
    """Ten people sign in at once, each for as long as all the threads of a tip would have; a tip comes beside them."""
    order = []

    def slow_at_the_door(environ, start_response):
        if environ["PATH_INFO"] == "/sign-in/":
            time.sleep(0.05)
        order.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"x"]

    async def at_once():
        way_in = Entry(slow_at_the_door)
        asked = [scope("/sign-in/", content__length="1")] * 10 + [scope("/tip/", content__length="1")]
        await asyncio.gather(*(way_in.__rsgi__(one, Protocol(b"a")) for one in asked))

    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, at_once()).result()

    assert order[0] == "/tip/"
    assert order[1:] == ["/sign-in/"] * 10


def test_too_many_who_sign_in_are_told_at_once():
    way_in = Entry(never)
    way_in.passwords_waiting = PASSWORDS_WAITING_MAX
    protocol = Protocol(b"a")
    come_in(way_in, protocol, scope("/sign-in/", content__length="1"))

    assert protocol.said[0] == 503
