"""
A workbook: its sheets, its texts and its number formats, found by the links between its parts.

The parts of a workbook point to each other by name. Only five kinds are ever opened: the list of
links, the list of sheets, the styles, the shared texts and the sheets themselves. Pictures,
programs, links to elsewhere and whatever else lies in the archive stay shut.

Source: ISO/IEC 29500-1:2016, parts 12.3 and 18; 29500-2:2012, clause 9 (relationships).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.xlsx_formats import Show, show_number, shower
from wayhome.tips.engine.xlsx_markup import Begin, Tree, local
from wayhome.tips.engine.xlsx_strings import SharedStrings, read_shared_strings
from wayhome.tips.engine.zip_directory import Entry, read_directory
from wayhome.tips.engine.zip_inflate import inflated

SHEETS_MAX: Final = 500
STYLES_MAX: Final = 65_536
SMALL_PART_BYTES_MAX: Final = 16 * 2**20
FORMAT_CHARS_MAX: Final = 255

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SAVE_AGAIN = "Open it in a program for sheets and save it again as xlsx."


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One sheet: its number as the tabs stand, from 1; its name; whether it is shown; its part of the archive.

    The name may be anybody's, so no message holds it.
    """

    number: int
    name: str
    is_hidden: bool
    entry: Entry


class Book:
    """An open workbook; its texts and styles are read once, at their first use, however often its sheets are read."""

    def __init__(self, file: BinaryIO) -> None:
        if file.seek(0) == 0 and file.read(4) == _OLD_OFFICE:
            raise FileRefused(
                "The workbook has a password, or is of the old kind (xls). Take the password off and save it as xlsx."
            )
        self._file = file
        self.bytes_taken = 0  # of all parts, as they are inflated
        self._entries = {entry.name.casefold(): entry for entry in read_directory(file)}
        self._path = self._workbook_path()
        targets = self._targets(self._path)
        self.is_1904 = False
        self.sheets = tuple(self._sheets(targets))
        self._strings_path = _one_of_type(targets, "sharedStrings")
        self._styles_path = _one_of_type(targets, "styles")

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Give the bytes of an entry."""
        for piece in inflated(self._file, entry):
            self.bytes_taken += len(piece)
            yield piece

    @cached_property
    def strings(self) -> SharedStrings:
        """Read the texts that cells name by number; none where the workbook has no such part."""
        entry = self._entries.get(self._strings_path)
        return SharedStrings() if entry is None else read_shared_strings(self.pieces(entry))

    @cached_property
    def styles(self) -> list[Show]:
        """Give, for each style that a cell may name, what shows its numbers."""
        entry = self._entries.get(self._styles_path)
        if entry is None:
            return [show_number]
        codes: dict[int, str] = {}
        chosen: list[int] = []
        group = ""

        def begin(name: str, attributes: dict[str, str]) -> None:
            nonlocal group
            if name == "numFmt":
                codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:FORMAT_CHARS_MAX]
            elif name == "xf" and group == "cellXfs":
                chosen.append(_whole(attributes.get("numFmtId")))
                if len(chosen) > STYLES_MAX:
                    raise FileRefused(f"The workbook has more than {STYLES_MAX:,} styles. {_SAVE_AGAIN}")
            elif name not in {"alignment", "protection"}:
                group = name

        self._read(entry, "The part with the styles", begin)
        made = {one: shower(one, codes.get(one, ""), is_1904=self.is_1904) for one in set(chosen)}
        return [made[one] for one in chosen] or [show_number]

    def _workbook_path(self) -> str:
        path = _one_of_type(self._targets(""), "officeDocument") or "xl/workbook.xml"
        if path.endswith(".bin"):
            raise FileRefused(f"The workbook is of the binary kind (xlsb). {_SAVE_AGAIN}")
        if path not in self._entries:
            raise FileRefused(f"The archive is no workbook of the kind xlsx. {_SAVE_AGAIN}")
        return path

    def _sheets(self, targets: dict[str, tuple[str, str]]) -> Iterator[Sheet]:
        found: list[tuple[str, bool, str]] = []

        def begin(name: str, attributes: dict[str, str]) -> None:
            if name == "workbookPr":
                self.is_1904 = attributes.get("date1904", "0") in {"1", "true"}
            if name == "sheet":
                link = next((value for key, value in attributes.items() if " " in key and local(key) == "id"), "")
                is_hidden = attributes.get("state", "visible") != "visible"
                found.append((attributes.get("name", ""), is_hidden, link))
                if len(found) > SHEETS_MAX:
                    raise FileRefused(f"The workbook has more than {SHEETS_MAX} sheets. Cut it into several.")

        self._read(self._entries[self._path], "The list of sheets", begin)
        for number, (name, is_hidden, link) in enumerate(found, start=1):
            kind, path = targets.get(link, ("", ""))
            if kind != "worksheet":
                continue  # a chart or a dialogue on a sheet of its own holds no row
            if path not in self._entries:
                raise FileRefused(f"Sheet {number} of the workbook is missing in the archive. {_SAVE_AGAIN}")
            yield Sheet(number, name, is_hidden, self._entries[path])
        if not found:
            raise FileRefused(f"The workbook has no sheet. {_SAVE_AGAIN}")

    def _targets(self, path: str) -> dict[str, tuple[str, str]]:
        """Give the links of a part: id to kind and path. Links that lead out of the archive are not among them."""
        folder, _, name = path.rpartition("/")
        entry = self._entries.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
        targets: dict[str, tuple[str, str]] = {}

        def begin(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                targets[attributes.get("Id", "")] = (kind, _resolved(folder, attributes.get("Target", "")))

        if entry is not None:
            self._read(entry, "A list of links", begin)
        return targets

    def _read(self, entry: Entry, what: str, begin: Begin) -> None:
        if entry.bytes > SMALL_PART_BYTES_MAX:
            raise FileRefused(
                f"{what} of the workbook is larger than {SMALL_PART_BYTES_MAX // 2**20} MB. {_SAVE_AGAIN}"
            )
        Tree(what, begin).read(self.pieces(entry))


def _resolved(folder: str, target: str) -> str:
    """Give the path of a link in the archive, folded; one that climbs out leads to nothing."""
    whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    parts: list[str] = []
    for part in whole.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts).casefold()


def _one_of_type(targets: dict[str, tuple[str, str]], kind: str) -> str:
    return next((path for one, path in targets.values() if one == kind), "")


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 7 else 0  # noqa: PLR2004 - styles are few
