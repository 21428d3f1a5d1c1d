"""What every test may ask for: a real browser, a page that reports its problems, and the axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.settings import MISSING

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

QUIET = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
LOAD_MS_MAX = 20_000


def pytest_configure(config):
    """Put the first rows back whenever a test that commits has emptied the database; judge no property by the clock."""
    from django.db.models.signals import post_migrate
    from hypothesis import settings

    from wayhome.tips import tasks

    post_migrate.connect(_put_first_rows, dispatch_uid="first rows of the tests")
    # A loaded machine is slow, and that is no failed property; the proof of fuzzing asks for more examples.
    settings.register_profile("house", deadline=None, max_examples=int(os.environ.get("FUZZ_EXAMPLES", "100")))
    settings.load_profile("house")
    tasks.PAUSE_SECONDS = 0.0  # nobody else writes here; the imports of a running site, as in test_rows_killed, wait


def _put_first_rows(sender, **kwargs):
    from importlib import import_module

    from django.apps import apps

    from wayhome.accounts.engine import sitting

    if sender.label == "accounts":
        with sitting.begin("tests", may_write=True) as act:
            act.has_asked = True
            import_module("wayhome.accounts.migrations.0002_first_rows").put_first_rows(apps, None)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, run only what touches the database; there the rest would prove the same twice."""
    if "WAYHOME_DATABASE_URL" not in os.environ:
        return
    wanted = [item for item in items if _touches_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def _touches_the_database(item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def uv() -> str:
    """Find the uv that ./wayhome uses."""
    own = Path(__file__).parent.parent / ".boot" / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    assert found, "no uv: run ./wayhome test"
    return found


@pytest.fixture(scope="session")
def browser():
    """Start one browser for all tests of this process."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import chromium, node

    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node())
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), chromium_sandbox=False, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def live(live_server):
    """Serve the site to the browser, with the database of the test."""
    return live_server


@pytest.fixture
def open_page(browser, live) -> Iterator[Callable]:
    """
    Open a page as somebody: `open_page(viewport=PHONE, color_scheme="dark", locale="ar", user=user)`.

    A script error, an error in the console, a request that leaves the site and a template that names
    what is not there all fail the test, unless it takes them out of `page.problems` as expected.
    """
    contexts, pages = [], []

    def open_one(*, user=None, **options):
        context = browser.new_context(
            **{"base_url": live.url, "viewport": DESK, "reduced_motion": "reduce", "locale": "en"} | options
        )
        contexts.append(context)
        context.set_default_timeout(LOAD_MS_MAX)
        if user is not None:
            context.add_cookies([session_cookie(user, live.url)])
        page = context.new_page()
        _watch(page, live.url)
        pages.append(page)
        return page

    yield open_one
    problems = [problem for page in pages for problem in [*page.problems, *_missing(page)]]
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def page(open_page):
    """Open a page on a desk, as nobody in particular."""
    return open_page()


@pytest.fixture
def axe() -> Callable:
    """Check a page against WCAG 2.2 AA: `axe(page)` fails with what it found."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page):
        found = Axe().run(page, options=WCAG)
        assert not found.violations_count, found.generate_report()

    return check


def session_cookie(user, url: str) -> dict[str, str]:
    """Sign a user in without the sign-in page, and give the cookie that proves it."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _watch(page, site: str) -> None:
    """Collect in `page.problems` what a person, or the police of the policy, would object to."""
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(f"script error: {error}"))
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: _must_stay(page, asked.url, site))


def _must_stay(page, url: str, site: str) -> None:
    if not url.startswith((f"{site}/", "data:", "blob:", "about:")):
        page.problems.append(f"left the site: {url}")


def _missing(page) -> list[str]:
    """Find what a template named that was not there; tests.settings makes it visible."""
    marker = MISSING.partition("%")[0]
    return [f"a template names what is not there: {page.url}"] if marker in page.content() else []
