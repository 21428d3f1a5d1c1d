"""
The one root key, from which every other secret of this installation is derived.

It is 32 random bytes in a file that only its owner may read. Whoever loses it loses everything
that is sealed; whoever copies it together with the database can read everything. So it is made
once, whole or not at all, and never made anew beside a database that an older key has sealed.
"""

import base64
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wayhome.kernel.errors import SettingsWrong

KEY_BYTES = 32
DATABASE = "wayhome.sqlite3"
ADDRESS_FILE = "address"  # where the site that runs from this folder is reached, while it runs


def make_home(home: Path) -> None:
    """
    Make the folder of all data, and the folder of its keys, readable by their owner alone.

    Raises:
        SettingsWrong: this user cannot make or own them.
    """
    try:
        for folder in (home, home / "keys"):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
    except OSError as error:
        raise SettingsWrong(f"WAYHOME_HOME is {home}, which cannot be used: {error.strerror}.") from None


def root_key(path: Path) -> bytes:
    """
    Read the root key; make it if this installation is new.

    Args:
        path: the key's file, inside the folder `keys` of the home.

    Raises:
        SettingsWrong: the file is not a root key, or it is missing beside a database that needs it.
    """
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = _make(path)
    except PermissionError:
        raise SettingsWrong(f"{path} cannot be read by this user; run Wayhome as the user that owns it.") from None
    if len(key) != KEY_BYTES:
        raise SettingsWrong(f"{path} holds {len(key)} bytes, but a root key has {KEY_BYTES}; put back the saved copy.")
    return key


def shut_out_others(path: Path) -> bool:
    """
    Let nobody but its owner read the root key, and say whether others could until now.

    Raises:
        SettingsWrong: others can, and this user cannot change it.
    """
    if not path.stat().st_mode & 0o077:
        return False
    try:
        path.chmod(0o400)
    except OSError:
        raise SettingsWrong(f"{path} can be read by others; let its owner run chmod 400 on it.") from None
    return True


def derived(path: Path, purpose: str) -> str:
    """Derive the secret that serves one purpose; knowing it tells nothing about the root key or the others."""
    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(root_key(path))
    return base64.urlsafe_b64encode(key).decode()


def _make(path: Path) -> bytes:
    home = path.parent.parent
    if (home / DATABASE).exists():
        raise SettingsWrong(
            f"{path} is missing, and what {home} holds is sealed with it; put back the saved copy of the key."
        )
    make_home(home)
    whole = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(whole, path)  # fails where another process was quicker: its key is the key
    except FileExistsError:
        pass
    finally:
        whole.unlink()
    return path.read_bytes()
