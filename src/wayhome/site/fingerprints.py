"""Addresses of static files that change when the file does, so that no browser keeps an old one."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class FingerprintStorage(StaticFilesStorage):
    """Put the first digits of a file's SHA-256 behind its address; the file itself stays where its package has it."""

    def url(self, name: str | None) -> str:
        """Give the address of a static file; an unknown one has no fingerprint and will not be found."""
        address = super().url(name)
        found = finders.find(name) if name else None
        return f"{address}?v={_fingerprint(found)}" if found else address


@lru_cache(maxsize=512)
def _fingerprint(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]
