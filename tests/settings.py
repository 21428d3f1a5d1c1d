"""The program's own settings, on a home of its own, quick where quickness proves nothing less."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME_OF_TESTS = Path(tempfile.mkdtemp(prefix="wayhome-tests-"))
atexit.register(shutil.rmtree, HOME_OF_TESTS, ignore_errors=True)
os.environ["WAYHOME_HOME"] = str(HOME_OF_TESTS)

from wayhome.site import keys  # noqa: E402 - as below
from wayhome.site.settings import *  # noqa: E402, F403 - the home must be known before the settings are read
from wayhome.site.settings import DATABASES, TEMPLATES  # noqa: E402 - as above

keys.make_home(HOME_OF_TESTS)
keys.root_key(HOME_OF_TESTS / "keys" / "root.key")  # what `start` makes before anything is sealed

MISSING = "⟦missing %s⟧"
SHOWS_GALLERY = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = MISSING  # a template that names what is not there shows it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads, locks and WAL are then those of the real thing. Only the wait for the disk goes.
    DATABASES["default"]["TEST"] = {"NAME": HOME_OF_TESTS / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
