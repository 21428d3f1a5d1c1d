"""
The seal: what is readable only with its key.

Everything that can identify a person is kept as one AES-256-GCM envelope for each record and ring. A ring is a group of
values that are opened by the same people: names and numbers, contacts, addresses, free text, raw sources. The
associated data name table, column, row and version, so bytes that are copied to another place do not open there; a
column may bind plain ones beside it too, so that who changes those (a grade, a kind) breaks the envelope.

Keys: one root key file (32 bytes, mode 0400). A ring's key is derived from it by HKDF (RFC 5869); each owner, the
person or record that the values are about, has a key of their own under the ring, so that no key ever seals enough
messages for random nonces to meet (NIST SP 800-38D, 8.3), and so that a later release can let one owner's key die.

Envelope: format (1 byte), key id (4), nonce (12), ciphertext with its tag. Lost with the root key: everything. Back it
up apart from the data.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from wayhome.kernel.errors import HouseRuleBroken, SealBroken, SettingsWrong

RINGS = ("identity", "contact", "address", "narrative", "source", "journal")

_FORMAT = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = len(_FORMAT) + _KEY_ID_BYTES + _NONCE_BYTES


class Place(NamedTuple):
    """Where an envelope lies; it opens nowhere else. `beside` are the plain values that are bound to it, if any."""

    table: str
    column: str
    row: str
    version: int
    beside: tuple[object, ...] = ()

    def associated_data(self) -> bytes:
        """Write the place as the bytes that the tag also covers."""
        plain = "".join(f":{'' if value is None else value}" for value in self.beside)
        return f"{self.table}:{self.column}:{self.row}:{self.version}{plain}".encode()


class SealedColumn(models.BinaryField):  # type: ignore[type-arg]  # the stubs give it type arguments, Django has none
    """
    A column that holds one envelope.

    Args:
        ring: the ring that seals it, or empty when `ring_from` names an attribute of the row that says so.
        owner: the attribute of the row that holds the id of whom the values are about.
        beside: the attributes of the row whose plain values are bound to the envelope: ids and codes, never free text,
            since nothing but a colon parts them. Whoever changes one must seal again.
        may_be_empty: whether a row may hold nothing here; elsewhere an empty column is one that somebody emptied.
    """

    def __init__(
        self, *args: Any, ring: str = "", ring_from: str = "", owner: str = "id", beside: tuple[str, ...] = (),
        may_be_empty: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.ring, self.ring_from, self.owner = ring, ring_from, owner
        self.beside, self.may_be_empty = beside, may_be_empty
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Tell migrations how to make this column again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "ring": self.ring, "ring_from": self.ring_from, "owner": self.owner}

    def ring_of(self, record: models.Model) -> str:
        """Say which ring seals this column of a row."""
        return self.ring or str(getattr(record, self.ring_from))


def seal(ring: str, owner: UUID, place: Place, values: Mapping[str, Any]) -> bytes:
    """
    Seal values into one envelope.

    Args:
        ring: one of RINGS.
        owner: whom or what the values are about.
        place: where the envelope will lie.
        values: what JSON can hold.
    """
    return seal_bytes(ring, owner, place, _packed(values))


def unseal(ring: str, owner: UUID, place: Place, envelope: bytes) -> dict[str, Any]:
    """
    Open an envelope that `seal` made.

    Raises:
        SealBroken: it was changed, lies in another place, or was sealed with another key.
    """
    values: dict[str, Any] = json.loads(unseal_bytes(ring, owner, place, envelope))
    return values


def seal_bytes(ring: str, owner: UUID, place: Place, content: bytes) -> bytes:
    """Seal bytes as they are, such as a part of a raw source."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_owner_key(ring, owner)).encrypt(nonce, content, place.associated_data())
    return _FORMAT + _key_id() + nonce + sealed


def unseal_bytes(ring: str, owner: UUID, place: Place, envelope: bytes) -> bytes:
    """Open an envelope that `seal_bytes` made; raises SealBroken as `unseal` does."""
    envelope = bytes(envelope)
    if envelope[:1] != _FORMAT or envelope[1 : 1 + _KEY_ID_BYTES] != _key_id():
        raise SealBroken(f"{place.table}.{place.column} was sealed in another format or with another root key.")
    nonce, sealed = envelope[1 + _KEY_ID_BYTES : _HEAD_BYTES], envelope[_HEAD_BYTES:]
    try:
        return AESGCM(_owner_key(ring, owner)).decrypt(nonce, sealed, place.associated_data())
    except InvalidTag:
        raise SealBroken(f"{place.table}.{place.column} of row {place.row} was changed or moved.") from None


def put(record: models.Model, column: str, values: Mapping[str, Any]) -> None:
    """Seal values into a column of a record that is about to be saved."""
    put_bytes(record, column, _packed(values))


def put_bytes(record: models.Model, column: str, content: bytes) -> None:
    """Seal bytes into a column of a record that is about to be saved."""
    field = _field(record, column)
    owner: UUID = getattr(record, field.owner)
    setattr(record, column, seal_bytes(field.ring_of(record), owner, _place(record, column), content))


def opened(record: models.Model, column: str) -> dict[str, Any]:
    """Open a column of a record that came through the door; an empty column opens to no values."""
    if getattr(record, column) is None:
        return {}
    values: dict[str, Any] = json.loads(opened_bytes(record, column))
    return values


def opened_bytes(record: models.Model, column: str) -> bytes:
    """Open a column that holds bytes; raises SealBroken when they were changed or moved."""
    field = _field(record, column)
    owner: UUID = getattr(record, field.owner)
    return unseal_bytes(field.ring_of(record), owner, _place(record, column), getattr(record, column))


def blind(use: str, *parts: bytes) -> bytes:
    """
    Make a keyed fingerprint (HMAC-SHA-256, 32 bytes) that tells nothing without the root key.

    Args:
        use: what it is for; fingerprints of different uses never meet.
        parts: what is fingerprinted; lengths are bound in, so that ("a", "bc") and ("ab", "c") differ.
    """
    key = _derived(f"wayhome blind {use} v1")
    return hmac.digest(key, b"".join(len(part).to_bytes(8, "big") + part for part in parts), "sha256")


def is_of_this_key(envelope: bytes) -> bool:
    """Say whether an envelope was sealed with the root key of now, without opening it."""
    head = bytes(envelope[: len(_FORMAT) + _KEY_ID_BYTES])
    return hmac.compare_digest(head[len(_FORMAT) :], _key_id())


def forget_keys() -> None:
    """Drop the keys from memory, as after a rotation or between tests."""
    _root_key.cache_clear()
    _key_id.cache_clear()
    _derived.cache_clear()


def _packed(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _field(record: models.Model, column: str) -> SealedColumn:
    field = record._meta.get_field(column)
    if not isinstance(field, SealedColumn):
        raise HouseRuleBroken(f"{record._meta.label}.{column} is no sealed column.")
    return field


def _place(record: models.Model, column: str) -> Place:
    version: int = getattr(record, "sealed_version", 1)
    beside = tuple(getattr(record, name) for name in _field(record, column).beside)
    return Place(record._meta.db_table, column, str(record.pk), version, beside)


@cache
def _root_key() -> bytes:
    path = Path(settings.ROOT_KEY_FILE)
    try:
        key = path.read_bytes()
    except OSError as problem:
        raise SettingsWrong(f"The root key {path} cannot be read: {problem.strerror}. Restore its backup.") from None
    if len(key) != 32:  # noqa: PLR2004 -- 256 bits, as AES-256 has
        raise SettingsWrong(f"The root key {path} holds {len(key)} bytes, not 32. Restore it from its backup.")
    return key


@cache
def _key_id() -> bytes:
    return hashlib.sha256(b"wayhome key id" + _root_key()).digest()[:_KEY_ID_BYTES]


@cache
def _derived(info: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, info.encode()).derive(_root_key())


def _owner_key(ring: str, owner: UUID) -> bytes:
    if ring not in RINGS:
        raise HouseRuleBroken(f"There is no ring {ring!r}; rings are {', '.join(RINGS)}.")
    return hmac.digest(_derived(f"wayhome ring {ring} v1"), owner.bytes, "sha256")
