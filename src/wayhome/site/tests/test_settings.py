"""The settings that protect people, as the environment decides them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks

PUBLIC = {"WAYHOME_BASE_URL": "https://wayhome.example.org"}


def _setting(expression: str, **variables: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
    program = f"from wayhome.site import settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", program], env=clean | variables, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_settings_pass_every_check_of_django():
    assert not [found for found in run_checks() if not found.is_silenced()]


def test_reading_the_settings_makes_no_folder_and_no_key(tmp_path):
    assert _setting("settings.HOME", WAYHOME_HOME=str(tmp_path / "home")) == str(tmp_path / "home")
    assert not list(tmp_path.iterdir())


def test_behind_https_every_cookie_is_for_this_host_and_https_alone():
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME"
    secure = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE"

    assert _setting(f"all(name.startswith('__Host-') for name in ({names})), all(({secure}))", **PUBLIC) == "True True"
    assert _setting("settings.ALLOWED_HOSTS", **PUBLIC).count("wayhome.example.org") == 1
    assert _setting("settings.SECURE_HSTS_SECONDS", **PUBLIC) == "31536000"


def test_on_a_laptop_cookies_work_without_https():
    assert _setting("settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE") == "wayhome-session False"


def test_a_database_address_switches_to_postgres():
    about = "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['NAME']"

    assert _setting(about, WAYHOME_DATABASE_URL="postgresql://me:secret@host/tips") == (
        "django.db.backends.postgresql tips"
    )


@pytest.mark.parametrize(("scheme", "port", "ssl", "tls"), [("smtp", 587, False, True), ("smtps", 465, True, False)])
def test_a_mail_server_is_spoken_to_in_secret_only(scheme, port, ssl, tls):
    about = "settings.EMAIL_PORT, settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_PASSWORD"

    assert _setting(about, WAYHOME_EMAIL_URL=f"{scheme}://me:p%40ss@mail.example.org") == f"{port} {ssl} {tls} p@ss"


def test_the_policy_of_a_page_allows_this_site_alone():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    assert {source for sources in directives.values() for source in sources} == {"'none'", "'self'"}


def test_no_file_can_be_written_where_uploads_would_spool():
    with pytest.raises(OSError, match="Not a directory"):
        (Path(settings.FILE_UPLOAD_TEMP_DIR) / "upload").write_text("in the clear")
