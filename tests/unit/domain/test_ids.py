"""One spelling for each room, and ids that stand for what is named elsewhere."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.domain.ids import RoomId, StayId, derived_id

ROOM = TypeAdapter(RoomId)


@pytest.mark.parametrize(
    "written", ["12A", "12a", " 12a ", "\N{EXTENDED ARABIC-INDIC DIGIT ONE}2a", "1\N{ARABIC-INDIC DIGIT TWO}A"]
)
def test_a_room_has_one_id_however_its_number_is_written(written: str) -> None:
    assert ROOM.validate_python(written) == "12A"


@pytest.mark.parametrize("wrong", ["", "-1", "204/1", "2" * 17, "a b", None, 204])
def test_what_is_no_room_number_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        ROOM.validate_python(wrong)


def test_what_has_a_name_elsewhere_has_one_id_here() -> None:
    made = derived_id("rsv", "mews", "f3b1")
    assert made == derived_id("rsv", "mews", "f3b1")
    assert TypeAdapter(StayId).validate_python(made) == made
    assert made != derived_id("rsv", "mewsf", "3b1")


def test_an_id_of_another_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(StayId).validate_python(derived_id("gst", "mews", "f3b1"))
