"""
Insert many rows of a guarded table at once, without making an object of each.

An import writes some fifteen rows for each line of a sheet. Django's `bulk_create` spends most of its time on making
model instances and on preparing each value anew; here the columns are looked up once, and each row is a tuple. The
guard is the same as that of every other write: inside an action that has asked the door.

Limits: columns that are left out get their model's default, one for all rows; nothing is returned, and only what the
table's constraints check is checked.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

from wayhome.accounts.door.guarded import Scoped
from wayhome.accounts.engine import sitting
from wayhome.kernel.errors import HouseRuleBroken

ROWS_MAX = 2_000  # for one call of the driver, so that memory stays small

_Prepare = Callable[[Any], Any]


def insert_rows(model: type[Scoped], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """
    Insert rows into a guarded table.

    Args:
        model: the guarded model.
        columns: names of its columns as the table has them (`subject_id`, not `subject`); the primary key must be one.
        rows: for each row the values of these columns, as Python has them.

    Raises:
        HouseRuleBroken: a column is unknown, or the write stands outside an action.
    """
    sitting.require_writing(model._meta.label)
    known = {field.attname: field for field in model._meta.concrete_fields}
    if unknown := set(columns) - set(known):
        raise HouseRuleBroken(f"{model._meta.label} has no column {sorted(unknown)}.")
    rest = [name for name in known if name not in columns]
    fixed = tuple(_prepare(known[name])(known[name].get_default()) for name in rest)
    prepare = [_prepare(known[name]) for name in columns]
    statement = _statement(model, [*columns, *rest])
    waiting = (tuple(each(value) for each, value in zip(prepare, row, strict=True)) + fixed for row in rows)
    with connection.cursor() as cursor:
        while some := list(islice(waiting, ROWS_MAX)):
            cursor.executemany(statement, some)


def _statement(model: type[Scoped], names: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in names)
    values = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({values})"  # noqa: S608 -- names of our own columns


def _prepare(field: models.Field[Any, Any]) -> _Prepare:
    """Say how a value of a column is handed to the driver of the database in use."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and not connection.features.has_native_uuid_field:
        return _hexadecimal
    if isinstance(target, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(target, models.DateField):
        return connection.ops.adapt_datefield_value
    if isinstance(target, models.DecimalField):
        digits, places = target.max_digits, target.decimal_places
        return lambda value: connection.ops.adapt_decimalfield_value(value, digits, places)
    if isinstance(target, models.JSONField):
        return _json
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _hexadecimal(value: Any) -> str | None:
    return None if value is None else value.hex


def _json(value: Any) -> str:
    return json.dumps(value)
