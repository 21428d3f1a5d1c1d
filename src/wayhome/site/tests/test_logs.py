"""A log can be shown to anyone: no address, no query, no words of an error."""

import logging

from django.test import RequestFactory

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
