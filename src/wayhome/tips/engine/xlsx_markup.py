"""
XML of a workbook, read by expat a piece at a time, with everything refused that no workbook needs.

No document type, so no entity and nothing fetched; no tag longer than a megabyte, so nothing grows
in the parser; UTF-8 or UTF-16 alone, so no decoder is looked for. How deep elements may stand is
the business of each reader here: they know the few that may stand in each other.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.parsers import expat

from wayhome.kernel.errors import FileRefused

TAG_BYTES_MAX: Final = 2**20
DEPTH_MAX: Final = 100
BUFFER_BYTES: Final = 2**16

Begin = Callable[[str, dict[str, str]], object]

_ENCODINGS = {"", "utf-8", "utf8", "utf-16", "us-ascii", "ascii"}
_SAVE_AGAIN = "Open it in a program for sheets and save it again as xlsx."


class Part:
    """
    A part of a workbook while it is parsed.

    Fields:
        parser: to hang handlers on; names come as "namespace name", or as they stand ("x:row") where that is enough.
        place: how far it came, for a sentence; whoever parses keeps it.
    """

    def __init__(self, what: str, *, is_namespaced: bool = True) -> None:
        self.what = what
        self.place = "the beginning"
        # A quarter of the parser's time goes into namespaces, and a sheet has tens of millions of names.
        self.parser = expat.ParserCreate(namespace_separator=" ") if is_namespaced else expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = BUFFER_BYTES
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartDoctypeDeclHandler = self._refuse_document_type
        self.parser.EntityDeclHandler = self._refuse_document_type

    def refused(self, why: str) -> FileRefused:
        """Make the sentence that refuses the workbook for this part."""
        return FileRefused(f"{self.what} of the workbook {why} after {self.place}. {_SAVE_AGAIN}")

    def feed(self, pieces: Iterable[bytes]) -> Iterator[None]:
        """Parse piece by piece; what the handlers gathered can be taken each time that it yields."""
        fed = 0
        for piece in pieces:
            fed += len(piece)
            self._parse(piece, is_last=False)
            if fed - self.parser.CurrentByteIndex > TAG_BYTES_MAX:
                raise self.refused(f"has a tag of more than {TAG_BYTES_MAX:,} bytes")
            yield
        self._parse(b"", is_last=True)
        yield

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self.parser.Parse(piece, is_last)
        except (expat.ExpatError, LookupError, ValueError, OSError):
            raise self.refused("is no well-formed XML") from None

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "").lower() not in _ENCODINGS:
            raise self.refused("is in an encoding that no workbook has")

    def _refuse_document_type(self, *_: object) -> None:
        raise self.refused("declares a document type or an entity, which are never read,")


class Tree:
    """
    A small part, whose elements are handed to one function as they begin; of a deep one nothing is kept.

    >>> seen = []
    >>> Tree("A part", lambda name, attributes: seen.append(name)).read([b"<a><b/></a>"])
    >>> seen
    ['a', 'b']
    """

    def __init__(self, what: str, begin: Begin) -> None:
        self._part = Part(what)
        self._begin = begin
        self._depth = 0
        self._part.parser.StartElementHandler = self._start
        self._part.parser.EndElementHandler = self._end

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read the whole part."""
        for _ in self._part.feed(pieces):
            pass

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise self._part.refused(f"nests more than {DEPTH_MAX} elements in each other")
        self._begin(local(name), attributes)

    def _end(self, _: str) -> None:
        self._depth -= 1


def local(name: str) -> str:
    """Give a name without its namespace: workbooks of the strict and the usual kind differ in nothing else here."""
    return name.rpartition(" ")[2]


def unprefixed(name: str) -> str:
    """Give a name as it stands without its prefix: a sheet may say `x:row` all through."""
    return name.rpartition(":")[2]
