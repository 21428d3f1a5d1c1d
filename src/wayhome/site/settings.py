"""Django's settings, built from what the environment says. Importing this file touches neither disk nor network."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.functional import lazystr

from wayhome.site import keys
from wayhome.site.configuration import LANGUAGES as NAMES_OF_LANGUAGES
from wayhome.site.configuration import configuration

CONFIGURATION = configuration()
HOME = CONFIGURATION.home.absolute()
ROOT_KEY_FILE = HOME / "keys" / "root.key"
DEMO = (HOME / "demo").exists()
SHOWS_GALLERY = DEMO  # the page of all parts in their states, for the eye and for the tests
QUICK_EXIT_URL = CONFIGURATION.quick_exit_url
BASE_URL = CONFIGURATION.address
RUNNING_ADDRESS = HOME / keys.ADDRESS_FILE
IS_HTTPS = CONFIGURATION.is_https


class _DjangoSecret:
    """Derive Django's secret when it is first used: --help and the type checker make no key."""

    def __str__(self) -> str:
        return keys.derived(ROOT_KEY_FILE, "wayhome django secret")


SECRET_KEY = lazystr(_DjangoSecret())

DEBUG = False
ALLOWED_HOSTS = sorted({"localhost", "127.0.0.1", "[::1]", CONFIGURATION.host, urlsplit(BASE_URL).hostname or ""})
ROOT_URLCONF = "wayhome.site.urls"
WSGI_APPLICATION = "wayhome.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "wayhome_frontend",
    "wayhome.accounts",
    "wayhome.casefile",
    "wayhome.tips",
    "wayhome.journey",
    "wayhome.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "wayhome.site.middleware.NothingKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wayhome.site.middleware.WhoAsks",
    "wayhome.site.sent_once.SentOnce",
    "wayhome.site.middleware.PlainAnswers",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wayhome.site.context.shell",
            ],
        },
    }
]

# synchronous=FULL: what was acknowledged survives a power cut. secure_delete: what is deleted is overwritten.
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / keys.DATABASE,
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",  # a reader that turns writer half-way cannot wait for the lock
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;",
    },
}
DATABASES: dict[str, Any] = {
    "default": SQLITE
    if CONFIGURATION.database_url is None
    else dj_database_url.parse(CONFIGURATION.database_url.get_secret_value(), conn_max_age=600, conn_health_checks=True)
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
# The history is the accounts' room; whose ids its leaves hold is known by the rooms above it.
NAMERS_OF_RECORDS = ["wayhome.casefile.queries.naming.name_records", "wayhome.tips.queries.naming.name_records"]
AUTHENTICATION_BACKENDS = ["wayhome.site.backend.Backend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# A browser keeps a __Host- cookie for this one host over https alone.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}wayhome-session"
SESSION_COOKIE_AGE = 12 * 3600  # one long shift
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would sign people out on every link from a mail
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}wayhome-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "wayhome.site.views.token_missing"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}wayhome-language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would lie on the device

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 86400 if IS_HTTPS else 0
# Not no-referrer: a browser then sends `Origin: null` with every form, and we would refuse our own as forged.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# An upload lives in memory until an action has sealed it; the folder is one that nothing can be written into.
FILE_UPLOAD_HANDLERS = ["wayhome.site.uploads.InMemoryUploadHandler"]
FILE_UPLOAD_TEMP_DIR = "/dev/null/uploads-never-touch-the-disk"
SILENCED_SYSTEM_CHECKS = ["files.E001"]  # it misses that folder
UPLOAD_BYTES_MAX = CONFIGURATION.upload_bytes_max
INBOX = CONFIGURATION.inbox

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served straight from the packages: there is no step to forget
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86400  # an address carries the fingerprint of what it names
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no file of ours goes through it
    "staticfiles": {"BACKEND": "wayhome.site.fingerprints.FingerprintStorage"},
}

LANGUAGE_CODE = CONFIGURATION.language
LANGUAGES = list(NAMES_OF_LANGUAGES.items())  # what the public reads
STAFF_LANGUAGES = [("en", NAMES_OF_LANGUAGES["en"])]  # a page half in one language is worse than one in English
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
USE_I18N = True
TIME_ZONE = CONFIGURATION.time_zone
USE_TZ = True


def _mail(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 20,
    }


EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # until WAYHOME_EMAIL_URL names a server
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.email_from
if CONFIGURATION.email_url is not None:
    globals().update(_mail(CONFIGURATION.email_url.get_secret_value()))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "wayhome.site.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},  # it warns of every ordinary stop
        "wayhome": {"level": "INFO"},
    },
}
