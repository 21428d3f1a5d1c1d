"""
Rows of HTCDS, laid out as the official template is: a hidden row of names, a row of labels, then the rows.

The template's columns come first and in its order. After them come the fields of the standard that
the template leaves out, and last the sender's own columns. The hidden row has the name of the field
that the label means; where the published template contradicts itself, ours does not. What was read
of a template and laid out again is read as the same rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.htcds import is_htcds_header
from wayhome.tips.engine.htcds_fields import Field, field_called, template

HIDDEN_ROWS = frozenset({1})
_NUMBER = "Column A"  # how a reader calls the template's first column, which has no header


def laid_out(rows: Iterable[Mapping[str, str]]) -> Iterator[list[str]]:
    """
    Lay rows out.

    Args:
        rows: header to cell, as they were read; all with the headers of the first.

    Yields:
        The two rows of headers, then the rows.

    Raises:
        BadInput: there is no row, or its headers are not the standard's.
    """
    given = iter(rows)
    first = next(given, None)
    if first is None or not is_htcds_header(first):
        raise BadInput("No row of it has the columns of HTCDS 2.0, so it cannot be exported as such.")
    columns = list(_columns(tuple(first)))
    yield [name for name, _, _ in columns]
    yield [label for _, label, _ in columns]
    for row in chain((first,), given):
        yield [row.get(header, "") if header is not None else "" for _, _, header in columns]


def _columns(headers: tuple[str, ...]) -> Iterator[tuple[str, str, str | None]]:
    """Give the name, the label and the header that it comes from of each column."""
    of_field = {field.field: header for header in headers if (field := field_called(header)) is not None}
    left = dict.fromkeys(headers)
    for _, label in template():
        field = field_called(label)
        header = of_field.get(field.field) if field else _NUMBER if _NUMBER in left else None
        left.pop(header or "", None)
        yield (field.field if field else ""), label, header
    for header in sorted(left, key=lambda header: field_called(header) is None):
        field = field_called(header)
        yield (field.field, _label(field), header) if field else ("", header, header)


def _label(field: Field) -> str:
    """Give the label of a field; its name where the label stands for several."""
    return field.label if field_called(field.label) == field else field.field
