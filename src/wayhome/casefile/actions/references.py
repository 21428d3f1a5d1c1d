"""Draw a new reference; the kernel has no dice, so they are thrown here."""

import secrets

from wayhome.kernel import references


def draw(prefix: str) -> str:
    """Draw a reference that has not been given out; the table's unique constraint stands behind that."""
    return references.make(prefix, secrets.randbits(references.BITS))
