"""Workbooks for the tests, made by hand of their parts, honest and hostile ones."""

import io
import struct
import zipfile
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def archive(parts, *, stored=()):
    """Write a zip archive of names and contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            whole.writestr(zipfile.ZipInfo(name), content, kind)
    return out.getvalue()


def links(**targets):
    """Write a list of links: id to (kind, target)."""
    told = "".join(
        f'<Relationship Id="{id_}" Type="{LINKS}/{kind}" Target="{to}"/>' for id_, (kind, to) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{told}</Relationships>'


def parts_of(*sheets, strings="", styles="", properties="", states=(), names=()):
    """Give the parts of a workbook whose sheets have these rows, as XML between <sheetData> and its end."""
    states = [*states, *[""] * len(sheets)]
    names = [*names, *[f"Sheet{number}" for number in range(len(names) + 1, len(sheets) + 1)]]
    listed = "".join(
        f'<sheet name="{names[at]}" sheetId="{at + 1}" {states[at]} r:id="s{at + 1}"/>' for at in range(len(sheets))
    )
    targets = {f"s{at + 1}": ("worksheet", f"worksheets/sheet{at + 1}.xml") for at in range(len(sheets))}
    return {
        "_rels/.rels": links(a=("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{properties}<sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": links(
            **targets, t=("sharedStrings", "sharedStrings.xml"), y=("styles", "/xl/styles.xml")
        ),
        **({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'} if strings else {}),
        **({"xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'} if styles else {}),
        **{f"xl/worksheets/sheet{at + 1}.xml": sheet_of(rows) for at, rows in enumerate(sheets)},
    }


def sheet_of(rows, after=""):
    """Write the part of a sheet; rows that are given whole, as XML with its root, stay as they are."""
    if rows.startswith(("<?", "<work")):
        return rows
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(*sheets, **more):
    """Write a workbook."""
    return archive(parts_of(*sheets, **more))


def row(number, *texts):
    """Write a row of texts; what begins like XML is the cell's own."""
    cells = []
    for at, text in enumerate(texts):
        ref = f"{chr(65 + at)}{number}"
        cells.append(
            text.replace("REF", ref)
            if text.startswith("<c")
            else f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'
        )
    return f'<row r="{number}">{"".join(cells)}</row>'


def with_lies(content, *, name, **told):
    """Change what the directory says of one entry: size, packed, crc, flags, method, outside, made_by, offset."""
    fields = {"made_by": (4, "H"), "flags": (8, "H"), "method": (10, "H"), "crc": (16, "I"), "packed": (20, "I"),
              "size": (24, "I"), "outside": (38, "I"), "offset": (42, "I")}  # fmt: skip
    changed = bytearray(content)
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        (length,) = struct.unpack_from("<H", content, at + 28)
        if content[at + 46 : at + 46 + length] == name.encode():
            for key, value in told.items():
                place, kind = fields[key]
                struct.pack_into(f"<{kind}", changed, at + place, value)
        at += 4
    return bytes(changed)


def of_raw_entries(entries):
    """Write an archive of names as they are, however wrong: names to contents, and the directory that tells of them."""
    body, directory, at = [], [], 0
    for name, content in entries:
        packed = zlib.compress(content)[2:-4]
        common = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, zlib.crc32(content), len(packed), len(content), len(name), 0)
        directory.append(b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, at) + name)
        body.append(b"PK\x03\x04" + common + name + packed)
        at += len(body[-1])
    listed = b"".join(directory)
    kept = min(len(body), 0xFFFF)
    end = struct.pack("<4H2LH", 0, 0, kept, kept, len(listed), at, 0)
    return b"".join(body) + listed + b"PK\x05\x06" + end
