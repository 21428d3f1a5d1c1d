"""Whoever sends slowly, cuts off, or sends too much stops nobody, on the real server."""

import contextlib
import socket

import httpx
import pytest

from tests.running import Running

pytestmark = pytest.mark.slow

BEGUN = (
    b"POST /api/tips HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    b'{"text": "Somebody'
)
SLOW, SILENT = 20, 100
TIP = {"text": "Somebody waits at the ferry hall"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Running(tmp_path_factory.mktemp("slow") / "home") as running:
        yield running.wait_until_ready()


def test_a_tip_gets_in_while_others_send_slowly_or_nothing(site):
    with contextlib.ExitStack() as open_ones:
        for number in range(SLOW + SILENT):
            one = open_ones.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            if number < SLOW:
                one.sendall(BEGUN)

        assert httpx.get(f"{site.url}/healthz", timeout=5).status_code == httpx.codes.OK
        assert httpx.post(f"{site.url}/api/tips", json=TIP, timeout=5).status_code == httpx.codes.CREATED


def test_a_tip_that_was_cut_off_is_not_taken_for_a_whole_one(site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as one:
        one.sendall(BEGUN)
        one.shutdown(socket.SHUT_WR)

        assert one.recv(100).startswith(b"HTTP/1.1 400 ")


def test_whoever_sends_too_much_hears_it(site):
    words, form = b"a" * 10_000_000, {"Content-Type": "multipart/form-data; boundary=x"}

    assert httpx.post(f"{site.url}/api/tips", content=words, timeout=20).status_code == 413
    assert "too long" in httpx.post(f"{site.url}/tip/", content=words, headers=form, timeout=20).text


def test_a_charset_that_is_no_text_breaks_no_page(site):
    kind = {"Content-Type": "text/plain; charset=hex"}

    assert httpx.get(f"{site.url}/tip/?a=1", headers=kind).status_code == httpx.codes.OK
