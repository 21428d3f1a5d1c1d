"""
Files that mean harm, in every format but the workbook, each with the sentence that it ends in.

Each is made from nothing, in memory, the same every time. `refused` says that the whole file is; `aside` that one item
is set aside and what stands beside it is read; `read` that it is taken for words and does nothing. MADE has them all.
"""

import base64
import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from typing import NamedTuple

from wayhome.tips.tests.reports_xml import report

MAPPING = """
profile = "hostile"
[tip]
text = "Told"
place = "Where"
[slots.child]
name = "Name"
age = "Age"
"""
HEADER = b"Told,Where,Name,Age\n"
GOOD_ROW = b"Two girls,Quay,Ana,13\n"
GOOD_CALL = '{"text": "good"}'
MAIL = b"From: a@b.invalid\nSubject: x\n"
PARTS = MAIL + b'Content-Type: multipart/mixed; boundary="b"\n\n'
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(255, -1, -1)) * 8
CODED = base64.b64encode(PICTURE)
MADE: list["Hostile"] = []


class Hostile(NamedTuple):
    """One file: what it does, how it is made, how it ends (refused, aside or read), and what must be said of it."""

    name: str
    make: Callable[[], bytes]
    ends: str
    says: str


def _add(ends: str, says: str, **made: Callable[[], bytes]) -> None:
    MADE.extend(Hostile(name.replace("_", " "), make, ends, says) for name, make in made.items())


def _list(wrong: str) -> bytes:
    return f"[{GOOD_CALL}, {wrong}\n, {GOOD_CALL}]".encode("utf-8", "surrogatepass")


def _reports(wrong: str) -> bytes:
    return f"<reports>{report()}{report(wrong)}</reports>".encode()


def _nested(depth: int) -> bytes:
    lines = [f'Content-Type: multipart/mixed; boundary="b{at}"\n\n--b{at}' for at in range(depth)]
    return MAIL + "\n".join(lines).encode() + b"\n\nwords\n"


# tables
_add("aside", "opens a quote", table_open_quote=lambda: HEADER + GOOD_ROW + b'"open,Quay,Ana,13\n' + GOOD_ROW)
_add("read", "", table_open_quotes_in_every_line=lambda: HEADER + b'"\n' * 100_000 + GOOD_ROW)
_add("aside", "longer than 1,000,000", table_line_without_an_end=lambda: HEADER + GOOD_ROW + b"x" * 60_000_000)
_add("read", "", table_of_a_million_cells=lambda: HEADER + b"," * 900_000 + b"\n" + GOOD_ROW)
_add("refused", "columns; at most 1,000", table_of_a_million_columns=lambda: b"a," * 490_000 + b"b\n" + GOOD_ROW)
_add(
    "refused",
    "the same name in the header",
    table_of_two_columns_of_one_name=lambda: b"Told,Where,Name,Age,Age\n" + GOOD_ROW,
)
_add("aside", "NUL", table_with_nul=lambda: HEADER + GOOD_ROW + b"Two\0girls,Quay,Ana,13\n")
_add("refused", "The header is longer", table_of_nothing_but_nul=lambda: b"\0" * 20_000_000)
_add(
    "aside",
    "direction of writing",
    table_that_turns_its_words=lambda: HEADER + GOOD_ROW + "A \u202egirl,Quay,Ana,13\n".encode(),
)
_add(
    "aside",
    "no character in the file's encoding",
    table_of_wrong_bytes=lambda: HEADER + GOOD_ROW + b"A g\xedrl,Quay,Ana,13\n",
)
_add("aside", "never closed", table_that_is_cut_off=lambda: HEADER + GOOD_ROW * 1_000 + b'Two girls,"Qu')
_add("read", "", table_of_formulas=lambda: HEADER + b'"=HYPERLINK(""http://x"")",@SUM(1),=cmd|x,13\n')
_add("refused", "no column", table_of_other_columns=lambda: b"a,b\n1,2\n")
_add("refused", "at byte 42. Media never comes in", table_with_a_bare_picture=lambda: HEADER + GOOD_ROW + PICTURE)
_add("read", "", table_with_a_coded_picture=lambda: HEADER + b"%s,Quay,Ana,13\n" % CODED)
_add("read", "", table_of_ten_thousand_coded_pictures=lambda: HEADER + b"%s,Quay,Ana,13\n" % CODED[:200] * 9_000)
_add(
    "refused",
    "more than 10,000 files",
    table_of_too_many_pictures=lambda: HEADER + b"%s,Q,A,13\n" % CODED[:200] * 10_001,
)

# what is no file of tips
_add("refused", "Unpack it yourself", gzip_bomb=lambda: gzip.compress(b"\0" * 200_000_000, 9))
_add("refused", "Unpack it yourself", bzip2_bomb=lambda: bz2.compress(b"\0" * 100_000_000))
_add("refused", "Unpack it yourself", xz_bomb=lambda: lzma.compress(b"\0" * 100_000_000))
_add("refused", "begins like a picture", a_picture=lambda: PICTURE)
_add("refused", "begins like a video", a_video=lambda: b"\x00\x00\x00\x20ftypisom" + bytes(10_000))
_add("refused", "begins like a program", a_program=lambda: b"\x7fELF\x02\x01" + bytes(10_000))
_add("refused", "is empty", nothing=lambda: b"")
_add("refused", "a web page", a_web_page=lambda: b"<!DOCTYPE html><html><script>x</script></html>")

# calls
_add(
    "refused",
    "is nested deeper than any call is",
    call_nested_half_a_million_deep=lambda: _list('{"text": ' + "[" * 500_000 + "]" * 500_000 + "}"),
)
_add("refused", "is nested deeper than any call is", calls_that_only_open=lambda: b"[" * 5_000_000)
_add("aside", "misleads programs", call_with_proto=lambda: _list('{"text": "a", "__proto__": {"admin": true}}'))
_add("aside", "the same key twice", call_with_a_key_twice=lambda: _list('{"text": "a", "text": "b"}'))
_add("aside", "a number that is none", call_with_nan=lambda: _list('{"text": "a", "record_id": NaN}'))
_add(
    "aside",
    "more than 20 digits",
    call_with_a_huge_number=lambda: _list('{"text": "a", "record_id": ' + "9" * 900_000 + "}"),
)
_add("aside", "not whole", call_with_a_huge_exponent=lambda: _list('{"text": "a", "record_id": 1e999999999}'))
_add(
    "aside",
    "more than 2,000 keys",
    call_of_a_hundred_thousand_keys=lambda: _list(json.dumps({f"k{at}": 1 for at in range(60_000)})),
)
_add("refused", "is longer than any call is", call_without_an_end=lambda: _list('{"text": "' + "x" * 50_000_000 + '"}'))
_add("aside", "NUL", call_with_nul=lambda: _list('{"text": "a\\u0000b"}'))
_add("aside", "direction of writing", call_that_turns_its_words=lambda: _list('{"text": "a\\u202eb"}'))
_add("aside", "no character", call_with_half_a_character=lambda: _list('{"text": "a\\ud800b"}'))
_add("aside", "no JSON", call_with_an_open_quote=lambda: _list('{"text": "a}'))
_add("refused", "in the middle of call 2", calls_that_are_cut_off=lambda: _list("{}")[:-20] + b'{"te')
_add("refused", "the file goes on", calls_with_more_behind=lambda: _list("{}") + b"[1]")
_add("aside", "the bytes of a picture", call_with_a_picture_in_escapes=lambda: _list(
    json.dumps({"text": "".join(f"\\u{ord(letter):04x}" for letter in CODED.decode())}).replace("\\\\u", "\\u")
))  # fmt: skip
_add("refused", "the file goes on", calls_in_two_lists=lambda: b"[]" + b"[]" * 500_000)

# reports
_DTD = "declares a document type"
_add("refused", _DTD, report_with_a_billion_laughs=lambda: (
    b'<!DOCTYPE r [<!ENTITY a "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(9))
    + b"]><report/>"
))  # fmt: skip
_add("refused", _DTD, report_that_fetches_a_file=lambda: b'<!DOCTYPE report SYSTEM "file:///etc/passwd"><report/>')
_add("refused", _DTD, report_with_a_late_doctype=lambda: (
    b"<?xml version='1.0'?>" + b"<!-- reporter -->" * 6_000 + b"<!DOCTYPE report [<!ENTITY x 'y'>]><report>&x;</report>"
))  # fmt: skip
_add("refused", "more than 40 deep", report_of_two_hundred_thousand_levels=lambda: _reports("<a>" * 200_000))
_add("refused", "a tag is longer", report_of_a_million_attributes=lambda: _reports(
    "<a " + " ".join(f'a{at}="1"' for at in range(1_000_000)) + "/>"
))  # fmt: skip
_add("refused", "attributes", report_of_a_thousand_attributes=lambda: _reports(
    "<a " + " ".join(f'a{at}="1"' for at in range(1_000)) + "/>"
))  # fmt: skip
_add("refused", "more than 50,000 elements", report_of_a_million_elements=lambda: _reports("<a/>" * 1_000_000))
_add("refused", "letters", report_of_fifty_million_letters=lambda: _reports("x" * 50_000_000))
_add("refused", "a tag is longer", report_with_a_tag_without_an_end=lambda: _reports("<a " + "b" * 50_000_000))
_add("refused", "ends in the middle", report_that_is_cut_off=lambda: _reports("x")[:-30])
_add("refused", "cannot be read", report_of_wrong_bytes=lambda: report("é").encode("latin-1"))
_add("refused", "cannot be read", report_with_nul=lambda: _reports("a\0b"))
_add(
    "aside",
    "direction of writing",
    report_that_turns_its_words=lambda: _reports("<additionalInfo>\u202ex</additionalInfo>"),
)
_add("read", "", report_with_a_coded_picture=lambda: _reports(f"<additionalInfo>{CODED.decode()}</additionalInfo>"))

# mails
_add("refused", "deep in each other", mail_of_parts_in_parts=lambda: _nested(50))
_add("refused", "parts that hold others", mail_of_fifty_thousand_parts_in_parts=lambda: _nested(50_000))
_add("refused", "more than 500 parts", mail_of_many_parts=lambda: PARTS + b"--b\n\nx\n" * 200_000 + b"--b--\n")
_add("refused", "larger than 48 MB", mail_of_sixty_megabytes=lambda: MAIL + b"\n" + b"x" * 60_000_000)
_add(
    "refused", "longer than that of any mail", mail_with_an_endless_header=lambda: MAIL + b"X-A: b\n" * 500_000 + b"\n"
)
_add("refused", "where no part of it should be", mail_with_a_picture_between_its_parts=lambda: (
    PARTS + CODED + b"\n--b\n\nx\n--b--\n"
))  # fmt: skip
_add(
    "refused",
    "where no part of it should be",
    mail_with_a_picture_in_its_header=lambda: MAIL + b"Face: " + CODED + b"\n\nx\n",
)
_add("aside", "begins like a picture", mail_with_a_picture_called_csv=lambda: (
    PARTS + b"--b\n\nwords\n--b\nContent-Disposition: attachment; filename=a.csv\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(PICTURE) + b"--b--\n"
))  # fmt: skip
_add("aside", "direction of writing", mail_that_turns_its_words=lambda: (
    PARTS + "--b\nContent-Type: text/plain; charset=utf-8\n\nA \u202egirl\n--b\nContent-Type: text/csv\n\n".encode()
    + HEADER + GOOD_ROW + b"--b--\n"
))  # fmt: skip
_add(
    "read",
    "",
    mail_of_a_page_of_open_tags=lambda: MAIL + b"Content-Type: text/html\n\n" + b"words<br" + b"<x" * 5_000_000,
)
_add(
    "read",
    "",
    mail_in_an_encoding_that_is_a_program=lambda: MAIL + b"Content-Type: text/plain; charset=unicode_escape\n\n\\x41",
)
