"""
A log for operators that can be shown to anyone.

An error's message may quote what a person typed, and an address may hold a one-time token. So a
record of a request names the pattern of its address instead of the address, and an exception is
told by its type and the lines of code that it went through, without its message. What a
stranger sent wrongly (a host that is not ours, a thousand fields) is one line.
"""

import logging
import traceback
from types import TracebackType
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

# What somebody sent wrongly. Its line names the kind; where we noticed it helps nobody, and would fill the log.
SENT_WRONGLY = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)

type_of_exc_info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Format a record without names, bodies, query strings or tokens."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Replace the message of a request's record by its status, method and pattern."""
        request = getattr(record, "request", None)
        if hasattr(request, "method"):
            record.message = _about(request, getattr(record, "status_code", ""))
        return super().formatMessage(record)

    def formatException(self, ei: type_of_exc_info) -> str:  # noqa: N802 - logging's name
        """Tell where a mistake of ours came from, not what it said."""
        if isinstance(ei[1], SENT_WRONGLY):
            return ""
        return without_message(ei[0], ei[2])


def without_message(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """Tell an error by its kind and the lines that it went through."""
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join([f"{kind.__name__ if kind else 'An error'} at", *lines])


def _about(request: Any, status: object) -> str:
    match = getattr(request, "resolver_match", None)
    return f"{status} {request.method} {match.route if match else 'an address that leads nowhere'}".strip()
