"""Plain data to Firestore's protobuf values and back, called by the Firestore adapter for every document.

The client library's own encoding makes a wrapper object per value and looks for BSON types in every map; this talks to
the protobuf classes directly and knows only what we store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from google.cloud.firestore_v1 import types

from shared.runtime.store.limits import MAX_DEPTH, Plain, field, flat, instant, whole

Message = Any  # protobuf messages: the generated classes ship no types

Value: Message = types.Value.pb()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(value: Plain) -> Message:
    message = Value()
    _fill(message, value, 0)
    return message


def encode_fields(data: Mapping[str, Any], fields: Message) -> None:
    """Write the document's data into its protobuf map of fields."""
    for name, value in data.items():
        _fill(fields[field(name, 0)], value, 1)


def _fill(message: Message, value: Plain, depth: int) -> None:  # noqa: C901, PLR0912 - one branch per kind of value
    if value is None:
        message.null_value = 0
    elif type(value) is str:  # most values are, so this comes first
        message.string_value = value
    elif isinstance(value, Enum):
        raise TypeError(f"dump enums first: {value!r}")
    elif isinstance(value, str):
        message.string_value = str(value)
    elif isinstance(value, bool):
        message.boolean_value = value
    elif isinstance(value, int):
        message.integer_value = whole(value)
    elif isinstance(value, float):
        message.double_value = value
    elif isinstance(value, datetime):
        encode_time(message.timestamp_value, value)
    elif isinstance(value, bytes):
        message.bytes_value = value
    elif depth > MAX_DEPTH:
        raise ValueError(f"data is nested deeper than {MAX_DEPTH}")
    elif isinstance(value, list | tuple):
        message.array_value.SetInParent()
        for item in value:
            _fill(message.array_value.values.add(), flat(item), depth + 1)
    elif isinstance(value, Mapping):
        message.map_value.SetInParent()
        for name, item in value.items():
            _fill(message.map_value.fields[field(name, depth)], item, depth + 1)
    else:
        raise TypeError(f"the store holds no {type(value).__name__}: {value!r}")


def encode_time(message: Message, moment: datetime) -> None:
    since = instant(moment) - _EPOCH
    message.seconds, message.nanos = since.days * 86_400 + since.seconds, since.microseconds * 1_000


def decode_time(message: Message) -> datetime:
    return _EPOCH + timedelta(0, message.seconds, message.nanos // 1_000)


class Fields(Mapping[str, Any]):
    """A document's protobuf fields as plain data, decoded when somebody looks: who knows the version already need not."""

    def __init__(self, fields: Message) -> None:
        self._fields = fields
        self._decoded: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> dict[str, Any]:
        if self._decoded is None:
            self._decoded = decode_fields(self._fields)
        return self._decoded


def decode_fields(fields: Message) -> dict[str, Any]:
    return {name: decode(value) for name, value in fields.items()}


def decode(message: Message) -> Plain:
    kind = message.WhichOneof("value_type")
    if kind == "string_value":  # most values are one of the first three
        return message.string_value
    if kind == "null_value":
        return None
    if kind == "timestamp_value":
        return decode_time(message.timestamp_value)
    if kind == "map_value":
        return decode_fields(message.map_value.fields)
    if kind == "array_value":
        return [decode(item) for item in message.array_value.values]
    return getattr(message, kind)
