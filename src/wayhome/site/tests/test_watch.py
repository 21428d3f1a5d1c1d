"""The parent's eye: a site that answers is ready, also where it answers that it is not well."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from tests.running import free_port
from wayhome.site import watch


class Unwell(BaseHTTPRequestHandler):
    """Answer as `/healthz` does on a full disk."""

    def do_GET(self):
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b"The disk is nearly full.\n")

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture
def port(monkeypatch):
    chosen = free_port()
    monkeypatch.setattr(watch, "configuration", lambda: SimpleNamespace(host="127.0.0.1", port=chosen))
    return chosen


def test_a_site_with_a_full_disk_is_ready_and_the_log_says_what_is_wrong(port, caplog):
    with HTTPServer(("127.0.0.1", port), Unwell) as site:
        threading.Thread(target=site.handle_request, daemon=True).start()
        answers = watch._answers()

    assert answers
    assert "The site is not well: The disk is nearly full." in caplog.text


def test_a_site_that_does_not_answer_is_not_ready(port):
    assert not watch._answers()
