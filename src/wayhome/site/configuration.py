"""
What the environment says, parsed once.

Every setting is a variable that begins with WAYHOME_. A secret may come from a file instead:
WAYHOME_DATABASE_URL_FILE=/run/secrets/database names the file that holds the value. A wrong
value, and a WAYHOME_ variable that nobody knows (a misspelt one would be silently ignored, and
the operator would believe in a protection that is not there), stop the program with one sentence.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from wayhome.kernel.errors import SettingsWrong

PREFIX = "WAYHOME_"
LANGUAGES = {"en": "English", "es": "español", "fr": "français", "ar": "العربية", "uk": "українська"}
HERE_ALONE = {"127.0.0.1", "localhost", "::1"}


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError
    return f"{parts.scheme}://{parts.netloc}"


def _digits(value: object) -> object:
    """Take a number as people write one: a blank beside it, a sign or a fraction is a slip, and is told."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        raise ValueError
    return value


def _web_page(value: str) -> str:
    if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
        raise ValueError
    return value


def _database(value: SecretStr) -> SecretStr:
    if urlsplit(value.get_secret_value()).scheme not in {"postgres", "postgresql"}:
        raise ValueError
    return value


def _mail_server(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError
    return value


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError
    return ZoneInfo(value).key


Whole = Annotated[int, BeforeValidator(_digits)]


class Configuration(BaseModel):
    """Hold what the environment says; a description completes the sentence "NAME must be …"."""

    model_config = ConfigDict(frozen=True)

    home: Path = Field(Path(".wayhome"), description="the folder of all data")
    host: str = Field("127.0.0.1", min_length=1, description="the address to listen on, such as 127.0.0.1")
    port: Whole = Field(8000, ge=1, le=65535, description="a whole number from 1 to 65535")
    base_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        None, description="the public address without a path, such as https://wayhome.example.org"
    )
    database_url: Annotated[SecretStr, AfterValidator(_database)] | None = Field(
        None, description="a PostgreSQL address, such as postgresql://user:password@host:5432/name"
    )
    email_url: Annotated[SecretStr, AfterValidator(_mail_server)] | None = Field(
        None, description="a mail server, such as smtp://user:password@host:587 or smtps://user:password@host:465"
    )
    email_from: str = Field("wayhome@localhost", pattern="@", description="the e-mail address that Wayhome writes from")
    language: Literal["en", "es", "fr", "ar", "uk"] = Field("en", description=f"one of {', '.join(LANGUAGES)}")
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        "UTC", description="the name of a time zone, such as Europe/Lisbon"
    )
    quick_exit_url: Annotated[str, AfterValidator(_web_page)] = Field(
        "https://www.wikipedia.org/", description="the harmless page that the quick-exit button opens"
    )
    upload_bytes_max: Whole = Field(64_000_000, ge=1024, description="a whole number of bytes, at least 1024")

    inbox: Path | None = Field(
        None, description="a folder that is watched for sheets, one folder in it for each profile"
    )

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the site by https, so that its cookies may insist on it."""
        return self.address.startswith("https://")

    @property
    def address(self) -> str:
        """Give the address that people use, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{host}:{self.port}"


SECRETS = {name for name, field in Configuration.model_fields.items() if "SecretStr" in repr(field.annotation)}


@cache
def configuration() -> Configuration:
    """Parse the environment of this process, once."""
    return parse(os.environ)


def parse(environment: Mapping[str, str]) -> Configuration:
    """
    Read every WAYHOME_ variable, or say in one sentence which one is wrong.

    Args:
        environment: variables by name; those without the prefix are not looked at.

    Raises:
        SettingsWrong: a variable is unknown, unreadable or cannot be right.
    """
    # An empty variable is an unset one.
    given = {name: text for name, text in environment.items() if name.startswith(PREFIX) and text}
    for name in given.keys() & {f"{name}_FILE" for name in given}:
        raise SettingsWrong(f"{name.removesuffix('_FILE')} and {name} are both set; keep one of them.")
    named = {_field(name): _value(name, text) for name, text in given.items()}
    try:
        found = Configuration.model_validate(named)
    except ValidationError as wrong:
        raise SettingsWrong(_sentence(wrong.errors()[0])) from None
    if found.host not in HERE_ALONE and not found.base_url:
        raise SettingsWrong(
            f"WAYHOME_HOST is {found.host}, which other machines can reach: "
            "also set WAYHOME_BASE_URL to the address that people will use."
        )
    return found


def _field(variable: str) -> str:
    """Name the field that a variable sets; the secret's file sets the secret."""
    name = variable.removeprefix(PREFIX).lower()
    secret = name.removesuffix("_file")
    return secret if secret in SECRETS else name


def _value(variable: str, text: str) -> str:
    """Take a variable's own text, or the text of the file that it names."""
    name = variable.removeprefix(PREFIX).lower()
    if name in Configuration.model_fields:
        return text
    if _field(variable) not in Configuration.model_fields:
        raise SettingsWrong(
            f"{variable} is no setting of Wayhome; the settings are "
            f"{', '.join(PREFIX + field.upper() for field in Configuration.model_fields)}."
        )
    try:
        return Path(text).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsWrong(f"{variable} names {text}, which cannot be read as a text file.") from None


def _sentence(error: Any) -> str:
    """Say which variable is wrong, what it holds unless that is a secret, and what it must be."""
    name = str(error["loc"][0])
    held = "has a wrong value" if name in SECRETS else f"is {error['input']!r}"
    return f"{PREFIX}{name.upper()} {held}, but must be {Configuration.model_fields[name].description}."
