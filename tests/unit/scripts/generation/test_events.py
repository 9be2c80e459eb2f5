"""Schemas of events: written from the code until they are published, and from then on for good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import pytest

from scripts.generation import events
from shared.domain.events import Event

SUBJECT = "melmastoon.test.told.v1"


def kind(**fields: type) -> dict[str, type[Event]]:
    """Return one kind of event that never joins the real ones."""
    names = {"__annotations__": {"aggregate": ClassVar[str], "told_id": str, **fields}, "aggregate": "told_id"}
    return {SUBJECT: type("Told", (Event,), {"__doc__": "Somebody was told.", "__module__": __name__, **names})}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "published.json"
    path.write_text(json.dumps(events.fingerprints(kind())))
    return path


def test_a_payload_is_described_in_the_names_of_the_wire() -> None:
    schema = events.schemas(kind())[SUBJECT]

    assert (schema["$id"], schema["required"]) == (f"urn:roomstatesync:event:{SUBJECT}", ["toldId"])


def test_nothing_is_broken_before_anything_is_published(tmp_path: Path) -> None:
    assert events.broken(tmp_path / "published.json", kind()) == []


def test_a_published_event_may_be_said_in_other_words(published: Path) -> None:
    same = kind()
    same[SUBJECT].__doc__ = "Other words."

    assert events.broken(published, same) == []


def test_a_published_event_gets_no_new_field(published: Path) -> None:
    assert events.broken(published, kind(title=str)) == [SUBJECT]


def test_a_published_event_does_not_go(published: Path) -> None:
    assert events.broken(published, {}) == [SUBJECT]


def test_a_new_event_breaks_nothing(published: Path) -> None:
    assert events.broken(published, {**kind(), "melmastoon.test.told.v2": kind(why=str)[SUBJECT]}) == []
