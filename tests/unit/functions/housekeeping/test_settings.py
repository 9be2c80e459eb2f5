"""What the tenant chose elsewhere: the newest word counts, in every property that it is of, by names that are understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import functions.housekeeping.main  # noqa: F401 - what is called here
from shared.domain.ids import derived_id
from shared.domain.linen import LinenLine
from shared.domain.settings import Cadence, Settings, TenantSettingsChanged
from shared.runtime.documents import to_data
from shared.runtime.journal import JOURNAL, SUPERSEDED, Entry
from shared.runtime.parking import DeadLetter
from shared.runtime.place import Place
from shared.runtime.store.port import Key, Put, Query
from tests.ground import PLACE, Ground, ground

TOWELS, SHEETS = derived_id("lin", "towels"), derived_id("lin", "sheets")
ANNEX = Place("demo", "annex")


@pytest.fixture
def hotel() -> Iterator[Ground]:
    with ground() as stands:
        for line_id, name in ((TOWELS, "Bath towel"), (SHEETS, "Sheet")):
            stands.put(LinenLine(line_id=line_id, name=name, stock=30, low_watermark=5))
        yield stands


def chosen(hotel: Ground, place: Place = PLACE) -> Settings:
    found = hotel.store.read([place.key("settings", "current")])[0]
    return Settings.model_validate(dict(found.data or {}))


def hear(hotel: Ground, settings: dict[str, Any], **said: Any) -> None:
    hotel.hear(TenantSettingsChanged(tenant_id="demo", settings=settings), **said)


def letters(hotel: Ground, place: Place = PLACE) -> list[DeadLetter]:
    found = hotel.store.query(Query(DeadLetter.collection, place.path))
    return [DeadLetter.model_validate(dict(one.data or {})) for one in found]


def entries(hotel: Ground, place: Place = PLACE) -> list[Entry]:
    found = hotel.store.query(Query(JOURNAL, place.path, limit=10_000))
    return [Entry.model_validate(dict(one.data or {})) for one in found]


@pytest.fixture
def annex(hotel: Ground) -> Ground:
    """A second property of the tenant."""
    facts = {"tenant_id": "demo", "property_id": "annex", "database": "(default)"}
    hotel.store.commit([Put(Key(ANNEX.path), facts, None)])
    hotel.store.commit([Put(ANNEX.key("settings", "current"), to_data(Settings(name="Annex", revision=1)), None)])
    return hotel


@pytest.mark.parametrize(
    "order", [(10, 9), (3, 1), (7, 7)], ids=["ten then nine", "three then one", "the same revision again"]
)
def test_of_two_revisions_the_newer_one_stays_whichever_comes_last(hotel: Ground, order: tuple[int, int]) -> None:
    """H6."""
    newer, older = order
    hear(hotel, {"untouchedDays": 4}, revision=newer)
    hear(hotel, {"untouchedDays": 9}, revision=older)
    assert chosen(hotel).untouched_days == 4
    (word,) = [entry for entry in entries(hotel) if entry.cause == SUPERSEDED]
    assert word.reply.data == {"revision": older, "heard": newer}
    assert letters(hotel) == []


def test_what_is_wrong_in_an_older_revision_bothers_nobody(hotel: Ground) -> None:
    hear(hotel, {"auditHour": 3}, revision=10)
    hear(hotel, {"auditHour": 31}, revision=9)
    assert letters(hotel) == []


def test_what_says_no_revision_is_taken_as_it_comes(hotel: Ground) -> None:
    hear(hotel, {"untouchedDays": 4}, revision=10)
    hear(hotel, {"untouchedDays": 9}, revision=0)
    assert chosen(hotel).untouched_days == 9


def test_without_a_property_it_is_of_every_property_of_the_tenant(annex: Ground) -> None:
    """H7."""
    hear(annex, {"untouchedDays": 12}, property_id="")
    assert [chosen(annex, place).untouched_days for place in (PLACE, ANNEX)] == [12, 12]
    assert letters(annex) == letters(annex, ANNEX) == []


def test_each_property_answers_for_itself(annex: Ground) -> None:
    annex.store.commit([Put(ANNEX.key("settings", "current"), to_data(Settings(preset_highest=18, revision=2)), None)])
    hear(annex, {"presetLowest": 20, "untouchedDays": 12}, property_id="")
    assert (chosen(annex).preset_lowest, chosen(annex, ANNEX).preset_lowest) == (20, 16)
    assert chosen(annex, ANNEX).untouched_days == 12
    assert letters(annex) == []
    (letter,) = letters(annex, ANNEX)
    assert "presetLowest" in letter.reason.detail


def test_a_word_to_one_property_and_one_to_all_are_ordered_together(annex: Ground) -> None:
    hear(annex, {"untouchedDays": 12}, revision=5)
    hear(annex, {"untouchedDays": 20}, revision=4, property_id="")
    assert [chosen(annex, place).untouched_days for place in (PLACE, ANNEX)] == [12, 20]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"inspectionRequired": False}, {"inspections": False}),
        ({"midStayCadence": "on_request"}, {"stayover_cadence": Cadence.ON_REQUEST}),
        ({"midStayCadence": 3}, {"stayover_cadence": Cadence.EVERY_N_DAYS, "stayover_every_days": 3}),
        ({"mid_stay_cadence": 1}, {"stayover_cadence": Cadence.DAILY}),
        ({"inspectionRequired": True, "inspections": False}, {"inspections": False}),
    ],
)
def test_the_names_of_the_tenants_service_are_understood(
    hotel: Ground, settings: dict[str, Any], expected: dict[str, Any]
) -> None:
    """H8."""
    hear(hotel, settings)
    kept = chosen(hotel)
    assert {name: getattr(kept, name) for name in expected} == expected
    assert letters(hotel) == []


def test_watermarks_are_of_lines_by_id_or_name_and_one_above_the_shelf_is_told(hotel: Ground) -> None:
    hear(hotel, {"lowWatermarks": {SHEETS: 12, "bath towel ": 40}})
    assert [hotel.get(LinenLine, one).low_watermark for one in (SHEETS, TOWELS)] == [12, 40]
    (alert,) = hotel.payloads("melmastoon.housekeeping.linen.low_stock_alert.v1")
    assert alert["lineId"] == TOWELS


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"midStayCadence": "hourly"}, "midStayCadence"),
        ({"inspectionRequired": "perhaps"}, "inspectionRequired"),
        ({"lowWatermarks": {"Curtain": 3}}, "lowWatermarks.Curtain"),
        ({"lowWatermarks": {"Sheet": -1}}, "lowWatermarks.Sheet"),
        ({"lowWatermarks": 7}, "lowWatermarks"),
    ],
)
def test_what_cannot_be_is_parked_by_the_name_it_came_under_and_the_rest_is_taken_over(
    hotel: Ground, settings: dict[str, Any], named: str
) -> None:
    hear(hotel, {**settings, "untouchedDays": 12})
    (letter,) = letters(hotel)
    assert named in letter.reason.context["fields"]
    assert chosen(hotel).untouched_days == 12


def test_names_that_are_not_ours_stand_in_the_journal(hotel: Ground) -> None:
    hear(hotel, {"colour": "red", "billingDay": 3, "untouchedDays": 12})
    (said,) = [entry.reply.data for entry in entries(hotel) if entry.reply.data]
    assert said == {"changed": ["untouched_days"], "unknown": ["billingDay", "colour"]}
    assert letters(hotel) == []
