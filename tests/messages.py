"""
Collect what the pages say, update the catalogues of other languages, and compile them.

Django's own `makemessages` needs the gettext programs, which a fresh machine lacks; Babel, with Django's own reader of
templates, does the same. `python -m tests.messages` updates and compiles; a test sees to it that nobody forgets.

So far the catalogues hold what the public reads. The pages of the staff are written to be translated, and are English.
"""

import io
import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/wayhome"
LOCALE = SOURCE / "locale"
LANGUAGES = ("es", "fr", "ar", "uk")
# What whoever sends a tip reads; these must be whole in every language.
PUBLIC = (
    "site/templates/site/public.html",
    "site/templates/site/parts/empty.html",
    "site/templates/site/parts/field.html",
    "site/templates/site/parts/form_errors.html",
    "site/templates/site/parts/notice.html",
    "tips/templates/tips/public.html",
    "tips/templates/tips/public_add.html",
    "tips/templates/tips/public_lines.html",
    "tips/templates/tips/public_receipt.html",
    "tips/forms/public.py",
)
HEADER = "# Wayhome: what the public reads. Apache-2.0. Not yet read by a native speaker."
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def collected(paths) -> Catalog:
    """Collect the messages of some files of the source tree."""
    catalog = Catalog(project="Wayhome", version="0", charset="utf-8")
    for path in paths:
        for line, message, comments, context in extract("python", io.BytesIO(_as_python(path)), KEYWORDS):
            where = [(str(path.relative_to(SOURCE)), line)]
            flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", str(message)) else []
            catalog.add(message, locations=where, flags=flags, context=context, auto_comments=comments)
    return catalog


def public() -> Catalog:
    """Collect the messages that the public reads."""
    return collected(SOURCE / name for name in PUBLIC)


def catalogue(language: str) -> Catalog:
    """Read the catalogue of a language, or begin one."""
    path = _path(language, "po")
    if not path.exists():
        return Catalog(locale=language, header_comment=HEADER, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    found.header_comment, found.fuzzy = HEADER, False
    found.msgid_bugs_address, found.last_translator, found.language_team = "", "", ""
    return found


def compiled(language: str) -> bytes:
    """Compile a catalogue as it stands on the disk."""
    out = io.BytesIO()
    write_mo(out, catalogue(language))
    return out.getvalue()


def update() -> None:
    """Bring every catalogue up to what the pages say now, and compile it."""
    messages = public()
    for language in LANGUAGES:
        found = catalogue(language)
        found.update(messages, no_fuzzy_matching=True, update_creation_date=False)
        found.obsolete.clear()
        _path(language, "po").parent.mkdir(parents=True, exist_ok=True)
        with _path(language, "po").open("wb") as file:
            write_po(file, found, width=110, omit_header=False, sort_by_file=True, include_lineno=False)
        _path(language, "mo").write_bytes(compiled(language))


def _path(language: str, suffix: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{suffix}"


def _as_python(path: Path) -> bytes:
    if path.suffix == ".py":
        return path.read_bytes()
    from django.utils.translation.template import templatize

    # What is left of a template is no program: only the calls count, and no line of it may seem to be indented.
    return re.sub(r"(?m)^[ \t]+", "", templatize(path.read_text(encoding="utf-8"))).encode()


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    update()
