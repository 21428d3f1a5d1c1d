"""
Canonical JSON: one value, one sequence of bytes, in every program and for all years.

A hash proves something only if whoever checks it can write the same bytes again. RFC 8785
fixes what JSON leaves open: the order of keys, the spelling of numbers, spaces, escapes.
Whole numbers beyond 2**53 and numbers that are not finite are refused by it: other programs
would read them as something else.

Source: RFC 8785, JSON Canonicalization Scheme (2020).
"""

import hashlib
from collections.abc import Mapping, Sequence

import rfc8785

from wayhome.kernel.errors import BadInput

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical_bytes(value: Json) -> bytes:
    """Write a value as canonical JSON; BadInput if JSON cannot hold it."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError):
        raise BadInput("The value cannot be written as canonical JSON (RFC 8785).") from None


def digest(value: Json) -> bytes:
    """Give the SHA-256 of a value's canonical JSON, 32 bytes."""
    return hashlib.sha256(canonical_bytes(value)).digest()
