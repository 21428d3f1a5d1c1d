"""
Receipts: what a sender keeps, so that a tip can be added to and answered without a name.

The public half, `WH-…`, is a reference. The other half is a secret, shown once. A connection
that drops after the tip was stored must not leave its sender without it, so the same post sent
again gets the same answer; and yet the secret itself is not stored. Both hold because the secret
is computed: HMAC-SHA-256, under a key of the server, of the sender's idempotency key and the
canonical body. Whoever has the database alone has neither the server's key nor the secret, only
SHA-256 of it, and 80 bits are too many to try.

The secret is read out over telephones, so it is written in Crockford's base 32 (no I, L, O, U)
in four groups of four. What is heard is forgiven: small letters, spaces, O for zero, I and L for
one, digits of other scripts.

Source: RFC 2104 (HMAC); Crockford, Base 32 Encoding (2002).
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from typing import Final

from wayhome.kernel.canonical import canonical_bytes
from wayhome.kernel.errors import BadInput

BODY_FIELDS: Final = ("text", "place", "when", "language", "contact")
SECRET_BITS: Final = 80
SERVER_KEY_BYTES_MIN: Final = 32

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS_EACH = 5
_CHARACTERS = SECRET_BITS // _BITS_EACH
_GROUP = 4
_TWINS = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Dashes, low lines, minus signs, and the invisible marks that come with text copied from a right-to-left page.
_SILENT = frozenset({"Pd", "Pc", "Sm", "Cf", "Cc"})
# Says what the key was used for, so that no other use of it can ever yield a secret.
_USE = b"wayhome receipt 1"


def canonical_body(body: Mapping[str, object]) -> bytes:
    """
    Write what a sender posted as the bytes that its receipt stands for.

    Args:
        body: any of BODY_FIELDS, each text or None. A field that is absent, None or empty was not said; the three are
            one, so that a form that sends its empty fields and a program that leaves them out agree. Line ends of
            Windows and of others are one too, since browsers change them.

    Raises:
        BadInput: a field has another name, or is not text.

    >>> canonical_body({"text": "Two girls at the station", "place": ""})
    b'{"text":"Two girls at the station"}'
    """
    strangers = sorted(set(body) - set(BODY_FIELDS))
    if strangers:
        raise BadInput(f"A tip has the fields {', '.join(BODY_FIELDS)}; {len(strangers)} others were sent.")
    said: dict[str, str] = {}
    for name in BODY_FIELDS:
        value = body.get(name)
        if value is not None and not isinstance(value, str):
            raise BadInput(f"{name} must be text, not {type(value).__name__}.")
        if value:
            said[name] = value.replace("\r\n", "\n").replace("\r", "\n")
    return canonical_bytes(said)


def secret_of(*, server_key: bytes, idempotency_key: str, body: bytes) -> str:
    """
    Compute the secret of a receipt; the same three give the same secret.

    Args:
        server_key: at least 32 secret bytes, kept out of the database.
        idempotency_key: what the sender put on the post, or the form's submission id.
        body: from `canonical_body`.

    Returns:
        Four groups of four characters that carry 80 bits.

    Raises:
        BadInput: the server key is too short, or the idempotency key is empty.

    >>> secret_of(server_key=bytes(32), idempotency_key="a", body=b"{}")
    '9NZF-MAJT-BQ1R-NND6'
    """
    if len(server_key) < SERVER_KEY_BYTES_MIN:
        raise BadInput(f"The server key has {len(server_key)} bytes; it needs {SERVER_KEY_BYTES_MIN}.")
    key = idempotency_key.encode("utf-8", "surrogatepass")
    if not key:
        raise BadInput("The idempotency key is empty; send one that is new for each tip.")
    # The length before the key keeps ("ab", "c") and ("a", "bc") apart.
    message = b"\0".join((_USE, str(len(key)).encode(), key + body))
    digits = int.from_bytes(hmac.digest(server_key, message, "sha256")[: SECRET_BITS // 8])
    return _grouped("".join(_ALPHABET[digits >> shift & 0b11111] for shift in range(SECRET_BITS - 5, -1, -_BITS_EACH)))


def normal(spoken: str) -> str:
    """
    Write a secret as it was first shown, from what a person typed or dictated.

    Raises:
        BadInput: it cannot be one; the message does not repeat it.

    >>> normal("9nzf majt bqir nnd6")
    '9NZF-MAJT-BQ1R-NND6'
    """
    letters = unicodedata.normalize("NFKC", spoken[: 8 * _CHARACTERS]).upper()
    kept = (letter for letter in letters if unicodedata.category(letter) not in _SILENT and not letter.isspace())
    heard = "".join(str(unicodedata.decimal(letter, letter)) for letter in kept).translate(_TWINS)
    if len(heard) != _CHARACTERS or not set(heard) <= set(_ALPHABET):
        raise BadInput("A secret is four groups of four characters, such as 9NZF-MAJT-BQ1R-NND6. Read it again.")
    return _grouped(heard)


def hash_of(secret: str) -> bytes:
    """Hash a secret for storing, 32 bytes. It carries 80 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(_USE + normal(secret).encode()).digest()


def is_secret_of(spoken: str, stored_hash: bytes) -> bool:
    """Say whether what was typed is the secret behind a stored hash, in the same time whatever was typed."""
    try:
        found, is_one = hash_of(spoken), True
    except BadInput:
        found, is_one = bytes(hashlib.sha256().digest_size), False
    # What cannot be a secret is none, even where the stored hash were all noughts.
    return hmac.compare_digest(found, stored_hash) and is_one


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + _GROUP] for start in range(0, len(characters), _GROUP))
