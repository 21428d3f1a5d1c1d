"""A log can be shown to anyone: no address, no query, no words of an error."""

import logging

import pytest
from django.core.exceptions import BadRequest, DisallowedHost, TooManyFieldsSent
from django.test import Client, RequestFactory

from wayhome.site.logs import QuietFormatter


def _told(**about) -> str:
    record = logging.makeLogRecord({"name": "django.request", "levelname": "WARNING", "msg": "Not Found: /x"} | about)
    return QuietFormatter().format(record)


def test_a_request_is_told_by_the_pattern_of_its_address():
    request = RequestFactory().get("/sign-in/one-time-secret/?name=Amina")
    request.resolver_match = type("Match", (), {"route": "sign-in/<token>/"})()

    told = _told(request=request, status_code=404)
    assert told.endswith("404 GET sign-in/<token>/")
    assert "secret" not in told
    assert "Amina" not in told


def test_an_address_that_leads_nowhere_is_not_repeated():
    assert _told(request=RequestFactory().get("/Amina"), status_code=404).endswith(
        "404 GET an address that leads nowhere"
    )


def test_an_error_is_told_by_its_kind_and_its_lines_without_its_words():
    try:
        int("Amina")
    except ValueError as error:
        told = _told(msg="The import failed.", exc_info=(ValueError, error, error.__traceback__))

    assert "The import failed.\nValueError at\n" in told
    assert f"{__file__}:" in told
    assert "Amina" not in told


@pytest.mark.parametrize("kind", [DisallowedHost, TooManyFieldsSent, BadRequest])
def test_what_a_stranger_sent_wrongly_is_one_line(kind):
    problem = kind("Amina")
    told = _told(name=f"django.security.{kind.__name__}", exc_info=(kind, problem, None))

    assert kind.__name__ in told
    assert "\n" not in told
    assert "Amina" not in told


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [
    lambda client: client.get("/tip/", headers={"host": "evil.example"}),
    lambda client: client.post("/tip/", {f"field{number}": "x" for number in range(1_001)}),
    lambda client: client.post("/tip/", b"none", content_type="multipart/form-data; boundary="),
])  # fmt: skip
def test_no_stranger_fills_the_log_with_traces(asked, caplog):
    assert asked(Client()).status_code == 400

    for record in caplog.records:
        record.exc_text = None  # what the test's own formatter wrote into it
    lines = [QuietFormatter().format(record) for record in caplog.records]
    assert lines
    assert not any("\n" in line for line in lines)
