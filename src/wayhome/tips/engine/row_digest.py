"""
The digest of a row: the same cells under the same headers have the same one, in every file.

It is SHA-256 over the canonical JSON (RFC 8785) of header to cell. Of that standard a flat object of
strings needs only two things: keys ordered by their UTF-16 code units, and the short escapes, which
the standard library writes the same way. So a million rows are hashed without the general writer,
and a test holds the two to the same bytes.
"""

import hashlib
from collections.abc import Callable
from json.encoder import encode_basestring

Digest = Callable[[list[str]], str]


def row_digest(columns: tuple[str, ...]) -> Digest:
    """Make ready, for a header, what hashes a row's cells; 64 hexadecimal digits."""
    order = sorted(range(len(columns)), key=lambda index: columns[index].encode("utf-16-be"))
    pieces = [(encode_basestring(columns[index]) + ":", index) for index in order]

    def digest(row: list[str]) -> str:
        cells = [head + encode_basestring(row[index]) for head, index in pieces]
        return hashlib.sha256(("{" + ",".join(cells) + "}").encode()).hexdigest()

    return digest


def text_digest(text: str) -> str:
    """Hash a row that could not be cut into cells, as it is shown."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
