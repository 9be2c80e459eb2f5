"""Between models and stored data: plain maps, lists, numbers, text and instants, nothing else."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel


def to_data(model: BaseModel) -> dict[str, Any]:
    """Return what Firestore keeps of a model: instants stay instants, enums and dates become text."""
    return {name: _plain(value) for name, value in model.model_dump(mode="python").items()}


_AS_IT_IS = frozenset({type(None), bool, int, float, str, bytes, datetime})  # exactly these, not what derives from them


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:  # most values are, so this comes first
        return value
    match value:
        case Enum():
            return value.value
        case datetime():
            return value
        case date():
            return value.isoformat()
        case dict():
            return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
        case set() | frozenset():
            return sorted(_plain(inner) for inner in value)
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
