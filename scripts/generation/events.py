"""A JSON Schema per event version. Once published, it never changes: `published.json` keeps what each one was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.generation.text import Json
from shared.domain.events import Event
from shared.runtime.envelope import Envelope

PUBLISHED = "published.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(kinds: Mapping[str, type[Event]]) -> dict[str, Json]:
    """Return the schema of each event's payload, by subject."""
    return {subject: _schema(subject, kinds[subject]) for subject in sorted(kinds)}


def envelope() -> Json:
    return {"$schema": DIALECT, **Envelope.model_json_schema(by_alias=True, mode="serialization")}


def fingerprints(kinds: Mapping[str, type[Event]]) -> dict[str, str]:
    """Return what tells two shapes of an event apart; its words may change."""
    return {subject: _fingerprint(schema) for subject, schema in schemas(kinds).items()}


def broken(published: Path, kinds: Mapping[str, type[Event]]) -> list[str]:
    """Return the subjects that are published and have since changed or gone."""
    if not published.is_file():
        return []
    now = fingerprints(kinds)
    return [subject for subject, shape in json.loads(published.read_text()).items() if now.get(subject) != shape]


def _schema(subject: str, kind: type[Event]) -> Json:
    found = kind.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": DIALECT, "$id": f"urn:roomstatesync:event:{subject}", **found}


def _fingerprint(schema: Json) -> str:
    bare = _without_words(schema)
    return hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _without_words(value: Any, *, names: bool = False) -> Any:
    """Leave out titles and descriptions; but what stands under `properties` are names of fields."""
    if isinstance(value, list):
        return [_without_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_words(inner, names=key in ("properties", "$defs") and not names)
        for key, inner in value.items()
        if names or key not in ("title", "description")
    }
