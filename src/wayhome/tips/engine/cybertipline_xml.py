"""
Reports of XML, one at a time: a stream of bytes in, a small tree for each report out.

XML can be made to hurt whoever reads it: entities that unfold to gigabytes or fetch a file, a million levels, a tag
that never ends. So no document type and no entity is let in, and depth, elements and letters of a report have bounds
that a real one never comes near. The parser is expat, which reads as the bytes come and holds no more than its own tag.

A file holds one report, or several under one element around them. The details of files (`fileDetails`) that stand after
a report belong to it; where they stand alone they make a report of their own.

Source: NCMEC, CyberTipline Reporting API, public technical documentation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from wayhome.kernel.errors import FileRefused
from wayhome.kernel.pieces import even

DEPTH_MAX: Final = 40
ELEMENTS_MAX: Final = 50_000
CHARS_MAX: Final = 5_000_000
TAG_BYTES_MAX: Final = 1_000_000
ATTRIBUTES_MAX: Final = 50
NAME_CHARS_MAX: Final = 100
PIECE_BYTES: Final = 2**18

REPORT, FILE_DETAILS = "report", "fileDetails"
_SAFETY = "It is not read, for safety: a report needs none."


@dataclass(slots=True)
class Node:
    """One element: its name without a namespace, its attributes, its text without blanks at its ends, its children."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, name: str) -> list["Node"]:
        """Give the children of a name, in their order."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> "Node | None":
        """Give the first child of a name."""
        return next(iter(self.all(name)), None)


def reports_of(chunks: Iterable[bytes]) -> Iterator[list[Node]]:
    """
    Read reports.

    Args:
        chunks: the file's bytes, cut anywhere.

    Yields:
        For each report its element and the details of files after it; for details alone only these.

    Raises:
        FileRefused: it is no XML, it ends in the middle, or it breaks a bound; the sentence names report and line.
    """
    reader = _Reader()
    # What the parser says of wrong bytes depends on where a piece ends.
    for piece in even(chunks, PIECE_BYTES):
        reader.feed(piece, is_last=False)
        yield from reader.taken()
    reader.feed(b"", is_last=True)
    yield from reader.taken(is_last=True)
    if not reader.count:
        raise FileRefused("The file is XML, but holds no element <report> and no element <fileDetails>.")


def flat(node: Node, path: str = "") -> Iterator[tuple[str, str]]:
    """Write an element as pairs of a path and a text; of several of one name each after the first has its number."""
    counts: dict[str, int] = {}
    for name, told in node.attributes.items():
        yield step(path, f"@{name}"), told
    if node.text or not (node.children or node.attributes):
        yield path, node.text
    for child in node.children:
        counts[child.name] = counts.get(child.name, 0) + 1
        yield from flat(child, step(path, child.name, counts[child.name]))


def text_of(node: Node | None, name: str) -> str:
    """Give the text of the first child of a name; empty where there is none."""
    child = node.one(name) if node else None
    return child.text if child else ""


def children_of(node: Node, path: str) -> Iterator[tuple[Node, str]]:
    """Give the children, each with its path."""
    counts: dict[str, int] = {}
    for child in node.children:
        counts[child.name] = counts.get(child.name, 0) + 1
        yield child, step(path, child.name, counts[child.name])


def step(path: str, name: str, number: int = 1) -> str:
    """Write the path of a child; of several of one name each after the first has its number."""
    last = name if number == 1 else f"{name}[{number}]"
    return f"{path}/{last}" if path else last


class _Reader:
    """The parser, the elements that are open, and the reports that are whole."""

    def __init__(self) -> None:
        self.count = 0
        self._fed = 0
        self._open: list[Node] = []
        self._depth = 0
        self._elements = self._chars = 0
        self._texts: list[list[str]] = []
        self._waiting: list[Node] = []
        self._done: list[list[Node]] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._letters
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.ExternalEntityRefHandler = self._refuse_entity

    def feed(self, piece: bytes, *, is_last: bool) -> None:
        """Give the parser the next bytes."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise self._wrong(error) from None
        except (LookupError, ValueError):
            raise FileRefused("The XML is in an encoding that is not known here. Save it as UTF-8.") from None
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > TAG_BYTES_MAX:
            raise self._refused(f"a tag is longer than {TAG_BYTES_MAX:,} bytes")

    def taken(self, *, is_last: bool = False) -> Iterator[list[Node]]:
        """Give the reports that nothing more can be added to."""
        if is_last and self._waiting:
            self._done.append(self._waiting)
            self._waiting = []
        done, self._done = self._done, []
        yield from done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise self._refused(f"elements stand more than {DEPTH_MAX} deep in each other")
        self._elements += 1
        if self._elements > ELEMENTS_MAX:
            raise self._refused(f"there are more than {ELEMENTS_MAX:,} elements in it")
        if len(attributes) > ATTRIBUTES_MAX or len(name) > NAME_CHARS_MAX * 3:
            raise self._refused(f"an element has a very long name or more than {ATTRIBUTES_MAX} attributes")
        node = Node(_local(name), {_local(key): told.strip() for key, told in attributes.items()})
        self._count_chars(sum(map(len, attributes.values())))
        if self._open:
            self._open[-1].children.append(node)
        elif node.name in {REPORT, FILE_DETAILS}:
            if node.name == REPORT or not self._waiting:
                self._close_report()
                self.count += 1
            self._chars = 0 if node.name == REPORT else self._chars
            self._elements = 1
        else:
            return  # the element around the reports
        self._open.append(node)
        self._texts.append([])

    def _end(self, _: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        node = self._open.pop()
        node.text = "".join(self._texts.pop()).strip()
        if not self._open:
            self._waiting.append(node)

    def _letters(self, text: str) -> None:
        self._count_chars(len(text))
        if self._texts:
            self._texts[-1].append(text)

    def _close_report(self) -> None:
        if self._waiting:
            self._done.append(self._waiting)
        self._waiting = []

    def _count_chars(self, count: int) -> None:
        self._chars += count
        if self._chars > CHARS_MAX:
            raise self._refused(f"it has more than {CHARS_MAX:,} letters")

    def _refuse_doctype(self, *_: object) -> None:
        raise FileRefused(f"The XML declares a document type. {_SAFETY}")

    def _refuse_entity(self, *_: object) -> int:
        raise FileRefused(f"The XML declares an entity. {_SAFETY}")

    def _wrong(self, error: expat.ExpatError) -> FileRefused:
        if error.code in {expat.errors.codes[one] for one in _CUT_OFF}:
            return self._refused("the file ends in the middle: it was cut off on its way. Send it again", error.lineno)
        return self._refused("the XML cannot be read", error.lineno)

    def _refused(self, why: str, line: int | None = None) -> FileRefused:
        line = line or self._parser.CurrentLineNumber
        return FileRefused(f"In report {max(self.count, 1)}, line {line:,}, {why}.")


_CUT_OFF = (
    expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN, expat.errors.XML_ERROR_PARTIAL_CHAR,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
)  # fmt: skip


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
